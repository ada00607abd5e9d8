package model

import (
	"cmp"
	"errors"
	"slices"
)

// Peer is the origin's end of one connection. It is a state machine without
// I/O; its methods must not be called concurrently.
//
// What arrives goes to Receive. The jobs that it returns go to Origin.Commit,
// whose answers go to Committed. Pull, called whenever the space has moved on,
// returns what the clone does not have yet. Everything that is returned as a
// message is to be sent, in that order.
type Peer struct {
	origin *Origin
	user   string
	now    func() Time

	space   string
	client  string
	want    Want // what was sent
	of      Cursor
	strange bool // the clone has another history at of
	lost    bool // it has not been sent this one
	asked   bool // what it holds
	have    []Digest
	at      Cursor // where the clone was that have is of
	version uint32
	open    bool
}

// ErrBehind: this node does not have what the clone has from another one. The
// clone is to try again in a while.
var ErrBehind = errors.New("the clone is ahead of this node")

// Limits of what a clone can ask for in one message.
const (
	maxFollow  = 1024 // topics
	maxPattern = 512  // bytes in the name of each
	maxRights  = 4096 // that it was filled by; one with more is filled anew
)

// NewPeer returns the end of a connection of the user. now is the origin's
// clock.
func NewPeer(o *Origin, user string, now func() Time) *Peer {
	return &Peer{origin: o, user: user, now: now}
}

// Space returns the space that the clone asked for; "" before it has.
func (p *Peer) Space() string { return p.space }

// Client returns the client's id; "" before it has said it.
func (p *Peer) Client() string { return p.client }

// Receive takes a message. A *Rejection ends the connection; any other error
// is the store's.
func (p *Peer) Receive(m Message) (jobs []Job, reply []Message, err error) {
	switch m := m.(type) {
	case Hello:
		reply, err = p.hello(m)
		return nil, reply, err
	case Push:
		if !p.open {
			return nil, nil, Reject(CodeBadRequest, "a push before a hello")
		}
		if len(m.Intents) > maxPushIntents {
			return nil, nil, Reject(CodeTooLarge, "too many intents in one message")
		}
		for _, in := range m.Intents {
			if in.Client != p.client {
				return nil, nil, Reject(CodeForbidden, "an intent of another client")
			}
			jobs = append(jobs, Job{User: p.user, Intent: in})
		}
		return jobs, nil, nil
	case Want:
		if !p.open {
			return nil, nil, Reject(CodeBadRequest, "a request before a hello")
		}
		return nil, nil, p.wanted(m)
	case Have:
		if !p.asked {
			return nil, nil, nil // overtaken
		}
		for i := range m.Digests {
			if !m.Digests[i].valid() {
				return nil, nil, Reject(CodeBadRequest, "a digest that is none")
			}
		}
		p.have, p.at, p.asked = append([]Digest{}, m.Digests...), m.At, false
		return nil, nil, nil
	}
	return nil, nil, Reject(CodeBadRequest, "a message that only the origin sends")
}

func (p *Peer) hello(h Hello) ([]Message, error) {
	switch {
	case h.Protocol != Protocol:
		return nil, Reject(CodeVersion, "this version of the application is too old or too new for the server")
	case h.Version > p.origin.o.Version:
		return nil, ErrBehind // this node is still of the version before
	case !name(h.Client) || !name(h.Space):
		return nil, Reject(CodeBadRequest, "the client's name is malformed")
	}
	p.space, p.client, p.version = h.Space, h.Client, h.Version
	if err := p.wanted(h.Want); err != nil {
		return nil, err
	}
	w := Welcome{User: p.user, Time: p.now(), Lost: p.strange, Of: p.of}
	err := p.origin.store.View(p.space, func(v StoreView) error {
		w.Head = v.Head()
		c, err := v.Client(p.client)
		if err != nil {
			return err
		}
		if c.User != "" && c.User != p.user {
			w.Fork = true
			return nil
		}
		w.N, w.Hash = c.N, c.Hash
		if h.N == 0 {
			return nil
		}
		// Does the end of what the clone knows lie on the chain here? A
		// restored server may have forgotten it, which is no fork, unless it
		// has other intents instead.
		os, err := v.Outcomes(p.client, h.N-1)
		if err != nil {
			return err
		}
		w.Fork = len(os) == 0 || os[0].N != h.N || os[0].Hash != h.Hash
		return nil
	})
	if err != nil {
		return nil, err
	}
	p.open = !w.Fork
	return []Message{w}, nil
}

