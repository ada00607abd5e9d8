package server

import (
	"net/http"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // the machine may have no zones

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// zoneCookie is where the browser's half says which zone it is in.
const zoneCookie = "tandem-zone"

// zones are those that were asked for: only names that there are, so it stays small.
var zones sync.Map // name -> *time.Location

// place returns where the page is read that r asks for.
func (s *Server) place(r *http.Request) app.Place {
	l := app.Place{Language: s.language(r)}
	c, err := r.Cookie(zoneCookie)
	if err != nil {
		return l
	}
	if at := zone(c.Value); at != nil {
		l.Zone = c.Value
		l.Offset = func(t model.Time) int { _, off := t.Std().In(at).Zone(); return off }
	}
	return l
}

// language returns the language in which the request is answered.
func (s *Server) language(r *http.Request) string {
	return s.app.Language(strings.Join(r.Header.Values("Accept-Language"), ","))
}

// zone returns the zone of that name, nil if there is none.
func zone(name string) *time.Location {
	if at, ok := zones.Load(name); ok {
		return at.(*time.Location)
	}
	if name == "" || name == "Local" || len(name) > 64 {
		return nil
	}
	for _, c := range []byte(name) {
		// It is a part of entity tags, and of the names of files.
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("/_+-", c) >= 0) {
			return nil
		}
	}
	at, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	zones.Store(name, at)
	return at
}

// vary says that the answer depends on the languages asked for, if it does.
func (s *Server) vary(w http.ResponseWriter) {
	if len(s.app.Options().Languages) > 0 {
		w.Header().Add("Vary", "Accept-Language")
	}
}
