package wasm

import (
	"strings"
	"testing"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
)

// TestFirstScreenInItsPlace: the first screen is of the zone, the language and the
// moment that the page says; those that follow are the device's. As time goes by, they
// are made again.
func TestFirstScreenInItsPlace(t *testing.T) {
	const minute = model.Time(60_000_000)
	a := app.New("Places", &app.Options{Languages: []app.Language{{Tag: "de"}}})
	a.Handle("GET /{$}", func(c *app.Context) (app.Response, error) {
		return app.Page("", func() *view.Node {
			return view.El("p", view.Text(c.Zone()+" "+c.Language()+" "), c.Time(0, app.Clock), view.Text(" "), c.Time(0, app.Ago))
		}), nil
	})
	offset := func(zone string, _ model.Time) int { return map[string]int{"There": 3600, "Here": 7200}[zone] }
	o := model.NewOrigin(model.NewMemStore("e1"), a.Origin())
	var served, state string
	if err := o.Read(app.Space, "ann", model.Request{Method: "GET", URI: "/"}, 3*minute, func(tx *model.Tx) error {
		shown := app.Shown{From: "/", Place: app.Place{Zone: "There", Language: "de", Offset: func(t model.Time) int { return offset("There", t) }}}
		res, err := a.Serve(tx, shown)
		served = string(view.AppendHTML(nil, res.View(), nil))
		state = string(app.PageState(tx, "ann", shown, 200))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	page, ok := app.ReadPage(state)
	if !ok || page.Zone != "There" || page.Language != "de" || page.Now != 3*minute {
		t.Fatalf("the state is %s", state)
	}
	now := 5*minute + 1
	c := NewClient(a, page, "/", func() model.Time { return now }, func() model.ID { return model.ID{} })
	c.Locate("Here", offset)
	text := func(n *view.Node) string { return string(view.AppendHTML(nil, n, nil)) }
	s, ok := c.First()
	if !ok || text(s.Tree) != served || !strings.Contains(served, "There de ") || !strings.Contains(served, ">01:00<") || !strings.Contains(served, ">3 minutes ago<") {
		t.Fatalf("the first screen is %s, the page %s", text(s.Tree), served)
	}
	c.Open(nil)
	if !c.Stale() {
		t.Error("nothing is to be shown after the first screen")
	}
	if got := text(c.Screen().Tree); !strings.Contains(got, "Here de ") || !strings.Contains(got, ">02:00<") || !strings.Contains(got, ">5 minutes ago<") {
		t.Errorf("then it shows %s", got)
	}
	if c.Until() != 6*minute || c.Stale() {
		t.Errorf("it reads differently at %d", c.Until())
	}
	now = 6 * minute
	if !c.Stale() || !strings.Contains(text(c.Screen().Tree), ">6 minutes ago<") {
		t.Error("it does not read differently then")
	}
	if c.Stale() {
		t.Error("it is made again all the time")
	}

	// A page without records has a language all the same.
	p, ok := app.ReadPage(`{"lang":"de"}`)
	if ok || p == nil || p.Language != "de" {
		t.Errorf("the page that holds nothing is read as %+v", p)
	}
}
