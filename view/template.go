package view

// A row of a list is mostly the row before with other texts. The second row of a
// shape makes a template of the first, and rows of that shape are then made by
// copying it, which costs a browser a third of building them element by element.

// maxTemplates is how many a Patcher keeps; the next one takes the place of the
// oldest. maxTemplate is how many nodes the largest may have.
const maxTemplates, maxTemplate = 8, 100

// template is a row that the interpreter can copy.
type template struct {
	row   *Node // the row that it was made of
	outer space
}

// forgetTemplates is called when the interpreter forgets them too.
func (p *Patcher) forgetTemplates() {
	p.templates, p.oldest = p.templates[:0], 0
	p.sample = nil
}

// createRow writes what makes n, an element with a key, like create. Between two
// calls for rows of one list, p.sample is the row made last in the ordinary way.
func (p *Patcher) createRow(n *Node, outer space) {
	for i := range p.templates {
		if t := &p.templates[i]; t.outer == outer && p.alike(t.row, n, outer) {
			p.copyRow(uint32(i), t.row, n)
			return
		}
	}
	if s := p.sample; s != nil && p.alike(s, n, outer) {
		if size := p.copyable(s, outer); size > 0 && size <= maxTemplate {
			i := len(p.templates)
			if i < maxTemplates {
				p.templates = append(p.templates, template{s, outer})
			} else {
				i = p.oldest
				p.oldest = (p.oldest + 1) % maxTemplates
				p.templates[i] = template{s, outer}
			}
			p.words = append(p.words, OpTemplate, uint32(i), s.id)
			p.copyRow(uint32(i), s, n)
			return
		}
	}
	p.create(n, outer)
	p.sample = n
}

// alike reports whether n differs from row in texts and values only, and not in
// the type of a control. It leaves
// out children that cannot be shown and copies those that are shown elsewhere,
// as create does.
func (p *Patcher) alike(row, n *Node, outer space) bool {
	if row.Tag != n.Tag {
		return false
	}
	if n.Tag == "" {
		return true
	}
	if len(row.Attrs) != len(n.Attrs) {
		return false
	}
	for i := range n.Attrs {
		a, b := &row.Attrs[i], &n.Attrs[i]
		if a.Name != b.Name || a.Name == "type" && a.Value != b.Value {
			return false
		}
	}
	own := spaceOf(n.Tag, outer)
	switch p.inside(n, own) {
	case insideHTML, insideText:
		return false
	}
	if len(row.Kids) != len(n.Kids) {
		return false
	}
	in := inner(n.Tag, own)
	for i, k := range n.Kids {
		if k.id != 0 {
			k = p.own(k)
			n.Kids[i] = k
		}
		if !p.alike(row.Kids[i], k, in) {
			return false
		}
	}
	return true
}

// copyable returns the number of nodes of a row, and 0 if a copy of the row might
// not be what create makes: controls and media have a state of their own, and
// what has the focus when it appears has to be seen to appear.
func (p *Patcher) copyable(n *Node, outer space) int {
	if n.Tag == "" {
		return 1
	}
	own := spaceOf(n.Tag, outer)
	if own == spaceHTML {
		switch n.Tag {
		case "select", "option", "textarea", "audio", "video", "template", "object":
			return 0
		case "input":
			// The value of these is their attribute.
			switch kind, _ := n.Attr("type"); kind {
			case "hidden", "checkbox", "submit", "button", "reset":
			default:
				return 0
			}
		}
	}
	if insideShown(n, own) != insideKids && (len(n.Kids) > 0 || !void(n.Tag)) {
		return 0
	}
	for i := range n.Attrs {
		if n.Attrs[i].Name == "autofocus" || n.Attrs[i].Name == "is" {
			return 0
		}
	}
	size := 1
	for _, k := range n.Kids {
		s := p.copyable(k, inner(n.Tag, own))
		if s == 0 {
			return 0
		}
		size += s
	}
	return size
}

// copyRow writes what makes n as a copy of a template.
func (p *Patcher) copyRow(nr uint32, row, n *Node) {
	p.words = append(p.words, OpCopy, nr, 0, 0)
	head := len(p.words) - 2
	p.number(n)
	p.words[head] = uint32(len(p.words) - head - 2)
	ids := int(p.words[head])
	p.changes(row, n, 0)
	p.words[head+1] = uint32(len(p.words)-head-2-ids) / 3
}

// number gives n and everything in it numbers, which it writes.
func (p *Patcher) number(n *Node) {
	n.id = p.id()
	p.words = append(p.words, n.id)
	for _, k := range n.Kids {
		p.number(k)
	}
}

// changes writes how n differs from row, and returns the place of the node after
// it, when at is that of n.
func (p *Patcher) changes(row, n *Node, at uint32) uint32 {
	if n.Tag == "" {
		if row.Text != n.Text {
			p.words = append(p.words, at, 0, p.str(n.Text))
		}
		return at + 1
	}
	for i := range n.Attrs {
		if row.Attrs[i].Value == n.Attrs[i].Value {
			continue
		}
		if name, value, ok := n.attr(i); ok {
			// The name has been sent with the template.
			p.words = append(p.words, at, p.names[name], p.str(value))
		}
	}
	at++
	for i, k := range n.Kids {
		at = p.changes(row.Kids[i], k, at)
	}
	return at
}
