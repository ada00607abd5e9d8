package model

import (
	"slices"
	"strings"
)

// An index that is new to a store is built while the store is served: BuildIndexes
// takes a portion of the records at a time, and every commit writes its own
// entries from the first on. Until it is whole, an origin puts the records in
// order itself, which takes longer and gives the same. A program that does not
// declare an index does not write its entries, so the index counts as new again
// after such a program's commit.

// noteIndexes has a line for each index that is whole, its name; one for that which
// is under way: its name, a space, and the last id that was entered; one for
// each that has become stale: an exclamation mark and its name; and placesForm.
const noteIndexes = "indexes"

// placesForm names the way in which places are made of values. Indexes whose places
// were made in another way are stale.
const placesForm = "places/2"

// built is what a note says of the indexes.
type built struct {
	whole    []string
	building string
	last     string
	stale    []string
}

// builtIn returns what a space notes. In one without a commit, all indexes are
// whole.
func builtIn(v StoreView) (b built, err error) {
	text, err := v.Note(noteIndexes)
	if err != nil {
		return b, err
	}
	if text == "" && v.Head().Seq == 0 {
		for _, x := range indexOrder {
			b.whole = append(b.whole, x.name)
		}
		return b, nil
	}
	same := false
	for line := range strings.SplitSeq(text, "\n") {
		if line == placesForm {
			same = true
		} else if name, last, ok := strings.Cut(line, " "); ok {
			b.building, b.last = name, last
		} else if name, ok := strings.CutPrefix(line, "!"); ok {
			b.stale = append(b.stale, name)
		} else if line != "" {
			b.whole = append(b.whole, line)
		}
	}
	if !same {
		b.stale = append(b.stale, b.whole...)
		if b.building != "" {
			b.stale = append(b.stale, b.building)
		}
		b.whole, b.building, b.last = nil, "", ""
	}
	return b, nil
}

func (b built) put(tx StoreTx) error {
	lines := append(slices.Clone(b.whole), placesForm)
	for _, n := range b.stale {
		lines = append(lines, "!"+n)
	}
	slices.Sort(lines)
	text := strings.Join(lines, "\n")
	if b.building != "" {
		text += "\n" + b.building + " " + b.last
	}
	return tx.PutNote(noteIndexes, text)
}

// declared returns b as it is after a commit of this program, which does not write
// what it does not declare.
func (b built) declared() built {
	d := built{stale: slices.Clone(b.stale)}
	for _, n := range b.whole {
		if indexNames[n] != nil {
			d.whole = append(d.whole, n)
		} else {
			d.stale = append(d.stale, n)
		}
	}
	switch {
	case indexNames[b.building] != nil:
		d.building, d.last = b.building, b.last
	case b.building != "":
		d.stale = append(d.stale, b.building)
	}
	return d
}

// portion is how many records one transaction enters: writers wait for so long.
const portion = 500

