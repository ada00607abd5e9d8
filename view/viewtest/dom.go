package viewtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tandemgo/tandem/view"
)

// DOM is a page in memory that carries out patches. It checks what a browser
// would let pass: that every number which is used is bound, that none is bound
// twice, and that nothing stays bound once it has left the page.
type DOM struct {
	root  *html.Node
	nodes map[uint32]*html.Node
	names map[uint32]string

	templates map[uint32]*html.Node

	// Moves counts the nodes that patches have moved.
	Moves int

	// Copies counts the rows that were made as copies of others.
	Copies int

	// Repairs counts the texts and attributes that adoption had to set right.
	Repairs int
}

// NewDOM returns a page whose root holds the markup.
func NewDOM(markup string) *DOM {
	d := &DOM{root: parseInside(markup, "div")}
	d.reset()
	return d
}

func (d *DOM) reset() {
	d.nodes = map[uint32]*html.Node{0: d.root}
	d.names = map[uint32]string{}
	d.templates = map[uint32]*html.Node{}
}

// HTML returns the markup inside the root.
func (d *DOM) HTML() string {
	var b strings.Builder
	for c := range d.root.ChildNodes() {
		if err := html.Render(&b, c); err != nil {
			panic(err) // a strings.Builder does not fail
		}
	}
	return b.String()
}

// Equal returns an error if what the root holds does not mean the same as the
// markup. Hidden fields that the server adds to forms are left out.
func (d *DOM) Equal(markup string) error {
	want, got := outline(withoutFields(parseInside(markup, "div"))), outline(withoutFields(d.root))
	if want != got {
		return errors.New(difference(want, got))
	}
	return nil
}

// withoutFields returns a copy of n that lacks the fields which adoption skips.
func withoutFields(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, Data: n.Data, DataAtom: n.DataAtom, Namespace: n.Namespace, Attr: n.Attr}
	for k := range n.ChildNodes() {
		if name := fieldName(k); name == "" || name == "_method" {
			c.AppendChild(withoutFields(k))
		}
	}
	return c
}

// fieldName returns the name of a hidden field that begins with an underscore.
func fieldName(n *html.Node) string {
	if n.Type != html.ElementNode || n.Data != "input" || get(n, "type") != "hidden" || !strings.HasPrefix(get(n, "name"), "_") {
		return ""
	}
	return get(n, "name")
}

func get(n *html.Node, name string) string {
	v, _ := lookup(n, name)
	return v
}

func lookup(n *html.Node, name string) (string, bool) {
	for _, a := range n.Attr {
		if attrName(a) == name {
			return a.Val, true
		}
	}
	return "", false
}

func set(n *html.Node, name, value string) {
	for i, a := range n.Attr {
		if attrName(a) == name {
			n.Attr[i].Val = value
			return
		}
	}
	a := html.Attribute{Key: name, Val: value}
	if n.Namespace != "" {
		if local, ok := strings.CutPrefix(name, "xlink:"); ok {
			a = html.Attribute{Namespace: "xlink", Key: local, Val: value}
		}
	}
	n.Attr = append(n.Attr, a)
}

var spaces = []string{"", "svg", "math"}

// Apply carries out a patch. The error says what is wrong with the patch, or
// why the markup cannot be adopted; then the page has to be mounted anew.
func (d *DOM) Apply(p view.Patch) (err error) {
	r := &run{DOM: d, words: p.Words, text: utf16.Encode([]rune(string(p.Text)))}
	defer func() {
		if e := recover(); e != nil {
			if f, ok := e.(fault); ok {
				err = errors.New(string(f))
				return
			}
			panic(e)
		}
	}()
	for len(r.words) > 0 {
		r.step()
	}
	if len(r.text) > 0 {
		return fmt.Errorf("%d units of text are left over", len(r.text))
	}
	for id, n := range d.nodes {
		top := n
		for top.Parent != nil {
			top = top.Parent
		}
		if top != d.root {
			return fmt.Errorf("node %d <%s> is bound but not on the page", id, n.Data)
		}
	}
	return nil
}

// fault is an error inside a run.
type fault string

func failf(format string, args ...any) { panic(fault(fmt.Sprintf(format, args...))) }

// run is one program in progress.
type run struct {
	*DOM
	words []uint32
	text  []uint16
	open  []*html.Node
}

func (r *run) word() uint32 {
	if len(r.words) == 0 {
		failf("a word is missing")
	}
	w := r.words[0]
	r.words = r.words[1:]
	return w
}

func (r *run) take(n uint32) string {
	if int(n) > len(r.text) {
		failf("text is missing: want %d units, have %d", n, len(r.text))
	}
	s := string(utf16.Decode(r.text[:n]))
	r.text = r.text[n:]
	return s
}

