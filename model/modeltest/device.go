package modeltest

import (
	"fmt"
	"maps"
	"slices"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// device is one clone, its disk, its user's forms and its connection.
type device struct {
	name, user string
	clone      *model.Clone
	disk       disk
	unsaved    []*model.Batch
	forms      []*form
	heard      map[model.ID]bool // outcomes that the running program was told of

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
	kept    map[model.ID]model.Intent
}

func (d *disk) copy() disk {
	return disk{d.meta, maps.Clone(d.records), maps.Clone(d.intents), maps.Clone(d.kept)}
}

func (d *disk) saved() *model.Saved {
	s := &model.Saved{Meta: d.meta}
	for _, k := range slices.Sorted(maps.Keys(d.records)) {
		s.Records = append(s.Records, d.records[k])
	}
	for _, n := range slices.Sorted(maps.Keys(d.intents)) {
		s.Intents = append(s.Intents, d.intents[n])
	}
	for _, in := range d.kept {
		s.Kept = append(s.Kept, in)
	}
	slices.SortFunc(s.Kept, func(a, b model.Intent) int { return slices.Compare(a.ID[:], b.ID[:]) })
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
	for _, id := range b.Forget {
		delete(d.kept, id)
	}
	for _, in := range b.Keep {
		d.kept[in.ID] = in
	}
	if b.Meta {
		d.meta = m
	}
}

func (d *disk) holds() map[string]state {
	m := map[string]state{}
	for k, r := range d.records {
		m[k] = stateOf(r)
	}
	return m
}

// holds returns all that a device shows.
func (d *device) holds() map[string]state {
	m := map[string]state{}
	for _, c := range []string{"items", model.OutcomeCollection} {
		rows, err := d.clone.Reader().Scan(model.Span{Index: c})
		if err != nil {
			return nil
		}
		for _, r := range rows {
			m[r.Record.Key] = stateOf(r.Record)
		}
	}
	return m
}

func (w *world) options() model.CloneOptions {
	h := application(false)
	if s := w.o.Sabotage; s != nil && s.Rebase != nil {
		h = s.Rebase(h)
	}
	return model.CloneOptions{Space: "main", Handler: h, Random: w.id}
}

func (w *world) add(name, user string, from *disk) *device {
	d := &device{name: name, user: user, disk: disk{records: map[string]*model.Record{}, intents: map[uint64]model.Intent{}, kept: map[model.ID]model.Intent{}}}
	if from != nil {
		d.disk = from.copy()
	}
	w.devs = append(w.devs, d)
	w.restart(d)
	return d
}

// restart ends the program of a device and begins it again: what was not stored
// is gone, and so are the open forms.
func (w *world) restart(d *device) {
	if d.clone != nil {
		w.disconnect(d)
	}
	d.unsaved, d.forms, d.heard = nil, nil, map[model.ID]bool{}
	d.clone = model.NewClone(w.options(), d.disk.saved())
}

// tick is what a shell does from time to time.
func (w *world) tick(d *device) {
	w.after(500+w.r.Int64N(500), func() { w.tick(d) })
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
		if d.link == 0 {
			continue
		}
		if p, ok := m.(model.Push); ok {
			if s := w.o.Sabotage; s != nil && s.Sent != nil {
				for _, n := range s.Sent(p) {
					delete(d.disk.intents, n)
				}
			}
			w.pushes = append(w.pushes, push{d.user, p})
		}
		w.toServer(d, m)
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

// stored writes the oldest batch first, whichever write ends first. The device
// may crash at any of them: before it, so that it and what waits behind it are
// lost, or after it, before the program has heard of it.
func (w *world) stored(d *device, clone *model.Clone, written, b *model.Batch, m model.Meta) {
	if d.clone != clone {
		return // it has crashed before
	}
	if d.unsaved[0] != b {
		w.after(1, func() { w.stored(d, clone, written, b, m) })
		return
	}
	if w.chance(w.crash) {
		w.fault("device crashes before a write")
		w.trace("%s crashes with %d unsaved batches", d.name, len(d.unsaved))
		w.restart(d)
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
	if c := d.disk.meta.Cursor; c.Epoch == w.epoch && d.disk.meta.User == d.user {
		if err := w.judge.clone("the disk of "+d.name, d.user, c.Seq, d.disk.holds(), lawSame); err != nil {
			w.fail(err)
		}
	}
	if w.chance(w.crash) {
		w.fault("device crashes after a write")
		w.trace("%s crashes with %d unsaved batches, having written one", d.name, len(d.unsaved))
		w.restart(d)
		return
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

// carry takes a message to the other end of a device's connection, as bytes,
// however often and however late it arrives there. late says whether it arrives
// though the connection has ended.
func (w *world) carry(d *device, client string, m model.Message, late func() bool, arrived func(model.Message)) {
	link := d.link
	frame := wire.Append(nil, m, client)
	times, after := w.delay()
	for range times {
		w.after(after(), func() {
			if d.link != link && !late() {
				return
			}
			m, err := wire.Decode(frame, client)
			if err != nil {
				w.fail(fmt.Errorf("decode %x of the connection of %s: %w", frame, d.name, err))
				return
			}
			arrived(m)
		})
	}
}

func (w *world) toServer(d *device, m model.Message) {
	link, peer, boot := d.link, d.peer, w.boot
	w.carry(d, d.clone.ID(), m, func() bool {
		// The device has gone, its message has not: the server may read it
		// before it notices, or when the device is back.
		if w.boot != boot || !w.chance(0.5) {
			return false
		}
		w.fault("message outlives its connection")
		return true
	}, func(m model.Message) { w.serve(d, link, peer, m) })
}

func (w *world) toDevice(d *device, m model.Message) {
	if s := w.o.Sabotage; s != nil && s.Message != nil {
		m = s.Message(m, w.r)
	}
	w.carry(d, d.peer.Client(), m, func() bool { return false }, func(m model.Message) { w.receive(d, m) })
}

func (w *world) receive(d *device, m model.Message) {
	if err := d.clone.Receive(m); err != nil {
		w.fail(fmt.Errorf("%s: %w", d.name, err))
		return
	}
	w.trace("%s gets %T and is at %d with %d to send", d.name, m, d.clone.Cursor().Seq, len(d.clone.Outbox()))
	for _, o := range d.clone.Settled() {
		if d.heard[o.ID] {
			w.fail(&broken{lawOutcome, d.name + " was told twice of one intent"})
		}
		d.heard[o.ID] = true
		w.judge.told = append(w.judge.told, told{o.ID, o.Kind, o.Seq, o.Fields})
	}
	if c := d.clone.Cursor(); c.Epoch == w.epoch {
		box := d.clone.Outbox()
		switch len(box) {
		case 0:
			w.fail(w.judge.clone(d.name, d.user, c.Seq, d.holds(), lawSame))
		case 1:
			w.fail(w.judge.pending(d.name, d.user, c.Seq, box[0].ID, d.holds()))
		}
	}
	w.pump(d)
}
