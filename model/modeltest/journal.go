package modeltest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tandemgo/tandem/model"
)

// journal is the store that the nodes share: what it holds follows from a log of
// transactions, of which a backup is the beginning, and a replica too.
type journal struct {
	w      *world
	epoch  string
	epochs int
	mem    *model.MemStore
	log    []*transaction
	synced int // how much of the log is on the disk
	full   bool
}

// transaction is what one has written.
type transaction struct {
	commits  []*model.Commit
	after    [][]*model.Record
	entries  [][]model.Entry
	clients  []model.Client
	outcomes []model.Outcome
	notes    [][2]string
	// restored is the name of the history that begins here; "" is none.
	restored string
	// forget is a commit up to which the history is forgotten.
	forget uint64
}

func newJournal(w *world) *journal {
	return &journal{w: w, epoch: "first", mem: model.NewMemStore("first")}
}

func (t *transaction) empty() bool {
	return len(t.commits)+len(t.clients)+len(t.outcomes) == 0 && t.restored == ""
}

func (t *transaction) replay(tx model.StoreTx) error {
	for i, c := range t.commits {
		if err := tx.Append(c, t.after[i], t.entries[i]); err != nil {
			return err
		}
	}
	for _, c := range t.clients {
		if err := tx.PutClient(c); err != nil {
			return err
		}
	}
	for _, o := range t.outcomes {
		if err := tx.PutOutcome(o); err != nil {
			return err
		}
	}
	for _, n := range t.notes {
		if err := tx.PutNote(n[0], n[1]); err != nil {
			return err
		}
	}
	return nil
}

// on does to a store again what the transaction has done.
func (t *transaction) on(mem *model.MemStore) error {
	switch {
	case t.restored != "":
		return model.Restored(mem, "main", t.restored)
	case t.forget > 0:
		return mem.Update("main", func(tx model.StoreTx) error { return tx.Forget(t.forget) })
	}
	return mem.Update("main", t.replay)
}

func (j *journal) head() (seq uint64) {
	j.mem.View("main", func(v model.StoreView) error {
		seq = v.Head().Seq
		return nil
	})
	return seq
}

