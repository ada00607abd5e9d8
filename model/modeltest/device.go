package modeltest

import (
	"fmt"
	"math/rand/v2"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// device is a slot of a machine: a clone, its disk, and while a window has it,
// its user's forms and a connection.
type device struct {
	entity
	number  int // in the script; -1 for what was added later
	user    string
	machine *machine
	version uint32       // of the application
	clone   *model.Clone // nil while no window has the slot
	life    int          // how often it was opened
	disk    disk
	unsaved []*toStore
	writing bool
	forms   []*form
	heard   map[model.ID]bool // outcomes that the running program was told of
	// headless is a slot that a window of another one sends what is left of.
	headless bool
	failed   bool // nothing is stored any more

	conn  *conn
	away  bool  // and knows it
	dark  bool  // and does not
	full  bool  // nothing fits on the disk
	days  int64 // by which its clock is wrong
	forks int   // how often it has taken a new id
	quiet int   // ticks without a message

	asking model.Cursor // from which it has asked for a pull
	wants  int          // how often since the last tick

	shown, stored model.Cursor // up to where its screen and its disk were judged
	latest        int64        // when the last message arrives that is under way
}

// machine is a browser: slots with disks of their own, of one user.
type machine struct {
	name  string
	slots []*device
}

const maxSlots = 4

// maxForks is how often a device may take a new id in one history.
const maxForks = 100

// maxWants is how often a clone may ask for the same between two ticks. What
// arrives late or twice makes it ask again; a clone that asks whatever it is
// answered comes to many more.
const maxWants = 16

func (w *world) options(d *device) model.CloneOptions {
	h := application(d.version, false)
	if f := w.sabotage().Rebase; f != nil {
		h = f(h)
	}
	return model.CloneOptions{Space: "main", Handler: h, Version: d.version, Upgrade: upgrade(d.version), Random: func() model.ID { return d.ids.id() }}
}

// add adds a machine with one window, from a copy of a disk or from nothing.
func (w *world) add(name, user string, number int, from *disk) *device {
	return w.slot(&machine{name: name}, name, user, number, from)
}

func (w *world) slot(m *machine, name, user string, number int, from *disk) *device {
	d := &device{entity: newEntity(w.s.Seed, name), number: number, user: user, machine: m, disk: newDisk(), version: w.s.Version}
	if number >= 0 && number < w.s.Old {
		d.version--
	}
	if len(m.slots) > 0 {
		d.version = m.slots[0].version // there is one build in a browser
	}
	if from != nil {
		d.disk = from.copy()
	}
	m.slots = append(m.slots, d)
	w.devs = append(w.devs, d)
	w.open(d, false)
	return d
}

// open starts the program on a slot.
func (w *world) open(d *device, headless bool) {
	saved, err := d.disk.saved()
	if err != nil {
		w.fail(fmt.Errorf("what %s has stored cannot be read: %w", d.name, err))
		return
	}
	d.life++
	life := d.life
	d.headless, d.failed = headless, false
	d.unsaved, d.writing, d.forms, d.heard = nil, false, nil, map[model.ID]bool{}
	d.shown, d.stored = model.Cursor{}, model.Cursor{}
	d.clone = model.NewClone(w.options(d), saved)
	if c := d.disk.meta.Cursor; c.Epoch == w.store.epoch && d.disk.meta.User == d.user {
		w.fail(w.judge.whole("the disk of "+d.name, d.user, c.Seq, &d.disk, lawSame))
	}
	w.after(d.draw.below(min(1000, w.s.Pace)), func() { w.tick(d, life) })
}

// shut ends the program of a device: what was not stored is gone, and so are the
// open forms.
func (w *world) shut(d *device) {
	w.disconnect(d)
	d.clone = nil
}

// restart ends the program and begins it again.
func (w *world) restart(d *device) {
	headless := d.headless
	w.shut(d)
	w.open(d, headless)
}

// lose is a failure of the power, in the middle of what is being written.
func (w *world) lose(d *device) {
	at := stream{key: d.key, n: uint64(d.n[deviceLosesPower])}
	torn, lost := d.disk.powerLoss(func(n int) int {
		if at.intn(3) == 0 {
			return n
		}
		return at.intn(n)
	}, w.sabotage().TornBatch)
	if torn {
		w.count(deviceTornWrite)
	}
	if lost > 0 {
		w.count(deviceLostWrite)
	}
}

// tick is what the shells of both ends do from time to time.
func (w *world) tick(d *device, life int) {
	if d.life != life || d.clone == nil {
		return
	}
	w.after(w.s.Pace*2/3+d.draw.below(w.s.Pace*2/3), func() { w.tick(d, life) })
	d.wants = 0
	if d.conn != nil && w.hit(&d.entity, connectionCut) {
		w.disconnect(d)
	}
	switch {
	case d.away:
	case d.conn == nil:
		w.connect(d)
	default:
		if d.quiet++; d.quiet > 4 {
			w.disconnect(d) // the other end is gone, or its messages are
		}
	}
	if d.conn != nil {
		w.pulse(d.conn)
	}
	w.pump(d)
}

// pump stores what the clone wants stored, and sends what it wants sent.
func (w *world) pump(d *device) {
	if d.clone == nil {
		return
	}
	for b, ok := d.clone.Writes(); ok; b, ok = d.clone.Writes() {
		w.keep(d, b, d.clone.Meta())
	}
	sent := 0
	for m, ok := d.clone.Next(); ok; m, ok = d.clone.Next() {
		if sent++; sent > 4+len(d.clone.Outbox()) {
			w.fail(&broken{lawBounded, fmt.Sprintf("%s sends %d messages at once", d.name, sent)})
			return
		}
		if d.conn == nil {
			continue
		}
		if _, ok := m.(model.Want); ok {
			if at := d.clone.Cursor(); at != d.asking {
				d.asking, d.wants = at, 0
			}
			if d.wants++; d.wants > maxWants {
				w.fail(&broken{lawBounded, fmt.Sprintf("%s asks %d times in a row for what follows commit %d", d.name, d.wants, d.asking.Seq)})
				return
			}
		}
		if p, ok := m.(model.Push); ok {
			if f := w.sabotage().Sent; f != nil {
				for _, n := range f(p) {
					delete(d.disk.intents, n)
				}
			}
			if len(w.pushes) < 32 {
				w.pushes = append(w.pushes, push{d.user, p})
			} else {
				w.pushes[d.draw.intn(len(w.pushes))] = push{d.user, p}
			}
		}
		w.toNode(d, m)
	}
	if d.headless && len(d.clone.Outbox()) == 0 {
		// It has nothing left to send. What is being written still is.
		for len(d.unsaved) > 0 && !d.failed {
			w.onDisk(d, true)
		}
		w.shut(d)
	}
}

// toStore is a batch, and what the clone was when it gave it.
type toStore struct {
	b, written *model.Batch
	m          model.Meta
}

// keep stores a batch in a while; a crash in between loses it.
func (w *world) keep(d *device, b *model.Batch, m model.Meta) {
	if d.failed {
		d.clone.Saved(b)
		return
	}
	x := &toStore{b: b, written: b, m: m}
	if f := w.sabotage().Batch; f != nil {
		x.written = f(b, rand.New(&d.draw))
	}
	d.unsaved = append(d.unsaved, x)
	if len(d.unsaved) > 4*maxTail+len(d.clone.Outbox())+64 {
		w.fail(&broken{lawBounded, fmt.Sprintf("%d batches of %s wait to be stored", len(d.unsaved), d.name)})
	}
	w.next(d)
}

// next writes the oldest batch, one after the other.
func (w *world) next(d *device) {
	if d.writing || len(d.unsaved) == 0 {
		return
	}
	d.writing = true
	life := d.life
	w.after(1+d.draw.below(30), func() {
		if d.life != life || d.clone == nil {
			return // it has died before
		}
		d.writing = false
		w.write(d)
	})
}

// write writes the oldest batch. The device may die at it: before it, so that it
// and what waits behind it are lost, in it, or after it, before the program has
// heard of it.
func (w *world) write(d *device) {
	switch {
	case w.hit(&d.entity, deviceDiesBefore):
		w.trace("%s dies with %d unsaved batches", d.name, len(d.unsaved))
		w.restart(d)
		return
	case d.full && d.draw.intn(2) == 0:
		w.count(quota)
		w.refuse(d)
		return
	case w.hit(&d.entity, deviceLosesPower):
		x := d.unsaved[0]
		if x.written != nil {
			d.disk.write(x.written, x.m)
		}
		w.lose(d)
		w.trace("%s loses power in a write", d.name)
		w.restart(d)
		return
	}
	b := w.onDisk(d, false)
	if w.hit(&d.entity, deviceDiesAfter) {
		w.trace("%s dies with %d unsaved batches, having written one", d.name, len(d.unsaved))
		w.restart(d)
		return
	}
	d.clone.Saved(b)
	w.next(d)
	w.pump(d)
}

// onDisk writes the oldest batch, and waits for the disk if it must. Nobody has
// promised what a window wrote that is gone.
func (w *world) onDisk(d *device, gone bool) *model.Batch {
	x := d.unsaved[0]
	d.unsaved = d.unsaved[1:]
	if x.written != nil {
		d.disk.write(x.written, x.m)
	}
	if strict := len(x.b.Intents) > 0 || len(x.b.Drop) > 0; strict && !w.sabotage().LazyDevice {
		d.disk.sync()
	}
	for _, in := range x.b.Intents {
		if deed := w.judge.done[in.ID]; deed != nil && !gone {
			deed.durable = true
		}
	}
	if c := d.disk.meta.Cursor; c.Epoch == w.store.epoch && d.disk.meta.User == d.user && x.written != nil {
		w.fail(w.judge.cut("the disk of "+d.name, d.user, &d.stored, c, &d.disk, x.written.Records, d.draw.intn(w.sample()) == 0))
	}
	return x.b
}

// sample returns how seldom a clone is compared as a whole: one in that many.
func (w *world) sample() int { return 8 + len(w.devs)/2 }

// refuse is a batch that does not fit. From then on nothing is stored, and the
// program goes on in memory.
func (w *world) refuse(d *device) {
	w.trace("%s cannot store", d.name)
	w.judge.copied[d.user] = true // its disk will be behind
	if w.sabotage().Onward {
		b := d.unsaved[0].b
		d.unsaved = d.unsaved[1:]
		d.clone.Saved(b)
		w.next(d)
		w.pump(d)
		return
	}
	d.failed = true
	rest := d.unsaved
	d.unsaved = nil
	for _, x := range rest {
		d.clone.Saved(x.b)
	}
	w.pump(d)
}

// carry takes bytes to the other end of a device's connection, however often
// and however late.
func (w *world) carry(d *device, frame []byte, arrived func()) {
	w.report.Messages++
	times := 1
	switch {
	case w.hit(&d.entity, messageLost):
		return
	case w.hit(&d.entity, messageDoubled):
		times = 2
	}
	for range times {
		wait := 1 + d.draw.below(20)
		if w.hit(&d.entity, messageLate) {
			wait = d.draw.below(2000)
		}
		if w.now+wait < d.latest {
			w.count(messageOvertaken)
		}
		d.latest = max(d.latest, w.now+wait)
		w.after(wait, arrived)
	}
}

func (w *world) toNode(d *device, m model.Message) {
	c := d.conn
	w.noise++
	frame := wire.Append(nil, m, d.clone.ID())
	client := d.clone.ID()
	w.fail(w.judge.frame(w.report, d.name, m, len(frame)))
	w.carry(d, frame, func() {
		if !c.n.up || c.boot != c.n.boot || c.n.hidden || d.dark {
			return
		}
		// The device may have gone, its message has not: the server may read
		// it before it notices, or when the device is back.
		if d.conn != c && !w.hit(&d.entity, messageOutlives) {
			return
		}
		m, err := wire.Decode(frame, client)
		if err != nil {
			w.fail(fmt.Errorf("decode %x of %s: %w", frame, d.name, err))
			return
		}
		w.serve(c, m)
	})
}

func (w *world) receive(d *device, m model.Message) {
	d.quiet = 0
	was := d.clone.ID()
	if err := d.clone.Receive(m); err != nil {
		w.fail(fmt.Errorf("%s: %w", d.name, err))
		return
	}
	if d.clone.ID() != was {
		if d.forks++; d.forks > maxForks {
			w.fail(&broken{lawBounded, d.name + " takes one new id after the other"})
			return
		}
	}
	if _, life := m.(model.At); life && len(d.clone.Outbox()) == 0 {
		w.pump(d)
		return
	}
	if w.o.Trace {
		w.trace("%s gets %T and is at %d with %d to send", d.name, m, d.clone.Cursor().Seq, len(d.clone.Outbox()))
	}
	for _, o := range d.clone.Settled() {
		if d.heard[o.ID] {
			w.fail(&broken{lawOutcome, d.name + " was told twice of one intent"})
		}
		if d.clone.Cursor().Epoch != w.store.epoch {
			w.forget(o.ID) // the last word of a history that is lost by now
			continue
		}
		d.heard[o.ID] = true
		w.judge.told = append(w.judge.told, told{o.ID, o.Kind, o.Seq, o.Fields})
	}
	d.clone.Changed()
	w.look(d, m)
	w.pump(d)
}

// look compares a screen with the commits, when there is none of its own edits
// on it, or one.
func (w *world) look(d *device, m model.Message) {
	c := d.clone.Cursor()
	if c.Epoch != w.store.epoch {
		return
	}
	var touched []*model.Record
	if p, ok := m.(model.Pull); ok {
		touched = p.Records
	}
	switch box := d.clone.Outbox(); len(box) {
	case 0:
		w.fail(w.judge.cut(d.name, d.user, &d.shown, c, shownBy(d.clone), touched, d.draw.intn(w.sample()) == 0))
	case 1:
		w.fail(w.judge.pending(d.name, d.user, c.Seq, box[0].ID, shownBy(d.clone)))
	}
}

// shownBy returns what a clone shows.
func shownBy(c *model.Clone) holder { return screenOf{c.Reader()} }

type screenOf struct{ model.Reader }

func (s screenOf) get(key string) *model.Record {
	r, err := s.Get(key)
	if err != nil {
		return nil
	}
	return r
}

func (s screenOf) all() (all []*model.Record) {
	for _, c := range collections {
		rows, _ := s.Scan(model.Span{Index: c})
		for _, r := range rows {
			all = append(all, r.Record)
		}
	}
	return all
}

// ---- Accidents --------------------------------------------------------

func (w *world) switchOff(d *device, _ *stream) {
	if d == nil || d.clone == nil {
		return
	}
	if d.away = !d.away; d.away {
		w.count(offline)
		w.disconnect(d)
	}
}

// cutOff makes some devices unreachable for a while, which they do not know.
func (w *world) cutOff(_ *device, r *stream) {
	w.count(partition)
	for _, d := range w.devs {
		if purpose(r.key, d.name).key%3 > 0 {
			continue
		}
		w.trace("%s is cut off", d.name)
		d.dark = true
		w.unless(500+r.below(10_000), func() { d.dark = false })
	}
}

func (w *world) setClock(d *device, r *stream) {
	if d == nil {
		return
	}
	if r.intn(2) == 0 {
		w.count(deviceClockBack)
		d.days--
	} else {
		w.count(deviceClockAhead)
		d.days++
	}
}

// useUp lets nothing fit on a device's disk for a while.
func (w *world) useUp(d *device, r *stream) {
	if d == nil {
		return
	}
	d.full = true
	w.unless(1000+r.below(10_000), func() { d.full = false })
}

// copyProfile starts a second machine from a copy of the disk of the first.
func (w *world) copyProfile(d *device, r *stream) {
	if d == nil || d.disk.empty() || len(w.devs) > len(w.s.Devices)+8 {
		return
	}
	w.count(profileCopied)
	w.judge.copied[d.user] = true
	c := w.add(fmt.Sprintf("%s-copy-%d", d.name, r.intn(1000)), d.user, -1, &d.disk)
	if c.version != d.version {
		c.version = d.version
		w.restart(c)
	}
	w.trace("%s is a copy of %s", c.name, d.name)
}

// rollBack lets a device forget what it did lately, as when it is restored from
// a backup.
func (w *world) rollBack(d *device, r *stream) {
	if d == nil {
		return
	}
	old := d.disk.copy()
	w.unless(5000+r.below(10_000), func() {
		if d.clone == nil {
			return
		}
		w.count(profileRolledBack)
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

// openWindow opens one more window on a device's machine. It takes the first
// slot that is free, and sends what others have left in theirs.
func (w *world) openWindow(d *device, _ *stream) {
	if d == nil || w.sabotage().Orphan && len(d.machine.slots) > 1 {
		return
	}
	m := d.machine
	var mine *device
	for _, s := range m.slots {
		switch {
		case s.clone != nil:
		case mine == nil:
			mine = s
			w.count(slotReopened)
			w.trace("a window takes the slot of %s", s.name)
			w.open(s, false)
		case !s.disk.empty():
			w.count(slotReopened)
			w.trace("what %s has left is sent", s.name)
			w.open(s, true)
		}
	}
	if mine == nil && len(m.slots) < maxSlots && len(w.devs) <= len(w.s.Devices)+16 {
		w.count(windowOpened)
		s := w.slot(m, fmt.Sprintf("%s-window-%d", m.name, len(m.slots)+1), d.user, -1, nil)
		s.away, s.dark, s.days, s.full = d.away, d.dark, d.days, d.full
		w.trace("%s is opened", s.name)
	}
}

// closeWindow closes a window, maybe in the middle of a write: what was begun
// may have come to its end or not.
func (w *world) closeWindow(d *device, r *stream) {
	if d == nil {
		return
	}
	s := d.machine.slots[r.intn(len(d.machine.slots))]
	if s.clone == nil {
		return
	}
	if r.intn(2) == 0 && !s.headless {
		w.edit(s, r, 1) // and is gone
	}
	if s.clone == nil {
		return
	}
	w.trace("%s is closed with %d unsaved batches", s.name, len(s.unsaved))
	if len(s.unsaved) > 0 {
		w.count(windowClosedWriting)
		if r.intn(2) == 0 {
			w.onDisk(s, true)
		}
	} else {
		w.count(windowClosed)
	}
	w.shut(s)
}

// replay is somebody hostile, who sends what a device has sent once: as the
// same user, or as another one, once the server knows whose it is; in the chain
// that it was in, or in one of their own.
func (w *world) replay(_ *device, r *stream) {
	if len(w.pushes) == 0 {
		return
	}
	old := w.pushes[r.intn(len(w.pushes))]
	user := w.devs[r.intn(len(w.devs))].user
	n := w.node(r)
	known := true
	w.store.mem.View("main", func(v model.StoreView) error {
		for _, in := range old.Intents {
			o, err := v.Outcome(old.user, in.ID)
			if known = known && o != nil; err != nil {
				return err
			}
		}
		return nil
	})
	if !known {
		user = old.user
	}
	ins := old.Intents
	switch {
	case r.intn(2) == 0:
		w.count(replayRenamed)
		if !known {
			w.judge.copied[user] = true // another chain may have them first
		}
		own := model.Intent{Client: fmt.Sprintf("hostile-%d", r.intn(1_000_000))}
		ins = nil
		for _, in := range old.Intents {
			in.Client, in.N, in.Prev = own.Client, own.N+1, model.Hash{}
			if own.N > 0 {
				in.Prev = own.Hash()
			}
			own = in
			ins = append(ins, in)
		}
	case user == old.user:
		w.count(replaySame)
	default:
		w.count(replayOther)
	}
	peer := model.NewPeer(n.origin, user, n.clock)
	if _, _, err := peer.Receive(model.Hello{Protocol: model.Protocol, Space: "main", Client: ins[0].Client}); err != nil {
		return
	}
	jobs, _, err := peer.Receive(model.Push{Intents: ins})
	w.trace("%s sends a push of %s again: %v", user, old.user, err)
	if err != nil {
		return
	}
	if !n.up {
		return
	}
	// At once, so that nobody restores a backup in between: whoever sends the
	// intent of another user before that user does, takes it from them.
	done, err := n.origin.Commit("main", n.clock(), jobs)
	if err != nil {
		return
	}
	for i := range done {
		if user != old.user && done[i].Err == nil {
			w.fail(w.judge.leaked(user, &done[i].Outcome))
		}
	}
	w.wake(n)
}
