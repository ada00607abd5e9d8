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
	// List returns the records of a collection that exist, in the order of
	// their keys, or ErrUnknown.
	List(collection string) ([]*Record, error)
	// History returns the changes of a record after commit seq, oldest
	// first. whole is false if the history does not reach back that far.
	History(key string, seq uint64) (changes []Change, whole bool, err error)
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
	// the order of these changes, deleted ones included.
	Since(seq uint64) ([]*Record, error)
	// Client returns the end of a client's chain; a client that was never
	// seen has a zero User.
	Client(id string) (Client, error)
	// Outcomes returns the outcomes of a client's intents after number n, in
	// order.
	Outcomes(client string, n uint64) ([]Outcome, error)
	// Outcome returns the outcome of the intent with this id; nil if it never
	// arrived.
	Outcome(id ID) (*Outcome, error)
}

// StoreTx writes a space. What was written is read back only by a later View
// or Update.
type StoreTx interface {
	StoreView
	// Append adds the commit after the head: its number is the head's plus 1,
	// or nothing is written and Append or Update returns an error.
	// after holds the records that its changes made, in their order.
	Append(c *Commit, after []*Record) error
	// PutClient stores the end of a client's chain.
	PutClient(Client) error
	// PutOutcome stores what became of an intent.
	PutOutcome(Outcome) error
}

// Client is what an origin knows of one client: whose it is, and the end of
// its chain of intents.
type Client struct {
	ID   string
	User string
	N    uint64
	Hash Hash
}
