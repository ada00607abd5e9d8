// Package server is the native shell of an application: it answers HTTP, keeps
// the WebSockets, and turns what arrives into commits of a store.
//
//	func main() { server.Main(newApp()) }
//
// Everything that decides is in packages app and model; here are sockets,
// goroutines and clocks. A request that reads is answered at one point of the
// store. A request that writes becomes a job, as does every intent that a
// client pushes; one goroutine commits jobs in groups and wakes the
// connections, which pull what their clients do not have.
package server
