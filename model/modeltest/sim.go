package modeltest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tandemgo/tandem/model"
)

// Options are the settings of Play; nil means all defaults.
type Options struct {
	// Actions is how many things happen in one seed. By default the seed
	// draws it.
	Actions int
	// Small lets every seed be a small one, of at most 8 devices at first.
	Small bool
	// Sabotage breaks the code on purpose, to test the laws.
	Sabotage *Sabotage
	// Trace keeps the events, for a failure's report.
	Trace bool

	hits bool // keep the faults that happened, in Report.Hits
}

// Report says what happened in one history.
type Report struct {
	Seed             uint64
	Devices, Nodes   int
	Actions          int
	Operations       int // requests that came to an outcome at the origin
	Commits          int
	Messages         int
	Pulls            int // those that were not whole, and what they carried
	Records, Changes int // records pulled, and changes between the cursors
	Bytes            int
	Outcomes         map[string]int
	Faults           map[string]int
	Policies         map[string]int // by which outcomes came about
	// Err is the law that was broken, and how.
	Err error
	// Law is its name.
	Law string
	// Trace are the events, if they were asked for.
	Trace []string
	// Hits are the faults that happened, if they were asked for.
	Hits []Hit
}

// Play plays the history of one seed: users at devices, nodes on a store, a
// network that loses, doubles, delays and reorders, disks that forget, and
// crashes at every write. Then everything heals, and must come to rest in a
// state that breaks no law. The same seed gives the same history.
func Play(seed uint64, o *Options) *Report { return PlayScript(Draw(seed, o), o) }

// PlayScript plays a history that was drawn before.
func PlayScript(s *Script, o *Options) *Report {
	if o == nil {
		o = &Options{}
	}
	w := newWorld(s, o)
	err := w.guarded()
	r := w.report
	r.Err, r.Hits = err, w.hits
	if b, ok := err.(*broken); ok {
		r.Law = b.law
	} else if err != nil {
		r.Law = lawCrash
	}
	for f, n := range w.faults {
		if n > 0 {
			r.Faults[faults[f].name] = n
		}
	}
	return r
}

// world is everything in one history.
type world struct {
	entity
	o      *Options
	s      *Script
	now    int64 // milliseconds
	events events
	n      int // of events, and of links
	report *Report
	judge  *judge
	store  *journal
	nodes  []*node
	devs   []*device
	pushes []push // what was sent lately, for whoever sends it again
	calm   bool   // nothing fails any more
	err    error
	noise  int // messages other than signs of life

	rates  [lastRate + 1]float64
	chosen map[Hit]bool
	hits   []Hit
	faults [numFaults]int
}

type event struct {
	at int64
	n  int
	do func()
}

// events is a heap: what comes first is at 0.
type events []event

func (e events) less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].n < e[j].n
}

func (e *events) push(x event) {
	*e = append(*e, x)
	h := *e
	for i := len(h) - 1; i > 0; {
		up := (i - 1) / 2
		if !h.less(i, up) {
			break
		}
		h[i], h[up] = h[up], h[i]
		i = up
	}
}

