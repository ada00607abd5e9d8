package modeltest

import (
	"errors"
	"flag"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/tandemgo/tandem/model"
)

var (
	seeds = flag.Int("seeds", usualSeeds(), "how many seeds TestSim plays")
	first = flag.Uint64("first", 1, "the first of them")
	only  = flag.Uint64("seed", 0, "play this seed alone, and show all of it")
)

func usualSeeds() int {
	if runtime.GOOS == "js" {
		return 100 // the same machines; the histories are native's
	}
	return 1000
}

// TestSim plays histories and holds them to these laws:
//
//  1. What was acknowledged is durable: it is in the store for ever.
//  2. No intent has two effects, however often and by whichever way it arrives.
//  3. Clones at the same cursor hold the same records, and those are what the
//     commits up to it make.
//  4. Every intent that a device has promised to keep comes to exactly one
//     outcome.
//  5. Nothing is overwritten that its author had not seen on the screen, without
//     a conflict; a field of the last writer names what it replaced.
//  6. Commits are numbered without gaps.
//  7. Nobody holds what is for another user.
//  8. When everything has healed, all clones come to the same state.
//  9. No text disappears: what was not written waits in a record of its author's.
func TestSim(t *testing.T) {
	if *only != 0 {
		r := Play(*only, &Options{Trace: true})
		t.Logf("\n%s\n%s", strings.Join(r.Trace, "\n"), Summary([]*Report{r}))
		if r.Err != nil {
			t.Fatalf("seed %d: %v", *only, r.Err)
		}
		return
	}
	rs := play(*first, *seeds, nil)
	for _, r := range rs {
		if r.Err != nil {
			again := Play(r.Seed, &Options{Trace: true})
			last := again.Trace[max(0, len(again.Trace)-40):]
			t.Fatalf("seed %d breaks law %v\n%s\nplay it again with: go test ./model/modeltest -run TestSim -v -seed=%d", r.Seed, r.Err, strings.Join(last, "\n"), r.Seed)
		}
	}
	t.Logf("seeds from %d: %s", *first, Summary(rs))
	if *seeds < 100 {
		return
	}
	all := Summary(rs)
	for _, what := range []string{"applied", "merged", "conflict", "rejected", "quarantined",
		"message lost", "message doubled", "message late", "connection cut", "offline", "device crashes", "store fails", "server crashes after a commit", "profile copied", "profile rolled back"} {
		if !strings.Contains(all, "  "+what+" ") {
			t.Errorf("%s never happened", what)
		}
	}
}

// play plays seeds on all cores.
func play(first uint64, n int, o *Options) []*Report {
	rs := make([]*Report, n)
	var wg sync.WaitGroup
	next := make(chan int)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				rs[i] = Play(first+uint64(i), o)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	return rs
}

// TestSimRepeats: a seed is a history.
func TestSimRepeats(t *testing.T) {
	for seed := uint64(1); seed <= 5; seed++ {
		a, b := Play(seed, &Options{Trace: true}), Play(seed, &Options{Trace: true})
		if strings.Join(a.Trace, "\n") != strings.Join(b.Trace, "\n") || len(a.Trace) < 50 {
			t.Fatalf("seed %d has two histories", seed)
		}
	}
}

// broker is a store around another one, some of whose transactions are changed.
type broker struct {
	model.Store
	tx func(model.StoreTx) model.StoreTx
}

func (b *broker) Update(space string, f func(model.StoreTx) error) error {
	return b.Store.Update(space, func(tx model.StoreTx) error { return f(b.tx(tx)) })
}

// unversioned hides who wrote what: every write looks as if it had been seen.
type unversioned struct{ model.StoreTx }

func (u unversioned) Get(key string) (*model.Record, error) {
	r, err := u.StoreTx.Get(key)
	if r == nil || r.Gone {
		return r, err
	}
	c := *r
	c.Last = model.Version{}
	c.Fields = nil
	for _, f := range r.Fields {
		f.Last = model.Version{}
		c.Fields = append(c.Fields, f)
	}
	return &c, err
}

type noPosition struct{ model.StoreTx }

func (noPosition) PutClient(model.Client) error   { return nil }
func (noPosition) PutOutcome(model.Outcome) error { return nil }

type noIDs struct{ model.StoreTx }

func (noIDs) Outcome(model.ID) (*model.Outcome, error) { return nil, nil }

type noIssues struct{ model.StoreTx }

func (s noIssues) Append(c *model.Commit, after []*model.Record) error {
	d := *c
	d.Changes = nil
	var rs []*model.Record
	for i, ch := range c.Changes {
		if ch.Op != model.OpCreate || !strings.HasPrefix(ch.Key, model.OutcomeCollection+"/") {
			d.Changes, rs = append(d.Changes, ch), append(rs, after[i])
		}
	}
	return s.StoreTx.Append(&d, rs)
}

