package modeltest

import (
	"cmp"
	"container/heap"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// Options are the settings of Play; nil means all defaults.
type Options struct {
	// Actions is how many things the users of one seed do. Defaults to 60.
	Actions int
	// Sabotage breaks the code on purpose, to test the laws.
	Sabotage *Sabotage
	// Trace keeps the events, for a failure's report.
	Trace bool
}

// Sabotage breaks the code around the machines in one way. Each function may be
// nil, and gets the seed's randomness.
type Sabotage struct {
	// Store wraps the origin's store.
	Store func(model.Store, *rand.Rand) model.Store
	// Base changes what a user's device says that the user has seen.
	Base func(screen, now model.Base) model.Base
	// Message changes what a device receives.
	Message func(model.Message, *rand.Rand) model.Message
	// Batch changes what a device stores; with nil as its answer it stores
	// nothing, and says that it has.
	Batch func(*model.Batch, *rand.Rand) *model.Batch
	// Sent is told of the intents that a device sends; what it returns is
	// deleted from the device.
	Sent func(model.Push) []uint64
	// May replaces the rule of who may read a topic.
	May func(user, topic string) bool
}

// Report says what happened in the history of one seed.
type Report struct {
	Seed     uint64
	Actions  int
	Outcomes map[string]int
	Faults   map[string]int
	// Err is the law that was broken, and how.
	Err error
	// Law is its name.
	Law string
	// Trace are the events, if they were asked for.
	Trace []string
}

// Play plays the history of one seed: some users at some devices, an origin, a
// network that loses, doubles, delays and reorders, and crashes at every write.
// Then everything heals, and must come to rest in a state that breaks no law.
// The same seed gives the same history.
func Play(seed uint64, o *Options) *Report {
	if o == nil {
		o = &Options{}
	}
	w := newWorld(seed, *o)
	err := w.guarded()
	w.report.Err = err
	if b, ok := err.(*broken); ok {
		w.report.Law = b.law
	} else if err != nil {
		w.report.Law = lawCrash
	}
	return w.report
}

// world is everything in one seed's history.
type world struct {
	o      Options
	r      *rand.Rand
	now    int64
	events events
	n      int
	report *Report
	judge  *judge
	mem    *model.MemStore
	origin *model.Origin
	devs   []*device
	calm   bool // nothing fails any more
	err    error

	loss, double, slow, crash float64
}

// device is one clone, its disk, its user's screen and its connection.
type device struct {
	name, user string
	clone      *model.Clone
	disk       disk
	unsaved    []*model.Batch
	screen     map[string]state
	base       model.Base
	waiting    []model.ID
	issues     []string
	looked     bool

	link  int // of the connection; 0 without one
	peer  *model.Peer
	away  bool
	quiet int // ticks without a welcome
}

// disk is what a device has stored.
type disk struct {
	meta    model.Meta
	records map[string]*model.Record
	intents map[uint64]model.Intent
}

func (d *disk) copy() disk {
	return disk{d.meta, maps.Clone(d.records), maps.Clone(d.intents)}
}

func (d *disk) saved() *model.Saved {
	s := &model.Saved{Meta: d.meta}
	for _, k := range slices.Sorted(maps.Keys(d.records)) {
		s.Records = append(s.Records, d.records[k])
	}
	for _, n := range slices.Sorted(maps.Keys(d.intents)) {
		s.Intents = append(s.Intents, d.intents[n])
	}
	return s
}

// write applies a batch, whole.
func (d *disk) write(b *model.Batch, m model.Meta) {
	if b.Reset {
		clear(d.records)
	}
	for _, r := range b.Records {
		if r.Gone {
			delete(d.records, r.Key)
		} else {
			d.records[r.Key] = r
		}
	}
	for _, n := range b.Drop {
		delete(d.intents, n)
	}
	for _, in := range b.Intents {
		d.intents[in.N] = in
	}
	if b.Meta {
		d.meta = m
	}
}

type event struct {
	at int64
	n  int
	do func()
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].n < e[j].n
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	x := (*e)[len(*e)-1]
	*e = (*e)[:len(*e)-1]
	return x
}

