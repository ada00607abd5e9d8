package modeltest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// node is one server: an origin on the store that all nodes share, a queue, and
// connections.
type node struct {
	entity
	w        *world
	origin   *model.Origin
	up       bool
	boot     int      // how often it has died
	hidden   bool     // no client reaches it
	severed  bool     // it does not reach the store, nor the other nodes
	replica  *replica // what it reads, if that is old
	days     int64    // by which its clock is wrong
	version  uint32   // of the application
	conns    []*conn
	queue    []waiting
	flushing bool
	told     uint64 // the last commit that a wake-up has told of, for a sabotage
}

// conn is a node's end of a connection.
type conn struct {
	d    *device
	n    *node
	boot int
	at   int // in the node's list; -1 when it has ended
	peer *model.Peer
	// said is the cursor by which the device was last known, as the messages
	// say it.
	said model.Cursor
}

// waiting are jobs that wait for their group.
type waiting struct {
	jobs   []model.Job
	answer func([]model.Done, error)
}

// Limits of a node, which are those of the server's hub.
const (
	maxGroup = 512
	maxQueue = 256
)

// push is what a device has sent once, for whoever sends it again.
type push struct {
	user string
	model.Push
}

func newNode(w *world, i int) *node {
	name := fmt.Sprintf("node-%d", i)
	n := &node{entity: newEntity(w.s.Seed, name), w: w, up: true}
	n.install(w.s.Version)
	return n
}

// install gives the node a build of the application.
func (n *node) install(version uint32) {
	n.version = version
	var store model.Store = nodeStore{n}
	handler := application(version, true)
	s := n.w.sabotage()
	if s.Store != nil {
		source := purpose(n.w.s.Seed, n.name+" sabotage")
		store = s.Store(store, rand.New(&source))
	}
	if s.Handler != nil {
		handler = s.Handler(handler)
	}
	up := upgrade(version)
	if s.Upgrade != nil {
		up = s.Upgrade
	}
	n.origin = model.NewOrigin(store, model.OriginOptions{Handler: handler, Grants: slices.Concat(open, s.Grants),
		Version: version, Oldest: version - 1, Upgrade: up})
}

func (n *node) clock() model.Time { return n.w.clock(n.days) }

// reachable reports whether clients can connect.
func (n *node) reachable() bool { return n.up && !n.hidden }

// live reports whether the node still has the connection.
func (c *conn) live() bool { return c.at >= 0 && c.boot == c.n.boot && c.n.up }

// connect opens a connection to a node that the device reaches.
func (w *world) connect(d *device) {
	var up []*node
	for _, n := range w.nodes {
		if n.reachable() {
			up = append(up, n)
		}
	}
	if len(up) == 0 || d.dark {
		return
	}
	n := up[d.draw.intn(len(up))]
	d.conn = &conn{d: d, n: n, boot: n.boot, at: len(n.conns), peer: model.NewPeer(n.origin, d.user, n.clock)}
	n.conns = append(n.conns, d.conn)
	d.quiet = 0
	d.clone.Connect()
}

func (w *world) disconnect(d *device) {
	c := d.conn
	if c == nil {
		return
	}
	last := len(c.n.conns) - 1
	c.n.conns[last].at = c.at
	c.n.conns[c.at] = c.n.conns[last]
	c.n.conns[last] = nil
	c.n.conns = c.n.conns[:last]
	c.at = -1
	d.conn = nil
	if d.clone != nil {
		d.clone.Disconnect()
	}
}

// serve is the server's shell around one connection. The connection may have
// ended since the message was sent.
func (w *world) serve(c *conn, m model.Message) {
	switch x := m.(type) {
	case model.Push:
		if f := w.sabotage().Push; f != nil {
			m = f(x, w.store.mem)
		}
	case model.Hello:
		c.said = x.Cursor
	case model.Want:
		c.said = x.Cursor
	}
	jobs, reply, err := c.peer.Receive(m)
	if err != nil {
		w.trace("%s refuses %T of %s: %v", c.n.name, m, c.d.name, err)
		w.hangUp(c)
		return
	}
	if len(jobs) == 0 {
		w.reply(c, reply)
		w.pull(c)
		return
	}
	taken := w.enqueue(c.n, waiting{jobs, func(done []model.Done, err error) {
		if err != nil {
			w.hangUp(c)
			return
		}
		for i, x := range done {
			if w.o.Trace {
				w.trace("%s runs %s/%d: %s at %d, %v", c.n.name, c.d.name, jobs[i].Intent.N, x.Outcome.Kind, x.Outcome.Seq, x.Err)
			}
		}
		more, err := c.peer.Committed(done)
		if err != nil {
			w.hangUp(c)
			return
		}
		w.reply(c, more)
		w.pull(c)
	}})
	if !taken {
		w.hangUp(c)
	}
}

