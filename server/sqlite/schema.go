package sqlite

// application marks a file as ours: "Tndm" in PRAGMA application_id.
const application = 0x546e646d

// version is the version of the schema, in PRAGMA user_version.
const version = 3

// schema creates the newest version. SQLite keeps the comments that are inside of a
// statement, so .schema shows them.
//
// Where rows may be long, the table has row ids: its indexes then hold a number
// instead of a key, and its rows stay out of the inner pages.
const schema = `
CREATE TABLE spaces (
	name  TEXT NOT NULL PRIMARY KEY,
	epoch TEXT NOT NULL,   -- names one continuous history
	head  INTEGER NOT NULL, -- the number of the last commit
	horizon INTEGER NOT NULL DEFAULT 0, -- the last commit that was forgotten
	forgot BLOB NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000' -- the hash of that commit
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
	space      TEXT NOT NULL REFERENCES spaces,
	key        TEXT NOT NULL, -- collection/id
	collection TEXT NOT NULL,
	seq        INTEGER NOT NULL, -- the last commit that changed it
	pos        INTEGER NOT NULL, -- its place among the changes of that commit
	client     TEXT NOT NULL,    -- of the intent of that commit; '' is none
	n          INTEGER NOT NULL, -- the number of that intent
	born       INTEGER NOT NULL, -- the commit that created it
	gone       INTEGER NOT NULL, -- 1 when it is deleted
	topic      TEXT NOT NULL,
	json       TEXT NOT NULL, -- the fields
	versions   TEXT NOT NULL, -- {field: [seq, client, n]} of those that seq did not write; '' is none
	moved      INTEGER NOT NULL DEFAULT 0 -- the last commit that took it to another topic
) STRICT;
CREATE UNIQUE INDEX records_key ON records (space, key);
CREATE INDEX records_since ON records (space, seq, pos);
CREATE INDEX records_list ON records (space, collection, key) WHERE gone = 0;
CREATE INDEX records_topic ON records (space, topic, key) WHERE gone = 0;

CREATE TABLE entries (
	space TEXT NOT NULL REFERENCES spaces,
	idx   TEXT NOT NULL, -- the index, as collection:fields
	at    BLOB NOT NULL, -- the place: bytes that sort as the fields do
	key   TEXT NOT NULL, -- the record
	PRIMARY KEY (space, idx, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
	space TEXT NOT NULL REFERENCES spaces,
	name  TEXT NOT NULL,
	text  TEXT NOT NULL,
	PRIMARY KEY (space, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE commits (
	space  TEXT NOT NULL REFERENCES spaces,
	seq    INTEGER NOT NULL,
	time   INTEGER NOT NULL, -- microseconds since 1970
	user   TEXT NOT NULL,
	method TEXT NOT NULL,
	uri    TEXT NOT NULL,
	intent BLOB NOT NULL,    -- its id
	client TEXT NOT NULL,
	n      INTEGER NOT NULL,
	blind  INTEGER NOT NULL, -- 1 when the request named no base
	hash   BLOB NOT NULL DEFAULT x'', -- of this commit and the hash of the one before
	PRIMARY KEY (space, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
	space  TEXT NOT NULL,
	key    TEXT NOT NULL,
	seq    INTEGER NOT NULL,
	op     INTEGER NOT NULL, -- 1 created, 2 updated, 3 deleted
	topic  TEXT NOT NULL,
	fields TEXT NOT NULL,    -- {field: {"before": value, "after": value}}
	was    TEXT NOT NULL DEFAULT '', -- the topic before; '' when there was no record
	client TEXT,    -- whose intent has written it; NULL is that of the commit
	n      INTEGER, -- the number of that intent; NULL is that of the commit
	FOREIGN KEY (space, seq) REFERENCES commits
) STRICT;
CREATE UNIQUE INDEX changes_key ON changes (space, key, seq);
CREATE INDEX changes_commit ON changes (space, seq);

CREATE TABLE clients (
	space TEXT NOT NULL REFERENCES spaces,
	id    TEXT NOT NULL,
	user  TEXT NOT NULL,
	n     INTEGER NOT NULL, -- the last intent that arrived
	hash  BLOB NOT NULL,    -- of that intent
	PRIMARY KEY (space, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE outcomes (
	space  TEXT NOT NULL REFERENCES spaces,
	client TEXT NOT NULL,
	n      INTEGER NOT NULL,
	id     BLOB NOT NULL, -- of the intent
	hash   BLOB NOT NULL,
	kind   INTEGER NOT NULL, -- 1 applied, 2 merged, 3 conflict, 4 rejected, 5 quarantined
	seq    INTEGER NOT NULL, -- the commit
	body   TEXT NOT NULL,    -- why, and the fields; '' is nothing
	user   TEXT NOT NULL DEFAULT '' -- whose intent it was
) STRICT;
CREATE UNIQUE INDEX outcomes_client ON outcomes (space, client, n);
CREATE INDEX outcomes_id ON outcomes (space, user, id);
`

