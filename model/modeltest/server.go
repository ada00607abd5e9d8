package modeltest

import (
	"fmt"

	"github.com/tandemgo/tandem/model"
)

// waiting are jobs that wait for their group.
type waiting struct {
	jobs   []model.Job
	answer func([]model.Done, error)
}

// push is what a device has sent once, for whoever sends it again.
type push struct {
	user string
	model.Push
}

// serve is the server's shell around one connection.
func (w *world) serve(d *device, link int, peer *model.Peer, m model.Message) {
	if p, ok := m.(model.Push); ok {
		if s := w.o.Sabotage; s != nil && s.Push != nil {
			m = s.Push(p, w.mem)
		}
	}
	jobs, reply, err := peer.Receive(m)
	if err != nil {
		w.trace("the server refuses %T of %s: %v", m, d.name, err)
		w.hangUp(d, link)
		return
	}
	if len(jobs) == 0 {
		w.reply(d, link, reply)
		if d.link == link {
			w.pull(d)
		}
		return
	}
	w.enqueue(waiting{jobs, func(done []model.Done, err error) {
		if err != nil {
			w.hangUp(d, link)
			return
		}
		for i, x := range done {
			w.trace("the server runs %s/%d: %s at %d, %v", d.name, jobs[i].Intent.N, x.Outcome.Kind, x.Outcome.Seq, x.Err)
		}
		more, err := peer.Committed(done)
		if err != nil {
			w.hangUp(d, link)
			return
		}
		w.reply(d, link, more)
	}})
}

func (w *world) hangUp(d *device, link int) {
	if d.link == link {
		w.disconnect(d)
	}
}

func (w *world) reply(d *device, link int, ms []model.Message) {
	for _, m := range ms {
		if d.link == link {
			w.toDevice(d, m)
		}
	}
}

// enqueue lets jobs wait a moment for others, with which they become one group.
func (w *world) enqueue(x waiting) {
	w.queue = append(w.queue, x)
	if len(w.queue) == 1 {
		w.after(w.r.Int64N(50), w.commit)
	}
}

// commit runs what waits, as one group.
func (w *world) commit() {
	q := w.queue
	w.queue = nil
	var jobs []model.Job
	for _, x := range q {
		jobs = append(jobs, x.jobs...)
	}
	if len(q) == 0 {
		return // the server has crashed
	}
	if len(q) > 1 {
		w.fault("jobs of several in one group")
	}
	boot := w.boot
	done, err := w.origin.Commit("main", model.Time(w.now), jobs)
	w.committed()
	if w.boot != boot {
		return // nobody is left to answer
	}
	for _, x := range q {
		if err != nil {
			x.answer(nil, err)
			continue
		}
		x.answer(done[:len(x.jobs)], nil)
		done = done[len(x.jobs):]
	}
	for _, d := range w.devs {
		w.pull(d)
	}
}

// committed judges what is new.
func (w *world) committed() { w.fail(w.judge.read(w.mem.Commits("main"))) }

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

// serverCrash ends all connections, and what waited in the server.
func (w *world) serverCrash() {
	w.trace("the server crashes")
	w.boot++
	w.queue = nil
	for _, d := range w.devs {
		w.disconnect(d)
	}
}

// faulty is the origin's store, which fails and crashes.
type faulty struct{ w *world }

func (f faulty) View(space string, do func(model.StoreView) error) error {
	if f.w.chance(f.w.crash / 8) {
		f.w.fault("store fails to read")
		return fmt.Errorf("%w: by accident", model.ErrStore)
	}
	return f.w.mem.View(space, do)
}

func (f faulty) Update(space string, do func(model.StoreTx) error) error {
	w := f.w
	switch {
	case w.chance(w.crash):
		w.fault("store fails")
		return fmt.Errorf("%w: by accident", model.ErrStore)
	case w.chance(w.crash / 2):
		w.fault("server crashes before a commit")
		w.serverCrash()
		return fmt.Errorf("%w: crashed", model.ErrStore)
	}
	r := &recorder{}
	err := w.mem.Update(space, func(tx model.StoreTx) error {
		r.StoreTx = tx
		return do(r)
	})
	if err != nil {
		return err
	}
	w.log = append(w.log, r)
	for _, o := range r.outcomes {
		if first, ok := w.judge.outcomes[o.ID]; ok && first != o.Kind {
			w.fail(&broken{lawOutcome, fmt.Sprintf("an intent that was %s is %s", first, o.Kind)})
		}
		w.judge.outcomes[o.ID] = o.Kind
	}
	if w.chance(w.crash) {
		// The server crashes between the commit and its answer.
		w.fault("server crashes after a commit")
		w.serverCrash()
		return fmt.Errorf("%w: crashed", model.ErrStore)
	}
	return nil
}

// recorder keeps what a transaction has written, for a backup.
type recorder struct {
	model.StoreTx
	commits  []*model.Commit
	after    [][]*model.Record
	entries  [][]model.Entry
	clients  []model.Client
	outcomes []model.Outcome
}

func (r *recorder) Append(c *model.Commit, after []*model.Record, es []model.Entry) error {
	r.commits, r.after, r.entries = append(r.commits, c), append(r.after, after), append(r.entries, es)
	return r.StoreTx.Append(c, after, es)
}

func (r *recorder) PutClient(c model.Client) error {
	r.clients = append(r.clients, c)
	return r.StoreTx.PutClient(c)
}

func (r *recorder) PutOutcome(o model.Outcome) error {
	r.outcomes = append(r.outcomes, o)
	return r.StoreTx.PutOutcome(o)
}

// restore starts the server from a backup that lacks the last transactions. The
// history is another one from here on.
func (w *world) restore() {
	w.serverCrash()
	w.fault("server restored from a backup")
	w.log = w.log[:w.r.IntN(len(w.log)+1)]
	w.epoch = "second"
	w.mem = model.NewMemStore("first")
	w.judge.outcomes = map[model.ID]model.Kind{}
	w.mem.Update("main", func(tx model.StoreTx) error {
		for _, r := range w.log {
			for i, c := range r.commits {
				if err := tx.Append(c, r.after[i], r.entries[i]); err != nil {
					return err
				}
			}
			for _, c := range r.clients {
				tx.PutClient(c)
			}
			for _, o := range r.outcomes {
				tx.PutOutcome(o)
				w.judge.outcomes[o.ID] = o.Kind
			}
		}
		return nil
	})
	w.fail(model.Restored(w.mem, "main", w.epoch))
	for _, d := range w.devs {
		clear(d.heard) // what they were told is lost, and is offered again
	}
	w.judge.restored(w.epoch, len(w.mem.Commits("main")))
	w.trace("the server is restored to commit %d", len(w.mem.Commits("main")))
}
