// Package goapp runs an application inside the engine of go-app
// (github.com/maxence-charriere/go-app), so that components of go-app can be pages
// beside the application's, and show its records.
//
// go-app's engine routes, and tells of installation and updates. A path that has a
// component shows it; every other path shows the application's page, in an element that
// go-app leaves alone: the page of the server is taken over as it stands, and patched, as
// in Tandem's own engine. Links lead from one kind of page to the other without loading
// anything; the history is kept by Tandem's script, for both kinds.
//
//	func pages() { goapp.Route("/board", func() app.Composer { return &board{} }) }
//
//	func main() { pages(); goapp.Run(newApp()) }                                      // main_js.go
//	func main() { pages(); server.Main(newApp(), &server.Options{Routed: goapp.Routed}) } // main.go, with server/goapp
//
// A component reads by [Observe], and changes nothing but by [Do].
package goapp

import (
	"regexp"
	"strings"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

var (
	paths    = map[string]bool{}
	patterns []*regexp.Regexp
)

// Route makes a component the page at a path, as app.Route does. It must be called
// before Run, at both ends.
func Route(path string, newComponent func() app.Composer) {
	paths[path] = true
	app.Route(path, newComponent)
}

// RouteWithRegexp makes a component the page at all paths that match a pattern, as
// app.RouteWithRegexp does. It must be called before Run, at both ends.
func RouteWithRegexp(pattern string, newComponent func() app.Composer) {
	patterns = append(patterns, regexp.MustCompile(pattern))
	app.RouteWithRegexp(pattern, newComponent)
}

// Routed reports whether a component is the page at a path.
func Routed(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	if paths[path] {
		return true
	}
	for _, p := range patterns {
		if p.MatchString(path) {
			return true
		}
	}
	return false
}
