// Package postgres keeps spaces in a PostgreSQL database, which several nodes may
// share.
//
//	store, err := postgres.Open("postgres://app:secret@db.example/app", nil)
//	if err != nil {
//		log.Fatal(err) // says whether the server is away, the database is foreign, ...
//	}
//	defer store.Close()
//	origin := model.NewOrigin(store, model.OriginOptions{Handler: handler})
//
// An Update locks the row of its space until it is durable, so that the Updates of
// all nodes come one after the other and their numbers have no gaps. A View is one
// read-only transaction. Needed is PostgreSQL 13 or newer, with fsync and the
// encoding UTF8.
//
// The tables are in the schema "tandem", or in the one that search_path in the
// address names, and are created and brought to this version by Open. A person can
// read them, also while the server runs:
//
//	psql "$DATA" -c "SELECT key, json FROM tandem.records WHERE space = 'main' AND NOT gone"
//
// A node that hangs inside of an Update keeps the others from writing; the setting
// idle_in_transaction_session_timeout, in the address or of the server, ends that.
// One that has vanished is found out within a minute.
package postgres
