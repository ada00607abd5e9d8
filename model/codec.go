package model

import (
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"github.com/tandemgo/tandem/model/text"
)

// codec turns values of one Go type into those of fields and back.
type codec struct {
	// name is what a value must be, as in "must be a number".
	name string
	// encode returns the value; old is what the field has now, of which what
	// this build does not know is kept.
	encode func(v reflect.Value, old Value) (Value, error)
	// decode sets v. What does not fit is an error, and leaves v as it was or
	// zero.
	decode func(v reflect.Value, x Value) error
	// read sets v to what a form has posted under the field's name, which is
	// one text at least.
	read func(v reflect.Value, texts []string) bool
	// fields are those of a struct, elem is that of a list or of a pointer.
	fields []fieldSpec
	elem   *codec
}

// fieldType is a field type of this package, which changes by its methods.
type fieldType interface {
	decode(Value) error
	assign(Value) error
	read([]string) bool
	encode() (Value, error)
	kind() string
	merge(base, mine, theirs Value) (Value, bool)
}

var (
	counterType = reflect.TypeFor[Counter]()
	setType     = reflect.TypeFor[Set]()
	textType    = reflect.TypeFor[Text]()
	timeType    = reflect.TypeFor[Time]()
)

// ownOf returns what v, which can be addressed, holds of a type of this package's.
// The way by an interface that reflect offers would keep every exported method of
// every type in the download.
func ownOf(v reflect.Value) (fieldType, bool) {
	if !v.CanAddr() {
		return nil, false
	}
	p := unsafe.Pointer(v.UnsafeAddr())
	switch v.Type() {
	case counterType:
		return (*Counter)(p), true
	case setType:
		return (*Set)(p), true
	case textType:
		return (*Text)(p), true
	}
	return nil, false
}

// maxNesting is how deep the structs of a record may be nested.
const maxNesting = 8

// codecOf returns the codec of a type; nil for one that records cannot hold.
func codecOf(t reflect.Type, depth int) *codec {
	if depth > maxNesting {
		return nil
	}
	if t == counterType || t == setType || t == textType {
		return ownCodec(t)
	}
	if t == timeType {
		return timeCodec()
	}
	switch t.Kind() {
	case reflect.String:
		return &codec{name: "text",
			encode: func(v reflect.Value, _ Value) (Value, error) { return String(v.String()), nil },
			decode: func(v reflect.Value, x Value) error {
				s, err := x.Text()
				if err == nil {
					v.SetString(s)
				}
				return err
			},
			read: func(v reflect.Value, texts []string) bool {
				v.SetString(lineEnds(texts[len(texts)-1], v.String()))
				return true
			}}
	case reflect.Bool:
		return boolCodec()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		c := &codec{name: "a whole number",
			encode: func(v reflect.Value, _ Value) (Value, error) { return Int(v.Int()), nil },
			decode: func(v reflect.Value, x Value) error {
				i, err := x.Int()
				if err == nil && v.OverflowInt(i) {
					err = ErrKind
				}
				if err == nil {
					v.SetInt(i)
				}
				return err
			}}
		return c.number()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		c := &codec{name: "a whole number, not negative",
			encode: func(v reflect.Value, _ Value) (Value, error) { return Uint(v.Uint()), nil },
			decode: func(v reflect.Value, x Value) error {
				u, err := strconv.ParseUint(string(x), 10, 64)
				if err != nil || v.OverflowUint(u) {
					return ErrKind
				}
				v.SetUint(u)
				return nil
			}}
		return c.number()
	case reflect.Float32, reflect.Float64:
		c := &codec{name: "a number",
			encode: func(v reflect.Value, _ Value) (Value, error) { return Float(v.Float()) },
			decode: func(v reflect.Value, x Value) error {
				f, err := x.Float()
				if err == nil && v.OverflowFloat(f) {
					err = ErrKind
				}
				if err == nil {
					v.SetFloat(f)
				}
				return err
			}}
		return c.number()
	case reflect.Pointer:
		return optional(t, depth)
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return bytesCodec()
		}
		return listCodec(t, depth)
	case reflect.Struct:
		return structCodec(t, depth)
	}
	return nil
}

