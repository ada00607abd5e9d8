package model

import (
	"reflect"
	"strconv"
	"strings"
)

// Declared is what a collection's struct says of one of its fields, for whoever shows
// the field in a form: so what a browser asks for is what is checked.
type Declared struct {
	// Kind is what the field's values are.
	Kind FieldKind
	// Required says that a form must not leave the field empty.
	Required bool
	// Email and URL are checks of texts.
	Email, URL bool
	// OneOf are the texts that the field may have; nil for any.
	OneOf []string
	// Min and Max are the bounds of a number's value, or of how many characters a
	// text or elements a list has; "" where there is none.
	Min, Max string
	// Texts is what the record has, as a form posts it: one text, or one for each
	// element of a list.
	Texts []string
}

// FieldKind is what the values of a field are, as far as a form cares.
type FieldKind uint8

// The kinds of fields.
const (
	KindText FieldKind = iota
	KindBool
	KindWhole // numbers
	KindNumber
	KindTime
	KindList // lists and Sets
)

// Describe returns what is declared of a field of record, a pointer to a
// collection's struct. A name with dots leads into a nested struct. ok is false
// if the user of the run does not see the field. It panics if there is no such field,
// or none that a form can hold.
func Describe(run Run, record any, field string) (d Declared, ok bool) {
	v := reflect.ValueOf(record).Elem()
	s := byType[v.Type()]
	if s == nil {
		panic("model: " + v.Type().String() + " is not the struct of a collection")
	}
	top, _, _ := strings.Cut(field, ".")
	if view, err := run.Tx().viewed(s, v); err != nil || !view.shows(s, top) {
		return d, false
	}
	f, v := fieldAt(s.fields, v, field)
	if f == nil || f.codec.read == nil || f.codec.nests() {
		panic("model: collection " + s.name + " has no field " + field + " that a form can hold")
	}
	d = Declared{Required: f.required, Email: f.email, URL: f.url, OneOf: f.oneof, Texts: []string{""}}
	if f.hasMin {
		d.Min = strconv.FormatFloat(f.min, 'f', -1, 64)
	}
	if f.hasMax {
		d.Max = strconv.FormatFloat(f.max, 'f', -1, 64)
	}
	t := f.typ
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch k := t.Kind(); {
	case t == timeType:
		d.Kind = KindTime
	case t == textType || k == reflect.String:
	case k == reflect.Bool:
		d.Kind = KindBool
	case k == reflect.Float32 || k == reflect.Float64:
		d.Kind = KindNumber
	case k == reflect.Slice && t.Elem().Kind() != reflect.Uint8 || t == setType:
		d.Kind = KindList
	case k != reflect.Slice:
		d.Kind = KindWhole
	}
	switch d.Kind {
	case KindText, KindList:
		d.Required = d.Required || f.hasMin && f.min > 0
	case KindWhole, KindNumber, KindTime:
		// These cannot be empty, unless they may be missing.
		d.Required = d.Required || t == f.typ
	}
	if x, err := f.codec.encode(v, ""); err == nil && x != Null {
		if es, err := x.Elements(); err == nil {
			d.Texts = d.Texts[:0]
			for _, e := range es {
				d.Texts = append(d.Texts, e.plain())
			}
		} else {
			d.Texts[0] = x.plain()
		}
	}
	return d, true
}

// plain returns v as a form has it.
func (v Value) plain() string {
	if t, err := v.Text(); err == nil {
		return t
	}
	return string(v)
}

// fieldAt returns the field with a name, and its value in the struct v; of a nested
// struct that is missing, the zero value.
func fieldAt(fields []fieldSpec, v reflect.Value, name string) (*fieldSpec, reflect.Value) {
	head, rest, nested := strings.Cut(name, ".")
	for i := range fields {
		f := &fields[i]
		if f.name != head {
			continue
		}
		at, c := v.Field(f.index), f.codec
		if !nested {
			return f, at
		}
		if at.Kind() == reflect.Pointer {
			if c = c.elem; at.IsNil() {
				at = reflect.New(f.typ.Elem())
			}
			at = at.Elem()
		}
		return fieldAt(c.fields, at, rest)
	}
	return nil, v
}
