package wire

import (
	"unicode/utf8"

	"github.com/tandemgo/tandem/model"
)

// A value begins with its length plus valueText, or with what it is.
const (
	valueNull = iota
	valueFalse
	valueTrue
	valueAbsent
	valueText
)

func (e *encoder) value(v model.Value) {
	switch v {
	case model.Null:
		e.byte(valueNull)
	case model.False:
		e.byte(valueFalse)
	case model.True:
		e.byte(valueTrue)
	case "":
		e.byte(valueAbsent)
	default:
		e.uint(uint64(len(v)) + valueText)
		e.b = append(e.b, v...)
	}
}

func (d *decoder) value() model.Value {
	n := d.uint()
	switch n {
	case valueNull:
		return model.Null
	case valueFalse:
		return model.False
	case valueTrue:
		return model.True
	case valueAbsent:
		return ""
	}
	if n -= valueText; n > uint64(d.left()) {
		d.fail(ErrLimit)
		return ""
	}
	s := d.take(int(n))
	if !canonical(s) {
		d.fail(ErrValue)
		return ""
	}
	return model.Value(s)
}

// canonical reports whether s is a value that has no shorter form. Plain
// strings and whole numbers, which are nearly all there is, are not parsed.
func canonical(s string) bool {
	if s == "" {
		return false
	}
	switch c := s[0]; {
	case c == '"':
		if len(s) < 2 || s[len(s)-1] != '"' {
			return false
		}
		var high byte
		for i := 1; i < len(s)-1; i++ {
			c := s[i]
			if c < 0x20 || c == '"' {
				return false
			}
			if c == '\\' {
				return parsed(s)
			}
			high |= c
		}
		return high < utf8.RuneSelf || utf8.ValidString(s)
	case c >= '1' && c <= '9':
		for i := 1; i < len(s); i++ {
			if s[i] < '0' || s[i] > '9' {
				return parsed(s)
			}
		}
		return true
	case c == '0' && len(s) == 1:
		return true
	case c == 'n' || c == 't' || c == 'f':
		return false // one byte would do
	}
	return parsed(s)
}

func parsed(s string) bool {
	v, err := model.ParseJSON(s)
	return err == nil && string(v) == s
}
