package view

// Node is an element, or text when Tag is empty. Trees are made with [El],
// [Text] and package html. A tree that was handed to a [Patcher] must not be
// changed any more. One node may stand in several trees and several times in
// one tree.
type Node struct {
	// Tag is the element's name: lower case in HTML, the exact case in SVG.
	Tag string

	// Key names the element among its siblings, see [Key].
	Key string

	// Text is what a text node shows, or the markup of a raw one.
	Text string

	Attrs []Attr
	Kids  []*Node

	// Raw makes Text markup, see [Raw].
	Raw bool

	// id is the number by which a Patcher's interpreter knows the node; zero
	// while it is not shown.
	id uint32
}

// Item is what an element can be given: a *Node, an [Attr], a [ClassName],
// [Items] or a [Key]. A nil Item, a nil *Node and an Attr without a name are ignored, which
// is how a condition leaves something out.
type Item interface{ item() }

// Items is a fragment: a list of items that an element takes as if each had
// been given on its own.
type Items []Item

func (*Node) item() {}
func (Attr) item()  {}
func (Items) item() {}
func (key) item()   {}

func (ClassName) item() {}

type key string

// Text returns a text node. It is escaped wherever it is written.
func Text(s string) *Node { return &Node{Text: s} }

// Raw returns markup that is shown as it is: the only door through which
// unescaped text reaches a page. Whoever calls it vouches that html is
// balanced and holds nothing that a user wrote.
//
// A raw node has to be the only child of its element, whose inner HTML it
// becomes; anywhere else it is left out.
func Raw(html string) *Node { return &Node{Text: html, Raw: true} }

// El returns an element. Attributes and children are taken in the given order,
// whichever way they are mixed. Several class attributes become one, and so do
// several style attributes; of any other attribute that is given twice the last
// value holds.
func El(tag string, items ...Item) *Node {
	var s size
	s.count(items)
	n := s.alloc()
	n.Tag = tag
	n.add(items)
	return n
}

// size counts what an element is about to hold, so that it is allocated once.
type size struct{ attrs, kids int }

func (s *size) count(items []Item) {
	for _, it := range items {
		switch it := it.(type) {
		case *Node:
			if it != nil {
				s.kids++
			}
		case Attr:
			if it.Name != "" {
				s.attrs++
			}
		case ClassName:
			if it != "" {
				s.attrs++
			}
		case Items:
			s.count(it)
		}
	}
}

// alloc puts the slices of a small element next to it, so that most elements cost
// one allocation.
func (s *size) alloc() *Node {
	switch {
	case s.attrs == 0 && s.kids <= 1:
		v := new(struct {
			Node
			kids [1]*Node
		})
		v.Kids = v.kids[:0:s.kids]
		return &v.Node
	case s.attrs == 1 && s.kids <= 1:
		v := new(struct {
			Node
			kids  [1]*Node
			attrs [1]Attr
		})
		v.Kids, v.Attrs = v.kids[:0:s.kids], v.attrs[:0]
		return &v.Node
	case s.attrs == 0 && s.kids <= 2:
		v := new(struct {
			Node
			kids [2]*Node
		})
		v.Kids = v.kids[:0:s.kids]
		return &v.Node
	case s.attrs == 1 && s.kids <= 2:
		v := new(struct {
			Node
			kids  [2]*Node
			attrs [1]Attr
		})
		v.Kids, v.Attrs = v.kids[:0:s.kids], v.attrs[:0]
		return &v.Node
	case s.attrs <= 2 && s.kids <= 2:
		v := new(struct {
			Node
			kids  [2]*Node
			attrs [2]Attr
		})
		v.Kids, v.Attrs = v.kids[:0:s.kids], v.attrs[:0]
		return &v.Node
	case s.attrs <= 1 && s.kids <= 5: // rows of tables
		v := new(struct {
			Node
			kids  [5]*Node
			attrs [1]Attr
		})
		v.Kids, v.Attrs = v.kids[:0:s.kids], v.attrs[:0]
		return &v.Node
	case s.attrs <= 4 && s.kids <= 2: // controls
		v := new(struct {
			Node
			kids  [2]*Node
			attrs [4]Attr
		})
		v.Kids, v.Attrs = v.kids[:0:s.kids], v.attrs[:0]
		return &v.Node
	}
	return &Node{Attrs: make([]Attr, 0, s.attrs), Kids: make([]*Node, 0, s.kids)}
}

