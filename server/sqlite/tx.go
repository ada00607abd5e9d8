package sqlite

import (
	"fmt"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/internal/row"
)

// tx is a model.StoreTx. It keeps what is written until the update's function
// has returned, so that this function reads the space as it was.
type tx struct {
	view
	last    uint64 // the number of the last commit, those to be written included
	forgets uint64 // the horizon, with what is to be forgotten
	writes  []func() error
	wrong   error
}

// later keeps a write until the function has returned. They are done in their
// order.
func (t *tx) later(doing string, f func() error) error {
	t.writes = append(t.writes, func() error { return fault(doing, f()) })
	return nil
}

// Append implements model.StoreTx. A commit whose number is not the next one is
// refused with ErrOrder, and the update with it.
func (t *tx) Append(c *model.Commit, after []*model.Record, entries []model.Entry) error {
	if t.wrong == nil && c.Seq != t.last+1 {
		t.wrong = fmt.Errorf("append commit %d after %d: %w", c.Seq, t.last, ErrOrder)
	}
	if t.wrong != nil {
		return t.wrong
	}
	t.last = c.Seq
	return t.later(fmt.Sprintf("write commit %d of space %s", c.Seq, t.space), func() error {
		if err := t.commit(c, after); err != nil {
			return err
		}
		return t.enter(entries)
	})
}

func (t *tx) commit(c *model.Commit, after []*model.Record) error {
	if err := t.run(insertCommit, t.space, row.Number(c.Seq), int64(c.Time), c.User, c.Method, c.URI, c.Intent[:], c.Client, row.Number(c.N), c.Blind, c.Hash[:]); err != nil {
		return err
	}
	for i := range c.Changes {
		ch := &c.Changes[i]
		var client, n any // that of the commit, as a rule
		if ch.At.Client != c.Client || ch.At.N != c.N {
			client, n = ch.At.Client, row.Number(ch.At.N)
		}
		if err := t.run(insertChange, t.space, ch.Key, row.Number(c.Seq), int64(ch.Op), ch.Was, ch.Topic, row.EncodeChanges(ch.Fields), client, n); err != nil {
			return err
		}
	}
	for i, r := range after {
		if err := t.run(putRecord, t.space, r.Key, r.Collection(), row.Number(r.Last.Seq), i, r.Last.Client, row.Number(r.Last.N), row.Number(r.Born), r.Gone, r.Topic, string(r.Object()), row.EncodeVersions(r), row.Number(r.Moved)); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) enter(es []model.Entry) error {
	for i := range es {
		e := &es[i]
		var err error
		if e.Gone {
			err = t.run(deleteEntry, t.space, e.Index, []byte(e.At))
		} else {
			err = t.run(putEntry, t.space, e.Index, []byte(e.At), e.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// PutClient implements model.StoreTx.
func (t *tx) PutClient(c model.Client) error {
	return t.later("write client "+c.ID, func() error {
		return t.run(putClient, t.space, c.ID, c.User, row.Number(c.N), c.Hash[:])
	})
}

// PutOutcome implements model.StoreTx.
func (t *tx) PutOutcome(o model.Outcome) error {
	return t.later(fmt.Sprintf("write outcome %d of client %s", o.N, o.Client), func() error {
		return t.run(insertOutcome, t.space, o.User, o.Client, row.Number(o.N), o.ID[:], o.Hash[:], int64(o.Kind), row.Number(o.Seq), row.EncodeBody(&o))
	})
}

// PutEntries implements model.StoreTx.
func (t *tx) PutEntries(es []model.Entry) error {
	return t.later("write entries", func() error { return t.enter(es) })
}

// DropIndex implements model.StoreTx.
func (t *tx) DropIndex(name string) error {
	return t.later("drop index "+name, func() error { return t.run(deleteEntries, t.space, name) })
}

// PutNote implements model.StoreTx.
func (t *tx) PutNote(name, text string) error {
	return t.later("write note "+name, func() error {
		if text == "" {
			return t.run(deleteNote, t.space, name)
		}
		return t.run(putNote, t.space, name, text)
	})
}

// PutEpoch implements model.StoreTx.
func (t *tx) PutEpoch(epoch string) error {
	return t.later("write the epoch", func() error { return t.run(updateEpoch, epoch, t.space) })
}

// Forget implements model.StoreTx. It reads and deletes only what lies before
// the new horizon. The room that this makes is for later writes: see the
// package's comment.
func (t *tx) Forget(seq uint64) error {
	if seq = min(seq, t.last); seq <= t.forgets {
		return nil
	}
	t.forgets = seq
	return t.later("forget history", func() error {
		for _, what := range [...]statement{updateHorizon, deleteRecords, deleteChanges, deleteCommits} {
			if err := t.run(what, t.space, row.Number(seq)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (t *tx) write() error {
	if t.wrong != nil {
		return t.wrong
	}
	for _, f := range t.writes {
		if err := f(); err != nil {
			return err
		}
	}
	if t.last == t.point.Seq {
		return nil
	}
	return fault("write the head of space "+t.space, t.run(updateHead, row.Number(t.last), t.space))
}
