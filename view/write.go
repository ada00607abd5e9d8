package view

import (
	"io"
	"strings"
	"unicode/utf8"
)

// WriteOptions are the settings of [AppendHTML] and [WriteHTML]; nil means all
// defaults.
type WriteOptions struct {
	// FormFields are written as hidden inputs at the start of every form whose
	// method is post. They are not part of the tree: adopting the markup skips
	// them, which it can because their names begin with an underscore. A field
	// with another name is not written.
	FormFields []Pair
}

// Pair is a form field.
type Pair struct{ Name, Value string }

// AppendHTML appends the markup of n to b: escaped, without white space of its
// own, the same bytes for the same tree. Read by a browser it gives that tree
// again, whatever the texts and values hold. What cannot be written so is left
// out: elements and attributes with an impossible name, inline handlers
// (on...), srcdoc, shadowroot attributes, the inside of elements that browsers do
// not read as markup (iframe and its like), and raw nodes that have siblings. A URL with a scheme
// other than http, https, mailto and tel becomes "about:invalid", except
// data:image in the src of an img. A style attribute that could load something
// becomes empty, see [Style], and so does the content of a meta element that
// leads to such a URL. An invalid byte becomes U+FFFD, and
// U+0000 vanishes.
//
// The content of style and script elements is not escaped, because browsers
// would not undo it. What could end or comment it out is rewritten as the same
// character of a string literal: that keeps the page in order, but a text from
// a user has no place there. Use [AppendJSON] to hand data to scripts.
//
// The element html is preceded by the document type.
func AppendHTML(b []byte, n *Node, o *WriteOptions) []byte {
	var w writer
	return w.root(b, n, o)
}

// flushAt is the size at which WriteHTML hands on what it has.
const flushAt = 16 << 10

// WriteHTML writes to out what [AppendHTML] appends, in pieces of about 16 KiB,
// so that a browser can begin with the start of a long page before its end is
// written. It returns the first error of out, after which nothing more is
// written.
func WriteHTML(out io.Writer, n *Node, o *WriteOptions) error {
	w := writer{out: out}
	b := w.root(make([]byte, 0, flushAt+flushAt/4), n, o)
	if len(b) > 0 {
		w.flush(b)
	}
	return w.err
}

// AppendJSON appends a script element that holds data for scripts to read, not
// a program: json must be valid JSON, and comes out equal JSON that cannot end
// the element.
func AppendJSON(b []byte, id string, json []byte) []byte {
	b = append(b, `<script type="application/json" id="`...)
	b = appendValue(b, id)
	b = append(b, `">`...)
	last := 0
	for i, c := range json {
		esc := ""
		switch c {
		case '<':
			esc = `\u003c`
		case '>':
			esc = `\u003e`
		case '&':
			esc = `\u0026`
		case 0xe2: // U+2028 and U+2029, line ends in older scripts
			if i+2 < len(json) && json[i+1] == 0x80 && json[i+2]|1 == 0xa9 {
				b = append(b, json[last:i]...)
				b = append(b, `\u202`...)
				b = append(b, '0'+json[i+2]&0xf)
				last = i + 3
			}
			continue
		default:
			continue
		}
		b = append(b, json[last:i]...)
		b = append(b, esc...)
		last = i + 1
	}
	b = append(b, json[last:]...)
	return append(b, "</script>"...)
}

// writer is one run over one tree.
type writer struct {
	fields []Pair
	out    io.Writer // nil when everything is appended
	err    error     // of out
}

func (w *writer) root(b []byte, n *Node, o *WriteOptions) []byte {
	if n == nil || n.Raw {
		return b
	}
	if n.Tag == "" {
		return appendText(b, n.Text)
	}
	if !validTag(n.Tag, spaceHTML) {
		return b
	}
	if n.Tag == "html" {
		b = append(b, "<!DOCTYPE html>"...)
	}
	if o != nil {
		w.fields = o.FormFields
	}
	return w.element(b, n, spaceHTML)
}

// flush hands on what has been appended and returns the empty buffer.
func (w *writer) flush(b []byte) []byte {
	if w.err == nil {
		_, w.err = w.out.Write(b)
	}
	return b[:0]
}

func (w *writer) element(b []byte, n *Node, outer space) []byte {
	own := spaceOf(n.Tag, outer)
	b = append(b, '<')
	b = append(b, n.Tag...)
	post := false
	for i := range n.Attrs {
		name, value, ok := n.attr(i)
		if !ok {
			continue
		}
		b = append(b, ' ')
		b = append(b, name...)
		if value != "" {
			b = append(b, '=', '"')
			b = appendValue(b, value)
			b = append(b, '"')
		}
		if n.Tag == "form" && name == "method" {
			post = strings.EqualFold(value, "post")
		}
	}
	b = append(b, '>')
	if own == spaceHTML && plain(n.Tag) && (len(n.Kids) != 1 || n.Kids[0] == nil || !n.Kids[0].Raw) {
		b = w.kids(b, n, own)
		b = append(b, '<', '/')
		b = append(b, n.Tag...)
		return append(b, '>')
	}
	if own == spaceHTML && void(n.Tag) {
		return b
	}
	if post {
		b = w.hidden(b)
	}
	if own == spaceHTML && n.beginsWithLine() {
		// A parser swallows one line feed here, some also an escaped carriage
		// return.
		b = append(b, '\n')
	}
	switch insideOf(n, own) {
	case insideKids:
		b = w.kids(b, n, own)
	case insideHTML:
		s, _ := n.raw()
		b = append(b, s...)
	case insideText:
		b = append(b, scriptText(n)...)
	}
	b = append(b, '<', '/')
	b = append(b, n.Tag...)
	return append(b, '>')
}

