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
