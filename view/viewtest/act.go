package viewtest

import (
	"strings"

	"golang.org/x/net/html"
)

// File is a file that a person attaches to a form.
type File struct {
	Name string
	// Type is the media type. Defaults to application/octet-stream.
	Type    string
	Content []byte
}

// usable ends the test if nobody could use e.
func (e *Element) usable(what string) {
	e.doc.t.Helper()
	e.alive()
	switch {
	case e.doc.visitor == nil:
		e.doc.t.Fatalf("%s: this tree leads nowhere; use Render or NewVisitor", what)
	case hidden(e.n):
		e.doc.t.Fatalf("%s: %s is hidden", what, e.doc.describe(e.n))
	case disabled(e.n):
		e.doc.t.Fatalf("%s: %s is disabled", what, e.doc.describe(e.n))
	}
}

// here reports whether e is still on the page that is shown.
func (e *Element) here() bool { return e.doc.visitor.doc == e.doc && e.doc.holdsNode(e.n) }

// Click clicks on e: it follows the link, presses the button, turns the checkbox
// over or goes to the control of the label that e is or stands in. The focus moves as
// it does in a browser, so that what was typed elsewhere is changed, and left, before.
func (e *Element) Click() {
	e.doc.t.Helper()
	e.usable("click")
	e.moveFocus()
	if !e.here() {
		e.doc.t.Fatalf("click: leaving what had the focus has led to another page, without %s", e.doc.describe(e.n))
	}
	if e.act("click") == "go" || !e.here() {
		return
	}
	d := e.doc
	for n := e.n; n != nil && n != d.root; n = n.Parent {
		switch {
		case (n.Data == "a" || n.Data == "area") && has(n, "href"):
			d.visitor.follow(get(n, "href"), get(n, "target"), has(n, "download"))
			return
		case n.Data == "label":
			if c := d.labelled(n); c != nil && !disabled(c) {
				(&Element{d, c}).moveFocus()
				if d.visitor.doc == d && d.holdsNode(c) {
					d.activate(c)
				}
			}
			return
		case n.Data == "summary" && n.Parent != nil && n.Parent.Data == "details":
			if has(n.Parent, "open") {
				drop(n.Parent, "open")
			} else {
				set(n.Parent, "open", "")
			}
			return
		case n.Data == "button" || n.Data == "input" || n.Data == "select" || n.Data == "textarea":
			d.activate(n)
			return
		}
	}
}

// DoubleClick clicks on e twice.
func (e *Element) DoubleClick() {
	e.doc.t.Helper()
	e.Click()
	if e.here() {
		e.act("dblclick")
	}
}

// activate does what a click on a control does.
func (d *document) activate(n *html.Node) {
	d.t.Helper()
	if disabled(n) {
		return
	}
	e := &Element{d, n}
	switch kind := inputType(n); {
	case submits(n):
		if f := d.form(n); f != nil {
			d.visitor.submit(f, n)
		}
	case kind == "reset" && (n.Data == "button" || n.Data == "input"):
		if f := d.form(n); f != nil {
			d.reset(f)
		}
	case n.Data == "input" && kind == "checkbox":
		d.checks[n] = !d.isChecked(n)
		e.changed()
	case n.Data == "input" && kind == "radio":
		if d.isChecked(n) {
			return
		}
		for _, r := range d.group(n) {
			d.checks[r] = r == n
		}
		e.changed()
	}
}

// changed tells that a control was changed at once.
func (e *Element) changed() {
	e.doc.t.Helper()
	if e.act("input"); e.here() {
		e.act("change")
	}
}

// Fill puts text into e in place of what it holds, as somebody does who pastes it.
func (e *Element) Fill(text string) {
	e.doc.t.Helper()
	e.usable("fill")
	if !textual(e.n) {
		e.doc.t.Fatalf("fill: nothing can be typed into %s", e.doc.describe(e.n))
	}
	if has(e.n, "readonly") {
		e.doc.t.Fatalf("fill: %s is read-only", e.doc.describe(e.n))
	}
	e.moveFocus()
	if !e.here() {
		e.doc.t.Fatalf("fill: leaving what had the focus has led to another page, without %s", e.doc.describe(e.n))
	}
	if e.n.Data == "input" {
		text = strings.NewReplacer("\r", "", "\n", "").Replace(text)
	}
	e.doc.values[e.n] = text
	e.act("input")
}

