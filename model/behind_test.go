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
	peer := NewPeer(NewOrigin(store, handle, nil), "ann", func() Time { return 1 })
	d.Connect()
	hello, _ := d.Next()
	if _, reply, err := peer.Receive(hello); len(reply) > 0 || err != nil {
		t.Fatalf("at commit %d of %d the greeting is answered: %v, %v", 0, d.Cursor().Seq, reply, err)
	}
	for range 2 {
		if m, ok, err := peer.Pull(); ok || err != nil {
			t.Fatalf("a pull from a server that is behind: %+v, %v", m, err)
		}
	}
	if _, ok, _ := peer.At(); ok {
		t.Error("a sign of life before the greeting was answered")
	}
	store.old = nil
	m, ok, err := peer.Pull()
	if w, is := m.(Welcome); !ok || !is || err != nil || w.Fork || w.N != 1 {
		t.Fatalf("the answer is %+v, %v", m, err)
	}
	d.Receive(m)
	if d.ID() != id || !d.Online() {
		t.Error("the clone has taken a new id")
	}

	// It falls back on an open connection.
	store.old = NewMemStore("e1")
	if m, ok, err := peer.Pull(); ok || err != nil {
		t.Errorf("a pull back to the past: %+v, %v", m, err)
	}
	if ms, err := peer.Committed([]Done{{Err: ErrGap}}); len(ms) > 0 || !errors.Is(err, ErrStore) {
		t.Errorf("the end of the chain as it was: %v, %v", ms, err)
	}
}

// TestOutcomeOfAnother: who sends the intent of another user is not told what
// became of it, and does not have it carried out as theirs.
func TestOutcomeOfAnother(t *testing.T) {
	p := newPair(t)
	p.at("ann", "POST", "/notes/a", "one")
	in := Intent{Client: "anns", N: 1, ID: p.id(), Request: Request{Method: "PATCH", URI: "/notes/a", Body: []byte("mine")}, Base: Base{Epoch: "e1"}}
	run := func(user string, in Intent) Outcome {
		t.Helper()
		done, err := p.origin.Commit("main", 1, []Job{{User: user, Intent: in, Handler: own}})
		if err != nil || done[0].Err != nil {
			t.Fatal(err, done[0].Err)
		}
		return done[0].Outcome
	}
	first := run("ann", in)
	again := in
	again.Client = "bobs"
	if o := run("bob", again); o.Kind != Rejected || o.Reason.Code != CodeForbidden || len(o.Fields) > 0 {
		t.Errorf("bob is told %+v", o)
	}
	again.Client = "anns-copy"
	if o := run("ann", again); o.Kind != first.Kind || o.Seq != first.Seq {
		t.Errorf("ann is told %+v, first it was %+v", o, first)
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
