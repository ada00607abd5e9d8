// Goapp is an application of go-app that has taken up Tandem: its pages /shelf and /about
// are components of go-app, the first of which shows records; the page / is Tandem's. All
// of them run inside go-app's engine.
package main

import (
	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Book is a book that somebody wants to read.
type Book struct {
	ID    string
	Title string `check:"required,max=200"`
	Read  bool
}

var (
	books   = model.Define[Book]("books")
	byTitle = books.Index("title")
)

func newApp() *app.App {
	a := app.New("Reading list", &app.Options{Short: "Reading", Styles: []string{"list.css"}, Icon: "icon.svg"})
	a.Handle("GET /{$}", list)
	a.Handle("GET /books", list)
	a.Handle("POST /books", create)
	a.Handle("PATCH /books/{id}", update)
	return a
}

func create(c *app.Context) (app.Response, error) {
	b := Book{ID: c.NewID()}
	if err := c.Bind(&b); err != nil {
		return app.Response{}, err
	}
	return app.Created(books.URI(b.ID), app.One(books, b)), books.Create(c, b)
}

func update(c *app.Context) (app.Response, error) {
	b, err := books.Get(c, c.Param("id"))
	if err != nil {
		return app.Response{}, err
	}
	if err := c.Bind(&b); err != nil {
		return app.Response{}, err
	}
	return app.Done(app.One(books, b)), books.Save(c, b)
}

// list is Tandem's page: rendered by the server, taken over in the browser.
func list(c *app.Context) (app.Response, error) {
	bs, err := byTitle.All().All(c)
	return app.Page("Reading list", func() *view.Node {
		return html.Main(html.Class("page"),
			html.Nav(html.A(html.Href("/"), html.Aria("current", "page"), view.Text("List")), html.A(html.Href("/shelf"), view.Text("Shelf")), html.A(html.Href("/about"), view.Text("About"))),
			html.H1(view.Text("Reading list")),
			view.Form("POST", "/books",
				html.Input(html.Name("title"), html.Aria("label", "Title"), html.Value(c.Posted("title")), html.Required(true)),
				html.Button(view.Text("Add")),
				problem(c.Error("title"))),
			html.Ul(html.Class("books"), view.Map(bs, func(b Book) view.Item {
				return html.Li(view.Key(b.ID), view.ClassIf(b.Read, "read"), html.Title(b.Title), view.Text(b.Title))
			})),
			c.Status())
	}).JSON(app.List(books, bs)), err
}

func problem(text string) view.Item {
	if text == "" {
		return nil
	}
	return html.P(html.Role("alert"), view.Text("The title "+text+"."))
}
