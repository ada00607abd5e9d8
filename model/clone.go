package model

import (
	"cmp"
	"slices"
)

// Clone is a client's copy of a space and its outbox. It is a state machine
// without I/O, clock or randomness of its own; its methods must not be called
// concurrently.
//
// Do runs a request on the copy. Receive takes what the origin sends and Next
// gives what is to be sent to it. Writes gives what is to be stored on the
// device; nothing is sent before Saved has confirmed it.
type Clone struct {
	o CloneOptions

	id     string
	user   string
	rights *Rights // what the user may do; nil before the origin has said it
	follow []string
	filled []Right // those by which the clone was filled
	cursor Cursor
	chain  Hash     // of the commit at the cursor
	was    []string // epochs before, of the same history
	epoch  string   // of the origin on this connection
	lost   bool     // the origin has another history
	// offered says that the intents are on the way to it.
	offered bool
	now     Time     // the latest that was heard of
	tail    chainEnd // the last intent whose outcome is here
	last    chainEnd // the last intent that was made
	moves   []move

	table   // as at the cursor
	outbox  []*Pending
	top     layer                 // what the outbox makes of the records
	stacks  map[string][]above    // by key, in the order of the outbox
	readers map[string][]*Pending // by the keys that they have read, in the order of the outbox
	seekers []*Pending            // those that have read spans
	before  []above               // what answered intents had put on the screen, the last ones
	kept    []Intent              // answered ones, to be offered again to a restored server

	history []Change // what pulls have changed, for the bases on the screen
	whole   uint64   // history is complete after this commit
	points  []uint64 // the commits after it at which the clone has stood

	link    link
	sent    uint64
	out     []Message
	batch   *Batch
	batches uint64
	touched map[string]int // where in touches, since Changed was called
	touches []Touch
	all     bool
	settled []Outcome
}

type chainEnd struct {
	N    uint64
	Hash Hash
}

type link uint8

const (
	linkClosed link = iota
	linkGreeting
	linkAgain // greeting under a new id, after the origin has welcomed the old one
	linkOpen
)

// maxHistory is how many pulled changes a clone keeps in memory, to know what
// a form showed that was drawn before them.
const maxHistory = 4096

// CloneOptions are the settings of a new clone.
type CloneOptions struct {
	// Space is the space that is cloned.
	Space string
	// Handler runs the intents of the outbox again after a pull.
	Handler Handler
	// Random returns new random ids.
	Random func() ID
	// User is who uses the device now, as far as that is known; "" is whoever
	// did. What is saved of another user is forgotten at once; the origin has
	// the last word.
	User string
	// Version is the version of the application's requests. Intents that an
	// older build has left are run again as Upgrade says, which is
	// OriginOptions.Upgrade.
	Version uint32
	Upgrade func(version uint32, r Request) (Request, error)
	// Follow names the topics that the clone holds, as in Grant.Topic; nil is
	// all that its user may read. The user's own are always held.
	Follow []string
	// KeepFor is for how long, in microseconds, answered intents are kept, to
	// be offered again should the server be restored from a backup. Defaults
	// to 14 days; at most 4096 are kept.
	KeepFor Time
}

const (
	defaultKeep = 14 * 24 * 3600 * 1_000_000
	maxKept     = 4096
)

// Saved is what a device holds of a clone: what the batches have written.
type Saved struct {
	Meta    Meta
	Records []*Record
	// Intents are in the order of their numbers.
	Intents []Intent
	// Kept are the answered ones, in any order.
	Kept []Intent
}

// Meta is the part of a clone that is neither a record nor an intent.
type Meta struct {
	Space, Client, User string
	Cursor              Cursor
	// Chain is the hash of the commit at the cursor.
	Chain Hash
	// N and Hash are of the last intent whose outcome was received.
	N    uint64
	Hash Hash
	// Rights are what the user may do; Filled are those by which the clone
	// was filled.
	Rights, Filled []Right
	// Follow is as in CloneOptions.
	Follow []string
}

// Batch is what is to be stored on the device, all of it or nothing, and after
// the batches before it.
type Batch struct {
	// Number is what Saved is called with.
	Number uint64
	// Reset drops all records first.
	Reset bool
	// Records are to be stored; those that are Gone are to be dropped.
	Records []*Record
	// Drop names the intents that have left the outbox. It comes before
	// Intents, which are to be stored.
	Drop    []uint64
	Intents []Intent
	// Forget names intents that are kept no longer. It comes before Keep,
	// which are to be stored under their ids.
	Forget []ID
	Keep   []Intent
	// Meta says that the clone's Meta has changed.
	Meta bool
}

