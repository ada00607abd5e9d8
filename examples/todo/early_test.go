//go:build !js

package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// forms stands between the browser and the server and tells of each form that was
// posted, once it was answered. Without a program the browser gets none.
func forms(t *testing.T, s *process, program bool) (address string, posted <-chan string) {
	t.Helper()
	to, err := url.Parse(s.url())
	if err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 100)
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(to)
		r.Out.Host = r.In.Host
	}}
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !program && strings.HasSuffix(r.URL.Path, ".wasm") {
			http.Error(w, "gone", http.StatusNotFound)
			return
		}
		if r.Method != "POST" || strings.HasPrefix(r.URL.Path, "/_tandem/") {
			proxy.ServeHTTP(w, r)
			return
		}
		b, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(strings.NewReader(string(b)))
		proxy.ServeHTTP(w, r)
		f, _ := url.ParseQuery(string(b))
		told <- strings.Join([]string{r.URL.Path, f.Get("_method"), f.Get("title"), strings.Join(f["completed"], "+")}, " ")
	}))
	t.Cleanup(h.Close)
	return h.URL, told
}

// early opens a page whose program does not arrive until it is let, and whose patience
// ends when the test calls expire().
func early(b *browser, address, held string) (p *tab, release func()) {
	b.t.Helper()
	p = b.tab()
	p.do(chromedp.Navigate("about:blank"))
	p.passWorker()
	p.before(`{ const real = setTimeout; window.setTimeout = (f, ms, ...rest) => { if (ms === 1000) { window.expire = f; return 1 } return real(f, ms, ...rest) };
		addEventListener("securitypolicyviolation", (e) => (window.violations ??= []).push(e.blockedURI)) }`)
	release = p.hold(held)
	p.eval(`(() => { location = ` + quote(address+"/") + ` })()`) // scripts may be held: it loads for long
	p.wait(`document.querySelector(".new-todo")`)
	p.eval(`(() => { window.first = true; window.field = document.querySelector(".new-todo") })()`)
	return p, release
}

// expire ends the patience of the page, which begins with the first action that its script
// keeps.
func (p *tab) expire() {
	p.t.Helper()
	p.wait(`window.expire`)
	p.eval(`expire()`)
}

func none(t *testing.T, posted <-chan string) {
	t.Helper()
	select {
	case f := <-posted:
		t.Errorf("a form was posted: %s", f)
	default:
	}
}

func posts(t *testing.T, posted <-chan string, want ...string) {
	t.Helper()
	for _, w := range want {
		got := <-posted
		path, rest, _ := strings.Cut(got, " ")
		if path = path[:strings.LastIndexByte(path, '/')+1]; path+" "+rest != w {
			t.Errorf("%q was posted, want %q", path+" "+rest, w)
		}
	}
	none(t, posted)
}

// TestEarly: what is done before the program has come is given to it, in order and
// once, and the page is the same all the time.
func TestEarly(t *testing.T) {
	s := startServer(t)
	for _, title := range []string{"milk", "eggs", "bread"} {
		s.create(title)
	}
	address, posted := forms(t, s, true)
	p, release := early(startBrowser(t), address, "*.wasm")
	p.click(".todo-list li:nth-child(1) .toggle")
	p.click(".todo-list li:nth-child(1) .toggle")
	p.click(".todo-list li:nth-child(2) .toggle")
	p.want(`document.querySelector("#tandem-root").ariaBusy`, "true")
	p.add("tea")
	p.keys("\r") // again: it is the same
	p.eval(`field.select()`)
	p.keys("coffee\r")
	p.keys(" and more")
	p.doubleClick(".todo-list li:nth-child(3) label")
	none(t, posted)
	release()
	p.wait(`document.documentElement.dataset.tandem === "live"`)
	p.lists("milk|✓eggs|[bread]|tea|coffee")
	p.want(`location.pathname + (location.search !== "")`, "/true")
	p.want(`[window.first, field.isConnected, field.value, document.querySelector("#tandem-root").ariaBusy].join()`, "true,true,coffee and more,")
	p.status(saved)
	p.keys("\x1b")
	p.lists("milk|✓eggs|bread|tea|coffee")
	none(t, posted)
	_, body := s.call("GET", "/todos", "")
	if n := strings.Count(body, `"title"`); n != 5 || strings.Count(body, `"completed":true`) != 1 {
		t.Errorf("the server has %s", body)
	}
	p.want(`document.querySelectorAll(".tandem-inbox").length + String(window.violations)`, "0undefined")
}

