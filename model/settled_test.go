package model

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// slot is a record whose fields hang together: its topic is its list, no two of a
// list have one name, and it does not end before it begins.
type slot struct {
	ID    string
	List  string
	Name  string
	Note  Text   `check:"max=20"`
	Word  string `merge:"text" check:"max=20"`
	Lucky int    `check:"max=9"`
	Bomb  int
	From  int
	To    int
	Rank  int `merge:"last"`
	Shy   int
	Marks Set
	Hits  Counter
	Steps []int `merge:"list"`
}

var slots = Define("slots", TopicOf(func(s slot) string { return "list/" + s.List }),
	Check(func(s slot) []FieldError {
		if s.To < s.From {
			return []FieldError{{"to", "must not be before the beginning"}}
		}
		return nil
	}),
	MergeBy[slot]("lucky", func(base, mine, theirs int) (int, bool) { return mine + theirs - base, true }),
	MergeBy[slot]("shy", func(base, mine, theirs int) (int, bool) { return mine, false }),
	MergeBy[slot]("bomb", func(base, mine, theirs int) (int, bool) {
		var none []int
		return none[mine], true
	}),
	Projection[slot]("names", "list", "name"))

var (
	slotNames = slots.Unique("list", "name")
	_         = slots.Unique("word")
)

// post answers a form that holds all fields, as most forms do.
func post(tx *Tx) error {
	r := tx.Request()
	_, id := SplitKey(r.URI[1:])
	if r.Method == "DELETE" {
		return slots.Delete(tx, id)
	}
	ms, err := Value(r.Body).Members()
	if err != nil {
		return err
	}
	s, err := slots.Get(tx, id)
	if errors.Is(err, ErrAbsent) && r.Method == "POST" {
		s = slot{ID: id}
		if err := Assign(tx, &s, ms); err != nil {
			return err
		}
		return slots.Create(tx, s)
	}
	if err != nil {
		return err
	}
	if err := Assign(tx, &s, ms); err != nil {
		return err
	}
	for _, m := range ms {
		if m.Name == "add" {
			n, _ := m.Value.Int()
			s.Hits.Add(n)
		}
	}
	return slots.Save(tx, s)
}

// beside runs mine on a device that has not seen theirs, and returns what that came
// to, and the record then. A device that has pulled theirs, for a form that was
// opened before, must have said the same.
func beside(t *testing.T, before []string, mine, theirs string) (w *pair, ann *device, kind Kind, s slot) {
	t.Helper()
	store := NewMemStore("e1")
	w = &pair{t: t, store: store, origin: NewOrigin(store, OriginOptions{Handler: post})}
	direct := func(method, id, body string) {
		t.Helper()
		if body == "" {
			method = "DELETE"
		}
		done, err := w.origin.Commit("main", 1, []Job{{User: "bob", Direct: true, Intent: Intent{ID: w.id(), Request: Request{Method: method, URI: "/slots/" + id, Body: []byte(body)}}}})
		if err != nil || done[0].Outcome.Kind != Applied {
			t.Fatal(body, err, done)
		}
	}
	for i, b := range before {
		direct("POST", string(rune('1'+i)), b)
	}
	clone := func() *device {
		d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: post, Random: w.id}, nil), user: "ann"}
		w.online(d)
		w.sync(d)
		return d
	}
	ann = clone()
	late := clone()
	base := ann.Base()
	request := Request{Method: "PATCH", URI: "/slots/1", Body: []byte(mine)}
	if mine == "" {
		request.Method = "DELETE"
	}
	ann.Disconnect()
	ann.Do(request, base, 1, w.id(), post)
	direct("PATCH", "1", theirs)
	w.sync(late)
	here := late.Do(request, base, 1, w.id(), post)
	w.online(ann)
	w.sync(ann)
	settled := ann.Settled()
	if len(settled) != 1 {
		t.Fatalf("%d outcomes", len(settled))
	}
	kind = settled[0].Kind
	if here.Kind != kind || !slices.Equal(here.Fields, settled[0].Fields) {
		t.Errorf("%s beside %s: the clone foretold %s %+v, it was %s %+v", mine, theirs, here.Kind, here.Fields, kind, settled[0].Fields)
	}
	s, err := slots.Get(NewTx(ann.Reader(), "ann", Request{}, 0), "1")
	if err != nil && !errors.Is(err, ErrAbsent) {
		t.Fatal(err)
	}
	return w, ann, kind, s
}

// TestSettledTopic: a record lies in the topic that its fields say once both edits
// are in it, not in that which one of them alone would have had.
func TestSettledTopic(t *testing.T) {
	w, _, kind, s := beside(t, []string{`{"list":"a","name":"x"}`}, `{"list":"a","name":"y"}`, `{"list":"b"}`)
	if kind != Merged || s.List != "b" || s.Name != "y" {
		t.Fatalf("%s: %+v", kind, s)
	}
	w.store.View("main", func(v StoreView) error {
		r, err := v.Get("slots/1")
		if err != nil || r.Topic != "list/b" {
			t.Errorf("it is in the topic %s, %v", r.Topic, err)
		}
		return nil
	})
}

