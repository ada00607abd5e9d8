package view

import "unicode/utf8"

// Patch is a program for an interpreter that keeps elements and text nodes by
// number. Words are operations and their operands; Text holds, one after the
// other, every string that the operations use, as UTF-8. Lengths are counted
// in UTF-16 units, because the interpreter decodes Text once and then cuts it.
//
// An operand named id is a node's number, name is the number of a string that
// was sent before, len takes the next len units of the text.
//
//	1  Reset                      forget all nodes and names, empty the root
//	2  Name name len              give a string a number
//	3  Open id name space         make an element (space: 0 HTML, 1 SVG, 2 MathML); it is open
//	4  Attr name len              give the open element an attribute
//	5  Text id len                make a text node; it is the last child of the open element, if any
//	6  Close                      close the open element; it is the last child of the one open before, if any
//	7  Insert parent id before    insert a new node before another, or last if that is 0
//	8  Move parent id before      the same for a node that is shown; it keeps focus and scroll position
//	9  Replace id id              put the second, new node in the place of the first
//	10 Remove id                  take a node out
//	11 Clear id                   take all children out
//	12 Free n id...               forget n nodes: their numbers will be given again
//	13 SetText id len             set a text node's text
//	14 SetAttr id name len        set an element's attribute
//	15 DelAttr id name            remove an element's attribute
//	16 SetHTML id len             set the inside of an element to markup
//	17 SetInside id len           set the inside of a script or style element to text
//	19 InsertAll parent before n id...
//	                              insert n new nodes before another, or last if that is 0
//	20 Template t id              make template t of a node that was made in this program
//	21 Copy t n m id... change... copy template t: give its n nodes numbers, in the order
//	                              of markup, and make m changes; it is the last child of
//	                              the open element, if any. A change is
//	                              place name len   set an attribute of the node at that place,
//	                                               or with the name 0 the text
//	18 Adopt                      forget all nodes, then bind what the root holds; what
//	                              follows, to the end, is one Element or Text
//	   1 Element id name space opaque attrs kids
//	                              attrs times: name len; then, if opaque is 0, kids times an Element or Text;
//	                              opaque is 1 for an inside that is one string, 2 for none
//	   2 Text id len
//
// The parent 0 is the root.
//
// Both slices are valid until the Patcher is used again.
type Patch struct {
	Words []uint32
	Text  []byte
}

// Empty reports whether there is nothing to do.
func (p Patch) Empty() bool { return len(p.Words) == 0 }

// The operations of a [Patch].
const (
	OpReset uint32 = iota + 1
	OpName
	OpOpen
	OpAttr
	OpText
	OpClose
	OpInsert
	OpMove
	OpReplace
	OpRemove
	OpClear
	OpFree
	OpSetText
	OpSetAttr
	OpDelAttr
	OpSetHTML
	OpSetInside
	OpAdopt
	OpInsertAll
	OpTemplate
	OpCopy
)

// The two kinds of node after [OpAdopt].
const (
	AdoptElement uint32 = 1
	AdoptText    uint32 = 2
)

// Patcher holds the tree that an interpreter shows and writes patches for it.
// The zero value shows nothing. It is not safe for concurrent use.
//
// The trees it is given become its own: they must not be changed afterwards. A
// node that is also somewhere else, in this tree or another, is copied. Handing
// in the very node that is shown means that nothing in it has changed, and
// costs nothing.
type Patcher struct {
	root *Node

	words []uint32
	text  []byte
	names map[string]uint32

	next uint32
	free []uint32

	scratch scratch

	templates []template
	oldest    int   // the template that goes next
	sample    *Node // the row that was made last
}

// Mount returns the patch that shows n in an emptied root, whatever was there.
func (p *Patcher) Mount(n *Node) Patch {
	p.reset()
	p.word(OpReset)
	n = p.own(shown(n))
	p.create(n, spaceHTML)
	p.words = append(p.words, OpInsert, 0, n.id, 0)
	p.root = n
	return p.patch()
}

