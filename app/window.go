package app

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Window is a list of which the page has only the rows that are in sight, and a few around
// them: of 100,000 records it has as many nodes as of 100.
type Window struct {
	// Name is the list's on the page, in URLs (?name=…) and in classes; letters only.
	Name string
	// Label says what the list is, to who does not see it.
	Label string
	// Height is that of a row, in CSS pixels. All rows are that high, and the
	// application's style sheet has to make them so. Defaults to 40.
	Height int
	// Rows is how many rows are in sight at most. Defaults to 20.
	Rows int
}

const (
	around     = 10 // rows on either side of those in sight
	windowPage = 50 // rows of a page of the server's
)

// Windowed returns the list of the records that q finds; row makes what is in a row. Its
// parts have the classes tandem-window, which has to have a height and to scroll,
// tandem-row, and tandem-space for what takes the place of the rows that are not there,
// which has to be a block:
//
//	.tandem-window { height: 30rem; overflow-y: auto }
//	.tandem-row { height: 40px; overflow: hidden }
//	.tandem-space { display: block; width: 1px }
//
// It is a grid with one column, of which a screen reader is told how many rows there are
// and which one it is at. One row has the focus; arrows, PageUp, PageDown, Home and End
// move it, Tab goes on into it. The focus stays at its record while the list is scrolled
// or changes.
//
// The server's page, and one without script, has pages of rows with links to the previous
// and the next; so has the browser's until the device holds the records, and at an
// address that such a link leads to. What is in sight is found in a time that does not
// grow with the rows before it. Browsers end a list that is higher than some 16 million
// pixels; that is 400,000 rows of 40.
//
// Give the list a [Context.Live] region of its own: scrolling makes that again.
func Windowed[T any](c *Context, w Window, q model.Query[T], row func(T) view.Item) (*view.Node, error) {
	n, err := q.Count(c)
	if err != nil {
		return nil, err
	}
	if w.Height <= 0 {
		w.Height = 40
	}
	if w.Rows <= 0 {
		w.Rows = 20
	}
	l := windowed{Window: w, n: n, place: c.Query(w.Name)}
	of := func(r *model.Record) view.Item { return row(q.Of(r)) }
	if c.shown.Sync.Live && l.place == "" {
		l.active = LocalState(c, w.Name+".active", "").Value
		l.first = max(0, min(LocalState(c, w.Name+".first", 0).Value, n-w.Rows-2*around))
		// What the server has sent with its page may be a page of the list: then that is
		// all there is to scroll, until the device holds the rest.
		_, err := q.Skip(c, n-1)
		if err == nil {
			err = l.live(func(n, limit int) ([]*model.Record, error) {
				part, err := q.Skip(c, n)
				if err != nil {
					return nil, err
				}
				return part.Limit(limit).Records(c)
			}, func(id string) (int, bool, error) { return q.Rank(c, id) })
		}
		if !errors.Is(err, model.ErrUnknown) {
			return html.Div(l.node(of)), err
		}
	}
	at, back, cursor := readPlace(l.place)
	if back {
		q = q.Reverse()
	}
	rows, err := q.After(cursor).Limit(windowPage + 1).Rows(c)
	if err != nil {
		return nil, err
	}
	links := l.page(c, rows, at, back)
	return html.Div(l.node(of), links), nil
}

// windowed is a list that is made: its rows from number first on, and the one that is
// kept elsewhere as it has the focus.
type windowed struct {
	Window
	n, first int
	place    string // of the page, from the URL
	paged    bool
	rows     []*model.Record
	kept     *model.Record
	keptAt   int
	active   string // the id of the record whose row has the focus
}

// live finds the rows that are in sight.
func (l *windowed) live(from func(n, limit int) ([]*model.Record, error), rank func(id string) (int, bool, error)) (err error) {
	if l.rows, err = from(l.first, l.Rows+2*around); err != nil || l.active == "" {
		return err
	}
	at, ok, err := rank(l.active)
	switch {
	case err != nil:
	case !ok:
		l.active = "" // it is gone
	case at < l.first || at >= l.first+len(l.rows):
		var one []*model.Record
		if one, err = from(at, 1); err == nil && len(one) == 1 {
			l.kept, l.keptAt = one[0], at
		}
	}
	return err
}

