package modeltest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// Book and Writer are the records of TestBuild.
type (
	Book struct {
		ID     string
		Title  string
		Author model.Ref[Writer]
	}
	Writer struct {
		ID   string
		Name string
	}
)

var (
	writers  = model.Define[Writer]("writers")
	books    = model.Define[Book]("books")
	byAuthor = books.Index("author.name", "-title")
	byTitle  = books.Index("title")
)

// library runs f as one request.
func library(t *testing.T, o *model.Origin, n *byte, f func(*model.Tx) error) {
	t.Helper()
	*n++
	done, err := o.Commit("main", 1, []model.Job{{User: "ann", Direct: true, Handler: f, Intent: model.Intent{ID: model.ID{*n}, Request: model.Request{Method: "POST", URI: "/"}}}})
	if err != nil || done[0].Outcome.Kind != model.Applied {
		t.Fatalf("request %d: %+v, %v", *n, done, err)
	}
}

// TestBuild checks that an index which is new to a store answers at once, is built
// a portion at a time while the store is written, and is then what it would be
// had it been there from the first commit. open is as for TestStore.
func TestBuild(t *testing.T, open func(testing.TB) model.Store) {
	s := open(t)
	o := model.NewOrigin(s, model.OriginOptions{})
	n := byte(0)
	library(t, o, &n, func(tx *model.Tx) error {
		for i := range 3 {
			if err := writers.Create(tx, Writer{fmt.Sprint("w", i), fmt.Sprint("name ", i)}); err != nil {
				return err
			}
		}
		for i := range 1200 {
			if err := books.Create(tx, Book{fmt.Sprintf("b%04d", i), fmt.Sprint("title ", i*7919%1201), model.Ref[Writer](fmt.Sprint("w", i%4))}); err != nil {
				return err
			}
		}
		return nil
	})
	// As a program leaves it that did not have these indexes, or had them long ago.
	if err := s.Update("main", func(tx model.StoreTx) error {
		return errors.Join(tx.DropIndex("books:author.name,-title"), tx.DropIndex("books:author"), tx.DropIndex("books:title"),
			tx.PutEntries([]model.Entry{{Index: "books:title", At: "stale", Key: "books/b0001"}}), tx.PutNote("indexes", "books:gone"))
	}); err != nil {
		t.Fatal(err)
	}
	same := func(when string, tx *model.Tx) {
		t.Helper()
		rs, err := books.ByID().All(tx)
		if err != nil {
			t.Fatal(err)
		}
		names := map[string]string{}
		ws, _ := writers.ByID().All(tx)
		for _, w := range ws {
			names[w.ID] = "+" + w.Name // what is absent comes first
		}
		slices.SortStableFunc(rs, func(a, b Book) int {
			if c := strings.Compare(names[string(a.Author)], names[string(b.Author)]); c != 0 {
				return c
			}
			return strings.Compare(b.Title, a.Title)
		})
		got, err := byAuthor.Where().All(tx)
		if err != nil || !slices.Equal(got, rs) {
			t.Fatalf("%s: by author: %d of %d books, or in another order, %v", when, len(got), len(rs), err)
		}
		for _, i := range []int{0, len(rs) / 2} {
			one, err := byTitle.Where(rs[i].Title).All(tx)
			k, err2 := byTitle.Where(rs[i].Title).Count(tx)
			if err != nil || err2 != nil || len(one) == 0 || k != len(one) || !slices.Contains(one, rs[i]) {
				t.Fatalf("%s: by title: %v, %d, %v, %v", when, one, k, err, err2)
			}
		}
	}
	check := func(when string) {
		t.Helper()
		if err := o.Read("main", "ann", model.Request{Method: "GET", URI: "/"}, 1, func(tx *model.Tx) error { same(when, tx); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	note := func() (text string) {
		s.View("main", func(v model.StoreView) (err error) { text, err = v.Note("indexes"); return err })
		return text
	}
	check("before it is built")
	turns := 0
	for more := true; more; turns++ {
		var err error
		if more, err = model.BuildIndexes(s, "main"); err != nil {
			t.Fatal(err)
		}
		check(fmt.Sprint("after ", turns, " portions"))
		library(t, o, &n, func(tx *model.Tx) error {
			w, err := writers.Get(tx, fmt.Sprint("w", turns%3))
			if err != nil {
				return err
			}
			w.Name = fmt.Sprint("another ", 1000-turns)
			b, err := books.Get(tx, fmt.Sprintf("b%04d", 1199-turns))
			if err != nil {
				return err
			}
			b.Title = fmt.Sprint("new title ", turns)
			return errors.Join(writers.Save(tx, w), books.Save(tx, b), books.Delete(tx, fmt.Sprintf("b%04d", turns)), books.Delete(tx, fmt.Sprintf("b%04d", 1100-turns)),
				books.Create(tx, Book{fmt.Sprintf("a%04d", turns), "first", "w1"}), books.Create(tx, Book{fmt.Sprintf("c%04d", turns), "last", "w2"}))
		})
		check(fmt.Sprint("after ", turns, " portions and a commit"))
	}
	if turns < 6 {
		t.Errorf("1200 records are entered in two indexes in %d portions", turns)
	}
	if err := s.View("main", func(v model.StoreView) error {
		same("the index itself", model.NewTx(v, "ann", model.Request{}, 1))
		all, err := v.Count(model.Span{Index: "books"})
		for _, x := range []string{"books:author.name,-title", "books:title"} {
			if k, err := v.Count(model.Span{Index: x}); err != nil || k != all {
				t.Errorf("%s has %d entries for %d books, %v", x, k, all, err)
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	// This program does not write the entries of an index that it does not declare.
	before := note()
	if !strings.Contains(before, "!books:gone") || !strings.Contains(before, "\nbooks:title") {
		t.Errorf("the note of the indexes is %q", before)
	}
	if err := s.Update("main", func(tx model.StoreTx) error {
		return errors.Join(tx.PutEntries([]model.Entry{{Index: "books:gone", At: "x", Key: "books/a0001"}}), tx.PutNote("indexes", before+"\nbooks:gone2"))
	}); err != nil {
		t.Fatal(err)
	}
	library(t, o, &n, func(tx *model.Tx) error { return books.Create(tx, Book{"d", "the last", ""}) })
	if text := note(); !strings.Contains(text, "!books:gone2") {
		t.Errorf("the note of the indexes is %q", text)
	}
	if err := model.Prepare(s, "main"); err != nil {
		t.Fatal(err)
	}
	if err := s.View("main", func(v model.StoreView) error {
		k, err := v.Count(model.Span{Index: "books:gone"})
		text, err2 := v.Note("indexes")
		if k != 0 || strings.Contains(text, "gone") {
			t.Errorf("%d entries of an index that nobody declares, and the note %q", k, text)
		}
		return errors.Join(err, err2)
	}); err != nil {
		t.Fatal(err)
	}
}