// recorder keeps what a transaction has written.
type recorder struct {
	model.StoreTx
	transaction
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

func (r *recorder) PutNote(name, text string) error {
	r.notes = append(r.notes, [2]string{name, text})
	return r.StoreTx.PutNote(name, text)
}

// nodeStore is the journal as one node sees it: it fails, and the node dies in
// it.
type nodeStore struct{ n *node }

func accident(what string) error { return fmt.Errorf("%w: %s", model.ErrStore, what) }

var (
	errTorn = errors.New("not all of it was written")
	errLost = errors.New("it was written, and not synced")
)

func (s nodeStore) View(space string, f func(model.StoreView) error) error {
	n, w := s.n, s.n.w
	switch {
	case n.severed:
		return accident("out of reach")
	case w.hit(&n.entity, readFails):
		return accident("it cannot be read")
	case n.replica != nil:
		return n.replica.view(space, f)
	}
	return w.store.mem.View(space, f)
}

func (s nodeStore) Update(space string, f func(model.StoreTx) error) error {
	n, w := s.n, s.n.w
	j := w.store
	switch {
	case n.severed:
		return accident("out of reach")
	case w.hit(&n.entity, storeFails):
		return accident("it cannot be written")
	case w.hit(&n.entity, nodeDiesBefore):
		w.die(n)
		return accident("died before it wrote")
	}
	r := &recorder{}
	err := j.mem.Update(space, func(tx model.StoreTx) error {
		r.StoreTx = tx
		if err := f(r); err != nil {
			return err
		}
		switch {
		case r.empty():
			return nil
		case j.full:
			w.count(diskFull)
			return accident("the disk is full")
		case w.hit(&n.entity, nodeTearsWrite):
			return errTorn
		case w.hit(&n.entity, nodeLosesWrite):
			return errLost
		}
		return nil
	})
	if err == errTorn {
		// A part of it is on the disk. Who starts there must not take it for
		// a transaction.
		w.die(n)
		j.powerLoss()
		if w.sabotage().TornCommit {
			half := transaction{commits: r.commits, after: r.after, entries: r.entries}
			if j.mem.Update(space, half.replay) == nil {
				j.keep(&half)
			}
		}
		return accident("died while it wrote")
	}
	if err == errLost {
		w.die(n)
		j.powerLoss()
		return accident("died before it synced")
	}
	if err != nil || r.empty() {
		return err
	}
	j.keep(&r.transaction)
	if w.hit(&n.entity, nodeDiesAfter) {
		w.die(n)
		j.powerLoss()
		return accident("died after it wrote")
	}
	return nil
}

// keep adds a transaction to the log, and has it judged.
func (j *journal) keep(t *transaction) {
	w := j.w
	j.log = append(j.log, t)
	if !w.sabotage().LazyServer || w.draw.intn(8) == 0 {
		j.synced = len(j.log)
	}
	for _, c := range t.commits {
		w.fail(w.judge.read(c))
	}
	for i := range t.outcomes {
		o := &t.outcomes[i]
		k := slices.IndexFunc(t.clients, func(c model.Client) bool { return c.ID == o.Client })
		if k >= 0 {
			w.fail(w.judge.decided(o, t.clients[k].User))
		}
	}
}

// powerLoss takes what was not synced. In a store that syncs before it answers,
// that is nothing that anybody was told of.
func (j *journal) powerLoss() {
	if j.synced == len(j.log) {
		return
	}
	j.rebuild(j.synced)
	j.w.judge.back(j.head(), j.outcomes())
}

// rebuild makes the store anew from the beginning of its log.
func (j *journal) rebuild(n int) {
	j.log = j.log[:n:n]
	j.synced = n
	j.mem = model.NewMemStore("first")
	for _, t := range j.log {
		if err := t.on(j.mem); err != nil {
			j.w.fail(fmt.Errorf("the log cannot be read: %w", err))
		}
	}
}

func (j *journal) outcomes() map[model.ID]model.Kind {
	m := map[model.ID]model.Kind{}
	for _, t := range j.log {
		for i := range t.outcomes {
			o := &t.outcomes[i]
			if _, ok := m[o.ID]; !ok {
				m[o.ID] = o.Kind
			}
		}
	}
	return m
}

// restore starts the server from a backup that lacks the last transactions. The
// history is another one from here on.
func (w *world) restore(_ *device, r *stream) {
	for _, n := range w.nodes {
		w.die(n)
		n.replica = nil
	}
	w.count(backupRestored)
	j := w.store
	j.epochs++
	j.epoch = fmt.Sprintf("restored-%d", j.epochs)
	j.rebuild(r.intn(len(j.log) + 1))
	t := &transaction{restored: j.epoch}
	w.fail(t.on(j.mem))
	j.log = append(j.log, t)
	j.synced = len(j.log)
	for _, d := range w.devs {
		clear(d.heard) // what they were told is lost, and is offered again
	}
	w.judge.restored(j.epoch, j.head(), j.outcomes())
	w.trace("the server is restored to commit %d", j.head())
}

// forgetHistory drops the history up to a commit.
func (w *world) forgetHistory(_ *device, r *stream) {
	j := w.store
	head := j.head()
	if head == 0 {
		return
	}
	w.count(historyForgotten)
	t := &transaction{forget: 1 + uint64(r.below(int64(head)))}
	w.fail(t.on(j.mem))
	j.log = append(j.log, t)
	j.synced = len(j.log)
	w.judge.horizon = max(w.judge.horizon, t.forget)
	w.trace("the history up to commit %d is forgotten", t.forget)
}

// replica is an older state of the journal, which one node reads.
type replica struct {
	j   *journal
	mem *model.MemStore
	at  int // how much of the log it has
	// claim says that it has all of it.
	claim bool
}

func newReplica(j *journal, at int, claim bool) *replica {
	r := &replica{j: j, mem: model.NewMemStore("first"), claim: claim}
	// Whoever reads what is old reads this history.
	for i, t := range j.log {
		if t.restored != "" {
			at = max(at, i+1)
		}
	}
	r.follow(at)
	return r
}

// follow takes in the log up to a transaction.
func (r *replica) follow(at int) {
	for ; r.at < min(at, len(r.j.log)); r.at++ {
		r.j.w.fail(r.j.log[r.at].on(r.mem))
	}
}

func (r *replica) view(space string, f func(model.StoreView) error) error {
	return r.mem.View(space, func(v model.StoreView) error {
		if r.claim {
			return f(ahead{v, r.j.head()})
		}
		return f(v)
	})
}

// ahead claims to be at a newer commit than it is.
type ahead struct {
	model.StoreView
	seq uint64
}

func (a ahead) Head() model.Cursor {
	c := a.StoreView.Head()
	c.Seq = a.seq
	return c
}
