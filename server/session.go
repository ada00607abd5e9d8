package server

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"

	"github.com/tandemgo/tandem/model"
)

// A session is a random secret in a cookie. The id of its user is a digest of
// the secret, so that ids, which others may see, give no secret away.

const sessionAge = 400 * 24 * 3600 // seconds; browsers keep none for longer

// cookieName depends on the scheme: the prefix __Host- keeps other hosts of the
// domain from setting the cookie, and browsers take it over TLS only.
func cookieName(secure bool) string {
	if secure {
		return "__Host-tandem"
	}
	return "tandem"
}

// user returns the id of the user of the request's session; ok is false
// without one.
func (s *Server) user(r *http.Request) (id string, ok bool) {
	c, err := r.Cookie(cookieName(s.secure(r)))
	if err != nil {
		return "", false
	}
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(b) != 16 {
		return "", false
	}
	return "anon-" + model.Sum("user", string(b)).Name(), true
}

// session returns the user of the request, and begins a session if there is
// none.
func (s *Server) session(w http.ResponseWriter, r *http.Request) string {
	if id, ok := s.user(r); ok {
		return id
	}
	var b [16]byte
	rand.Read(b[:])
	secure := s.secure(r)
	http.SetCookie(w, &http.Cookie{Name: cookieName(secure), Value: base64.RawURLEncoding.EncodeToString(b[:]), Path: "/",
		MaxAge: sessionAge, HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode})
	return "anon-" + model.Sum("user", string(b[:])).Name()
}

// newID returns the id of a request that came without one.
func newID() (id model.ID) {
	rand.Read(id[:])
	return id
}
