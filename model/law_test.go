package model

import (
	"errors"
	"slices"
	"testing"
)

type note struct {
	ID    string
	Text  string
	Owner string
}

var notes = Define("notes", TopicOf(func(n note) string {
	if n.Owner != "" {
		return UserTopic(n.Owner)
	}
	return "notes"
}))

// own answers PUT /notes/id?owner: the note is everybody's, or the owner's.
func own(tx *Tx) error {
	r := tx.Request()
	_, id := SplitKey(r.URI[1:])
	switch r.Method {
	case "POST":
		return notes.Create(tx, note{ID: id, Text: string(r.Body)})
	case "DELETE":
		return notes.Delete(tx, id)
	}
	if err := tx.Restore(Key("notes", id)); err != nil {
		return err
	}
	n, err := notes.Get(tx, id)
	if err != nil {
		return err
	}
	if r.Method == "PUT" {
		n.Owner = string(r.Body)
	} else {
		n.Text = string(r.Body)
	}
	return notes.Save(tx, n)
}

func (p *pair) at(user, method, uri, body string) Kind {
	p.t.Helper()
	done, err := p.origin.Commit("main", 1, []Job{{User: user, Direct: true, Handler: own, Intent: Intent{ID: p.id(), Request: Request{Method: method, URI: uri, Body: []byte(body)}}}})
	if err != nil {
		p.t.Fatal(err)
	}
	return done[0].Outcome.Kind
}

// TestOutOfSight: what a user may no longer read leaves the device, whatever
// becomes of it afterwards; when it comes back, it comes whole.
func TestOutOfSight(t *testing.T) {
	p := newPair(t)
	bob := p.device("bob")
	text := func() string {
		p.sync(bob)
		n, err := notes.Get(NewTx(bob.Reader(), "bob", Request{}, 0), "a")
		if err != nil {
			return "absent"
		}
		return n.Text
	}
	p.at("ann", "POST", "/notes/a", "one")
	if got := text(); got != "one" {
		t.Fatalf("bob has %q", got)
	}
	p.at("ann", "PUT", "/notes/a", "ann")
	if got := text(); got != "absent" {
		t.Errorf("ann's note is on bob's device: %q", got)
	}
	p.at("ann", "PATCH", "/notes/a", "two")
	text()
	p.at("ann", "PUT", "/notes/a", "")
	if got := text(); got != "two" {
		t.Errorf("bob has %q of a note that is everybody's again", got)
	}
	p.at("ann", "PUT", "/notes/a", "ann")
	p.at("ann", "DELETE", "/notes/a", "")
	if got := text(); got != "absent" {
		t.Errorf("a note that was hidden and deleted is on bob's device: %q", got)
	}
}

// TestNoWriteOutOfSight: a request cannot change, bring back, or take the id of
// what its user may not read.
func TestNoWriteOutOfSight(t *testing.T) {
	p := newPair(t)
	p.at("ann", "POST", "/notes/a", "one")
	p.at("ann", "DELETE", "/notes/a", "")
	p.at("ann", "PATCH", "/notes/a", "back")
	p.at("ann", "PUT", "/notes/a", "ann")
	for _, r := range [][2]string{{"PATCH", "mine"}, {"PUT", ""}, {"DELETE", ""}, {"POST", "mine"}} {
		if got := p.at("bob", r[0], "/notes/a", r[1]); got != Rejected {
			t.Errorf("%s by bob is %s", r[0], got)
		}
	}
	p.store.View("main", func(v StoreView) error {
		if r, _ := v.Get("notes/a"); !r.Alive() || r.Value("text") != `"back"` || r.Value("owner") != `"ann"` {
			t.Errorf("ann's note is %+v", r)
		}
		return nil
	})
}

