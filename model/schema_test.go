package model

import (
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
)

type place2 struct {
	City string `check:"required"`
	Zip  int
}

// all has a field of every kind.
type all struct {
	ID     string
	Text   string `check:"max=5"`
	State  string `check:"oneof=open|done"`
	Mail   string `check:"email"`
	Web    string `check:"url"`
	Yes    bool
	Small  int8 `check:"min=-3,max=3"`
	Big    uint64
	Real   float64 `check:"max=1.5"`
	Half   float32
	At     Time
	Bytes  []byte   `check:"max=4"`
	List   []string `check:"unique,max=3"`
	Nums   []int
	Place  place2
	Places []place2
	Maybe  *int
	Other  Ref[author]
	Count  Counter
	Set    Set    `check:"max=3"`
	Prose  Text   `check:"required"`
	Hidden string `json:"-"`
}

var alls = Define[all]("alls", Check(func(a all) []FieldError {
	if a.Text == "bad" {
		return []FieldError{{"text", "is bad"}}
	}
	return nil
}))

func full() all {
	n := 7
	a := all{ID: "1", Text: "a\u00e9\n", State: "open", Mail: "a@b.example", Web: "https://x.example/y?z", Yes: true, Small: -3, Big: math.MaxUint64, Real: -0.25, Half: 1.5,
		At: 1_700_000_000_123_456, Bytes: []byte{0, 255, 7}, List: []string{"x", ""}, Nums: []int{3, -1}, Place: place2{"Rome", 7}, Places: []place2{{"Oslo", 1}, {"Bonn", 2}}, Maybe: &n, Other: "w"}
	a.Count.Add(-4)
	a.Set.Add("b", "a")
	a.Prose.Edit("words")
	return a
}

func record(t *testing.T, a all) *Record {
	t.Helper()
	v := reflect.ValueOf(&a).Elem()
	ms, err := alls.s.encode(v, nil)
	if err != nil {
		t.Fatal(err)
	}
	r := &Record{Key: "alls/" + a.ID}
	for _, m := range ms {
		if x, err := ParseJSON(string(m.Value)); err != nil || x != m.Value {
			t.Errorf("%s is %s: %v", m.Name, m.Value, err)
		}
		r = r.with(m.Name, m.Value, Version{})
	}
	return r
}

func TestKinds(t *testing.T) {
	for _, a := range []all{full(), {ID: "2", At: 0, Bytes: []byte{}, List: []string{}, Nums: []int{}, Places: []place2{}}} {
		if a.ID == "2" {
			a.Prose.Edit("x")
			a.Set = SetOf()
		}
		r := record(t, a)
		if got := alls.of(r); !reflect.DeepEqual(got, a) && a.ID == "1" {
			t.Errorf("got %+v\nwant %+v", got, a)
		}
	}
	r := record(t, full())
	for field, want := range map[string]Value{"at": `"2023-11-14T22:13:20.123456Z"`, "bytes": `"AP8H"`, "big": "18446744073709551615", "maybe": "7", "set": `["a","b"]`,
		"count": "-4", "place": `{"city":"Rome","zip":7}`, "other": `"w"`, "prose": `"words"`} {
		if got := r.Value(field); got != want {
			t.Errorf("%s is %s, want %s", field, got, want)
		}
	}
	if j := alls.JSON(full()); !strings.HasPrefix(string(j), `{"id":"1","text":`) || strings.Contains(string(j), "hidden") {
		t.Errorf("as JSON: %s", j)
	}
}

