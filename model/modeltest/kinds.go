package modeltest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// kind is a record with a field of every kind, as this build knows it. A newer build
// has more of them.
type kind struct {
	ID     string
	Text   string
	State  string `check:"oneof=open|done"`
	Yes    bool
	Whole  int64
	Large  uint64
	Real   float64 `merge:"last"`
	At     model.Time
	Bytes  []byte
	Words  []string `merge:"list"`
	Part   kindPart
	Parts  []kindPart
	Maybe  *string
	Parent model.Ref[kind]
	Count  model.Counter
	Marks  model.Set
	Prose  model.Text
}

type kindPart struct {
	Name string
	Size int
}

var (
	kinds        = model.Define[kind]("kinds")
	kindByText   = kinds.Index("text")
	kindByWhole  = kinds.Index("-whole", "text")
	kindByReal   = kinds.Index("real")
	kindByAt     = kinds.Index("-at")
	kindByYes    = kinds.Index("yes", "-large")
	kindByMaybe  = kinds.Index("maybe")
	kindByParent = kinds.Index("parent.text", "-at")
)

// kindHandler answers PUT /kinds/id with JSON, and DELETE.
func kindHandler(tx *model.Tx) error {
	r := tx.Request()
	_, id := model.SplitKey(r.URI[1:])
	if r.Method == "DELETE" {
		return kinds.Delete(tx, id)
	}
	ms, err := model.Value(r.Body).Members()
	if err != nil {
		return err
	}
	k, err := kinds.Get(tx, id)
	save := kinds.Save
	if err == model.ErrAbsent {
		k, save = kind{ID: id}, kinds.Create
	} else if err != nil {
		return err
	}
	if err := model.Assign(tx, &k, ms); err != nil {
		return err
	}
	for _, m := range ms {
		if m.Name == "add" {
			n, _ := m.Value.Int()
			k.Count.Add(n)
		}
	}
	return save(tx, k)
}

// linked is a clone and its end at an origin, without a network between.
type linked struct {
	t testing.TB
	*model.Clone
	origin *model.Origin
	peer   *model.Peer
	ids    *byte
	pulls  []model.Pull
}

func link(t testing.TB, o *model.Origin, user string, ids *byte) *linked {
	l := &linked{t: t, origin: o, ids: ids}
	l.Clone = model.NewClone(model.CloneOptions{Space: "main", Handler: kindHandler, Random: l.id}, nil)
	l.peer = model.NewPeer(o, user, func() model.Time { return 1 })
	l.Connect()
	l.sync()
	return l
}

func (l *linked) id() model.ID { *l.ids++; return model.ID{*l.ids, 1} }

func (l *linked) do(method, uri, body string) model.Ran {
	return l.Do(model.Request{Method: method, URI: uri, Body: []byte(body)}, model.Base{}, 1, l.id(), kindHandler)
}

func (l *linked) sync() {
	l.t.Helper()
	for range 100 {
		for b, ok := l.Writes(); ok; b, ok = l.Writes() {
			l.Saved(b)
		}
		m, ok := l.Next()
		if !ok {
			pull, ok, err := l.peer.Pull()
			if err != nil {
				l.t.Fatal(err)
			}
			if !ok {
				return
			}
			if p, ok := pull.(model.Pull); ok {
				l.pulls = append(l.pulls, p)
			}
			l.Receive(pull)
			continue
		}
		jobs, reply, err := l.peer.Receive(m)
		if err != nil {
			l.t.Fatal(err)
		}
		if len(jobs) > 0 {
			done, err := l.origin.Commit("main", 1, jobs)
			if err != nil {
				l.t.Fatal(err)
			}
			more, err := l.peer.Committed(done)
			if err != nil {
				l.t.Fatal(err)
			}
			reply = append(reply, more...)
		}
		for _, r := range reply {
			l.Receive(r)
		}
	}
	l.t.Fatal("the exchange does not end")
}

