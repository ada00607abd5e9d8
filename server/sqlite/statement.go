package sqlite

import (
	"strings"

	"github.com/tandemgo/tandem/server/internal/row"
)

// statement is a statement that a session keeps prepared. Those from the first
// that writes on are the writer's only.
type statement int

const (
	readHead statement = iota
	readRecord
	readSince
	readHistory
	readClient
	readOutcomes
	readOutcome
	readCommits
	readChanges
	readChanged
	readHash
	readNote
	readTopics
	readTopicsToLast

	insertSpace
	updateHead
	updateEpoch
	insertCommit
	insertChange
	putRecord
	putClient
	insertOutcome
	putEntry
	deleteEntry
	deleteEntries
	putNote
	deleteNote
	updateHorizon
	deleteRecords
	deleteChanges
	deleteCommits
)

const firstWrite = insertSpace

const (
	columns        = row.Columns
	outcomeColumns = "user, client, n, id, hash, kind, seq, body"
	commitColumns  = "seq, time, user, method, uri, intent, client, n, blind, hash"
)

// texts of the statements. Each finds its rows by ranges of an index, and has
// them in its order: none reads a whole table or sorts.
var texts = [...]string{
	readHead:    "SELECT epoch, head, horizon, forgot FROM spaces WHERE name = ?",
	readRecord:  "SELECT " + columns + " FROM records WHERE space = ? AND key = ?",
	readSince:   "SELECT " + columns + " FROM records INDEXED BY records_since WHERE space = ? AND seq > ? ORDER BY seq, pos LIMIT ?",
	readHistory: "SELECT h.seq, coalesce(h.client, c.client), coalesce(h.n, c.n), h.op, h.was, h.topic, h.fields FROM changes h INDEXED BY changes_key CROSS JOIN commits c USING (space, seq) WHERE h.space = ? AND h.key = ? AND h.seq > ? ORDER BY h.seq",
	readClient:  "SELECT user, n, hash FROM clients WHERE space = ? AND id = ?",
	// The same intent may have come by two chains: the first counts.
	readOutcome:      "SELECT " + outcomeColumns + " FROM outcomes INDEXED BY outcomes_id WHERE space = ? AND user = ? AND id = ? ORDER BY rowid LIMIT 1",
	readOutcomes:     "SELECT " + outcomeColumns + " FROM outcomes INDEXED BY outcomes_client WHERE space = ? AND client = ? AND n > ? ORDER BY n",
	readCommits:      "SELECT " + commitColumns + " FROM commits WHERE space = ? AND seq > ? ORDER BY seq LIMIT ?",
	readChanges:      "SELECT seq, client, n, key, op, was, topic, fields FROM changes INDEXED BY changes_commit WHERE space = ? AND seq >= ? AND seq <= ? ORDER BY seq, rowid",
	readChanged:      "SELECT c.seq, c.time, c.user, c.method, c.uri, c.intent, c.client, c.n, c.blind, c.hash, h.client, h.n, h.op, h.was, h.topic, h.fields FROM changes h INDEXED BY changes_key CROSS JOIN commits c USING (space, seq) WHERE h.space = ? AND h.key = ? AND h.seq < ? ORDER BY h.seq DESC LIMIT ?",
	readHash:         "SELECT hash FROM commits WHERE space = ? AND seq = ?",
	readNote:         "SELECT text FROM notes WHERE space = ? AND name = ?",
	readTopics:       "SELECT " + columns + " FROM records INDEXED BY records_topic WHERE space = ? AND topic >= ? AND topic < ? AND gone = 0 ORDER BY topic, key",
	readTopicsToLast: "SELECT " + columns + " FROM records INDEXED BY records_topic WHERE space = ? AND topic >= ? AND gone = 0 ORDER BY topic, key",

	insertSpace:  "INSERT OR IGNORE INTO spaces (name, epoch, head) VALUES (?, ?, 0)",
	updateHead:   "UPDATE spaces SET head = ? WHERE name = ?",
	updateEpoch:  "UPDATE spaces SET epoch = ? WHERE name = ?",
	insertCommit: "INSERT INTO commits (space, " + commitColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	insertChange: "INSERT INTO changes (space, key, seq, op, was, topic, fields, client, n) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	putRecord: "INSERT INTO records (space, key, collection, seq, pos, client, n, born, gone, topic, json, versions, moved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)" +
		" ON CONFLICT (space, key) DO UPDATE SET seq = excluded.seq, pos = excluded.pos, client = excluded.client, n = excluded.n, born = excluded.born," +
		" gone = excluded.gone, topic = excluded.topic, json = excluded.json, versions = excluded.versions, moved = excluded.moved",
	putClient: "INSERT INTO clients (space, id, user, n, hash) VALUES (?, ?, ?, ?, ?)" +
		" ON CONFLICT (space, id) DO UPDATE SET user = excluded.user, n = excluded.n, hash = excluded.hash",
	insertOutcome: "INSERT INTO outcomes (space, " + outcomeColumns + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
	putEntry:      "INSERT INTO entries (space, idx, at, key) VALUES (?, ?, ?, ?) ON CONFLICT (space, idx, at) DO UPDATE SET key = excluded.key",
	deleteEntry:   "DELETE FROM entries WHERE space = ? AND idx = ? AND at = ?",
	deleteEntries: "DELETE FROM entries WHERE space = ? AND idx = ?",
	putNote:       "INSERT INTO notes (space, name, text) VALUES (?, ?, ?) ON CONFLICT (space, name) DO UPDATE SET text = excluded.text",
	deleteNote:    "DELETE FROM notes WHERE space = ? AND name = ?",
	updateHorizon: "UPDATE spaces SET horizon = ?2, forgot = (SELECT hash FROM commits WHERE space = ?1 AND seq = ?2) WHERE name = ?1",
	// What was deleted until then has a change there: all others are not read.
	deleteRecords: "DELETE FROM records WHERE rowid IN (SELECT r.rowid FROM changes c INDEXED BY changes_commit CROSS JOIN records r ON r.space = c.space AND r.key = c.key" +
		" WHERE c.space = ?1 AND c.seq <= ?2 AND r.gone = 1 AND r.seq <= ?2)",
	deleteChanges: "DELETE FROM changes WHERE space = ? AND seq <= ?",
	deleteCommits: "DELETE FROM commits WHERE space = ? AND seq <= ?",
}