func (r *run) str() string { return r.take(r.word()) }

func (r *run) name() string {
	id := r.word()
	s, ok := r.names[id]
	if !ok {
		failf("name %d is not known", id)
	}
	return s
}

func (r *run) node() *html.Node {
	id := r.word()
	n := r.nodes[id]
	if n == nil {
		failf("node %d is not bound", id)
	}
	return n
}

func (r *run) bind(id uint32, n *html.Node) {
	if r.nodes[id] != nil {
		failf("node %d is bound twice", id)
	}
	r.nodes[id] = n
}

// before reads the node before which another is put.
func (r *run) before(parent *html.Node) *html.Node {
	id := r.word()
	if id == 0 {
		return nil
	}
	n := r.nodes[id]
	if n == nil || n.Parent != parent {
		failf("node %d is not a child of <%s>", id, parent.Data)
	}
	return n
}

func (r *run) detached(n *html.Node) *html.Node {
	if n.Parent != nil {
		failf("<%s> is on the page already", n.Data)
	}
	return n
}

func clearInside(n *html.Node) {
	for n.FirstChild != nil {
		n.RemoveChild(n.FirstChild)
	}
}

func (r *run) step() {
	switch op := r.word(); op {
	case view.OpReset:
		clearInside(r.root)
		r.reset()
	case view.OpName:
		id := r.word()
		r.names[id] = r.str()
	case view.OpOpen:
		id := r.word()
		tag := r.name()
		n := &html.Node{Type: html.ElementNode, Data: tag, DataAtom: atom.Lookup([]byte(tag)), Namespace: spaces[r.word()]}
		r.bind(id, n)
		r.open = append(r.open, n)
	case view.OpAttr:
		name := r.name()
		set(r.open[len(r.open)-1], name, r.str())
	case view.OpText:
		id := r.word()
		n := &html.Node{Type: html.TextNode, Data: r.str()}
		r.bind(id, n)
		if len(r.open) > 0 {
			r.open[len(r.open)-1].AppendChild(n)
		}
	case view.OpClose:
		n := r.open[len(r.open)-1]
		r.open = r.open[:len(r.open)-1]
		if len(r.open) > 0 {
			r.open[len(r.open)-1].AppendChild(n)
		}
	case view.OpInsert:
		parent, n := r.node(), r.detached(r.node())
		parent.InsertBefore(n, r.before(parent))
	case view.OpMove:
		parent, n := r.node(), r.node()
		if n.Parent != parent {
			failf("<%s> moves to another parent", n.Data)
		}
		before := r.before(parent)
		parent.RemoveChild(n)
		parent.InsertBefore(n, before)
		r.Moves++
	case view.OpReplace:
		old, n := r.node(), r.detached(r.node())
		old.Parent.InsertBefore(n, old)
		old.Parent.RemoveChild(old)
	case view.OpRemove:
		n := r.node()
		n.Parent.RemoveChild(n)
	case view.OpClear:
		clearInside(r.node())
	case view.OpFree:
		for n := r.word(); n > 0; n-- {
			id := r.word()
			if r.nodes[id] == nil {
				failf("node %d is freed but not bound", id)
			}
			delete(r.nodes, id)
		}
	case view.OpSetText:
		n := r.node()
		if n.Type != html.TextNode {
			failf("the text of <%s> is set", n.Data)
		}
		n.Data = r.str()
	case view.OpSetAttr:
		n, name := r.node(), r.name()
		set(n, name, r.str())
	case view.OpDelAttr:
		n, name := r.node(), r.name()
		i := 0
		for i < len(n.Attr) && attrName(n.Attr[i]) != name {
			i++
		}
		if i == len(n.Attr) {
			failf("<%s> has no attribute %s to remove", n.Data, name)
		}
		n.Attr = append(n.Attr[:i:i], n.Attr[i+1:]...)
	case view.OpSetHTML:
		n := r.node()
		clearInside(n)
		kids, err := html.ParseFragment(strings.NewReader(r.str()), n)
		if err != nil {
			failf("%v", err)
		}
		for _, k := range kids {
			n.AppendChild(k)
		}
	case view.OpSetInside:
		n := r.node()
		clearInside(n)
		if s := r.str(); s != "" {
			n.AppendChild(&html.Node{Type: html.TextNode, Data: s})
		}
	case view.OpInsertAll:
		parent := r.node()
		before := r.before(parent)
		for n := r.word(); n > 0; n-- {
			parent.InsertBefore(r.detached(r.node()), before)
		}
	case view.OpTemplate:
		t := r.word()
		r.templates[t] = copyOf(r.node())
	case view.OpCopy:
		r.copy()
	case view.OpAdopt:
		r.templates = map[uint32]*html.Node{}
		r.nodes = map[uint32]*html.Node{0: r.root}
		r.inside(r.root, 1)
	default:
		failf("operation %d is not known", op)
	}
}

