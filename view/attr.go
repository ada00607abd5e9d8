package view

import "strings"

// Attr is an attribute. An empty Value means that it is present, as in
// `disabled`; a boolean attribute that is false is one that is absent. An Attr
// without a Name is ignored.
type Attr struct{ Name, Value string }

// ClassName is the class attribute with that value; an empty one is ignored. It
// says what Attr{"class", value} says, and costs no allocation if it is a
// constant.
type ClassName string

// Class returns the class attribute with these names; empty ones are skipped.
// An element joins all class attributes that it is given.
func Class(names ...string) Attr {
	if len(names) == 1 {
		if names[0] == "" {
			return Attr{}
		}
		return Attr{"class", names[0]}
	}
	size := 0
	for _, s := range names {
		if s != "" {
			size += len(s) + 1
		}
	}
	if size == 0 {
		return Attr{}
	}
	b := make([]byte, 0, size)
	for _, s := range names {
		if s == "" {
			continue
		}
		if len(b) > 0 {
			b = append(b, ' ')
		}
		b = append(b, s...)
	}
	return Attr{"class", string(b)}
}

// ClassIf returns the class attribute with that name if cond holds, and
// otherwise nothing.
func ClassIf(cond bool, name string) Attr {
	if cond && name != "" {
		return Attr{"class", name}
	}
	return Attr{}
}

// unsafeURL is what the writer and the patcher put in the place of a URL whose
// scheme could run code.
const unsafeURL = "about:invalid"

// kind is what an attribute's name says about its value.
type kind uint8

const (
	kindPlain   kind = iota
	kindDrop         // never written
	kindURL          // one URL
	kindURLs         // URLs separated by spaces
	kindSrcset       // image candidates
	kindAnimate      // the name of another attribute, which SVG then changes
	kindStyle        // declarations of CSS
	kindContent      // anything; in a meta element that leads elsewhere, a URL too
)

// kindOf classifies an attribute by its name. A name that is not made of
// letters, digits and "-_.:" is dropped: some parser would read it differently.
func kindOf(name string) kind {
	switch name {
	case "class", "id", "title", "name", "type", "value", "for", "aria-hidden", "aria-label":
		return kindPlain // most attributes are one of these
	case "href":
		return kindURL
	}
	upper := false
	for i := 0; i < len(name); i++ {
		switch c := name[i]; {
		case 'a' <= c && c <= 'z', c == '_':
		case 'A' <= c && c <= 'Z':
			upper = true
		case i > 0 && ('0' <= c && c <= '9' || c == '-' || c == '.' || c == ':'):
		default:
			return kindDrop
		}
	}
	if upper {
		return kindOfLower(strings.ToLower(name))
	}
	return kindOfLower(name)
}

func kindOfLower(name string) kind {
	// Inline handlers are code in a string; see On for what to use instead. A
	// shadow root is made by a parser only, so a page and a patch would differ.
	if name == "" || name == "srcdoc" || strings.HasPrefix(name, "on") || strings.HasPrefix(name, "shadowroot") {
		return kindDrop
	}
	switch name {
	case "href", "src", "action", "formaction", "poster", "cite", "data", "manifest", "xlink:href",
		"background", "longdesc", "codebase", "classid", "profile", "usemap", "icon", "lowsrc", "dynsrc", "xml:base":
		return kindURL
	case "ping", "archive":
		return kindURLs
	case "srcset", "imagesrcset":
		return kindSrcset
	case "attributename":
		return kindAnimate
	case "style":
		return kindStyle
	case "content":
		return kindContent
	}
	return kindPlain
}

// attr returns the i-th attribute of n as it may be shown; ok is false if it
// may not be shown at all.
func (n *Node) attr(i int) (name, value string, ok bool) {
	a := &n.Attrs[i]
	k := kindOf(a.Name)
	if k == kindDrop {
		return "", "", false
	}
	for j := range i {
		// A parser keeps the first of two equal names.
		if b := n.Attrs[j].Name; len(b) == len(a.Name) && strings.EqualFold(b, a.Name) {
			return "", "", false
		}
	}
	if k == kindPlain {
		return a.Name, a.Value, true
	}
	value = a.Value
	switch k {
	case kindURL:
		if !safeURL(value, n.Tag == "img" && a.Name == "src") {
			value = unsafeURL
		}
	case kindURLs:
		if !safeList(value, "") {
			value = unsafeURL
		}
	case kindSrcset:
		if !safeList(value, ",") {
			value = unsafeURL
		}
	case kindStyle:
		if !safeStyle(value, true) {
			value = ""
		}
	case kindContent:
		if n.refreshes() && !safeList(value, ",;='\"") {
			value = ""
		}
	case kindAnimate:
		// <animate attributeName=href to=javascript:...> would rewrite a URL
		// behind the check of URLs.
		if name := strings.ToLower(strings.TrimSpace(value)); strings.HasSuffix(name, "href") || strings.HasPrefix(name, "on") {
			value = ""
		}
	}
	return a.Name, value, true
}

// safeURL reports whether s is relative or has a scheme that cannot run code.
// It reads s as a browser does, which drops what is skipped here.
func safeURL(s string, image bool) bool {
	var scheme [8]byte
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\t' || c == '\n' || c == '\r' || c == 0 || n == 0 && c <= ' ':
			continue
		case c == ':':
			switch string(scheme[:n]) {
			case "http", "https", "mailto", "tel":
				return true
			case "data":
				return image && imageData(s[i+1:])
			}
			return n == 0
		case letter(c):
			c |= 0x20
		case n > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		default:
			return true // what came before was not a scheme
		}
		if n == len(scheme) {
			// Too long for any scheme that is allowed: safe only if it turns
			// out to be none.
			return !schemeGoesOn(s[i+1:])
		}
		scheme[n] = c
		n++
	}
	return true
}

// schemeGoesOn reports whether s, the middle of a possible scheme, leads to a
// colon.
func schemeGoesOn(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == ':':
			return true
		case c == '\t' || c == '\n' || c == '\r' || c == 0:
		case letter(c) || '0' <= c && c <= '9' || c == '+' || c == '-' || c == '.':
		default:
			return false
		}
	}
	return false
}

func imageData(s string) bool {
	const want = "image/"
	return len(s) >= len(want) && strings.EqualFold(s[:len(want)], want)
}

// refreshes reports whether n is a meta element that leads to another page.
func (n *Node) refreshes() bool {
	if n.Tag != "meta" {
		return false
	}
	for i := range n.Attrs {
		if a := &n.Attrs[i]; strings.EqualFold(a.Name, "http-equiv") && strings.EqualFold(strings.TrimSpace(a.Value), "refresh") {
			return true
		}
	}
	return false
}

// safeList reports whether every URL in a list is safe. Anything between
// spaces and the given separators is taken for a URL: a width such as 2x is
// also a safe one.
func safeList(s, separators string) bool {
	for len(s) > 0 {
		end := 0
		for end < len(s) && s[end] > ' ' && strings.IndexByte(separators, s[end]) < 0 {
			end++
		}
		if !safeURL(s[:end], false) {
			return false
		}
		if end < len(s) {
			end++
		}
		s = s[end:]
	}
	return true
}
