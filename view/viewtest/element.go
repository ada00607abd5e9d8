package viewtest

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tandemgo/tandem/view"
)

// document is one page, and what a person has done to its controls.
type document struct {
	t       testing.TB
	root    *html.Node
	visitor *Visitor // nil for a tree that leads nowhere

	values  map[*html.Node]string // typed
	checks  map[*html.Node]bool   // checkboxes and radio buttons that were set
	choices map[*html.Node]bool   // options of select elements that were used
	files   map[*html.Node][]File

	focus  *html.Node
	before string // what the control with the focus held when it got it
}

func newDocument(t testing.TB, root *html.Node) *document {
	return &document{t: t, root: root, values: map[*html.Node]string{}, checks: map[*html.Node]bool{},
		choices: map[*html.Node]bool{}, files: map[*html.Node][]File{}}
}

// In returns the tree as a page in which elements can be found and read. It leads
// nowhere: to use links and forms, see [Render] and [NewVisitor].
func In(t testing.TB, tree *view.Node) *Element {
	d := newDocument(t, parsePart(string(view.AppendHTML(nil, tree, nil))))
	return &Element{d, d.root}
}

// Element is an element of a page. Its methods end the test if they cannot do what
// they are asked for, and say what there was instead.
type Element struct {
	doc *document
	n   *html.Node
}

// Find returns the one element inside e that q asks for. It ends the test if there
// is none, or more than one.
func (e *Element) Find(q Query) *Element {
	e.doc.t.Helper()
	e.alive()
	switch found := e.doc.find(e.n, q); len(found) {
	case 1:
		return &Element{e.doc, found[0]}
	case 0:
		e.doc.t.Fatalf("there is no %s%s\n%s", q, e.doc.where(), e.doc.candidates(e.n, q))
	default:
		var b strings.Builder
		for _, n := range found {
			b.WriteString("  " + e.doc.describe(n) + "\n")
		}
		e.doc.t.Fatalf("there are %d of %s%s, not one:\n%s", len(found), q, e.doc.where(), b.String())
	}
	return nil
}

// FindAll returns what q asks for inside e, in the order of the page.
func (e *Element) FindAll(q Query) []*Element {
	e.doc.t.Helper()
	e.alive()
	found := e.doc.find(e.n, q)
	list := make([]*Element, len(found))
	for i, n := range found {
		list[i] = &Element{e.doc, n}
	}
	return list
}

// Has reports whether there is what q asks for inside e.
func (e *Element) Has(q Query) bool {
	e.doc.t.Helper()
	e.alive()
	return len(e.doc.find(e.n, q)) > 0
}

// Lacks fails the test if there is what q asks for inside e.
func (e *Element) Lacks(q Query) {
	e.doc.t.Helper()
	e.alive()
	if found := e.doc.find(e.n, q); len(found) > 0 {
		e.doc.t.Errorf("there is a %s%s:\n  %s", q, e.doc.where(), e.doc.describe(found[0]))
	}
}

// Role returns the role of e, as [Role] takes it; "" if it has none.
func (e *Element) Role() string { return e.doc.role(e.n) }

// Name returns the accessible name of e.
func (e *Element) Name() string { return e.doc.name(e.n) }

// Description returns what is said of e beside its name, such as the message about
// a field: what aria-describedby names, aria-description, or title.
func (e *Element) Description() string { return e.doc.description(e.n) }

// Text returns the text in e that people see, with one space for each run of white
// space.
func (e *Element) Text() string { return e.doc.seen(e.n) }

// Value returns what the control e holds now: the text in it, or the value of the
// option that is chosen.
func (e *Element) Value() string { return e.doc.value(e.n) }

// Checked reports whether the checkbox or radio button e is on.
func (e *Element) Checked() bool { return e.doc.isChecked(e.n) || get(e.n, "aria-checked") == "true" }

// Disabled reports whether e takes no clicks and is not sent.
func (e *Element) Disabled() bool { return disabled(e.n) }

// Attr returns an attribute of e, "" if there is none.
func (e *Element) Attr(name string) string { return get(e.n, name) }

// Focused reports whether e has the focus.
func (e *Element) Focused() bool { return e.doc.focus == e.n }

// Node returns e as it stands in the page, without what a person has typed, for
// [Find] and [FindAll].
func (e *Element) Node() *view.Node { return node(e.n) }

// HTML returns the markup of e.
func (e *Element) HTML() string {
	var b strings.Builder
	if err := html.Render(&b, e.n); err != nil {
		panic(err) // a strings.Builder does not fail
	}
	return b.String()
}

// Roles lists what assistive technology finds in e, with a line for each element
// that has a role, and its name and state.
func (e *Element) Roles() string { return e.doc.outlineOf(e.n) }

// Golden compares the markup of e with a file, see the function [Golden].
func (e *Element) Golden(name string) {
	e.doc.t.Helper()
	Golden(e.doc.t, name, e.HTML())
}

// alive ends the test if e is not on the page any more.
func (e *Element) alive() {
	e.doc.t.Helper()
	v := e.doc.visitor
	if v != nil && v.doc != e.doc || !e.doc.holdsNode(e.n) {
		e.doc.t.Fatalf("this %s is of a page that was left or changed: find it again", e.doc.describe(e.n))
	}
}

func (d *document) holdsNode(n *html.Node) bool {
	for ; n != nil; n = n.Parent {
		if n == d.root {
			return true
		}
	}
	return false
}

// where says which page d is.
func (d *document) where() string {
	if d.visitor == nil {
		return ""
	}
	return " on " + d.visitor.last
}

// describe returns an element in a line.
func (d *document) describe(n *html.Node) string {
	if s, _ := d.line(n); s != "" {
		return s
	}
	s := "<" + n.Data
	for _, a := range n.Attr {
		s += " " + attrName(a) + "=" + quoted(a.Val)
	}
	s += ">"
	if t := d.seen(n); t != "" {
		s += " " + quoted(t)
	}
	return s
}

// candidates says what there is where nothing was found.
func (d *document) candidates(n *html.Node, q Query) string {
	var b strings.Builder
	if q.kind == "role" {
		for m := range n.Descendants() {
			if m.Type == html.ElementNode && d.role(m) == q.role {
				b.WriteString("  " + d.describe(m))
				if hidden(m) {
					b.WriteString(" (hidden)")
				}
				b.WriteString("\n")
			}
		}
		if b.Len() > 0 {
			return "of role " + q.role + " there are:\n" + b.String()
		}
	}
	if q.kind == "label" {
		for m := range n.Descendants() {
			if m.Type == html.ElementNode && labelable(m) && !hidden(m) {
				b.WriteString("  " + d.describe(m) + "\n")
			}
		}
		if b.Len() > 0 {
			return "the controls are:\n" + b.String()
		}
	}
	for line := range strings.Lines(d.outlineOf(n)) {
		b.WriteString("  " + line)
	}
	if b.Len() == 0 {
		return "there is nothing at all"
	}
	return "there is:\n" + b.String()
}
