package model

import "slices"

// base reads what a clone has pulled.
type base struct{ c *Clone }

func (b base) Head() Cursor { return b.c.cursor }

// holds reports whether the clone has all that its user may read of a topic.
func (c *Clone) holds(topic string) bool {
	return c.follow == nil || topic == UserTopic(c.user) || slices.ContainsFunc(c.follow, func(f string) bool { return covers(f, topic) })
}

// all reports whether the clone has all records of a collection that its user
// may read.
func (c *Clone) holdsAll(collection string) bool {
	if c.follow == nil || collection == OutcomeCollection {
		return true
	}
	s := schemas[collection]
	return s != nil && s.topic == nil && c.holds(collection)
}

func (b base) Get(key string) (*Record, error) {
	if !b.c.Ready() {
		return nil, ErrUnknown
	}
	r := b.c.records[key]
	if r == nil {
		if c, _ := SplitKey(key); !b.c.holdsAll(c) {
			return nil, ErrUnknown
		}
	}
	return r, nil
}

// known returns ErrUnknown if the clone may not have all that a span has.
func (b base) known(s Span) error {
	if b.c.Ready() && (s.Topic != "" && b.c.holds(s.Topic) || b.c.holdsAll(collectionOf(s.Index))) {
		return nil
	}
	return ErrUnknown
}

func (b base) Scan(s Span) ([]Row, error) {
	if err := b.known(s); err != nil {
		return nil, err
	}
	return b.c.scan(s), nil
}

func (b base) Count(s Span) (int, error) {
	if err := b.known(s); err != nil {
		return 0, err
	}
	return b.c.count(s), nil
}

func (b base) nth(s Span, n int) (string, bool, error) {
	if err := b.known(s); err != nil {
		return "", false, err
	}
	at, ok := b.c.nth(s, n)
	return at, ok, nil
}

func (b base) History(string, uint64) ([]Change, bool, error) { return nil, false, nil }

// places reads the table of a clone for its indexes.
type places struct{ c *Clone }

func (p places) Head() Cursor                                   { return p.c.cursor }
func (p places) Get(key string) (*Record, error)                { return p.c.records[key], nil }
func (p places) Scan(s Span) ([]Row, error)                     { return p.c.scan(s), nil }
func (p places) Count(s Span) (int, error)                      { return p.c.count(s), nil }
func (p places) History(string, uint64) ([]Change, bool, error) { return nil, false, nil }

// replaced puts a record in the place of old, in the indexes too.
func (c *Clone) replaced(old, now *Record) {
	if old == nil {
		old = &Record{Key: now.Key, Gone: true}
	}
	before := &layer{below: places{c}}
	before.set(old)
	c.put(now)
	if es, err := entries(old, now, before, places{c}); err == nil {
		c.enter(es)
	}
}

// unindex takes a record out of the declared indexes, before it is dropped.
func (c *Clone) unindex(r *Record) {
	gone := &Record{Key: r.Key, Gone: true}
	after := &layer{below: places{c}}
	after.set(gone)
	if es, err := entries(r, gone, places{c}, after); err == nil {
		c.enter(es)
	}
}

// Reader returns the clone as it is shown: what was pulled, and the outbox on
// top of it. It is of no use after the clone has changed.
func (c *Clone) Reader() Reader { return c.shown() }

func (c *Clone) shown() shown { return shown{c, &c.top, 0} }

// shown reads a clone with the intents before number n; 0 is all of them.
type shown struct {
	c *Clone
	l *layer
	n uint64
}

func (s shown) clone()          {}
func (s shown) Head() Cursor    { return s.c.cursor }
func (s shown) Rights() *Rights { return s.c.rights }

func (s shown) Get(key string) (*Record, error) { return s.l.Get(key) }
func (s shown) Scan(sp Span) ([]Row, error)     { return s.l.Scan(sp) }
func (s shown) Count(sp Span) (int, error)      { return s.l.Count(sp) }

func (s shown) nth(sp Span, n int) (string, bool, error) { return s.l.nth(sp, n) }

func (s shown) History(key string, seq uint64) ([]Change, bool, error) {
	var h []Change
	for i := range s.c.history {
		if ch := &s.c.history[i]; ch.Key == key && ch.At.Seq > seq {
			h = append(h, *ch)
		}
	}
	for _, a := range s.c.stacks[key] {
		if s.n == 0 || a.p.N < s.n {
			h = append(h, *a.ch)
		}
	}
	// What was between two points of the clone, only the origin knows: a page
	// of the server's may have been drawn there.
	_, stood := slices.BinarySearch(s.c.points, seq)
	return h, seq >= s.c.whole && stood, nil
}

// screen is what is shown to whoever makes a request with a base.
type screen struct {
	shown
	base Base
}

func (s screen) onScreen(key string) []Shown { return s.c.onScreen(s.base, key) }

// onClone reports whether a run reads a clone, where some things cannot be known.
func onClone(r Reader) bool {
	_, ok := r.(interface{ clone() })
	return ok
}
