package model

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func (w *testWorld) blame(user, key, field string) (parts []Blame) {
	w.t.Helper()
	w.read(user, func(tx *Tx) (err error) {
		parts, err = tx.Blame(key, field)
		return err
	})
	return parts
}

func TestBlame(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "eve", Topic: "project/x"})
	w.must("root", "create|1|x|a", "body|1|one\ntwo 2\nthree\n", "title|1|b", "body|1|zero\none\ntwo 2\nthree\n", "move|1|y", "body|1|zero\none\ntwo 2\nthree four\n", "move|1|x", "body|1|zero\none\ntwo 2\nthree four five\n")
	show := func(parts []Blame) (s string) {
		for _, p := range parts {
			s += fmt.Sprintf("%d:%q ", p.Seq, p.Text)
		}
		return s
	}
	if got := show(w.blame("root", "pages/1", "body")); got != `4:"zero\n" 1:"one\ntwo" 2:" 2" 1:"\nthree" 6:" four" 8:" five" 1:"\n" ` {
		t.Errorf("the body is of %s", got)
	}
	// What came while eve could not read it is of the commit by which she could.
	if got := show(w.blame("eve", "pages/1", "body")); strings.Contains(got, "6:") || !strings.Contains(got, `" four five"`) {
		t.Errorf("for eve the body is of %s", got)
	}
	w.store.Update("main", func(tx StoreTx) error { return tx.Forget(3) })
	if got := show(w.blame("root", "pages/1", "body")); got != `4:"zero\n" 0:"one\ntwo 2\nthree" 6:" four" 8:" five" 0:"\n" ` {
		t.Errorf("without what was forgotten the body is of %s", got)
	}
}

// All parts together are the text, and each is in the text that its commit has made.
func TestBlameIsTheText(t *testing.T) {
	words := strings.Fields("a b c a b \n d e")
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 9))
		w := newWorld(t)
		w.must("ann", "create|1|x|a")
		texts := map[uint64]string{1: "one two three"}
		for range 12 {
			var s []string
			for range r.IntN(8) {
				s = append(s, words[r.IntN(len(words))])
			}
			w.direct("ann", "body|1|"+strings.Join(s, " "))
			w.read("ann", func(tx *Tx) error {
				p, err := pages.Get(tx, "1")
				texts[tx.Head().Seq] = p.Body.String()
				return err
			})
		}
		all := ""
		for _, p := range w.blame("ann", "pages/1", "body") {
			all += p.Text
			for _, word := range strings.Fields(p.Text) {
				if !strings.Contains(texts[p.Seq], word) {
					t.Errorf("seed %d: %q is of %d, which has made %q", seed, word, p.Seq, texts[p.Seq])
				}
			}
		}
		if want := texts[w.head().Seq]; all != want {
			t.Errorf("seed %d: the parts are %q, the text is %q", seed, all, want)
		}
	}
}
