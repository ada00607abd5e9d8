// Package goapp serves an application whose browser's half runs inside go-app's engine:
// see wasm/goapp.
//
// It gives go-app's engine what it expects of a server: the script that starts the
// program and tells of installation and updates, the service worker with its
// notifications, and an empty page for each page that is a component. Components are not
// rendered here: go-app's writer puts a user's text into attributes in a way that lets it
// run as script. Pages of the application are written by Tandem, as always.
package goapp

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/server"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

var (
	//go:embed goapp.js
	script []byte
	//go:embed worker.js
	worker []byte
)

// Options are the settings of go-app's half; nil means all defaults.
type Options struct {
	// Routed reports whether a path is that of a component: Routed of wasm/goapp. By
	// default there is none.
	Routed func(path string) bool
	// Env are the variables that app.Getenv returns in the browser. Everybody can read
	// them.
	Env map[string]string
	// InternalURLs are URLs of other origins that go-app opens in the same window.
	InternalURLs []string
	// InlineStyles lets components have style attributes, as app.Style makes them. The
	// policy that is sent with the pages forbids them otherwise.
	InlineStyles bool
}

// Main is server.Main for an application inside go-app's engine.
func Main(a *app.App, o *Options) {
	server.MainHost(a, func(a *app.App, assets *server.Assets) (*server.Host, error) { return New(a, assets, o) })
}

// New returns go-app's engine for server.Options. It sets the variables of
// Options.Env in this process too, as go-app does.
func New(a *app.App, assets *server.Assets, o *Options) (*server.Host, error) {
	h := &handler{files: map[string][]byte{}}
	if o != nil {
		h.o = *o
	}
	if h.o.Routed == nil {
		h.o.Routed = func(string) bool { return false }
	}
	if assets.URL("app.wasm") == "" {
		return nil, fmt.Errorf("the browser's half has no program: build it with 'tandem build'")
	}
	engine := &goapp.Handler{Name: a.Name(), Version: assets.Index.Build, Env: h.o.Env, InternalURLs: h.o.InternalURLs,
		Resources: resources{assets}, WasmContentLength: strconv.Itoa(assets.Index.Files["app.wasm"].Size)}
	before := h.add("goapp.js", script)
	js := h.add("app.js", resource(engine, "/app.js"))
	css := h.add("app.css", resource(engine, "/app.css"))
	_, notify, ok := strings.Cut(goapp.DefaultAppWorkerJS, "\nself.addEventListener(\"push\"")
	if !ok {
		return nil, fmt.Errorf("go-app's service worker is not the one that is known here: another version of go-app is needed")
	}
	h.worker = slices.Concat([]byte("\n"), worker, []byte("self.addEventListener(\"push\""+notify))
	keep := []string{before, js, css}
	h.static = map[string]string{}
	for name := range assets.Index.Files {
		h.static["/web/"+name] = assets.URL(name)
		if name != "app.wasm" && name != "tandem.js" && name != "worker.js" {
			keep = append(keep, "/web/"+name)
		}
	}
	slices.Sort(keep)
	return &server.Host{
		Head: view.Fragment(
			html.Link(html.Rel("stylesheet"), html.Href(css)),
			html.Script(html.Src(before), html.Defer(true)),
			html.Script(html.Src(js), html.Defer(true))),
		// go-app's engine takes the first element of the body for its own.
		First: html.Div(),
		// app.js needs this loader. It is seen where goapp.js gives it a class.
		Last: html.Aside(html.ID("app-wasm-loader"), html.Hidden(true),
			html.Img(html.ID("app-wasm-loader-icon"), html.Alt(""), view.If(assets.URL(a.Options().Icon) != "", html.Src(assets.URL(a.Options().Icon))), html.Class("goapp-logo goapp-spin")),
			html.P(html.ID("app-wasm-loader-label"), html.Class("goapp-label"))),
		Keep:  keep,
		Serve: h.serve,
	}, nil
}

// resources tells go-app where the files are that it names: the program has a name that
// changes with its content.
type resources struct{ assets *server.Assets }

func (r resources) Resolve(location string) string {
	if location == "/web/app.wasm" {
		return r.assets.URL("app.wasm")
	}
	return location
}

// resource returns what go-app's handler answers at a path that is the same for all.
func resource(engine *goapp.Handler, path string) []byte {
	w := &answer{header: http.Header{}}
	engine.ServeHTTP(w, &http.Request{Method: http.MethodGet, URL: &url.URL{Path: path}, Header: http.Header{}})
	return w.body
}

// answer is an http.ResponseWriter that keeps what it is given.
type answer struct {
	header http.Header
	status int
	body   []byte
}

func (a *answer) Header() http.Header    { return a.header }
func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(b []byte) (int, error) {
	a.body = append(a.body, b...)
	return len(b), nil
}

type handler struct {
	o      Options
	files  map[string][]byte // scripts and style sheets, the same for all, by path
	static map[string]string // paths below /web/, and where their content is
	worker []byte            // what follows Tandem's worker
}

// add returns the path under which a file is served. It changes with the content.
func (h *handler) add(name string, body []byte) string {
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	p := server.AssetPath + "go-app-" + strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	h.files[p] = body
	return p
}

// serve answers what is go-app's.
func (h *handler) serve(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h.o.InlineStyles {
			w.Header().Set("Content-Security-Policy", w.Header().Get("Content-Security-Policy")+"; style-src 'self' 'unsafe-inline'")
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			next.ServeHTTP(w, r)
			return
		}
		if body, ok := h.files[r.URL.Path]; ok {
			kind := "text/javascript; charset=utf-8"
			if path.Ext(r.URL.Path) == ".css" {
				kind = "text/css; charset=utf-8"
			}
			w.Header().Set("Content-Type", kind)
			w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
			w.Write(body)
			return
		}
		if to, ok := h.static[r.URL.Path]; ok {
			w.Header().Set("Cache-Control", "no-cache")
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
			return
		}
		switch {
		case r.URL.Path == "/app-worker.js":
			plain := ask(r, "/worker.js")
			plain.Header.Del("Accept-Encoding")
			base := &answer{header: http.Header{}, status: http.StatusOK}
			next.ServeHTTP(base, plain)
			w.Header().Set("Content-Type", "text/javascript; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
			w.WriteHeader(base.status)
			w.Write(base.body)
			w.Write(h.worker)
		case h.o.Routed(r.URL.Path) && wantsPage(r):
			// A component's page is made in the browser; what the server has of it is the
			// page that holds nothing.
			w.Header().Add("Vary", "Accept")
			next.ServeHTTP(w, ask(r, server.AssetPath+"shell"))
		default:
			next.ServeHTTP(w, r)
		}
	})
}

// ask returns r as a request for another path.
func ask(r *http.Request, path string) *http.Request {
	to := r.Clone(r.Context())
	to.URL.Path, to.URL.RawPath, to.URL.RawQuery = path, "", ""
	return to
}

// wantsPage reports whether r comes from a browser that shows a page: the resource at the
// same address may have other forms.
func wantsPage(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return accept == "" || strings.Contains(accept, "text/html") || strings.TrimSpace(accept) == "*/*"
}