// NewClone returns a clone with what the device holds of it; nil means that it
// holds nothing.
func NewClone(o CloneOptions, saved *Saved) *Clone {
	if o.KeepFor == 0 {
		o.KeepFor = defaultKeep
	}
	c := &Clone{o: o, follow: o.Follow, table: newTable(), stacks: map[string][]above{}, readers: map[string][]*Pending{}, touched: map[string]int{}}
	c.top.below = base{c}
	if saved == nil || saved.Meta.Client == "" {
		c.id = newClientID(o.Random)
		c.write().Meta = true
		return c
	}
	m := saved.Meta
	c.id, c.user, c.cursor, c.chain, c.tail = m.Client, m.User, m.Cursor, m.Chain, chainEnd{m.N, m.Hash}
	c.filled = m.Filled
	if m.Rights != nil {
		c.rights = newRights("", m.Rights)
	}
	if !slices.Equal(c.follow, m.Follow) || (c.follow == nil) != (m.Follow == nil) {
		c.cursor.Grants = 0 // the origin will say what is held now
	}
	c.whole, c.last, c.points = c.cursor.Seq, c.tail, []uint64{c.cursor.Seq}
	c.records = make(map[string]*Record, len(saved.Records))
	for _, r := range saved.Records {
		c.records[r.Key] = r
	}
	c.fill(saved.Records)
	c.kept = saved.Kept
	order(c.kept, func(a, b Intent) int {
		if a.Time != b.Time {
			return cmp.Compare(a.Time, b.Time)
		}
		return cmp.Compare(a.N, b.N)
	})
	for _, in := range saved.Intents {
		if in.N != c.last.N+1 || in.Client != c.id {
			continue // left over from a chain that has moved
		}
		p := &Pending{Intent: in, hash: in.Hash(), durable: true}
		c.outbox = append(c.outbox, p)
		c.last = chainEnd{in.N, p.hash}
	}
	if o.User != "" && c.user != "" && c.user != o.User {
		c.become(o.User)
	}
	c.rerunAll()
	return c
}

func newClientID(random func() ID) string {
	id := random()
	return Sum("client", string(id[:])).Name()
}

// Meta returns what is to be stored when a batch says so.
func (c *Clone) Meta() Meta {
	return Meta{c.o.Space, c.id, c.user, c.cursor, c.chain, c.tail.N, c.tail.Hash, c.rights.List(), c.filled, c.follow}
}

// ID returns the client's id.
func (c *Clone) ID() string { return c.id }

// User returns whose clone it is, by the last word of the origin.
func (c *Clone) User() string { return c.user }

// Cursor returns the point up to which the origin's commits are here.
func (c *Clone) Cursor() Cursor { return c.cursor }

// Ready reports whether the clone holds the space: until its first pull, all
// is unknown.
func (c *Clone) Ready() bool { return c.cursor.Epoch != "" }

// Online reports whether the origin has welcomed the clone.
func (c *Clone) Online() bool { return c.link >= linkAgain }

// Rights returns what the user may do, by the last pull; nil before it.
func (c *Clone) Rights() *Rights { return c.rights }

// Outbox returns the intents that wait for their outcomes, in order.
func (c *Clone) Outbox() []*Pending { return c.outbox }

// Follow changes which topics the clone holds; see CloneOptions.
func (c *Clone) Follow(topics []string) {
	c.follow = topics
	c.cursor.Grants = 0
	c.write().Meta = true
	if c.link == linkOpen {
		c.out = append(c.out, c.want())
	}
}

// Base returns the base of what is shown now: an intent that waits for the
// origin shows nothing, and is not in it.
func (c *Clone) Base() Base {
	b := Base{Epoch: c.cursor.Epoch, Seq: c.cursor.Seq}
	for _, p := range c.outbox {
		if !p.shown {
			continue
		}
		if k := len(b.Own); k > 0 && b.Own[k-1].N == p.N-1 {
			b.Own[k-1].N = p.N
		} else if k < maxMarks {
			b.Own = append(b.Own, Mark{c.id, p.N - 1, p.N})
		}
	}
	return b
}

