//go:build !js

package main

import (
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server"
	"github.com/tandemgo/tandem/view/viewtest"
)

// visit returns a visitor of the application, with nothing in its database.
func visit(t *testing.T) *viewtest.Visitor {
	s := server.New(newApp(), model.NewMemStore("e1"), nil)
	t.Cleanup(s.Close)
	v := viewtest.NewVisitor(t, s)
	v.Visit("/")
	return v
}

func TestNotes(t *testing.T) {
	v := visit(t)
	v.Lacks(viewtest.Role("listitem", ""))
	v.Find(viewtest.Labelled("Note")).Fill("buy <milk>")
	v.Find(viewtest.Role("button", "Add")).Click()
	v.Find(viewtest.Role("list", "")).Golden("one")
	v.Find(viewtest.Labelled("Note")).Type("and eggs\n")
	if v.Status() != 200 || v.URL() != "/" || v.Title() != "Notes" {
		t.Errorf("the page is %s, %d, %q", v.URL(), v.Status(), v.Title())
	}
	v.Find(viewtest.Role("listitem", "").Having(viewtest.Showing("and eggs")))
	if n := len(v.FindAll(viewtest.Role("listitem", ""))); n != 2 {
		t.Errorf("there are %d notes", n)
	}
}

func TestLongNote(t *testing.T) {
	v := visit(t)
	long := strings.Repeat("x", 501)
	v.Find(viewtest.Labelled("Note")).Type(long + "\n")
	if v.Status() != 422 {
		t.Errorf("the status is %d", v.Status())
	}
	if m := strings.Join(v.Messages(), " "); !strings.Contains(m, "text must have at most 500 characters") {
		t.Errorf("the page says %q", m)
	}
	v.Lacks(viewtest.Role("listitem", ""))
}
