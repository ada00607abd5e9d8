package viewtest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tandemgo/tandem/view"
)

// Request is what came of an event on a page that [Render] shows.
type Request struct {
	// Method is that of the form, PUT, PATCH and DELETE among them; GET of a link.
	Method string
	// URL is the path and query.
	URL string
	// Form is what a form sent, nil for a link. What the framework adds to a form is
	// left out.
	Form url.Values
}

// Render returns a visitor of pages that a function makes, without a server: answer
// gets the request for "/" first, then each that comes of a link, a form or an action of
// view.On, and returns what is shown next; nil leaves what there is.
//
// A page is brought to what it should be as a browser does it, by a patch: what stays
// is the same element, with what was typed in it, and can be used without being found
// again. The test fails if the patched page is not the one that a server would write.
func Render(t testing.TB, answer func(Request) *view.Node) *Visitor {
	t.Helper()
	v := newVisitor(t)
	v.answer = answer
	v.Visit("/")
	return v
}

// render asks for the next tree and patches the page to it.
func (v *Visitor) render(method string, to *url.URL, entries []entry) {
	v.t.Helper()
	r := Request{Method: method, URL: to.RequestURI()}
	if entries != nil {
		r.Form = url.Values{}
		for _, e := range entries {
			switch {
			case e.name == "_method" && method == http.MethodPost:
				r.Method = strings.ToUpper(e.value)
			case !strings.HasPrefix(e.name, "_"):
				r.Form.Add(e.name, e.text())
			}
		}
	}
	tree := v.answer(r)
	v.status, v.header = http.StatusOK, http.Header{}
	if method == http.MethodGet {
		v.at = to
		v.history = append(v.history, to)
	}
	v.last = r.Method + " " + r.URL
	if tree == nil {
		return
	}
	v.body = string(view.AppendHTML(nil, tree, nil))
	before := v.wanting()
	var p view.Patch
	if v.dom == nil {
		v.dom = NewDOM("")
		v.doc = newDocument(v.t, v.dom.root)
		v.doc.visitor = v
		p = v.patcher.Mount(tree)
	} else {
		p = v.patcher.Update(tree)
	}
	if err := v.dom.Apply(p); err != nil {
		v.t.Fatalf("%s: the page cannot be patched: %v", v.last, err)
	}
	if err := v.dom.Equal(v.body); err != nil {
		v.t.Errorf("%s: the patched page is not that of the view: %v", v.last, err)
	}
	if v.doc.focus != nil && !v.doc.holdsNode(v.doc.focus) {
		v.doc.focus = nil
	}
	for _, n := range v.wanting() {
		if !slices.Contains(before, n) {
			(&Element{v.doc, n}).moveFocus()
			break
		}
	}
}

// wanting returns the elements that ask for the focus when they appear.
func (v *Visitor) wanting() (list []*html.Node) {
	for n := range v.doc.root.Descendants() {
		if has(n, "autofocus") && focusable(n) && !hidden(n) {
			list = append(list, n)
		}
	}
	return list
}
