//go:build !js

package main

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// between stands between the browser and the server, as an extension or a proxy
// does that changes pages. It returns its address, and what browsers report.
func between(t *testing.T, s *process, change *strings.Replacer) (address string, reports <-chan string) {
	t.Helper()
	to, err := url.Parse(s.url())
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 10)
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(to)
			r.Out.Host = r.In.Host
			r.Out.Header.Del("Accept-Encoding")
		},
		ModifyResponse: func(res *http.Response) error {
			if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
				return nil
			}
			b, err := io.ReadAll(res.Body)
			if err != nil {
				return err
			}
			page := change.Replace(string(b))
			if page == string(b) && strings.Contains(page, "tandem-state") && !strings.Contains(res.Request.URL.Path, "/_tandem/") {
				t.Error("the page was not changed")
			}
			res.Body = io.NopCloser(strings.NewReader(page))
			res.Header.Set("Content-Length", strconv.Itoa(len(page)))
			return nil
		},
	}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/_tandem/report" {
			b, _ := io.ReadAll(r.Body)
			told <- string(b)
			r.Body = io.NopCloser(bytes.NewReader(b))
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(h.Close)
	return h.URL, told
}

// TestMismatch: a page that is not what the program makes of it is put right where
// it differs, and nowhere else. Who develops is told where and why; otherwise it
// is done in silence, and the server hears of it.
func TestMismatch(t *testing.T) {
	for _, dev := range []bool{true, false} {
		env := "DEV="
		if dev {
			env = "DEV=1"
		}
		s := startServer(t, env)
		s.create("milk")
		address, reports := between(t, s, strings.NewReplacer("<h1>todos</h1>", `<p>from a proxy</p><h1 lang="la">agenda</h1>`, "<strong>1</strong>", "1"))
		p := startBrowser(t).tab()
		p.do(chromedp.Navigate("about:blank"))
		p.before(`window.told = []; for (const level of ["error", "warn", "info", "log"]) { const say = console[level]; console[level] = (...a) => { told.push(level + " " + a.join(" ")); say(...a) } }`)
		release := p.hold("*.wasm")
		p.open(address + "/")
		p.wait(`document.querySelector("h1").textContent === "agenda"`)
		p.eval(`(() => { window.field = document.querySelector(".new-todo"); window.row = document.querySelector(".todo-list li"); field.focus() })()`)
		p.keys("half a tho")
		release()
		p.wait(`document.documentElement.dataset.tandem === "live"`)
		p.want(`document.querySelector(".header").innerHTML.split("<form")[0]`, "<h1>todos</h1>")
		p.want(`document.querySelector(".todo-count").innerHTML`, "<strong>1</strong> item left")
		p.want(`[field.isConnected, row.isConnected, document.activeElement === field, field.value].join()`, "true,true,true,half a tho")
		differences := []string{
			`/main/section/header: expected <h1> as child 1, found <p>`,
			`/main/section/header/h1/@lang: expected none, found "la"`,
			`/main/section/header/h1: expected text "todos", found text "agenda"`,
			`/main/section/footer/span: expected <strong> as child 1, found text "1 item left"`,
		}
		if dev {
			for _, d := range differences {
				p.want(`told.filter(m => m.startsWith("error tandem: ") && m.includes(`+quote(d)+`)).length`, "1")
			}
			continue
		}
		p.want(`told.join("\n")`, "")
		report := <-reports
		for _, d := range differences {
			if !strings.Contains(report, strings.ReplaceAll(d, `"`, `\"`)) {
				t.Errorf("the report lacks %s:\n%s", d, report)
			}
		}
		if !strings.Contains(report, `"kind":"adoption"`) || !strings.Contains(report, `"at":"/"`) {
			t.Errorf("the report is %s", report)
		}
	}
}
