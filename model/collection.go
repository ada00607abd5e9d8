package model

import (
	"reflect"
	"strconv"
)

// Collection is a kind of record, declared as a Go struct. The struct has a
// field ID of type string; its other exported fields are strings, booleans,
// integers and float64s. Beside each field stands what holds for it:
//
//	Title string `json:"title" check:"required,max=200" merge:"ask"`
//
// Without a json tag a field has its own name with a small first letter. The
// checks are required (not empty), min and max (characters of a string, the
// value of a number). The merge policies are ask, which is the default, and
// last.
type Collection[T any] struct{ s *schema }

// Option is a setting of a collection.
type Option[T any] func(*schema)

// TopicOf lets a function of the record's own fields choose its topic. By
// default the topic is the collection's name.
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
	byType[reflect.TypeFor[T]()] = s
	return &Collection[T]{s}
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
	if err := c.s.check(v); err != nil {
		return err
	}
	ms, err := c.s.encode(v)
	if err != nil {
		return err
	}
	return run.Tx().create(c.s, v.Field(c.s.id).String(), ms, c.topic(t))
}

// Save writes the fields of t that differ from what this run has read of it.
// It returns ErrAbsent if there is no such record, or which fields are not
// right.
func (c *Collection[T]) Save(run Run, t T) error {
	v := reflect.ValueOf(&t).Elem()
	if err := c.s.check(v); err != nil {
		return err
	}
	ms, err := c.s.encode(v)
	if err != nil {
		return err
	}
	return run.Tx().save(Key(c.s.name, v.Field(c.s.id).String()), ms, c.topic(t))
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
				if x, err := encodeField(v.Field(i)); err == nil {
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
	return c.s.topic(t)
}

var byType = map[reflect.Type]*schema{}

// Assign sets fields of record, a pointer to a collection's struct, to what ms
// has for them. The id and names that are no fields are passed over. It returns
// a rejection that says which fields are of another type.
func Assign(record any, ms []Member) error {
	return assign(record, ms, func(v reflect.Value, x Value) string {
		if decodeField(v, x) != nil {
			return "must be " + kindName(v.Kind())
		}
		return ""
	})
}

// AssignText is Assign for the fields of a form, whose values are all strings:
// "true", "on" and "1" are true.
func AssignText(record any, ms []Member) error {
	return assign(record, ms, func(v reflect.Value, x Value) string {
		t, _ := x.Text()
		switch v.Kind() {
		case reflect.String:
		case reflect.Bool:
			switch t {
			case "true", "on", "1":
				x = True
			case "false", "off", "0", "":
				x = False
			}
		default:
			x = Value(t)
			if _, err := strconv.ParseFloat(t, 64); err != nil {
				x = Null
			}
		}
		if decodeField(v, x) != nil {
			return "must be " + kindName(v.Kind())
		}
		return ""
	})
}

func assign(record any, ms []Member, set func(reflect.Value, Value) string) error {
	v := reflect.ValueOf(record).Elem()
	s := byType[v.Type()]
	if s == nil {
		panic("model: " + v.Type().String() + " is not the struct of a collection")
	}
	var bad []FieldError
	for _, m := range ms {
		f := s.field(m.Name)
		if f == nil {
			continue
		}
		if e := set(v.Field(f.index), m.Value); e != "" {
			bad = append(bad, FieldError{m.Name, e})
		}
	}
	if bad != nil {
		return &Rejection{Code: CodeInvalid, Message: "some fields are not right", Fields: bad}
	}
	return nil
}

func kindName(k reflect.Kind) string {
	switch k {
	case reflect.String:
		return "text"
	case reflect.Bool:
		return "true or false"
	case reflect.Float64:
		return "a number"
	}
	return "a whole number"
}
