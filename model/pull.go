package model

import (
	"cmp"
	"slices"
)

// pull takes over what the origin has sent.
func (c *Clone) pull(p Pull) {
	if c.link != linkOpen || p.To.Epoch != c.epoch {
		return
	}
	same := p.To.Epoch == c.cursor.Epoch && !c.lost
	if same && p.To.Seq < c.cursor.Seq {
		return // overtaken
	}
	gap := len(p.Outcomes) > 0 && p.Outcomes[0].N > c.tail.N+1
	if !p.Whole && (!same || p.From.Seq > c.cursor.Seq || p.From.Grants != c.cursor.Grants && p.To.Grants != c.cursor.Grants) || gap || p.Kept != nil && p.Of != c.cursor {
		c.out = append(c.out, c.want())
		return
	}
	if !c.owns(p.Outcomes) {
		c.fork()
		return
	}
	b := c.write()
	b.Meta = true
	before := c.beneath(p)
	if p.Whole {
		c.replace(p)
	}
	if p.Rights != nil {
		c.entitled(p.Rights, before)
	}
	first := len(c.history)
	for _, d := range p.Fresh {
		c.take(d, d, p, b, before, true)
	}
	for _, d := range p.Records {
		if p.Rights != nil && d.Born > p.From.Seq {
			// It comes with all that is seen of it now, which may be less than a clone
			// has that went on from From by the rights of then.
			c.take(d, d, p, b, before, true)
			continue
		}
		c.take(d, c.whole1(d, p), p, b, before, false)
	}
	if p.Whole {
		c.fill(b.Records)
	}
	c.answered(p)
	order(c.history[first:], func(a, b Change) int { return cmp.Compare(a.At.Seq, b.At.Seq) })
	c.trim()
	c.cursor, c.chain, c.lost, c.offered = p.To, p.Chain, false, false
	if n := len(c.points); n == 0 || c.points[n-1] != p.To.Seq {
		c.points = append(c.points, p.To.Seq)
	}
	if n := len(c.points); n > 2*maxHistory {
		c.points = slices.Clone(c.points[n-maxHistory:])
	}
	c.settle(p, before)
	if p.Whole || p.Rights != nil {
		c.rerunAll()
	} else {
		c.rebase(before)
	}
}

// replace forgets all records but those that are kept: all that there is comes
// now, and nothing is known of before.
func (c *Clone) replace(p Pull) {
	keep := keeps(p.Kept)
	var kept []*Record
	for _, k := range c.inTopics() {
		if r := c.records[k]; keep(r) {
			kept = append(kept, r)
		}
	}
	c.clear()
	c.records = make(map[string]*Record, len(kept)+len(p.Records))
	c.whole = p.To.Seq
	b := c.write()
	b.Records = make([]*Record, 0, len(kept)+len(p.Records))
	for _, r := range kept {
		c.put(r)
		b.Records = append(b.Records, r)
	}
}

// entitled takes over what the user may do now. What that does not cover leaves
// the clone.
func (c *Clone) entitled(list []Right, before *beneath) {
	c.rights = newRights("", list)
	rights := c.rights.within(c.follow)
	c.filled = rights.List()
	b := c.write()
	for _, k := range c.inTopics() {
		r := c.records[k]
		if rights.Sees(r.Topic) {
			continue
		}
		c.touch(k)
		before.note(k)
		c.unindex(r)
		c.drop(k)
		b.Records = append(b.Records, &Record{Key: k, Gone: true})
	}
}

// answered keeps what was shown of own intents that were carried out: that is
// what a form has seen of them.
func (c *Clone) answered(p Pull) {
	if p.Whole {
		return
	}
	for i := range p.Outcomes {
		o := &p.Outcomes[i]
		if o.N <= c.tail.N || o.Kind.Open() {
			continue
		}
		for _, ch := range c.outbox[o.N-c.tail.N-1].changes {
			ch.At.Seq = o.Seq
			c.history = append(c.history, ch)
		}
	}
}

// trim forgets the older half of a history that has become too long.
func (c *Clone) trim() {
	if len(c.history) <= maxHistory {
		return
	}
	cut := len(c.history) - maxHistory/2
	for i := range c.history[:cut] {
		ch := &c.history[i]
		c.whole = max(c.whole, ch.At.Seq)
		if r := c.records[ch.Key]; ch.Op == OpDelete && r != nil && r.Gone {
			delete(c.records, ch.Key)
		}
	}
	c.history = slices.Clone(c.history[cut:])
}