// TestPageAhead: on a page of the server that is newer than the clone, an edit
// that the clone can make nothing of is sent.
func TestPageAhead(t *testing.T) {
	p := newPair(t)
	d := p.device("ann")
	p.do(d, "POST", "/todos", "milk")
	id := p.only(d)
	p.sync(d)
	d.Disconnect()
	body := Request{Method: "PATCH", URI: "/todos/" + id, Body: []byte("done")}
	if _, err := p.origin.Commit("main", 1, []Job{{User: "bob", Direct: true, Intent: Intent{ID: p.id(), Request: body}}}); err != nil {
		t.Fatal(err)
	}
	d.base = Base{Epoch: "e1", Seq: 2}
	if ran := p.do(d, "PATCH", "/todos/"+id, "not done"); ran.N == 0 {
		t.Fatalf("the page says that it is done; taking that back is %+v", ran)
	}
	if ran := p.do(d, "DELETE", "/todos/made-elsewhere", ""); ran.N == 0 {
		t.Fatalf("a record that only the page shows: %+v", ran)
	}
	p.online(d)
	p.sync(d)
	r, _ := d.Reader().Get("todos/" + id)
	if r.Value("done") != False {
		t.Errorf("done is %s", r.Value("done"))
	}
}

// TestForgottenBase: a request for many records that were seen at a base of
// which nothing is known any more is not said to be done.
func TestForgottenBase(t *testing.T) {
	p := newPair(t)
	d := p.device("ann")
	p.do(d, "POST", "/todos", "milk")
	id := p.only(d)
	p.sync(d)
	all := func(tx *Tx) error {
		if _, ok, err := todos.AtBase(tx, id); err != nil || !ok {
			return err
		}
		return todos.Delete(tx, id)
	}
	r := Request{Method: "DELETE", URI: "/todos"}
	for _, epoch := range []string{"lost", "e1"} {
		base, want := Base{Epoch: epoch, Seq: 1}, Applied
		if epoch == "lost" {
			want = Rejected
		}
		done, err := p.origin.Commit("main", 1, []Job{{User: "ann", Direct: true, Handler: all, Intent: Intent{ID: p.id(), Request: r, Base: base}}})
		if err != nil || done[0].Outcome.Kind != want {
			t.Errorf("at %s: %v, %v", base, done, err)
		}
	}
}

// TestSeenBesideOwnEdit: an own edit that is on its way hides what arrives under
// it, and nothing else: what was seen beside it is not asked about.
func TestSeenBesideOwnEdit(t *testing.T) {
	p := newPair(t)
	ann, bob := p.device("ann"), p.device("bob")
	p.do(ann, "POST", "/todos", "milk")
	id := p.only(ann)
	p.sync(ann)
	p.sync(bob)
	p.do(ann, "PATCH", "/todos/"+id, "done") // not sent yet
	p.do(bob, "PUT", "/todos/"+id, "oat milk")
	p.sync(bob)
	pull, _, err := ann.peer.Pull()
	if err != nil {
		t.Fatal(err)
	}
	ann.Receive(pull)
	if got := p.title(ann, id); got != "oat milk" || len(ann.Outbox()) != 1 {
		t.Fatalf("ann sees %q, with %d to send", got, len(ann.Outbox()))
	}
	ann.base = ann.Base()
	p.do(ann, "PUT", "/todos/"+id, "soy milk")
	p.sync(ann)
	for _, o := range ann.Settled() {
		if o.Kind.Open() {
			t.Errorf("%s: %v", o.Kind, o.Fields)
		}
	}
	if got := p.title(ann, id); got != "soy milk" {
		t.Errorf("ann sees %q", got)
	}
}

// clearing is handle, with a request that deletes all that its author saw done. While
// refuse is set, a deletion and the first such request are refused.
func clearing(refuse *bool) Handler {
	return func(tx *Tx) error {
		r := tx.Request()
		if *refuse && (r.Method == "DELETE" || r.URI == "/clear?first") {
			return Reject(CodeForbidden, "not now")
		}
		if r.URI != "/clear" && r.URI != "/clear?first" {
			return handle(tx)
		}
		all, err := todos.All(tx)
		if err != nil {
			return err
		}
		for _, todo := range all {
			was, ok, err := todos.AtBase(tx, todo.ID)
			if err != nil {
				return err
			}
			if !ok || !was.Done || !todo.Done {
				continue
			}
			if err := todos.Delete(tx, todo.ID); err != nil {
				return err
			}
		}
		return nil
	}
}

