package main

import (
	"fmt"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// about is a component as go-app's applications have them: it knows nothing of Tandem.
type about struct {
	app.Compo
	clicks      int
	installable bool
	update      bool
}

// OnMount implements app.Mounter.
func (a *about) OnMount(ctx app.Context) {
	ctx.Page().SetTitle("About")
	a.OnAppInstallChange(ctx)
	a.OnAppUpdate(ctx)
}

// OnAppInstallChange implements app.AppInstaller.
func (a *about) OnAppInstallChange(ctx app.Context) { a.installable = ctx.IsAppInstallable() }

// OnAppUpdate implements app.AppUpdater.
func (a *about) OnAppUpdate(ctx app.Context) { a.update = ctx.AppUpdateAvailable() }

// Render implements app.Composer.
func (a *about) Render() app.UI {
	return app.Main().Class("page").Body(
		menu("/about"),
		app.H1().Text("About"),
		app.P().Text("A list of what to read, for everybody who opens it."),
		app.Button().ID("clicks").Text(fmt.Sprintf("Clicked %d times", a.clicks)).OnClick(func(app.Context, app.Event) { a.clicks++ }),
		app.If(a.installable, func() app.UI {
			return app.Button().ID("install").Text("Install").OnClick(func(ctx app.Context, _ app.Event) { ctx.ShowAppInstallPrompt() })
		}),
		app.If(a.update, func() app.UI {
			return app.Button().ID("update").Text("Update").OnClick(func(ctx app.Context, _ app.Event) { ctx.Reload() })
		}))
}
