// Todo is TodoMVC for several people: one list that all of them edit, online
// and offline.
package main

import "github.com/tandemgo/tandem/app"

func newApp() *app.App {
	a := app.New("Tandem todos", &app.Options{
		Short:       "Todos",
		Description: "A list that several people keep, online and offline.",
		Theme:       "#b5302b",
		Styles:      []string{"todo.css"},
		Icon:        "icon.svg",
	})
	a.Handle("GET /{$}", list)
	a.Handle("GET /active", list)
	a.Handle("GET /completed", list)
	a.Handle("GET /todos", collection)
	a.Handle("POST /todos", create)
	a.Handle("PATCH /todos", completeAll)
	a.Handle("DELETE /todos", clearCompleted)
	a.Handle("GET /todos/{id}", show)
	a.Handle("PUT /todos/{id}", replace)
	a.Handle("PATCH /todos/{id}", update)
	a.Handle("DELETE /todos/{id}", remove)
	return a
}
