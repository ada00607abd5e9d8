package model

import (
	"errors"
	"slices"
)

// Origin is the server's end of the spaces: the place where intents become
// commits. It has no state but the store's, so that several may share one. All
// its methods may be called concurrently.
type Origin struct {
	store indexed
	o     OriginOptions
}

// OriginOptions are the settings of an origin.
type OriginOptions struct {
	// Handler runs the requests.
	Handler Handler
	// Grants are in force in every space and at every time, beside those that
	// are records there. nil lets everybody do everything but in the topics
	// of other users.
	Grants []Grant
	// Version is the version of the application's requests. Older intents,
	// from Oldest on, are brought to it by Upgrade; those that are older
	// still, and those that Upgrade returns an error for, are quarantined.
	Version, Oldest uint32
	Upgrade         func(version uint32, r Request) (Request, error)
}

// NewOrigin returns an origin.
func NewOrigin(store Store, o OriginOptions) *Origin {
	if o.Grants == nil {
		o.Grants = []Grant{{Who: everybody, Topic: everybody}}
	}
	return &Origin{indexed{store}, o}
}

// Store returns the origin's store.
func (o *Origin) Store() Store { return o.store.Store }

// Rights returns what a user may do at the point that r reads.
func (o *Origin) Rights(r Reader, user string) (*Rights, error) {
	return rightsOf(r, user, o.o.Grants)
}

// Job is an intent to be run for a user.
type Job struct {
	User   string
	Intent Intent
	// Handler runs it; nil means the origin's own. A request that comes over
	// HTTP has one that keeps the response.
	Handler Handler
	// Direct says that the intent comes from no outbox: over HTTP. Its
	// outcome is the answer to it and is not stored, so Client and N are
	// empty. One that has a Client all the same may come again, as a form
	// does that is sent twice: its N is 1, and one with the ID of an intent
	// of the user's that was not rejected is not run, but has its outcome.
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
		g := &group{StoreTx: tx, head: tx.Head(), now: now, top: layer{below: tx}}
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
	if !j.Direct {
		d, err := g.arrived(j.User, in, hash)
		if err != nil || d != nil {
			if d == nil {
				return Done{}, err
			}
			return *d, err
		}
	} else if in.Client != "" {
		if d, err := g.byID(j.User, in.ID); err != nil || d != nil {
			if d == nil {
				return Done{}, err
			}
			return Done{Outcome: *d}, nil
		}
	}
	ran := *in
	if ran.Time > g.now {
		ran.Time = g.now // a clock that is ahead decides nothing
	}
	if err := o.ground(g, &ran); err != nil {
		return Done{}, err
	}
	res, err := o.result(g, j, &ran)
	if err != nil {
		return Done{}, err
	}
	out := Outcome{User: j.User, Client: in.Client, N: in.N, ID: in.ID, Hash: hash, Kind: res.kind, Reason: res.reason, Fields: res.fields}
	if out.Kind.Open() && (!j.Direct || j.Keep && out.Kind != Rejected) {
		if res.changes, err = o.ask(g, j, &ran, &out, res.again); err != nil {
			return Done{}, err
		}
	}
	if len(res.changes) > 0 {
		if err := g.commit(j, res.changes); err != nil {
			return Done{}, err
		}
	}
	out.Seq = g.head.Seq
	if j.Direct && in.Client != "" && out.Kind != Rejected {
		if _, err := g.client(in.Client); err != nil {
			return Done{}, err
		}
		g.outcome(out)
	}
	if !j.Direct {
		g.outcome(out)
	}
	return Done{Outcome: out}, nil
}

// result runs a job, unless it says by itself what becomes of it.
func (o *Origin) result(g *group, j *Job, ran *Intent) (result, error) {
	if no := j.check(); no != nil {
		return result{kind: Rejected, reason: no}, nil
	}
	if no := o.current(j, ran); no != nil {
		return result{kind: Quarantined, reason: no}, nil
	}
	if res, err := g.needs(j.User, ran); err != nil || res.kind != 0 {
		return res, err
	}
	v, err := g.visible(o, j.User)
	if err != nil {
		return result{}, err
	}
	h := j.Handler
	if h == nil {
		h = o.o.Handler
	}
	res, err := run(v, ran, j.User, h)
	if err == nil && res.unknown {
		res = result{kind: Quarantined, reason: Reject(CodeCrashed, "the request asked for what the server does not hold")}
	}
	return res, err
}

