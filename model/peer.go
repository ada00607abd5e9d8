package model

import "errors"

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

	space  string
	client string
	cursor Cursor // what was sent
	n      uint64 // the outcomes that were sent
	open   bool
	// waits is a greeting that the store cannot answer yet: it is behind the
	// clone.
	waits *Hello
}

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
		p.cursor, p.n = m.Cursor, m.N
		return nil, nil, nil
	}
	return nil, nil, Reject(CodeBadRequest, "a message that only the origin sends")
}

func (p *Peer) hello(h Hello) ([]Message, error) {
	switch {
	case h.Protocol != Protocol:
		return nil, Reject(CodeBadRequest, "this version of the application is too old or too new for the server")
	case !name(h.Client) || !name(h.Space):
		return nil, Reject(CodeBadRequest, "the client's name is malformed")
	}
	p.space, p.client, p.cursor, p.n = h.Space, h.Client, h.Cursor, h.N
	p.open, p.waits = false, nil
	w := Welcome{User: p.user, Time: p.now()}
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
		if behind(w.Head, c, p.cursor, p.n) {
			p.waits = &h
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
	if err != nil || p.waits != nil {
		return nil, err
	}
	p.open = !w.Fork
	return []Message{w}, nil
}

// behind reports whether a store is not as far as a clone: it reads what is
// old, as one of several servers may for a while. It waits, and never answers:
// a clone that was told of the past would take it for a fork.
func behind(head Cursor, c Client, at Cursor, n uint64) bool {
	return head.Epoch == at.Epoch && (head.Seq < at.Seq || c.N < n)
}

// errBehind ends a connection whose clone knows more of its chain than the store
// says.
var errBehind = errors.Join(ErrStore, errors.New("it is behind the clone"))

// Committed takes the answers to the jobs that Receive returned.
func (p *Peer) Committed(done []Done) ([]Message, error) {
	for _, d := range done {
		if d.Err != nil {
			// The clone and the origin do not agree on the chain. They say
			// hello anew.
			w := Welcome{User: p.user, Time: p.now(), Fork: d.Err == ErrFork}
			err := p.origin.store.View(p.space, func(v StoreView) error {
				w.Head = v.Head()
				c, err := v.Client(p.client)
				if err == nil && !w.Fork {
					w.N, w.Hash = c.N, c.Hash
				}
				if err == nil && !w.Fork && behind(w.Head, c, p.cursor, p.n) {
					return errBehind
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

// Pull returns what the clone does not have yet, and whether there is any. To a
// clone that was not answered because the store was behind it, that is the
// answer.
func (p *Peer) Pull() (Message, bool, error) {
	if p.waits != nil {
		w, err := p.hello(*p.waits)
		if len(w) == 0 {
			return nil, false, err
		}
		return w[0], true, nil
	}
	if !p.open {
		return nil, false, nil
	}
	var m Pull
	any := false
	err := p.origin.store.View(p.space, func(v StoreView) error {
		head := v.Head()
		os, err := v.Outcomes(p.client, p.n)
		if err != nil {
			return err
		}
		if p.cursor.Epoch == head.Epoch && p.cursor.Seq > head.Seq {
			return nil
		}
		whole := p.cursor.Epoch != head.Epoch || p.cursor.Grants != head.Grants
		if any = whole || p.cursor.Seq < head.Seq || len(os) > 0; !any {
			return nil
		}
		from := p.cursor
		if whole {
			from = Cursor{Epoch: head.Epoch, Grants: head.Grants}
		}
		m = Pull{From: from, To: head, Whole: whole, Outcomes: os}
		var rs []*Record
		if from.Seq < head.Seq {
			if rs, err = v.Since(from.Seq); err != nil {
				return err
			}
		}
		for _, r := range rs {
			if r.Gone && whole {
				continue
			}
			switch {
			case !whole:
				if r, err = p.delta(v, r, from.Seq); err != nil {
					return err
				}
			case !p.origin.may(p.user, r.Topic):
				r = nil
			}
			if r != nil {
				m.Records = append(m.Records, r)
			}
		}
		return nil
	})
	if err != nil || !any {
		return nil, false, err
	}
	p.cursor = m.To
	if k := len(m.Outcomes); k > 0 {
		p.n = m.Outcomes[k-1].N
	}
	return m, true, nil
}

// delta returns what the clone has to know of a record that has changed after
// commit seq, nil for nothing. For who may no longer read it, it is gone; to who
// could not read it for a while, it comes whole.
func (p *Peer) delta(v StoreView, r *Record, seq uint64) (*Record, error) {
	may := p.origin.may(p.user, r.Topic)
	if r.Born > seq && may || !moves(r.Key) {
		if !may {
			return nil, nil
		}
		return r.since(seq), nil
	}
	s, err := p.origin.sight(v, p.user, r.Key, seq)
	switch {
	case err != nil:
		return nil, err
	case may && s.always:
		return r.since(seq), nil
	case may:
		return r, nil
	case s.ever:
		return &Record{Key: r.Key, Last: r.Last, Gone: true}, nil
	}
	return nil, nil
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
		m.N = c.N
		return err
	})
	return m, err == nil, err
}
