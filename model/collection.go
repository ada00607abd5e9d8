package model

import (
	"reflect"
	"slices"
	"strings"
)

// Collection is a kind of record, declared as a Go struct. The struct has a
// field ID of type string. Its other exported fields are texts, booleans, numbers,
// Time, []byte, references (Ref), structs, lists of these, and pointers to these,
// which may be nil; and Counter, Set and Text, which change by their methods only.
// Beside each field stands what holds for it:
//
//	Title string `json:"title" check:"required,max=200" merge:"ask"`
//
// Without a json tag a field has its own name with a small first letter. The
// checks are required (not empty), min and max (characters of a text, elements of
// a list, the value of a number), oneof=a|b, email, url, and unique (no element
// twice). The merge policies are ask, which is the default, last, text for
// strings and list for lists; MergeBy gives a field a function of its own.
//
// Fields that the struct does not have, and members of nested objects that it does
// not know, survive a Save byte for byte, as does a value that means the same as
// what the struct has.
type Collection[T any] struct{ s *schema }

// Option is a setting of a collection.
type Option[T any] func(*schema)

// TopicOf lets a function of the record's own fields choose its topic, which has
// MaxTopic bytes at most. By default the topic is the collection's name.
func TopicOf[T any](f func(T) string) Option[T] {
	return func(s *schema) { s.topic = func(v any) string { return f(v.(T)) } }
}

// Define declares a collection; its records have the URIs /name/id. It panics
// if the name is taken or if T cannot be a record, so call it in a package
// variable, where every start of the program checks it.
func Define[T any](name string, opts ...Option[T]) *Collection[T] {
	if schemas[name] != nil {
		panic("model: collection " + name + " is declared twice")
	}
	s := newSchema(name, reflect.TypeFor[T]())
	for _, o := range opts {
		o(s)
	}
	schemas[name] = s
	t := reflect.TypeFor[T]()
	byType[t], byName[t.PkgPath()+"."+t.Name()] = s, s
	c := &Collection[T]{s}
	s.joined = func(r *Record) (string, error) {
		t := c.of(r)
		return c.topic(t), s.checked(reflect.ValueOf(&t).Elem(), t)
	}
	return c
}

// Run is what records are read and written in: a Tx, or what holds one.
type Run interface{ Tx() *Tx }

// Name returns the collection's name.
func (c *Collection[T]) Name() string { return c.s.name }

// URI returns the URI of a record.
func (c *Collection[T]) URI(id string) string { return "/" + c.s.name + "/" + id }

// Get returns a record, or ErrAbsent, or ErrUnknown.
func (c *Collection[T]) Get(run Run, id string) (T, error) {
	var t T
	r, err := run.Tx().Get(Key(c.s.name, id))
	if err != nil {
		return t, err
	}
	return c.of(r), nil
}

// All returns the records in the order of their ids.
func (c *Collection[T]) All(run Run) ([]T, error) {
	rs, err := run.Tx().List(c.s.name)
	if err != nil {
		return nil, err
	}
	ts := make([]T, len(rs))
	for i, r := range rs {
		ts[i] = c.of(r)
	}
	return ts, nil
}

// AtBase returns the record as the author of the request saw it; ok is false
// if it was not there. A request for many records asks it of each, so that it
// acts only on what its author saw. It returns ErrUnknown or ErrUnseen where
// that cannot be said any more.
func (c *Collection[T]) AtBase(run Run, id string) (t T, ok bool, err error) {
	r, err := run.Tx().AtBase(Key(c.s.name, id))
	if err != nil || !r.Alive() {
		return t, false, err
	}
	return c.of(r), true, nil
}

// Create stores a new record under t's ID. It returns a rejection: ErrTaken,
// or which fields are not right.
func (c *Collection[T]) Create(run Run, t T) error {
	v := reflect.ValueOf(&t).Elem()
	if err := c.s.checked(v, t); err != nil {
		return err
	}
	ms, err := c.s.encode(v, nil)
	if err != nil {
		return err
	}
	return run.Tx().create(c.s, v.Field(c.s.id).String(), ms, c.topic(t))
}

// Save writes the fields of t that differ from what this run has read of it.
// It returns ErrAbsent if there is no such record, or which fields are not
// right. Fields that the user may not see, of which t has the zero value, stay as
// they are; another value there is ErrForbidden.
func (c *Collection[T]) Save(run Run, t T) error {
	v := reflect.ValueOf(&t).Elem()
	return run.Tx().save(c.s, v, c.s.checked(v, t), c.topic(t))
}

