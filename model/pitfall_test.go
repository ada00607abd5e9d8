package model

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
)

// page is the record of these tests. Its project is its topic.
type page struct {
	ID      string
	Project string
	Title   string `check:"required"`
	Slug    string
	Secret  string
	Rank    int
	Body    Text
	Votes   Counter
	Tags    Set
	Steps   []string `merge:"list"`
	Author  Ref[author]
}

type author struct {
	ID   string
	Name string
}

var (
	authors  = Define[author]("authors")
	pages    = Define("pages", TopicOf(func(p page) string { return "project/" + p.Project }), Projection[page]("public", "project", "title", "rank"))
	byRank   = pages.Index("project", "-rank")
	byWriter = pages.Index("author.name")
	bySlug   = pages.Unique("slug")
)

// answer is the application of these tests: "VERB id field value ..." in the body
// says what to do.
func answer(tx *Tx) error {
	words := strings.Split(string(tx.Request().Body), "|")
	verb, id := words[0], words[1]
	arg := func(i int) string { return words[i+2] }
	switch verb {
	case "author":
		a, err := authors.Get(tx, id)
		if errors.Is(err, ErrAbsent) {
			return authors.Create(tx, author{ID: id, Name: arg(0)})
		}
		a.Name = arg(0)
		return errors.Join(err, authors.Save(tx, a))
	case "grant":
		g := Grant{ID: id, Who: arg(0), Topic: arg(1), Fields: arg(2), Verbs: arg(3)}
		return Grants.Create(tx, g)
	case "revoke":
		return Grants.Delete(tx, id)
	case "create":
		p := page{ID: id, Project: arg(0), Title: arg(1)}
		p.Body.Edit("one\ntwo\nthree\n")
		p.Tags.Add("a", "b")
		p.Steps = []string{"1", "2", "3"}
		return pages.Create(tx, p)
	case "form":
		p := page{ID: id, Project: "x"}
		if err := Assign(tx, &p, []Member{{"title", String(arg(0))}}); err != nil {
			return err
		}
		return pages.Create(tx, p)
	case "new":
		return pages.Create(tx, page{ID: tx.NewID(), Project: id, Title: arg(0)})
	case "delete":
		return pages.Delete(tx, id)
	case "again":
		i, err := Issues.Get(tx, id)
		if err != nil {
			return err
		}
		held, err := Held(tx, id)
		if err != nil {
			return err
		}
		tx.Supersede(Key(OutcomeCollection, id), Request{Method: i.Method, URI: i.URI, Body: []byte(i.Body)})
		for _, i := range append([]Issue{i}, held...) {
			if err := Issues.Delete(tx, i.ID); err != nil {
				return err
			}
			again := *tx.in
			again.Body = []byte(i.Body)
			old := tx.in
			tx.in = &again
			err := answer(tx)
			tx.in = old
			if err != nil {
				return err
			}
		}
		return nil
	case "discard":
		return Issues.Delete(tx, id)
	case "restore":
		return tx.Restore("pages/" + id)
	case "panic":
		panic("poison")
	case "forever":
		for {
			if _, err := tx.List("pages"); err != nil {
				return err
			}
		}
	}
	p, err := pages.Get(tx, id)
	if err != nil {
		return err
	}
	switch verb {
	case "title":
		p.Title = arg(0)
	case "slug":
		p.Slug = arg(0)
	case "move":
		p.Project = arg(0)
	case "vanish":
		p.Project = arg(0)
		return errors.Join(pages.Save(tx, p), pages.Delete(tx, id))
	case "body":
		p.Body.Edit(arg(0))
	case "vote":
		p.Votes.Add(2)
	case "tag":
		p.Tags.Add(arg(0))
	case "untag":
		p.Tags.Remove(arg(0))
	case "steps":
		p.Steps = strings.Fields(arg(0))
	case "write":
		p.Author = Ref[author](arg(0))
	case "rank":
		p.Rank = len(arg(0))
	}
	return pages.Save(tx, p)
}

// world is an origin and its devices.
type testWorld struct {
	*pair
}

func newWorld(t *testing.T, grants ...Grant) *testWorld {
	s := NewMemStore("e1")
	return &testWorld{&pair{t: t, store: s, origin: NewOrigin(s, OriginOptions{Handler: answer, Grants: grants, Version: 2})}}
}

func (w *testWorld) device(user string, follow ...string) *device {
	d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: answer, Random: w.id, Version: 2, Follow: follow}, nil), user: user}
	w.online(d)
	w.sync(d)
	return d
}

func (w *testWorld) do(d *device, body string) Ran {
	return d.Do(Request{Method: "POST", URI: "/", Body: []byte(body)}, d.base, 1, w.id(), answer)
}

// direct runs a request without a device, as the user.
func (w *testWorld) direct(user, body string) Outcome {
	w.t.Helper()
	done, err := w.origin.Commit("main", 1, []Job{{User: user, Direct: true, Keep: true, Intent: Intent{ID: w.id(), Request: Request{Method: "POST", URI: "/", Body: []byte(body)}}}})
	if err != nil {
		w.t.Fatal(err)
	}
	return done[0].Outcome
}

func (w *testWorld) must(user string, bodies ...string) {
	w.t.Helper()
	for _, b := range bodies {
		if o := w.direct(user, b); o.Kind != Applied && o.Kind != Merged {
			w.t.Fatalf("%s: %s %v", b, o.Kind, o.Reason)
		}
	}
}

func see(d *device) *Tx { return NewTx(d.Reader(), d.user, Request{}, 0) }