// TestClearOfWhatWasCleared: a request for many records leaves alone what its author's own
// edits had taken from the screen, whatever has become of those edits.
func TestClearOfWhatWasCleared(t *testing.T) {
	refuse := false
	clear := clearing(&refuse)
	p := newPair(t)
	p.origin = NewOrigin(p.store, OriginOptions{Handler: clear})
	d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: clear, Random: p.id}, nil), user: "ann"}
	p.online(d)
	do := func(method, uri, body string) {
		t.Helper()
		d.base = d.Base()
		if r := d.Do(Request{Method: method, URI: uri, Body: []byte(body)}, d.base, 1, p.id(), clear); r.Kind != Applied {
			t.Fatalf("%s %s: %+v", method, uri, r)
		}
	}
	p.sync(d)
	do("POST", "/todos", "milk")
	p.sync(d)
	milk := p.only(d)
	do("PATCH", "/todos/"+milk, "done")
	p.sync(d)
	do("POST", "/todos", "eggs")
	p.sync(d)
	var eggs string
	ts, err := todos.All(see(d))
	if err != nil || len(ts) != 2 {
		t.Fatal(ts, err)
	}
	for _, todo := range ts {
		if todo.ID != milk {
			eggs = todo.ID
		}
	}
	do("PATCH", "/todos/"+eggs, "done")
	p.sync(d)
	d.Disconnect()
	do("DELETE", "/todos/"+milk, "") // gone from the screen
	do("POST", "/clear", "")         // so this is about the eggs
	refuse = true
	p.online(d)
	p.sync(d)
	if ts, err := todos.All(see(d)); err != nil || len(ts) != 1 || ts[0].ID != milk {
		t.Errorf("what is left is %+v, %v", ts, err)
	}
}

// TestSeenBeforeRestart: what a device makes of its outbox after it was started anew,
// where it knows less of the past, is not taken for what the screen showed.
func TestSeenBeforeRestart(t *testing.T) {
	h := func(tx *Tx) error {
		r := tx.Request()
		_, id := SplitKey(r.URI[1:])
		if r.Method == "POST" {
			return todos.Create(tx, todo{ID: id, Title: "milk"})
		}
		x, err := todos.Get(tx, id)
		if err != nil {
			return err
		}
		if r.Method == "PATCH" {
			x.Rank = len(r.Body)
			return todos.Save(tx, x)
		}
		// A form of all fields, with the rank of the first commit.
		x.Title, x.Rank = string(r.Body), 0
		return todos.Save(tx, x)
	}
	store := NewMemStore("e1")
	p := &pair{t: t, store: store, origin: NewOrigin(store, OriginOptions{Handler: h})}
	start := func(saved *Saved) *device {
		d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: h, Random: p.id}, saved), user: "ann"}
		p.online(d)
		return d
	}
	direct := func(method, body string) {
		t.Helper()
		done, err := p.origin.Commit("main", 1, []Job{{User: "bob", Direct: true, Intent: Intent{ID: p.id(), Request: Request{Method: method, URI: "/todos/1", Body: []byte(body)}}}})
		if err != nil || done[0].Outcome.Kind != Applied {
			t.Fatal(done, err)
		}
	}
	direct("POST", "")
	ann := start(nil)
	p.sync(ann)
	form := ann.Base()
	direct("PATCH", "+")
	p.sync(ann)
	ann.Disconnect()
	rank := func() Value { r, _ := ann.Reader().Get("todos/1"); return r.Value("rank") }
	do := func(method, body string, base Base) {
		t.Helper()
		if ran := ann.Do(Request{Method: method, URI: "/todos/1", Body: []byte(body)}, base, 1, p.id(), h); ran.N == 0 {
			t.Fatalf("%+v", ran)
		}
	}
	do("PUT", "oat milk", form)
	if rank() != "1" {
		t.Fatalf("the screen shows the rank %s", rank())
	}
	do("PATCH", "+++++++", ann.Base())

	// The server is restored to the first commit, in which the rank is what the
	// form has.
	saved := &Saved{Meta: ann.Meta(), Records: []*Record{ann.records["todos/1"]}}
	for _, o := range ann.Outbox() {
		saved.Intents = append(saved.Intents, o.Intent)
	}
	p.store = NewMemStore("e1")
	p.origin = NewOrigin(p.store, OriginOptions{Handler: h})
	direct("POST", "")
	if err := Restored(p.store, "main", "e2"); err != nil {
		t.Fatal(err)
	}
	ann = start(saved)
	p.sync(ann)
	os := ann.Settled()
	if len(os) != 2 || rank() != "7" {
		t.Fatalf("the rank is %s: %+v", rank(), os)
	}
	var over []string
	for _, f := range os[1].Fields {
		over = append(over, f.Field+" "+string(f.Theirs))
	}
	if os[1].Kind != Merged || !slices.Contains(over, "rank 0") {
		t.Errorf("that the rank was 0, where the screen showed 1, is not said: %s, %q", os[1].Kind, over)
	}
}