func newWorld(seed uint64, o Options) *world {
	w := &world{o: o, r: rand.New(rand.NewPCG(seed, 0x7a6e64656d)), judge: newJudge(), mem: model.NewMemStore("first"),
		report: &Report{Seed: seed, Outcomes: map[string]int{}, Faults: map[string]int{}}}
	if w.o.Actions == 0 {
		w.o.Actions = 60
	}
	// Some histories are calm, some are terrible.
	w.loss, w.double, w.slow = w.r.Float64()*0.15, w.r.Float64()*0.15, w.r.Float64()*0.4
	w.crash = w.r.Float64() * 0.06
	var store model.Store = &faulty{w.mem, w}
	if s := o.Sabotage; s != nil && s.Store != nil {
		store = s.Store(store, w.r)
	}
	var may func(user, topic string) bool
	if o.Sabotage != nil {
		may = o.Sabotage.May
	}
	w.origin = model.NewOrigin(store, application(true), may)
	users := 2 + w.r.IntN(3)
	for i := range 2 + w.r.IntN(4) {
		w.add(fmt.Sprintf("device-%d", i), fmt.Sprintf("user-%d", i%users), nil)
	}
	return w
}

func (w *world) trace(format string, args ...any) {
	if w.o.Trace {
		w.report.Trace = append(w.report.Trace, fmt.Sprintf("%8d ", w.now)+fmt.Sprintf(format, args...))
	}
}

func (w *world) fault(name string) { w.report.Faults[name]++ }

func (w *world) chance(p float64) bool { return !w.calm && w.r.Float64() < p }

func (w *world) after(d int64, f func()) {
	w.n++
	heap.Push(&w.events, event{w.now + d, w.n, f})
}

func (w *world) id() (id model.ID) {
	for i := range id {
		id[i] = byte(w.r.Uint32())
	}
	return id
}

func (w *world) fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// guarded runs the world; what panics breaks a law too.
func (w *world) guarded() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return w.run()
}

func (w *world) run() error {
	for range w.o.Actions {
		w.after(w.r.Int64N(60_000), w.act)
	}
	for _, d := range w.devs {
		w.after(w.r.Int64N(1000), func() { w.tick(d) })
	}
	w.until(70_000)
	// Everything heals.
	w.calm = true
	for _, d := range w.devs {
		d.away = false
		w.after(0, func() { w.disconnect(d) })
	}
	for round := 0; w.err == nil; round++ {
		w.until(w.now + 3000)
		if w.resting() {
			break
		}
		if round == 60 {
			for _, d := range w.devs {
				if len(d.clone.Outbox()) > 0 {
					return &broken{lawOutcome, fmt.Sprintf("%s never gets rid of %d intents", d.name, len(d.clone.Outbox()))}
				}
			}
			return &broken{lawConverge, "the clones do not come to the same state"}
		}
	}
	if w.err != nil {
		return w.err
	}
	if err := w.judge.read(w.mem.Commits("main")); err != nil {
		return err
	}
	for _, d := range w.devs {
		if err := w.judge.clone(d.name, d.user, d.clone.Cursor().Seq, d.holds(), lawConverge); err != nil {
			return err
		}
	}
	err := w.judge.end(func(id model.ID) (o *model.Outcome) {
		w.mem.View("main", func(v model.StoreView) error {
			o, _ = v.Outcome(id)
			return nil
		})
		return o
	})
	for _, t := range w.judge.told {
		w.report.Outcomes[t.kind.String()]++
	}
	return err
}

// until plays the events up to a time.
func (w *world) until(end int64) {
	for len(w.events) > 0 && w.events[0].at <= end && w.err == nil {
		e := heap.Pop(&w.events).(event)
		w.now = e.at
		e.do()
	}
	w.now = max(w.now, end)
}

// resting reports whether every device is at the head, with nothing to send.
func (w *world) resting() bool {
	head := uint64(len(w.mem.Commits("main")))
	for _, d := range w.devs {
		if len(d.clone.Outbox()) > 0 || d.clone.Cursor().Seq != head || len(d.unsaved) > 0 || !d.clone.Online() {
			return false
		}
	}
	return true
}