// number lets a codec of numbers read the texts of a form.
func (c *codec) number() *codec {
	c.read = func(v reflect.Value, texts []string) bool {
		x, err := ParseJSON(texts[len(texts)-1])
		return err == nil && c.decode(v, x) == nil
	}
	return c
}

func ownCodec(t reflect.Type) *codec {
	of := func(v reflect.Value) fieldType { f, _ := ownOf(v); return f }
	return &codec{name: of(reflect.New(t).Elem()).kind(),
		encode: func(v reflect.Value, _ Value) (Value, error) {
			if !v.CanAddr() {
				return "", ErrKind // a query does not name one
			}
			return of(v).encode()
		},
		decode: func(v reflect.Value, x Value) error { return of(v).decode(x) },
		read:   func(v reflect.Value, texts []string) bool { return of(v).read(texts) },
	}
}

func timeCodec() *codec {
	return &codec{name: "a date and time",
		encode: func(v reflect.Value, _ Value) (Value, error) {
			s := Time(v.Int()).String()
			if s == "" {
				return "", ErrKind
			}
			return String(s), nil
		},
		decode: func(v reflect.Value, x Value) error {
			s, err := x.Text()
			if err != nil {
				return err
			}
			t, err := ParseTime(s)
			if err == nil {
				v.SetInt(int64(t))
			}
			return err
		},
		read: func(v reflect.Value, texts []string) bool {
			s := texts[len(texts)-1]
			t, err := ParseTime(s)
			// A control shows a day, or milliseconds, of a time that has more. What
			// it was given is not another time.
			if had := Time(v.Int()); err == nil && t != had-had%1000 && !(len(s) == 10 && t <= had && had < t+day) {
				v.SetInt(int64(t))
			}
			return err == nil
		}}
}

func boolCodec() *codec {
	return &codec{name: "true or false",
		encode: func(v reflect.Value, _ Value) (Value, error) { return Bool(v.Bool()), nil },
		decode: func(v reflect.Value, x Value) error {
			b, err := x.Bool()
			if err == nil {
				v.SetBool(b)
			}
			return err
		},
		read: func(v reflect.Value, texts []string) bool {
			switch texts[len(texts)-1] {
			case "true", "on", "1":
				v.SetBool(true)
			case "false", "off", "0", "":
				v.SetBool(false)
			default:
				return false
			}
			return true
		}}
}

// optional values are null when they are not there.
func optional(t reflect.Type, depth int) *codec {
	e := codecOf(t.Elem(), depth+1)
	if e == nil || t.Elem().Kind() == reflect.Pointer {
		return nil
	}
	return &codec{name: e.name + " or nothing", elem: e,
		encode: func(v reflect.Value, old Value) (Value, error) {
			if v.IsNil() {
				return Null, nil
			}
			return e.encode(v.Elem(), old)
		},
		decode: func(v reflect.Value, x Value) error {
			if x == Null {
				v.SetZero()
				return nil
			}
			n := reflect.New(t.Elem())
			err := e.decode(n.Elem(), x)
			if err == nil {
				point(v, n)
			}
			return err
		},
		read: func(v reflect.Value, texts []string) bool {
			if texts[len(texts)-1] == "" {
				v.SetZero()
				return true
			}
			n := reflect.New(t.Elem())
			ok := e.read != nil && e.read(n.Elem(), texts)
			if ok {
				point(v, n)
			}
			return ok
		}}
}

// point makes the pointer v point to what n does. Value.Set would do it too, and
// adds 80 KB of package reflect.
func point(v, n reflect.Value) {
	*(*unsafe.Pointer)(unsafe.Pointer(v.UnsafeAddr())) = unsafe.Pointer(n.Elem().UnsafeAddr())
}

