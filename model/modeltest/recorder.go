package modeltest

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// past is the record of the application that has written the recordings. It grows
// with the versions; what the first one had are the first five fields.
type past struct {
	ID     string
	Title  string `check:"required,max=200"`
	Done   bool
	Rank   int `merge:"last"`
	Owner  string
	Team   string
	State  string `check:"oneof=open|done"`
	Code   string
	Large  uint64
	Real   float64
	At     model.Time
	Bytes  []byte
	Words  []string `merge:"list"`
	Part   pastPart
	Parts  []pastPart
	Maybe  *string
	Parent model.Ref[past]
	Count  model.Counter
	Marks  model.Set
	Prose  model.Text
}

type pastPart struct {
	Name string
	Size int
}

var (
	pasts = model.Define("pasts", model.Projection[past]("short", "title", "done", "rank"), model.TopicOf(func(p past) string {
		switch {
		case p.Owner != "":
			return model.UserTopic(p.Owner)
		case p.Team != "":
			return "team/" + p.Team
		}
		return "pasts"
	}))
	// pastQueries are those whose answers are written down, by name.
	pastQueries = map[string]model.Query[past]{
		"title":  pasts.Index("title").All(),
		"open":   pasts.Index("state", "-rank", "title").Where("open"),
		"code":   pasts.Unique("code").All(),
		"latest": pasts.Index("-at").All(),
		"real":   pasts.Index("-real").All(),
		"parent": pasts.Index("parent.title", "-large").All(),
	}
)

// pastGrants are in force everywhere. All other rights are records.
var pastGrants = []model.Grant{{Who: "ann", Topic: "*"}}

// pastVersion is that of the application's requests. In the first one, a body was a
// title.
const pastVersion = 1

func upgradePast(_ uint32, r model.Request) (model.Request, error) {
	if r.Method != "DELETE" {
		r.Body = []byte(model.Object(model.Member{Name: "title", Value: model.String(string(r.Body))}))
	}
	return r, nil
}

// answerPast answers POST /collection with JSON, PATCH and DELETE /collection/id,
// POST /restore/id, and POST /crash/id, which crashes at the server only.
func answerPast(tx *model.Tx) error {
	r := tx.Request()
	what, id := model.SplitKey(r.URI[1:])
	switch what {
	case "restore":
		return tx.Restore("pasts/" + id)
	case "crash":
		if err := tx.Restore("pasts/" + id); err == model.ErrUnknown {
			return err // the device cannot tell
		}
		panic("crash")
	}
	if r.Method == "DELETE" {
		if what == "grants" {
			return model.Grants.Delete(tx, id)
		}
		return pasts.Delete(tx, id)
	}
	ms, err := model.Value(r.Body).Members()
	if err != nil {
		return model.Reject(model.CodeBadRequest, "the body is not an object")
	}
	member := func(name string) string {
		for _, m := range ms {
			if m.Name == name {
				s, _ := m.Value.Text()
				return s
			}
		}
		return ""
	}
	if r.URI == "/grants" {
		g := model.Grant{ID: member("id")}
		if err := model.Assign(tx, &g, ms); err != nil {
			return err
		}
		return model.Grants.Create(tx, g)
	}
	p, save := past{}, pasts.Create
	if r.Method == "PATCH" {
		if p, err = pasts.Get(tx, id); err != nil {
			return err
		}
		save = pasts.Save
	}
	if err := model.Assign(tx, &p, ms); err != nil {
		return err
	}
	for _, m := range ms {
		if m.Name == "add" {
			n, _ := m.Value.Int()
			p.Count.Add(n)
		}
	}
	if r.Method == "POST" {
		if p.ID = member("id"); p.ID == "" {
			p.ID = tx.NewID()
		}
	}
	return save(tx, p)
}

// pastApp is the application at a store.
type pastApp struct {
	t      testing.TB
	store  model.Store
	origin *model.Origin
	now    model.Time
	ids    byte
	kind   byte // tells the ids of one run from those of another
}

func newPastApp(t testing.TB, store model.Store, now model.Time, kind byte) *pastApp {
	return &pastApp{t: t, store: store, now: now, kind: kind,
		origin: model.NewOrigin(store, model.OriginOptions{Handler: answerPast, Grants: pastGrants, Version: pastVersion, Upgrade: upgradePast})}
}

