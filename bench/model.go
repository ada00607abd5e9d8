//go:build !js

package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// figure is a Go benchmark at three sizes, each ten times the one before.
type figure struct {
	pkg, bench string
	what       string // the size counts these
	metric     string // as the benchmark reports it
	unit       string
	scale      float64 // from the metric to the unit
	sizes      []int
	title      string
	short      bool // an iteration is so short that many are timed at once
}

var (
	records = []int{1_000, 10_000, 100_000}
	queue   = []int{10, 100, 1_000}
)

var figures = []figure{
	{"model", "Apply", "records", "ns/record", "µs/record", 1e-3, records, "take over the first pull", false},
	{"model", "CatchUp", "records", "ns/record", "µs/record", 1e-3, records, "take over a pull that changes them all", false},
	{"model", "Delta", "records held", "ns/record", "µs/record", 1e-3, records, "take over a pull that changes 100", true},
	{"model", "Open", "records", "ns/record", "µs/record", 1e-3, records, "open what the device holds", false},
	{"model", "Held", "records", "B/record", "bytes/record", 1, records, "memory", false},
	{"model", "Rebase/touched", "pending", "ns/change", "µs", 1e-3, queue, "take over one change, of a record that an intent has written", false},
	{"model", "Rebase/untouched", "pending", "ns/change", "µs", 1e-3, queue, "take over one change, of another record", false},
	{"model", "Queue", "pending", "ns/request", "µs", 1e-3, queue, "one more request", false},
	{"model", "Get", "records held", "ns/op", "µs", 1e-3, records, "read one record by its id", true},
	{"model", "Range", "records held", "ns/op", "µs", 1e-3, records, "read 50 records by an index", true},
	{"model", "Scan", "records held", "ns/op", "µs", 1e-3, records, "the same, without making structs of them", true},
	{"model", "Reads", "records", "ns/record", "µs/record", 1e-3, []int{100, 1_000, 10_000}, "one request that reads them by their ids", true},
	{"model", "Merge", "bytes", "ns/KB", "µs/KB", 1e-3, records, "merge two edits of a text", true},
	{"model/wire", "Encode/new", "records", "ns/record", "µs/record", 1e-3, records, "encode a pull", true},
	{"model/wire", "Decode/new", "records", "ns/record", "µs/record", 1e-3, records, "decode a pull", true},
	{"model/wire", "Decode/edited", "records", "ns/record", "µs/record", 1e-3, records, "decode a pull, all records edited", true},
	{"model/wire", "Encode/new", "records", "B/record", "bytes/record", 1, records, "size on the wire", true},
	{"model/wire", "Encode/edited", "records", "B/record", "bytes/record", 1, records, "size on the wire, all records edited", true},
}

func (f *figure) name(size int) string { return fmt.Sprintf("model.%s, %d %s", f.title, size, f.what) }

var platforms = []struct{ name, goos, goarch string }{
	{"native", "", ""},
	{"WebAssembly", "js", "wasm"},
}

// repeats is how often each benchmark is run. The fastest run is the figure: what
// else the machine does makes a run slower, never faster; and the first ones in Node
// are of code that is not compiled for good yet.
const repeats = 5

// benchModel runs the Go benchmarks of package model and of its messages, natively on
// one processor and as WebAssembly in Node.
func benchModel(b *bench) error {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return fmt.Errorf("go env: %w", err)
	}
	node := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "go_js_wasm_exec")
	for _, p := range platforms {
		got := map[string]float64{}
		for _, pkg := range []string{"model", "model/wire"} {
			bin := filepath.Join(b.dir, strings.ReplaceAll(pkg, "/", "-")+"."+p.name)
			var env []string
			if p.goos != "" {
				env = []string{"GOOS=" + p.goos, "GOARCH=" + p.goarch}
			}
			if err := command(".", env, "go", "test", "-c", "-o", bin, "./"+pkg); err != nil {
				return err
			}
			for _, short := range []bool{false, true} {
				args := []string{bin, "-test.run=^$", "-test.cpu=1", "-test.timeout=10m", "-test.count=" + strconv.Itoa(repeats)}
				if short {
					args = append(args, "-test.benchtime=50ms")
				} else {
					args = append(args, "-test.benchtime=1x") // each iteration has its own clone
				}
				names := benchmarks(pkg, short)
				if names == nil {
					continue
				}
				if args = append(args, "-test.bench=^Benchmark("+strings.Join(names, "|")+")$"); p.goos != "" {
					args = append([]string{node}, args...)
				}
				if err := measure(pkg, args, got); err != nil {
					return err
				}
			}
		}
		for _, f := range figures {
			for i, n := range f.sizes {
				v, ok := got[metricOf(f.pkg, f.bench+"/"+strconv.Itoa(n), f.metric)]
				if !ok {
					return errors.New("no figure of " + f.bench + " in " + f.metric)
				}
				b.put(f.name(n)+", "+p.name, v*f.scale, f.unit)
				if i > 0 {
					b.put(f.name(n)+", growth, "+p.name, v*f.scale/b.results[f.name(f.sizes[i-1])+", "+p.name].Value, "")
				}
			}
		}
	}
	return nil
}

// benchmarks returns the names of the functions, as a pattern has them.
func benchmarks(pkg string, short bool) []string {
	var names []string
	for _, f := range figures {
		if n, _, _ := strings.Cut(f.bench, "/"); f.pkg == pkg && f.short == short && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

func metricOf(pkg, bench, metric string) string { return pkg + " " + bench + " " + metric }

// measure runs benchmarks and keeps the lowest value of each metric.
func measure(pkg string, args []string, got map[string]float64) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Stderr = filepath.FromSlash(pkg), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
	}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		// BenchmarkName/size  iterations  value unit  value unit ...
		f := strings.Fields(lines.Text())
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		for i := 2; i+1 < len(f); i += 2 {
			v, err := strconv.ParseFloat(f[i], 64)
			if err != nil {
				return fmt.Errorf("%s: %w", lines.Text(), err)
			}
			k := metricOf(pkg, strings.TrimPrefix(f[0], "Benchmark"), f[i+1])
			if old, ok := got[k]; !ok || v < old {
				got[k] = v
			}
		}
	}
	return nil
}

// modelTable has a row for each figure and size, and how the figure has grown since
// the size before.
func modelTable(rs []Result, _ string) string {
	by := map[string]float64{}
	for _, r := range rs {
		by[r.Name] = r.Value
	}
	s := "\n| operation | size | native | WebAssembly | growth, native | growth, WebAssembly |\n| --- | --: | --: | --: | --: | --: |\n"
	for _, f := range figures {
		for i, n := range f.sizes {
			title, unit := "", ""
			if i == 0 {
				title, unit = f.title, " "+f.unit
			}
			s += fmt.Sprintf("| %s | %d %s |", title, n, f.what)
			for _, p := range platforms {
				s += " " + number(by[f.name(n)+", "+p.name]) + unit + " |"
			}
			for _, p := range platforms {
				if i == 0 {
					s += " |"
				} else {
					s += " " + number(by[f.name(n)+", growth, "+p.name]) + " |"
				}
			}
			s += "\n"
		}
	}
	return s + "\n"
}
