// Site is the application that the tests of navigation go through: long pages
// with fragments, an address that leads to another one, an address that only the
// server answers, and a page of records that no device holds.
package main

import (
	"strconv"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Note is on every device; Paper is on none.
type (
	Note struct {
		ID   string
		Text string
	}
	Paper struct {
		ID   string
		Text string
	}
)

var (
	notes  = model.Define[Note]("notes")
	papers = model.Define[Paper]("papers")
)

func newApp() *app.App {
	a := app.New("Site", &app.Options{Follow: []string{"notes"}, Styles: []string{"site.css"}})
	a.Handle("GET /{$}", func(c *app.Context) (app.Response, error) { return page(c, "Start"), nil })
	a.Handle("GET /page/{n}", func(c *app.Context) (app.Response, error) { return page(c, "Page "+c.Param("n")), nil })
	a.Handle("GET /old", func(c *app.Context) (app.Response, error) { return app.See("/page/2?from=old"), nil })
	a.Handle("GET /old-part", func(c *app.Context) (app.Response, error) { return app.See("/page/2#40"), nil })
	a.Handle("GET /search", func(c *app.Context) (app.Response, error) { return page(c, "Found "+c.Query("q")), nil })
	a.Handle("GET /archive", archive)
	a.Handle("GET /archive/{id}", paper)
	a.Handle("POST /archive", file)
	a.Handle("POST /page", func(c *app.Context) (app.Response, error) { return app.See("/page/7"), nil })
	a.HandleOnServer("GET /page/export", export)
	a.Handle("GET /old-export", func(c *app.Context) (app.Response, error) { return app.See("/page/export"), nil })
	return a
}

// export has no page.
func export(c *app.Context) (app.Response, error) {
	ps, err := papers.All(c)
	return app.Response{Data: app.List(papers, ps)}, err
}

func archive(c *app.Context) (app.Response, error) {
	ps, err := papers.All(c)
	return app.Page("Archive", func() *view.Node {
		return html.Main(html.H1(view.Text("Archive")),
			html.Ul(view.Map(ps, func(p Paper) view.Item {
				return html.Li(html.A(html.Href("/archive/"+p.ID), view.Text(p.Text)))
			})),
			view.Form("POST", "/archive", html.Input(html.Name("text"), html.Aria("label", "Text")), html.Button(html.ID("file"), view.Text("File"))),
			html.P(html.A(html.Href("/"), view.Text("Start"))),
			c.Status())
	}), err
}

func paper(c *app.Context) (app.Response, error) {
	p, err := papers.Get(c, c.Param("id"))
	return app.Page(p.Text, func() *view.Node { return html.Main(html.H1(view.Text(p.Text))) }), err
}

func file(c *app.Context) (app.Response, error) {
	p := Paper{ID: c.NewID()}
	if err := c.Bind(&p); err != nil {
		return app.Response{}, err
	}
	return app.Created(papers.URI(p.ID), nil), papers.Create(c, p)
}

// page is long, and has a fragment for each of its paragraphs.
func page(c *app.Context, title string) app.Response {
	link := func(to string) view.Item {
		return html.Li(html.A(html.Href(to), view.Text(to)))
	}
	return app.Page(title, func() *view.Node {
		return html.Main(
			html.H1(view.Text(title)),
			html.Nav(html.Ul(view.Map([]string{"/", "/page/1", "/page/2", "/page/2#40", "/page/3", "/old", "/old-part", "/archive", "/page/export", "/old-export", "/healthz"}, link),
				html.Li(html.A(html.ID("download"), html.Href("/page/3"), html.Download("page.html"), view.Text("Download"))),
				html.Li(html.A(html.ID("external"), html.Href("/page/3"), html.Rel("nofollow external"), view.Text("Another program")))),
			),
			view.Form("GET", "/search", html.Input(html.Name("q"), html.Aria("label", "Search"))),
			view.Form("POST", "/page", html.Button(html.ID("post"), view.Text("Post"))),
			html.P(html.A(html.ID("to"), html.Href("#30"), view.Text("30")), view.Text(" "), html.A(html.ID("top"), html.Href("#"), view.Text("Top"))),
			paragraphs(),
			html.P(html.A(html.ID("last"), html.Href("/page/2"), view.Text("On"))),
			c.Status())
	})
}

func paragraphs() view.Items {
	var ps view.Items
	for i := 1; i <= 60; i++ {
		n := strconv.Itoa(i)
		ps = append(ps, html.P(html.ID(n), view.Text("Paragraph "+n)))
	}
	return ps
}
