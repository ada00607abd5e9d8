package postgres

import (
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/internal/row"
)

// view is a model.StoreView inside of a transaction.
type view struct {
	conn  *pgx.Conn
	name  string // of the space
	space string // the same, as a column holds it
	point model.Cursor

	horizon uint64
	forgot  model.Hash
}

// Head implements model.Reader.
func (v *view) Head() model.Cursor { return v.point }

// Get implements model.Reader.
func (v *view) Get(key string) (*model.Record, error) {
	if !valid(key) {
		return nil, nil // none can be written
	}
	rs, err := v.records("read record "+key, readRecord, v.space, escape(key))
	if err != nil || len(rs) == 0 {
		return nil, err
	}
	return rs[0], nil
}

// Scan implements model.Reader.
func (v *view) Scan(sp model.Span) ([]model.Row, error) {
	text, args := v.span(sp, false)
	if text == "" {
		return nil, nil
	}
	var out []model.Row
	var r row.Record
	var at pgtype.DriverBytes
	to := r.To()
	if row.Declared(sp.Index) {
		to = append([]any{&at}, to...)
	}
	err := v.each("scan "+sp.Index, text, args, func(rows pgx.Rows) error {
		rec, err := record(rows, &r, to)
		if err != nil {
			return err
		}
		place := string(at)
		if !row.Declared(sp.Index) {
			place = rec.Key[len(sp.Index)+1:]
		}
		out = append(out, model.Row{At: place, Record: rec})
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Count implements model.Reader.
func (v *view) Count(sp model.Span) (int, error) {
	text, args := v.span(sp, true)
	if text == "" {
		return 0, nil
	}
	n := 0
	err := v.each("count "+sp.Index, text, args, func(rows pgx.Rows) error { return rows.Scan(&n) })
	return n, err
}

// span returns the statement for a span and its arguments; "" for one that is
// empty whatever is written.
func (v *view) span(sp model.Span, counts bool) (text string, args []any) {
	f := form{declared: row.Declared(sp.Index), counts: counts, to: true, topic: sp.Topic != "", limit: sp.Limit > 0, reverse: sp.Reverse && !counts}
	if !valid(sp.Index, sp.Topic) {
		return "", nil
	}
	args = make([]any, 0, 6)
	args = append(args, v.space)
	if f.declared {
		args = append(args, escape(sp.Index))
	}
	if f.topic {
		args = append(args, escape(sp.Topic))
	}
	if f.declared {
		args = append(args, []byte(sp.From))
		if f.to = sp.To != ""; f.to {
			args = append(args, []byte(sp.To))
		}
	} else {
		if strings.Contains(sp.Index, "/") {
			return "", nil // a key's first slash ends its collection
		}
		from, ok := ceiling(sp.Index + "/" + sp.From)
		if !ok {
			return "", nil
		}
		to := sp.Index + "0" // the byte behind the slash
		if sp.To != "" {
			// What is behind all ids is before that.
			if to, ok = ceiling(sp.Index + "/" + sp.To); !ok {
				return "", nil
			}
		}
		args = append(args, escape(from), escape(to))
	}
	if f.limit {
		args = append(args, sp.Limit)
	}
	return f.text(), args
}

// Since implements model.StoreView.
func (v *view) Since(seq uint64, limit int) ([]*model.Record, error) {
	return v.records("read what has changed", readSince, v.space, row.Number(seq), bound(limit))
}

// bound is a limit as SQL has it.
func bound(limit int) *int {
	if limit <= 0 {
		return nil
	}
	return &limit
}

// InTopics implements model.StoreView.
func (v *view) InTopics(from, to string) ([]*model.Record, error) {
	from, ok := ceiling(from)
	if !ok {
		return nil, nil
	}
	if to != "" {
		if to, ok = ceiling(to); ok {
			return v.records("read topics", readTopics, v.space, escape(from), escape(to))
		}
	}
	return v.records("read topics", readTopicsToLast, v.space, escape(from))
}

// Commits implements model.StoreView.
func (v *view) Commits(seq uint64, limit int) ([]model.Commit, error) {
	var cs []model.Commit
	if err := v.each("read commits", readCommits, []any{v.space, row.Number(seq), bound(limit)}, func(rows pgx.Rows) error {
		var c model.Commit
		var intent, hash pgtype.DriverBytes
		var seq, time, n int64
		if err := rows.Scan(&seq, &time, &c.User, &c.Method, &c.URI, &intent, &c.Client, &n, &c.Blind, &hash); err != nil {
			return err
		}
		c.Seq, c.Time, c.N = uint64(seq), model.Time(time), uint64(n)
		plain(&c.User, &c.Method, &c.URI, &c.Client)
		if n := len(cs); n > 0 && c.Seq != cs[n-1].Seq+1 {
			return ErrDamaged
		}
		err := errors.Join(row.Fill(c.Intent[:], intent), row.Fill(c.Hash[:], hash))
		cs = append(cs, c)
		return err
	}); err != nil || len(cs) == 0 {
		return nil, err
	}
	first, last := cs[0].Seq, cs[len(cs)-1].Seq
	if err := v.each("read changes", readChanges, []any{v.space, row.Number(first), row.Number(last)}, func(rows pgx.Rows) error {
		var ch model.Change
		var client *string
		var n *int64
		var seq, op int64
		var fields string
		if err := rows.Scan(&seq, &client, &n, &ch.Key, &op, &ch.Was, &ch.Topic, &fields); err != nil {
			return err
		}
		ch.At.Seq, ch.Op = uint64(seq), model.Op(op)
		plain(&ch.Key, &ch.Was, &ch.Topic, &fields)
		c := &cs[ch.At.Seq-first]
		if ch.At.Client, ch.At.N = c.Client, c.N; client != nil && n != nil {
			ch.At.Client, ch.At.N = unescape(*client), uint64(*n)
		}
		var err error
		ch.Fields, err = row.DecodeChanges(fields)
		c.Changes = append(c.Changes, ch)
		return err
	}); err != nil {
		return nil, err
	}
	return cs, nil
}

// Changed implements model.StoreView.
func (v *view) Changed(key string, seq uint64, limit int) ([]model.Commit, error) {
	if !valid(key) {
		return nil, nil
	}
	var cs []model.Commit
	err := v.each("read what changed "+key, readChanged, []any{v.space, escape(key), row.Number(seq), bound(limit)}, func(rows pgx.Rows) error {
		var c model.Commit
		ch := model.Change{Key: key}
		var intent, hash pgtype.DriverBytes
		var client *string
		var of *int64
		var seq, time, n, op int64
		var fields string
		if err := rows.Scan(&seq, &time, &c.User, &c.Method, &c.URI, &intent, &c.Client, &n, &c.Blind, &hash, &client, &of, &op, &ch.Was, &ch.Topic, &fields); err != nil {
			return err
		}
		c.Seq, c.Time, c.N, ch.Op = uint64(seq), model.Time(time), uint64(n), model.Op(op)
		plain(&c.User, &c.Method, &c.URI, &c.Client, &ch.Was, &ch.Topic, &fields)
		if ch.At = (model.Version{Seq: c.Seq, Client: c.Client, N: c.N}); client != nil && of != nil {
			ch.At.Client, ch.At.N = unescape(*client), uint64(*of)
		}
		var err error
		ch.Fields, err = row.DecodeChanges(fields)
		c.Changes = []model.Change{ch}
		err = errors.Join(err, row.Fill(c.Intent[:], intent), row.Fill(c.Hash[:], hash))
		cs = append(cs, c)
		return err
	})
	if err != nil {
		return nil, err
	}
	return cs, nil
}

// Chain implements model.StoreView.
func (v *view) Chain(seq uint64) (hash model.Hash, ok bool, err error) {
	if seq == v.horizon {
		return v.forgot, true, nil
	}
	err = v.each("read a hash", readHash, []any{v.space, row.Number(seq)}, func(rows pgx.Rows) error {
		var b pgtype.DriverBytes
		ok = true
		if err := rows.Scan(&b); err != nil {
			return err
		}
		return row.Fill(hash[:], b)
	})
	return hash, ok && err == nil, err
}

// Horizon implements model.StoreView.
func (v *view) Horizon() uint64 { return v.horizon }

// Note implements model.StoreView.
func (v *view) Note(name string) (text string, err error) {
	if !valid(name) {
		return "", nil
	}
	err = v.each("read note "+name, readNote, []any{v.space, escape(name)}, func(rows pgx.Rows) error { return rows.Scan(&text) })
	return unescape(text), err
}

func (v *view) records(doing, what string, args ...any) ([]*model.Record, error) {
	var rs []*model.Record
	var r row.Record
	to := r.To()
	err := v.each(doing, what, args, func(rows pgx.Rows) error {
		rec, err := record(rows, &r, to)
		rs = append(rs, rec)
		return err
	})
	if err != nil {
		return nil, err
	}
	return rs, nil
}

// record reads a row into r, whose columns are among those of to.
func record(rows pgx.Rows, r *row.Record, to []any) (*model.Record, error) {
	if err := rows.Scan(to...); err != nil {
		return nil, err
	}
	plain(&r.Key, &r.Client, &r.Topic, &r.JSON, &r.Versions)
	return r.Decode()
}

// plain makes texts of columns what they mean.
func plain(texts ...*string) {
	for _, s := range texts {
		*s = unescape(*s)
	}
}

// History implements model.Reader.
func (v *view) History(key string, seq uint64) ([]model.Change, bool, error) {
	whole := seq >= v.horizon
	if !valid(key) {
		return nil, whole, nil
	}
	var cs []model.Change
	err := v.each("read the history of "+key, readHistory, []any{v.space, escape(key), row.Number(seq)}, func(rows pgx.Rows) error {
		c := model.Change{Key: key}
		var seq, n, op int64
		var fields string
		if err := rows.Scan(&seq, &c.At.Client, &n, &op, &c.Was, &c.Topic, &fields); err != nil {
			return err
		}
		c.At.Seq, c.At.N, c.Op = uint64(seq), uint64(n), model.Op(op)
		plain(&c.At.Client, &c.Was, &c.Topic, &fields)
		var err error
		c.Fields, err = row.DecodeChanges(fields)
		cs = append(cs, c)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return cs, whole, nil
}

// Client implements model.StoreView.
func (v *view) Client(id string) (model.Client, error) {
	c := model.Client{ID: id}
	if !valid(id) {
		return c, nil
	}
	err := v.each("read client "+id, readClient, []any{v.space, escape(id)}, func(rows pgx.Rows) error {
		var hash pgtype.DriverBytes
		var n int64
		if err := rows.Scan(&c.User, &n, &hash); err != nil {
			return err
		}
		c.N = uint64(n)
		plain(&c.User)
		return row.Fill(c.Hash[:], hash)
	})
	return c, err
}

// Outcomes implements model.StoreView.
func (v *view) Outcomes(client string, n uint64) ([]model.Outcome, error) {
	if !valid(client) {
		return nil, nil
	}
	return v.outcomesOf("read the outcomes of client "+client, readOutcomes, v.space, escape(client), row.Number(n))
}

// Outcome implements model.StoreView.
func (v *view) Outcome(user string, id model.ID) (*model.Outcome, error) {
	if !valid(user) {
		return nil, nil
	}
	os, err := v.outcomesOf("read an outcome", readOutcome, v.space, escape(user), id[:])
	if err != nil || len(os) == 0 {
		return nil, err
	}
	return &os[0], nil
}

func (v *view) outcomesOf(doing, what string, args ...any) ([]model.Outcome, error) {
	var os []model.Outcome
	err := v.each(doing, what, args, func(rows pgx.Rows) error {
		var o model.Outcome
		var id, hash pgtype.DriverBytes
		var n, kind, seq int64
		var body string
		if err := rows.Scan(&o.User, &o.Client, &n, &id, &hash, &kind, &seq, &body); err != nil {
			return err
		}
		o.N, o.Kind, o.Seq = uint64(n), model.Kind(kind), uint64(seq)
		plain(&o.User, &o.Client, &body)
		if err := errors.Join(row.Fill(o.ID[:], id), row.Fill(o.Hash[:], hash)); err != nil {
			return err
		}
		err := row.DecodeBody(body, &o)
		os = append(os, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return os, nil
}

// each calls f for every row.
func (v *view) each(doing, what string, args []any, f func(pgx.Rows) error) error {
	rows, err := v.conn.Query(background, what, args...)
	if err != nil {
		return fault(doing, err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return fault(doing, err)
		}
	}
	return fault(doing, rows.Err())
}
