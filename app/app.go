package app

import (
	"strings"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
)

// App is an application: its routes and what describes it. It is declared once,
// when the program starts, and is then safe for concurrent use.
type App struct {
	name   string
	opts   Options
	router router
}

// Options are the settings of an application; nil means all defaults.
type Options struct {
	// Short is the name under an icon. Defaults to the application's name.
	Short string
	// Description is one sentence for search engines and installers.
	Description string
	// Theme is the colour of the browser's frame, as CSS has it: "#b83f45".
	Theme string
	// Styles are the style sheets, files of the application's folder static.
	Styles []string
	// Icon is an SVG file of the folder static.
	Icon string
	// Version is the version of the application's requests. Raise it when an
	// old request would be read differently.
	Version uint32
	// Oldest is the oldest version whose requests are still taken; those that
	// are older go to quarantine, with all that was entered. Upgrade brings a
	// request of an older version to this one. By default the requests of all
	// versions are run as they are.
	Oldest  uint32
	Upgrade func(version uint32, r model.Request) (model.Request, error)
	// Language is the pages' language. Defaults to "en". Languages are those that they
	// can be in besides, and how times are written in each; a browser gets the one
	// that it asks for.
	Language  string
	Languages []Language
	// Grants say what everybody may do, beside what the grants that are
	// records say. By default everybody may do everything but in the topics
	// of other users.
	Grants []model.Grant
	// Follow names the topics that a device holds, as in model.CloneOptions;
	// nil is all that its user may read.
	Follow []string
	// OnError is called for each panic of the application, at the end where it
	// happened, after it was logged or reported. What it returns is shown instead of
	// the page or the region that panicked; nil is the framework's notice. It must not
	// depend on anything but the Failure: both ends show the same.
	OnError func(Failure) *view.Node
}

// Space is the space of all requests.
const Space = "main"

// New returns an application without routes but the framework's own, which are
// those of the inbox: /outcomes.
func New(name string, o *Options) *App {
	a := &App{name: name}
	if o != nil {
		a.opts = *o
	}
	if a.opts.Short == "" {
		a.opts.Short = name
	}
	if a.opts.Language == "" {
		a.opts.Language = "en"
	}
	a.Handle("GET /outcomes", inbox)
	a.Handle("POST /outcomes/{id}", a.retry)
	a.Handle("DELETE /outcomes/{id}", discard)
	return a
}

// Name returns the application's name.
func (a *App) Name() string { return a.name }

// Options returns the settings, with the defaults filled in.
func (a *App) Options() Options { return a.opts }

// Handle adds a route: "GET /todos/{id}", in the syntax of net/http's ServeMux
// without hosts. GET answers HEAD too. It panics if the pattern is malformed or
// conflicts with another.
func (a *App) Handle(pattern string, c Controller) { a.router.handle(pattern, c) }

// HandleOnServer is Handle for an address that only the server answers: an export, a
// report over what no device holds. The browser's half never runs the controller, and
// leaves a link there to the browser. The method must be GET; it panics otherwise.
func (a *App) HandleOnServer(pattern string, c Controller) {
	r := a.router.handle(pattern, c)
	if r.method != "GET" {
		panic("app: pattern " + pattern + ": only GET can be left to the server")
	}
	r.distant = true
}

// Routed reports whether the application answers the method on the path; if
// not, allow lists the methods that it does answer there.
func (a *App) Routed(method, path string) (ok bool, allow []string) {
	r, _, allow := a.router.find(method, path)
	return r != nil, allow
}

// Here reports whether the browser's half answers the method on the path, too.
func (a *App) Here(method, path string) bool {
	r, _, _ := a.router.find(method, path)
	return r != nil && !r.distant
}

// Serve answers the request of tx. A HEAD request is answered as a GET.
func (a *App) Serve(tx *model.Tx, s Shown) (Response, error) {
	return a.ServeAs(tx, tx.Request(), s)
}

// ServeAs answers another request in the run tx: the page that a refused form
// goes back to, the resource that a precondition is about.
func (a *App) ServeAs(tx *model.Tx, r model.Request, s Shown) (Response, error) {
	path, _, _ := strings.Cut(r.URI, "?")
	rt, params, allow := a.router.find(r.Method, path)
	if rt == nil {
		if allow != nil {
			p := NewProblem(CodeMethod, r.Method+" is not possible here.")
			p.Allow = allow
			return Response{}, p
		}
		return Response{}, model.Reject(model.CodeAbsent, "There is nothing at this address.")
	}
	c := &Context{app: a, tx: tx, request: r, params: params, shown: s}
	if s.Memory != nil {
		c.part = &s.Memory.page
	}
	if err := c.bind(r); err != nil {
		return Response{}, err
	}
	return rt.ctl(c)
}

// Origin returns how an origin runs the application.
func (a *App) Origin() model.OriginOptions {
	return model.OriginOptions{Handler: a.Handler(), Grants: a.opts.Grants, Version: a.opts.Version, Oldest: a.opts.Oldest, Upgrade: a.opts.Upgrade}
}

// Handler returns the application as the model sees it, to run intents with.
// The responses are of no use there.
func (a *App) Handler() model.Handler {
	return a.Capture(nil)
}

// Capture is Handler, and keeps the response in r, unless r is nil.
func (a *App) Capture(r *Response) model.Handler {
	return func(tx *model.Tx) error {
		res, err := a.Serve(tx, Shown{})
		if err != nil {
			return rejection(err)
		}
		if r != nil {
			*r = res
		}
		return nil
	}
}

// rejection turns a problem of the application into one that the model knows to
// be final.
func rejection(err error) error {
	if p, ok := err.(*Problem); ok {
		return &model.Rejection{Code: p.Code, Message: p.Detail, Fields: p.Fields}
	}
	return err
}
