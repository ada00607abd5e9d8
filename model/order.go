package model

import "sort"

// order sorts a list; what is equal stays in its order. One sorting routine serves
// all types: those of package slices are compiled for each, 12 KB at a time.
func order[T any](list []T, compare func(a, b T) int) {
	sort.Stable(&sorting{len(list),
		func(i, k int) bool { return compare(list[i], list[k]) < 0 },
		func(i, k int) { list[i], list[k] = list[k], list[i] }})
}

type sorting struct {
	n    int
	less func(i, k int) bool
	swap func(i, k int)
}

func (s *sorting) Len() int           { return s.n }
func (s *sorting) Less(i, k int) bool { return s.less(i, k) }
func (s *sorting) Swap(i, k int)      { s.swap(i, k) }
