package app

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// The syntax and the precedence are ServeMux's; mux_test.go compares the two on
// random patterns. Here is what the router adds, and what it refuses.
func TestRouterFinds(t *testing.T) {
	var rt router
	for _, p := range []string{"GET /{$}", "GET /todos", "POST /todos", "GET /todos/{id}", "PUT /todos/{id}", "GET /todos/new", "/files/{path...}", "GET /a/"} {
		rt.handle(p, nil)
	}
	for _, c := range []struct{ method, path, pattern, params, allow string }{
		{"GET", "/", "GET /{$}", "", ""},
		{"HEAD", "/", "GET /{$}", "", ""},
		{"GET", "/todos/7", "GET /todos/{id}", "id=7", ""},
		{"GET", "/todos/a%2Fb", "GET /todos/{id}", "id=a/b", ""},
		{"GET", "/todos/%E2%82%AC", "GET /todos/{id}", "id=€", ""},
		{"GET", "/todos/new", "GET /todos/new", "", ""},
		{"DELETE", "/todos/7", "", "", "GET,HEAD,OPTIONS,PUT"},
		{"PUT", "/todos/new", "PUT /todos/{id}", "id=new", ""},
		{"DELETE", "/files/a/b/c", "/files/{path...}", "path=a/b/c", ""},
		{"GET", "/files/", "/files/{path...}", "path=", ""},
		{"GET", "/a/b/c", "GET /a/", "", ""},
		{"GET", "/nowhere", "", "", ""},
		{"GET", "/todos/", "", "", ""},
		{"GET", "/todos//7", "", "", ""},
		{"GET", "/files/../todos", "", "", ""},
		{"GET", "/files/%2e%2e/todos", "", "", ""},
		{"GET", "/todos/%zz", "", "", ""},
		{"GET", "todos", "", "", ""},
		{"GET", "", "", "", ""},
	} {
		r, ps, allow := rt.find(c.method, c.path)
		pattern, params := "", []string{}
		if r != nil {
			pattern = r.pattern
		}
		for _, p := range ps {
			params = append(params, p.Name+"="+p.Value)
		}
		if pattern != c.pattern || strings.Join(params, "&") != c.params || strings.Join(allow, ",") != c.allow {
			t.Errorf("%s %s: %q %v %v, want %q %q %q", c.method, c.path, pattern, params, allow, c.pattern, c.params, c.allow)
		}
	}
}

func TestRouterRefuses(t *testing.T) {
	for _, ps := range [][]string{
		{"GET todos"}, {""}, {"GET /a//b"}, {"GET /{}"}, {"GET /{$}/a"}, {"GET /{a...}/b"}, {"GET /x{a}"}, {"GET /{a}/{a}"}, {"GET /%zz"},
		{"GET /a/{x}", "GET /a/{y}"}, {"GET /a/{x}/c", "GET /a/b/{y}"}, {"GET /{a...}", "GET /"},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q were taken", ps)
				}
			}()
			var rt router
			for _, p := range ps {
				rt.handle(p, nil)
			}
		}()
	}
}

func TestValuesRoundTrip(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("aZ09 &=+%/?#\"'<>\n\r\t€😀é;,")
	text := func() string {
		var b strings.Builder
		for range r.IntN(12) {
			b.WriteRune(alphabet[r.IntN(len(alphabet))])
		}
		return b.String()
	}
	for range 2000 {
		var v Values
		for range r.IntN(5) {
			v = append(v, Pair{"n" + text(), text()})
		}
		got, err := ParseValues(v.Encode())
		if err != nil || len(got) != len(v) {
			t.Fatalf("%q: %q, %v", v, got, err)
		}
		for i := range v {
			if got[i] != v[i] {
				t.Fatalf("%q: %q", v, got)
			}
		}
	}
	for _, bad := range []string{"a=%", "a=%4", "a=%zz", "%=1", "a=%ff", "%c3=1"} {
		if _, err := ParseValues(bad); err == nil {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestLocal(t *testing.T) {
	for uri, want := range map[string]bool{
		"/": true, "/a?b=c": true, "": false, "//evil": false, "/\\evil": false, "http://evil": false, "/a\nb": false, "/ a": false, "a": false,
		"/" + strings.Repeat("a", 5000): false,
	} {
		if Local(uri) != want {
			t.Errorf("Local(%q) is %v", uri, !want)
		}
	}
}

func TestNegotiate(t *testing.T) {
	for _, c := range []struct{ accept, want string }{
		{"", TypeHTML},
		{"*/*", TypeHTML},
		{"application/json", TypeJSON},
		{"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", TypeHTML},
		{"application/json, text/javascript, */*; q=0.01", TypeJSON}, // Backbone
		{"text/html;q=0.5, application/json;q=0.6", TypeJSON},
		{"text/*;q=0.3, application/*", TypeJSON},
		{"application/json;q=0, */*", TypeHTML},
		{"text/html;q=0, application/json;q=0", ""},
		{"image/png", ""},
		{"application/json;q=x", ""},
		{"APPLICATION/JSON", TypeJSON},
	} {
		if got := Negotiate(c.accept, TypeHTML, TypeJSON); got != c.want {
			t.Errorf("%q gives %q, want %q", c.accept, got, c.want)
		}
	}
}

// TestHandleOnServer: what only the server answers is known at both ends, and
// answered at one.
func TestHandleOnServer(t *testing.T) {
	a := New("Test", nil)
	answer := func(c *Context) (Response, error) { return Done(nil), nil }
	a.Handle("GET /files/{name}", answer)
	a.HandleOnServer("GET /files/all", answer)
	for _, c := range []struct {
		method, path string
		server, here bool
	}{
		{"GET", "/files/one", true, true},
		{"GET", "/files/all", true, false},
		{"HEAD", "/files/all", true, false},
		{"POST", "/files/all", false, false},
		{"GET", "/elsewhere", false, false},
	} {
		server, _ := a.Routed(c.method, c.path)
		if here := a.Here(c.method, c.path); server != c.server || here != c.here {
			t.Errorf("%s %s: at the server %t, here %t", c.method, c.path, server, here)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a POST was left to the server")
		}
	}()
	a.HandleOnServer("POST /secrets", answer)
}
