package model

import "testing"

type todo struct {
	ID    string
	Title string `check:"required,max=20"`
	Done  bool
	Rank  int `merge:"last"`
}

var todos = Define[todo]("todos")

// handle is a small application: the method and the path say what to do.
func handle(tx *Tx) error {
	r := tx.Request()
	_, id := SplitKey(r.URI[1:])
	switch r.Method {
	case "POST":
		return todos.Create(tx, todo{ID: tx.NewID(), Title: string(r.Body)})
	case "DELETE":
		return todos.Delete(tx, id)
	}
	t, err := todos.Get(tx, id)
	if err != nil {
		return err
	}
	switch r.Method {
	case "PUT":
		t.Title = string(r.Body)
	case "PATCH":
		t.Done = string(r.Body) == "done"
	}
	return todos.Save(tx, t)
}

type pair struct {
	t      *testing.T
	origin *Origin
	store  *MemStore
	ids    uint16
}

type device struct {
	*Clone
	peer *Peer
	user string
	base Base
}

func newPair(t *testing.T) *pair {
	s := NewMemStore("e1")
	return &pair{t: t, store: s, origin: NewOrigin(s, OriginOptions{Handler: handle})}
}

func (p *pair) id() ID { p.ids++; return ID{1, byte(p.ids), byte(p.ids >> 8)} }

func (p *pair) device(user string) *device {
	d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: handle, Random: p.id}, nil), user: user}
	p.online(d)
	p.sync(d)
	return d
}

func (p *pair) online(d *device) {
	d.peer = NewPeer(p.origin, d.user, func() Time { return 1 })
	d.Connect()
}

func (p *pair) sync(d *device) {
	p.t.Helper()
	for range 200 {
		for b, ok := d.Writes(); ok; b, ok = d.Writes() {
			d.Saved(b)
		}
		m, ok := d.Next()
		if !ok {
			pull, ok, err := d.peer.Pull()
			if err != nil {
				p.t.Fatal(err)
			}
			if !ok {
				return
			}
			d.Receive(pull)
			continue
		}
		jobs, reply, err := d.peer.Receive(m)
		if err != nil {
			p.t.Fatal(err)
		}
		if jobs != nil {
			done, err := p.origin.Commit("main", 1, jobs)
			if err != nil {
				p.t.Fatal(err)
			}
			more, _ := d.peer.Committed(done)
			reply = append(reply, more...)
		}
		for _, r := range reply {
			d.Receive(r)
		}
	}
	p.t.Fatal("the exchange does not end")
}

func (p *pair) do(d *device, method, uri, body string) Ran {
	return d.Do(Request{Method: method, URI: uri, Body: []byte(body)}, d.base, 1, p.id(), handle)
}

func (p *pair) title(d *device, id string) string {
	t, err := todos.Get(NewTx(d.Reader(), "", Request{}, 0), id)
	if err != nil {
		return err.Error()
	}
	return t.Title
}

func (p *pair) only(d *device) string {
	p.t.Helper()
	ts, err := todos.All(NewTx(d.Reader(), "", Request{}, 0))
	if err != nil || len(ts) != 1 {
		p.t.Fatalf("want one todo, have %v, %v", ts, err)
	}
	return ts[0].ID
}

