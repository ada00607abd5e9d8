package view

// scratch is memory of the comparison that outlives it, to be used again.
type scratch struct {
	// from has, for the new children of every list that is being compared,
	// the outermost first: 0 for a child that is new, i for the old child i-1
	// which moves, and -i for the old child i-1 which stays in its place.
	from []int

	heads map[identity]int // the first unused old child of that identity, plus 1
	next  []int            // the one after each, plus 1
	prev  []int            // longest run: the entry before
	tails []int            // longest run: the last entry of the best run of each length
}

// identity is what makes two nodes among siblings the same.
type identity struct{ tag, key, name string }

// identityOf includes the name of a control and the target of a form: text
// that was typed for one field or record must not end up in another one, even
// if it stands in the same place.
func identityOf(n *Node) identity {
	id := identity{tag: n.Tag, key: n.Key}
	switch n.Tag {
	case "input", "select", "textarea":
		id.name, _ = n.Attr("name")
	case "form":
		id.name, _ = n.Attr("action")
	}
	return id
}

// same reports whether the element of a can show b.
func same(a, b *Node) bool {
	if a.Tag != b.Tag || a.Key != b.Key {
		return false
	}
	switch a.Tag {
	case "input", "select", "textarea", "form":
		return identityOf(a) == identityOf(b)
	}
	return true
}

// update writes what turns old into n, which is the same node, and returns the
// node that is then shown: n or a copy of it.
func (p *Patcher) update(old, n *Node, outer space) *Node {
	if old == n {
		return n
	}
	n = p.own(n)
	n.id = old.id
	if n.Tag == "" {
		if old.Text != n.Text {
			p.words = append(p.words, OpSetText, n.id, p.str(n.Text))
		}
		old.id = 0
		return n
	}
	p.attrs(old, n)
	own := spaceOf(n.Tag, outer)
	was, is := insideShown(old, own), p.inside(n, own)
	switch {
	case was == insideKids && is == insideKids:
		p.children(n, old.Kids, own)
	case was == is:
		if is != insideNone {
			if s := content(n, is); s != content(old, is) {
				p.refill(n, own, is)
			}
		}
	default:
		p.clear(n, old.Kids)
		p.refill(n, own, is)
	}
	// Only now: until here, old must not be taken for a node that is free.
	old.id = 0
	return n
}

// refill writes what makes the inside of n, which is shown and empty, or which
// is one string.
func (p *Patcher) refill(n *Node, own space, in inside) {
	if in != insideKids {
		p.fill(n, own, in)
		return
	}
	p.insert(n, 0, len(n.Kids), 0, inner(n.Tag, own))
}

// clear takes out all children of n, which are kids.
func (p *Patcher) clear(n *Node, kids []*Node) {
	if len(kids) == 0 {
		return
	}
	if n.Tag == "form" && kids[0] != nil && !kids[0].Raw {
		// Its hidden fields are not in the tree and stay.
		p.removeAll(kids)
		return
	}
	p.words = append(p.words, OpClear, n.id, OpFree, 0)
	count := len(p.words) - 1
	for _, k := range kids {
		if k != nil {
			p.releaseAll(k)
		}
	}
	p.words[count] = uint32(len(p.words) - count - 1)
}

func (p *Patcher) remove(k *Node) {
	p.words = append(p.words, OpRemove, k.id)
	p.release(k)
}

func (p *Patcher) removeAll(kids []*Node) {
	for _, k := range kids {
		p.remove(k)
	}
}

// insert creates the children of n from start to end, and puts them before the
// node with that number.
func (p *Patcher) insert(n *Node, start, end int, before uint32, outer space) {
	p.sample = nil
	for i := start; i < end; i++ {
		n.Kids[i] = p.createKid(n.Kids[i], outer)
	}
	switch end - start {
	case 0:
	case 1:
		p.words = append(p.words, OpInsert, n.id, n.Kids[start].id, before)
	default:
		p.words = append(p.words, OpInsertAll, n.id, before, uint32(end-start))
		for _, k := range n.Kids[start:end] {
			p.words = append(p.words, k.id)
		}
	}
}

// createKid creates a child of a list and returns the node that is shown.
func (p *Patcher) createKid(k *Node, outer space) *Node {
	k = p.own(k)
	switch {
	case k.Tag == "":
		p.create(k, outer)
	case k.Key != "":
		p.createRow(k, outer)
	default:
		p.create(k, outer)
		p.sample = nil // a row in there is none of this list
	}
	return k
}

func (p *Patcher) attrs(old, n *Node) {
	if len(old.Attrs) == len(n.Attrs) {
		i := 0
		for i < len(n.Attrs) && n.Attrs[i].Name == old.Attrs[i].Name {
			i++
		}
		if i == len(n.Attrs) {
			for i := range n.Attrs {
				if n.Attrs[i].Value == old.Attrs[i].Value {
					continue
				}
				if name, value, ok := n.attr(i); ok {
					p.setAttr(n, name, value)
				}
			}
			return
		}
	}
	for i := range old.Attrs {
		name, _, ok := old.attr(i)
		if !ok {
			continue
		}
		if _, ok := n.shownAttr(name); !ok {
			name := p.name(name)
			p.words = append(p.words, OpDelAttr, n.id, name)
		}
	}
	for i := range n.Attrs {
		name, value, ok := n.attr(i)
		if !ok {
			continue
		}
		if was, ok := old.shownAttr(name); !ok || was != value {
			p.setAttr(n, name, value)
		}
	}
}