// wanted takes note of what the clone has. It returns ErrBehind if that is more
// than this node has.
func (p *Peer) wanted(w Want) error {
	if len(w.Follow) > maxFollow || slices.ContainsFunc(w.Follow, func(t string) bool { return len(t) > maxPattern }) {
		return Reject(CodeTooLarge, "too many topics to follow")
	}
	if len(w.Rights) > maxRights {
		w.Rights = nil
	}
	p.want, p.of, p.lost, p.asked, p.have = w, w.Cursor, false, false, nil
	defer func() { p.strange = p.lost }()
	if w.Cursor.Epoch == "" {
		return nil
	}
	ahead := false
	err := p.origin.store.View(p.space, func(v StoreView) error {
		at, same, err := here(v, w.Cursor)
		if err != nil {
			return err
		}
		if head := v.Head(); at.Epoch != head.Epoch || !same {
			p.lost = true
			return nil
		} else if at.Seq > head.Seq {
			ahead = true
			return nil
		}
		p.want.Cursor = at
		hash, ok, err := v.Chain(at.Seq)
		// A device of a version that knew no chain says none.
		p.lost = ok && w.Chain != Hash{} && hash != w.Chain
		return err
	})
	if err != nil || !ahead {
		return err
	}
	// Either what this node reads is old, or the store is. Whoever writes sees
	// the newest state.
	return p.origin.store.Update(p.space, func(tx StoreTx) error {
		if head := tx.Head(); head.Epoch == w.Cursor.Epoch && head.Seq >= w.Cursor.Seq {
			return ErrBehind
		}
		p.lost = true
		return nil
	})
}

// Committed takes the answers to the jobs that Receive returned.
func (p *Peer) Committed(done []Done) ([]Message, error) {
	for _, d := range done {
		if d.Err != nil {
			// The clone and the origin do not agree on the chain. They say
			// hello anew.
			w := Welcome{User: p.user, Time: p.now(), Fork: d.Err == ErrFork, Lost: p.strange, Of: p.of}
			err := p.origin.store.View(p.space, func(v StoreView) error {
				w.Head = v.Head()
				if at := p.want.Cursor; !p.lost && at.Epoch == w.Head.Epoch && w.Head.Seq < at.Seq {
					return ErrBehind
				}
				c, err := v.Client(p.client)
				if err == nil && !w.Fork {
					w.N, w.Hash = c.N, c.Hash
				}
				return err
			})
			if err != nil {
				return nil, err
			}
			p.open = !w.Fork
			return []Message{w}, nil
		}
	}
	return nil, nil
}

// Pull returns what the clone does not have yet, and whether there is any.
func (p *Peer) Pull() (Message, bool, error) {
	if !p.open || p.asked {
		return nil, false, nil
	}
	var m Message
	err := p.origin.store.View(p.space, func(v StoreView) error {
		var err error
		m, err = p.pull(v)
		return err
	})
	switch m := m.(type) {
	case nil:
	case Compare:
		p.asked = err == nil
	case Pull:
		if err == nil {
			p.sent(m)
		}
	}
	return m, err == nil && m != nil, err
}

// sent takes note of what the clone will have.
func (p *Peer) sent(m Pull) {
	p.want.Cursor, p.want.Chain, p.lost, p.have = m.To, m.Chain, false, nil
	if m.Rights != nil {
		p.want.Rights = newRights(p.user, m.Rights).within(p.want.Follow).list
	}
	if n := len(m.Outcomes); n > 0 {
		p.want.Last = m.Outcomes[n-1].N
	}
}

func (p *Peer) pull(v StoreView) (Message, error) {
	head := v.Head()
	os, err := v.Outcomes(p.client, p.want.Last)
	if err != nil {
		return nil, err
	}
	if len(os) > 0 && os[0].User != p.user {
		os = nil // somebody has taken the client's name: what it pushes will fork
	}
	all, err := p.origin.Rights(v, p.user)
	if err != nil {
		return nil, err
	}
	rights := all.within(p.want.Follow)
	head.Grants = all.Version()
	from := p.want.Cursor
	if !p.lost && from.Epoch == head.Epoch && head.Seq < from.Seq {
		return nil, nil // what this node reads is old
	}
	behind := p.lost || from.Epoch != head.Epoch || from.Seq < v.Horizon()
	if !behind && from == head && len(os) == 0 {
		return nil, nil
	}
	if behind && from.Epoch != "" && p.have == nil {
		return Compare{head}, nil
	}
	m := Pull{From: from, To: head, Outcomes: os}
	var ok bool
	if m.Chain, ok, err = v.Chain(head.Seq); err != nil || !ok {
		return nil, err
	}
	see := visible{StoreView: v, rights: rights}
	if behind {
		m.From, m.Whole, m.Rights = Cursor{Epoch: head.Epoch, Grants: head.Grants}, true, all.list
		rs, err := v.Since(0, 0)
		if err != nil {
			return nil, err
		}
		for _, r := range rs {
			if r = rights.project(r); r.Alive() {
				m.Records = append(m.Records, r)
			}
		}
		if len(p.have) > 0 {
			m.Kept, m.Records = differences(p.have, m.Records)
			m.Of = p.at
		}
		return m, nil
	}
	had := rights
	if from.Grants != head.Grants {
		m.Rights = all.list
		had = newRights("", slices.Clone(p.want.Rights))
	}
	var rs []*Record
	if from.Seq < head.Seq {
		if rs, err = v.Since(from.Seq, 0); err != nil {
			return nil, err
		}
	}
	if had != rights {
		if m.Fresh, err = p.gained(v, had, rights, from.Seq); err != nil {
			return nil, err
		}
	}
	for _, r := range rs {
		r, fresh, err := p.delta(see, had, r, from.Seq)
		switch {
		case err != nil:
			return nil, err
		case r == nil:
		case fresh:
			m.Fresh = append(m.Fresh, r)
		default:
			m.Records = append(m.Records, r)
		}
	}
	return m, nil
}