func (w *testWorld) page(d *device, id string) page {
	w.t.Helper()
	p, err := pages.Get(see(d), id)
	if err != nil {
		w.t.Fatalf("%s has %s: %v", d.user, id, err)
	}
	return p
}

func (w *testWorld) inbox(d *device) []Issue {
	w.t.Helper()
	is, err := Issues.ByID().All(see(d))
	if err != nil {
		w.t.Fatal(err)
	}
	return is
}

func kindsOf(os []Outcome) string {
	var ks []string
	for _, o := range os {
		ks = append(ks, o.Kind.String())
	}
	return strings.Join(ks, " ")
}

// Pitfall 1: a number that is seen is seen after all before it.
func TestCommitsAreSeenInOrder(t *testing.T) {
	w := newWorld(t)
	for range 5 {
		w.must("ann", "new|p|x")
	}
	cs := w.store.Commits("main")
	var prev Hash
	for i, c := range cs {
		if c.Seq != uint64(i+1) || c.Hash != c.Sum(prev) {
			t.Fatalf("commit %d: %+v", i+1, c)
		}
		prev = c.Hash
	}
	if err := w.store.Update("main", func(tx StoreTx) error { return tx.Append(&Commit{Seq: 9}, nil, nil) }); err == nil {
		t.Fatal("a number was left out")
	}
}

// Pitfall 2: what a revoke takes away leaves the device with the next pull, and
// what was pending on it comes back with its text.
func TestRevokeEvictsAndReturnsEdits(t *testing.T) {
	admin := Grant{Who: "root", Topic: "*"}
	w := newWorld(t, admin)
	w.must("root", "create|1|x|open", "create|2|y|other", "grant|g|ann|project/x||")
	ann := w.device("ann")
	if got := w.page(ann, "1").Title; got != "open" {
		t.Fatal(got)
	}
	if _, err := pages.Get(see(ann), "2"); !errors.Is(err, ErrAbsent) {
		t.Fatalf("what ann may not read: %v", err)
	}
	ann.Disconnect()
	ann.base = ann.Base()
	if r := w.do(ann, "title|1|typed by ann"); r.Kind != Applied {
		t.Fatal(r)
	}
	w.must("root", "revoke|g")
	w.online(ann)
	w.sync(ann)
	if _, err := pages.Get(see(ann), "1"); !errors.Is(err, ErrAbsent) || ann.records["pages/1"] != nil {
		t.Errorf("after the revoke: %v", err)
	}
	is := w.inbox(ann)
	if len(is) != 1 || is[0].Kind != "rejected" || !strings.Contains(is[0].Body, "typed by ann") {
		t.Errorf("the edit came to %+v", is)
	}
	// A grant gives it back, whole; by a role as well.
	w.must("root", "grant|g2|role:readers|project/x||read", "grant|g3|ann|role:readers||")
	w.sync(ann)
	if got := w.page(ann, "1"); got.Title != "open" || got.Body.String() == "" {
		t.Errorf("after the grant: %+v", got)
	}
	ann.base = ann.Base()
	if r := w.do(ann, "title|1|no"); r.Kind != Rejected || r.Reason.Code != CodeForbidden {
		t.Errorf("writing what may only be read: %+v", r)
	}
	if o := w.direct("ann", "title|1|no"); o.Kind != Rejected || o.Reason.Code != CodeForbidden {
		t.Errorf("at the server: %+v", o)
	}
}

// A record that moves out of a user's topics leaves the clone with the same pull.
func TestMoveOutOfSight(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "project/x"})
	w.must("root", "create|1|x|a", "create|2|x|b")
	ann := w.device("ann")
	w.must("root", "move|1|y", "title|2|c")
	w.sync(ann)
	if _, err := pages.Get(see(ann), "1"); !errors.Is(err, ErrAbsent) || w.page(ann, "2").Title != "c" {
		t.Errorf("what has moved away: %v", err)
	}
	w.must("root", "title|1|changed there", "move|1|x")
	w.sync(ann)
	if p := w.page(ann, "1"); p.Title != "changed there" || p.Tags.Len() != 2 {
		t.Errorf("what has moved back: %+v", p)
	}
	// One request moves and deletes: those of where it was are told.
	w.must("root", "vanish|1|y")
	w.sync(ann)
	if r := ann.records["pages/1"]; r.Alive() {
		t.Errorf("what was moved and deleted stays: %+v", r)
	}
	var h []Change
	if err := w.store.View("main", func(v StoreView) (err error) {
		h, _, err = v.History("pages/1", 0)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if c := h[len(h)-1]; c.Op != OpDelete || c.Topic != "project/x" || c.Was != c.Topic {
		t.Errorf("the deletion is %+v", c)
	}
}

// A field outside of a projection is never in the clone, and not overwritten by
// whoever does not see it.
func TestProjection(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "project/x", Fields: "public"})
	w.must("root", "create|1|x|a", "tag|1|hidden")
	ann := w.device("ann")
	r := ann.records["pages/1"]
	for _, f := range r.Fields {
		if !slices.Contains([]string{"project", "title", "rank"}, f.Name) {
			t.Errorf("the clone holds %s", f.Name)
		}
	}
	ann.base = ann.Base()
	if ran := w.do(ann, "title|1|by ann"); ran.Kind != Applied {
		t.Fatal(ran)
	}
	w.sync(ann)
	root := w.device("root")
	if p := w.page(root, "1"); p.Title != "by ann" || !p.Tags.Has("hidden") || p.Body.String() == "" || len(p.Steps) != 3 {
		t.Errorf("what ann did not see: %+v", p)
	}
	// The topic is a function of the fields, whoever writes them.
	if ran := w.do(ann, "move|1|y"); ran.Reason == nil || ran.Reason.Code != ErrForbidden.Code {
		t.Errorf("a record was moved to where ann may not write: %+v", ran)
	}
	if ran := w.do(ann, "slug|1|taken"); ran.Reason == nil || ran.Reason.Code != ErrForbidden.Code {
		t.Errorf("a field that is not seen was written: %+v", ran)
	}
	w.sync(ann)
	ann.base = ann.Base()
	w.do(ann, "delete|1")
	w.sync(ann)
	var h []Change
	w.store.View("main", func(v StoreView) (err error) {
		h, _, err = v.History("pages/1", 0)
		return err
	})
	if last := h[len(h)-1]; last.Op != OpDelete || last.field("tags") == nil {
		t.Errorf("the deletion has not all fields: %+v", last)
	}
	w.must("root", "restore|1|")
	root = w.device("root")
	if p := w.page(root, "1"); p.Title != "by ann" || !p.Tags.Has("hidden") {
		t.Errorf("after it was deleted and restored: %+v", p)
	}
	w.must("root", "slug|1|free", "delete|1|")
	w.must("ann", "restore|1|")
	root = w.device("root")
	if p := w.page(root, "1"); p.Title != "by ann" || p.Slug != "free" || !p.Tags.Has("hidden") || p.Body.String() == "" || len(p.Steps) != 3 {
		t.Errorf("restored by somebody who does not see all of it: %+v", p)
	}
	w.must("root", "delete|1|", "create|2|y|b", "slug|2|free")
	if o := w.direct("ann", "restore|1|"); o.Kind != Rejected || o.Reason.Code != CodeTaken {
		t.Errorf("what is unique and not seen has been taken: %+v", o)
	}
	w.must("root", "slug|2|other", "restore|1|")
	w.must("root", "grant|g|ann|project/x||")
	w.sync(ann)
	if p := w.page(ann, "1"); !p.Tags.Has("hidden") || p.Body.String() == "" {
		t.Errorf("with all fields granted: %+v", p)
	}
	w.must("root", "revoke|g")
	w.sync(ann)
	if f := ann.records["pages/1"].field("tags"); f != nil {
		t.Errorf("the revoked field stays: %+v", f)
	}
}