func (a *pastApp) id() model.ID {
	a.ids++
	return model.ID{a.ids, a.kind}
}

// prepare takes a space to this version, its indexes too.
func (a *pastApp) prepare(space string) {
	a.t.Helper()
	if err := model.Prepare(a.store, space); err != nil {
		a.t.Fatal(err)
	}
	for range 1000 {
		more, err := model.BuildIndexes(a.store, space)
		if err != nil {
			a.t.Fatal(err)
		}
		if !more {
			return
		}
	}
	a.t.Fatal("the building of indexes does not end")
}

// rest has a request answered that comes over HTTP, and fails unless that comes
// to an outcome.
func (a *pastApp) rest(want, space, user, method, uri, body string) {
	a.t.Helper()
	a.now += 1_000_001
	done, err := a.origin.Commit(space, a.now, []model.Job{{User: user, Direct: true, Keep: true,
		Intent: model.Intent{ID: a.id(), Version: pastVersion, Time: a.now, Request: model.Request{Method: method, URI: uri, Type: "application/json", Body: []byte(body)}}}})
	if err != nil {
		a.t.Fatal(err)
	}
	if got := outcomeText(&done[0].Outcome); got != want {
		a.t.Fatalf("%s %s %s: %s, want %s", method, uri, body, got, want)
	}
}

// outcomeText says what became of an intent: the kind of the outcome, and the code of
// its reason.
func outcomeText(o *model.Outcome) string {
	s := o.Kind.String()
	if o.Reason != nil {
		s += " " + string(o.Reason.Code)
	}
	return s
}

// pastDevice is a clone with its disk.
type pastDevice struct {
	*model.Clone
	app  *pastApp
	user string
	disk disk
	want map[uint64]string
	// settled are the outcomes that have arrived, by the ids of the intents.
	settled map[model.ID]model.Outcome
}

func (a *pastApp) device(user string, follow []string, saved *model.Saved) *pastDevice {
	d := &pastDevice{app: a, user: user, disk: newDisk(), want: map[uint64]string{}, settled: map[model.ID]model.Outcome{}}
	d.Clone = model.NewClone(model.CloneOptions{Space: "main", Handler: answerPast, Random: a.id, Version: pastVersion, Upgrade: upgradePast, Follow: follow}, saved)
	return d
}

// write stores what the clone has to store.
func (d *pastDevice) write() {
	for b, ok := d.Writes(); ok; b, ok = d.Writes() {
		d.disk.write(b, d.Meta())
		d.Saved(b)
	}
	d.disk.sync()
}

// sync lets the clone and the origin talk until both have nothing to say.
func (d *pastDevice) sync() {
	d.app.t.Helper()
	d.app.now += 1_000_001
	p := model.NewPeer(d.app.origin, d.user, func() model.Time { return d.app.now })
	take := func(ms ...model.Message) {
		d.app.t.Helper()
		for _, m := range ms {
			if err := d.Receive(m); err != nil {
				d.app.t.Fatal(err)
			}
		}
	}
	d.Connect()
	for quiet, rounds := 0, 0; quiet < 2; quiet++ {
		if rounds++; rounds > 100 {
			d.app.t.Fatal("the exchange does not end")
		}
		d.write()
		for m, ok := d.Next(); ok; m, ok = d.Next() {
			quiet = 0
			jobs, reply, err := p.Receive(m)
			if err != nil {
				d.app.t.Fatal(err)
			}
			if jobs != nil {
				done, err := d.app.origin.Commit("main", d.app.now, jobs)
				if err != nil {
					d.app.t.Fatal(err)
				}
				more, err := p.Committed(done)
				if err != nil {
					d.app.t.Fatal(err)
				}
				reply = append(reply, more...)
			}
			take(reply...)
			d.write()
		}
		if m, ok, err := p.Pull(); err != nil {
			d.app.t.Fatal(err)
		} else if ok {
			quiet = 0
			take(m)
		}
	}
	d.write()
	d.Disconnect()
	for _, o := range d.Settled() {
		d.settled[o.ID] = o
		if want := d.want[o.N]; want != "" && o.Client == d.ID() && outcomeText(&o) != want {
			d.app.t.Fatalf("intent %d of %s: %s %+v, want %s", o.N, d.user, outcomeText(&o), o.Reason, want)
		}
	}
	if n := len(d.Outbox()); n > 0 {
		d.app.t.Fatalf("%d intents of %s are left", n, d.user)
	}
}

