package viewtest

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// What controls hold: what the markup says until a person has changed it.

func (d *document) value(n *html.Node) string {
	switch n.Data {
	case "input":
		if v, ok := d.values[n]; ok {
			return v
		}
		if v, ok := lookup(n, "value"); ok {
			return v
		}
		if k := inputType(n); k == "checkbox" || k == "radio" {
			return "on"
		}
		return ""
	case "textarea":
		if v, ok := d.values[n]; ok {
			return v
		}
		return text(n)
	case "select":
		if os := d.chosen(n); len(os) > 0 {
			return optionValue(os[0])
		}
		return ""
	case "option":
		return optionValue(n)
	}
	return get(n, "value")
}

// text returns all text in n.
func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

func (d *document) isChecked(n *html.Node) bool {
	if c, ok := d.checks[n]; ok {
		return c
	}
	return has(n, "checked")
}

func options(sel *html.Node) (list []*html.Node) {
	for o := range sel.Descendants() {
		if o.Type == html.ElementNode && o.Data == "option" {
			list = append(list, o)
		}
	}
	return list
}

func optionValue(o *html.Node) string {
	if v, ok := lookup(o, "value"); ok {
		return v
	}
	return collapse(text(o))
}

func optionText(o *html.Node) string {
	if l := get(o, "label"); l != "" {
		return l
	}
	return collapse(text(o))
}

func (d *document) isChosen(o *html.Node) bool {
	sel := closest(o, "select")
	return sel != nil && slices.Contains(d.chosen(sel), o)
}

// chosen returns the options of a select element that are chosen.
func (d *document) chosen(sel *html.Node) (list []*html.Node) {
	all := options(sel)
	for _, o := range all {
		on, touched := d.choices[o]
		if !touched {
			on = has(o, "selected")
		}
		if on {
			list = append(list, o)
		}
	}
	if has(sel, "multiple") {
		return list
	}
	if len(list) > 0 {
		return list[len(list)-1:]
	}
	if size := get(sel, "size"); size != "" && size != "0" && size != "1" {
		return nil
	}
	for _, o := range all {
		if !disabled(o) {
			return []*html.Node{o}
		}
	}
	return nil
}

func (d *document) chosenTexts(sel *html.Node) (texts []string) {
	for _, o := range d.chosen(sel) {
		texts = append(texts, optionText(o))
	}
	return texts
}

// group returns the radio buttons of which one is on when n is.
func (d *document) group(n *html.Node) (list []*html.Node) {
	name := get(n, "name")
	if name == "" {
		return []*html.Node{n}
	}
	form := d.form(n)
	for r := range d.root.Descendants() {
		if r.Type == html.ElementNode && r.Data == "input" && inputType(r) == "radio" && get(r, "name") == name && d.form(r) == form {
			list = append(list, r)
		}
	}
	return list
}

// form returns the form that a control belongs to, or nil.
func (d *document) form(n *html.Node) *html.Node {
	if n.Data == "form" {
		return n
	}
	if id, ok := lookup(n, "form"); ok {
		if f := d.byID(id); f != nil && f.Data == "form" {
			return f
		}
		return nil
	}
	return closest(n.Parent, "form")
}

// controls returns what belongs to a form, in the order of the page.
func (d *document) controls(form *html.Node) (list []*html.Node) {
	for n := range d.root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "button", "input", "select", "textarea":
			if d.form(n) == form {
				list = append(list, n)
			}
		}
	}
	return list
}

// reset gives the controls of a form back what the markup says.
func (d *document) reset(form *html.Node) {
	for _, n := range d.controls(form) {
		delete(d.values, n)
		delete(d.checks, n)
		delete(d.files, n)
		for _, o := range options(n) {
			delete(d.choices, o)
		}
	}
}

// submits reports whether a button sends its form.
func submits(n *html.Node) bool {
	switch n.Data {
	case "button":
		k := inputType(n)
		return k != "button" && k != "reset"
	case "input":
		k := inputType(n)
		return k == "submit" || k == "image"
	}
	return false
}

// textual reports whether text can be typed into a control.
func textual(n *html.Node) bool {
	switch n.Data {
	case "textarea":
		return true
	case "input":
		switch inputType(n) {
		case "button", "checkbox", "file", "hidden", "image", "radio", "reset", "submit":
			return false
		}
		return true
	}
	return false
}

// entry is a name and a value of a form that is sent.
type entry struct {
	name, value string
	file        *File
}

// entries returns what a form sends when by, which may be nil, is what sends it.
func (d *document) entries(form, by *html.Node) (list []entry) {
	for _, n := range d.controls(form) {
		name := get(n, "name")
		if disabled(n) || closest(n.Parent, "datalist") != nil {
			continue
		}
		kind := inputType(n)
		if n.Data == "button" || n.Data == "input" && (kind == "submit" || kind == "image" || kind == "reset" || kind == "button") {
			if n != by {
				continue
			}
			if kind == "image" && n.Data == "input" {
				if name != "" {
					name += "."
				}
				list = append(list, entry{name: name + "x", value: "0"}, entry{name: name + "y", value: "0"})
				continue
			}
		}
		if name == "" {
			continue
		}
		switch {
		case n.Data == "select":
			for _, o := range d.chosen(n) {
				if !disabled(o) {
					list = append(list, entry{name: name, value: optionValue(o)})
				}
			}
		case n.Data == "input" && (kind == "checkbox" || kind == "radio"):
			if d.isChecked(n) {
				list = append(list, entry{name: name, value: d.value(n)})
			}
		case n.Data == "input" && kind == "file":
			if len(d.files[n]) == 0 {
				list = append(list, entry{name: name, file: &File{}})
			}
			for i := range d.files[n] {
				list = append(list, entry{name: name, file: &d.files[n][i]})
			}
		case n.Data == "input" && kind == "hidden" && strings.EqualFold(name, "_charset_"):
			list = append(list, entry{name: name, value: "UTF-8"})
		default:
			list = append(list, entry{name: name, value: d.value(n)})
		}
	}
	return list
}