// BuildIndexes takes the building of indexes that are new to a space by one
// portion further, and reports whether there is more to do. The space can be
// read and written meanwhile, and several programs may do it at the same time.
func BuildIndexes(store Store, space string) (more bool, err error) {
	err = store.View(space, func(v StoreView) error {
		b, err := builtIn(v)
		more = slices.ContainsFunc(indexOrder, func(x *index) bool { return !slices.Contains(b.whole, x.name) })
		return err
	})
	if err != nil || !more {
		return false, err
	}
	err = store.Update(space, func(tx StoreTx) error {
		b, err := builtIn(tx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(indexOrder, func(x *index) bool { return !slices.Contains(b.whole, x.name) })
		if more = at >= 0; !more {
			return nil
		}
		x := indexOrder[at]
		span := Span{Index: x.s.name, Limit: portion}
		if b.building == x.name {
			span.From = b.last + "\x00"
		} else {
			if err := tx.DropIndex(x.name); err != nil { // what is there may be of long ago
				return err
			}
			b.stale = slices.DeleteFunc(b.stale, func(n string) bool { return n == x.name })
			if b.building != "" {
				b.stale = append(b.stale, b.building)
			}
		}
		rows, err := tx.Scan(span)
		if err != nil {
			return err
		}
		es := make([]Entry, len(rows))
		get := once(tx.Get)
		for i, r := range rows {
			at, err := x.at(r.Record, get)
			if err != nil {
				return err
			}
			es[i] = Entry{Index: x.name, At: at, Key: r.Record.Key}
		}
		if err := tx.PutEntries(es); err != nil {
			return err
		}
		if len(rows) == portion {
			b.building, b.last = x.name, rows[portion-1].At
		} else {
			b.whole, b.building = append(b.whole, x.name), ""
		}
		return b.put(tx)
	})
	return more, err
}

// indexed is a store in which each declared index can be read, whole or not.
type indexed struct{ Store }

func (s indexed) View(space string, f func(StoreView) error) error {
	return s.Store.View(space, func(v StoreView) error { return f(&indexedView{StoreView: v}) })
}

func (s indexed) Update(space string, f func(StoreTx) error) error {
	return s.Store.Update(space, func(tx StoreTx) error {
		return f(&indexedTx{StoreTx: tx, view: indexedView{StoreView: tx}})
	})
}

type indexedView struct {
	StoreView
	asked bool
	built built
}

func (v *indexedView) ask() (err error) {
	if !v.asked {
		v.built, err = builtIn(v.StoreView)
		v.asked = err == nil
	}
	return err
}

// missing reports whether an index is declared, and not whole.
func (v *indexedView) missing(name string) (bool, error) {
	if indexNames[name] == nil {
		return false, nil
	}
	err := v.ask()
	return !slices.Contains(v.built.whole, name), err
}

func (v *indexedView) Scan(s Span) ([]Row, error) {
	if no, err := v.missing(s.Index); err != nil || !no {
		if err != nil {
			return nil, err
		}
		return v.StoreView.Scan(s)
	}
	rows, err := v.StoreView.Scan(Span{Index: collectionOf(s.Index), Topic: s.Topic})
	if err != nil {
		return nil, err
	}
	return ordered(rows, s, v.Get)
}

func (v *indexedView) Count(s Span) (int, error) {
	if no, err := v.missing(s.Index); err != nil || !no {
		if err != nil {
			return 0, err
		}
		return v.StoreView.Count(s)
	}
	rows, err := v.Scan(s)
	return len(rows), err
}

// ordered returns the records of a span of an index, from rows in another order.
func ordered(rows []Row, s Span, get func(string) (*Record, error)) ([]Row, error) {
	var out []Row
	get = once(get)
	for _, r := range rows {
		at, err := place(s.Index, r.Record, get)
		if err != nil {
			return nil, err
		}
		if s.has(at) {
			out = append(out, Row{at, r.Record})
		}
	}
	return merge(nil, out, nil, s), nil
}

// once reads each record once: many refer to the same.
func once(get func(string) (*Record, error)) func(string) (*Record, error) {
	had := map[string]*Record{}
	return func(key string) (*Record, error) {
		if r, ok := had[key]; ok {
			return r, nil
		}
		r, err := get(key)
		if err == nil {
			had[key] = r
		}
		return r, err
	}
}

type indexedTx struct {
	StoreTx
	view indexedView
	kept bool
}

func (t *indexedTx) Scan(s Span) ([]Row, error) { return t.view.Scan(s) }
func (t *indexedTx) Count(s Span) (int, error)  { return t.view.Count(s) }

// Append takes note that this program does not write the entries of indexes that
// it does not declare.
func (t *indexedTx) Append(c *Commit, after []*Record, entries []Entry) error {
	if !t.kept {
		if err := t.view.ask(); err != nil {
			return err
		}
		was := t.view.built
		now := was.declared()
		if len(now.stale) > len(was.stale) || t.Head().Seq == 0 {
			if err := now.put(t.StoreTx); err != nil {
				return err
			}
		}
		t.kept = true
	}
	return t.StoreTx.Append(c, after, entries)
}
