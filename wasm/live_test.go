package wasm

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
	"github.com/tandemgo/tandem/view/viewtest"
)

type task struct {
	ID    string
	Title string `json:"title"`
}

type label struct {
	ID   string
	Name string `json:"name"`
}

var (
	tasks  = model.Define[task]("livetasks")
	labels = model.Define[label]("livelabels")
)

// made counts what was run.
var made struct{ page, list, other, rows, marked int }

func taskRow(t task) *view.Node {
	made.rows++
	return html.Li(view.Key(t.ID), view.Text(t.Title))
}

func markedRow(t task, marked bool) *view.Node {
	made.marked++
	return html.Li(view.Key(t.ID), view.If(marked, html.Class("marked")), view.Text(t.Title))
}

// liveBench is a client on a page with two regions, and its server.
func liveBench(t *testing.T) *bench {
	a := app.New("Live", nil)
	a.Handle("GET /{$}", func(c *app.Context) (app.Response, error) {
		made.page++
		_, err := labels.Get(c, "title")
		if err == model.ErrAbsent {
			err = nil
		}
		return app.Page("Live", func() *view.Node {
			return html.Main(
				c.Live(func(c *app.Context) (*view.Node, error) {
					made.list++
					rows, err := app.Rows(c, tasks.ByID(), taskRow)
					return html.Ul(rows), err
				}),
				html.Div(c.Live(func(c *app.Context) (*view.Node, error) {
					made.other++
					l, err := labels.Get(c, "other")
					if err == model.ErrAbsent {
						return nil, nil
					}
					if l.Name == "panic" {
						panic("a bug in a region")
					}
					return html.P(view.Text(l.Name)), err
				})))
		}), err
	})
	a.Handle("GET /state", func(c *app.Context) (app.Response, error) {
		made.page++
		labels.Get(c, "title")
		return app.Page("State", func() *view.Node {
			return html.Main(html.I(view.Text(app.LocalState(c, "page", "at first").Value)),
				c.Live(func(c *app.Context) (*view.Node, error) {
					made.list++
					if app.LocalState(c, "without", false).Value {
						return html.P(view.Text("nothing")), nil
					}
					text, number, open := app.LocalState(c, "text", "first"), app.LocalState(c, "number", 0), app.LocalState(c, "open", false)
					return html.P(view.Text(fmt.Sprint(text.Value, " ", number.Value, " ", open.Value))), nil
				}),
				c.Live(func(c *app.Context) (*view.Node, error) { made.other++; return nil, nil }))
		}), nil
	})
	a.Handle("GET /marked", func(c *app.Context) (app.Response, error) {
		l, err := labels.Get(c, "mark")
		if err == model.ErrAbsent {
			err = nil
		}
		if err != nil {
			return app.Response{}, err
		}
		rows, err := app.RowsWith(c, tasks.ByID(), func(id string) bool { return id == l.Name }, markedRow)
		// A row that uses a variable of the controller's.
		closed, err2 := app.Rows(c, tasks.ByID(), func(t task) *view.Node { return html.Li(view.Text(t.Title + l.Name)) })
		if err == nil {
			err = err2
		}
		return app.Page("Marked", func() *view.Node { return html.Main(html.Ul(rows), html.Ol(closed)) }), err
	})
	a.Handle("PUT /set/{kind}/{id}", func(c *app.Context) (app.Response, error) {
		id, v := c.Param("id"), c.Form("v")
		if c.Param("kind") == "task" {
			if _, err := tasks.Get(c, id); err == nil {
				return app.Done(nil), tasks.Save(c, task{id, v})
			}
			return app.Done(nil), tasks.Create(c, task{id, v})
		}
		if _, err := labels.Get(c, id); err == nil {
			return app.Done(nil), labels.Save(c, label{id, v})
		}
		return app.Done(nil), labels.Create(c, label{id, v})
	})
	a.Handle("PUT /fill", func(c *app.Context) (app.Response, error) {
		for i := range 1000 {
			if err := tasks.Create(c, task{fmt.Sprintf("t%04d", i), "task " + strconv.Itoa(i)}); err != nil {
				return app.Response{}, err
			}
		}
		return app.Done(nil), nil
	})
	b := &bench{t: t, app: a, origin: model.NewOrigin(model.NewMemStore("e1"), a.Origin())}
	b.Client = NewClient(a, nil, "/", func() model.Time { return 1 }, b.id)
	b.Open(nil)
	b.remote("/fill", "")
	b.connect()
	return b
}

// remote has somebody else do something.
func (b *bench) remote(uri, v string) {
	b.t.Helper()
	in := model.Intent{ID: b.id(), Time: 1, Request: model.Request{Method: "PUT", URI: uri, Type: app.TypeForm, Body: []byte("v=" + v)}}
	done, err := b.origin.Commit(app.Space, 1, []model.Job{{User: "bob", Direct: true, Intent: in}})
	if err != nil || done[0].Outcome.Kind != model.Applied {
		b.t.Fatalf("%v, %+v", err, done)
	}
	if b.peer != nil {
		b.pump()
	}
}

// shows fails unless a page that is made as a whole shows the same, without memory.
func (b *bench) shows(s Screen) {
	b.t.Helper()
	was := made
	tx := model.NewTx(b.Clone().Reader(), b.Clone().User(), model.Request{Method: "GET", URI: b.URI()}, 1)
	res, err := b.app.Serve(tx, app.Shown{})
	if err != nil {
		b.t.Fatal(err)
	}
	want := string(view.AppendHTML(nil, res.View(), nil))
	made = was
	if got := string(view.AppendHTML(nil, s.Tree, nil)); got != want {
		b.t.Fatalf("it shows\n%.600s\nwant\n%.600s", got, want)
	}
}

