package modeltest

import (
	"cmp"
	"slices"
)

// Script is a history before it is played: everything that is random in it
// follows from it. A failing one is made smaller and kept as a file.
type Script struct {
	Seed uint64
	// Devices are the numbers of the devices that take part. Device n is that
	// of user n modulo Users.
	Devices []int
	Users   int
	// Nodes is how many servers share the store.
	Nodes int
	// Items is how many todos the users make before they hold back.
	Items int
	// Version is that of the application on the nodes at first. They may be
	// upgraded to the next one. The first Old devices have the version before.
	Version uint32
	Old     int `json:",omitempty"`
	// Pace is the time between two ticks of a device, in milliseconds.
	Pace int64
	// Rates are those of the faults that can happen at any moment, by name.
	// With Exact, the faults in Hits happen instead, and no others.
	Rates   map[string]float64 `json:",omitempty"`
	Exact   bool               `json:",omitempty"`
	Hits    []Hit              `json:",omitempty"`
	Actions []Action
}

// Hit is one moment at which a fault happens: the nth at which it could have.
type Hit struct {
	Fault, To string
	N         uint32
}

// Action is something that a user or fate does, by its name in the table of
// actions. What is random in it follows from its seed.
type Action struct {
	At   int64 // milliseconds
	Do   string
	Who  int // the device, where there is one
	Seed uint64
}

const duration = 60_000 // milliseconds in which the actions happen

// Draw returns the history of a seed. Most are small, some are of up to 50
// devices, one in 4,000 is of up to 1,000.
func Draw(seed uint64, o *Options) *Script {
	r := purpose(seed, "size")
	s := &Script{Seed: seed, Nodes: 1 + r.intn(3), Items: 12, Pace: 750, Rates: map[string]float64{}}
	devices, each := 2+r.intn(7), 0
	n := 100
	switch k := r.intn(100); {
	case o != nil && o.Small:
	case seed%4000 == 250:
		devices, each = 100+int(900*r.unit()*r.unit()), 5
		s.Items, s.Pace = 60, 8000
	case k < 10:
		devices, each = 9+r.intn(42), 20
		s.Items, s.Pace = 24, 2000
	}
	n = max(n, each*devices)
	if o != nil && o.Actions > 0 {
		n = o.Actions
	}
	s.Version = 1 + uint32(r.intn(2))
	if s.Version > 1 {
		s.Old = r.intn(devices + 1)
	}
	s.Users = max(2, min(devices, 2+r.intn(max(3, devices/2))))
	for i := range devices {
		s.Devices = append(s.Devices, i)
	}
	// Some histories are calm, some are terrible.
	for f := range lastRate + 1 {
		rate := faults[f].rate * r.unit()
		if faults[f].server && devices > 8 {
			rate *= 8 / float64(devices)
		} else if devices > 50 {
			rate /= 4
		}
		s.Rates[faults[f].name] = rate
	}
	terror := 2 * r.unit()
	if devices > 50 {
		terror /= 4
	}
	var total float64
	weights := make([]float64, len(actions))
	for i, a := range actions {
		weights[i] = a.weight
		if a.fault {
			weights[i] *= terror
		}
		total += weights[i]
	}
	for range n {
		a := Action{At: r.below(duration), Who: r.intn(devices), Seed: r.Uint64()}
		at := r.unit() * total
		for i := range weights {
			if at -= weights[i]; at < 0 || i == len(weights)-1 {
				a.Do = actions[i].name
				break
			}
		}
		s.Actions = append(s.Actions, a)
	}
	if r.intn(8) == 0 {
		s.Actions = append(s.Actions, Action{At: r.below(duration), Do: "restore a backup", Seed: r.Uint64()})
	}
	slices.SortStableFunc(s.Actions, func(a, b Action) int { return cmp.Compare(a.At, b.At) })
	return s
}

// action is a row of the table of what can be done.
type action struct {
	name string
	// weight is how often it is done, compared with the others.
	weight float64
	fault  bool
	do     func(w *world, who *device, r *stream)
}

// actions is all that users and fate can do. who is nil if the device does not
// take part any more.
var actions = []action{
	{"edit", 100, false, func(w *world, d *device, r *stream) { w.edit(d, r, 1) }},
	{"edit twice", 5, false, func(w *world, d *device, r *stream) { w.edit(d, r, 2) }},
	{"edit a lot", 25, false, (*world).editAlot},
	{"write over HTTP", 9, false, (*world).overHTTP},
	{"go offline or online", 5, true, (*world).switchOff},
	{"cut off devices", 1, true, (*world).cutOff},
	{"set a device's clock", 1, true, (*world).setClock},
	{"open a window", 2, false, (*world).openWindow},
	{"close a window", 2, true, (*world).closeWindow},
	{"use up the quota", 1, true, (*world).useUp},
	{"copy a profile", 2, true, (*world).copyProfile},
	{"roll back a profile", 2, true, (*world).rollBack},
	{"replay a push", 3, true, (*world).replay},
	{"kill a node", 1, true, (*world).killNode},
	{"cut off a node from clients", 0.5, true, (*world).hideNode},
	{"cut off a node from the store", 0.5, true, (*world).severNode},
	{"let a node lag", 1.5, true, (*world).lagNode},
	{"set a node's clock", 1, true, (*world).setNodeClock},
	{"fill the server's disk", 0.5, true, (*world).fillDisk},
	{"upgrade a node", 0.4, true, (*world).upgradeNode},
	{"upgrade a device", 1, true, (*world).upgradeDevice},
	{"forget history", 0.3, true, (*world).forgetHistory},
	{"restore a backup", 0, true, (*world).restore},
}
