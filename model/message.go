package model

// Protocol is the version of the messages. It is raised with every change of
// their form; wire's fingerprint test holds it.
const Protocol = 2

// Message is what a Clone and a Peer send each other. Any message may be lost,
// doubled or overtaken by a later one.
type Message interface{ message() }

// Hello is a clone's first message on a connection.
type Hello struct {
	Protocol uint32
	// Version is that of the application's requests at the client.
	Version uint32
	Space   string
	Client  string
	// N is the number of the client's last intent whose outcome it has, and
	// Hash the hash of that intent.
	N    uint64
	Hash Hash
	Want
}

// Welcome answers a Hello, and a Push that does not continue the chain.
type Welcome struct {
	// Head is the newest commit.
	Head Cursor
	User string
	// N and Hash are the end of the client's chain at the origin.
	N    uint64
	Hash Hash
	// Fork says that the client id is somebody else's, or that the chain at
	// the origin is not this clone's: it must take a new client id.
	Fork bool
	// Lost says that the origin does not have the history that the clone
	// had at the cursor Of: it was restored from a backup.
	Lost bool
	Of   Cursor
	// Time is the origin's clock.
	Time Time
}

// Push carries intents in the order of their numbers.
type Push struct{ Intents []Intent }

// Want asks for a pull from a cursor.
type Want struct {
	Cursor Cursor
	// Chain is the hash of the commit at the cursor.
	Chain Hash
	// Last is the number of the last intent whose outcome the clone has.
	Last uint64
	// Rights are those by which the clone was filled: of what its user may
	// do, that in the topics that it followed then.
	Rights []Right
	// Follow names the topics that the clone holds, as patterns; nil is all
	// that its user may read.
	Follow []string
}

// At says how far the origin is, so that a lost message is noticed.
type At struct {
	Head Cursor
	// N is the number of the client's last intent that the origin has.
	N uint64
}

// Compare asks a clone, which a pull from its cursor cannot bring up to date, what it
// holds.
type Compare struct{ Head Cursor }

// Have answers a Compare.
type Have struct {
	// At is where the clone is.
	At      Cursor
	Digests []Digest
}

// Pull brings a clone from one cursor to another: what changed between them.
type Pull struct {
	From, To Cursor
	// Chain is the hash of the commit at To.
	Chain Hash
	// Whole says that Records, and what is Kept of what the clone had before,
	// are all that it may hold.
	Whole bool
	Kept  []Kept
	// Of is where the clone was whose digests Kept is of. A clone that has
	// moved on since holds something else.
	Of Cursor
	// Rights are what the user may do now, if To.Grants is not From.Grants or
	// if the pull is whole: what they do not cover leaves the clone.
	Rights []Right
	// Fresh are records that take the place of what the clone has of them:
	// they have come into sight, or are seen with other fields.
	Fresh []*Record
	// Records are the changed records, in the order of their last changes.
	// Unless the record was created after From, it has only the fields that
	// were written after From.
	Records []*Record
	// Outcomes are those of the client's own intents, in order.
	Outcomes []Outcome
}

// Fail says why the connection ends.
type Fail struct {
	Code   Code
	Detail string
}

func (Hello) message()   {}
func (Welcome) message() {}
func (Push) message()    {}
func (Want) message()    {}
func (At) message()      {}
func (Compare) message() {}
func (Have) message()    {}
func (Pull) message()    {}
func (Fail) message()    {}
