package model

import "unicode/utf8"

// Request is what a controller answers: a click, a form post, a REST call and
// a pushed edit made offline are the same request.
type Request struct {
	// Method is in upper case: "GET", "POST", "PUT", "PATCH", "DELETE".
	Method string
	// URI is the path and the query: "/todos/7?edit=1".
	URI string
	// Type is the media type of the body, without parameters.
	Type string
	Body []byte
}

// Intent is a request that a client has run on its own clone and must still
// push. Once it is marked as sent, it never changes.
type Intent struct {
	// Client and N are its place in an outbox; N counts from 1.
	Client string
	N      uint64
	// Prev is the hash of the intent before it, so that two devices that
	// were copied from one another cannot pass for one.
	Prev Hash
	// ID names the intent even after it has moved to another client id, and
	// seeds the randomness of its runs.
	ID ID
	// Version is the version of the application's requests by which it was
	// made.
	Version uint32
	Request
	Base Base
	// Needs names earlier intents of the same outbox, which this one works on:
	// it has written or read by key a record that they create, or writes a
	// field that they had written on the screen. It is not run unless they
	// were.
	Needs []ID
	// Shown are values that the screen showed and no commit has: those of own
	// intents that waited then, of fields that this one writes.
	Shown []Shown
	// Time is the clock of the device.
	Time Time
}

// Shown is the value of a field on the screen. With no field, it says that the record
// was not there: one entry for all fields, as an intent holds few. The zero Shown says
// that there was more than the list has room for.
type Shown struct {
	Key, Field string
	Value      Value
}

func (s *Shown) size() int { return len(s.Key) + len(s.Field) + len(s.Value) + 16 }

// size is about how many bytes the intent has in a message, or a little more.
func (in *Intent) size() int {
	n := len(in.Body) + len(in.URI) + len(in.Type) + 128 + len(ID{})*len(in.Needs) + 64*len(in.Base.Own)
	for i := range in.Shown {
		n += in.Shown[i].size()
	}
	return n
}

// Hash returns the digest of all of the intent.
func (in *Intent) Hash() Hash {
	own := ""
	for _, m := range in.Base.Own {
		own += m.Client + count(m.After) + count(m.N)
	}
	parts := []string{in.Client, count(in.N), string(in.Prev[:]), string(in.ID[:]), count(uint64(in.Version)),
		in.Method, in.URI, in.Type, string(in.Body),
		in.Base.Epoch, count(in.Base.Seq), own, count(uint64(in.Time))}
	// An intent without them has the hash that it had before there were any.
	if len(in.Needs) > 0 {
		var ids []byte
		for _, id := range in.Needs {
			ids = append(ids, id[:]...)
		}
		parts = append(parts, "needs", string(ids))
	}
	if len(in.Shown) > 0 {
		parts = append(parts, "shown")
		for _, s := range in.Shown {
			parts = append(parts, s.Key, s.Field, string(s.Value))
		}
	}
	return Sum(parts...)
}

// Limits of one intent.
const (
	MaxBody   = 1 << 20 // bytes in a request's body
	MaxURI    = 4 << 10 // bytes in a request's URI
	MaxWrites = 10_000  // records that one request may change
	MaxReads  = 1 << 20 // rows that one request may read
	MaxTopic  = 512     // bytes in the name of a topic
	maxNeeds  = 1024
	maxOwn    = 1024
	maxShown  = 1024
	// maxShownBytes bounds what was on the screen, so that an intent with the
	// largest body can still be sent.
	maxShownBytes = 2 << 20
)

// Check returns a rejection if the intent is outside the limits or malformed.
func (in *Intent) Check() error {
	switch {
	case !name(in.Client) || in.N == 0:
		return Reject(CodeBadRequest, "the intent names no client")
	case in.ID == ID{}:
		return Reject(CodeBadRequest, "the intent has no id")
	case len(in.Needs) > maxNeeds || len(in.Shown) > maxShown || len(in.Base.Own) > maxOwn:
		return Reject(CodeTooLarge, "the intent names too much that it works on")
	}
	return in.Request.Check()
}

// Check returns a rejection if the request is outside the limits or malformed.
func (r *Request) Check() error {
	switch r.Method {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE":
	default:
		return Reject(CodeBadRequest, "the method is not one that is known")
	}
	switch {
	case len(r.URI) == 0 || r.URI[0] != '/':
		return Reject(CodeBadRequest, "the URI is not a path")
	case !utf8.ValidString(r.URI) || !utf8.ValidString(r.Type):
		return Reject(CodeBadRequest, "the URI or the type of the body is not UTF-8")
	case len(r.URI) > MaxURI:
		return Reject(CodeTooLarge, "the URI is too long")
	case len(r.Body) > MaxBody:
		return Reject(CodeTooLarge, "the body is larger than 1 MiB")
	}
	return nil
}
