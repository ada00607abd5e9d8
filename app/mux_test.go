package app

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestRouterIsServeMux compares the router with net/http's on random patterns
// and paths: which patterns can stand together, and which of them answers.
func TestRouterIsServeMux(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	segs := []string{"a", "b", "c", "{x}", "{y}", "{z...}", "{$}", ""}
	words := []string{"a", "b", "c", "d"}
	compared, conflicts := 0, 0
rounds:
	for range 4000 {
		mux := http.NewServeMux()
		var rt router
		var patterns []string
		for range 1 + r.IntN(5) {
			p := []string{"GET ", "POST ", ""}[r.IntN(3)]
			for range 1 + r.IntN(3) {
				s := segs[r.IntN(len(segs))]
				p += "/" + s
				if s == "" || s == "{$}" || strings.HasSuffix(s, "...}") {
					break
				}
			}
			theirs := panics(func() { mux.HandleFunc(p, func(http.ResponseWriter, *http.Request) {}) })
			ours := panics(func() { rt.handle(p, nil) })
			if theirs && !ours {
				// ServeMux also sees conflicts between methods ("GET /{x}"
				// and "/a"), where the router takes the more specific path.
				continue rounds
			}
			if ours && !theirs {
				t.Fatalf("%q after %q is refused", p, patterns)
			}
			if ours {
				conflicts++
				break
			}
			patterns = append(patterns, p)
		}
		if len(patterns) == 0 {
			continue
		}
		for range 10 {
			path := ""
			for range 1 + r.IntN(3) {
				path += "/" + words[r.IntN(len(words))]
			}
			if r.IntN(4) == 0 {
				path += "/"
			}
			if r.IntN(10) == 0 {
				path = "/"
			}
			method := []string{"GET", "POST", "HEAD"}[r.IntN(3)]
			_, want := mux.Handler(httptest.NewRequest(method, path, nil))
			got := ""
			if rt, _, _ := rt.find(method, path); rt != nil {
				got = rt.pattern
			}
			if got != want {
				// ServeMux may redirect to the same path with a slash; the
				// router does not.
				if rt, _, _ := rt.find(method, path+"/"); rt != nil && rt.pattern == want {
					continue
				}
			}
			compared++
			if got != want {
				t.Fatalf("%q: %s %s goes to %q, with ServeMux to %q", patterns, method, path, got, want)
			}
		}
	}
	if compared < 10_000 || conflicts < 100 {
		t.Fatalf("only %d paths and %d conflicts were compared", compared, conflicts)
	}
}

func panics(f func()) (p bool) {
	defer func() { p = recover() != nil }()
	f()
	return
}
