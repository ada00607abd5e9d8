package model

import (
	"unicode/utf8"

	"github.com/tandemgo/tandem/model/text"
)

// Text is a field of prose, which several people may change at the same time:
// changes of different places are merged, by lines and then by words; of the same
// place, they are a conflict.
type Text struct{ s string }

// TextOf returns a text.
func TextOf(s string) Text { return Text{s} }

// String returns the text.
func (t Text) String() string { return t.s }

// Edit says what the whole text is to be, as its author has left it.
func (t *Text) Edit(s string) { t.s = s }

// Insert puts s in before the character with the number at, counted from 0; past
// the end it is appended.
func (t *Text) Insert(at int, s string) {
	i := offset(t.s, at)
	t.s = t.s[:i] + s + t.s[i:]
}

// Delete takes n characters out, from the one with the number at on.
func (t *Text) Delete(at, n int) {
	i := offset(t.s, at)
	t.s = t.s[:i] + t.s[i+offset(t.s[i:], n):]
}

// offset returns the byte at which the character with a number begins.
func offset(s string, at int) int {
	i := 0
	for ; at > 0 && i < len(s); at-- {
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	return i
}

func (t Text) encode() (Value, error) { return String(t.s), nil }

func (t *Text) decode(v Value) error {
	s, err := v.Text()
	if err == nil {
		t.s = s
	}
	return err
}

func (t *Text) assign(v Value) error { return t.decode(v) }

func (t *Text) read(texts []string) bool {
	t.s = lineEnds(texts[len(texts)-1], t.s)
	return true
}

func (t Text) kind() string { return "text" }

func (t Text) merge(base, mine, theirs Value) (Value, bool) { return mergeText(base, mine, theirs) }

// mergeText merges values that are texts.
func mergeText(base, mine, theirs Value) (Value, bool) {
	b, err1 := base.Text()
	m, err2 := mine.Text()
	t, err3 := theirs.Text()
	if err1 != nil || err2 != nil || err3 != nil {
		return "", false
	}
	s, ok := text.Merge(b, m, t)
	return String(s), ok
}
