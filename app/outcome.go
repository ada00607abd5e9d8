package app

import (
	"slices"
	"strings"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Outcomes returns the user's outcomes that wait for a decision, oldest first.
func (c *Context) Outcomes() ([]model.Issue, error) {
	all, err := model.Issues.All(c)
	if err != nil {
		return nil, err
	}
	is := slices.DeleteFunc(all, func(i model.Issue) bool { return i.User != c.User() })
	slices.SortStableFunc(is, func(a, b model.Issue) int {
		switch {
		case a.At < b.At:
			return -1
		case a.At > b.At:
			return 1
		}
		return strings.Compare(a.ID, b.ID)
	})
	return is, nil
}

// inbox answers GET /outcomes: the page of what waits for a decision.
func inbox(c *Context) (Response, error) {
	list, err := c.Inbox()
	if err != nil {
		return Response{}, err
	}
	return Page("Edits that need you", func() *view.Node {
		return html.Main(html.Class("tandem-page"), html.H1(view.Text("Inbox")), view.IfElse(list != nil, list, html.P(view.Text("Nothing waits for a decision."))),
			html.P(html.A(html.Href("/"), view.Text("Back"))))
	}), nil
}

// own returns an outcome of the user; that of another is absent.
func own(c *Context) (model.Issue, error) {
	i, err := model.Issues.Get(c, c.Param("id"))
	if err == nil && i.User != c.User() {
		err = model.ErrAbsent
	}
	return i, err
}

// discard answers DELETE /outcomes/{id}: theirs stays.
func discard(c *Context) (Response, error) {
	i, err := own(c)
	if err != nil {
		return Response{}, err
	}
	return Done(nil), model.Issues.Delete(c, i.ID)
}

// retry answers POST /outcomes/{id}: the request is made again, now with what
// its author has seen on this page as its base, so that it replaces that. A
// field "mine.name" of the form takes the place of the field name of the
// request. The requests that waited with it are made after it.
func (a *App) retry(c *Context) (Response, error) {
	i, err := own(c)
	if err != nil {
		return Response{}, err
	}
	held, err := model.Held(c, i.ID)
	if err != nil {
		return Response{}, err
	}
	for n, i := range append([]model.Issue{i}, held...) {
		if err := model.Issues.Delete(c, i.ID); err != nil {
			return Response{}, err
		}
		for _, f := range i.Conflicts() {
			if f.Theirs != "" {
				continue
			}
			if err := c.tx.Restore(f.Key); err != nil {
				return Response{}, err
			}
		}
		var mine Values
		if n == 0 {
			mine = c.form
		}
		if err := a.again(c, i, mine, n == 0); err != nil {
			return Response{}, err
		}
	}
	return Done(nil), nil
}

// again makes the request of an outcome again, with what a person has changed in
// it. first says that it is the one that was decided.
func (a *App) again(c *Context, i model.Issue, mine Values, first bool) error {
	r, err := i.Again(a.opts.Version, a.opts.Upgrade)
	if err != nil {
		return err
	}
	path, _, _ := strings.Cut(r.URI, "?")
	rt, params, _ := a.router.find(r.Method, path)
	if rt == nil || strings.HasPrefix(path, "/outcomes") {
		return model.ErrAbsent
	}
	again := &Context{app: a, tx: c.tx, request: r, params: params, shown: c.shown}
	if err := again.bind(r); err != nil {
		return err
	}
	var given, anew []string
	for _, p := range mine {
		field, ok := strings.CutPrefix(p.Name, "mine.")
		if ok && !slices.Contains(given, field) && !again.posts(field, mine.all("mine."+field)) {
			given = append(given, field)
		}
		switch {
		case !ok || !slices.Contains(given, field):
		case again.json != "":
			ms, _ := again.json.Members()
			ms = slices.DeleteFunc(ms, func(m model.Member) bool { return m.Name == field })
			again.json = model.Object(append(ms, model.Member{Name: field, Value: model.String(p.Value)})...)
		default:
			if !slices.Contains(anew, field) {
				anew = append(anew, field)
				again.form = slices.DeleteFunc(again.form, func(p Pair) bool { return p.Name == field })
			}
			again.form = append(again.form, Pair{field, p.Value})
		}
	}
	if again.form != nil {
		r.Body = []byte(again.form.Encode())
	} else if again.json != "" {
		r.Body = []byte(again.json)
	}
	if first {
		c.tx.Supersede(model.Key(model.OutcomeCollection, i.ID), r)
	}
	c.tx.Again(i, given...)
	defer c.tx.Again(model.Issue{})
	_, err = rt.ctl(again)
	return err
}

// posts reports whether the request's body has these values for a field.
func (c *Context) posts(field string, values []string) bool {
	if c.json != "" {
		ms, _ := c.json.Members()
		return len(values) == 1 && slices.Contains(ms, model.Member{Name: field, Value: model.String(values[0])})
	}
	return slices.EqualFunc(c.form.all(field), values, sameLines)
}

// sameLines reports whether two texts differ at most in their line ends, which a form
// changes.
func sameLines(a, b string) bool {
	return strings.ReplaceAll(a, "\r\n", "\n") == strings.ReplaceAll(b, "\r\n", "\n")
}

// Inbox is a ready-made list of the outcomes that wait for a decision, each
// with what can be done; nil if there are none. Its class is tandem-inbox.
func (c *Context) Inbox() (*view.Node, error) {
	is, err := c.Outcomes()
	if err != nil || len(is) == 0 {
		return nil, err
	}
	return html.Section(html.Class("tandem-inbox"), html.Aria("label", "Edits that need you"),
		html.H2(view.Text("Edits that need you")),
		html.Ul(view.Map(is, func(i model.Issue) view.Item {
			return html.Li(view.Key(i.ID), html.Class("tandem-outcome is-"+i.Kind), issueView(i))
		}))), nil
}

func issueView(i model.Issue) view.Items {
	uri := model.Issues.URI(i.ID)
	title := "The server refused an edit"
	switch {
	case i.Code == string(model.CodeHeld):
		title = "An edit waits for the decision on an earlier one"
	case i.Kind == "conflict":
		return conflictView(i.Conflicts(), uri)
	case i.Kind == "quarantined":
		title = "An edit could not be carried out"
	}
	return view.Fragment(
		html.H3(view.Text(title)),
		html.P(view.Text(i.Detail)),
		view.Map(errorsOf(i), func(f model.FieldError) view.Item {
			return html.P(view.Text(f.Field + " " + f.Message))
		}),
		html.Pre(html.Class("tandem-body"), view.Text(i.Method+" "+i.URI+"\n"+readable(i))),
		view.Form("POST", uri, entries(i), html.Div(html.Class("tandem-choices"),
			html.Button(html.Type("submit"), html.Class("tandem-primary"), view.Text("Try again")),
			html.Button(html.Type("submit"), html.Name("_method"), html.Value("DELETE"), view.Text("Discard")))))
}

// entries lets a person change what was entered, before it is made again: the fields
// of a form that have one value.
func entries(i model.Issue) view.Item {
	v, err := ParseValues(i.Body)
	if i.Type != TypeForm || err != nil || i.Code == string(model.CodeHeld) {
		return view.Fragment()
	}
	v = slices.DeleteFunc(slices.Clone(v), func(p Pair) bool { return len(v.all(p.Name)) > 1 })
	return view.Map(v, func(p Pair) view.Item {
		return html.Div(html.Class("tandem-choice"), html.P(html.Class("tandem-field"), view.Text(p.Name)), entry(p.Name, p.Value))
	})
}

// entry is a control for a field of a request that is made again. An input would take
// line ends out.
func entry(field, value string) *view.Node {
	if strings.ContainsAny(value, "\r\n") {
		return html.Textarea(html.Name("mine."+field), html.AutoComplete("off"), html.Aria("label", "Mine: "+field), view.Text(value))
	}
	return html.Input(html.Name("mine."+field), html.Value(value), html.AutoComplete("off"), html.Aria("label", "Mine: "+field))
}

func errorsOf(i model.Issue) (fs []model.FieldError) {
	ms, _ := model.Value(i.Errors).Members()
	for _, m := range ms {
		t, _ := m.Value.Text()
		fs = append(fs, model.FieldError{Field: m.Name, Message: t})
	}
	return fs
}

// readable returns what the author of a request had entered.
func readable(i model.Issue) string {
	if i.Type != TypeForm {
		return i.Body
	}
	v, err := ParseValues(i.Body)
	if err != nil {
		return i.Body
	}
	s := ""
	for _, p := range v {
		s += p.Name + ": " + p.Value + "\n"
	}
	return s
}

// conflictView shows each field in conflict with its three values, and a form
// that sends "mine", which can be changed before.
func conflictView(cs []model.Conflict, uri string) view.Items {
	gone := false
	for _, f := range cs {
		gone = gone || f.Theirs == ""
	}
	title, label := "Two people changed this", "Keep mine"
	if gone {
		title, label = "You changed what somebody deleted", "Restore with mine"
	}
	mineGone := false
	several := slices.ContainsFunc(cs, func(f model.Conflict) bool { return f.Key != cs[0].Key })
	rows := view.Map(cs, func(f model.Conflict) view.Item {
		mineGone = mineGone || f.Mine == ""
		mine := html.Span(html.Class("tandem-value"), plain(f.Mine))
		shared := slices.ContainsFunc(cs, func(o model.Conflict) bool { return o.Field == f.Field && o.Key != f.Key })
		if t, err := f.Mine.Text(); err == nil && !shared {
			mine = entry(f.Field, t) // a request has one value for a field, whatever it changes
		}
		name := f.Field
		if several {
			name = f.Key + ": " + name
		}
		return html.Div(html.Class("tandem-choice"), html.P(html.Class("tandem-field"), view.Text(name)),
			html.Dl(
				html.Div(html.Class("tandem-base"), html.Dt(view.Text("Before")), html.Dd(plain(f.Base))),
				html.Div(html.Class("tandem-theirs"), html.Dt(view.Text("Theirs")), html.Dd(plain(f.Theirs))),
				html.Div(html.Class("tandem-mine"), html.Dt(view.Text("Mine")), html.Dd(mine))))
	})
	if mineGone {
		title, label = "You deleted what somebody changed", "Delete it"
	}
	return view.Fragment(
		html.H3(view.Text(title)),
		view.Form("POST", uri,
			rows,
			html.Div(html.Class("tandem-choices"),
				html.Button(html.Type("submit"), html.Class("tandem-primary"), view.Text(label)),
				html.Button(html.Type("submit"), html.Name("_method"), html.Value("DELETE"), view.Text("Keep theirs")))))
}

// plain shows a value as a person would write it.
func plain(v model.Value) *view.Node {
	if v == "" {
		return html.Em(view.Text("deleted"))
	}
	if t, err := v.Text(); err == nil {
		return view.Text(t)
	}
	return view.Text(string(v))
}
