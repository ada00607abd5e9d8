package model

import (
	"errors"
	"testing"
)

// lagging is a store of which one server reads what is old.
type lagging struct {
	*MemStore
	old *MemStore // what is read; nil reads what is new
}

func (l *lagging) View(space string, f func(StoreView) error) error {
	if l.old != nil {
		return l.old.View(space, f)
	}
	return l.MemStore.View(space, f)
}

// TestServerBehindClone: a server whose store is behind a clone waits, and
// answers when it has caught up. It neither sends the past as a whole nor takes
// the clone's chain for another's.
func TestServerBehindClone(t *testing.T) {
	p := newPair(t)
	d := p.device("ann")
	p.do(d, "POST", "/todos", "milk")
	p.sync(d)
	id := d.ID()

	store := &lagging{p.store, NewMemStore("e1")}
	peer := NewPeer(NewOrigin(store, OriginOptions{Handler: handle}), "ann", func() Time { return 1 })
	d.Connect()
	hello, _ := d.Next()
	if _, reply, err := peer.Receive(hello); len(reply) > 0 || !errors.Is(err, ErrBehind) {
		t.Fatalf("at commit %d of %d the greeting is answered: %v, %v", 0, d.Cursor().Seq, reply, err)
	}
	store.old = nil
	_, reply, err := peer.Receive(hello)
	if err != nil || len(reply) != 1 {
		t.Fatal(reply, err)
	}
	if w, is := reply[0].(Welcome); !is || w.Fork || w.N != 1 {
		t.Fatalf("the answer is %+v", reply[0])
	}
	d.Receive(reply[0])
	if d.ID() != id || !d.Online() {
		t.Error("the clone has taken a new id")
	}

	// It falls back on an open connection.
	store.old = NewMemStore("e1")
	if m, ok, err := peer.Pull(); ok || err != nil {
		t.Errorf("a pull back to the past: %+v, %v", m, err)
	}
	if ms, err := peer.Committed([]Done{{Err: ErrGap}}); len(ms) > 0 || !errors.Is(err, ErrBehind) {
		t.Errorf("the end of the chain as it was: %v, %v", ms, err)
	}
}

// TestDeletedThenPrivate: a record that was deleted, and brought back for one
// user alone, is nothing that the others have to hear of.
func TestDeletedThenPrivate(t *testing.T) {
	p := newPair(t)
	p.at("ann", "POST", "/notes/a", "one")
	p.at("ann", "DELETE", "/notes/a", "")
	bob := p.device("bob")
	p.at("ann", "PUT", "/notes/a", "ann")
	m, ok, err := bob.peer.Pull()
	if pull, is := m.(Pull); !ok || !is || err != nil || len(pull.Records) > 0 {
		t.Errorf("bob is sent %+v, %v", m, err)
	}
}

// TestTakenName: somebody has pushed by the name of a client that the server did
// not know yet. The client is told nothing of that, takes another name, and its
// own intents are done.
func TestTakenName(t *testing.T) {
	p := newPair(t)
	d := p.device("ann")
	id := d.ID()
	thief := NewPeer(p.origin, "bob", func() Time { return 1 })
	if _, _, err := thief.Receive(Hello{Protocol: Protocol, Space: "main", Client: id}); err != nil {
		t.Fatal(err)
	}
	jobs, _, err := thief.Receive(Push{Intents: []Intent{{Client: id, N: 1, ID: p.id(), Request: Request{Method: "PUT", URI: "/todos/t", Body: []byte("bob")}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.origin.Commit("main", 1, jobs); err != nil {
		t.Fatal(err)
	}
	if m, _, err := d.peer.Pull(); err != nil {
		t.Error(err)
	} else if pull, ok := m.(Pull); ok && len(pull.Outcomes) > 0 {
		t.Errorf("ann is told what became of bob's: %v", pull.Outcomes)
	}
	p.do(d, "POST", "/todos", "milk")
	p.sync(d)
	p.online(d)
	p.sync(d)
	if len(d.Outbox()) > 0 || d.ID() == id {
		t.Errorf("%d intents wait, the client is %s as before: %v", len(d.Outbox()), d.ID(), d.ID() == id)
	}
}

// TestEditOnRestoredPage: an edit on a page of a restored server, made before the clone
// has heard of that, is shown as soon as it has.
func TestEditOnRestoredPage(t *testing.T) {
	p := newPair(t)
	d := p.device("ann")
	p.do(d, "POST", "/todos", "milk")
	p.sync(d)
	id := p.only(d)
	// Somebody else writes it last.
	other := p.device("bob")
	other.base = other.Base()
	p.do(other, "PUT", "/todos/"+id, "oat milk")
	p.sync(other)
	p.sync(d)
	d.Disconnect()
	if err := Restored(p.store, "main", "e2"); err != nil {
		t.Fatal(err)
	}
	d.base = Base{Epoch: "e2", Seq: 2}
	if r := p.do(d, "PUT", "/todos/"+id, "soy milk"); r.N == 0 {
		t.Fatalf("the edit: %+v", r)
	}
	d.peer = NewPeer(p.origin, d.user, func() Time { return 1 })
	d.Connect()
	for b, ok := d.Writes(); ok; b, ok = d.Writes() {
		_ = b // the intent is not durable yet, and is not sent
	}
	hello, _ := d.Next()
	_, reply, err := d.peer.Receive(hello)
	if err != nil || len(reply) != 1 {
		t.Fatal(reply, err)
	}
	d.Changed()
	if err := d.Receive(reply[0]); err != nil {
		t.Fatal(err)
	}
	if got := p.title(d, id); got != "soy milk" {
		t.Errorf("the page shows %q", got)
	}
	if ts, all := d.Changed(); len(ts) != 1 && !all {
		t.Error("the page does not look")
	}
}
