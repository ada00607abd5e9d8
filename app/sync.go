package app

import (
	"slices"
	"strconv"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Sync says where the edits are. The zero Sync is that of a page as the server
// sends it, where there are none on the way.
type Sync struct {
	// Live says that the application runs in the browser.
	Live bool
	// Online says that the server answers.
	Online bool
	// Pending is the number of edits that the server has not answered yet.
	Pending int
	// Unsaved is how many of these are not stored on the device yet.
	Unsaved int
	// Fault is why the device cannot store edits; "" if it can.
	Fault string
	// Notice is something that has happened to the device, to be shown until
	// the person dismisses it; "" for nothing.
	Notice string
	// Update says that a newer version of the application is ready.
	Update bool
}

// Text says in a few words where the edits are.
func (s Sync) Text() string {
	n := strconv.Itoa(s.Pending) + " edit"
	if s.Pending != 1 {
		n += "s"
	}
	switch {
	case !s.Live:
		return "Saved on the server"
	case s.Pending == 0 && s.Online:
		return "All saved on the server"
	case s.Pending == 0:
		return "Offline. What you do is kept on this device"
	case s.Fault != "":
		return n + " not on the server yet"
	case s.Unsaved > 0:
		return "Saving " + n + " on this device…"
	case s.Online:
		return n + " on this device, sending…"
	}
	return "Offline. " + n + " on this device"
}

// Status is a ready-made line that tells where the edits are, and what is wrong
// with a form whose view has not asked for it by Error so far. Its classes are
// tandem-status and one of is-page, is-saved, is-offline, is-pending, is-fault.
func (c *Context) Status() *view.Node {
	s := c.shown.Sync
	state := "is-saved"
	switch {
	case s.Fault != "":
		state = "is-fault"
	case !s.Live:
		state = "is-page"
	case !s.Online:
		state = "is-offline"
	case s.Pending > 0:
		state = "is-pending"
	}
	return html.P(html.Class("tandem-status "+state), html.Role("status"),
		html.Span(html.Class("tandem-dot"), html.Aria("hidden", "true")),
		html.Span(html.Class("tandem-where"), view.Text(s.Text())),
		view.Map(c.untold(), func(f model.FieldError) view.Item {
			return html.Strong(html.Class("tandem-fault"), view.Text(f.Field+" "+f.Message))
		}),
		view.If(s.Fault != "", html.Strong(html.Class("tandem-fault"), view.Text(s.Fault))),
		view.If(s.Notice != "", html.Strong(html.Class("tandem-notice"), view.Text(s.Notice), view.Text(" "),
			html.Button(html.Type("button"), html.Class("tandem-dismiss"), html.Data("tandem", "dismiss"), view.Text("Dismiss")))),
		view.If(s.Update, html.A(html.Class("tandem-update"), html.Href(c.URI()), html.Data("tandem", "update"), view.Text("Update to the new version"))),
	)
}

// untold returns the messages about fields that the view did not ask for.
func (c *Context) untold() (fs []model.FieldError) {
	if c.shown.Problem == nil {
		return nil
	}
	for _, f := range c.shown.Problem.Fields {
		if !slices.Contains(c.told, f.Field) {
			fs = append(fs, f)
		}
	}
	return fs
}