// current brings a request to this version.
func (o *Origin) current(j *Job, ran *Intent) *Rejection {
	if j.Direct {
		ran.Version = o.o.Version
	}
	if ran.Version == o.o.Version {
		return nil
	}
	no := Reject(CodeVersion, "this was entered with a version of the application that is not understood any more")
	if ran.Version > o.o.Version || ran.Version < o.o.Oldest {
		return no
	}
	if o.o.Upgrade == nil {
		return nil
	}
	r, err := upgraded(o.o.Upgrade, ran.Version, ran.Request)
	if err != nil {
		return no
	}
	ran.Request, ran.Version = r, o.o.Version
	return nil
}

// needs tells what becomes of an intent whose ground has not come about: one
// that it works on was refused, or waits for a person.
func (g *group) needs(user string, in *Intent) (result, error) {
	for _, id := range in.Needs {
		o, err := g.byID(user, id)
		if err != nil {
			return result{}, err
		}
		if o == nil || !o.Kind.Open() {
			continue
		}
		cause := issueID(o.Client, o.N, o.ID)
		if o.Reason != nil && o.Reason.Cause != "" {
			cause = o.Reason.Cause
		}
		if r, err := g.Get(Key(OutcomeCollection, cause)); err != nil {
			return result{}, err
		} else if !r.Alive() {
			continue // its user has decided
		}
		if o.Kind == Conflicted {
			return result{kind: Conflicted, reason: &Rejection{Code: CodeHeld, Message: "this waits until an earlier edit that it works on is decided", Cause: cause}}, nil
		}
		return result{kind: Rejected, reason: &Rejection{Code: CodeCause, Message: "an earlier edit that this one works on could not be made", Cause: cause}}, nil
	}
	return result{}, nil
}

