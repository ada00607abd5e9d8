package main

import (
	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

type Note struct {
	ID   string
	Text string `check:"required,max=500"`
}

var notes = model.Define[Note]("notes")

func newApp() *app.App {
	a := app.New("Notes", nil)
	a.Handle("GET /{$}", list)
	a.Handle("POST /notes", create)
	return a
}

func create(c *app.Context) (app.Response, error) {
	n := Note{ID: c.NewID()}
	if err := c.Bind(&n); err != nil {
		return app.Response{}, err
	}
	return app.Created(notes.URI(n.ID), app.One(notes, n)), notes.Create(c, n)
}

func list(c *app.Context) (app.Response, error) {
	ns, err := notes.All(c)
	return app.Page("Notes", func() *view.Node {
		return html.Main(html.H1(view.Text("Notes")),
			view.Form("POST", "/notes", html.Input(html.Name("text"), html.Aria("label", "Note")), html.Button(view.Text("Add"))),
			html.Ul(view.Map(ns, func(n Note) view.Item { return html.Li(view.Key(n.ID), view.Text(n.Text)) })),
			c.Status())
	}).JSON(app.List(notes, ns)), err
}
