// Package app is an application: routes, controllers and what they answer. The
// server and the browser run the same [App]; neither it nor a [Controller]
// knows which.
//
//	func newApp() *app.App {
//		a := app.New("Notes", nil)
//		a.Handle("GET /{$}", list)
//		a.Handle("POST /notes", create)
//		return a
//	}
//
//	func create(c *app.Context) (app.Response, error) {
//		n := Note{ID: c.NewID()}
//		if err := notes.Bind(&n, c); err != nil {
//			return app.Response{}, err
//		}
//		return app.Created(notes.URI(n.ID), nil), notes.Create(c, n)
//	}
//
// A controller is a function from a request to a [Response]. It reads and
// writes records through its [Context]; what it returns is written only if it
// returns no error. The shell decides what is sent: a page or JSON, a redirect
// or a status, by what the other end accepts.
package app