func (w *world) options() model.CloneOptions {
	return model.CloneOptions{Space: "main", Handler: application(false), Random: w.id}
}

func (w *world) add(name, user string, from *disk) *device {
	d := &device{name: name, user: user, disk: disk{records: map[string]*model.Record{}, intents: map[uint64]model.Intent{}}}
	if from != nil {
		d.disk = from.copy()
	}
	d.clone = model.NewClone(w.options(), d.disk.saved())
	w.devs = append(w.devs, d)
	return d
}

// ---- Users ------------------------------------------------------------

// act lets somebody do something.
func (w *world) act() {
	w.report.Actions++
	if w.r.IntN(12) == 0 {
		w.overHTTP()
		return
	}
	d := w.devs[w.r.IntN(len(w.devs))]
	switch {
	case w.chance(0.02):
		w.copyProfile(d)
		return
	case w.chance(0.02):
		w.rollBack(d)
		return
	case w.chance(0.05):
		d.away = !d.away
		if d.away {
			w.fault("offline")
			w.disconnect(d)
		}
		return
	}
	if !d.looked || w.r.IntN(3) > 0 {
		d.look()
	}
	r, ok := w.wish(d.screen, d.issues)
	if !ok {
		return
	}
	id := w.id()
	base := d.base
	if s := w.o.Sabotage; s != nil && s.Base != nil {
		base = s.Base(base, d.clone.Base())
	}
	ran := d.clone.Do(r, base, model.Time(w.now), id, application(false))
	w.trace("%s: %s %s %s on %s: %s, intent %d", d.name, r.Method, r.URI, r.Body, base, ran.Kind, ran.N)
	if ran.N > 0 {
		w.judge.did(id, &deed{who: d.user, where: d.name, r: r, screen: d.screen, waiting: d.waiting})
	}
	w.pump(d)
}

// look takes down what the screen shows, through a controller's eyes.
func (d *device) look() {
	tx := model.NewTx(d.clone.Reader(), d.user, model.Request{Method: "GET", URI: "/"}, 0)
	d.screen, d.base = seen(tx), d.clone.Base()
	d.looked = d.clone.Ready()
	d.issues, d.waiting = nil, nil
	for _, p := range d.clone.Outbox() {
		d.waiting = append(d.waiting, p.ID)
	}
	is, _ := model.Issues.All(tx)
	for _, i := range is {
		d.issues = append(d.issues, i.ID)
	}
}

func seen(tx *model.Tx) map[string]state {
	m := map[string]state{}
	rs, _ := tx.List("items")
	for _, r := range rs {
		m[r.Key] = stateOf(r)
	}
	return m
}

func stateOf(r *model.Record) state {
	s := state{r.Topic, map[string]string{}}
	for _, f := range r.Fields {
		s.values[f.Name] = string(f.Value)
	}
	return s
}

// wish returns a request that somebody might make who sees this.
func (w *world) wish(screen map[string]state, issues []string) (model.Request, bool) {
	r := model.Request{Method: "PATCH", Type: "application/x-www-form-urlencoded"}
	word := fmt.Sprintf("w%d", w.r.IntN(1000))
	var key string
	if len(screen) > 0 {
		key = slices.Sorted(maps.Keys(screen))[w.r.IntN(len(screen))]
	}
	switch k := w.r.IntN(20); {
	case len(issues) > 0 && k < 4:
		r.Method, r.URI = "POST", "/outcomes/"+issues[w.r.IntN(len(issues))]
		if k == 0 {
			r.Method = "DELETE"
		}
		return r, true
	case key == "" || k == 5 && len(screen) < 12:
		r.Method, r.URI, r.Body = "POST", "/items/", []byte("title="+word)
		if w.r.IntN(8) == 0 {
			r.Body = []byte("title=!" + word)
		}
	case k == 6:
		r.Method, r.URI = "DELETE", "/"+key
	case k == 7:
		r.Method, r.URI = "DELETE", "/done/"
	case k < 11:
		r.URI, r.Body = "/"+key, []byte("done="+[]string{"true", "false"}[w.r.IntN(2)])
	case k < 13:
		r.URI, r.Body = "/"+key, fmt.Appendf(nil, "rank=%d", w.r.IntN(9))
	case k == 13:
		// A whole form, in which one field was changed.
		title, _ := model.Value(screen[key].values["title"]).Text()
		r.URI = "/" + key
		r.Body = []byte("title=" + title + "&done=" + screen[key].values["done"] + "&rank=" + fmt.Sprint(w.r.IntN(9)))
	case k == 14:
		r.URI, r.Body = "/"+key, []byte("title=this title is longer than the schema allows it to be")
	default:
		r.URI, r.Body = "/"+key, []byte("title="+word)
	}
	return r, true
}

