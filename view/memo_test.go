package view_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
	"github.com/tandemgo/tandem/view/viewtest"
)

// A list with a memo shows what it would show without, and makes a row only when
// its version is new.
func TestRowsMakesOnlyWhatIsNew(t *testing.T) {
	type item struct{ id, version int }
	r := rand.New(rand.NewPCG(1, 2))
	var list []item
	var memo view.Memo[int, int]
	var p view.Patcher
	d := viewtest.NewDOM("")
	made := map[item]bool{} // shown in the round before
	for round := range 300 {
		switch r.IntN(6) {
		case 0:
			r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		case 1:
			for range r.IntN(20) {
				list = slices.Insert(list, r.IntN(len(list)+1), item{id: round*100 + r.IntN(100)})
			}
		case 2:
			if len(list) > 0 {
				i := r.IntN(len(list))
				list = slices.Delete(list, i, min(len(list), i+1+r.IntN(3)))
			}
		case 3:
			for i := range list {
				if r.IntN(4) == 0 {
					list[i].version++
				}
			}
		case 4:
			if len(list) > 1 {
				list[0], list[len(list)-1] = list[len(list)-1], list[0]
			}
		}
		seen := map[int]bool{}
		list = slices.DeleteFunc(list, func(it item) bool {
			twice := seen[it.id]
			seen[it.id] = true
			return twice
		})
		row := func(it item) *view.Node {
			return html.Li(view.Key(strconv.Itoa(it.id)), view.Text(strconv.Itoa(it.version)))
		}
		n := html.Ul(view.Rows(&memo, list, func(it item) (int, int) { return it.id, it.version }, func(it item) *view.Node {
			if made[it] {
				t.Errorf("round %d: row %d of version %d is made again", round, it.id, it.version)
			}
			return row(it)
		}))
		clear(made)
		for _, it := range list {
			made[it] = true
		}
		if err := d.Apply(p.Update(n)); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		want := html.Ul(view.Map(list, func(it item) view.Item { return row(it) }))
		if err := d.Equal(write(want)); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
	}
}

// Two items with one key are two rows.
func TestRowsWithOneKeyTwice(t *testing.T) {
	var memo view.Memo[int, int]
	for range 3 {
		items := view.Rows(&memo, []int{1, 2, 1, 1}, func(i int) (int, int) { return i, 0 }, func(i int) *view.Node { return view.Text(strconv.Itoa(i)) })
		if got := write(html.P(items)); got != "<p>1211</p>" {
			t.Errorf("wrote %s", got)
		}
	}
}
