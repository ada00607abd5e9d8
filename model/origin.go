package model

import (
	"errors"
	"slices"
)

// Origin is the server's end of the spaces: the place where intents become
// commits. It has no state but the store's, so that several may share one. All
// its methods may be called concurrently.
type Origin struct {
	store   Store
	handler Handler
	may     func(user, topic string) bool
}

// NewOrigin returns an origin that runs requests with h. may tells whether a
// user may read a topic; nil lets everybody read everything but the topics of
// other users.
func NewOrigin(store Store, h Handler, may func(user, topic string) bool) *Origin {
	if may == nil {
		may = func(user, topic string) bool {
			return len(topic) < 5 || topic[:5] != "user/" || topic == UserTopic(user)
		}
	}
	return &Origin{store, h, may}
}

// Store returns the origin's store.
func (o *Origin) Store() Store { return o.store }

// May reports whether a user may read a topic.
func (o *Origin) May(user, topic string) bool { return o.may(user, topic) }

// Job is an intent to be run for a user.
type Job struct {
	User   string
	Intent Intent
	// Handler runs it; nil means the origin's own. A request that comes over
	// HTTP has one that keeps the response.
	Handler Handler
	// Direct says that the intent comes from no outbox: over HTTP. Its
	// outcome is the answer to it and is not stored, so Client and N are
	// empty.
	Direct bool
	// Keep stores what a direct intent would lose when it comes to a
	// conflict or to quarantine, for its user to decide about later.
	Keep bool
}

// Errors of a Job.
var (
	// ErrGap: an intent before this one has not arrived.
	ErrGap = errors.New("an earlier intent is missing")
	// ErrFork: the intent does not continue the chain that the origin has,
	// or the client belongs to another user.
	ErrFork = errors.New("another history of this client is known")
)

// Done is what became of a job. Err is ErrGap or ErrFork if the intent has no
// outcome.
type Done struct {
	Outcome Outcome
	Err     error
}

