package model

import "slices"

// Set is a field that holds each of some texts once. What two people add and
// remove at the same time is all done. Removing an element removes what its author
// saw: one that somebody has put back since stays.
//
// A form posts a set by the same name several times, JSON as an array.
type Set struct{ list []string } // sorted; never changed in place

// SetOf returns a set of these elements.
func SetOf(elements ...string) Set {
	var s Set
	s.Add(elements...)
	return s
}

// Len returns how many elements there are.
func (s Set) Len() int { return len(s.list) }

// Has reports whether an element is there.
func (s Set) Has(element string) bool {
	_, ok := slices.BinarySearch(s.list, element)
	return ok
}

// All returns the elements in the order of their bytes.
func (s Set) All() []string { return slices.Clone(s.list) }

// Add puts elements in.
func (s *Set) Add(elements ...string) {
	list := slices.Clone(s.list)
	for _, e := range elements {
		if i, ok := slices.BinarySearch(list, e); !ok {
			list = slices.Insert(list, i, e)
		}
	}
	s.list = list
}

// Remove takes elements out.
func (s *Set) Remove(elements ...string) {
	s.list = slices.DeleteFunc(slices.Clone(s.list), func(e string) bool { return slices.Contains(elements, e) })
}

func (s Set) encode() (Value, error) {
	vs := make([]Value, len(s.list))
	for i, e := range s.list {
		vs[i] = String(e)
	}
	return Array(vs...), nil
}

func (s *Set) decode(v Value) error {
	es, err := v.Elements()
	if err != nil {
		return err
	}
	list := make([]string, 0, len(es))
	for _, e := range es {
		t, err := e.Text()
		if err != nil {
			return err
		}
		list = append(list, t)
	}
	slices.Sort(list)
	s.list = slices.Compact(list)
	return nil
}

func (s *Set) assign(v Value) error { return s.decode(v) }

func (s *Set) read(texts []string) bool {
	*s = SetOf(slices.DeleteFunc(slices.Clone(texts), func(t string) bool { return t == "" })...)
	return true
}

func (s Set) kind() string { return "a list of texts" }

// merge keeps what others have added, and does not put back what others have
// removed.
func (s Set) merge(base, mine, theirs Value) (Value, bool) {
	var b, m, t Set
	if b.decode(base) != nil || m.decode(mine) != nil || t.decode(theirs) != nil {
		return "", false
	}
	out := t
	for _, e := range b.list {
		if !m.Has(e) {
			out.Remove(e)
		}
	}
	for _, e := range m.list {
		if !b.Has(e) {
			out.Add(e)
		}
	}
	v, err := out.encode()
	return v, err == nil
}