// overHTTP is a request that comes without an outbox: from a form whose page
// the server rendered, or from a program that names no base.
func (w *world) overHTTP() {
	user := w.devs[w.r.IntN(len(w.devs))].user
	var screen map[string]state
	var base model.Base
	w.origin.Read("main", user, model.Request{Method: "GET", URI: "/"}, model.Time(w.now), func(tx *model.Tx) error {
		screen = seen(tx)
		base = model.Base{Epoch: tx.Head().Epoch, Seq: tx.Head().Seq}
		return nil
	})
	r, ok := w.wish(screen, nil)
	if !ok {
		return
	}
	if w.r.IntN(3) == 0 {
		screen, base = nil, model.Base{}
	}
	// Somebody takes their time with a form.
	w.after(w.r.Int64N(5000), func() {
		id := w.id()
		w.judge.did(id, &deed{who: user, r: r, screen: screen})
		done, err := w.origin.Commit("main", model.Time(w.now), []model.Job{{User: user, Direct: true, Keep: true, Intent: model.Intent{ID: id, Request: r, Base: base, Time: model.Time(w.now)}}})
		if err == nil {
			o := done[0].Outcome
			w.trace("%s over HTTP: %s %s %s on %s: %s", user, r.Method, r.URI, r.Body, base, o.Kind)
			w.judge.told = append(w.judge.told, told{id: id, kind: o.Kind, seq: o.Seq})
		}
		w.committed()
	})
}

// ---- Accidents --------------------------------------------------------

// copyProfile starts a second device from a copy of the disk of the first.
func (w *world) copyProfile(d *device) {
	if len(w.devs) > 7 || d.disk.meta.Client == "" {
		return
	}
	w.fault("profile copied")
	c := w.add(fmt.Sprintf("%s-copy-%d", d.name, len(w.devs)), d.user, &d.disk)
	w.trace("%s is a copy of %s", c.name, d.name)
	w.after(w.r.Int64N(1000), func() { w.tick(c) })
}

// rollBack lets a device forget what it did lately, as when it is restored from
// a backup.
func (w *world) rollBack(d *device) {
	old := d.disk.copy()
	w.after(5000+w.r.Int64N(10_000), func() {
		if w.calm {
			return
		}
		w.fault("profile rolled back")
		w.trace("%s is rolled back", d.name)
		for n, in := range d.disk.intents {
			if o, ok := old.intents[n]; !ok || o.ID != in.ID {
				w.forget(in.ID)
			}
		}
		d.disk = old
		w.restart(d)
	})
}

func (w *world) forget(id model.ID) {
	if d := w.judge.done[id]; d != nil {
		d.durable = false
	}
}

// restart ends the program of a device: what was not stored is gone.
func (w *world) restart(d *device) {
	w.disconnect(d)
	d.unsaved = nil
	d.clone = model.NewClone(w.options(), d.disk.saved())
	d.looked = false
}

// faulty is a store that fails and crashes.
type faulty struct {
	model.Store
	w *world
}

func (f *faulty) Update(space string, do func(model.StoreTx) error) error {
	if f.w.chance(f.w.crash) {
		f.w.fault("store fails")
		return fmt.Errorf("%w: by accident", model.ErrStore)
	}
	err := f.Store.Update(space, do)
	if err == nil && f.w.chance(f.w.crash) {
		// The server crashes between the commit and its answer.
		f.w.fault("server crashes after a commit")
		f.w.serverCrash()
		return fmt.Errorf("%w: crashed", model.ErrStore)
	}
	return err
}

