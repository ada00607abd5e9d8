package app

import (
	"unsafe"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
)

// Rows returns a row for each record that q finds. In the browser, the rows of
// records that have not changed since the page was last made are those of then: row
// is not called for them, the record is not read into a struct, and nothing inside
// them is compared.
//
// That is right as long as a row shows nothing but its record, so row should be a
// declared function, or a literal that uses no variable of the functions around it.
// A literal that does is another function each time, and is called for every record
// each time: that is slower, and shows nothing stale. What a row shows besides its
// record, give to [RowsWith]. In either case a row must depend on nothing that
// changes behind its arguments, such as a package variable.
//
// Give each row a [view.Key]: the record's id. A row may be nil.
func Rows[T any](c *Context, q model.Query[T], row func(T) *view.Node) (view.Items, error) {
	return rows(c, q, maker[T, none]{id: code(unsafe.Pointer(&row)), row: row}, func(string) (n none) { return n })
}

// RowsWith is [Rows] for rows that show something else too: with returns what, for the
// record with that id, and row is called again where it is another value. with is
// asked for every record each time, and may use any variable.
//
//	app.RowsWith(c, byOrder.All(), func(id string) bool { return id == selected }, taskRow)
func RowsWith[T any, X comparable](c *Context, q model.Query[T], with func(id string) X, row func(T, X) *view.Node) (view.Items, error) {
	return rows(c, q, maker[T, X]{id: code(unsafe.Pointer(&row)), with: row}, with)
}

type none struct{}

// maker is the function that makes the rows, in one of two forms, and which one it is.
// It is kept with the rows: so no other function can be where it was.
type maker[T, X any] struct {
	id   unsafe.Pointer
	row  func(T) *view.Node
	with func(T, X) *view.Node
}

// code returns what a variable of a function type points to. It is the same for
// one function only, and for one that holds variables, only for one making of it.
func code(f unsafe.Pointer) unsafe.Pointer { return *(*unsafe.Pointer)(f) }

// rowList is the rows that one call of Rows has made.
type rowList[T any, X comparable] struct {
	by   maker[T, X]
	memo view.Memo[string, rowVersion[X]]
}

// rowVersion is all that a row depends on. Records are never changed in place.
type rowVersion[X comparable] struct {
	record *model.Record
	with   X
}

func rows[T any, X comparable](c *Context, q model.Query[T], by maker[T, X], with func(string) X) (view.Items, error) {
	rs, err := q.Records(c)
	if err != nil {
		return nil, err
	}
	l := &rowList[T, X]{by: by}
	if c.part != nil {
		if old, ok := c.part.list().(*rowList[T, X]); ok && old.by.id == by.id {
			l = old
		}
		c.part.keep(l)
	}
	return view.Rows(&l.memo, rs, func(r *model.Record) (string, rowVersion[X]) {
		return r.Key, rowVersion[X]{r, with(r.ID())}
	}, func(r *model.Record) *view.Node {
		if by.row != nil {
			return by.row(q.Of(r))
		}
		return by.with(q.Of(r), with(r.ID()))
	}), nil
}
