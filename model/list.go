package model

import "github.com/tandemgo/tandem/model/text"

// mergeList merges lists by their elements: what each has put in or taken out
// stays so. It is not possible where both have changed the same place.
func mergeList(base, mine, theirs Value) (Value, bool) {
	var lists [3][]string
	for i, v := range [...]Value{base, mine, theirs} {
		es, err := v.Elements()
		if err != nil {
			return "", false
		}
		for _, e := range es {
			lists[i] = append(lists[i], string(e))
		}
	}
	merged, ok := text.MergeLists(lists[0], lists[1], lists[2])
	if !ok {
		return "", false
	}
	vs := make([]Value, len(merged))
	for i, e := range merged {
		vs[i] = Value(e)
	}
	return Array(vs...), true
}
