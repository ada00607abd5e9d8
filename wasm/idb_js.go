package wasm

import (
	"strconv"
	"syscall/js"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// idb keeps a clone in an IndexedDB: records, intents and meta in object stores
// of their own. What holds an intent is written with strict durability: it is
// on the disk, not in a buffer, when the write is confirmed.
type idb struct {
	db js.Value
	// lost is called when the database is closed from outside.
	lost func(reason string)
}

const (
	storeRecords = "records"
	storeOutbox  = "outbox"
	storeMeta    = "meta"
	storeKept    = "kept" // answered intents, by id
	metaKey      = "clone"
	dbVersion    = 2
)

// fault is an error of the browser's storage, in words for its user.
type fault struct{ text string }

func (f *fault) Error() string { return f.text }

// faultOf turns a DOMException into words.
func faultOf(e js.Value) *fault {
	name := ""
	if e.Truthy() {
		name = e.Get("name").String()
	}
	switch name {
	case "QuotaExceededError":
		return &fault{"This device has no room left: what you do now is kept in this window only until it is sent."}
	case "VersionError":
		return &fault{"A newer version of this application has been used here. Reload the page to get it; until then nothing is stored on this device."}
	case "":
		return &fault{"The browser's storage has failed: what you do now is kept in this window only until it is sent."}
	}
	return &fault{"The browser's storage has failed (" + name + "): what you do now is kept in this window only until it is sent."}
}

// once registers f for events of a target; f is called for the first of them
// and all are released.
func once(target js.Value, f func(event string), events ...string) {
	var fs []js.Func
	done := false
	for _, e := range events {
		fn := js.FuncOf(func(js.Value, []js.Value) any {
			if done {
				return nil
			}
			done = true
			for _, fn := range fs {
				fn.Release()
			}
			for _, e := range events {
				target.Set("on"+e, nil)
			}
			f(e)
			return nil
		})
		fs = append(fs, fn)
		target.Set("on"+e, fn)
	}
}

// try calls f and returns the exception that it throws.
func try(f func()) (thrown *fault) {
	defer func() {
		if p := recover(); p != nil {
			e, ok := p.(js.Error)
			if !ok {
				panic(p)
			}
			thrown = faultOf(e.Value)
		}
	}()
	f()
	return nil
}

// openIDB opens or makes a database and reads what it holds; saved is nil if
// that is nothing.
func openIDB(name string, done func(*idb, *model.Saved, *fault)) {
	var req js.Value
	if f := try(func() { req = js.Global().Get("indexedDB").Call("open", name, dbVersion) }); f != nil {
		done(nil, nil, f)
		return
	}
	upgrade := js.FuncOf(func(js.Value, []js.Value) any {
		// Version 1 had all but the answered intents.
		db := req.Get("result")
		for _, s := range []string{storeRecords, storeOutbox, storeMeta, storeKept} {
			if !db.Get("objectStoreNames").Call("contains", s).Bool() {
				db.Call("createObjectStore", s)
			}
		}
		return nil
	})
	req.Set("onupgradeneeded", upgrade)
	once(req, func(event string) {
		upgrade.Release()
		if event != "success" {
			done(nil, nil, faultOf(req.Get("error")))
			return
		}
		d := &idb{db: req.Get("result")}
		d.db.Set("onclose", js.FuncOf(func(js.Value, []js.Value) any {
			d.lose("The browser has closed its storage: what you do now is kept in this window only until it is sent.")
			return nil
		}))
		d.db.Set("onversionchange", js.FuncOf(func(js.Value, []js.Value) any {
			// Another window wants to delete or to upgrade the database.
			d.db.Call("close")
			d.lose("A newer version of this application runs in another window. Reload this one.")
			return nil
		}))
		d.load(func(s *model.Saved, f *fault) { done(d, s, f) })
	}, "success", "error", "blocked")
}

func (d *idb) lose(reason string) {
	if d.lost != nil {
		d.lost(reason)
	}
}

func (d *idb) load(done func(*model.Saved, *fault)) {
	var tx, meta, records, outbox, kept js.Value
	if f := try(func() {
		tx = d.db.Call("transaction", stores(storeRecords, storeOutbox, storeMeta, storeKept), "readonly")
		meta = tx.Call("objectStore", storeMeta).Call("get", metaKey)
		records = tx.Call("objectStore", storeRecords).Call("getAll")
		outbox = tx.Call("objectStore", storeOutbox).Call("getAll")
		kept = tx.Call("objectStore", storeKept).Call("getAll")
	}); f != nil {
		done(nil, f)
		return
	}
	once(tx, func(event string) {
		if event != "complete" {
			done(nil, faultOf(tx.Get("error")))
			return
		}
		if !meta.Get("result").Truthy() {
			done(nil, nil)
			return
		}
		s := &model.Saved{}
		var err error
		damaged := &fault{"What this device holds cannot be read by this version of the application. Nothing of it was changed."}
		if s.Meta, err = wire.DecodeMeta(bytesOf(meta.Get("result"))); err != nil {
			done(nil, damaged)
			return
		}
		rs := records.Get("result")
		for i := range rs.Length() {
			r, err := wire.DecodeRecord(bytesOf(rs.Index(i)))
			if err != nil {
				done(nil, damaged)
				return
			}
			s.Records = append(s.Records, r)
		}
		for _, from := range []struct {
			store js.Value
			to    *[]model.Intent
		}{{outbox, &s.Intents}, {kept, &s.Kept}} {
			is := from.store.Get("result")
			for i := range is.Length() {
				in, err := wire.DecodeIntent(bytesOf(is.Index(i)))
				if err != nil {
					done(nil, damaged)
					return
				}
				*from.to = append(*from.to, in)
			}
		}
		done(s, nil)
	}, "complete", "error", "abort")
}

// write stores a batch, whole or not at all, after those before it.
func (d *idb) write(b *model.Batch, m model.Meta, done func(*fault)) {
	durability := "relaxed"
	if len(b.Intents) > 0 || len(b.Drop) > 0 {
		durability = "strict"
	}
	var tx js.Value
	if f := try(func() {
		tx = d.db.Call("transaction", stores(storeRecords, storeOutbox, storeMeta, storeKept), "readwrite", map[string]any{"durability": durability})
		records, outbox := tx.Call("objectStore", storeRecords), tx.Call("objectStore", storeOutbox)
		if b.Reset {
			records.Call("clear")
		}
		var buf []byte
		for _, r := range b.Records {
			if r.Gone {
				records.Call("delete", r.Key)
				continue
			}
			buf = wire.AppendRecord(buf[:0], r)
			records.Call("put", jsBytes(buf), r.Key)
		}
		for _, n := range b.Drop {
			outbox.Call("delete", outboxKey(n))
		}
		for i := range b.Intents {
			buf = wire.AppendIntent(buf[:0], &b.Intents[i])
			outbox.Call("put", jsBytes(buf), outboxKey(b.Intents[i].N))
		}
		kept := tx.Call("objectStore", storeKept)
		for _, id := range b.Forget {
			kept.Call("delete", model.Hex(string(id[:])))
		}
		for i := range b.Keep {
			buf = wire.AppendIntent(buf[:0], &b.Keep[i])
			kept.Call("put", jsBytes(buf), model.Hex(string(b.Keep[i].ID[:])))
		}
		if b.Meta {
			tx.Call("objectStore", storeMeta).Call("put", jsBytes(wire.AppendMeta(nil, m)), metaKey)
		}
	}); f != nil {
		if tx.Truthy() {
			try(func() { tx.Call("abort") })
		}
		done(f)
		return
	}
	once(tx, func(event string) {
		if event == "complete" {
			done(nil)
			return
		}
		done(faultOf(tx.Get("error")))
	}, "complete", "abort")
}

// outboxKey sorts as numbers do.
func outboxKey(n uint64) string {
	s := strconv.FormatUint(n, 10)
	return "00000000000000000000"[len(s):] + s
}

func stores(names ...string) js.Value {
	a := js.Global().Get("Array").New()
	for _, n := range names {
		a.Call("push", n)
	}
	return a
}

func bytesOf(v js.Value) []byte {
	b := make([]byte, v.Get("byteLength").Int())
	js.CopyBytesToGo(b, v)
	return b
}

func jsBytes(b []byte) js.Value {
	v := js.Global().Get("Uint8Array").New(len(b))
	js.CopyBytesToJS(v, b)
	return v
}
