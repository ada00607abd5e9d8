package wasm

import "syscall/js"

// socket is a WebSocket of the browser. coder/websocket would bring net/http
// into the download, 369 KB.
type socket struct {
	ws  js.Value
	fns []js.Func
}

// dial opens a connection. Each callback is called at most as its name says,
// and none after closed.
func dial(url string, opened func(), message func([]byte), closed func()) *socket {
	s := &socket{}
	if f := try(func() { s.ws = js.Global().Get("WebSocket").New(url) }); f != nil {
		// No connection can be had at all; tell it like one that broke.
		js.Global().Call("setTimeout", once0(closed), 0)
		return s
	}
	s.ws.Set("binaryType", "arraybuffer")
	s.on("open", func(js.Value) { opened() })
	s.on("message", func(e js.Value) {
		data := e.Get("data")
		if data.Type() != js.TypeObject {
			return
		}
		message(bytesOf(js.Global().Get("Uint8Array").New(data)))
	})
	s.on("close", func(js.Value) {
		s.release()
		closed()
	})
	return s
}

func (s *socket) on(event string, f func(js.Value)) {
	fn := js.FuncOf(func(_ js.Value, args []js.Value) any {
		f(args[0])
		return nil
	})
	s.fns = append(s.fns, fn)
	s.ws.Set("on"+event, fn)
}

func (s *socket) release() {
	for _, e := range []string{"open", "message", "close"} {
		s.ws.Set("on"+e, nil)
	}
	for _, f := range s.fns {
		f.Release()
	}
	s.fns = nil
}

// send sends a frame; a connection that is about to close drops it.
func (s *socket) send(b []byte) {
	try(func() { s.ws.Call("send", jsBytes(b)) })
}

// drop ends the connection without waiting for the other end; closed is not
// called.
func (s *socket) drop() {
	if s.ws.Truthy() && s.fns != nil {
		s.release()
		try(func() { s.ws.Call("close") })
	}
}

// once0 returns a callback that is released after its call.
func once0(f func()) js.Func {
	var fn js.Func
	fn = js.FuncOf(func(js.Value, []js.Value) any {
		fn.Release()
		f()
		return nil
	})
	return fn
}