// merciful tells that outcomes of the kind Merged are Applied.
type merciful struct{ model.StoreTx }

func (s merciful) PutOutcome(o model.Outcome) error {
	if o.Kind == model.Merged {
		o.Kind, o.Fields = model.Applied, nil
	}
	return s.StoreTx.PutOutcome(o)
}

func tampered(tx func(model.StoreTx) model.StoreTx) func(model.Store, *rand.Rand) model.Store {
	return func(s model.Store, _ *rand.Rand) model.Store { return &broker{Store: s, tx: tx} }
}

var errForgotten = errors.New("forgotten")

// TestSabotage breaks the code on purpose: each bug must break the law that is
// there for it.
func TestSabotage(t *testing.T) {
	for _, c := range []struct {
		name string
		laws []string
		s    Sabotage
	}{
		{"the base is not compared", []string{lawSilent}, Sabotage{Store: tampered(func(tx model.StoreTx) model.StoreTx { return unversioned{tx} })}},
		{"the base moves on with the clone", []string{lawSilent}, Sabotage{Base: func(screen, now model.Base) model.Base { return now }}},
		{"a merge is not told", []string{lawSilent}, Sabotage{Store: tampered(func(tx model.StoreTx) model.StoreTx { return merciful{tx} })}},
		{"the server answers before it has stored", []string{lawDurable}, Sabotage{Store: func(s model.Store, r *rand.Rand) model.Store { return &liar{s, r} }}},
		{"the client's position is not stored", []string{lawOnce, lawOutcome}, Sabotage{Store: func(s model.Store, r *rand.Rand) model.Store {
			return &broker{Store: s, tx: func(tx model.StoreTx) model.StoreTx {
				if r.IntN(4) == 0 {
					return noPosition{tx}
				}
				return tx
			}}
		}}},
		{"an intent is not known by its id", []string{lawOnce, lawOutcome}, Sabotage{Store: tampered(func(tx model.StoreTx) model.StoreTx { return noIDs{tx} })}},
		{"a conflict leaves no record", []string{lawText}, Sabotage{Store: tampered(func(tx model.StoreTx) model.StoreTx { return noIssues{tx} })}},
		{"a pull loses a record", []string{lawSame, lawConverge}, Sabotage{Message: func(m model.Message, r *rand.Rand) model.Message {
			if p, ok := m.(model.Pull); ok && len(p.Records) > 0 && r.IntN(10) == 0 {
				p.Records = p.Records[1:]
				return p
			}
			return m
		}}},
		{"a pull leaves out a field", []string{lawSame, lawConverge}, Sabotage{Message: func(m model.Message, r *rand.Rand) model.Message {
			p, ok := m.(model.Pull)
			if !ok || len(p.Records) == 0 || len(p.Records[0].Fields) == 0 || r.IntN(10) > 0 {
				return m
			}
			c := *p.Records[0]
			c.Fields = c.Fields[1:]
			p.Records = append([]*model.Record{&c}, p.Records[1:]...)
			return p
		}}},
		{"a device says that it has stored what it has not", []string{lawOutcome}, Sabotage{Batch: func(b *model.Batch, r *rand.Rand) *model.Batch {
			if len(b.Intents) > 0 && r.IntN(4) == 0 {
				c := *b
				c.Intents = nil
				return &c
			}
			return b
		}}},
		{"a device forgets what it has sent", []string{lawOutcome}, Sabotage{Sent: func(p model.Push) (ns []uint64) {
			for _, in := range p.Intents {
				ns = append(ns, in.N)
			}
			return ns
		}}},
		{"everybody may read everything", []string{lawSecret}, Sabotage{May: func(string, string) bool { return true }}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for from := uint64(1); from < 1000; from += 50 {
				for _, r := range play(from, 50, &Options{Sabotage: &c.s}) {
					if r.Err == nil {
						continue
					}
					for _, law := range c.laws {
						if r.Law == law {
							t.Logf("seed %d: %v", r.Seed, r.Err)
							return
						}
					}
					t.Fatalf("seed %d breaks another law: %v", r.Seed, r.Err)
				}
			}
			t.Fatal("1,000 seeds have not noticed")
		})
	}
}

// liar answers for a transaction that it does not keep, now and then.
type liar struct {
	model.Store
	r *rand.Rand
}

func (l *liar) Update(space string, f func(model.StoreTx) error) error {
	if l.r.IntN(10) > 0 {
		return l.Store.Update(space, f)
	}
	err := l.Store.Update(space, func(tx model.StoreTx) error {
		if err := f(tx); err != nil {
			return err
		}
		return errForgotten
	})
	if errors.Is(err, errForgotten) {
		return nil
	}
	return err
}
