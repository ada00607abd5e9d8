// People is a long list: a hundred thousand names, of which the page has those in sight.
package main

import (
	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Person is one line of the list.
type Person struct {
	ID   string
	Name string `json:"name" check:"required,max=100"`
}

var (
	people = model.Define[Person]("people")
	byName = people.Index("name")
)

func newApp() *app.App {
	a := app.New("People", &app.Options{Styles: []string{"people.css"}})
	a.Handle("GET /{$}", list)
	a.Handle("POST /people", create)
	a.Handle("PATCH /people/{id}", rename)
	a.Handle("DELETE /people/{id}", remove)
	return a
}

func list(c *app.Context) (app.Response, error) {
	return app.Page("People", func() *view.Node {
		return html.Main(html.Class("page"), html.H1(view.Text("People")),
			c.Live(func(c *app.Context) (*view.Node, error) {
				return app.Windowed(c, app.Window{Name: "list", Label: "People by name", Rows: 15}, byName.All(), func(p Person) view.Item {
					return view.Fragment(html.Span(view.Text(p.Name)), view.Form("DELETE", people.URI(p.ID),
						html.Button(html.Type("submit"), html.AriaLabel("Delete "+p.Name), view.Text("×"))))
				})
			}),
			c.Status())
	}), nil
}

// create makes one person, or as many as the JSON array in the body holds.
func create(c *app.Context) (app.Response, error) {
	return app.Done(nil), c.Each(func(c *app.Context) error {
		p := Person{ID: c.NewID()}
		if err := c.Bind(&p); err != nil {
			return err
		}
		return people.Create(c, p)
	})
}

func rename(c *app.Context) (app.Response, error) {
	p, err := people.Get(c, c.Param("id"))
	if err == nil {
		err = c.Bind(&p)
	}
	if err != nil {
		return app.Response{}, err
	}
	return app.Done(nil), people.Save(c, p)
}

func remove(c *app.Context) (app.Response, error) {
	return app.Done(nil), people.Delete(c, c.Param("id"))
}
