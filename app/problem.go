package app

import (
	"errors"
	"strconv"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Codes of refusals that are not the model's.
const (
	CodeMediaType    model.Code = "unsupported-media-type"
	CodeMethod       model.Code = "method-not-allowed"
	CodeConflict     model.Code = "conflict"
	CodePrecondition model.Code = "precondition-failed"
	CodeAcceptable   model.Code = "not-acceptable"
	CodeUnavailable  model.Code = "unavailable"
)

// Problem is why a request was refused, as RFC 9457 has it.
type Problem struct {
	// Code ends the problem's type, urn:tandem:problem:code; docs/problems.md
	// lists them.
	Code   model.Code
	Status int
	Detail string
	// ID names the failure that the problem is; "" for what is no failure.
	ID string
	// Fields says what is wrong with which field.
	Fields []model.FieldError
	// Conflicts are the fields that somebody has to choose the values of.
	Conflicts []model.Conflict
	// Allow lists the methods of a URI that does not have the one asked for.
	Allow []string

	own *view.Node // what the application shows for it
}

// titles are the same for every occurrence of a problem, as the RFC asks.
var titles = [...]struct {
	code   model.Code
	status int
	title  string
}{
	{model.CodeBadRequest, 400, "The request cannot be read"},
	{model.CodeForbidden, 403, "This is not allowed"},
	{model.CodeAbsent, 404, "Not found"},
	{CodeMethod, 405, "Not possible here"},
	{CodeAcceptable, 406, "Not available in that form"},
	{model.CodeTaken, 409, "The id cannot be used"},
	{CodeConflict, 409, "Somebody else changed this too"},
	{model.CodeUnseen, 409, "This has changed"},
	{model.CodeHeld, 409, "This waits for a decision"},
	{model.CodeCause, 409, "An earlier edit was refused"},
	{model.CodeVersion, 409, "Another version is needed"},
	{model.CodeForgotten, 410, "No longer kept"},
	{CodePrecondition, 412, "This has changed"},
	{model.CodeTooLarge, 413, "The request is too large"},
	{CodeMediaType, 415, "The type of the body is not known here"},
	{model.CodeInvalid, 422, "Some fields are not right"},
	{model.CodeCrashed, 500, "Something went wrong here"},
	{model.CodeBudget, 500, "This asks for too much"},
	{CodeUnavailable, 503, "The server cannot do this now"},
}

// Title returns the problem's kind in a few words.
func (p *Problem) Title() string {
	for i := range titles {
		if titles[i].code == p.Code {
			return titles[i].title
		}
	}
	return "The request was refused"
}

func (p *Problem) Error() string { return p.Title() + ": " + p.Detail }

// NewProblem returns a problem of the code's kind.
func NewProblem(code model.Code, detail string) *Problem {
	p := &Problem{Code: code, Status: 400, Detail: detail}
	for i := range titles {
		if titles[i].code == code {
			p.Status = titles[i].status
		}
	}
	return p
}

// ProblemOf returns err as a problem. An error that is not meant for the user
// becomes a 500 that does not tell what it was.
func ProblemOf(err error) *Problem {
	var p *Problem
	var r *model.Rejection
	switch {
	case errors.As(err, &p):
		return p
	case errors.As(err, &r):
		p := NewProblem(r.Code, r.Message)
		p.Fields = r.Fields
		return p
	case errors.Is(err, model.ErrUnknown):
		return NewProblem(CodeUnavailable, "This page is not on this device, and the server cannot be reached.")
	case errors.Is(err, model.ErrStore):
		return NewProblem(CodeUnavailable, "The server cannot store anything now. Please try again.")
	}
	return NewProblem(model.CodeCrashed, "The server could not answer the request.")
}

// JSON returns the problem as application/problem+json (RFC 9457). Its
// extensions are errors, messages by field, and conflicts.
func (p *Problem) JSON() model.Value {
	ms := []model.Member{
		{Name: "type", Value: model.String("urn:tandem:problem:" + string(p.Code))},
		{Name: "title", Value: model.String(p.Title())},
		{Name: "status", Value: model.Value(strconv.Itoa(p.Status))},
		{Name: "detail", Value: model.String(p.Detail)},
	}
	if p.ID != "" {
		ms = append(ms, model.Member{Name: "instance", Value: model.String("urn:tandem:error:" + p.ID)})
	}
	if len(p.Fields) > 0 {
		fs := make([]model.Member, len(p.Fields))
		for i, f := range p.Fields {
			fs[i] = model.Member{Name: f.Field, Value: model.String(f.Message)}
		}
		ms = append(ms, model.Member{Name: "errors", Value: model.Object(fs...)})
	}
	if len(p.Conflicts) > 0 {
		ms = append(ms, model.Member{Name: "conflicts", Value: model.ConflictValue(p.Conflicts)})
	}
	return model.Object(ms...)
}

// View returns the problem as a page, for one that belongs to no page of the
// application. Its classes are tandem-page and tandem-problem. uri is the page to try
// again, "" for none; posted is what was entered in a form that it comes from, so that it
// is not lost.
func (p *Problem) View(uri string, posted Values) *view.Node {
	if p.own != nil {
		return p.own
	}
	if p.Status < 500 && posted == nil {
		uri = "" // the same again would be refused again
	}
	return html.Main(html.Class("tandem-page tandem-problem"),
		html.H1(view.Text(p.Title())),
		html.P(view.Text(p.Detail)),
		view.Map(p.Fields, func(f model.FieldError) view.Item {
			return html.P(view.Text(f.Field + " " + f.Message))
		}),
		entered(posted),
		html.P(p.named()),
		html.P(p.ways(uri)))
}

// entered lists what was in a form.
func entered(posted Values) view.Item {
	if len(posted) == 0 {
		return nil
	}
	return html.Dl(html.Class("tandem-entered"), html.Dt(view.Text("You had entered")), view.Map(posted, func(p Pair) view.Item {
		if p.Value == "" || p.Name == "" || p.Name[0] == '_' {
			return nil
		}
		return html.Dd(view.Text(p.Name + ": " + p.Value))
	}))
}
