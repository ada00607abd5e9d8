package viewtest

import (
	"strings"

	"github.com/tandemgo/tandem/view"
)

// Find returns the first element in n, n included, that the selector matches,
// or nil. A selector is a tag, #id, .class, [name] or [name=value], any of
// them put together, and several of these with spaces between them, each
// inside the one before:
//
//	viewtest.Find(page, `ul.todos li[data-id="7"] input[type=checkbox]`)
//
// It panics if the selector is none.
func Find(n *view.Node, selector string) *view.Node {
	found := find(n, selector, true)
	if len(found) == 0 {
		return nil
	}
	return found[0]
}

// FindAll returns every element that the selector matches, in the order of the
// page.
func FindAll(n *view.Node, selector string) []*view.Node {
	return find(n, selector, false)
}

// Text returns the text in n, as it is written. Of nil it is empty.
func Text(n *view.Node) string {
	if n == nil {
		return ""
	}
	if n.Tag == "" && !n.Raw {
		return n.Text
	}
	var b strings.Builder
	for _, k := range n.Kids {
		b.WriteString(Text(k))
	}
	return b.String()
}

// compound is what one element has to satisfy.
type compound struct {
	tag   string
	attrs []condition
}

type condition struct {
	name, value string
	word, any   bool // value is one of several words; any value will do
}

func find(n *view.Node, selector string, first bool) []*view.Node {
	want := parseSelector(selector)
	var found []*view.Node
	var walk func(n *view.Node, done int)
	walk = func(n *view.Node, done int) {
		if n == nil || n.Tag == "" || first && len(found) > 0 {
			return
		}
		// Taking the outermost match of each step leaves most room for the rest.
		if want[done].matches(n) {
			if done == len(want)-1 {
				found = append(found, n)
			} else {
				done++
			}
		}
		for _, k := range n.Kids {
			walk(k, done)
		}
	}
	walk(n, 0)
	return found
}

func (c *compound) matches(n *view.Node) bool { return c.takes(n.Tag, n.Attr) }

// takes reports whether an element with that tag and those attributes matches.
func (c *compound) takes(tag string, attr func(name string) (string, bool)) bool {
	if c.tag != "" && c.tag != tag {
		return false
	}
	for _, a := range c.attrs {
		value, ok := attr(a.name)
		switch {
		case !ok:
			return false
		case a.any:
		case a.word:
			found := false
			for _, w := range strings.Fields(value) {
				found = found || w == a.value
			}
			if !found {
				return false
			}
		case value != a.value:
			return false
		}
	}
	return true
}

func parseSelector(s string) []compound {
	bad := func() { panic("viewtest: bad selector " + s) }
	var list []compound
	rest := strings.TrimSpace(s)
	name := func() string {
		i := strings.IndexAny(rest, " .#[]=")
		if i < 0 {
			i = len(rest)
		}
		v := rest[:i]
		rest = rest[i:]
		return v
	}
	for rest != "" {
		var c compound
		if c.tag = name(); c.tag == "*" {
			c.tag = ""
		}
		for rest != "" && rest[0] != ' ' {
			op := rest[0]
			rest = rest[1:]
			var a condition
			switch op {
			case '.':
				a = condition{name: "class", value: name(), word: true}
			case '#':
				a = condition{name: "id", value: name()}
			case '[':
				a = condition{name: name(), any: true}
				if strings.HasPrefix(rest, "=") {
					a.any = false
					if rest = rest[1:]; strings.HasPrefix(rest, `"`) {
						end := strings.Index(rest[1:], `"`)
						if end < 0 {
							bad()
						}
						a.value, rest = rest[1:1+end], rest[end+2:]
					} else {
						end := strings.IndexByte(rest, ']')
						if end < 0 {
							bad()
						}
						a.value, rest = rest[:end], rest[end:]
					}
				}
				if !strings.HasPrefix(rest, "]") {
					bad()
				}
				rest = rest[1:]
			default:
				bad()
			}
			if a.name == "" || a.value == "" && a.name != "" && (op == '.' || op == '#') {
				bad()
			}
			c.attrs = append(c.attrs, a)
		}
		rest = strings.TrimLeft(rest, " ")
		list = append(list, c)
	}
	if len(list) == 0 {
		bad()
	}
	return list
}
