package goapp

import (
	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// page is the component at all paths that are the application's. It has nothing to show:
// the application's page is in an element beside it, which the page's script shows and hides
// (server/goapp).
type page struct{ app.Compo }

// Render returns the element that go-app needs to have.
func (p *page) Render() app.UI { return app.Div().Hidden(true) }

// OnMount implements app.Mounter.
func (p *page) OnMount(ctx app.Context) { p.OnAppUpdate(ctx) }

// OnAppUpdate implements app.AppUpdater.
func (p *page) OnAppUpdate(ctx app.Context) {
	if ctx.AppUpdateAvailable() {
		turn(func() { engine.Offer() })
	}
}