func (w *world) serverCrash() {
	w.trace("the server crashes")
	for _, d := range w.devs {
		w.disconnect(d)
	}
}

// ---- Devices and their connections ------------------------------------

// tick is what a shell does from time to time.
func (w *world) tick(d *device) {
	w.after(500+w.r.Int64N(500), func() { w.tick(d) })
	if w.chance(w.crash) {
		w.fault("device crashes")
		w.trace("%s crashes with %d unsaved batches", d.name, len(d.unsaved))
		w.restart(d)
		return
	}
	if d.link != 0 && w.chance(w.loss/2) {
		w.fault("connection cut")
		w.disconnect(d)
	}
	switch {
	case d.away:
	case d.link == 0:
		w.connect(d)
	case !d.clone.Online():
		if d.quiet++; d.quiet > 4 {
			w.disconnect(d) // its greeting, or the answer, was lost
		}
	default:
		if m, ok, err := d.peer.At(); err != nil {
			w.disconnect(d)
		} else if ok {
			w.toDevice(d, m)
		}
	}
	w.pump(d)
}

func (w *world) connect(d *device) {
	w.n++
	d.link, d.quiet = w.n, 0
	d.peer = model.NewPeer(w.origin, d.user, func() model.Time { return model.Time(w.now) })
	d.clone.Connect()
}

func (w *world) disconnect(d *device) {
	d.link, d.peer = 0, nil
	d.clone.Disconnect()
}

// pump stores what the clone wants stored, and sends what it wants sent.
func (w *world) pump(d *device) {
	for b, ok := d.clone.Writes(); ok; b, ok = d.clone.Writes() {
		w.store(d, b, d.clone.Meta())
	}
	for m, ok := d.clone.Next(); ok; m, ok = d.clone.Next() {
		if d.link != 0 {
			if s := w.o.Sabotage; s != nil && s.Sent != nil {
				if p, ok := m.(model.Push); ok {
					for _, n := range s.Sent(p) {
						delete(d.disk.intents, n)
					}
				}
			}
			w.toServer(d, m)
		}
	}
}

// store writes a batch in a while; a crash in between loses it.
func (w *world) store(d *device, b *model.Batch, m model.Meta) {
	d.unsaved = append(d.unsaved, b)
	clone := d.clone
	written := b
	if s := w.o.Sabotage; s != nil && s.Batch != nil {
		written = s.Batch(b, w.r)
	}
	w.after(int64(len(d.unsaved))*(1+w.r.Int64N(30)), func() { w.stored(d, clone, written, b, m) })
}

// stored writes the oldest batch first, whichever write ends first.
func (w *world) stored(d *device, clone *model.Clone, written, b *model.Batch, m model.Meta) {
	if d.clone != clone {
		return // it has crashed before
	}
	if d.unsaved[0] != b {
		w.after(1, func() { w.stored(d, clone, written, b, m) })
		return
	}
	d.unsaved = d.unsaved[1:]
	if written != nil {
		d.disk.write(written, m)
	}
	for _, in := range b.Intents {
		if deed := w.judge.done[in.ID]; deed != nil {
			deed.durable = true
		}
	}
	clone.Saved(b)
	w.pump(d)
}

// delay returns how long a message is under way, and how often it arrives.
func (w *world) delay() (times int, after func() int64) {
	after = func() int64 {
		if w.chance(w.slow) {
			w.fault("message late")
			return w.r.Int64N(2000)
		}
		return 1 + w.r.Int64N(20)
	}
	switch {
	case w.chance(w.loss):
		w.fault("message lost")
		return 0, after
	case w.chance(w.double):
		w.fault("message doubled")
		return 2, after
	}
	return 1, after
}

func (w *world) toServer(d *device, m model.Message) {
	w.carry(d, d.clone.ID(), m, func(m model.Message) { w.serve(d, m) })
}

