package modeltest

import "slices"

// fault is a kind of accident.
type fault uint8

// Faults that may happen at any moment of their kind, at a rate that each seed
// draws, and those that are actions of a script and are counted here.
const (
	messageLost fault = iota
	messageDoubled
	messageLate
	messageOutlives
	connectionCut
	wakeLost
	deviceDiesBefore
	deviceDiesAfter
	deviceLosesPower
	readFails
	storeFails
	nodeDiesBefore
	nodeTearsWrite
	nodeLosesWrite
	nodeDiesAfter
	lastRate = nodeDiesAfter
)

const (
	deviceTornWrite fault = iota + lastRate + 1
	deviceLostWrite
	offline
	partition
	nodeUnreachable
	nodeSevered
	nodeStale
	nodeBehind
	nodeCrash
	deviceClockBack
	deviceClockAhead
	serverClockBack
	serverClockAhead
	diskFull
	quota
	windowOpened
	windowClosed
	windowClosedWriting
	slotReopened
	profileCopied
	profileRolledBack
	backupRestored
	poisonBoth
	poisonServer
	replaySame
	replayOther
	replayRenamed
	pressedTwice
	grouped
	messageOvertaken
	granted
	grantedBrief
	revoked
	nodeUpgraded
	deviceUpgraded
	historyForgotten
	numFaults
)

// faults says how each is called in a report, and its largest rate. A rate of
// the server's side is per transaction or read; those of large histories have
// more of these, and a smaller rate.
var faults = [numFaults]struct {
	name   string
	rate   float64
	server bool
}{
	messageLost:         {name: "message lost", rate: 0.15},
	messageDoubled:      {name: "message doubled", rate: 0.15},
	messageLate:         {name: "message late", rate: 0.4},
	messageOvertaken:    {name: "message overtaken"},
	messageOutlives:     {name: "message outlives its connection", rate: 0.5},
	connectionCut:       {name: "connection cut", rate: 0.08},
	wakeLost:            {name: "wake-up of a node lost", rate: 0.4},
	deviceDiesBefore:    {name: "device dies before a write", rate: 0.05},
	deviceDiesAfter:     {name: "device dies after a write", rate: 0.05},
	deviceLosesPower:    {name: "device loses power in a write", rate: 0.05},
	readFails:           {name: "store fails to read", rate: 0.006, server: true},
	storeFails:          {name: "store fails to write", rate: 0.05, server: true},
	nodeDiesBefore:      {name: "node dies before a commit", rate: 0.02, server: true},
	nodeTearsWrite:      {name: "node dies, a commit is torn", rate: 0.02, server: true},
	nodeLosesWrite:      {name: "node dies, a commit is lost", rate: 0.02, server: true},
	nodeDiesAfter:       {name: "node dies after a commit", rate: 0.05, server: true},
	deviceTornWrite:     {name: "device's last write is torn"},
	deviceLostWrite:     {name: "device's last writes are lost"},
	offline:             {name: "device offline"},
	partition:           {name: "devices cut off"},
	nodeUnreachable:     {name: "node cut off from clients"},
	nodeSevered:         {name: "node cut off from the store"},
	nodeStale:           {name: "node reads what is old"},
	nodeBehind:          {name: "node is behind a clone"},
	nodeCrash:           {name: "node dies"},
	deviceClockBack:     {name: "device's clock a day back"},
	deviceClockAhead:    {name: "device's clock a day ahead"},
	serverClockBack:     {name: "node's clock a day back"},
	serverClockAhead:    {name: "node's clock a day ahead"},
	diskFull:            {name: "server's disk full"},
	quota:               {name: "device out of quota"},
	windowOpened:        {name: "second window opened"},
	windowClosed:        {name: "window closed"},
	windowClosedWriting: {name: "window closed in a write"},
	slotReopened:        {name: "slot of a closed window opened"},
	profileCopied:       {name: "profile copied"},
	profileRolledBack:   {name: "profile rolled back"},
	backupRestored:      {name: "server restored from a backup"},
	poisonBoth:          {name: "poison at both ends"},
	poisonServer:        {name: "poison at the server"},
	replaySame:          {name: "push replayed as the same user"},
	replayOther:         {name: "push replayed as another user"},
	replayRenamed:       {name: "push replayed in another chain"},
	pressedTwice:        {name: "button pressed twice"},
	grouped:             {name: "jobs of several in one group"},
	granted:             {name: "list granted"},
	grantedBrief:        {name: "list granted in brief"},
	revoked:             {name: "grant revoked"},
	nodeUpgraded:        {name: "node upgraded"},
	deviceUpgraded:      {name: "device upgraded"},
	historyForgotten:    {name: "history forgotten"},
}

// faultNamed returns the fault with the name.
func faultNamed(name string) (fault, bool) {
	i := slices.IndexFunc(faults[:], func(f struct {
		name   string
		rate   float64
		server bool
	}) bool {
		return f.name == name
	})
	return fault(i), i >= 0
}

// Faults returns the names of all faults that a history can have.
func Faults() []string {
	names := make([]string, numFaults)
	for i := range faults {
		names[i] = faults[i].name
	}
	return names
}

// entity is what faults happen to: a device, a node, or the world. Whether one
// happens depends on the seed, on the entity, and on how often it could have.
type entity struct {
	name string
	key  uint64
	n    [lastRate + 1]uint32
	draw stream
	ids  stream
}

func newEntity(seed uint64, name string) entity {
	return entity{name: name, key: purpose(seed, name+" faults").key, draw: purpose(seed, name+" draws"), ids: purpose(seed, name+" ids")}
}

// hit decides whether a fault happens now.
func (w *world) hit(e *entity, f fault) bool {
	if w.calm {
		return false
	}
	e.n[f]++
	switch {
	case w.chosen != nil:
		if !w.chosen[Hit{faults[f].name, e.name, e.n[f]}] {
			return false
		}
	case unit(mix(e.key+uint64(f)<<32+uint64(e.n[f])*golden)) >= w.rates[f]:
		return false
	}
	w.count(f)
	if w.o.hits {
		w.hits = append(w.hits, Hit{faults[f].name, e.name, e.n[f]})
	}
	return true
}

func (w *world) count(f fault) { w.faults[f]++ }
