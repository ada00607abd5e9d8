package goapp_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server"
	"github.com/tandemgo/tandem/server/goapp"
	"github.com/tandemgo/tandem/server/sqlite"
	"github.com/tandemgo/tandem/view"
	vhtml "github.com/tandemgo/tandem/view/html"
)

// serve returns a server whose path /board is a component's and a resource's, and whose
// path / is the application's.
func serve(t *testing.T, o *goapp.Options) *server.Server {
	t.Helper()
	dir := t.TempDir()
	ix := server.AssetIndex{Build: "b1", Files: map[string]server.AssetFile{}}
	for name, kind := range map[string]string{"app.wasm": "application/wasm", "tandem.js": "text/javascript", "worker.js": "text/javascript", "logo.svg": "image/svg+xml"} {
		ext := filepath.Ext(name)
		f := server.AssetFile{Name: strings.TrimSuffix(name, ext) + ".123" + ext, Type: kind, Size: len(name)}
		ix.Files[name] = f
		if err := os.WriteFile(filepath.Join(dir, f.Name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := json.Marshal(ix)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "index.json"), b, 0o600); err != nil {
		t.Fatal(err)
	}
	assets, err := server.OpenAssets(dir)
	if err != nil {
		t.Fatal(err)
	}
	a := app.New("Board", nil)
	page := func(c *app.Context) (app.Response, error) {
		q := c.Query("q")
		return app.Page("Home", func() *view.Node { return vhtml.Main(vhtml.Title(q), view.Text("home")) }).
			JSON(func() model.Value { return model.String("resource") }), nil
	}
	a.Handle("GET /{$}", page)
	a.Handle("GET /board", page)
	host, err := goapp.New(a, assets, o)
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(filepath.Join(t.TempDir(), "t.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	if err := model.Prepare(store, app.Space); err != nil {
		t.Fatal(err)
	}
	s := server.New(a, store, &server.Options{Assets: assets, Host: host})
	t.Cleanup(s.Close)
	return s
}

func get(s *server.Server, path, accept string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func board(path string) bool { return path == "/board" }

// TestPages: what a browser gets at the addresses of both kinds of pages.
func TestPages(t *testing.T) {
	s := serve(t, &goapp.Options{Routed: board, Env: map[string]string{"COLOUR": "blue"}})
	const hostile = "?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
	for path, home := range map[string]bool{"/": true, "/" + hostile: true, "/board": false, "/board" + hostile: false} {
		w := get(s, path, "text/html,*/*;q=0.8")
		body := w.Body.String()
		if w.Code != 200 || strings.Count(body, "<script>") != 1 || strings.Contains(body, ">home<") != home {
			t.Errorf("%s: %d\n%s", path, w.Code, body)
		}
		if policy := w.Header().Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'self'") || strings.Contains(policy, "unsafe-inline") {
			t.Errorf("%s: the policy is %q", path, policy)
		}
		doc, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		// go-app's engine replaces the first element of the body.
		first := doc.LastChild.LastChild.FirstChild
		if first.Data != "div" || len(first.Attr) > 0 || first.FirstChild != nil || first.NextSibling.Attr[0].Val != "tandem-root" {
			t.Errorf("%s: the body begins with %q", path, first.Data)
		}
		if strings.Contains(body, "data-program") || !strings.Contains(body, `<aside id="app-wasm-loader" hidden`) {
			t.Errorf("%s: the page is\n%s", path, body)
		}
	}
	if w := get(s, "/board", "application/json"); w.Code != 200 || w.Body.String() != `"resource"` {
		t.Errorf("/board as JSON is %d %s", w.Code, w.Body)
	}
	if w := get(serve(t, &goapp.Options{InlineStyles: true}), "/", "text/html"); !strings.HasSuffix(w.Header().Get("Content-Security-Policy"), "style-src 'self' 'unsafe-inline'") {
		t.Errorf("the policy is %q", w.Header().Get("Content-Security-Policy"))
	}
}

// TestResources: what go-app's engine asks for.
func TestResources(t *testing.T) {
	s := serve(t, &goapp.Options{Env: map[string]string{"COLOUR": "blue"}})
	worker := get(s, "/app-worker.js", "*/*")
	for _, part := range []string{`const build = "b1"`, `"/_tandem/app.123.wasm"`, `"/web/logo.svg"`, "skipWaiting()", `addEventListener("push"`, `addEventListener("notificationclick"`, "async function showNotification", "/_tandem/shell"} {
		if worker.Code != 200 || !strings.Contains(worker.Body.String(), part) {
			t.Errorf("the service worker, %d, lacks %s:\n%s", worker.Code, part, worker.Body)
		}
	}
	if cc := worker.Header().Get("Cache-Control"); cc != "no-cache" {
		t.Errorf("the service worker's Cache-Control is %q", cc)
	}
	scripts := regexp.MustCompile(`/_tandem/go-app-[a-z]+\.[0-9a-f]+\.(js|css)`).FindAllString(get(s, "/", "text/html").Body.String(), -1)
	if len(scripts) != 3 {
		t.Fatalf("the page has of go-app %v", scripts)
	}
	all := ""
	for _, path := range scripts {
		w := get(s, path, "*/*")
		if w.Code != 200 || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/") {
			t.Errorf("%s: %d %v", path, w.Code, w.Header())
		}
		all += w.Body.String()
		if !strings.Contains(worker.Body.String(), `"`+path+`"`) {
			t.Errorf("the service worker does not keep %s", path)
		}
	}
	for _, part := range []string{`"COLOUR":"blue"`, `"/_tandem/app.123.wasm"`, `"/app-worker.js"`, "beforeinstallprompt", `goappWasmContentLength = "8"`, "goappOnUpdate"} {
		if !strings.Contains(all, part) {
			t.Errorf("the scripts lack %s", part)
		}
	}
	if w := get(s, "/web/logo.svg", "image/*"); w.Code != 307 || w.Header().Get("Location") != "/_tandem/logo.123.svg" {
		t.Errorf("/web/logo.svg: %d %v", w.Code, w.Header())
	}
	if w := get(s, "/web/none.svg", "image/*"); w.Code != 404 {
		t.Errorf("/web/none.svg: %d", w.Code)
	}
}
