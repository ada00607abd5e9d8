package viewtest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/view"
)

// shop is a small view with state, as a test of an application has it.
type shop struct{ items []string }

func (s *shop) answer(r Request) *view.Node {
	switch {
	case r.Method == "POST":
		s.items = append(s.items, r.Form.Get("item"))
	case r.Method == "DELETE":
		s.items = slices.DeleteFunc(s.items, func(i string) bool { return "/"+i == r.URL })
	}
	return view.El("main", view.El("h1", view.Text(fmt.Sprint(len(s.items), " things"))),
		view.Form("POST", "/", view.El("input", view.Attr{Name: "name", Value: "item"}, view.Attr{Name: "aria-label", Value: "Thing"}), view.El("button", view.Text("Add"))),
		view.El("ul", view.Map(s.items, func(i string) view.Item {
			return view.El("li", view.Key(i), view.Text(i), view.Form("DELETE", "/"+i, view.El("button", view.Text("Remove "+i))))
		})))
}

func TestRender(t *testing.T) {
	v := Render(t, (&shop{items: []string{"milk", "eggs"}}).answer)
	thing := v.Find(Labelled("Thing"))
	eggs := v.Find(Role("button", "Remove eggs"))
	thing.Type("bread")
	v.Find(Role("button", "Add")).Click()
	v.Find(Role("heading", "3 things"))
	if thing.Value() != "" {
		t.Errorf("the field still holds %q", thing.Value())
	}
	thing.Type("half")
	v.Find(Role("button", "Remove milk")).Click()
	if thing.Value() != "half" {
		t.Errorf("what was typed is %q now", thing.Value())
	}
	eggs.Click() // it is the same element, wherever it stands now
	v.Find(Role("listitem", "")).Golden("bread")
	if said := record(t, func(r testing.TB) {
		e := *eggs
		d := *e.doc
		d.t = r
		e.doc = &d
		e.Click()
	}); !strings.Contains(said, "left or changed") {
		t.Errorf("what is gone can be clicked: %q", said)
	}
}

// An input event is one request for each key.
func TestRenderInput(t *testing.T) {
	var asked []string
	v := Render(t, func(r Request) *view.Node {
		asked = append(asked, r.Method+" "+r.URL)
		return view.Form("GET", "/", view.El("input", view.Attr{Name: "name", Value: "q"}, view.Attr{Name: "aria-label", Value: "Search"}, view.On("input", view.Submit())),
			view.El("p", view.Attr{Name: "role", Value: "status"}, view.Text(r.Form.Get("q"))))
	})
	v.Find(Labelled("Search")).Type("abc")
	if got := strings.Join(asked, ", "); got != "GET /, GET /?q=a, GET /?q=ab, GET /?q=abc" {
		t.Errorf("asked for %s", got)
	}
	if m := v.Messages(); len(m) != 1 || m[0] != "abc" {
		t.Errorf("the page says %q", m)
	}
}

func TestRenderFocus(t *testing.T) {
	v := Render(t, func(r Request) *view.Node {
		return view.El("main", view.El("a", view.Attr{Name: "href", Value: "/edit"}, view.Text("Edit")),
			view.If(r.URL == "/edit", view.El("input", view.Attr{Name: "aria-label", Value: "Title"}, view.Attr{Name: "autofocus"})))
	})
	v.Find(Role("link", "Edit")).Press("Enter")
	if f := v.Focused(); f == nil || f.Name() != "Title" {
		t.Errorf("the focus is at %v", f)
	}
}

func TestIn(t *testing.T) {
	e := In(t, view.El("tr", view.El("td", view.Text("a")), view.El("td", view.El("button", view.Text("b")))))
	if n := len(e.FindAll(Role("cell", ""))); n != 2 {
		t.Errorf("%d cells in\n%s", n, e.Roles())
	}
	if said := record(t, func(r testing.TB) { In(r, view.El("button", view.Text("b"))).Find(Role("button", "b")).Click() }); !strings.Contains(said, "leads nowhere") {
		t.Errorf("%q", said)
	}
}
