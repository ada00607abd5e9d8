package wasm

import (
	"errors"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Client runs an application on a clone and decides what is shown. It has no
// I/O; its methods must not be called concurrently.
type Client struct {
	app   *app.App
	clone *model.Clone
	now   func() model.Time
	newID func() model.ID

	// page is what the server has rendered, until the clone is as new.
	page  *app.PageView
	uri   string // of the page that is shown
	show  string // the request that it answers
	shown app.Shown
	tx    *model.Tx // in which the page was made; it says what was read
	// memory is of the page that was made last, and screen is that page. whole says
	// that it has to be made as a whole the next time, and not its regions alone.
	memory app.Memory
	screen Screen
	whole  bool
	parts  bool // regions of it have to be made again
	// problem is shown instead of the page, until another one is.
	problem *app.Problem

	fault  string
	update bool
	last   app.Sync
	// lasting is whether the device stores what it is given.
	lasting bool

	// watch is told what the clone has changed; nil outside of a host.
	watch func(touches []model.Touch, all bool)

	mark, noted Mark // as it is, and as the device has noted it
	marking     bool // marks are kept
}

// Screen is what is to be shown.
type Screen struct {
	Title string
	Tree  *view.Node
	// Base is what a request has as its base that is made from this screen.
	Base string
}

// NewClient returns a client that shows page, which may be nil, until Open
// gives it a clone. uri is the address of the page.
func NewClient(a *app.App, page *app.PageView, uri string, now func() model.Time, newID func() model.ID) *Client {
	c := &Client{app: a, page: page, now: now, newID: newID, uri: uri, show: uri, lasting: true}
	if page != nil {
		c.uri, c.show, c.shown = page.URI, page.Show, page.Shown
	}
	return c
}

// Open gives the client what the device holds; nil means that it holds
// nothing.
func (c *Client) Open(saved *model.Saved) {
	user := ""
	if c.page != nil {
		user = c.page.User // whose session it is, before there is a connection
	}
	saved = c.recall(saved)
	c.clone = model.NewClone(model.CloneOptions{Space: app.Space, Handler: c.app.Handler(), Random: c.newID, User: user,
		Version: c.app.Options().Version, Upgrade: c.app.Options().Upgrade, Follow: c.app.Options().Follow}, saved)
}

// Clone returns the clone; nil before Open.
func (c *Client) Clone() *model.Clone { return c.clone }

// URI returns the address of what is shown.
func (c *Client) URI() string { return c.uri }

// First returns the screen that the server has rendered: with what the page
// carries and nothing else, so that it comes to the same view. ok is false
// without such a page.
func (c *Client) First() (s Screen, ok bool) {
	if c.page == nil {
		return Screen{}, false
	}
	s, err := c.render(c.page.Reader(), c.page.User, c.shown)
	s.Base = model.Base{Epoch: c.page.Cursor().Epoch, Seq: c.page.Cursor().Seq}.String()
	return s, err == nil
}

// Sync returns where the edits are.
func (c *Client) Sync() app.Sync {
	s := app.Sync{Fault: c.fault, Notice: c.mark.notice(), Update: c.update}
	if c.clone == nil {
		return s
	}
	s.Live, s.Online = true, c.clone.Online()
	for _, p := range c.clone.Outbox() {
		s.Pending++
		if !p.Durable() {
			s.Unsaved++
		}
	}
	return s
}

// Unsaved reports whether something would be lost if the page were closed now.
func (c *Client) Unsaved() bool {
	s := c.Sync()
	return s.Unsaved > 0 || s.Pending > 0 && !c.lasting
}

// Fault says that the device cannot store what it is given, and why.
func (c *Client) Fault(text string) { c.fault, c.lasting = text, text == "" }

// Refused says that the server does not want this client.
func (c *Client) Refused(text string) { c.fault = text }

// Offer says that a newer version of the application is ready.
func (c *Client) Offer() { c.update = true }

// Stale reports whether the screen may have to look different, and takes note
// that it will be looked at.
func (c *Client) Stale() bool {
	if c.clone == nil {
		return false
	}
	touches, all := c.clone.Changed()
	if c.watch != nil {
		c.watch(touches, all)
	}
	stale := all || c.Sync() != c.last
	if c.tx == nil {
		stale = stale || len(touches) > 0
	} else {
		reads := c.tx.Reads()
		for _, t := range touches {
			stale = stale || reads.Touches(t)
		}
	}
	if c.page != nil && c.caughtUp() {
		c.page = nil
		stale = true
	}
	c.whole = c.whole || stale
	for _, t := range touches {
		c.parts = c.memory.Touch(t) || c.parts
	}
	return c.whole || c.parts
}

// caughtUp reports whether the clone is as new as the page of the server.
func (c *Client) caughtUp() bool {
	here, there := c.clone.Cursor(), c.page.Cursor()
	return c.clone.Ready() && (here.Epoch != there.Epoch && c.clone.Online() || here.Epoch == there.Epoch && here.Seq >= there.Seq)
}

// Screen returns what is to be shown now. If nothing but regions of the page that it
// returned last is stale, it makes these again and nothing else.
func (c *Client) Screen() Screen {
	if c.parts && !c.whole && c.page == nil && c.problem == nil && c.screen.Tree != nil {
		tx := model.NewTx(c.clone.Reader(), c.clone.User(), c.tx.Request(), c.now())
		if tree, ok := c.memory.Update(tx, c.screen.Tree); ok {
			c.parts = false
			c.screen.Tree, c.screen.Base = tree, c.clone.Base().String()
			return c.screen
		}
	}
	c.screen = c.all()
	c.whole, c.parts = false, false
	return c.screen
}

// all makes the whole page.
func (c *Client) all() Screen {
	c.last = c.Sync()
	if c.problem != nil {
		return Screen{c.problem.Title(), c.problem.View(), c.clone.Base().String()}
	}
	shown := c.shown
	shown.Sync = c.last
	if c.page != nil && !c.caughtUp() {
		s, err := c.render(c.page.Reader(), c.page.User, shown)
		if err == nil {
			s.Base = model.Base{Epoch: c.page.Cursor().Epoch, Seq: c.page.Cursor().Seq}.String()
			return s
		}
	}
	s, err := c.render(c.clone.Reader(), c.clone.User(), shown)
	s.Base = c.clone.Base().String()
	var p *app.Problem
	switch {
	case err == nil:
		return s
	case errors.Is(err, model.ErrUnknown) && !c.clone.Ready():
		s.Title, s.Tree = c.app.Name(), c.nothing()
		return s
	}
	p = app.ProblemOf(err)
	s.Title, s.Tree = p.Title(), p.View()
	return s
}

// nothing is what is shown before the first pull: neither an empty list nor
// "not found", of which nothing is known.
func (c *Client) nothing() *view.Node {
	if c.clone.Online() || c.fault != "" {
		return html.Main(html.Class("tandem-page"), html.P(html.Role("status"), view.Text("Fetching…")))
	}
	return html.Main(html.Class("tandem-page"),
		html.H1(view.Text("Not on this device")),
		html.P(html.Role("status"), view.Text("This device has not been connected yet. As soon as it is, this page fills by itself.")))
}

// render answers the request that is shown from what r holds.
func (c *Client) render(r model.Reader, user string, shown app.Shown) (Screen, error) {
	shown.From, shown.Memory, shown.Crashed = c.uri, &c.memory, crashed
	defer c.memory.End()
	for range 8 {
		c.memory.Begin()
		tx := model.NewTx(r, user, model.Request{Method: "GET", URI: c.show}, c.now())
		res, err := c.guard(func() (app.Response, error) { return c.app.Serve(tx, shown) })
		c.tx = tx
		if err != nil {
			return Screen{}, err
		}
		if res.Redirect {
			c.uri, c.show = res.Location, res.Location
			continue
		}
		if res.View == nil {
			return Screen{}, model.Reject(model.CodeAbsent, "This address has no page.")
		}
		s := Screen{Title: res.Title}
		if s.Title == "" {
			s.Title = c.app.Name()
		}
		_, err = c.guard(func() (app.Response, error) { s.Tree = res.View(); return res, nil })
		return s, err
	}
	return Screen{}, model.Reject(model.CodeCrashed, "This address leads in a circle.")
}

// guard turns a panic of the application into an error: a broken page must not
// take the program down.
func (c *Client) guard(f func() (app.Response, error)) (res app.Response, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = model.Reject(model.CodeCrashed, "This page could not be shown.")
			crashed(p)
		}
	}()
	return f()
}

