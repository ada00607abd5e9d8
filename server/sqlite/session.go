package sqlite

import (
	"database/sql"

	"github.com/tandemgo/tandem/server/internal/row"
)

// session is a connection and its prepared statements. One goroutine uses it at
// a time.
type session struct {
	conn  *sql.Conn
	stmts [len(texts)]*sql.Stmt
	scans map[form]*sql.Stmt
}

func (s *Store) session() (*session, error) {
	c, err := s.db.Conn(background)
	if err != nil {
		return nil, fault("connect", err)
	}
	return &session{conn: c, scans: map[form]*sql.Stmt{}}, nil
}

func (s *session) prepare(writer bool) error {
	for i, text := range texts {
		if statement(i) >= firstWrite && !writer {
			break
		}
		if s.stmts[i] != nil {
			continue
		}
		var err error
		if s.stmts[i], err = s.conn.PrepareContext(background, text); err != nil {
			return fault("prepare a statement", err)
		}
	}
	return nil
}

// scan returns the statement that reads spans of a form.
func (s *session) scan(f form) (*sql.Stmt, error) {
	if stmt := s.scans[f]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(background, f.text())
	if err != nil {
		return nil, fault("prepare a statement", err)
	}
	s.scans[f] = stmt
	return stmt, nil
}

// run executes a statement that writes.
func (s *session) run(what statement, args ...any) error {
	_, err := s.stmts[what].ExecContext(background, args...)
	return err
}

func (s *session) close() { _ = s.conn.Close() }

func (s *session) exec(sql string) error {
	_, err := s.conn.ExecContext(background, sql)
	return err
}

// transaction runs f between begin and COMMIT. An error or a panic of f undoes
// all; an error of f is returned as it is.
func (s *session) transaction(doing, begin string, f func() error) error {
	if err := s.exec(begin); err != nil {
		// What a failed disk has left open must not stay so for ever.
		_ = s.exec("ROLLBACK")
		if err = s.exec(begin); err != nil {
			return fault(doing, err)
		}
	}
	done := false
	defer func() {
		if !done {
			// When SQLite has rolled back by itself, there is nothing to undo
			// and this fails, as it should.
			_ = s.exec("ROLLBACK")
		}
	}()
	if err := f(); err != nil {
		return err
	}
	if err := s.exec("COMMIT"); err != nil {
		return fault(doing, err)
	}
	done = true
	return nil
}

// view reads the head of a space; ok is false if there is no such space.
func (s *session) view(space string) (v view, ok bool, err error) {
	v = view{session: s, space: space}
	err = each("read the head of space "+space, s.stmts[readHead], []any{space}, func(rows *sql.Rows) error {
		ok = true
		var forgot sql.RawBytes
		if err := rows.Scan(&v.point.Epoch, &v.point.Seq, &v.horizon, &forgot); err != nil {
			return err
		}
		return row.Fill(v.forgot[:], forgot)
	})
	return v, ok && err == nil, err
}