func listCodec(t reflect.Type, depth int) *codec {
	e := codecOf(t.Elem(), depth+1)
	if e == nil {
		return nil
	}
	c := &codec{name: "a list", elem: e,
		encode: func(v reflect.Value, old Value) (Value, error) {
			olds, _ := old.Elements()
			was, err := e.partners(v, olds)
			if err != nil {
				return "", err
			}
			vs := make([]Value, v.Len())
			for i := range vs {
				if vs[i], err = e.keep(v.Index(i), was[i]); err != nil {
					return "", err
				}
			}
			return Array(vs...), nil
		},
		decode: func(v reflect.Value, x Value) error {
			xs, err := x.Elements()
			if err != nil {
				return err
			}
			v.SetZero()
			v.Grow(len(xs))
			v.SetLen(len(xs))
			for i, x := range xs {
				if err := e.decode(v.Index(i), x); err != nil {
					v.SetZero()
					return err
				}
			}
			return nil
		}}
	if e.read != nil {
		c.read = func(v reflect.Value, texts []string) bool {
			v.SetZero()
			for _, s := range texts {
				if s == "" {
					continue // an empty field is no element
				}
				n := v.Len()
				v.Grow(1)
				v.SetLen(n + 1)
				if !e.read(v.Index(n), []string{s}) {
					return false
				}
			}
			return true
		}
	}
	return c
}

// partners returns, for each element of the list v, the one of olds that it was, ""
// for none. What this build does not know of an element goes with it, wherever in the
// list it is now.
func (c *codec) partners(v reflect.Value, olds []Value) ([]Value, error) {
	was := make([]Value, v.Len())
	copy(was, olds)
	if len(olds) == 0 || !c.nests() {
		return was, nil
	}
	now, then := make([]string, len(was)), make([]string, len(olds))
	for i := range now {
		x, err := c.encode(v.Index(i), "")
		if err != nil {
			return nil, err
		}
		now[i] = string(x)
	}
	for i, o := range olds {
		e := reflect.New(v.Type().Elem()).Elem()
		_ = c.decode(e, o) // what does not fit is the zero value
		x, _ := c.encode(e, "")
		then[i] = string(x)
	}
	clear(was)
	at := text.Partners(now, then)
	taken := make([]bool, len(olds))
	for _, k := range at {
		if k >= 0 {
			taken[k] = true
		}
	}
	// Others were put elsewhere, or changed: in their place, or with what they
	// still have in common.
	for i, k := range at {
		best := 0
		for o := range olds {
			if k >= 0 || taken[o] {
				continue
			}
			if score := common(now[i], then[o], i == o); score > best {
				at[i], best = o, score
			}
		}
		if at[i] >= 0 {
			was[i], taken[at[i]] = olds[at[i]], true
		}
	}
	return was, nil
}

// nests reports whether values hold objects.
func (c *codec) nests() bool { return c.fields != nil || c.elem != nil && c.elem.nests() }

// common says how much two elements of a list have in common.
func common(a, b string, place bool) (score int) {
	if place {
		score = 1
	}
	if a == b {
		return score + 1<<16
	}
	as, _ := Value(a).Members()
	bs, _ := Value(b).Members()
	for _, m := range as {
		if slices.Contains(bs, m) {
			score += 2
		}
	}
	return score
}

func structCodec(t reflect.Type, depth int) *codec {
	fields, _, err := fieldsOf(t, depth)
	if err != "" || len(fields) == 0 {
		return nil
	}
	return &codec{name: "an object", fields: fields,
		encode: func(v reflect.Value, old Value) (Value, error) {
			// What this build does not know stays where it is.
			ms, _ := old.Members()
			done := make([]bool, len(fields))
			for i := range ms {
				for k := range fields {
					if f := &fields[k]; f.name == ms[i].Name {
						x, err := f.codec.keep(v.Field(f.index), ms[i].Value)
						if err != nil {
							return "", err
						}
						ms[i].Value, done[k] = x, true
					}
				}
			}
			for k := range fields {
				if done[k] {
					continue
				}
				x, err := fields[k].codec.encode(v.Field(fields[k].index), "")
				if err != nil {
					return "", err
				}
				ms = append(ms, Member{fields[k].name, x})
			}
			return Object(ms...), nil
		},
		decode: func(v reflect.Value, x Value) error {
			ms, err := x.Members()
			if err != nil {
				return err
			}
			v.SetZero()
			for _, m := range ms {
				for k := range fields {
					if f := &fields[k]; f.name == m.Name {
						_ = f.codec.decode(v.Field(f.index), m.Value) // as of a record
					}
				}
			}
			return nil
		}}
}

