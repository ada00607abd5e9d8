package app

import (
	"strconv"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
)

// Response is what a controller answers. Make one with Page, Created, Done or
// See; the zero Response is Done.
type Response struct {
	// Status is the status of a page or of JSON; 0 is the usual one.
	Status int
	// Title and View are the page; View is called if a page is wanted.
	Title string
	View  func() *view.Node
	// Data is called if JSON is wanted; nil means that there is none.
	Data func() model.Value
	// Location is the URI of what was created, or where to go.
	Location string
	// Redirect sends every client to Location.
	Redirect bool
	// Keys names the records of which the response is a representation, for
	// its ETag; without any, the state of the whole space is.
	Keys []string
}

// Page answers with a page. body is called only if a page is wanted.
func Page(title string, body func() *view.Node) Response {
	return Response{Title: title, View: body}
}

// JSON adds a representation for REST clients. data is called only if it is
// wanted.
func (r Response) JSON(data func() model.Value) Response {
	r.Data = data
	return r
}

// Of says that the response shows these records and nothing else, so that its
// ETag changes only with them.
func (r Response) Of(keys ...string) Response {
	r.Keys = keys
	return r
}

// Created answers the creation of a record: 201 with its location for REST
// clients, and back to the page of the form for a browser.
func Created(uri string, data func() model.Value) Response {
	return Response{Status: 201, Location: uri, Data: data}
}

// Done answers a write: the representation, or 204 without one, for REST
// clients, and back to the page of the form for a browser.
func Done(data func() model.Value) Response { return Response{Data: data} }

// See sends every client on to uri.
func See(uri string) Response { return Response{Status: 303, Location: uri, Redirect: true} }

// List returns the JSON representation of records: a bare array.
func List[T any](c *model.Collection[T], ts []T) func() model.Value {
	return func() model.Value {
		vs := make([]model.Value, len(ts))
		for i, t := range ts {
			vs[i] = c.JSON(t)
		}
		return model.Array(vs...)
	}
}

// One returns the JSON representation of a record.
func One[T any](c *model.Collection[T], t T) func() model.Value {
	return func() model.Value { return c.JSON(t) }
}

// Paged returns the part of ts that the query asks for: page, counted from 1,
// of size records, 50 unless size says otherwise, at most 1,000. Without page it
// is all of them.
func Paged[T any](c *Context, ts []T) ([]T, error) {
	if c.Query("page") == "" {
		return ts, nil
	}
	page, err1 := strconv.Atoi(c.Query("page"))
	size, err2 := 50, error(nil)
	if q := c.Query("size"); q != "" {
		size, err2 = strconv.Atoi(q)
	}
	if err1 != nil || err2 != nil || page < 1 || size < 1 || size > 1000 {
		return nil, model.Reject(model.CodeBadRequest, "page and size must be whole numbers from 1, size at most 1000.")
	}
	if page > len(ts)/size+1 {
		return nil, nil
	}
	from := (page - 1) * size
	return ts[min(from, len(ts)):min(from+size, len(ts))], nil
}
