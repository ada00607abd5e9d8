package sqlite

// application marks a file as ours: "Tndm" in PRAGMA application_id.
const application = 0x546e646d

// version is the version of the schema, in PRAGMA user_version.
const version = 1

// schema creates version 1. SQLite keeps the comments that are inside of a
// statement, so .schema shows them.
//
// Where rows may be long, the table has row ids: its indexes then hold a number
// instead of a key, and its rows stay out of the inner pages.
const schema = `
CREATE TABLE spaces (
	name  TEXT NOT NULL PRIMARY KEY,
	epoch TEXT NOT NULL,   -- names one continuous history
	head  INTEGER NOT NULL -- the number of the last commit
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
	versions   TEXT NOT NULL  -- {field: [seq, client, n]} of those that seq did not write; '' is none
) STRICT;
CREATE UNIQUE INDEX records_key ON records (space, key);
CREATE INDEX records_since ON records (space, seq, pos);
CREATE INDEX records_list ON records (space, collection, key) WHERE gone = 0;

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
	PRIMARY KEY (space, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
	space  TEXT NOT NULL,
	key    TEXT NOT NULL,
	seq    INTEGER NOT NULL,
	op     INTEGER NOT NULL, -- 1 created, 2 updated, 3 deleted
	topic  TEXT NOT NULL,
	fields TEXT NOT NULL,    -- {field: {"before": value, "after": value}}
	FOREIGN KEY (space, seq) REFERENCES commits
) STRICT;
CREATE UNIQUE INDEX changes_key ON changes (space, key, seq);

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
	body   TEXT NOT NULL     -- why, and the fields; '' is nothing
) STRICT;
CREATE UNIQUE INDEX outcomes_client ON outcomes (space, client, n);
CREATE INDEX outcomes_id ON outcomes (space, id);
`
