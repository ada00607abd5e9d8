package model

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// read runs f as a user, who only reads.
func (w *testWorld) read(user string, f func(*Tx) error) {
	w.t.Helper()
	if err := w.origin.Read("main", user, Request{Method: "GET", URI: "/"}, 1, f); err != nil {
		w.t.Fatal(err)
	}
}

// state is all that a run sees, by key, and the order of an index.
func state(t *testing.T, tx *Tx) (pagesByKey map[string]string, order []string) {
	t.Helper()
	pagesByKey = map[string]string{}
	for _, c := range []string{"pages", "authors"} {
		rs, err := tx.List(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rs {
			pagesByKey[r.Key] = r.Topic + " " + string(r.Object())
			one, err := tx.Get(r.Key)
			if err != nil || one.Topic+" "+string(one.Object()) != pagesByKey[r.Key] {
				t.Fatalf("%s by its key is %v, %v", r.Key, one, err)
			}
		}
	}
	for _, q := range []Query[page]{byRank.All(), byWriter.All()} {
		ps, err := q.All(tx)
		if err != nil {
			t.Fatal(err)
		}
		n, err := q.Count(tx)
		if err != nil || n != len(ps) {
			t.Fatalf("%d, %v rows of %d", n, err, len(ps))
		}
		for _, p := range ps {
			order = append(order, "pages/"+p.ID)
		}
		order = append(order, "")
	}
	return pagesByKey, order
}

// randomPages does something to pages and authors.
func randomPages(w *testWorld, r *rand.Rand) {
	id := fmt.Sprint(r.IntN(8))
	do := func(body string) { w.direct([]string{"root", "ann"}[r.IntN(2)], body) }
	switch r.IntN(12) {
	case 0, 1:
		do("create|" + id + "|" + []string{"x", "y"}[r.IntN(2)] + "|new " + id)
	case 2:
		do("delete|" + id)
	case 3:
		do("restore|" + id)
	case 4:
		do("move|" + id + "|" + []string{"x", "y", "z"}[r.IntN(3)])
	case 5:
		do("author|" + fmt.Sprint(r.IntN(3)) + "|" + string(rune('a'+r.IntN(26))))
	case 6:
		do("write|" + id + "|" + fmt.Sprint(r.IntN(3)))
	case 7:
		do("rank|" + id + "|" + strings.Repeat("r", r.IntN(5)))
	case 8:
		do("body|" + id + "|" + strings.Join([]string{"one", "two", "three", "four"}[r.IntN(3):], fmt.Sprintf(" %d\n", r.IntN(3))))
	case 9:
		do("vote|" + id)
	default:
		do("title|" + id + "|title " + fmt.Sprint(r.IntN(5)))
	}
}

// A point of the past is what was seen then, but for what may not be seen now; and what
// differs between two of them makes the one of the other.
func TestAsOf(t *testing.T) {
	for seed := range uint64(40) {
		r := rand.New(rand.NewPCG(seed, 4))
		w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "*"},
			Grant{Who: "eve", Topic: "project/x", Fields: "public"}, Grant{Who: "eve", Topic: "project/y"})
		type point struct {
			states map[string]map[string]string
			order  []string
		}
		points := map[uint64]point{}
		last := map[string]string{} // the topic in which a page was last
		now := func() {
			p := point{states: map[string]map[string]string{}}
			for _, user := range []string{"root", "eve"} {
				w.read(user, func(tx *Tx) error {
					var order []string
					p.states[user], order = state(t, tx)
					if user == "root" {
						p.order = order
					}
					return nil
				})
			}
			points[w.head().Seq] = p
			for k, was := range p.states["root"] {
				last[k], _, _ = strings.Cut(was, " ")
			}
		}
		for range 60 {
			now()
			randomPages(w, r)
		}
		now()
		for seq, p := range points {
			w.read("root", func(tx *Tx) error {
				past, err := tx.At(seq)
				if err != nil {
					t.Fatal(err)
				}
				got, order := state(t, past)
				if fmt.Sprint(got) != fmt.Sprint(p.states["root"]) || !slices.Equal(order, p.order) {
					t.Fatalf("seed %d: as of %d it is\n%v %v, it was\n%v %v", seed, seq, got, order, p.states["root"], p.order)
				}
				other := uint64(r.IntN(int(tx.Head().Seq) + 1))
				for points[other].states == nil {
					other++
				}
				diff, err := tx.Diff(seq, other)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range diff {
					rec, err := past.Get(c.Key)
					if err != nil && !errors.Is(err, ErrAbsent) {
						t.Fatal(err)
					}
					if rec = c.apply(rec); rec.Alive() {
						got[c.Key] = rec.Topic + " " + string(rec.Object())
					} else {
						delete(got, c.Key)
					}
				}
				if fmt.Sprint(got) != fmt.Sprint(points[other].states["root"]) {
					t.Fatalf("seed %d: %d and what differs is\n%v, %d was\n%v", seed, seq, got, other, points[other].states["root"])
				}
				return nil
			})
			w.read("eve", func(tx *Tx) error {
				past, err := tx.At(seq)
				if err != nil {
					t.Fatal(err)
				}
				got, _ := state(t, past)
				for k, was := range p.states["eve"] {
					// What is gone now counts for where it was last.
					topic := last[k]
					switch {
					case topic == "project/z":
						if got[k] != "" {
							t.Fatalf("seed %d: as of %d, eve sees %s, which is out of sight now", seed, seq, k)
						}
					case topic == "project/x" && strings.HasPrefix(was, "project/y"):
						if strings.Contains(got[k], "body") || !strings.Contains(got[k], "title") {
							t.Fatalf("seed %d: as of %d, eve sees of %s, which she sees in part now: %s", seed, seq, k, got[k])
						}
					case got[k] != was:
						t.Fatalf("seed %d: as of %d, eve sees %s as %q, it was %q", seed, seq, k, got[k], was)
					}
				}
				for k := range got {
					if p.states["eve"][k] == "" {
						t.Fatalf("seed %d: as of %d, eve sees %s, which she did not see", seed, seq, k)
					}
				}
				return nil
			})
		}
	}
}

