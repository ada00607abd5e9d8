//go:build !js

package goapp

import (
	"errors"
	"fmt"
	"net/url"
	"testing"

	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

type book struct {
	ID    string
	Title string
}

var books = model.Define[book]("books")

// fake is an application whose device holds one book.
type fake struct {
	title string // "" is unknown
	seq   uint64
	sync  app.Sync
	did   []string
}

func (f *fake) Offer()           {}
func (f *fake) Sync() app.Sync   { return f.sync }
func (f *fake) Base() model.Base { return model.Base{Epoch: "e", Seq: f.seq} }

func (f *fake) Tx() *model.Tx {
	state := fmt.Sprintf(`{"epoch":"e","seq":%d,"uri":"/","keys":["books/1"],"records":[["books/1",1,"",{"title":%q}]]}`, f.seq, f.title)
	if f.title == "" {
		state = `{"epoch":"e","seq":0,"uri":"/"}`
	}
	p, ok := app.ReadPage(state)
	if !ok {
		panic("the state cannot be read")
	}
	return model.NewTx(p.Reader(), "u", model.Request{Method: "GET", URI: "/"}, 1)
}

func (f *fake) Do(r model.Request, base model.Base) error {
	f.did = append(f.did, r.Method+" "+r.URI+" "+string(r.Body)+" from "+base.String())
	if r.URI == "/refused" {
		return errors.New("refused")
	}
	return nil
}

// shown is a component that gives away its context: at the server, go-app calls
// OnPreRender where it calls OnMount in a browser.
type shown struct {
	goapp.Compo
	mounted func(goapp.Context)
}

func (s *shown) OnPreRender(ctx goapp.Context) { s.mounted(ctx) }
func (s *shown) Render() goapp.UI              { return goapp.Div() }

type other struct{ goapp.Compo }

func (o *other) Render() goapp.UI { return goapp.P() }

// load returns the engine of a component, and the component's context.
func load(t *testing.T) (goapp.TestEngine, goapp.Context) {
	t.Helper()
	e := goapp.NewTestEngine()
	var got goapp.Context
	if err := e.Load(&shown{mounted: func(ctx goapp.Context) { got = ctx }}); err != nil {
		t.Fatal(err)
	}
	e.ConsumeAll()
	return e, got
}

func start(t *testing.T) *fake {
	t.Helper()
	f := &fake{seq: 1}
	engine, observers, shows, syncs = f, nil, nil, nil
	changed(nil, true)
	t.Cleanup(func() { engine = nil })
	return f
}

var touched = []model.Touch{{Key: "books/1"}}

func title(run model.Run) (string, error) {
	b, err := books.Get(run, "1")
	return b.Title, err
}

// TestObserve: a component is given what it reads, when that has changed and only then,
// until it is dismounted.
func TestObserve(t *testing.T) {
	f := start(t)
	e, ctx := load(t)
	var got []string
	Observe(ctx, title, func(_ goapp.Context, s string, err error) {
		got = append(got, fmt.Sprintf("%s %v", s, err == model.ErrUnknown))
	})
	want := func(n int, last string) {
		t.Helper()
		e.ConsumeAll()
		if len(got) != n || got[n-1] != last {
			t.Errorf("the component was given %q, want %d, the last %q", got, n, last)
		}
	}
	want(1, " true")
	f.title, f.seq = "Emma", 2
	changed(nil, true)
	want(2, "Emma false")
	f.title, f.seq = "Persuasion", 3
	changed([]model.Touch{{Key: "books/2"}}, false)
	want(2, "Emma false")
	changed(touched, false)
	want(3, "Persuasion false")
	changed(nil, false)
	want(3, "Persuasion false")
	if err := e.Load(&other{}); err != nil {
		t.Fatal(err)
	}
	changed(touched, false)
	want(3, "Persuasion false")
	if len(observers) > 0 {
		t.Error("a component that is shown no more is still given what it reads")
	}
}

// TestObservePanic: a read that panics is an error, and the next one is made.
func TestObservePanic(t *testing.T) {
	f := start(t)
	f.title = "Emma"
	e, ctx := load(t)
	bad := true
	var got []error
	Observe(ctx, func(run model.Run) (string, error) {
		s, err := title(run)
		if bad {
			panic("bad")
		}
		return s, err
	}, func(_ goapp.Context, _ string, err error) { got = append(got, err) })
	e.ConsumeAll()
	bad = false
	changed(touched, false)
	e.ConsumeAll()
	if len(got) != 2 || got[0] == nil || got[1] != nil {
		t.Errorf("the component was given %v", got)
	}
}

// TestDo: a request has as its base what the component shows, which is older than what the
// device has while the newer value is on its way to the component.
func TestDo(t *testing.T) {
	f := start(t)
	f.title, f.seq = "Emma", 4
	changed(nil, false)
	e, ctx := load(t)
	Observe(ctx, title, func(goapp.Context, string, error) {})
	e.ConsumeAll()
	var refused []error
	do := func(uri string) {
		Do(ctx, "PATCH", uri, url.Values{"title": {"a&b"}}, func(_ goapp.Context, err error) { refused = append(refused, err) })
	}
	do("/books/1")
	f.title, f.seq = "Persuasion", 5
	changed(touched, false)
	do("/books/1") // its author still sees Emma
	f.seq = 6
	changed(touched, false)
	do("/books/1")
	e.ConsumeAll()
	do("/refused")
	e.ConsumeAll()
	now, old := model.Base{}.String(), model.Base{Epoch: "e", Seq: 4}.String()
	for i, want := range []string{"/books/1 title=a%26b from " + now, "/books/1 title=a%26b from " + old, "/books/1 title=a%26b from " + old, "/refused title=a%26b from " + now} {
		if f.did[i] != "PATCH "+want {
			t.Errorf("request %d is %q, want %q", i, f.did[i], "PATCH "+want)
		}
	}
	if len(refused) != 4 || refused[0] != nil || refused[3] == nil {
		t.Errorf("the component was told %v", refused)
	}
}

// TestObserveSync: where the edits are is told when it has changed.
func TestObserveSync(t *testing.T) {
	f := start(t)
	e, ctx := load(t)
	var got []int
	ObserveSync(ctx, func(_ goapp.Context, s app.Sync) { got = append(got, s.Pending) })
	changed(nil, false)
	f.sync.Pending = 2
	changed(nil, false)
	changed(nil, false)
	e.ConsumeAll()
	if len(got) != 2 || got[0] != 0 || got[1] != 2 {
		t.Errorf("the component was told %v", got)
	}
}

// TestRouted: a component's path is known at both ends, whatever the query.
func TestRouted(t *testing.T) {
	Route("/board", func() goapp.Composer { return &other{} })
	RouteWithRegexp("^/board/[0-9]+$", func() goapp.Composer { return &other{} })
	for path, want := range map[string]bool{"/board": true, "/board?x=1": true, "/board/7": true, "/board/x": false, "/": false} {
		if Routed(path) != want {
			t.Errorf("Routed(%q) is %v", path, !want)
		}
	}
}
