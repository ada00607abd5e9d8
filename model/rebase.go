package model

import (
	"slices"
	"sort"
)

// The outbox is kept as layers: each intent has the records that it has made of
// what is below it. When something below changes, only the intents are run again
// that had read or written it, and those that they change something for.

// above is a record as an own intent has made it.
type above struct {
	p  *Pending
	ch *Change
	r  *Record
	// since is the commit at which the clone stood when it was made, until
	// that at which it was taken away again.
	since, until uint64
}

// current returns a record as it is shown; nil for none.
func (c *Clone) current(key string) *Record {
	if r := c.top.records[key]; r != nil {
		return r
	}
	return c.records[key]
}

// below returns a record as it is without the intents from number n on.
func (c *Clone) below(key string, n uint64) *Record {
	if r := c.made(key, n); r != nil {
		return r
	}
	return c.records[key]
}

// made returns what the intents before number n have made of a record; nil if they
// have not written it.
func (c *Clone) made(key string, n uint64) *Record {
	s := c.stacks[key]
	for i := len(s) - 1; i >= 0; i-- {
		if s[i].p.N < n {
			return s[i].r
		}
	}
	return nil
}

// under reads a clone without the intents from a number on. A record is looked up
// where it is; only for a span is all gathered that the intents before have made.
type under struct{ shown }

func (u *under) Get(key string) (*Record, error) {
	if r := u.c.made(key, u.n); r != nil {
		return r, nil
	}
	return base{u.c}.Get(key)
}

func (u *under) Scan(s Span) ([]Row, error) { return u.layer().Scan(s) }
func (u *under) Count(s Span) (int, error)  { return u.layer().Count(s) }

func (u *under) layer() *layer {
	if u.l != nil {
		return u.l
	}
	u.l = &layer{below: base{u.c}}
	for _, k := range u.c.top.keys {
		if r := u.c.made(k, u.n); r != nil {
			u.l.set(r)
		}
	}
	return u.l
}

// run runs an intent as the clone's user.
func (c *Clone) run(r Reader, in *Intent, h Handler) (result, error) {
	if in.Base.Epoch != c.cursor.Epoch && slices.Contains(c.was, in.Base.Epoch) {
		again := *in
		again.Base.Epoch = c.cursor.Epoch
		in = &again
	}
	if in.Version > c.o.Version {
		return result{unknown: true}, nil // a newer build has made it
	}
	if in.Version < c.o.Version && c.o.Upgrade != nil {
		req, err := upgraded(c.o.Upgrade, in.Version, in.Request)
		if err != nil {
			return result{unknown: true}, nil // the origin keeps it for its author
		}
		again := *in
		again.Request = req
		in = &again
	}
	return run(r, in, c.user, h)
}

// effect shows what a run has come to. The intent has no effect yet.
func (c *Clone) effect(p *Pending, res result) {
	c.listen(p, res.reads)
	p.waiting = res.unknown
	p.clash = res.kind == Conflicted
	p.shown = res.kind == Applied || res.kind == Merged
	if p.seen == nil && len(res.changes) > 0 {
		p.seen = c.seenBy(p, res.changes)
	}
	p.changes = res.changes
	for i := range p.changes {
		ch := &p.changes[i]
		ch.At = Version{0, p.Client, p.N}
		c.touch(ch.Key)
		c.stack(ch.Key, above{p: p, ch: ch, r: ch.apply(c.below(ch.Key, p.N)), since: c.cursor.Seq})
	}
}

// stack puts a record among the others of its key, in the order of the outbox.
func (c *Clone) stack(key string, a above) {
	s := c.stacks[key]
	i := len(s)
	for i > 0 && s[i-1].p.N > a.p.N {
		i--
	}
	s = slices.Insert(s, i, a)
	c.stacks[key] = s
	c.top.set(s[len(s)-1].r)
}

// unstack takes away what an intent has made.
func (c *Clone) unstack(p *Pending) {
	for i := range p.changes {
		k := p.changes[i].Key
		s := slices.DeleteFunc(c.stacks[k], func(a above) bool {
			if a.p == p {
				a.until = c.cursor.Seq
				c.before = append(c.before, a)
			}
			return a.p == p
		})
		if len(s) == 0 {
			delete(c.stacks, k)
			c.top.unset(k)
			continue
		}
		c.stacks[k] = s
		c.top.set(s[len(s)-1].r)
	}
	p.changes = nil
}

// again runs one intent of the outbox again.
func (c *Clone) again(p *Pending) {
	for i := range p.changes {
		c.touch(p.changes[i].Key)
	}
	c.unstack(p)
	res, err := c.run(&under{shown{c, nil, p.N}}, &p.Intent, c.o.Handler)
	if err != nil || res.kind == Rejected || res.kind == Quarantined {
		// The origin has the last word; until then it shows nothing.
		res = result{reads: res.reads}
	}
	c.effect(p, res)
}

// rerunAll runs the whole outbox again.
func (c *Clone) rerunAll() {
	for _, p := range c.outbox {
		for i := range p.changes {
			c.touch(p.changes[i].Key)
		}
		c.unstack(p)
		p.reads = Reads{}
	}
	clear(c.stacks)
	clear(c.readers)
	c.seekers = nil
	c.top = layer{below: base{c}}
	for _, p := range c.outbox {
		res, err := c.run(shown{c, &c.top, 0}, &p.Intent, c.o.Handler)
		if err != nil || res.kind == Rejected || res.kind == Quarantined {
			res = result{reads: res.reads}
		}
		c.effect(p, res)
	}
}

