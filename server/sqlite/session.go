package sqlite

import (
	"database/sql"
	"strings"

	"github.com/tandemgo/tandem/model"
)

// session is a connection and its prepared statements. One goroutine uses it at
// a time.
type session struct {
	conn *sql.Conn

	head, get, history, since, topics, client, outcomes, outcome, commits, changes, chain, note *sql.Stmt

	// Of the writer only.
	insertSpace, updateHead, insertCommit, insertChange, putRecord, putClient, insertOutcome *sql.Stmt

	putEntry, dropEntry *sql.Stmt

	scans map[string]*sql.Stmt // by their text
}

func (s *Store) session() (*session, error) {
	c, err := s.db.Conn(background)
	if err != nil {
		return nil, fault("connect", err)
	}
	return &session{conn: c, scans: map[string]*sql.Stmt{}}, nil
}

const columns = "key, seq, client, n, born, gone, topic, json, versions, moved"

func (s *session) prepare(writer bool) error {
	type text struct {
		stmt **sql.Stmt
		sql  string
	}
	all := []text{
		{&s.head, "SELECT epoch, head, horizon, forgot FROM spaces WHERE name = ?"},
		{&s.get, "SELECT " + columns + " FROM records WHERE space = ? AND key = ?"},
		{&s.since, "SELECT " + columns + " FROM records INDEXED BY records_since WHERE space = ? AND seq > ? ORDER BY seq, pos LIMIT ?"},
		{&s.topics, "SELECT " + columns + " FROM records INDEXED BY records_topic WHERE space = ? AND topic >= ? AND topic < ? AND gone = 0 ORDER BY topic, key"},
		{&s.history, "SELECT h.seq, c.client, c.n, h.op, h.was, h.topic, h.fields FROM changes h JOIN commits c USING (space, seq) WHERE h.space = ? AND h.key = ? AND h.seq > ? ORDER BY h.seq"},
		{&s.client, "SELECT user, n, hash FROM clients WHERE space = ? AND id = ?"},
		{&s.outcomes, "SELECT user, client, n, id, hash, kind, seq, body FROM outcomes WHERE space = ? AND client = ? AND n > ? ORDER BY n"},
		// The same intent may have come by two chains: the first counts.
		{&s.outcome, "SELECT user, client, n, id, hash, kind, seq, body FROM outcomes WHERE space = ? AND user = ? AND id = ? ORDER BY rowid LIMIT 1"},
		{&s.commits, "SELECT seq, time, user, method, uri, intent, client, n, blind, hash FROM commits WHERE space = ? AND seq > ? ORDER BY seq LIMIT ?"},
		{&s.changes, "SELECT key, op, was, topic, fields FROM changes INDEXED BY changes_commit WHERE space = ? AND seq = ? ORDER BY rowid"},
		{&s.chain, "SELECT hash FROM commits WHERE space = ? AND seq = ?"},
		{&s.note, "SELECT text FROM notes WHERE space = ? AND name = ?"},
	}
	if writer {
		all = append(all,
			text{&s.insertSpace, "INSERT OR IGNORE INTO spaces (name, epoch, head) VALUES (?, ?, 0)"},
			text{&s.updateHead, "UPDATE spaces SET head = ? WHERE name = ?"},
			text{&s.insertCommit, "INSERT INTO commits (space, seq, time, user, method, uri, intent, client, n, blind, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"},
			text{&s.insertChange, "INSERT INTO changes (space, key, seq, op, was, topic, fields) VALUES (?, ?, ?, ?, ?, ?, ?)"},
			text{&s.putRecord, "INSERT INTO records (space, key, collection, seq, pos, client, n, born, gone, topic, json, versions, moved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" +
				" ON CONFLICT (space, key) DO UPDATE SET seq = excluded.seq, pos = excluded.pos, client = excluded.client, n = excluded.n, born = excluded.born," +
				" gone = excluded.gone, topic = excluded.topic, json = excluded.json, versions = excluded.versions, moved = excluded.moved"},
			text{&s.putClient, "INSERT INTO clients (space, id, user, n, hash) VALUES (?, ?, ?, ?, ?)" +
				" ON CONFLICT (space, id) DO UPDATE SET user = excluded.user, n = excluded.n, hash = excluded.hash"},
			text{&s.insertOutcome, "INSERT INTO outcomes (space, user, client, n, id, hash, kind, seq, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"},
			text{&s.putEntry, "INSERT INTO entries (space, idx, at, key) VALUES (?, ?, ?, ?) ON CONFLICT (space, idx, at) DO UPDATE SET key = excluded.key"},
			text{&s.dropEntry, "DELETE FROM entries WHERE space = ? AND idx = ? AND at = ?"},
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

// scan returns the statement that reads a span. There are few forms of it.
func (s *session) scan(sp model.Span, declared, counts bool) (*sql.Stmt, error) {
	what, at, from := "NULL, r."+strings.ReplaceAll(columns, ", ", ", r."), "r.key",
		" FROM records r INDEXED BY records_list WHERE r.space = ?1 AND r.collection = ?2 AND r.gone = 0"
	if declared {
		what, at = "e.at, r."+strings.ReplaceAll(columns, ", ", ", r."), "e.at"
		from = " FROM entries e CROSS JOIN records r ON r.space = e.space AND r.key = e.key WHERE e.space = ?1 AND e.idx = ?2"
	}
	if counts {
		what = "count(*)"
	}
	text := "SELECT " + what + from + " AND " + at + " >= ?3 AND " + at + " < ?4"
	if declared && sp.To == "" {
		text = "SELECT " + what + from + " AND " + at + " >= ?3 AND ?4 IS NOT NULL"
	}
	if sp.Topic != "" {
		text += " AND r.topic = ?6"
	}
	switch {
	case counts:
	case sp.Reverse:
		text += " ORDER BY " + at + " DESC LIMIT ?5"
	default:
		text += " ORDER BY " + at + " LIMIT ?5"
	}
	if stmt := s.scans[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := s.conn.PrepareContext(background, text)
	if err != nil {
		return nil, fault("prepare a statement", err)
	}
	s.scans[text] = stmt
	return stmt, nil
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
	var horizon int64
	var forgot []byte
	err = s.head.QueryRowContext(background, space).Scan(&v.point.Epoch, &head, &horizon, &forgot)
	if err == sql.ErrNoRows {
		return v, false, nil
	}
	v.point.Seq, v.horizon = uint64(head), uint64(horizon)
	copy(v.forgot[:], forgot)
	return v, err == nil, fault("read the head of space "+space, err)
}
