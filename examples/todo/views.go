package main

import (
	"strconv"
	"strings"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// listView is TodoMVC's page. Every control is a link or a form, so that it
// works before the program has loaded, and without it. The list and the line below
// it are regions: a todo that somebody changes runs these again, and nothing else.
func listView(c *app.Context, inbox *view.Node) *view.Node {
	path := c.Path()
	if path == "/todos" {
		path = "/"
	}
	return html.Main(html.Class("page"),
		html.A(html.Class("skip"), html.Href("#todos"), view.Text("Skip to the todos")),
		inbox,
		html.Section(html.Class("todoapp"), html.ID("todos"),
			html.Header(html.Class("header"),
				html.H1(view.Text("todos")),
				newTodo(c, c.Query("edit") == "")),
			c.Live(func(c *app.Context) (*view.Node, error) { return listed(c, path) }),
			c.Live(func(c *app.Context) (*view.Node, error) { return footer(c, path) })),
		c.Status())
}

// counts returns how many todos are left, and how many are done.
func counts(c *app.Context) (left, done int, err error) {
	if left, err = byState.Where(false).Count(c); err == nil {
		done, err = byState.Where(true).Count(c)
	}
	return left, done, err
}

// listed is the list of a path.
func listed(c *app.Context, path string) (*view.Node, error) {
	left, done, err := counts(c)
	if err != nil || left+done == 0 {
		return nil, err
	}
	q := inOrder.All()
	if path != "/" {
		q = byState.Where(path == "/completed")
	}
	find := app.LocalState(c, "find", c.Query("find"))
	wanted := strings.ToLower(strings.TrimSpace(find.Value))
	editing := rowState{path: path, edited: true, c: c, title: c.Posted("title")}
	if c.Query("edit") != "" {
		editing.problem = c.Error("title")
	}
	rows, err := app.RowsWith(c, q, func(id string) rowState {
		if id == c.Query("edit") {
			return editing
		}
		return rowState{path: path, find: wanted}
	}, item)
	return html.Section(html.Class("main"), toggleAll(left == 0),
		view.If(left+done >= many || wanted != "", finder(path, find, rows)),
		html.Ul(html.Class("todo-list"), rows)), err
}

// many is how long a list is in which one searches.
const many = 8

// finder is the field that narrows the list. What it says is this window's alone; who
// has no script sends it.
func finder(path string, find app.State[string], rows view.Items) *view.Node {
	found := 0
	for _, r := range rows {
		if r.(*view.Node) != nil {
			found++
		}
	}
	said := ""
	if find.Value != "" {
		said = strconv.Itoa(found) + " found"
	}
	return view.Form("GET", path, html.Class("find"), html.Role("search"),
		html.Input(html.Type("search"), html.Name("find"), html.Value(find.Value), html.Aria("label", "Find in the list"),
			html.Placeholder("Find"), html.AutoComplete("off"), view.On("input", find.Take())),
		html.Button(html.Type("submit"), html.Class("unscripted"), view.Text("Find")),
		html.Span(html.Role("status"), view.Text(said)))
}

func newTodo(c *app.Context, focus bool) *view.Node {
	typed := ""
	problem := c.Error("title")
	if c.Query("edit") != "" {
		problem = ""
	}
	if problem != "" {
		typed = c.Posted("title")
	}
	return view.Form("POST", "/todos", html.Class("add"),
		html.Input(html.Class("new-todo"), html.Name("title"), html.Value(typed),
			html.Placeholder("What needs to be done?"), html.Aria("label", "What needs to be done?"),
			html.EnterKeyHint("done"),
			view.If(focus, html.Autofocus()), invalid(problem, "new-problem")),
		html.Button(html.Type("submit"), html.Class("unscripted"), view.Text("Add")),
		message(problem, "new-problem"))
}

func toggleAll(all bool) *view.Node {
	return view.Form("PATCH", "/todos", html.Class("all"),
		html.Input(html.Type("hidden"), html.Name("completed"), html.Value("false")),
		html.Input(html.ID("toggle-all"), html.Class("toggle-all"), html.Type("checkbox"), html.Name("completed"), html.Value("true"),
			html.Checked(all), view.On("change", view.Submit())),
		html.Label(html.For("toggle-all"), view.Text("Mark all as complete")),
		html.Button(html.Type("submit"), html.Class("unscripted"), view.Text("Apply")))
}

// rowState is what a row shows beside its todo: the path that it is on, what is searched
// for, and while its title is edited, what was wrong with the one that was posted.
type rowState struct {
	path, find     string
	edited         bool
	c              *app.Context // of a row that is edited, which says when its todo was made
	title, problem string
}

func item(t Todo, s rowState) *view.Node {
	if s.edited {
		return html.Li(view.Key(t.ID), html.Class("editing"), view.ClassIf(t.Completed, "completed"), renaming(t, s))
	}
	if s.find != "" && !strings.Contains(strings.ToLower(t.Title), s.find) {
		return nil
	}
	edit := s.path + "?edit=" + t.ID
	uri := todos.URI(t.ID)
	return html.Li(view.Key(t.ID), view.ClassIf(t.Completed, "completed"),
		html.Div(html.Class("view"),
			view.Form("PATCH", uri, html.Class("tick"),
				html.Input(html.Type("hidden"), html.Name("completed"), html.Value("false")),
				html.Input(html.Class("toggle"), html.Type("checkbox"), html.Name("completed"), html.Value("true"),
					html.Checked(t.Completed), html.Aria("label", "Done: "+t.Title), view.On("change", view.Submit())),
				html.Button(html.Type("submit"), html.Class("unscripted"), view.Text("Save"))),
			html.Label(view.On("dblclick", view.Go(edit)), view.Text(t.Title)),
			html.A(html.Class("rename"), html.Href(edit), html.Aria("label", "Edit: "+t.Title), view.Text("Edit")),
			html.A(html.Class("details"), html.Href(uri), html.Aria("label", "Details: "+t.Title), view.Text("Details")),
			view.Form("DELETE", uri, html.Button(html.Type("submit"), html.Class("destroy"), html.Aria("label", "Delete: "+t.Title)))))
}

func renaming(t Todo, s rowState) *view.Node {
	title := t.Title
	if s.problem != "" {
		title = s.title
	}
	return view.Form("PATCH", todos.URI(t.ID), html.Class("renaming"), view.Then(s.path),
		html.Input(html.Class("edit"), html.Name("title"), html.Value(title), html.Aria("label", "Title"),
			html.Autofocus(), invalid(s.problem, "edit-problem"),
			view.On("keydown-escape", view.Go(s.path)), view.On("blur", view.Submit())),
		html.Button(html.Type("submit"), html.Class("unscripted"), view.Text("Save")),
		html.A(html.Class("unscripted"), html.Href(s.path), view.Text("Cancel")),
		view.IfFunc(t.Made != 0, func() view.Item {
			return html.P(html.Class("made"), view.Text("Made "), s.c.Time(t.Made, app.Ago))
		}),
		message(s.problem, "edit-problem"))
}

// footer is the line below the list; nil without one.
func footer(c *app.Context, path string) (*view.Node, error) {
	left, done, err := counts(c)
	if err != nil || left+done == 0 {
		return nil, err
	}
	unit := " items left"
	if left == 1 {
		unit = " item left"
	}
	filter := func(to, name string) *view.Node {
		return html.Li(html.A(html.Href(to), view.If(path == to, html.Aria("current", "page")), view.ClassIf(path == to, "selected"), view.Text(name)))
	}
	return html.Footer(html.Class("footer"),
		html.Span(html.Class("todo-count"), html.Strong(view.Text(strconv.Itoa(left))), view.Text(unit)),
		html.Ul(html.Class("filters"), filter("/", "All"), filter("/active", "Active"), filter("/completed", "Completed")),
		view.If(done > 0, view.Form("DELETE", "/todos?completed=true",
			html.Button(html.Type("submit"), html.Class("clear-completed"), view.Text("Clear completed"))))), nil
}

// todoView is the page of one todo.
func todoView(c *app.Context, t Todo) *view.Node {
	f := app.NewForm(c, "PUT", todos.URI(t.ID), &t)
	return html.Main(html.Class("page"),
		html.Section(html.Class("todoapp"),
			html.Header(html.Class("header"), html.H1(view.Text("todo"))),
			f.View(html.Class("main details-form"), view.Then("/"),
				f.Summary(),
				f.Input("title", "Title"),
				f.Area("note", "Note", html.Rows(5)),
				f.Input("order", "Place in the list"),
				f.Input("completed", "Done"),
				view.IfFunc(t.Made != 0, func() view.Item {
					return html.P(html.Class("made"), view.Text("Made "), c.Time(t.Made, app.Ago))
				}),
				html.P(html.Class("actions"),
					html.Button(html.Class("primary"), view.Text("Save")),
					html.A(html.Href("/"), view.Text("Back to the list"))))),
		c.Status())
}

// invalid ties a control to the message about it.
func invalid(problem, id string) view.Item {
	if problem == "" {
		return nil
	}
	return view.Fragment(html.Aria("invalid", "true"), html.Aria("describedby", id))
}

func message(problem, id string) view.Item {
	if problem == "" {
		return nil
	}
	return html.P(html.ID(id), html.Class("problem"), html.Role("alert"), view.Text("The title "+problem+"."))
}
