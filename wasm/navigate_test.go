package wasm

import (
	"strings"
	"testing"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

type paper struct {
	ID   string
	Text string
}

var papers = model.Define[paper]("navpapers")

// farBench is a client that holds notes and no papers.
func farBench(t *testing.T, page *app.PageView) *bench {
	a := app.New("Far", &app.Options{Follow: []string{"notes"}})
	a.Handle("GET /{$}", func(c *app.Context) (app.Response, error) {
		ns, err := notes.All(c)
		return app.Page("Notes", func() *view.Node {
			return html.Ul(view.Map(ns, func(n note) view.Item { return html.Li(view.Text(n.Text)) }))
		}), err
	})
	a.Handle("GET /papers", func(c *app.Context) (app.Response, error) {
		ps, err := papers.All(c)
		return app.Page("Papers", func() *view.Node {
			return html.Ol(view.Map(ps, func(p paper) view.Item { return html.Li(view.Text(p.Text)) }))
		}), err
	})
	a.Handle("POST /papers", func(c *app.Context) (app.Response, error) {
		p := paper{ID: c.NewID(), Text: c.Form("text")}
		return app.Done(nil), papers.Create(c, p)
	})
	ran := func(c *app.Context) (app.Response, error) {
		t.Error("a controller of the server ran here")
		return app.Done(nil), nil
	}
	a.HandleOnServer("GET /export", ran)
	a.Handle("GET /data", func(c *app.Context) (app.Response, error) {
		return app.Response{Data: func() model.Value { return "[]" }}, nil
	})
	see := func(to string) app.Controller {
		return func(c *app.Context) (app.Response, error) { return app.See(to), nil }
	}
	a.Handle("GET /old", see("/?x=1#part"))
	a.Handle("GET /old-export", see("/export"))
	a.Handle("GET /away", see("https://example.org/"))
	a.Handle("POST /to-export", see("/export"))
	b := &bench{t: t, app: a, origin: model.NewOrigin(model.NewMemStore("e1"), a.Origin())}
	b.Client = NewClient(a, page, "/", func() model.Time { return 1 }, b.id)
	return b
}

// state returns what the page at uri carries.
func (b *bench) state(uri string) (state string) {
	b.t.Helper()
	err := b.origin.Read(app.Space, "ann", model.Request{Method: "GET", URI: uri}, 1, func(tx *model.Tx) error {
		res, err := b.app.Serve(tx, app.Shown{From: uri})
		if err != nil {
			return err
		}
		res.View()
		state = string(app.PageState(tx, "ann", app.Shown{From: uri}, 200))
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return state
}

// TestShowElsewhere: where only the server answers, nothing here does; what is shown
// stays.
func TestShowElsewhere(t *testing.T) {
	b := farBench(t, nil)
	b.Open(nil)
	b.connect()
	for _, uri := range []string{"/export", "/data", "/old-export", "/away", "/nowhere"} {
		if b.Show(uri) || b.Lacks(uri) || b.URI() != "/" {
			t.Errorf("%s is shown, as %s", uri, b.URI())
		}
	}
	if h := b.html(); h != "<ul></ul>" {
		t.Errorf("after that, it shows %s", h)
	}
	if !b.Show("/old") || b.html() != "<ul></ul>" || b.URI() != "/?x=1#part" {
		t.Errorf("a redirect leads to %s", b.URI())
	}
	b.Stale()
	if s := b.Screen(); s.Elsewhere || s.Lacks || b.URI() != "/?x=1#part" {
		t.Errorf("drawn again, it is %s", b.URI())
	}
	if b.Submit("/to-export", "", "", "/") != Taken || !b.Screen().Elsewhere || b.URI() != "/export" {
		t.Errorf("a form leads to %s", b.URI())
	}
}

// TestTake: a page that the clone lacks is shown from what the server sends, also
// when the clone is newer, and is asked for again when the person's own edits are
// answered.
func TestTake(t *testing.T) {
	b := farBench(t, nil)
	b.Open(nil)
	b.connect()
	b.Submit("/papers", "text=one", "", "/")
	b.pump()
	if b.Show("/papers") || !b.Lacks("/papers") || b.Lacks("/") {
		t.Fatal("the clone is said to hold what it lacks")
	}
	if b.Take("{}") || b.Take("<p>") {
		t.Error("what is no page was taken")
	}
	if other := strings.Replace(b.state("/papers"), `"ann"`, `"bob"`, 1); b.Take(other) {
		t.Error("the page of somebody else was taken")
	}
	if !b.Take(b.state("/papers")) || b.html() != "<ol><li>one</li></ol>" || b.URI() != "/papers" {
		t.Fatalf("it shows %s at %s", b.html(), b.URI())
	}
	b.Stale()
	if s := b.Screen(); b.html() != "<ol><li>one</li></ol>" || s.Lacks {
		t.Errorf("the clone is as new, and it shows %s", b.html())
	}
	b.Submit("/papers", "text=two", "", "/papers")
	b.Stale()
	if s := b.Screen(); b.html() != "<ol><li>one</li></ol>" || s.Lacks {
		t.Errorf("before the answer it shows %s", b.html())
	}
	b.pump()
	if !b.Stale() || !b.Screen().Lacks {
		t.Error("the page is not asked for again")
	}
	if !b.Take(b.state("/papers")) || !strings.Contains(b.html(), "two") {
		t.Errorf("in the end it shows %s", b.html())
	}
	b.Stale()
	if b.Screen().Lacks {
		t.Error("the page is asked for without end")
	}

	// What the clone does hold is the clone's again.
	if !b.Show("/") || b.html() != "<ul></ul>" {
		t.Errorf("it shows %s", b.html())
	}
	b.Clone().Disconnect()
	if !b.Show("/papers") || !strings.Contains(b.html(), "not on this device") || b.Screen().Lacks {
		t.Errorf("without a connection it shows %s", b.html())
	}
}

// TestLacksBeforeTheFirstPull: what the first page does not carry is fetched.
func TestLacksBeforeTheFirstPull(t *testing.T) {
	page, _ := app.ReadPage(farBench(t, nil).state("/"))
	b := farBench(t, page)
	if b.Lacks("/papers") || b.Show("/") {
		t.Error("it answers before it is open")
	}
	b.Open(nil)
	if !b.Show("/?x=1") || b.Show("/papers") || !b.Lacks("/papers") {
		t.Error("the page does not carry papers")
	}
	if !b.Take(b.state("/papers")) || b.html() != "<ol></ol>" {
		t.Errorf("it shows %s", b.html())
	}
}
