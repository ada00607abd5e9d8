package app

import (
	"strings"

	"github.com/tandemgo/tandem/model"
)

// Place is where a page is read, as far as that shows. The zero Place is UTC, and the
// application's language.
//
// The server takes the zone from a cookie that the browser's half sets, so it knows it
// from the second page on, and the language from what the browser asks for. A page says
// both, and when it was made: the browser's first render uses these, and the next one
// the zone of the device.
type Place struct {
	// Zone is the name of a time zone: "Europe/Berlin"; "" is UTC.
	Zone string
	// Offset returns by how many seconds Zone is ahead of UTC at a time; nil is by
	// none.
	Offset func(model.Time) int
	// Language is the tag of one of the application's languages; "" is
	// Options.Language.
	Language string
}

// Zone returns the name of the time zone that the page is shown in; "" is UTC. It is for
// views: when a request is carried out it is not known.
func (c *Context) Zone() string { return c.shown.Place.Zone }

// Language returns the tag of the language that the page is shown in. It is for views:
// when a request is carried out it is Options.Language.
func (c *Context) Language() string {
	if l := c.shown.Place.Language; l != "" {
		return l
	}
	return c.app.opts.Language
}

// Language returns which of the application's languages an Accept-Language header
// prefers (RFC 9110, section 12.5.4): Options.Language if there is none, or none that
// the application has. "de-AT" takes "de" where there is nothing closer, and "pt" takes
// "pt-BR".
func (a *App) Language(accept string) string {
	best, bestQ := a.opts.Language, 0.0
	for part := range strings.SplitSeq(accept, ",") {
		want, params, _ := strings.Cut(part, ";")
		if q := weight(params); q > bestQ {
			if tag := a.closest(strings.ToLower(strings.TrimSpace(want))); tag != "" {
				best, bestQ = tag, q
			}
		}
	}
	return best
}

// closest returns the language of the application that fits best to the tag want, in
// lower case; "" if none does.
func (a *App) closest(want string) string {
	if want == "*" {
		return a.opts.Language
	}
	best, shared := "", 0
	for i := -1; i < len(a.opts.Languages); i++ {
		tag := a.opts.Language
		if i >= 0 {
			tag = a.opts.Languages[i].Tag
		}
		// The shorter one must be the other's beginning, up to a hyphen.
		x, y := want+"-", strings.ToLower(tag)+"-"
		if n := min(len(x), len(y)); x[:n] == y[:n] && n > shared {
			best, shared = tag, n
		}
	}
	return best
}
