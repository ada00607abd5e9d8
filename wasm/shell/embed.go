// Package shell holds the JavaScript of the browser's half: what has to be
// there before the program is, and what WebAssembly cannot do itself.
//
//   - boot.js starts the program, and gives it the clicks and forms;
//   - focus.js keeps the focus when what has it goes away;
//   - patch.js applies the program's patches to the page;
//   - worker.js is the service worker, which serves the application offline.
package shell

import _ "embed"

// The scripts.
var (
	//go:embed boot.js
	Boot []byte
	//go:embed focus.js
	Focus []byte
	//go:embed patch.js
	Patch []byte
	//go:embed worker.js
	Worker []byte
)
