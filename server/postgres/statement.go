package postgres

import (
	"strconv"
	"strings"

	"github.com/tandemgo/tandem/server/internal/row"
)

const (
	outcomeColumns = "author, client, n, id, hash, kind, seq, body"
	commitColumns  = "seq, time, author, method, uri, intent, client, n, blind, hash"
)

// The statements. Each connection prepares those that it has used. Each finds its
// rows by ranges of an index, and has them in its order: none of those that read a
// part needs to read a whole table. A limit of NULL is none.
const (
	readHead    = "SELECT epoch, head, horizon, forgot FROM spaces WHERE name = $1"
	lockHead    = readHead + " FOR UPDATE"
	readRecord  = "SELECT " + row.Columns + " FROM records WHERE space = $1 AND key = $2"
	readSince   = "SELECT " + row.Columns + " FROM records WHERE space = $1 AND seq > $2 ORDER BY seq, pos LIMIT $3"
	readHistory = "SELECT h.seq, coalesce(h.client, c.client), coalesce(h.n, c.n), h.op, h.was, h.topic, h.fields FROM changes h JOIN commits c USING (space, seq) WHERE h.space = $1 AND h.key = $2 AND h.seq > $3 ORDER BY h.seq"
	readClient  = "SELECT author, n, hash FROM clients WHERE space = $1 AND id = $2"
	// The same intent may have come by two chains: the first counts.
	readOutcome      = "SELECT " + outcomeColumns + " FROM outcomes WHERE space = $1 AND author = $2 AND id = $3 ORDER BY arrival LIMIT 1"
	readOutcomes     = "SELECT " + outcomeColumns + " FROM outcomes WHERE space = $1 AND client = $2 AND n > $3 ORDER BY n"
	readCommits      = "SELECT " + commitColumns + " FROM commits WHERE space = $1 AND seq > $2 ORDER BY seq LIMIT $3"
	readChanges      = "SELECT seq, client, n, key, op, was, topic, fields FROM changes WHERE space = $1 AND seq >= $2 AND seq <= $3 ORDER BY seq, pos"
	readChanged      = "SELECT c.seq, c.time, c.author, c.method, c.uri, c.intent, c.client, c.n, c.blind, c.hash, h.client, h.n, h.op, h.was, h.topic, h.fields FROM changes h JOIN commits c USING (space, seq) WHERE h.space = $1 AND h.key = $2 AND h.seq < $3 ORDER BY h.seq DESC LIMIT $4"
	readHash         = "SELECT hash FROM commits WHERE space = $1 AND seq = $2"
	readNote         = "SELECT text FROM notes WHERE space = $1 AND name = $2"
	readTopics       = "SELECT " + row.Columns + " FROM records WHERE space = $1 AND topic >= $2 AND topic < $3 AND NOT gone ORDER BY topic, key"
	readTopicsToLast = "SELECT " + row.Columns + " FROM records WHERE space = $1 AND topic >= $2 AND NOT gone ORDER BY topic, key"

	insertSpace = "INSERT INTO spaces (name, epoch) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"
	// The hash of the horizon is that of a commit which is still there when the
	// horizon moves.
	updateSpace = "UPDATE spaces SET epoch = $2, head = $3, horizon = $4, forgot = coalesce((SELECT hash FROM commits WHERE space = $1 AND seq = $4), forgot) WHERE name = $1"
	// What was deleted until then has a change there: all others are not read.
	deleteRecords = "DELETE FROM records r USING changes c WHERE c.space = $1 AND c.seq <= $2 AND r.space = c.space AND r.key = c.key AND r.gone AND r.seq <= $2"
	deleteChanges = "DELETE FROM changes WHERE space = $1 AND seq <= $2"
	deleteCommits = "DELETE FROM commits WHERE space = $1 AND seq <= $2"
	deleteIndexes = "DELETE FROM entries WHERE space = $1 AND idx = ANY ($2::text[])"
)

