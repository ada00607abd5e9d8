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
	space   string
	handler Handler
	random  func() ID
	version uint32

	id      string
	user    string
	cursor  Cursor
	epoch   string   // of the origin on this connection
	tail    chainEnd // the last intent whose outcome is here
	last    chainEnd // the last intent that was made
	moves   []move
	records map[string]*Record // as at the cursor
	keys    map[string][]string
	over    map[string]*Record // what the outbox makes of them
	outbox  []*Pending

	history []Change // what pulls have changed, for the bases on the screen
	whole   uint64   // history is complete after this commit
	points  []uint64 // the commits after it at which the clone has stood

	link    link
	sent    uint64
	out     []Message
	batch   *Batch
	batches uint64
	changed []string // keys, since Changed was called
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
	// Version is the version of the application's requests.
	Version uint32
}

// Saved is what a device holds of a clone: what the batches have written.
type Saved struct {
	Meta    Meta
	Records []*Record
	// Intents are in the order of their numbers.
	Intents []Intent
}

// Meta is the part of a clone that is neither a record nor an intent.
type Meta struct {
	Space, Client, User string
	Cursor              Cursor
	// N and Hash are of the last intent whose outcome was received.
	N    uint64
	Hash Hash
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
	// Meta says that the clone's Meta has changed.
	Meta bool
}

// NewClone returns a clone with what the device holds of it; nil means that it
// holds nothing.
func NewClone(o CloneOptions, saved *Saved) *Clone {
	c := &Clone{space: o.Space, handler: o.Handler, random: o.Random, version: o.Version,
		records: map[string]*Record{}, keys: map[string][]string{}, over: map[string]*Record{}}
	if saved == nil || saved.Meta.Client == "" {
		c.id = Sum("client", string(idBytes(c.random()))).Name()
		c.write().Meta = true
		return c
	}
	m := saved.Meta
	c.id, c.user, c.cursor, c.tail = m.Client, m.User, m.Cursor, chainEnd{m.N, m.Hash}
	c.whole, c.last, c.points = c.cursor.Seq, c.tail, []uint64{c.cursor.Seq}
	for _, r := range saved.Records {
		c.records[r.Key] = r
		col := r.Collection()
		c.keys[col] = append(c.keys[col], r.Key)
	}
	for _, ks := range c.keys {
		slices.Sort(ks)
	}
	for _, in := range saved.Intents {
		if in.N != c.last.N+1 || in.Client != c.id {
			continue // left over from a chain that has moved
		}
		p := &Pending{Intent: in, hash: in.Hash(), durable: true}
		c.outbox = append(c.outbox, p)
		c.last = chainEnd{in.N, p.hash}
	}
	c.rebase()
	return c
}

func idBytes(id ID) []byte { return id[:] }