// Adopt returns the patch that binds n to the markup that [AppendHTML] wrote
// for an equal tree, and that the root holds. It changes no element that is as
// the tree says; what differs is reported, and set right where it is. Where the
// inside of an element that is missing is markup or the text of a script, the
// interpreter says so and the caller has to Mount.
func (p *Patcher) Adopt(n *Node) Patch {
	p.reset()
	n = p.own(shown(n))
	p.prepare(n, spaceHTML)
	p.word(OpAdopt)
	p.adopt(n, spaceHTML)
	p.root = n
	return p.patch()
}

// Update returns the patch that turns what is shown into n.
func (p *Patcher) Update(n *Node) Patch {
	if p.root == nil {
		return p.Mount(n)
	}
	p.words, p.text, p.sample = p.words[:0], p.text[:0], nil
	n = shown(n)
	if n == p.root {
		return p.patch()
	}
	if same(p.root, n) {
		p.root = p.update(p.root, n, spaceHTML)
		return p.patch()
	}
	n = p.own(n)
	p.create(n, spaceHTML)
	p.words = append(p.words, OpReplace, p.root.id, n.id)
	p.release(p.root)
	p.root = n
	return p.patch()
}

func (p *Patcher) patch() Patch { return Patch{p.words, p.text} }

func (p *Patcher) reset() {
	if p.root != nil {
		forget(p.root)
		p.root = nil
	}
	p.words, p.text, p.free = p.words[:0], p.text[:0], p.free[:0]
	p.next = 0
	p.forgetTemplates()
	if p.names == nil {
		p.names = make(map[string]uint32)
	}
	clear(p.names)
}

// shown returns the root to show for n: what cannot be shown is an empty text.
func shown(n *Node) *Node {
	if n == nil || n.Raw || n.Tag != "" && !validTag(n.Tag, spaceHTML) {
		return Text("")
	}
	return n
}

// own returns n, or a copy of it if it is already shown somewhere.
func (p *Patcher) own(n *Node) *Node {
	if n.id == 0 {
		return n
	}
	c := *n
	c.id = 0
	if len(n.Kids) > 0 {
		c.Kids = make([]*Node, len(n.Kids))
		for i, k := range n.Kids {
			if k != nil {
				c.Kids[i] = p.own(k)
			}
		}
	}
	return &c
}

// forget makes the nodes of a tree free for use in another one.
func forget(n *Node) {
	n.id = 0
	for _, k := range n.Kids {
		if k != nil {
			forget(k)
		}
	}
}

func (p *Patcher) word(w uint32) { p.words = append(p.words, w) }

// str appends s to the text and returns its length in UTF-16 units.
func (p *Patcher) str(s string) uint32 {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c == 0 || c >= utf8.RuneSelf {
			return p.strSlow(clean(s))
		}
	}
	p.text = append(p.text, s...)
	return uint32(len(s))
}

func (p *Patcher) strSlow(s string) uint32 {
	p.text = append(p.text, s...)
	n := uint32(0)
	for _, r := range s {
		n++
		if r >= 0x10000 {
			n++
		}
	}
	return n
}

// name returns the number of s, which it sends if it is new.
func (p *Patcher) name(s string) uint32 {
	if i, ok := p.names[s]; ok {
		return i
	}
	i := uint32(len(p.names) + 1)
	p.names[s] = i
	p.words = append(p.words, OpName, i, p.str(s))
	return i
}

func (p *Patcher) id() uint32 {
	if n := len(p.free); n > 0 {
		i := p.free[n-1]
		p.free = p.free[:n-1]
		return i
	}
	p.next++
	return p.next
}

// release gives back the numbers of a tree that has been taken out, so that
// the interpreter does not keep its nodes alive.
func (p *Patcher) release(n *Node) {
	p.word(OpFree)
	count := len(p.words)
	p.word(0)
	p.releaseAll(n)
	p.words[count] = uint32(len(p.words) - count - 1)
}

func (p *Patcher) releaseAll(n *Node) {
	if n.id != 0 {
		p.words = append(p.words, n.id)
		p.free = append(p.free, n.id)
		n.id = 0
	}
	for _, k := range n.Kids {
		if k != nil {
			p.releaseAll(k)
		}
	}
}

