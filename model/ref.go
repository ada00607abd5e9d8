package model

import "reflect"

// Ref is a field that refers to a record of T's collection by its id; "" refers
// to none.
type Ref[T any] string

// Get returns the record, or ErrAbsent, or ErrUnknown.
func (r Ref[T]) Get(run Run) (T, error) {
	s := byType[reflect.TypeFor[T]()]
	if s == nil {
		panic("model: " + reflect.TypeFor[T]().String() + " is not the struct of a collection")
	}
	return (&Collection[T]{s}).Get(run, string(r))
}
