package sqlite

import "database/sql"

// session is a connection and its prepared statements. One goroutine uses it at
// a time.
type session struct {
	conn *sql.Conn

	head, get, list, history, since, client, outcomes, outcome *sql.Stmt

	// Of the writer only.
	insertSpace, updateHead, insertCommit, insertChange, putRecord, putClient, insertOutcome *sql.Stmt
}

func (s *Store) session() (*session, error) {
	c, err := s.db.Conn(background)
	if err != nil {
		return nil, fault("connect", err)
	}
	return &session{conn: c}, nil
}

const columns = "key, seq, client, n, born, gone, topic, json, versions"

func (s *session) prepare(writer bool) error {
	type text struct {
		stmt **sql.Stmt
		sql  string
	}
	all := []text{
		{&s.head, "SELECT epoch, head FROM spaces WHERE name = ?"},
		{&s.get, "SELECT " + columns + " FROM records WHERE space = ? AND key = ?"},
		{&s.list, "SELECT " + columns + " FROM records INDEXED BY records_list WHERE space = ? AND collection = ? AND gone = 0 ORDER BY key"},
		{&s.since, "SELECT " + columns + " FROM records INDEXED BY records_since WHERE space = ? AND seq > ? ORDER BY seq, pos"},
		{&s.history, "SELECT h.seq, c.client, c.n, h.op, h.topic, h.fields FROM changes h JOIN commits c USING (space, seq) WHERE h.space = ? AND h.key = ? AND h.seq > ? ORDER BY h.seq"},
		{&s.client, "SELECT user, n, hash FROM clients WHERE space = ? AND id = ?"},
		{&s.outcomes, "SELECT client, n, id, hash, kind, seq, body FROM outcomes WHERE space = ? AND client = ? AND n > ? ORDER BY n"},
		// The same intent may have come by two chains: the first counts.
		{&s.outcome, "SELECT client, n, id, hash, kind, seq, body FROM outcomes WHERE space = ? AND id = ? ORDER BY rowid LIMIT 1"},
	}
	if writer {
		all = append(all,
			text{&s.insertSpace, "INSERT OR IGNORE INTO spaces (name, epoch, head) VALUES (?, ?, 0)"},
			text{&s.updateHead, "UPDATE spaces SET head = ? WHERE name = ?"},
			text{&s.insertCommit, "INSERT INTO commits (space, seq, time, user, method, uri, intent, client, n, blind) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
			text{&s.insertChange, "INSERT INTO changes (space, key, seq, op, topic, fields) VALUES (?, ?, ?, ?, ?, ?)"},
			text{&s.putRecord, "INSERT INTO records (space, key, collection, seq, pos, client, n, born, gone, topic, json, versions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" +
				" ON CONFLICT (space, key) DO UPDATE SET seq = excluded.seq, pos = excluded.pos, client = excluded.client, n = excluded.n, born = excluded.born," +
				" gone = excluded.gone, topic = excluded.topic, json = excluded.json, versions = excluded.versions"},
			text{&s.putClient, "INSERT INTO clients (space, id, user, n, hash) VALUES (?, ?, ?, ?, ?)" +
				" ON CONFLICT (space, id) DO UPDATE SET user = excluded.user, n = excluded.n, hash = excluded.hash"},
			text{&s.insertOutcome, "INSERT INTO outcomes (space, client, n, id, hash, kind, seq, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"},
		)
	}
	for _, t := range all {
		var err error
		if *t.stmt, err = s.conn.PrepareContext(background, t.sql); err != nil {
			return fault("prepare a statement", err)
		}
	}
	return nil
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
	var head int64
	err = s.head.QueryRowContext(background, space).Scan(&v.point.Epoch, &head)
	if err == sql.ErrNoRows {
		return v, false, nil
	}
	v.point.Seq = uint64(head)
	return v, err == nil, fault("read the head of space "+space, err)
}
