package model

import "slices"

// Revert takes back what the commits after from, up to to, have done together, as
// far as the user may read it now: a new request under the rules of now. What was
// made is deleted, what was deleted is restored, and each field gets the value that
// it had, next to what was written later where the field can be merged: a text keeps
// later words, a counter later counts. A later write of a field that cannot be is a
// conflict: nothing is taken back before somebody has chosen. A record that was
// deleted later stays so.
//
// It returns ErrUnknown on a clone, which leaves the answer to the origin, and else
// what At returns.
func (tx *Tx) Revert(from, to uint64) error {
	changes, err := tx.Diff(to, from)
	if err != nil {
		return err
	}
	for i := range changes {
		if err := tx.revert(&changes[i], to); err != nil {
			return err
		}
	}
	return nil
}

// RevertTo makes a record as it was at a commit, as far as the user may read it now. It
// is a write of these values, over what the author of the request has seen. It returns
// ErrAbsent if there was no such record then, and else what At returns.
func (tx *Tx) RevertTo(key string, seq uint64) error {
	then, err := tx.At(seq)
	if err != nil {
		return err
	}
	old, err := then.Get(key)
	if err != nil {
		return err
	}
	if err := tx.Restore(key); err != nil {
		return err
	}
	now, err := tx.Get(key)
	if err != nil {
		return err
	}
	s, err := tx.find(key)
	if err != nil {
		return err
	}
	return tx.write(s, Diff(now, old))
}

// revert takes back what has made a record from one that had the values of c after it
// to that at commit seq.
func (tx *Tx) revert(c *Change, seq uint64) error {
	if err := tx.read(c.Key); err != nil {
		return err
	}
	r, err := tx.reader.Get(c.Key)
	if err != nil {
		return tx.failed(err)
	}
	if c.Op == OpCreate {
		if r.Alive() {
			return nil // it is back already
		}
		if err := tx.Restore(c.Key); err != nil {
			return err
		}
	} else if !r.Alive() {
		return nil
	}
	s, err := tx.find(c.Key)
	if err != nil {
		return err
	}
	if c.Op != OpCreate {
		base := Base{Epoch: tx.reader.Head().Epoch, Seq: seq}
		p, err := tx.pastOf(past{key: c.Key, now: r, base: base, marks: true})
		if err != nil {
			return tx.failed(err)
		}
		s.reverts = &p
	}
	if c.Op == OpDelete {
		s.now, s.op = nil, OpDelete
		return tx.stage(s)
	}
	if c.Op == OpCreate {
		old := &Record{Key: c.Key}
		for _, f := range c.Fields {
			old = old.with(f.Name, f.After, Version{})
		}
		return tx.write(s, Diff(s.now, old))
	}
	fields := slices.Clone(c.Fields)
	for i := range fields {
		f := &fields[i]
		spec := specOf(c.Key, f.Name)
		if spec == nil || !spec.counts {
			continue
		}
		// A count is taken back by counting, from whatever it is now.
		f.After = counted(r.Value(f.Name), f.Before, f.After)
	}
	return tx.write(s, fields)
}

// write gives fields of a record the values after a change.
func (tx *Tx) write(s *staged, fields []FieldChange) error {
	sc := schemas[(&Record{Key: s.key}).Collection()]
	if sc == nil {
		return ErrAbsent
	}
	view := tx.viewOf(s)
	for _, f := range fields {
		if view.shows(sc, f.Name) {
			s.now = s.now.with(f.Name, f.After, Version{})
		}
	}
	topic, wrong := sc.joined(s.now)
	if wrong = view.only(sc, wrong); wrong != nil {
		return wrong
	}
	return tx.saved(s, sc, view, topic)
}
