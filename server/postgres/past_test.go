package postgres_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/modeltest"
	"github.com/tandemgo/tandem/server/postgres"
)

var record = flag.String("record", "", "let TestRecord keep what it records in testdata, under this name")

// devices is where the rest of the recordings is: that does not depend on the store.
const devices = "../sqlite/testdata"

func pastDevices(from string) string {
	return filepath.Join(devices, strings.TrimSuffix(filepath.Base(from), ".sql"))
}

// pastTo fills new tables by the statements of a recording, and returns their address.
func pastTo(t testing.TB, statements string) string {
	t.Helper()
	at := shared.Schema()
	run(t, at, "CREATE SCHEMA "+schema(t, at), statements)
	return at
}

func readPast(t testing.TB, from string) string {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestPast: tables and a device that a past version has left are taken up by this
// one. Nothing that was entered is lost.
func TestPast(t *testing.T) {
	stores, err := filepath.Glob("testdata/*.sql")
	if err != nil || len(stores) == 0 {
		t.Fatal("the tables of past versions are not there", err)
	}
	for _, from := range stores {
		t.Run(filepath.Base(from), func(t *testing.T) {
			modeltest.TestPast(t, pastDevices(from), func(t testing.TB) model.Store { return openAt(t, pastTo(t, readPast(t, from))) })
		})
	}
}

// TestRecord records what this version writes, and replays it. With -record=NAME it
// keeps it as the recording NAME, which TestPast replays for ever: docs/sync.md says
// when.
func TestRecord(t *testing.T) {
	// Dump takes the name of the schema out, so it must not be in what is recorded.
	at := strings.Replace(shared.Schema(), "search_path=test", "search_path=recorded", 1)
	epochs := 0
	s, err := postgres.Open(at, &postgres.Options{Epoch: func() string { epochs++; return fmt.Sprintf("e%d", epochs) }})
	if err != nil {
		t.Fatal(err)
	}
	outbox, text := modeltest.RecordPast(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, at, "UPDATE migrations SET done = '2000-01-01T00:00:00Z'")
	statements, err := shared.Dump(schema(t, at))
	if err != nil {
		t.Fatal(err)
	}
	modeltest.ReplayPast(t, outbox, text, func(t testing.TB) model.Store { return openAt(t, pastTo(t, statements)) })
	if *record == "" || t.Failed() {
		return
	}
	modeltest.WritePast(t, filepath.Join(devices, *record), outbox, text)
	f, err := os.OpenFile(filepath.Join("testdata", *record+".sql"), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(statements); err != nil {
		t.Fatal(err)
	}
}

// TestRecorded: no version is released of which there is no recording.
func TestRecorded(t *testing.T) {
	stores, err := filepath.Glob("testdata/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	at := shared.Schema()
	openAt(t, at)
	const version = "SELECT max(number)::text FROM migrations"
	now := answer(t, at, version)
	var paths []string
	for _, from := range stores {
		if answer(t, pastTo(t, readPast(t, from)), version) == now {
			paths = append(paths, pastDevices(from))
		}
	}
	modeltest.TestRecorded(t, paths...)
}

// Tables that were taken to this version are as new ones.
func TestMigrated(t *testing.T) {
	stores, err := filepath.Glob("testdata/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	fresh := shared.Schema()
	for _, from := range stores {
		old := pastTo(t, readPast(t, from))
		var forms []string
		for _, at := range []string{old, fresh} {
			openAt(t, at)
			forms = append(forms, answer(t, at, `SELECT string_agg(line, E'\n' ORDER BY line) FROM (
				SELECT table_name || ' ' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || is_identity || coalesce(' ' || collation_name, '') AS line
				FROM information_schema.columns WHERE table_schema = current_schema()
				UNION ALL SELECT replace(indexdef, current_schema() || '.', '') FROM pg_indexes WHERE schemaname = current_schema()) lines`))
		}
		if forms[0] != forms[1] || len(forms[0]) < 500 {
			t.Errorf("%s, migrated:\n%s\nnew:\n%s", from, forms[0], forms[1])
		}
	}
}
