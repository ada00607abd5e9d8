package viewtest

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/tandemgo/tandem/view"
)

// Parse reads markup as a browser does. It returns the html element of a whole
// page, and for anything less a body element that holds it. Comments are left
// out.
func Parse(markup string) *view.Node {
	head := strings.ToLower(strings.TrimSpace(markup))
	if strings.HasPrefix(head, "<!doctype") || strings.HasPrefix(head, "<html") {
		doc, err := html.Parse(strings.NewReader(markup))
		if err != nil {
			panic(err) // a strings.Reader does not fail, and any text is HTML
		}
		for c := range doc.ChildNodes() {
			if c.Type == html.ElementNode {
				return node(c)
			}
		}
	}
	return node(parseInside(markup, "body"))
}

// parseInside returns an element that holds the markup.
func parseInside(markup, tag string) *html.Node {
	body := &html.Node{Type: html.ElementNode, Data: tag, DataAtom: atom.Lookup([]byte(tag))}
	kids, err := html.ParseFragment(strings.NewReader(markup), body)
	if err != nil {
		panic(err) // as above
	}
	for _, k := range kids {
		body.AppendChild(k)
	}
	return body
}

// parsePart returns a node that holds the markup: a whole page, or any part of one.
func parsePart(markup string) *html.Node {
	head := strings.ToLower(strings.TrimSpace(markup))
	if strings.HasPrefix(head, "<!doctype") || strings.HasPrefix(head, "<html") {
		doc, err := html.Parse(strings.NewReader(markup))
		if err != nil {
			panic(err) // as above
		}
		return doc
	}
	// Some elements are taken only where they belong.
	tag, _, _ := strings.Cut(strings.TrimPrefix(head, "<"), ">")
	if i := strings.IndexAny(tag, " \t\r\n/"); i >= 0 {
		tag = tag[:i]
	}
	switch tag {
	case "tr":
		return parseInside(markup, "tbody")
	case "td", "th":
		return parseInside(markup, "tr")
	case "tbody", "thead", "tfoot", "caption", "colgroup":
		return parseInside(markup, "table")
	case "option", "optgroup":
		return parseInside(markup, "select")
	}
	return parseInside(markup, "body")
}

func node(n *html.Node) *view.Node {
	if n.Type == html.TextNode {
		return view.Text(n.Data)
	}
	v := &view.Node{Tag: n.Data}
	for _, a := range n.Attr {
		v.Attrs = append(v.Attrs, view.Attr{Name: attrName(a), Value: a.Val})
	}
	for c := range n.ChildNodes() {
		if c.Type == html.TextNode || c.Type == html.ElementNode {
			v.Kids = append(v.Kids, node(c))
		}
	}
	return v
}

// attrName returns the name as it is written: the parser splits xlink:href.
func attrName(a html.Attribute) string {
	if a.Namespace != "" {
		return a.Namespace + ":" + a.Key
	}
	return a.Key
}
