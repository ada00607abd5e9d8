package wasm

import (
	"errors"
	"strings"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

// Client runs an application on a clone and decides what is shown. It has no
// I/O; its methods must not be called concurrently.
type Client struct {
	// Crashed is told of panics of the application, to report them; nil tells
	// nobody.
	Crashed func(app.Failure)

	app   *app.App
	clone *model.Clone
	now   func() model.Time
	newID func() model.ID
	place

	// page is what the server has rendered, until the clone is as new, and has
	// what the page shows. past says that the clone is as new.
	page  *app.PageView
	past  bool
	uri   string // of the page that is shown
	part  string // of that page, to which a redirect leads: "#name"
	show  string // the request that it answers
	shown app.Shown
	tx    *model.Tx // in which the page was made; it says what was read
	// memory is of the page that was made last, and screen is that page. whole says
	// that it has to be made as a whole the next time, and not its regions alone.
	memory app.Memory
	screen Screen
	whole  bool
	parts  bool // regions of it have to be made again
	made   bool // screen has not been asked for yet
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
	// Waits says that the page is on its way from the server.
	Waits bool
	// Lacks says that it has to be fetched: the clone does not hold what it shows, or
	// not what it shows by now.
	Lacks bool
	// Elsewhere says that only the server has the page.
	Elsewhere bool
}

// NewClient returns a client that shows page, which may be nil, until Open
// gives it a clone. uri is the address of the page.
func NewClient(a *app.App, page *app.PageView, uri string, now func() model.Time, newID func() model.ID) *Client {
	c := &Client{app: a, page: page, now: now, newID: newID, uri: uri, show: uri, lasting: true}
	if page != nil {
		c.uri, c.show, c.shown = page.URI, page.Show, page.Shown
		c.language = page.Language
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

// URI returns the address of what is shown, which redirects may have changed. After
// one it may end in a fragment.
func (c *Client) URI() string { return c.uri + c.part }

// First returns the screen that the server has rendered: with what the page
// carries and nothing else, so that it comes to the same view. ok is false
// without such a page.
func (c *Client) First() (s Screen, ok bool) {
	if c.page == nil {
		return Screen{}, false
	}
	now, zone := c.now, c.zone
	c.now, c.zone = func() model.Time { return c.page.Now }, c.page.Zone
	s, err := c.served(c.shown)
	c.now, c.zone = now, zone
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
	stale := all || c.Sync() != c.last || c.aged()
	if c.tx == nil {
		stale = stale || len(touches) > 0
	} else {
		reads := c.tx.Reads()
		for _, t := range touches {
			stale = stale || reads.Touches(t)
		}
	}
	if c.page != nil && !c.past && c.caughtUp() {
		c.past, stale = true, true
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
	if c.made && !c.whole && !c.parts {
		c.made = false
		return c.screen
	}
	if c.parts && !c.whole && c.page == nil && c.problem == nil && c.screen.Tree != nil {
		tx := model.NewTx(c.clone.Reader(), c.clone.User(), c.tx.Request(), c.now())
		if tree, ok := c.memory.Update(tx, c.screen.Tree); ok {
			c.parts, c.made = false, false
			c.screen.Tree, c.screen.Base = tree, c.clone.Base().String()
			return c.screen
		}
	}
	c.screen, _ = c.all()
	c.whole, c.parts, c.made = false, false, false
	return c.screen
}

// all makes the whole page. The error says why it is another one than was asked for.
func (c *Client) all() (s Screen, err error) {
	c.last, c.until = c.Sync(), 0
	if c.problem != nil {
		return Screen{Title: c.problem.Title(), Tree: c.problem.View(c.uri, c.shown.Posted), Base: c.clone.Base().String()}, nil
	}
	shown := c.shown
	shown.Sync = c.last
	if c.page != nil && !c.past {
		if s, err = c.served(shown); err == nil {
			return s, nil
		}
	}
	s, err = c.render(c.clone.Reader(), c.clone.User(), shown)
	if errors.Is(err, model.ErrUnknown) && c.page != nil && c.past {
		// The clone is as new, but does not hold what the page shows.
		if s, err := c.served(shown); err == nil {
			s.Lacks = c.clone.Online() && len(c.clone.Outbox()) == 0 && c.page.Cursor().Seq < c.clone.Cursor().Seq
			return s, nil
		}
	}
	s.Base = c.clone.Base().String()
	switch {
	case err == nil:
		if c.past {
			c.page = nil
		}
	case errors.Is(err, model.ErrUnknown) && !c.clone.Ready():
		s.Title, s.Tree, s.Waits = c.app.Name(), c.nothing(), c.clone.Online()
	default:
		p := app.ProblemOf(err)
		s.Title, s.Tree, s.Elsewhere = p.Title(), p.View(c.uri, nil), err == errElsewhere
		s.Lacks = errors.Is(err, model.ErrUnknown) && c.clone.Online()
	}
	return s, err
}

// served makes the page from what the server has sent with it.
func (c *Client) served(shown app.Shown) (Screen, error) {
	s, err := c.render(c.page.Reader(), c.page.User, shown)
	s.Base = model.Base{Epoch: c.page.Cursor().Epoch, Seq: c.page.Cursor().Seq}.String()
	return s, err
}

// nothing is what is shown before the first pull: neither an empty list nor
// "not found", of which nothing is known.
func (c *Client) nothing() *view.Node {
	if c.clone.Online() || c.fault != "" {
		return html.Main(html.Class("tandem-page"), html.H1(view.Text(c.app.Name())), html.P(html.Role("status"), view.Text("Fetching…")))
	}
	return html.Main(html.Class("tandem-page"),
		html.H1(view.Text("Not on this device")),
		html.P(html.Role("status"), view.Text("This device has not been connected yet. As soon as it is, this page fills by itself.")))
}

// render answers the request that is shown from what r holds.
func (c *Client) render(r model.Reader, user string, shown app.Shown) (Screen, error) {
	shown.From, shown.Memory, shown.Crashed = c.uri, &c.memory, c.crashed
	shown.Place, shown.Ages = c.where(), c.ages
	c.until = 0
	s := Screen{Title: c.app.Name()}
	// A broken page must not take the program down.
	err := c.app.Guard("page", c.uri, c.crashed, func() error {
		for range 8 {
			c.memory.Begin()
			if !app.Local(c.show) || !c.here("GET", c.show) {
				return errElsewhere
			}
			tx := model.NewTx(r, user, model.Request{Method: "GET", URI: c.show}, c.now())
			c.tx = tx
			res, err := c.app.Serve(tx, shown)
			if err != nil {
				return err
			}
			if res.Redirect {
				c.turn(res.Location, c.shown)
				continue
			}
			if res.View == nil {
				return errElsewhere
			}
			if res.Title != "" {
				s.Title = res.Title
			}
			s.Tree = res.View()
			return nil
		}
		return model.Reject(model.CodeCrashed, "This address leads in a circle.")
	})
	c.memory.End()
	if err == nil {
		c.memory.Forget()
	}
	return s, err
}

// Set sets state of the page that is shown. It reports whether that has to look
// different.
func (c *Client) Set(key, text string) bool {
	whole, part := c.memory.Set(key, text)
	c.whole, c.parts = c.whole || whole, c.parts || part
	return whole || part
}

// crashed is told of panics of the application.
func (c *Client) crashed(f app.Failure) {
	if c.Crashed != nil {
		c.Crashed(f)
	}
}

// errElsewhere is of an address where the browser's half does not answer.
var errElsewhere = app.NewProblem(app.CodeUnavailable, "Only the server has this page, and it cannot be reached.")

// here reports whether the application answers the method at uri in the browser.
func (c *Client) here(method, uri string) bool {
	path, _, _ := strings.Cut(uri, "?")
	return c.app.Here(method, path)
}

// turn makes another page the one that is shown; uri may end in a fragment.
func (c *Client) turn(uri string, shown app.Shown) {
	c.uri, c.part, _ = strings.Cut(uri, "#")
	if c.part != "" {
		c.part = "#" + c.part
	}
	c.show, c.shown = c.uri, shown
}

// Fail shows that something has panicked outside of a page, region or request, instead of the
// page.
func (c *Client) Fail(panicked any) {
	c.problem, c.whole = c.failure(app.NewFailure("page", c.uri, panicked), "The application could not do this."), true
	c.shown = app.Shown{}
}

// failure reports a panic and returns the problem to show.
func (c *Client) failure(f app.Failure, detail string) *app.Problem {
	c.crashed(f)
	return c.app.Problem(f, detail)
}

// Show goes to another page. It returns false if the application has none at
// uri, or cannot know yet what it holds: then the server may.
func (c *Client) Show(uri string) bool {
	if c.clone == nil || !c.here("GET", uri) {
		return false
	}
	at, part, show, shown, problem, page := c.uri, c.part, c.show, c.shown, c.problem, c.page
	c.turn(uri, app.Shown{})
	c.problem, c.made = nil, true
	// What the server has sent with its page may be enough.
	s, err := c.all()
	if err == errElsewhere || errors.Is(err, model.ErrUnknown) && (c.clone.Online() || c.page != nil && !c.clone.Ready()) {
		c.uri, c.part, c.show, c.shown, c.problem, c.page = at, part, show, shown, problem, page
		c.whole = true // what is kept of the page is that of another
		return false
	}
	c.screen, c.whole, c.parts = s, false, false
	return true
}

// Lacks reports whether the application has a page at uri whose records are not all
// here, so that it has to be fetched from the server.
func (c *Client) Lacks(uri string) bool {
	if c.clone == nil || !c.here("GET", uri) || c.clone.Ready() && c.app.Options().Follow == nil {
		return false
	}
	tx := model.NewTx(c.clone.Reader(), c.clone.User(), model.Request{Method: "GET", URI: uri}, c.now())
	err := c.app.Guard("page", uri, c.crashed, func() error {
		_, err := c.app.Serve(tx, app.Shown{})
		return err
	})
	return errors.Is(err, model.ErrUnknown)
}

// Take shows a page that was fetched from the server; state is what it carries. It
// returns false if that cannot be shown here.
func (c *Client) Take(state string) bool {
	p, ok := app.ReadPage(state)
	if !ok || c.clone == nil || c.clone.Ready() && p.User != c.clone.User() {
		return false
	}
	c.page, c.past, c.problem, c.made = p, false, nil, false
	c.turn(p.URI, p.Shown)
	c.show, c.whole = p.Show, true
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
		return c.refuse(from, app.ProblemOf(err), sub, fields)
	}
	if !c.here(sub.Method, uri) {
		return Foreign
	}
	c.problem, c.whole = nil, true
	var res app.Response
	ran := c.clone.Do(sub.Request, sub.Base, c.now(), c.newID(), c.app.Capture(&res))
	switch ran.Kind {
	case model.Rejected, model.Quarantined:
		p := app.ProblemOf(ran.Reason)
		if p.Code == model.CodeCrashed {
			p = c.failure(app.NewFailure("request", sub.URI, ran.Reason.Message), "The application could not carry this out. Nothing was changed.")
		}
		return c.refuse(from, p, sub, fields)
	}
	to := from
	if sub.Then != "" {
		to = sub.Then
	}
	if res.Redirect && app.Local(res.Location) {
		to = res.Location
	}
	c.turn(to, app.Shown{})
	c.leave()
	return Taken
}

// leave gives up the page of the server for the clone, which has the person's own
// edits. A clone that knows nothing yet would show nothing.
func (c *Client) leave() {
	if c.clone.Ready() {
		c.past = true
	}
}

func (c *Client) refuse(from string, p *app.Problem, sub app.Submission, fields string) Submitted {
	c.whole = true
	posted, _ := app.ParseValues(fields)
	c.turn(from, app.Shown{Problem: p, Posted: posted, Sent: sub.Method + " " + sub.URI})
	c.leave()
	if p.Code != model.CodeInvalid {
		c.problem = p // nothing in the form is wrong: the page would not say it
	}
	return Refused
}
