package model

import "slices"

// Undo takes back what one of the user's own requests has done, in a request of its own:
// to undo that one is to do it again. It never undoes what somebody else has done: a field
// gets its former value if that request was the last to write it, a text, set, list or
// count also beneath later writes; a record that was made is deleted if nobody has written
// to it since, and one that was deleted is restored. id is that of the request's intent.
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
	changes, by, err := m.made(tx.user, id)
	if err != nil {
		return tx.failed(err)
	}
	if len(changes) == 0 {
		return ErrAbsent
	}
	done := false
	for i := range changes {
		did, err := tx.undo(&changes[i], by)
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
	// made returns what the user's intent has changed, and the version that this has.
	made(user string, id ID) ([]Change, Version, error)
}

// by reports whether a write was made by an intent, or by the commit of a request without
// an outbox.
func (v Version) by(of Version) bool {
	if of.Client == "" {
		return v.Client == "" && v.Seq == of.Seq
	}
	return v.Client == of.Client && v.N == of.N
}

// undo takes back a change that was made by a request.
func (tx *Tx) undo(c *Change, by Version) (done bool, err error) {
	if err := tx.read(c.Key); err != nil {
		return false, err
	}
	r, err := tx.reader.Get(c.Key)
	if err != nil {
		return false, tx.failed(err)
	}
	switch c.Op {
	case OpCreate:
		if !r.Alive() || slices.ContainsFunc(r.Fields, func(f Field) bool { return !f.Last.by(by) && f.Last.Seq != c.At.Seq }) {
			return false, nil
		}
		s, err := tx.find(c.Key)
		if err != nil {
			return false, err
		}
		s.now, s.op, s.sure = nil, OpDelete, true
		return true, tx.stage(s)
	case OpDelete:
		if r.Alive() || r != nil && !r.Last.by(by) {
			return false, nil
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
		at := r.field(f.Name)
		switch {
		case now.Before == f.After && (at == nil || at.Last.by(by)):
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
func (v visible) made(user string, id ID) ([]Change, Version, error) {
	o, err := v.Outcome(user, id)
	if err != nil {
		return nil, Version{}, err
	}
	if o == nil || o.Seq == 0 || o.Kind.Open() {
		return nil, Version{}, nil
	}
	if o.Seq <= v.Horizon() {
		return nil, Version{}, ErrForgotten
	}
	cs, err := v.Commits(o.Seq-1, 1)
	if err != nil || len(cs) == 0 {
		return nil, Version{}, err
	}
	c := &cs[0]
	var changes []Change
	for i := range c.Changes {
		shown, err := v.change(&c.Changes[i])
		if err != nil {
			return nil, Version{}, err
		}
		if shown != nil {
			changes = append(changes, *shown)
		}
	}
	return changes, Version{c.Seq, c.Client, c.N}, nil
}

// made implements maker.
func (s shown) made(_ string, id ID) ([]Change, Version, error) {
	for _, p := range s.c.outbox {
		if p.ID == id && (s.n == 0 || p.N < s.n) {
			if p.Waiting() {
				return nil, Version{}, ErrUnknown
			}
			return p.changes, Version{0, p.Client, p.N}, nil
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
			if ch.At.Client == in.Client && ch.At.N == in.N && !slices.ContainsFunc(changes, func(c Change) bool { return c.Key == ch.Key }) {
				changes = append(changes, *ch)
			}
		}
		if len(changes) > 0 {
			return changes, Version{0, in.Client, in.N}, nil
		}
	}
	return nil, Version{}, ErrUnknown
}
