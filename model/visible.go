package model

import "slices"

// visible is a space as a user may see it: what is hidden is left out.
type visible struct {
	StoreView
	rights *Rights
	// then returns the rights that the user had at a commit; nil if those of
	// now count.
	then func(seq uint64) (*Rights, error)
}

// at returns the rights at a commit.
func (v visible) at(seq uint64) (*Rights, error) {
	if v.then == nil {
		return v.rights, nil
	}
	return v.then(seq)
}

func (o *Origin) visible(v StoreView, user string) (visible, error) {
	rights, err := o.Rights(v, user)
	return visible{StoreView: v, rights: rights}, err
}

// Rights returns what the user may do.
func (v visible) Rights() *Rights { return v.rights }

// Get shows a hidden record as one that is gone: its key stays taken.
func (v visible) Get(key string) (*Record, error) {
	r, err := v.StoreView.Get(key)
	if r == nil || err != nil {
		return r, err
	}
	if r = v.rights.project(r); r == nil {
		r = &Record{Key: key, Gone: true}
	}
	return r, nil
}

// plain reports whether the user sees all that a span may have, and whether no
// place in its index is decided by a field that the user does not see.
func (v visible) plain(s Span) (all, places bool) {
	c := collectionOf(s.Index)
	sc := schemas[c]
	topic := s.Topic
	if topic == "" && (sc == nil || sc.topic == nil) {
		topic = c
	}
	if topic != "" && v.rights.of(topic).equal(viewOf{}) {
		return true, true
	}
	x := indexNames[s.Index]
	if x == nil {
		return false, true
	}
	for _, r := range v.rights.List() {
		for i := range x.parts {
			p := &x.parts[i]
			field := p.field
			if p.ref != "" {
				field = p.ref
			}
			if r.Fields != "" && !slices.Contains(sc.projections[r.Fields], field) {
				return false, false
			}
			if p.ref != "" && !v.rights.free {
				return false, false // the other record may be hidden
			}
		}
	}
	return false, true
}

// Scan leaves out what is hidden.
func (v visible) Scan(s Span) ([]Row, error) {
	all, places := v.plain(s)
	if all {
		return v.StoreView.Scan(s)
	}
	if !places {
		return v.sorted(s)
	}
	var out []Row
	for {
		rows, err := v.StoreView.Scan(s)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if r.Record = v.rights.project(r.Record); r.Record != nil {
				out = append(out, r)
			}
			if s.Limit > 0 && len(out) == s.Limit {
				return out, nil
			}
		}
		if s.Limit == 0 || len(rows) < s.Limit {
			return out, nil
		}
		if last := rows[len(rows)-1].At; s.Reverse {
			s.To = last
		} else {
			s.From = last + "\x00"
		}
	}
}

// sorted puts the records into the order that the fields which the user sees
// give them, as the user's clone does.
func (v visible) sorted(s Span) ([]Row, error) {
	c := collectionOf(s.Index)
	rows, err := v.StoreView.Scan(Span{Index: c, Topic: s.Topic})
	if err != nil {
		return nil, err
	}
	seen := rows[:0:0]
	for _, r := range rows {
		if r.Record = v.rights.project(r.Record); r.Record != nil {
			seen = append(seen, r)
		}
	}
	return ordered(seen, s, v.Get)
}

// Count leaves out what is hidden.
func (v visible) Count(s Span) (int, error) {
	if all, _ := v.plain(s); all {
		return v.StoreView.Count(s)
	}
	rows, err := v.Scan(s)
	return len(rows), err
}

// History begins where the record came into sight, if that was after commit seq:
// whoever was there before has not seen it, as it moved since or as the user was
// let in since. It has the fields that the user sees now.
func (v visible) History(key string, seq uint64) ([]Change, bool, error) {
	h, whole, err := v.StoreView.History(key, seq)
	if err != nil {
		return h, whole, err
	}
	then, err := v.at(seq)
	if err != nil {
		return nil, false, err
	}
	if len(h) == 0 && then == v.rights {
		return h, whole, nil
	}
	r, err := v.StoreView.Get(key)
	if err != nil || r == nil {
		return h, whole, err
	}
	view := v.rights.of(r.Topic)
	if view.none {
		return nil, true, nil
	}
	if was := before(h, r); then != v.rights && was.Alive() && then.Sees(was.Topic) {
		// What a projection of then did not have has come since.
		if fs := v.came(was, then.of(was.Topic)); len(fs) > 0 {
			for i := range fs {
				fs[i].Before = hidden
			}
			h = slices.Insert(slices.Clone(h), 0, Change{Key: key, Op: OpUpdate, At: Version{Seq: seq + 1}, Topic: was.Topic, Was: was.Topic, Fields: fs})
		}
	} else if len(h) == 0 {
		if !r.Gone {
			h = []Change{{Key: key, Op: OpCreate, At: Version{Seq: seq + 1}, Topic: r.Topic, Fields: v.came(r, viewOf{none: true})}}
		}
	} else if was := h[0].Was; was == "" && !v.rights.Sees(h[0].Topic) || was != "" && !then.Sees(was) {
		first := max(0, slices.IndexFunc(h, func(c Change) bool { return v.rights.Sees(c.Topic) }))
		h = slices.Clone(h[first:])
		r = before(h[1:], r)
		if c := &h[0]; r.Alive() {
			c.Op, c.Was, c.Fields = OpCreate, "", nil
			for _, f := range r.Fields {
				c.Fields = append(c.Fields, FieldChange{f.Name, "", f.Value})
			}
		}
	}
	if view.projections == nil {
		return h, whole, nil
	}
	c, _ := SplitKey(key)
	h = slices.Clone(h)
	for i := range h {
		h[i].Fields = slices.DeleteFunc(slices.Clone(h[i].Fields), func(f FieldChange) bool { return !view.shows(schemas[c], f.Name) })
	}
	return h, whole, nil
}

// before returns a record as it was before changes that made r of it.
func before(h []Change, r *Record) *Record {
	for i := len(h) - 1; i >= 0; i-- {
		r = h[i].undo(r)
	}
	return r
}

// came returns the fields of a record that were not seen as it was.
func (v visible) came(r *Record, was viewOf) (fs []FieldChange) {
	s := schemas[r.Collection()]
	for _, f := range r.Fields {
		if !was.shows(s, f.Name) {
			fs = append(fs, FieldChange{f.Name, "", f.Value})
		}
	}
	return fs
}

// undo returns the record as it was before c, without its versions.
func (c *Change) undo(r *Record) *Record {
	if c.Op == OpCreate {
		return nil
	}
	n := &Record{Key: c.Key, Topic: c.Was}
	if c.Op == OpUpdate && r != nil {
		n.Fields = r.Fields
	}
	for _, f := range c.Fields {
		n = n.with(f.Name, f.Before, Version{})
	}
	return n
}
