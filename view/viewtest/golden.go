package viewtest

import (
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A package that is initialised before may have the flag already, with the same
// meaning.
func init() {
	if flag.Lookup("update") == nil {
		flag.Bool("update", false, "write golden files anew")
	}
}

func updating() bool {
	f := flag.Lookup("update")
	return f != nil && f.Value.String() == "true"
}

// Golden compares markup with the file testdata/<test>/<name>.html, as HTML: see
// [Alike]. With the flag -update it writes the file anew, set out so that people can
// read it and its differences; look at what has changed before you keep it. Hidden
// fields that the server adds to forms are left out.
func Golden(t testing.TB, name, markup string) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(strings.NewReplacer(":", "_", "\\", "_").Replace(t.Name())), name+".html")
	got := parsePart(markup)
	if updating() {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(pretty(got)), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		t.Fatalf("there is no %s: run the test with -update to write it", path)
	} else if err != nil {
		t.Fatal(err)
	}
	if d := lineDiff(pretty(parsePart(string(b))), pretty(got)); d != "" {
		t.Errorf("%s (- expected, + found; -update writes it anew):\n%s", path, d)
	}
}

// Alike fails the test if two pieces of markup do not come to the same page. The order
// of attributes and of class names does not count, nor comments, how characters are
// escaped, how long a white space between words is, nor white space between blocks.
// Hidden fields that the server adds to forms are left out.
func Alike(t testing.TB, want, got string) {
	t.Helper()
	if d := lineDiff(pretty(parsePart(want)), pretty(parsePart(got))); d != "" {
		t.Errorf("the markup differs (- expected, + found):\n%s", d)
	}
}

// pretty returns what is in n, one block on a line. Markup that comes to the same
// page gives the same text.
func pretty(n *html.Node) string {
	var b strings.Builder
	writeBlocks(&b, n, "")
	return b.String()
}

// keepsSpace reports whether white space inside an element is kept.
func keepsSpace(n *html.Node) bool {
	switch n.Data {
	case "pre", "textarea", "script", "style", "listing":
		return n.Namespace == ""
	}
	return false
}

// flows reports whether a node stands in a line with its neighbours.
func flows(n *html.Node) bool {
	if n.Type != html.ElementNode {
		return true
	}
	if !inline[n.Data] {
		switch n.Data {
		case "br", "button", "img", "input", "label", "select", "textarea", "svg", "math", "output", "meter", "progress", "canvas", "audio", "video", "iframe", "object", "picture":
		default:
			return n.Namespace != ""
		}
	}
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && !flows(c) && n.Namespace == "" {
			return false
		}
	}
	return true
}

// writeBlocks writes the children of n, each block and each line of what flows on a
// line of its own.
func writeBlocks(b *strings.Builder, n *html.Node, indent string) {
	line := &lineWriter{}
	flush := func() {
		if s := line.String(); s != "" {
			b.WriteString(indent + s + "\n")
		}
		line = &lineWriter{}
	}
	for c := range n.ChildNodes() {
		switch {
		case c.Type != html.TextNode && c.Type != html.ElementNode || fieldName(c) != "" && fieldName(c) != "_method":
		case flows(c):
			line.node(c)
		case keepsSpace(c):
			flush()
			line.node(c)
			flush()
		default:
			flush()
			b.WriteString(indent + openTag(c))
			inner := &strings.Builder{}
			writeBlocks(inner, c, indent+"  ")
			text := inner.String()
			switch {
			case void[c.Data]:
				b.WriteString("\n")
			case text == "":
				b.WriteString("</" + c.Data + ">\n")
			case strings.Count(text, "\n") == 1 && onlyFlow(c):
				b.WriteString(strings.TrimSpace(text) + "</" + c.Data + ">\n")
			default:
				b.WriteString("\n" + text + indent + "</" + c.Data + ">\n")
			}
		}
	}
	flush()
}

func onlyFlow(n *html.Node) bool {
	for c := range n.ChildNodes() {
		if !flows(c) {
			return false
		}
	}
	return true
}

var void = words("area base br col embed hr img input link meta source track wbr")

// lineWriter writes what flows, with one space for each white space.
type lineWriter struct {
	b     strings.Builder
	space bool // one is due before what comes
	edge  bool // of a box: white space there is not shown
}

func (w *lineWriter) String() string { return w.b.String() }

