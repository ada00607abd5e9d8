package goapp

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// page is the component at all paths that are the application's. It has nothing to show:
// the application's page is in an element beside it.
type page struct{ app.Compo }

// Render returns the element that go-app needs to have.
func (p *page) Render() app.UI { return app.Div().Hidden(true) }

// OnMount implements app.Mounter.
func (p *page) OnMount(ctx app.Context) { p.OnAppUpdate(ctx) }

// OnNav implements app.Navigator.
func (p *page) OnNav(ctx app.Context) {
	u := ctx.Page().URL()
	uri := u.EscapedPath()
	if u.RawQuery != "" {
		uri += "?" + u.RawQuery
	}
	turn(func() { engine.Visit(uri) })
}

// OnDismount implements app.Dismounter: a component follows.
func (p *page) OnDismount() { turn(func() { engine.Leave() }) }

// OnAppUpdate implements app.AppUpdater.
func (p *page) OnAppUpdate(ctx app.Context) {
	if ctx.AppUpdateAvailable() {
		turn(func() { engine.Offer() })
	}
}