// Delete deletes a record. It returns ErrAbsent if there is none; deleting what
// somebody else has deleted meanwhile is no error.
func (c *Collection[T]) Delete(run Run, id string) error {
	return run.Tx().delete(Key(c.s.name, id))
}

// JSON returns t as the JSON object that REST clients see: its id and its
// fields in the order of the struct.
func (c *Collection[T]) JSON(t T) Value {
	v := reflect.ValueOf(&t).Elem()
	ms := []Member{{"id", String(v.Field(c.s.id).String())}}
	for i := range v.NumField() {
		for k := range c.s.fields {
			if f := &c.s.fields[k]; f.index == i {
				if x, err := f.codec.encode(v.Field(i), ""); err == nil {
					ms = append(ms, Member{f.name, x})
				}
			}
		}
	}
	return Object(ms...)
}

func (c *Collection[T]) of(r *Record) T {
	var t T
	c.s.decode(reflect.ValueOf(&t).Elem(), r)
	return t
}

func (c *Collection[T]) topic(t T) string {
	if c.s.topic == nil {
		return c.s.name
	}
	return valid(c.s.topic(t)) // a part of a text may end within a character
}

// Schemas by the type of their records, and by its name with the package's path.
var (
	byType = map[reflect.Type]*schema{}
	byName = map[string]*schema{}
)

// Assign sets fields of record, a pointer to a collection's struct, to what ms
// has for them. The id, Counters and names that are no fields are passed over; a
// name with dots leads into a nested struct, which is made if it is nil. It returns a rejection that says
// which fields are of another type, and ErrForbidden for a field that the user of
// the run does not see.
func Assign(run Run, record any, ms []Member) error {
	return assign(run, record, ms, func(c *codec, v reflect.Value, m Member) bool {
		if o, ok := ownOf(v); ok {
			return o.assign(m.Value) == nil
		}
		return c.decode(v, m.Value) == nil
	})
}

// Patch is Assign for a merge patch (RFC 7396): of a nested struct, only the members
// that are named change, and null stands for the zero value.
func Patch(run Run, record any, ms []Member) error {
	return assign(run, record, ms, func(c *codec, v reflect.Value, m Member) bool { return c.patch(v, m.Value) })
}

// AssignText is Assign for the fields of a form, whose values are all strings:
// "true", "on" and "1" are true, a list or a Set is as many fields of one name,
// and nothing is the empty text. Line ends, which forms send as CR LF, become those
// that the field has: LF, unless most are CR LF.
func AssignText(run Run, record any, ms []Member) error {
	done := map[string]bool{}
	return assign(run, record, ms, func(c *codec, v reflect.Value, m Member) bool {
		if done[m.Name] {
			return true
		}
		done[m.Name] = true
		var texts []string
		for _, o := range ms {
			if o.Name == m.Name {
				t, _ := o.Value.Text()
				texts = append(texts, t)
			}
		}
		return c.read != nil && c.read(v, texts)
	})
}

func assign(run Run, record any, ms []Member, set func(*codec, reflect.Value, Member) bool) error {
	v := reflect.ValueOf(record).Elem()
	s := byType[v.Type()]
	if s == nil {
		panic("model: " + v.Type().String() + " is not the struct of a collection")
	}
	view, err := run.Tx().viewed(s, v)
	if err != nil {
		return err
	}
	var bad []FieldError
	for _, m := range ms {
		if top, _, _ := strings.Cut(m.Name, "."); s.field(top) != nil && !view.shows(s, top) {
			return ErrForbidden
		}
		known, ok, want := assignTo(s.fields, v, m.Name, func(c *codec, v reflect.Value) bool { return set(c, v, m) })
		if known && !ok {
			bad = append(bad, FieldError{m.Name, "must be " + want})
		}
	}
	if bad != nil {
		// Who has to correct something is told all that is wrong, not the rest the
		// next time.
		for _, e := range checkFields(s.fields, v, "", nil) {
			at := func(m Member) bool { return m.Name == e.Field }
			if slices.ContainsFunc(ms, at) && !slices.ContainsFunc(bad, func(b FieldError) bool { return b.Field == e.Field }) {
				bad = append(bad, e)
			}
		}
	}
	return rejected(bad)
}
