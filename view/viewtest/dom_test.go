package viewtest

import (
	"flag"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/view"
)

var (
	seed  = flag.Uint64("seed", 1, "first seed of the random histories")
	seeds = flag.Int("seeds", 200, "how many random histories to run")
)

// The laws of patches, for any trees A, B, C, ...:
//
//  1. After a patch the page means what AppendHTML writes for the tree.
//  2. A page that the server wrote is adopted without a repair, hidden fields
//     and all, and law 1 holds from then on.
//  3. Exactly the nodes on the page are bound; each number once.
//  4. The same trees give the same patch.
func TestPatchesOfRandomTrees(t *testing.T) {
	fields := &view.WriteOptions{FormFields: []view.Pair{{Name: "_base", Value: "1.2"}, {Name: "_from", Value: "/x?\"<"}}}
	steps, copies := 0, 0
	for s := *seed; s < *seed+uint64(*seeds); s++ {
		f, twin := NewForest(s), NewForest(s)
		var p, q view.Patcher
		var d *DOM
		for step := range 25 {
			n, m := f.Tree(), twin.Tree()
			want := string(view.AppendHTML(nil, n, nil))
			var patch, again view.Patch
			switch {
			case step == 0 && s%2 == 0 || step > 0 && f.IntN(40) == 0:
				if step > 0 {
					twin.IntN(40)
				}
				d = NewDOM(string(view.AppendHTML(nil, n, fields)))
				patch, again = p.Adopt(n), q.Adopt(m)
			case step == 0:
				d = NewDOM("<p>old</p>")
				patch, again = p.Mount(n), q.Mount(m)
			default:
				twin.IntN(40)
				patch, again = p.Update(n), q.Update(m)
			}
			if !equalPatch(patch, again) {
				t.Fatalf("seed %d step %d: two runs give two patches", s, step)
			}
			if err := d.Apply(patch); err != nil {
				t.Fatalf("seed %d step %d: %v", s, step, err)
			}
			if err := d.Equal(want); err != nil {
				t.Fatalf("seed %d step %d: %v", s, step, err)
			}
			if d.Repairs > 0 {
				t.Fatalf("seed %d step %d: adoption made %d repairs", s, step, d.Repairs)
			}
			steps++
		}
		copies += d.Copies
	}
	t.Logf("%d steps, %d copies of rows", steps, copies)
	if copies < 5**seeds {
		t.Errorf("%d copies of rows in %d histories: not enough to trust", copies, *seeds)
	}
}

func equalPatch(a, b view.Patch) bool {
	if len(a.Words) != len(b.Words) || string(a.Text) != string(b.Text) {
		return false
	}
	for i := range a.Words {
		if a.Words[i] != b.Words[i] {
			return false
		}
	}
	return true
}

func row(key string) view.Item {
	return view.El("li", view.Key(key), view.Text(key))
}

func rows(keys ...string) *view.Node { return view.El("ul", view.Map(keys, row)) }

// A list is put in order with the fewest moves there are.
func TestFewestMoves(t *testing.T) {
	for _, c := range []struct {
		name      string
		old, kids []string
		moves     int
	}{
		{"equal", []string{"a", "b", "c"}, []string{"a", "b", "c"}, 0},
		{"last first", []string{"a", "b", "c", "d"}, []string{"d", "a", "b", "c"}, 1},
		{"first last", []string{"a", "b", "c", "d"}, []string{"b", "c", "d", "a"}, 1},
		{"swap", []string{"a", "b", "c", "d", "e"}, []string{"a", "d", "c", "b", "e"}, 2},
		{"reverse", []string{"a", "b", "c", "d"}, []string{"d", "c", "b", "a"}, 3},
		{"insert", []string{"a", "b"}, []string{"a", "x", "b"}, 0},
		{"remove", []string{"a", "b", "c"}, []string{"a", "c"}, 0},
		{"replace all", []string{"a", "b"}, []string{"c", "d"}, 0},
		{"key twice", []string{"a", "b", "a", "c"}, []string{"a", "a", "b", "c"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p view.Patcher
			d := NewDOM("")
			for _, keys := range [][]string{c.old, c.kids} {
				n := rows(keys...)
				if err := d.Apply(p.Update(n)); err != nil {
					t.Fatal(err)
				}
				if err := d.Equal(string(view.AppendHTML(nil, n, nil))); err != nil {
					t.Fatal(err)
				}
			}
			if d.Moves != c.moves {
				t.Errorf("%d moves, want %d", d.Moves, c.moves)
			}
		})
	}
}

