package model

import (
	"reflect"
	"strconv"
	"strings"
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
	// Merge combines both, by a function of the field's type or of its own.
	// Where that is not possible, it asks.
	Merge
)

// merger combines two values of a field. mine is what the run has written on top
// of theirs; ok is false if somebody has to choose.
type merger func(base, mine, theirs Value) (merged Value, ok bool)

// schema is what a struct type says about its collection.
type schema struct {
	name   string
	fields []fieldSpec // sorted by name; not the id
	id     int         // index of the field ID
	topic  func(any) string
	check  func(any) []FieldError
	// joined returns the topic of a record, and what is wrong with it.
	joined func(*Record) (topic string, wrong error)

	indexes     []*index
	projections map[string][]string
	formers     []former
}

type fieldSpec struct {
	name   string
	index  int
	typ    reflect.Type
	codec  *codec
	policy Policy
	merge  merger
	// needsBase says that merge is of no use without the base.
	needsBase bool
	set       bool
	counts    bool
	// zero is how the zero value is stored: what is read of a record that does
	// not have the field.
	zero Value
	rules
}

var schemas = map[string]*schema{} // by collection; read by name only

// specOf returns what is declared of a field; nil for nothing.
func specOf(key, field string) *fieldSpec {
	c, _ := SplitKey(key)
	s := schemas[c]
	if s == nil {
		return nil
	}
	if f := s.field(field); f != nil {
		return f
	}
	return s.former(field)
}

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
	fields, id, wrong := fieldsOf(t, 0)
	if wrong != "" {
		fail(wrong)
	}
	if id < 0 {
		fail("a record needs a field ID of type string")
	}
	for i := range fields {
		fields[i].zero, _ = fields[i].codec.encode(reflect.New(fields[i].typ).Elem(), "")
	}
	order(fields, func(a, b fieldSpec) int { return compare(a.name, b.name) })
	return &schema{name: collection, fields: fields, id: id}
}

// fieldsOf reads the fields of a struct in their order, and where its ID is; -1
// for none. A nested struct may have no ID, or one that is a field like others.
func fieldsOf(t reflect.Type, depth int) (fields []fieldSpec, id int, wrong string) {
	id = -1
	for i := range t.NumField() {
		f := t.Field(i)
		if depth == 0 && f.Name == "ID" && f.Type.Kind() == reflect.String {
			id = i
			continue
		}
		if !f.IsExported() {
			continue
		}
		spec := fieldSpec{name: f.Tag.Get("json"), index: i, typ: f.Type}
		if spec.name == "-" {
			continue
		}
		if spec.name == "" {
			spec.name = strings.ToLower(f.Name[:1]) + f.Name[1:]
		}
		if depth == 0 && spec.name == "id" || !name(spec.name) {
			return nil, id, "field " + f.Name + " cannot be called " + spec.name
		}
		if spec.codec = codecOf(f.Type, depth+1); spec.codec == nil {
			return nil, id, "field " + f.Name + " has a type that records cannot hold: " + f.Type.String()
		}
		if wrong := spec.policyOf(f); wrong != "" {
			return nil, id, "field " + f.Name + wrong
		}
		if wrong := spec.rulesOf(f.Tag.Get("check")); wrong != "" {
			return nil, id, "field " + f.Name + " has an unknown check: " + wrong
		}
		for i := range fields {
			if fields[i].name == spec.name {
				return nil, id, "two fields are called " + spec.name
			}
		}
		fields = append(fields, spec)
	}
	return fields, id, ""
}

// policyOf reads the tag merge, and what the type says.
func (f *fieldSpec) policyOf(sf reflect.StructField) (wrong string) {
	if o, ok := ownOf(reflect.New(f.typ).Elem()); ok {
		f.policy, f.merge, f.needsBase = Merge, o.merge, true
		switch o.(type) {
		case *Counter:
			f.needsBase, f.counts = false, true
		case *Set:
			f.set = true
		}
	}
	switch m := sf.Tag.Get("merge"); {
	case m == "":
	case f.merge != nil:
		return " is merged by its type: it has no policy"
	case m == "ask":
	case m == "last":
		f.policy = Last
	case m == "text" && f.typ.Kind() == reflect.String:
		f.policy, f.merge, f.needsBase = Merge, mergeText, true
	case m == "list" && f.typ.Kind() == reflect.Slice && f.codec.elem != nil:
		f.policy, f.merge, f.needsBase = Merge, mergeList, true
	default:
		return " has an unknown merge policy: " + m
	}
	return ""
}

