package app

import (
	"strings"

	"github.com/tandemgo/tandem/model"
)

// Controller answers a request. It runs at both ends and sees nothing that one
// of them does not have: no cookie, header or address.
type Controller func(*Context) (Response, error)

// Context is what a controller works with: the request, the records, and, for
// its view, what the shell knows. It belongs to one run.
type Context struct {
	app     *App
	tx      *model.Tx
	request model.Request
	path    string
	query   Values
	params  []Pair
	form    Values
	json    model.Value
	shown   Shown
	part    *part    // what is kept of the page; nil where it is made once
	told    []string // the fields whose errors the view has asked for
}

// Shown is what a page shows beside the records.
type Shown struct {
	// Sync says where the edits are.
	Sync Sync
	// Problem is what was wrong with the form that was sent from this page;
	// Posted is what the form held, and Sent the request that it was, as
	// "PATCH /todos/7".
	Problem *Problem
	Posted  Values
	Sent    string
	// Memory is what is kept of the page; nil where a page is made once, as on the
	// server. Crashed is told of panics in regions; nil tells nobody.
	Memory  *Memory
	Crashed func(Failure)
	// Place is where the page is read.
	Place Place
	// Ages is told when something on the page will read differently because time has
	// gone by; nil drops that.
	Ages func(then model.Time)
	// From is the URI that the page will be shown under; "" means that of
	// the request.
	From string
}

// Tx returns the run in which the request is answered, which makes c a
// model.Run.
func (c *Context) Tx() *model.Tx { return c.tx }

// User returns the id of the user as whom the request is run.
func (c *Context) User() string { return c.tx.User() }

// Now returns the time of the request, by the clock of the device it came from.
func (c *Context) Now() model.Time { return c.tx.Now() }

// NewID returns an id for a new record, the same in every run of the request.
func (c *Context) NewID() string { return c.tx.NewID() }

// Method returns the request's method.
func (c *Context) Method() string { return c.request.Method }

// Path returns the request's path, still escaped, without the query.
func (c *Context) Path() string { return c.path }

// Param returns the value of a wildcard of the route's pattern.
func (c *Context) Param(name string) string { return Values(c.params).Get(name) }

// Query returns a parameter of the query, "" if there is none.
func (c *Context) Query(name string) string { return c.query.Get(name) }

// Form returns a field of the form that was posted, "" if there is none.
func (c *Context) Form(name string) string { return c.form.Get(name) }

// Body returns the JSON that was posted, "" if it was none.
func (c *Context) Body() model.Value { return c.json }

// Has reports whether the request's body has the field.
func (c *Context) Has(field string) bool {
	if _, ok := c.form.Lookup(field); ok {
		return true
	}
	ms, _ := c.json.Members()
	for _, m := range ms {
		if m.Name == field {
			return true
		}
	}
	return false
}

// Bind sets fields of record to what the request's body, a form or a JSON
// object, has for them; record is a pointer to a collection's struct. Fields
// that the body does not have stay as they are, names that are no fields are
// passed over, and the ID is never set. A merge patch (RFC 7396) does so in nested
// structs too, and sets what is null to its zero value. It returns a rejection that says which
// fields are not of the right type, and ErrForbidden for a field that the user
// does not see.
func (c *Context) Bind(record any) error {
	if c.json != "" {
		ms, err := c.json.Members()
		if err != nil {
			return model.Reject(model.CodeInvalid, "the body must be a JSON object")
		}
		if c.request.Type == TypeMerge {
			return model.Patch(c, record, ms)
		}
		return model.Assign(c, record, ms)
	}
	seen := make([]model.Member, 0, len(c.form))
	for _, p := range c.form {
		seen = append(seen, model.Member{Name: p.Name, Value: model.String(p.Value)})
	}
	return model.AssignText(c, record, seen)
}

// Each calls f once for each element if the body is a JSON array, with a
// context whose body is that element, and once with c otherwise. It stops at
// the first error.
func (c *Context) Each(f func(*Context) error) error {
	vs, err := c.json.Elements()
	if err != nil {
		return f(c)
	}
	for _, v := range vs {
		d := *c
		d.json = v
		if err := f(&d); err != nil {
			return err
		}
	}
	return nil
}

// Error returns what was wrong with a field of the form that was sent from this
// page, "" if nothing was. The empty name asks for what was wrong with the form.
func (c *Context) Error(field string) string {
	if c.shown.Problem == nil {
		return ""
	}
	if field == "" {
		return c.shown.Problem.Detail
	}
	for _, f := range c.shown.Problem.Fields {
		if f.Field == field {
			c.told = append(c.told, field)
			return f.Message
		}
	}
	return ""
}

// Posted returns what a field of the form held that was sent from this page and
// refused, "" if none was.
func (c *Context) Posted(field string) string { return c.shown.Posted.Get(field) }

// Sync returns where the edits are.
func (c *Context) Sync() Sync { return c.shown.Sync }

// URI returns the path and query under which the page is shown.
func (c *Context) URI() string {
	if c.shown.From != "" {
		return c.shown.From
	}
	return c.request.URI
}

// bind reads the request's body, whatever its type.
func (c *Context) bind(r model.Request) error {
	uri, query, _ := strings.Cut(r.URI, "?")
	var err error
	if c.query, err = ParseValues(query); err != nil {
		return err
	}
	c.path = uri
	if len(r.Body) == 0 {
		return nil
	}
	switch r.Type {
	case TypeForm:
		c.form, err = ParseValues(string(r.Body))
	case TypeJSON, TypeMerge:
		c.json, err = model.ParseJSON(string(r.Body))
		if err != nil {
			err = model.Reject(model.CodeBadRequest, "the body cannot be read: "+err.Error())
		}
	default:
		err = model.Reject(CodeMediaType, "the body's type must be "+TypeForm+" or "+TypeJSON)
	}
	return err
}
