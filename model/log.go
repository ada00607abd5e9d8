package model

import "slices"

// Limits of a page of a log.
const (
	// DefaultLog is how many entries a page has if nothing is said.
	DefaultLog = 50
	// MaxLog is how many it has at most.
	MaxLog = 1000
	// logLooks is how many commits are looked at for one page, so that a
	// person who did little long ago does not cost the whole history.
	logLooks = 5000
)

// LogQuery says which part of the history is asked for. The zero LogQuery asks
// for the newest commits of the space.
type LogQuery struct {
	// Key leaves out commits that have not changed this record.
	Key string
	// Field leaves out those that have not written this field of it. It is of
	// no effect without Key.
	Field string
	// User leaves out what others have done.
	User string
	// Before leaves out this commit and those after it; 0 leaves out none. A
	// page that follows another begins at its Next.
	Before uint64
	// Limit is how many entries there are at most: DefaultLog for 0, never
	// more than MaxLog.
	Limit int
}

// Log is a page of the history, newest first, with what the user may read now.
type Log struct {
	Entries []LogEntry
	// Next is where the next page begins; 0 if this is the last one. A page
	// may have fewer entries than were asked for, or none, and not be the last.
	Next uint64
	// Hidden is how many commits of this page are left out, since the user may
	// not read now what they have changed.
	Hidden int
	// Horizon is the last commit that was forgotten; 0 if none was.
	Horizon uint64
}

// LogEntry is a commit as a user may see it.
type LogEntry struct {
	Seq  uint64
	Time Time
	User string
	// Method and URI are what was asked for; empty if something is hidden
	// that another user has done, as they may name it.
	Method, URI string
	// Device names the device that the request came from, as long as the
	// clone on it lives; "" for a request that came over HTTP. It says nothing
	// else of it.
	Device string
	// Blind marks a write that named no base.
	Blind bool
	// Changes are those that the user may read: of a record that the user may
	// read now, between topics that the user may read now, with the fields
	// that the user sees in all of them.
	Changes []Change
	// Hidden is how many changes are left out.
	Hidden int
}

// Log returns a page of the history, or ErrUnknown: a clone has none that is
// whole.
func (tx *Tx) Log(q LogQuery) (*Log, error) {
	r, ok := tx.reader.(visible)
	if !ok {
		return nil, tx.failed(ErrUnknown)
	}
	l, err := r.log(q)
	if err != nil {
		return nil, tx.failed(err)
	}
	return l, tx.spend(len(l.Entries) + l.Hidden)
}

func (v visible) log(q LogQuery) (*Log, error) {
	if q.Limit <= 0 {
		q.Limit = DefaultLog
	}
	q.Limit = min(q.Limit, MaxLog)
	l := &Log{Horizon: v.Horizon()}
	at := v.Head().Seq + 1
	if q.Before > 0 {
		at = min(at, q.Before)
	}
	for looks := 0; looks < logLooks; {
		cs, next, err := v.commitsBefore(q.Key, at, q.Limit)
		if err != nil {
			return nil, err
		}
		for i := range cs {
			c := &cs[i]
			looks++
			at = c.Seq
			if q.User != "" && c.User != q.User {
				continue
			}
			e, err := v.entry(c, q.Key)
			if err != nil {
				return nil, err
			}
			switch {
			case len(e.Changes) == 0 && e.Hidden > 0:
				l.Hidden++
			case len(e.Changes) == 0 && c.User != v.rights.user:
				// What came of it concerns nobody else.
			case q.Key != "" && q.Field != "" && !slices.ContainsFunc(e.Changes, func(c Change) bool { return c.field(q.Field) != nil }):
			default:
				l.Entries = append(l.Entries, e)
			}
			if len(l.Entries) == q.Limit {
				if i < len(cs)-1 || next > 0 {
					l.Next = at
				}
				return l, nil
			}
		}
		if next == 0 {
			return l, nil
		}
		at = next
	}
	l.Next = at
	return l, nil
}

// commitsBefore returns commits before one, newest first, those of a record if
// key says which; and before which others may follow, 0 if there are none.
func (v visible) commitsBefore(key string, before uint64, limit int) (cs []Commit, next uint64, err error) {
	if key != "" {
		cs, err = v.Changed(key, before, limit)
		if len(cs) == limit && err == nil {
			next = cs[limit-1].Seq
		}
		return cs, next, err
	}
	first := v.Horizon() + 1
	if before <= first {
		return nil, 0, nil
	}
	from := max(first, before-min(before, uint64(limit)))
	if cs, err = v.Commits(from-1, int(before-from)); err != nil {
		return nil, 0, err
	}
	slices.Reverse(cs)
	if from > first {
		next = from
	}
	return cs, next, nil
}

// entry returns a commit as the user may see it, or its change of one record.
func (v visible) entry(c *Commit, key string) (LogEntry, error) {
	own := c.User == v.rights.user
	e := LogEntry{Seq: c.Seq, Time: c.Time, User: c.User, Method: c.Method, URI: c.URI, Blind: c.Blind}
	if c.Client != "" {
		e.Device = Sum("device", c.Client).Name()[:8]
	}
	for i := range c.Changes {
		ch := &c.Changes[i]
		if key != "" && ch.Key != key {
			continue
		}
		shown, err := v.change(ch)
		if err != nil {
			return e, err
		}
		if shown == nil {
			e.Hidden++
			continue
		}
		if len(shown.Fields) < len(ch.Fields) && !own {
			e.Method, e.URI = "", ""
		}
		shown.At = Version{Seq: c.Seq}
		e.Changes = append(e.Changes, *shown)
	}
	if e.Hidden > 0 && !own {
		e.Method, e.URI = "", ""
	}
	return e, nil
}

// change returns a change as the user may see it now, nil if not at all. It is
// no change if it wrote only what the user does not see.
func (v visible) change(ch *Change) (*Change, error) {
	r, err := v.StoreView.Get(ch.Key)
	if err != nil {
		return nil, err
	}
	topics := []string{ch.Topic}
	if ch.Was != "" && ch.Was != ch.Topic {
		topics = append(topics, ch.Was)
	}
	if r != nil && !slices.Contains(topics, r.Topic) {
		topics = append(topics, r.Topic)
	}
	out := *ch
	c, _ := SplitKey(ch.Key)
	s := schemas[c]
	for _, t := range topics {
		view := v.rights.of(t)
		if view.none {
			return nil, nil
		}
		if view.projections != nil {
			out.Fields = slices.DeleteFunc(slices.Clone(out.Fields), func(f FieldChange) bool { return !view.shows(s, f.Name) })
		}
	}
	if len(out.Fields) == 0 && len(ch.Fields) > 0 && ch.Op == OpUpdate && ch.Was == ch.Topic {
		return nil, nil
	}
	return &out, nil
}
