package modeltest

import (
	"math/rand/v2"

	"github.com/tandemgo/tandem/model"
)

// Sabotage breaks the code around the machines in one way. Each function may be
// nil, and gets the seed's randomness.
type Sabotage struct {
	// Store wraps a node's store.
	Store func(model.Store, *rand.Rand) model.Store
	// Handler wraps what the server runs, Rebase what a device runs again
	// after a pull.
	Handler, Rebase func(model.Handler) model.Handler
	// Push changes what the server receives.
	Push func(model.Push, model.Store) model.Push
	// Base changes what a user's device says that the user has seen.
	Base func(screen, now model.Base) model.Base
	// Message changes what a device receives.
	Message func(model.Message, *rand.Rand) model.Message
	// Batch changes what a device stores; with nil as its answer it stores
	// nothing, and says that it has.
	Batch func(*model.Batch, *rand.Rand) *model.Batch
	// Sent is told of the intents that a device sends; what it returns is
	// deleted from the device.
	Sent func(model.Push) []uint64
	// Upgrade brings a request to a version at the server.
	Upgrade func(version uint32, r model.Request) (model.Request, error)
	// Grants are in force beside those of the users' own topics.
	Grants []model.Grant
	// LazyServer answers for commits that are not on the disk yet, LazyDevice
	// for intents that are not.
	LazyServer, LazyDevice bool
	// TornCommit takes a commit for whole of which the disk has a part,
	// TornBatch a batch.
	TornCommit, TornBatch bool
	// Unchained says that the hashes of commits are not judged: what the bug
	// leaves out of them is to be noticed otherwise.
	Unchained bool
	// Ahead lets a node that reads what is old say that it is not behind.
	Ahead bool
	// Telling lets the wake-up of a node carry the records of the commit.
	Telling bool
	// Orphan never opens the slot of a closed window again.
	Orphan bool
	// Onward lets a device go on storing after it could not store once.
	Onward bool
}
