package wasm

import (
	"strings"
	"syscall/js"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// Host is another engine that runs the program and has pages of its own, beside those
// of the application. All is called in callbacks of the browser, and must not block.
type Host struct {
	// Elsewhere reports whether the page at a URI is the host's.
	Elsewhere func(uri string) bool
	// Changed is told which records have changed; all says that anything may have.
	// It is also called when nothing has.
	Changed func(touches []model.Touch, all bool)
}

// Window is an application in a page of a host. Its methods must be called in
// callbacks of the browser only, one after the other.
type Window struct{ *window }

// Start runs an application in the page of h, and returns when it has taken over what
// the server has rendered. What a device holds is read later; until then the methods
// of the Window do what they can.
//
// The page's script goes from one kind of page to the other, and asks two things for it.
// tandem.elsewhere(uri) says whether the page at a URI is the host's; if so, the
// application's is drawn no more until tandem.back().
func Start(a *app.App, h Host) *Window {
	w := takeOver(a)
	w.client.watch = h.Changed
	elsewhere := func(uri string) bool {
		there := h.Elsewhere(uri)
		w.away = w.away || there
		return there
	}
	w.doc.Call("getElementById", "tandem-root").Set("hidden", elsewhere(w.client.URI()))
	w.tandem.Set("elsewhere", js.FuncOf(func(_ js.Value, args []js.Value) any { return elsewhere(args[0].String()) }))
	w.tandem.Set("back", js.FuncOf(func(js.Value, []js.Value) any {
		w.away = false
		return nil
	}))
	w.start()
	return &Window{w}
}

// Offer says that a newer version of the application is ready.
func (w *Window) Offer() {
	w.client.Offer()
	w.pump()
}

// Sync returns where the edits are.
func (w *Window) Sync() app.Sync { return w.client.Sync() }

// Tx returns a run to read with, of what is on this device now; nil until that is
// known.
func (w *Window) Tx() *model.Tx {
	c := w.client.Clone()
	if c == nil {
		return nil
	}
	return model.NewTx(c.Reader(), c.User(), model.Request{Method: "GET", URI: w.client.URI()}, clock())
}

// Base returns the base of a request by somebody who sees what Tx reads.
func (w *Window) Base() model.Base {
	if w.client.Clone() == nil {
		return model.Base{}
	}
	return w.client.Clone().Base()
}

// Do runs a request that writes: shows its effect, and queues it. A blind base means
// that its author saw what is on the device now. An error is a Problem that says why it was
// refused here.
func (w *Window) Do(r model.Request, base model.Base) error {
	path, _, _ := strings.Cut(r.URI, "?")
	if ok, _ := w.app.Routed(r.Method, path); !ok {
		return app.NewProblem(model.CodeAbsent, "The application does not answer "+r.Method+" "+path+".")
	}
	c := w.client.Clone()
	if c == nil {
		return app.NewProblem(app.CodeUnavailable, "What is on this device has not been read yet.")
	}
	ran := c.Do(r, base, clock(), newID(), w.app.Handler())
	w.pump()
	if ran.Kind == model.Rejected || ran.Kind == model.Quarantined {
		return app.ProblemOf(ran.Reason)
	}
	return nil
}