// second takes a file of version 1 to version 2. What it held of hashes is
// computed afterwards.
const second = `
ALTER TABLE spaces ADD COLUMN horizon INTEGER NOT NULL DEFAULT 0;
ALTER TABLE spaces ADD COLUMN forgot BLOB NOT NULL DEFAULT x'0000000000000000000000000000000000000000000000000000000000000000';
ALTER TABLE records ADD COLUMN moved INTEGER NOT NULL DEFAULT 0;
CREATE INDEX records_topic ON records (space, topic, key) WHERE gone = 0;
CREATE TABLE entries (
	space TEXT NOT NULL REFERENCES spaces,
	idx   TEXT NOT NULL,
	at    BLOB NOT NULL,
	key   TEXT NOT NULL,
	PRIMARY KEY (space, idx, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE notes (
	space TEXT NOT NULL REFERENCES spaces,
	name  TEXT NOT NULL,
	text  TEXT NOT NULL,
	PRIMARY KEY (space, name)
) STRICT, WITHOUT ROWID;
ALTER TABLE commits ADD COLUMN hash BLOB NOT NULL DEFAULT x'';
ALTER TABLE changes ADD COLUMN was TEXT NOT NULL DEFAULT '';
CREATE INDEX changes_commit ON changes (space, seq);
UPDATE changes SET was = coalesce((SELECT p.topic FROM changes p
	WHERE p.space = changes.space AND p.key = changes.key AND p.seq < changes.seq ORDER BY p.seq DESC LIMIT 1), '') WHERE op <> 1;
UPDATE records SET moved = coalesce((SELECT max(c.seq) FROM changes c
	WHERE c.space = records.space AND c.key = records.key AND c.was <> '' AND c.was <> c.topic), 0);
ALTER TABLE outcomes ADD COLUMN user TEXT NOT NULL DEFAULT '';
UPDATE outcomes SET user = coalesce((SELECT c.user FROM clients c WHERE c.space = outcomes.space AND c.id = outcomes.client), '');
DROP INDEX outcomes_id;
CREATE INDEX outcomes_id ON outcomes (space, user, id);
`

// third takes a file of version 2 to version 3. Until then, a record that was
// restored was said to be written by the client of the commit, and one that came
// back in another topic not to have moved.
const third = `
ALTER TABLE changes ADD COLUMN client TEXT;
ALTER TABLE changes ADD COLUMN n INTEGER;
UPDATE changes SET client = '', n = 0 WHERE op = 1
	AND EXISTS (SELECT 1 FROM changes p WHERE p.space = changes.space AND p.key = changes.key AND p.seq < changes.seq);
UPDATE records SET moved = m.seq FROM (
	SELECT space, key, max(seq) AS seq
	FROM (SELECT space, key, seq, topic, lag(topic) OVER (PARTITION BY space, key ORDER BY seq) AS prev FROM changes)
	WHERE prev <> topic GROUP BY space, key) m
WHERE m.space = records.space AND m.key = records.key AND m.seq > records.moved;
`

// steps take a file from the version that is their index to the next one.
var steps = [...]string{1: second, 2: third}
