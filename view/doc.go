// Package view makes pages out of plain data.
//
// A view is a function from data to a tree of nodes:
//
//	func Greeting(name string) *view.Node {
//		return html.P(html.Class("hello"), view.Text("Hello, "+name))
//	}
//
// The tree holds no functions and no pointers to a screen, so the same view
// runs in two places. The server writes it with [AppendHTML] or [WriteHTML], which
// escape everything that was not built with [Raw]. The browser hands it to a
// [Patcher], which compares it with the tree that is shown and returns the
// smallest [Patch] that leads from one to the other; its first act there is to
// adopt the server's markup without replacing a single element.
//
// What happens on an event is an attribute too ([On]), read by a listener of
// the browser's shell. Items of a list carry a [Key], so that a row keeps its
// element, and with it focus and typed text, wherever it moves. A long list whose
// items have versions is made with [Rows], which makes only those again that have
// changed.
//
// Package html has a function for each element and attribute. This package
// has no I/O, keeps no state outside of Patcher and is deterministic: the same
// tree gives the same bytes, the same two trees give the same patch.
package view
