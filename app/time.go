package app

import (
	"strconv"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// TimeStyle is how a time is written.
type TimeStyle uint8

// The styles of times.
const (
	Date     TimeStyle = iota // 3 November 2026
	Clock                     // 14:05
	DateTime                  // 3 November 2026, 14:05
	Ago                       // 3 minutes ago; the whole of it is the title
)

// Unit is what the time between now and then is counted in.
type Unit uint8

// The units.
const (
	Minute Unit = iota
	Hour
	Day
	Month
	Year
)

// Language is a language that an application has its pages in, and how times are written
// in it. A nil function writes as in English. They run at both ends, and must give the
// same text for the same numbers.
type Language struct {
	// Tag names the language: "de", "pt-BR".
	Tag string
	// Date writes a day; month is 1 to 12.
	Date func(year, month, day int) string
	// Clock writes a time of day, in 24 hours.
	Clock func(hour, minute int) string
	// DateTime joins what Date and Clock have written.
	DateTime func(date, clock string) string
	// Ago writes how long ago something was, or with a negative n in how long it will
	// be; 0 is less than a minute.
	Ago func(n int, unit Unit) string
}

var months = [...]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

var english = Language{
	Date: func(year, month, day int) string {
		return strconv.Itoa(day) + " " + months[month-1] + " " + strconv.Itoa(year)
	},
	Clock:    func(hour, minute int) string { return two(hour) + ":" + two(minute) },
	DateTime: func(date, clock string) string { return date + ", " + clock },
	Ago: func(n int, unit Unit) string {
		name, count := [...]string{"minute", "hour", "day", "month", "year"}[unit], max(n, -n)
		if count != 1 {
			name += "s"
		}
		switch {
		case n > 0:
			return strconv.Itoa(n) + " " + name + " ago"
		case n < 0:
			return "in " + strconv.Itoa(-n) + " " + name
		}
		return "just now"
	},
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// language returns how times are written in the page's language.
func (c *Context) language() Language {
	l, tag := english, c.Language()
	for _, d := range c.app.opts.Languages {
		if d.Tag != tag {
			continue
		}
		if d.Date != nil {
			l.Date = d.Date
		}
		if d.Clock != nil {
			l.Clock = d.Clock
		}
		if d.DateTime != nil {
			l.DateTime = d.DateTime
		}
		if d.Ago != nil {
			l.Ago = d.Ago
		}
	}
	return l
}

// Time returns a time element with t as it is where the page is read, in the zone and
// the language of Place; nothing for a time that no record takes. It is for views. As
// time goes by, the browser makes a page again whose times are in the style Ago. A row
// of Rows that shows times has to be a literal that uses the context.
func (c *Context) Time(t model.Time, s TimeStyle) *view.Node {
	utc := t.String()
	if utc == "" {
		return nil
	}
	here := utc
	if f := c.shown.Place.Offset; f != nil {
		if h := (t + model.Time(f(t))*second).String(); h != "" {
			here = h
		}
	}
	part := func(from, to int) int { n, _ := strconv.Atoi(here[from:to]); return n }
	l := c.language()
	date, clock := "", ""
	if s != Clock {
		date = l.Date(part(0, 4), part(5, 7), part(8, 10))
	}
	if s != Date {
		clock = l.Clock(part(11, 13), part(14, 16))
	}
	text, title := date+clock, view.Item(nil)
	if s >= DateTime {
		text = l.DateTime(date, clock)
	}
	if s == Ago {
		title = html.Title(text)
		text = l.Ago(c.ago(t))
	}
	return html.Time(html.DateTime(utc[:19]+"Z"), title, view.Text(text))
}

const (
	second = 1_000_000
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
)

// ago returns how long before now t is, and tells the shell when that will read
// differently.
func (c *Context) ago(t model.Time) (n int, unit Unit) {
	now := c.Now()
	passed := now - t
	length, unit := model.Time(day), Day
	switch d := max(passed, -passed); {
	case d < hour:
		length, unit = minute, Minute
	case d < day:
		length, unit = hour, Hour
	}
	if c.shown.Ages != nil {
		left := length - passed%length // what is to come gets closer by the same steps
		if passed < 0 {
			left = -passed%length + 1
		}
		c.shown.Ages(now + left)
	}
	n = int(passed / length)
	switch days := max(n, -n); {
	case unit == Day && days >= 365:
		n, unit = n/365, Year
	case unit == Day && days >= 30:
		n, unit = max(-11, min(11, n/30)), Month
	}
	return n, unit
}
