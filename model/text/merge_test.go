package text

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMerge(t *testing.T) {
	for _, c := range []struct{ name, base, mine, theirs, want string }{
		{"nothing", "", "", "", ""},
		{"different lines", "a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n", "A\nb\nC\n"},
		{"different words of a line", "buy milk and bread", "buy oat milk and bread", "buy milk and butter", "buy oat milk and butter"},
		{"the same", "a", "b", "b", "b"},
		{"the same word, differently", "a cat", "a dog", "a cow", "!"},
		{"put in at the same place", "ab", "ab c", "ab d", "!"},
		{"both begin a text", "", "x", "y", "!"},
		{"only one begins it", "", "x", "", "x"},
		{"one deletes what the other changes", "a\nb\nc\n", "a\nc\n", "a\nB\nc\n", "!"},
		{"one deletes, the other changes elsewhere", "a\nb\nc\nd\n", "a\nc\nd\n", "a\nb\nc\nD\n", "a\nc\nD\n"},
		{"line ends stay", "a\r\nb\r\nc", "A\r\nb\r\nc", "a\r\nb\r\nC", "A\r\nb\r\nC"},
		{"a last line end", "a\nb", "a\nb\n", "A\nb", "A\nb\n"},
		{"a last line end goes", "a\nb\n", "a\nb", "A\nb\n", "A\nb"},
		{"mixed line ends", "a\r\nb\nc\r\n", "a\nb\nc\r\n", "a\r\nb\nC\r\n", "a\nb\nC\r\n"},
		{"marks stay with letters", "cafe\u0301 x y", "cafe\u0301 z y", "cafe x y", "cafe z y"},
		{"an emoji of several characters", "a 👩\u200d🚀 b c", "a 👩\u200d🚀 b d", "A 👩\u200d🚀 b c", "A 👩\u200d🚀 b d"},
		{"one deletes all", "a\nb\n", "", "a\nb\n", ""},
		{"words of Greek", "το γάλα και το ψωμί", "το γάλα και το τυρί", "ένα γάλα και το ψωμί", "ένα γάλα και το τυρί"},
	} {
		got, ok := Merge(c.base, c.mine, c.theirs)
		if want := c.want != "!"; ok != want || ok && got != c.want {
			t.Errorf("%s: %q, %t, want %q", c.name, got, ok, c.want)
		}
	}
}

// random returns a text of a few words and lines, so that texts have much in
// common.
func random(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(12) {
		b.WriteString([]string{"a", "b", "c", " ", " ", "\n", "\r\n", "é", "e\u0301", "."}[r.IntN(10)])
	}
	return b.String()
}

// edited returns s with a few places changed.
func edited(r *rand.Rand, s string) string {
	ws := words(s)
	for range r.IntN(3) {
		i := r.IntN(len(ws) + 1)
		switch {
		case i < len(ws) && r.IntN(2) == 0:
			ws = slices.Delete(slices.Clone(ws), i, i+1)
		default:
			ws = slices.Insert(slices.Clone(ws), i, random(r))
		}
	}
	return strings.Join(ws, "")
}

func laws(t *testing.T, base, mine, theirs string) {
	t.Helper()
	for _, c := range [][4]string{{base, base, theirs, theirs}, {base, mine, base, mine}, {base, mine, mine, mine}} {
		if got, ok := Merge(c[0], c[1], c[2]); !ok || got != c[3] {
			t.Fatalf("identity: Merge(%q, %q, %q) = %q, %t", c[0], c[1], c[2], got, ok)
		}
	}
	got, ok := Merge(base, mine, theirs)
	again, same := Merge(base, theirs, mine)
	if got != again || ok != same {
		t.Fatalf("symmetry: Merge(%q, %q, %q) = %q, %t; the other way %q, %t", base, mine, theirs, got, ok, again, same)
	}
	var b, m, th strings.Builder
	var last Kind = 255
	for _, h := range Hunks(base, mine, theirs) {
		b.WriteString(h.Base)
		m.WriteString(h.Mine)
		th.WriteString(h.Theirs)
		if h.Kind == last {
			t.Fatalf("two hunks of one kind: Hunks(%q, %q, %q)", base, mine, theirs)
		}
		last = h.Kind
		switch want := classify(h.Base, h.Mine, h.Theirs).Kind; {
		case h.Kind != want:
			t.Fatalf("a hunk of kind %d is %d: %+v", h.Kind, want, h)
		}
	}
	if b.String() != base || m.String() != mine || th.String() != theirs {
		t.Fatalf("the hunks of %q, %q, %q are those of %q, %q, %q", base, mine, theirs, b.String(), m.String(), th.String())
	}
	if ok {
		// No text is invented.
		ms, ts := tally(mine), tally(theirs)
		for w, n := range tally(got) {
			if n > ms[w]+ts[w] {
				t.Fatalf("Merge(%q, %q, %q) = %q has %q %d times", base, mine, theirs, got, w, n)
			}
		}
	}
	var old, now strings.Builder
	for _, p := range Words(base, mine) {
		if p.Text == "" {
			t.Fatal("an empty piece")
		}
		if p.Change != Added {
			old.WriteString(p.Text)
		}
		if p.Change != Removed {
			now.WriteString(p.Text)
		}
	}
	if old.String() != base || now.String() != mine {
		t.Fatalf("Words(%q, %q) are of %q and %q", base, mine, old.String(), now.String())
	}
}

