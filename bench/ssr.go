//go:build !js

package main

import (
	"fmt"
	"math"
	"path/filepath"
)

var ssrWriters = []string{"Tandem", "html/template", "templ"}

// ssr measures how long three writers take for one page on the server. They take
// turns; the fastest turn is the figure, because what else the machine does makes
// one slower, never faster.
func ssr(b *bench) error {
	bin := filepath.Join(b.dir, "ssr.test")
	if err := command("bench/ssr", nil, "go", "test", "-c", "-o", bin, "."); err != nil {
		return err
	}
	got := map[string]float64{}
	for range 15 {
		args := []string{bin, "-test.run=^$", "-test.cpu=1", "-test.benchtime=150ms", "-test.bench=^BenchmarkWrite$", "-test.benchmem"}
		if err := measure("bench/ssr", args, got); err != nil {
			return err
		}
	}
	for _, w := range ssrWriters {
		for _, m := range []struct {
			metric, name, unit string
			scale              float64
		}{
			{"ns/op", "time", "µs", 1e-3},
			{"allocs/op", "allocations", "", 1},
			{"B/op", "bytes allocated", "KB", 1e-3},
		} {
			v, ok := got[metricOf("bench/ssr", "Write/"+w, m.metric)]
			if !ok {
				return fmt.Errorf("no figure of %s in %s", w, m.metric)
			}
			b.put("ssr."+w+", "+m.name, v*m.scale, m.unit)
		}
	}
	return nil
}

func ssrTable(rs []Result, _ string) string {
	by := map[string]float64{}
	for _, r := range rs {
		by[r.Name] = r.Value
	}
	s := "\n| writer | time, µs | Tandem's time over it | allocations | allocated, KB |\n| --- | --: | --: | --: | --: |\n"
	for _, w := range ssrWriters {
		s += fmt.Sprintf("| %s | %s | %.2f | %.0f | %s |\n", w, number(by["ssr."+w+", time"]),
			by["ssr.Tandem, time"]/math.Max(by["ssr."+w+", time"], 1e-9), by["ssr."+w+", allocations"], number(by["ssr."+w+", bytes allocated"]))
	}
	return s + "\n"
}