func copyOf(n *html.Node) *html.Node {
	c := &html.Node{Type: n.Type, Data: n.Data, DataAtom: n.DataAtom, Namespace: n.Namespace, Attr: slices.Clone(n.Attr)}
	for k := range n.ChildNodes() {
		c.AppendChild(copyOf(k))
	}
	return c
}

func (r *run) copy() {
	t := r.templates[r.word()]
	if t == nil {
		failf("a template is not known")
	}
	n := copyOf(t)
	nodes := []*html.Node{n}
	for k := range n.Descendants() {
		nodes = append(nodes, k)
	}
	ids, changes := r.word(), r.word()
	if int(ids) != len(nodes) {
		failf("a template has %d nodes, want %d", len(nodes), ids)
	}
	for _, k := range nodes {
		r.bind(r.word(), k)
	}
	for range changes {
		at, name := r.word(), r.word()
		if int(at) >= len(nodes) {
			failf("a template has no node %d", at)
		}
		k, s := nodes[at], r.str()
		switch {
		case name == 0 && k.Type == html.TextNode:
			k.Data = s
		case name != 0 && k.Type == html.ElementNode && r.names[name] != "":
			set(k, r.names[name], s)
		default:
			failf("name %d of node %d of a template is not known", name, at)
		}
	}
	if len(r.open) > 0 {
		r.open[len(r.open)-1].AppendChild(n)
	}
	r.Copies++
}

// skip goes past what is not in the tree.
func skip(n *html.Node, name string) *html.Node {
	for n != nil && (n.Type == html.CommentNode || fieldName(n) != "" && fieldName(n) != name) {
		n = n.NextSibling
	}
	return n
}

// field returns the name in the description of an input element that is next.
func (r *run) field() string {
	if r.names[r.words[2]] != "input" {
		return ""
	}
	at := uint32(0)
	for i := uint32(0); i < r.words[5]; i++ {
		n := r.words[8+2*i]
		if r.names[r.words[7+2*i]] == "name" {
			return string(utf16.Decode(r.text[at : at+n]))
		}
		at += n
	}
	return ""
}

// inside binds the next kids nodes of a program of adoption to the children of
// parent.
func (r *run) inside(parent *html.Node, kids uint32) {
	at := parent.FirstChild
	for i := uint32(0); i < kids; {
		if r.words[0] == view.AdoptText {
			var ids []uint32
			var texts []string
			for ; i < kids && r.words[0] == view.AdoptText; i++ {
				r.word()
				ids = append(ids, r.word())
				texts = append(texts, r.str())
			}
			at = skip(at, "")
			have := ""
			if at != nil && at.Type == html.TextNode {
				have = at.Data
				next := at.NextSibling
				parent.RemoveChild(at)
				at = next
			}
			if have != strings.Join(texts, "") {
				r.Repairs++
			}
			for k, id := range ids {
				n := &html.Node{Type: html.TextNode, Data: texts[k]}
				parent.InsertBefore(n, at)
				r.bind(id, n)
			}
			continue
		}
		at = skip(at, r.field())
		tag := r.names[r.words[2]]
		if at == nil || at.Type != html.ElementNode || at.Data != tag {
			have := "the end"
			if at != nil {
				have = at.Data
			}
			failf("in <%s>: want <%s> as child %d, have %s", parent.Data, tag, i+1, have)
		}
		next := at.NextSibling
		r.element(at)
		at = next
		i++
	}
	if at = skip(at, ""); at != nil {
		failf("in <%s>: want the end after child %d, have %s", parent.Data, kids, at.Data)
	}
}

func (r *run) element(n *html.Node) {
	r.word()
	r.bind(r.word(), n)
	r.word()
	if space := spaces[r.word()]; space != n.Namespace {
		failf("<%s> is in %q, want %q", n.Data, n.Namespace, space)
	}
	opaque, attrs, kids := r.word(), r.word(), r.word()
	seen := map[string]bool{}
	for range attrs {
		name := r.name()
		value := r.str()
		seen[name] = true
		if have, ok := lookup(n, name); !ok || have != value {
			set(n, name, value)
			r.Repairs++
		}
	}
	var kept []html.Attribute
	for _, a := range n.Attr {
		if seen[attrName(a)] || a.Key == "open" {
			kept = append(kept, a)
		} else {
			r.Repairs++
		}
	}
	n.Attr = kept
	if opaque == 0 {
		r.inside(n, kids)
	}
}
