package model

import (
	"testing"
)

// grown is a record whose builds of before had the title only.
type grown struct {
	ID    string
	Title string
	Notes string
	Open  bool
	Tags  Set
	Prose Text
	Count Counter
	Steps []string `merge:"list"`
	Maybe *string
}

var (
	growns   = Define[grown]("growns")
	byOpen   = growns.Index("open", "title")
	byNotes  = growns.Index("notes")
	byMaybes = growns.Index("maybe")
)

// growth has a record that a build of before has made.
func growth(t *testing.T) (*Origin, func(base Base, h Handler) Outcome) {
	o := NewOrigin(NewMemStore("e1"), OriginOptions{})
	n := byte(0)
	do := func(base Base, h Handler) Outcome {
		t.Helper()
		n++
		done, err := o.Commit("main", 1, []Job{{User: "ann", Intent: Intent{Client: "c", N: 1, Base: base, ID: ID{n}, Request: Request{Method: "POST", URI: "/"}}, Direct: true, Handler: h}})
		if err != nil {
			t.Fatal(err)
		}
		return done[0].Outcome
	}
	do(Base{}, func(tx *Tx) error { return tx.create(growns.s, "1", []Member{{"title", `"old"`}}, "growns") })
	return o, do
}

func change(f func(*grown)) Handler {
	return func(tx *Tx) error {
		g, err := growns.Get(tx, "1")
		if err != nil {
			return err
		}
		f(&g)
		return growns.Save(tx, g)
	}
}

// TestOnlyChangedFieldsAreWritten: a field that the record does not have yet, and
// that is as its zero value, was not changed.
func TestOnlyChangedFieldsAreWritten(t *testing.T) {
	o, do := growth(t)
	do(Base{}, change(func(g *grown) { g.Title = "new" }))
	do(Base{}, change(func(g *grown) { g.Notes = "x" }))
	do(Base{}, change(func(g *grown) { g.Notes = "" }))
	o.store.View("main", func(v StoreView) error {
		h, _, err := v.History("growns/1", 1)
		if err != nil || len(h) != 3 {
			t.Fatalf("%+v, %v", h, err)
		}
		for i, want := range []FieldChange{{"title", `"old"`, `"new"`}, {"notes", "", `"x"`}, {"notes", `"x"`, `""`}} {
			if fs := h[i].Fields; len(fs) != 1 || fs[0] != want {
				t.Errorf("%+v, want %+v", fs, want)
			}
		}
		return nil
	})
}

// TestMergeOfNewFields: what two people put into fields that the record did not have
// merges as if it had had their zero values.
func TestMergeOfNewFields(t *testing.T) {
	for name, c := range map[string]struct {
		theirs, mine func(*grown)
		want         func(grown) bool
		kind         Kind
	}{
		"sets":                     {func(g *grown) { g.Tags.Add("a") }, func(g *grown) { g.Tags.Add("b") }, func(g grown) bool { return g.Tags.Len() == 2 }, Merged},
		"counters":                 {func(g *grown) { g.Count.Add(2) }, func(g *grown) { g.Count.Add(3) }, func(g grown) bool { return g.Count.Value() == 5 }, Merged},
		"a form that says nothing": {func(g *grown) { g.Notes = "theirs" }, func(g *grown) { g.Notes, g.Title = "", "mine" }, func(g grown) bool { return g.Notes == "theirs" && g.Title == "mine" }, Merged},
		"the same field":           {func(g *grown) { g.Notes = "theirs" }, func(g *grown) { g.Notes = "mine" }, func(g grown) bool { return g.Notes == "theirs" }, Conflicted},
		"other fields":             {func(g *grown) { g.Title = "theirs" }, func(g *grown) { g.Notes = "mine" }, func(g grown) bool { return g.Notes == "mine" && g.Title == "theirs" }, Merged},
		"texts of which one is":    {func(g *grown) { g.Prose.Edit("theirs") }, func(g *grown) { g.Prose.Edit(""); g.Open = true }, func(g grown) bool { return g.Prose.String() == "theirs" && g.Open }, Merged},
		"lists":                    {func(g *grown) { g.Steps = []string{"a"} }, func(g *grown) { g.Steps = []string{}; g.Open = true }, func(g grown) bool { return len(g.Steps) == 1 && g.Open }, Merged},
	} {
		o, do := growth(t)
		do(Base{}, change(c.theirs))
		out := do(Base{Epoch: "e1", Seq: 1}, change(c.mine))
		o.Read("main", "ann", Request{}, 1, func(tx *Tx) error {
			if g, err := growns.Get(tx, "1"); err != nil || !c.want(g) || out.Kind != c.kind {
				t.Errorf("%s: %s %+v: %+v, %v", name, out.Kind, out.Fields, g, err)
			}
			return nil
		})
	}
}

// TestQueriesOfNewFields: a query finds a record by what a program reads of it,
// whether the record has the field yet or not.
func TestQueriesOfNewFields(t *testing.T) {
	o, do := growth(t)
	check := func(when string) {
		t.Helper()
		o.Read("main", "ann", Request{}, 1, func(tx *Tx) error {
			for name, q := range map[string]Query[grown]{"open": byOpen.Where(false), "notes": byNotes.Where(""), "maybe": byMaybes.Where(nil)} {
				if n, err := q.Count(tx); err != nil || n != 1 {
					t.Errorf("%s: by %s there are %d, %v", when, name, n, err)
				}
			}
			return nil
		})
	}
	check("of before")
	do(Base{}, change(func(g *grown) { g.Open, g.Notes = true, "x" }))
	do(Base{}, change(func(g *grown) { g.Open, g.Notes = false, "" }))
	check("written")
}
