package sqlite

import (
	"database/sql"
	"errors"
	"strings"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/internal/row"
)

// view is a model.StoreView inside of a session's transaction.
type view struct {
	*session
	space string
	point model.Cursor

	horizon uint64
	forgot  model.Hash
}

// Head implements model.Reader.
func (v view) Head() model.Cursor { return v.point }

// Get implements model.Reader.
func (v view) Get(key string) (*model.Record, error) {
	rs, err := v.records("read record "+key, readRecord, v.space, key)
	if err != nil || len(rs) == 0 {
		return nil, err
	}
	return rs[0], nil
}

// Scan implements model.Reader.
func (v view) Scan(sp model.Span) ([]model.Row, error) {
	stmt, args, err := v.span(sp, false)
	if err != nil || stmt == nil {
		return nil, err
	}
	var out []model.Row
	var r row.Record
	if row.Declared(sp.Index) {
		var at sql.RawBytes
		to := append([]any{&at}, r.To()...)
		err = each("scan "+sp.Index, stmt, args, func(rows *sql.Rows) error {
			if err := rows.Scan(to...); err != nil {
				return err
			}
			rec, err := r.Decode()
			out = append(out, model.Row{At: string(at), Record: rec})
			return err
		})
	} else {
		to := r.To()
		err = each("scan "+sp.Index, stmt, args, func(rows *sql.Rows) error {
			if err := rows.Scan(to...); err != nil {
				return err
			}
			rec, err := r.Decode()
			out = append(out, model.Row{At: r.Key[len(sp.Index)+1:], Record: rec})
			return err
		})
	}
	if err != nil {
		return nil, err
	}
	return out, nil
}

// Count implements model.Reader.
func (v view) Count(sp model.Span) (int, error) {
	stmt, args, err := v.span(sp, true)
	if err != nil || stmt == nil {
		return 0, err
	}
	n := 0
	err = each("count "+sp.Index, stmt, args, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}

// span returns the statement for a span and its arguments; none for an index
// that there cannot be.
func (v view) span(sp model.Span, counts bool) (*sql.Stmt, []any, error) {
	f := form{declared: row.Declared(sp.Index), counts: counts, to: true, topic: sp.Topic != "", limit: sp.Limit > 0, reverse: sp.Reverse && !counts}
	args := make([]any, 0, 6)
	args = append(args, v.space, sp.Index)
	if f.topic {
		args = append(args, sp.Topic)
	}
	switch {
	case f.declared:
		args = append(args, []byte(sp.From))
		if f.to = sp.To != ""; f.to {
			args = append(args, []byte(sp.To))
		}
	case strings.Contains(sp.Index, "/"):
		return nil, nil, nil // a key's first slash ends its collection
	case sp.To == "":
		args = append(args, sp.Index+"/"+sp.From, sp.Index+"0") // the byte behind the slash
	default:
		args = append(args, sp.Index+"/"+sp.From, sp.Index+"/"+sp.To)
	}
	if f.limit {
		args = append(args, sp.Limit)
	}
	stmt, err := v.scan(f)
	return stmt, args, err
}

// Since implements model.StoreView.
func (v view) Since(seq uint64, limit int) ([]*model.Record, error) {
	return v.records("read what has changed", readSince, v.space, row.Number(seq), bound(limit))
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
		return v.records("read topics", readTopicsToLast, v.space, from)
	}
	return v.records("read topics", readTopics, v.space, from, to)
}