// carry takes a message to the other end of a device's connection, as bytes,
// however often and however late it arrives there.
func (w *world) carry(d *device, client string, m model.Message, arrived func(model.Message)) {
	link := d.link
	frame := wire.Append(nil, m, client)
	times, after := w.delay()
	for range times {
		w.after(after(), func() {
			if d.link != link {
				return // the connection has ended
			}
			m, err := wire.Decode(frame, client)
			if err != nil {
				w.fail(fmt.Errorf("decode %T of the connection of %s: %w", m, d.name, err))
				return
			}
			arrived(m)
		})
	}
}

// serve is the server's shell.
func (w *world) serve(d *device, m model.Message) {
	link := d.link
	jobs, reply, err := d.peer.Receive(m)
	if err != nil {
		w.trace("the server refuses %T of %s: %v", m, d.name, err)
		w.disconnect(d)
		return
	}
	if len(jobs) > 0 {
		done, err := w.origin.Commit("main", model.Time(w.now), jobs)
		if d.link != link {
			w.committed()
			return // the server has crashed
		}
		if err != nil {
			w.disconnect(d)
			return
		}
		for i, x := range done {
			w.trace("the server runs %s/%d: %s at %d, %v", d.name, jobs[i].Intent.N, x.Outcome.Kind, x.Outcome.Seq, x.Err)
		}
		more, err := d.peer.Committed(done)
		if err != nil {
			w.disconnect(d)
			return
		}
		reply = append(reply, more...)
	}
	for _, m := range reply {
		w.toDevice(d, m)
	}
	if len(jobs) > 0 {
		w.committed()
	} else {
		w.pull(d)
	}
}

// committed judges what is new, and lets everybody know.
func (w *world) committed() {
	if err := w.judge.read(w.mem.Commits("main")); err != nil {
		w.fail(err)
	}
	for _, d := range w.devs {
		w.pull(d)
	}
}

func (w *world) pull(d *device) {
	if d.peer == nil {
		return
	}
	m, ok, err := d.peer.Pull()
	if err != nil {
		w.disconnect(d)
	} else if ok {
		w.toDevice(d, m)
	}
}

func (w *world) toDevice(d *device, m model.Message) {
	if s := w.o.Sabotage; s != nil && s.Message != nil {
		m = s.Message(m, w.r)
	}
	w.carry(d, d.peer.Client(), m, func(m model.Message) {
		if err := d.clone.Receive(m); err != nil {
			w.fail(fmt.Errorf("%s: %w", d.name, err))
			return
		}
		w.trace("%s gets %T and is at %d with %d to send", d.name, m, d.clone.Cursor().Seq, len(d.clone.Outbox()))
		for _, o := range d.clone.Settled() {
			w.judge.told = append(w.judge.told, told{id: o.ID, kind: o.Kind, seq: o.Seq})
		}
		if len(d.clone.Outbox()) == 0 && d.clone.Ready() {
			if err := w.judge.clone(d.name, d.user, d.clone.Cursor().Seq, d.holds(), lawSame); err != nil {
				w.fail(err)
			}
		}
		w.pump(d)
	})
}

// holds returns all that a device shows.
func (d *device) holds() map[string]state {
	m := map[string]state{}
	for _, c := range []string{"items", model.OutcomeCollection} {
		rs, err := d.clone.Reader().List(c)
		if err != nil {
			return nil
		}
		for _, r := range rs {
			m[r.Key] = stateOf(r)
		}
	}
	return m
}

// Summary adds up reports as a table: what happened how often.
func Summary(rs []*Report) string {
	actions, outcomes, faults := 0, map[string]int{}, map[string]int{}
	for _, r := range rs {
		actions += r.Actions
		for k, n := range r.Outcomes {
			outcomes[k] += n
		}
		for k, n := range r.Faults {
			faults[k] += n
		}
	}
	s := fmt.Sprintf("%d seeds, %d actions\n", len(rs), actions)
	for _, m := range []map[string]int{outcomes, faults} {
		keys := slices.SortedFunc(maps.Keys(m), cmp.Compare[string])
		for _, k := range keys {
			s += fmt.Sprintf("  %-32s %8d\n", k, m[k])
		}
	}
	return s
}
