package goapp

import (
	"net/url"
	"strings"
	"syscall/js"

	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/wasm"
)

// Run runs an application in the browser, inside go-app's engine, and does not return.
func Run(a *app.App) {
	goapp.RouteWithRegexp("", func() goapp.Composer { return &page{} })
	engine = wasm.Start(a, wasm.Host{Elsewhere: elsewhere, Changed: changed})
	// On the application's pages go-app would scroll to the fragment, wherever the
	// page was scrolled to before it was loaded again. It reads the address only once.
	loc, history := js.Global().Get("location"), js.Global().Get("history")
	if part, path := loc.Get("hash").String(), loc.Get("pathname").String()+loc.Get("search").String(); part != "" && !elsewhere(path) {
		history.Call("replaceState", history.Get("state"), "", path)
		turn(func() { history.Call("replaceState", history.Get("state"), "", path+part) })
	}
	goapp.RunWhenOnBrowser()
}

// elsewhere is wasm.Host.Elsewhere.
func elsewhere(uri string) bool {
	path, _, _ := strings.Cut(uri, "?")
	if p, err := url.PathUnescape(path); err == nil {
		path = p
	}
	return Routed(path)
}

// turn runs f in a callback of the browser, after those that were given before.
//
// go-app's engine has a goroutine of its own, and what the browser calls has others. All
// that is Tandem's runs in such calls, one after the other, and never on go-app's
// goroutine, which may run in the middle of one.
func turn(f func()) {
	var fn js.Func
	fn = js.FuncOf(func(js.Value, []js.Value) any {
		fn.Release()
		f()
		return nil
	})
	js.Global().Call("queueMicrotask", fn)
}
