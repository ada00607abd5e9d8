package viewtest

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// What assistive technology is told of an element: its role as HTML and ARIA give
// it (https://www.w3.org/TR/html-aam-1.0/). Style sheets are not read.

// roles are those that an attribute role can name.
var roles = words(`alert alertdialog application article banner blockquote button caption cell checkbox code
	columnheader combobox complementary contentinfo definition deletion dialog directory document emphasis feed figure
	form generic grid gridcell group heading img image insertion link list listbox listitem log main mark marquee math menu
	menubar menuitem menuitemcheckbox menuitemradio meter navigation none note option paragraph presentation
	progressbar radio radiogroup region row rowgroup rowheader scrollbar search searchbox separator slider
	spinbutton status strong subscript suggestion superscript switch tab table tablist tabpanel term textbox time
	timer toolbar tooltip tree treegrid treeitem`)

func words(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// role returns the role of an element, "" if it has none.
func (d *document) role(n *html.Node) string {
	for _, r := range strings.Fields(strings.ToLower(get(n, "role"))) {
		if !roles[r] {
			continue
		}
		switch r {
		case "image":
			return "img"
		case "none", "presentation":
			// What can have the focus has to be something.
			if focusable(n) || get(n, "aria-label") != "" || get(n, "aria-labelledby") != "" {
				return d.native(n)
			}
			return "presentation"
		}
		return r
	}
	return d.native(n)
}

// plainRoles are the elements whose role is the same wherever they stand.
var plainRoles = map[string]string{
	"article": "article", "aside": "complementary", "blockquote": "blockquote", "button": "button", "caption": "caption",
	"code": "code", "datalist": "listbox", "dd": "definition", "del": "deletion", "details": "group", "dfn": "term",
	"dialog": "dialog", "dt": "term", "em": "emphasis", "fieldset": "group", "figure": "figure", "form": "form",
	"h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
	"hgroup": "group", "address": "group", "hr": "separator", "html": "document", "ins": "insertion", "li": "listitem",
	"main": "main", "mark": "mark", "math": "math", "menu": "list", "meter": "meter", "nav": "navigation", "ol": "list",
	"optgroup": "group", "option": "option", "output": "status", "p": "paragraph", "progress": "progressbar",
	"s": "deletion", "search": "search", "strong": "strong", "sub": "subscript", "sup": "superscript",
	"table": "table", "tbody": "rowgroup", "tfoot": "rowgroup", "thead": "rowgroup", "textarea": "textbox",
	"time": "time", "tr": "row", "ul": "list",
}

var inputRoles = map[string]string{
	"button": "button", "submit": "button", "reset": "button", "image": "button", "checkbox": "checkbox",
	"radio": "radio", "range": "slider", "number": "spinbutton", "search": "searchbox",
	"": "textbox", "text": "textbox", "email": "textbox", "tel": "textbox", "url": "textbox",
	// These have no role of ARIA's; a label finds them.
	"hidden": "", "password": "", "file": "", "color": "", "date": "", "datetime-local": "", "month": "", "week": "", "time": "",
}

func (d *document) native(n *html.Node) string {
	if n.Namespace == "svg" && n.Data != "svg" {
		if n.Data == "a" && (has(n, "href") || has(n, "xlink:href")) {
			return "link"
		}
		return ""
	}
	switch n.Data {
	case "a", "area":
		if has(n, "href") {
			return "link"
		}
		return "generic"
	case "header", "footer":
		for p := n.Parent; p != nil; p = p.Parent {
			switch p.Data {
			case "article", "aside", "main", "nav", "section":
				return "generic"
			}
		}
		if n.Data == "header" {
			return "banner"
		}
		return "contentinfo"
	case "img":
		if alt, ok := lookup(n, "alt"); ok && alt == "" && get(n, "aria-label") == "" && get(n, "aria-labelledby") == "" {
			return "presentation"
		}
		return "img"
	case "svg":
		return "img"
	case "input":
		kind := inputType(n)
		r, known := inputRoles[kind]
		if !known {
			r = "textbox"
		}
		if r == "textbox" || r == "searchbox" {
			if has(n, "list") {
				return "combobox"
			}
		}
		return r
	case "section":
		if d.given(n) != "" {
			return "region"
		}
		return "generic"
	case "select":
		if size := get(n, "size"); has(n, "multiple") || size != "" && size != "0" && size != "1" {
			return "listbox"
		}
		return "combobox"
	case "td", "th":
		return d.cell(n)
	}
	if r, ok := plainRoles[n.Data]; ok {
		return r
	}
	return "generic"
}

// cell returns the role of a cell of a table.
func (d *document) cell(n *html.Node) string {
	row := n.Parent
	if n.Data == "td" {
		if t := closest(row, "table"); t != nil {
			if r := get(t, "role"); r == "grid" || r == "treegrid" {
				return "gridcell"
			}
		}
		return "cell"
	}
	switch get(n, "scope") {
	case "row", "rowgroup":
		return "rowheader"
	case "col", "colgroup":
		return "columnheader"
	}
	if row != nil {
		for c := range row.ChildNodes() {
			if c.Data == "td" {
				return "rowheader"
			}
		}
	}
	return "columnheader"
}

func inputType(n *html.Node) string { return strings.ToLower(get(n, "type")) }

func has(n *html.Node, name string) bool {
	_, ok := lookup(n, name)
	return ok
}

// closest returns the element of that tag that n is or stands in, or nil.
func closest(n *html.Node, tag string) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && n.Data == tag {
			return n
		}
	}
	return nil
}

