package model

import "slices"

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
	s := c.stacks[key]
	for i := len(s) - 1; i >= 0; i-- {
		if s[i].p.N < n {
			return s[i].r
		}
	}
	return c.records[key]
}

// under returns a reader of the clone without the intents from number n on.
func (c *Clone) under(n uint64) Reader {
	l := &layer{below: base{c}}
	for _, k := range c.top.keys {
		s := c.stacks[k]
		for i := len(s) - 1; i >= 0; i-- {
			if s[i].p.N < n {
				l.set(s[i].r)
				break
			}
		}
	}
	return shown{c, l, n}
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
		req, err := c.o.Upgrade(in.Version, in.Request)
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
	c.reading(p, res.reads)
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

// reading takes note of what an intent of the outbox has read.
func (c *Clone) reading(p *Pending, now Reads) {
	for _, k := range p.reads.Keys {
		if c.readers[k]--; c.readers[k] == 0 {
			delete(c.readers, k)
		}
	}
	for _, k := range now.Keys {
		c.readers[k]++
	}
	if len(p.reads.Spans)+len(p.reads.Counts) > 0 {
		c.scanners--
	}
	if len(now.Spans)+len(now.Counts) > 0 {
		c.scanners++
	}
	p.reads = now
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
	res, err := c.run(c.under(p.N), &p.Intent, c.o.Handler)
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
	}
	clear(c.stacks)
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
	if c.scanners == 0 && !slices.ContainsFunc(order, func(k string) bool { return c.readers[k] > 0 || len(c.stacks[k]) > 0 }) {
		return // nobody has to be asked
	}
	for _, p := range c.outbox {
		if len(dirty) == 0 {
			return
		}
		if !c.depends(p, order, dirty) {
			continue
		}
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

// depends reports whether an intent has read or written what is different.
func (c *Clone) depends(p *Pending, order []string, dirty map[string]*Record) bool {
	for i := range p.changes {
		if _, ok := dirty[p.changes[i].Key]; ok {
			return true
		}
	}
	for _, k := range p.reads.Keys {
		if _, ok := dirty[k]; ok {
			return true
		}
	}
	if len(p.reads.Spans)+len(p.reads.Counts) == 0 {
		return false
	}
	for _, k := range order {
		if old, ok := dirty[k]; ok && p.reads.Touches(Touch{k, old, c.below(k, p.N)}) {
			return true
		}
	}
	return false
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
