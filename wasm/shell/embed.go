// Package shell holds the JavaScript of the browser's half: what has to be
// there before the program is, and what WebAssembly cannot do itself.
//
//   - boot.js starts the program, and gives it the clicks and forms;
//   - form.js keeps what is being entered, and what has changed meanwhile;
//   - patch.js applies the program's patches to the page;
//   - worker.js is the service worker, which serves the application offline.
package shell

import _ "embed"

// The scripts.
var (
	//go:embed boot.js
	Boot []byte
	//go:embed form.js
	Form []byte
	//go:embed patch.js
	Patch []byte
	//go:embed worker.js
	Worker []byte
)
