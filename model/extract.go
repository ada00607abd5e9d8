package model

import "slices"

// Extract is what one run has read of a space: what a page carries, so that its
// first view in the browser is made from the same records.
type Extract struct {
	Head  Cursor
	Reads Reads
	// Found has the number of rows of each of Reads.Counts.
	Found []int
	// Records are those that were read, and those that decide their places in
	// the indexes that were read.
	Records []*Record
}

// Extract returns what the run has read so far.
func (tx *Tx) Extract() (*Extract, error) {
	e := &Extract{Head: tx.Head(), Reads: tx.reads}
	seen := map[string]bool{}
	add := func(r *Record) {
		if !seen[r.Key] {
			seen[r.Key] = true
			e.Records = append(e.Records, r)
		}
	}
	for _, s := range e.Reads.Spans {
		rows, err := tx.top.Scan(s)
		if err != nil {
			return nil, err
		}
		x := indexNames[s.Index]
		for _, r := range rows {
			add(r.Record)
			if x == nil {
				continue
			}
			for i := range x.parts {
				p := &x.parts[i]
				if id, err := r.Record.Value(p.ref).Text(); p.ref != "" && err == nil {
					if ref, err := tx.top.Get(Key(p.target(), id)); err == nil && ref.Alive() {
						add(ref)
					}
				}
			}
		}
	}
	for _, k := range e.Reads.Keys {
		if r, err := tx.top.Get(k); err == nil && r.Alive() {
			add(r)
		}
	}
	for _, s := range e.Reads.Counts {
		n, err := tx.top.Count(s)
		if err != nil {
			return nil, err
		}
		e.Found = append(e.Found, n)
	}
	return e, nil
}

// Reader returns a reader of the extract. All else is unknown.
func (e *Extract) Reader() Reader { return extract{e} }

type extract struct{ e *Extract }

func (x extract) clone()       {}
func (x extract) Head() Cursor { return x.e.Head }

func (x extract) find(key string) *Record {
	for _, r := range x.e.Records {
		if r.Key == key {
			return r
		}
	}
	return nil
}

func (x extract) Get(key string) (*Record, error) {
	if r := x.find(key); r != nil {
		return r, nil
	}
	c, id := SplitKey(key)
	if slices.Contains(x.e.Reads.Keys, key) || x.holds(Span{Index: c, From: id, To: id + "\x00"}) {
		return nil, nil
	}
	return nil, ErrUnknown
}

// holds reports whether a span lies within one that was read.
func (x extract) holds(s Span) bool {
	return slices.ContainsFunc(x.e.Reads.Spans, func(o Span) bool {
		return o.Index == s.Index && (o.Topic == "" || o.Topic == s.Topic) && o.From <= s.From && (o.To == "" || s.To != "" && s.To <= o.To)
	})
}

func (x extract) Scan(s Span) ([]Row, error) {
	whole := x.holds(s)
	var rows []Row
	for _, r := range x.e.Records {
		if r.Collection() != collectionOf(s.Index) || s.Topic != "" && r.Topic != s.Topic {
			continue
		}
		at, err := place(s.Index, r, func(key string) (*Record, error) { return x.find(key), nil })
		if err != nil {
			return nil, err
		}
		if s.has(at) {
			rows = append(rows, Row{at, r})
		}
	}
	rows = merge(nil, rows, nil, s)
	if whole || s.Limit > 0 && len(rows) == s.Limit && x.holds(upTo(s, rows)) {
		return rows, nil
	}
	return nil, ErrUnknown
}

// upTo returns the part of a span that ends with the last of its rows.
func upTo(s Span, rows []Row) Span {
	if last := rows[len(rows)-1].At; s.Reverse {
		s.From = last
	} else {
		s.To = last + "\x00"
	}
	s.Limit, s.Reverse = 0, false
	return s
}

func (x extract) Count(s Span) (int, error) {
	for i, o := range x.e.Reads.Counts {
		if o == s && i < len(x.e.Found) {
			return x.e.Found[i], nil
		}
	}
	rows, err := x.Scan(s)
	return len(rows), err
}

func (x extract) History(string, uint64) ([]Change, bool, error) { return nil, false, nil }
