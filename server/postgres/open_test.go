package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/postgres"
	"github.com/tandemgo/tandem/server/postgres/pgtest"
)

func run(t testing.TB, at string, statements ...string) {
	t.Helper()
	if err := pgtest.Exec(at, statements...); err != nil {
		t.Fatal(err)
	}
}

// schema returns the name of the schema in an address.
func schema(t testing.TB, at string) string {
	t.Helper()
	u, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	return u.Query().Get("search_path")
}

func TestOpenErrors(t *testing.T) {
	admin := shared.URL("postgres")
	foreign, newer, weak := shared.Schema(), shared.Schema(), shared.Schema()
	run(t, foreign, "CREATE SCHEMA "+schema(t, foreign), "CREATE TABLE theirs (x integer)")
	s, err := postgres.Open(newer, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	run(t, newer, "INSERT INTO migrations (number) VALUES (99)")
	run(t, admin, "CREATE ROLE weak LOGIN", "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
	for _, c := range []struct {
		url  string
		want error
	}{
		{"", postgres.ErrAccess},
		{"postgres://app:secret@[/app", postgres.ErrAccess},
		{admin + "&pool_max_conns=many", postgres.ErrAccess},
		{admin + "&search_path=a,b", postgres.ErrAccess},
		{"postgres://app:secret@127.0.0.1:1/app", postgres.ErrConnection},
		{"postgres:///app?host=/no/such/folder&password=secret", postgres.ErrConnection},
		{shared.URL("no such database"), postgres.ErrAccess},
		{strings.Replace(weak, "user=tandem", "user=nobody", 1), postgres.ErrAccess},
		{strings.Replace(weak, "user=tandem", "user=weak", 1), postgres.ErrAccess},
		{weak + "&default_transaction_read_only=on", postgres.ErrConnection}, // another may be found
		{shared.URL("latin"), postgres.ErrUnfit},
		{foreign, postgres.ErrForeign},
		{newer, postgres.ErrNewer},
	} {
		s, err := postgres.Open(c.url, nil)
		if s != nil || !errors.Is(err, c.want) || !errors.Is(err, model.ErrStore) {
			t.Errorf("open %q: %v, want %v", c.url, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("the error has the password: %v", err)
		}
	}
	if got := answer(t, foreign, "SELECT string_agg(relname, ' ') FROM pg_class WHERE relkind = 'r' AND relnamespace = to_regnamespace('"+schema(t, foreign)+"')"); got != "theirs" {
		t.Errorf("a foreign schema has now the tables %s", got)
	}
}

// A server that does not write to the disk cannot keep what a store promises.
func TestUnsafe(t *testing.T) {
	server := pgtest.New(t)
	run(t, server.URL("postgres"), "ALTER SYSTEM SET fsync = off", "ALTER ROLE tandem SET synchronous_commit = off")
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	if _, err := postgres.Open(server.Schema(), nil); !errors.Is(err, postgres.ErrUnfit) {
		t.Errorf("open without fsync: %v", err)
	}
	run(t, server.URL("postgres"), "ALTER SYSTEM SET fsync = on")
	if err := server.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	// What the store can turn on by itself, it does.
	s := openAt(t, server.Schema())
	if got := s.Setting(t, "synchronous_commit"); got != "on" {
		t.Errorf("synchronous_commit is %s", got)
	}
}

func TestReopen(t *testing.T) {
	at := shared.Schema()
	epochs := 0
	o := &postgres.Options{Epoch: func() string { epochs++; return fmt.Sprintf("e%d", epochs) }}
	for n := range uint64(3) {
		s, err := postgres.Open(at, o)
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
		for _, err := range []error{
			s.View("main", func(model.StoreView) error { return nil }),
			s.Update("main", func(model.StoreTx) error { return nil }),
		} {
			if !errors.Is(err, postgres.ErrClosed) || !errors.Is(err, model.ErrStore) {
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

// A commit that a function appends in the wrong place, or a text that cannot be
// written, spoils its update, even when the function does not mind.
func TestRefused(t *testing.T) {
	s := open(t)
	const wrong = "\xff"
	long := strings.Repeat("x", 100) + string(noise(9_000))
	record := func(key, topic string) (*model.Commit, []*model.Record) {
		at := model.Version{Seq: 1}
		return &model.Commit{Seq: 1, Changes: []model.Change{{Key: key, Op: model.OpCreate, At: at, Topic: topic}}}, []*model.Record{{Key: key, Last: at, Born: 1, Topic: topic}}
	}
	for name, c := range map[string]struct {
		want error
		f    func(model.StoreTx) error
	}{
		"a commit out of order": {postgres.ErrOrder, func(tx model.StoreTx) error { return tx.Append(&model.Commit{Seq: 2}, nil, nil) }},
		"a user":                {postgres.ErrText, func(tx model.StoreTx) error { return tx.Append(&model.Commit{Seq: 1, User: wrong}, nil, nil) }},
		"a key":                 {postgres.ErrText, func(tx model.StoreTx) error { c, rs := record("a/"+wrong, "t"); return tx.Append(c, rs, nil) }},
		"a topic":               {postgres.ErrText, func(tx model.StoreTx) error { c, rs := record("a/1", wrong); return tx.Append(c, rs, nil) }},
		"a client":              {postgres.ErrText, func(tx model.StoreTx) error { return tx.PutClient(model.Client{ID: wrong}) }},
		"an outcome":            {postgres.ErrText, func(tx model.StoreTx) error { return tx.PutOutcome(model.Outcome{Client: wrong}) }},
		"an index":              {postgres.ErrText, func(tx model.StoreTx) error { return tx.DropIndex(wrong) }},
		"an entry":              {postgres.ErrText, func(tx model.StoreTx) error { return tx.PutEntries([]model.Entry{{Index: "a:x", Key: wrong}}) }},
		"a note":                {postgres.ErrText, func(tx model.StoreTx) error { return tx.PutNote("n", wrong) }},
		"an epoch":              {postgres.ErrText, func(tx model.StoreTx) error { return tx.PutEpoch(wrong) }},
		"a place": {postgres.ErrLong, func(tx model.StoreTx) error {
			return tx.PutEntries([]model.Entry{{Index: "a:x", At: long, Key: "a/1"}})
		}},
	} {
		err := s.Update("main", func(tx model.StoreTx) error {
			err := c.f(tx)
			if c.want != postgres.ErrLong && !errors.Is(err, c.want) {
				t.Errorf("%s: %v", name, err)
			}
			return nil
		})
		if !errors.Is(err, c.want) || !errors.Is(err, model.ErrStore) {
			t.Errorf("%s: update: %v", name, err)
		}
	}
	for _, err := range []error{
		s.View(wrong, func(model.StoreView) error { return nil }),
		s.Update(wrong, func(model.StoreTx) error { return nil }),
	} {
		if !errors.Is(err, postgres.ErrText) {
			t.Errorf("a space: %v", err)
		}
	}
	// What cannot be written is not there.
	if err := s.View("main", func(v model.StoreView) error {
		r, err1 := v.Get("a/" + wrong)
		h, whole, err2 := v.History(wrong, 0)
		c, err3 := v.Client(wrong)
		os, err4 := v.Outcomes(wrong, 0)
		o, err5 := v.Outcome(wrong, model.ID{})
		n, err6 := v.Note(wrong)
		rows, err7 := v.Scan(model.Span{Index: wrong})
		if r != nil || h != nil || !whole || c != (model.Client{ID: wrong}) || os != nil || o != nil || n != "" || rows != nil || v.Head().Seq != 0 {
			t.Error("something is there", r, h, c, os, o, n, rows, v.Head())
		}
		return errors.Join(err1, err2, err3, err4, err5, err6, err7)
	}); err != nil {
		t.Error(err)
	}
}

// noise returns n bytes that cannot be compressed.
func noise(n int) []byte {
	var b []byte
	for i := 0; len(b) < n; i++ {
		h := model.Sum(fmt.Sprint(i))
		b = append(b, h[:]...)
	}
	return b[:n]
}

// When the last write of an update fails, the first is undone.
func TestHalf(t *testing.T) {
	s := open(t)
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

// An update that others are in the way of is run again, but not for ever, and
// leaves nothing when it fails.
func TestConflict(t *testing.T) {
	at := shared.Schema()
	s := openAt(t, at)
	refuse := "CREATE TRIGGER refuse BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION refuse()"
	run(t, at, "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = TG_ARGV[0]; END $$")
	for _, code := range []string{"40001", "40P01"} {
		run(t, at, strings.Replace(refuse, "refuse()", "refuse('"+code+"')", 1))
		runs := 0
		f := func(tx model.StoreTx) error {
			runs++
			_, err := next(tx, code)
			return errors.Join(err, tx.PutNote("n", code))
		}
		var before uint64
		if err := s.View("main", func(v model.StoreView) error { before = v.Head().Seq; return nil }); err != nil {
			t.Fatal(err)
		}
		if err := s.Update("main", f); !errors.Is(err, postgres.ErrConflict) || !errors.Is(err, model.ErrStore) || runs < 3 || runs > 20 {
			t.Fatalf("%s: after %d runs: %v", code, runs, err)
		}
		check(t, s, int(before))
		runs = 0
		if err := s.Update("main", func(tx model.StoreTx) error {
			if runs == 2 {
				// By another connection, which waits for nothing: this one has
				// not touched the table yet.
				run(t, at, "DROP TRIGGER refuse ON notes")
			}
			return f(tx)
		}); err != nil || runs != 3 {
			t.Fatalf("%s: after %d runs: %v", code, runs, err)
		}
		check(t, s, int(before)+1)
	}
}

// An update may be larger than what one statement writes.
func TestLarge(t *testing.T) {
	s := open(t)
	const records, each = 30, 1 << 20
	if err := s.Update("main", func(tx model.StoreTx) error {
		c := &model.Commit{Seq: 1}
		var after []*model.Record
		at := model.Version{Seq: 1}
		for i := range records {
			v := model.String(strings.Repeat(string(rune('a'+i)), each))
			c.Changes = append(c.Changes, model.Change{Key: fmt.Sprintf("a/%02d", i), Op: model.OpCreate, At: at, Topic: "a", Fields: []model.FieldChange{{Name: "x", After: v}}})
			after = append(after, &model.Record{Key: c.Changes[i].Key, Last: at, Born: 1, Topic: "a", Fields: []model.Field{{Name: "x", Value: v, Last: at}}})
		}
		return tx.Append(c, after, nil)
	}); err != nil {
		t.Fatal(err)
	}
	if err := s.View("main", func(v model.StoreView) error {
		rs, err := v.Since(0, 0)
		if len(rs) != records {
			t.Fatalf("%d records, %v", len(rs), err)
		}
		for i, r := range rs {
			if len(r.Value("x")) != each+2 || r.Value("x")[1] != byte('a'+i) {
				t.Errorf("record %d has %d bytes", i, len(r.Value("x")))
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// What a person has spoilt by hand is reported, not shown.
func TestDamaged(t *testing.T) {
	for _, statement := range []string{
		"UPDATE records SET json = 'no'",
		"UPDATE records SET versions = '[]'",
		`UPDATE records SET versions = '{"y":[1,"",0]}'`,
		`UPDATE changes SET fields = '{"x":1}'`,
		"UPDATE outcomes SET body = '7'",
		`UPDATE outcomes SET hash = '\x00'`,
		`UPDATE clients SET hash = '\x00'`,
		`UPDATE commits SET hash = '\x00'`,
		`UPDATE spaces SET forgot = '\x00'`,
	} {
		at := shared.Schema()
		s := openAt(t, at)
		if err := s.Update("main", func(tx model.StoreTx) error {
			_, err := next(tx, "c")
			return errors.Join(err, tx.PutOutcome(model.Outcome{Client: "c", N: 1}), tx.PutClient(model.Client{ID: "c"}))
		}); err != nil {
			t.Fatal(err)
		}
		run(t, at, statement)
		err := s.View("main", func(v model.StoreView) error {
			_, err1 := v.Since(0, 0)
			_, _, err2 := v.History("todos/1", 0)
			_, err3 := v.Outcomes("c", 0)
			_, err4 := v.Client("c")
			_, err5 := v.Commits(0, 0)
			return errors.Join(err1, err2, err3, err4, err5)
		})
		if !errors.Is(err, postgres.ErrDamaged) || !errors.Is(err, model.ErrStore) {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

// answer returns what a query of one text returns.
func answer(t *testing.T, at, query string) string {
	t.Helper()
	c, err := pgx.Connect(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(context.Background())
	var got string
	if err := c.QueryRow(context.Background(), query).Scan(&got); err != nil {
		t.Errorf("%s: %v", query, err)
	}
	return got
}

// The tables are meant to be read by people, and compare texts by bytes.
func TestReadable(t *testing.T) {
	at := shared.Schema()
	s := openAt(t, at)
	update(t, s, "milk")
	for query, want := range map[string]string{
		"SELECT json FROM records WHERE space = 'main' AND key = 'todos/1'":     `{"title":"milk"}`,
		"SELECT json::json ->> 'title' FROM records WHERE collection = 'todos'": "milk",
		"SELECT fields FROM changes":                                            `{"title":{"after":"milk"}}`,
		"SELECT author || ' ' || method || ' ' || uri FROM commits":             "ann POST /todos",
		"SELECT encode(intent, 'hex') FROM commits":                             "07000000000000000000000000000000",
		"SELECT string_agg(number::text, ' ' ORDER BY number) FROM migrations":  "1",
		"SELECT string_agg(DISTINCT pg_typeof(json)::text, ' ') FROM records":   "text",
		"SELECT count(*)::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.relnamespace = current_schema()::regnamespace AND a.attnum > 0 AND a.attcollation <> 0 AND a.attcollation <> '\"C\"'::regcollation": "0",
	} {
		if got := answer(t, at, query); got != want {
			t.Errorf("%s: %s, want %s", query, got, want)
		}
	}
}