// What means the same stays as it is stored, and what is not known stays.
func TestSpellings(t *testing.T) {
	r := record(t, full())
	for field, stored := range map[string]Value{
		"real": "-2.5e-1", "at": `"2023-11-14T23:13:20.123456+01:00"`, "set": `["b","a","a"]`, "small": `"not a number"`,
		"place": `{"new":[1],"zip":7,"city":"Rome"}`, "places": `[{"city":"Oslo","zip":1,"x":null},{"zip":2,"city":"Bonn"}]`,
	} {
		r = r.with(field, stored, Version{})
	}
	a := alls.of(r)
	v := reflect.ValueOf(&a).Elem()
	ms, err := alls.s.encode(v, r)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range ms {
		if m.Value != r.Value(m.Name) {
			t.Errorf("%s was %s and is %s", m.Name, r.Value(m.Name), m.Value)
		}
	}
	a.Place.City, a.Places[1].Zip = "Paris", 3
	ms, _ = alls.s.encode(v, r)
	for _, m := range ms {
		switch m.Name {
		case "place":
			if m.Value != `{"new":[1],"zip":7,"city":"Paris"}` {
				t.Errorf("place is %s", m.Value)
			}
		case "places":
			if m.Value != `[{"city":"Oslo","zip":1,"x":null},{"zip":3,"city":"Bonn"}]` {
				t.Errorf("places is %s", m.Value)
			}
		}
	}
}

