//go:build !js

// Bench measures the figures of docs/benchmarks.md: it writes them to
// bench/results.json and the tables of the page from that.
//
//	go run ./bench [-only download,start,live,long,catchup,model,view,ssr]
//
// Everything runs on this machine's loopback, with temporary data.
package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// Result is one figure.
type Result struct {
	Name    string  `json:"name"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Command string  `json:"command"`
}

// bench is one run: the folder of temporary files, and the figures so far.
type bench struct {
	dir     string
	program string // of the todo example, with its assets beside it
	command string // of the part that is running
	results map[string]Result
}

func (b *bench) put(name string, value float64, unit string) {
	b.results[name] = Result{name, value, unit, b.command}
	fmt.Printf("%-36s %12.2f %s\n", name, value, unit)
}

var parts = []struct {
	name  string
	run   func(*bench) error
	table func(rs []Result, part string) string
}{
	{"download", download, table},
	{"live", live, table},
	{"long", long, table},
	{"catchup", catchup, table},
	{"start", start, table},
	{"model", benchModel, modelTable},
	{"view", benchView, viewTable},
	{"ssr", ssr, ssrTable},
}

func main() {
	only := flag.String("only", "", "the parts to run, separated by commas; the others keep their figures")
	flag.Parse()
	if err := run(*only); err != nil {
		fmt.Fprintln(os.Stderr, "bench: "+err.Error())
		os.Exit(1)
	}
}

const resultsFile, document = "bench/results.json", "docs/benchmarks.md"

func run(only string) error {
	dir, err := os.MkdirTemp("", "tandem-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{dir: dir, results: map[string]Result{}}
	if old, err := os.ReadFile(resultsFile); err == nil && only != "" {
		var rs []Result
		if err := json.Unmarshal(old, &rs); err != nil {
			return fmt.Errorf("%s: %w", resultsFile, err)
		}
		for _, r := range rs {
			b.results[r.Name] = r
		}
	}
	out := filepath.Join("build", "bench")
	if err := command(".", nil, "go", "run", "./cmd/tandem", "build", "-o", out, "./examples/todo"); err != nil {
		return err
	}
	if b.program, err = filepath.Abs(filepath.Join(out, "todo")); err != nil {
		return err
	}
	for _, p := range parts {
		if only != "" && !slices.Contains(strings.Split(only, ","), p.name) {
			continue
		}
		b.command = "go run ./bench -only " + p.name
		if err := p.run(b); err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	return b.write()
}

// command runs a program and shows what it says.
func command(dir string, env []string, name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return nil
}

// write stores the figures, and the tables of the page that are made of them.
func (b *bench) write() error {
	var rs []Result
	for _, r := range b.results {
		rs = append(rs, r)
	}
	slices.SortFunc(rs, func(x, y Result) int { return cmp.Compare(x.Name, y.Name) })
	j, err := json.MarshalIndent(rs, "", "\t")
	if err != nil {
		return err
	}
	if err := os.WriteFile(resultsFile, append(j, '\n'), 0o644); err != nil {
		return err
	}
	text, err := os.ReadFile(document)
	if err != nil {
		return err
	}
	s := string(text)
	for _, p := range parts {
		first, last := "<!-- table:"+p.name+" -->\n", "<!-- end -->"
		head, rest, ok := strings.Cut(s, first)
		if !ok {
			return fmt.Errorf("%s has no place for the table %s", document, p.name)
		}
		_, tail, ok := strings.Cut(rest, last)
		if !ok {
			return fmt.Errorf("%s: the table %s has no end", document, p.name)
		}
		s = head + first + p.table(rs, p.name) + last + tail
	}
	return os.WriteFile(document, []byte(s), 0o644)
}

func table(rs []Result, part string) string {
	s := "\n| figure | value | unit |\n| --- | --: | --- |\n"
	for _, r := range rs {
		if name, ok := strings.CutPrefix(r.Name, part+"."); ok {
			s += fmt.Sprintf("| %s | %s | %s |\n", name, number(r.Value), r.Unit)
		}
	}
	return s + "\n"
}

// number rounds to three digits that mean something.
func number(v float64) string {
	switch {
	case v >= 100:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// quantile returns the value below which the part q of vs lies.
func quantile(vs []float64, q float64) float64 {
	s := slices.Sorted(slices.Values(vs))
	return s[min(len(s)-1, int(q*float64(len(s))))]
}
