package viewtest

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/view"
)

// recorder keeps what is reported instead of failing.
type recorder struct {
	testing.TB
	said []string
}

func (r *recorder) Helper()                      {}
func (r *recorder) Name() string                 { return "TestRecorded" }
func (r *recorder) Error(a ...any)               { r.said = append(r.said, fmt.Sprint(a...)) }
func (r *recorder) Errorf(f string, a ...any)    { r.said = append(r.said, fmt.Sprintf(f, a...)) }
func (r *recorder) Fatal(a ...any)               { r.Error(a...); runtime.Goexit() }
func (r *recorder) Fatalf(f string, args ...any) { r.Errorf(f, args...); runtime.Goexit() }

// record returns what f reports to a test.
func record(t *testing.T, f func(testing.TB)) string {
	r := &recorder{TB: t}
	done := make(chan struct{})
	go func() {
		defer close(done)
		f(r)
	}()
	<-done
	return strings.Join(r.said, "\n")
}

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		want, got string
		alike     bool
	}{
		{`<p id=a class="b c">x</p>`, `<P class='c b' id="a">x</P>`, true},
		{"<ul>\n  <li>a</li>\n  <li>b</li>\n</ul>", `<ul><li>a</li><li>b</li></ul>`, true},
		{"<p>\n one\n two </p>", `<p>one two</p>`, true},
		{`<p>a <b>b</b></p>`, `<p>a<b>b</b></p>`, false},
		{`<p>a b</p>`, `<p>ab</p>`, false},
		{`<p>a<b> b</b></p>`, `<p>a<b>b</b></p>`, false},
		{"<pre>a\n b</pre>", `<pre>a b</pre>`, false},
		{"<textarea>\n\na</textarea>", `<textarea>a</textarea>`, false},
		{"<textarea>\na</textarea>", `<textarea>a</textarea>`, true},
		{`<input checked>`, `<input checked="">`, true},
		{`<input checked>`, `<input>`, false},
		{`<p>&lt;b&gt;</p>`, `<p><b></b></p>`, false},
		{`<p>x</p><!-- a -->`, `<p>x</p>`, true},
		{`<button> Add </button>`, `<button>Add</button>`, true},
		{`<form><input type=hidden name=_base value=1></form>`, `<form></form>`, true},
		{`<form><input type=hidden name=_method value=PUT></form>`, `<form></form>`, false},
		{`<tr><td>a</td></tr>`, `<tr><td>b</td></tr>`, false},
		{`<!doctype html><title>a</title><p>x`, `<!doctype html><title>b</title><p>x`, false},
		{`<p>a</p><p>b</p>`, `<p>b</p><p>a</p>`, false},
		{"<p>a\u00a0b</p>", `<p>a b</p>`, false},
	} {
		said := record(t, func(t testing.TB) { Alike(t, c.want, c.got) })
		if (said == "") != c.alike {
			t.Errorf("%s and %s: %q", c.want, c.got, said)
		}
	}
	said := record(t, func(t testing.TB) {
		Alike(t, `<ul><li>a</li><li>b</li><li>c</li></ul>`, `<ul><li>a</li><li>x</li><li>c</li></ul>`)
	})
	if !strings.HasSuffix(said, "  <ul>\n    <li>a</li>\n-   <li>b</li>\n+   <li>x</li>\n    <li>c</li>\n  </ul>") {
		t.Errorf("the difference is %q", said)
	}
}

// What is written into a golden file comes to the same page as what was given.
func TestPrettyStays(t *testing.T) {
	for seed := range uint64(300) {
		f := NewForest(seed)
		for range 3 {
			markup := string(view.AppendHTML(nil, f.Tree(), nil))
			once := pretty(parsePart(markup))
			if twice := pretty(parsePart(once)); once != twice {
				t.Fatalf("seed %d: %s\n%s", seed, markup, lineDiff(once, twice))
			}
		}
	}
}

func TestGolden(t *testing.T) {
	Golden(t, "list", `<ul class="todos main"><li>milk &amp; eggs <b>now</b><input type="hidden" name="_base" value="12"></li></ul><pre>
  kept
</pre>`)

	t.Chdir(t.TempDir())
	const a, b = `<p>a</p>`, `<p>b</p>`
	if said := record(t, func(t testing.TB) { Golden(t, "x", a) }); !strings.Contains(said, "-update") {
		t.Errorf("without a file: %q", said)
	}
	update := func(on string) {
		if err := flag.Set("update", on); err != nil {
			t.Fatal(err)
		}
	}
	was := flag.Lookup("update").Value.String()
	defer update(was)
	update("true")
	if said := record(t, func(t testing.TB) { Golden(t, "x", a) }); said != "" {
		t.Errorf("with -update: %q", said)
	}
	update("false")
	if said := record(t, func(t testing.TB) { Golden(t, "x", a) }); said != "" {
		t.Errorf("the same: %q", said)
	}
	if said := record(t, func(t testing.TB) { Golden(t, "x", b) }); !strings.Contains(said, "- <p>a</p>\n+ <p>b</p>") {
		t.Errorf("another: %q", said)
	}
	if got, err := os.ReadFile(filepath.Join("testdata", "TestRecorded", "x.html")); string(got) != "<p>a</p>\n" {
		t.Errorf("the file holds %q, %v", got, err)
	}
}
