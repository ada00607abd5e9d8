// Package wasm is the browser's shell of an application: it keeps the clone on
// the device, talks to the server, and shows what the application answers.
//
//	func main() { wasm.Main(newApp()) }
//
// What it decides is in [Client] and [Backoff], which are portable and tested
// like any other code. The files that end in _js.go only convert: between Go and
// the DOM, IndexedDB, WebSocket and Web Locks.
package wasm
