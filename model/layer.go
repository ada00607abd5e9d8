package model

import (
	"slices"
	"strings"
)

// layer is records on top of a Reader, as they are after writes that the reader
// below does not have.
type layer struct {
	below   Reader
	records map[string]*Record // gone ones included
	keys    []string           // in the order of their first writes
	holes   int                // how many keys have no record any more
}

func (l *layer) set(r *Record) {
	if l.records == nil {
		l.records = map[string]*Record{}
	}
	if old, ok := l.records[r.Key]; !ok {
		l.keys = append(l.keys, r.Key)
	} else if old == nil {
		l.holes--
	}
	l.records[r.Key] = r
}

// unset takes a record out of the layer. Its key stays, since what is run again
// mostly writes the same, until there are many such.
func (l *layer) unset(key string) {
	if l.records[key] == nil {
		return
	}
	l.records[key] = nil
	if l.holes++; 2*l.holes <= len(l.keys) {
		return
	}
	l.keys = slices.DeleteFunc(l.keys, func(k string) bool {
		if l.records[k] != nil {
			return false
		}
		delete(l.records, k)
		return true
	})
	l.holes = 0
}

// Head returns the point of the reader below.
func (l *layer) Head() Cursor { return l.below.Head() }

// History returns what the reader below has.
func (l *layer) History(key string, seq uint64) ([]Change, bool, error) {
	return l.below.History(key, seq)
}

// Get returns a record of the layer, or else of the reader below.
func (l *layer) Get(key string) (*Record, error) {
	if r := l.records[key]; r != nil {
		return r, nil
	}
	return l.below.Get(key)
}

// above returns the records of the layer that an index has or would have, and
// those whose places a record of the layer decides.
func (l *layer) above(name string) ([]*Record, error) {
	c := collectionOf(name)
	var rs []*Record
	for _, k := range l.keys {
		if r := l.records[k]; r != nil && strings.HasPrefix(k, c) && len(k) > len(c) && k[len(c)] == '/' {
			rs = append(rs, r)
		}
	}
	x := indexNames[name]
	if x == nil {
		return rs, nil
	}
	seen := map[string]bool{}
	for _, k := range l.keys {
		kc, id := SplitKey(k)
		if !x.refersTo(kc) {
			continue
		}
		more, err := referring(l, x, kc, id)
		if err != nil {
			return nil, err
		}
		for _, r := range more {
			if l.records[r.Key] == nil && !seen[r.Key] {
				seen[r.Key] = true
				rs = append(rs, r)
			}
		}
	}
	return rs, nil
}

// place returns where an index has a record.
func place(name string, r *Record, get func(string) (*Record, error)) (string, error) {
	if x := indexNames[name]; x != nil {
		return x.at(r, get)
	}
	_, id := SplitKey(r.Key)
	return id, nil
}

// Scan returns the rows of the reader below and of the layer.
func (l *layer) Scan(s Span) ([]Row, error) {
	if len(l.keys) == 0 {
		return l.below.Scan(s)
	}
	rs, err := l.above(s.Index)
	if err != nil {
		return nil, err
	}
	if len(rs) == 0 {
		return l.below.Scan(s)
	}
	hidden := make(map[string]bool, len(rs))
	var top []Row
	for _, r := range rs {
		hidden[r.Key] = true
		if !r.Alive() || s.Topic != "" && r.Topic != s.Topic {
			continue
		}
		at, err := place(s.Index, r, l.Get)
		if err != nil {
			return nil, err
		}
		if s.has(at) {
			top = append(top, Row{at, r})
		}
	}
	under := s
	if s.Limit > 0 {
		under.Limit += len(rs) // so that enough is left without them
	}
	rows, err := l.below.Scan(under)
	if err != nil {
		return nil, err
	}
	return merge(rows, top, hidden, s), nil
}

// merge puts rows of a layer between those from below.
func merge(below, top []Row, hidden map[string]bool, s Span) []Row {
	less := func(a, b Row) int {
		if s.Reverse {
			a, b = b, a
		}
		return compare(a.At, b.At)
	}
	order(top, less)
	out := make([]Row, 0, len(below)+len(top))
	for _, r := range below {
		if hidden[r.Record.Key] {
			continue
		}
		for len(top) > 0 && less(top[0], r) < 0 {
			out, top = append(out, top[0]), top[1:]
		}
		out = append(out, r)
	}
	out = append(out, top...)
	if s.Limit > 0 && len(out) > s.Limit {
		out = out[:s.Limit]
	}
	return out
}

// Count returns how many rows Scan would return.
func (l *layer) Count(s Span) (int, error) {
	limit := s.Limit
	s.Limit = 0
	n, err := l.below.Count(s)
	if err != nil || len(l.keys) == 0 {
		return bounded(n, limit), err
	}
	rs, err := l.above(s.Index)
	if err != nil {
		return 0, err
	}
	in := func(r *Record, get func(string) (*Record, error)) (bool, error) {
		if !r.Alive() || s.Topic != "" && r.Topic != s.Topic {
			return false, nil
		}
		at, err := place(s.Index, r, get)
		return err == nil && s.has(at), err
	}
	for _, r := range rs {
		old, err := l.below.Get(r.Key)
		if err != nil {
			return 0, err
		}
		was, err := in(old, l.below.Get)
		if err != nil {
			return 0, err
		}
		is, err := in(r, l.Get)
		if err != nil {
			return 0, err
		}
		if was {
			n--
		}
		if is {
			n++
		}
	}
	return bounded(n, limit), nil
}

func bounded(n, limit int) int {
	if limit > 0 {
		return min(n, limit)
	}
	return n
}

// ranked is a reader that finds a row by its number.
type ranked interface {
	nth(s Span, n int) (at string, ok bool, err error)
}

// nth returns the place of the row of a span that has n before it, forwards and whatever
// its limit. Where a reader cannot count, that costs n rows.
func nth(r Reader, s Span, n int) (at string, ok bool, err error) {
	if x, is := r.(ranked); is {
		return x.nth(s, n)
	}
	s.Limit, s.Reverse = n+1, false
	rows, err := r.Scan(s)
	if err != nil || len(rows) <= n {
		return "", false, err
	}
	return rows[n].At, true, nil
}

// nth looks from a row below that cannot be behind the one that is looked for: each
// record of the layer moves the others by one place at most.
func (l *layer) nth(s Span, n int) (at string, ok bool, err error) {
	s.Limit, s.Reverse = 0, false
	if len(l.keys) == 0 {
		return nth(l.below, s, n)
	}
	rs, err := l.above(s.Index)
	if err != nil {
		return "", false, err
	}
	if len(rs) == 0 {
		return nth(l.below, s, n)
	}
	from := s
	if n > len(rs) {
		m, err := l.below.Count(s)
		if err != nil {
			return "", false, err
		}
		if first := min(n-len(rs), m-1); first > 0 {
			if from.From, ok, err = nth(l.below, s, first); err != nil || !ok {
				return "", false, err
			}
			s.To = from.From
			before, err := l.Count(s)
			if err != nil {
				return "", false, err
			}
			n -= before
		}
	}
	from.Limit = n + 1
	rows, err := l.Scan(from)
	if err != nil || len(rows) <= n {
		return "", false, err
	}
	return rows[n].At, true, nil
}