// TestClearOfManyThatWereCleared: what own edits have taken from the screen is left alone
// by the hundreds, too, which is more fields than an intent says of; and by the thousands,
// which is more than it says of at all.
func TestClearOfManyThatWereCleared(t *testing.T) {
	clearMany(t, 600, 599)
	clearMany(t, 1200, 1200)
}

func clearMany(t *testing.T, many, want int) {
	t.Helper()
	refuse := false
	clear := clearing(&refuse)
	p := newPair(t)
	p.origin = NewOrigin(p.store, OriginOptions{Handler: clear})
	d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: clear, Random: p.id}, nil), user: "ann"}
	p.online(d)
	p.sync(d)
	do := func(method, uri, body string) {
		t.Helper()
		if r := d.Do(Request{Method: method, URI: uri, Body: []byte(body)}, d.Base(), 1, p.id(), clear); r.Kind != Applied {
			t.Fatalf("%s %s: %+v", method, uri, r)
		}
		if d.Online() {
			p.sync(d)
		}
	}
	for range many {
		do("POST", "/todos", "milk")
	}
	ts, err := todos.All(see(d))
	if err != nil || len(ts) != many {
		t.Fatal(len(ts), err)
	}
	for _, todo := range ts[1:] {
		do("PATCH", "/todos/"+todo.ID, "done")
	}
	d.Disconnect()
	do("POST", "/clear?first", "")
	do("PATCH", "/todos/"+ts[0].ID, "done")
	do("POST", "/clear", "") // of the only one that the screen still shows
	refuse = true
	p.online(d)
	p.sync(d)
	if left, err := todos.All(see(d)); err != nil || len(left) != want {
		t.Errorf("%d of %d are left, not %d, %v", len(left), many, want, err)
	}
}

// TestClearInConflict: a request for many that is in conflict on the device leaves alone
// what own edits had taken from the screen, should it be in none at the origin.
func TestClearInConflict(t *testing.T) {
	refuse := false
	clear := clearing(&refuse)
	p := newPair(t)
	p.origin = NewOrigin(p.store, OriginOptions{Handler: clear})
	d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: clear, Random: p.id}, nil), user: "ann"}
	p.online(d)
	p.sync(d)
	bob := p.device("bob")
	do := func(method, uri, body string, base Base) Kind {
		return d.Do(Request{Method: method, URI: uri, Body: []byte(body)}, base, 1, p.id(), clear).Kind
	}
	do("POST", "/todos", "milk", d.Base())
	milk := p.only(d)
	do("PATCH", "/todos/"+milk, "done", d.Base())
	p.sync(d)
	bob.base = bob.Base()
	p.do(bob, "POST", "/todos", "eggs")
	p.sync(bob)
	p.sync(d)
	ts, err := todos.All(see(d))
	if err != nil || len(ts) != 2 {
		t.Fatal(ts, err)
	}
	eggs := ts[0].ID
	if eggs == milk {
		eggs = ts[1].ID
	}
	do("DELETE", "/todos/"+milk, "", d.Base()) // gone from the screen, and not sent yet
	do("PATCH", "/todos/"+eggs, "done", d.Base())
	form := d.Base()
	rename := func(title string) {
		p.sync(bob)
		bob.base = bob.Base()
		p.do(bob, "PUT", "/todos/"+eggs, title)
		p.sync(bob)
	}
	rename("12 eggs")
	pull, _, err := d.peer.Pull()
	if err != nil {
		t.Fatal(err)
	}
	d.Receive(pull)
	if kind := do("POST", "/clear", "", form); kind != Conflicted {
		t.Fatalf("on the device it is %s", kind)
	}
	rename("eggs")
	refuse = true
	p.online(d)
	p.sync(d)
	if left, err := todos.All(see(d)); err != nil || len(left) != 1 || left[0].ID != milk {
		t.Errorf("what is left is %+v, %v", left, err)
	}
}