// inside returns what the inside of n is on the screen. It drops those children
// that cannot be shown, so that every child that is left has a number.
func (p *Patcher) inside(n *Node, own space) inside {
	in := insideShown(n, own)
	if in != insideKids {
		return in
	}
	for i, k := range n.Kids {
		if n.takes(k, own) {
			continue
		}
		kept := append(make([]*Node, 0, len(n.Kids)-1), n.Kids[:i]...)
		for _, k := range n.Kids[i+1:] {
			if n.takes(k, own) {
				kept = append(kept, k)
			}
		}
		n.Kids = kept
		break
	}
	return in
}

// insideShown is insideOf for a browser that runs scripts, and so reads the
// inside of a noscript element as one text that nobody sees.
func insideShown(n *Node, own space) inside {
	if own == spaceHTML && n.Tag == "noscript" {
		return insideNone
	}
	return insideOf(n, own)
}

// content returns the inside of n if it is one string.
func content(n *Node, in inside) string {
	if in == insideText {
		return scriptText(n)
	}
	s, _ := n.raw()
	return s
}

// create writes what makes n, whose number is free to be chosen.
func (p *Patcher) create(n *Node, outer space) {
	n.id = p.id()
	if n.Tag == "" {
		p.words = append(p.words, OpText, n.id, p.str(n.Text))
		return
	}
	own := spaceOf(n.Tag, outer)
	tag := p.name(n.Tag)
	p.words = append(p.words, OpOpen, n.id, tag, uint32(own))
	for i := range n.Attrs {
		if name, value, ok := n.attr(i); ok {
			name := p.name(name)
			p.words = append(p.words, OpAttr, name, p.str(value))
		}
	}
	p.fill(n, own, p.inside(n, own))
	p.word(OpClose)
}

// fill writes what makes the inside of the open element n.
func (p *Patcher) fill(n *Node, own space, in inside) {
	switch in {
	case insideKids:
		outer := inner(n.Tag, own)
		p.sample = nil
		for i, k := range n.Kids {
			n.Kids[i] = p.createKid(k, outer)
		}
	case insideHTML:
		p.words = append(p.words, OpSetHTML, n.id, p.str(content(n, in)))
	case insideText:
		p.words = append(p.words, OpSetInside, n.id, p.str(content(n, in)))
	}
}

// prepare gives every string that adopt needs a number, because a program of
// adoption has no other operations in it.
func (p *Patcher) prepare(n *Node, outer space) {
	if n.Tag == "" {
		return
	}
	p.name(n.Tag)
	for i := range n.Attrs {
		if name, _, ok := n.attr(i); ok {
			p.name(name)
		}
	}
	own := spaceOf(n.Tag, outer)
	if p.inside(n, own) != insideKids {
		return
	}
	for _, k := range n.Kids {
		p.prepare(k, inner(n.Tag, own))
	}
}

func (p *Patcher) adopt(n *Node, outer space) {
	n.id = p.id()
	if n.Tag == "" {
		p.words = append(p.words, AdoptText, n.id, p.str(n.Text))
		return
	}
	own := spaceOf(n.Tag, outer)
	in := p.inside(n, own)
	p.words = append(p.words, AdoptElement, n.id, p.names[n.Tag], uint32(own), 0, 0, 0)
	head := p.words[len(p.words)-3:]
	switch in {
	case insideKids:
		head[2] = uint32(len(n.Kids))
	case insideNone:
		head[0] = 2
	default:
		head[0] = 1
	}
	at := len(p.words) - 2
	for i := range n.Attrs {
		if name, value, ok := n.attr(i); ok {
			p.words[at]++
			p.words = append(p.words, p.names[name], p.str(value))
		}
	}
	if in != insideKids {
		return
	}
	for i := range n.Kids {
		n.Kids[i] = p.own(n.Kids[i])
		p.adopt(n.Kids[i], inner(n.Tag, own))
	}
}
