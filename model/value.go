package model

import (
	"errors"
	"strconv"
	"unicode/utf8"
)

// Value is the value of a field, as JSON text (RFC 8259) without white space.
// Two values are equal if their texts are. The zero Value means that there is
// no such field, which is not the same as null.
type Value string

// Values of their own.
const (
	Null  Value = "null"
	True  Value = "true"
	False Value = "false"
)

// MaxDepth is how deep arrays and objects of a value may be nested.
const MaxDepth = 64

// wrapped is how much deeper it may be within what this package makes of values.
const wrapped = 4

// Reasons for which text is not a value.
var (
	ErrSyntax = errors.New("not valid JSON")
	ErrDepth  = errors.New("JSON nested deeper than 64 levels")
	ErrUTF8   = errors.New("text is not valid UTF-8")
	ErrKind   = errors.New("value is of another type")
)

// String returns s as a value. Bytes of s that are not UTF-8 become U+FFFD.
func String(s string) Value {
	return Value(appendString(make([]byte, 0, len(s)+2), s))
}

// Int returns i as a value.
func Int(i int64) Value { return Value(strconv.FormatInt(i, 10)) }

// Uint returns i as a value.
func Uint(i uint64) Value { return Value(strconv.FormatUint(i, 10)) }

// Float returns f as a value, or ErrKind if it is infinite or not a number.
func Float(f float64) (Value, error) {
	if f != f || f-f != 0 {
		return "", ErrKind
	}
	if f == 0 {
		return "0", nil // one zero: -0 equals it and would compare unlike it
	}
	return Value(strconv.FormatFloat(f, 'g', -1, 64)), nil
}

// Bool returns b as a value.
func Bool(b bool) Value {
	if b {
		return True
	}
	return False
}

// Text returns the string that v holds, or ErrKind.
func (v Value) Text() (string, error) {
	if len(v) < 2 || v[0] != '"' {
		return "", ErrKind
	}
	plain := true
	for i := 1; i < len(v)-1; i++ {
		if v[i] == '\\' {
			plain = false
			break
		}
	}
	if plain {
		return string(v[1 : len(v)-1]), nil
	}
	s := scanner{in: string(v)}
	return s.text()
}

// Int returns the integer that v holds, or ErrKind.
func (v Value) Int() (int64, error) {
	i, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil {
		return 0, ErrKind
	}
	return i, nil
}

// Float returns the number that v holds, or ErrKind.
func (v Value) Float() (float64, error) {
	if v == "" || v[0] != '-' && (v[0] < '0' || v[0] > '9') {
		return 0, ErrKind
	}
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil {
		return 0, ErrKind
	}
	return f, nil
}

// Bool returns the truth value that v holds, or ErrKind.
func (v Value) Bool() (bool, error) {
	switch v {
	case True:
		return true, nil
	case False:
		return false, nil
	}
	return false, ErrKind
}

// Member is a name and its value in an object.
type Member struct {
	Name  string
	Value Value
}

// Members returns the members of the object that v holds, in their order, or
// ErrKind.
func (v Value) Members() ([]Member, error) {
	s := scanner{in: string(v)}
	if !s.eat('{') {
		return nil, ErrKind
	}
	var ms []Member
	for !s.eat('}') {
		if len(ms) > 0 && !s.eat(',') {
			return nil, ErrSyntax
		}
		name, err := s.text()
		if err != nil {
			return nil, err
		}
		if !s.eat(':') {
			return nil, ErrSyntax
		}
		start := s.at
		if err := s.skip(1); err != nil {
			return nil, err
		}
		ms = append(ms, Member{name, v[start:s.at]})
	}
	return ms, nil
}

// Elements returns the elements of the array that v holds, or ErrKind.
func (v Value) Elements() ([]Value, error) {
	s := scanner{in: string(v)}
	if !s.eat('[') {
		return nil, ErrKind
	}
	var vs []Value
	for !s.eat(']') {
		if len(vs) > 0 && !s.eat(',') {
			return nil, ErrSyntax
		}
		start := s.at
		if err := s.skip(1); err != nil {
			return nil, err
		}
		vs = append(vs, v[start:s.at])
	}
	return vs, nil
}

// Object returns ms as an object.
func Object(ms ...Member) Value {
	b := []byte{'{'}
	for i, m := range ms {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, m.Name)
		b = append(b, ':')
		b = append(b, m.Value...)
	}
	return Value(append(b, '}'))
}

// Array returns vs as an array.
func Array(vs ...Value) Value {
	b := []byte{'['}
	for i, v := range vs {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, v...)
	}
	return Value(append(b, ']'))
}

// ParseJSON reads one JSON text (RFC 8259). White space goes, strings are
// written in one form, numbers stay as they were written. It returns an error
// wrapping ErrSyntax, ErrDepth or ErrUTF8; a name that appears twice in an
// object, and half of a surrogate pair, are syntax errors (I-JSON, RFC 7493).
func ParseJSON(text string) (Value, error) {
	if !utf8.ValidString(text) {
		return "", ErrUTF8
	}
	s := scanner{in: text, out: make([]byte, 0, len(text)), copy: true}
	s.space()
	if err := s.skip(0); err != nil {
		return "", err
	}
	s.space()
	if s.at != len(text) {
		return "", ErrSyntax
	}
	return Value(s.out), nil
}

// scanner reads JSON text; with copy set it writes the canonical form to out.
type scanner struct {
	in   string
	at   int
	out  []byte
	copy bool
}

