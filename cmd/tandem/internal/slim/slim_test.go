package slim

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// program prints what it does, panics in it, and where a panic came from.
const program = `package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

type shape interface{ area() float64 }

type square struct{ side float64 }

func (s square) area() float64 { return s.side * s.side }

func deep(n int) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("level %d: %v", n, p)
			panic(err)
		}
	}()
	if n == 0 {
		var none map[string]int
		none["x"] = 1
	}
	return deep(n - 1)
}

// recovered says whether a panic is caught.
func recovered(f func()) (yes bool) {
	defer func() {
		if recover() != nil {
			yes = false
		}
	}()
	f()
	return true
}

func catch()          { recover() }
func catchOf(int)     { recover() }
func within()         { catch() }
func deferred()       { defer catch(); panic("deferred") }
func wrapped(n int)   { defer catchOf(n); panic("wrapped") }
func tooDeep()        { defer within(); panic("too deep") }
func closure()        { defer func() { catch() }(); panic("too deep in a closure") }
func bare()           { defer recover(); panic("bare") }
func inClosure()      { defer func() { recover() }(); panic("closure") }

//go:noinline
func far() { recover() }

func toFar(int)      { far() }
func wrappedFar(n int) {
	defer toFar(n)
	panic("one frame too far")
}

type catcher struct{ n int }

func (c catcher) stop() { recover() }

type stopper interface{ stop() }

func method(s stopper) { defer s.stop(); panic("method") }

func main() {
	var none *square
	func() {
		defer func() { fmt.Println(strings.Contains(fmt.Sprint(recover()), "called using nil")) }()
		for _, s := range []shape{square{1}, none} {
			s.area()
		}
	}()
	fmt.Println(recovered(deferred), recovered(func() { wrapped(3) }), recovered(func() { wrappedFar(3) }), recovered(tooDeep), recovered(closure),
		recovered(bare), recovered(inClosure), recovered(func() { method(catcher{}) }), recovered(func() { method(&catcher{}) }))
	var shapes []shape
	for i := range 1000 {
		shapes = append(shapes, square{float64(i)})
		runtime.GC()
		if i > 20 {
			break
		}
	}
	sum := 0.0
	for _, s := range shapes {
		sum += s.area()
	}
	fmt.Printf("%T %.0f\n", shapes[0], sum)
	done := make(chan string)
	go func() {
		defer func() { done <- fmt.Sprint(recover()) }()
		deep(5)
	}()
	fmt.Println(<-done)
	_, file, line, _ := runtime.Caller(0)
	fmt.Fprintln(os.Stderr, strings.HasSuffix(file, "main.go"), line)
}
`

func build(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"main.go": program, "go.mod": "module slimtest\n\ngo 1.26\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command("go", "build", "-ldflags=-s -w", "-o", "a.wasm")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, "a.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// run runs a program in Node.
func run(t *testing.T, wasm []byte) (out, trace string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.wasm")
	if err := os.WriteFile(file, wasm, 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "go_js_wasm_exec"), file)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, &e)
	}
	return o.String(), e.String()
}

// TestProgram: the same output, from less.
func TestProgram(t *testing.T) {
	if runtime.GOOS == "js" {
		return // it is a tool, which runs where programs are built
	}
	wasm := build(t)
	want, trace := run(t, wasm)
	if !strings.Contains(want, "true\ntrue true false false false false true true true\n") || !strings.Contains(want, "assignment to entry in nil map") || !strings.Contains(trace, "true") {
		t.Fatalf("the program says %s, %s", want, trace)
	}
	for _, o := range []Options{{Traces: true}, {}} {
		small, err := Program(wasm, o)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%+v: %d of %d", o, len(small), len(wasm))
		got, trace := run(t, small)
		if got != want {
			t.Errorf("%+v: it says %s, want %s", o, got, want)
		}
		if strings.Contains(trace, "true") != o.Traces {
			t.Errorf("%+v: the caller is %s", o, trace)
		}
		if names := bytes.Contains(small, []byte("main.square.area")); names != o.Traces {
			t.Errorf("%+v: the names are there: %v", o, names)
		}
		again, err := Program(small, Options{Traces: true})
		if err != nil || !bytes.Equal(again, small) {
			t.Errorf("%+v: a second time it is another: %v", o, err)
		}
	}
}

// TestForm: what is no program is refused, wherever it ends.
func TestForm(t *testing.T) {
	wasm := build(t)
	for _, b := range [][]byte{nil, []byte("\x00asm"), wasm[:len(wasm)/2], wasm[:len(wasm)-1], append(wasm[:8:8], 11, 3, 1, 1, 0)} {
		if _, err := Program(b, Options{}); !errors.Is(err, ErrForm) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
	whole, err := Program(wasm, Options{Traces: true})
	if err != nil {
		t.Fatal(err)
	}
	other := bytes.Replace(whole, magic, append([]byte{0xf0}, magic[1:]...), 1)
	if _, err := Program(other, Options{}); !errors.Is(err, ErrForm) {
		t.Errorf("another table of functions: %v", err)
	}
	if _, err := Program(other, Options{Traces: true}); err != nil {
		t.Errorf("it is not looked into: %v", err)
	}
}