// patch sets v to what a merge patch (RFC 7396) makes of it.
func (c *codec) patch(v reflect.Value, x Value) bool {
	if o, ok := ownOf(v); ok {
		if x == Null && v.Type() != counterType {
			v.SetZero()
			return true
		}
		return o.assign(x) == nil
	}
	switch {
	case x == Null:
		v.SetZero()
		return true
	case v.Kind() == reflect.Pointer && c.elem.fields != nil:
		if !v.IsNil() {
			return c.elem.patch(v.Elem(), x)
		}
		n := reflect.New(v.Type().Elem())
		ok := c.elem.patch(n.Elem(), x)
		if ok {
			point(v, n)
		}
		return ok
	case c.fields == nil:
		return c.decode(v, x) == nil
	}
	ms, err := x.Members()
	if err != nil {
		return false
	}
	for _, m := range ms {
		for i := range c.fields {
			if f := &c.fields[i]; f.name == m.Name && !f.codec.patch(v.Field(f.index), m.Value) {
				return false
			}
		}
	}
	return true
}

// lineEnds returns a text that a form has posted, with the line ends that the field
// had. A form changes them all, whether its text was touched or not.
func lineEnds(posted, had string) string {
	if strings.IndexByte(posted, '\r') < 0 && strings.IndexByte(had, '\r') < 0 {
		return posted
	}
	p, h := unixLines(posted), unixLines(had)
	if p == h {
		return had
	}
	if crlf := strings.Count(had, "\r\n"); 2*crlf > strings.Count(h, "\n") {
		p = strings.ReplaceAll(p, "\n", "\r\n")
	}
	return p
}

func unixLines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// keep encodes v, and returns old if that means the same: another build may write
// the same in another way.
func (c *codec) keep(v reflect.Value, old Value) (Value, error) {
	x, err := c.encode(v, old)
	if err != nil || old == "" || x == old {
		return x, err
	}
	was := reflect.New(v.Type()).Elem()
	_ = c.decode(was, old) // what does not fit is the zero value
	if y, err := c.encode(was, old); err == nil && y == x {
		return old, nil
	}
	return x, nil
}

const base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// bytesCodec stores bytes in the standard base64 (RFC 4648, section 4).
func bytesCodec() *codec {
	decode := func(v reflect.Value, s string) error {
		b, ok := fromBase64(s)
		if !ok {
			return ErrKind
		}
		v.SetBytes(b)
		return nil
	}
	return &codec{name: "bytes in base64",
		encode: func(v reflect.Value, _ Value) (Value, error) { return String(toBase64(v.Bytes())), nil },
		decode: func(v reflect.Value, x Value) error {
			s, err := x.Text()
			if err != nil {
				return err
			}
			return decode(v, s)
		},
		read: func(v reflect.Value, texts []string) bool { return decode(v, texts[len(texts)-1]) == nil }}
}

func toBase64(b []byte) string {
	out := make([]byte, 0, (len(b)+2)/3*4)
	for len(b) > 0 {
		n := min(len(b), 3)
		var x [3]byte
		copy(x[:], b[:n])
		b = b[n:]
		q := [4]byte{base64[x[0]>>2], base64[x[0]<<4&63|x[1]>>4], base64[x[1]<<2&63|x[2]>>6], base64[x[2]&63]}
		for i := n + 1; i < 4; i++ {
			q[i] = '='
		}
		out = append(out, q[:]...)
	}
	return string(out)
}

func fromBase64(s string) ([]byte, bool) {
	if len(s)%4 != 0 {
		return nil, false
	}
	out := make([]byte, 0, len(s)/4*3)
	for ; s != ""; s = s[4:] {
		n := 4
		for n > 2 && s[n-1] == '=' {
			n--
		}
		if n < 4 && len(s) > 4 {
			return nil, false
		}
		var q [4]int
		for i := range n {
			if q[i] = strings.IndexByte(base64, s[i]); q[i] < 0 {
				return nil, false
			}
		}
		x := [3]byte{byte(q[0]<<2 | q[1]>>4), byte(q[1]<<4 | q[2]>>2), byte(q[2]<<6 | q[3])}
		out = append(out, x[:n-1]...)
	}
	return out, true
}