// A form that was sent early and is refused says why, and keeps what was typed. A
// device that has nothing yet leaves it to the server, whose answer waits in the inbox.
func TestEarlyRefused(t *testing.T) {
	s := startServer(t)
	address, posted := forms(t, s, true)
	b := startBrowser(t)
	long := strings.Repeat("x", 201)
	p, release := early(b, address, "*.wasm")
	p.add(long)
	release()
	p.wait(`document.querySelector(".tandem-inbox")?.textContent.includes(` + quote(long) + `)`)
	p.status(saved)
	p.do(chromedp.Navigate("about:blank"))
	p.cancel()

	p, release = early(b, address, "*.wasm")
	p.add(long)
	release()
	p.wait(`document.querySelector(".problem")`)
	p.want(`document.querySelector(".new-todo").value`, long)
	p.want(`window.first`, "true")
	none(t, posted)
}

// TestEarlyScript: also before any script of the page ran, and what was typed and
// ticked is kept.
func TestEarlyScript(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	s.create("eggs")
	address, posted := forms(t, s, true)
	p, release := early(startBrowser(t), address, "*/_tandem/*.js")
	p.wait(`document.querySelector(".todo-list")`)
	p.eval(`(() => { window.before = [...document.querySelectorAll("#tandem-root *")].filter(e => !e.closest(".tandem-status")) })()`)
	p.click(".todo-list li:nth-child(1) .toggle")
	p.eval(`field.focus()`)
	p.keys("half a tho")
	p.eval(`field.setSelectionRange(2, 5)`)
	p.want(`typeof tandem`, "undefined")
	release()
	p.wait(`document.documentElement.dataset.tandem === "live"`)
	p.lists("✓milk|eggs")
	p.want(`[window.first, before.every(e => e.isConnected), field.value, field.selectionStart, field.selectionEnd, document.activeElement === field].join()`, "true,true,half a tho,2,5,true")
	p.status(saved)
	none(t, posted)
	if _, body := s.call("GET", "/todos", ""); strings.Count(body, `"completed":true`) != 1 {
		t.Errorf("the server has %s", body)
	}
	p.want(`String(window.violations)`, "undefined")
	// The policy allows that script and no other one in the page.
	p.eval(`(() => { const e = document.createElement("script"); e.textContent = "window.injected = true"; document.head.append(e) })()`)
	p.want(`[window.injected, window.violations].join()`, ",inline")
}

// TestEarlySlow: when the program does not come for long, everything goes the way of
// plain HTML, in order and once.
func TestEarlySlow(t *testing.T) {
	s := startServer(t)
	for _, title := range []string{"milk", "eggs"} {
		s.create(title)
	}
	address, posted := forms(t, s, true)
	p, _ := early(startBrowser(t), address, "*.wasm")
	p.click(".todo-list li:nth-child(1) .toggle")
	p.click(".todo-list li:nth-child(2) .toggle")
	p.click(".todo-list li:nth-child(2) .toggle")
	p.add("tea")
	p.expire()
	p.wait(`!window.first && document.readyState === "complete"`)
	p.lists("✓milk|eggs|tea")
	posts(t, posted, "/todos/ PATCH  false+true", "/todos/ PATCH  false", "/  tea ")

	// One that is refused is what the person sees next, and the others are done.
	long := strings.Repeat("x", 201)
	p.eval(`(() => { window.first = true; delete window.expire })()`)
	p.add(long)
	p.click(".todo-list li:nth-child(2) .toggle")
	p.expire()
	p.wait(`!window.first && document.querySelector(".problem")`)
	p.want(`document.querySelector(".new-todo").value`, long)
	p.lists("✓milk|✓eggs|tea")
	posts(t, posted, "/  "+long+" ", "/todos/ PATCH  false+true", "/  "+long+" ")
}

