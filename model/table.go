package model

import (
	"sort"

	"github.com/tidwall/btree"
)

// table is records in memory, by key and by index; in a store, by topic too.
type table struct {
	records map[string]*Record
	topics  *tree // by topic and key; nil in a clone
	indexes map[string]*tree
}

// tree holds the keys of records in the order of their places.
type tree = btree.Map[string, string]

func newTable() table {
	return table{map[string]*Record{}, nil, map[string]*tree{}}
}

// byTopic sorts by topic first: no byte of a topic is as small as the one
// between.
func byTopic(r *Record) string { return r.Topic + "\x00" + r.Key }

// put takes in a record, as the next state of what has its key. Declared
// indexes are the matter of enter.
func (t *table) put(r *Record) {
	old := t.records[r.Key]
	t.records[r.Key] = r
	if old.Alive() && r.Alive() && old.Topic == r.Topic {
		return
	}
	if old.Alive() {
		t.out(old)
	}
	if r.Alive() {
		c, id := SplitKey(r.Key)
		t.index(c).Set(id, r.Key)
		if t.topics != nil {
			t.topics.Set(byTopic(r), r.Key)
		}
	}
}

// inTopics returns the keys of the records that exist, in the order of their topics.
// A clone has seldom need of it.
func (t *table) inTopics() []string {
	list := make([]placed, 0, len(t.records))
	for k, r := range t.records {
		if r.Alive() {
			list = append(list, placed{at: byTopic(r), key: k})
		}
	}
	arrange(list)
	keys := make([]string, len(list))
	for i := range list {
		keys[i] = list[i].key
	}
	return keys
}

// fill makes the trees of the indexes anew, of all records. Putting them in by their order is several
// times as quick as it is by chance. list has the records in the order in which they
// lie in the memory, if no two are of one key.
func (t *table) fill(list []*Record) {
	if len(list) != len(t.records) {
		list = make([]*Record, 0, len(t.records))
		for _, r := range t.records {
			list = append(list, r)
		}
	}
	indexes := map[string][]placed{}
	for len(list) > 0 {
		// What is of one collection mostly comes together.
		c, n := list[0].Collection(), 1
		for n < len(list) && list[n].Collection() == c {
			n++
		}
		indexes[c] = t.places(indexes[c], list[:n], nil)
		if s := schemas[c]; s != nil {
			for _, x := range s.indexes {
				indexes[x.name] = t.places(indexes[x.name], list[:n], x)
			}
		}
		list = list[n:]
	}
	t.indexes = make(map[string]*tree, len(indexes))
	for name, list := range indexes {
		t.indexes[name] = sorted(list)
	}
}

// places adds where an index has the records; nil is the one by id.
func (t *table) places(list []placed, rs []*Record, x *index) []placed {
	if list == nil {
		list = make([]placed, 0, len(rs))
	}
	for _, r := range rs {
		if !r.Alive() {
			continue
		}
		at, err := r.ID(), error(nil)
		if x != nil {
			at, err = x.at(r, t.get)
		}
		if err == nil {
			list = append(list, placed{at: at, key: r.Key})
		}
	}
	return list
}

// sorted returns the tree of a list.
func sorted(list []placed) *tree {
	m := new(tree)
	arrange(list)
	for i := range list {
		m.Load(list[i].at, list[i].key)
	}
	return m
}

// get reads what there is, where the places of records are concerned: what is not
// there is as if it were absent.
func (t *table) get(key string) (*Record, error) { return t.records[key], nil }

// placed is a record and its place.
type placed struct {
	head    uint64 // the first bytes in which places differ
	at, key string
}

// arrange sorts by place. Most are told apart by a number, which spares going to
// the texts, all over the memory.
func arrange(list []placed) {
	if len(list) == 0 {
		return
	}
	common := list[0].at
	for i := range list {
		at := list[i].at
		n := min(len(common), len(at))
		if at[:n] == common[:n] {
			common = common[:n]
			continue
		}
		n = 0
		for at[n] == common[n] {
			n++
		}
		common = common[:n]
	}
	for i := range list {
		rest := list[i].at[len(common):]
		list[i].head = 0
		for k := range min(len(rest), 8) {
			list[i].head |= uint64(rest[k]) << (56 - 8*k)
		}
	}
	spread(list, 56)
}

