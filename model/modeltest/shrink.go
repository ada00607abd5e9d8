package modeltest

import (
	"encoding/json"
	"maps"
	"slices"
)

// Case is a history that has broken a law once, in a file.
type Case struct {
	// Law is the law that was broken, Sabotage the bug, if it was made on
	// purpose, Why what it is.
	Law      string
	Sabotage string `json:",omitempty"`
	Why      string
	Script   Script
}

// JSON is the content of the file.
func (c *Case) JSON() []byte {
	b, err := json.MarshalIndent(c, "", "\t")
	if err != nil {
		panic(err) // there is nothing in it that JSON does not have
	}
	return append(b, '\n')
}

// maxWork bounds what Shrink plays: the actions of all histories, and some for
// each device.
const maxWork = 1_000_000

// Shrink makes a history smaller as long as it still breaks the same law: it
// leaves out kinds of faults, actions, devices, nodes, and at last single
// faults.
func Shrink(s *Script, o *Options, law string) *Script {
	if o == nil {
		o = &Options{}
	}
	h := &shrinker{o: &Options{Sabotage: o.Sabotage, hits: true}, law: law, best: s}
	h.pass((*shrinker).rates, (*shrinker).devices, (*shrinker).actions, (*shrinker).nodes)
	h.exact()
	h.pass((*shrinker).faults, (*shrinker).actions, (*shrinker).devices, (*shrinker).nodes)
	return h.best
}

// pass does the steps again and again, as long as that helps.
func (h *shrinker) pass(steps ...func(*shrinker)) {
	for h.again = true; h.again && h.work < maxWork; {
		h.again = false
		for _, step := range steps {
			step(h)
		}
	}
}

type shrinker struct {
	o     *Options
	law   string
	best  *Script
	work  int
	again bool // something was left out
}

// try plays a smaller history, and takes it if it breaks the law too.
func (h *shrinker) try(smaller func(*Script)) bool {
	if h.work >= maxWork {
		return false
	}
	s := *h.best
	h.work += len(s.Actions) + 20*len(s.Devices)
	s.Devices, s.Actions, s.Hits, s.Rates = slices.Clone(s.Devices), slices.Clone(s.Actions), slices.Clone(s.Hits), maps.Clone(s.Rates)
	smaller(&s)
	r := PlayScript(&s, h.o)
	if r.Law != h.law {
		return false
	}
	h.best, h.again = &s, true
	return true
}

func (h *shrinker) rates() {
	for _, name := range slices.Sorted(maps.Keys(h.best.Rates)) {
		h.try(func(s *Script) { delete(s.Rates, name) })
	}
}

// exact replaces the rates of faults by the faults that have happened.
func (h *shrinker) exact() {
	if h.best.Exact {
		return
	}
	r := PlayScript(h.best, h.o)
	h.try(func(s *Script) { s.Exact, s.Rates, s.Hits = true, nil, r.Hits })
}

func (h *shrinker) actions() {
	h.less(func(s *Script) int { return len(s.Actions) }, func(s *Script, from, to int) { s.Actions = slices.Delete(s.Actions, from, to) })
}

func (h *shrinker) faults() {
	h.less(func(s *Script) int { return len(s.Hits) }, func(s *Script, from, to int) { s.Hits = slices.Delete(s.Hits, from, to) })
}

func (h *shrinker) nodes() {
	if h.best.Nodes > 1 {
		h.try(func(s *Script) { s.Nodes = 1 })
	}
}

func (h *shrinker) devices() {
	h.less(func(s *Script) int { return len(s.Devices) }, func(s *Script, from, to int) {
		gone := s.Devices[from:to]
		s.Actions = slices.DeleteFunc(s.Actions, func(a Action) bool { return a.Who > 0 && slices.Contains(gone, a.Who) })
		s.Devices = slices.Delete(slices.Clone(s.Devices), from, to)
	})
}

// less leaves out parts of a list: halves of it first, and smaller ones then
// (Zeller, Hildebrandt: Simplifying and Isolating Failure-Inducing Input, 2002).
func (h *shrinker) less(n func(*Script) int, without func(s *Script, from, to int)) {
	for size := (n(h.best) + 1) / 2; size > 0; size /= 2 {
		for at := n(h.best); at > 0; {
			from := max(0, at-size)
			if from < n(h.best) && min(at, n(h.best)) > from {
				to := min(at, n(h.best))
				h.try(func(s *Script) { without(s, from, to) })
			}
			at = from
		}
	}
}
