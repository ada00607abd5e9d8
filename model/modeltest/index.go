package modeltest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// storeIndexes: parts of indexes are what a naive store says that they are.
func storeIndexes(t *testing.T, s model.Store) {
	r := rand.New(rand.NewPCG(7, 7))
	var l ledger
	entries := map[string]map[string]string{"a:x": {}, "a:y": {}, "b:x": {}}
	at := func() string {
		b := make([]byte, 1+r.IntN(3))
		for i := range b {
			b[i] = []byte{0, 1, 'a', 'b', 0xfe, 0xff}[r.IntN(6)]
		}
		return string(b)
	}
	topics := []string{"t", "t/1", "u"}
	for range 60 {
		var changes []model.Change
		used := map[string]bool{}
		for range 1 + r.IntN(4) {
			k := fmt.Sprintf("%c/%d", 'a'+r.IntN(2), r.IntN(9))
			if used[k] {
				continue
			}
			used[k] = true
			old := l.get(k)
			var ch model.Change
			switch {
			case !old.Alive():
				ch = create(k, set("n", "", model.Int(r.Int64N(99))))
				ch.Topic = topics[r.IntN(3)]
			case r.IntN(4) == 0:
				ch = remove(k, set("n", old.Value("n"), ""))
				ch.Topic, ch.Was = old.Topic, old.Topic
			default:
				ch = change(k, set("n", old.Value("n"), model.Int(r.Int64N(99))))
				ch.Topic, ch.Was = topics[r.IntN(3)], old.Topic
			}
			changes = append(changes, ch)
		}
		c, after := l.commit(changes...)
		var es []model.Entry
		for _, rec := range after {
			for name, in := range entries {
				if !strings.HasPrefix(rec.Key, name[:1]) {
					continue
				}
				if rec.Gone || r.IntN(2) == 0 {
					for a, k := range in {
						if k == rec.Key {
							es = append(es, model.Entry{Index: name, At: a, Key: k, Gone: true})
							delete(in, a)
						}
					}
				}
				if a := at(); rec.Alive() && in[a] == "" && r.IntN(2) == 0 {
					in[a] = rec.Key
					es = append(es, model.Entry{Index: name, At: a, Key: rec.Key})
				}
			}
		}
		if err := s.Update("main", func(tx model.StoreTx) error { return tx.Append(c, after, es) }); err != nil {
			t.Fatal(err)
		}
		l.add(c, after)
	}
	naive := func(sp model.Span) []string {
		var rows []string
		for k, in := range entries {
			if k == sp.Index {
				for a, key := range in {
					rows = append(rows, a+" "+key)
				}
			}
		}
		for _, rec := range l.list(sp.Index) {
			rows = append(rows, rec.ID()+" "+rec.Key)
		}
		rows = slices.DeleteFunc(rows, func(row string) bool {
			i := strings.LastIndexByte(row, ' ')
			a, key := row[:i], row[i+1:]
			return a < sp.From || sp.To != "" && a >= sp.To || sp.Topic != "" && l.get(key).Topic != sp.Topic
		})
		slices.SortFunc(rows, func(a, b string) int {
			return strings.Compare(a[:strings.LastIndexByte(a, ' ')], b[:strings.LastIndexByte(b, ' ')])
		})
		if sp.Reverse {
			slices.Reverse(rows)
		}
		if sp.Limit > 0 && len(rows) > sp.Limit {
			rows = rows[:sp.Limit]
		}
		return rows
	}
	check := func() {
		t.Helper()
		view(t, s, "main", func(v model.StoreView) {
			for range 400 {
				sp := model.Span{Index: []string{"a", "b", "a:x", "a:y", "b:x", "c", "c:x"}[r.IntN(7)], Reverse: r.IntN(2) == 0}
				for _, end := range []*string{&sp.From, &sp.To} {
					switch {
					case r.IntN(3) == 0:
					case !strings.Contains(sp.Index, ":"):
						*end = fmt.Sprint(r.IntN(10))
					default:
						*end = at()
					}
				}
				if r.IntN(2) == 0 {
					sp.Limit = 1 + r.IntN(4)
				}
				if r.IntN(3) == 0 {
					sp.Topic = topics[r.IntN(3)]
				}
				want := naive(sp)
				rows, err := v.Scan(sp)
				if err != nil {
					t.Fatal(err)
				}
				got := make([]string, len(rows))
				for i, row := range rows {
					got[i] = row.At + " " + row.Record.Key
					same(t, "the record of "+row.Record.Key, row.Record, l.get(row.Record.Key), nil)
				}
				if !slices.Equal(got, want) {
					t.Fatalf("%+v: %q, want %q", sp, got, want)
				}
				if n, err := v.Count(sp); err != nil || n != len(want) {
					t.Fatalf("count %+v: %d, %v, want %d", sp, n, err, len(want))
				}
			}
			for _, c := range []struct{ from, to, want string }{{"", "", "t t/1 u"}, {"t", "t\x00", "t"}, {"t/", "t0", "t/1"}, {"t", "u", "t t/1"}, {"v", "", ""}, {"u", "t", ""}} {
				rs, err := v.InTopics(c.from, c.to)
				if err != nil {
					t.Fatal(err)
				}
				var want []*model.Record
				for _, rec := range l.since(0) {
					if rec.Alive() && slices.Contains(strings.Fields(c.want), rec.Topic) {
						want = append(want, rec)
					}
				}
				slices.SortFunc(want, func(a, b *model.Record) int {
					if a.Topic != b.Topic {
						return strings.Compare(a.Topic, b.Topic)
					}
					return strings.Compare(a.Key, b.Key)
				})
				same(t, "topics from "+c.from, rs, want, nil)
			}
			for _, limit := range []int{1, 3, 1000} {
				rs, err := v.Since(2, limit)
				want := l.since(2)
				same(t, "Since with a limit", rs, want[:min(limit, len(want))], err)
			}
		})
	}
	check()
	// An index can be made anew without a commit, or not at all.
	wrong := errors.New("wrong")
	again := []model.Entry{{Index: "b:x", At: "only", Key: l.list("b")[0].Key}}
	for _, fail := range []bool{true, false} {
		err := s.Update("main", func(tx model.StoreTx) error {
			err := errors.Join(tx.DropIndex("a:x"), tx.DropIndex("b:x"), tx.PutEntries(again))
			if fail {
				return wrong
			}
			return err
		})
		if fail != (err != nil) {
			t.Fatal(err)
		}
		if !fail {
			entries["a:x"], entries["b:x"] = map[string]string{}, map[string]string{"only": again[0].Key}
		}
		check()
	}
}

