package model

import "slices"

// Undo takes back what one of the user's own requests has done, in a request of its own:
// to undo that one is to do it again. It never undoes what somebody else has done: a field
// gets its former value if it has the one that the request gave it, and the user was the last
// to write it; a text, set, list or count also beneath later writes. A record that was
// made is deleted if nobody else has written to it since, and one that was deleted is
// restored. id is that of the request's intent.
//
// On a clone it works for what waits and for what was answered while the clone was open;
// of other requests it returns ErrUnknown, which leaves them to the origin. It returns
// ErrUnseen if others have changed all of it since, and ErrAbsent if the user has made no
// such request, or it has changed nothing.
func (tx *Tx) Undo(id ID) error {
	m, ok := tx.reader.(maker)
	if !ok {
		return tx.failed(ErrUnknown)
	}
	changes, err := m.made(tx.user, id)
	if err != nil {
		return tx.failed(err)
	}
	if len(changes) == 0 {
		return ErrAbsent
	}
	done := false
	for i := range changes {
		did, err := tx.undo(&changes[i], func(v Version) (bool, error) { return m.wrote(tx.user, v) })
		if err != nil {
			return err
		}
		done = done || did
	}
	if !done {
		return ErrUnseen
	}
	return nil
}

// maker knows what requests have changed.
type maker interface {
	// made returns what the user's intent has changed.
	made(user string, id ID) ([]Change, error)
	// wrote reports whether a write is the user's.
	wrote(user string, v Version) (bool, error)
}

// undo takes back a change that was made by a request.
func (tx *Tx) undo(c *Change, own func(Version) (bool, error)) (done bool, err error) {
	if err := tx.read(c.Key); err != nil {
		return false, err
	}
	r, err := tx.reader.Get(c.Key)
	if err != nil {
		return false, tx.failed(err)
	}
	switch c.Op {
	case OpCreate:
		if !r.Alive() {
			return false, nil
		}
		for i := range r.Fields {
			if ok, err := own(r.Fields[i].Last); !ok || err != nil {
				return false, tx.failing(err)
			}
		}
		s, err := tx.find(c.Key)
		if err != nil {
			return false, err
		}
		s.now, s.op, s.sure = nil, OpDelete, true
		return true, tx.stage(s)
	case OpDelete:
		if r.Alive() {
			return false, nil
		}
		if r != nil {
			if ok, err := own(r.Last); !ok || err != nil {
				return false, tx.failing(err)
			}
		}
		if !onClone(tx.reader) {
			return true, tx.Restore(c.Key)
		}
		n := &Record{Key: c.Key, Topic: c.Topic}
		for _, f := range c.Fields {
			if f.Before == lost {
				return false, tx.failed(ErrUnknown)
			}
			n = n.with(f.Name, f.Before, Version{})
		}
		return true, tx.stage(&staged{key: c.Key, op: OpCreate, found: n, now: n, topic: n.Topic})
	}
	if !r.Alive() {
		return false, nil
	}
	s, err := tx.find(c.Key)
	if err != nil {
		return false, err
	}
	var fields []FieldChange
	for _, f := range c.Fields {
		if f.Before == lost {
			return false, tx.failed(ErrUnknown)
		}
		if f.Before == hidden {
			continue
		}
		now := FieldChange{Name: f.Name, Before: r.Value(f.Name)}
		spec := specOf(c.Key, f.Name)
		same := now.Before == f.After
		if at := r.field(f.Name); same && at != nil {
			if same, err = own(at.Last); err != nil {
				return false, tx.failing(err)
			}
		}
		switch {
		case same:
			now.After = f.Before
		case spec == nil || spec.policy != Merge:
			continue
		case spec.counts:
			now.After = counted(now.Before, f.After, f.Before)
		default:
			v, ok := spec.merge(f.After, f.Before, now.Before)
			if !ok {
				continue
			}
			now.After = v
		}
		if now.After != now.Before {
			fields = append(fields, now)
		}
	}
	if len(fields) == 0 {
		return false, nil
	}
	s.sure = true
	return true, tx.write(s, fields)
}

// counted returns a count from which is taken back what had made of the count before
// the count after.
func counted(now, after, before Value) Value {
	n, err1 := now.Int()
	a, err2 := after.Int()
	b, err3 := before.Int()
	if err1 != nil || err2 != nil || err3 != nil {
		return now
	}
	return Int(n + b - a)
}

// made implements maker.
func (v visible) made(user string, id ID) ([]Change, error) {
	o, err := v.Outcome(user, id)
	if err != nil {
		return nil, err
	}
	if o == nil || o.Seq == 0 || o.Kind.Open() {
		return nil, nil
	}
	if o.Seq <= v.Horizon() {
		return nil, ErrForgotten
	}
	cs, err := v.Commits(o.Seq-1, 1)
	if err != nil || len(cs) == 0 {
		return nil, err
	}
	c := &cs[0]
	var changes []Change
	for i := range c.Changes {
		shown, err := v.change(&c.Changes[i])
		if err != nil {
			return nil, err
		}
		if shown != nil {
			changes = append(changes, *shown)
		}
	}
	return changes, nil
}

// wrote implements maker.
func (v visible) wrote(user string, by Version) (bool, error) {
	if by.Client != "" {
		c, err := v.Client(by.Client)
		return c.User == user, err
	}
	cs, err := v.Commits(by.Seq-1, 1)
	return err == nil && len(cs) == 1 && cs[0].Seq == by.Seq && cs[0].User == user, err
}

// made implements maker.
func (s shown) made(_ string, id ID) ([]Change, error) {
	for _, p := range s.c.outbox {
		if p.ID == id && (s.n == 0 || p.N < s.n) {
			if p.Waiting() {
				return nil, ErrUnknown
			}
			return p.changes, nil
		}
	}
	for i := range s.c.kept {
		in := &s.c.kept[i]
		if in.ID != id {
			continue
		}
		var changes []Change
		for k := range s.c.history {
			ch := &s.c.history[k]
			if ch.At.Client != in.Client || ch.At.N != in.N {
				continue
			}
			// The pull says what it came to, the run here what was before.
			at := slices.IndexFunc(changes, func(c Change) bool { return c.Key == ch.Key })
			switch {
			case at < 0:
				changes = append(changes, *ch)
			case slices.ContainsFunc(changes[at].Fields, func(f FieldChange) bool { return f.Before == lost }):
				changes[at] = *ch
			}
		}
		if len(changes) > 0 {
			return changes, nil
		}
	}
	return nil, ErrUnknown
}

// wrote implements maker. A clone knows no other client than its own.
func (s shown) wrote(_ string, by Version) (bool, error) { return by.Client != "", nil }
