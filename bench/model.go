//go:build !js

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

// modelFigures measures package model alone, as machine code and as WebAssembly in
// Node: its own benchmarks, at three sizes where growth matters.
func modelFigures(b *bench) error {
	for _, as := range []struct{ name, goos, goarch string }{{"native", runtime.GOOS, runtime.GOARCH}, {"wasm", "js", "wasm"}} {
		out, err := goBench(b, as.goos, as.goarch)
		if err != nil {
			return err
		}
		figures := benchLines(out)
		for _, f := range figures {
			b.put("model."+f.name+", "+as.name, f.value, f.unit)
		}
		for _, f := range figures {
			name, ok := strings.CutSuffix(f.name, " of 100000")
			if small, there := figures.of(name + " of 10000"); ok && there && small.unit == f.unit {
				b.put("model."+name+", growth from 10000 to 100000, "+as.name, f.value/small.value, "")
			}
		}
	}
	return nil
}

func goBench(b *bench, goos, goarch string) (string, error) {
	env := append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch)
	program := filepath.Join(b.dir, "model.test")
	build := exec.Command("go", "test", "-c", "-o", program, "./model")
	build.Env, build.Stderr = env, os.Stderr
	if err := build.Run(); err != nil {
		return "", fmt.Errorf("build the benchmarks: %w", err)
	}
	args := []string{"-test.run=^$", "-test.bench=.", "-test.benchtime=10x", "-test.count=3"}
	run := exec.Command(program, args...)
	if goos == "js" {
		root, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			return "", err
		}
		run = exec.Command(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "go_js_wasm_exec"), append([]string{program}, args...)...)
	}
	run.Dir = "model"
	var out bytes.Buffer
	run.Stdout, run.Stderr = &out, os.Stderr
	err := run.Run()
	return out.String(), err
}

type figure struct {
	name  string
	value float64
	unit  string
}

type figureList []figure

func (fs figureList) of(name string) (figure, bool) {
	for _, f := range fs {
		if f.name == name {
			return f, true
		}
	}
	return figure{}, false
}

// What each benchmark is called in the table, and in what it is counted.
var modelNames = []struct{ bench, name, unit string }{
	{"Apply", "apply a pulled record", "ns/record"},
	{"Held", "memory of a record held", "B/record"},
	{"Delta", "apply a change", "ns/record"},
	{"Rebase/beside", "rebase over a change beside, intents", "ns/op"},
	{"Rebase/hit", "rebase over a change that hits one, intents", "ns/op"},
	{"Get", "point read", "ns/op"},
	{"Range", "range of 50", "ns/op"},
	{"Encode", "encode a record", "ns/record"},
	{"Decode", "decode a record", "ns/record"},
}

var benchLine = regexp.MustCompile(`^Benchmark(\S+)/(\d+)(?:-\d+)?\s+\d+\s+(.*)$`)

// benchLines reads what go test -bench prints.
func benchLines(out string) (fs figureList) {
	for lines := bufio.NewScanner(strings.NewReader(out)); lines.Scan(); {
		m := benchLine.FindStringSubmatch(lines.Text())
		if m == nil {
			continue
		}
		for _, n := range modelNames {
			if n.bench != m[1] {
				continue
			}
			words := strings.Fields(m[3])
			for i := 0; i+1 < len(words); i += 2 {
				if words[i+1] != n.unit {
					continue
				}
				if v, err := strconv.ParseFloat(words[i], 64); err == nil {
					of := " of "
					if strings.HasSuffix(n.name, "intents") {
						of = " "
					}
					f := figure{n.name + of + m[2], v, strings.TrimSuffix(strings.TrimSuffix(n.unit, "/op"), "/record")}
					// Whatever else the machine does makes a figure larger.
					if k := slices.IndexFunc(fs, func(x figure) bool { return x.name == f.name }); k >= 0 {
						fs[k].value = min(fs[k].value, f.value)
						continue
					}
					fs = append(fs, f)
				}
			}
		}
	}
	return fs
}