// A write to a field that is not seen tells who does not see it nothing: it is not
// pulled, gives the record no other version, and touches no page.
func TestHiddenWrite(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "project/x", Fields: "public"})
	w.must("root", "create|1|x|a")
	ann := w.device("ann")
	version := func() (v Version) {
		err := w.origin.Read("main", "ann", Request{}, 1, func(tx *Tx) error {
			r, err := tx.Get("pages/1")
			v = r.Last
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	was, held := version(), ann.records["pages/1"]
	ann.Changed()
	w.must("root", "tag|1|hidden", "vote|1|")
	w.sync(ann)
	if now := version(); now != was {
		t.Errorf("at the server its version is %v, and was %v", now, was)
	}
	if ts, all := ann.Changed(); len(ts) > 0 || all || ann.records["pages/1"] != held {
		t.Errorf("the clone was told: %+v", ts)
	}
	if ann.Cursor().Seq != 3 {
		t.Errorf("the clone is at %d", ann.Cursor().Seq)
	}
	w.must("root", "title|1|b")
	w.sync(ann)
	if now := version(); now.Seq != 4 || ann.records["pages/1"].Last != now || w.page(ann, "1").Title != "b" {
		t.Errorf("what is seen: %v, %+v", now, ann.records["pages/1"])
	}
	// Seen in full for a while, then in part again: the older version stands.
	w.must("root", "tag|1|later", "grant|g|ann|project/x||")
	w.sync(ann)
	w.must("root", "revoke|g")
	w.sync(ann)
	if r := ann.records["pages/1"]; r.Last.Seq != 4 || r.field("tags") != nil || r.field("title") == nil {
		t.Errorf("seen in part again: %+v", r)
	}
}

// TestNarrowedUnderway: of a record that came between the two points of a pull, a clone that
// has it already keeps nothing that its user may no longer see.
func TestNarrowedUnderway(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "project/x", Fields: "public"})
	w.must("root", "grant|g|ann|project/x||")
	ann := w.device("ann")
	late := w.stranger("ann", Hello{Want: ann.want()})
	w.must("root", "create|1|x|a", "tag|1|hidden")
	w.sync(ann)
	if r := ann.records["pages/1"]; r.field("tags") == nil {
		t.Fatalf("it is seen as %+v", r)
	}
	w.must("root", "revoke|g")
	pull, ok, err := late.Pull()
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	ann.Receive(pull)
	if r := ann.records["pages/1"]; ann.Cursor().Seq != 4 || r.field("tags") != nil || r.field("title") == nil {
		t.Errorf("seen in part, it is %+v", r)
	}
}

// TestMovedBeforeRestore: what was moved in another commit than before a restore is not
// kept for what it was, though who sees it in part sees no other field: its clone would
// take what comes for older.
func TestMovedBeforeRestore(t *testing.T) {
	here := &Record{Key: "pages/1", Born: 2, Topic: "project/y", Last: Version{Seq: 4}, Fields: []Field{{"title", `"a"`, Version{Seq: 2}}}}
	there := *here
	there.Last.Seq = 3
	have := digests([]*Record{here}, map[string]int{"project/y": 1})
	if kept, missing := differences(have, []*Record{&there}); len(missing) != 1 {
		t.Errorf("it keeps %v, and is sent %v", kept, missing)
	}
	if _, missing := differences(have, []*Record{here}); len(missing) != 0 {
		t.Errorf("what it has is sent: %v", missing)
	}
}

