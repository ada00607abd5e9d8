package model

import "errors"

// Errors of a Reader.
var (
	// ErrUnknown: the clone does not hold what was asked for, so it can say
	// neither what it is nor that it is absent.
	ErrUnknown = errors.New("not on this device")
	// ErrStore: the store failed. What was under way has had no effect and
	// can be tried again.
	ErrStore = errors.New("the store failed")
)

// Reader is what a run reads: one consistent point of a space.
type Reader interface {
	// Head returns that point.
	Head() Cursor
	// Get returns a record, a deleted one with Gone set, nil for one that
	// never was, or ErrUnknown.
	Get(key string) (*Record, error)
	// Scan returns the rows of a part of an index, in its order, or
	// ErrUnknown.
	Scan(Span) ([]Row, error)
	// Count returns how many rows Scan would return.
	Count(Span) (int, error)
	// History returns the changes of a record after commit seq, oldest
	// first. whole is false if the history does not reach back that far.
	History(key string, seq uint64) (changes []Change, whole bool, err error)
}

// Span is a part of an index.
type Span struct {
	// Index is an index's name: that of a collection for its records by id,
	// or that of a declared index, "todos:list,-order".
	Index string
	// From is the first place, To is the place before which the span ends;
	// "" is the end of the index. Places compare by bytes. That of a record
	// in the index of its collection is its id.
	From, To string
	// Topic leaves out the records of other topics; "" leaves out none.
	Topic string
	// Limit is how many rows there are at most; 0 is no limit.
	Limit int
	// Reverse gives the rows from the last to the first.
	Reverse bool
}

// Row is a record at its place in an index.
type Row struct {
	At     string
	Record *Record
}

// Entry is a record's place in a declared index.
type Entry struct {
	Index, At, Key string
	// Gone takes the entry out of the index.
	Gone bool
}

// Store keeps the spaces of an origin. It is safe for concurrent use; package
// modeltest has the suite that every store passes.
type Store interface {
	// View runs f on one consistent point of the space.
	View(space string, f func(StoreView) error) error
	// Update runs f, and makes durable all that f has written, or none of it.
	// It runs one f at a time for a space. A nil error means durable. If f
	// returns an error, nothing is written and Update returns that error;
	// what the store itself reports wraps ErrStore.
	Update(space string, f func(StoreTx) error) error
}

// StoreView reads a space at one point. A space that was never written has an
// epoch and the head 0.
type StoreView interface {
	Reader
	// Since returns the records whose last change came after commit seq, in
	// the order of these changes, deleted ones included. Limit bounds how
	// many; 0 is no limit.
	Since(seq uint64, limit int) ([]*Record, error)
	// InTopics returns the records that exist in the topics from one name to
	// before another, in the order of topics and keys; to "" is the last.
	InTopics(from, to string) ([]*Record, error)
	// Client returns the end of a client's chain; a client that was never
	// seen has a zero User.
	Client(id string) (Client, error)
	// Outcomes returns the outcomes of a client's intents after number n, in
	// order.
	Outcomes(client string, n uint64) ([]Outcome, error)
	// Outcome returns the first outcome of the user's intent with this id;
	// nil if it never arrived.
	Outcome(user string, id ID) (*Outcome, error)
	// Commits returns the commits after number seq, with their changes,
	// oldest first. Limit bounds how many; 0 is no limit. It begins at the
	// horizon if that is later than seq.
	Commits(seq uint64, limit int) ([]Commit, error)
	// Changed returns the commits before number seq that changed a record, newest
	// first, each with its change of this record alone. Limit bounds how many; 0
	// is no limit.
	Changed(key string, seq uint64, limit int) ([]Commit, error)
	// Chain returns the hash of a commit; ok is false for one that is not
	// there or no longer. That of commit 0 is zero.
	Chain(seq uint64) (hash Hash, ok bool, err error)
	// Horizon returns the last commit that was forgotten; 0 if none was.
	Horizon() uint64
	// Note returns a text that was kept under a name; "" if none was.
	Note(name string) (string, error)
}

// StoreTx writes a space. What was written is read back only by a later View
// or Update.
type StoreTx interface {
	StoreView
	// Append adds the commit after the head: its number is the head's plus 1,
	// or nothing is written and Append or Update returns an error.
	// after holds the records that its changes made, in their order, and
	// entries what this moves in the declared indexes.
	Append(c *Commit, after []*Record, entries []Entry) error
	// PutClient stores the end of a client's chain.
	PutClient(Client) error
	// PutOutcome stores what became of an intent.
	PutOutcome(Outcome) error
	// PutEntries changes declared indexes without a commit, to build them.
	PutEntries([]Entry) error
	// DropIndex removes all entries of a declared index.
	DropIndex(name string) error
	// PutNote keeps a text under a name; "" forgets it.
	PutNote(name, text string) error
	// PutEpoch gives the history a new name, after a restore.
	PutEpoch(epoch string) error
	// Forget drops the history up to commit seq: commits, changes, and the
	// records that were deleted until then. Chain still knows commit seq.
	Forget(seq uint64) error
}

// Client is what an origin knows of one client: whose it is, and the end of
// its chain of intents.
type Client struct {
	ID   string
	User string
	N    uint64
	Hash Hash
}
