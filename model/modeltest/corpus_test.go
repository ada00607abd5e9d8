package modeltest

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var keep = flag.Bool("keep", false, "let TestShrink write its histories to testdata/corpus")

func readCase(t *testing.T, file string) *Case {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &Case{}
	if err := json.Unmarshal(b, c); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return c
}

// sabotage returns the bug of a case, nil if it was none of ours.
func (c *Case) sabotage(t *testing.T) *Sabotage {
	t.Helper()
	if c.Sabotage == "" {
		return nil
	}
	i := slices.IndexFunc(sabotages, func(s sabotaged) bool { return s.name == c.Sabotage })
	if i < 0 {
		t.Fatalf("there is no sabotage %q", c.Sabotage)
	}
	return &sabotages[i].s
}

// TestCorpus plays every history that has broken a law once. With the bug that
// was made for it, it breaks the law again; without, it breaks none.
func TestCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/corpus/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no histories: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			c := readCase(t, file)
			if r := PlayScript(&c.Script, nil); r.Err != nil {
				t.Errorf("breaks law %v", r.Err)
			}
			if s := c.sabotage(t); s != nil {
				if r := PlayScript(&c.Script, &Options{Sabotage: s}); r.Law != c.Law {
					t.Errorf("with the bug it breaks %v, not law %s", r.Err, c.Law)
				}
			}
		})
	}
}