func (w *lineWriter) put(s string) {
	if w.space && w.b.Len() > 0 && !w.edge {
		w.b.WriteByte(' ')
	}
	w.space, w.edge = false, false
	w.b.WriteString(s)
}

func (w *lineWriter) node(n *html.Node) {
	if n.Type == html.TextNode {
		fields := strings.FieldsFunc(n.Data, space)
		if len(fields) == 0 {
			w.space = w.space || n.Data != ""
			return
		}
		if space(rune(n.Data[0])) {
			w.space = true
		}
		w.put(html.EscapeString(strings.Join(fields, " ")))
		w.space = space(rune(n.Data[len(n.Data)-1]))
		return
	}
	if n.Type != html.ElementNode || fieldName(n) != "" && fieldName(n) != "_method" {
		return
	}
	w.put(openTag(n))
	if void[n.Data] && n.Namespace == "" {
		return
	}
	if keepsSpace(n) {
		inside := ""
		if n.Data == "script" || n.Data == "style" {
			inside = text(n)
		} else {
			var b strings.Builder
			for c := range n.ChildNodes() {
				html.Render(&b, c) // a strings.Builder does not fail
			}
			if inside = b.String(); strings.HasPrefix(inside, "\n") {
				inside = "\n" + inside // the parser takes the first one out
			}
		}
		w.b.WriteString(inside)
	} else {
		w.edge = n.Data == "button"
		for c := range n.ChildNodes() {
			w.node(c)
		}
		w.edge = false
	}
	// White space before the end counts as white space behind it.
	due := w.space && n.Data != "button"
	w.space = false
	w.b.WriteString("</" + n.Data + ">")
	w.space = due
}

func space(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\f' || r == '\r' }

func openTag(n *html.Node) string {
	attrs := make([]string, 0, len(n.Attr))
	for _, a := range n.Attr {
		v := a.Val
		if attrName(a) == "class" {
			ws := strings.Fields(v)
			slices.Sort(ws)
			v = strings.Join(slices.Compact(ws), " ")
		}
		s := attrName(a)
		if v != "" {
			s += `="` + html.EscapeString(v) + `"`
		}
		attrs = append(attrs, s)
	}
	slices.Sort(attrs)
	return "<" + strings.Join(append([]string{n.Data}, attrs...), " ") + ">"
}

// lineDiff returns the lines in which two texts differ, with what stands around them;
// "" if they are the same.
func lineDiff(want, got string) string {
	if want == got {
		return ""
	}
	w, g := strings.Split(strings.TrimSuffix(want, "\n"), "\n"), strings.Split(strings.TrimSuffix(got, "\n"), "\n")
	// What both begin and end with needs no search.
	from := 0
	for from < len(w) && from < len(g) && w[from] == g[from] {
		from++
	}
	we, ge := len(w), len(g)
	for we > from && ge > from && w[we-1] == g[ge-1] {
		we, ge = we-1, ge-1
	}
	var out []string
	for i := max(0, from-3); i < from; i++ {
		out = append(out, "  "+w[i])
	}
	out = append(out, middle(w[from:we], g[from:ge])...)
	for i := we; i < min(len(w), we+3); i++ {
		out = append(out, "  "+w[i])
	}
	return strings.Join(out, "\n")
}

// middle returns the differences of two lists of lines, by their longest common
// part.
func middle(w, g []string) (out []string) {
	if len(w)*len(g) > 4_000_000 {
		for _, s := range w[:min(len(w), 20)] {
			out = append(out, "- "+s)
		}
		for _, s := range g[:min(len(g), 20)] {
			out = append(out, "+ "+s)
		}
		return append(out, "  ...")
	}
	common := make([][]int, len(w)+1)
	for i := range common {
		common[i] = make([]int, len(g)+1)
	}
	for i := len(w) - 1; i >= 0; i-- {
		for j := len(g) - 1; j >= 0; j-- {
			if w[i] == g[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(w) || j < len(g) {
		switch {
		case i < len(w) && j < len(g) && w[i] == g[j]:
			out = append(out, "  "+w[i])
			i, j = i+1, j+1
		case j == len(g) || i < len(w) && common[i+1][j] >= common[i][j+1]:
			out = append(out, "- "+w[i])
			i++
		default:
			out = append(out, "+ "+g[j])
			j++
		}
	}
	return out
}
