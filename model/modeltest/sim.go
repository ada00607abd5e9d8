package modeltest

import (
	"cmp"
	"container/heap"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"

	"github.com/tandemgo/tandem/model"
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
	// Handler wraps what the server runs, Rebase what a device runs again
	// after a pull.
	Handler, Rebase func(model.Handler) model.Handler
	// Push changes what the server receives.
	Push func(model.Push, model.Store) model.Push
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
	// Grants are in force beside those of the users' own topics.
	Grants []model.Grant
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

// form is what a user has on the screen: what was shown when it was drawn stays
// the base of all that is done with it.
type form struct {
	screen  map[string]state
	base    model.Base
	waiting []model.ID
	issues  []string
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
	queue  []waiting
	boot   int // how often the server has begun
	epoch  string
	log    []*recorder // what the store was told, for a backup
	pushes []push      // what was sent, for whoever sends it again
	calm   bool        // nothing fails any more
	err    error

	loss, double, slow, crash float64
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
	w := &world{o: o, r: rand.New(rand.NewPCG(seed, 0x7a6e64656d)), judge: newJudge(), epoch: "first", mem: model.NewMemStore("first"),
		report: &Report{Seed: seed, Outcomes: map[string]int{}, Faults: map[string]int{}}}
	if w.o.Actions == 0 {
		w.o.Actions = 60
	}
	// Some histories are calm, some are terrible.
	w.loss, w.double, w.slow = w.r.Float64()*0.15, w.r.Float64()*0.15, w.r.Float64()*0.4
	w.crash = w.r.Float64() * 0.06
	var store model.Store = faulty{w}
	var grants []model.Grant
	handler := application(true)
	if s := o.Sabotage; s != nil {
		grants = s.Grants
		if s.Store != nil {
			store = s.Store(store, w.r)
		}
		if s.Handler != nil {
			handler = s.Handler(handler)
		}
	}
	w.origin = model.NewOrigin(store, model.OriginOptions{Handler: handler, Grants: grants})
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
	if w.err == nil && err != nil {
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
	if w.r.IntN(8) == 0 {
		w.after(w.r.Int64N(60_000), w.restore)
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
			o, _ = v.Outcome(w.judge.done[id].who, id)
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
		if c := d.clone.Cursor(); len(d.clone.Outbox()) > 0 || c.Seq != head || c.Epoch != w.epoch || len(d.unsaved) > 0 || !d.clone.Online() {
			return false
		}
	}
	return len(w.queue) == 0
}

// ---- Users ------------------------------------------------------------

// act lets somebody do something.
func (w *world) act() {
	w.report.Actions++
	d := w.devs[w.r.IntN(len(w.devs))]
	switch {
	case w.r.IntN(12) == 0:
		w.overHTTP(d.user)
		return
	case w.chance(0.02):
		w.copyProfile(d)
		return
	case w.chance(0.02):
		w.rollBack(d)
		return
	case w.chance(0.02):
		w.sendAgain()
		return
	case w.chance(0.05):
		d.away = !d.away
		if d.away {
			w.fault("offline")
			w.disconnect(d)
		}
		return
	}
	f := w.form(d)
	r, ok := w.wish(d.user, f)
	if !ok {
		return
	}
	w.do(d, f, r)
	if w.r.IntN(20) == 0 {
		w.fault("button pressed twice")
		w.do(d, f, r)
	}
}

// do submits a form.
func (w *world) do(d *device, f *form, r model.Request) {
	id := w.id()
	base := f.base
	if s := w.o.Sabotage; s != nil && s.Base != nil {
		base = s.Base(base, d.clone.Base())
	}
	ran := d.clone.Do(r, base, model.Time(w.now), id, application(false))
	w.trace("%s: %s %s %s on %s: %s, intent %d", d.name, r.Method, r.URI, r.Body, base, ran.Kind, ran.N)
	done := &deed{who: d.user, where: d.name, r: r, form: f}
	if ran.N > 0 {
		w.judge.did(id, done)
	} else if ran.Kind == model.Applied {
		w.fail(w.judge.here(done, d.holds()))
	}
	w.pump(d)
}

// form returns what a user works on: the screen as it is now, a page that comes
// from the server and may be ahead of the device, or a form that was left open.
func (w *world) form(d *device) *form {
	if len(d.forms) > 0 && w.r.IntN(3) == 0 {
		return d.forms[w.r.IntN(len(d.forms))]
	}
	f := d.look()
	if d.link != 0 && w.r.IntN(8) == 0 {
		if page := w.page(d.user); page != nil {
			f = page
		}
	}
	d.forms = append(d.forms, f)
	if len(d.forms) > 3 {
		d.forms = d.forms[1:]
	}
	return f
}

// look takes down what the screen shows, through a controller's eyes.
func (d *device) look() *form {
	f := see(model.NewTx(d.clone.Reader(), d.user, model.Request{Method: "GET", URI: "/"}, 0))
	f.base = d.clone.Base()
	for _, p := range d.clone.Outbox() {
		f.waiting = append(f.waiting, p.ID)
	}
	return f
}

// page is the screen that the server renders; nil if it cannot.
func (w *world) page(user string) (f *form) {
	err := w.origin.Read("main", user, model.Request{Method: "GET", URI: "/"}, model.Time(w.now), func(tx *model.Tx) error {
		f = see(tx)
		f.base = model.Base{Epoch: tx.Head().Epoch, Seq: tx.Head().Seq}
		return nil
	})
	if err != nil {
		return nil
	}
	return f
}

func see(tx *model.Tx) *form {
	f := &form{screen: map[string]state{}}
	rs, _ := tx.List("items")
	for _, r := range rs {
		f.screen[r.Key] = stateOf(r)
	}
	is, _ := model.Issues.All(tx)
	for _, i := range is {
		f.issues = append(f.issues, i.ID)
	}
	return f
}

func stateOf(r *model.Record) state {
	s := state{r.Topic, map[string]string{}}
	for _, f := range r.Fields {
		s.values[f.Name] = string(f.Value)
	}
	return s
}

// wish returns a request that a user might make who sees this.
func (w *world) wish(user string, f *form) (model.Request, bool) {
	r := model.Request{Method: "PATCH", Type: "application/x-www-form-urlencoded"}
	screen, issues := f.screen, f.issues
	word := fmt.Sprintf("w%d", w.r.IntN(1000))
	var key string
	if len(screen) > 0 {
		key = slices.Sorted(maps.Keys(screen))[w.r.IntN(len(screen))]
	}
	switch k := w.r.IntN(22); {
	case len(issues) > 0 && k < 4:
		r.Method, r.URI = "POST", "/outcomes/"+issues[w.r.IntN(len(issues))]
		if k == 0 {
			r.Method = "DELETE"
		}
		return r, true
	case key == "" || k == 5 && len(screen) < 12:
		r.Method, r.URI, r.Body = "POST", "/items/", []byte("title="+word)
		switch w.r.IntN(12) {
		case 0:
			r.Body = []byte("title=!" + word) // the server's controller crashes
		case 1:
			r.Body = []byte("title=?" + word) // so does the device's
		case 2:
			r.Body = []byte("title=" + word + "&owner=" + user)
		}
	case k == 6:
		r.Method, r.URI = "DELETE", "/"+key
	case k == 7:
		r.Method, r.URI = "DELETE", "/done/"
	case k < 11:
		r.URI, r.Body = "/"+key, []byte("done="+[]string{"true", "false"}[w.r.IntN(2)])
	case k < 13:
		r.URI, r.Body = "/"+key, fmt.Appendf(nil, "rank=%d", w.r.IntN(9))
	case k < 15:
		// A whole form, in which one or two fields were changed.
		title, _ := model.Value(screen[key].values["title"]).Text()
		if k == 13 {
			title = word
		}
		r.URI = "/" + key
		r.Body = []byte("title=" + title + "&done=" + screen[key].values["done"] + "&rank=" + fmt.Sprint(w.r.IntN(9)))
	case k == 15:
		r.URI, r.Body = "/"+key, []byte("title=this title is longer than the schema allows it to be")
	case k == 16:
		// It becomes private, or everybody's.
		r.URI, r.Body = "/"+key, []byte("owner=")
		if w.r.IntN(2) == 0 {
			r.Body = []byte("owner=" + user)
		}
	default:
		r.URI, r.Body = "/"+key, []byte("title="+word)
	}
	return r, true
}

// overHTTP is a request that comes without an outbox: from a form whose page
// the server rendered, or from a program that names no base.
func (w *world) overHTTP(user string) {
	f := w.page(user)
	if f == nil {
		return
	}
	r, ok := w.wish(user, f)
	if !ok {
		return
	}
	if w.r.IntN(3) == 0 {
		f = &form{}
	}
	// Somebody takes their time with a form.
	w.after(w.r.Int64N(5000), func() {
		id := w.id()
		w.judge.did(id, &deed{who: user, r: r, form: f})
		job := model.Job{User: user, Direct: true, Keep: true, Intent: model.Intent{ID: id, Request: r, Base: f.base, Time: model.Time(w.now)}}
		w.enqueue(waiting{[]model.Job{job}, func(done []model.Done, err error) {
			if err != nil {
				return
			}
			o := done[0].Outcome
			w.trace("%s over HTTP: %s %s %s on %s: %s", user, r.Method, r.URI, r.Body, f.base, o.Kind)
			w.judge.told = append(w.judge.told, told{id, o.Kind, o.Seq, o.Fields})
		}})
	})
}

// ---- Accidents --------------------------------------------------------

// copyProfile starts a second device from a copy of the disk of the first.
func (w *world) copyProfile(d *device) {
	if len(w.devs) > 7 || d.disk.meta.Client == "" {
		return
	}
	w.fault("profile copied")
	w.judge.copied[d.user] = true
	c := w.add(fmt.Sprintf("%s-copy-%d", d.name, len(w.devs)), d.user, &d.disk)
	w.trace("%s is a copy of %s", c.name, d.name)
	w.after(w.r.Int64N(1000), func() { w.tick(c) })
}

// sendAgain is somebody hostile, who sends what a device has sent once: as the
// same user, or as another one, once the server knows whose it is.
func (w *world) sendAgain() {
	if len(w.pushes) == 0 {
		return
	}
	old := w.pushes[w.r.IntN(len(w.pushes))]
	user := w.devs[w.r.IntN(len(w.devs))].user
	w.mem.View("main", func(v model.StoreView) error {
		if c, _ := v.Client(old.Intents[0].Client); c.User == "" {
			user = old.user
		}
		return nil
	})
	w.fault("push sent again by somebody")
	peer := model.NewPeer(w.origin, user, func() model.Time { return model.Time(w.now) })
	if _, _, err := peer.Receive(model.Hello{Protocol: model.Protocol, Space: "main", Client: old.Intents[0].Client}); err != nil {
		return
	}
	jobs, _, err := peer.Receive(old.Push)
	w.trace("%s sends a push of %s again: %v", user, old.user, err)
	if err == nil {
		w.enqueue(waiting{jobs, func([]model.Done, error) {}})
	}
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
		w.judge.copied[d.user] = true
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