func TestPastIsFinal(t *testing.T) {
	w := newWorld(t)
	w.must("ann", "create|1|x|a", "title|1|b", "title|1|c")
	w.read("ann", func(tx *Tx) error {
		past, err := tx.At(1)
		if err != nil {
			t.Fatal(err)
		}
		p, err := pages.Get(past, "1")
		if err != nil || p.Title != "a" {
			t.Errorf("as of 1 it is %q, %v", p.Title, err)
		}
		p.Title = "never"
		if err := pages.Save(past, p); err == nil {
			t.Error("the past was written")
		}
		if _, err := tx.At(4); !errors.Is(err, ErrAbsent) {
			t.Errorf("as of a commit to come: %v", err)
		}
		return nil
	})
	w.store.Update("main", func(tx StoreTx) error { return tx.Forget(2) })
	w.read("ann", func(tx *Tx) error {
		if _, err := tx.At(1); !errors.Is(err, ErrForgotten) {
			t.Errorf("as of what was forgotten: %v", err)
		}
		past, err := tx.At(2)
		if err != nil {
			t.Fatal(err)
		}
		if p, err := pages.Get(past, "1"); err != nil || p.Title != "b" {
			t.Errorf("as of the horizon it is %q, %v", p.Title, err)
		}
		return nil
	})
	// A controller that looks back sees what its own group has done before.
	ann := w.device("ann")
	if _, err := see(ann).At(2); !errors.Is(err, ErrUnknown) {
		t.Errorf("a clone knows the past: %v", err)
	}
}

func TestSeqAt(t *testing.T) {
	s := NewMemStore("e1")
	o := NewOrigin(s, OriginOptions{Handler: answer})
	times := []Time{10, 10, 20, 35, 35, 50}
	for i, at := range times {
		if _, err := o.Commit("main", at, []Job{{User: "ann", Direct: true, Intent: Intent{ID: ID{byte(i + 1)}, Request: Request{Method: "POST", URI: "/", Body: fmt.Appendf(nil, "create|%d|x|a", i)}}}}); err != nil {
			t.Fatal(err)
		}
	}
	o.Read("main", "ann", Request{Method: "GET", URI: "/"}, 1, func(tx *Tx) error {
		for at := range Time(60) {
			want := uint64(0)
			for i := range times {
				if times[i] <= at {
					want = uint64(i + 1)
				}
			}
			if got, err := tx.SeqAt(at); err != nil || got != want {
				t.Errorf("at %d the space was at %d, %v, want %d", at, got, err, want)
			}
		}
		return nil
	})
}
