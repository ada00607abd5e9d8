package sqlite_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/sqlite"
)

func TestOpenErrors(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	foreign := filepath.Join(dir, "foreign.db")
	run(t, foreign, "CREATE TABLE theirs (x)")
	newer := filepath.Join(dir, "newer.db")
	s, err := sqlite.Open(newer, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, newer, "PRAGMA user_version = 99")
	for _, c := range []struct {
		path string
		want error
	}{
		{"", sqlite.ErrAccess},
		{":memory:", sqlite.ErrAccess},
		{filepath.Join(dir, "no such folder", "app.db"), sqlite.ErrAccess},
		{filepath.Join(file("a file", "x"), "app.db"), sqlite.ErrAccess},
		{dir, sqlite.ErrAccess},
		{file("text.db", strings.Repeat("This is not a database. ", 500)), sqlite.ErrForeign},
		{file("short.db", "no"), sqlite.ErrForeign},
		{foreign, sqlite.ErrForeign},
		{newer, sqlite.ErrNewer},
	} {
		before, _ := os.ReadFile(c.path)
		s, err := sqlite.Open(c.path, nil)
		if s != nil || !errors.Is(err, c.want) || !errors.Is(err, model.ErrStore) {
			t.Errorf("open %q: %v, want %v", c.path, err, c.want)
		}
		if after, _ := os.ReadFile(c.path); string(after) != string(before) {
			t.Errorf("open %q has changed the file", c.path)
		}
	}
}

func run(t *testing.T, path, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		t.Fatal(err)
	}
}

// A name of a file may have any character, and be another name of the file.
func TestPaths(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a b?c=d#e%41'ü.db")
	openAt(t, path)
	if _, err := os.Stat(path); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(t.TempDir(), "folder")
	if err := os.Symlink(dir, folder); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{path, link, filepath.Join(folder, filepath.Base(path))} {
		if _, err := sqlite.Open(other, nil); !errors.Is(err, sqlite.ErrInUse) {
			t.Errorf("open %s a second time: %v", other, err)
		}
	}
}

func TestReopen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	epochs := 0
	o := &sqlite.Options{Epoch: func() string { epochs++; return fmt.Sprintf("e%d", epochs) }}
	for n := range uint64(3) {
		s, err := sqlite.Open(path, o)
		if err != nil {
			t.Fatal(err)
		}
		if n == 2 {
			if err := s.View("seen", func(v model.StoreView) error {
				if v.Head().Epoch != "e2" {
					t.Errorf("a space that was only seen has the epoch %s", v.Head().Epoch)
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Update("main", func(tx model.StoreTx) error {
			if h := tx.Head(); h != (model.Cursor{Epoch: "e1", Seq: n}) {
				t.Errorf("the head is %+v", h)
			}
			return tx.Append(&model.Commit{Seq: n + 1}, nil, nil)
		}); err != nil {
			t.Fatal(err)
		}
		if err := s.View("seen", func(model.StoreView) error { return nil }); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		nothing := func() error { return nil }
		for _, err := range []error{
			s.View("main", func(model.StoreView) error { return nothing() }),
			s.Update("main", func(model.StoreTx) error { return nothing() }),
		} {
			if !errors.Is(err, sqlite.ErrClosed) || !errors.Is(err, model.ErrStore) {
				t.Errorf("after Close: %v", err)
			}
		}
	}
}

func TestEpoch(t *testing.T) {
	seen := map[string]bool{}
	s := open(t)
	for i := range 10 {
		if err := s.View(fmt.Sprint(i), func(v model.StoreView) error {
			e := v.Head().Epoch
			if seen[e] || !regexp.MustCompile(`^[a-z0-9]{16}$`).MatchString(e) {
				t.Errorf("epoch %q", e)
			}
			seen[e] = true
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

// A commit that a function appends in the wrong place spoils its update, even
// when the function does not mind.
func TestOrder(t *testing.T) {
	s := open(t)
	err := s.Update("main", func(tx model.StoreTx) error {
		if err := tx.Append(&model.Commit{Seq: 2}, nil, nil); !errors.Is(err, sqlite.ErrOrder) {
			t.Errorf("append: %v", err)
		}
		return nil
	})
	if !errors.Is(err, sqlite.ErrOrder) || !errors.Is(err, model.ErrStore) {
		t.Errorf("update: %v", err)
	}
}

// The tables are meant to be read by people.
func TestReadable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	s := openAt(t, path)
	update(t, s, 1, "milk")
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for query, want := range map[string]string{
		"SELECT json FROM records WHERE space = 'main' AND key = 'todos/1'":                   `{"title":"milk"}`,
		"SELECT json ->> 'title' FROM records":                                                "milk",
		"SELECT fields FROM changes":                                                          `{"title":{"after":"milk"}}`,
		"SELECT user || ' ' || method || ' ' || uri FROM commits":                             "ann POST /todos",
		"SELECT hex(intent) FROM commits":                                                     "07000000000000000000000000000000",
		"PRAGMA integrity_check":                                                              "ok",
		"SELECT count(*) FROM pragma_foreign_key_check":                                       "0",
		"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND NOT sql LIKE '%STRICT%'": "0",
	} {
		var got string
		if err := db.QueryRow(query).Scan(&got); err != nil || got != want {
			t.Errorf("%s: %s, %v, want %s", query, got, err, want)
		}
	}
}

// update appends commit n, which creates the record todos/n.
func update(t testing.TB, s *sqlite.Store, n uint64, title string) {
	t.Helper()
	if err := s.Update("main", func(tx model.StoreTx) error { return appendTodo(tx, n, title) }); err != nil {
		t.Fatal(err)
	}
}

func appendTodo(tx model.StoreTx, n uint64, title string) error {
	at := model.Version{Seq: n}
	key, v := fmt.Sprintf("todos/%d", n), model.String(title)
	c := &model.Commit{Seq: n, User: "ann", Method: "POST", URI: "/todos", Intent: model.ID{7}, Changes: []model.Change{
		{Key: key, Op: model.OpCreate, At: at, Topic: "todos", Fields: []model.FieldChange{{Name: "title", After: v}}}}}
	return tx.Append(c, []*model.Record{{Key: key, Last: at, Born: n, Topic: "todos", Fields: []model.Field{{Name: "title", Value: v, Last: at}}}}, nil)
}

// form describes the tables and indexes of a file.
func form(t *testing.T, path string) string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(`SELECT m.type || ' ' || m.name || ' ' || coalesce(group_concat(c.name || ' ' || c.type || ' ' || c."notnull" || ' ' || c.pk, ', '), '')
		|| coalesce((SELECT group_concat(i.name, ', ') FROM pragma_index_info(m.name) i), '')
		FROM sqlite_schema m LEFT JOIN (SELECT t.name AS t, p.* FROM sqlite_schema t, pragma_table_info(t.name) p ORDER BY t.name, p.name) c ON c.t = m.name
		GROUP BY m.name ORDER BY m.name`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	text := ""
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		text += line + "\n"
	}
	return text
}
