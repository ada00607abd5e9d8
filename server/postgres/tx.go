package postgres

import (
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/internal/row"
)

// tx is a model.StoreTx. It keeps what is written until the update's function has
// returned, so that this function reads the space as it was. What is kept is what
// the writes come to in their order: of two to the same row, the later; what a
// dropped index had is not written at all. So all of it can be sent at once, by
// table.
type tx struct {
	view
	epoch   string
	last    uint64 // the number of the last commit, those to be written included
	forgets uint64 // the horizon, with what is to be forgotten
	wrong   error
	proof   proof

	commits, changes, outcomes list
	records, clients           list
	entries                    map[string]*list // by index
	dropped                    map[string]bool
	notes                      list
}

// list is rows that are to be written. Those of put have a key, and one that was
// put before is replaced.
type list struct {
	rows [][]any // nil is one that is to be deleted
	keys []string
	at   map[string]int
}

func (l *list) add(values ...any) { l.rows = append(l.rows, values) }

func (l *list) put(key string, values ...any) {
	i, ok := l.at[key]
	if !ok {
		if l.at == nil {
			l.at = map[string]int{}
		}
		i = len(l.rows)
		l.at[key], l.rows, l.keys = i, append(l.rows, nil), append(l.keys, key)
	}
	l.rows[i] = values
}

// refuse spoils the update: even a function that goes on must not have it done.
func (t *tx) refuse(doing string, err error) error {
	if t.wrong == nil {
		t.wrong = fmt.Errorf("%s: %w", doing, err)
	}
	return t.wrong
}

// check spoils the update if the database cannot hold one of the texts.
func (t *tx) check(doing string, texts ...string) error {
	if t.wrong != nil || valid(texts...) {
		return t.wrong
	}
	return t.refuse(doing, ErrText)
}

// Append implements model.StoreTx. A commit whose number is not the next one is
// refused with ErrOrder, and the update with it.
func (t *tx) Append(c *model.Commit, after []*model.Record, entries []model.Entry) error {
	if t.wrong == nil && c.Seq != t.last+1 {
		return t.refuse(fmt.Sprintf("append commit %d after %d", c.Seq, t.last), ErrOrder)
	}
	doing := fmt.Sprintf("write commit %d of space %s", c.Seq, t.name)
	if err := t.check(doing, c.User, c.Method, c.URI, c.Client); err != nil {
		return err
	}
	t.last = c.Seq
	intent, hash := c.Intent, c.Hash
	t.commits.add(row.Number(c.Seq), int64(c.Time), escape(c.User), escape(c.Method), escape(c.URI), intent[:], escape(c.Client), row.Number(c.N), c.Blind, hash[:])
	for i := range c.Changes {
		ch := &c.Changes[i]
		var client *string // that of the commit, as a rule
		var n *int64
		if ch.At.Client != c.Client || ch.At.N != c.N {
			name, number := escape(ch.At.Client), row.Number(ch.At.N)
			client, n = &name, &number
		}
		fields := row.EncodeChanges(ch.Fields)
		if err := t.check(doing, ch.Key, ch.At.Client, ch.Was, ch.Topic, fields); err != nil {
			return err
		}
		t.changes.add(row.Number(c.Seq), int64(i), escape(ch.Key), int64(ch.Op), escape(ch.Was), escape(ch.Topic), escape(fields), client, n)
	}
	for i, r := range after {
		json, versions := string(r.Object()), row.EncodeVersions(r)
		if err := t.check(doing, r.Key, r.Last.Client, r.Topic, json, versions); err != nil {
			return err
		}
		t.records.put(r.Key, escape(r.Key), escape(r.Collection()), row.Number(r.Last.Seq), int64(i), escape(r.Last.Client), row.Number(r.Last.N), row.Number(r.Born), r.Gone, escape(r.Topic), escape(json), escape(versions), row.Number(r.Moved))
	}
	t.proof.seq, t.proof.hash = c.Seq, c.Hash
	return t.enter(doing, entries)
}

func (t *tx) enter(doing string, es []model.Entry) error {
	for i := range es {
		e := &es[i]
		if err := t.check(doing, e.Index, e.Key); err != nil {
			return err
		}
		l := t.entries[e.Index]
		if l == nil {
			if l = (&list{}); t.entries == nil {
				t.entries = map[string]*list{}
			}
			t.entries[e.Index] = l
		}
		if e.Gone {
			l.put(e.At)
		} else {
			l.put(e.At, escape(e.Index), []byte(e.At), escape(e.Key))
		}
	}
	return nil
}

// PutClient implements model.StoreTx.
func (t *tx) PutClient(c model.Client) error {
	if err := t.check("write client "+c.ID, c.ID, c.User); err != nil {
		return err
	}
	t.clients.put(c.ID, escape(c.ID), escape(c.User), row.Number(c.N), c.Hash[:])
	return nil
}

