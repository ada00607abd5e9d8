package main

import (
	"fmt"
	"net/url"

	"github.com/maxence-charriere/go-app/v10/pkg/app"

	tandem "github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/wasm/goapp"
)

// pages are the components that are pages, at both ends.
func pages() {
	goapp.Route("/shelf", func() app.Composer { return &shelf{} })
	goapp.Route("/about", func() app.Composer { return &about{} })
}

// shelf is a component of go-app that shows records, and changes them by requests.
type shelf struct {
	app.Compo
	books   []Book
	err     error
	sync    tandem.Sync
	title   string // in the field
	problem string
}

// OnMount implements app.Mounter.
func (s *shelf) OnMount(ctx app.Context) {
	ctx.Page().SetTitle("Shelf")
	goapp.Query(ctx, byTitle.All(), func(_ app.Context, bs []Book, err error) { s.books, s.err = bs, err })
	goapp.ObserveSync(ctx, func(_ app.Context, now tandem.Sync) { s.sync = now })
}

func (s *shelf) add(ctx app.Context, e app.Event) {
	e.PreventDefault()
	field := app.Window().GetElementByID("new")
	goapp.Do(ctx, "POST", "/books", url.Values{"title": {s.title}}, func(_ app.Context, err error) {
		s.problem = ""
		if err != nil {
			s.problem = err.Error()
			return
		}
		s.title = ""
		// go-app takes the attribute away, which leaves what was typed.
		field.Set("value", "")
	})
}

// turn says that a book has been read, or has not.
func (s *shelf) turn(b Book) app.EventHandler {
	return func(ctx app.Context, _ app.Event) {
		goapp.Do(ctx, "PATCH", books.URI(b.ID), url.Values{"read": {fmt.Sprint(!b.Read)}}, nil)
	}
}

// Render implements app.Composer.
func (s *shelf) Render() app.UI {
	unread := 0
	for _, b := range s.books {
		if !b.Read {
			unread++
		}
	}
	count := fmt.Sprintf("%d of %d to read", unread, len(s.books))
	if s.err == model.ErrUnknown {
		count = "Not on this device yet"
	} else if s.err != nil {
		count = s.err.Error()
	}
	return app.Main().Class("page").Body(
		menu("/shelf"),
		app.H1().Text("Shelf"),
		app.P().ID("count").Text(count),
		app.Form().OnSubmit(s.add).Body(
			app.Input().ID("new").Aria("label", "Title").Value(s.title).OnChange(s.ValueTo(&s.title)),
			app.Button().Text("Add")),
		app.P().ID("problem").Role("alert").Text(s.problem),
		app.Ul().Class("books").Body(app.Range(s.books).Slice(func(i int) app.UI {
			b := s.books[i]
			class, verb := "unread", "Read"
			if b.Read {
				class, verb = "read", "Not read"
			}
			return app.Li().Class(class).Title(b.Title).Body(
				app.Span().Text(b.Title),
				app.Text(" "),
				// go-app takes all handlers that are made here for the same one, unless
				// they have a scope.
				app.Button().Aria("label", verb+": "+b.Title).Text(verb).OnClick(s.turn(b), app.EventScope(b.ID, b.Read)))
		})),
		app.P().ID("sync").Role("status").Text(s.sync.Text()))
}

// menu are the links of all pages; those to Tandem's are links like others.
func menu(at string) app.UI {
	link := func(to, text string) app.UI {
		a := app.A().Href(to).Text(text)
		if to == at {
			a = a.Aria("current", "page")
		}
		return a
	}
	return app.Nav().Body(link("/", "List"), link("/shelf", "Shelf"), link("/about", "About"))
}
