package sqlite_test

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
	"github.com/tandemgo/tandem/server/sqlite"
)

// Past is the record of the application that has written testdata.
type Past struct {
	ID    string
	Title string `check:"required"`
	Done  bool
	Rank  int `merge:"last"`
	Owner string
}

var pasts = model.Define("pasts", model.TopicOf(func(p Past) string {
	if p.Owner != "" {
		return model.UserTopic(p.Owner)
	}
	return "pasts"
}))

func answerPast(tx *model.Tx) error {
	r := tx.Request()
	_, id := model.SplitKey(r.URI[1:])
	if r.Method == "POST" {
		return pasts.Create(tx, Past{ID: tx.NewID(), Title: string(r.Body)})
	}
	p, err := pasts.Get(tx, id)
	if err != nil {
		return err
	}
	p.Title = string(r.Body)
	return pasts.Save(tx, p)
}

// readOutbox reads what a device of a past version had stored.
func readOutbox(t *testing.T, path string) *model.Saved {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	s := &model.Saved{}
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		kind, text, _ := strings.Cut(lines.Text(), " ")
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		switch kind {
		case "meta":
			s.Meta, err = wire.DecodeMeta(b)
		case "record":
			var r *model.Record
			r, err = wire.DecodeRecord(b)
			s.Records = append(s.Records, r)
		case "intent":
			var in model.Intent
			in, err = wire.DecodeIntent(b)
			s.Intents = append(s.Intents, in)
		}
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
	}
	return s
}

// TestPast: a store and a device that a past version has left are taken up by
// this one. Nothing that was entered is lost.
func TestPast(t *testing.T) {
	stores, err := filepath.Glob("testdata/*.db")
	if err != nil || len(stores) == 0 {
		t.Fatal("no stores of past versions", err)
	}
	for _, from := range stores {
		t.Run(filepath.Base(from), func(t *testing.T) {
			b, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "app.db")
			if err := os.WriteFile(path, b, 0o666); err != nil {
				t.Fatal(err)
			}
			store := openAt(t, path)
			checkPast(t, store)
			saved := readOutbox(t, strings.TrimSuffix(from, ".db")+".outbox")
			n := byte(100)
			c := model.NewClone(model.CloneOptions{Space: "main", Handler: answerPast, Random: func() (id model.ID) { n++; id[0] = n; return }}, saved)
			waiting := len(c.Outbox())
			if waiting != 4 {
				t.Fatalf("%d intents wait", waiting)
			}
			settled := exchange(t, c, model.NewOrigin(store, model.OriginOptions{Handler: answerPast}))
			var kinds []string
			for _, o := range settled {
				kinds = append(kinds, o.Kind.String())
			}
			// "butter" was written where somebody else has written "oat bread".
			if got := strings.Join(kinds, " "); got != "applied conflict applied applied" {
				t.Errorf("the outbox came to %s", got)
			}
			all := ""
			for _, name := range []string{"pasts", model.OutcomeCollection} {
				rows, err := c.Reader().Scan(model.Span{Index: name})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					all += string(r.Record.Object())
				}
			}
			for _, text := range []string{"oat milk", "butter", "oat bread", "mine", "eggs, offline", `"rank":7`} {
				if !strings.Contains(all, text) {
					t.Errorf("%q is lost: %s", text, all)
				}
			}
		})
	}
}

// checkPast checks what the store did not hold itself, but is made of it.
func checkPast(t *testing.T, s *sqlite.Store) {
	t.Helper()
	if err := s.View("main", func(v model.StoreView) error {
		cs, err := v.Commits(0, 0)
		if err != nil || uint64(len(cs)) != v.Head().Seq {
			t.Errorf("%d commits, the head is %d, %v", len(cs), v.Head().Seq, err)
		}
		var prev model.Hash
		topics := map[string]string{}
		for _, c := range cs {
			if c.Hash != c.Sum(prev) {
				t.Errorf("the chain breaks at commit %d", c.Seq)
			}
			prev = c.Hash
			for _, ch := range c.Changes {
				if ch.Was != topics[ch.Key] {
					t.Errorf("commit %d: %s was in %q, want %q", c.Seq, ch.Key, ch.Was, topics[ch.Key])
				}
				if topics[ch.Key] = ch.Topic; ch.Op == model.OpDelete {
					delete(topics, ch.Key)
				}
				r, err := v.Get(ch.Key)
				if err != nil {
					return err
				}
				if moved := ch.Was != "" && ch.Was != ch.Topic; moved && r.Moved != c.Seq {
					t.Errorf("%s was moved by %d, not %d", r.Key, c.Seq, r.Moved)
				}
			}
			if c.Client == "" {
				continue
			}
			if o, err := v.Outcome("ann", c.Intent); err != nil || o == nil || o.N != c.N {
				t.Errorf("the intent of commit %d: %+v, %v", c.Seq, o, err)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// exchange lets a clone and an origin talk until both have nothing to say.
func exchange(t *testing.T, c *model.Clone, o *model.Origin) []model.Outcome {
	t.Helper()
	p := model.NewPeer(o, "ann", func() model.Time { return 10 })
	c.Connect()
	for quiet := 0; quiet < 2; quiet++ {
		for b, ok := c.Writes(); ok; b, ok = c.Writes() {
			c.Saved(b)
		}
		for m, ok := c.Next(); ok; m, ok = c.Next() {
			quiet = 0
			jobs, reply, err := p.Receive(m)
			if err != nil {
				t.Fatal(err)
			}
			if jobs != nil {
				done, err := o.Commit("main", 10, jobs)
				if err != nil {
					t.Fatal(err)
				}
				more, err := p.Committed(done)
				if err != nil {
					t.Fatal(err)
				}
				reply = append(reply, more...)
			}
			for _, r := range reply {
				if err := c.Receive(r); err != nil {
					t.Fatal(err)
				}
			}
		}
		if m, ok, err := p.Pull(); err != nil {
			t.Fatal(err)
		} else if ok {
			quiet = 0
			if err := c.Receive(m); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := len(c.Outbox()); n > 0 {
		t.Fatalf("%d intents are left", n)
	}
	return c.Settled()
}

// A file that was taken to this version has the tables of a new one.
func TestMigrated(t *testing.T) {
	b, err := os.ReadFile("testdata/1.db")
	if err != nil {
		t.Fatal(err)
	}
	old := filepath.Join(t.TempDir(), "old.db")
	if err := os.WriteFile(old, b, 0o666); err != nil {
		t.Fatal(err)
	}
	fresh := filepath.Join(t.TempDir(), "new.db")
	var forms []string
	for _, path := range []string{old, fresh} {
		if err := openAt(t, path).Close(); err != nil {
			t.Fatal(err)
		}
		forms = append(forms, form(t, path))
	}
	if forms[0] != forms[1] || len(forms[0]) < 500 {
		t.Errorf("migrated:\n%s\nnew:\n%s", forms[0], forms[1])
	}
}