func (s *scanner) space() {
	for s.at < len(s.in) {
		switch s.in[s.at] {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return
		}
	}
}

func (s *scanner) eat(c byte) bool {
	if s.at < len(s.in) && s.in[s.at] == c {
		s.at++
		if s.copy {
			s.out = append(s.out, c)
		}
		return true
	}
	return false
}

// skip reads one value, depth levels down.
func (s *scanner) skip(depth int) error {
	if s.at >= len(s.in) {
		return ErrSyntax
	}
	switch c := s.in[s.at]; {
	case c == '{' || c == '[':
		if depth >= MaxDepth && (s.copy || depth >= MaxDepth+wrapped) {
			return ErrDepth
		}
		return s.nested(depth, c)
	case c == '"':
		if !s.copy {
			return s.skipText()
		}
		t, err := s.text()
		if err != nil {
			return err
		}
		s.out = appendString(s.out, t)
		return nil
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	}
	for _, w := range [...]Value{True, False, Null} {
		if len(s.in)-s.at >= len(w) && s.in[s.at:s.at+len(w)] == string(w) {
			s.at += len(w)
			if s.copy {
				s.out = append(s.out, w...)
			}
			return nil
		}
	}
	return ErrSyntax
}

func (s *scanner) nested(depth int, open byte) error {
	shut := open + 2 // in ASCII, '{' and '}' as '[' and ']' are two apart
	s.eat(open)
	var names map[string]bool
	for n := 0; ; n++ {
		s.space()
		if s.eat(shut) {
			return nil
		}
		if n > 0 {
			if !s.eat(',') {
				return ErrSyntax
			}
			s.space()
		}
		if open == '{' {
			name, err := s.text()
			if err != nil {
				return err
			}
			if s.copy {
				if names[name] {
					return ErrSyntax
				}
				if names == nil {
					names = map[string]bool{}
				}
				names[name] = true
				s.out = appendString(s.out, name)
			}
			s.space()
			if !s.eat(':') {
				return ErrSyntax
			}
			s.space()
		}
		if err := s.skip(depth + 1); err != nil {
			return err
		}
	}
}

func (s *scanner) number() error {
	start := s.at
	digits := func() bool {
		n := s.at
		for s.at < len(s.in) && s.in[s.at] >= '0' && s.in[s.at] <= '9' {
			s.at++
		}
		return s.at > n
	}
	next := func(c byte) bool {
		if s.at < len(s.in) && s.in[s.at] == c {
			s.at++
			return true
		}
		return false
	}
	next('-')
	if !next('0') && !digits() {
		return ErrSyntax
	}
	if next('.') && !digits() {
		return ErrSyntax
	}
	if next('e') || next('E') {
		if !next('+') {
			next('-')
		}
		if !digits() {
			return ErrSyntax
		}
	}
	if s.copy {
		s.out = append(s.out, s.in[start:s.at]...)
	}
	return nil
}

func (s *scanner) skipText() error {
	for i := s.at + 1; i < len(s.in); i++ {
		switch s.in[i] {
		case '\\':
			i++
		case '"':
			s.at = i + 1
			return nil
		}
	}
	return ErrSyntax
}

// text reads a string and returns what it means.
func (s *scanner) text() (string, error) {
	if s.at >= len(s.in) || s.in[s.at] != '"' {
		return "", ErrSyntax
	}
	i := s.at + 1
	var b []byte
	from := i
	for i < len(s.in) {
		c := s.in[i]
		switch {
		case c == '"':
			s.at = i + 1
			if b == nil {
				return s.in[from:i], nil
			}
			return string(append(b, s.in[from:i]...)), nil
		case c < 0x20:
			return "", ErrSyntax
		case c != '\\':
			i++
			continue
		}
		b = append(b, s.in[from:i]...)
		if i+1 >= len(s.in) {
			return "", ErrSyntax
		}
		i++
		switch s.in[i] {
		case '"', '\\', '/':
			b = append(b, s.in[i])
		case 'b':
			b = append(b, '\b')
		case 'f':
			b = append(b, '\f')
		case 'n':
			b = append(b, '\n')
		case 'r':
			b = append(b, '\r')
		case 't':
			b = append(b, '\t')
		case 'u':
			r, ok := hex4(s.in, i+1)
			if !ok {
				return "", ErrSyntax
			}
			i += 4
			if r >= 0xD800 && r < 0xE000 {
				low, ok := rune(0), false
				if r < 0xDC00 && i+2 < len(s.in) && s.in[i+1] == '\\' && s.in[i+2] == 'u' {
					low, ok = hex4(s.in, i+3)
				}
				if !ok || low < 0xDC00 || low >= 0xE000 {
					return "", ErrSyntax
				}
				r = (r-0xD800)<<10 + (low - 0xDC00) + 0x10000
				i += 6
			}
			b = utf8.AppendRune(b, r)
		default:
			return "", ErrSyntax
		}
		i++
		from = i
	}
	return "", ErrSyntax
}

func hex4(s string, at int) (rune, bool) {
	if at+4 > len(s) {
		return 0, false
	}
	n, err := strconv.ParseUint(s[at:at+4], 16, 16)
	return rune(n), err == nil
}

// appendString appends s as a JSON string: only what must be escaped is.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && n == 1 {
				b = append(b, s[from:i]...)
				b = append(b, "\uFFFD"...)
				from = i + 1
			}
			i += n
			continue
		}
		if c >= 0x20 && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
		i++
		from = i
	}
	b = append(b, s[from:]...)
	return append(b, '"')
}