func (e *events) pop() event {
	h := *e
	x, last := h[0], len(h)-1
	h[0], h[last] = h[last], event{}
	h = h[:last]
	*e = h
	for i := 0; ; {
		c := 2*i + 1
		if c >= last {
			break
		}
		if c+1 < last && h.less(c+1, c) {
			c++
		}
		if !h.less(c, i) {
			break
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
	return x
}

func newWorld(s *Script, o *Options) *world {
	w := &world{entity: newEntity(s.Seed, "world"), o: o, s: s, judge: newJudge(),
		report: &Report{Seed: s.Seed, Devices: len(s.Devices), Nodes: s.Nodes, Outcomes: map[string]int{}, Faults: map[string]int{}, Policies: map[string]int{}}}
	for name, rate := range s.Rates {
		if f, ok := faultNamed(name); ok && f <= lastRate {
			w.rates[f] = rate
		}
	}
	w.judge.unchained = w.sabotage().Unchained
	if s.Version == 0 {
		s.Version = 1
	}
	if s.Exact {
		w.chosen = make(map[Hit]bool, len(s.Hits))
		for _, h := range s.Hits {
			w.chosen[h] = true
		}
	}
	w.store = newJournal(w)
	for i := range s.Nodes {
		w.nodes = append(w.nodes, newNode(w, i))
	}
	for _, i := range s.Devices {
		w.add(fmt.Sprintf("device-%d", i), fmt.Sprintf("user-%d", i%s.Users), i, nil)
	}
	return w
}

func (w *world) trace(format string, args ...any) {
	if w.o.Trace {
		w.report.Trace = append(w.report.Trace, fmt.Sprintf("%8d ", w.now)+fmt.Sprintf(format, args...))
	}
}

func (w *world) sabotage() *Sabotage {
	if w.o.Sabotage != nil {
		return w.o.Sabotage
	}
	return &noSabotage
}

var noSabotage Sabotage

func (w *world) after(d int64, f func()) {
	w.n++
	w.events.push(event{w.now + d, w.n, f})
}

func (w *world) fail(err error) {
	if w.err == nil && err != nil {
		w.err = err
	}
}

// clock returns the time by a clock that goes wrong by some days.
func (w *world) clock(days int64) model.Time {
	const start, day = 1_700_000_000_000_000, 86_400_000_000 // microseconds
	return model.Time(start + w.now*1000 + days*day)
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
	byNumber := map[int]*device{}
	for _, d := range w.devs {
		byNumber[d.number] = d
	}
	for i := range w.s.Actions {
		a := &w.s.Actions[i]
		k := slices.IndexFunc(actions, func(x action) bool { return x.name == a.Do })
		if k < 0 {
			return fmt.Errorf("there is no action %q", a.Do)
		}
		w.after(a.At, func() {
			w.report.Actions++
			r := purpose(a.Seed, "action")
			if d := byNumber[a.Who]; d != nil || a.Who == 0 {
				actions[k].do(w, d, &r)
			}
		})
	}
	w.until(duration + 10_000)
	// Everything heals.
	w.calm = true
	w.store.full = false
	newest := w.newest()
	for _, n := range w.nodes {
		n.heal()
		if n.version != newest {
			w.die(n)
			n.install(newest)
			n.up = true
		}
	}
	for _, d := range w.devs {
		d.away, d.dark, d.full = false, false, false
		w.after(0, func() {
			if d.clone == nil && !w.sabotage().Orphan {
				w.open(d, false)
			}
			w.disconnect(d)
		})
	}
	for round := 0; w.err == nil; round++ {
		w.until(w.now + 4*w.s.Pace)
		if w.resting() {
			break
		}
		if round == 60 {
			for _, d := range w.devs {
				if d.clone != nil && len(d.clone.Outbox()) > 0 {
					return &broken{lawOutcome, fmt.Sprintf("%s never gets rid of %d intents", d.name, len(d.clone.Outbox()))}
				}
			}
			return &broken{lawConverge, "the clones do not come to the same state"}
		}
	}
	if w.err == nil {
		w.err = w.end()
	}
	return w.err
}

// end judges the world at rest.
func (w *world) end() error {
	if w.store.head() != uint64(len(w.judge.commits)) {
		return &broken{lawGaps, fmt.Sprintf("the store is at %d, %d commits were made", w.store.head(), len(w.judge.commits))}
	}
	for _, d := range w.devs {
		if d.clone == nil {
			continue
		}
		if err := w.judge.whole(d.name, d.user, d.clone.Cursor().Seq, shownBy(d.clone), lawConverge); err != nil {
			return err
		}
		if c := d.disk.meta.Cursor; c.Epoch == w.store.epoch && d.disk.meta.User == d.user {
			if err := w.judge.whole("the disk of "+d.name, d.user, c.Seq, &d.disk, lawSame); err != nil {
				return err
			}
		}
	}
	var outcomes map[model.ID]*model.Outcome
	w.store.mem.View("main", func(v model.StoreView) error {
		outcomes = make(map[model.ID]*model.Outcome, len(w.judge.order))
		for _, id := range w.judge.order {
			o, err := v.Outcome(w.judge.done[id].who, id)
			if err != nil {
				return err
			}
			outcomes[id] = o
		}
		return nil
	})
	err := w.judge.end(func(id model.ID) *model.Outcome { return outcomes[id] })
	for _, t := range w.judge.told {
		w.report.Outcomes[t.kind.String()]++
	}
	for _, o := range outcomes {
		if o != nil {
			w.report.Operations++
			w.report.policy(o)
		}
	}
	w.report.Operations += w.judge.answered
	w.report.Commits = len(w.judge.commits)
	if err != nil {
		return err
	}
	// At rest, nothing is sent but signs of life.
	before := w.noise
	w.until(w.now + 3*w.s.Pace)
	if w.err == nil && w.noise != before {
		return &broken{lawBounded, fmt.Sprintf("%d messages were sent at rest", w.noise-before)}
	}
	return w.err
}

// policy counts by which policies an outcome came about.
func (r *Report) policy(o *model.Outcome) {
	if o.Reason != nil {
		r.Policies["refused: "+string(o.Reason.Code)]++
	}
	for _, f := range o.Fields {
		switch {
		case o.Kind == model.Conflicted && f.Theirs == "":
			r.Policies["conflict with a deletion"]++
		case o.Kind == model.Conflicted:
			r.Policies["conflict: "+f.Field]++
		default:
			r.Policies["merged: "+f.Field]++
		}
	}
}

// until plays the events up to a time.
func (w *world) until(end int64) {
	for len(w.events) > 0 && w.events[0].at <= end && w.err == nil {
		if len(w.events) > 200*len(w.devs)+2*len(w.s.Actions)+2000 {
			w.fail(&broken{lawBounded, fmt.Sprintf("%d messages, writes and timers are under way", len(w.events))})
		}
		e := w.events.pop()
		w.now = e.at
		e.do()
	}
	w.now = max(w.now, end)
}

// resting reports whether every device is at the head, with nothing to send.
func (w *world) resting() bool {
	head := w.store.head()
	for _, d := range w.devs {
		if d.clone == nil {
			continue
		}
		if c := d.clone.Cursor(); len(d.clone.Outbox()) > 0 || c.Seq != head || c.Epoch != w.store.epoch || len(d.unsaved) > 0 || !d.clone.Online() {
			return false
		}
	}
	for _, n := range w.nodes {
		if len(n.queue) > 0 {
			return false
		}
	}
	return true
}

// Total adds up reports.
type Total struct {
	Seeds, Large int
	Report
}

// Add adds the report of another history.
func (t *Total) Add(r *Report) {
	if t.Outcomes == nil {
		t.Outcomes, t.Faults, t.Policies = map[string]int{}, map[string]int{}, map[string]int{}
	}
	t.Seeds++
	if r.Devices > 50 {
		t.Large++
	}
	t.Devices = max(t.Devices, r.Devices)
	t.Actions += r.Actions
	t.Operations += r.Operations
	t.Commits += r.Commits
	t.Messages += r.Messages
	t.Pulls += r.Pulls
	t.Records += r.Records
	t.Changes += r.Changes
	t.Bytes += r.Bytes
	for k, n := range r.Outcomes {
		t.Outcomes[k] += n
	}
	for k, n := range r.Faults {
		t.Faults[k] += n
	}
	for k, n := range r.Policies {
		t.Policies[k] += n
	}
}

// String is a table: what happened how often.
func (t *Total) String() string {
	s := fmt.Sprintf("%d seeds (%d of more than 50 devices, the largest of %d), %d actions, %d operations, %d commits, %d messages\n",
		t.Seeds, t.Large, t.Devices, t.Actions, t.Operations, t.Commits, t.Messages)
	s += fmt.Sprintf("  %d pulls of what had changed: %d records for %d changes, %d bytes\n", t.Pulls, t.Records, t.Changes, t.Bytes)
	for _, k := range slices.Sorted(maps.Keys(t.Outcomes)) {
		s += fmt.Sprintf("  %-32s %10d\n", k, t.Outcomes[k])
	}
	for _, k := range slices.Sorted(maps.Keys(t.Policies)) {
		s += fmt.Sprintf("  %-32s %10d\n", k, t.Policies[k])
	}
	for _, k := range Faults() {
		s += fmt.Sprintf("  %-32s %10d\n", k, t.Faults[k])
	}
	return s
}
