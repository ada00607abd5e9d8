-- All text is compared by its bytes, whatever the collation of the database. There
-- are no foreign keys: each row is written by a transaction that has locked the row
-- of its space, and looking for it once more would cost as much as the row.

CREATE TABLE spaces (
	name    text COLLATE "C" NOT NULL PRIMARY KEY,
	epoch   text COLLATE "C" NOT NULL, -- names one continuous history
	head    bigint NOT NULL DEFAULT 0, -- the number of the last commit
	horizon bigint NOT NULL DEFAULT 0, -- the last commit that was forgotten
	forgot  bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') -- the hash of that commit
);

CREATE TABLE records (
	space      text COLLATE "C" NOT NULL,
	key        text COLLATE "C" NOT NULL, -- collection/id
	collection text COLLATE "C" NOT NULL,
	seq        bigint NOT NULL,  -- the last commit that changed it
	pos        integer NOT NULL, -- its place among the changes of that commit
	client     text COLLATE "C" NOT NULL, -- of the intent of that commit; '' is none
	n          bigint NOT NULL,  -- the number of that intent
	born       bigint NOT NULL,  -- the commit that created it
	gone       boolean NOT NULL, -- whether it is deleted
	topic      text COLLATE "C" NOT NULL,
	json       text COLLATE "C" NOT NULL, -- the fields
	versions   text COLLATE "C" NOT NULL, -- {field: [seq, client, n]} of those that seq did not write; '' is none
	moved      bigint NOT NULL, -- the last commit that took it to another topic
	PRIMARY KEY (space, key)
);
CREATE INDEX records_since ON records (space, seq, pos);
CREATE INDEX records_list ON records (space, key) WHERE NOT gone; -- a key begins with its collection
CREATE INDEX records_topic ON records (space, topic, key) WHERE NOT gone;

CREATE TABLE entries (
	space text COLLATE "C" NOT NULL,
	idx   text COLLATE "C" NOT NULL, -- the index, as collection:fields
	at    bytea NOT NULL,            -- the place: bytes that sort as the fields do
	key   text COLLATE "C" NOT NULL, -- the record
	PRIMARY KEY (space, idx, at)
);

CREATE TABLE notes (
	space text COLLATE "C" NOT NULL,
	name  text COLLATE "C" NOT NULL,
	text  text COLLATE "C" NOT NULL,
	PRIMARY KEY (space, name)
);

CREATE TABLE commits (
	space  text COLLATE "C" NOT NULL,
	seq    bigint NOT NULL,
	time   bigint NOT NULL, -- microseconds since 1970
	author text COLLATE "C" NOT NULL, -- the user; that word is the database's own
	method text COLLATE "C" NOT NULL,
	uri    text COLLATE "C" NOT NULL,
	intent bytea NOT NULL,  -- its id
	client text COLLATE "C" NOT NULL,
	n      bigint NOT NULL,
	blind  boolean NOT NULL, -- whether the request named no base
	hash   bytea NOT NULL,   -- of this commit and the hash of the one before
	PRIMARY KEY (space, seq)
);

CREATE TABLE changes (
	space  text COLLATE "C" NOT NULL,
	seq    bigint NOT NULL,
	pos    integer NOT NULL, -- its place in the commit
	key    text COLLATE "C" NOT NULL,
	op     smallint NOT NULL, -- 1 created, 2 updated, 3 deleted
	was    text COLLATE "C" NOT NULL, -- the topic before; '' when there was no record
	topic  text COLLATE "C" NOT NULL,
	fields text COLLATE "C" NOT NULL, -- {field: {"before": value, "after": value}}
	client text COLLATE "C", -- whose intent has written it; NULL is that of the commit
	n      bigint,           -- the number of that intent; NULL is that of the commit
	PRIMARY KEY (space, seq, pos)
);
CREATE UNIQUE INDEX changes_key ON changes (space, key, seq);

CREATE TABLE clients (
	space  text COLLATE "C" NOT NULL,
	id     text COLLATE "C" NOT NULL,
	author text COLLATE "C" NOT NULL, -- whose it is
	n      bigint NOT NULL, -- the last intent that arrived
	hash   bytea NOT NULL,  -- of that intent
	PRIMARY KEY (space, id)
);

CREATE TABLE outcomes (
	space   text COLLATE "C" NOT NULL,
	client  text COLLATE "C" NOT NULL,
	n       bigint NOT NULL,
	id      bytea NOT NULL, -- of the intent
	hash    bytea NOT NULL,
	kind    smallint NOT NULL, -- 1 applied, 2 merged, 3 conflict, 4 rejected, 5 quarantined
	seq     bigint NOT NULL,   -- the commit
	body    text COLLATE "C" NOT NULL, -- why, and the fields; '' is nothing
	author  text COLLATE "C" NOT NULL, -- whose intent it was
	arrival bigint GENERATED ALWAYS AS IDENTITY, -- rises in the order of writing
	PRIMARY KEY (space, client, n)
);
CREATE INDEX outcomes_id ON outcomes (space, author, id, arrival);
