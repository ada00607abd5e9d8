package modeltest

import (
	"strings"

	"github.com/tandemgo/tandem/model"
)

// edit lets a user do something at a device, once or twice.
func (w *world) edit(d *device, r *stream, times int) {
	if d == nil {
		return
	}
	if open := d.machine.open(); len(open) > 0 {
		d = open[r.intn(len(open))]
	} else {
		return // all its windows are closed
	}
	f := w.form(d, r)
	req := w.wish(d.user, d.version, f, r)
	if times > 1 {
		w.count(pressedTwice)
	}
	for range times {
		if d.clone != nil {
			w.do(d, f, req, r.id())
		}
	}
}

// editAlot is somebody who does many things in a row, as in a train: the outbox
// grows if there is no network.
func (w *world) editAlot(d *device, r *stream) {
	for range 2 + r.intn(24*8/max(8, len(w.s.Devices))+1) {
		w.edit(d, r, 1)
	}
}

// open returns the slots that have a window.
func (m *machine) open() (ds []*device) {
	for _, s := range m.slots {
		if s.clone != nil && !s.headless {
			ds = append(ds, s)
		}
	}
	return ds
}

// wish returns what a user asks for before a screen of a version of the
// application.
func (w *world) wish(user string, version uint32, f *form, r *stream) model.Request {
	u := &wisher{stream: r, user: user, form: f, many: w.s.Items, all: w.s.Users}
	req, name := u.wish()
	switch name {
	case "poison both ends":
		w.count(poisonBoth)
	case "poison the server":
		w.count(poisonServer)
	case "grant a list":
		w.count(granted)
		if strings.Contains(string(req.Body), "fields=brief") {
			w.count(grantedBrief)
		}
	case "revoke a grant":
		w.count(revoked)
	}
	req.Body = renamed(req.Body, 1, version)
	return req
}

// do submits a form.
func (w *world) do(d *device, f *form, r model.Request, id model.ID) {
	base := f.base
	if s := w.sabotage().Base; s != nil {
		base = s(base, d.clone.Base())
	}
	ran := d.clone.Do(r, base, w.clock(d.days), id, application(d.version, false))
	if w.o.Trace {
		w.trace("%s: %s %s %s on %s: %s, intent %d", d.name, r.Method, r.URI, r.Body, base, ran.Kind, ran.N)
	}
	done := &deed{who: d.user, where: d.name, r: r, form: f}
	if ran.N > 0 {
		w.judge.did(id, done)
	} else if ran.Kind == model.Applied {
		w.fail(w.judge.here(done, shownBy(d.clone)))
	}
	w.pump(d)
}

// form returns what a user works on: the screen as it is now, a page that comes
// from the server and may be ahead of the device, or a form that was left open.
func (w *world) form(d *device, r *stream) *form {
	if len(d.forms) > 0 && r.intn(3) == 0 {
		return d.forms[r.intn(len(d.forms))]
	}
	f := see(model.NewTx(d.clone.Reader(), d.user, model.Request{Method: "GET", URI: "/"}, 0))
	f.base = d.clone.Base()
	f.blind = f.base.Blind() // nothing was pulled so far: the screen knows nothing
	for _, p := range d.clone.Outbox() {
		f.waiting = append(f.waiting, p.ID)
	}
	if d.conn != nil && r.intn(8) == 0 {
		if page := w.page(w.node(r), d.user); page != nil {
			f = page
		}
	}
	d.forms = append(d.forms, f)
	if len(d.forms) > 3 {
		d.forms = d.forms[1:]
	}
	return f
}

// page is the screen that a node renders; nil if it cannot.
func (w *world) page(n *node, user string) (f *form) {
	if !n.reachable() {
		return nil
	}
	err := n.origin.Read("main", user, model.Request{Method: "GET", URI: "/"}, n.clock(), func(tx *model.Tx) error {
		f = see(tx)
		f.base = model.Base{Epoch: tx.Head().Epoch, Seq: tx.Head().Seq}
		return nil
	})
	if err != nil {
		return nil
	}
	return f
}

// overHTTP is a request that comes without an outbox: from a form whose page
// the server rendered, or from a program that names no base.
func (w *world) overHTTP(d *device, r *stream) {
	if d == nil {
		return
	}
	user, n := d.user, w.node(r)
	f := w.page(n, user)
	if f == nil {
		return
	}
	version := n.version
	req := w.wish(user, version, f, r)
	if r.intn(3) == 0 {
		f = &form{blind: true}
	}
	n, id := w.node(r), r.id()
	// Somebody takes their time with a form.
	w.after(r.below(5000), func() {
		if !n.reachable() || n.version != version {
			return // a form is posted to the build that has rendered it
		}
		w.judge.did(id, &deed{who: user, r: req, form: f})
		job := model.Job{User: user, Direct: true, Keep: true, Intent: model.Intent{ID: id, Request: req, Base: f.base, Time: n.clock()}}
		w.enqueue(n, waiting{[]model.Job{job}, func(done []model.Done, err error) {
			if err != nil {
				return
			}
			o := done[0].Outcome
			if w.o.Trace {
				w.trace("%s over HTTP at %s: %s %s %s on %s: %s", user, n.name, req.Method, req.URI, req.Body, f.base, o.Kind)
			}
			w.judge.answered++
			w.judge.told = append(w.judge.told, told{id, o.Kind, o.Seq, o.Fields})
		}})
	})
}