func (w *writer) kids(b []byte, n *Node, own space) []byte {
	in := inner(n.Tag, own)
	for _, k := range n.Kids {
		switch {
		case k == nil || w.err != nil:
		case k.Tag == "":
			if !k.Raw {
				b = appendText(b, k.Text)
			}
		case in == spaceHTML && plain(k.Tag) && plain(n.Tag) || n.takes(k, own):
			b = w.element(b, k, in)
		}
		if w.out != nil && len(b) >= flushAt {
			b = w.flush(b)
		}
	}
	return b
}

// plain reports whether an HTML element with that tag is certainly one whose
// inside is nothing but children.
func plain(tag string) bool {
	switch tag {
	case "div", "span", "p", "a", "b", "i", "ul", "ol", "li", "h1", "h2", "h3", "table", "thead", "tbody", "tr", "td", "th",
		"button", "label", "strong", "em", "small", "section", "article", "header", "footer", "main", "nav", "dl", "dt", "dd":
		return true
	}
	return false
}

// beginsWithLine reports whether the inside of n begins with the end of a line
// which a parser would drop.
func (n *Node) beginsWithLine() bool {
	switch n.Tag {
	case "pre", "textarea", "listing":
	default:
		return false
	}
	s, raw := n.raw()
	if raw {
		return strings.HasPrefix(s, "\n") || strings.HasPrefix(s, "&")
	}
	for _, k := range n.Kids {
		if !n.takes(k, spaceHTML) {
			continue
		}
		if k.Tag != "" {
			return false
		}
		for i := 0; i < len(k.Text); i++ {
			if c := k.Text[i]; c != 0 {
				return c == '\n' || c == '\r'
			}
		}
	}
	return false
}

func (w *writer) hidden(b []byte) []byte {
	for _, f := range w.fields {
		if !strings.HasPrefix(f.Name, "_") {
			continue
		}
		b = append(b, `<input type="hidden" name="`...)
		b = appendValue(b, f.Name)
		b = append(b, `" value="`...)
		b = appendValue(b, f.Value)
		b = append(b, `">`...)
	}
	return b
}

// Bytes that need a closer look, in text and in values.
var textByte, valueByte = special("&<>\r\x00"), special("&<>\r\x00\"")

func special(s string) (set [256]bool) {
	for i := range s {
		set[s[i]] = true
	}
	for c := utf8.RuneSelf; c < 256; c++ {
		set[c] = true
	}
	return set
}

func appendText(b []byte, s string) []byte  { return appendEscaped(b, s, &textByte) }
func appendValue(b []byte, s string) []byte { return appendEscaped(b, s, &valueByte) }

func appendEscaped(b []byte, s string, set *[256]bool) []byte {
	last := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if !set[c] {
			continue
		}
		esc := ""
		switch c {
		case '&':
			esc = "&amp;"
		case '<':
			esc = "&lt;"
		case '>':
			esc = "&gt;"
		case '"':
			esc = "&#34;"
		case '\r':
			esc = "&#13;" // a bare one would be read as a line feed
		case 0:
		default:
			_, size := utf8.DecodeRuneInString(s[i:])
			if size > 1 {
				i += size - 1
				continue
			}
			esc = "\ufffd"
		}
		b = append(b, s[last:i]...)
		b = append(b, esc...)
		last = i + 1
	}
	return append(b, s[last:]...)
}

// clean returns s as a page can hold it: valid UTF-8 without U+0000.
func clean(s string) string {
	if utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 {
		return s
	}
	b := make([]byte, 0, len(s)+8)
	for i := 0; i < len(s); {
		_, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case s[i] == 0:
		case s[i] >= utf8.RuneSelf && size == 1:
			b = append(b, "\ufffd"...)
		default:
			b = append(b, s[i:i+size]...)
		}
		i += size
	}
	return string(b)
}

// scriptText returns the text of a script or style element, made harmless. The
// children are joined first: what ends the element may be spread over two.
func scriptText(n *Node) string {
	s := ""
	for _, k := range n.Kids {
		if k != nil && k.Tag == "" {
			s += k.Text
		}
	}
	s = clean(s)
	if strings.IndexByte(s, '\r') >= 0 {
		// No escape can save it, so both sides read what a parser reads.
		s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	}
	if n.Tag == "style" {
		return strings.ReplaceAll(s, "<", `\3c `)
	}
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	var b []byte
	last := 0
	for i := 0; i < len(s); i++ {
		if s[i] == '<' && (prefixFold(s[i+1:], "!--") || prefixFold(s[i+1:], "script") || prefixFold(s[i+1:], "/script") || prefixFold(s[i+1:], "/noscript")) {
			b = append(b, s[last:i]...)
			b = append(b, `\u003c`...)
			last = i + 1
		}
	}
	if last == 0 {
		return s
	}
	return string(append(b, s[last:]...))
}

func prefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}
