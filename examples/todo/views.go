package main

import (
	"strconv"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// listView is TodoMVC's page. Every control is a link or a form, so that it
// works before the program has loaded, and without it.
func listView(c *app.Context, ts []Todo, inbox *view.Node) *view.Node {
	path := c.Path()
	if path == "/todos" {
		path = "/"
	}
	left := 0
	for _, t := range ts {
		if !t.Completed {
			left++
		}
	}
	editing := c.Query("edit")
	return html.Main(html.Class("page"),
		inbox,
		html.Section(html.Class("todoapp"),
			html.Header(html.Class("header"),
				html.H1(view.Text("todos")),
				newTodo(c, editing == "")),
			view.If(len(ts) > 0, html.Section(html.Class("main"),
				toggleAll(left == 0),
				html.Ul(html.Class("todo-list"), view.Map(ts, func(t Todo) view.Item {
					if path == "/active" && t.Completed || path == "/completed" && !t.Completed {
						return nil
					}
					return item(c, t, path, editing)
				})))),
			view.If(len(ts) > 0, footer(path, left, len(ts)-left))),
		c.Status())
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

func item(c *app.Context, t Todo, path, editing string) *view.Node {
	edit := path + "?edit=" + t.ID
	uri := todos.URI(t.ID)
	if editing == t.ID {
		return html.Li(view.Key(t.ID), html.Class("editing"), view.ClassIf(t.Completed, "completed"), renaming(c, t, path))
	}
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

func renaming(c *app.Context, t Todo, path string) *view.Node {
	title, problem := t.Title, c.Error("title")
	if problem != "" {
		title = c.Posted("title")
	}
	return view.Form("PATCH", todos.URI(t.ID), html.Class("renaming"), view.Then(path),
		html.Input(html.Class("edit"), html.Name("title"), html.Value(title), html.Aria("label", "Title"),
			html.Autofocus(), invalid(problem, "edit-problem"),
			view.On("keydown-escape", view.Go(path)), view.On("blur", view.Submit())),
		html.Button(html.Type("submit"), html.Class("unscripted"), view.Text("Save")),
		html.A(html.Class("unscripted"), html.Href(path), view.Text("Cancel")),
		message(problem, "edit-problem"))
}

func footer(path string, left, done int) *view.Node {
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
			html.Button(html.Type("submit"), html.Class("clear-completed"), view.Text("Clear completed")))))
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