// spread sorts places that have the same bits above the byte at shift: by that byte
// into so many parts, and then each of these. Its cost follows the number of places,
// where that of comparing them grows faster.
func spread(list []placed, shift int) {
	const few = 32 // up to how many are put in one by one
	if len(list) > few && shift >= 0 {
		var ends [256]int
		for i := range list {
			ends[byte(list[i].head>>shift)]++
		}
		next, end := [256]int{}, 0
		for k, n := range ends {
			next[k] = end
			end += n
			ends[k] = end
		}
		from := 0
		for k, end := range ends {
			for i := next[k]; i < end; {
				if to := byte(list[i].head >> shift); int(to) != k {
					list[i], list[next[to]] = list[next[to]], list[i]
					next[to]++
				} else {
					i++
					next[k] = i
				}
			}
			spread(list[from:end], shift-8)
			from = end
		}
		return
	}
	if len(list) > few {
		// Places that begin alike.
		sort.Sort(&sorting{len(list),
			func(i, k int) bool { return list[i].at < list[k].at },
			func(i, k int) { list[i], list[k] = list[k], list[i] }})
		return
	}
	for i := 1; i < len(list); i++ {
		for k := i; k > 0 && list[k].before(&list[k-1]); k-- {
			list[k], list[k-1] = list[k-1], list[k]
		}
	}
}

func (p *placed) before(q *placed) bool {
	if p.head != q.head {
		return p.head < q.head
	}
	return p.at < q.at
}

func (t *table) out(r *Record) {
	c, id := SplitKey(r.Key)
	t.index(c).Delete(id)
	if t.topics != nil {
		t.topics.Delete(byTopic(r))
	}
}

// drop forgets a record altogether.
func (t *table) drop(key string) {
	if old := t.records[key]; old.Alive() {
		t.out(old)
	}
	delete(t.records, key)
}

func (t *table) index(name string) *tree {
	m := t.indexes[name]
	if m == nil {
		m = new(tree)
		t.indexes[name] = m
	}
	return m
}

// enter applies entries, whose records have been put.
func (t *table) enter(es []Entry) {
	for _, e := range es {
		if e.Gone {
			t.index(e.Index).Delete(e.At)
		} else {
			t.index(e.Index).Set(e.At, e.Key)
		}
	}
}

// each calls f for the rows of a span, whatever its limit, until f returns
// false.
func (t *table) each(s Span, f func(Row) bool) {
	m := t.indexes[s.Index]
	if m == nil {
		return
	}
	row := func(at, key string) bool {
		r := t.records[key]
		return s.Topic != "" && r.Topic != s.Topic || f(Row{at, r})
	}
	switch {
	case !s.Reverse:
		m.Ascend(s.From, func(at, key string) bool { return (s.To == "" || at < s.To) && row(at, key) })
	case s.To == "":
		m.Reverse(func(at, key string) bool { return at >= s.From && row(at, key) })
	default:
		m.Descend(s.To, func(at, key string) bool { return at == s.To || at >= s.From && row(at, key) })
	}
}

func (t *table) scan(s Span) []Row {
	var rows []Row
	t.each(s, func(r Row) bool {
		rows = append(rows, r)
		return s.Limit == 0 || len(rows) < s.Limit
	})
	return rows
}

// rank returns how many places of a tree are before at.
func rank(m *tree, at string) int {
	return sort.Search(m.Len(), func(i int) bool { k, _, _ := m.GetAt(i); return k >= at })
}

// nth returns the place of the row of a span that has n before it, forwards and whatever
// its limit.
func (t *table) nth(s Span, n int) (at string, ok bool) {
	s.Reverse = false
	m := t.indexes[s.Index]
	if m == nil {
		return "", false
	}
	if s.Topic != "" {
		t.each(s, func(r Row) bool {
			at, ok = r.At, n == 0
			n--
			return !ok
		})
		return at, ok
	}
	at, _, ok = m.GetAt(rank(m, s.From) + n)
	return at, ok && s.has(at)
}

func (t *table) count(s Span) int {
	n := 0
	if m := t.indexes[s.Index]; m != nil && s.Topic == "" {
		to := m.Len()
		if s.To != "" {
			to = rank(m, s.To)
		}
		return bounded(max(0, to-rank(m, s.From)), s.Limit)
	}
	t.each(s, func(Row) bool {
		n++
		return s.Limit == 0 || n < s.Limit
	})
	return n
}
