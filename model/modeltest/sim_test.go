package modeltest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	seeds      = flag.Int("seeds", usualSeeds(), "how many seeds TestSim plays")
	operations = flag.Int("ops", 0, "how many operations TestSim plays; then seeds are played until they are done")
	first      = flag.Uint64("first", 1, "the first seed")
	only       = flag.Uint64("seed", 0, "play this seed alone, and show all of it")
	script     = flag.String("script", "", "play this file of testdata/corpus alone, and show all of it")
)

func usualSeeds() int {
	if runtime.GOOS == "js" {
		return 30 // the same machines; the histories are native's
	}
	return 240
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
//  6. Commits are numbered without gaps, and each holds the hash of those before.
//  7. Nobody holds what is for another user, or acts in another's name.
//  8. When everything has healed, all clones come to the same state.
//  9. No text disappears: what was not written waits in a record of its author's.
//  10. What is applied is there: the state after its commit has what was posted
//     and was not what the screen showed.
//  11. An own edit is shown until it is answered.
//  12. Nobody is asked about what they have seen.
//  13. Every cursor is a consistent cut: what a clone shows at a commit, and what
//     its disk has, is what its user may see at that commit, over all topics at
//     once; nothing of it is from before or after.
//  14. Catching up costs what changed: the records and the bytes of a pull are
//     bounded by what changed between its cursors and may be seen, and all of
//     the space goes only to a clone that has nothing of this history.
//  15. No message or queue grows without bound: a message has the size of what it
//     says, each one causes a bounded number of others, and at rest nothing is
//     sent but signs of life.
func TestSim(t *testing.T) {
	switch {
	case *only != 0:
		printAll(t, fmt.Sprint("seed ", *only), PlayScript(Draw(*only, nil), &Options{Trace: true}))
		return
	case *script != "":
		c := readCase(t, *script)
		printAll(t, *script, PlayScript(&c.Script, &Options{Trace: true, Sabotage: c.sabotage(t)}))
		return
	}
	began := time.Now()
	var total Total
	var failed *Report
	last := *first + uint64(*seeds) - 1
	if *operations > 0 {
		last = *first - 1 // there is always one more
	}
	play(*first, last, nil, func(r *Report) bool {
		total.Add(r)
		if r.Err != nil && (failed == nil || r.Seed < failed.Seed) {
			failed = r
		}
		if r.Err != nil {
			fmt.Fprintf(os.Stderr, "seed %d breaks law %v\n", r.Seed, r.Err)
		}
		// A long run goes on, to know them all.
		return failed != nil && *operations == 0 || *operations > 0 && total.Operations >= *operations
	})
	took := time.Since(began)
	t.Logf("seeds from %d, in %.1f s, %.0f operations a second:\n%s", *first, took.Seconds(), float64(total.Operations)/took.Seconds(), &total)
	if failed != nil {
		report(t, failed)
		return
	}
	if total.Seeds < 240 {
		return
	}
	for _, what := range policies {
		if total.Policies[what] == 0 {
			t.Errorf("%s: never", what)
		}
	}
	for _, what := range append(Faults(), "applied", "merged", "conflict", "rejected", "quarantined") {
		if total.Faults[what]+total.Outcomes[what] == 0 {
			t.Errorf("%s: never", what)
		}
	}
}

// policies are those that must have been followed in a run.
var policies = []string{
	"conflict with a deletion", "conflict: title", "conflict: note", "conflict: steps",
	"merged: rank", "merged: note", "merged: votes", "merged: tags", "merged: steps", "merged: best",
	"refused: absent", "refused: cause", "refused: crashed", "refused: forbidden", "refused: held", "refused: invalid", "refused: version",
}

// printAll prints all of a history.
func printAll(t *testing.T, name string, r *Report) {
	var total Total
	total.Add(r)
	t.Logf("\n%s\n%s", strings.Join(r.Trace, "\n"), &total)
	if r.Err != nil {
		t.Fatalf("%s: %v", name, r.Err)
	}
}

// report makes a failing history smaller, and keeps it.
func report(t *testing.T, r *Report) {
	t.Errorf("seed %d breaks law %v", r.Seed, r.Err)
	small := Shrink(Draw(r.Seed, nil), nil, r.Law)
	again := PlayScript(small, &Options{Trace: true})
	file := filepath.Join("testdata", "corpus", fmt.Sprintf("seed-%d.json", r.Seed))
	if err := os.WriteFile(file, (&Case{Law: r.Law, Why: "found by chance", Script: *small}).JSON(), 0o644); err != nil {
		t.Log(err)
	}
	trace := slices.DeleteFunc(again.Trace, func(s string) bool { return strings.Contains(s, "gets model.At") })
	t.Fatalf("with %d actions and %d faults, in %s, it breaks law %v\n%s",
		len(small.Actions), len(small.Hits), file, again.Err, strings.Join(trace[max(0, len(trace)-60):], "\n"))
}

// play plays seeds from the first on, on all cores, and gives each report to
// add. It takes no further seed once add has said that it is enough, or after
// last.
func play(first, last uint64, o *Options, add func(*Report) (enough bool)) {
	defer debug.SetGCPercent(debug.SetGCPercent(300))
	var wg sync.WaitGroup
	var mu sync.Mutex
	next, enough := first, false
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			for !enough && next-first <= last-first {
				seed := next
				next++
				mu.Unlock()
				r := Play(seed, o)
				mu.Lock()
				enough = add(r) || enough
			}
		})
	}
	wg.Wait()
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