func TestChecks(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		change func(*all)
		want   string
	}{
		{func(*all) {}, ""},
		{func(a *all) { a.Text = "123456" }, "text must have at most 5 characters"},
		{func(a *all) { a.Text = "\xff" }, "text is not valid UTF-8"},
		{func(a *all) { a.Text = "bad" }, "text is bad"},
		{func(a *all) { a.State = "no" }, "state must be one of: open, done"},
		{func(a *all) { a.State = "" }, ""},
		{func(a *all) { a.Mail = "a b@c" }, "mail must be an e-mail address"},
		{func(a *all) { a.Web = "javascript:alert(1)" }, "web must be an address that begins with http:// or https://"},
		{func(a *all) { a.Web = "http:///x" }, "web must be an address that begins with http:// or https://"},
		{func(a *all) { a.Small = 4 }, "small must be at most 3"},
		{func(a *all) { a.Real = 2 }, "real must be at most 1.5"},
		{func(a *all) { a.Real = nan }, "real must be a finite number"},
		{func(a *all) { a.At = math.MaxInt64 }, "at must be between the years 1 and 9999"},
		{func(a *all) { a.Bytes = make([]byte, 5) }, "bytes must have at most 4 bytes"},
		{func(a *all) { a.List = []string{"a", "b", "a"} }, "list must not hold the same twice"},
		{func(a *all) { a.List = []string{"a", "\xff"} }, "list.1 is not valid UTF-8"},
		{func(a *all) { a.Place.City = " " }, "place.city must not be empty"},
		{func(a *all) { a.Places[1].City = "" }, "places.1.city must not be empty"},
		{func(a *all) { a.Set.Add("c", "d") }, "set must have at most 3 elements"},
		{func(a *all) { a.Prose.Edit("") }, "prose must not be empty"},
		{func(a *all) { a.Text, a.Small = "123456", 9 }, "small must be at most 3; text must have at most 5 characters"},
	} {
		a := full()
		c.change(&a)
		err := alls.s.checked(reflect.ValueOf(&a).Elem(), a)
		got := ""
		if err != nil {
			got = strings.TrimPrefix(err.Error(), "some fields are not right; ")
		}
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestForms(t *testing.T) {
	in := newTx(empty{}, &Intent{}, "ann")
	var a all
	a.Count.Add(3)
	fields := [][2]string{{"text", "x"}, {"yes", "on"}, {"small", "-2"}, {"big", "18446744073709551615"}, {"real", "0.5"}, {"at", "2024-02-29T12:30"}, {"bytes", "AP8H"},
		{"list", "a"}, {"list", ""}, {"list", "b"}, {"nums", "4"}, {"nums", "5"}, {"place.city", "Rome"}, {"place.zip", "9"}, {"maybe", "6"}, {"other", "w"}, {"count", "99"}, {"set", "q"}, {"set", "p"}, {"prose", "words"}, {"unknown", "1"}, {"place.unknown", "1"}}
	var ms []Member
	for _, f := range fields {
		ms = append(ms, Member{f[0], String(f[1])})
	}
	if err := AssignText(in, &a, ms); err != nil {
		t.Fatal(err)
	}
	six := 6
	want := all{Text: "x", Yes: true, Small: -2, Big: math.MaxUint64, Real: 0.5, At: TimeOf(time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)), Bytes: []byte{0, 255, 7}, List: []string{"a", "b"}, Nums: []int{4, 5},
		Place: place2{"Rome", 9}, Maybe: &six, Other: "w", Count: a.Count, Set: SetOf("p", "q"), Prose: TextOf("words")}
	if !reflect.DeepEqual(a, want) || a.Count.Value() != 3 {
		t.Errorf("got %+v\nwant %+v", a, want)
	}
	for field, want := range map[string]string{"small": "a whole number", "real": "a number", "at": "a date and time", "yes": "true or false", "bytes": "bytes in base64", "maybe": "a whole number or nothing", "nums": "a list"} {
		err := AssignText(in, &a, []Member{{field, `"so?"`}})
		if no, ok := err.(*Rejection); !ok || no.Fields[0] != (FieldError{field, "must be " + want}) {
			t.Errorf("%s: %v", field, err)
		}
	}
	if err := AssignText(in, &a, []Member{{"maybe", `""`}}); err != nil || a.Maybe != nil {
		t.Errorf("nothing is %v, %v", a.Maybe, err)
	}
	if err := Assign(in, &a, []Member{{"places", `[{"city":"Oslo"}]`}, {"maybe", "null"}, {"set", `["z"]`}, {"count", "5"}}); err != nil || a.Places[0].City != "Oslo" || !a.Set.Has("z") || a.Count.Value() != 3 {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestTimes(t *testing.T) {
	for text, want := range map[string]string{
		"1970-01-01T00:00:00Z":           "1970-01-01T00:00:00.000000Z",
		"0001-01-01T00:00:00Z":           "0001-01-01T00:00:00.000000Z",
		"9999-12-31T23:59:59.999999999Z": "9999-12-31T23:59:59.999999Z",
		"2024-02-29":                     "2024-02-29T00:00:00.000000Z",
		"2024-02-29 12:30":               "2024-02-29T12:30:00.000000Z",
		"1900-02-28T23:30:00.5-01:30":    "1900-03-01T01:00:00.500000Z",
		"2000-02-29t00:00:00+14:00":      "2000-02-28T10:00:00.000000Z",
		"1900-02-29":                     "",
		"2024-13-01":                     "",
		"2024-01-01T24:00":               "",
		"2024-01-01T00:00:60Z":           "",
		"2024-01-01T00:00:00.Z":          "",
		"2024-01-01T00:00:00Zx":          "",
		"0001-01-01T00:00:00+01:00":      "",
		"20240101":                       "",
		"":                               "",
		"2024-01-01T00:00:00+0100":       "",
		strings.Repeat("9", 1000):        "",
	} {
		got, err := ParseTime(text)
		if (err != nil) != (want == "") || err == nil && got.String() != want {
			t.Errorf("%q: %s, %v, want %q", text, got.String(), err, want)
		}
	}
	// The calendar is that of the standard library.
	for s := int64(-62_135_596_800); s < 253_402_300_800; s += 9_876_543_21 {
		want := time.Unix(s, 654_321_000).UTC()
		got := TimeOf(want)
		if got.String() != want.Format("2006-01-02T15:04:05.000000Z") || !got.Std().Equal(want) {
			t.Fatalf("%s, want %s", got.String(), want)
		}
		if back, err := ParseTime(want.Format(time.RFC3339Nano)); err != nil || back != got {
			t.Fatalf("%s: %v", want, err)
		}
	}
}

// FuzzDecode: no stored value takes a record down.
func FuzzDecode(f *testing.F) {
	f.Add(`{"city":"x","zip":1}`)
	f.Add(`[{"city":null}]`)
	f.Add(strings.Repeat("[", 60) + strings.Repeat("]", 60))
	f.Fuzz(func(t *testing.T, text string) {
		x, err := ParseJSON(text)
		if err != nil {
			return
		}
		r := &Record{Key: "alls/1"}
		for _, s := range alls.s.fields {
			r = r.with(s.name, x, Version{})
		}
		a := alls.of(r)
		ms, err := alls.s.encode(reflect.ValueOf(&a).Elem(), r)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range ms {
			if m.Value != x {
				t.Fatalf("%s was %s and is %s", m.Name, x, m.Value)
			}
		}
	})
}

// TestUnknownInLists: what an old build does not know of an element stays with that
// element, wherever in the list the old build puts it.
func TestUnknownInLists(t *testing.T) {
	r := record(t, full()).with("places", `[{"city":"Oslo","zip":1,"new":"o"},{"new":"b","city":"Bonn","zip":2},{"city":"Rome","zip":3,"new":"r"}]`, Version{})
	for name, c := range map[string]struct {
		change func([]place2) []place2
		want   Value
	}{
		"the first is taken out":    {func(p []place2) []place2 { return p[1:] }, `[{"new":"b","city":"Bonn","zip":2},{"city":"Rome","zip":3,"new":"r"}]`},
		"one is put in before":      {func(p []place2) []place2 { return append([]place2{{"Paris", 9}}, p...) }, `[{"city":"Paris","zip":9},{"city":"Oslo","zip":1,"new":"o"},{"new":"b","city":"Bonn","zip":2},{"city":"Rome","zip":3,"new":"r"}]`},
		"the order is turned round": {func(p []place2) []place2 { return []place2{p[2], p[1], p[0]} }, `[{"city":"Rome","zip":3,"new":"r"},{"new":"b","city":"Bonn","zip":2},{"city":"Oslo","zip":1,"new":"o"}]`},
		"one changes":               {func(p []place2) []place2 { p[1].Zip = 7; return p }, `[{"city":"Oslo","zip":1,"new":"o"},{"new":"b","city":"Bonn","zip":7},{"city":"Rome","zip":3,"new":"r"}]`},
		"one goes, another changes": {func(p []place2) []place2 { p[1].Zip = 7; return p[1:] }, `[{"new":"b","city":"Bonn","zip":7},{"city":"Rome","zip":3,"new":"r"}]`},
		"one is there twice":        {func(p []place2) []place2 { return []place2{p[0], p[0]} }, `[{"city":"Oslo","zip":1,"new":"o"},{"new":"b","city":"Oslo","zip":1}]`},
		"all go":                    {func(p []place2) []place2 { return nil }, `[]`},
	} {
		a := alls.of(r)
		a.Places = c.change(a.Places)
		ms, err := alls.s.encode(reflect.ValueOf(&a).Elem(), r)
		for _, m := range ms {
			if m.Name == "places" && m.Value != c.want {
				t.Errorf("%s: %s, %v, want %s", name, m.Value, err, c.want)
			}
		}
	}
}

// TestDeclarations: what cannot mean anything is found when the program starts.
func TestDeclarations(t *testing.T) {
	for name, define := range map[string]func(){
		"two fields of one name": func() {
			Define[struct {
				ID string
				A  string `json:"b"`
				B  string
			}]("wrong")
		},
		"unique bytes": func() {
			Define[struct {
				ID string
				A  []byte `check:"unique"`
			}]("wrong")
		},
		"a bound of a truth value": func() {
			Define[struct {
				ID string
				A  bool `check:"min=1"`
			}]("wrong")
		},
		"a time that must not be empty": func() {
			Define[struct {
				ID string
				A  Time `check:"required"`
			}]("wrong")
		},
		"a struct with a bound": func() {
			Define[struct {
				ID string
				A  place2 `check:"max=1"`
			}]("wrong")
		},
		"a bound that is no number": func() {
			Define[struct {
				ID string
				A  int `check:"max=NaN"`
			}]("wrong")
		},
		"a map": func() {
			Define[struct {
				ID string
				A  map[string]int
			}]("wrong")
		},
		"no id": func() { Define[struct{ A string }]("wrong") },
		"a wrong check": func() {
			Define[struct {
				ID string
				A  string `check:"maximum=3"`
			}]("wrong")
		},
		"a wrong merge": func() {
			Define[struct {
				ID string
				A  int `merge:"text"`
			}]("wrong")
		},
		"a policy of a counter": func() {
			Define[struct {
				ID string
				A  Counter `merge:"last"`
			}]("wrong")
		},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is taken", name)
					delete(schemas, "wrong")
				}
			}()
			define()
		}()
	}
	Define[struct {
		ID string
		A  *string `check:"oneof=a|b"`
		B  *Time   `check:"required"`
		C  *int    `check:"min=1"`
		D  *Text   `check:"max=3"`
	}]("right")
}