// PutOutcome implements model.StoreTx.
func (t *tx) PutOutcome(o model.Outcome) error {
	body := row.EncodeBody(&o)
	if err := t.check(fmt.Sprintf("write outcome %d of client %s", o.N, o.Client), o.User, o.Client, body); err != nil {
		return err
	}
	t.outcomes.add(escape(o.User), escape(o.Client), row.Number(o.N), o.ID[:], o.Hash[:], int64(o.Kind), row.Number(o.Seq), escape(body))
	t.proof.outcomes = append(t.proof.outcomes, o)
	return nil
}

// PutEntries implements model.StoreTx.
func (t *tx) PutEntries(es []model.Entry) error { return t.enter("write entries", es) }

// DropIndex implements model.StoreTx.
func (t *tx) DropIndex(name string) error {
	if err := t.check("drop index "+name, name); err != nil {
		return err
	}
	delete(t.entries, name)
	if t.dropped == nil {
		t.dropped = map[string]bool{}
	}
	t.dropped[name] = true
	return nil
}

// PutNote implements model.StoreTx.
func (t *tx) PutNote(name, text string) error {
	if err := t.check("write note "+name, name, text); err != nil {
		return err
	}
	if text == "" {
		t.notes.put(name)
	} else {
		t.notes.put(name, escape(name), escape(text))
	}
	return nil
}

// PutEpoch implements model.StoreTx.
func (t *tx) PutEpoch(epoch string) error {
	if err := t.check("write the epoch", epoch); err != nil {
		return err
	}
	t.epoch = epoch
	return nil
}

// Forget implements model.StoreTx. It reads and deletes only what lies before
// the new horizon. The room that this makes is for later writes, when PostgreSQL
// has vacuumed.
func (t *tx) Forget(seq uint64) error {
	if seq = min(seq, t.last); seq > t.forgets {
		t.forgets = seq
	}
	return t.wrong
}

// batch returns the statements that write all that was kept.
func (t *tx) batch() *pgx.Batch {
	b := &pgx.Batch{}
	t.commits.queue(b, t.space, insertCommits)
	t.changes.queue(b, t.space, insertChanges)
	t.records.queue(b, t.space, putRecords)
	if t.epoch != t.point.Epoch || t.last != t.point.Seq || t.forgets != t.horizon {
		b.Queue(updateSpace, t.space, escape(t.epoch), row.Number(t.last), row.Number(t.forgets))
	}
	if t.forgets != t.horizon {
		for _, what := range [...]string{deleteRecords, deleteChanges, deleteCommits} {
			b.Queue(what, t.space, row.Number(t.forgets))
		}
	}
	if len(t.dropped) > 0 {
		var names []string
		for name := range t.dropped {
			names = append(names, escape(name))
		}
		b.Queue(deleteIndexes, t.space, names)
	}
	var in, out list
	for _, name := range slices.Sorted(maps.Keys(t.entries)) {
		l := t.entries[name]
		for i, values := range l.rows {
			switch {
			case values != nil:
				in.add(values...)
			case !t.dropped[name]:
				out.add(escape(name), []byte(l.keys[i]))
			}
		}
	}
	out.queue(b, t.space, deleteEntries)
	in.queue(b, t.space, putEntries)
	t.clients.queue(b, t.space, putClients)
	t.outcomes.queue(b, t.space, insertOutcomes)
	var notes list
	var gone []string
	for i, values := range t.notes.rows {
		if values != nil {
			notes.add(values...)
		} else {
			gone = append(gone, escape(t.notes.keys[i]))
		}
	}
	notes.queue(b, t.space, putNotes)
	if gone != nil {
		b.Queue(deleteNotes, t.space, gone)
	}
	return b
}

// portion is how many bytes one statement writes, about: far below the gigabyte
// that an array may have.
const portion = 8 << 20

// queue adds statements that write the rows.
func (l *list) queue(b *pgx.Batch, space, what string) {
	for rows := l.rows; len(rows) > 0; {
		n, size := 0, 0
		for n < len(rows) && size < portion {
			for _, v := range rows[n] {
				switch v := v.(type) {
				case string:
					size += len(v)
				case []byte:
					size += len(v)
				default:
					size += 8
				}
			}
			n++
		}
		b.Queue(what, append([]any{space}, columns(rows[:n])...)...)
		rows = rows[n:]
	}
}

// columns returns rows as an array for each of their columns.
func columns(rows [][]any) []any {
	out := make([]any, len(rows[0]))
	for i, v := range rows[0] {
		switch v.(type) {
		case string:
			out[i] = column[string](rows, i)
		case *string:
			out[i] = column[*string](rows, i)
		case int64:
			out[i] = column[int64](rows, i)
		case *int64:
			out[i] = column[*int64](rows, i)
		case bool:
			out[i] = column[bool](rows, i)
		default:
			out[i] = column[[]byte](rows, i)
		}
	}
	return out
}

func column[T any](rows [][]any, i int) []T {
	c := make([]T, len(rows))
	for k, r := range rows {
		c[k] = r[i].(T)
	}
	return c
}
