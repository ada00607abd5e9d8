// Package sqlite keeps spaces in one SQLite file.
//
//	store, err := sqlite.Open("data/app.db", nil)
//	if err != nil {
//		log.Fatal(err) // says whether the file is in use, is no database, ...
//	}
//	defer store.Close()
//	origin := model.NewOrigin(store, model.OriginOptions{Handler: handler})
//
// One connection writes, a few read, each View in a transaction of its own. An
// Update that has returned nil is on the disk. The file is one process's: a
// second one is refused by a lock in a file beside it.
//
// A person can read it, also while the server runs:
//
//	sqlite3 data/app.db "SELECT key, json FROM records WHERE space = 'main' AND NOT gone"
//
// The SQLite that is used is a translation to Go, so that a program for any
// system is built without a C compiler.
package sqlite