func (p *Patcher) setAttr(n *Node, name, value string) {
	nr := p.name(name)
	p.words = append(p.words, OpSetAttr, n.id, nr, p.str(value))
}

// shownAttr is Attr as it is shown.
func (n *Node) shownAttr(name string) (string, bool) {
	for i := range n.Attrs {
		if n.Attrs[i].Name == name {
			_, value, ok := n.attr(i)
			return value, ok
		}
	}
	return "", false
}

// children writes what turns the children of n, which are old, into n.Kids.
// Equal ends are matched first; what is left in the middle is matched by
// identity, in order, so that a key that occurs twice is two identities. Then
// the children that are not in the longest run of unchanged order move.
func (p *Patcher) children(n *Node, old []*Node, own space) {
	kids := n.Kids
	outer := inner(n.Tag, own)
	if len(kids) == 0 {
		if len(old) > 0 {
			p.clear(n, old)
		}
		return
	}
	start := 0
	for start < len(old) && start < len(kids) && same(old[start], kids[start]) {
		kids[start] = p.update(old[start], kids[start], outer)
		start++
	}
	oldEnd, end := len(old), len(kids)
	for oldEnd > start && end > start && same(old[oldEnd-1], kids[end-1]) {
		oldEnd--
		end--
		kids[end] = p.update(old[oldEnd], kids[end], outer)
	}
	after := uint32(0)
	if end < len(kids) {
		after = kids[end].id
	}
	switch {
	case start == oldEnd:
		p.insert(n, start, end, after, outer)
		return
	case start == end:
		p.removeAll(old[start:oldEnd])
		return
	}
	base := len(p.scratch.from)
	found := p.match(old[start:oldEnd], kids[start:end])
	switch {
	case found > 0:
	case oldEnd-start == len(old):
		p.clear(n, old)
	default:
		p.removeAll(old[start:oldEnd])
	}
	for i := end - 1; i >= start; i-- {
		// The slice may have moved since the last turn.
		from := p.scratch.from[base+i-start]
		switch {
		case from == 0:
			last := i + 1
			for i > start && p.scratch.from[base+i-1-start] == 0 {
				i--
			}
			p.insert(n, i, last, after, outer)
		case from < 0:
			kids[i] = p.update(old[start-from-1], kids[i], outer)
		default:
			kids[i] = p.update(old[start+from-1], kids[i], outer)
			p.words = append(p.words, OpMove, n.id, kids[i].id, after)
		}
		after = kids[i].id
	}
	p.scratch.from = p.scratch.from[:base]
}

// match appends to scratch.from where each of kids comes from and returns how
// many of old come back. It removes the others, unless none comes back: then
// the caller knows a shorter way.
func (p *Patcher) match(old, kids []*Node) int {
	s := &p.scratch
	if s.heads == nil {
		s.heads = make(map[identity]int)
	}
	clear(s.heads)
	s.next = append(s.next[:0], make([]int, len(old))...)
	for i := len(old) - 1; i >= 0; i-- {
		id := identityOf(old[i])
		s.next[i] = s.heads[id]
		s.heads[id] = i + 1
	}
	base := len(s.from)
	found, last, moved := 0, 0, false
	for _, k := range kids {
		id := identityOf(k)
		i := s.heads[id]
		s.from = append(s.from, i)
		if i == 0 {
			continue
		}
		s.heads[id] = s.next[i-1]
		s.next[i-1] = -1
		found++
		moved = moved || i < last
		last = i
	}
	from := s.from[base:]
	if len(old) > 1000 {
		s.heads = nil // clearing it would cost every later list as much
	}
	if found == 0 {
		return 0
	}
	if found < len(old) {
		for i, k := range old {
			if s.next[i] >= 0 {
				p.remove(k)
			}
		}
	}
	if moved {
		s.keepLongestRun(from)
	} else {
		for i := range from {
			from[i] = -from[i]
		}
	}
	return found
}

// keepLongestRun negates a longest increasing run of from, zeros left out.
// Everything outside the run moves, so that is the least number of moves.
func (s *scratch) keepLongestRun(from []int) {
	s.prev = append(s.prev[:0], make([]int, len(from))...)
	s.tails = s.tails[:0]
	for i, v := range from {
		if v == 0 {
			continue
		}
		lo, hi := 0, len(s.tails)
		for lo < hi {
			mid := (lo + hi) / 2
			if from[s.tails[mid]] < v {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		s.prev[i] = -1
		if lo > 0 {
			s.prev[i] = s.tails[lo-1]
		}
		if lo == len(s.tails) {
			s.tails = append(s.tails, i)
		} else {
			s.tails[lo] = i
		}
	}
	for i := s.tails[len(s.tails)-1]; i >= 0; i = s.prev[i] {
		from[i] = -from[i]
	}
}
