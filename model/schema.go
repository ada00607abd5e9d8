package model

import (
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Policy says what becomes of a field that two people have written without
// having seen the other's value.
type Policy uint8

// The policies. A field's tag `merge:"last"` chooses one; Ask is the default.
const (
	// Ask makes the later request a conflict, with base, mine and theirs.
	Ask Policy = iota
	// Last lets the later commit win. The outcome says what it replaced.
	Last
	// Merge combines both by a function of the field's type or of its own.
	Merge
)

// schema is what a struct type says about its collection.
type schema struct {
	name   string
	fields []fieldSpec // sorted by name; not the id
	id     int         // index of the field ID
	topic  func(any) string

	indexes     []*index
	projections map[string][]string
}

type fieldSpec struct {
	name     string
	index    int
	kind     reflect.Kind
	typ      reflect.Type
	policy   Policy
	required bool
	min, max int64
	hasMin   bool
	hasMax   bool
}

var schemas = map[string]*schema{} // by collection; read by name only

// moves reports whether a record may go from one topic to another.
func moves(key string) bool {
	c, _ := SplitKey(key)
	s := schemas[c]
	return s == nil || s.topic != nil
}

func policyOf(key, field string) Policy {
	c, _ := SplitKey(key)
	if s := schemas[c]; s != nil {
		if f := s.field(field); f != nil {
			return f.policy
		}
	}
	return Ask
}

func mergerOf(key, field string) (merge func(base, mine, theirs Value) (Value, bool), needsBase bool) {
	return nil, true
}

func isSet(key, field string) bool { return false }

func (s *schema) field(name string) *fieldSpec {
	for i := range s.fields {
		if s.fields[i].name == name {
			return &s.fields[i]
		}
	}
	return nil
}

// newSchema reads the struct type t. What it cannot hold is a mistake of the
// program, found when it starts, and panics.
func newSchema(collection string, t reflect.Type) *schema {
	fail := func(what string) { panic("model: collection " + collection + ": " + what) }
	if !name(collection) {
		fail("a name is letters, digits, hyphens and underscores")
	}
	if t.Kind() != reflect.Struct {
		fail("a record is a struct")
	}
	s := &schema{name: collection, id: -1}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Name == "ID" && f.Type.Kind() == reflect.String {
			s.id = i
			continue
		}
		if !f.IsExported() {
			continue
		}
		spec := fieldSpec{name: f.Tag.Get("json"), index: i, kind: f.Type.Kind(), typ: f.Type}
		if spec.name == "-" {
			continue
		}
		if spec.name == "" {
			spec.name = strings.ToLower(f.Name[:1]) + f.Name[1:]
		}
		if spec.name == "id" || !name(spec.name) {
			fail("field " + f.Name + " cannot be called " + spec.name)
		}
		switch spec.kind {
		case reflect.String, reflect.Bool, reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64, reflect.Float64:
		default:
			fail("field " + f.Name + " has a type that records cannot hold: " + f.Type.String())
		}
		switch m := f.Tag.Get("merge"); m {
		case "", "ask":
		case "last":
			spec.policy = Last
		default:
			fail("field " + f.Name + " has an unknown merge policy: " + m)
		}
		for rule := range strings.SplitSeq(f.Tag.Get("check"), ",") {
			k, v, _ := strings.Cut(rule, "=")
			n, err := strconv.ParseInt(v, 10, 64)
			switch {
			case k == "":
			case k == "required" && v == "":
				spec.required = true
			case k == "min" && err == nil:
				spec.min, spec.hasMin = n, true
			case k == "max" && err == nil:
				spec.max, spec.hasMax = n, true
			default:
				fail("field " + f.Name + " has an unknown check: " + rule)
			}
		}
		s.fields = append(s.fields, spec)
	}
	if s.id < 0 {
		fail("a record needs a field ID of type string")
	}
	sortFields(s.fields)
	return s
}

func sortFields(fs []fieldSpec) {
	for i := range fs {
		for k := i; k > 0 && fs[k].name < fs[k-1].name; k-- {
			fs[k], fs[k-1] = fs[k-1], fs[k]
		}
	}
}

// encode returns the fields of the struct v.
func (s *schema) encode(v reflect.Value) ([]Member, error) {
	ms := make([]Member, len(s.fields))
	for i, f := range s.fields {
		e, err := encodeField(v.Field(f.index))
		if err != nil {
			return nil, &Rejection{Code: CodeInvalid, Message: "a field holds what cannot be stored", Fields: []FieldError{{f.name, "must be a finite number"}}}
		}
		ms[i] = Member{f.name, e}
	}
	return ms, nil
}

func encodeField(v reflect.Value) (Value, error) {
	switch v.Kind() {
	case reflect.String:
		return String(v.String()), nil
	case reflect.Bool:
		return Bool(v.Bool()), nil
	case reflect.Float64:
		return Float(v.Float())
	default:
		return Int(v.Int()), nil
	}
}

// decode sets the fields of the struct v that m names. A value of another type
// than the field's, which only another build can have written, leaves the zero
// value.
func (s *schema) decode(v reflect.Value, r *Record) {
	v.Field(s.id).SetString(r.ID())
	for i := range s.fields {
		f := &s.fields[i]
		if x := r.Value(f.name); x != "" {
			_ = decodeField(v.Field(f.index), x)
		}
	}
}

func decodeField(v reflect.Value, x Value) error {
	switch v.Kind() {
	case reflect.String:
		t, err := x.Text()
		if err == nil {
			v.SetString(t)
		}
		return err
	case reflect.Bool:
		b, err := x.Bool()
		if err == nil {
			v.SetBool(b)
		}
		return err
	case reflect.Float64:
		f, err := x.Float()
		if err == nil {
			v.SetFloat(f)
		}
		return err
	default:
		i, err := x.Int()
		if err == nil && v.OverflowInt(i) {
			err = ErrKind
		}
		if err == nil {
			v.SetInt(i)
		}
		return err
	}
}

// check applies the rules declared beside the fields.
func (s *schema) check(v reflect.Value) error {
	var bad []FieldError
	add := func(f *fieldSpec, m string) { bad = append(bad, FieldError{f.name, m}) }
	for i := range s.fields {
		f := &s.fields[i]
		x := v.Field(f.index)
		switch f.kind {
		case reflect.String:
			t := x.String()
			n := int64(utf8.RuneCountInString(t))
			switch {
			case !utf8.ValidString(t):
				add(f, "is not valid UTF-8")
			case f.required && strings.TrimSpace(t) == "":
				add(f, "must not be empty")
			case f.hasMin && n < f.min:
				add(f, "must have at least "+strconv.FormatInt(f.min, 10)+" characters")
			case f.hasMax && n > f.max:
				add(f, "must have at most "+strconv.FormatInt(f.max, 10)+" characters")
			}
		case reflect.Bool, reflect.Float64:
		default:
			switch n := x.Int(); {
			case f.hasMin && n < f.min:
				add(f, "must be at least "+strconv.FormatInt(f.min, 10))
			case f.hasMax && n > f.max:
				add(f, "must be at most "+strconv.FormatInt(f.max, 10))
			}
		}
	}
	if bad != nil {
		return &Rejection{Code: CodeInvalid, Message: "some fields are not right", Fields: bad}
	}
	return nil
}
