package text

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// common returns how many tokens two lists were found to share, after it has seen
// that they do, in one order.
func common(t *testing.T, a, b []string) int {
	t.Helper()
	n, last := 0, match{}
	for _, m := range matches(a, b) {
		if m.n <= 0 || m.a < last.a+last.n || m.b < last.b+last.n || m.a+m.n > len(a) || m.b+m.n > len(b) {
			t.Fatalf("run %+v behind %+v, of %d and %d tokens", m, last, len(a), len(b))
		}
		if n > 0 && m.a == last.a+last.n && m.b == last.b+last.n {
			t.Fatalf("%+v goes on from %+v", m, last)
		}
		if !slices.Equal(a[m.a:m.a+m.n], b[m.b:m.b+m.n]) {
			t.Fatalf("%+v is of %q and %q", m, a[m.a:m.a+m.n], b[m.b:m.b+m.n])
		}
		n, last = n+m.n, m
	}
	return n
}

// longest returns how many tokens two lists share at most in one order.
func longest(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		left := 0
		for k, y := range b {
			up := row[k+1]
			if x == y {
				row[k+1] = left + 1
			} else {
				row[k+1] = max(up, row[k])
			}
			left = up
		}
	}
	return row[len(b)]
}

func block(name string, n int) []string {
	ls := make([]string, n)
	for i := range ls {
		ls[i] = name + strconv.Itoa(i)
	}
	return ls
}

// Lists that differ in a few places have their shortest difference, and others one
// that is true.
func TestMatches(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	few, many := 0, 0
	for range 1500 {
		a := make([]string, r.IntN(200))
		of := []int{2, 10, 1000}[r.IntN(3)]
		for i := range a {
			a[i] = strconv.Itoa(r.IntN(of))
		}
		b := slices.Clone(a)
		for range r.IntN(60) {
			i := r.IntN(len(b) + 1)
			if n := min(r.IntN(6), len(b)-i); r.IntN(2) == 0 {
				b = slices.Delete(b, i, i+n)
			} else {
				b = slices.Insert(b, i, block(strconv.Itoa(r.IntN(of)), n)...)
			}
		}
		got, most := common(t, a, b), longest(a, b)
		if len(a)+len(b)-2*most <= fewEdits {
			few++
			if got != most {
				t.Fatalf("%d of %d tokens of %q and %q", got, most, a, b)
			}
		} else {
			many++
		}
		common(t, b, a)
	}
	if few < 200 || many < 200 {
		t.Errorf("%d have few edits and %d many", few, many)
	}
}

// Long lists are compared in parts. Nothing is missed that a reader would see.
func TestMatchesInParts(t *testing.T) {
	lines := block("the line of a text that has the number ", 3000)
	every := func(n int) []string {
		ls := slices.Clone(lines)
		for i := n / 2; i < len(ls); i += n {
			ls[i] = "changed"
		}
		return ls
	}
	repeated := make([]string, 3000)
	for i := range repeated {
		repeated[i] = "one of a few lines: " + strconv.Itoa(i%7)
	}
	same := slices.Repeat([]string{"same"}, 5)
	for _, c := range []struct {
		name string
		a, b []string
		want int
	}{
		{"every 20th changed", lines, every(20), 3000 - 150},
		{"every 5th changed", lines, every(5), 3000 - 600},
		{"equal lines behind the last change", slices.Concat(lines, same, []string{"p"}, same, []string{"q"}), slices.Concat(every(5), []string{"r"}, same, []string{"s"}, same, []string{"t"}), 3000 - 600 + 10},
		{"every other changed", lines, every(2), 3000 - 1500},
		{"three blocks put in", lines, slices.Concat(block("a", 400), lines[:1000], block("b", 400), lines[1000:2000], block("c", 400), lines[2000:]), 3000},
		{"a block of equal lines put in twice", lines, slices.Concat(lines[:1000], make([]string, 500), lines[1000:2000], make([]string, 500), lines[2000:]), 3000},
		{"a block moved", lines, slices.Concat(lines[:500], lines[1000:2500], lines[500:1000], lines[2500:]), 2500},
		{"few lines, a block taken out of two places", repeated, slices.Concat(repeated[:700], repeated[1050:2100], repeated[2450:]), 2300},
		{"nothing in common", lines, block("x", 3000), 0},
	} {
		if got := common(t, c.a, c.b); got < c.want {
			t.Errorf("%s: %d tokens, want %d", c.name, got, c.want)
		}
		if got := common(t, c.b, c.a); got < c.want {
			t.Errorf("%s, the other way: %d tokens, want %d", c.name, got, c.want)
		}
	}
}

// What holds for short texts holds for those that are compared in parts.
func TestLawsOfLongTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 100 {
		base := ""
		for len(base) < 4000 {
			base += random(r)
		}
		mine, theirs := base, base
		for range 30 {
			mine, theirs = edited(r, mine), edited(r, theirs)
		}
		laws(t, base, mine, theirs)
	}
}
