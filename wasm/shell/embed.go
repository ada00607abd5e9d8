// Package shell holds the JavaScript of the browser's half: what has to be
// there before the program is, and what WebAssembly cannot do itself.
//
//   - boot.js starts the program, and gives it the forms;
//   - form.js keeps what is being entered, and what has changed meanwhile;
//   - navigate.js gives it the links and the history;
//   - focus.js keeps the focus when what has it goes away;
//   - early.js keeps what is done before the program answers;
//   - patch.js applies the program's patches to the page;
//   - zone.js knows time zones;
//   - worker.js is the service worker, which serves the application offline.
package shell

import (
	"bytes"
	_ "embed"
)

// The scripts.
var (
	//go:embed boot.js
	boot []byte
	//go:embed form.js
	form []byte
	//go:embed navigate.js
	navigate []byte
	//go:embed focus.js
	focus []byte
	//go:embed early.js
	early []byte
	//go:embed zone.js
	zone []byte

	// Patch applies patches.
	//
	//go:embed patch.js
	Patch []byte
	// Worker is the service worker.
	//
	//go:embed worker.js
	Worker []byte
)

// Page returns the script of a page, which runs after Go's loader: all but the service
// worker.
func Page() []byte {
	// boot has what the others add to; early gives away what the others have kept.
	return bytes.Join([][]byte{Patch, form, boot, navigate, focus, zone, early}, []byte(";\n"))
}
