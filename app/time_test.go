package app

import (
	"strconv"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
)

// shownAt returns the markup of a time as a page of now has it, and when it reads
// differently; 0 for never.
func shownAt(t *testing.T, now, at string, s TimeStyle, place Place, languages ...Language) (markup string, then model.Time) {
	t.Helper()
	a := New("Times", &Options{Languages: languages})
	a.Handle("GET /{$}", func(c *Context) (Response, error) {
		return Page("", func() *view.Node { return view.El("p", c.Time(parse(t, at), s)) }), nil
	})
	store := model.NewMemStore("e1")
	o := model.NewOrigin(store, a.Origin())
	err := o.Read(Space, "ann", model.Request{Method: "GET", URI: "/"}, parse(t, now), func(tx *model.Tx) error {
		res, err := a.Serve(tx, Shown{Place: place, Ages: func(d model.Time) {
			if then == 0 || d < then {
				then = d
			}
		}})
		if err == nil {
			markup = string(view.AppendHTML(nil, res.View(), nil))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return markup, then
}

func parse(t *testing.T, s string) model.Time {
	t.Helper()
	at, err := model.ParseTime(s)
	if err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return at
}

func ahead(seconds int) Place {
	return Place{Zone: "Some/Where", Offset: func(model.Time) int { return seconds }}
}

var german = Language{
	Tag:   "de",
	Date:  func(y, m, d int) string { return two(d) + "." + two(m) + "." + strconv.Itoa(y) },
	Clock: func(h, m int) string { return strconv.Itoa(h) + "." + two(m) + " Uhr" },
	Ago: func(n int, unit Unit) string {
		if n == 3 && unit == Minute {
			return "vor drei Minuten"
		}
		return "irgendwann"
	},
}

func TestTime(t *testing.T) {
	const now, at = "2026-11-03T14:08:00Z", "2026-11-03T14:05:00.123456Z"
	const tag = `<p><time datetime="2026-11-03T14:05:00Z"`
	for _, c := range []struct {
		style TimeStyle
		place Place
		want  string
	}{
		{Date, Place{}, tag + ">3 November 2026"},
		{Clock, Place{}, tag + ">14:05"},
		{DateTime, Place{}, tag + ">3 November 2026, 14:05"},
		{Ago, Place{}, tag + ` title="3 November 2026, 14:05">2 minutes ago`},
		{DateTime, ahead(10 * 3600), tag + ">4 November 2026, 00:05"},
		{DateTime, ahead(-(14*3600 + 6*60)), tag + ">2 November 2026, 23:59"},
		{DateTime, ahead(5*3600 + 1800), tag + ">3 November 2026, 19:35"},
		{DateTime, Place{Language: "de"}, tag + ">03.11.2026, 14.05 Uhr"},
		{Ago, Place{Language: "de"}, tag + ` title="03.11.2026, 14.05 Uhr">irgendwann`},
		{DateTime, Place{Language: "fr"}, tag + ">3 November 2026, 14:05"},
	} {
		if got, _ := shownAt(t, now, at, c.style, c.place, german, Language{Tag: "fr"}); got != c.want+"</time></p>" {
			t.Errorf("style %d, %+v: %s", c.style, c.place.Language, got)
		}
	}
}

// What is out of range in a zone is written in UTC.
func TestTimeAtTheEnds(t *testing.T) {
	for at, want := range map[string]string{
		"0001-01-01T00:00:00Z": "1 January 1, 00:00", "9999-12-31T23:59:59Z": "31 December 9999, 23:59",
	} {
		for _, off := range []int{-3600, 3600} {
			if got, _ := shownAt(t, at, at, DateTime, ahead(off)); !containsText(got, want) && !containsText(got, "1 January 1, 01:00") && !containsText(got, "31 December 9999, 22:59") {
				t.Errorf("%s at %d: %s", at, off, got)
			}
		}
	}
}

func containsText(markup, text string) bool {
	for i := range markup {
		if len(markup[i:]) > len(text) && markup[i:i+len(text)] == text && markup[i+len(text)] == '<' {
			return true
		}
	}
	return false
}

func TestAgo(t *testing.T) {
	const now = "2026-11-03T12:00:00Z"
	for _, c := range []struct{ at, want, then string }{
		{"2026-11-03T12:00:00Z", "just now", "2026-11-03T12:01:00Z"},
		{"2026-11-03T11:59:01Z", "just now", "2026-11-03T12:00:01Z"},
		{"2026-11-03T11:59:00Z", "1 minute ago", "2026-11-03T12:01:00Z"},
		{"2026-11-03T11:00:01Z", "59 minutes ago", "2026-11-03T12:00:01Z"},
		{"2026-11-03T11:00:00Z", "1 hour ago", "2026-11-03T13:00:00Z"},
		{"2026-11-02T12:00:01Z", "23 hours ago", "2026-11-03T12:00:01Z"},
		{"2026-11-02T12:00:00Z", "1 day ago", "2026-11-04T12:00:00Z"},
		{"2026-10-05T12:00:00Z", "29 days ago", "2026-11-04T12:00:00Z"},
		{"2026-10-04T12:00:00Z", "1 month ago", "2026-11-04T12:00:00Z"},
		{"2025-11-04T12:00:00Z", "11 months ago", "2026-11-04T12:00:00Z"},
		{"2025-11-03T12:00:00Z", "1 year ago", "2026-11-04T12:00:00Z"},
		{"1926-11-03T12:00:00Z", "100 years ago", "2026-11-04T12:00:00Z"},
		{"2026-11-03T12:00:30Z", "just now", "2026-11-03T12:00:30.000001Z"},
		{"2026-11-03T12:01:00Z", "in 1 minute", "2026-11-03T12:00:00.000001Z"},
		{"2026-11-03T15:30:00Z", "in 3 hours", "2026-11-03T12:30:00.000001Z"},
		{"2036-11-03T12:00:00Z", "in 10 years", "2026-11-03T12:00:00.000001Z"},
	} {
		got, then := shownAt(t, now, c.at, Ago, Place{})
		if !containsText(got, c.want) {
			t.Errorf("%s is %s, want %s", c.at, got, c.want)
		}
		if then != parse(t, c.then) {
			t.Errorf("%s reads differently at %s, want %s", c.at, then, c.then)
		}
	}
	if _, then := shownAt(t, now, now, DateTime, Place{}); then != 0 {
		t.Errorf("a date reads differently at %s", then)
	}
}

func TestLanguage(t *testing.T) {
	a := New("Languages", &Options{Language: "en", Languages: []Language{{Tag: "de"}, {Tag: "pt-BR"}, {Tag: "zh-Hant"}, {Tag: "zh"}}})
	for accept, want := range map[string]string{
		"":                          "en",
		"fr":                        "en",
		"de":                        "de",
		"DE-at, en;q=0.5":           "de",
		"fr, de;q=0.3, en;q=0.4":    "en",
		"fr, de;q=0.5, en;q=0.4":    "de",
		"de;q=0, *":                 "en",
		"pt":                        "pt-BR",
		"pt-br":                     "pt-BR",
		"pt-PT, de;q=0.1":           "de",
		"zh-Hant-TW":                "zh-Hant",
		"zh-CN":                     "zh",
		"d, deu":                    "en",
		"en;q=0.1,de;q=0.2;x, ;q=1": "de",
	} {
		if got := a.Language(accept); got != want {
			t.Errorf("%q gets %s, want %s", accept, got, want)
		}
	}
	if got := New("One", nil).Language("de"); got != "en" {
		t.Errorf("an application of one language has %s", got)
	}
}
