package model

// Protocol is the version of the messages. It is raised with every change of
// their form; wire's fingerprint test holds it.
const Protocol = 1

// Message is what a Clone and a Peer send each other. Any message may be lost,
// doubled or overtaken by a later one.
type Message interface{ message() }

// Hello is a clone's first message on a connection.
type Hello struct {
	Protocol uint32
	Space    string
	Client   string
	Cursor   Cursor
	// N is the number of the client's last intent whose outcome it has, and
	// Hash the hash of that intent.
	N    uint64
	Hash Hash
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
	// Time is the origin's clock.
	Time Time
}

// Push carries intents in the order of their numbers.
type Push struct{ Intents []Intent }

// Want asks for a pull from a cursor.
type Want struct {
	Cursor Cursor
	N      uint64
}

// At says how far the origin is, so that a lost message is noticed.
type At struct {
	Head Cursor
	// N is the number of the client's last intent that the origin has.
	N uint64
}

// Pull brings a clone from one cursor to another: what changed between them.
type Pull struct {
	From, To Cursor
	// Whole says that Records are all that the clone may hold, whatever it
	// had before.
	Whole bool
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
func (Pull) message()    {}
func (Fail) message()    {}
