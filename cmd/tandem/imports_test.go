package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/tandemgo/tandem"

// What the shared packages and the browser's shell must not reach, and why.
// Each of these is paid for in the download, or would let I/O into the core.
var banned = map[string]string{
	"net/http":      "no I/O in the core; it adds a megabyte to the download",
	"net":           "no I/O in the core",
	"net/url":       "adds 160 KB to the download; request.go reads URLs",
	"os":            "no I/O in the core",
	"database/sql":  "no I/O in the core",
	"encoding/json": "adds 245 KB to the download; model/value.go reads JSON",
	"fmt":           "adds 120 KB to the download",
	"regexp":        "adds 100 KB to the download",
	"html/template": "adds 700 KB to the download; view writes HTML",
	"crypto/sha256": "adds 89 KB to the download; model/hash.go has BLAKE2s",
	"crypto/rand":   "no randomness in the core; it adds 150 KB to the download",
	"math/rand":     "no randomness in the core",
	"math/rand/v2":  "no randomness in the core",
	"github.com/maxence-charriere/go-app/v10/pkg/app": "only wasm/goapp links go-app",
	"github.com/coder/websocket":                      "only the server and native clients use it",
}

// TestImports holds the direction of the imports, and what the download is free
// of.
func TestImports(t *testing.T) {
	watch(t, "../../model", "../../view", "../../app", "../../wasm", "../../examples/todo")
	for _, c := range []struct {
		pkg  string
		goos string
		also []string // module packages that it must not reach
	}{
		{"./model", "js", []string{"/app", "/view", "/server", "/wasm"}},
		{"./model/wire", "js", []string{"/app", "/view", "/server", "/wasm"}},
		{"./view", "js", []string{"/app", "/model", "/server", "/wasm"}},
		{"./view/html", "js", []string{"/app", "/model", "/server", "/wasm"}},
		{"./app", "js", []string{"/server", "/wasm"}},
		{"./wasm", "js", []string{"/server"}},
		{"./examples/todo", "js", []string{"/server"}},
	} {
		for _, d := range deps(t, c.goos, c.pkg) {
			if why := banned[d]; why != "" {
				t.Errorf("%s reaches %s (GOOS=%s): %s", c.pkg, d, c.goos, why)
			}
			for _, a := range c.also {
				if d == module+a || strings.HasPrefix(d, module+a+"/") {
					t.Errorf("%s reaches %s: imports go cmd, examples -> server | wasm -> app -> model, view", c.pkg, d)
				}
			}
		}
	}
	for _, pkg := range []string{"./server", "./examples/todo"} {
		for _, d := range deps(t, "linux", pkg) {
			if d == module+"/wasm" || strings.Contains(d, "go-app") {
				t.Errorf("%s reaches %s", pkg, d)
			}
		}
	}
	for _, d := range deps(t, "linux", "./server/goapp") {
		if strings.HasPrefix(d, module+"/wasm") && d != module+"/wasm/shell" {
			t.Errorf("./server/goapp reaches %s", d)
		}
	}
}

// TestCoreHasNoTags: one source, whatever it is compiled for, and its tests with it.
// What needs the machine, a browser or the go command, is tested elsewhere.
func TestCoreHasNoTags(t *testing.T) {
	seen := 0
	for _, dir := range []string{"../../model", "../../view", "../../app"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") {
				return err
			}
			seen++
			b, err := os.ReadFile(path)
			if strings.HasPrefix(string(b), "//go:build") || strings.Contains(string(b), "\n//go:build") || strings.HasSuffix(path, "_js.go") || strings.HasSuffix(path, "_js_test.go") {
				t.Errorf("%s has a build tag", path)
			}
			if strings.Contains(string(b), "\tgo func") && !strings.HasSuffix(path, "_test.go") {
				t.Errorf("%s starts a goroutine", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 60 {
		t.Fatalf("only %d files were read", seen)
	}
}

func deps(t *testing.T, goos, pkg string) []string {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", pkg)
	cmd.Dir = "../.."
	arch := "amd64"
	if goos == "js" {
		arch = "wasm"
	}
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+arch)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %s: %v", pkg, err)
	}
	return strings.Fields(string(out))
}

// watch makes the result of this test depend on the files, which are read by
// another process, so that it is not taken from the cache after they change.
func watch(t *testing.T, dirs ...string) {
	for _, dir := range dirs {
		if err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil {
				_, err = os.Stat(path)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
}
