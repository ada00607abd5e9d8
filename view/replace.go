package view

// Replace returns root with the node new in the place of old, which stands somewhere
// in it. Everything but the way from root to old is shared with root, so that a
// [Patcher] that shows root compares nothing else. ok is false, and root comes back
// as it is, if old is not there. path is a hint where old is, and comes back as where
// it was: nil is none.
func Replace(root, old, new *Node, path []int) (n *Node, at []int, ok bool) {
	if root == old {
		return new, nil, true
	}
	if !leads(root, old, path) {
		if path, ok = way(root, old, nil); !ok {
			return root, nil, false
		}
	}
	if old == new {
		return root, path, true
	}
	n = root.copy()
	for at, i := n, 0; ; i++ {
		kid := &at.Kids[path[i]]
		if i == len(path)-1 {
			*kid = new
			return n, path, true
		}
		*kid = (*kid).copy()
		at = *kid
	}
}

// copy returns a copy of n that is not shown, with the same children.
func (n *Node) copy() *Node {
	c := *n
	c.id = 0
	c.Kids = append([]*Node(nil), n.Kids...)
	return &c
}

// leads reports whether path leads from n to old.
func leads(n, old *Node, path []int) bool {
	for _, i := range path {
		if n == nil || i >= len(n.Kids) {
			return false
		}
		n = n.Kids[i]
	}
	return n == old && len(path) > 0
}

// way returns the path from n to old, behind path.
func way(n, old *Node, path []int) ([]int, bool) {
	for i, k := range n.Kids {
		if k == old {
			return append(path, i), true
		}
	}
	for i, k := range n.Kids {
		if k == nil || len(k.Kids) == 0 {
			continue
		}
		if p, ok := way(k, old, append(path, i)); ok {
			return p, true
		}
	}
	return nil, false
}