// Meta returns what is to be stored when a batch says so.
func (c *Clone) Meta() Meta {
	return Meta{c.space, c.id, c.user, c.cursor, c.tail.N, c.tail.Hash}
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
func (c *Clone) Online() bool { return c.link == linkOpen }

// Outbox returns the intents that wait for their outcomes, in order.
func (c *Clone) Outbox() []*Pending { return c.outbox }

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
	in := Intent{Client: c.id, N: c.last.N + 1, Prev: c.last.Hash, ID: id, Version: c.version, Request: r, Base: base.translate(c.moves), Time: now}
	if base.Blind() {
		in.Base = c.Base()
	}
	if err := in.Check(); err != nil {
		return Ran{Kind: Rejected, Reason: err.(*Rejection)}
	}
	res, err := run(c.Reader(), &in, c.user, h)
	if less := in; c.unmask(&less, res.changes) {
		// What else the author has seen stays seen: a base that would let a
		// request for many do less, or ask about more, is too old.
		again, err := run(c.Reader(), &less, c.user, h)
		if err == nil && (again.kind == Conflicted && c.masks(again.fields) || len(again.changes) == len(res.changes)) {
			in, res = less, again
		}
	}
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

// unmask sets the base of an intent back to what its author has seen of what it
// writes, and reports whether that was less. Where an own intent still covers a
// field on the screen, nobody saw what arrived underneath: the newer intent has
// seen no more of it than the older one had.
func (c *Clone) unmask(in *Intent, changes []Change) bool {
	less := false
	for _, p := range c.outbox {
		if p.Base.Epoch != in.Base.Epoch || p.Base.Seq >= in.Base.Seq || !in.Base.covers(Version{0, p.Client, p.N}) {
			continue
		}
		for i := range p.changes {
			if over(&p.changes[i], changes) {
				in.Base.Seq, less = p.Base.Seq, true
				in.Base.Own = union(in.Base.Own, p.Base.Own)
				break
			}
		}
	}
	return less
}

// masks reports whether own intents cover all of the fields on the screen.
func (c *Clone) masks(fields []Conflict) bool {
	for _, f := range fields {
		if !slices.ContainsFunc(c.outbox, func(p *Pending) bool {
			return slices.ContainsFunc(p.changes, func(ch Change) bool { return ch.Key == f.Key && ch.field(f.Field) != nil })
		}) {
			return false
		}
	}
	return true
}

// over reports whether a field that ch has written is written again.
func over(ch *Change, again []Change) bool {
	for i := range again {
		if again[i].Key != ch.Key {
			continue
		}
		for _, f := range again[i].Fields {
			if ch.field(f.Name) != nil {
				return true
			}
		}
	}
	return false
}

// effect shows what a run has come to.
func (c *Clone) effect(p *Pending, res result) {
	p.changes, p.reads = nil, res.reads
	p.waiting = res.unknown
	p.clash = res.kind == Conflicted
	p.shown = res.kind == Applied || res.kind == Merged
	for i := range res.changes {
		ch := &res.changes[i]
		ch.At = Version{0, p.Client, p.N}
		r := c.over[ch.Key]
		if r == nil {
			r = c.records[ch.Key]
		}
		c.over[ch.Key] = ch.apply(r)
		c.changed = append(c.changed, ch.Key)
	}
	p.changes = res.changes
}

// rebase runs the outbox again on what the origin has sent.
func (c *Clone) rebase() {
	for _, p := range c.outbox {
		for i := range p.changes {
			c.changed = append(c.changed, p.changes[i].Key)
		}
		p.changes = nil
	}
	clear(c.over)
	for _, p := range c.outbox {
		res, err := run(c.Reader(), &p.Intent, c.user, c.handler)
		if err != nil || res.kind == Rejected || res.kind == Quarantined {
			// The origin has the last word; until then it shows nothing.
			res = result{reads: res.reads}
		}
		c.effect(p, res)
	}
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
		for _, p := range c.outbox {
			if p.N == in.N && p.Client == in.Client {
				p.durable = true
			}
		}
	}
	c.push()
}

