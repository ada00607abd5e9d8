package sqlite

import (
	"database/sql"
	"math"

	"github.com/tandemgo/tandem/model"
)

// view is a model.StoreView inside of a session's transaction.
type view struct {
	*session
	space string
	point model.Cursor
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

// List implements model.Reader.
func (v view) List(collection string) ([]*model.Record, error) {
	return v.records("list "+collection, v.list, v.space, collection)
}

// Since implements model.StoreView.
func (v view) Since(seq uint64) ([]*model.Record, error) {
	return v.records("read what has changed", v.since, v.space, number(seq))
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

// History implements model.Reader. No change is ever dropped, so the history is
// always whole.
func (v view) History(key string, seq uint64) ([]model.Change, bool, error) {
	var cs []model.Change
	err := each("read the history of "+key, v.history, []any{v.space, key, number(seq)}, func(rows *sql.Rows) error {
		c := model.Change{Key: key}
		var fields string
		if err := rows.Scan(&c.At.Seq, &c.At.Client, &c.At.N, &c.Op, &c.Topic, &fields); err != nil {
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
	return cs, true, nil
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
func (v view) Outcome(id model.ID) (*model.Outcome, error) {
	os, err := v.outcomesOf("read an outcome", v.outcome, v.space, id[:])
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
		if err := rows.Scan(&o.Client, &o.N, &id, &hash, &o.Kind, &o.Seq, &body); err != nil {
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
