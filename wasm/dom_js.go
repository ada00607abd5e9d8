package wasm

import (
	"errors"
	"syscall/js"
	"unsafe"

	"github.com/tandemgo/tandem/view"
)

// Root shows trees in one element of the page. It decides nothing: a Patcher
// writes the programs and shell/patch.js runs them, with one call for each.
type Root struct {
	patcher view.Patcher

	words, text, apply js.Value
}

// NewRoot returns the Root for the element el. The script patch.js must have
// been loaded.
func NewRoot(el js.Value) *Root {
	r := js.Global().Get("tandemPatch").Call("root", el)
	return &Root{words: r.Get("words"), text: r.Get("text"), apply: r.Get("apply")}
}

// Mount empties the element and shows n.
func (r *Root) Mount(n *view.Node) error { return r.send(r.patcher.Mount(n)) }

// Adopt takes over the markup that the server wrote for n, as it stands: no
// element is replaced that is as n says, and nothing that was typed is lost.
// Where the page differs from n, tandem.differs in boot.js is told, and the page
// set right. After an error the page is in doubt, and the caller has to Mount.
func (r *Root) Adopt(n *view.Node) error { return r.send(r.patcher.Adopt(n)) }

// Update makes the element show n. After an error the page is in doubt, and
// the caller has to Mount.
func (r *Root) Update(n *view.Node) error { return r.send(r.patcher.Update(n)) }

func (r *Root) send(p view.Patch) (err error) {
	if p.Empty() {
		return nil
	}
	defer func() {
		if e := recover(); e != nil {
			jsErr, ok := e.(js.Error)
			if !ok {
				panic(e)
			}
			err = errors.New("apply patch: " + jsErr.Error())
		}
	}()
	// A WebAssembly machine has the byte order that a Uint32Array expects.
	words := unsafe.Slice((*byte)(unsafe.Pointer(&p.Words[0])), 4*len(p.Words))
	js.CopyBytesToJS(r.words.Invoke(len(words)), words)
	if len(p.Text) > 0 {
		js.CopyBytesToJS(r.text.Invoke(len(p.Text)), p.Text)
	}
	if failed := r.apply.Invoke(len(p.Words), len(p.Text)).String(); failed != "" {
		return errors.New("adopt page: " + failed)
	}
	return nil
}
