package model

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rules are what holds for a field, declared in its tag check.
type rules struct {
	required, unique bool
	email, url       bool
	min, max         float64
	hasMin, hasMax   bool
	oneof            []string
}

// rulesOf reads a tag: "required,max=200". It returns the rule that it does not
// know.
func (f *fieldSpec) rulesOf(tag string) (wrong string) {
	t, optional := f.typ, f.typ.Kind() == reflect.Pointer
	if optional {
		t = t.Elem()
	}
	bytes := t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
	// These have nothing to be measured, and no value that means that they are
	// not there.
	plain := t == timeType || t.Kind() == reflect.Bool || t.Kind() == reflect.Struct && t != textType && t != setType && t != counterType
	for rule := range strings.SplitSeq(tag, ",") {
		k, v, has := strings.Cut(rule, "=")
		n, err := strconv.ParseFloat(v, 64)
		bound := err == nil && n-n == 0 && !plain
		switch {
		case rule == "":
		case k == "required" && !has && (optional || !plain):
			f.required = true
		case k == "unique" && !has && t.Kind() == reflect.Slice && !bytes && !optional:
			f.rules.unique = true
		case k == "email" && !has && t.Kind() == reflect.String:
			f.email = true
		case k == "url" && !has && t.Kind() == reflect.String:
			f.url = true
		case k == "oneof" && has && t.Kind() == reflect.String:
			f.oneof = strings.Split(v, "|")
		case k == "min" && bound:
			f.min, f.hasMin = n, true
		case k == "max" && bound:
			f.max, f.hasMax = n, true
		default:
			return rule
		}
	}
	return ""
}

// checked applies the rules declared beside the fields, and the collection's own.
func (s *schema) checked(v reflect.Value, record any) error {
	bad := checkFields(s.fields, v, "", nil)
	if s.check != nil {
		bad = append(bad, s.check(record)...)
	}
	return rejected(bad)
}

// Check adds a check of whole records. It returns what is wrong with which
// fields, and must give the same at both ends.
func Check[T any](check func(T) []FieldError) Option[T] {
	return func(s *schema) { s.check = func(v any) []FieldError { return check(v.(T)) } }
}

func checkFields(fields []fieldSpec, v reflect.Value, prefix string, bad []FieldError) []FieldError {
	for i := range fields {
		f := &fields[i]
		name := prefix + f.name
		x := v.Field(f.index)
		if m := f.wrong(x); m != "" {
			bad = append(bad, FieldError{name, m})
			continue
		}
		bad = f.codec.inside(x, name, bad)
	}
	return bad
}

// inside checks the elements of lists and the fields of nested structs.
func (c *codec) inside(x reflect.Value, name string, bad []FieldError) []FieldError {
	switch {
	case x.Kind() == reflect.Pointer:
		if !x.IsNil() {
			bad = c.elem.inside(x.Elem(), name, bad)
		}
	case c.fields != nil:
		bad = checkFields(c.fields, x, name+".", bad)
	case c.elem != nil && x.Kind() == reflect.Slice:
		for i := range x.Len() {
			e, at := x.Index(i), name+"."+strconv.Itoa(i)
			if e.Kind() == reflect.String && !utf8.ValidString(e.String()) {
				bad = append(bad, FieldError{at, "is not valid UTF-8"})
				continue
			}
			bad = c.elem.inside(e, at, bad)
		}
	}
	return bad
}

// wrong returns what is wrong with a field; "" for nothing.
func (f *fieldSpec) wrong(x reflect.Value) string {
	for x.Kind() == reflect.Pointer {
		if x.IsNil() {
			if f.required {
				return "must not be empty"
			}
			return ""
		}
		x = x.Elem()
	}
	if o, ok := ownOf(x); ok {
		switch o := o.(type) {
		case *Text:
			return f.text(o.s)
		case *Set:
			for _, e := range o.list {
				if !utf8.ValidString(e) {
					return "is not valid UTF-8"
				}
			}
			return f.size(o.Len(), "elements")
		case *Counter:
			return f.bounds(float64(o.n))
		}
	}
	switch x.Kind() {
	case reflect.String:
		return f.text(x.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if x.Type() == timeType {
			if Time(x.Int()).String() == "" {
				return "must be between the years 1 and 9999"
			}
			return ""
		}
		return f.bounds(float64(x.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return f.bounds(float64(x.Uint()))
	case reflect.Float32, reflect.Float64:
		if n := x.Float(); n-n != 0 {
			return "must be a finite number"
		}
		return f.bounds(x.Float())
	case reflect.Slice:
		what := "elements"
		if x.Type().Elem().Kind() == reflect.Uint8 {
			what = "bytes"
		}
		if f.rules.unique {
			for i := range x.Len() {
				for k := range i {
					a, err1 := f.codec.elem.encode(x.Index(i), "")
					b, err2 := f.codec.elem.encode(x.Index(k), "")
					if a == b && err1 == nil && err2 == nil {
						return "must not hold the same twice"
					}
				}
			}
		}
		return f.size(x.Len(), what)
	}
	return ""
}

func (f *fieldSpec) text(t string) string {
	switch {
	case !utf8.ValidString(t):
		return "is not valid UTF-8"
	case f.required && strings.TrimSpace(t) == "":
		return "must not be empty"
	case t == "" && !f.hasMin:
		return ""
	case f.oneof != nil && !slices.Contains(f.oneof, t):
		return "must be one of: " + strings.Join(f.oneof, ", ")
	case f.email && !isEmail(t):
		return "must be an e-mail address"
	case f.url && !isURL(t):
		return "must be an address that begins with http:// or https://"
	}
	return f.size(utf8.RuneCountInString(t), "characters")
}

func (f *fieldSpec) size(n int, what string) string {
	switch {
	case f.required && n == 0:
		return "must not be empty"
	case f.hasMin && float64(n) < f.min:
		return "must have at least " + quantity(int64(f.min), what)
	case f.hasMax && float64(n) > f.max:
		return "must have at most " + quantity(int64(f.max), what)
	}
	return ""
}

func (f *fieldSpec) bounds(n float64) string {
	switch {
	case f.required && n == 0:
		return "must not be 0"
	case f.hasMin && n < f.min:
		return "must be at least " + strconv.FormatFloat(f.min, 'f', -1, 64)
	case f.hasMax && n > f.max:
		return "must be at most " + strconv.FormatFloat(f.max, 'f', -1, 64)
	}
	return ""
}

// isEmail reports whether a text looks as HTML's input type email asks for.
func isEmail(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	if !ok || local == "" || len(s) > 254 {
		return false
	}
	for _, c := range []byte(local) {
		if c <= ' ' || c >= 0x7f || strings.IndexByte("()<>[]:;@\\,\"", c) >= 0 {
			return false
		}
	}
	return isHost(host)
}

func isHost(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c < 0x80 {
				return false
			}
		}
	}
	return true
}

// isURL reports whether a text is an address of the web, with a host.
func isURL(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		if rest, ok = strings.CutPrefix(s, "http://"); !ok {
			return false
		}
	}
	for _, c := range []byte(s) {
		if c <= ' ' || c == 0x7f || strings.IndexByte("<>\"\\^`{|}", c) >= 0 {
			return false
		}
	}
	host := rest
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host = rest[:i]
	}
	host, port, hasPort := strings.Cut(host, ":")
	if n, err := strconv.ParseUint(port, 10, 16); hasPort && (err != nil || n == 0) {
		return false
	}
	return isHost(host)
}
