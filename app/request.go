package app

import (
	"strings"
	"unicode/utf8"

	"github.com/tandemgo/tandem/model"
)

// Pair is a name and a value: a field of a form, a parameter of a query.
type Pair struct{ Name, Value string }

// Values are the fields of a form in their order. Of a name that appears more
// than once, the last value counts, so that a checkbox can follow a hidden
// field with the value for "not checked".
type Values []Pair

// Get returns the value of a field, "" if there is none.
func (v Values) Get(name string) string { s, _ := v.Lookup(name); return s }

// Lookup returns the value of a field and whether there is one.
func (v Values) Lookup(name string) (string, bool) {
	for i := len(v) - 1; i >= 0; i-- {
		if v[i].Name == name {
			return v[i].Value, true
		}
	}
	return "", false
}

// all returns the values of a field.
func (v Values) all(name string) (all []string) {
	for _, p := range v {
		if p.Name == name {
			all = append(all, p.Value)
		}
	}
	return all
}

// Encode returns the fields as application/x-www-form-urlencoded.
func (v Values) Encode() string {
	var b []byte
	for i, p := range v {
		if i > 0 {
			b = append(b, '&')
		}
		b = appendEscaped(b, p.Name)
		b = append(b, '=')
		b = appendEscaped(b, p.Value)
	}
	return string(b)
}

// ParseValues reads application/x-www-form-urlencoded. It returns a rejection
// for escapes that cannot be read, text that is not UTF-8, and more than 10,000
// fields.
func ParseValues(s string) (Values, error) {
	var v Values
	for s != "" {
		var part string
		part, s, _ = strings.Cut(s, "&")
		if part == "" {
			continue
		}
		if len(v) == 10_000 {
			return nil, model.Reject(model.CodeTooLarge, "the form has more than 10,000 fields")
		}
		k, x, _ := strings.Cut(part, "=")
		name, ok1 := unescape(k, true)
		value, ok2 := unescape(x, true)
		if !ok1 || !ok2 || !utf8.ValidString(name) || !utf8.ValidString(value) {
			return nil, model.Reject(model.CodeBadRequest, "the form cannot be read: it is not UTF-8 in URL encoding")
		}
		v = append(v, Pair{name, value})
	}
	return v, nil
}

// PathEscape escapes s for use as one segment of a path.
func PathEscape(s string) string { return string(appendEscaped(nil, s)) }

func appendEscaped(b []byte, s string) []byte {
	const hex = "0123456789ABCDEF"
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' || c == '~' {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return b
}

func unescape(s string, plus bool) (string, bool) {
	if !strings.ContainsAny(s, "%+") {
		return s, true
	}
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '%':
			if i+2 >= len(s) {
				return "", false
			}
			h, l := unhex(s[i+1]), unhex(s[i+2])
			if h < 0 || l < 0 {
				return "", false
			}
			b = append(b, byte(h<<4|l))
			i += 2
		case s[i] == '+' && plus:
			b = append(b, ' ')
		default:
			b = append(b, s[i])
		}
	}
	return string(b), true
}

func unhex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

// Media types of requests and representations.
const (
	TypeForm    = "application/x-www-form-urlencoded"
	TypeJSON    = "application/json"
	TypeMerge   = "application/merge-patch+json"
	TypeHTML    = "text/html"
	TypeProblem = "application/problem+json"
)

// Submission is a request as a form or a REST client sent it, taken apart: the
// request itself, and what the shells need to know beside it.
type Submission struct {
	model.Request
	// Base is what its author saw.
	Base model.Base
	// Token names the page that holds the form: what is sent from there twice
	// is one request. "" for a request that is one each time.
	Token string
	// From is the page that holds the form, to go back to; "" if none is
	// named. It is always a path of the application.
	From string
	// Then is the page to show once the request was carried out. Defaults to
	// From.
	Then string
}

// Submit takes the fields _method, _base, _id, _from and _then out of a form. What is left
// is the request that a REST client would have sent.
func Submit(r model.Request) (Submission, error) {
	s := Submission{Request: r}
	if r.Type != TypeForm || len(r.Body) == 0 {
		return s, nil
	}
	v, err := ParseValues(string(r.Body))
	if err != nil {
		return s, err
	}
	var rest Values
	for _, p := range v {
		switch p.Name {
		case "_method":
			switch p.Value {
			case "PUT", "PATCH", "DELETE":
				if r.Method == "POST" {
					s.Method = p.Value
				}
			default:
				return s, model.Reject(model.CodeBadRequest, "the form names a method that is not PUT, PATCH or DELETE")
			}
		case "_base":
			if s.Base, err = model.ParseBase(p.Value); err != nil {
				return s, err
			}
		case "_id":
			s.Token = p.Value
		case "_from":
			if Local(p.Value) {
				s.From = p.Value
			}
		case "_then":
			if Local(p.Value) {
				s.Then = p.Value
			}
		default:
			rest = append(rest, p)
		}
	}
	if s.Then == "" {
		s.Then = s.From
	}
	s.Body = []byte(rest.Encode())
	return s, nil
}

// Local reports whether uri is a path of this application that a browser
// cannot take for another host.
func Local(uri string) bool {
	if uri == "" || uri[0] != '/' || len(uri) > model.MaxURI {
		return false
	}
	if len(uri) > 1 && (uri[1] == '/' || uri[1] == '\\') {
		return false
	}
	for i := 0; i < len(uri); i++ {
		if uri[i] <= ' ' || uri[i] == 0x7f || uri[i] == '\\' {
			return false
		}
	}
	return true
}