// storeUnknown: a build that does not know all of a record edits it on a clone. What
// it does not know, and what it has not changed, is there afterwards byte for byte,
// and only what has changed is written and travels.
func storeUnknown(t *testing.T, s model.Store) {
	var l ledger
	newer := []model.FieldChange{
		set("aNewField", "", `{"deep":[1,2.50,-0,1E+5,"\u0000 😀",null],"":{}}`), set("at", "", `"2024-01-02T03:04:05.6+01:00"`),
		set("part", "", `{"later":[1.0],"size":1,"name":"p"}`), set("parts", "", `[{"name":"a","size":1,"tag":"ta"},{"tag":"tb","size":2,"name":"b"}]`),
		set("real", "", "1.50"), set("state", "", `{"now":"an object"}`), set("text", "", `"old"`), set("zLast", "", "1e400"),
	}
	l.write(t, s, create("kinds/1", newer...))
	if err := model.Prepare(s, "main"); err != nil {
		t.Fatal(err)
	}
	o := model.NewOrigin(s, model.OriginOptions{Handler: kindHandler})
	ids := byte(0)
	ann, bob := link(t, o, "ann", &ids), link(t, o, "bob", &ids)
	want := map[string]model.Value{}
	for _, f := range newer {
		want[f.Name] = f.After
	}
	check := func(what string, r *model.Record) {
		t.Helper()
		got := map[string]model.Value{}
		for _, f := range r.Fields {
			got[f.Name] = f.Value
		}
		same(t, what, got, want, nil)
	}
	for _, c := range []struct {
		body    string
		changes map[string]model.Value
	}{
		{`{"text":"new"}`, map[string]model.Value{"text": `"new"`}},
		{`{"text":"new"}`, nil},
		{`{"part":{"name":"q","size":1}}`, map[string]model.Value{"part": `{"later":[1.0],"size":1,"name":"q"}`}},
		{`{"parts":[{"name":"b","size":2}]}`, map[string]model.Value{"parts": `[{"tag":"tb","size":2,"name":"b"}]`}},
		{`{"real":1.5,"yes":false,"at":"2024-01-02T02:04:05.600000Z","maybe":null,"words":[],"marks":[],"prose":""}`, nil},
		{`{"add":2,"marks":["b","a"],"maybe":""}`, map[string]model.Value{"count": "2", "marks": `["a","b"]`, "maybe": `""`}},
	} {
		var before uint64
		view(t, s, "main", func(v model.StoreView) { before = v.Head().Seq })
		if ran := ann.do("PUT", "/kinds/1", c.body); ran.Kind != model.Applied || (ran.N == 0) != (c.changes == nil) {
			t.Fatalf("%s: %+v", c.body, ran)
		}
		for f, v := range c.changes {
			want[f] = v
		}
		r, err := ann.Reader().Get("kinds/1")
		if err != nil {
			t.Fatal(err)
		}
		check(c.body+": on the clone that has made it", r)
		ann.sync()
		bob.pulls = nil
		bob.sync()
		view(t, s, "main", func(v model.StoreView) {
			r, err := v.Get("kinds/1")
			if err != nil {
				t.Fatal(err)
			}
			check(c.body+": in the store", r)
			h, _, err := v.History("kinds/1", before)
			if err != nil || len(h) > 1 || (len(h) == 0) != (c.changes == nil) {
				t.Fatalf("%s: %d changes, %v", c.body, len(h), err)
			}
			if len(h) == 1 && len(h[0].Fields) != len(c.changes) {
				t.Errorf("%s: it wrote %+v", c.body, h[0].Fields)
			}
		})
		if r, err = bob.Reader().Get("kinds/1"); err != nil {
			t.Fatal(err)
		}
		check(c.body+": on another clone", r)
		for _, p := range bob.pulls {
			for _, r := range p.Records {
				if r.Key == "kinds/1" && len(r.Fields) != len(c.changes) {
					t.Errorf("%s: %+v travelled", c.body, r.Fields)
				}
			}
		}
	}
}