// Type types text behind what e holds, one key after the other.
func (e *Element) Type(text string) {
	e.doc.t.Helper()
	for _, c := range text {
		if c == '\n' {
			e.Press("Enter")
			continue
		}
		e.usable("type")
		e.moveFocus()
		if '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' {
			e.act("keydown-" + strings.ToLower(string(c)))
		}
		if e.here() {
			e.Fill(e.doc.value(e.n) + string(c))
		}
	}
}

// Press presses a key while e has the focus: "Enter", "Space", "Escape" or another
// name of the DOM's. Enter sends the form of a field, follows a link and presses a
// button; Space presses buttons and turns checkboxes over.
func (e *Element) Press(key string) {
	e.doc.t.Helper()
	e.usable("press " + key)
	e.moveFocus()
	if !e.here() {
		return
	}
	d, n := e.doc, e.n
	if key == "Enter" && textual(n) && n.Data == "input" {
		if e.leaveValue(); !e.here() { // browsers tell of the change before
			return
		}
	}
	if e.act("keydown-"+strings.ToLower(key)) != "" || !e.here() {
		return
	}
	button := n.Data == "button" || n.Data == "input" && (submits(n) || inputType(n) == "button" || inputType(n) == "reset")
	switch {
	case key == "Enter" && n.Data == "textarea":
		e.Fill(d.value(n) + "\n")
	case key == "Enter" && (button || n.Data == "summary" || n.Data == "a" || n.Data == "area"):
		e.Click()
	case key == "Enter" && n.Data == "input":
		d.implicit(d.form(n))
	case key == "Space" && (button || n.Data == "summary" || n.Data == "input" && (inputType(n) == "checkbox" || inputType(n) == "radio")):
		e.Click()
	case key == "Space" && textual(n):
		e.Fill(d.value(n) + " ")
	}
}

// implicit sends a form as Enter in one of its fields does.
func (d *document) implicit(form *html.Node) {
	d.t.Helper()
	if form == nil {
		return
	}
	fields := 0
	for _, n := range d.controls(form) {
		if submits(n) {
			if !disabled(n) {
				(&Element{d, n}).act("click")
				if d.visitor.doc == d && d.holdsNode(n) {
					d.visitor.submit(form, n)
				}
			}
			return
		}
		if n.Data == "input" && textual(n) {
			fields++
		}
	}
	if fields == 1 {
		d.visitor.submit(form, nil)
	}
}

// Choose chooses the options of the select element e that have these texts. It is
// an error if there is no such option, or more than one is chosen where one is
// possible.
func (e *Element) Choose(texts ...string) {
	e.doc.t.Helper()
	e.usable("choose")
	d := e.doc
	if e.n.Data != "select" {
		d.t.Fatalf("choose: %s has no options", d.describe(e.n))
	}
	if len(texts) != 1 && !has(e.n, "multiple") {
		d.t.Fatalf("choose: one option of %s can be chosen, not %d", d.describe(e.n), len(texts))
	}
	e.moveFocus()
	if !e.here() {
		return
	}
	all := options(e.n)
	on := map[*html.Node]bool{}
	for _, want := range texts {
		found := false
		for _, o := range all {
			if !found && optionText(o) == collapse(want) && !disabled(o) {
				on[o], found = true, true
			}
		}
		if !found {
			var there []string
			for _, o := range all {
				s := quoted(optionText(o))
				if disabled(o) {
					s += " (disabled)"
				}
				there = append(there, s)
			}
			d.t.Fatalf("choose: %s has no option %s; it has %s", d.describe(e.n), quoted(want), strings.Join(there, ", "))
		}
	}
	for _, o := range all {
		d.choices[o] = on[o]
	}
	e.changed()
}

// Check turns the checkbox or radio button e on, unless it is.
func (e *Element) Check() {
	e.doc.t.Helper()
	e.turn(true)
}

