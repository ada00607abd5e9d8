package model

import (
	"errors"
	"strings"
	"testing"
)

// renamed is the record of this version: its title was called text, and its name
// was one field.
type renamed struct {
	ID    string
	Title string
	First string
	Last  string
}

var (
	renameds = Define("renameds", Projection[renamed]("title", "title"), Renamed[renamed]("text", "title"), Split[renamed]("name", []string{"first", "last"},
		func(v Value) []Value {
			s, _ := v.Text()
			first, last, _ := strings.Cut(s, " ")
			return []Value{String(first), String(last)}
		}, func(vs []Value) Value {
			first, _ := vs[0].Text()
			last, _ := vs[1].Text()
			return String(first + " " + last)
		}))
	byTitle = renameds.Index("title")
)

// TestFormer: builds before and after a change of the schema edit the same
// records, and each reads its own form.
func TestFormer(t *testing.T) {
	s := NewMemStore("e1")
	// The old build writes fields that this one has no names for.
	old := func(field, value string) Handler {
		return func(tx *Tx) error {
			s, err := tx.find("renameds/1")
			if err != nil {
				return err
			}
			s.now, s.op = s.now.with(field, String(value), Version{}), OpUpdate
			return tx.stage(s)
		}
	}
	now := func(f func(*renamed)) Handler {
		return func(tx *Tx) error {
			r, err := renameds.Get(tx, "1")
			if err != nil {
				return err
			}
			f(&r)
			return renameds.Save(tx, r)
		}
	}
	o := NewOrigin(s, OriginOptions{})
	n := byte(0)
	do := func(h Handler) {
		t.Helper()
		n++
		done, err := o.Commit("main", 1, []Job{{User: "ann", Direct: true, Handler: h, Intent: Intent{ID: ID{n}, Request: Request{Method: "POST", URI: "/"}}}})
		if err != nil || done[0].Outcome.Kind != Applied {
			t.Fatal(err, done)
		}
	}
	check := func(title, first, last string) {
		t.Helper()
		s.View("main", func(v StoreView) error {
			tx := NewTx(v, "ann", Request{}, 1)
			r, err := renameds.Get(tx, "1")
			if err != nil || r.Title != title || r.First != first || r.Last != last {
				t.Errorf("this build reads %+v, %v", r, err)
			}
			rec, _ := v.Get("renameds/1")
			if text, _ := rec.Value("text").Text(); text != title && n > 1 {
				t.Errorf("the old build reads the text %q", text)
			}
			if name, _ := rec.Value("name").Text(); name != first+" "+last {
				t.Errorf("the old build reads the name %q", name)
			}
			if ts, err := byTitle.Where(title).All(tx); err != nil || len(ts) != 1 {
				t.Errorf("by title: %v, %v", ts, err)
			}
			return nil
		})
	}
	do(func(tx *Tx) error {
		return tx.create(renameds.s, "1", []Member{{"name", `"Ada Byron"`}, {"text", `"old words"`}}, "renameds")
	})
	check("old words", "Ada", "Byron")
	do(now(func(r *renamed) { r.Title = "new words" }))
	check("new words", "Ada", "Byron")
	do(old("text", "words of the old build"))
	check("words of the old build", "Ada", "Byron")
	do(now(func(r *renamed) { r.Last = "Lovelace" }))
	check("words of the old build", "Ada", "Lovelace")
	do(old("name", "Grace Hopper"))
	check("words of the old build", "Grace", "Hopper")
}