// TestEarlyLeaving: who goes on while the browser is on its way to the next page takes
// nothing back.
func TestEarlyLeaving(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	s.create("eggs")
	address, posted := forms(t, s, true)
	p, _ := early(startBrowser(t), address, "*.wasm")
	// The next page does not come.
	p.eval(`(() => { window.ids = []; HTMLFormElement.prototype.submit = function() { ids.push(new FormData(this).get("_id")) } })()`)
	const toggle = ".todo-list li:nth-child(1) .toggle"
	p.click(toggle)
	p.expire()
	p.wait(`ids.length === 1`)
	none(t, posted)
	for i, want := range []string{"/todos/ PATCH  false+true", "/todos/ PATCH  false", "/todos/ PATCH  false+true"} {
		p.click(toggle)
		p.wait(fmt.Sprintf(`ids.length === %d`, i+2))
		posts(t, posted, want)
	}
	p.want(`new Set(ids).size`, "4")
	p.click(toggle)
	p.wait(`ids.length === 5`)
	posts(t, posted, "/todos/ PATCH  false")
	p.click(".filters li:nth-child(2) a")
	p.wait(`location.pathname === "/active" && document.readyState === "complete"`)
	posts(t, posted, "/todos/ PATCH  false+true")
	p.lists("eggs")
}

// TestEarlyFailed: a program that cannot be had keeps nobody waiting.
func TestEarlyFailed(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	address, posted := forms(t, s, false)
	p, release := early(startBrowser(t), address, "*.wasm")
	p.click(".toggle")
	none(t, posted)
	release()
	p.wait(`!window.first && document.readyState === "complete"`)
	p.lists("✓milk")
	posts(t, posted, "/todos/ PATCH  false+true")
	p.eval(`(() => { window.first = true })()`)
	p.wait(`performance.getEntriesByType("resource").some(e => e.name.endsWith(".wasm"))`)
	p.click(".toggle")
	p.wait(`!window.first && document.readyState === "complete"`)
	p.lists("milk")
	posts(t, posted, "/todos/ PATCH  false")
}

// TestEarlyLink: a link is followed at once, unless it would take along what was done
// before; whoever leaves takes nothing along either.
func TestEarlyLink(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	s.create("eggs")
	address, posted := forms(t, s, true)
	p, release := early(startBrowser(t), address, "*.wasm")
	p.click(".filters li:nth-child(2) a")
	p.wait(`location.pathname === "/active" && document.readyState === "complete"`)
	p.eval(`(() => { window.first = true })()`)
	p.click(".todo-list li:nth-child(1) .toggle")
	p.click(".filters li:nth-child(3) a")
	p.expire()
	p.wait(`location.pathname === "/completed" && document.readyState === "complete"`)
	p.lists("✓milk")
	posts(t, posted, "/todos/ PATCH  false+true")

	p.eval(`(() => { window.first = true })()`)
	p.click(".toggle")
	p.open(address + "/healthz")
	posts(t, posted, "/todos/ PATCH  false")

	p.open(address + "/")
	p.lists("milk|eggs")
	p.eval(`(() => { window.first = true })()`)
	p.click(".todo-list li:nth-child(2) .toggle")
	p.click(".filters li:nth-child(3) a")
	release()
	p.wait(`location.pathname === "/completed"`)
	p.lists("✓eggs")
	p.want(`window.first`, "true")
	p.status(saved)
	none(t, posted)
}