// TestPatch: a merge patch (RFC 7396) changes what it names, in nested objects too.
func TestPatch(t *testing.T) {
	in := newTx(empty{}, &Intent{}, "ann")
	a := full()
	err := Patch(in, &a, []Member{{"place", `{"zip":8,"unknown":1}`}, {"maybe", "null"}, {"text", "null"}, {"set", "null"}, {"count", "9"}, {"list", `["q"]`}, {"unknown", "1"}, {"id", `"2"`}})
	if err != nil || a.Place != (place2{"Rome", 8}) || a.Maybe != nil || a.Text != "" || a.Set.Len() != 0 || a.Count.Value() != -4 || len(a.List) != 1 || a.ID != "1" {
		t.Errorf("%+v, %v", a, err)
	}
	if err := Patch(in, &a, []Member{{"place", "null"}}); err != nil || a.Place != (place2{}) {
		t.Errorf("%+v, %v", a.Place, err)
	}
	for _, m := range []Member{{"place", `{"zip":"x"}`}, {"place", `[]`}, {"text", `7`}, {"place.zip", `"x"`}} {
		if no, ok := Patch(in, &a, []Member{m}).(*Rejection); !ok || len(no.Fields) != 1 {
			t.Errorf("%v is taken", m)
		}
	}
}

