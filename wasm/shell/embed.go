// Package shell holds the JavaScript of the browser's half: what has to be
// there before the program is, and what WebAssembly cannot do itself.
//
//   - boot.js starts the program, and gives it the forms;
//   - navigate.js gives it the links and the history;
//   - early.js keeps what is done before the program answers;
//   - patch.js applies the program's patches to the page;
//   - zone.js knows time zones;
//   - worker.js is the service worker, which serves the application offline.
package shell

import _ "embed"

// The scripts.
var (
	//go:embed boot.js
	Boot []byte
	//go:embed navigate.js
	Navigate []byte
	//go:embed early.js
	Early []byte
	//go:embed patch.js
	Patch []byte
	//go:embed worker.js
	Worker []byte
	//go:embed zone.js
	Zone []byte
)
