package wasm

import (
	"strings"
	"testing"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

type note struct {
	ID   string
	Text string `check:"required,max=9"`
}

var notes = model.Define[note]("notes")

func notesApp() *app.App {
	a := app.New("Notes", nil)
	a.Handle("GET /{$}", func(c *app.Context) (app.Response, error) {
		ns, err := notes.All(c)
		if err != nil {
			return app.Response{}, err
		}
		return app.Page("Notes", func() *view.Node {
			return html.Main(html.Ul(view.Map(ns, func(n note) view.Item { return html.Li(view.Key(n.ID), view.Text(n.Text)) })),
				html.P(view.Text(c.Error("text"))), html.P(view.Text(c.Posted("text"))))
		}), nil
	})
	a.Handle("POST /notes", func(c *app.Context) (app.Response, error) {
		n := note{ID: c.NewID()}
		if err := c.Bind(&n); err != nil {
			return app.Response{}, err
		}
		return app.Created(notes.URI(n.ID), nil), notes.Create(c, n)
	})
	a.Handle("GET /notes/{id}", func(c *app.Context) (app.Response, error) {
		n, err := notes.Get(c, c.Param("id"))
		return app.Page(n.Text, func() *view.Node { return html.P(view.Text(n.Text)) }), err
	})
	a.Handle("GET /tags", func(c *app.Context) (app.Response, error) {
		_, err := model.Issues.All(c)
		return app.Page("Tags", func() *view.Node { return html.P() }), err
	})
	a.Handle("POST /elsewhere", func(c *app.Context) (app.Response, error) { return app.See("/there"), nil })
	a.Handle("GET /there", func(c *app.Context) (app.Response, error) {
		return app.Page("There", func() *view.Node { return html.P(view.Text("there")) }), nil
	})
	a.Handle("GET /circle", func(c *app.Context) (app.Response, error) { return app.See("/circle"), nil })
	a.Handle("GET /broken", func(c *app.Context) (app.Response, error) {
		return app.Page("", func() *view.Node { panic("a bug in a view") }), nil
	})
	return a
}

// bench is a client and the server that it talks to, without a wire.
type bench struct {
	*Client
	t      *testing.T
	app    *app.App
	origin *model.Origin
	peer   *model.Peer
	ids    byte
}

func newBench(t *testing.T, page *app.PageView) *bench {
	a := notesApp()
	b := &bench{t: t, app: a, origin: model.NewOrigin(model.NewMemStore("e1"), a.Origin())}
	b.Client = NewClient(a, page, "/", func() model.Time { return 1 }, b.id)
	return b
}

func (b *bench) id() model.ID { b.ids++; return model.ID{9, b.ids} }

// connect does what the shell does until nothing is left to do.
func (b *bench) connect() {
	b.peer = model.NewPeer(b.origin, "ann", func() model.Time { return 1 })
	b.Clone().Connect()
	b.pump()
}

func (b *bench) pump() {
	c := b.Clone()
	for range 50 {
		for w, ok := c.Writes(); ok; w, ok = c.Writes() {
			c.Saved(w)
		}
		m, ok := c.Next()
		if !ok {
			if m, ok, _ = b.peer.Pull(); !ok {
				return
			}
			b.Receive(m)
			continue
		}
		jobs, reply, err := b.peer.Receive(m)
		if err != nil {
			b.t.Fatal(err)
		}
		if len(jobs) > 0 {
			done, err := b.origin.Commit(app.Space, 1, jobs)
			if err != nil {
				b.t.Fatal(err)
			}
			more, _ := b.peer.Committed(done)
			reply = append(reply, more...)
		}
		for _, r := range reply {
			b.Receive(r)
		}
	}
	b.t.Fatal("it does not come to rest")
}

func (b *bench) html() string { return string(view.AppendHTML(nil, b.Screen().Tree, nil)) }

// TestFirstScreenIsThePage: what the page carries makes the page.
func TestFirstScreenIsThePage(t *testing.T) {
	b := newBench(t, nil)
	b.Open(nil)
	b.connect()
	b.Submit("/notes", "text=milk", "", "/")
	b.Submit("/notes", "text=%3C%2Fscript%3E", "", "/")
	b.pump()
	var served, state string
	err := b.origin.Read(app.Space, "ann", model.Request{Method: "GET", URI: "/"}, 1, func(tx *model.Tx) error {
		shown := app.Shown{From: "/"}
		res, err := b.app.Serve(tx, shown)
		if err != nil {
			return err
		}
		served = string(view.AppendHTML(nil, res.View(), nil))
		state = string(app.PageState(tx, "ann", shown, 200))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	page, ok := app.ReadPage(state)
	if !ok {
		t.Fatalf("the state cannot be read: %s", state)
	}
	c := newBench(t, page)
	s, ok := c.First()
	if !ok || string(view.AppendHTML(nil, s.Tree, nil)) != served || !strings.Contains(served, "milk") {
		t.Fatalf("the first screen is %s, the page %s", view.AppendHTML(nil, s.Tree, nil), served)
	}
	if s.Base != page.Cursor().Epoch+".2" {
		t.Errorf("the base is %q", s.Base)
	}
	// A clone that is older than the page does not take its place.
	c.Open(nil)
	if c.html() != served {
		t.Errorf("an empty clone shows %s", c.html())
	}
	// An edit does not take away what is shown.
	if c.Submit("/notes", "text=early", "", "/") != Taken || c.html() != served || c.Sync().Pending != 1 {
		t.Errorf("after an early edit it shows %s", c.html())
	}
	// What the page carries is enough to go on.
	if !c.Show("/?x=1") || c.html() != served {
		t.Errorf("before the first pull, the next page shows %s", c.html())
	}
	if c.Show("/tags") {
		t.Error("what the page does not carry was shown")
	}
}

func TestBeforeTheFirstPull(t *testing.T) {
	b := newBench(t, nil)
	b.Open(nil)
	if h := b.html(); !strings.Contains(h, "Not on this device") || strings.Contains(h, "<ul>") {
		t.Errorf("nothing is known, but it shows %s", h)
	}
	if b.Submit("/notes", "text=early", "", "/") != Taken || b.Sync().Pending != 1 {
		t.Error("an early edit was not kept")
	}
	b.connect()
	if !strings.Contains(b.html(), "early") {
		t.Errorf("the early edit is not shown: %s", b.html())
	}
}

// A page without a user finds on its connection that somebody else uses the
// device now. What it shows until that one's records are here is true: it is
// connected.
func TestAnotherUser(t *testing.T) {
	b := newBench(t, nil)
	b.Open(nil)
	b.connect()
	b.Submit("/notes", "text=milk", "", "/")
	b.pump()
	b.Clone().Disconnect()
	b.Submit("/notes", "text=eggs", "", "/")
	b.peer = model.NewPeer(b.origin, "bob", func() model.Time { return 1 })
	b.Clone().Connect()
	hello, _ := b.Clone().Next()
	_, welcome, err := b.peer.Receive(hello)
	if err != nil || len(welcome) != 1 {
		t.Fatal(welcome, err)
	}
	b.Clone().Receive(welcome[0])
	if h := b.html(); !strings.Contains(h, "Fetching") {
		t.Errorf("connected, it shows %s", h)
	}
	b.pump()
	if h := b.html(); !strings.Contains(h, "milk") || !strings.Contains(h, "eggs") || b.Clone().User() != "bob" || b.Sync().Text() != "All saved on the server" {
		t.Errorf("in the end, it shows %s and %q", h, b.Sync().Text())
	}
}

func TestSubmit(t *testing.T) {
	b := newBench(t, nil)
	b.Open(nil)
	b.connect()
	if a := b.Submit("/notes", "text=far+too+long+for+it", "", "/"); a != Refused {
		t.Fatalf("answer %d", a)
	}
	if h := b.html(); !strings.Contains(h, "at most 9 characters") || !strings.Contains(h, "far too long for it") || len(b.Clone().Outbox()) != 0 {
		t.Errorf("the refused form shows %s", h)
	}
	if a := b.Submit("/notes", "text=ok", "", "/"); a != Taken {
		t.Fatalf("answer %d", a)
	}
	if h := b.html(); strings.Contains(h, "at most") {
		t.Errorf("the old message stays: %s", h)
	}
	if b.Submit("/nowhere", "", "", "/") != Foreign {
		t.Error("an unknown route was taken")
	}
	if b.Submit("/notes", "text=%zz", "", "/") != Refused || !strings.Contains(b.html(), "cannot be read") {
		t.Errorf("a form that cannot be read shows %s", b.html())
	}
	if b.Show("/"); strings.Contains(b.html(), "cannot be read") {
		t.Error("the problem stays")
	}
	if b.Submit("/notes", "text=x", "not a base", "/") != Refused {
		t.Error("a base that cannot be read was taken")
	}
	if b.Submit("/elsewhere", "", "", "/"); b.URI() != "/there" {
		t.Errorf("it leads to %s", b.URI())
	}
}

func TestShow(t *testing.T) {
	b := newBench(t, nil)
	b.Open(nil)
	b.connect()
	if !b.Show("/there?x=1") || b.html() != "<p>there</p>" {
		t.Errorf("it shows %s", b.html())
	}
	if b.Show("/healthz") {
		t.Error("a page of the server's was taken")
	}
	if !b.Show("/circle") || !strings.Contains(b.html(), "leads in a circle") {
		t.Errorf("a circle shows %s", b.html())
	}
	if !b.Show("/broken") || !strings.Contains(b.html(), "could not be shown") {
		t.Errorf("a broken view shows %s", b.html())
	}
	if !b.Show("/") {
		t.Error("the program has ended with its broken page")
	}
}

// TestSyncText: the page says where an edit is at each step of its way.
func TestSyncText(t *testing.T) {
	b := newBench(t, nil)
	says := func(want string) {
		t.Helper()
		if got := b.Sync().Text(); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
	says("Saved on the server")
	b.Open(nil)
	says("Offline. What you do is kept on this device")
	b.connect()
	says("All saved on the server")
	b.Submit("/notes", "text=a", "", "/")
	says("Saving 1 edit on this device…")
	if !b.Unsaved() {
		t.Error("the window may be closed while an edit is nowhere")
	}
	w, _ := b.Clone().Writes()
	b.Clone().Saved(w)
	says("1 edit on this device, sending…")
	if b.Unsaved() {
		t.Error("the window may not be closed though the edit is stored")
	}
	b.Clone().Disconnect()
	says("Offline. 1 edit on this device")
	b.connect()
	says("All saved on the server")
	b.Fault("no room")
	b.Clone().Disconnect()
	b.Submit("/notes", "text=b", "", "/")
	w, _ = b.Clone().Writes()
	b.Clone().Saved(w)
	says("1 edit not on the server yet")
	if !b.Unsaved() {
		t.Error("the window may be closed though nothing is stored")
	}
}