// page takes the rows of a page, of which one may be too many, and returns the links to
// the pages around it.
func (l *windowed) page(c *Context, rows []model.Row, at int, back bool) *view.Node {
	more := len(rows) > windowPage
	rows = rows[:min(len(rows), windowPage)]
	if back {
		slices.Reverse(rows)
	}
	l.paged, l.active, l.kept, l.first, l.rows = true, "", nil, at, nil
	for _, r := range rows {
		l.rows = append(l.rows, r.Record)
	}
	l.n = max(l.n, at+len(rows))
	link := func(to int, side, place, text string) view.Item {
		var v Values
		for _, p := range c.query {
			if p.Name != l.Name {
				v = append(v, p)
			}
		}
		if to > 0 {
			v = append(v, Pair{l.Name, strconv.Itoa(to) + side + model.Hex(place)})
		}
		uri := c.Path()
		if len(v) > 0 {
			uri += "?" + v.Encode()
		}
		return html.A(html.Href(uri), view.Text(text))
	}
	var prev, next view.Item
	if len(rows) > 0 && (at > 0 || back && more) {
		prev = link(at-windowPage, "b", rows[0].At, "Previous")
	}
	if len(rows) > 0 && (back || more) {
		next = link(at+len(rows), "a", rows[len(rows)-1].At, "Next")
	}
	return html.Nav(html.Class("tandem-pages"), html.AriaLabel("Pages of "+l.Label), prev, view.Text(" "), next)
}

// readPlace reads the place of a page: the number of its first row, whether it is
// what comes before the place in the index, and that.
func readPlace(s string) (at int, back bool, cursor string) {
	i := strings.IndexAny(s, "ab")
	if i < 0 {
		return 0, false, ""
	}
	at, _ = strconv.Atoi(s[:i])
	return max(0, at), s[i] == 'b', s[i+1:]
}

// node returns the list with its rows.
func (l *windowed) node(of func(*model.Record) view.Item) *view.Node {
	inside := make(view.Items, 0, len(l.rows)+8)
	spaces := 0
	space := func(rows int) {
		spaces++
		inside = append(inside, html.SVG(view.Key(" "+strconv.Itoa(spaces)), html.Class("tandem-space"), html.AriaHidden(true),
			html.Width("1"), html.Height(strconv.Itoa(max(0, rows)*l.Height))))
	}
	// Tab comes to the row that had the focus, or else to the first in sight.
	stop := l.first
	if stop > 0 && !l.paged {
		stop += around
	}
	row := func(r *model.Record, i int) {
		tab := -1
		if id := r.ID(); id == l.active || l.active == "" && i == stop {
			tab = 0
		}
		inside = append(inside, html.Div(view.Key(r.Key), html.Class("tandem-row"), html.Role("row"), html.AriaRowIndex(i+1), html.TabIndex(tab),
			html.Data("id", r.ID()), html.Div(html.Role("gridcell"), of(r))))
	}
	next := 0 // the row that comes next
	if l.paged {
		next = l.first
	}
	keep := func() {
		space(l.keptAt - next)
		row(l.kept, l.keptAt)
		next = l.keptAt + 1
	}
	if l.kept != nil && l.keptAt < l.first {
		keep()
	}
	space(l.first - next)
	for i, r := range l.rows {
		row(r, l.first+i)
	}
	next = l.first + len(l.rows)
	if l.kept != nil && l.keptAt >= l.first {
		keep()
	}
	if l.paged {
		next = l.n // the others are behind links
	}
	space(l.n - next)
	return html.Div(html.Class("tandem-window"), html.Role("grid"), html.AriaLabel(l.Label), html.AriaRowCount(l.n),
		html.Data("tandem-window", l.Name), html.Data("height", strconv.Itoa(l.Height)), html.Div(html.Role("rowgroup"), inside))
}