// Who sees the fields that decide on the topic moves a record, at both ends.
func TestMoveSeenInPart(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "project/*", Fields: "public"})
	w.must("root", "create|1|x|a")
	ann := w.device("ann")
	ann.base = ann.Base()
	if ran := w.do(ann, "move|1|y"); ran.Kind != Applied || ann.current("pages/1").Topic != "project/y" {
		t.Errorf("at the clone: %+v, %+v", ran, ann.current("pages/1"))
	}
	w.sync(ann)
	root := w.device("root")
	if r := root.records["pages/1"]; r.Topic != "project/y" || r.Value("project") != `"y"` || r.field("tags") == nil {
		t.Errorf("at the origin: %+v", r)
	}
	// A form that only carries along where it was does not move it back.
	base := root.Base()
	w.must("root", "move|1|z")
	in := Intent{ID: w.id(), Request: Request{Method: "POST", URI: "/", Body: []byte("move|1|y")}, Base: base}
	if _, err := w.origin.Commit("main", 1, []Job{{User: "ann", Direct: true, Keep: true, Intent: in}}); err != nil {
		t.Fatal(err)
	}
	w.sync(root)
	if r := root.records["pages/1"]; r.Topic != "project/z" || r.Value("project") != `"z"` {
		t.Errorf("after a form that was drawn before: %+v", r)
	}
}

// TestRegranted: what a user could not read at the base is unseen, however old it
// is; so are the fields that a projection did not have then.
func TestRegranted(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"})
	w.must("root", "create|1|x|a", "create|2|y|a", "grant|p|ann|project/y|public|")
	at := func(base uint64, body string) Kind {
		t.Helper()
		in := Intent{ID: w.id(), Request: Request{Method: "POST", URI: "/", Body: []byte(body)}, Base: Base{Epoch: "e1", Seq: base}}
		done, err := w.origin.Commit("main", 1, []Job{{User: "ann", Direct: true, Keep: true, Intent: in}})
		if err != nil {
			t.Fatal(err)
		}
		return done[0].Outcome.Kind
	}
	w.must("root", "grant|g|ann|project/*||") // commit 4
	for _, c := range []struct {
		base uint64
		body string
		want Kind
	}{
		{3, "title|1|mine", Conflicted},
		{3, "delete|1", Conflicted},
		{3, "title|2|mine", Merged}, // next to what the projection did not have
		{3, "slug|2|mine", Conflicted},
		{4, "title|1|mine", Applied},
	} {
		if got := at(c.base, c.body); got != c.want {
			t.Errorf("%s on commit %d is %s, want %s", c.body, c.base, got, c.want)
		}
	}
	w.must("root", "revoke|g", "title|1|theirs")
	head := uint64(0)
	w.store.View("main", func(v StoreView) error { head = v.Head().Seq; return nil })
	w.must("root", "grant|g2|ann|project/*||")
	if got := at(head, "title|1|again"); got != Conflicted {
		t.Errorf("what was hidden from the base is replaced: %s", got)
	}
	if got := at(head+1, "title|1|again"); got != Applied {
		t.Errorf("what was granted again and seen: %s", got)
	}

	// Nor is it seen where the history no longer reaches back to the base.
	w.must("root", "revoke|g2")
	w.store.View("main", func(v StoreView) error { head = v.Head().Seq; return nil })
	w.must("root", "grant|g3|ann|project/*||", "create|3|z|a")
	if err := w.store.Update("main", func(tx StoreTx) error { return tx.Forget(head + 2) }); err != nil {
		t.Fatal(err)
	}
	if got := at(head, "title|1|last"); got != Conflicted {
		t.Errorf("what was hidden from a base that is forgotten is replaced: %s", got)
	}
}

// Pitfall 3: ids and times are those of the intent, in every run.
func TestReplayIsDeterministic(t *testing.T) {
	w := newWorld(t)
	ann := w.device("ann")
	w.do(ann, "new|p|x")
	before, _ := pages.ByID().All(see(ann))
	w.sync(ann)
	after, _ := pages.ByID().All(see(ann))
	if len(before) != 1 || len(after) != 1 || before[0].ID != after[0].ID {
		t.Errorf("%v, then %v", before, after)
	}
	// Neither does the second run take another clock, nor the ids of another run.
	h := func(tx *Tx) error {
		first := tx.NewID()
		return pages.Create(tx, page{ID: first, Title: tx.NewID() + " at " + string(Int(int64(tx.Now())))})
	}
	w.origin = NewOrigin(w.store, OriginOptions{Handler: h, Version: 2})
	ann = w.device("ann")
	said := map[string]bool{}
	for _, at := range []Time{-7, 0} { // the origin's clock says 1
		if r := ann.Do(Request{Method: "POST", URI: "/"}, Base{}, at, w.id(), h); r.Kind != Applied {
			t.Fatal(r)
		}
	}
	here, _ := pages.ByID().All(see(ann))
	for _, p := range here {
		said[p.ID+p.Title] = true
	}
	w.sync(ann)
	bob := w.device("bob")
	there, _ := pages.ByID().All(see(bob))
	if len(there) != 3 || len(said) != 3 {
		t.Errorf("%v, then %v", here, there)
	}
	for _, p := range there {
		if !said[p.ID+p.Title] {
			t.Errorf("%v came to be at the origin, here is %v", p, here)
		}
	}
}