// gained returns the records that have not changed after commit seq, but can be
// read now, or be read otherwise. They are in the order of their last changes.
func (p *Peer) gained(v StoreView, had, have *Rights, seq uint64) ([]*Record, error) {
	var out []*Record
	seen := map[string]bool{}
	for _, r := range have.list {
		if slices.ContainsFunc(had.list, func(o Right) bool { return o.Topic == r.Topic && o.Fields == r.Fields }) &&
			!slices.ContainsFunc(had.list, func(o Right) bool { return o.Fields != "" }) {
			continue
		}
		from, to := r.Topic, r.Topic+"\x00"
		if n := len(from) - 1; n >= 0 && from[n] == '*' {
			from = from[:n]
			to = after(from)
		}
		rs, err := v.InTopics(from, to)
		if err != nil {
			return nil, err
		}
		for _, rec := range rs {
			if rec.Last.Seq > seq || seen[rec.Key] || had.of(rec.Topic).equal(have.of(rec.Topic)) {
				continue
			}
			seen[rec.Key] = true
			if rec = have.project(rec); rec != nil {
				out = append(out, rec)
			}
		}
	}
	order(out, func(a, b *Record) int {
		if a.Last.Seq != b.Last.Seq {
			return cmp.Compare(a.Last.Seq, b.Last.Seq)
		}
		return compare(a.Key, b.Key)
	})
	return out, nil
}

// delta returns what the clone has to know of a record that has changed after
// commit seq, nil for nothing. For who may no longer read it, it is gone; to who
// could not read it in between, or otherwise, it comes fresh. The clone may have
// pulled some of the commits after seq by another message.
//
// had is what the clone says, so it does not decide what is sent: what was in a
// topic that is covered no longer leaves the clone by the rights of the same pull.
func (p *Peer) delta(v visible, had *Rights, r *Record, seq uint64) (d *Record, fresh bool, err error) {
	now := v.rights.of(r.Topic)
	always, ever := had.of(r.Topic).equal(now), !now.none
	if r.Moved > seq {
		h, _, err := v.StoreView.History(r.Key, seq)
		if err != nil {
			return nil, false, err
		}
		always = false
		for i := range h {
			for _, t := range [...]string{h[i].Was, h[i].Topic} {
				ever = ever || t != "" && v.rights.Sees(t)
			}
		}
	}
	switch {
	case now.none && ever:
		return &Record{Key: r.Key, Last: r.Last, Gone: true}, false, nil
	case now.none:
		return nil, false, nil
	case r.Born > seq || r.Gone || always:
		if r = v.rights.project(r); now.projections != nil && r.Last.Seq <= seq {
			return nil, false, nil // only what is not seen has changed
		}
		return r.since(seq), false, nil
	}
	return v.rights.project(r), true, nil
}

// since returns r with only the fields that were written after commit seq.
func (r *Record) since(seq uint64) *Record {
	if r.Gone || r.Born > seq {
		return r
	}
	d := *r
	d.Fields = nil
	for _, f := range r.Fields {
		if f.Last.Seq > seq {
			d.Fields = append(d.Fields, f)
		}
	}
	return &d
}

// At returns how far the origin is, for a clone that may have missed a
// message. Send it from time to time.
func (p *Peer) At() (Message, bool, error) {
	if !p.open {
		return nil, false, nil
	}
	var m At
	err := p.origin.store.View(p.space, func(v StoreView) error {
		m.Head = v.Head()
		c, err := v.Client(p.client)
		if c.User == p.user {
			m.N = c.N
		}
		return err
	})
	return m, err == nil, err
}
