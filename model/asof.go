package model

import (
	"errors"
	"slices"
)

// At returns a run that reads the space as it was at a commit, with what the user
// may read now of it: records that the user may read now and could read, by the
// rights of now, where they were then. It writes nothing. Reading a record costs
// the changes that it has had since; reading a part of an index costs the records
// that have changed since, once.
//
// It returns ErrUnknown on a clone, ErrForgotten where the history does not
// reach back that far, and ErrAbsent for a commit that there is not.
func (tx *Tx) At(seq uint64) (*Tx, error) {
	v, ok := tx.reader.(visible)
	if !ok {
		return nil, tx.failed(ErrUnknown)
	}
	switch head := v.Head().Seq; {
	case seq > head:
		return nil, ErrAbsent
	case seq < v.Horizon():
		return nil, ErrForgotten
	}
	v.StoreView = &asOf{StoreView: v.StoreView, rights: v.rights, seq: seq}
	v.then = nil
	past := newTx(v, tx.in, tx.user)
	past.past = true
	return past, nil
}

// errPast sends a request to quarantine that writes to a point of the past.
var errPast = errors.New("model: a run of the past cannot write")

// SeqAt returns the last commit that was made until a time, by the server's clock:
// 0 for before the first. Where that clock was put back, it is one of those that
// it may be. It returns ErrUnknown on a clone.
func (tx *Tx) SeqAt(t Time) (uint64, error) {
	v, ok := tx.reader.(visible)
	if !ok {
		return 0, tx.failed(ErrUnknown)
	}
	from, to := v.Horizon(), v.Head().Seq
	for from < to {
		if err := tx.spend(1); err != nil {
			return 0, err
		}
		mid := to - (to-from)/2
		cs, err := v.Commits(mid-1, 1)
		if err != nil {
			return 0, tx.failed(err)
		}
		if len(cs) == 1 && cs[0].Time <= t {
			from = mid
		} else {
			to = mid - 1
		}
	}
	return from, nil
}

// asOf is a space as it was at a commit.
type asOf struct {
	StoreView
	rights *Rights
	seq    uint64
	// top are the records that have changed since, as they were; nil until a part
	// of an index is read.
	top *layer
}

func (a *asOf) Head() Cursor {
	c := a.StoreView.Head()
	c.Seq = a.seq
	return c
}

func (a *asOf) Get(key string) (*Record, error) {
	if a.top != nil {
		return a.top.Get(key)
	}
	r, err := a.StoreView.Get(key)
	if err != nil || r == nil || r.Last.Seq <= a.seq {
		return r, err
	}
	return a.undone(r)
}

// undone returns a record that has changed since as it was: gone if it was not
// there, or if the user may not read it now.
func (a *asOf) undone(r *Record) (*Record, error) {
	gone := &Record{Key: r.Key, Gone: true, Topic: r.Topic}
	if !a.rights.Sees(r.Topic) {
		return gone, nil
	}
	h, _, err := a.StoreView.History(r.Key, a.seq)
	if err != nil {
		return nil, err
	}
	old := before(h, r)
	if old == nil {
		return gone, nil
	}
	if view := a.rights.of(r.Topic); view.projections != nil && old.Topic != r.Topic {
		n := *old
		s := schemas[r.Collection()]
		n.Fields = slices.DeleteFunc(slices.Clone(n.Fields), func(f Field) bool { return !view.shows(s, f.Name) })
		old = &n
	}
	return old, nil
}

// since returns the records that have changed since.
func (a *asOf) since() ([]*Record, error) {
	rs, err := a.StoreView.Since(a.seq, maxAsOf+1)
	if err == nil && len(rs) > maxAsOf {
		err = errBudget
	}
	return rs, err
}

// maxAsOf is how many records may have changed since a commit as of which an index is
// read.
const maxAsOf = MaxReads / 4

// index returns the layer of what has changed since.
func (a *asOf) index() (*layer, error) {
	if a.top != nil {
		return a.top, nil
	}
	rs, err := a.since()
	if err != nil {
		return nil, err
	}
	top := &layer{below: a.StoreView}
	for _, r := range rs {
		old, err := a.undone(r)
		if err != nil {
			return nil, err
		}
		top.set(old)
	}
	a.top = top
	return top, nil
}

func (a *asOf) Scan(s Span) ([]Row, error) {
	top, err := a.index()
	if err != nil {
		return nil, err
	}
	return top.Scan(s)
}

func (a *asOf) Count(s Span) (int, error) {
	top, err := a.index()
	if err != nil {
		return 0, err
	}
	return top.Count(s)
}

// History returns no change that came later.
func (a *asOf) History(key string, seq uint64) ([]Change, bool, error) {
	h, whole, err := a.StoreView.History(key, seq)
	h = slices.Clone(h)
	return slices.DeleteFunc(h, func(c Change) bool { return c.At.Seq > a.seq }), whole, err
}
