package slim

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestScript(t *testing.T) {
	got := string(Script([]byte("// Copyright 2026\n// says why\n(() => {\n\n  const a = 1 // one\n\tlet url = \"http://x\"; /* y */\n})()\n")))
	if want := "// Copyright 2026\n(() => {\nconst a = 1 // one\nlet url = \"http://x\"; /* y */\n})()\n"; got != want {
		t.Errorf("it is\n%s", got)
	}
	for _, s := range []string{"x = `\n  // text\n`\n", "x = 'a\\\n  // text'\n", "/*\n// x\n*/ y\n"} {
		if got := string(Script([]byte(s))); got != s {
			t.Errorf("%q became %q", s, got)
		}
	}
}

// TestScripts: the scripts of the shell, and Go's loader, are of the kind that
// can be made smaller.
func TestScripts(t *testing.T) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("../../../../wasm/shell/*.js")
	for _, f := range append(files, filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		small := string(Script(b))
		if len(small) >= len(b) || strings.Contains(small, "\n  ") || strings.Count(small, "{") > strings.Count(string(b), "{") {
			t.Errorf("%s stays as it is: %d of %d bytes", f, len(small), len(b))
		}
	}
	if len(files) < 3 {
		t.Fatalf("there are only %d scripts", len(files))
	}
}