// crashed says on the console what a part of the application panicked with.
func crashed(p any) {
	if e, ok := p.(error); ok {
		println("tandem: panic in a controller or view: " + e.Error())
	} else if s, ok := p.(string); ok {
		println("tandem: panic in a controller or view: " + s)
	}
}

// Show goes to another page. It returns false if the application has none at
// uri, or cannot know yet what it holds: then the server may.
func (c *Client) Show(uri string) bool {
	path := uri
	for i := range uri {
		if uri[i] == '?' {
			path = uri[:i]
			break
		}
	}
	if ok, _ := c.app.Routed("GET", path); !ok || c.clone == nil {
		return false
	}
	c.problem, c.whole = nil, true
	if c.page != nil && !c.caughtUp() {
		// What the server has sent with its page may be enough.
		at, show, shown := c.uri, c.show, c.shown
		c.uri, c.show, c.shown = uri, uri, app.Shown{}
		if _, err := c.render(c.page.Reader(), c.page.User, c.shown); !errors.Is(err, model.ErrUnknown) {
			return true
		}
		c.uri, c.show, c.shown = at, show, shown
	}
	if !c.clone.Ready() && (c.page != nil || c.clone.Online()) {
		return false
	}
	c.uri, c.show, c.shown, c.page = uri, uri, app.Shown{}, nil
	return true
}

