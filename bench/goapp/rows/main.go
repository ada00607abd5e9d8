// Rows is the page of js-framework-benchmark with go-app: a component for each row,
// which go-app renders again only when its fields have changed.
package main

import (
	"math/rand/v2"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

type item struct {
	id    int
	label string
}

var (
	adjectives = []string{"pretty", "large", "big", "small", "tall", "short", "long", "handsome", "plain", "quaint", "clean", "elegant", "easy", "angry", "crazy", "helpful", "mushy", "odd", "unsightly", "adorable", "important", "inexpensive", "cheap", "expensive", "fancy"}
	colours    = []string{"red", "yellow", "blue", "green", "pink", "brown", "purple", "brown", "white", "black", "orange"}
	nouns      = []string{"table", "chair", "house", "bbq", "desk", "car", "pony", "cookie", "sandwich", "burger", "pizza", "mouse", "keyboard"}
	next       int
)

func pick(list []string) string { return list[rand.IntN(len(list))] }

func build(n int) []item {
	items := make([]item, n)
	for i := range items {
		next++
		items[i] = item{next, pick(adjectives) + " " + pick(colours) + " " + pick(nouns)}
	}
	return items
}

type page struct {
	app.Compo
	items    []item
	selected int
}

func (p *page) OnMount(ctx app.Context) {
	ctx.Handle("select", func(_ app.Context, a app.Action) { p.selected = a.Value.(int) })
	ctx.Handle("remove", func(_ app.Context, a app.Action) {
		for i := range p.items {
			if p.items[i].id == a.Value.(int) {
				p.items = append(p.items[:i], p.items[i+1:]...)
				return
			}
		}
	})
}

func (p *page) do(action string) {
	switch action {
	case "run":
		p.items, p.selected = build(1000), 0
	case "runlots":
		p.items, p.selected = build(10000), 0
	case "add":
		p.items = append(p.items, build(1000)...)
	case "update":
		for i := 0; i < len(p.items); i += 10 {
			p.items[i].label += " !!!"
		}
	case "clear":
		p.items, p.selected = nil, 0
	case "swaprows":
		if len(p.items) > 998 {
			p.items[1], p.items[998] = p.items[998], p.items[1]
		}
	}
}

func (p *page) button(id, title string) app.UI {
	return app.Div().Class("col-sm-6 smallpad").Body(
		app.Button().Type("button").Class("btn btn-primary btn-block").ID(id).Text(title).
			OnClick(func(app.Context, app.Event) { p.do(id) }, app.EventScope(id)))
}

type row struct {
	app.Compo
	ID       int
	Label    string
	Selected bool
}

func (r *row) choose(ctx app.Context, _ app.Event) { ctx.NewActionWithValue("select", r.ID) }
func (r *row) remove(ctx app.Context, _ app.Event) { ctx.NewActionWithValue("remove", r.ID) }

func (r *row) Render() app.UI {
	class := ""
	if r.Selected {
		class = "danger"
	}
	return app.Tr().Class(class).Body(
		app.Td().Class("col-md-1").Text(r.ID),
		app.Td().Class("col-md-4").Body(app.A().OnClick(r.choose).Text(r.Label)),
		app.Td().Class("col-md-1").Body(app.A().OnClick(r.remove).Body(
			app.Span().Class("glyphicon glyphicon-remove").Aria("hidden", true))),
		app.Td().Class("col-md-6"))
}

func (p *page) Render() app.UI {
	return app.Div().Class("container").Body(
		app.Div().Class("jumbotron").Body(app.Div().Class("row").Body(
			app.Div().Class("col-md-6").Body(app.H1().Text("Rows")),
			app.Div().Class("col-md-6").Body(app.Div().Class("row").Body(
				p.button("run", "Create 1,000 rows"), p.button("runlots", "Create 10,000 rows"), p.button("add", "Append 1,000 rows"),
				p.button("update", "Update every 10th row"), p.button("clear", "Clear"), p.button("swaprows", "Swap Rows"))))),
		app.Table().Class("table table-hover table-striped test-data").Body(
			app.TBody().ID("tbody").Body(app.Range(p.items).Slice(func(i int) app.UI {
				it := p.items[i]
				return &row{ID: it.id, Label: it.label, Selected: it.id == p.selected}
			}))),
		app.Span().Class("preloadicon glyphicon glyphicon-remove").Aria("hidden", true))
}

func main() {
	app.RouteWithRegexp("^/.*", func() app.Composer { return new(page) })
	app.RunWhenOnBrowser()
}
