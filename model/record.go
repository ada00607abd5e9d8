package model

import "slices"

// Record is one version of one resource. Records are shared: whoever holds one
// must not change it.
type Record struct {
	// Key is the collection's name, a slash and the id: "todos/7".
	Key string
	// Last is the last write to any field, or the deletion.
	Last Version
	// Born is the commit that created the record, last time.
	Born uint64
	// Gone marks a deleted record. Its fields are no longer there; the
	// history has them.
	Gone bool
	// Topic is the part of the space that the record belongs to.
	Topic string
	// Moved is the last commit that took the record from one topic to
	// another; 0 if none has. Only stores know it.
	Moved uint64
	// Fields are sorted by name. Fields that this build does not know are
	// among them, and are kept as they are.
	Fields []Field
}

// Field is a named value and who wrote it last.
type Field struct {
	Name  string
	Value Value
	Last  Version
}

// Version names a write: the commit and, when it came from a client's outbox,
// that client and the number of the intent. A write that only the clone has
// made so far has Seq 0.
type Version struct {
	Seq    uint64
	Client string
	N      uint64
}

// Collection returns the first part of the record's key.
func (r *Record) Collection() string { c, _ := SplitKey(r.Key); return c }

// ID returns the second part of the record's key.
func (r *Record) ID() string { _, id := SplitKey(r.Key); return id }

// Alive reports whether r is a record that exists; r may be nil.
func (r *Record) Alive() bool { return r != nil && !r.Gone }

// Value returns the value of a field, or "" if there is none; r may be nil.
func (r *Record) Value(field string) Value {
	if f := r.field(field); f != nil {
		return f.Value
	}
	return ""
}

func (r *Record) field(name string) *Field {
	if r == nil {
		return nil
	}
	i, ok := slices.BinarySearchFunc(r.Fields, name, func(f Field, n string) int { return compare(f.Name, n) })
	if !ok {
		return nil
	}
	return &r.Fields[i]
}

// with returns a copy of r in which the field has the value; "" takes it out.
func (r *Record) with(name string, v Value, last Version) *Record {
	c := *r
	i, ok := slices.BinarySearchFunc(r.Fields, name, func(f Field, n string) int { return compare(f.Name, n) })
	switch {
	case ok && v == "":
		c.Fields = slices.Delete(slices.Clone(r.Fields), i, i+1)
	case ok:
		c.Fields = slices.Clone(r.Fields)
		c.Fields[i] = Field{name, v, last}
	case v != "":
		c.Fields = make([]Field, 0, len(r.Fields)+1)
		c.Fields = append(c.Fields, r.Fields[:i]...)
		c.Fields = append(c.Fields, Field{name, v, last})
		c.Fields = append(c.Fields, r.Fields[i:]...)
	}
	return &c
}

// Object returns the fields of r, without versions, as a JSON object.
func (r *Record) Object() Value {
	ms := make([]Member, len(r.Fields))
	for i, f := range r.Fields {
		ms[i] = Member{f.Name, f.Value}
	}
	return Object(ms...)
}

// Key returns the key of the record id of a collection.
func Key(collection, id string) string { return collection + "/" + id }

// SplitKey is the reverse of Key.
func SplitKey(key string) (collection, id string) {
	for i := 0; i < len(key); i++ {
		if key[i] == '/' {
			return key[:i], key[i+1:]
		}
	}
	return key, ""
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
