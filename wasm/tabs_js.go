package wasm

import (
	"strconv"
	"syscall/js"
)

// Each window of the application has a clone of its own, in a database of its
// own: the first slot that no other window holds. Web Locks say which are held,
// and let go of one when its window ends, however it ends.

const maxSlots = 16

func slotName(i int) string { return "tandem-" + strconv.Itoa(i) }

// takeSlot holds the first free slot from number i on, until release is called
// or the window ends. done gets maxSlots if none is free, or the browser has no
// locks.
func takeSlot(i int, done func(slot int, release func())) {
	locks := js.Global().Get("navigator").Get("locks")
	if i >= maxSlots || !locks.Truthy() {
		done(maxSlots, func() {})
		return
	}
	granted := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if !args[0].Truthy() {
			takeSlot(i+1, done)
			return nil
		}
		// The lock is held until this promise is kept.
		var resolve js.Value
		keep := js.FuncOf(func(_ js.Value, args []js.Value) any {
			resolve = args[0]
			return nil
		})
		p := js.Global().Get("Promise").New(keep)
		keep.Release()
		done(i, func() { resolve.Invoke() })
		return p
	})
	locks.Call("request", slotName(i), map[string]any{"ifAvailable": true}, granted)
}

// otherSlots calls found for each slot that has a database, or had one, and is held
// by no window: a closed window may have left edits there. release gives the slot
// back.
func otherSlots(found func(slot int, release func())) {
	db := js.Global().Get("indexedDB")
	if !db.Truthy() || !db.Get("databases").Truthy() {
		return
	}
	then := js.FuncOf(func(_ js.Value, args []js.Value) any {
		list := args[0]
		has := map[string]bool{}
		for i := range list.Length() {
			has[list.Index(i).Get("name").String()] = true
		}
		for slot := range maxSlots {
			if has[slotName(slot)] || readMark(slot) != "" {
				takeFree(slot, found)
			}
		}
		return nil
	})
	db.Call("databases").Call("then", then)
}

func takeFree(slot int, found func(slot int, release func())) {
	takeSlot(slot, func(got int, release func()) {
		if got != slot {
			release() // held by its window; what was free instead is not wanted
			return
		}
		found(slot, release)
	})
}
