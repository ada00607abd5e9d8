package app

import (
	"slices"
	"strings"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Form is a form that is bound to a record: its controls show what the record has,
// ask for what the struct declares beside its fields, and, when the form comes back
// refused, show what was entered and what is wrong with it. Its controller takes it with
// Bind, and the record's checks have the last word at both ends.
//
//	f := app.NewForm(c, "PATCH", tasks.URI(t.ID), &t)
//	return f.View(
//		f.Summary(),
//		f.Input("title", "Title"),
//		f.Area("note", "Note", html.Rows(5)),
//		f.Select("state", "State"),
//		html.Button(view.Text("Save")))
//
// It works as a plain form. A Form belongs to one call of one view.
type Form struct {
	c              *Context
	method, action string
	record         any
	refused        *Problem // of this form; nil if it was not refused
	controls       []control
	summary        *view.Node
}

// control is what the summary says about a control.
type control struct{ id, problem string }

// NewForm returns a form that sends a request with the given method to action, as
// view.Form does. record is a pointer to a collection's struct: the record that is
// edited, or what a new one begins with.
func NewForm(c *Context, method, action string, record any) *Form {
	f := &Form{c: c, method: method, action: action, record: record}
	if c.shown.Sent == method+" "+action {
		f.refused = c.shown.Problem
	}
	return f
}

// View returns the form with the items in it; the controls have to be made before.
// In the browser the program checks what was entered, so that there is one wording
// and one place for what is wrong; without it, the browser does.
func (f *Form) View(items ...view.Item) *view.Node {
	if f.summary != nil && f.refused.Fields != nil {
		f.summary.Kids = append(f.summary.Kids, html.Ul(
			view.Map(f.controls, func(k control) view.Item {
				if k.problem == "" {
					return nil
				}
				return html.Li(html.A(html.Href("#"+k.id), view.Text(k.problem)))
			}),
			view.Map(f.c.untold(), func(e model.FieldError) view.Item {
				f.c.told = append(f.c.told, e.Field)
				return html.Li(view.Text(sentence(e.Field, e.Message)))
			})))
	}
	return view.Form(f.method, f.action, html.NoValidate(f.c.shown.Sync.Live), view.Items(items))
}

// Summary returns what is wrong with the form that came back, with links to the
// controls; nil if nothing is. Its class is tandem-errors.
func (f *Form) Summary() *view.Node {
	if f.refused == nil {
		return nil
	}
	text := f.refused.Title()
	if f.refused.Fields == nil {
		text = f.refused.Detail
	}
	f.summary = html.Div(view.Key("tandem-errors"), html.Class("tandem-errors"), html.Role("alert"), html.P(view.Text(text)))
	return f.summary
}

// Input returns a control for a field, with its label and what is wrong with it, in an
// element of class tandem-entry. The control is what the field asks for: a check
// box, an input of a number, a date and time (in UTC), an e-mail address, a URL, or a
// text. The items are given to the control and change that:
//
//	f.Input("due", "Due", html.Type("date"))
//
// A password is never filled in. Input returns nil if the user does not see the
// field, and panics if there is none of that name, or if it is a list.
func (f *Form) Input(field, label string, items ...view.Item) *view.Node {
	d, ok := f.describe(field)
	if !ok {
		return nil
	}
	kind, pattern := "text", ""
	var more view.Items
	switch d.Kind {
	case model.KindBool:
		kind = "checkbox"
		more = view.Items{html.Value("true"), html.Checked(d.Texts[0] == "true")}
	case model.KindWhole, model.KindNumber:
		kind = "number"
		more = view.Items{html.Value(d.Texts[0]), attr("min", d.Min), attr("max", d.Max)}
		if d.Kind == model.KindNumber {
			more = append(more, html.Step("any"))
		}
	case model.KindTime:
		kind = "datetime-local"
	case model.KindList:
		panic("app: the list " + field + " needs a Select")
	default:
		more = view.Items{html.Value(d.Texts[0]), length(d)}
		if d.Required {
			pattern = `.*\S.*`
		}
		if d.Email {
			kind, pattern = "email", ""
		} else if d.URL {
			kind, pattern = "url", "https?://.+"
		}
		more = append(more, attr("pattern", pattern))
	}
	n := html.Input(html.Type(kind), f.attrs(field, d), more, view.Items(items))
	switch kind, _ = n.Attr("type"); kind {
	case "password":
		n.Attrs = slices.DeleteFunc(n.Attrs, func(a view.Attr) bool { return a.Name == "value" || a.Name == d.now.Name })
	case "checkbox":
		return f.entry(n, field, label, html.Input(html.Type("hidden"), html.Name(field), html.Value("false")))
	case "datetime-local":
		label += " (UTC)"
	}
	if d.Kind == model.KindTime {
		for i := range n.Attrs {
			if a := &n.Attrs[i]; a.Name == d.now.Name {
				a.Value = local(a.Value, kind)
			}
		}
		n.Attrs = append(n.Attrs, html.Value(local(d.Texts[0], kind)))
	}
	return f.entry(n, field, label, nil)
}

// Area returns a control for a text of several lines, as Input does for others.
func (f *Form) Area(field, label string, items ...view.Item) *view.Node {
	d, ok := f.describe(field)
	if !ok {
		return nil
	}
	return f.entry(html.Textarea(f.attrs(field, d), length(d), view.Items(items), view.Text(d.Texts[0])), field, label, nil)
}

// Select returns a control that offers values, as Input does for others: by default
// those that the check oneof names. The Name of an option is what is shown. A list or a
// Set has as many values as are chosen. What the record has is always offered, and so
// is nothing, unless the field is required.
func (f *Form) Select(field, label string, options ...Pair) *view.Node {
	d, ok := f.describe(field)
	if !ok {
		return nil
	}
	if options == nil {
		for _, o := range d.OneOf {
			options = append(options, Pair{o, o})
		}
	}
	list := d.Kind == model.KindList
	var before *view.Node
	if list {
		before = html.Input(html.Type("hidden"), html.Name(field)) // for none
	}
	var more []Pair
	chosen := d.Texts
	if d.now.Name != "" {
		d.Texts = append(d.Texts[:1:1], d.now.Value)
	}
	if !list && !d.Required {
		d.Texts = append(d.Texts, "")
	}
	for _, t := range d.Texts {
		offered := func(o Pair) bool { return o.Value == t }
		if !(list && t == "") && !slices.ContainsFunc(options, offered) && !slices.ContainsFunc(more, offered) {
			more = append(more, Pair{t, t})
		}
	}
	return f.entry(html.Select(f.attrs(field, d), html.Multiple(list), view.Map(append(more, options...), func(o Pair) view.Item {
		return html.Option(html.Value(o.Value), html.Selected(slices.Contains(chosen, o.Value)), view.Text(o.Name))
	})), field, label, before)
}

// describe returns what is declared of a field, with what its control shows.
func (f *Form) describe(field string) (d described, ok bool) {
	d.Declared, ok = model.Describe(f.c, f.record, field)
	if f.refused != nil {
		if posted := f.c.shown.Posted.all(field); posted != nil {
			if d.Kind != model.KindList {
				posted = posted[len(posted)-1:]
			}
			if !slices.Equal(posted, d.Texts) && d.Kind != model.KindList {
				d.now = html.Data("tandem-now", d.Texts[0])
			}
			d.Texts = posted
		}
	}
	return d, ok
}

// described is what is declared of a field. now is what the record has while the
// control shows what was entered, for the shell.
type described struct {
	model.Declared
	now view.Attr
}

// attrs returns what all controls have.
func (f *Form) attrs(field string, d described) view.Items {
	return view.Items{html.ID(f.id(field)), html.Name(field), html.Required(d.Required), d.now}
}

// id returns the id of a field's control. Forms of other records, on the same page,
// have others.
func (f *Form) id(field string) string {
	b := []byte("f" + f.action + "-" + field)
	for i, c := range b {
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_') {
			b[i] = '-'
		}
	}
	return string(b)
}

