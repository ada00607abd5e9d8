package postgres_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/tandemgo/tandem/model"
)

// fill appends n commits, each with a record of three fields, an outcome and the
// end of a chain, as an origin does.
func fill(tx model.StoreTx, n int) error {
	head := tx.Head().Seq
	for i := range n {
		seq := head + uint64(i) + 1
		at := model.Version{Seq: seq, Client: "0h8g3zq9k2m5w7xt", N: seq}
		r := &model.Record{Key: model.Key("todos", model.Sum(fmt.Sprint(seq)).Name()), Last: at, Born: seq, Topic: "todos"}
		ch := model.Change{Key: r.Key, Op: model.OpCreate, At: at, Topic: "todos"}
		for _, f := range []model.FieldChange{{Name: "completed", After: "false"}, {Name: "order", After: model.Uint(seq)}, {Name: "title", After: `"buy milk and bread"`}} {
			r.Fields = append(r.Fields, model.Field{Name: f.Name, Value: f.After, Last: at})
			ch.Fields = append(ch.Fields, f)
		}
		c := &model.Commit{Seq: seq, User: "ann", Method: "POST", URI: "/todos", Client: at.Client, N: at.N, Changes: []model.Change{ch}}
		if err := tx.Append(c, []*model.Record{r}, nil); err != nil {
			return err
		}
		if err := tx.PutOutcome(model.Outcome{User: "ann", Client: at.Client, N: at.N, ID: model.ID{byte(seq), byte(seq >> 8), byte(seq >> 16)}, Kind: model.Applied, Seq: seq}); err != nil {
			return err
		}
	}
	return tx.PutClient(model.Client{ID: "0h8g3zq9k2m5w7xt", User: "ann", N: head + uint64(n)})
}

// BenchmarkUpdate reports the time of one fsync of 8 KiB in the same folder
// beside that of an update.
func BenchmarkUpdate(b *testing.B) {
	for _, n := range []int{1, 8, 100} {
		b.Run(fmt.Sprintf("commits=%d", n), func(b *testing.B) {
			s := open(b)
			sync := timeSync(b)
			b.ResetTimer()
			for b.Loop() {
				if err := s.Update("main", func(tx model.StoreTx) error { return fill(tx, n) }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "updates/s")
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(n), "µs/commit")
			b.ReportMetric(float64(sync.Nanoseconds())/1e3, "µs/fsync")
		})
	}
}

func timeSync(b *testing.B) time.Duration {
	b.Helper()
	f, err := os.Create(filepath.Join(shared.Dir(), "sync"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	const times = 100
	page := make([]byte, 8192)
	start := time.Now()
	for range times {
		if _, err := f.Write(page); err != nil {
			b.Fatal(err)
		}
		if err := f.Sync(); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start) / times
}

func BenchmarkView(b *testing.B) {
	s := open(b)
	var key string
	if err := s.Update("main", func(tx model.StoreTx) error { return fill(tx, 10_000) }); err != nil {
		b.Fatal(err)
	}
	reads := map[string]func(model.StoreView) (int, error){
		"list=10000": func(v model.StoreView) (int, error) {
			rs, err := v.Scan(model.Span{Index: "todos"})
			return len(rs) - 10_000, err
		},
		"since=all": func(v model.StoreView) (int, error) {
			rs, err := v.Since(0, 0)
			key = rs[0].Key
			return len(rs) - 10_000, err
		},
		"since=100": func(v model.StoreView) (int, error) { rs, err := v.Since(9_900, 0); return len(rs) - 100, err },
		"get":       func(v model.StoreView) (int, error) { _, err := v.Get(key); return 0, err },
		"head":      func(v model.StoreView) (int, error) { return int(v.Head().Seq) - 10_000, nil },
	}
	for _, name := range []string{"list=10000", "since=all", "since=100", "get", "head"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := s.View("main", func(v model.StoreView) error {
					if off, err := reads[name](v); err != nil || off != 0 {
						return fmt.Errorf("%d off, %w", off, err)
					}
					return nil
				}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
