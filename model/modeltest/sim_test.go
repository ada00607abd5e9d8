package modeltest

import (
	"flag"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
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
//  10. What is applied is there: the state after its commit has what was posted
//     and was not what the screen showed.
//  11. An own edit is shown until it is answered.
//  12. Nobody is asked about what they have seen.
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
			last := slices.DeleteFunc(again.Trace, func(s string) bool { return strings.Contains(s, "gets model.At") })
			last = last[max(0, len(last)-40):]
			t.Fatalf("seed %d breaks law %v\n%s\nplay it again with: go test ./model/modeltest -run TestSim -v -seed=%d", r.Seed, r.Err, strings.Join(last, "\n"), r.Seed)
		}
	}
	t.Logf("seeds from %d: %s", *first, Summary(rs))
	if *seeds < 100 {
		return
	}
	all := Summary(rs)
	for _, what := range []string{"applied", "merged", "conflict", "rejected", "quarantined",
		"message lost", "message doubled", "message late", "message outlives its connection", "connection cut", "offline",
		"device crashes before a write", "device crashes after a write", "profile copied", "profile rolled back",
		"store fails", "store fails to read", "server crashes before a commit", "server crashes after a commit", "server restored from a backup",
		"jobs of several in one group", "button pressed twice", "push sent again by somebody"} {
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
