package view_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// Every import is paid for in the download. These cost next to nothing.
var cheap = map[string]bool{
	"errors": true, "io": true, "iter": true, "slices": true, "strconv": true, "strings": true, "unicode/utf8": true,
	"github.com/tandemgo/tandem/view": true,
}

func TestImportsAreCheap(t *testing.T) {
	files := 0
	for _, pattern := range []string{"*.go", "html/*.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			files++
			f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range f.Imports {
				if path := strings.Trim(i.Path.Value, `"`); !cheap[path] {
					t.Errorf("%s imports %s", name, path)
				}
			}
			for _, c := range f.Comments {
				if strings.HasPrefix(c.List[0].Text, "//go:build") {
					t.Errorf("%s has a build tag", name)
				}
			}
		}
	}
	if files < 10 {
		t.Fatalf("found %d files, want all", files)
	}
}
