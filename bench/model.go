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

// figure is what a Go benchmark reports for three sizes, each ten times the one before.
type figure struct {
	pkg, bench string
	what       string // the size counts these
	metric     string // as the benchmark reports it, before "@" and the size
	unit       string
	scale      float64 // from the metric to the unit
	sizes      []int
	title      string
}

var (
	records = []int{1_000, 10_000, 100_000}
	queue   = []int{10, 100, 1_000}
)

var figures = []figure{
	{"model", "Apply", "records", "ns/record", "µs/record", 1e-3, records, "take over the first pull"},
	{"model", "CatchUp", "records", "ns/record", "µs/record", 1e-3, records, "take over a pull that changes them all"},
	{"model", "Delta", "records held", "ns/record", "µs/record", 1e-3, records, "take over a pull that changes 100"},
	{"model", "Open", "records", "ns/record", "µs/record", 1e-3, records, "open what the device holds"},
	{"model", "Held", "records", "B/record", "bytes/record", 1, records, "memory"},
	{"model", "Rebase/touched", "pending", "ns/change", "µs", 1e-3, queue, "take over one change, of a record that an intent has written"},
	{"model", "Rebase/untouched", "pending", "ns/change", "µs", 1e-3, queue, "take over one change, of another record"},
	{"model", "Queue", "pending", "ns/request", "µs", 1e-3, queue, "one more request"},
	{"model", "Get", "records held", "ns/read", "µs", 1e-3, records, "read one record by its id"},
	{"model", "Map", "entries", "ns/read", "µs", 1e-3, records, "to compare: read one struct of a plain Go map"},
	{"model", "Range", "records held", "ns/read", "µs", 1e-3, records, "read 50 records by an index"},
	{"model", "Scan", "records held", "ns/read", "µs", 1e-3, records, "the same, without making structs of them"},
	{"model", "Reads", "records", "ns/record", "µs/record", 1e-3, []int{100, 1_000, 10_000}, "one request that reads them by their ids"},
	{"model", "Merge", "bytes", "ns/KB", "µs/KB", 1e-3, records, "merge two edits of a text"},
	{"model/wire", "Encode/new", "records", "ns/record", "µs/record", 1e-3, records, "encode a pull"},
	{"model/wire", "Encode/edited", "records", "ns/record", "µs/record", 1e-3, records, "encode a pull, all records edited"},
	{"model/wire", "Decode/new", "records", "ns/record", "µs/record", 1e-3, records, "decode a pull"},
	{"model/wire", "Decode/edited", "records", "ns/record", "µs/record", 1e-3, records, "decode a pull, all records edited"},
	{"model/wire", "Encode/new", "records", "B/record", "bytes/record", 1, records, "size on the wire"},
	{"model/wire", "Encode/edited", "records", "B/record", "bytes/record", 1, records, "size on the wire, all records edited"},
}

func (f *figure) name(size int) string { return fmt.Sprintf("model.%s, %d %s", f.title, size, f.what) }

var platforms = []struct{ name, goos, goarch string }{
	{"native", "", ""},
	{"WebAssembly", "js", "wasm"},
}

// rounds is how often each size has its turn. The best round is the figure: see
// bench/growth. The first ones in Node are of code that is not compiled for good yet.
const rounds = 6

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
			args := []string{bin, "-test.run=^$", "-test.cpu=1", "-test.timeout=30m", "-test.benchtime=" + strconv.Itoa(rounds) + "x",
				"-test.bench=^Benchmark(" + strings.Join(benchmarks(pkg), "|") + ")$"}
			if p.goos != "" {
				args = append([]string{node}, args...)
			}
			if err := measure(pkg, args, got); err != nil {
				return err
			}
		}
		for _, f := range figures {
			for i, n := range f.sizes {
				v, ok := got[metricOf(f.pkg, f.bench, f.metric+"@"+strconv.Itoa(n))]
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
func benchmarks(pkg string) []string {
	var names []string
	for _, f := range figures {
		if n, _, _ := strings.Cut(f.bench, "/"); f.pkg == pkg && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

func metricOf(pkg, bench, metric string) string { return pkg + " " + bench + " " + metric }

// measure runs benchmarks and keeps what they report.
func measure(pkg string, args []string, got map[string]float64) error {
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir, cmd.Stderr = filepath.FromSlash(pkg), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(args, " "), err, out)
	}
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		// BenchmarkName  iterations  value unit@size  value unit@size ...
		f := strings.Fields(lines.Text())
		if len(f) < 4 || !strings.HasPrefix(f[0], "Benchmark") {
			continue
		}
		for i := 2; i+1 < len(f); i += 2 {
			v, err := strconv.ParseFloat(f[i], 64)
			if err != nil {
				return fmt.Errorf("%s: %w", lines.Text(), err)
			}
			got[metricOf(pkg, strings.TrimPrefix(f[0], "Benchmark"), f[i+1])] = v
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
