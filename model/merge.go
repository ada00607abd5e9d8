package model

import "slices"

// past is a record as somebody saw it at a base.
type past struct {
	key    string
	known  bool // false when the history does not reach back that far
	exists bool
	now    *Record
	hist   []Change
	base   Base
}

// lost stands for a value that a clone does not know any more. It is no JSON,
// so that it equals no value.
const lost Value = "\x00"

// lookBack reconstructs a record, now r, at the base of the request.
func (tx *Tx) lookBack(key string, r *Record) (past, error) {
	p := past{key: key, now: r, base: tx.in.Base}
	if p.base.Epoch != tx.reader.Head().Epoch {
		return p, nil
	}
	var err error
	p.hist, p.known, err = tx.reader.History(key, p.base.Seq)
	if err != nil {
		return p, err
	}
	p.exists = r.Alive()
	for i := len(p.hist) - 1; i >= 0; i-- {
		c := &p.hist[i]
		if p.base.covers(c.At) {
			p.exists = c.Op != OpDelete
			break
		}
		p.exists = c.Op != OpCreate
	}
	return p, nil
}

// value returns the field's value at the base, "" if it was absent.
//
// The last change that the base covers has it; without one, the first change
// that it does not cover has replaced it.
func (p *past) value(field string) Value {
	v := p.now.Value(field)
	for i := len(p.hist) - 1; i >= 0; i-- {
		c := &p.hist[i]
		f := c.field(field)
		if f == nil {
			continue
		}
		if p.base.covers(c.At) {
			return f.After
		}
		v = f.Before
	}
	return v
}

func (p *past) record() *Record {
	if !p.known || !p.exists {
		return nil
	}
	var names []string
	if p.now != nil {
		for _, f := range p.now.Fields {
			names = append(names, f.Name)
		}
	}
	for i := range p.hist {
		for _, f := range p.hist[i].Fields {
			if !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
		}
	}
	r := &Record{Key: p.key}
	for _, n := range names {
		if v := p.value(n); v != lost {
			r = r.with(n, v, Version{})
		}
	}
	return r
}

// resolve compares what the run wrote with what its author saw.
func (tx *Tx) resolve() result {
	var res result
	var clash, merged []Conflict
	for _, s := range tx.staged {
		c := Change{Key: s.key, Op: s.op, Topic: s.topic}
		switch {
		case s.op == OpCreate && s.now == nil, s.before == nil && s.now == nil:
			continue // created and deleted in one run
		case s.before == nil:
			c.Op = OpCreate
			for _, f := range s.now.Fields {
				c.Fields = append(c.Fields, FieldChange{f.Name, "", f.Value})
			}
			res.changes = append(res.changes, c)
			continue
		}
		p, err := tx.seen(s)
		if err != nil {
			return result{}
		}
		names := make([]string, 0, len(s.before.Fields))
		for _, f := range s.before.Fields {
			names = append(names, f.Name)
		}
		if s.now != nil {
			for _, f := range s.now.Fields {
				if s.before.field(f.Name) == nil {
					names = append(names, f.Name)
				}
			}
		}
		for _, n := range names {
			theirs := s.before.Value(n)
			var mine Value
			if s.now != nil {
				mine = s.now.Value(n)
			}
			if s.ghost {
				if mine != theirs {
					clash = append(clash, Conflict{s.key, n, theirs, mine, ""})
				}
				continue
			}
			unseen, base := false, Value("")
			if p != nil {
				unseen, base = p.unseen(n)
			}
			switch {
			case unseen && mine == theirs:
				merged = append(merged, Conflict{s.key, n, base, "", theirs})
				continue
			case mine == theirs:
				continue
			case unseen && mine == base && s.op != OpDelete:
				// What was posted is what was there: it is not a write.
				merged = append(merged, Conflict{s.key, n, base, "", theirs})
				continue
			case unseen && policyOf(s.key, n) == Last:
				merged = append(merged, Conflict{s.key, n, base, mine, theirs})
			case unseen:
				clash = append(clash, Conflict{s.key, n, base, mine, theirs})
				continue
			}
			c.Fields = append(c.Fields, FieldChange{n, theirs, mine})
		}
		if c.Op == OpDelete || len(c.Fields) > 0 {
			res.changes = append(res.changes, c)
		}
	}
	switch {
	case clash != nil:
		return result{kind: Conflicted, fields: clash}
	case merged != nil && res.changes != nil:
		res.kind, res.fields = Merged, merged
	default:
		res.kind = Applied
	}
	return res
}

// seen returns the past of a record that this run has written, nil if its
// author saw it as it is.
func (tx *Tx) seen(s *staged) (*past, error) {
	if tx.in.Base.Blind() || s.ghost || tx.in.Base.Epoch == tx.reader.Head().Epoch && tx.in.Base.covers(s.before.Last) && !s.before.mixed(tx.in.Base) {
		return nil, nil
	}
	p, err := tx.lookBack(s.key, s.before)
	if err != nil {
		return nil, tx.failed(err)
	}
	return &p, nil
}

// mixed reports whether a field was written by somebody whom b does not cover.
func (r *Record) mixed(b Base) bool {
	for i := range r.Fields {
		if !b.covers(r.Fields[i].Last) {
			return true
		}
	}
	return false
}

// unseen reports whether the field has a value that the base did not show, and
// the value that it did show. A write that was taken back is not unseen.
func (p *past) unseen(field string) (bool, Value) {
	f := p.now.field(field)
	if p.known {
		base := p.value(field)
		if base == lost {
			return f != nil && !p.base.covers(f.Last), ""
		}
		if f == nil {
			return base != "", base
		}
		return base != f.Value && !p.base.covers(f.Last), base
	}
	// Nothing is known of the base: whatever is there may be new.
	return f != nil, ""
}