// beneath is what was below the outbox before a pull.
type beneath struct {
	c       *Clone
	n       uint64 // of the first intent that will be left
	records map[string]*Record
	keys    []string
}

func (c *Clone) beneath(p Pull) *beneath {
	n := c.tail.N
	if k := len(p.Outcomes); k > 0 {
		n = max(n, p.Outcomes[k-1].N)
	}
	return &beneath{c: c, n: n + 1, records: map[string]*Record{}}
}

// note keeps a record as it was. A record is noted before it changes.
func (b *beneath) note(key string) {
	if _, ok := b.records[key]; !ok {
		b.records[key] = b.c.below(key, b.n)
		b.keys = append(b.keys, key)
	}
}

// rebase runs those intents of the outbox again for which something has changed.
func (c *Clone) rebase(b *beneath) {
	if len(c.outbox) == 0 {
		return
	}
	// What is different for the next intent than it was, and how it was.
	dirty := map[string]*Record{}
	var order []string
	mark := func(key string, old, now *Record) {
		_, is := dirty[key]
		switch {
		case !alike(old, now):
			if !is {
				order = append(order, key)
			}
			dirty[key] = old
		case is:
			delete(dirty, key)
		}
	}
	for _, k := range b.keys {
		mark(k, b.records[k], c.records[k])
		if len(c.stacks[k]) > 0 {
			// Who wrote it also knows by whom it was written before.
			if _, ok := dirty[k]; !ok {
				dirty[k] = b.records[k]
				order = append(order, k)
			}
		}
	}
	for p := c.dependent(0, order, dirty); p != nil; p = c.dependent(p.N, order, dirty) {
		old := map[string]*Record{}
		var keys []string
		was := p.changes
		for i := range was {
			k := was[i].Key
			old[k] = c.below(k, p.N+1)
			keys = append(keys, k)
		}
		c.again(p)
		for i := range p.changes {
			if k := p.changes[i].Key; !slices.Contains(keys, k) {
				if o, ok := dirty[k]; ok {
					old[k] = o
				} else {
					old[k] = c.below(k, p.N)
				}
				keys = append(keys, k)
			}
		}
		for _, k := range keys {
			mark(k, old[k], c.below(k, p.N+1))
		}
	}
}

// dependent returns the first intent after number n that has read or written what is
// different; nil for none.
func (c *Clone) dependent(n uint64, order []string, dirty map[string]*Record) *Pending {
	var first *Pending
	if len(dirty) == 0 {
		return nil
	}
	for _, k := range order {
		if _, ok := dirty[k]; !ok {
			continue
		}
		s := c.stacks[k]
		if i := following(len(s), n, func(i int) *Pending { return s[i].p }); i < len(s) {
			first = earlier(first, s[i].p)
		}
		r := c.readers[k]
		if i := following(len(r), n, func(i int) *Pending { return r[i] }); i < len(r) {
			first = earlier(first, r[i])
		}
	}
	s := c.seekers
	for i := following(len(s), n, func(i int) *Pending { return s[i] }); i < len(s) && earlier(first, s[i]) != first; i++ {
		p := s[i]
		for _, k := range order {
			if old, ok := dirty[k]; ok && p.reads.Touches(Touch{k, old, c.below(k, p.N)}) {
				return p
			}
		}
	}
	return first
}

// following returns where the first intent after number n is in a list in the order
// of the outbox.
func following(size int, n uint64, at func(int) *Pending) int {
	return sort.Search(size, func(i int) bool { return at(i).N > n })
}

func earlier(a, b *Pending) *Pending {
	if a == nil || b.N < a.N {
		return b
	}
	return a
}

// listen takes note of what an intent has read, so that it is found when that
// changes.
func (c *Clone) listen(p *Pending, now Reads) {
	was := p.reads
	p.reads = now
	if !slices.Equal(was.Keys, now.Keys) {
		for _, k := range was.Keys {
			if c.readers[k] = without(c.readers[k], p); len(c.readers[k]) == 0 {
				delete(c.readers, k)
			}
		}
		for _, k := range now.Keys {
			c.readers[k] = with(c.readers[k], p)
		}
	}
	seeks := func(r Reads) bool { return len(r.Spans)+len(r.Counts) > 0 }
	if seeks(was) && !seeks(now) {
		c.seekers = without(c.seekers, p)
	} else if !seeks(was) && seeks(now) {
		c.seekers = with(c.seekers, p)
	}
}

func with(list []*Pending, p *Pending) []*Pending {
	return slices.Insert(list, following(len(list), p.N, func(i int) *Pending { return list[i] }), p)
}

func without(list []*Pending, p *Pending) []*Pending {
	if i := slices.Index(list, p); i >= 0 {
		return slices.Delete(list, i, i+1)
	}
	return list
}

// alike reports whether a run would make the same of two states of a record.
func alike(a, b *Record) bool {
	if a == b {
		return true
	}
	if a.Alive() != b.Alive() || (a == nil) != (b == nil) {
		return false
	}
	if !a.Alive() {
		return a.Last == b.Last
	}
	return a.Topic == b.Topic && slices.EqualFunc(a.Fields, b.Fields, func(f, g Field) bool {
		return f == g
	})
}
