package model

import (
	"slices"
	"strings"
	"testing"
)

// TestPolicies: each policy, when two people have written the same field without having
// seen the other's value. beside holds the clone's word against that of the origin.
func TestPolicies(t *testing.T) {
	for _, c := range []struct {
		name, was, mine, theirs string
		want                    Kind
		is                      func(slot) bool
		conflict                Conflict
	}{
		{"ask is the default", `{"from":1,"to":9}`, `{"from":2}`, `{"from":3}`, Conflicted, func(s slot) bool { return s.From == 3 }, Conflict{"slots/1", "from", "1", "2", "3"}},
		{"ask, to the same", `{"from":1,"to":9}`, `{"from":2}`, `{"from":2}`, Applied, func(s slot) bool { return s.From == 2 }, Conflict{}},
		{"ask, posted as it was", `{"from":1,"to":9}`, `{"from":1,"to":8}`, `{"from":2}`, Merged, func(s slot) bool { return s.From == 2 && s.To == 8 }, Conflict{}},
		{"the last", `{"rank":1}`, `{"rank":2}`, `{"rank":3}`, Merged, func(s slot) bool { return s.Rank == 2 }, Conflict{"slots/1", "rank", "1", "2", "3"}},
		{"the last, posted as it was", `{"rank":1}`, `{"rank":1,"to":8}`, `{"rank":3}`, Merged, func(s slot) bool { return s.Rank == 3 && s.To == 8 }, Conflict{}},
		{"a text by words", `{"word":"a b c"}`, `{"word":"A b c"}`, `{"word":"a b C"}`, Merged, func(s slot) bool { return s.Word == "A b C" }, Conflict{}},
		{"a text, the same word", `{"word":"a b c"}`, `{"word":"A b c"}`, `{"word":"x b c"}`, Conflicted, func(s slot) bool { return s.Word == "x b c" }, Conflict{"slots/1", "word", `"a b c"`, `"A b c"`, `"x b c"`}},
		{"a text with CR LF, and no end", `{"note":"a\r\nb\r\nc"}`, `{"note":"A\r\nb\r\nc"}`, `{"note":"a\r\nb\r\nC\r\n"}`, Merged, func(s slot) bool { return s.Note.String() == "A\r\nb\r\nC\r\n" }, Conflict{}},
		{"a function", `{"lucky":1}`, `{"lucky":2}`, `{"lucky":4}`, Merged, func(s slot) bool { return s.Lucky == 5 }, Conflict{}},
		{"a function that asks", `{"shy":1}`, `{"shy":2}`, `{"shy":4}`, Conflicted, func(s slot) bool { return s.Shy == 4 }, Conflict{"slots/1", "shy", "1", "2", "4"}},
		{"a set", `{"marks":["a","b"]}`, `{"marks":["b","c"]}`, `{"marks":["a","d"]}`, Merged, func(s slot) bool { return strings.Join(s.Marks.All(), "") == "cd" }, Conflict{}},
		{"a counter", `{}`, `{"add":2}`, `{"add":3}`, Merged, func(s slot) bool { return s.Hits.Value() == 5 }, Conflict{}},
		{"a list", `{"steps":[1,2,3]}`, `{"steps":[0,1,2,3]}`, `{"steps":[1,2]}`, Merged, func(s slot) bool { return slices.Equal(s.Steps, []int{0, 1, 2}) }, Conflict{}},
		{"a list, the same place", `{"steps":[1]}`, `{"steps":[2]}`, `{"steps":[3]}`, Conflicted, func(s slot) bool { return slices.Equal(s.Steps, []int{3}) }, Conflict{"slots/1", "steps", "[1]", "[2]", "[3]"}},
		{"one that asks holds up the others", `{"from":1,"to":9}`, `{"from":2,"rank":7,"add":1}`, `{"from":3}`, Conflicted, func(s slot) bool { return s.From == 3 && s.Rank == 0 && s.Hits.Value() == 0 }, Conflict{}},
		{"different fields", `{"from":1,"to":9}`, `{"from":2}`, `{"to":8}`, Merged, func(s slot) bool { return s.From == 2 && s.To == 8 }, Conflict{}},
		{"an edit of what was deleted", `{"from":1,"to":9}`, `{"from":2}`, "", Conflicted, nil, Conflict{"slots/1", "from", "1", "2", ""}},
		{"a deletion of what was edited", `{"from":1,"to":9}`, "", `{"from":2}`, Conflicted, func(s slot) bool { return s.From == 2 }, Conflict{"slots/1", "from", "1", "", "2"}},
		{"a deletion of what was counted", `{"from":1,"to":9}`, "", `{"add":2}`, Conflicted, func(s slot) bool { return s.Hits.Value() == 2 }, Conflict{"slots/1", "hits", "0", "", "2"}},
		{"two deletions", `{}`, "", "", Applied, nil, Conflict{}},
	} {
		w, ann, kind, s := beside(t, []string{c.was}, c.mine, c.theirs)
		if kind != c.want || c.is != nil && !c.is(s) || c.is == nil && s.ID != "" {
			t.Errorf("%s: %s: %+v", c.name, kind, s)
		}
		var found []Conflict
		w.store.View("main", func(v StoreView) error {
			os, err := v.Outcomes(ann.ID(), 0)
			if err != nil || len(os) != 1 {
				t.Fatal(os, err)
			}
			found = os[0].Fields
			return nil
		})
		if c.conflict != (Conflict{}) && !slices.Contains(found, c.conflict) {
			t.Errorf("%s: %+v, want %+v", c.name, found, c.conflict)
		}
	}
}

// TestRequireSeen: a controller that minds refuses what was changed unseen.
func TestRequireSeen(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|a", "vote|1")
	for seq, want := range map[uint64]Kind{1: Rejected, 2: Applied} {
		in := Intent{ID: w.id(), Base: Base{Epoch: "e1", Seq: seq}, Request: Request{Method: "POST", URI: "/"}}
		done, err := w.origin.Commit("main", 1, []Job{{User: "ann", Direct: true, Intent: in, Handler: func(tx *Tx) error { return tx.RequireSeen("pages/1") }}})
		if err != nil || done[0].Outcome.Kind != want || want == Rejected && done[0].Outcome.Reason.Code != CodeUnseen {
			t.Errorf("on commit %d: %+v, %v", seq, done, err)
		}
	}
}
