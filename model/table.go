package model

import "github.com/tidwall/btree"

// table is records in memory, by key, by topic and by index.
type table struct {
	records map[string]*Record
	topics  *tree // by topic and key
	indexes map[string]*tree
}

// tree holds the keys of records in the order of their places.
type tree = btree.Map[string, string]

func newTable() table {
	return table{map[string]*Record{}, new(tree), map[string]*tree{}}
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
		t.topics.Set(byTopic(r), r.Key)
	}
}

func (t *table) out(r *Record) {
	c, id := SplitKey(r.Key)
	t.index(c).Delete(id)
	t.topics.Delete(byTopic(r))
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

func (t *table) count(s Span) int {
	n := 0
	t.each(s, func(Row) bool {
		n++
		return s.Limit == 0 || n < s.Limit
	})
	return n
}