func TestLoop(t *testing.T) {
	p := newPair(t)
	ann, bob := p.device("ann"), p.device("bob")
	p.do(ann, "POST", "/todos", "milk")
	id := p.only(ann)
	p.sync(ann)
	p.sync(bob)
	if got := p.title(bob, id); got != "milk" || len(ann.Outbox()) != 0 {
		t.Fatalf("bob sees %q, ann's outbox has %d", got, len(ann.Outbox()))
	}

	// Different fields merge.
	p.do(ann, "PUT", "/todos/"+id, "oat milk")
	p.do(bob, "PATCH", "/todos/"+id, "done")
	p.sync(ann)
	p.sync(bob)
	p.sync(ann)
	if o := bob.Settled(); len(o) != 1 || o[0].Kind != Merged {
		t.Fatalf("outcome %+v", o)
	}
	if p.title(ann, id) != "oat milk" || p.title(bob, id) != "oat milk" {
		t.Fatal("the title was lost")
	}

	// The same field is a conflict, also when the other edit arrives first.
	bob.base = bob.Base()
	p.do(ann, "PUT", "/todos/"+id, "soy milk")
	p.sync(ann)
	p.sync(bob)
	if ran := p.do(bob, "PUT", "/todos/"+id, "rice milk"); ran.Kind != Conflicted {
		t.Fatalf("not seen on the clone: %+v", ran)
	}
	p.sync(bob)
	o := bob.Settled()
	if len(o) != 1 || o[0].Kind != Conflicted {
		t.Fatalf("outcome %+v", o)
	}
	if f := o[0].Fields[0]; f.Base != `"oat milk"` || f.Mine != `"rice milk"` || f.Theirs != `"soy milk"` {
		t.Fatalf("conflict %+v", f)
	}
	is, err := Issues.All(NewTx(bob.Reader(), "bob", Request{}, 0))
	if err != nil || len(is) != 1 || is[0].Conflicts()[0] != o[0].Fields[0] {
		t.Fatalf("issues %+v %v", is, err)
	}
	if is, _ := Issues.All(NewTx(ann.Reader(), "ann", Request{}, 0)); len(is) != 0 {
		t.Fatal("ann has bob's issue")
	}

	// An edit of what was deleted is a conflict too.
	bob.base = Base{}
	p.do(ann, "DELETE", "/todos/"+id, "")
	p.do(bob, "PUT", "/todos/"+id, "water")
	p.sync(ann)
	p.sync(bob)
	o = bob.Settled()
	if len(o) != 1 || o[0].Kind != Conflicted || o[0].Fields[0].Mine != `"water"` || o[0].Fields[0].Theirs != "" {
		t.Fatalf("outcome %+v", o)
	}
}

// TestCopiedProfile: a device that goes on with a copy of another one's disk
// does not take the outcome of the other's intent for that of its own.
func TestCopiedProfile(t *testing.T) {
	p := newPair(t)
	ann := p.device("ann")
	p.do(ann, "POST", "/todos", "milk")
	id := p.only(ann)
	p.sync(ann)
	m := ann.Meta()
	r, err := ann.Reader().Get("todos/" + id)
	if err != nil {
		t.Fatal(err)
	}
	twin := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: handle, Random: p.id}, &Saved{Meta: m, Records: []*Record{r}}), user: "ann"}
	p.online(twin)
	p.sync(twin)
	p.do(ann, "PATCH", "/todos/"+id, "done")
	p.do(twin, "PUT", "/todos/"+id, "oat milk")
	p.sync(ann)
	p.sync(twin)
	p.sync(ann)
	if ann.ID() == twin.ID() {
		t.Error("two devices have one client id")
	}
	for _, d := range []*device{ann, twin} {
		if p.title(d, id) != "oat milk" || len(d.Outbox()) != 0 {
			t.Errorf("the title is %q, %d intents are left", p.title(d, id), len(d.Outbox()))
		}
	}
}

// TestBaseUnderOwnEdits: an intent that is made while an older one is on its way
// has seen what that one had seen, and what was made and answered in between.
func TestBaseUnderOwnEdits(t *testing.T) {
	p := newPair(t)
	d := p.device("ann")
	p.do(d, "POST", "/todos", "one")
	p.do(d, "POST", "/todos", "two")
	// The first is answered while the second is on its way.
	first := d.Outbox()[0].Intent
	for b, ok := d.Writes(); ok; b, ok = d.Writes() {
		d.Saved(b)
	}
	d.Next()
	if _, err := p.origin.Commit("main", 1, []Job{{User: "ann", Intent: first}}); err != nil {
		t.Fatal(err)
	}
	pull, ok, err := d.peer.Pull()
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	d.Receive(pull)
	if len(d.Outbox()) != 1 || d.Cursor().Seq != 1 {
		t.Fatalf("%d wait at %d", len(d.Outbox()), d.Cursor().Seq)
	}
	// A request for all of them has seen both.
	all := func(tx *Tx) error {
		ts, err := todos.All(tx)
		for _, x := range ts {
			if _, ok, _ := todos.AtBase(tx, x.ID); ok {
				x.Done = true
				err = todos.Save(tx, x)
			}
		}
		return err
	}
	if ran := d.Do(Request{Method: "PATCH", URI: "/todos"}, d.Base(), 1, p.id(), all); ran.Kind != Applied {
		t.Fatalf("%+v", ran)
	}
	ts, _ := todos.All(NewTx(d.Reader(), "", Request{}, 0))
	for _, x := range ts {
		if !x.Done {
			t.Errorf("%s was not on the screen", x.Title)
		}
	}
	if m := union([]Mark{{"a", 3, 4}, {"b", 0, 1}}, []Mark{{"a", 0, 2}, {"a", 2, 3}}); len(m) != 2 || m[1] != (Mark{"a", 0, 4}) {
		t.Errorf("the union is %v", m)
	}
}
