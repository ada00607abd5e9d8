package sqlite

import (
	"database/sql"
	"errors"
	"math"
	"strings"

	"github.com/tandemgo/tandem/model"
)

// view is a model.StoreView inside of a session's transaction.
type view struct {
	*session
	space string
	point model.Cursor

	horizon uint64
	forgot  model.Hash
}

// number returns n as SQLite can hold it. Clients may ask for what comes after
// any number; nothing comes after the greatest.
func number(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// Head implements model.Reader.
func (v view) Head() model.Cursor { return v.point }

// Get implements model.Reader.
func (v view) Get(key string) (*model.Record, error) {
	rs, err := v.records("read record "+key, v.get, v.space, key)
	if err != nil || len(rs) == 0 {
		return nil, err
	}
	return rs[0], nil
}

// Scan implements model.Reader.
func (v view) Scan(sp model.Span) ([]model.Row, error) {
	args, declared := v.bounds(sp)
	stmt, err := v.scan(sp, declared, false)
	if err != nil {
		return nil, err
	}
	var out []model.Row
	err = each("scan "+sp.Index, stmt, args, func(rows *sql.Rows) error {
		var r row
		var at []byte
		if err := r.scan(rows, &at); err != nil {
			return err
		}
		rec, err := r.record()
		if !declared {
			at = []byte(r.key[len(sp.Index)+1:])
		}
		out = append(out, model.Row{At: string(at), Record: rec})
		return err
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Count implements model.Reader.
func (v view) Count(sp model.Span) (int, error) {
	args, declared := v.bounds(sp)
	stmt, err := v.scan(sp, declared, true)
	if err != nil {
		return 0, err
	}
	n := 0
	err = each("count "+sp.Index, stmt, args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	if sp.Limit > 0 {
		n = min(n, sp.Limit)
	}
	return n, err
}

// bounds returns the arguments of a span's statement, and whether its index is a
// declared one. Those of a collection's own are keys: text.
func (v view) bounds(sp model.Span) (args []any, declared bool) {
	limit := -1
	if sp.Limit > 0 {
		limit = sp.Limit
	}
	if declared = strings.Contains(sp.Index, ":"); declared {
		return []any{v.space, sp.Index, []byte(sp.From), []byte(sp.To), limit, sp.Topic}, true
	}
	from, to := sp.Index+"/"+sp.From, sp.Index+"/"+sp.To
	if sp.To == "" {
		to = sp.Index + "0" // the byte behind the slash
	}
	return []any{v.space, sp.Index, from, to, limit, sp.Topic}, false
}

// Since implements model.StoreView.
func (v view) Since(seq uint64, limit int) ([]*model.Record, error) {
	return v.records("read what has changed", v.since, v.space, number(seq), bound(limit))
}

// bound is a limit as SQL has it.
func bound(limit int) int {
	if limit <= 0 {
		return -1
	}
	return limit
}

// InTopics implements model.StoreView.
func (v view) InTopics(from, to string) ([]*model.Record, error) {
	if to == "" {
		to = "\xff" // no text begins with this byte
	}
	return v.records("read topics", v.topics, v.space, from, to)
}

// Commits implements model.StoreView.
func (v view) Commits(seq uint64, limit int) ([]model.Commit, error) {
	var cs []model.Commit
	err := each("read commits", v.commits, []any{v.space, number(seq), bound(limit)}, func(rows *sql.Rows) error {
		var c model.Commit
		var intent, hash sql.RawBytes
		if err := rows.Scan(&c.Seq, &c.Time, &c.User, &c.Method, &c.URI, &intent, &c.Client, &c.N, &c.Blind, &hash); err != nil {
			return err
		}
		err := errors.Join(fill(c.Intent[:], intent), fill(c.Hash[:], hash))
		cs = append(cs, c)
		return err
	})
	for i := range cs {
		if err != nil {
			break
		}
		c := &cs[i]
		err = each("read changes", v.changes, []any{v.space, number(c.Seq)}, func(rows *sql.Rows) error {
			ch := model.Change{At: model.Version{Seq: c.Seq, Client: c.Client, N: c.N}}
			var fields string
			if err := rows.Scan(&ch.Key, &ch.Op, &ch.Was, &ch.Topic, &fields); err != nil {
				return err
			}
			var err error
			ch.Fields, err = decodeChanges(fields)
			c.Changes = append(c.Changes, ch)
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	return cs, nil
}

// Chain implements model.StoreView.
func (v view) Chain(seq uint64) (hash model.Hash, ok bool, err error) {
	if seq == v.horizon {
		return v.forgot, true, nil
	}
	err = each("read a hash", v.chain, []any{v.space, number(seq)}, func(rows *sql.Rows) error {
		var b sql.RawBytes
		ok = true
		if err := rows.Scan(&b); err != nil {
			return err
		}
		return fill(hash[:], b)
	})
	return hash, ok && err == nil, err
}

// Horizon implements model.StoreView.
func (v view) Horizon() uint64 { return v.horizon }

// Note implements model.StoreView.
func (v view) Note(name string) (text string, err error) {
	err = each("read note "+name, v.note, []any{v.space, name}, func(rows *sql.Rows) error { return rows.Scan(&text) })
	return text, err
}

func (v view) records(doing string, stmt *sql.Stmt, args ...any) ([]*model.Record, error) {
	var rs []*model.Record
	err := each(doing, stmt, args, func(rows *sql.Rows) error {
		var r row
		if err := r.scan(rows); err != nil {
			return err
		}
		rec, err := r.record()
		rs = append(rs, rec)
		return err
	})
	if err != nil {
		return nil, err
	}
	return rs, nil
}

// History implements model.Reader.
func (v view) History(key string, seq uint64) ([]model.Change, bool, error) {
	var cs []model.Change
	err := each("read the history of "+key, v.history, []any{v.space, key, number(seq)}, func(rows *sql.Rows) error {
		c := model.Change{Key: key}
		var fields string
		if err := rows.Scan(&c.At.Seq, &c.At.Client, &c.At.N, &c.Op, &c.Was, &c.Topic, &fields); err != nil {
			return err
		}
		var err error
		c.Fields, err = decodeChanges(fields)
		cs = append(cs, c)
		return err
	})
	if err != nil {
		return nil, false, err
	}
	return cs, seq >= v.horizon, nil
}

// Client implements model.StoreView.
func (v view) Client(id string) (model.Client, error) {
	c := model.Client{ID: id}
	err := each("read client "+id, v.client, []any{v.space, id}, func(rows *sql.Rows) error {
		var hash sql.RawBytes
		if err := rows.Scan(&c.User, &c.N, &hash); err != nil {
			return err
		}
		return fill(c.Hash[:], hash)
	})
	return c, err
}

// Outcomes implements model.StoreView.
func (v view) Outcomes(client string, n uint64) ([]model.Outcome, error) {
	return v.outcomesOf("read the outcomes of client "+client, v.outcomes, v.space, client, number(n))
}

// Outcome implements model.StoreView.
func (v view) Outcome(user string, id model.ID) (*model.Outcome, error) {
	os, err := v.outcomesOf("read an outcome", v.outcome, v.space, user, id[:])
	if err != nil || len(os) == 0 {
		return nil, err
	}
	return &os[0], nil
}

func (v view) outcomesOf(doing string, stmt *sql.Stmt, args ...any) ([]model.Outcome, error) {
	var os []model.Outcome
	err := each(doing, stmt, args, func(rows *sql.Rows) error {
		var o model.Outcome
		var id, hash sql.RawBytes
		var body string
		if err := rows.Scan(&o.User, &o.Client, &o.N, &id, &hash, &o.Kind, &o.Seq, &body); err != nil {
			return err
		}
		if err := fill(o.ID[:], id); err != nil {
			return err
		}
		if err := fill(o.Hash[:], hash); err != nil {
			return err
		}
		err := decodeBody(body, &o)
		os = append(os, o)
		return err
	})
	if err != nil {
		return nil, err
	}
	return os, nil
}

func fill(to, from []byte) error {
	if len(to) != len(from) {
		return ErrDamaged
	}
	copy(to, from)
	return nil
}

// each calls f for every row.
func each(doing string, stmt *sql.Stmt, args []any, f func(*sql.Rows) error) error {
	rows, err := stmt.QueryContext(background, args...)
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