// Connect begins a connection: Next now gives the greeting.
func (c *Clone) Connect() {
	c.link, c.out, c.sent = linkGreeting, nil, c.tail.N
	c.out = append(c.out, Hello{Protocol, c.space, c.id, c.cursor, c.tail.N, c.tail.Hash})
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

// Changed returns the keys of the records that may look different since the
// last call; all says that anything may.
func (c *Clone) Changed() (keys []string, all bool) {
	keys, all = c.changed, c.all
	c.changed, c.all = nil, false
	return keys, all
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
	case At:
		if c.link != linkOpen {
			return nil
		}
		if m.Head.Epoch != c.cursor.Epoch || m.Head.Seq > c.cursor.Seq || m.N > c.tail.N {
			c.out = append(c.out, Want{c.cursor, c.tail.N})
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

func (c *Clone) welcome(w Welcome) {
	if c.user != w.User {
		if c.user != "" {
			// Another user: nothing of what the first could read may stay,
			// and the chain belongs to the first.
			c.cursor, c.all = Cursor{}, true
			w.Fork = true
			b := c.write()
			b.Reset = true
			b.Records = nil
			clear(c.records)
			clear(c.keys)
			c.history = nil
		}
		c.user = w.User
		c.write().Meta = true
	}
	c.epoch = w.Head.Epoch
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

// fork goes on under a new client id: another device has this one's chain.
func (c *Clone) fork() {
	c.rechain(Sum("client", string(idBytes(c.random()))).Name())
	c.Connect()
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

func (c *Clone) pull(p Pull) {
	if c.link != linkOpen || p.To.Epoch != c.epoch {
		return
	}
	same := p.To.Epoch == c.cursor.Epoch
	if same && p.To.Seq < c.cursor.Seq {
		return // overtaken
	}
	gap := len(p.Outcomes) > 0 && p.Outcomes[0].N > c.tail.N+1
	if !p.Whole && (!same || p.From.Seq > c.cursor.Seq) || gap {
		c.out = append(c.out, Want{c.cursor, c.tail.N})
		return
	}
	if !c.owns(p.Outcomes) {
		c.fork()
		return
	}
	b := c.write()
	b.Meta = true
	if p.Whole {
		// All that there is comes now, and nothing is known of before.
		b.Reset, b.Records = true, nil
		clear(c.records)
		clear(c.keys)
		c.history, c.points, c.whole, c.all = nil, nil, p.To.Seq, true
	}
	first := len(c.history)
	for _, d := range p.Records {
		c.take(d, p, b)
	}
	for i := range p.Outcomes {
		// What was shown of an own intent is what a form has seen of it.
		o := &p.Outcomes[i]
		if o.N <= c.tail.N || o.Kind.Open() || p.Whole {
			continue
		}
		for _, ch := range c.outbox[o.N-c.tail.N-1].changes {
			ch.At.Seq = o.Seq
			c.history = append(c.history, ch)
		}
	}
	slices.SortStableFunc(c.history[first:], func(a, b Change) int { return cmp.Compare(a.At.Seq, b.At.Seq) })
	if len(c.history) > maxHistory {
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
	c.cursor = p.To
	if n := len(c.points); n == 0 || c.points[n-1] != p.To.Seq {
		c.points = append(c.points, p.To.Seq)
	}
	if n := len(c.points); n > 2*maxHistory {
		c.points = slices.Clone(c.points[n-maxHistory:])
	}
	for _, o := range p.Outcomes {
		if o.N <= c.tail.N {
			continue
		}
		c.tail = chainEnd{o.N, o.Hash}
		c.settled = append(c.settled, o)
		gone := c.outbox[0]
		for i := range gone.changes {
			c.changed = append(c.changed, gone.changes[i].Key)
		}
		c.outbox = c.outbox[1:]
		b.Drop = append(b.Drop, o.N)
	}
	c.rebase()
}

// take puts a pulled record in its place. Unless d is new to the clone, it has
// only the fields that were written after the cursor from which the pull came.
func (c *Clone) take(d *Record, p Pull, b *Batch) {
	old := c.records[d.Key]
	if old != nil && old.Last.Seq > d.Last.Seq {
		return
	}
	n := d
	if !d.Gone && d.Born <= p.From.Seq && old.Alive() {
		n = old
		for _, f := range d.Fields {
			n = n.with(f.Name, f.Value, f.Last)
		}
		m := *n
		m.Last, m.Topic = d.Last, d.Topic
		n = &m
	}
	if !p.Whole {
		c.remember(old, n)
	}
	col := d.Collection()
	switch {
	case n.Gone && old == nil:
		return
	case n.Gone:
		if at, ok := slices.BinarySearch(c.keys[col], d.Key); ok {
			c.keys[col] = slices.Delete(c.keys[col], at, at+1)
		}
	case !old.Alive():
		at, ok := slices.BinarySearch(c.keys[col], d.Key)
		if !ok {
			c.keys[col] = slices.Insert(c.keys[col], at, d.Key)
		}
	}
	c.records[d.Key] = n
	b.Records = append(b.Records, n)
	c.changed = append(c.changed, d.Key)
}

// remember keeps what a pull has changed in a record: one change for each
// write that can be told apart. What a field was between two writes of one pull
// is lost, unless the second was made here.
func (c *Clone) remember(old, now *Record) {
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

// Reader returns the clone as it is shown: what was pulled, and the outbox on
// top of it. It is of no use after the clone has changed.
func (c *Clone) Reader() Reader { return shown{c} }

type shown struct{ c *Clone }

func (s shown) Head() Cursor { return s.c.cursor }

func (s shown) Get(key string) (*Record, error) {
	if r := s.c.over[key]; r != nil {
		return r, nil
	}
	if !s.c.Ready() {
		return nil, ErrUnknown
	}
	return s.c.records[key], nil
}

func (s shown) List(collection string) ([]*Record, error) {
	if !s.c.Ready() {
		return nil, ErrUnknown
	}
	keys := s.c.keys[collection]
	rs := make([]*Record, 0, len(keys))
	for _, k := range keys {
		rs = append(rs, s.c.records[k])
	}
	if len(s.c.over) == 0 {
		return rs, nil
	}
	for _, p := range s.c.outbox {
		for i := range p.changes {
			k := p.changes[i].Key
			if c, _ := SplitKey(k); c != collection {
				continue
			}
			r := s.c.over[k]
			at, ok := slices.BinarySearchFunc(rs, k, func(r *Record, k string) int { return compare(r.Key, k) })
			switch {
			case r.Gone && ok:
				rs = slices.Delete(rs, at, at+1)
			case !r.Gone && ok:
				rs[at] = r
			case !r.Gone:
				rs = slices.Insert(rs, at, r)
			}
		}
	}
	return rs, nil
}

func (s shown) History(key string, seq uint64) ([]Change, bool, error) {
	var h []Change
	for i := range s.c.history {
		if ch := &s.c.history[i]; ch.Key == key && ch.At.Seq > seq {
			h = append(h, *ch)
		}
	}
	for _, p := range s.c.outbox {
		for i := range p.changes {
			if p.changes[i].Key == key {
				h = append(h, p.changes[i])
			}
		}
	}
	// What was between two points of the clone, only the origin knows: a page
	// of the server's may have been drawn there.
	_, stood := slices.BinarySearch(s.c.points, seq)
	return h, seq >= s.c.whole && stood, nil
}