// distances returns how many moves lead from 012... to every order of n things,
// a move being: take one out, put it anywhere. It tries them all.
func distances(n int) map[string]int {
	const digits = "012345678"
	far := map[string]int{digits[:n]: 0}
	for queue := []string{digits[:n]}; len(queue) > 0; queue = queue[1:] {
		s := queue[0]
		for i := range n {
			rest := s[:i] + s[i+1:]
			for j := range n {
				next := rest[:j] + s[i:i+1] + rest[j:]
				if _, ok := far[next]; !ok {
					far[next] = far[s] + 1
					queue = append(queue, next)
				}
			}
		}
	}
	return far
}

// For every order of six rows, and with rows that come and go among them, no
// other way takes fewer moves.
func TestNoFewerMovesForAnyOrder(t *testing.T) {
	const n = 6
	far := distances(n)
	if len(far) != 720 {
		t.Fatalf("%d orders, want all", len(far))
	}
	orders := slices.Sorted(maps.Keys(far))
	f := NewForest(*seed)
	old := strings.Split("012345", "")
	for _, order := range orders {
		for _, mixed := range []bool{false, true} {
			from, to := slices.Clone(old), strings.Split(order, "")
			if mixed {
				for _, gone := range []string{"x", "y"} {
					from = slices.Insert(from, f.IntN(len(from)+1), gone)
				}
				for _, fresh := range []string{"v", "w"} {
					to = slices.Insert(to, f.IntN(len(to)+1), fresh)
				}
			}
			var p view.Patcher
			d := NewDOM("")
			for _, keys := range [][]string{from, to} {
				n := rows(keys...)
				if err := d.Apply(p.Update(n)); err != nil {
					t.Fatal(err)
				}
				if err := d.Equal(string(view.AppendHTML(nil, n, nil))); err != nil {
					t.Fatal(err)
				}
			}
			if d.Moves != far[order] {
				t.Errorf("%v to %v: %d moves, want %d", from, to, d.Moves, far[order])
			}
		}
	}
}

// The first row of a shape is built, the others are copies of it, also in later
// patches; what a copy might not have right is built.
func TestRowsAreCopied(t *testing.T) {
	list := func(from, to int, inside func(i int) view.Item) *view.Node {
		n := view.El("ul")
		for i := from; i < to; i++ {
			n.Kids = append(n.Kids, view.El("li", view.Key(string(rune('a'+i))), view.Attr{Name: "title", Value: string(rune('0' + i))}, inside(i)))
		}
		return n
	}
	for _, c := range []struct {
		name   string
		inside func(i int) view.Item
		copies int
	}{
		{"text", func(i int) view.Item { return view.Text(string(rune('A' + i))) }, 8},
		{"empty text", func(i int) view.Item { return view.Text("") }, 8},
		{"elements", func(i int) view.Item {
			return view.Fragment(view.El("br"), view.El("b", view.El("i", view.Text(string(rune('A'+i)))), view.Text("x")), view.El("input", view.Attr{Name: "type", Value: "checkbox"}))
		}, 8},
		{"two shapes", func(i int) view.Item { return view.If(i%2 == 0, view.El("b")) }, 6},
		{"field", func(i int) view.Item { return view.El("input") }, 0},
		{"types", func(i int) view.Item {
			return view.El("input", view.Attr{Name: "type", Value: []string{"checkbox", "checkbox", "text"}[i%3]})
		}, 5},
		{"focus", func(i int) view.Item { return view.El("b", view.Attr{Name: "autofocus"}) }, 0},
		{"markup", func(i int) view.Item { return view.Raw("<b>x</b>") }, 0},
		{"frame", func(i int) view.Item { return view.El("iframe", view.Text("x")) }, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p view.Patcher
			d := NewDOM("")
			for _, to := range []int{5, 9} {
				n := list(0, to, c.inside)
				if c.name == "two shapes" {
					// A template is made of two rows that follow each other.
					n.Kids[0], n.Kids[1] = n.Kids[2], n.Kids[0]
				}
				if err := d.Apply(p.Update(n)); err != nil {
					t.Fatal(err)
				}
				if err := d.Equal(string(view.AppendHTML(nil, n, nil))); err != nil {
					t.Fatal(err)
				}
			}
			if d.Copies != c.copies {
				t.Errorf("%d copies, want %d", d.Copies, c.copies)
			}
		})
	}
}