// tally counts the bytes of a text, which no splitting into words can change.
func tally(s string) map[string]int {
	m := map[string]int{}
	for i := range len(s) {
		m[s[i:i+1]]++
	}
	return m
}

func TestLaws(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	merged := 0
	for range 20_000 {
		base := random(r)
		mine, theirs := edited(r, base), edited(r, base)
		laws(t, base, mine, theirs)
		if s, ok := Merge(base, mine, theirs); ok && s != mine && s != theirs {
			merged++
		}
		laws(t, random(r), random(r), random(r))
	}
	if merged < 1000 {
		t.Errorf("only %d texts were merged of two", merged)
	}
}

// Changes of lines that do not touch are always merged.
func TestApart(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 2000 {
		n := 5 + r.IntN(20)
		base := make([]string, n)
		for i := range base {
			base[i] = "line " + string(rune('a'+i)) + "\n"
		}
		cut := 1 + r.IntN(n-3)
		change := func(ls []string) []string {
			out := slices.Clone(ls)
			i := r.IntN(len(out))
			if r.IntN(2) == 0 {
				return slices.Delete(out, i, i+1)
			}
			out[i] = "new " + random(r) + "\n"
			return out
		}
		head, tail := change(base[:cut]), change(base[cut+1:])
		mid := base[cut : cut+1]
		join := func(parts ...[]string) string { return strings.Join(slices.Concat(parts...), "") }
		mine, theirs := join(head, base[cut:]), join(base[:cut], mid, tail)
		if got, ok := Merge(join(base), mine, theirs); !ok || got != join(head, mid, tail) {
			t.Fatalf("Merge(%q, %q, %q) = %q, %t", join(base), mine, theirs, got, ok)
		}
	}
}

// Texts that have nothing in common cost no more than they must.
func TestLong(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	long := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(string(rune('a' + r.IntN(26))))
			if r.IntN(5) == 0 {
				b.WriteString(" \n"[r.IntN(2):][:1])
			}
		}
		return b.String()
	}
	base, mine, theirs := long(200_000), long(200_000), long(200_000)
	if _, ok := Merge(base, mine, theirs); ok {
		t.Error("texts that have nothing in common were merged")
	}
	laws(t, base[:3000], mine[:3000], theirs[:3000])
	if got, ok := Merge(base, base+"x", "y"+base); !ok || got != "y"+base+"x" {
		t.Error("a long text with two small changes was not merged")
	}
}

func FuzzMerge(f *testing.F) {
	f.Add("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC")
	f.Add("buy milk", "buy oat milk", "buy milk\r\n")
	f.Add("", "x", "y")
	f.Fuzz(func(t *testing.T, base, mine, theirs string) {
		for _, s := range []string{base, mine, theirs} {
			if !utf8.ValidString(s) {
				return // a field holds none
			}
		}
		laws(t, base, mine, theirs)
		for _, w := range words(base) {
			if !utf8.ValidString(w) {
				t.Fatalf("a character is torn: %q", w)
			}
		}
	})
}

func BenchmarkMerge(b *testing.B) {
	for _, n := range []int{10, 100, 1000} {
		base := strings.Repeat("The quick brown fox jumps over the lazy dog, as ever it did.\n", n)
		mine := strings.Replace(base, "quick", "slow", 1)
		theirs := base[:len(base)-2] + "!\n"
		b.Run(strconv.Itoa(len(base))+"B", func(b *testing.B) {
			b.SetBytes(int64(len(base)))
			for b.Loop() {
				if _, ok := Merge(base, mine, theirs); !ok {
					b.Fatal("a conflict")
				}
			}
		})
	}
}