// storeLog: commits come back as they were, with their hashes, until they are
// forgotten.
func storeLog(t *testing.T, s model.Store) {
	var l ledger
	var prev model.Hash
	write := func(c *model.Commit, after []*model.Record) {
		c.Hash = c.Sum(prev)
		prev = c.Hash
		if err := s.Update("main", func(tx model.StoreTx) error { return tx.Append(c, after, nil) }); err != nil {
			t.Fatal(err)
		}
		l.add(c, after)
	}
	steps := [][]model.Change{
		{create("a/1", set("x", "", "1")), create("a/2", set("x", "", "1"))},
		{change("a/1", set("x", "1", "2"))},
		{},
		{remove("a/2", set("x", "1", ""))},
		{change("a/1", set("y", "", `"z"`)), create("b/1")},
		{remove("b/1")},
	}
	for i, changes := range steps {
		c := &model.Commit{Seq: l.head() + 1, Time: model.Time(i * 7), User: "ann", Method: "PUT", URI: "/a?b", Intent: model.ID{byte(i)}, Client: "c", N: uint64(i), Blind: i%2 == 0, Changes: changes}
		for k := range c.Changes {
			c.Changes[k].Was = []string{"", "before"}[i%2]
		}
		write(c, l.records(c))
	}
	horizon := uint64(0)
	check := func() {
		t.Helper()
		view(t, s, "main", func(v model.StoreView) {
			if v.Horizon() != horizon {
				t.Fatalf("the horizon is %d, want %d", v.Horizon(), horizon)
			}
			for seq := uint64(0); seq < 9; seq++ {
				for _, limit := range []int{0, 1, 2} {
					var want []model.Commit
					for _, c := range l.commits {
						if c.Seq > max(seq, horizon) && (limit == 0 || len(want) < limit) {
							want = append(want, *c)
						}
					}
					got, err := v.Commits(seq, limit)
					if err != nil || len(got) != len(want) {
						t.Fatalf("commits after %d: %d, %v, want %d", seq, len(got), err, len(want))
					}
					for i := range got {
						same(t, "Changes", got[i].Changes, want[i].Changes, nil)
						a, b := got[i], want[i]
						a.Changes, b.Changes = nil, nil
						same(t, "Commit", fmt.Sprintf("%+v", a), fmt.Sprintf("%+v", b), nil)
					}
				}
				hash, ok, err := v.Chain(seq)
				var want model.Hash
				if seq > 0 && seq <= l.head() {
					want = l.commits[seq-1].Hash
				}
				if there := seq >= horizon && seq <= l.head(); err != nil || ok != there || ok && hash != want {
					t.Fatalf("chain at %d: %t, %v, %v", seq, ok, hash == want, err)
				}
				h, whole, err := v.History("a/1", seq)
				if err != nil || whole != (seq >= horizon) {
					t.Fatalf("history after %d is whole: %t, %v", seq, whole, err)
				}
				same(t, "History", h, l.history("a/1", max(seq, horizon)), nil)
			}
			for _, k := range l.keys() {
				r, err := v.Get(k)
				want := l.get(k)
				if want.Gone && want.Last.Seq <= horizon {
					want = nil
				}
				same(t, "Get "+k, r, want, err)
			}
		})
	}
	check()
	for _, seq := range []uint64{1, 1, 0, 3, 4, 100} {
		if err := s.Update("main", func(tx model.StoreTx) error { return tx.Forget(seq) }); err != nil {
			t.Fatal(err)
		}
		horizon = max(horizon, min(seq, l.head()))
		check()
	}
	c := &model.Commit{Seq: l.head() + 1, Changes: []model.Change{create("c/1")}}
	write(c, l.records(c))
	check()
}