// TestSeenBeneathLater: what an author saw of a field that a later own edit has taken away
// is not what their edit then made of it.
func TestSeenBeneathLater(t *testing.T) {
	h := func(tx *Tx) error {
		r := tx.Request()
		_, id := SplitKey(r.URI[1:])
		if r.Method == "POST" {
			return todos.Create(tx, todo{ID: id, Title: "milk"})
		}
		if r.Method == "DELETE" {
			return todos.Delete(tx, id)
		}
		x, err := todos.Get(tx, id)
		if err != nil {
			return err
		}
		switch field := string(r.Body); field {
		case "done":
			x.Done = true
		case "rank":
			x.Rank = 5
		default:
			x.Title = field
		}
		return todos.Save(tx, x)
	}
	store := NewMemStore("e1")
	p := &pair{t: t, store: store, origin: NewOrigin(store, OriginOptions{Handler: h})}
	start := func(user string) *device {
		d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: h, Random: p.id}, nil), user: user}
		p.online(d)
		p.sync(d)
		return d
	}
	ann, bob := start("ann"), start("bob")
	do := func(d *device, method, body string, base Base) {
		t.Helper()
		if ran := d.Do(Request{Method: method, URI: "/todos/1", Body: []byte(body)}, base, 1, p.id(), h); ran.N == 0 {
			t.Fatalf("%+v", ran)
		}
	}
	do(bob, "POST", "", bob.Base())
	p.sync(bob)
	p.sync(ann)
	do(bob, "PATCH", "rank", bob.Base())
	p.sync(bob)
	page := bob.Base() // of the server, which is ahead of the device
	do(ann, "PATCH", "oat milk", ann.Base())
	do(ann, "PATCH", "done", page)
	do(ann, "DELETE", "", ann.Base())
	pull, ok, err := ann.peer.Pull()
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	ann.Receive(pull)
	for _, s := range ann.outbox[1].seen {
		if s.Field == "done" && s.Value != False {
			t.Errorf("before it was done, the screen showed %+v", s)
		}
	}
}

// A device that has lost a record from sight and has got it again, seen in part, does not
// know what it was in between: what an older page has shown of it is for the origin
// to say.
func TestLostAtBase(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"})
	w.must("root", "create|1|x|a", "rank|1|rr", "grant|g|ann|project/x||")
	ann := w.device("ann")
	base := Base{Epoch: "e1", Seq: w.head().Seq}
	w.must("root", "rank|1|rrr", "revoke|g", "grant|h|ann|project/y|public|", "move|1|y")
	w.sync(ann)
	if p := w.page(ann, "1"); p.Rank != 3 {
		t.Fatalf("ann has %+v", p)
	}
	tx := newTx(ann.Reader(), &Intent{Base: base}, "ann")
	if p, ok, err := pages.AtBase(tx, "1"); !errors.Is(err, ErrUnknown) {
		t.Errorf("at its base it was %+v, %t, %v", p, ok, err)
	}
	w.origin.Read("main", "ann", Request{Method: "GET", URI: "/"}, 1, func(tx *Tx) error {
		tx.in.Base = base
		if p, ok, err := pages.AtBase(tx, "1"); err != nil || ok && p.Rank != 2 {
			t.Errorf("at the origin it was %+v, %t, %v", p, ok, err)
		}
		return nil
	})
}
