package viewtest

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// Query says what is looked for on a page. Make one with [Role], [Labelled],
// [Showing], [TestID] or [Selector].
//
// Names and texts are compared as a whole, with one space for each run of white
// space; see [Query.Part].
type Query struct {
	kind   string
	role   string
	text   string
	part   bool
	having []Query
}

// Role asks for elements of a role, of ARIA or as HTML gives it: "button",
// "link", "textbox", "checkbox", "heading", "listitem". name is the accessible name,
// as a screen reader says it: a label, the text in a button, aria-label; "" takes
// any.
func Role(role, name string) Query { return Query{kind: "role", role: role, text: name} }

// Labelled asks for the control with that label. It finds also those that have no
// role, such as a password.
func Labelled(name string) Query { return Query{kind: "label", text: name} }

// Showing asks for the innermost elements that show that text, by themselves or
// with what is in them.
func Showing(text string) Query { return Query{kind: "text", text: text} }

// TestID asks for the element with that attribute data-testid.
func TestID(id string) Query { return Query{kind: "testid", text: id} }

// Selector asks by a selector of [Find]. It finds also what is hidden.
func Selector(s string) Query {
	parseSelector(s) // a bad one should not wait for a page
	return Query{kind: "selector", text: s}
}

// Part returns a query that takes a name or text also where the given one is only
// a part of it.
func (q Query) Part() Query {
	q.part = true
	return q
}

// Having returns a query that takes only elements that hold, or are, one that
// inner asks for:
//
//	viewtest.Role("listitem", "").Having(viewtest.Showing("Buy milk"))
func (q Query) Having(inner Query) Query {
	q.having = append(q.having[:len(q.having):len(q.having)], inner)
	return q
}

// String returns the query in words.
func (q Query) String() string {
	how := " "
	if q.part {
		how = " with "
	}
	var s string
	switch q.kind {
	case "role":
		s = q.role
		if q.text != "" {
			s += how + quoted(q.text)
		}
	case "label":
		s = "control labelled" + how + quoted(q.text)
	case "text":
		s = "element showing" + how + quoted(q.text)
	case "testid":
		s = "element with data-testid " + quoted(q.text)
	case "selector":
		s = "element " + q.text
	default:
		s = "element of an empty query"
	}
	for _, h := range q.having {
		s += " having " + h.String()
	}
	return s
}

func quoted(s string) string { return strconv.Quote(s) }

func (q Query) same(s string) bool {
	want := collapse(q.text)
	return s == want || q.part && strings.Contains(s, want)
}

// find returns what q asks for inside n, in the order of the page.
func (d *document) find(n *html.Node, q Query) (found []*html.Node) {
	if q.kind == "selector" {
		for _, m := range d.selected(n, q.text) {
			if d.all(m, q.having) {
				found = append(found, m)
			}
		}
		return found
	}
	for m := range n.Descendants() {
		if m.Type == html.ElementNode && d.matches(m, q) {
			found = append(found, m)
		}
	}
	return found
}

func (d *document) all(n *html.Node, qs []Query) bool {
	for _, q := range qs {
		if len(d.find(n, q)) == 0 && !d.matches(n, q) {
			return false
		}
	}
	return true
}

func (d *document) matches(n *html.Node, q Query) bool {
	ok := false
	switch q.kind {
	case "role":
		ok = d.role(n) == q.role && (q.text == "" || q.same(d.name(n)))
	case "label":
		ok = (labelable(n) || focusable(n)) && n.Data != "a" && q.same(d.name(n))
	case "text":
		ok = d.shows(n, q) && !d.inner(n, q)
	case "testid":
		ok = get(n, "data-testid") == q.text
	}
	return ok && !hidden(n) && d.all(n, q.having)
}

// inner reports whether something in n matches a query for a text as well.
func (d *document) inner(n *html.Node, q Query) bool {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && !concealed(c) && (d.shows(c, q) || d.inner(c, q)) {
			return true
		}
	}
	return false
}

// shows reports whether n shows the text of a query, with what is in it or without.
func (d *document) shows(n *html.Node, q Query) bool {
	own := ""
	for c := range n.ChildNodes() {
		if c.Type == html.TextNode {
			own += c.Data
		}
	}
	return q.same(collapse(own)) || q.same(d.seen(n))
}

// selected returns the elements inside n that a selector matches.
func (d *document) selected(n *html.Node, selector string) (found []*html.Node) {
	want := parseSelector(selector)
	var walk func(n *html.Node, done int)
	walk = func(n *html.Node, done int) {
		for c := range n.ChildNodes() {
			if c.Type != html.ElementNode {
				continue
			}
			next := done
			if want[done].takes(c.Data, func(name string) (string, bool) { return lookup(c, name) }) {
				if done == len(want)-1 {
					found = append(found, c)
				} else {
					next++
				}
			}
			walk(c, next)
		}
	}
	walk(n, 0)
	return found
}

// outlineOf lists what assistive technology finds in n, with a line for each
// element that has a role or a name.
func (d *document) outlineOf(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node, indent string, named bool)
	walk = func(n *html.Node, indent string, named bool) {
		// A label is told with its control.
		named = named || n.Data == "label" && d.labelled(n) != nil
		for c := range n.ChildNodes() {
			if c.Type == html.TextNode {
				if s := collapse(c.Data); s != "" && !named {
					b.WriteString(indent + quoted(s) + "\n")
				}
				continue
			}
			if c.Type != html.ElementNode || concealed(c) || get(c, "aria-hidden") == "true" {
				continue
			}
			line, whole := d.line(c)
			if line == "" {
				walk(c, indent, named)
				continue
			}
			b.WriteString(indent + line + "\n")
			if !whole && !hiddenInside(c) {
				walk(c, indent+"  ", false)
			}
		}
	}
	walk(n, "", false)
	return b.String()
}

// hiddenInside reports whether what is in an element is not shown by itself.
func hiddenInside(n *html.Node) bool {
	return n.Data == "select" || n.Data == "textarea" || n.Data == "datalist"
}

// line describes an element; whole says that its texts are in its name already.
func (d *document) line(n *html.Node) (s string, whole bool) {
	role := d.role(n)
	switch role {
	case "", "generic", "presentation":
		if n.Data != "input" {
			return "", false
		}
		role = n.Data + " of type " + inputType(n)
	}
	name := d.name(n)
	s = role
	if name != "" {
		s += " " + quoted(name)
	}
	for _, st := range d.states(n) {
		s += ", " + st
	}
	if e := d.description(n); e != "" {
		s += ", described " + quoted(e)
	}
	// A text that is the name already is not repeated, unless there is more in it.
	whole = name != "" && nameFromContent[role] && !d.holds(n)
	return s, whole
}

// holds reports whether there is a control or link inside of n.
func (d *document) holds(n *html.Node) bool {
	for c := range n.Descendants() {
		if focusable(c) {
			return true
		}
	}
	return false
}
