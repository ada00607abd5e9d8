package model

import "slices"

// Pending is an intent in a clone's outbox: run here, not yet answered there.
type Pending struct {
	Intent
	hash    Hash
	durable bool
	changes []Change
	// Waiting says that the run needed what the clone does not hold, so the
	// intent shows no effect until the origin has run it.
	waiting bool
	clash   bool
	shown   bool // its effect is
	reads   Reads
	again   bool    // it was answered by a server that has forgotten it
	seen    []Shown // what its author saw of what it writes
}

// Durable reports whether the intent is stored on the device.
func (p *Pending) Durable() bool { return p.durable }

// Waiting reports whether the intent has no effect here until the origin has
// run it: what it needs is not on the device, or is not what its author saw.
func (p *Pending) Waiting() bool { return p.waiting || p.clash }

// Touches reports whether the intent has written the record.
func (p *Pending) Touches(key string) bool {
	return slices.ContainsFunc(p.changes, func(c Change) bool { return c.Key == key })
}

// maxPush bounds one Push message, so that one client cannot hold up the rest.
const (
	maxPushIntents = 256
	maxPushBytes   = 256 << 10
)

// move is a part of a chain that went to another client id: the intents after
// n of the old one became those after first of the new one.
type move struct {
	old, new string
	n        uint64
	count    uint64
	first    uint64
}

// translate names in b the intents that have moved by their new numbers.
func (b Base) translate(moves []move) Base {
	for _, m := range moves {
		var own []Mark
		for _, x := range b.Own {
			if x.Client != m.old || x.N <= m.n {
				own = append(own, x)
				continue
			}
			if x.After < m.n {
				own = append(own, Mark{m.old, x.After, m.n})
			}
			after, n := max(x.After, m.n)-m.n, min(x.N-m.n, m.count)
			if after < n {
				own = append(own, Mark{m.new, m.first + after, m.first + n})
			}
		}
		b.Own = own
	}
	return b
}

// rechain numbers the outbox anew under another client id. The intents keep
// their ids, by which the origin knows those that it has after all.
func (c *Clone) rechain(id string) {
	own := c.outbox
	for len(own) > 0 && own[0].again {
		own = own[1:]
	}
	m := move{old: c.id, new: id, n: c.tail.N, count: uint64(len(own)), first: uint64(len(c.outbox) - len(own))}
	if len(own) > 0 {
		m.n = own[0].N - 1
	}
	c.moves = append(c.moves, m)
	b := c.write()
	for _, p := range own {
		b.Drop = append(b.Drop, p.N)
	}
	c.id, c.tail, c.last = id, chainEnd{}, chainEnd{}
	for _, p := range c.outbox {
		p.Client, p.N, p.Prev = id, c.last.N+1, c.last.Hash
		p.Base = p.Base.translate(c.moves[len(c.moves)-1:])
		p.hash = p.Intent.Hash()
		p.durable = false
		c.last = chainEnd{p.N, p.hash}
		b.Intents = append(b.Intents, p.Intent)
	}
	b.Meta = true
	c.rerunAll()
}

// push sends what is durable and was not sent on this connection.
func (c *Clone) push() {
	if c.link != linkOpen {
		return
	}
	var m Push
	size := 0
	flush := func() {
		if len(m.Intents) > 0 {
			c.out = append(c.out, m)
			m, size = Push{}, 0
		}
	}
	for _, p := range c.outbox {
		if p.N <= c.sent {
			continue
		}
		if !p.durable {
			break
		}
		n := p.size()
		if len(m.Intents) >= maxPushIntents || size+n > maxPushBytes {
			flush()
		}
		m.Intents = append(m.Intents, p.Intent)
		size += n
		c.sent = p.N
	}
	flush()
}
