// Broken panics where it is told to: the tests of what is shown then run it.
package main

import (
	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

type note struct {
	ID   string
	Text string `json:"text"`
}

var notes = model.Define[note]("notes")

func newApp() *app.App {
	a := app.New("Broken", &app.Options{OnError: func(f app.Failure) *view.Node {
		if f.Text != "own page" {
			return nil
		}
		return html.Main(html.ID("own"), html.H1(view.Text("Our own words")), html.P(view.Text(f.ID+" "+f.Part+" "+f.At)))
	}})
	a.Handle("GET /{$}", func(c *app.Context) (app.Response, error) {
		if c.Sync().Live {
			breakIf(c, "controller")
		}
		return app.Page("Notes", func() *view.Node {
			if c.Sync().Live {
				breakIf(c, "view")
				breakIf(c, "own page")
			}
			return html.Main(html.H1(view.Text("Notes")),
				view.Form("POST", "/notes", html.Input(html.Name("text"), html.Aria("label", "Text")), html.Button(html.Type("submit"), view.Text("Add"))),
				c.Live(func(c *app.Context) (*view.Node, error) {
					breakIf(c, "region")
					rows, err := app.Rows(c, notes.ByID(), func(n note) *view.Node { return html.Li(view.Key(n.ID), view.Text(n.Text)) })
					return html.Ul(rows), err
				}),
				c.Live(func(c *app.Context) (*view.Node, error) {
					n, err := notes.ByID().Count(c)
					return html.P(html.ID("count"), view.Text(string(model.Int(int64(n))))), err
				}),
				html.A(html.ID("other"), html.Href("/other"), view.Text("Elsewhere")),
				c.Status())
		}), nil
	})
	a.Handle("GET /other", func(c *app.Context) (app.Response, error) {
		return app.Page("Elsewhere", func() *view.Node { return html.Main(html.ID("elsewhere"), view.Text("Elsewhere")) }), nil
	})
	a.Handle("GET /always", func(c *app.Context) (app.Response, error) { panic("a controller that never answers") })
	a.Handle("POST /notes", func(c *app.Context) (app.Response, error) {
		if c.Form("text") == "break request" {
			panic("a bug in a request")
		}
		return app.Done(nil), notes.Create(c, note{c.NewID(), c.Form("text")})
	})
	a.Handle("DELETE /notes", func(c *app.Context) (app.Response, error) {
		ns, err := notes.All(c)
		for _, n := range ns {
			if err == nil {
				err = notes.Delete(c, n.ID)
			}
		}
		return app.Done(nil), err
	})
	return a
}

// breakIf panics if there is a note that says so.
func breakIf(c *app.Context, part string) {
	ns, err := notes.All(c)
	if err != nil {
		return
	}
	for _, n := range ns {
		if n.Text == "break "+part {
			panic(part)
		}
	}
}
