package server

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// page returns the document of a page: the view, and the state from which the
// browser's first render makes the same view. base is that of its forms; a blind one
// means that it is what the page shows.
func (s *Server) page(tx *model.Tx, res app.Response, user string, shown app.Shown, status int, base model.Base) []byte {
	if shown.From == "" {
		shown.From = tx.Request().URI
	}
	if base.Blind() {
		base = model.Base{Epoch: tx.Head().Epoch, Seq: tx.Head().Seq}
	}
	body := view.AppendHTML(nil, res.View(), &view.WriteOptions{FormFields: []view.Pair{
		{Name: "_base", Value: base.String()}, {Name: "_from", Value: shown.From}, {Name: "_id", Value: rand.Text()}}})
	state := app.PageState(tx, user, shown, status)
	return s.document(res.Title, shown.Place.Language, body, []byte(state))
}

// document returns a whole page around the body.
func (s *Server) document(title, language string, body, state []byte) []byte {
	o := s.app.Options()
	if title == "" {
		title = s.app.Name()
	}
	b := make([]byte, 0, len(body)+len(state)+2048)
	b = append(b, "<!doctype html>"...)
	attrs := func(name, content string) *view.Node {
		return html.Meta(html.Name(name), html.Content(content))
	}
	head := html.Head(
		html.Meta(html.Charset("utf-8")),
		attrs("viewport", "width=device-width, initial-scale=1"),
		html.TitleEl(view.Text(title)),
		view.If(o.Description != "", attrs("description", o.Description)),
		view.If(o.Theme != "", attrs("theme-color", o.Theme)),
		html.Link(html.Rel("manifest"), html.Href("/manifest.webmanifest")),
		view.If(o.Icon != "" && s.assets.URL(o.Icon) != "", html.Link(html.Rel("icon"), html.Type("image/svg+xml"), html.Href(s.assets.URL(o.Icon)))),
		view.Map(o.Styles, func(name string) view.Item {
			return html.Link(html.Rel("stylesheet"), html.Href(s.assets.URL(name)))
		}),
		s.boot(),
	)
	b = append(b, `<html lang="`...)
	b = append(b, strings.NewReplacer(`"`, "", "<", "", "&", "").Replace(language)...)
	b = append(b, `">`...)
	b = view.AppendHTML(b, head, nil)
	b = append(b, "<body>"...)
	if s.host != nil {
		b = view.AppendHTML(b, s.host.First, nil)
	}
	b = append(b, `<div id="tandem-root">`...)
	b = append(b, body...)
	b = append(b, "</div>"...)
	if s.host != nil {
		b = view.AppendHTML(b, s.host.Last, nil)
	}
	if state != nil {
		b = view.AppendJSON(b, "tandem-state", state)
	}
	return append(b, "</body></html>\n"...)
}

// boot starts the browser's half: a script that fetches the program, which the
// page has asked for beforehand.
func (s *Server) boot() view.Items {
	program := s.assets.URL("app.wasm")
	if program == "" {
		return nil
	}
	return view.Fragment(
		html.Script(view.Raw(recorder)),
		html.Link(html.Rel("preload"), html.As("fetch"), html.CrossOrigin("anonymous"), html.Href(program)),
		html.Script(html.Src(s.assets.URL("tandem.js")), html.Defer(true), view.If(s.host == nil, html.Data("program", program)), html.Data("build", s.build()), view.If(s.dev, html.Data("dev", ""))),
		s.hostHead(),
	)
}

func (s *Server) build() string {
	if s.assets == nil {
		return ""
	}
	return s.assets.Index.Build
}

// problemPage returns a page for a problem that belongs to no page of the
// application.
func (s *Server) problemPage(p *app.Problem, again string, posted app.Values) []byte {
	return s.document(p.Title(), s.app.Options().Language, view.AppendHTML(nil, p.View(again, posted), nil), nil)
}

// shell answers with the page that holds nothing: no user's data, no state. It
// is what a browser without a network starts from, at any address.
func (s *Server) shell(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	s.vary(w)
	language := s.language(r)
	state := model.Object(model.Member{Name: "lang", Value: model.String(language)})
	s.send(w, r, output{kind: app.TypeHTML, body: s.document("", language, nil, []byte(state))})
}

// worker answers with the service worker, and the list of what it keeps.
func (s *Server) worker(w http.ResponseWriter, r *http.Request) {
	script := s.assets.file("worker.js")
	if script == nil {
		s.problem(w, r, app.NewProblem(model.CodeAbsent, "There is no such file in this build."))
		return
	}
	keep := []string{}
	for name := range s.assets.Index.Files {
		if name != "worker.js" {
			keep = append(keep, s.assets.URL(name))
		}
	}
	if s.host != nil {
		keep = append(keep, s.host.Keep...)
	}
	list, _ := json.Marshal(sorted(keep))
	b := []byte("const build = " + strconv.Quote(s.build()) + ";\nconst assets = " + string(list) + ";\nconst shell = \"" + AssetPath + "shell\";\n")
	w.Header().Set("Cache-Control", "no-cache")
	s.send(w, r, output{kind: "text/javascript", body: append(b, script...)})
}

// manifest answers with the web application manifest.
func (s *Server) manifest(w http.ResponseWriter, r *http.Request) {
	o := s.app.Options()
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	m := struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		ShortName   string `json:"short_name"`
		Description string `json:"description,omitempty"`
		StartURL    string `json:"start_url"`
		Scope       string `json:"scope"`
		Display     string `json:"display"`
		Theme       string `json:"theme_color,omitempty"`
		Background  string `json:"background_color,omitempty"`
		Lang        string `json:"lang"`
		Icons       []icon `json:"icons,omitempty"`
	}{"/", s.app.Name(), o.Short, o.Description, "/", "/", "standalone", o.Theme, o.Theme, o.Language, nil}
	if u := s.assets.URL(o.Icon); u != "" {
		m.Icons = []icon{{u, "any", "image/svg+xml", "any"}, {u, "any", "image/svg+xml", "maskable"}}
	}
	b, err := json.Marshal(m)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	w.Header().Set("Cache-Control", "no-cache")
	s.send(w, r, output{status: http.StatusOK, kind: "application/manifest+json", body: b})
}
