package text

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lines splits a text behind its line ends.
func lines(s string) []string {
	out := make([]string, 0, len(s)/32+1)
	for s != "" {
		n := strings.IndexByte(s, '\n') + 1
		if n == 0 {
			n = len(s)
		}
		out, s = append(out, s[:n]), s[n:]
	}
	return out
}

// words splits a text into runs of letters and digits, runs of spaces, and single
// other characters, each with the marks and joiners that belong to it.
func words(s string) []string {
	var out []string
	last, from := 0, 0
	for i, r := range s {
		c := class(r)
		switch {
		case i == 0:
		case c == extends:
			continue
		case c == last && c != other:
			continue
		default:
			out = append(out, s[from:i])
			from = i
		}
		last = c
	}
	if from < len(s) {
		out = append(out, s[from:])
	}
	return out
}

const (
	other = iota
	letter
	space
	extends // what is before it
)

func class(r rune) int {
	switch {
	case r == '\n' || r == '\r':
		return other
	case r < utf8.RuneSelf:
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_':
			return letter
		case r == ' ' || r == '\t':
			return space
		}
		return other
	case r == 0x200d || r >= 0xfe00 && r <= 0xfe0f || r >= 0x1f3fb && r <= 0x1f3ff || unicode.Is(unicode.M, r):
		return extends
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return letter
	case unicode.IsSpace(r):
		return space
	}
	return other
}
