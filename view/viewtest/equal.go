package viewtest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Equal reports an error if two pieces of markup do not mean the same tree:
// the order of attributes and how characters are escaped do not count, white
// space does.
func Equal(t testing.TB, want, got string) {
	t.Helper()
	w, g := outline(parseInside(want, "body")), outline(parseInside(got, "body"))
	if w != g {
		t.Error(difference(w, g))
	}
}

// outline returns the inside of n with a line for each node. Equal trees have
// equal outlines.
func outline(n *html.Node) string {
	var b strings.Builder
	writeOutline(&b, n, "")
	return b.String()
}

func writeOutline(b *strings.Builder, n *html.Node, indent string) {
	text := ""
	flush := func() {
		if text != "" {
			b.WriteString(indent + "\"" + strings.NewReplacer("\\", "\\\\", "\n", "\\n", "\r", "\\r").Replace(text) + "\"\n")
		}
		text = ""
	}
	for c := range n.ChildNodes() {
		switch c.Type {
		case html.TextNode:
			text += c.Data // one text or two, a reader sees the same
		case html.ElementNode:
			flush()
			b.WriteString(indent + "<" + c.Data)
			if c.Namespace != "" {
				b.WriteString(" in " + c.Namespace)
			}
			attrs := make([]string, len(c.Attr))
			for i, a := range c.Attr {
				attrs[i] = attrName(a) + "=" + strings.NewReplacer("\\", "\\\\", "\n", "\\n").Replace(a.Val)
			}
			slices.Sort(attrs)
			for _, a := range attrs {
				b.WriteString("\n" + indent + "  @" + a)
			}
			b.WriteString("\n")
			writeOutline(b, c, indent+"  ")
		}
	}
	flush()
}

// difference shows where two outlines part.
func difference(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < len(w) && i < len(g) && w[i] == g[i] {
		i++
	}
	from := max(0, i-4)
	return "trees differ after:\n" + strings.Join(w[from:i], "\n") +
		"\nwant:\n" + strings.Join(w[i:min(len(w), i+6)], "\n") +
		"\ngot:\n" + strings.Join(g[i:min(len(g), i+6)], "\n")
}