// Commits implements model.StoreView.
func (v view) Commits(seq uint64, limit int) ([]model.Commit, error) {
	var cs []model.Commit
	if err := each("read commits", v.stmts[readCommits], []any{v.space, row.Number(seq), bound(limit)}, func(rows *sql.Rows) error {
		var c model.Commit
		var intent, hash sql.RawBytes
		if err := rows.Scan(&c.Seq, &c.Time, &c.User, &c.Method, &c.URI, &intent, &c.Client, &c.N, &c.Blind, &hash); err != nil {
			return err
		}
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
	if err := each("read changes", v.stmts[readChanges], []any{v.space, row.Number(first), row.Number(last)}, func(rows *sql.Rows) error {
		var ch model.Change
		var client sql.NullString
		var n sql.NullInt64
		var fields string
		if err := rows.Scan(&ch.At.Seq, &client, &n, &ch.Key, &ch.Op, &ch.Was, &ch.Topic, &fields); err != nil {
			return err
		}
		c := &cs[ch.At.Seq-first]
		if ch.At.Client, ch.At.N = c.Client, c.N; client.Valid {
			ch.At.Client, ch.At.N = client.String, uint64(n.Int64)
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
func (v view) Changed(key string, seq uint64, limit int) ([]model.Commit, error) {
	var cs []model.Commit
	err := each("read what changed "+key, v.stmts[readChanged], []any{v.space, key, row.Number(seq), bound(limit)}, func(rows *sql.Rows) error {
		var c model.Commit
		ch := model.Change{Key: key}
		var intent, hash sql.RawBytes
		var client sql.NullString
		var n sql.NullInt64
		var fields string
		if err := rows.Scan(&c.Seq, &c.Time, &c.User, &c.Method, &c.URI, &intent, &c.Client, &c.N, &c.Blind, &hash, &client, &n, &ch.Op, &ch.Was, &ch.Topic, &fields); err != nil {
			return err
		}
		if ch.At = (model.Version{Seq: c.Seq, Client: c.Client, N: c.N}); client.Valid {
			ch.At.Client, ch.At.N = client.String, uint64(n.Int64)
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
func (v view) Chain(seq uint64) (hash model.Hash, ok bool, err error) {
	if seq == v.horizon {
		return v.forgot, true, nil
	}
	err = each("read a hash", v.stmts[readHash], []any{v.space, row.Number(seq)}, func(rows *sql.Rows) error {
		var b sql.RawBytes
		ok = true
		if err := rows.Scan(&b); err != nil {
			return err
		}
		return row.Fill(hash[:], b)
	})
	return hash, ok && err == nil, err
}

// Horizon implements model.StoreView.
func (v view) Horizon() uint64 { return v.horizon }

// Note implements model.StoreView.
func (v view) Note(name string) (text string, err error) {
	err = each("read note "+name, v.stmts[readNote], []any{v.space, name}, func(rows *sql.Rows) error { return rows.Scan(&text) })
	return text, err
}

func (v view) records(doing string, what statement, args ...any) ([]*model.Record, error) {
	var rs []*model.Record
	var r row.Record
	to := r.To()
	err := each(doing, v.stmts[what], args, func(rows *sql.Rows) error {
		if err := rows.Scan(to...); err != nil {
			return err
		}
		rec, err := r.Decode()
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
	err := each("read the history of "+key, v.stmts[readHistory], []any{v.space, key, row.Number(seq)}, func(rows *sql.Rows) error {
		c := model.Change{Key: key}
		var fields string
		if err := rows.Scan(&c.At.Seq, &c.At.Client, &c.At.N, &c.Op, &c.Was, &c.Topic, &fields); err != nil {
			return err
		}
		var err error
		c.Fields, err = row.DecodeChanges(fields)
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
	err := each("read client "+id, v.stmts[readClient], []any{v.space, id}, func(rows *sql.Rows) error {
		var hash sql.RawBytes
		if err := rows.Scan(&c.User, &c.N, &hash); err != nil {
			return err
		}
		return row.Fill(c.Hash[:], hash)
	})
	return c, err
}

// Outcomes implements model.StoreView.
func (v view) Outcomes(client string, n uint64) ([]model.Outcome, error) {
	return v.outcomesOf("read the outcomes of client "+client, readOutcomes, v.space, client, row.Number(n))
}

// Outcome implements model.StoreView.
func (v view) Outcome(user string, id model.ID) (*model.Outcome, error) {
	os, err := v.outcomesOf("read an outcome", readOutcome, v.space, user, id[:])
	if err != nil || len(os) == 0 {
		return nil, err
	}
	return &os[0], nil
}

func (v view) outcomesOf(doing string, what statement, args ...any) ([]model.Outcome, error) {
	var os []model.Outcome
	err := each(doing, v.stmts[what], args, func(rows *sql.Rows) error {
		var o model.Outcome
		var id, hash sql.RawBytes
		var body string
		if err := rows.Scan(&o.User, &o.Client, &o.N, &id, &hash, &o.Kind, &o.Seq, &body); err != nil {
			return err
		}
		if err := row.Fill(o.ID[:], id); err != nil {
			return err
		}
		if err := row.Fill(o.Hash[:], hash); err != nil {
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