// TestOptionalStruct: the fields of a struct that may be missing can be set one by one.
func TestOptionalStruct(t *testing.T) {
	in := newTx(empty{}, &Intent{}, "ann")
	var h homed
	if err := AssignText(in, &h, []Member{{"home.city", `"Rome"`}, {"home.zip", `"7"`}}); err != nil || h.Home == nil || *h.Home != (place2{"Rome", 7}) {
		t.Errorf("%+v, %v", h.Home, err)
	}
	if err := Patch(in, &h, []Member{{"home", `{"zip":8}`}}); err != nil || *h.Home != (place2{"Rome", 8}) {
		t.Errorf("%+v, %v", h.Home, err)
	}
	if err := Patch(in, &h, []Member{{"home", `null`}}); err != nil || h.Home != nil {
		t.Errorf("%+v, %v", h.Home, err)
	}
	if err := Assign(in, &h, []Member{{"home.nothing", `1`}}); err != nil || h.Home != nil {
		t.Errorf("%+v, %v", h.Home, err)
	}
}

type homed struct {
	ID   string
	Home *place2
}

var _ = Define[homed]("homeds")

// TestTimesOutOfRange: a time that no record can hold does not become another one.
func TestTimesOutOfRange(t *testing.T) {
	for _, y := range []int{-300_000, -1, 0, 10_000, 300_000, 292_277_026_596} {
		if got := TimeOf(time.Date(y, 1, 2, 3, 4, 5, 6, time.UTC)).String(); got != "" {
			t.Errorf("the year %d is %s", y, got)
		}
	}
}

// TestFormLines: a form without script sends CR LF for each line end. A text that was
// not touched stays as it is.
func TestFormLines(t *testing.T) {
	in := newTx(empty{}, &Intent{}, "ann")
	for _, c := range []struct{ had, posted, want string }{
		{"", "a\r\nb\r\n", "a\nb\n"},
		{"a\nb", "a\r\nb", "a\nb"},
		{"a\nb", "a\r\nc\r\n", "a\nc\n"},
		{"a\r\nb", "a\nb", "a\r\nb"},
		{"a\r\nb", "a\r\nc", "a\r\nc"},
		{"a\r\nb", "a\nc", "a\r\nc"},
		{"a\r\nb\nc", "a\r\nb\r\nc", "a\r\nb\nc"},
		{"a\rb", "a\r\nb", "a\rb"},
		{"a\nb", "a\nb", "a\nb"},
	} {
		a := all{Text: c.had}
		a.Prose.Edit(c.had)
		if err := AssignText(in, &a, []Member{{"text", String(c.posted)}, {"prose", String(c.posted)}}); err != nil || a.Text != c.want || a.Prose.String() != c.want {
			t.Errorf("%q over %q is %q and %q, %v", c.posted, c.had, a.Text, a.Prose.String(), err)
		}
	}
}