// A row is no copy of one that looks like it in SVG.
func TestRowsAreCopiesInTheirNamespace(t *testing.T) {
	n := view.El("div",
		view.El("svg", view.El("a", view.Key("1"), view.Text("x"))),
		view.El("a", view.Key("2"), view.Text("y")),
		view.El("a", view.Key("3"), view.Text("z")))
	var p view.Patcher
	d := NewDOM("")
	if err := d.Apply(p.Mount(n)); err != nil {
		t.Fatal(err)
	}
	if err := d.Equal(string(view.AppendHTML(nil, n, nil))); err != nil {
		t.Fatal(err)
	}
	if d.Copies != 1 {
		t.Errorf("%d copies, want 1", d.Copies)
	}
}

func TestUpdateOfTheSameNodeIsEmpty(t *testing.T) {
	var p view.Patcher
	n := rows("a", "b")
	p.Mount(n)
	if patch := p.Update(n); !patch.Empty() {
		t.Errorf("words = %v, want none", patch.Words)
	}
	if patch := p.Update(rows("a", "b")); !patch.Empty() {
		t.Errorf("words of an equal tree = %v, want none", patch.Words)
	}
}

// What was typed into one field must never end up in another one.
func TestControlsAreNotReusedForOtherFields(t *testing.T) {
	input := func(name string) *view.Node {
		return view.El("div", view.El("input", view.Attr{Name: "name", Value: name}))
	}
	form := func(action string) *view.Node {
		return view.El("div", view.Form("POST", action, view.El("input", view.Attr{Name: "name", Value: "title"})))
	}
	for _, c := range [][2]*view.Node{
		{input("title"), input("body")},
		{form("/todos/1"), form("/todos/2")},
	} {
		var p view.Patcher
		d := NewDOM("")
		if err := d.Apply(p.Mount(c[0])); err != nil {
			t.Fatal(err)
		}
		old := d.root.FirstChild.FirstChild
		if err := d.Apply(p.Update(c[1])); err != nil {
			t.Fatal(err)
		}
		if d.root.FirstChild.FirstChild == old {
			t.Errorf("%s shows another field in the same element", old.Data)
		}
	}
}

func TestAdoptRepairsTextAndAttributes(t *testing.T) {
	var p view.Patcher
	d := NewDOM(`<p class="old" lang="de">three<b></b></p>`)
	n := view.El("p", view.Class("new"), view.Text("fo"), view.Text("ur"), view.El("b", view.Text("!")))
	if err := d.Apply(p.Adopt(n)); err != nil {
		t.Fatal(err)
	}
	if err := d.Equal(`<p class="new">four<b>!</b></p>`); err != nil {
		t.Error(err)
	}
	if d.Repairs != 4 {
		t.Errorf("%d repairs, want 4", d.Repairs)
	}
}

func TestAdoptNamesWhatDiffers(t *testing.T) {
	for markup, want := range map[string]string{
		`<ul><p></p></ul>`:                      `in <ul>: want <li> as child 1, have p`,
		`<ul></ul>`:                             `in <ul>: want <li> as child 1, have the end`,
		`<ul><li>a</li><li></li><li></li></ul>`: `in <ul>: want the end after child 2, have li`,
	} {
		var p view.Patcher
		d := NewDOM(markup)
		n := rows("a", "b")
		err := d.Apply(p.Adopt(n))
		if err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", markup, err, want)
		}
		if err := d.Apply(p.Mount(n)); err != nil {
			t.Fatal(err)
		}
		if err := d.Equal(`<ul><li>a</li><li>b</li></ul>`); err != nil {
			t.Error(err)
		}
	}
}
