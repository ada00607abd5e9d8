package model

import (
	"math"
	"strconv"
	"time"
)

// Time is a point in time: microseconds since 1970 in UTC. As a field of a record
// it is stored as text (RFC 3339) with six digits behind the second and a Z, so
// that the order of the texts is that of the times; years are 0001 to 9999.
type Time int64

// TimeOf returns t, cut off to the microsecond. What is before the year 1 or after
// 9999 is a time that no record takes.
func TimeOf(t time.Time) Time {
	switch s := t.Unix(); {
	case s < firstDay*day/second:
		return math.MinInt64
	case s >= (lastDay+1)*day/second:
		return math.MaxInt64
	}
	return Time(t.UnixMicro())
}

// Std returns t as the standard library has it, in UTC.
func (t Time) Std() time.Time { return time.UnixMicro(int64(t)).UTC() }

const (
	second   = 1_000_000
	day      = 24 * 3600 * second
	firstDay = -719162 // 0001-01-01
	lastDay  = 2932896 // 9999-12-31
)

// String returns t as it is stored; years out of range give "".
func (t Time) String() string {
	d, rest := int64(t)/day, int64(t)%day
	if rest < 0 {
		d, rest = d-1, rest+day
	}
	if d < firstDay || d > lastDay {
		return ""
	}
	y, m, dd := civil(d)
	b := make([]byte, 0, 27)
	b = append(pad(b, y, 4), '-')
	b = append(pad(b, m, 2), '-')
	b = append(pad(b, dd, 2), 'T')
	b = append(pad(b, rest/(3600*second), 2), ':')
	b = append(pad(b, rest/(60*second)%60, 2), ':')
	b = append(pad(b, rest/second%60, 2), '.')
	return string(append(pad(b, rest%second, 6), 'Z'))
}

// MarshalText returns t as it is stored, so that programs which read a representation
// can use a record's struct for it.
func (t Time) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText is ParseTime.
func (t *Time) UnmarshalText(text []byte) (err error) {
	*t, err = ParseTime(string(text))
	return err
}

func pad(b []byte, n int64, digits int) []byte {
	s := strconv.FormatInt(n, 10)
	for i := len(s); i < digits; i++ {
		b = append(b, '0')
	}
	return append(b, s...)
}

// civil returns the date of a day counted from 1970, in the Gregorian calendar.
// The year is taken to begin in March, so that the leap day is its last.
func civil(days int64) (y, m, d int64) {
	days += 719468 // from 0000-03-01
	era := days / 146097
	if days < 0 {
		era = (days - 146096) / 146097
	}
	doe := days - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	y, m, d = yoe+era*400, mp+3, doy-(153*mp+2)/5+1
	if m > 12 {
		y, m = y+1, m-12
	}
	return y, m, d
}

// daysOf is the reverse of civil.
func daysOf(y, m, d int64) int64 {
	if m <= 2 {
		y, m = y-1, m+12
	}
	era := y / 400
	yoe := y - era*400
	doe := yoe*365 + yoe/4 - yoe/100 + (153*(m-3)+2)/5 + d - 1
	return era*146097 + doe - 719468
}

// ParseTime reads a time in the form of RFC 3339, with any offset and any number
// of digits behind the second, of which six count. It also reads what forms send:
// a date, which is its beginning, and a date and time without an offset, which are
// in UTC. It returns ErrKind for anything else.
func ParseTime(s string) (Time, error) {
	p := timeParser{s: s}
	y, m, d := p.number(4), p.after('-', 2), p.after('-', 2)
	if p.bad || y < 1 || m < 1 || m > 12 || d < 1 || d > 31 {
		return 0, ErrKind
	}
	days := daysOf(y, m, d)
	if y2, m2, d2 := civil(days); y2 != y || m2 != m || d2 != d {
		return 0, ErrKind // there is no such day
	}
	t := days * day
	if p.s == "" {
		return Time(t), nil
	}
	if p.s[0] != 'T' && p.s[0] != 't' && p.s[0] != ' ' {
		return 0, ErrKind
	}
	p.s = p.s[1:]
	h, min := p.number(2), p.after(':', 2)
	var sec, frac int64
	if !p.bad && p.s != "" && p.s[0] == ':' {
		sec = p.after(':', 2)
		frac = p.fraction()
	}
	off := p.offset()
	if p.bad || p.s != "" || h > 23 || min > 59 || sec > 59 {
		return 0, ErrKind
	}
	t += (h*3600+min*60+sec)*second + frac - off*60*second
	if Time(t).String() == "" {
		return 0, ErrKind
	}
	return Time(t), nil
}

type timeParser struct {
	s   string
	bad bool
}

func (p *timeParser) number(digits int) int64 {
	if p.bad || len(p.s) < digits {
		p.bad = true
		return 0
	}
	n := int64(0)
	for i := range digits {
		c := p.s[i]
		if c < '0' || c > '9' {
			p.bad = true
			return 0
		}
		n = n*10 + int64(c-'0')
	}
	p.s = p.s[digits:]
	return n
}

func (p *timeParser) after(sep byte, digits int) int64 {
	if p.bad || p.s == "" || p.s[0] != sep {
		p.bad = true
		return 0
	}
	p.s = p.s[1:]
	return p.number(digits)
}

// fraction returns microseconds.
func (p *timeParser) fraction() int64 {
	if p.bad || p.s == "" || p.s[0] != '.' {
		return 0
	}
	n, unit, i := int64(0), int64(second/10), 1
	for ; i < len(p.s) && p.s[i] >= '0' && p.s[i] <= '9'; i++ {
		n += int64(p.s[i]-'0') * unit
		unit /= 10
	}
	p.bad = i == 1
	p.s = p.s[i:]
	return n
}

// offset returns minutes east of Greenwich.
func (p *timeParser) offset() int64 {
	if p.bad || p.s == "" {
		return 0
	}
	sign := int64(1)
	switch p.s[0] {
	case 'Z', 'z':
		p.s = p.s[1:]
		return 0
	case '-':
		sign = -1
	case '+':
	default:
		p.bad = true
		return 0
	}
	p.s = p.s[1:]
	h, m := p.number(2), p.after(':', 2)
	p.bad = p.bad || h > 23 || m > 59
	return sign * (h*60 + m)
}