func (w *world) hangUp(c *conn) {
	if c.d.conn == c {
		w.disconnect(c.d)
	}
}

func (w *world) reply(c *conn, ms []model.Message) {
	for _, m := range ms {
		w.toDevice(c, m)
	}
}

// enqueue lets jobs wait a moment for others, with which they become one group.
// A node that has too much to do refuses them.
func (w *world) enqueue(n *node, x waiting) bool {
	if !n.up || len(n.queue) >= maxQueue {
		return false
	}
	n.queue = append(n.queue, x)
	if len(n.queue) == 1 {
		boot := n.boot
		w.after(n.draw.below(50), func() {
			if n.boot == boot {
				w.commit(n)
			}
		})
	}
	return true
}

// commit runs what waits, as one group.
func (w *world) commit(n *node) {
	q := n.queue
	jobs := 0
	for i := range q {
		if jobs += len(q[i].jobs); jobs >= maxGroup {
			q = q[:i+1]
			break
		}
	}
	n.queue = slices.Clone(n.queue[len(q):])
	all := make([]model.Job, 0, jobs)
	for _, x := range q {
		all = append(all, x.jobs...)
	}
	if len(q) > 1 {
		w.count(grouped)
	}
	boot, before := n.boot, w.store.head()
	done, err := n.origin.Commit("main", n.clock(), all)
	if n.boot != boot {
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
	if err == nil {
		w.wake(n)
		w.wakeOthers(n, before, w.store.head())
	}
	if len(n.queue) > 0 && n.boot == boot {
		w.after(1, func() {
			if n.boot == boot {
				w.commit(n)
			}
		})
	}
}

// wakeOthers tells the other nodes that there is news: a number, which may be
// lost.
func (w *world) wakeOthers(n *node, before, head uint64) {
	for _, other := range w.nodes {
		if other == n || !other.up || other.severed || n.severed || w.hit(&other.entity, wakeLost) {
			continue
		}
		boot := other.boot
		var records []*model.Record
		if w.sabotage().Telling {
			for _, t := range w.store.log {
				for i, c := range t.commits {
					if c.Seq > before && c.Seq <= head {
						records = append(records, t.after[i]...)
					}
				}
			}
		}
		w.after(1+other.draw.below(40), func() {
			switch {
			case other.boot != boot || !other.up:
			case w.sabotage().Telling:
				w.tellAll(other, head, records)
			default:
				w.wake(other)
			}
		})
	}
}

// tellAll is what a node must not do: to pass on what a wake-up carries.
func (w *world) tellAll(n *node, head uint64, records []*model.Record) {
	var chain model.Hash
	w.store.mem.View("main", func(v model.StoreView) (err error) {
		chain, _, err = v.Chain(head)
		return err
	})
	for _, c := range slices.Clone(n.conns) {
		at := c.said.Grants
		m := model.Pull{From: model.Cursor{Epoch: w.store.epoch, Seq: n.told, Grants: at}, To: model.Cursor{Epoch: w.store.epoch, Seq: head, Grants: at}, Chain: chain}
		for _, r := range records {
			if !strings.HasPrefix(r.Topic, "user/") || r.Topic == model.UserTopic(c.d.user) {
				m.Records = append(m.Records, r)
			}
		}
		w.toDevice(c, m)
	}
	n.told = max(n.told, head)
}

// wake lets all connections of a node pull, in a moment: however often it is
// called until then, they do so once.
func (w *world) wake(n *node) {
	if n.flushing {
		return
	}
	n.flushing = true
	boot := n.boot
	w.after(n.draw.below(max(20, w.s.Pace-750)), func() {
		if n.boot != boot {
			return
		}
		n.flushing = false
		for _, c := range slices.Clone(n.conns) {
			w.pull(c)
		}
	})
}

// pull sends what the device does not have yet.
func (w *world) pull(c *conn) {
	if !c.live() {
		return
	}
	m, ok, err := c.peer.Pull()
	switch {
	case err != nil:
		w.hangUp(c)
	case ok:
		w.toDevice(c, m)
	case c.n.replica != nil && c.said.Epoch == w.store.epoch && c.said.Seq > c.n.replica.head():
		w.count(nodeBehind)
	}
}

func (r *replica) head() (seq uint64) {
	r.mem.View("main", func(v model.StoreView) error {
		seq = v.Head().Seq
		return nil
	})
	return seq
}

// pulse is a node's sign of life on a connection.
func (w *world) pulse(c *conn) {
	if !c.live() {
		return
	}
	m, ok, err := c.peer.At()
	if err != nil {
		w.hangUp(c)
		return
	}
	if ok {
		w.toDevice(c, m)
	}
	w.pull(c)
}

// toDevice sends a message, after the judge has seen what it costs.
func (w *world) toDevice(c *conn, m model.Message) {
	d := c.d
	if d.conn != c {
		return
	}
	if p, ok := m.(model.Pull); ok {
		if w.sabotage().Telling {
			w.judge.allow = math.MaxInt // what it says twice, others are to notice
		} else {
			w.fail(w.judge.cost(w.report, d.name, d.user, c.said, p))
		}
		c.said = p.To
	}
	if f := w.sabotage().Message; f != nil {
		m = f(m, rand.New(&d.draw))
	}
	if _, life := m.(model.At); !life {
		w.noise++
	}
	frame := wire.Append(nil, m, c.peer.Client())
	w.fail(w.judge.frame(w.report, d.name, m, len(frame)))
	w.carry(d, frame, func() {
		if d.conn != c || d.dark || c.n.hidden {
			return
		}
		m, err := wire.Decode(frame, d.clone.ID())
		if err != nil {
			w.fail(fmt.Errorf("decode %x for %s: %w", frame, d.name, err))
			return
		}
		w.receive(d, m)
	})
}

// die ends a node: all its connections, and what waited in it.
func (w *world) die(n *node) {
	w.trace("%s dies", n.name)
	n.boot++
	n.up, n.flushing = false, false
	n.queue = nil
	boot := n.boot
	for i := len(n.conns) - 1; i >= 0; i-- {
		d := n.conns[i].d
		if d.draw.intn(4) == 0 && !w.calm {
			continue // it hears of it only by the silence
		}
		w.disconnect(d)
	}
	w.after(n.draw.below(3000), func() {
		if n.boot == boot {
			n.up = true
		}
	})
}

// heal ends all that is wrong with a node.
func (n *node) heal() {
	n.up, n.hidden, n.severed, n.replica = true, false, false, nil
}

func (w *world) node(r *stream) *node { return w.nodes[r.intn(len(w.nodes))] }

// unless calls f in a while, if the world has not healed by then.
func (w *world) unless(d int64, f func()) {
	w.after(d, func() {
		if !w.calm {
			f()
		}
	})
}

func (w *world) killNode(_ *device, r *stream) {
	if n := w.node(r); n.up {
		w.count(nodeCrash)
		w.die(n)
		w.store.powerLoss()
	}
}

// upgradeNode ends a node, which comes back as the next build. The others follow
// at their own time.
func (w *world) upgradeNode(_ *device, r *stream) {
	if n := w.node(r); n.version == w.s.Version {
		w.count(nodeUpgraded)
		w.die(n)
		n.install(w.s.Version + 1)
	}
}

// upgradeDevice lets the program on a device be the newest that a node has.
func (w *world) upgradeDevice(d *device, _ *stream) {
	if d == nil {
		return
	}
	newest := w.newest()
	for _, s := range d.machine.slots {
		if s.version == newest {
			continue
		}
		w.count(deviceUpgraded)
		s.version = newest
		if s.clone != nil {
			w.restart(s)
		}
	}
}

func (w *world) newest() (version uint32) {
	for _, n := range w.nodes {
		version = max(version, n.version)
	}
	return version
}

func (w *world) hideNode(_ *device, r *stream) {
	n := w.node(r)
	w.count(nodeUnreachable)
	w.trace("no client reaches %s", n.name)
	n.hidden = true
	w.unless(1000+r.below(8000), func() { n.hidden = false })
}

func (w *world) severNode(_ *device, r *stream) {
	n := w.node(r)
	w.count(nodeSevered)
	w.trace("%s does not reach the store", n.name)
	n.severed = true
	w.unless(500+r.below(4000), func() { n.severed = false })
}

// lagNode lets a node read what is old for a while, and come nearer to what is
// new in steps.
func (w *world) lagNode(_ *device, r *stream) {
	n := w.node(r)
	if n.replica != nil {
		return
	}
	w.count(nodeStale)
	w.trace("%s reads what is old", n.name)
	log := len(w.store.log)
	rep := newReplica(w.store, log-r.intn(min(log, 20)+1), w.sabotage().Ahead)
	n.replica = rep
	steps, pause := 1+r.intn(4), 200+r.below(2000)
	var step func()
	step = func() {
		if n.replica != rep {
			return
		}
		if steps--; steps < 0 {
			n.replica = nil
			w.wake(n)
			return
		}
		rep.follow(rep.at + r.intn(len(w.store.log)-rep.at+1))
		w.wake(n)
		w.unless(pause, step)
	}
	w.unless(pause, step)
}

func (w *world) setNodeClock(_ *device, r *stream) {
	n := w.node(r)
	if r.intn(2) == 0 {
		w.count(serverClockBack)
		n.days--
	} else {
		w.count(serverClockAhead)
		n.days++
	}
}

func (w *world) fillDisk(_ *device, r *stream) {
	w.trace("the server's disk is full")
	w.store.full = true
	w.unless(500+r.below(3000), func() { w.store.full = false })
}