// TestLive: a change runs what has read what changed, and nothing else; the patch has
// one text in it.
func TestLive(t *testing.T) {
	b := liveBench(t)
	var p view.Patcher
	d := viewtest.NewDOM("")
	draw := func() view.Patch {
		t.Helper()
		s := b.Screen()
		patch := p.Update(s.Tree)
		if err := d.Apply(patch); err != nil {
			t.Fatal(err)
		}
		b.shows(s)
		if err := d.Equal(string(view.AppendHTML(nil, s.Tree, nil))); err != nil {
			t.Fatal(err)
		}
		return patch
	}
	b.Stale()
	made.page, made.list, made.other, made.rows, made.marked = 0, 0, 0, 0, 0
	draw()
	if made.page != 1 || made.rows != 1000 {
		t.Fatalf("at first %+v", made)
	}
	for _, c := range []struct {
		uri, v                  string
		stale                   bool
		page, list, other, rows int
		words                   int // of the patch at most
	}{
		{"/set/task/t0500", "new", true, 0, 1, 0, 1, 3},
		{"/set/label/nobody", "reads this", false, 0, 0, 0, 0, 0},
		{"/set/label/other", "there", true, 0, 0, 1, 0, 40},
		{"/set/label/other", "panic", true, 0, 0, 1, 0, 200},
		{"/set/task/t0500", "while another is broken", true, 0, 1, 0, 1, 3},
		{"/set/label/other", "well again", true, 0, 0, 1, 0, 40},
		{"/set/label/title", "the page has read this", true, 1, 1, 1, 0, 0},
		{"/set/task/a0", "first", true, 0, 1, 0, 1, 40},
	} {
		made.page, made.list, made.other, made.rows = 0, 0, 0, 0
		b.remote(c.uri, c.v)
		if got := b.Stale(); got != c.stale {
			t.Errorf("%s %s: stale %t", c.uri, c.v, got)
		}
		if !c.stale {
			continue
		}
		patch := draw()
		if made.page != c.page || made.list != c.list || made.other != c.other || made.rows != c.rows {
			t.Errorf("%s %s ran %+v", c.uri, c.v, made)
		}
		if len(patch.Words) > c.words {
			t.Errorf("%s %s: the patch has %d words", c.uri, c.v, len(patch.Words))
		}
		if b.Stale() {
			t.Errorf("%s %s: still stale", c.uri, c.v)
		}
		if c.v == "panic" && !strings.Contains(string(view.AppendHTML(nil, b.screen.Tree, nil)), `role="alert"`) {
			t.Error("a panic is not shown in its place")
		}
	}
}

// TestLocalState: an event makes nothing again but the region that has asked for the state;
// it is kept while it is asked for, and forgotten after that.
func TestLocalState(t *testing.T) {
	b := liveBench(t)
	want := func(page, list, other int, text string) {
		t.Helper()
		b.Stale()
		html := string(view.AppendHTML(nil, b.Screen().Tree, nil))
		if made.page != page || made.list != list || made.other != other || !strings.Contains(html, text) {
			t.Fatalf("made %+v, want %d %d %d and %s in\n%s", made, page, list, other, text, html)
		}
		made.page, made.list, made.other = 0, 0, 0
	}
	b.Stale()
	b.Screen()
	made.page, made.list, made.other = 0, 0, 0
	b.Show("/state")
	want(1, 1, 1, "<p>first 0 false</p>")
	if !b.Set("text", "two words") || b.Set("text", "two words") || !b.Set("number", "-7") || !b.Set("open", "true") {
		t.Error("what was set is not told right")
	}
	want(0, 1, 0, "<p>two words -7 true</p>")
	if b.Set("nobody", "x") {
		t.Error("what nobody asks for makes something again")
	}
	b.remote("/set/label/title", "the page again")
	want(1, 1, 1, "<p>two words -7 true</p>")
	b.Set("page", "shown")
	want(1, 1, 1, "<i>shown</i>")
	b.Show("/state?again")
	want(1, 1, 1, "<p>two words -7 true</p>")
	b.Set("without", "true")
	want(0, 1, 0, "<p>nothing</p>")
	b.Set("without", "false")
	want(0, 1, 0, "<p>first 0 false</p>")
	b.Show("/marked")
	b.Screen()
	b.Show("/state")
	want(1, 1, 1, "<i>at first</i>")
}

// TestRowsWith: a row is made again where its record or what it shows besides is new,
// and a function that uses other variables shows no old ones.
func TestRowsWith(t *testing.T) {
	b := liveBench(t)
	made.marked = 0
	if !b.Show("/marked") || made.marked != 1000 {
		t.Fatalf("no page, or %d rows", made.marked)
	}
	for _, c := range []struct {
		uri, v string
		rows   int
	}{{"/set/label/mark", "t0001", 1}, {"/set/label/mark", "t0002", 2}, {"/set/task/t0003", "new", 1}, {"/set/label/mark", "none", 1}} {
		b.remote(c.uri, c.v)
		b.Stale()
		made.marked = 0
		b.shows(b.Screen())
		if made.marked != c.rows {
			t.Errorf("%s %s made %d rows", c.uri, c.v, made.marked)
		}
	}
}
