package app

import (
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// guard calls f, and turns a panic into an error that does not tell a user what it was.
// report gets the panic's value, unless it is nil; a refusal that was thrown is none.
func guard(report func(any), f func() error) (err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if r, ok := p.(*model.Rejection); ok {
			err = r
			return
		}
		if report != nil {
			report(p)
		}
		err = model.Reject(model.CodeCrashed, "This part of the page could not be shown.")
	}()
	return f()
}

// notice returns the problem as what stands in the place of a part of a page. Its
// classes are tandem-notice and tandem-problem; uri is the page's, to try again.
func (p *Problem) notice(uri string) *view.Node {
	return html.Div(html.Class("tandem-notice tandem-problem"), html.Role("alert"),
		html.Strong(view.Text(p.Title())), view.Text(" "), html.Span(view.Text(p.Detail)), view.Text(" "),
		html.A(html.Href(uri), view.Text("Try again")), view.Text(" "),
		html.A(html.Href("/"), view.Text("Go to the start page")))
}
