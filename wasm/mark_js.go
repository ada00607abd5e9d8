package wasm

import "syscall/js"

// Marks are in localStorage: where a browser is short of room it removes the
// databases of a site, not that. It may be forbidden or full; then there are none.

func readMark(slot int) (text string) {
	try(func() {
		if v := js.Global().Get("localStorage").Call("getItem", slotName(slot)); v.Type() == js.TypeString {
			text = v.String()
		}
	})
	return text
}

func writeMark(slot int, text string) {
	try(func() {
		if st := js.Global().Get("localStorage"); text == "" {
			st.Call("removeItem", slotName(slot))
		} else {
			st.Call("setItem", slotName(slot), text)
		}
	})
}