// form is one of the ways in which a span can be read.
type form struct {
	declared bool // by entries, not by the ids of a collection
	counts   bool
	to       bool // it has an end
	topic    bool
	limit    bool
	reverse  bool
}

// text returns the statement that reads a span of this form. Its arguments are
// the space, the index, the topic, from, to and the limit, if it has them.
func (f form) text() string {
	at, from := "r.key", " FROM records r INDEXED BY records_list WHERE r.space = ? AND r.collection = ?"
	switch {
	case f.declared && f.counts && !f.topic:
		at, from = "e.at", " FROM entries e WHERE e.space = ? AND e.idx = ?"
	case f.declared:
		at, from = "e.at", " FROM entries e CROSS JOIN records r INDEXED BY records_key ON r.space = e.space AND r.key = e.key WHERE e.space = ? AND e.idx = ?"
	case f.topic:
		// A topic has its records in the order of keys, so that those of a
		// collection lie together.
		from = " FROM records r INDEXED BY records_topic WHERE r.space = ? AND r.collection = ?"
	}
	if f.topic {
		from += " AND r.topic = ?"
	}
	if !f.declared {
		from += " AND r.gone = 0"
	}
	from += " AND " + at + " >= ?"
	if f.to {
		from += " AND " + at + " < ?"
	}
	limit := ""
	if f.limit {
		limit = " LIMIT ?"
	}
	if f.counts {
		if f.limit {
			return "SELECT count(*) FROM (SELECT 1" + from + limit + ")"
		}
		return "SELECT count(*)" + from
	}
	what := "r." + strings.ReplaceAll(columns, ", ", ", r.")
	if f.declared {
		what = "e.at, " + what
	}
	if f.reverse {
		at += " DESC"
	}
	return "SELECT " + what + from + " ORDER BY " + at + limit
}