// Pitfall 4: requests of older versions are brought to this one; too old ones wait
// in quarantine with their text.
func TestVersions(t *testing.T) {
	s := NewMemStore("e1")
	w := &testWorld{&pair{t: t, store: s, origin: NewOrigin(s, OriginOptions{Handler: answer, Version: 3, Oldest: 2,
		Upgrade: func(v uint32, r Request) (Request, error) {
			r.Body = []byte(strings.Replace(string(r.Body), "make|", "create|", 1))
			return r, nil
		}})}}
	old := func(version uint32) *device {
		d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: func(tx *Tx) error { return ErrUnknown }, Random: w.id, Version: version}, nil), user: "ann"}
		w.online(d)
		w.sync(d)
		return d
	}
	d := old(2)
	d.Do(Request{Method: "POST", URI: "/", Body: []byte("make|1|x|old words")}, Base{}, 1, w.id(), d.o.Handler)
	w.sync(d)
	if got := kindsOf(d.Settled()); got != "applied" || w.page(d, "1").Title != "old words" {
		t.Errorf("an old request came to %q", got)
	}
	d = old(1)
	d.Do(Request{Method: "POST", URI: "/", Body: []byte("make|2|x|older words")}, Base{}, 1, w.id(), d.o.Handler)
	w.sync(d)
	is := w.inbox(d)
	if len(is) != 1 || is[0].Kind != "quarantined" || is[0].Code != string(CodeVersion) || !strings.Contains(is[0].Body, "older words") {
		t.Errorf("a request that is too old came to %+v", is)
	}
	p := NewPeer(w.origin, "ann", func() Time { return 1 })
	if _, _, err := p.Receive(Hello{Protocol: Protocol, Version: 4, Space: "main", Client: "new"}); !errors.Is(err, ErrBehind) {
		t.Errorf("a client that is newer than the server: %v", err)
	}
}

// Pitfall 5: poison is put aside, and what comes after it goes on.
func TestPoison(t *testing.T) {
	w := newWorld(t)
	ann := w.device("ann")
	h := ann.o.Handler
	ann.o.Handler = func(*Tx) error { return ErrUnknown } // the device does not notice
	for _, b := range []string{"panic|1", "create|1|x|after"} {
		ann.Do(Request{Method: "POST", URI: "/", Body: []byte(b)}, Base{}, 1, w.id(), ann.o.Handler)
	}
	ann.o.Handler = h
	w.sync(ann)
	if got := kindsOf(ann.Settled()); got != "quarantined applied" || w.inbox(ann)[0].Body != "panic|1" {
		t.Errorf("came to %s", got)
	}
}

// A request that reads without end is stopped, and kept.
func TestBudget(t *testing.T) {
	w := newWorld(t)
	for range 40 {
		w.must("ann", "new|p|x")
	}
	if o := w.direct("ann", "forever|1"); o.Kind != Quarantined || o.Reason.Code != CodeBudget {
		t.Errorf("%s: %v", o.Kind, o.Reason)
	}
}

// Pitfall 6: what works on something that was refused is refused with that cause;
// what works on a conflict is held with it, and made again after it.
func TestDependants(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|old")
	ann := w.device("ann")
	ann.Disconnect()
	ann.base = ann.Base()
	w.do(ann, "title|1|mine")
	ann.base = ann.Base()
	w.do(ann, "title|1|mine, again")
	w.do(ann, "vote|1")
	w.must("bob", "title|1|theirs")
	w.online(ann)
	w.sync(ann)
	if got := kindsOf(ann.Settled()); got != "conflict conflict merged" {
		t.Fatalf("came to %s: %+v", got, w.inbox(ann))
	}
	is := w.inbox(ann)
	if len(is) != 2 || is[1].Code != string(CodeHeld) || is[1].Cause != is[0].ID {
		t.Fatalf("the inbox: %+v", is)
	}
	ann.base = ann.Base()
	if r := w.do(ann, "again|"+is[0].ID); r.Kind != Applied && r.Kind != Merged {
		t.Fatalf("making it again: %+v", r)
	}
	w.sync(ann)
	if p := w.page(ann, "1"); p.Title != "mine, again" || p.Votes.Value() != 2 || len(w.inbox(ann)) != 0 {
		t.Errorf("after the decision: %+v, %+v", p, w.inbox(ann))
	}

	// A creation that the server refuses takes what works on it along.
	w.must("bob", "create|7|x|taken")
	for _, create := range []string{"create|7|x|bea's", "form|7|bea's"} {
		bea := w.device("bea", "nothing") // so that it does not know that the id is taken
		for _, i := range w.inbox(bea) {
			w.must("bea", "discard|"+i.ID)
		}
		bea.Disconnect()
		bea.base = bea.Base()
		w.do(bea, create)
		bea.base = bea.Base()
		w.do(bea, "title|7|bea's edit")
		w.online(bea)
		w.sync(bea)
		is = w.inbox(bea)
		if len(is) != 2 || is[0].Code != string(CodeTaken) || is[1].Code != string(CodeCause) || is[1].Cause != is[0].ID {
			t.Errorf("%s: the inbox of bea: %+v", create, is)
		}
	}
	if p := w.page(w.device("bob"), "7"); p.Title != "taken" {
		t.Errorf("somebody else's record was changed to %q", p.Title)
	}
}

// What sets a field back to its old value, over an own edit that came to nothing,
// is a write.
func TestBackToTheOldValue(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|old")
	ann := w.device("ann")
	ann.Disconnect()
	ann.base = ann.Base()
	w.do(ann, "title|1|new")
	ann.base = ann.Base()
	w.do(ann, "title|1|old")
	w.must("bob", "title|1|new")
	w.online(ann)
	w.sync(ann)
	if got := w.page(ann, "1").Title; got != "old" {
		t.Errorf("the title is %q, the outbox came to %s", got, kindsOf(ann.Settled()))
	}
}

