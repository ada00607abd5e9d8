package postgres

import (
	"strings"
	"unicode/utf8"
)

// PostgreSQL's text holds any valid UTF-8 but the byte 0, and a store must hold
// that too. So the byte 0 is written as 1 1, and the byte 1 as 1 2. No text has
// these bytes as a rule, so that nearly all are written as they are; and the order
// of texts by bytes stays what it was.
var (
	escaping   = strings.NewReplacer("\x00", "\x01\x01", "\x01", "\x01\x02")
	unescaping = strings.NewReplacer("\x01\x01", "\x00", "\x01\x02", "\x01")
)

// escape returns a text as a column holds it.
func escape(s string) string {
	if strings.IndexByte(s, 0) < 0 && strings.IndexByte(s, 1) < 0 {
		return s
	}
	return escaping.Replace(s)
}

// unescape returns the text that a column holds.
func unescape(s string) string {
	if strings.IndexByte(s, 1) < 0 {
		return s
	}
	return unescaping.Replace(s)
}

// ceiling returns the first text in valid UTF-8 that is not before s in the order
// of bytes, since only such a one can be sent to the database: the texts before s
// are those before ceiling(s). ok is false if there is none.
func ceiling(s string) (text string, ok bool) {
	valid := 0
	for valid < len(s) {
		r, n := utf8.DecodeRuneInString(s[valid:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		valid += n
	}
	if valid == len(s) {
		return s, true
	}
	// The next text has, at the first wrong byte, the first character that is
	// encoded as more than what is there; or else it is what comes after all that
	// begin with the right part.
	head, rest := s[:valid], s[valid:]
	lo, hi := rune(0), rune(utf8.MaxRune+1)
	for lo < hi {
		if mid := (lo + hi) / 2; string(whole(mid)) < rest {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo <= utf8.MaxRune {
		return head + string(whole(lo)), true
	}
	for head != "" {
		r, n := utf8.DecodeLastRuneInString(head)
		if head = head[:len(head)-n]; r < utf8.MaxRune {
			return head + string(whole(r+1)), true
		}
	}
	return "", false
}

// whole returns r, or the first character behind the surrogates if it is one of
// them: UTF-8 has none.
func whole(r rune) rune {
	if r >= 0xd800 && r < 0xe000 {
		return 0xe000
	}
	return r
}

// valid reports whether a database can hold the texts.
func valid(texts ...string) bool {
	for _, s := range texts {
		if !utf8.ValidString(s) {
			return false
		}
	}
	return true
}
