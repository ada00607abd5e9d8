package sqlite

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// On a full disk an update has no effect, and all goes on when there is room.
func TestFull(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "app.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	limit := func(pages int) {
		t.Helper()
		if err := s.writer.exec(fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	long := model.String(strings.Repeat("x", 10_000))
	write := func() error {
		return s.Update("main", func(tx model.StoreTx) error {
			for range 5 {
				seq := tx.(interface{ next() uint64 }).next()
				at := model.Version{Seq: seq}
				r := &model.Record{Key: fmt.Sprintf("a/%d", seq), Last: at, Born: seq, Fields: []model.Field{{Name: "x", Value: long, Last: at}}}
				c := &model.Commit{Seq: seq, Changes: []model.Change{{Key: r.Key, Op: model.OpCreate, At: at, Fields: []model.FieldChange{{Name: "x", After: long}}}}}
				if err := tx.Append(c, []*model.Record{r}, nil); err != nil {
					return err
				}
			}
			return nil
		})
	}
	limit(200)
	written := uint64(0)
	for {
		if err = write(); err != nil {
			break
		}
		if written += 5; written > 1000 {
			t.Fatal("the disk does not fill up")
		}
	}
	check := func() {
		t.Helper()
		if err := s.View("main", func(v model.StoreView) error {
			rs, err := v.Since(0, 0)
			if v.Head().Seq != written || uint64(len(rs)) != written {
				t.Errorf("head %d, %d records, want %d", v.Head().Seq, len(rs), written)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if !errors.Is(err, ErrFull) || !errors.Is(err, model.ErrStore) || written == 0 {
			t.Fatalf("after %d commits: %v", written, err)
		}
		check()
		err = write()
	}
	// A new space needs a page too, or has room; either way nothing breaks.
	if err := s.View("other", func(model.StoreView) error { return nil }); err != nil && !errors.Is(err, ErrFull) {
		t.Fatal(err)
	}
	limit(1 << 30)
	if err := write(); err != nil {
		t.Fatal(err)
	}
	written += 5
	check()
}

func (t *tx) next() uint64 { return t.last + 1 }

// When the last write of an update fails, the first is undone.
func TestHalf(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "app.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	o := model.Outcome{Client: "c", N: 1}
	for _, twice := range []bool{true, false} {
		err := s.Update("main", func(tx model.StoreTx) error {
			if twice {
				_ = tx.PutOutcome(o)
			}
			return errors.Join(tx.Append(&model.Commit{Seq: 1}, nil, nil), tx.PutClient(model.Client{ID: "c", User: "ann"}), tx.PutOutcome(o))
		})
		if (err != nil) != twice || err != nil && !errors.Is(err, model.ErrStore) {
			t.Fatalf("outcome twice: %t: %v", twice, err)
		}
		if err := s.View("main", func(v model.StoreView) error {
			c, err := v.Client("c")
			if (v.Head().Seq == 0) != twice || (c.User == "") != twice {
				t.Errorf("outcome twice: %t: head %d, client %+v", twice, v.Head().Seq, c)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// A connection on which a transaction was left open by a failure is of use
// again.
func TestLeftOpen(t *testing.T) {
	s, err := Open(filepath.Join(t.TempDir(), "app.db"), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if err := s.writer.exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	if err := s.Update("main", func(tx model.StoreTx) error { return tx.PutClient(model.Client{ID: "c"}) }); err != nil {
		t.Fatal(err)
	}
}

// What a person has spoilt by hand is reported, not shown.
func TestDamaged(t *testing.T) {
	for _, statement := range []string{
		"UPDATE records SET json = 'no'",
		"UPDATE records SET versions = '[]'",
		`UPDATE records SET versions = '{"y":[1,"",0]}'`,
		`UPDATE records SET versions = '{"x":[1,2,3]}'`,
		"UPDATE changes SET fields = '[]'",
		`UPDATE changes SET fields = '{"x":1}'`,
		"UPDATE outcomes SET body = '7'",
		`UPDATE outcomes SET body = '{"errors":[1]}'`,
		`UPDATE outcomes SET body = '{"code":1}'`,
		"UPDATE outcomes SET hash = x'00'",
		"UPDATE clients SET hash = x'00'",
	} {
		s, err := Open(filepath.Join(t.TempDir(), "app.db"), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		at := model.Version{Seq: 1}
		fields := []model.Field{{Name: "x", Value: "1", Last: at}}
		if err := s.Update("main", func(tx model.StoreTx) error {
			c := &model.Commit{Seq: 1, Changes: []model.Change{{Key: "a/1", Op: model.OpCreate, At: at, Fields: []model.FieldChange{{Name: "x", After: "1"}}}}}
			return errors.Join(tx.Append(c, []*model.Record{{Key: "a/1", Last: at, Born: 1, Fields: fields}}, nil),
				tx.PutOutcome(model.Outcome{Client: "c", N: 1}), tx.PutClient(model.Client{ID: "c"}))
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.writer.exec(statement); err != nil {
			t.Fatal(err)
		}
		err = s.View("main", func(v model.StoreView) error {
			_, err1 := v.Since(0, 0)
			_, _, err2 := v.History("a/1", 0)
			_, err3 := v.Outcomes("c", 0)
			_, err4 := v.Client("c")
			return errors.Join(err1, err2, err3, err4)
		})
		if !errors.Is(err, ErrDamaged) || !errors.Is(err, model.ErrStore) {
			t.Errorf("%s: %v", statement, err)
		}
	}
}