// Pitfall 7: an intent that arrives twice has one effect, whoever sends it.
func TestTwice(t *testing.T) {
	w := newWorld(t)
	in := Intent{Client: "c", N: 1, ID: w.id(), Version: 2, Request: Request{Method: "POST", URI: "/", Body: []byte("create|1|x|a")}}
	for _, user := range []string{"eve", "ann"} {
		again := in
		again.Client = user
		for range 2 {
			done, err := w.origin.Commit("main", 1, []Job{{User: user, Intent: again}})
			if err != nil || done[0].Err != nil {
				t.Fatal(err, done)
			}
			// What eve has captured and sent first does not stand for ann's.
			if want := map[string]Kind{"eve": Applied, "ann": Rejected}[user]; done[0].Outcome.Kind != want || done[0].Outcome.User != user {
				t.Errorf("%s: %+v", user, done[0].Outcome)
			}
		}
	}
}

// Pitfall 8: a copied profile is noticed, and both go on.
func TestCopyGoesOn(t *testing.T) {
	w := newWorld(t)
	ann := w.device("ann")
	saved := &Saved{Meta: ann.Meta()}
	copied := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: answer, Random: w.id, Version: 2}, saved), user: "ann"}
	w.do(ann, "create|1|x|first")
	w.sync(ann)
	w.do(copied, "create|2|x|second")
	w.online(copied)
	w.sync(copied)
	if len(copied.Outbox()) != 0 || w.page(copied, "1").Title != "first" || w.page(copied, "2").Title != "second" || copied.ID() == ann.ID() {
		t.Errorf("the copy has %d intents left", len(copied.Outbox()))
	}
}

// Pitfall 9: a restored server is noticed, and gets back what clients still hold.
func TestRestoredServer(t *testing.T) {
	for _, declared := range []bool{true, false} {
		w := newWorld(t)
		var log []func(StoreTx) error
		w.must("bob", "create|1|x|old")
		for _, c := range w.store.Commits("main") {
			rs, _ := w.store.spaces["main"].Get("pages/1")
			log = append(log, func(tx StoreTx) error { return tx.Append(&c, []*Record{rs}, nil) })
		}
		ann := w.device("ann")
		ann.base = ann.Base()
		w.do(ann, "title|1|acknowledged")
		w.do(ann, "create|2|x|acknowledged too")
		w.sync(ann)
		if len(ann.Outbox()) != 0 {
			t.Fatal("not acknowledged")
		}
		// The backup has only the first commit.
		w.store = NewMemStore("e1")
		for _, f := range log {
			if err := w.store.Update("main", f); err != nil {
				t.Fatal(err)
			}
		}
		w.origin = NewOrigin(w.store, OriginOptions{Handler: answer, Version: 2})
		if declared {
			if err := Restored(w.store, "main", "e2"); err != nil {
				t.Fatal(err)
			}
		} else {
			// Nobody has said so, and others have gone on: the chain tells.
			w.must("bob", "create|3|x|a", "create|4|x|b")
		}
		ann.Disconnect()
		w.online(ann)
		w.sync(ann)
		if got := kindsOf(ann.Settled()); w.page(ann, "1").Title != "acknowledged" || w.page(ann, "2").Title != "acknowledged too" || len(ann.Outbox()) != 0 {
			t.Errorf("declared: %t: offered again: %s; %+v", declared, got, w.inbox(ann))
		}
		if bob := w.device("bob"); w.page(bob, "1").Title != "acknowledged" {
			t.Errorf("declared: %t: bob sees %q", declared, w.page(bob, "1").Title)
		}
	}
}

// A node that does not have what a clone has does not answer.
func TestNodeBehind(t *testing.T) {
	w := newWorld(t)
	w.must("ann", "create|1|x|a")
	ann := w.device("ann")
	p := NewPeer(NewOrigin(&stale{w.store}, OriginOptions{Handler: answer, Version: 2}), "ann", func() Time { return 1 })
	ann.Disconnect()
	ann.Connect()
	hello, _ := ann.Next()
	if _, _, err := p.Receive(hello); !errors.Is(err, ErrBehind) {
		t.Errorf("a node that is behind says %v", err)
	}
}

// stale reads an old state, and writes the newest.
type stale struct{ *MemStore }

func (s *stale) View(_ string, f func(StoreView) error) error {
	return NewMemStore("e1").View("main", f)
}

// Pitfall 10: who is too far behind gets what differs, not all.
func TestRepairByDigest(t *testing.T) {
	w := newWorld(t)
	for range 400 {
		w.must("bob", "new|x|title")
	}
	ann := w.device("ann")
	ann.Disconnect()
	w.must("bob", "create|1|x|new")
	if err := w.store.Update("main", func(tx StoreTx) error { return tx.Forget(math.MaxUint64) }); err != nil {
		t.Fatal(err)
	}
	w.online(ann)
	sent := 0
	for range 10 {
		for m, ok := ann.Next(); ok; m, ok = ann.Next() {
			_, reply, err := ann.peer.Receive(m)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range reply {
				ann.Receive(r)
			}
		}
		if m, ok, _ := ann.peer.Pull(); ok {
			if p, is := m.(Pull); is {
				sent += len(p.Records)
			}
			ann.Receive(m)
		}
	}
	ps, err := pages.ByID().All(see(ann))
	if err != nil || len(ps) != 401 || sent == 0 || sent > 3*perBucket {
		t.Errorf("%d records after %d were sent, %v", len(ps), sent, err)
	}
}

