//go:build !js

package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/viewtest"
)

// site is the application without a browser, and nothing in its database.
func site(t *testing.T) *server.Server {
	s := server.New(newApp(), model.NewMemStore("e1"), nil)
	t.Cleanup(s.Close)
	return s
}

// enter is a visitor at the list.
func enter(t *testing.T, s *server.Server) *viewtest.Visitor {
	v := viewtest.NewVisitor(t, s)
	v.Visit("/")
	return v
}

func field(v *viewtest.Visitor) *viewtest.Element {
	return v.Find(viewtest.Labelled("What needs to be done?"))
}

// rows are the titles that the list shows, completed ones with a tick.
func rows(v *viewtest.Visitor) (list []string) {
	for _, e := range v.FindAll(viewtest.Role("checkbox", "Done:").Part()) {
		title := strings.TrimPrefix(e.Name(), "Done: ")
		if e.Checked() {
			title = "✓" + title
		}
		list = append(list, title)
	}
	return list
}

func expect(t *testing.T, v *viewtest.Visitor, want ...string) {
	t.Helper()
	if got := rows(v); !slices.Equal(got, want) {
		t.Errorf("%s lists %q, want %q", v.URL(), got, want)
	}
}

// TestVisit goes through the list as a person does.
func TestVisit(t *testing.T) {
	v := enter(t, site(t))
	expect(t, v)
	for _, title := range []string{"buy milk", "   ", "walk the <dog>"} {
		field(v).Type(title + "\n")
	}
	expect(t, v, "buy milk", "walk the <dog>")
	v.Find(viewtest.Role("checkbox", "Done: buy milk")).Check()
	expect(t, v, "✓buy milk", "walk the <dog>")
	v.Find(viewtest.Showing("1 item left"))
	v.Find(viewtest.Role("link", "Active")).Click()
	expect(t, v, "walk the <dog>")
	if e := v.Find(viewtest.Role("link", "Active")); e.Attr("aria-current") != "page" {
		t.Error("the filter does not say that it is on")
	}
	v.Find(viewtest.Role("link", "Edit: walk the <dog>")).Click()
	title := v.Find(viewtest.Labelled("Title"))
	title.Fill("walk the cat")
	title.Press("Enter")
	expect(t, v, "walk the cat")
	v.Find(viewtest.Role("link", "All")).Click()
	v.Find(viewtest.Role("button", "Clear completed")).Click()
	expect(t, v, "walk the cat")
	v.Find(viewtest.Role("button", "Delete: walk the cat")).Click()
	expect(t, v)
	v.Lacks(viewtest.Role("link", "All"))
}

// TestVisitWithoutScript needs the buttons that others do not see.
func TestVisitWithoutScript(t *testing.T) {
	v := viewtest.NewVisitor(t, site(t))
	v.NoScript = true
	v.Visit("/")
	field(v).Fill("buy milk")
	v.Find(viewtest.Role("button", "Add")).Click()
	v.Find(viewtest.Role("checkbox", "Done: buy milk")).Check()
	v.Find(viewtest.Role("button", "Save")).Click()
	expect(t, v, "✓buy milk")
	v.Find(viewtest.Labelled("Mark all as complete")).Uncheck()
	v.Find(viewtest.Role("button", "Apply")).Click()
	expect(t, v, "buy milk")
}

// TestVisitRefused: what is not right is said at the field, and nothing typed is
// lost.
func TestVisitRefused(t *testing.T) {
	v := enter(t, site(t))
	long := strings.Repeat("x", 201)
	field(v).Type(long + "\n")
	e := field(v)
	if v.Status() != 422 || e.Value() != long || e.Attr("aria-invalid") != "true" {
		t.Errorf("status %d, the field holds %q", v.Status(), e.Value())
	}
	if got := e.Description(); got != "The title must have at most 200 characters." {
		t.Errorf("the field is described as %q", got)
	}
	if m := v.Messages(); len(m) == 0 || m[0] != e.Description() {
		t.Errorf("the page says %q", m)
	}
	expect(t, v)
}

// TestVisitConflict: who overtakes another's edit is asked.
func TestVisitConflict(t *testing.T) {
	s := site(t)
	ann, bob := enter(t, s), enter(t, s)
	field(ann).Type("milk\n")
	bob.Reload()
	for _, v := range []*viewtest.Visitor{ann, bob} {
		v.Find(viewtest.Role("link", "Edit: milk")).Click()
	}
	title := viewtest.Labelled("Title")
	ann.Find(title).Fill("oat milk")
	ann.Find(title).Press("Enter")
	bob.Find(title).Fill("soy milk")
	bob.Find(title).Press("Enter")
	if bob.Status() != 409 {
		t.Errorf("the status is %d", bob.Status())
	}
	inbox := bob.Find(viewtest.Role("region", "Edits that need you"))
	at := inbox.Find(viewtest.Role("form", "")).Attr("action")
	viewtest.Golden(t, "inbox", strings.ReplaceAll(inbox.HTML(), at, "/outcomes/ID"))
	if got := bob.Find(viewtest.Labelled("Mine: title")).Value(); got != "soy milk" {
		t.Errorf("mine is %q", got)
	}
	ann.Visit("/")
	ann.Lacks(viewtest.Role("region", "Edits that need you"))
	bob.Find(viewtest.Role("button", "Keep mine")).Click()
	bob.Visit("/")
	expect(t, bob, "soy milk")
	bob.Lacks(viewtest.Role("region", "Edits that need you"))
}

// TestToggleAllView uses a view alone: what its control asks for, and what that shows.
func TestToggleAllView(t *testing.T) {
	all := false
	v := viewtest.Render(t, func(r viewtest.Request) *view.Node {
		if r.Method == "PATCH" && r.URL == "/todos" {
			all = slices.Contains(r.Form["completed"], "true")
		}
		return toggleAll(all)
	})
	box := v.Find(viewtest.Role("checkbox", "Mark all as complete"))
	box.Check()
	if !all || !box.Checked() {
		t.Errorf("all is %v, the box %v", all, box.Checked())
	}
	box.Golden("all")
	box.Press("Space")
	if all || box.Checked() {
		t.Errorf("all is %v, the box %v", all, box.Checked())
	}
}