func (n *Node) add(items []Item) {
	for _, it := range items {
		switch it := it.(type) {
		case *Node:
			if it != nil {
				n.Kids = append(n.Kids, it)
			}
		case Attr:
			if it.Name != "" {
				n.setAttr(it)
			}
		case ClassName:
			if it != "" {
				n.setAttr(Attr{"class", string(it)})
			}
		case Items:
			n.add(it)
		case key:
			n.Key = string(it)
		}
	}
}

func (n *Node) setAttr(a Attr) {
	for i := range n.Attrs {
		if n.Attrs[i].Name != a.Name {
			continue
		}
		if old := n.Attrs[i].Value; old != "" && a.Value != "" {
			switch a.Name {
			case "class":
				a.Value = old + " " + a.Value
			case "style":
				a.Value = old + ";" + a.Value
			}
		}
		n.Attrs[i].Value = a.Value
		return
	}
	n.Attrs = append(n.Attrs, a)
}

// Attr returns the value of the attribute with that name, and whether there is
// one.
func (n *Node) Attr(name string) (string, bool) {
	for i := range n.Attrs {
		if n.Attrs[i].Name == name {
			return n.Attrs[i].Value, true
		}
	}
	return "", false
}

// space is the namespace of an element. The parser of a browser finds it from
// where the element stands, so the writer and the patcher must too.
type space uint8

const (
	spaceHTML space = iota
	spaceSVG
	spaceMath
)

// spaceOf returns the namespace of an element with that tag, inside an element
// whose children are in the namespace outer.
func spaceOf(tag string, outer space) space {
	if outer == spaceHTML {
		switch tag {
		case "svg":
			return spaceSVG
		case "math":
			return spaceMath
		}
	}
	return outer
}

// inner returns the namespace of the children of an element.
func inner(tag string, own space) space {
	switch own {
	case spaceSVG:
		switch tag {
		case "foreignObject", "desc", "title":
			return spaceHTML
		}
	case spaceMath:
		switch tag {
		case "mi", "mo", "mn", "ms", "mtext":
			return spaceHTML
		}
	}
	return own
}

// inside says what the inside of an element is made of.
type inside uint8

const (
	insideKids inside = iota // children
	insideHTML               // one raw node
	insideText               // the text of a script or style, which has no escapes
	insideNone               // nothing: void, or never shown where scripts run
)

// insideOf is the one place where the writer and the patcher learn which
// children of an element count, see also [Node.takes].
func insideOf(n *Node, own space) inside {
	if own == spaceHTML {
		if void(n.Tag) {
			return insideNone
		}
		switch n.Tag {
		case "iframe", "noembed", "noframes", "xmp":
			return insideNone
		case "script", "style":
			return insideText
		}
	}
	if _, ok := n.raw(); ok {
		return insideHTML
	}
	return insideKids
}

// void reports whether an HTML element has no end tag.
func void(tag string) bool {
	switch tag {
	case "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
		"basefont", "bgsound", "keygen", "param":
		return true
	}
	return false
}

// raw returns the markup inside n when it has exactly one child, a raw node.
func (n *Node) raw() (string, bool) {
	var only *Node
	for _, k := range n.Kids {
		if k == nil {
			continue
		}
		if only != nil || !k.Raw {
			return "", false
		}
		only = k
	}
	if only == nil || textOnly(n.Tag) {
		return "", false
	}
	return only.Text, true
}

// textOnly reports whether a browser reads everything inside the element as
// text.
func textOnly(tag string) bool { return tag == "textarea" || tag == "title" }

// takes reports whether the element n, in the namespace own, shows the child k.
func (n *Node) takes(k *Node, own space) bool {
	if k == nil || k.Raw {
		return false
	}
	if k.Tag == "" {
		return true
	}
	if own == spaceHTML && textOnly(n.Tag) {
		return false
	}
	return validTag(k.Tag, inner(n.Tag, own))
}

// validTag reports whether an element with that tag can be written and read
// back. A plaintext element cannot: nothing ends it. Some others a parser takes
// for something else, or leaves out.
func validTag(tag string, outer space) bool {
	if tag == "" || tag == "plaintext" || !letter(tag[0]) {
		return false
	}
	if outer == spaceHTML {
		switch tag {
		case "image", "frame", "frameset", "mglyph", "malignmark":
			return false
		}
	}
	for i := 1; i < len(tag); i++ {
		switch c := tag[i]; {
		case 'A' <= c && c <= 'Z':
			// HTML folds case, and "SCRIPT" must not pass for another element.
			if outer == spaceHTML {
				return false
			}
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_', c == '.', c == ':':
		default:
			return false
		}
	}
	return outer != spaceHTML || tag[0] >= 'a'
}

func letter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