// entry returns a control with what belongs to it. before is put in front of it.
func (f *Form) entry(n *view.Node, field, label string, before *view.Node) *view.Node {
	var k control
	k.id, _ = n.Attr("id")
	var message *view.Node
	if f.refused != nil {
		for _, e := range f.refused.Fields {
			if e.Field != field && !strings.HasPrefix(e.Field, field+".") {
				continue
			}
			k.problem = sentence(label, e.Message)
			f.c.told = append(f.c.told, e.Field)
			message = html.P(html.ID(k.id+"-error"), html.Class("tandem-error"), view.Text(k.problem))
			n.Attrs = append(n.Attrs, html.Aria("invalid", "true"), html.Aria("describedby", k.id+"-error"))
			if !slices.ContainsFunc(f.controls, func(k control) bool { return k.problem != "" }) {
				n.Attrs = append(n.Attrs, html.Autofocus())
			}
			break
		}
	}
	f.controls = append(f.controls, k)
	name := html.Label(html.For(k.id), view.Text(label))
	// The shell shows in the output what others enter meanwhile.
	newer := html.Output(html.For(k.id), html.Class("tandem-newer"))
	// A summary that comes and goes must not move what was entered elsewhere.
	key := view.Key(k.id)
	if kind, _ := n.Attr("type"); kind == "checkbox" {
		return html.Div(key, html.Class("tandem-entry"), before, n, name, newer, message)
	}
	return html.Div(key, html.Class("tandem-entry"), name, before, n, newer, message)
}

// attr returns an attribute, or none without a value.
func attr(name, value string) view.Attr {
	if value == "" {
		return view.Attr{}
	}
	return view.Attr{Name: name, Value: value}
}

// length returns the attributes for the bounds of a text.
func length(d described) view.Items {
	return view.Items{attr("minlength", d.Min), attr("maxlength", d.Max)}
}

// local returns a time, in the form of RFC 3339 in UTC, as an input of the given
// type has it.
func local(t, kind string) string {
	if len(t) < len("2006-01-02T15:04:05.000") {
		return t // as it was entered
	}
	switch {
	case kind == "date":
		return t[:10]
	case strings.HasPrefix(t[16:], ":00.000"):
		return t[:16]
	}
	return strings.TrimSuffix(t[:23], ".000")
}

// sentence says what is wrong with what is called so.
func sentence(name, message string) string { return name + " " + message + "." }