// hidden reports whether nobody sees an element, as far as the markup says.
func hidden(n *html.Node) bool {
	for e := n; e != nil; e = e.Parent {
		if e.Type != html.ElementNode {
			continue
		}
		if concealed(e) || get(e, "aria-hidden") == "true" {
			return true
		}
		// Of closed details only the summary is seen.
		if p := e.Parent; p != nil && p.Data == "details" && !has(p, "open") && e != firstChild(p, "summary") {
			return true
		}
	}
	return false
}

// concealed reports whether an element by itself hides what is in it.
func concealed(e *html.Node) bool {
	switch e.Data {
	case "head", "script", "style", "template", "title":
		return e.Namespace == ""
	case "dialog":
		return !has(e, "open")
	case "input":
		if inputType(e) == "hidden" {
			return true
		}
	}
	if has(e, "hidden") {
		return true
	}
	for decl := range strings.SplitSeq(strings.ToLower(get(e, "style")), ";") {
		p, v, _ := strings.Cut(decl, ":")
		p, v = strings.TrimSpace(p), strings.TrimSpace(v)
		if p == "display" && v == "none" || p == "visibility" && v == "hidden" {
			return true
		}
	}
	return false
}

func firstChild(n *html.Node, tag string) *html.Node {
	for c := range n.ChildNodes() {
		if c.Type == html.ElementNode && c.Data == tag {
			return c
		}
	}
	return nil
}

// disabled reports whether a control takes no clicks and is not sent.
func disabled(n *html.Node) bool {
	switch n.Data {
	case "button", "input", "select", "textarea", "fieldset", "option", "optgroup":
	default:
		return false
	}
	if has(n, "disabled") {
		return true
	}
	if n.Data == "option" {
		return n.Parent != nil && n.Parent.Data == "optgroup" && has(n.Parent, "disabled")
	}
	inside := n
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "fieldset" && has(p, "disabled") && (inside.Data != "legend" || inside != firstChild(p, "legend")) {
			return true
		}
		inside = p
	}
	return false
}

// focusable reports whether an element can have the focus.
func focusable(n *html.Node) bool {
	if n.Type != html.ElementNode || disabled(n) {
		return false
	}
	if has(n, "tabindex") || has(n, "contenteditable") {
		return true
	}
	switch n.Data {
	case "a", "area":
		return has(n, "href")
	case "button", "select", "textarea", "iframe":
		return true
	case "input":
		return inputType(n) != "hidden"
	case "summary":
		return n.Parent != nil && n.Parent.Data == "details" && n == firstChild(n.Parent, "summary")
	}
	return false
}

// labelable reports whether an element can be what a label is for.
func labelable(n *html.Node) bool {
	switch n.Data {
	case "button", "meter", "output", "progress", "select", "textarea":
		return true
	case "input":
		return inputType(n) != "hidden"
	}
	return false
}

// labels returns the label elements of a control, in the order of the page.
func (d *document) labels(n *html.Node) (list []*html.Node) {
	if !labelable(n) {
		return nil
	}
	for l := range d.root.Descendants() {
		if l.Type == html.ElementNode && l.Data == "label" && d.labelled(l) == n {
			list = append(list, l)
		}
	}
	return list
}

