package model

import "slices"

// former says that fields were another field in an older version of the
// application, whose builds still read and write it.
type former struct {
	old   string
	into  []string
	split func(Value) []Value
	join  func([]Value) Value
}

// Renamed says that the field now was called old. Both are kept alike, so that
// older builds read and write their own form; the one that was written last
// counts. Take it out when no such build is left, and the store has been exported
// and imported.
func Renamed[T any](old, now string) Option[T] {
	return Split[T](old, []string{now}, func(v Value) []Value { return []Value{v} }, func(vs []Value) Value { return vs[0] })
}

// Split says that these fields were one, called old. split makes the values of the
// fields of that of the old one, and join the reverse; both must give the same at
// both ends. See Renamed.
func Split[T any](old string, into []string, split func(Value) []Value, join func([]Value) Value) Option[T] {
	return func(s *schema) {
		if s.field(old) != nil || !name(old) {
			panic("model: collection " + s.name + ": the old field " + old + " is a field")
		}
		for _, f := range into {
			if s.field(f) == nil {
				panic("model: collection " + s.name + ": there is no field " + f)
			}
		}
		s.formers = append(s.formers, former{old, into, split, join})
	}
}

// has reports whether a field is the old one or one of those of now.
func (f *former) has(field string) bool { return f.old == field || slices.Contains(f.into, field) }

// upgraded returns a record with the fields of this version, where an older build
// has written its own.
func (s *schema) upgraded(r *Record) *Record {
	if r == nil || s == nil {
		return r
	}
	for i := range s.formers {
		f := &s.formers[i]
		old := r.field(f.old)
		if old == nil {
			continue
		}
		newer := true
		for _, n := range f.into {
			if now := r.field(n); now != nil && !later(old.Last, now.Last) {
				newer = false
			}
		}
		if !newer {
			continue
		}
		for k, v := range f.split(old.Value) {
			if k < len(f.into) && v != "" {
				r = r.with(f.into[k], v, old.Last)
			}
		}
	}
	return r
}

// later reports whether a write came after another. One that only the clone has
// made so far came last.
func later(a, b Version) bool {
	if a.Seq == 0 || b.Seq == 0 {
		return a.Seq == 0 && (b.Seq != 0 || a.N > b.N)
	}
	return a.Seq > b.Seq
}

// downgraded adds the fields of older versions to those of a struct.
func (s *schema) downgraded(ms []Member) []Member {
	for i := range s.formers {
		f := &s.formers[i]
		vs := make([]Value, len(f.into))
		for k, n := range f.into {
			for _, m := range ms {
				if m.Name == n {
					vs[k] = m.Value
				}
			}
		}
		m := Member{f.old, f.join(vs)}
		at := 0
		for at < len(ms) && ms[at].Name < m.Name {
			at++
		}
		ms = append(ms[:at:at], append([]Member{m}, ms[at:]...)...)
	}
	return ms
}

// parts returns the fields of this version that a field is made of.
func (s *schema) parts(field string) []string {
	for i := range s.formers {
		if f := &s.formers[i]; f.old == field {
			return f.into
		}
	}
	return []string{field}
}

// lastSpec is what holds for the old field of a split: it follows its parts.
var lastSpec = fieldSpec{policy: Last}

func (s *schema) former(field string) *fieldSpec {
	for i := range s.formers {
		if f := &s.formers[i]; f.old == field {
			if len(f.into) == 1 {
				return s.field(f.into[0])
			}
			return &lastSpec
		}
	}
	return nil
}
