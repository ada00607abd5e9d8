package model

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
)

// reverting is answer with "revert|from|to" and "back|id|seq" besides.
func reverting(tx *Tx) error {
	var verb string
	var a, b uint64
	if n, _ := fmt.Sscanf(string(tx.Request().Body), "%6s|%d|%d", &verb, &a, &b); n == 3 && verb == "revert" {
		return tx.Revert(a, b)
	}
	if n, _ := fmt.Sscanf(string(tx.Request().Body), "back|%d|%d", &a, &b); n == 2 {
		return tx.RevertTo("pages/"+strconv.FormatUint(a, 10), b)
	}
	return answer(tx)
}

func revertWorld(t *testing.T, grants ...Grant) *testWorld {
	s := NewMemStore("e1")
	return &testWorld{&pair{t: t, store: s, origin: NewOrigin(s, OriginOptions{Handler: reverting, Grants: grants, Version: 2})}}
}

func (w *testWorld) state(user string) (m map[string]string) {
	w.t.Helper()
	w.read(user, func(tx *Tx) error {
		m, _ = state(w.t, tx)
		return nil
	})
	return m
}

func TestRevert(t *testing.T) {
	w := revertWorld(t)
	w.must("ann", "create|1|x|a", "body|1|one\ntwo\nthree\nfour\n", "title|1|b", "vote|1", "tag|1|c", "body|1|one\nTWO\nthree\nfour\n")
	get := func() (p page) {
		w.read("ann", func(tx *Tx) (err error) {
			p, err = pages.Get(tx, "1")
			return err
		})
		return p
	}
	// What can be merged keeps what came later.
	w.must("bob", "body|1|one\nTWO\nthree\nFOUR\n", "vote|1", "tag|1|d")
	w.must("ann", "revert|5|6")
	if p := get(); p.Body.String() != "one\ntwo\nthree\nFOUR\n" {
		t.Errorf("the body is %q", p.Body.String())
	}
	w.must("ann", "revert|3|4", "revert|4|5")
	if p := get(); p.Votes.Value() != 2 || !p.Tags.Has("d") || p.Tags.Has("c") {
		t.Errorf("it has %d votes, %+v", p.Votes.Value(), p)
	}
	// What cannot, asks.
	w.must("bob", "title|1|c")
	if o := w.direct("ann", "revert|2|3"); o.Kind != Conflicted || len(o.Fields) != 1 || o.Fields[0].Base != `"b"` || o.Fields[0].Mine != `"a"` || o.Fields[0].Theirs != `"c"` {
		t.Errorf("%+v", o)
	}
	if p := get(); p.Title != "c" {
		t.Errorf("the title is %q", p.Title)
	}
	// To be made is undone by a deletion, unless something was written since.
	if o := w.direct("ann", "revert|0|1"); o.Kind != Conflicted {
		t.Errorf("%+v", o)
	}
	w.must("ann", "create|2|x|new")
	seq := w.head().Seq
	w.must("bob", fmt.Sprintf("revert|%d|%d", seq-1, seq))
	if m := w.state("ann"); m["pages/2"] != "" {
		t.Errorf("it is still there: %s", m["pages/2"])
	}
	w.must("bob", fmt.Sprintf("revert|%d|%d", seq, seq+1))
	if m := w.state("ann"); m["pages/2"] == "" {
		t.Error("it is not back")
	}
	// A record as it was, over whatever is there now.
	w.must("ann", "back|1|3")
	if p := get(); p.Title != "b" || p.Body.String() != "one\ntwo\nthree\nfour\n" || p.Votes.Value() != 0 {
		t.Errorf("as it was it is %+v", p)
	}
}

// What a person may not read now is not taken back by them; nor is what they may not write.
func TestRevertRights(t *testing.T) {
	w := revertWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "eve", Topic: "project/x", Fields: "public", Verbs: "update"}, Grant{Who: "bob", Topic: "*", Verbs: "read"})
	w.must("root", "create|1|x|a", "create|2|y|b", "title|1|aa", "slug|1|hidden", "title|2|bb")
	if o := w.direct("bob", "revert|2|3"); o.Kind != Rejected {
		t.Errorf("who may only read reverts: %+v", o)
	}
	before := w.state("root")
	if o := w.direct("eve", "revert|3|5"); o.Kind != Applied {
		t.Errorf("%+v", o)
	}
	if after := w.state("root"); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("eve has taken back what she does not see: %v, was %v", after, before)
	}
	w.must("eve", "revert|2|3")
	if m := w.state("root"); m["pages/1"] == before["pages/1"] || m["pages/2"] != before["pages/2"] {
		t.Errorf("it is %v, was %v", m, before)
	}
}

// What is taken back and nothing else was done is as before; and to take that back is as
// after it.
func TestRevertOfRevert(t *testing.T) {
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 5))
		w := revertWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "*"})
		states := map[uint64]string{0: fmt.Sprint(w.state("root"))}
		for range 25 {
			randomPages(w, r)
			states[w.head().Seq] = fmt.Sprint(w.state("root"))
		}
		to := w.head().Seq
		from := to - min(to, 1+uint64(r.IntN(6)))
		for states[from] == "" {
			from--
		}
		w.must("root", fmt.Sprintf("revert|%d|%d", from, to))
		if got := fmt.Sprint(w.state("root")); got != states[from] {
			t.Fatalf("seed %d: from %d to %d is taken back to\n%s, was\n%s", seed, from, to, got, states[from])
		}
		head := w.head().Seq
		w.must("root", fmt.Sprintf("revert|%d|%d", to, head))
		if got := fmt.Sprint(w.state("root")); got != states[to] {
			t.Fatalf("seed %d: taking that back comes to\n%s, was\n%s", seed, got, states[to])
		}
	}
}
