package viewtest

import (
	"testing"

	"github.com/tandemgo/tandem/view"
)

const page = `<!DOCTYPE html><html lang="en"><body class="app dark"><!-- x -->
<ul id="todos"><li data-id="1" class="done">one</li><li data-id="2">t<b>w</b>o <input type="checkbox" checked></li></ul>
<ul><li>three</li></ul></body></html>`

func TestFind(t *testing.T) {
	n := Parse(page)
	for selector, want := range map[string]string{
		"li":                               "one|two |three",
		"#todos li":                        "one|two ",
		"ul li.done":                       "one",
		"body.app.dark ul#todos b":         "w",
		`[data-id="2"]`:                    "two ",
		"li[data-id=1].done":               "one",
		"li input[type=checkbox][checked]": "",
		"html[lang] * b":                   "w",
	} {
		got := ""
		for i, e := range FindAll(n, selector) {
			if i > 0 {
				got += "|"
			}
			got += Text(e)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", selector, got, want)
		}
	}
	if e := Find(n, "li"); Text(e) != "one" {
		t.Errorf("first li: %q", Text(e))
	}
	if e := Find(n, "p"); e != nil || Text(e) != "" {
		t.Errorf("found %v", e)
	}
	if e := Find(Parse(`<svg><a xlink:href="/x"/></svg>`), "a"); e.Attrs[0] != (view.Attr{Name: "xlink:href", Value: "/x"}) {
		t.Errorf("attributes = %v", e.Attrs)
	}
}

func TestBadSelectorPanics(t *testing.T) {
	for _, selector := range []string{"", "a[b", "a.", "#", "a]b", `[a="b]`, "a[]"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q is taken", selector)
				}
			}()
			Find(Parse(""), selector)
		}()
	}
}

// failures counts what is reported instead of failing.
type failures struct {
	testing.TB
	n int
}

func (f *failures) Helper()      {}
func (f *failures) Error(...any) { f.n++ }

func TestEqual(t *testing.T) {
	for _, c := range []struct {
		want, got string
		fails     int
	}{
		{`<p id="a" class='b'>&lt;x</p>`, `<P class=b id=a>&#60;x</P>`, 0},
		{`<p>a</p>`, `<p>a </p>`, 1},
		{`<p>a</p>`, `<p>a</p><p></p>`, 1},
		{`<p id=a>`, `<p id=b>`, 1},
	} {
		f := &failures{TB: t}
		Equal(f, c.want, c.got)
		if f.n != c.fails {
			t.Errorf("%s and %s: %d failures, want %d", c.want, c.got, f.n, c.fails)
		}
	}
}

// A wrong patch must not go unseen.
func TestApplyRefusesBadPatches(t *testing.T) {
	for name, words := range map[string][]uint32{
		"unknown operation": {99},
		"unbound node":      {view.OpRemove, 7},
		"unknown name":      {view.OpOpen, 1, 1, 0},
		"missing word":      {view.OpInsert, 0},
		"missing text":      {view.OpName, 1, 5},
		"bound twice":       {view.OpText, 1, 0, view.OpText, 1, 0},
		"left behind":       {view.OpText, 1, 0},
	} {
		if err := NewDOM("").Apply(view.Patch{Words: words}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := NewDOM("").Apply(view.Patch{Text: []byte("x")}); err == nil {
		t.Error("text left over: no error")
	}
}
