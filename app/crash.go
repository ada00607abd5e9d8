package app

import (
	"strings"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Failure is a panic of the application: in a controller, a view, a region or a
// request. Options.OnError is told of it at the end where it happened.
type Failure struct {
	// ID names the failure on the page, in the log and in what browsers report: eight
	// characters. It is made of Part, the path and Text, so the same bug has the
	// same id each time and at both ends.
	ID string
	// Part is what panicked: "page", "region" or "request".
	Part string
	// At is the path of the page or of the request, without its query, which may hold
	// what nobody should find in a log.
	At string
	// Text is what the panic said. It is for who builds the application: no page has it.
	Text string
}

// NewFailure returns the failure of a part with uri, of which panicked is the
// panic's value or its text.
func NewFailure(part, uri string, panicked any) Failure {
	f := Failure{Part: part}
	f.At, _, _ = strings.Cut(uri, "?")
	switch p := panicked.(type) {
	case error:
		f.Text = p.Error()
	case string:
		f.Text = p
	case interface{ String() string }:
		f.Text = p.String()
	default:
		f.Text = "a panic whose value is no text"
	}
	sum := model.Sum(f.Part, f.At, f.Text)
	f.ID = sum.Name()[:8]
	return f
}

// Problem returns the failure as a problem that does not tell a user what it was, and
// calls OnError. detail says what could not be done.
func (a *App) Problem(f Failure, detail string) *Problem {
	p := NewProblem(model.CodeCrashed, detail)
	p.ID = f.ID
	if a.opts.OnError != nil {
		func() {
			// What shows errors may have one.
			defer func() { _ = recover() }()
			p.own = a.opts.OnError(f)
		}()
	}
	return p
}

// Guard calls f, for a part of the page with uri, and turns a panic into a problem.
// report is told of it first, while the stack is still that of the panic; nil tells
// nobody. A refusal that was thrown is returned as it is.
func (a *App) Guard(part, uri string, report func(Failure), f func() error) (err error) {
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if r, ok := p.(*model.Rejection); ok {
			err = r
			return
		}
		fail := NewFailure(part, uri, p)
		if report != nil {
			report(fail)
		}
		detail := "This page could not be shown."
		if part == "region" {
			detail = "This part of the page could not be shown."
		}
		err = a.Problem(fail, detail)
	}()
	return f()
}

// notice returns the problem as what stands in the place of a part of a page. Its
// classes are tandem-notice and tandem-problem; uri is the page's, to try again.
func (p *Problem) notice(uri string) *view.Node {
	if p.own != nil {
		return p.own
	}
	return html.Div(html.Class("tandem-notice tandem-problem"), html.Role("alert"),
		html.Strong(view.Text(p.Title())), view.Text(" "), html.Span(view.Text(p.Detail)), view.Text(" "),
		p.named(), p.ways(uri))
}

// named is the line with the id of a failure.
func (p *Problem) named() view.Item {
	if p.ID == "" {
		return nil
	}
	return html.Small(html.Class("tandem-error-id"), view.Text("Error "), html.Code(view.Text(p.ID)))
}

// ways are the ways on from a problem of the page with uri.
func (p *Problem) ways(uri string) view.Item {
	return html.Span(html.Class("tandem-ways"), view.If(uri != "", view.Fragment(
		html.A(html.Href(uri), view.Text("Try again")), view.Text(" "),
		html.A(html.Href(uri), html.Data("tandem", "reload"), view.Text("Reload from the server")), view.Text(" "))),
		html.A(html.Href("/"), view.Text("Go to the start page")))
}
