package goapp

import (
	"net/url"
	"slices"

	goapp "github.com/maxence-charriere/go-app/v10/pkg/app"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// window is the application in this page; *wasm.Window is one.
type window interface {
	Offer()
	Sync() app.Sync
	Tx() *model.Tx
	Base() model.Base
	Do(r model.Request, base model.Base) error
}

// engine is nil where nothing is run: on the server.
var engine window

// observers are what the components that are shown observe. observers belongs to the
// turns, and shows, which has the same, to go-app's goroutine.
var observers, shows []*observer

type observer struct {
	source goapp.UI // the component
	run    func(tx *model.Tx) (give func(goapp.Context))
	ctx    goapp.Context

	reads model.Reads
	known bool // the device has been read
	// given is how often the component was given something, and shown, which is of go-app's
	// goroutine, how often it has taken it. While they differ it shows what was
	// right at base.
	given, shown int
	base         model.Base
}

// current is the base at which all that is given is right.
var current model.Base

// Observe reads now, and again when something that was read has changed, and gives
// each time to show what came of it, until the component of ctx is dismounted. Call it in
// OnMount.
//
// read is a function of the records only: what it reads, it reads by the run that it is
// given. Its error is model.ErrUnknown as long as the device does not hold what was
// asked for; that is neither nothing nor a mistake.
//
// show is called on go-app's goroutine, and the component is rendered after it.
func Observe[T any](ctx goapp.Context, read func(model.Run) (T, error), show func(goapp.Context, T, error)) {
	o := &observer{source: ctx.Src(), ctx: ctx}
	o.run = func(tx *model.Tx) func(goapp.Context) {
		v, err := guarded(tx, read)
		return func(ctx goapp.Context) { show(ctx, v, err) }
	}
	shows = append(slices.DeleteFunc(shows, (*observer).gone), o)
	turn(func() {
		observers = append(observers, o)
		if tx := engine.Tx(); tx != nil {
			o.again(tx)
		}
	})
}

// Query observes a query: show is given its records, in the query's order.
func Query[T any](ctx goapp.Context, q model.Query[T], show func(goapp.Context, []T, error)) {
	Observe(ctx, q.All, show)
}

// ObserveSync gives to show where the edits are, now and when that has changed, until the
// component of ctx is dismounted.
func ObserveSync(ctx goapp.Context, show func(goapp.Context, app.Sync)) {
	source := ctx.Src()
	turn(func() {
		s := &syncObserver{source: source, ctx: ctx, show: show}
		syncs = append(syncs, s)
		s.again(engine.Sync())
	})
}

type syncObserver struct {
	source goapp.UI
	ctx    goapp.Context
	show   func(goapp.Context, app.Sync)
	last   app.Sync
}

var syncs []*syncObserver

func (s *syncObserver) again(now app.Sync) {
	s.last = now
	s.ctx.Dispatch(func(ctx goapp.Context) { s.show(ctx, now) })
}

// Do runs a request that writes, as a form of the application's would: its effect is
// shown at once, and the request is queued for the server, which has the last word. It is
// the only way to change a record. method and uri name a route of the application's,
// fields are what the form holds.
//
// The request has as its base what the component of ctx shows. done, which may be nil, is
// called on go-app's goroutine; its error is an *app.Problem that says why the request was
// refused here. What the server finds later is in the inbox of the application's pages.
func Do(ctx goapp.Context, method, uri string, fields url.Values, done func(goapp.Context, error)) {
	type seen struct {
		o     *observer
		shown int
	}
	var sees []seen
	for _, o := range shows {
		if o.source == ctx.Src() {
			sees = append(sees, seen{o, o.shown})
		}
	}
	turn(func() {
		base := model.Base{}
		for _, s := range sees {
			if s.shown != s.o.given {
				base = s.o.base
				break
			}
		}
		err := engine.Do(model.Request{Method: method, URI: uri, Type: app.TypeForm, Body: []byte(fields.Encode())}, base)
		if done != nil {
			ctx.Dispatch(func(ctx goapp.Context) { done(ctx, err) })
		}
	})
}

// changed is wasm.Host.Changed.
func changed(touches []model.Touch, all bool) {
	if engine == nil {
		return // it is being started
	}
	observers = slices.DeleteFunc(observers, (*observer).gone)
	syncs = slices.DeleteFunc(syncs, func(s *syncObserver) bool { return !s.source.Mounted() })
	for _, o := range observers {
		stale := all || !o.known
		for _, t := range touches {
			stale = stale || o.reads.Touches(t)
		}
		if !stale {
			continue
		}
		if tx := engine.Tx(); tx != nil {
			o.again(tx)
		}
	}
	now := engine.Sync()
	for _, s := range syncs {
		if s.last != now {
			s.again(now)
		}
	}
	current = engine.Base()
}

// gone reports whether the component is shown no more.
func (o *observer) gone() bool { return !o.source.Mounted() }

// again reads, and gives the component what came of it.
func (o *observer) again(tx *model.Tx) {
	if o.given == o.shown {
		o.base = current
	}
	give := o.run(tx)
	o.reads, o.known = tx.Reads(), true
	o.given++
	given := o.given
	o.ctx.Dispatch(func(ctx goapp.Context) {
		o.shown = given
		give(ctx)
	})
}

// guarded turns a panic of the application into an error: a component that cannot read
// must not take the program down.
func guarded[T any](tx *model.Tx, read func(model.Run) (T, error)) (v T, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = model.Reject(model.CodeCrashed, "This could not be read.")
			goapp.Logf("tandem: panic in a component's read: %v", p)
		}
	}()
	return read(tx)
}