// Pitfall 11: a request is applied whole or not at all.
func TestWhole(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|a")
	if o := w.direct("bob", "title|1|"); o.Kind != Rejected || w.page(w.device("bob"), "1").Title != "a" {
		t.Errorf("%+v", o)
	}
}

// Pitfall 12: a store that has forgotten its tombstones still tells who comes back
// what is gone.
func TestTombstonesMayGo(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|a", "create|2|x|b")
	ann := w.device("ann")
	ann.Disconnect()
	w.must("bob", "delete|1")
	if err := w.store.Update("main", func(tx StoreTx) error { return tx.Forget(3) }); err != nil {
		t.Fatal(err)
	}
	w.online(ann)
	w.sync(ann)
	if _, err := pages.Get(see(ann), "1"); !errors.Is(err, ErrAbsent) || w.page(ann, "2").Title != "b" {
		t.Errorf("what was deleted: %v", err)
	}
}

// Pitfall 14: a pull is one point of all topics.
func TestOnePointOfAllTopics(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|a", "create|2|y|b")
	ann := w.device("ann")
	w.must("bob", "move|1|y", "move|2|x")
	m, ok, err := ann.peer.Pull()
	if p, is := m.(Pull); !ok || err != nil || !is || p.To.Seq != 4 || len(p.Records)+len(p.Fresh) != 2 {
		t.Errorf("%+v, %v", m, err)
	}
}

// Pitfall 15: a remote change runs only those pending intents again that it
// concerns.
func TestRebaseByIntersection(t *testing.T) {
	w := newWorld(t)
	for _, id := range []string{"1", "2", "3"} {
		w.must("bob", "create|"+id+"|x|a")
	}
	ran := 0
	d := &device{user: "ann"}
	h := func(tx *Tx) error { ran++; return answer(tx) }
	d.Clone = NewClone(CloneOptions{Space: "main", Handler: h, Random: w.id, Version: 2}, nil)
	w.online(d)
	w.sync(d)
	d.Disconnect()
	for range 20 {
		for _, id := range []string{"1", "2"} {
			d.base = d.Base()
			w.do(d, "vote|"+id)
		}
	}
	ran = 0
	w.must("bob", "title|3|b", "title|2|c")
	w.online(d)
	for m, ok := d.Next(); ok; m, ok = d.Next() { // the answer to the greeting, and no pushes
		if _, is := m.(Hello); !is {
			continue
		}
		_, reply, err := d.peer.Receive(m)
		if err != nil {
			t.Fatal(err)
		}
		d.Receive(reply[0])
	}
	m, _, _ := d.peer.Pull()
	d.Receive(m)
	if p := w.page(d, "2"); ran != 20 || p.Title != "c" || p.Votes.Value() != 40 || w.page(d, "1").Votes.Value() != 40 {
		t.Errorf("%d runs; %+v", ran, p)
	}
}

// Pitfall 16: a clock that is ahead or behind decides nothing.
func TestClocks(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|a")
	ann := w.device("ann")
	ann.base = ann.Base()
	ann.Do(Request{Method: "POST", URI: "/", Body: []byte("title|1|from the future")}, ann.base, math.MaxInt64/2, w.id(), answer)
	w.sync(ann)
	w.must("bob", "title|1|later")
	w.sync(ann)
	if got := w.page(ann, "1").Title; got != "later" {
		t.Errorf("the title is %q", got)
	}
	if cs := w.store.Commits("main"); cs[1].Time != 1 {
		t.Errorf("the commit is of %d", cs[1].Time)
	}
}

// Pitfall 18: who uses a device after somebody else finds nothing of what the
// first could read, in memory or stored, even without a connection.
func TestAnotherUser(t *testing.T) {
	for _, connected := range []bool{true, false} {
		w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "project/x"}, Grant{Who: "bob", Topic: "project/y"})
		w.must("root", "create|1|x|of ann's project", "create|2|y|of bob's project")
		ann := w.device("ann")
		w.do(ann, "title|1|of ann")
		w.sync(ann)
		saved := &Saved{Meta: ann.Meta(), Kept: ann.kept}
		for _, k := range ann.inTopics() {
			saved.Records = append(saved.Records, ann.records[k])
		}
		o := CloneOptions{Space: "main", Handler: answer, Random: w.id, Version: 2}
		if !connected {
			o.User = "bob" // the page says so
		}
		bob := &device{Clone: NewClone(o, saved), user: "bob"}
		if connected {
			w.online(bob)
			hello, _ := bob.Next()
			_, reply, err := bob.peer.Receive(hello)
			if err != nil {
				t.Fatal(err)
			}
			bob.Receive(reply[0])
		}
		if _, err := pages.Get(see(bob), "1"); !errors.Is(err, ErrUnknown) || len(bob.records) > 0 || bob.Ready() {
			t.Errorf("connected: %t: bob finds %d records, %v", connected, len(bob.records), err)
		}
		b, ok := bob.Writes()
		if !ok || !b.Reset || len(b.Records) > 0 || len(b.Forget) != 1 || !b.Meta || bob.Meta().User != "bob" || len(bob.Meta().Filled) > 0 {
			t.Errorf("connected: %t: the device is told %+v", connected, b)
		}
		w.online(bob)
		w.sync(bob)
		if _, err := pages.Get(see(bob), "1"); !errors.Is(err, ErrAbsent) || w.page(bob, "2").Title != "of bob's project" || bob.ID() == ann.ID() {
			t.Errorf("connected: %t: bob has %v", connected, err)
		}
	}
}