// inPart runs mine for ann, who has seen the slot as it was made and not what bob did
// then. She sees the list a in full, the others in part.
func inPart(t *testing.T, was, theirs, mine string, h Handler) (Outcome, *Record) {
	t.Helper()
	store := NewMemStore("e1")
	p := &pair{t: t, store: store, origin: NewOrigin(store, OriginOptions{Grants: []Grant{
		{Who: "bob", Topic: "*"}, {Who: "ann", Topic: "list/a"}, {Who: "ann", Topic: "list/*", Fields: "names"},
	}})}
	run := func(user, method, body string, base Base, h Handler) Outcome {
		t.Helper()
		done, err := p.origin.Commit("main", 1, []Job{{User: user, Direct: true, Keep: true, Handler: h, Intent: Intent{ID: p.id(), Base: base, Request: Request{Method: method, URI: "/slots/1", Body: []byte(body)}}}})
		if err != nil {
			t.Fatal(err)
		}
		return done[0].Outcome
	}
	if o := run("bob", "POST", was, Base{}, post); o.Kind != Applied {
		t.Fatal(o)
	}
	if theirs != "" {
		if o := run("bob", "PATCH", theirs, Base{}, post); o.Kind != Applied {
			t.Fatal(o)
		}
	}
	o := run("ann", "PATCH", mine, Base{Epoch: "e1", Seq: 1}, h)
	var r *Record
	store.View("main", func(v StoreView) (err error) {
		r, err = v.Get("slots/1")
		return err
	})
	return o, r
}

// TestSettledSeenInPart: what two edits make together lies where its fields say and
// meets its checks, also if the run had moved it to where its author sees less.
func TestSettledSeenInPart(t *testing.T) {
	for _, c := range []struct {
		name, was, theirs, mine string
		want                    Kind
		topic                   string
	}{
		{"posted as it was, and seen in full where it is", `{"list":"b","name":"x"}`, `{"list":"a"}`, `{"list":"b","name":"y"}`, Merged, "list/a"},
		{"posted as it was, and seen in part where it is", `{"list":"b","name":"x"}`, `{"list":"c"}`, `{"list":"b","name":"y"}`, Merged, "list/c"},
		{"moved to where less is seen", `{"list":"a","from":1,"to":5}`, `{"to":4}`, `{"list":"b","from":2}`, Merged, "list/b"},
		{"moved to where the wrong field is not seen", `{"list":"a","from":1,"to":5}`, `{"to":2}`, `{"list":"b","from":4}`, Rejected, "list/a"},
		{"moved to where the merged field is not seen", `{"list":"a","note":"one two three"}`, `{"note":"one two three++++++"}`, `{"list":"b","note":"one-- two three"}`, Conflicted, "list/a"},
	} {
		o, r := inPart(t, c.was, c.theirs, c.mine, post)
		if o.Kind != c.want || r.Topic != c.topic {
			t.Errorf("%s: %s %v, in the topic %s; want %s in %s", c.name, o.Kind, o.Reason, r.Topic, c.want, c.topic)
		}
		s := slots.of(r)
		if topic, wrong := slots.s.joined(r); topic != r.Topic || wrong != nil {
			t.Errorf("%s: there is %+v in the topic %s: %v", c.name, s, r.Topic, wrong)
		}
	}
}

// TestMovedSeenInPart: how much of a record its author sees does not change as the
// run moves it.
func TestMovedSeenInPart(t *testing.T) {
	twice := func(f func(*slot)) Handler {
		return func(tx *Tx) error {
			if err := post(tx); err != nil {
				return err
			}
			s, err := slots.Get(tx, "1")
			if err != nil {
				return err
			}
			f(&s)
			return slots.Save(tx, s)
		}
	}
	for _, c := range []struct {
		name, was, mine string
		then            func(*slot)
		code            Code
		rank            int
		topic           string
	}{
		{"a field is set after the move", `{"list":"a","rank":1}`, `{"list":"b"}`, func(s *slot) { s.Rank = 2 }, "", 2, "list/b"},
		{"a field is emptied after the move", `{"list":"a","rank":1}`, `{"list":"b"}`, func(s *slot) { s.Rank = 0 }, "", 0, "list/b"},
		{"a check is not met after the move", `{"list":"a","rank":1}`, `{"list":"b"}`, func(s *slot) { s.Lucky = 10 }, CodeInvalid, 1, "list/a"},
		{"what was not seen is not written after the move", `{"list":"b","rank":1}`, `{"list":"a"}`, func(s *slot) { s.Rank = 2 }, CodeForbidden, 1, "list/b"},
	} {
		o, r := inPart(t, c.was, "", c.mine, twice(c.then))
		code := Code("")
		if o.Reason != nil {
			code = o.Reason.Code
		}
		if s := slots.of(r); code != c.code || s.Rank != c.rank || r.Topic != c.topic {
			t.Errorf("%s: %s %v: %+v in the topic %s", c.name, o.Kind, o.Reason, s, r.Topic)
		}
	}
	// Whoever makes a record sees all of it for the rest of the run.
	made := func(tx *Tx) error {
		if err := slots.Create(tx, slot{ID: "2", List: "a"}); err != nil {
			return err
		}
		s, err := slots.Get(tx, "2")
		if err != nil {
			return err
		}
		s.List, s.Rank = "b", 2
		if err := slots.Save(tx, s); err != nil {
			return err
		}
		s.Rank = 3
		return slots.Save(tx, s)
	}
	if o, _ := inPart(t, `{"list":"a"}`, "", "", made); o.Kind != Applied {
		t.Errorf("made and moved: %s %v", o.Kind, o.Reason)
	}
}

