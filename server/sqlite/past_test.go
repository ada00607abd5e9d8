package sqlite_test

import (
	"database/sql"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/modeltest"
	"github.com/tandemgo/tandem/server/sqlite"
)

var record = flag.String("record", "", "let TestRecord keep what it records in testdata, under this name")

// pastTo writes a copy of a recorded file, and returns its path.
func pastTo(t testing.TB, from string) string {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "app.db")
	if err := os.WriteFile(path, b, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestPast: a store and a device that a past version has left are taken up by
// this one. Nothing that was entered is lost.
func TestPast(t *testing.T) {
	stores, err := filepath.Glob("testdata/*.db")
	if err != nil || len(stores) < 2 {
		t.Fatal("the stores of past versions are not there", stores, err)
	}
	for _, from := range stores {
		t.Run(filepath.Base(from), func(t *testing.T) {
			modeltest.TestPast(t, strings.TrimSuffix(from, ".db"), func(t testing.TB) model.Store { return openAt(t, pastTo(t, from)) })
		})
	}
}

// TestRecord records what this version writes, and replays it. With -record=NAME it
// keeps it as the recording NAME, which TestPast replays for ever: docs/sync.md says
// when.
func TestRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "app.db")
	epochs := 0
	s, err := sqlite.Open(path, &sqlite.Options{Epoch: func() string { epochs++; return fmt.Sprintf("e%d", epochs) }})
	if err != nil {
		t.Fatal(err)
	}
	devices, text := modeltest.RecordPast(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	// Without pages that are free, and in one order.
	whole := filepath.Join(t.TempDir(), "whole.db")
	run(t, path, "VACUUM INTO '"+whole+"'")
	modeltest.ReplayPast(t, devices, text, func(t testing.TB) model.Store { return openAt(t, pastTo(t, whole)) })
	if *record == "" || t.Failed() {
		return
	}
	modeltest.WritePast(t, filepath.Join("testdata", *record), devices, text)
	b, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(filepath.Join("testdata", *record+".db"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
}

// TestRecorded: no version is released of which there is no recording.
func TestRecorded(t *testing.T) {
	stores, err := filepath.Glob("testdata/*.db")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "app.db")
	openAt(t, path)
	now := tables(t, path)
	var paths []string
	for _, from := range stores {
		if tables(t, pastTo(t, from)) == now {
			paths = append(paths, strings.TrimSuffix(from, ".db"))
		}
	}
	modeltest.TestRecorded(t, paths...)
}

// tables returns the version of the tables in a file.
func tables(t testing.TB, path string) (version int) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}

// A file that was taken to this version has the tables of a new one.
func TestMigrated(t *testing.T) {
	stores, err := filepath.Glob("testdata/*.db")
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range stores {
		old, fresh := pastTo(t, from), filepath.Join(t.TempDir(), "new.db")
		var forms []string
		for _, path := range []string{old, fresh} {
			if err := openAt(t, path).Close(); err != nil {
				t.Fatal(err)
			}
			forms = append(forms, form(t, path))
		}
		if forms[0] != forms[1] || len(forms[0]) < 500 {
			t.Errorf("%s, migrated:\n%s\nnew:\n%s", from, forms[0], forms[1])
		}
	}
}