// Pitfall 13: whoever was slow gets the state, not the events: each record once,
// whatever has happened to it.
func TestSlowCloneGetsState(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|a", "create|2|x|b")
	ann := w.device("ann")
	for range 100 {
		w.must("bob", "title|1|c", "vote|2", "title|1|d")
	}
	m, ok, err := ann.peer.Pull()
	p, is := m.(Pull)
	if !ok || err != nil || !is || len(p.Records) != 2 || len(p.Fresh) != 0 || p.To.Seq != 302 {
		t.Fatalf("%+v, %v", m, err)
	}
	for _, r := range p.Records {
		if len(r.Fields) != 1 { // only what has changed travels
			t.Errorf("%s comes with %d fields", r.Key, len(r.Fields))
		}
	}
	if m, ok, err := ann.peer.Pull(); ok || err != nil {
		t.Errorf("and then %+v, %v", m, err)
	}
	ann.Receive(p)
	if w.page(ann, "1").Title != "d" || w.page(ann, "2").Votes.Value() != 200 {
		t.Errorf("ann sees %+v, %+v", w.page(ann, "1"), w.page(ann, "2"))
	}
}

// Pitfall 20: who did not see a record when something was in it does not see that
// in its history.
func TestHistoryBeginsWithSight(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "project/x"})
	w.must("root", "create|1|hidden|secret words", "title|1|public words", "move|1|x")
	if err := w.store.View("main", func(view StoreView) error {
		v, err := w.origin.visible(view, "ann")
		if err != nil {
			return err
		}
		h, whole, err := v.History("pages/1", 0)
		for _, c := range h {
			for _, f := range c.Fields {
				if strings.Contains(string(f.Before+f.After), "secret") {
					t.Errorf("the history has %+v", f)
				}
			}
		}
		if len(h) != 1 || h[0].Op != OpCreate || !whole {
			t.Errorf("the history is %+v", h)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// Fields that merge: both edits are there, at both ends.
func TestMergesByOperation(t *testing.T) {
	for _, c := range []struct {
		mine, theirs string
		want         func(page) bool
	}{
		{"vote|1", "vote|1", func(p page) bool { return p.Votes.Value() == 4 }},
		{"tag|1|c", "untag|1|a", func(p page) bool { return strings.Join(p.Tags.All(), "") == "bc" }},
		{"untag|1|a", "tag|1|d", func(p page) bool { return strings.Join(p.Tags.All(), "") == "bd" }},
		{"body|1|ONE\ntwo\nthree\n", "body|1|one\ntwo\nTHREE\n", func(p page) bool { return p.Body.String() == "ONE\ntwo\nTHREE\n" }},
		{"steps|1|0 1 2 3", "steps|1|1 2", func(p page) bool { return strings.Join(p.Steps, "") == "012" }},
		{"title|1|x", "rank|1|aaa", func(p page) bool { return p.Title == "x" && p.Rank == 3 }},
	} {
		w := newWorld(t)
		w.must("bob", "create|1|x|a")
		ann := w.device("ann")
		ann.Disconnect()
		ann.base = ann.Base()
		w.do(ann, c.mine)
		w.must("bob", c.theirs)
		w.online(ann)
		w.sync(ann)
		bob := w.device("bob")
		if p := w.page(ann, "1"); !c.want(p) || !c.want(w.page(bob, "1")) || len(w.inbox(ann)) != 0 {
			t.Errorf("%s beside %s: %+v, %+v", c.mine, c.theirs, p, w.inbox(ann))
		}
	}
	// The same place of a text is a conflict.
	w := newWorld(t)
	w.must("bob", "create|1|x|a")
	ann := w.device("ann")
	ann.Disconnect()
	ann.base = ann.Base()
	w.do(ann, "body|1|mine")
	w.must("bob", "body|1|theirs")
	w.online(ann)
	w.sync(ann)
	if is := w.inbox(ann); len(is) != 1 || is[0].Kind != "conflict" || w.page(ann, "1").Body.String() != "theirs" {
		t.Errorf("the inbox: %+v", is)
	}
	// An element that was put back since is not what was removed.
	w = newWorld(t)
	w.must("bob", "create|1|x|a")
	ann = w.device("ann")
	ann.Disconnect()
	ann.base = ann.Base()
	w.do(ann, "untag|1|a")
	w.must("bob", "untag|1|a", "tag|1|a")
	w.online(ann)
	w.sync(ann)
	if p := w.page(ann, "1"); !p.Tags.Has("a") {
		t.Errorf("what was put back is gone: %v", p.Tags.All())
	}
}

// A unique value that is taken is refused at both ends, and says nothing of who
// has it.
func TestUnique(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "project/x"})
	w.must("root", "create|1|hidden|a", "slug|1|taken", "create|2|x|b", "create|3|x|c", "slug|2|seen")
	ann := w.device("ann")
	ann.base = ann.Base()
	if r := w.do(ann, "slug|3|seen"); r.Kind != Rejected || r.Reason.Code != CodeTaken || r.Reason.Fields[0].Field != "slug" {
		t.Errorf("at the clone: %+v", r)
	}
	if r := w.do(ann, "slug|3|taken"); r.Kind != Applied {
		t.Errorf("the clone cannot know: %+v", r)
	}
	w.sync(ann)
	is := w.inbox(ann)
	if len(is) != 1 || is[0].Code != string(CodeTaken) || strings.Contains(is[0].Errors+is[0].Detail, "hidden") {
		t.Errorf("the inbox: %+v", is)
	}
	if o := w.direct("root", "slug|2|seen"); o.Kind != Applied {
		t.Errorf("keeping what one has: %+v", o)
	}
	if p, err := bySlug.Get(see(ann), "seen"); err != nil || p.ID != "2" {
		t.Errorf("by slug: %+v, %v", p, err)
	}
}