// labelled returns the control that a label is for, or nil.
func (d *document) labelled(l *html.Node) *html.Node {
	if id, ok := lookup(l, "for"); ok {
		if n := d.byID(id); n != nil && labelable(n) {
			return n
		}
		return nil
	}
	for n := range l.Descendants() {
		if n.Type == html.ElementNode && labelable(n) {
			return n
		}
	}
	return nil
}

func (d *document) byID(id string) *html.Node {
	if id == "" {
		return nil
	}
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && get(n, "id") == id {
			return n
		}
	}
	return nil
}

// nameProhibited are the roles that have no name, whatever is written.
var nameProhibited = words("caption code definition deletion emphasis generic insertion mark paragraph presentation strong subscript suggestion superscript term time")

// nameFromContent are the roles whose name is what is in them.
var nameFromContent = words("button cell checkbox columnheader gridcell heading link menuitem menuitemcheckbox menuitemradio option radio row rowheader switch tab tooltip treeitem")

// name returns the accessible name of an element
// (https://www.w3.org/TR/accname-1.2/).
func (d *document) name(n *html.Node) string {
	if nameProhibited[d.role(n)] {
		return ""
	}
	return collapse(d.compute(n, &naming{seen: map[*html.Node]bool{}}))
}

// given returns the name that attributes give an element, by themselves.
func (d *document) given(n *html.Node) string {
	c := &naming{seen: map[*html.Node]bool{}}
	if s := d.referred(n, "aria-labelledby", c); s != "" {
		return s
	}
	if s := strings.TrimSpace(get(n, "aria-label")); s != "" {
		return s
	}
	return strings.TrimSpace(get(n, "title"))
}

// naming is one computation of a name in progress.
type naming struct {
	seen     map[*html.Node]bool
	referred bool // inside of what aria-labelledby names
	deep     bool // inside of another element whose name it is
}

// referred returns the texts of the elements that an attribute names.
func (d *document) referred(n *html.Node, attr string, c *naming) string {
	var parts []string
	for _, id := range strings.Fields(get(n, attr)) {
		if e := d.byID(id); e != nil {
			in := &naming{seen: c.seen, referred: true}
			if s := collapse(d.compute(e, in)); s != "" {
				parts = append(parts, s)
			}
		}
	}
	return strings.Join(parts, " ")
}

func (d *document) compute(n *html.Node, c *naming) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	if n.Type != html.ElementNode {
		return ""
	}
	// What is hidden counts only where it is referred to itself.
	if (c.deep || !c.referred) && (concealed(n) || get(n, "aria-hidden") == "true") {
		return ""
	}
	if c.seen[n] {
		return ""
	}
	if !c.referred {
		if s := d.referred(n, "aria-labelledby", &naming{seen: map[*html.Node]bool{}}); s != "" {
			return s
		}
	}
	c.seen[n] = true
	defer delete(c.seen, n)
	role := d.role(n)
	if c.deep {
		switch role {
		case "textbox", "searchbox", "combobox", "listbox":
			if n.Data == "select" {
				return strings.Join(d.chosenTexts(n), " ")
			}
			return d.value(n)
		case "slider", "spinbutton", "meter", "progressbar", "scrollbar":
			for _, attr := range []string{"aria-valuetext", "aria-valuenow"} {
				if s := get(n, attr); s != "" {
					return s
				}
			}
			return d.value(n)
		}
	}
	if s := strings.TrimSpace(get(n, "aria-label")); s != "" {
		return s
	}
	if s := d.nativeName(n, c); s != "" {
		return s
	}
	if nameFromContent[role] || c.deep || c.referred || n.Data == "label" || n.Data == "summary" || n.Data == "legend" || n.Data == "figcaption" || n.Data == "caption" {
		if s := d.content(n, c); strings.TrimSpace(s) != "" {
			return s
		}
	}
	if s := strings.TrimSpace(get(n, "title")); s != "" {
		return s
	}
	if n.Data == "input" || n.Data == "textarea" {
		return strings.TrimSpace(get(n, "placeholder"))
	}
	return ""
}

