package model

import (
	"reflect"
	"testing"
)

type declared struct {
	ID    string
	Title string `check:"required,max=200"`
	Code  string `check:"min=3"`
	State string `check:"oneof=open|done"`
	Mail  string `check:"email"`
	Web   string `check:"url"`
	Done  bool
	Rank  int     `check:"min=-1,max=9"`
	Price float64 `check:"max=1.5"`
	Maybe *int    `check:"min=2"`
	Due   Time
	Tags  []string `check:"required"`
	Who   Set
	Prose Text
	Place *place2
}

var _ = Define[declared]("declareds")

// TestDescribe: what a form is told of a field is what is declared, and what the
// record has, as a form would post it.
func TestDescribe(t *testing.T) {
	r := declared{ID: "1", Title: "milk\n", State: "open", Done: true, Rank: -1, Price: 0.25, Due: 1_700_000_000_123_456, Tags: []string{"a", "b"}}
	r.Who.Add("z", "y")
	r.Prose.Edit("words")
	run := newTx(nil, &Intent{}, "ann")
	for field, want := range map[string]Declared{
		"title":      {Required: true, Max: "200", Texts: []string{"milk\n"}},
		"code":       {Required: true, Min: "3", Texts: []string{""}},
		"state":      {OneOf: []string{"open", "done"}, Texts: []string{"open"}},
		"mail":       {Email: true, Texts: []string{""}},
		"web":        {URL: true, Texts: []string{""}},
		"done":       {Kind: KindBool, Texts: []string{"true"}},
		"rank":       {Kind: KindWhole, Required: true, Min: "-1", Max: "9", Texts: []string{"-1"}},
		"price":      {Kind: KindNumber, Required: true, Max: "1.5", Texts: []string{"0.25"}},
		"maybe":      {Kind: KindWhole, Min: "2", Texts: []string{""}},
		"due":        {Kind: KindTime, Required: true, Texts: []string{"2023-11-14T22:13:20.123456Z"}},
		"tags":       {Kind: KindList, Required: true, Texts: []string{"a", "b"}},
		"who":        {Kind: KindList, Texts: []string{"y", "z"}},
		"prose":      {Texts: []string{"words"}},
		"place.city": {Required: true, Texts: []string{""}},
		"place.zip":  {Kind: KindWhole, Required: true, Texts: []string{"0"}},
	} {
		got, ok := Describe(run, &r, field)
		if !ok || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v %t, want %+v", field, got, ok, want)
		}
		// What is posted as it is shown is no change.
		had := reflect.ValueOf(r).Interface()
		var ms []Member
		for _, s := range got.Texts {
			ms = append(ms, Member{field, String(s)})
		}
		if field == "place.city" || field == "place.zip" {
			continue // that makes the place
		}
		if err := AssignText(run, &r, ms); err != nil || !reflect.DeepEqual(had, r) {
			t.Errorf("%s posted as it is: %v, %+v", field, err, r)
		}
	}
	for _, bad := range []string{"none", "place", "id"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is described", bad)
				}
			}()
			Describe(run, &r, bad)
		}()
	}
}

// A control that shows less of a time than it has does not cut it.
func TestTimeOfForm(t *testing.T) {
	const had = Time(1_700_000_000_123_456) // 2023-11-14T22:13:20.123456Z
	for posted, want := range map[string]Time{
		"2023-11-14T22:13:20.123":    had,
		"2023-11-14":                 had,
		"2023-11-14T22:13:20":        1_700_000_000_000_000,
		"2023-11-15":                 1_700_006_400_000_000,
		"2023-11-14T22:13:20.123457": had + 1,
	} {
		r := declared{Due: had}
		if err := AssignText(newTx(nil, &Intent{}, "ann"), &r, []Member{{"due", String(posted)}}); err != nil || r.Due != want {
			t.Errorf("%s is %s: %v", posted, r.Due, err)
		}
	}
}

// TestAssignTellsAll: what is of the wrong type does not hide what breaks a check, among
// the fields that were posted.
func TestAssignTellsAll(t *testing.T) {
	var r declared
	err := AssignText(newTx(nil, &Intent{}, "ann"), &r, []Member{{"rank", `"x"`}, {"code", `"a"`}, {"state", `"open"`}, {"price", `"2"`}})
	j, ok := err.(*Rejection)
	if !ok {
		t.Fatal(err)
	}
	var got []string
	for _, f := range j.Fields {
		got = append(got, f.Field+" "+f.Message)
	}
	want := []string{"rank must be a whole number", "code must have at least 3 characters", "price must be at most 1.5"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("it says %q, want %q", got, want)
	}
}