// Ran is what became of a request on the clone.
type Ran struct {
	// Kind is Applied or Merged when the request's effect is shown,
	// Conflicted when it is queued without effect because the origin will
	// have to ask, Rejected or Quarantined when it is refused here, and 0
	// when it is queued without effect because the device lacks what it needs.
	Kind Kind
	// N is the number of the queued intent; 0 if there is none.
	N      uint64
	Reason *Rejection
	Fields []Conflict
}

// Do runs a request, shows its effect, and queues the intent. base is what its
// author saw, id a new random id, h runs it this once.
func (c *Clone) Do(r Request, base Base, now Time, id ID, h Handler) Ran {
	c.now = max(c.now, now)
	in := Intent{Client: c.id, N: c.last.N + 1, Prev: c.last.Hash, ID: id, Version: c.o.Version, Request: r, Base: base.translate(c.moves), Time: now}
	if base.Blind() {
		in.Base = c.Base()
	}
	if err := in.Check(); err != nil {
		return Ran{Kind: Rejected, Reason: err.(*Rejection)}
	}
	res, err := c.run(screen{c.shown(), in.Base}, &in, h)
	c.ground(&in, res)
	if err == nil && res.kind != Conflicted && len(res.changes) == 0 && c.behind(in.Base) && !invalid(res.reason) {
		// The page that its author saw is newer than what is here: that there
		// is nothing to do, or no such record, is for the origin to say.
		res = result{unknown: true, reads: res.reads}
	}
	switch {
	case err != nil:
		return Ran{Kind: Quarantined, Reason: Reject(CodeCrashed, err.Error())}
	case res.unknown:
	case res.kind == Rejected || res.kind == Quarantined:
		return Ran{Kind: res.kind, Reason: res.reason}
	case res.kind == Applied && len(res.changes) == 0:
		return Ran{Kind: Applied}
	}
	p := &Pending{Intent: in, hash: in.Hash()}
	c.outbox = append(c.outbox, p)
	c.last = chainEnd{in.N, p.hash}
	c.effect(p, res)
	b := c.write()
	b.Intents = append(b.Intents, in)
	b.Meta = b.Meta || in.N == 1
	return Ran{Kind: res.kind, N: in.N, Fields: res.fields}
}

// behind reports whether the author of b has seen what is not here yet.
func (c *Clone) behind(b Base) bool {
	return b.Epoch != c.cursor.Epoch || b.Seq > c.cursor.Seq
}

// invalid reports whether a request is refused for what it says, whatever the
// space holds.
func invalid(r *Rejection) bool {
	return r != nil && (r.Code == CodeInvalid || r.Code == CodeTooLarge || r.Code == CodeBadRequest)
}

// ground says what an intent works on: the own intents that it could not be run
// without, and what the screen showed of them.
func (c *Clone) ground(in *Intent, res result) {
	in.Needs, in.Shown = nil, nil
	need := func(p *Pending) {
		if !slices.Contains(in.Needs, p.ID) && len(in.Needs) < maxNeeds {
			in.Needs = append(in.Needs, p.ID)
		}
	}
	keys := slices.Clone(res.reads.Keys)
	writes := map[string][]string{}
	write := func(key, field string) {
		if _, ok := writes[key]; !ok && !slices.Contains(keys, key) {
			keys = append(keys, key)
		}
		writes[key] = append(writes[key], field)
	}
	for i := range res.changes {
		for _, f := range res.changes[i].Fields {
			write(res.changes[i].Key, f.Name)
		}
	}
	if res.kind == Conflicted {
		for _, f := range res.fields {
			write(f.Key, f.Field)
		}
	}
	for _, p := range c.outbox {
		// What an intent would write that waits, nobody knows here: it may be
		// what it has asked for.
		if p.waiting && slices.ContainsFunc(p.reads.Keys, func(k string) bool { return slices.Contains(keys, k) }) {
			need(p)
		}
	}
	var rest []Shown // what it does not write, as far as can be told here
	for _, k := range keys {
		var last *Pending
		for _, a := range c.stacks[k] {
			ch := a.ch
			if ch.Op == OpCreate {
				need(a.p)
			}
			if in.Base.covers(Version{0, a.p.Client, a.p.N}) && slices.ContainsFunc(writes[k], func(f string) bool { return ch.field(f) != nil }) {
				last = a.p // the ones before it, it needs itself
			}
		}
		if last != nil {
			need(last)
		}
		for _, s := range c.onScreen(in.Base, k) {
			if slices.Contains(writes[k], s.Field) {
				in.Shown = showing(in.Shown, s)
			} else {
				rest = append(rest, s)
			}
		}
	}
	in.Shown = showing(in.Shown, rest...)
	if !res.unknown && res.kind != Conflicted && !slices.ContainsFunc(res.changes, func(ch Change) bool { return ch.Op != OpCreate }) {
		return
	}
	// At the origin it may come upon what own edits have taken out of its way here;
	// and if it cannot be run here, upon whatever is on the screen.
	for _, k := range c.top.keys {
		if slices.Contains(keys, k) || !res.unknown && !res.reads.across(k) {
			continue
		}
		more := c.onScreen(in.Base, k)
		if len(more) > 0 && len(in.Shown) >= maxShown {
			// What cannot be said of a record any more, must have happened to it.
			for _, a := range c.stacks[k] {
				need(a.p)
			}
			continue
		}
		in.Shown = showing(in.Shown, more...)
	}
}