// TestPrepare: a start finds indexes that are new, and stops where what is stored
// could not be read.
func TestPrepare(t *testing.T) {
	s := NewMemStore("e1")
	if err := s.Update("main", func(tx StoreTx) error {
		r := &Record{Key: "renameds/1", Last: Version{Seq: 1}, Born: 1, Topic: "renameds", Fields: []Field{{"title", `"x"`, Version{Seq: 1}}}}
		return errors.Join(tx.Append(&Commit{Seq: 1}, []*Record{r}, nil), tx.PutEntries([]Entry{{Index: "gone:x", At: "a", Key: r.Key}}), tx.PutNote(noteIndexes, "gone:x"))
	}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Prepare(s, "main"); err != nil {
			t.Fatal(err)
		}
	}
	for more := true; more; {
		indexed{s}.View("main", func(v StoreView) error {
			if ts, err := byTitle.Where("x").All(NewTx(v, "", Request{}, 0)); err != nil || len(ts) != 1 {
				t.Errorf("the new index: %v, %v", ts, err)
			}
			return nil
		})
		var err error
		if more, err = BuildIndexes(s, "main"); err != nil {
			t.Fatal(err)
		}
	}
	s.View("main", func(v StoreView) error {
		if ts, err := byTitle.Where("x").All(NewTx(v, "", Request{}, 0)); err != nil || len(ts) != 1 {
			t.Errorf("the new index, built: %v, %v", ts, err)
		}
		if n, _ := v.Count(Span{Index: "gone:x"}); n != 0 {
			t.Error("an index that is declared no longer stays")
		}
		return nil
	})
	for old, want := range map[string]string{
		`{"renameds":{"title":"text","text":"text","name":"text"},"others":{"x":"text"}}`: "",
		`{"renameds":{"lost":"text"}}`:        "renameds.lost is declared no longer",
		`{"renameds":{"title":"a number"}}`:   "renameds.title was a number and is text",
		`{"alls":{"real":"a whole number"}}`:  "",
		`{"alls":{"maybe":"a whole number"}}`: "",
		`{"alls":{"small":"a number"}}`:       "alls.small was a number",
	} {
		if err := s.Update("main", func(tx StoreTx) error { return tx.PutNote(noteSchema, old) }); err != nil {
			t.Fatal(err)
		}
		err := Prepare(s, "main")
		var no *ErrSchema
		if want == "" && err != nil || want != "" && (!errors.As(err, &no) || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", old, err, want)
		}
	}
}

// Who sees some fields only reads and writes them whatever older builds call them.
func TestFormerSeenInPart(t *testing.T) {
	title := Grant{Who: "ann", Topic: "renameds", Fields: "title"}
	s := NewMemStore("e1")
	n := byte(0)
	var read renamed
	do := func(user string, h Handler) Kind {
		t.Helper()
		n++
		done, err := NewOrigin(s, OriginOptions{Grants: []Grant{title, {Who: "root", Topic: "*"}}}).Commit("main", 1, []Job{{User: user, Direct: true, Handler: h, Intent: Intent{ID: ID{n}, Request: Request{Method: "POST", URI: "/"}}}})
		if err != nil {
			t.Fatal(err)
		}
		return done[0].Outcome.Kind
	}
	save := func(f func(*renamed)) Handler {
		return func(tx *Tx) (err error) {
			if read, err = renameds.Get(tx, "1"); err != nil {
				return err
			}
			f(&read)
			return renameds.Save(tx, read)
		}
	}
	do("root", func(tx *Tx) error {
		return tx.create(renameds.s, "1", []Member{{"name", `"Ada Byron"`}, {"text", `"old words"`}}, "renameds")
	})
	if k := do("ann", save(func(r *renamed) {})); k != Applied || read.Title != "old words" || read.First != "" {
		t.Errorf("ann reads %+v: %s", read, k)
	}
	if k := do("ann", save(func(r *renamed) { r.Title = "by ann" })); k != Applied {
		t.Errorf("ann writes: %s", k)
	}
	if k := do("ann", save(func(r *renamed) { r.First = "Eve" })); k != Rejected {
		t.Errorf("ann writes what she does not see: %s", k)
	}
	if k := do("root", save(func(r *renamed) {})); k != Applied || read.Title != "by ann" || read.First != "Ada" || read.Last != "Byron" {
		t.Errorf("root reads %+v: %s", read, k)
	}
	s.View("main", func(v StoreView) error {
		if r, _ := v.Get("renameds/1"); r.Value("text") != `"by ann"` || r.Value("name") != `"Ada Byron"` {
			t.Errorf("the old build reads %s", r.Object())
		}
		return nil
	})
}
