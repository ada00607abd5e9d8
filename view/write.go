package view

import (
	"strings"
	"unicode/utf8"
)

// WriteOptions are the settings of [AppendHTML]; nil means all defaults.
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
// (on...), srcdoc, the inside of elements that browsers do not read as markup
// (iframe and its like), and raw nodes that have siblings. A URL with a scheme
// other than http, https, mailto and tel becomes "about:invalid", except
// data:image in the src of an img. An invalid byte becomes U+FFFD, and
// U+0000 vanishes.
//
// The content of style and script elements is not escaped, because browsers
// would not undo it. What could end or comment it out is rewritten as the same
// character of a string literal: that keeps the page in order, but a text from
// a user has no place there. Use [AppendJSON] to hand data to scripts.
//
// The element html is preceded by the document type.
func AppendHTML(b []byte, n *Node, o *WriteOptions) []byte {
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
	w := writer{}
	if o != nil {
		w.fields = o.FormFields
	}
	return w.element(b, n, spaceHTML)
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

type writer struct{ fields []Pair }

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
	if own == spaceHTML && void(n.Tag) {
		return b
	}
	if post {
		b = w.hidden(b)
	}
	start := len(b)
	switch insideOf(n, own) {
	case insideKids:
		b = w.kids(b, n, own)
	case insideHTML:
		s, _ := n.raw()
		b = append(b, s...)
	case insideText:
		b = append(b, scriptText(n)...)
	}
	if own == spaceHTML && len(b) > start && (b[start] == '\n' || b[start] == '&') {
		switch n.Tag {
		case "pre", "textarea", "listing":
			// A parser swallows one line feed here, some also an escaped
			// carriage return.
			b = append(b, 0)
			copy(b[start+1:], b[start:])
			b[start] = '\n'
		}
	}
	b = append(b, '<', '/')
	b = append(b, n.Tag...)
	return append(b, '>')
}

func (w *writer) kids(b []byte, n *Node, own space) []byte {
	in := inner(n.Tag, own)
	for _, k := range n.Kids {
		if !n.takes(k, own) {
			continue
		}
		if k.Tag == "" {
			b = appendText(b, k.Text)
		} else {
			b = w.element(b, k, in)
		}
	}
	return b
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
		if s[i] == '<' && (prefixFold(s[i+1:], "!--") || prefixFold(s[i+1:], "script") || prefixFold(s[i+1:], "/script")) {
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
