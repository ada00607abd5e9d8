package model

import "slices"

// Op is what a change does to its record.
type Op uint8

// The operations.
const (
	OpCreate Op = iota + 1
	OpUpdate
	OpDelete
)

// Change is what one commit did to one record.
type Change struct {
	Key string
	Op  Op
	// At is the commit, and the intent that it came from.
	At Version
	// Topic is the record's topic after the change, and before a deletion.
	Topic string
	// Was is the record's topic before the change; "" if there was no record.
	Was string
	// Fields are the fields that the change wrote, by name. A deletion
	// writes all of them.
	Fields []FieldChange
}

// FieldChange is a field's value before and after a change; "" is absent.
type FieldChange struct {
	Name          string
	Before, After Value
}

// apply returns the record that c makes of r, which may be nil.
func (c *Change) apply(r *Record) *Record {
	if c.Op == OpDelete {
		n := &Record{Key: c.Key, Last: c.At, Gone: true, Topic: c.Topic}
		if r != nil {
			if n.Moved = r.Moved; r.Topic != c.Topic {
				n.Moved = c.At.Seq
			}
		}
		return n
	}
	n := Record{Key: c.Key, Born: c.At.Seq, Topic: c.Topic}
	if r != nil {
		if n.Moved = r.Moved; r.Topic != c.Topic {
			n.Moved = c.At.Seq
		}
	}
	if c.Op == OpUpdate && r.Alive() {
		n.Born = r.Born
		n.Fields = slices.Clone(r.Fields)
	}
	out := &n
	for _, f := range c.Fields {
		out = out.with(f.Name, f.After, c.At)
	}
	out.Last = c.At
	return out
}

func (c *Change) field(name string) *FieldChange {
	for i := range c.Fields {
		if c.Fields[i].Name == name {
			return &c.Fields[i]
		}
	}
	return nil
}