// do runs a request that will come to an outcome.
func (d *pastDevice) do(want, method, uri, body string) {
	d.app.t.Helper()
	d.app.now += 1_000_001
	ran := d.Do(model.Request{Method: method, URI: uri, Type: "application/json", Body: []byte(body)}, model.Base{}, d.app.now, d.app.id(), answerPast)
	if ran.N == 0 {
		d.app.t.Fatalf("%s %s %s is not queued: %+v", method, uri, body, ran)
	}
	d.want[ran.N] = want
	d.write()
}

// RecordPast fills a new, empty store with a history that has everything which this
// version writes, and returns what two devices have stored, and the text which says
// what is in both and what will become of it: the files of a recording. The
// store names its histories e1, e2 and so on.
func RecordPast(t testing.TB, store model.Store) (devices, text []byte) {
	a := newPastApp(t, store, 1_700_000_000_000_000, 1)
	for _, space := range []string{"main", "other"} {
		a.prepare(space)
		// Of the schema, only what belongs to this application: the test that
		// records has others.
		if err := store.Update(space, func(tx model.StoreTx) error {
			note, err := tx.Note("schema")
			if err != nil {
				return err
			}
			ms, err := model.Value(note).Members()
			if err != nil {
				return err
			}
			ms = slices.DeleteFunc(ms, func(m model.Member) bool { return !slices.Contains(pastCollections, m.Name) })
			return tx.PutNote("schema", string(model.Object(ms...)))
		}); err != nil {
			t.Fatal(err)
		}
	}
	ann := func(method, uri, body string) { t.Helper(); a.rest("applied", "main", "ann", method, uri, body) }

	// Rights: a role, a projection, one for everybody, and one that is taken back.
	for _, body := range []string{
		`{"id":"g1","who":"bob","topic":"role:team"}`,
		`{"id":"g2","who":"role:team","topic":"team/red"}`,
		`{"id":"g3","who":"bob","topic":"pasts","fields":"short","verbs":"read"}`,
		`{"id":"g4","who":"cho","topic":"pasts"}`,
		`{"id":"g9","who":"eve","topic":"*"}`,
		`{"id":"g5","who":"cho","topic":"team/*","verbs":"create update"}`,
		`{"id":"g6","who":"*","topic":"notices","verbs":"read"}`,
		`{"id":"g7","who":"cho","topic":"secrets"}`,
		`{"id":"g8","who":"bob","topic":"team/blue","verbs":"create update delete"}`,
	} {
		ann("POST", "/grants", body)
	}
	ann("DELETE", "/grants/g7", "")

	// Records with every kind of field.
	ann("POST", "/pasts", `{"id":"a","title":"apples","rank":3,"state":"open","code":"A-1","large":18446744073709551615,"real":-0.5,"at":"2024-02-29T12:30:00.123456+02:00","bytes":"AP/+gA==","words":["one","two"],"part":{"name":"core","size":-7},"parts":[{"name":"x","size":1},{"name":"y","size":2}],"maybe":"","marks":["red","blue"],"prose":"The first line.\nThe second line.\nThe third line.\n","add":5}`)
	ann("POST", "/pasts", `{"id":"b","title":"bread \"old\"\n\u0000 Käse 😀","rank":9007199254740991,"state":"open","team":"red","real":1e300,"at":"0001-01-01T00:00:00Z","parent":"a","part":{"name":"p","size":1},"prose":"Milk\nBread\nButter\nCheese\n"}`)
	ann("POST", "/pasts", `{"id":"c","title":"cherries","rank":-2,"state":"done","done":true,"team":"red","real":5e-324,"at":"9999-12-31T23:59:59.999999Z","parent":"b","large":7}`)
	ann("POST", "/pasts", `{"id":"d","title":"dates","state":"open","rank":5,"parent":"a","large":8}`)
	ann("POST", "/pasts", `{"id":"e","title":"eggs","parent":"nobody","words":["kept","through","it"]}`)
	ann("POST", "/pasts", `{"id":"f","title":"figs","team":"red"}`)
	ann("POST", "/pasts", `{"id":"s","title":"secret","owner":"ann","code":"S-1"}`)
	ann("POST", "/pasts", `{"id":"m","title":"mixed","state":"open","rank":1,"team":"red","marks":["old"]}`)
	// Changed, moved there and back, deleted, and brought back.
	ann("PATCH", "/pasts/a", `{"maybe":null,"marks":["blue","green"],"add":-2,"words":["one","three","two"]}`)
	ann("PATCH", "/pasts/d", `{"team":"blue"}`)
	ann("PATCH", "/pasts/f", `{"team":""}`)
	ann("PATCH", "/pasts/f", `{"team":"red"}`)
	ann("DELETE", "/pasts/e", "")
	ann("POST", "/restore/e", "{}")
	ann("DELETE", "/pasts/f", "")
	a.newer("pasts/b", []model.FieldChange{
		{Name: "aNewField", After: `{"deep":[1,2.50,-0,1E+5,"\u0000 😀",null],"":{}}`},
		{Name: "part", Before: `{"name":"p","size":1}`, After: `{"later":[1.0],"size":1,"name":"p"}`},
		{Name: "zLast", After: `1e400`},
	})

	// A device with every kind of outcome. What it does is sent as one group.
	cho := a.device("cho", []string{"pasts", "team/blue"}, nil)
	cho.sync()
	ann("PATCH", "/pasts/a", `{"title":"apples, green","rank":4,"prose":"The first line.\nThe second line.\nThe third line, by ann.\n"}`)
	ann("PATCH", "/pasts/s", `{"code":"S-2"}`)
	ann("DELETE", "/grants/g5", "")
	cho.do("applied", "PATCH", "/pasts/e", `{"real":2.5}`)
	cho.do("merged", "PATCH", "/pasts/a", `{"rank":8,"prose":"The first line, by cho.\nThe second line.\nThe third line.\n"}`)
	cho.do("conflict", "PATCH", "/pasts/a", `{"title":"apples, red"}`)
	cho.do("conflict held", "PATCH", "/pasts/a", `{"title":"apples, dark red"}`)
	cho.do("rejected taken", "POST", "/pasts", `{"id":"t","title":"taken","code":"S-2"}`)
	cho.do("rejected forbidden", "POST", "/pasts", `{"id":"v","title":"void","team":"blue"}`)
	cho.do("rejected cause", "PATCH", "/pasts/v", `{"title":"void, again"}`)
	cho.do("quarantined crashed", "POST", "/crash/s", `{"title":"it crashes"}`)
	cho.do("rejected absent", "PATCH", "/pasts/nowhere", `{"title":"of nothing"}`)
	cho.sync()
	a.rest("quarantined crashed", "main", "cho", "POST", "/crash/s", "bytes \xff\xfe that are no text")

	// The devices that are recorded: what was answered, and what waits. One follows
	// only some topics, so there is much that it cannot tell.
	bob := a.device("bob", nil, nil)
	bob.sync()
	bob.do("applied", "POST", "/pasts", `{"id":"k","title":"kept","team":"red","rank":2,"state":"open"}`)
	bob.do("applied", "PATCH", "/pasts/k", `{"title":"kept, changed"}`)
	bob.sync()
	bob.do("applied", "POST", "/pasts", `{"id":"n","title":"nuts","team":"red","state":"open","prose":"entered offline\n"}`)
	bob.do("applied", "PATCH", "/pasts/n", `{"title":"nuts, salted","add":3}`)
	bob.do("merged", "PATCH", "/pasts/b", `{"part.size":2,"marks":["bought"]}`)
	bob.do("merged", "PATCH", "/pasts/b", `{"rank":6,"prose":"Milk\nBread, sliced\nButter\nCheese\n"}`)
	bob.do("conflict", "PATCH", "/pasts/c", `{"title":"cherries, sour"}`)
	bob.do("conflict held", "PATCH", "/pasts/c", `{"title":"cherries, very sour"}`)
	bob.do("rejected taken", "POST", "/pasts", `{"id":"u","title":"unlucky","team":"red","code":"S-2"}`)
	bob.do("rejected forbidden", "POST", "/pasts", `{"id":"w","title":"withdrawn","team":"blue"}`)
	bob.do("rejected cause", "PATCH", "/pasts/w", `{"title":"withdrawn, twice"}`)
	bob.do("conflict", "PATCH", "/pasts/m", `{"marks":["old","mine"],"title":"mixed up"}`)
	bob.do("quarantined crashed", "POST", "/crash/s", `{"title":"poison"}`)
	bob.do("rejected absent", "PATCH", "/pasts/d", `{"title":"dates, revoked"}`)
	bob.do("applied", "DELETE", "/pasts/k", "")
	bob.do("applied", "POST", "/restore/f", "{}")

	eve := a.device("eve", []string{"pasts"}, nil)
	eve.sync()
	eve.do("applied", "PATCH", "/pasts/e", `{"rank":1}`)
	eve.sync()
	eve.do("applied", "POST", "/pasts", `{"id":"x","title":"of eve"}`)
	eve.do("conflict", "PATCH", "/pasts/x", `{"title":"not seen"}`)
	eve.do("merged", "PATCH", "/pasts/e", `{"words":["kept","through","it","all"]}`)
	eve.do("applied", "DELETE", "/pasts/a", "")

	// What happens at the server meanwhile.
	ann("PATCH", "/pasts/b", `{"rank":77,"prose":"Milk\nBread\nButter\nCheese, by ann\n"}`)
	ann("PATCH", "/pasts/c", `{"title":"cherries, sweet"}`)
	ann("DELETE", "/pasts/m", "")
	ann("PATCH", "/pasts/e", `{"words":["now","kept","through","it"]}`)
	ann("DELETE", "/grants/g8", "")

	// Another space, of which a part is forgotten.
	for _, r := range [][3]string{
		{"POST", "/pasts", `{"id":"a","title":"another"}`}, {"POST", "/pasts", `{"id":"b","title":"gone"}`}, {"DELETE", "/pasts/b", ""},
		{"PATCH", "/pasts/a", `{"title":"another, later"}`}, {"PATCH", "/pasts/a", `{"rank":1}`},
	} {
		a.rest("applied", "other", "ann", r[0], r[1], r[2])
	}
	if err := store.Update("other", func(tx model.StoreTx) error { return tx.Forget(4) }); err != nil {
		t.Fatal(err)
	}
	a.restored("other")

	var b strings.Builder
	fmt.Fprintf(&b, "protocol %d\n", model.Protocol)
	var saved []*model.Saved
	for _, d := range []*pastDevice{bob, eve} {
		s, err := d.disk.saved()
		if err != nil {
			t.Fatal(err)
		}
		saved = append(saved, s)
		for _, in := range s.Intents {
			fmt.Fprintf(&b, "expect outcome %s %d: %s\n", d.user, in.N, d.want[in.N])
		}
	}
	b.WriteString(`expect query title: a b c d e k s
expect query open: b a d k
expect query code: b c d e k a s
expect query latest: c a d e k s b
expect query real: b e c d k s a
expect query parent: a e k s d b c
expect shown bob pasts/n title: "nuts, salted"
expect shown bob pasts/n count: 3
expect shown bob pasts/b marks: ["bought"]
expect seen other e2.3 /pasts/a: conflict
expect seen other e2.5 /pasts/a: applied
expect value pasts/n title: "nuts, salted"
expect value pasts/n count: 3
expect value pasts/b aNewField: {"deep":[1,2.50,-0,1E+5,"\u0000 😀",null],"":{}}
expect value pasts/b part: {"later":[1.0],"size":2,"name":"p"}
expect value pasts/b zLast: 1e400
expect value pasts/b prose: "Milk\nBread, sliced\nButter\nCheese, by ann\n"
expect value pasts/b rank: 6
expect value pasts/c title: "cherries, sweet"
expect value pasts/e words: ["now","kept","through","it","all"]
`)
	b.WriteString(pastText(t, store, saved))
	return appendDevices(saved), []byte(b.String())
}

// restored gives a space a history before its own.
func (a *pastApp) restored(space string) {
	a.t.Helper()
	if err := model.Restored(a.store, space, "after-"+space); err != nil {
		a.t.Fatal(err)
	}
}

// newer writes fields as a build does that knows more than this one.
func (a *pastApp) newer(key string, fields []model.FieldChange) {
	a.t.Helper()
	if err := a.store.Update("main", func(tx model.StoreTx) error {
		l, err := ledgerOf(tx)
		if err != nil {
			return err
		}
		c, after := l.commit(model.Change{Key: key, Op: model.OpUpdate, Topic: l.get(key).Topic, Fields: fields})
		c.Time, c.URI = a.now, "/"+key
		c.Hash = c.Sum(l.chain(l.head()))
		return tx.Append(c, after, nil)
	}); err != nil {
		a.t.Fatal(err)
	}
}
