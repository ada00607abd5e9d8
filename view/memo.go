package view

// Memo keeps the nodes of a list, so that [Rows] makes only those again whose
// version is another one, and a [Patcher] that is given the same node compares
// nothing inside it. K identifies an item in the list; V says all that its row
// depends on: the version of a record, and whatever else the row shows.
//
//	type version struct {
//		seq      uint64
//		selected bool
//	}
//	var memo view.Memo[string, version]
//
// The zero Memo is empty. Keep it as long as the list is shown; one Memo is for
// one list on one page, and must not be used by several goroutines at once.
type Memo[K, V comparable] struct {
	rows, spare []memoRow[K, V]
	index       map[K]int // where in rows a key is; nil until it is asked for
}

type memoRow[K, V comparable] struct {
	key     K
	version V
	node    *Node
}

// Rows returns a row for each element of s, in that order. The function of gives
// the key and the version of an element, and row its node, to which a [Key] should
// be given; row is not called where m has a node of the same key and version.
func Rows[T any, K, V comparable](m *Memo[K, V], s []T, of func(T) (K, V), row func(T) *Node) Items {
	old := m.rows
	rows := m.spare[:0]
	if cap(rows) < len(s) {
		rows = make([]memoRow[K, V], 0, len(s))
	}
	m.index = nil
	items := make(Items, len(s))
	next := 0 // where the row after the last one was
	for i, v := range s {
		key, version := of(v)
		r := memoRow[K, V]{key: key, version: version}
		if next >= len(old) || old[next].key != key {
			next = m.find(key, next)
		}
		if next < len(old) && old[next].key == key {
			if old[next].version == version {
				r.node = old[next].node
			}
			next++
		}
		if r.node == nil {
			r.node = row(v)
		}
		rows = append(rows, r)
		items[i] = r.node
	}
	clear(old) // let go of what is not shown any more
	m.rows, m.spare = rows, old
	return items
}

// find returns where key is, or if it is nowhere, next.
func (m *Memo[K, V]) find(key K, next int) int {
	// One row that is gone is the usual case.
	if next+1 < len(m.rows) && m.rows[next+1].key == key {
		return next + 1
	}
	if len(m.rows) == 0 {
		return next
	}
	if m.index == nil {
		m.index = make(map[K]int, len(m.rows))
		for i := range m.rows {
			m.index[m.rows[i].key] = i
		}
	}
	if i, ok := m.index[key]; ok {
		return i
	}
	return next
}