// storeQueries: the same query has the same answer from the store, and on clones, one
// of which has edits that wait.
func storeQueries(t *testing.T, s model.Store) {
	if err := model.Prepare(s, "main"); err != nil {
		t.Fatal(err)
	}
	o := model.NewOrigin(s, model.OriginOptions{Handler: kindHandler})
	ids := byte(0)
	ann, bob := link(t, o, "ann", &ids), link(t, o, "bob", &ids)
	long := strings.Repeat("é", 600)
	var edits [][2]string
	for i, body := range []string{
		`{"text":"b","whole":-9223372036854775808,"real":-0.5,"at":"0001-01-01T00:00:00Z","maybe":null}`,
		`{"text":"a","whole":9223372036854775807,"large":9223372036854775807,"real":1e300,"at":"9999-12-31T23:59:59.999999Z","maybe":""}`,
		`{"text":"","large":9223372036854775808,"real":-0,"at":"1969-12-31T23:59:59.999999Z","maybe":"x","yes":true}`,
		`{"text":"é","large":18446744073709551615,"real":5e-324,"at":"1970-01-01T00:00:00Z","maybe":"\u0000","yes":true}`,
		`{"text":"e","whole":9007199254740993,"real":0.1,"parent":"0"}`,
		`{"text":"a\u0000","whole":9007199254740992,"real":0.10000000000000002,"parent":"1"}`,
		`{"text":"😀","whole":-1,"parent":"nobody"}`,
		`{"text":"` + long + `x","parent":"2"}`,
		`{"text":"` + long + `y","parent":"2"}`,
		`{"text":"￿","parent":"3"}`,
		`{"text":"B"}`,
	} {
		edits = append(edits, [2]string{fmt.Sprintf("/kinds/%d", i), body})
	}
	edits = append(edits, [2]string{"/kinds/0", `{"text":"zz"}`}, [2]string{"/kinds/2", `{"text":"é2","yes":false}`}, [2]string{"/kinds/4", ""}, [2]string{"/kinds/1", ""})
	answers := func(run model.Run) string {
		t.Helper()
		var b strings.Builder
		for i, q := range []model.Query[kind]{
			kindByText.All(), kindByWhole.All(), kindByReal.All(), kindByAt.All(), kindByYes.All(), kindByMaybe.All(), kindByParent.All(), kinds.ByID(),
			kindByText.All().Prefix("a"), kindByText.All().Prefix(long), kindByText.Where(long + "x"), kindByText.All().From("a").Below("é"), kindByText.All().From("é"),
			kindByWhole.All().From(int64(-1)).Below(int64(9007199254740993)), kindByWhole.Where(int64(9007199254740993)), kindByReal.All().From(0.0).Below(1.0),
			kindByAt.All().From(model.Time(0)), kindByAt.All().Below(model.Time(0)), kindByYes.Where(true), kindByYes.Where(false).From(uint64(9223372036854775808)),
			kindByMaybe.Where(nil), kindByMaybe.Where(""), kindByParent.Where("é"), kindByParent.Where(nil), kinds.ByID().From("2").Below("5"), kinds.ByID().Prefix("1"),
		} {
			for _, q := range []model.Query[kind]{q, q.Reverse(), q.Limit(3), q.Limit(3).Reverse(), q.Topic("kinds")} {
				ks, err := q.All(run)
				if err != nil {
					t.Fatalf("query %d: %v", i, err)
				}
				n, err := q.Count(run)
				if err != nil || n != len(ks) {
					t.Fatalf("query %d: it counts %d, there are %d, %v", i, n, len(ks), err)
				}
				var paged []string
				for at, pages := "", 0; pages == 0 || at != ""; pages++ {
					p, err := q.After(at).Limit(2).Page(run)
					if err != nil || pages > 20 {
						t.Fatalf("query %d: page %d, %v", i, pages, err)
					}
					for _, k := range p.Items {
						paged = append(paged, k.ID)
					}
					at = p.Next
				}
				var all []string
				for _, k := range ks {
					all = append(all, k.ID)
				}
				if len(all) > len(paged) || !slices.Equal(all, paged[:len(all)]) {
					t.Fatalf("query %d: %v, by pages %v", i, all, paged)
				}
				fmt.Fprintf(&b, "%d: %s\n", i, strings.Join(all, " "))
			}
		}
		return b.String()
	}
	for i, e := range edits {
		method := "PUT"
		if e[1] == "" {
			method = "DELETE"
		}
		if ran := ann.do(method, e[0], e[1]); ran.Kind != model.Applied {
			t.Fatalf("%s %s: %+v", method, e[0], ran)
		}
		if i < 6 {
			continue
		}
		here := answers(model.NewTx(ann.Reader(), "ann", model.Request{}, 0))
		ann.sync()
		bob.sync()
		then := answers(model.NewTx(ann.Reader(), "ann", model.Request{}, 0))
		there := answers(model.NewTx(bob.Reader(), "bob", model.Request{}, 0))
		var stored string
		if err := o.Read("main", "ann", model.Request{Method: "GET", URI: "/"}, 1, func(tx *model.Tx) error { stored = answers(tx); return nil }); err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string]string{"the clone, before it was sent": here, "the clone": then, "another clone": there} {
			if got != stored {
				a, b := differing(got, stored)
				t.Fatalf("after %v, %s answers %s, the store %s", e[0], name, a, b)
			}
		}
	}
	if err := o.Read("main", "ann", model.Request{Method: "GET", URI: "/"}, 1, func(tx *model.Tx) error {
		// By bytes, absent first, the latest time first, and what is equal by id.
		for _, c := range []struct {
			what string
			q    model.Query[kind]
			want string
		}{
			{"text", kindByText.All().Below("é3"), "10 5 0 3 2"},
			{"text", kindByText.All().From("\uffff"), "9 6"},
			{"whole", kindByWhole.All().Limit(1), "5"},
			{"whole", kindByWhole.All().Reverse().Limit(2), "0 6"},
			{"real", kindByReal.All(), "0 10 2 6 7 8 9 3 5"},
			{"time", kindByAt.All(), "10 3 5 6 7 8 9 2 0"},
			{"maybe", kindByMaybe.All(), "0 10 5 6 7 8 9 3 2"},
			{"parent", kindByParent.All(), "10 3 5 6 2 0 9 7 8"},
		} {
			ks, err := c.q.All(tx)
			if err != nil {
				return err
			}
			var got []string
			for _, k := range ks {
				got = append(got, k.ID)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("by %s: %v, want %s", c.what, got, c.want)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}
