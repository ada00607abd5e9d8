package wire

// table numbers the strings that a message repeats: names of fields,
// collections, topics, clients. The first use has the text, the others the
// number.
type table struct {
	list  []string
	index map[string]int
}

// small is up to how many strings a loop is quicker than a map.
const small = 16

// find returns the number of s, from 1; 0 if it has none.
func (t *table) find(s string) int {
	if t.index != nil {
		return t.index[s]
	}
	for i, x := range t.list {
		if x == s {
			return i + 1
		}
	}
	return 0
}

func (t *table) add(s string) {
	t.list = append(t.list, s)
	if t.index != nil {
		t.index[s] = len(t.list)
		return
	}
	if len(t.list) > small {
		t.index = make(map[string]int, 4*small)
		for i, x := range t.list {
			t.index[x] = i + 1
		}
	}
}