// onScreen returns what own intents that the base names have put on the screen, and
// one Shown without a field for a record that they have taken from it.
func (c *Clone) onScreen(b Base, key string) []Shown {
	var out []Shown
	if len(b.Own) == 0 {
		return nil
	}
	if b.Epoch != c.cursor.Epoch && !slices.Contains(c.was, b.Epoch) {
		return nil
	}
	var all []above
	for _, a := range c.before {
		if a.ch.Key == key && b.Seq <= a.until {
			all = append(all, a)
		}
	}
	if all == nil {
		all = c.stacks[key]
	} else {
		all = append(all, c.stacks[key]...)
		order(all, func(a, b above) int { return cmp.Compare(a.p.N, b.p.N) })
	}
	var gone []FieldChange // of the record that was deleted last
	for _, a := range all {
		if a.since > b.Seq || !b.covers(Version{0, a.p.Client, a.p.N}) {
			continue
		}
		switch a.ch.Op {
		case OpDelete:
			out, gone = []Shown{{Key: key}}, a.ch.Fields
			continue
		case OpCreate:
			out = nil
			for i := range gone {
				out = append(out, Shown{Key: key, Field: gone[i].Name})
			}
		}
		for i := range a.ch.Fields {
			f := &a.ch.Fields[i]
			at := slices.IndexFunc(out, func(s Shown) bool { return s.Field == f.Name })
			if at < 0 {
				out = append(out, Shown{key, f.Name, f.After})
			} else {
				out[at].Value = f.After
			}
		}
	}
	return out
}

// write returns the batch that is being filled.
func (c *Clone) write() *Batch {
	if c.batch == nil {
		c.batches++
		c.batch = &Batch{Number: c.batches}
	}
	return c.batch
}

// Writes returns what is to be stored now, and whether there is anything.
func (c *Clone) Writes() (*Batch, bool) {
	b := c.batch
	c.batch = nil
	return b, b != nil
}

// Saved confirms that a batch and all before it are stored on the device. A
// device that cannot store confirms too, and says so to its user: should it
// forget what was sent, the origin's memory of the chain keeps it right.
func (c *Clone) Saved(b *Batch) {
	for _, in := range b.Intents {
		if i := int(in.N - c.tail.N - 1); in.N > c.tail.N && i < len(c.outbox) && c.outbox[i].N == in.N && c.outbox[i].Client == in.Client {
			c.outbox[i].durable = true
		}
	}
	c.push()
}

// Connect begins a connection: Next now gives the greeting.
func (c *Clone) Connect() {
	c.link, c.out, c.sent = linkGreeting, nil, c.tail.N
	c.out = append(c.out, Hello{Protocol: Protocol, Version: c.o.Version, Space: c.o.Space, Client: c.id, N: c.tail.N, Hash: c.tail.Hash, Want: c.want()})
}

func (c *Clone) want() Want {
	return Want{Cursor: c.cursor, Chain: c.chain, Last: c.tail.N, Rights: c.filled, Follow: c.follow}
}

// Disconnect ends a connection; what was not answered will be sent on the next.
func (c *Clone) Disconnect() { c.link, c.out = linkClosed, nil }

// Next returns the next message for the origin; ok is false when there is none.
func (c *Clone) Next() (m Message, ok bool) {
	if len(c.out) == 0 {
		return nil, false
	}
	m = c.out[0]
	c.out = c.out[1:]
	return m, true
}

