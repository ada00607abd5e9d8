// Package growth measures the same thing at several sizes within one benchmark, so
// that the figures can be compared with each other even on a machine that has other
// things to do.
//
// The sizes take turns, round after round. Before each turn the garbage is collected,
// and what the turn needs is made, which does not count. What counts is the time that
// processors have worked for this process, garbage collection included: not the time
// that it has waited for them. The figure of a size is its best round: what else a
// machine does takes away from the caches and the clock rate, and never adds to them.
package growth

import (
	"runtime"
	"strconv"
	"testing"
	"time"
)

// Turn returns what one turn at a size does, and of how many things the time is
// taken. It makes what do needs; the size after it makes it anew.
type Turn func(size int) (things int, do func())

// Measure runs a turn at each of the sizes in each iteration of b. It reports, for
// each size, the nanoseconds of one thing, in the unit "ns/what@size".
func Measure(b *testing.B, what string, sizes []int, turn Turn) {
	best := make([]time.Duration, len(sizes))
	things := make([]int, len(sizes))
	for round := 0; b.Loop(); round++ {
		for i := range sizes {
			i := (i + round) % len(sizes) // each is the first one in turn
			n, do := turn(sizes[i])
			runtime.GC()
			start := processed()
			do()
			if d := processed() - start; things[i] == 0 || d < best[i] {
				best[i] = d
			}
			things[i] = n
		}
	}
	for i, n := range sizes {
		Report(b, float64(best[i].Nanoseconds())/float64(things[i]), "ns/"+what, n)
	}
	b.ReportMetric(0, "ns/op")
}

// Report reports a value of one size.
func Report(b *testing.B, v float64, unit string, size int) {
	b.ReportMetric(v, unit+"@"+strconv.Itoa(size))
}