// ask returns the changes that put an outcome before its user.
func (o *Origin) ask(g *group, j *Job, in *Intent, out *Outcome, again *again) ([]Change, error) {
	asked := *in
	var changes []Change
	id := issueID(in.Client, in.N, in.ID)
	if again != nil {
		asked.Request, asked.Version = again.request, o.o.Version
		tx := newTx(g, &Intent{}, j.User)
		if err := tx.delete(again.key); err != nil && !errors.Is(err, ErrAbsent) {
			return nil, err
		}
		_, old := SplitKey(again.key)
		held, err := Held(tx, old)
		if err != nil {
			return nil, err
		}
		for _, i := range held {
			i.Cause = id
			if err := Issues.Save(tx, i); err != nil {
				return nil, err
			}
		}
		res, err := tx.resolve()
		if err != nil {
			return nil, err
		}
		changes = res.changes
	}
	i := issue(out, &asked, j.User, g.now)
	i.ID = id
	if again != nil {
		// What its author saw the first time is what counts for what nobody has
		// been asked about.
		if r, err := g.Get(again.key); err != nil {
			return nil, err
		} else if r.Alive() {
			first := Issues.of(r)
			i.Base, i.Shown = first.Base, first.Shown
		}
	}
	tx := newTx(empty{}, in, j.User)
	if err := Issues.Create(tx, i); err != nil {
		return nil, err
	}
	res, err := tx.resolve()
	return append(changes, res.changes...), err
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

// empty reads a space that holds nothing.
type empty struct{}

func (empty) Head() Cursor                                   { return Cursor{} }
func (empty) Get(string) (*Record, error)                    { return nil, nil }
func (empty) Scan(Span) ([]Row, error)                       { return nil, nil }
func (empty) Count(Span) (int, error)                        { return 0, nil }
func (empty) History(string, uint64) ([]Change, bool, error) { return nil, true, nil }

// group is a transaction and what the jobs so far have done, not yet written.
type group struct {
	StoreTx
	head     Cursor
	hash     Hash // of the commit at the head
	now      Time
	top      layer
	history  map[string][]Change
	commits  []*Commit
	after    [][]*Record
	entries  [][]Entry
	clients  map[string]*Client
	chain    []*Client // in the order of their first use
	outcomes []Outcome
	rights   map[string]*Rights // by user, until grants change
	then     map[userAt]*Rights
	granted  uint64 // the last commit that has changed grants, 0 if not of this group
}

// userAt is a user at a commit.
type userAt struct {
	user string
	seq  uint64
}

// visible returns what a user may see, of what the jobs so far have done.
func (g *group) visible(o *Origin, user string) (visible, error) {
	rs := g.rights[user]
	if rs == nil {
		var err error
		if rs, err = o.Rights(g, user); err != nil {
			return visible{}, err
		}
		if g.rights == nil {
			g.rights = map[string]*Rights{}
		}
		g.rights[user] = rs
	}
	return visible{g, rs, func(seq uint64) (*Rights, error) { return g.rightsAt(o, user, rs, seq) }}, nil
}

// rightsAt returns the rights that a user had at a commit. They are now if they
// have not changed.
func (g *group) rightsAt(o *Origin, user string, now *Rights, seq uint64) (*Rights, error) {
	last := g.granted
	if last == 0 {
		text, err := g.Note(noteGranted)
		if err != nil {
			return nil, err
		}
		if n, err := Value(text).Int(); err == nil {
			last = uint64(n)
		}
	}
	if seq >= last {
		return now, nil
	}
	if rs := g.then[userAt{user, seq}]; rs != nil {
		return rs, nil
	}
	old := &layer{below: g}
	rs, err := g.Since(seq, 0)
	if err != nil {
		return nil, err
	}
	for _, r := range rs {
		if r.Collection() != GrantCollection {
			continue
		}
		key := r.Key
		h, whole, err := g.History(key, seq)
		if err != nil {
			return nil, err
		}
		if r, err = g.Get(key); err != nil {
			return nil, err
		}
		if r = before(h, r); r == nil || !whole && (r.Born > seq || r.mixed(Base{Seq: seq})) {
			// A grant that may have been another then, for all that is known of it,
			// was none.
			r = &Record{Key: key, Gone: true}
		}
		old.set(r)
	}
	was, err := o.Rights(old, user)
	if err != nil {
		return nil, err
	}
	if was.Version() == now.Version() {
		was = now
	}
	if g.then == nil {
		g.then = map[userAt]*Rights{}
	}
	g.then[userAt{user, seq}] = was
	return was, nil
}

// noteGranted is the number of the last commit that has changed grants.
const noteGranted = "granted"

func (g *group) Head() Cursor                    { return g.head }
func (g *group) Get(key string) (*Record, error) { return g.top.Get(key) }
func (g *group) Scan(s Span) ([]Row, error)      { return g.top.Scan(s) }
func (g *group) Count(s Span) (int, error)       { return g.top.Count(s) }

func (g *group) History(key string, seq uint64) ([]Change, bool, error) {
	h, whole, err := g.StoreTx.History(key, seq)
	if own := g.history[key]; len(own) > 0 && err == nil {
		h = slices.Concat(h, own)
	}
	return h, whole, err
}

func (g *group) Since(seq uint64, limit int) ([]*Record, error) {
	rs, err := g.StoreTx.Since(seq, limit)
	if err != nil || len(g.top.keys) == 0 {
		return rs, err
	}
	rs = slices.DeleteFunc(slices.Clone(rs), func(r *Record) bool { return g.top.records[r.Key] != nil })
	for i := range g.after {
		for _, r := range g.after[i] {
			if r.Last.Seq > seq && g.top.records[r.Key] == r {
				rs = append(rs, r)
			}
		}
	}
	if limit > 0 && len(rs) > limit {
		rs = rs[:limit]
	}
	return rs, nil
}

func (g *group) Commits(seq uint64, limit int) ([]Commit, error) {
	cs, err := g.StoreTx.Commits(seq, limit)
	if err != nil {
		return nil, err
	}
	for _, c := range g.commits {
		if c.Seq > seq && (limit == 0 || len(cs) < limit) {
			cs = append(cs, *c)
		}
	}
	return cs, nil
}

// Client knows those that the group has not written yet.
func (g *group) Client(id string) (Client, error) {
	c, err := g.client(id)
	if err != nil {
		return Client{}, err
	}
	return *c, nil
}

// Outcome knows those that the group has not written yet.
func (g *group) Outcome(user string, id ID) (*Outcome, error) { return g.byID(user, id) }

func (g *group) Changed(key string, seq uint64, limit int) ([]Commit, error) {
	var own []Commit
	for i := len(g.commits) - 1; i >= 0; i-- {
		c := *g.commits[i]
		k := slices.IndexFunc(c.Changes, func(ch Change) bool { return ch.Key == key })
		if c.Seq < seq && k >= 0 {
			c.Changes = c.Changes[k : k+1 : k+1]
			own = append(own, c)
		}
	}
	if limit > 0 && len(own) >= limit {
		return own[:limit], nil
	}
	if limit > 0 {
		limit -= len(own)
	}
	cs, err := g.StoreTx.Changed(key, seq, limit)
	return slices.Concat(own, cs), err
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

// arrived tells what is known of an intent that came from an outbox: nil if it
// is the next one.
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
	o, err := g.byID(user, in.ID)
	if err != nil || o == nil {
		return nil, err
	}
	again := *o
	again.Client, again.N, again.Hash = in.Client, in.N, hash
	g.outcome(again)
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

func (g *group) byID(user string, id ID) (*Outcome, error) {
	o, err := g.StoreTx.Outcome(user, id)
	if err != nil || o != nil {
		return o, err
	}
	for i := range g.outcomes {
		if o := &g.outcomes[i]; o.ID == id && o.User == user {
			return o, nil
		}
	}
	return nil, nil
}

// commit numbers the changes of a job.
func (g *group) commit(j *Job, changes []Change) error {
	if g.history == nil {
		g.history = map[string][]Change{}
		hash, _, err := g.Chain(g.head.Seq)
		if err != nil {
			return err
		}
		g.hash = hash
	}
	g.head.Seq++
	in := &j.Intent
	at := Version{g.head.Seq, in.Client, in.N}
	c := &Commit{Seq: g.head.Seq, Time: g.now, User: j.User, Method: in.Method, URI: in.URI,
		Intent: in.ID, Client: in.Client, N: in.N, Blind: in.Base.Blind(), Changes: changes}
	records := make([]*Record, len(changes))
	var moved []Entry
	for i := range changes {
		ch := &changes[i]
		ch.At = at
		old, err := g.Get(ch.Key)
		if err != nil {
			return err
		}
		if old != nil && old.Gone && ch.Op == OpCreate {
			// A restored record is as its last writers left it. Its
			// restorer may have seen it otherwise.
			ch.At = Version{Seq: at.Seq}
		}
		if ch.Op == OpDelete {
			ch.Fields = old.hidden(ch.Fields)
		}
		now := ch.apply(old)
		records[i] = now
		if now.Collection() == GrantCollection {
			clear(g.rights)
			clear(g.then)
			g.granted = at.Seq
		}
		before := &layer{below: &layer{below: g.top.below, records: g.top.records, keys: g.top.keys}}
		if old == nil {
			old = &Record{Key: ch.Key, Gone: true}
		}
		before.set(old)
		g.top.set(now)
		es, err := entries(old, now, before, &g.top)
		if err != nil {
			return err
		}
		moved = append(moved, es...)
		g.history[ch.Key] = append(g.history[ch.Key], *ch)
	}
	c.Hash = c.Sum(g.hash)
	g.hash = c.Hash
	g.commits, g.after, g.entries = append(g.commits, c), append(g.after, records), append(g.entries, moved)
	return nil
}

// hidden adds the fields to a deletion that its author does not see: they are
// gone too, and come back with the rest.
func (r *Record) hidden(fields []FieldChange) []FieldChange {
	if r == nil || len(r.Fields) == len(fields) {
		return fields
	}
	fields = slices.Clone(fields)
	for _, f := range r.Fields {
		if !slices.ContainsFunc(fields, func(c FieldChange) bool { return c.Name == f.Name }) {
			fields = append(fields, FieldChange{f.Name, f.Value, ""})
		}
	}
	order(fields, func(a, b FieldChange) int { return compare(a.Name, b.Name) })
	return fields
}

// outcome keeps what became of an intent, and moves its client's chain on.
func (g *group) outcome(o Outcome) {
	g.outcomes = append(g.outcomes, o)
	c := g.clients[o.Client]
	c.User, c.N, c.Hash = o.User, o.N, o.Hash
	if !slices.Contains(g.chain, c) {
		g.chain = append(g.chain, c)
	}
}

func (g *group) write() error {
	for i, c := range g.commits {
		if err := g.Append(c, g.after[i], g.entries[i]); err != nil {
			return err
		}
	}
	if g.granted > 0 {
		if err := g.PutNote(noteGranted, string(Uint(g.granted))); err != nil {
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
	return o.store.View(space, func(view StoreView) error {
		v, err := o.visible(view, user)
		if err != nil {
			return err
		}
		return h(NewTx(v, user, r, now))
	})
}