// The statements that write many rows at once take the space and an array for each
// column.
const (
	insertCommits = "INSERT INTO commits (space, " + commitColumns + ") SELECT $1::text, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bytea[], $8::text[], $9::bigint[], $10::boolean[], $11::bytea[])"
	insertChanges = "INSERT INTO changes (space, seq, pos, key, op, was, topic, fields, client, n) SELECT $1::text, * FROM unnest($2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[], $10::bigint[])"
	putRecords    = "INSERT INTO records (space, key, collection, seq, pos, client, n, born, gone, topic, json, versions, moved) SELECT $1::text, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::text[], $7::bigint[], $8::bigint[], $9::boolean[], $10::text[], $11::text[], $12::text[], $13::bigint[])" +
		" ON CONFLICT (space, key) DO UPDATE SET seq = excluded.seq, pos = excluded.pos, client = excluded.client, n = excluded.n, born = excluded.born," +
		" gone = excluded.gone, topic = excluded.topic, json = excluded.json, versions = excluded.versions, moved = excluded.moved"
	deleteEntries = "DELETE FROM entries e USING unnest($2::text[], $3::bytea[]) AS o (idx, at) WHERE e.space = $1 AND e.idx = o.idx AND e.at = o.at"
	putEntries    = "INSERT INTO entries (space, idx, at, key) SELECT $1::text, * FROM unnest($2::text[], $3::bytea[], $4::text[]) ON CONFLICT (space, idx, at) DO UPDATE SET key = excluded.key"
	putClients    = "INSERT INTO clients (space, id, author, n, hash) SELECT $1::text, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bytea[])" +
		" ON CONFLICT (space, id) DO UPDATE SET author = excluded.author, n = excluded.n, hash = excluded.hash"
	// Which of two is the first is the order in which they are given.
	insertOutcomes = "INSERT INTO outcomes (space, " + outcomeColumns + ") SELECT $1::text, o.author, o.client, o.n, o.id, o.hash, o.kind, o.seq, o.body" +
		" FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bytea[], $6::bytea[], $7::bigint[], $8::bigint[], $9::text[]) WITH ORDINALITY AS o (author, client, n, id, hash, kind, seq, body, pos) ORDER BY o.pos"
	deleteNotes = "DELETE FROM notes WHERE space = $1 AND name = ANY ($2::text[])"
	putNotes    = "INSERT INTO notes (space, name, text) SELECT $1::text, * FROM unnest($2::text[], $3::text[]) ON CONFLICT (space, name) DO UPDATE SET text = excluded.text"
)

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
// the space, the index if it is declared, the topic, from, to and the limit, if it
// has them. A collection is a range of keys.
func (f form) text() string {
	n := 0
	next := func() string { n++; return "$" + strconv.Itoa(n) }
	at, from := "r.key", " FROM records r WHERE r.space = "
	if f.declared {
		at, from = "e.at", " FROM entries e JOIN records r ON r.space = e.space AND r.key = e.key WHERE e.space = "
		if f.counts && !f.topic {
			from = " FROM entries e WHERE e.space = "
		}
	}
	from += next()
	if f.declared {
		from += " AND e.idx = " + next()
	}
	if f.topic {
		from += " AND r.topic = " + next()
	}
	if !f.declared {
		from += " AND NOT r.gone"
	}
	from += " AND " + at + " >= " + next()
	if f.to {
		from += " AND " + at + " < " + next()
	}
	limit := ""
	if f.limit {
		limit = " LIMIT " + next()
	}
	if f.counts {
		if f.limit {
			return "SELECT count(*) FROM (SELECT 1" + from + limit + ") s"
		}
		return "SELECT count(*)" + from
	}
	what := "r." + strings.ReplaceAll(row.Columns, ", ", ", r.")
	if f.declared {
		what = "e.at, " + what
	}
	if f.reverse {
		at += " DESC"
	}
	return "SELECT " + what + from + " ORDER BY " + at + limit
}
