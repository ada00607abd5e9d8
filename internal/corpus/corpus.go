// Package corpus is what the writer and the interpreter of patches are tested
// with: every element, every attribute, and strings that have broken out of
// other writers. It is for tests only.
package corpus

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/view"
)

// Hostile are texts and values. What one of them runs sets window.pwned.
var Hostile = []string{
	`"><script>window.pwned=1</script>`, `'><img src=x onerror=window.pwned=1>`, "javascript:window.pwned=1", "java\tscript:window.pwned=1",
	" \x01JAVASCRIPT:window.pwned=1", "jav\x00ascript:window.pwned=1", "javascript\n:window.pwned=1", "\u2028\u2029", "nul\x00nul", "bad\xff\xc3(utf", "\xed\xa0\x80",
	"</textarea><script>window.pwned=1</script>", "</title><b>", "</style><img src=x onerror=window.pwned=1>", "</script><script>window.pwned=1</script>",
	"</noscript><script>window.pwned=1</script>", "</template><b>", "</svg><script>window.pwned=1</script>", "]]></svg><b>",
	"<!--", "-->", "--!><b>", "<!--><script>window.pwned=1</script>", "]]>", "<![CDATA[", "<?xml?>", "</", "<a", "<",
	"&lt;b&gt; &amp &copy &#0; &#x80;", "&", "&#", "&quot;><b>", "\n", "\nx", "\r", "\r\nx", "a\r\nb", "\t", "\f", " ", "`", "=", "/", "\\", "'", `"`,
	"x\ufeff\ufffe", "🙂", "\ufeff", "data:text/html,<script>window.pwned=1</script>", "data:image/png;base64,AA==", "data:image/svg+xml,<svg onload=window.pwned=1>",
	"vbscript:x", "blob:x", "view-source:x", "//evil.invalid/", `\\evil.invalid\`, "https://evil.invalid/ 1x, javascript:x 2x",
	"x:expression(window.pwned=1)", "background:url(//evil.invalid/)", "color:red;}body{display:none", "a:b/*", "a:'b", "",
}

// Element is an element and where it stands.
type Element struct {
	Tag string
	SVG bool // inside an svg element
}

// Elements returns all that package html in the folder dir has a function for;
// the four that SVG shares with HTML are there twice.
func Elements(t testing.TB, dir string) []Element {
	var list []Element
	for _, tag := range find(t, filepath.Join(dir, "element.go"), `view\.El\("(\w+)"`) {
		list = append(list, Element{tag, false})
	}
	for _, tag := range append(find(t, filepath.Join(dir, "svg.go"), `view\.El\("(\w+)"`), "a", "script", "style", "title") {
		list = append(list, Element{tag, true})
	}
	if len(list) < 170 {
		t.Fatalf("found %d elements, want all", len(list))
	}
	return list
}

// Attributes returns the name of every attribute that package html has a
// function for, and some more.
func Attributes(t testing.TB, dir string) []string {
	names := []string{"class", "style", "data-x", "aria-x", "xlink:href", "xml:lang", "background", "manifest"}
	for _, file := range []string{"attr.go", "svg.go", "aria.go"} {
		names = append(names, find(t, filepath.Join(dir, file), `(?:Name: |flag\(|truth\()"([\w-]*\w)"`)...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if len(names) < 350 {
		t.Fatalf("found %d attributes, want all", len(names))
	}
	return names
}

func find(t testing.TB, file, pattern string) (found []string) {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(source, -1) {
		found = append(found, string(m[1]))
	}
	return found
}

// around says in which elements an element can stand; a parser would move it
// otherwise.
var around = map[string]string{
	"tbody": "table", "thead": "table", "tfoot": "table", "caption": "table", "colgroup": "table",
	"col": "table colgroup", "tr": "table tbody", "td": "table tbody tr", "th": "table tbody tr",
	"li": "ul", "dt": "dl", "dd": "dl", "option": "select", "optgroup": "select", "legend": "fieldset",
	"rp": "ruby", "rt": "ruby", "area": "map", "source": "video", "track": "video", "summary": "details",
}

// TakesText reports whether a parser takes text inside the element.
func (e Element) TakesText() bool {
	return e.SVG || !slices.Contains(strings.Fields("html head table tbody thead tfoot tr colgroup select optgroup template iframe "+
		"area base br col embed hr img input link meta source track wbr"), e.Tag)
}

// Tree returns a div that holds the element, with s in every attribute and as
// its text, and after it an em with the text after.
func (e Element) Tree(attrs []string, s string) *view.Node {
	n := &view.Node{Tag: e.Tag}
	for _, name := range attrs {
		n.Attrs = append(n.Attrs, view.Attr{Name: name, Value: s})
	}
	if e.TakesText() {
		n.Kids = []*view.Node{view.Text(s), view.Text("|"), view.Text(s)}
	}
	if e.SVG {
		n = view.El("svg", n)
	} else {
		for _, outer := range slices.Backward(strings.Fields(around[e.Tag])) {
			n = view.El(outer, n)
		}
	}
	return view.El("div", n, view.El("em", view.Text("after")))
}

// Find returns the element in a tree that was made by Tree, or read back.
func (e Element) Find(div *view.Node) *view.Node {
	n := div
	path := strings.Fields(around[e.Tag])
	if e.SVG {
		path = []string{"svg"}
	}
	for _, tag := range append(path, e.Tag) {
		// Not every parser knows the case of every tag of SVG.
		if len(n.Kids) == 0 || !strings.EqualFold(n.Kids[0].Tag, tag) {
			return nil
		}
		n = n.Kids[0]
	}
	return n
}