// MergeBy merges a field by a function of the application: base is what the author
// saw, mine what the request has written, theirs what is there. It returns false
// if somebody has to choose. It must give the same at both ends, and come to an end: a
// panic puts the request aside, but nothing stops a loop.
func MergeBy[T, F any](field string, merge func(base, mine, theirs F) (F, bool)) Option[T] {
	return func(s *schema) {
		f := s.field(field)
		if f == nil || f.typ != reflect.TypeFor[F]() {
			panic("model: collection " + s.name + ": there is no field " + field + " of type " + reflect.TypeFor[F]().String())
		}
		f.policy, f.needsBase = Merge, true
		f.merge = func(base, mine, theirs Value) (Value, bool) {
			var v [3]F
			for i, x := range [...]Value{base, mine, theirs} {
				if err := f.codec.decode(reflect.ValueOf(&v[i]).Elem(), x); err != nil {
					return "", false
				}
			}
			out, ok := merge(v[0], v[1], v[2])
			if !ok {
				return "", false
			}
			x, err := f.codec.encode(reflect.ValueOf(&out).Elem(), theirs)
			return x, err == nil
		}
	}
}

// encode returns the fields of the struct v. old is the record that they are
// written over, nil for none: what means the same as there stays as it is there.
func (s *schema) encode(v reflect.Value, old *Record) ([]Member, error) {
	ms := make([]Member, len(s.fields))
	var bad []FieldError
	old = s.upgraded(old)
	for i := range s.fields {
		f := &s.fields[i]
		e, err := f.codec.keep(v.Field(f.index), old.Value(f.name))
		if err != nil {
			bad = append(bad, FieldError{f.name, "holds what cannot be stored: it must be " + f.codec.name})
		}
		ms[i] = Member{f.name, e}
	}
	return s.downgraded(ms), rejected(bad)
}

// zero returns what is read of a field that a record does not have; "" for what is
// no field.
func (s *schema) zero(field string) Value {
	if f := s.field(field); f != nil {
		return f.zero
	}
	for i := range s.formers {
		if f := &s.formers[i]; f.old == field {
			vs := make([]Value, len(f.into))
			for k, n := range f.into {
				vs[k] = s.zero(n)
			}
			return f.join(vs)
		}
	}
	return ""
}

// read returns the value of a field as this build reads it. The record is as upgraded
// has returned it.
func (s *schema) read(r *Record, field string) Value {
	if v := r.Value(field); v != "" {
		return v
	}
	return s.zero(field)
}

// unchanged says of each field that encode has returned whether the record has that
// value. One that it does not have at all yet stays so, if that means the same.
func (s *schema) unchanged(r *Record, ms []Member) []bool {
	same := make([]bool, len(ms))
	now := s.upgraded(r)
	for i, m := range ms {
		had := r.Value(m.Name)
		same[i] = had == m.Value || had == "" && s.read(now, m.Name) == m.Value
	}
	// The fields of one split are written together, so that they are of one age.
	for i := range s.formers {
		f := &s.formers[i]
		all := true
		for k, m := range ms {
			all = all && (same[k] || !f.has(m.Name))
		}
		for k, m := range ms {
			if !all && f.has(m.Name) {
				same[k] = r.Value(m.Name) == m.Value
			}
		}
	}
	return same
}

// rejected returns the rejection of wrong fields; nil for none.
func rejected(bad []FieldError) error {
	if bad == nil {
		return nil
	}
	return &Rejection{Code: CodeInvalid, Message: "some fields are not right", Fields: bad}
}

// decode sets the fields of the struct v. A value of another type than the
// field's, which only another build can have written, leaves the zero value.
func (s *schema) decode(v reflect.Value, r *Record) {
	v.Field(s.id).SetString(r.ID())
	r = s.upgraded(r)
	for i := range s.fields {
		f := &s.fields[i]
		if x := r.Value(f.name); x != "" {
			_ = f.codec.decode(v.Field(f.index), x)
		}
	}
}

// errQuery refuses a query for what no field can hold.
var errQuery = Reject(CodeBadRequest, "a query cannot name this value")

// encodeField returns a value that a query names.
func encodeField(v reflect.Value) (Value, error) {
	if !v.IsValid() {
		return Null, nil
	}
	c := codecOf(v.Type(), 0)
	if c == nil {
		return "", errQuery
	}
	x, err := c.encode(v, "")
	if err != nil {
		return "", errQuery // not a number, or a time out of range
	}
	return x, nil
}

// assignTo sets the field with a name, if there is one. A name with dots leads into a
// nested struct, which is made if it is missing.
func assignTo(fields []fieldSpec, v reflect.Value, name string, set func(*codec, reflect.Value) bool) (known, ok bool, want string) {
	head, rest, nested := strings.Cut(name, ".")
	for i := range fields {
		f := &fields[i]
		if f.name != head {
			continue
		}
		at, c := v.Field(f.index), f.codec
		if !nested {
			return true, set(c, at), c.name
		}
		if at.Kind() != reflect.Pointer {
			return assignTo(c.fields, at, rest, set)
		}
		if !at.IsNil() {
			return assignTo(c.elem.fields, at.Elem(), rest, set)
		}
		n := reflect.New(f.typ.Elem())
		if known, ok, want = assignTo(c.elem.fields, n.Elem(), rest, set); known {
			point(at, n)
		}
		return known, ok, want
	}
	return false, false, ""
}

func quantity(n int64, what string) string {
	if n == 1 && strings.HasSuffix(what, "s") {
		what = what[:len(what)-1]
	}
	return strconv.FormatInt(n, 10) + " " + what
}
