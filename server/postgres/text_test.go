package postgres

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"
)

// Texts come back as they were, have no byte 0 in the database, and keep their
// order there.
func TestEscape(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	text := func() string {
		b := make([]byte, rnd.IntN(5))
		for i := range b {
			b[i] = []byte{0, 1, 2, 3, 'a', 0xff}[rnd.IntN(6)]
		}
		return string(b)
	}
	for range 100_000 {
		a, b := text(), text()
		if unescape(escape(a)) != a || strings.Contains(escape(a), "\x00") {
			t.Fatalf("%q is kept as %q and comes back as %q", a, escape(a), unescape(escape(a)))
		}
		if strings.Compare(a, b) != strings.Compare(escape(a), escape(b)) {
			t.Fatalf("%q and %q are in the wrong order", a, b)
		}
	}
	if s := "as it is, also ü"; escape(s) != s {
		t.Error("a text without these bytes is changed")
	}
}

// The ceiling of a text divides those in valid UTF-8 as the text itself does.
func TestCeiling(t *testing.T) {
	rnd := rand.New(rand.NewPCG(2, 2))
	pieces := []string{"", "a", "\x00", "\x7f", "\u0080", "\u00bf", "\u00c0", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufffd", "\uffff", "\U00010000", "\U0010fffe", "\U0010ffff",
		"\x80", "\xbf", "\xc0", "\xc1", "\xc2", "\xc3", "\xdf", "\xe0", "\xe0\x80", "\xed", "\xed\xa0", "\xed\xa0\x80", "\xed\xbf", "\xef", "\xef\xbf", "\xf0", "\xf0\x90", "\xf4", "\xf4\x8f\xbf", "\xf4\x90", "\xf5", "\xff"}
	text := func() string {
		s := ""
		for range rnd.IntN(4) {
			s += pieces[rnd.IntN(len(pieces))]
		}
		return s
	}
	var right []string
	for range 20_000 {
		if s := text(); utf8.ValidString(s) {
			right = append(right, s)
		}
	}
	none := 0
	for range 2_000 {
		s := text()
		c, ok := ceiling(s)
		if ok && !utf8.ValidString(c) || utf8.ValidString(s) && (c != s || !ok) {
			t.Fatalf("the ceiling of %q is %q, %t", s, c, ok)
		}
		if !ok {
			none++
		}
		for _, r := range right {
			if before := !ok || r < c; before != (r < s) {
				t.Fatalf("%q is before %q: %t, but not before %q, %t", r, s, r < s, c, ok)
			}
		}
	}
	if none == 0 {
		t.Error("no text was behind all that are valid")
	}
}