// Uncheck turns the checkbox e off, unless it is.
func (e *Element) Uncheck() {
	e.doc.t.Helper()
	e.turn(false)
}

func (e *Element) turn(on bool) {
	e.doc.t.Helper()
	e.usable("check")
	kind := inputType(e.n)
	if e.n.Data != "input" || kind != "checkbox" && (kind != "radio" || !on) {
		e.doc.t.Fatalf("check: %s is no checkbox", e.doc.describe(e.n))
	}
	if e.doc.isChecked(e.n) != on {
		e.Click()
	}
}

// Attach gives files to the control e.
func (e *Element) Attach(files ...File) {
	e.doc.t.Helper()
	e.usable("attach")
	if e.n.Data != "input" || inputType(e.n) != "file" {
		e.doc.t.Fatalf("attach: %s takes no files", e.doc.describe(e.n))
	}
	if len(files) > 1 && !has(e.n, "multiple") {
		e.doc.t.Fatalf("attach: %s takes one file, not %d", e.doc.describe(e.n), len(files))
	}
	e.moveFocus()
	e.doc.files[e.n] = files
	e.changed()
}

// Submit sends the form that e is or belongs to, as a script does: without a
// button.
func (e *Element) Submit() {
	e.doc.t.Helper()
	e.alive()
	if e.doc.visitor == nil {
		e.doc.t.Fatalf("submit: this tree leads nowhere; use Render or NewVisitor")
	}
	f := e.doc.form(e.n)
	if f == nil {
		e.doc.t.Fatalf("submit: %s belongs to no form", e.doc.describe(e.n))
	}
	e.doc.visitor.submit(f, nil)
}

// Focus gives e the focus.
func (e *Element) Focus() {
	e.doc.t.Helper()
	e.usable("focus")
	if !focusable(e.n) {
		e.doc.t.Fatalf("focus: %s cannot have the focus", e.doc.describe(e.n))
	}
	e.moveFocus()
}

// Blur takes the focus from e, if it has it.
func (e *Element) Blur() {
	e.doc.t.Helper()
	e.alive()
	if e.doc.focus == e.n {
		e.doc.blur()
	}
}

// moveFocus gives the focus to e or to the element around it that can have it, or
// takes it away.
func (e *Element) moveFocus() {
	e.doc.t.Helper()
	d := e.doc
	n := e.n
	for n != nil && !focusable(n) {
		n = n.Parent
	}
	if n == d.focus {
		return
	}
	if d.blur(); !e.here() || n == nil || !d.holdsNode(n) {
		return
	}
	d.focus, d.before = n, d.value(n)
	(&Element{d, n}).act("focus")
}

// leaveValue tells that a control was changed, if it was.
func (e *Element) leaveValue() {
	e.doc.t.Helper()
	if d := e.doc; textual(e.n) && d.focus == e.n && d.value(e.n) != d.before {
		d.before = d.value(e.n)
		e.act("change")
	}
}

func (d *document) blur() {
	d.t.Helper()
	n := d.focus
	if n == nil || !d.holdsNode(n) {
		d.focus = nil
		return
	}
	e := &Element{d, n}
	if e.leaveValue(); !e.here() {
		return
	}
	d.focus = nil
	e.act("blur")
}

// act carries out the action that view.On ties to an event of e, and returns its
// verb, "" if there is none.
func (e *Element) act(event string) (verb string) {
	e.doc.t.Helper()
	d := e.doc
	if d.visitor.NoScript {
		return ""
	}
	for n := e.n; n != nil; n = n.Parent {
		text, ok := lookup(n, "data-on-"+event)
		if !ok {
			continue
		}
		verb, arg, _ := strings.Cut(text, " ")
		form := d.form(n)
		switch {
		case verb == "submit" && form != nil:
			d.visitor.submit(form, nil)
		case verb == "reset" && form != nil:
			d.reset(form)
		case verb == "go":
			d.visitor.follow(arg, "", false)
		}
		return verb
	}
	return ""
}

func drop(n *html.Node, name string) {
	for i, a := range n.Attr {
		if attrName(a) == name {
			n.Attr = append(n.Attr[:i:i], n.Attr[i+1:]...)
			return
		}
	}
}
