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
	clients  []model.Client
	outcomes []model.Outcome
	wrong    error
}

// Append implements model.StoreTx. A commit whose number is not the next one is
// refused with ErrOrder, and the update with it.
func (t *tx) Append(c *model.Commit, after []*model.Record) error {
	if t.wrong == nil && c.Seq != t.last+1 {
		t.wrong = fmt.Errorf("append commit %d after %d: %w", c.Seq, t.last, ErrOrder)
	}
	if t.wrong != nil {
		return t.wrong
	}
	t.last = c.Seq
	t.commits, t.after = append(t.commits, c), append(t.after, after)
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

func (t *tx) write() error {
	if t.wrong != nil {
		return t.wrong
	}
	for i, c := range t.commits {
		if err := t.commit(c, t.after[i]); err != nil {
			return fault(fmt.Sprintf("write commit %d of space %s", c.Seq, t.space), err)
		}
	}
	if len(t.commits) > 0 {
		if _, err := t.updateHead.ExecContext(background, number(t.last), t.space); err != nil {
			return fault("write the head of space "+t.space, err)
		}
	}
	for _, c := range t.clients {
		if _, err := t.putClient.ExecContext(background, t.space, c.ID, c.User, number(c.N), c.Hash[:]); err != nil {
			return fault("write client "+c.ID, err)
		}
	}
	for i := range t.outcomes {
		o := &t.outcomes[i]
		if _, err := t.insertOutcome.ExecContext(background, t.space, o.Client, number(o.N), o.ID[:], o.Hash[:], int64(o.Kind), number(o.Seq), encodeBody(o)); err != nil {
			return fault(fmt.Sprintf("write outcome %d of client %s", o.N, o.Client), err)
		}
	}
	return nil
}

func (t *tx) commit(c *model.Commit, after []*model.Record) error {
	if _, err := t.insertCommit.ExecContext(background, t.space, number(c.Seq), int64(c.Time), c.User, c.Method, c.URI, c.Intent[:], c.Client, number(c.N), c.Blind); err != nil {
		return err
	}
	for i := range c.Changes {
		ch := &c.Changes[i]
		if _, err := t.insertChange.ExecContext(background, t.space, ch.Key, number(c.Seq), int64(ch.Op), ch.Topic, encodeChanges(ch.Fields)); err != nil {
			return err
		}
	}
	for i, r := range after {
		if _, err := t.putRecord.ExecContext(background, t.space, r.Key, r.Collection(), number(r.Last.Seq), i, r.Last.Client, number(r.Last.N), number(r.Born), r.Gone, r.Topic, string(r.Object()), encodeVersions(r)); err != nil {
			return err
		}
	}
	return nil
}