// touch takes note of a record that is about to look different.
func (c *Clone) touch(key string) {
	if _, ok := c.touched[key]; !ok && !c.all {
		c.touched[key] = len(c.touches)
		c.touches = append(c.touches, Touch{Key: key, Before: c.current(key)})
	}
}

// Changed returns the records that may look different since the last call; all
// says that anything may.
func (c *Clone) Changed() (ts []Touch, all bool) {
	ts, all = c.touches, c.all
	for i := range ts {
		ts[i].After = c.current(ts[i].Key)
	}
	c.touches, c.all = nil, false
	clear(c.touched)
	if all {
		return nil, true
	}
	return ts, false
}

// Settled returns the outcomes that have arrived since the last call.
func (c *Clone) Settled() []Outcome {
	s := c.settled
	c.settled = nil
	return s
}

// Receive takes a message of the origin. An error ends the connection, not the
// clone.
func (c *Clone) Receive(m Message) error {
	if c.link == linkClosed {
		return nil
	}
	switch m := m.(type) {
	case Welcome:
		c.welcome(m)
	case Pull:
		c.pull(m)
	case Compare:
		if c.link == linkOpen {
			c.out = append(c.out, Have{c.cursor, c.digests()})
		}
	case At:
		if c.link != linkOpen {
			return nil
		}
		if c.lost || m.Head.Epoch != c.cursor.Epoch || m.Head.Seq > c.cursor.Seq || m.N > c.tail.N {
			c.out = append(c.out, c.want())
		}
		if m.N < c.sent {
			c.sent = max(m.N, c.tail.N)
			c.push()
		}
	case Fail:
		c.Disconnect()
		return Reject(m.Code, m.Detail)
	default:
		return Reject(CodeBadRequest, "a message that only a clone sends")
	}
	return nil
}

// digests says what the clone holds.
func (c *Clone) digests() []Digest {
	rs := make([]*Record, 0, len(c.records))
	for _, k := range c.inTopics() {
		rs = append(rs, c.records[k])
	}
	return digests(rs, nil)
}

func (c *Clone) welcome(w Welcome) {
	c.now = max(c.now, w.Time)
	if c.user != w.User {
		w.Fork = w.Fork || c.user != "" // the chain belongs to the first
		c.become(w.User)
	}
	c.epoch = w.Head.Epoch
	same := w.Of == c.cursor
	if same {
		c.lost = w.Lost
	}
	if old := c.cursor.Epoch; same && old != "" && old != w.Head.Epoch && !w.Lost {
		// The same history under another name.
		c.was = append(c.was, old)
		c.cursor.Epoch = w.Head.Epoch
		c.write().Meta = true
		c.rerunAll() // what was made on a page of that name can be compared now
	}
	if c.lost && !c.offered && len(c.kept)+len(c.outbox) > 0 {
		c.offer()
		c.offered, w.Fork = true, true
	}
	if !w.Fork && w.N != c.tail.N {
		// The origin has intents whose outcomes are not here. They must be
		// ours; if not, another device goes on with a copy of this clone.
		w.Fork = true
		for _, p := range c.outbox {
			if p.N == w.N && p.hash == w.Hash {
				w.Fork = false
			}
		}
	} else if !w.Fork && w.N > 0 && w.Hash != c.tail.Hash {
		w.Fork = true
	}
	if w.Fork {
		c.fork()
		return
	}
	c.link, c.sent = linkOpen, w.N
	c.push()
}

// become makes the clone a user's. Of what another one could read, nothing stays.
func (c *Clone) become(user string) {
	if c.user != "" {
		c.clear()
		c.cursor, c.chain, c.filled, c.rights = Cursor{}, Hash{}, nil, nil
		c.forgetKept()
	}
	c.user = user
	c.write().Meta = true
}

// clear forgets all records.
func (c *Clone) clear() {
	b := c.write()
	b.Reset, b.Meta, b.Records = true, true, nil
	c.table = newTable()
	c.history, c.points, c.all = nil, nil, true
	c.touches = nil
	clear(c.touched)
}

