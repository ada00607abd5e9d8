package wasm

import (
	"syscall/js"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// Main runs an application in the browser. It does not return.
//
// Everything happens in callbacks of the browser, one after the other. None of
// them blocks: a blocked callback would stop the page.
func Main(a *app.App) {
	takeOver(a).start()
	select {}
}

// takeOver returns the window, with what the server has rendered.
func takeOver(a *app.App) *window {
	w := &window{app: a, doc: js.Global().Get("document"), tandem: js.Global().Get("tandem")}
	w.root = NewRoot(w.doc.Call("getElementById", "tandem-root"))
	loc := js.Global().Get("location")
	uri := loc.Get("pathname").String() + loc.Get("search").String()
	var page *app.PageView
	language := ""
	if el := w.doc.Call("getElementById", "tandem-state"); el.Truthy() {
		p, ok := app.ReadPage(el.Get("textContent").String())
		if ok {
			page = p
		}
		if p != nil {
			language = p.Language
		}
	}
	c := NewClient(a, page, uri, clock, newID)
	c.Speak(language)
	c.Locate(w.tandem.Get("zone").String(), func(zone string, t model.Time) int {
		return w.tandem.Call("offset", zone, float64(t)/1000).Int()
	})
	c.Crashed = w.report
	w.session = &session{window: w, client: c}
	w.adopt()
	return w
}

// start reads what the device holds, and goes on from there.
func (w *window) start() {
	takeSlot(0, func(slot int, release func()) {
		w.session.open(slot, func() {
			w.begin()
		})
	})
}

func clock() model.Time {
	return model.Time(js.Global().Get("Date").Call("now").Float() * 1000)
}

// newID returns 128 random bits of the browser; crypto/rand would add 150 KB to
// the download for the same.
func newID() (id model.ID) {
	b := js.Global().Get("Uint8Array").New(len(id))
	js.Global().Get("crypto").Call("getRandomValues", b)
	js.CopyBytesToGo(id[:], b)
	return id
}

// window is one window of the application: a session, and the page.
type window struct {
	*session
	app    *app.App
	doc    js.Value
	tandem js.Value
	root   *Root
	frame  bool // one was asked for
	shown  bool // something is in the root
	// failing says that a panic is being shown.
	failing bool
	others  []*session
	until   model.Time // when the page reads differently, as its script knows
	away    bool       // a host shows a page of its own
}

// adopt takes over what the server has rendered.
func (w *window) adopt() {
	s, ok := w.client.First()
	if !ok {
		return
	}
	w.busy(func() {
		if err := w.root.Adopt(s.Tree); err != nil {
			w.tandem.Call("differs", err.Error())
			w.root.Mount(s.Tree)
		}
	})
	w.shown = true
	w.drawn(s)
}

// drawn tells the page's script what is shown now.
func (w *window) drawn(s Screen) {
	w.tandem.Call("drawn", s.Base, s.Title, w.client.URI(), s.Waits, s.Lacks)
}

// busy tells the page's script that what happens now is the program's doing.
func (w *window) busy(f func()) {
	w.tandem.Set("busy", true)
	defer w.tandem.Set("busy", false)
	f()
}

// begin answers the page's events from now on.
func (w *window) begin() {
	handler := js.FuncOf(func(_ js.Value, args []js.Value) any {
		return w.event(args[0].String(), args[1:])
	})
	w.pump()
	if !w.shown {
		w.draw()
	}
	w.tandem.Call("ready", handler, w.client.Clone().User())
	w.connect()
	otherSlots(func(slot int, release func()) {
		c := NewClient(w.app, nil, "/", clock, newID)
		s := &session{window: w, client: c, headless: true, release: release}
		w.others = append(w.others, s)
		s.open(slot, func() {
			s.pump()
			if s.release != nil {
				s.connect()
			}
		})
	})
}

// report says on the console and to the server what has panicked.
func (w *window) report(f app.Failure) {
	println("tandem: error " + f.ID + ": panic in a " + f.Part + ": " + f.Text)
	w.tandem.Call("report", "panic in a "+f.Part, f.Text, f.ID)
}

// event answers an event of the page. Whatever panics there is shown, and the program
// goes on.
func (w *window) event(name string, args []js.Value) (answer any) {
	defer func() {
		if p := recover(); p != nil {
			w.failed(p)
			answer = "refused"
		}
	}()
	switch name {
	case "show":
		return w.client.Show(args[0].String())
	case "lacks":
		return w.client.Lacks(args[0].String())
	case "take":
		return w.client.Take(args[0].String())
	case "draw":
		w.draw()
	case "submit":
		answer := w.client.Submit(args[0].String(), args[1].String(), w.client.Knowing(args[2].String(), args[4].Int()), args[3].String())
		if answer == Foreign {
			return "foreign"
		}
		w.pump()
		w.draw()
		if answer == Refused {
			w.focusError()
			return "refused"
		}
		return "taken"
	case "set":
		if w.client.Set(args[0].String(), args[1].String()) {
			w.later()
		}
	case "online":
		w.retry.Reset()
		w.connect()
		for _, s := range w.others {
			s.connect()
		}
	case "offline":
		w.cut()
		w.pump()
	case "age":
		w.pump()
	case "update":
		w.client.Offer()
		w.pump()
	case "dismiss":
		w.client.Dismiss()
		w.pump()
	case "unsaved":
		return w.client.Unsaved()
	}
	return nil
}

// failed shows that something has panicked where no guard of a page, region or request
// is, once: if that cannot be shown either, the program ends and boot.js says it.
func (w *window) failed(p any) {
	if w.failing {
		panic(p)
	}
	w.failing = true
	w.client.Fail(p)
	w.shown = false // what is in the root is in doubt
	w.draw()
	w.failing = false
}

// focusError moves to the first control that is marked as invalid.
func (w *window) focusError() {
	if el := w.doc.Call("querySelector", `#tandem-root [aria-invalid="true"]`); el.Truthy() {
		el.Call("focus")
	}
}

// later draws with the next frame, however much happens until then. A hidden
// window has no frames.
func (w *window) later() {
	if w.frame {
		return
	}
	w.frame = true
	draw := once0(func() {
		if w.frame {
			w.draw()
		}
	})
	if w.doc.Get("hidden").Bool() {
		js.Global().Call("setTimeout", draw, 50)
	} else {
		js.Global().Call("requestAnimationFrame", draw)
	}
}

// draw shows what the client wants shown, now.
func (w *window) draw() {
	defer func() {
		if p := recover(); p != nil {
			w.failed(p)
		}
	}()
	w.frame = false
	if w.away {
		return
	}
	w.client.Stale()
	s := w.client.Screen()
	if s.Elsewhere && w.tandem.Call("leave", w.client.URI()).Bool() {
		return
	}
	w.busy(func() {
		var err error
		if w.shown {
			err = w.root.Update(s.Tree)
		} else {
			err = w.root.Mount(s.Tree)
		}
		if err != nil {
			w.tandem.Call("report", "patch", err.Error())
			w.root.Mount(s.Tree)
		}
	})
	w.shown = true
	w.drawn(s)
	if until := w.client.Until(); until != w.until {
		w.until = until
		w.tandem.Call("ages", float64(until)/1000)
	}
}

// session is a clone, its storage and its connection. A window has one of its
// own, and may have others, without a page, that send what closed windows have
// left.
type session struct {
	window   *window
	client   *Client
	headless bool
	release  func()

	slot    int
	db      *idb
	sock    *socket
	isOpen  bool
	retry   Backoff
	waiting bool // for the next attempt to connect
	watch   js.Value
	asked   bool // for persistent storage
}

// open reads what the slot's database holds.
func (s *session) open(slot int, done func()) {
	s.slot = slot
	if slot == maxSlots {
		s.client.Fault("This browser gives the application no storage: what you do is kept in this window only until it is sent.")
		s.client.Open(nil)
		done()
		return
	}
	openIDB(slotName(slot), func(db *idb, saved *model.Saved, f *fault) {
		if f != nil {
			s.client.Fault(f.text)
		} else {
			s.db = db
			db.lost = func(reason string) {
				s.db = nil
				s.client.Fault(reason)
				s.pump()
			}
		}
		s.client.Remember(readMark(slot))
		s.client.Open(saved)
		done()
	})
}

// pump does what the clone wants done: store, send, show.
func (s *session) pump() {
	c := s.client.Clone()
	if c == nil {
		return
	}
	for b, ok := c.Writes(); ok; b, ok = c.Writes() {
		s.store(b, c.Meta())
	}
	s.note()
	if s.isOpen {
		for m, ok := c.Next(); ok; m, ok = c.Next() {
			s.sock.send(wire.Append(nil, m, c.ID()))
		}
	}
	switch {
	case s.headless && len(c.Outbox()) == 0 && !s.client.Suspects():
		s.end()
	case !s.headless && s.client.Stale():
		s.window.later()
	}
}

// note keeps the mark of the clone up to date. What happened to the database of a
// closed window, the open one tells.
func (s *session) note() {
	if s.headless {
		if lost, ok := s.client.Told(); ok {
			s.window.client.Evicted(lost)
			s.window.pump()
		}
	}
	if text, changed := s.client.Mark(); changed {
		writeMark(s.slot, text)
	}
}

func (s *session) store(b *model.Batch, m model.Meta) {
	if s.db == nil {
		s.client.Clone().Saved(b)
		s.stored()
		return
	}
	if len(b.Intents) > 0 && !s.asked {
		s.asked = true
		if st := js.Global().Get("navigator").Get("storage"); st.Truthy() && st.Get("persist").Truthy() {
			try(func() { st.Call("persist") })
		}
	}
	s.db.write(b, m, func(f *fault) {
		if f != nil {
			// From now on nothing is stored: what comes would follow a gap.
			s.db = nil
			s.client.Fault(f.text)
		}
		s.client.Clone().Saved(b)
		s.pump()
		s.stored()
	})
}

// stored tells the page when all that was done is kept: then no draft of it has to be.
func (s *session) stored() {
	if !s.headless && !s.client.Unsaved() {
		js.Global().Get("tandemForm").Call("stored")
	}
}

// connect opens a connection, unless there is one.
func (s *session) connect() {
	if s.sock != nil || s.client.Clone() == nil {
		return
	}
	s.waiting = false
	loc := js.Global().Get("location")
	url := "ws://"
	if loc.Get("protocol").String() == "https:" {
		url = "wss://"
	}
	s.sock = dial(url+loc.Get("host").String()+"/_tandem/sync", func() {
		s.isOpen = true
		s.client.Clone().Connect()
		s.alive()
		s.pump()
	}, s.receive, s.closed)
}

func (s *session) receive(frame []byte) {
	s.alive()
	c := s.client.Clone()
	m, err := wire.Decode(frame, c.ID())
	if err == nil {
		err = s.client.Receive(m)
	}
	if err != nil {
		s.client.Refused("The server does not understand this version of the application. Reload the page to get the new one.")
		s.cut()
		s.pump()
		return
	}
	if c.Online() {
		s.retry.Reset()
	}
	s.pump()
}

// alive notes a sign of life. The server gives one every 20 seconds; a
// connection that is silent for long is dead, whatever the browser thinks.
func (s *session) alive() {
	const silence = 60_000 // milliseconds
	if s.watch.Truthy() {
		js.Global().Call("clearTimeout", s.watch)
	}
	sock := s.sock
	s.watch = js.Global().Call("setTimeout", once0(func() {
		if s.sock == sock && sock != nil {
			s.cut()
			s.closed()
		}
	}), silence)
}

// cut ends the connection.
func (s *session) cut() {
	if s.sock != nil {
		s.sock.drop()
		s.sock, s.isOpen = nil, false
		s.client.Clone().Disconnect()
	}
}

// closed tries again after a while.
func (s *session) closed() {
	s.sock, s.isOpen = nil, false
	s.client.Clone().Disconnect()
	s.pump()
	if s.waiting || s.client == nil {
		return
	}
	s.waiting = true
	wait := s.retry.Next(js.Global().Get("Math").Call("random").Float())
	js.Global().Call("setTimeout", once0(func() {
		if s.waiting {
			s.connect()
		}
	}), int(wait.Milliseconds()))
}

// end gives back a slot that has nothing left to send.
func (s *session) end() {
	s.cut()
	s.waiting = true
	if s.db != nil {
		s.db.db.Call("close")
		s.db = nil
	}
	if s.release != nil {
		s.release()
		s.release = nil
	}
	w := s.window
	for i, o := range w.others {
		if o == s {
			w.others = append(w.others[:i:i], w.others[i+1:]...)
			break
		}
	}
}
