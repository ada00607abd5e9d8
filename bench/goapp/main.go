// Goapp is the smallest go-app application that answers a click, as the measure
// for the start of a Tandem application. It is a module of its own, so that
// go-app stays out of Tandem's.
package main

import "github.com/maxence-charriere/go-app/v10/pkg/app"

type hello struct {
	app.Compo
	clicked bool
}

func (h *hello) Render() app.UI {
	text := "hello"
	if h.clicked {
		text = "clicked"
	}
	return app.Div().Body(
		app.H1().ID("text").Text(text),
		app.Button().ID("button").Text("Click").OnClick(func(app.Context, app.Event) { h.clicked = true }),
	)
}

func main() {
	app.Route("/", func() app.Composer { return &hello{} })
	app.RunWhenOnBrowser()
	serve()
}