// What Submit came to.
type Submitted uint8

// The answers of Submit.
const (
	// Foreign: the application has no such route; the server may.
	Foreign Submitted = iota
	// Refused: the page shows why, and keeps what was entered.
	Refused
	// Taken: the page shows the effect, and it is on its way.
	Taken
)

// Submit answers a form that was posted from a page: uri is its action, fields
// are URL-encoded, base is what its author saw.
func (c *Client) Submit(uri, fields, base, from string) Submitted {
	if c.clone == nil {
		return Foreign
	}
	sub, err := app.Submit(model.Request{Method: "POST", URI: uri, Type: app.TypeForm, Body: []byte(fields)})
	if err == nil && base != "" {
		sub.Base, err = model.ParseBase(base)
	}
	if err != nil {
		return c.refuse(from, app.ProblemOf(err), fields)
	}
	path := uri
	for i := range uri {
		if uri[i] == '?' {
			path = uri[:i]
			break
		}
	}
	if ok, _ := c.app.Routed(sub.Method, path); !ok {
		return Foreign
	}
	c.problem, c.whole = nil, true
	var res app.Response
	ran := c.clone.Do(sub.Request, sub.Base, c.now(), c.newID(), c.app.Capture(&res))
	switch ran.Kind {
	case model.Rejected, model.Quarantined:
		return c.refuse(from, app.ProblemOf(ran.Reason), fields)
	}
	to := from
	if sub.Then != "" {
		to = sub.Then
	}
	if res.Redirect && app.Local(res.Location) {
		to = res.Location
	}
	c.uri, c.show, c.shown = to, to, app.Shown{}
	c.leave()
	return Taken
}

// leave gives up the page of the server for the clone, which has the person's own
// edits. A clone that knows nothing yet would show nothing.
func (c *Client) leave() {
	if c.clone.Ready() {
		c.page = nil
	}
}

func (c *Client) refuse(from string, p *app.Problem, fields string) Submitted {
	c.whole = true
	posted, _ := app.ParseValues(fields)
	c.uri, c.show = from, from
	c.leave()
	c.shown = app.Shown{Problem: p, Posted: posted}
	if p.Code != model.CodeInvalid {
		c.problem = p // nothing in the form is wrong: the page would not say it
	}
	return Refused
}
