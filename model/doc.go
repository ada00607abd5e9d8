// Package model is the synchronised data of a Tandem application: records,
// the requests that change them, and the two ends that keep them equal.
//
// A [Collection] declares a kind of [Record] as a Go struct. A controller reads
// and writes records in a [Tx], which is one run of one [Intent]: a request
// together with the [Base] that its author saw, a clock and a seed. The same
// run happens twice. First on a [Clone], the copy in the browser, where its
// effect is shown at once and the intent waits in the outbox; then on the
// [Origin], at the server, which has the last word: it numbers a [Commit], or
// answers with another [Outcome]. A pull brings the clone to the origin's
// newest commit, and the clone runs what is still pending on top.
//
// What both runs compare with is the base. A field whose last write the author
// of an intent had not seen is concurrent, and is merged or asked about by the
// field's [Policy], never overwritten in silence.
//
// Clone, Origin and [Peer] are state machines. They have no goroutines, no
// clock, no randomness and no I/O: time, ids and a [Store] go in, messages and
// writes come out. Package modeltest plays thousands of them from one seed.
//
//	type Todo struct {
//		ID    string
//		Title string `check:"required,max=200"`
//	}
//
//	var todos = model.Define[Todo]("todos")
//
//	func rename(tx *model.Tx, id, title string) error {
//		t, err := todos.Get(tx, id)
//		if err != nil {
//			return err
//		}
//		t.Title = title
//		return todos.Save(tx, t) // writes the fields that differ
//	}
package model