// storeNotes: texts under names, and the name of the history.
func storeNotes(t *testing.T, s model.Store) {
	want := map[string]string{}
	for _, n := range [][2]string{{"a", "1"}, {"b", strings.Repeat("long ", 10_000)}, {"a", "2"}, {"b", ""}, {"c", ""}, {"ü", "\x00"}} {
		if err := s.Update("main", func(tx model.StoreTx) error { return tx.PutNote(n[0], n[1]) }); err != nil {
			t.Fatal(err)
		}
		want[n[0]] = n[1]
		view(t, s, "main", func(v model.StoreView) {
			for _, name := range []string{"a", "b", "c", "d", "ü"} {
				if got, err := v.Note(name); err != nil || got != want[name] {
					t.Fatalf("note %s: %.20q, %v, want %.20q", name, got, err, want[name])
				}
			}
		})
	}
	var before string
	view(t, s, "main", func(v model.StoreView) { before = v.Head().Epoch })
	if err := s.Update("main", func(tx model.StoreTx) error { return tx.PutEpoch(before + "x") }); err != nil {
		t.Fatal(err)
	}
	view(t, s, "main", func(v model.StoreView) {
		if e := v.Head().Epoch; e != before+"x" {
			t.Errorf("the epoch is %s", e)
		}
	})
	view(t, s, "other", func(v model.StoreView) {
		if got, err := v.Note("a"); err != nil || got != "" {
			t.Errorf("another space has %q, %v", got, err)
		}
	})
}

// storeUsers: the same intent by two users is two.
func storeUsers(t *testing.T, s model.Store) {
	id := model.ID{3}
	put := func(user, client string, kind model.Kind) {
		o := model.Outcome{User: user, Client: client, N: 1, ID: id, Kind: kind}
		if err := s.Update("main", func(tx model.StoreTx) error { return tx.PutOutcome(o) }); err != nil {
			t.Fatal(err)
		}
	}
	put("ann", "c", model.Applied)
	put("eve", "d", model.Rejected)
	put("ann", "e", model.Merged)
	view(t, s, "main", func(v model.StoreView) {
		for user, want := range map[string]string{"ann": "c", "eve": "d", "bob": ""} {
			o, err := v.Outcome(user, id)
			if err != nil || (o == nil) != (want == "") || o != nil && (o.Client != want || o.User != user) {
				t.Errorf("of %s: %+v, %v", user, o, err)
			}
		}
	})
}
