package view

import "iter"

// Key returns the item that names its element among its siblings. Elements
// with keys are matched by key when a new tree is compared with the shown one:
// they keep their element, its focus and what was typed in it when the list
// is reordered. A record's URI is a good key. If a key occurs twice among
// siblings, the occurrences are told apart by their order.
func Key(k string) Item { return key(k) }

// Fragment returns the items as one.
func Fragment(items ...Item) Items { return items }

// If returns it if cond holds, and otherwise nothing. The item has been built
// in either case; see [IfFunc].
func If(cond bool, it Item) Item {
	if cond {
		return it
	}
	return nil
}

// IfFunc returns what f returns if cond holds, and otherwise nothing, without
// calling f.
func IfFunc(cond bool, f func() Item) Item {
	if cond {
		return f()
	}
	return nil
}

// IfElse returns yes if cond holds, and otherwise no.
func IfElse(cond bool, yes, no Item) Item {
	if cond {
		return yes
	}
	return no
}

// Map returns what f returns for each element of s.
func Map[T any](s []T, f func(T) Item) Items {
	items := make(Items, len(s))
	for i, v := range s {
		items[i] = f(v)
	}
	return items
}

// MapSeq returns what f returns for each value of seq.
func MapSeq[T any](seq iter.Seq[T], f func(T) Item) Items {
	var items Items
	for v := range seq {
		items = append(items, f(v))
	}
	return items
}