// Commit runs the jobs in their order and makes them durable together. Each
// sees what those before it have done; each is kept or refused alone. An error
// wraps ErrStore, or is that of a reader: nothing was done then, and the jobs
// can be tried again.
func (o *Origin) Commit(space string, now Time, jobs []Job) ([]Done, error) {
	var done []Done
	err := o.store.Update(space, func(tx StoreTx) error {
		g := &group{StoreTx: tx, head: tx.Head(), now: now}
		done = make([]Done, len(jobs))
		for i := range jobs {
			d, err := o.one(g, &jobs[i])
			if err != nil {
				return err
			}
			done[i] = d
		}
		return g.write()
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

// one runs a job on top of those before it in its group.
func (o *Origin) one(g *group, j *Job) (Done, error) {
	in := &j.Intent
	hash := in.Hash()
	no := j.check()
	if !j.Direct {
		d, err := g.arrived(j.User, in, hash)
		if err == errAnothers {
			no, err = errAnothers, nil
		}
		if err != nil || d != nil {
			if d == nil {
				return Done{}, err
			}
			return *d, err
		}
	}
	ran := *in
	if ran.Time > g.now {
		ran.Time = g.now // a clock that is ahead decides nothing
	}
	h := j.Handler
	if h == nil {
		h = o.handler
	}
	var res result
	if no != nil {
		res = result{kind: Rejected, reason: no}
	} else {
		var err error
		if res, err = run(visible{g, o, j.User}, &ran, j.User, h); err != nil {
			return Done{}, err
		}
		if res.unknown {
			res = result{kind: Quarantined, reason: Reject(CodeCrashed, "the request asked for what the server does not hold")}
		}
	}
	out := Outcome{Client: in.Client, N: in.N, ID: in.ID, Hash: hash, Kind: res.kind, Reason: res.reason, Fields: res.fields}
	if out.Kind.Open() && (!j.Direct || j.Keep && out.Kind != Rejected) {
		asked := *in
		res.changes = nil
		if res.again != nil {
			asked.Request = res.again.request
			gone, err := deletion(g, res.again.key)
			if err != nil {
				return Done{}, err
			}
			res.changes = gone
		}
		issue, err := issueChange(&out, &asked, j.User, g.now)
		if err != nil {
			return Done{}, err
		}
		res.changes = append(res.changes, issue)
	}
	if len(res.changes) > 0 {
		g.commit(j, res.changes)
	}
	out.Seq = g.head.Seq
	if !j.Direct {
		g.outcome(j.User, out)
	}
	return Done{Outcome: out}, nil
}

func (j *Job) check() *Rejection {
	var err error
	if j.Direct {
		err = j.Intent.Request.Check()
	} else {
		err = j.Intent.Check()
	}
	var no *Rejection
	errors.As(err, &no)
	return no
}

// issueChange returns the creation of the record that asks a person.
func issueChange(o *Outcome, in *Intent, user string, now Time) (Change, error) {
	i := issue(o, in, user, now)
	tx := &Tx{reader: empty{}, in: in, user: user}
	if err := Issues.Create(tx, i); err != nil {
		return Change{}, err
	}
	return tx.resolve().changes[0], nil
}

// deletion returns the change that deletes a record, none if it is not there.
func deletion(r Reader, key string) ([]Change, error) {
	tx := &Tx{reader: r, in: &Intent{}}
	switch err := tx.delete(key); {
	case errors.Is(err, ErrAbsent):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return tx.resolve().changes, nil
}

// empty reads a space that holds nothing.
type empty struct{}

func (empty) Head() Cursor                                   { return Cursor{} }
func (empty) Get(string) (*Record, error)                    { return nil, nil }
func (empty) List(string) ([]*Record, error)                 { return nil, nil }
func (empty) History(string, uint64) ([]Change, bool, error) { return nil, true, nil }

// group is a transaction and what the jobs so far have done, not yet written.
type group struct {
	StoreTx
	head     Cursor
	now      Time
	records  map[string]*Record
	history  map[string][]Change
	commits  []*Commit
	after    [][]*Record
	clients  map[string]*Client
	chain    []*Client // in the order of their first use
	outcomes []Outcome
}

func (g *group) Head() Cursor { return g.head }

func (g *group) Get(key string) (*Record, error) {
	if r, ok := g.records[key]; ok {
		return r, nil
	}
	return g.StoreTx.Get(key)
}

func (g *group) List(collection string) ([]*Record, error) {
	rs, err := g.StoreTx.List(collection)
	if err != nil || len(g.records) == 0 {
		return rs, err
	}
	rs = slices.Clone(rs)
	for _, after := range g.after {
		for _, r := range after {
			if r.Collection() != collection || g.records[r.Key] != r {
				continue
			}
			i, ok := slices.BinarySearchFunc(rs, r.Key, func(r *Record, k string) int { return compare(r.Key, k) })
			switch {
			case r.Gone && ok:
				rs = slices.Delete(rs, i, i+1)
			case !r.Gone && ok:
				rs[i] = r
			case !r.Gone:
				rs = slices.Insert(rs, i, r)
			}
		}
	}
	return rs, nil
}

func (g *group) History(key string, seq uint64) ([]Change, bool, error) {
	h, whole, err := g.StoreTx.History(key, seq)
	if own := g.history[key]; len(own) > 0 && err == nil {
		h = slices.Concat(h, own)
	}
	return h, whole, err
}

func (g *group) client(id string) (*Client, error) {
	if c := g.clients[id]; c != nil {
		return c, nil
	}
	c, err := g.StoreTx.Client(id)
	if err != nil {
		return nil, err
	}
	if g.clients == nil {
		g.clients = map[string]*Client{}
	}
	g.clients[id] = &c
	return &c, nil
}

// errAnothers refuses an intent that another user has made: what became of it is
// not for who sends it again.
var errAnothers = Reject(CodeForbidden, "this request is another user's")

// arrived tells what is known of an intent that came from an outbox: nil if it
// is the next one, errAnothers if it is to be refused.
func (g *group) arrived(user string, in *Intent, hash Hash) (*Done, error) {
	c, err := g.client(in.Client)
	if err != nil {
		return nil, err
	}
	switch {
	case c.User != "" && c.User != user:
		return &Done{Err: ErrFork}, nil
	case in.N > c.N+1:
		return &Done{Err: ErrGap}, nil
	case in.N == c.N+1:
		if c.N > 0 && in.Prev != c.Hash {
			return &Done{Err: ErrFork}, nil
		}
	default:
		o, err := g.at(in.Client, in.N)
		if err != nil {
			return nil, err
		}
		if o == nil || o.Hash != hash {
			return &Done{Err: ErrFork}, nil
		}
		return &Done{Outcome: *o}, nil
	}
	// The same intent may have come by another chain: from a copy of this
	// client, or before it took a new id.
	o, err := g.byID(in.ID)
	if err != nil || o == nil {
		return nil, err
	}
	owner, err := g.client(o.Client)
	if err != nil {
		return nil, err
	}
	if owner.User != user {
		return nil, errAnothers
	}
	again := *o
	again.Client, again.N, again.Hash = in.Client, in.N, hash
	g.outcome(user, again)
	return &Done{Outcome: again}, nil
}

func (g *group) at(client string, n uint64) (*Outcome, error) {
	for i := range g.outcomes {
		if o := &g.outcomes[i]; o.Client == client && o.N == n {
			return o, nil
		}
	}
	os, err := g.Outcomes(client, n-1)
	if err != nil || len(os) == 0 || os[0].N != n {
		return nil, err
	}
	return &os[0], nil
}

func (g *group) byID(id ID) (*Outcome, error) {
	for i := range g.outcomes {
		if g.outcomes[i].ID == id {
			return &g.outcomes[i], nil
		}
	}
	return g.Outcome(id)
}

// commit numbers the changes of a job.
func (g *group) commit(j *Job, changes []Change) {
	if g.records == nil {
		g.records, g.history = map[string]*Record{}, map[string][]Change{}
	}
	g.head.Seq++
	in := &j.Intent
	at := Version{g.head.Seq, in.Client, in.N}
	c := &Commit{Seq: g.head.Seq, Time: g.now, User: j.User, Method: in.Method, URI: in.URI,
		Intent: in.ID, Client: in.Client, N: in.N, Blind: in.Base.Blind(), Changes: changes}
	after := make([]*Record, len(changes))
	for i := range changes {
		ch := &changes[i]
		ch.At = at
		// What was written came from this group or from the store; either
		// way it was read a moment ago, so an error here cannot be new.
		old, _ := g.Get(ch.Key)
		if old != nil && old.Gone && ch.Op == OpCreate {
			// A restored record is as its last writers left it. Its
			// restorer may have seen it otherwise.
			ch.At = Version{Seq: at.Seq}
		}
		after[i] = ch.apply(old)
		g.records[ch.Key] = after[i]
		g.history[ch.Key] = append(g.history[ch.Key], *ch)
	}
	g.commits, g.after = append(g.commits, c), append(g.after, after)
}

// outcome keeps what became of an intent, and moves its client's chain on.
func (g *group) outcome(user string, o Outcome) {
	g.outcomes = append(g.outcomes, o)
	c := g.clients[o.Client]
	c.User, c.N, c.Hash = user, o.N, o.Hash
	if !slices.Contains(g.chain, c) {
		g.chain = append(g.chain, c)
	}
}

func (g *group) write() error {
	for i, c := range g.commits {
		if err := g.Append(c, g.after[i]); err != nil {
			return err
		}
	}
	for _, c := range g.chain {
		if err := g.PutClient(*c); err != nil {
			return err
		}
	}
	for _, o := range g.outcomes {
		if err := g.PutOutcome(o); err != nil {
			return err
		}
	}
	return nil
}

// Read runs a request that only reads, at one consistent point. It returns
// what the handler returned, or the store's error.
func (o *Origin) Read(space, user string, r Request, now Time, h Handler) error {
	return o.store.View(space, func(v StoreView) error {
		return h(NewTx(visible{v, o, user}, user, r, now))
	})
}

// visible leaves out what a user may not read.
type visible struct {
	StoreView
	o    *Origin
	user string
}

// Get shows a hidden record as one that is gone: its key stays taken.
func (v visible) Get(key string) (*Record, error) {
	r, err := v.StoreView.Get(key)
	if r != nil && !v.o.may(v.user, r.Topic) {
		r = &Record{Key: key, Gone: true}
	}
	return r, err
}

func (v visible) List(collection string) ([]*Record, error) {
	rs, err := v.StoreView.List(collection)
	if err != nil {
		return nil, err
	}
	out := rs[:0:0]
	for _, r := range rs {
		if v.o.may(v.user, r.Topic) {
			out = append(out, r)
		}
	}
	return out, nil
}

// History begins where the record came into sight, if that was after commit seq:
// whoever was there before has not seen it.
func (v visible) History(key string, seq uint64) ([]Change, bool, error) {
	h, whole, err := v.StoreView.History(key, seq)
	if err != nil || !whole || !moves(key) {
		return h, whole, err
	}
	all, whole, err := v.StoreView.History(key, 0)
	if err != nil || !whole {
		return h, err == nil, err
	}
	if n := len(all); n == 0 || !v.o.may(v.user, all[n-1].Topic) {
		return nil, true, nil
	}
	before := len(all) - len(h)
	if before > 0 && v.o.may(v.user, all[before-1].Topic) {
		return h, true, nil
	}
	var r *Record
	for i := range all {
		r = all[i].apply(r)
		if i >= before && v.o.may(v.user, all[i].Topic) {
			first := all[i]
			if r.Alive() {
				first.Op, first.Fields = OpCreate, nil
				for _, f := range r.Fields {
					first.Fields = append(first.Fields, FieldChange{f.Name, "", f.Value})
				}
			}
			return append([]Change{first}, all[i+1:]...), true, nil
		}
	}
	return nil, true, nil
}

// sight says when a record could be read, of a time that begins at a commit.
type sight struct{ first, always, ever bool }

// sight returns when the user could read the record since commit seq.
func (o *Origin) sight(v StoreView, user, key string, seq uint64) (sight, error) {
	h, whole, err := v.History(key, 0)
	if err != nil || !whole {
		return sight{ever: true}, err
	}
	s := sight{always: true}
	for i := range h {
		may := o.may(user, h[i].Topic)
		if h[i].At.Seq <= seq {
			s.first = may && h[i].Op != OpDelete
			continue
		}
		s.always = s.always && may
		s.ever = s.ever || may
	}
	s.always = s.always && s.first
	s.ever = s.ever || s.first
	return s, nil
}