// settle drops the intents that were answered.
func (c *Clone) settle(p Pull, before *beneath) {
	b := c.write()
	for _, o := range p.Outcomes {
		if o.N <= c.tail.N {
			continue
		}
		c.tail = chainEnd{o.N, o.Hash}
		gone := c.outbox[0]
		c.outbox = c.outbox[1:]
		b.Drop = append(b.Drop, o.N)
		if !gone.again || o.Kind.Open() {
			c.settled = append(c.settled, o)
		}
		if !o.Kind.Open() {
			in := gone.Intent
			in.Shown = showing(in.Shown, gone.seen...)
			c.keep(in)
		}
		for i := range gone.changes {
			before.note(gone.changes[i].Key)
			c.touch(gone.changes[i].Key)
		}
		c.unstack(gone)
		c.listen(gone, Reads{})
	}
	if n := len(c.before); n > 2*maxShown {
		c.before = slices.Clone(c.before[n-maxShown:])
	}
}

// whole1 returns the record that a pulled one stands for: one that the clone has
// comes with only the fields that were written after the pull's cursor.
func (c *Clone) whole1(d *Record, p Pull) *Record {
	if d.Gone || d.Born > p.From.Seq {
		return d
	}
	old := c.records[d.Key]
	if !old.Alive() {
		return d
	}
	n := old
	for _, f := range d.Fields {
		n = n.with(f.Name, f.Value, f.Last)
	}
	m := *n
	m.Last, m.Topic = d.Last, d.Topic
	return &m
}

// take puts a pulled record in its place, as n. One that is fresh may have fields that
// could not be seen so far.
func (c *Clone) take(d, n *Record, p Pull, b *Batch, before *beneath, fresh bool) {
	old := c.records[d.Key]
	if !fresh && old != nil && old.Last.Seq > d.Last.Seq || n.Gone && old == nil {
		return
	}
	if p.Whole {
		c.records[n.Key] = n // the trees are filled when all are here
	} else {
		c.touch(d.Key)
		before.note(d.Key)
		c.remember(old, n, fresh)
		c.replaced(old, n)
	}
	b.Records = append(b.Records, n)
}

// remember keeps what a pull has changed in a record: one change for each
// write that can be told apart. What a field was between two writes of one pull
// is lost, unless the second was made here.
func (c *Clone) remember(old, now *Record, fresh bool) {
	if now.Gone {
		ch := Change{Key: now.Key, Op: OpDelete, At: now.Last, Topic: now.Topic}
		if old.Alive() {
			for _, f := range old.Fields {
				ch.Fields = append(ch.Fields, FieldChange{f.Name, f.Value, ""})
			}
		}
		c.history = append(c.history, ch)
		return
	}
	born := Version{Seq: now.Born}
	if !old.Alive() {
		for _, f := range now.Fields {
			if f.Last.Seq == now.Born {
				born = f.Last
			}
		}
		c.history = append(c.history, Change{Key: now.Key, Op: OpCreate, At: born, Topic: now.Topic})
	}
	first := len(c.history)
	for _, f := range now.Fields {
		switch was := old.field(f.Name); {
		case old.Alive() && was != nil && was.Last == f.Last:
		case old.Alive() && was == nil && fresh:
			c.wrote(first, now, f, hidden)
		case old.Alive():
			c.wrote(first, now, f, old.Value(f.Name))
		case f.Last == born:
			created := &c.history[first-1]
			created.Fields = append(created.Fields, FieldChange{f.Name, "", f.Value})
		default:
			c.wrote(first, now, f, lost)
		}
	}
}

// wrote adds the write of a field to the changes from number first on.
func (c *Clone) wrote(first int, r *Record, f Field, before Value) {
	fc := FieldChange{f.Name, before, f.Value}
	for i := first; i < len(c.history); i++ {
		if c.history[i].At == f.Last {
			c.history[i].Fields = append(c.history[i].Fields, fc)
			return
		}
	}
	c.history = append(c.history, Change{Key: r.Key, Op: OpUpdate, At: f.Last, Topic: r.Topic, Fields: []FieldChange{fc}})
}