// offer puts the intents that were answered back before those that were not:
// the origin may have forgotten them, and knows the others by their ids. Each says
// what it replaced, since the origin cannot look back to that.
func (c *Clone) offer() {
	for _, p := range c.outbox {
		p.Shown = showing(p.Shown, p.seen...)
	}
	again := make([]*Pending, 0, len(c.kept)+len(c.outbox))
	for _, in := range c.kept {
		again = append(again, &Pending{Intent: in, again: true})
	}
	c.outbox = append(again, c.outbox...)
	c.forgetKept()
}

// showing adds what was shown of fields, unless the list has it. If it would become too
// large to be sent, it says so.
func showing(list []Shown, more ...Shown) []Shown {
	list = slices.Clip(list)
	size := 0
	for i := range list {
		size += list[i].size()
	}
	for _, s := range more {
		if size += s.size(); size > maxShownBytes {
			size -= s.size()
			s = Shown{}
		}
		if len(list) < maxShown && !slices.ContainsFunc(list, func(o Shown) bool { return o.Key == s.Key && o.Field == s.Field }) {
			list = append(list, s)
		}
	}
	return list
}

// seenBy returns the values that the author of an intent saw of the fields that
// it writes, as far as the clone knows them. What an own intent has put there that the
// intent does not say was shown, it has put there later: a device that was started anew
// knows less of the past, and may make something else of its outbox.
func (c *Clone) seenBy(p *Pending, changes []Change) []Shown {
	if c.behind(p.Base) {
		return nil // they saw more than is here
	}
	seen := []Shown{}
	for i := range changes {
		ch := &changes[i]
		if ch.Op == OpCreate {
			continue
		}
		r := c.below(ch.Key, p.N)
		tx := newTx(&under{shown{c, nil, p.N}}, &p.Intent, c.user)
		then, err := tx.seen(&staged{key: ch.Key, before: r})
		if err != nil {
			continue
		}
		for _, f := range ch.Fields {
			switch {
			case c.remade(p, ch.Key, f.Name):
			case then == nil:
				seen = append(seen, Shown{ch.Key, f.Name, r.Value(f.Name)})
			case then.known:
				if v := then.value(f.Name); v != lost && v != hidden {
					seen = append(seen, Shown{ch.Key, f.Name, v})
				}
			}
		}
	}
	return seen
}

// remade reports whether an own intent that the base of p names has written a field
// that was not on the screen when p was made.
func (c *Clone) remade(p *Pending, key, field string) bool {
	if slices.ContainsFunc(p.Shown, func(s Shown) bool { return s.Key == key && s.Field == field }) {
		return false
	}
	for i := range c.history {
		if ch := &c.history[i]; ch.Key == key && ch.At.Seq > p.Base.Seq && p.Base.covers(ch.At) && ch.field(field) != nil {
			return true
		}
	}
	return slices.ContainsFunc(c.stacks[key], func(a above) bool {
		return a.p.N < p.N && p.Base.covers(a.ch.At) && a.ch.field(field) != nil
	})
}

func (c *Clone) forgetKept() {
	b := c.write()
	for _, in := range c.kept {
		b.Forget = append(b.Forget, in.ID)
	}
	b.Keep, c.kept = nil, nil
}

// keep keeps an answered intent, as long as that may be of use.
func (c *Clone) keep(in Intent) {
	b := c.write()
	c.kept = append(c.kept, in)
	b.Keep = append(b.Keep, in)
	old := 0
	for old < len(c.kept) && (len(c.kept)-old > maxKept || c.kept[old].Time+c.o.KeepFor < c.now) {
		b.Forget = append(b.Forget, c.kept[old].ID)
		old++
	}
	if old > 0 {
		for _, id := range b.Forget {
			b.Keep = slices.DeleteFunc(b.Keep, func(in Intent) bool { return in.ID == id })
		}
		c.kept = slices.Clone(c.kept[old:])
	}
}

// fork goes on under a new client id: another device has this one's chain.
func (c *Clone) fork() {
	c.rechain(newClientID(c.o.Random))
	c.Connect()
	c.link = linkAgain
}

// owns reports whether the outcomes are of intents in this outbox. A copy of
// this clone on another device makes intents with the same numbers.
func (c *Clone) owns(os []Outcome) bool {
	for i := range os {
		o := &os[i]
		if o.N <= c.tail.N {
			continue
		}
		at := int(o.N - c.tail.N - 1)
		if at >= len(c.outbox) || c.outbox[at].N != o.N || c.outbox[at].hash != o.Hash {
			return false
		}
	}
	return true
}