// nativeName returns the name that HTML gives an element.
func (d *document) nativeName(n *html.Node, c *naming) string {
	in := &naming{seen: c.seen, deep: true, referred: c.referred}
	part := func(tag string) string {
		if e := firstChild(n, tag); e != nil {
			return d.content(e, in)
		}
		return ""
	}
	var names []string
	for _, l := range d.labels(n) {
		if c.seen[l] {
			continue // the name of the label is being made, of this control among others
		}
		if s := collapse(d.compute(l, in)); s != "" {
			names = append(names, s)
		}
	}
	if len(names) > 0 {
		return strings.Join(names, " ")
	}
	switch n.Data {
	case "input":
		switch kind := inputType(n); kind {
		case "submit", "reset", "button":
			if v, ok := lookup(n, "value"); ok || kind == "button" {
				return v
			}
			return map[string]string{"submit": "Submit", "reset": "Reset"}[kind]
		case "image":
			if alt := get(n, "alt"); alt != "" {
				return alt
			}
			if t := get(n, "title"); t != "" {
				return t
			}
			return "Submit"
		}
	case "img", "area":
		return get(n, "alt")
	case "fieldset":
		return part("legend")
	case "table":
		return part("caption")
	case "figure":
		return part("figcaption")
	case "svg":
		return part("title")
	case "optgroup", "option":
		return get(n, "label")
	}
	return ""
}

// inline are the elements that do not part the words around them.
var inline = words("a abbr b bdi bdo cite code data del dfn em font i ins kbd label mark q ruby s samp small span strong sub sup time tspan u var wbr")

func (d *document) content(n *html.Node, c *naming) string {
	in := &naming{seen: c.seen, deep: true, referred: c.referred}
	var b strings.Builder
	for k := range n.ChildNodes() {
		s := d.compute(k, in)
		if k.Type == html.ElementNode && !inline[k.Data] {
			s = " " + s + " "
		}
		b.WriteString(s)
	}
	return b.String()
}

// description returns what is said of an element beside its name.
func (d *document) description(n *html.Node) string {
	if s := d.referred(n, "aria-describedby", &naming{seen: map[*html.Node]bool{}}); s != "" {
		return s
	}
	if s := strings.TrimSpace(get(n, "aria-description")); s != "" {
		return s
	}
	if s := collapse(get(n, "title")); s != d.name(n) {
		return s
	}
	return ""
}

// collapse returns s with one space for each run of white space, and none at the
// ends.
func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }

// seen returns the text of an element that people see.
func (d *document) seen(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(n.Data)
		case n.Type != html.ElementNode && n.Type != html.DocumentNode || concealed(n):
		case n.Data == "br":
			b.WriteString(" ")
		default:
			gap := !inline[n.Data]
			if gap {
				b.WriteString(" ")
			}
			for k := range n.ChildNodes() {
				walk(k)
			}
			if gap {
				b.WriteString(" ")
			}
		}
	}
	walk(n)
	return collapse(b.String())
}

// states returns what an element is at the moment, in words.
func (d *document) states(n *html.Node) (list []string) {
	role := d.role(n)
	switch role {
	case "heading":
		level := get(n, "aria-level")
		if level == "" && len(n.Data) == 2 && n.Data[0] == 'h' {
			level = n.Data[1:]
		}
		list = append(list, "level "+level)
	case "checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio":
		if d.isChecked(n) || get(n, "aria-checked") == "true" {
			list = append(list, "checked")
		}
	case "option":
		if d.isChosen(n) || get(n, "aria-selected") == "true" {
			list = append(list, "selected")
		}
	}
	switch {
	case n.Data == "select":
		list = append(list, "value "+quoted(strings.Join(d.chosenTexts(n), ", ")))
	case n.Data == "textarea" || n.Data == "input" && !slices.Contains([]string{"button", "checkbox", "radio"}, role) && inputType(n) != "hidden":
		if v := d.value(n); v != "" {
			list = append(list, "value "+quoted(v))
		}
	}
	if disabled(n) || get(n, "aria-disabled") == "true" {
		list = append(list, "disabled")
	}
	for _, s := range []string{"expanded", "pressed", "invalid", "current"} {
		if v := get(n, "aria-"+s); v != "" && v != "false" {
			list = append(list, s)
		} else if v == "false" && s == "expanded" {
			list = append(list, "collapsed")
		}
	}
	if has(n, "required") || get(n, "aria-required") == "true" {
		list = append(list, "required")
	}
	if d.focus == n {
		list = append(list, "focused")
	}
	return list
}