// TestSettledUnique: what must be unique is so of the record that both edits make.
func TestSettledUnique(t *testing.T) {
	// Mine moves 1 to the list b, theirs calls it z, and there is such a one.
	_, ann, kind, s := beside(t, []string{`{"list":"a","name":"x"}`, `{"list":"b","name":"z"}`}, `{"list":"b","name":"x"}`, `{"name":"z"}`)
	if kind != Rejected || s.List != "a" {
		t.Errorf("%s: %+v", kind, s)
	}
	n, err := slotNames.Where("b", "z").Count(NewTx(ann.Reader(), "ann", Request{}, 0))
	if err != nil || n != 1 {
		t.Errorf("%d slots are called z in b, %v", n, err)
	}
	// What only one of them would have been is no hindrance.
	if _, _, kind, s = beside(t, []string{`{"list":"a","name":"x"}`, `{"list":"b","name":"y"}`}, `{"list":"b","name":"x"}`, `{"name":"z"}`); kind != Merged || s.List != "b" || s.Name != "z" {
		t.Errorf("%s: %+v", kind, s)
	}
	// A word that a merge makes may be taken too.
	if _, _, kind, _ = beside(t, []string{`{"list":"a","name":"x","word":"a b c"}`, `{"list":"a","name":"y","word":"A b C"}`}, `{"word":"A b c"}`, `{"word":"a b C"}`); kind != Rejected {
		t.Errorf("a merged word that is taken: %s", kind)
	}
}

// TestSettledCheck: what two edits make together meets the checks of the record,
// or somebody is asked.
func TestSettledCheck(t *testing.T) {
	for _, c := range []struct {
		name, was, mine, theirs string
		want                    Kind
	}{
		{"a text that fits", `{"note":"one two three"}`, `{"note":"ONE two three"}`, `{"note":"one two THREE"}`, Merged},
		{"a text that becomes too long", `{"note":"one two three"}`, `{"note":"one-- two three"}`, `{"note":"one two three++++++"}`, Conflicted},
		{"a number that becomes too large", `{"lucky":1}`, `{"lucky":6}`, `{"lucky":6}`, Applied},
		{"numbers that become too large", `{"lucky":1}`, `{"lucky":6}`, `{"lucky":7}`, Conflicted},
		{"fields that do not go together", `{"from":1,"to":5}`, `{"from":4,"to":5}`, `{"to":2}`, Rejected},
		{"fields that do", `{"from":1,"to":5}`, `{"from":2,"to":5}`, `{"to":4}`, Merged},
	} {
		_, ann, kind, s := beside(t, []string{c.was}, c.mine, c.theirs)
		if kind != c.want {
			t.Errorf("%s: %s, want %s: %+v", c.name, kind, c.want, s)
		}
		if bad := slots.s.checked(reflect.ValueOf(&s).Elem(), s); bad != nil {
			t.Errorf("%s: there is %+v: %v", c.name, s, bad)
		}
		is, err := Issues.ByID().All(NewTx(ann.Reader(), "ann", Request{}, 0))
		if err != nil || len(is) == 0 != (kind == Merged || kind == Applied) {
			t.Errorf("%s: the inbox: %+v, %v", c.name, is, err)
		}
		if kind == Rejected && !strings.Contains(is[0].Errors, "must not be before") {
			t.Errorf("%s: %+v", c.name, is)
		}
	}
}

// TestMergePanics: a merge that crashes is put aside, at both ends.
func TestMergePanics(t *testing.T) {
	_, ann, kind, s := beside(t, []string{`{"bomb":1}`, `{}`}, `{"bomb":2}`, `{"bomb":3}`)
	is, err := Issues.ByID().All(NewTx(ann.Reader(), "ann", Request{}, 0))
	if kind != Quarantined || s.Bomb != 3 || err != nil || len(is) != 1 || is[0].Body != `{"bomb":2}` || is[0].Code != string(CodeCrashed) {
		t.Errorf("%s: %+v, %+v, %v", kind, s, is, err)
	}
}
