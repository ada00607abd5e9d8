package modeltest

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// TestShrink: of a history that a bug makes break a law, a handful of actions is
// left. With -keep, all bugs are done, and what is left is kept.
func TestShrink(t *testing.T) {
	for i := range sabotages {
		c := &sabotages[i]
		if !*keep && i%6 != 1 {
			continue
		}
		t.Run(c.name, func(t *testing.T) {
			r := c.caught()
			if r == nil {
				t.Fatal("it is not caught")
			}
			o := &Options{Small: true, Sabotage: &c.s}
			first := Draw(r.Seed, o)
			s := Shrink(first, o, r.Law)
			t.Logf("law %s: %d actions, %d devices and all faults became %d, %d and %d", r.Law, len(first.Actions), len(first.Devices), len(s.Actions), len(s.Devices), len(s.Hits))
			if len(s.Actions) > 20 {
				t.Errorf("%d actions are left", len(s.Actions))
			}
			kept := &Case{Law: r.Law, Sabotage: c.name, Why: "a bug that was made on purpose", Script: *s}
			var read Case
			if err := json.Unmarshal(kept.JSON(), &read); err != nil {
				t.Fatal(err)
			}
			if again := PlayScript(&read.Script, o); again.Law != r.Law {
				t.Errorf("from its file, it breaks %v", again.Err)
			}
			if *keep {
				name := strings.ReplaceAll(strings.ReplaceAll(c.name, "'", ""), " ", "-")
				if err := os.WriteFile(filepath.Join("testdata", "corpus", name+".json"), kept.JSON(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
