package sqlite

import (
	"fmt"

	"github.com/tandemgo/tandem/model"
)

// tx is a model.StoreTx. It keeps what is written until the update's function
// has returned, so that this function reads the space as it was.
type tx struct {
	view
	last     uint64 // the number of the last commit, those to be written included
	commits  []*model.Commit
	after    [][]*model.Record
	entries  [][]model.Entry
	more     []func() error // in their order
	clients  []model.Client
	outcomes []model.Outcome
	wrong    error
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
	t.commits, t.after, t.entries = append(t.commits, c), append(t.after, after), append(t.entries, entries)
	return nil
}

// PutClient implements model.StoreTx.
func (t *tx) PutClient(c model.Client) error {
	t.clients = append(t.clients, c)
	return nil
}

// PutOutcome implements model.StoreTx.
func (t *tx) PutOutcome(o model.Outcome) error {
	t.outcomes = append(t.outcomes, o)
	return nil
}

// later keeps a write until the commits are written.
func (t *tx) later(doing string, f func() error) error {
	t.more = append(t.more, func() error { return fault(doing, f()) })
	return nil
}

func (t *tx) exec(query string, args ...any) error {
	_, err := t.conn.ExecContext(background, query, args...)
	return err
}

// PutEntries implements model.StoreTx.
func (t *tx) PutEntries(es []model.Entry) error {
	return t.later("write entries", func() error { return t.enter(es) })
}

func (t *tx) enter(es []model.Entry) error {
	for i := range es {
		e := &es[i]
		var err error
		if e.Gone {
			_, err = t.dropEntry.ExecContext(background, t.space, e.Index, []byte(e.At))
		} else {
			_, err = t.putEntry.ExecContext(background, t.space, e.Index, []byte(e.At), e.Key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// DropIndex implements model.StoreTx.
func (t *tx) DropIndex(name string) error {
	return t.later("drop index "+name, func() error {
		return t.exec("DELETE FROM entries WHERE space = ? AND idx = ?", t.space, name)
	})
}

// PutNote implements model.StoreTx.
func (t *tx) PutNote(name, text string) error {
	return t.later("write note "+name, func() error {
		if text == "" {
			return t.exec("DELETE FROM notes WHERE space = ? AND name = ?", t.space, name)
		}
		return t.exec("INSERT INTO notes (space, name, text) VALUES (?, ?, ?) ON CONFLICT (space, name) DO UPDATE SET text = excluded.text", t.space, name, text)
	})
}

// PutEpoch implements model.StoreTx.
func (t *tx) PutEpoch(epoch string) error {
	return t.later("write the epoch", func() error { return t.exec("UPDATE spaces SET epoch = ? WHERE name = ?", epoch, t.space) })
}

// Forget implements model.StoreTx.
func (t *tx) Forget(seq uint64) error {
	return t.later("forget history", func() error {
		seq := min(seq, t.last)
		if seq <= t.horizon {
			return nil
		}
		for _, q := range []string{
			"UPDATE spaces SET horizon = ?2, forgot = (SELECT hash FROM commits WHERE space = ?1 AND seq = ?2) WHERE name = ?1",
			"DELETE FROM records WHERE rowid IN (SELECT r.rowid FROM changes c JOIN records r ON r.space = c.space AND r.key = c.key WHERE c.space = ?1 AND c.seq <= ?2 AND r.gone = 1 AND r.seq <= ?2)",
			"DELETE FROM changes WHERE space = ?1 AND seq <= ?2",
			"DELETE FROM commits WHERE space = ?1 AND seq <= ?2",
		} {
			if err := t.exec(q, t.space, number(seq)); err != nil {
				return err
			}
		}
		t.horizon = seq
		return nil
	})
}

func (t *tx) write() error {
	if t.wrong != nil {
		return t.wrong
	}
	for i, c := range t.commits {
		if err := t.commit(c, t.after[i], t.entries[i]); err != nil {
			return fault(fmt.Sprintf("write commit %d of space %s", c.Seq, t.space), err)
		}
	}
	if len(t.commits) > 0 {
		if _, err := t.updateHead.ExecContext(background, number(t.last), t.space); err != nil {
			return fault("write the head of space "+t.space, err)
		}
	}
	for _, f := range t.more {
		if err := f(); err != nil {
			return err
		}
	}
	for _, c := range t.clients {
		if _, err := t.putClient.ExecContext(background, t.space, c.ID, c.User, number(c.N), c.Hash[:]); err != nil {
			return fault("write client "+c.ID, err)
		}
	}
	for i := range t.outcomes {
		o := &t.outcomes[i]
		if _, err := t.insertOutcome.ExecContext(background, t.space, o.User, o.Client, number(o.N), o.ID[:], o.Hash[:], int64(o.Kind), number(o.Seq), encodeBody(o)); err != nil {
			return fault(fmt.Sprintf("write outcome %d of client %s", o.N, o.Client), err)
		}
	}
	return nil
}

func (t *tx) commit(c *model.Commit, after []*model.Record, entries []model.Entry) error {
	if _, err := t.insertCommit.ExecContext(background, t.space, number(c.Seq), int64(c.Time), c.User, c.Method, c.URI, c.Intent[:], c.Client, number(c.N), c.Blind, c.Hash[:]); err != nil {
		return err
	}
	for i := range c.Changes {
		ch := &c.Changes[i]
		if _, err := t.insertChange.ExecContext(background, t.space, ch.Key, number(c.Seq), int64(ch.Op), ch.Was, ch.Topic, encodeChanges(ch.Fields)); err != nil {
			return err
		}
	}
	for i, r := range after {
		if _, err := t.putRecord.ExecContext(background, t.space, r.Key, r.Collection(), number(r.Last.Seq), i, r.Last.Client, number(r.Last.N), number(r.Born), r.Gone, r.Topic, string(r.Object()), encodeVersions(r), number(r.Moved)); err != nil {
			return err
		}
	}
	return t.enter(entries)
}
