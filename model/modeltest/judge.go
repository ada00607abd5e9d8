package modeltest

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/tandemgo/tandem/model"
)

// judge knows what the users did, on which screen, and what they were told. It
// compares that with the commits, as plain data. It uses neither clone nor
// origin, so that it shares no mistake with them.
type judge struct {
	done    map[model.ID]*deed
	order   []model.ID
	told    []told
	states  []map[string]state // by commit number
	commits []model.Commit
}

// deed is one request of a user.
type deed struct {
	who    string // the user
	where  string // the device, "" for a request over HTTP
	r      model.Request
	screen map[string]state // what the user saw; nil for a blind write
	// waiting are the author's own requests that the screen showed although
	// nobody had answered them.
	waiting []model.ID
	// durable says that a device has promised to keep it, and none of the
	// later accidents of that device took it back.
	durable bool
}

// state is a record as anybody can see it: topic, and values by field.
type state struct {
	topic  string
	values map[string]string
}

// told is an outcome that somebody was told of.
type told struct {
	id   model.ID
	kind model.Kind
	seq  uint64
}

// broken is a law that does not hold.
type broken struct {
	law  string
	what string
}

func (b *broken) Error() string { return b.law + ": " + b.what }

// The laws, in the words of TestSim's comment.
const (
	lawDurable  = "1 acknowledged is durable"
	lawOnce     = "2 no intent has two effects"
	lawSame     = "3 same cursor, same records"
	lawOutcome  = "4 every intent comes to exactly one outcome"
	lawSilent   = "5 nothing unseen is overwritten silently"
	lawGaps     = "6 commits have no gaps"
	lawSecret   = "7 nobody holds what is for another"
	lawConverge = "8 all come to the same state"
	lawText     = "9 no text disappears"
	lawCrash    = "0 nothing crashes"
)

func newJudge() *judge {
	return &judge{done: map[model.ID]*deed{}, states: []map[string]state{{}}}
}

func (j *judge) did(id model.ID, d *deed) {
	j.done[id] = d
	j.order = append(j.order, id)
}

// read takes in the commits that are new, and judges each.
func (j *judge) read(all []model.Commit) error {
	for _, c := range all[len(j.commits):] {
		if c.Seq != uint64(len(j.commits)+1) {
			return &broken{lawGaps, fmt.Sprintf("after commit %d comes %d", len(j.commits), c.Seq)}
		}
		j.commits = append(j.commits, c)
		before := j.states[len(j.states)-1]
		after := maps.Clone(before)
		for _, ch := range c.Changes {
			old := before[ch.Key]
			if ch.Op == model.OpDelete {
				delete(after, ch.Key)
				continue
			}
			n := state{ch.Topic, map[string]string{}}
			if ch.Op == model.OpUpdate {
				maps.Copy(n.values, old.values)
			}
			for _, f := range ch.Fields {
				n.values[f.Name] = string(f.After)
			}
			after[ch.Key] = n
		}
		j.states = append(j.states, after)
		if d := j.done[c.Intent]; d != nil {
			if err := j.silent(c, d, before, after); err != nil {
				return err
			}
		}
	}
	return nil
}

// silent judges law 5 by the screen: what a commit replaced has to be what its
// author saw.
func (j *judge) silent(c model.Commit, d *deed, before, after map[string]state) error {
	if d.screen == nil {
		return nil
	}
	for _, ch := range c.Changes {
		if !strings.HasPrefix(ch.Key, "items/") || ch.Op == model.OpCreate {
			continue
		}
		for _, f := range []string{"title", "done"} {
			was, is := before[ch.Key].values[f], after[ch.Key].values[f]
			if was != is && !j.saw(d, ch.Key, f, was) {
				return &broken{lawSilent, fmt.Sprintf("commit %d (%s %s %s by %s) replaces %s of %s: the screen showed %q, it was %s and is %s", c.Seq, d.r.Method, d.r.URI, d.r.Body, d.who, f, ch.Key, d.screen[ch.Key].values[f], was, is)}
			}
		}
	}
	return nil
}

// saw reports whether the author of a request saw the value of a field. Whoever
// has replaced a value by a request that was still on its way, and that came to
// nothing, has seen the value too: on the screen of that request. And what such
// a request asked for, its author knows.
func (j *judge) saw(d *deed, key, field, value string) bool {
	if s, there := d.screen[key]; there && s.values[field] == value {
		return true
	}
	for _, id := range d.waiting {
		own := j.done[id]
		if own == nil {
			continue
		}
		if v, wrote := fields(string(own.r.Body))[field]; wrote && own.r.URI == "/"+key && (v == value || string(model.String(v)) == value) {
			return true
		}
		if j.saw(own, key, field, value) {
			return true
		}
	}
	return false
}

// visible returns what a user may see of the state after a commit.
func (j *judge) visible(seq uint64, user string) map[string]state {
	out := map[string]state{}
	for k, s := range j.states[seq] {
		if !strings.HasPrefix(s.topic, "user/") || s.topic == "user/"+user {
			out[k] = s
		}
	}
	return out
}

// clone judges what a device holds, when nothing is on the way.
func (j *judge) clone(name, user string, seq uint64, has map[string]state, law string) error {
	for k, s := range has {
		if strings.HasPrefix(s.topic, "user/") && s.topic != "user/"+user {
			return &broken{lawSecret, fmt.Sprintf("%s, which is %s's, holds %s of %s", name, user, k, s.topic)}
		}
	}
	if has == nil {
		return nil
	}
	if seq >= uint64(len(j.states)) {
		return &broken{lawDurable, fmt.Sprintf("%s is at commit %d, the store at %d", name, seq, len(j.states)-1)}
	}
	want := j.visible(seq, user)
	for _, k := range slices.Sorted(maps.Keys(want)) {
		if h, ok := has[k]; !ok || !maps.Equal(h.values, want[k].values) {
			return &broken{law, fmt.Sprintf("%s at commit %d has %v for %s, it is %v", name, seq, h.values, k, want[k].values)}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(has)) {
		if _, ok := want[k]; !ok {
			return &broken{law, fmt.Sprintf("%s at commit %d has %s, which is not there", name, seq, k)}
		}
	}
	return nil
}

// end judges what can be known only when everything has come to rest. outcome
// returns what the store knows of an intent.
func (j *judge) end(outcome func(model.ID) *model.Outcome) error {
	effects := map[model.ID]uint64{}
	for _, c := range j.commits {
		if c.Intent == (model.ID{}) {
			continue
		}
		if first := effects[c.Intent]; first != 0 {
			return &broken{lawOnce, fmt.Sprintf("commits %d and %d are of one intent", first, c.Seq)}
		}
		effects[c.Intent] = c.Seq
	}
	for _, t := range j.told {
		d := j.done[t.id]
		if d == nil {
			continue
		}
		if t.seq > uint64(len(j.commits)) {
			return &broken{lawDurable, fmt.Sprintf("%s %s by %s was answered with commit %d, the store has %d", d.r.Method, d.r.URI, d.who, t.seq, len(j.commits))}
		}
		if d.where == "" {
			continue
		}
		o := outcome(t.id)
		if o == nil {
			return &broken{lawDurable, fmt.Sprintf("%s was told that %s %s is %s, the store does not know it", d.where, d.r.Method, d.r.URI, t.kind)}
		}
		if o.Kind != t.kind {
			return &broken{lawOutcome, fmt.Sprintf("%s was told that %s %s is %s, the store says %s", d.where, d.r.Method, d.r.URI, t.kind, o.Kind)}
		}
	}
	for _, id := range j.order {
		d := j.done[id]
		if d.where == "" {
			continue
		}
		o := outcome(id)
		if o == nil {
			if d.durable {
				return &broken{lawOutcome, fmt.Sprintf("%s %s %s, which %s had stored, has no outcome", d.r.Method, d.r.URI, d.r.Body, d.where)}
			}
			continue
		}
		if o.Kind.Open() {
			if err := j.text(id, d); err != nil {
				return err
			}
		}
		if o.Kind == model.Applied || o.Kind == model.Merged {
			if err := j.named(id, d, o, effects[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// text judges law 9: what was not written waits in a record of its author's.
func (j *judge) text(id model.ID, d *deed) error {
	for _, c := range j.commits {
		if c.Intent != id {
			continue
		}
		for _, ch := range c.Changes {
			if ch.Op != model.OpCreate || !strings.HasPrefix(ch.Key, "outcomes/") || ch.Topic != "user/"+d.who {
				continue
			}
			for _, f := range ch.Fields {
				if f.Name == "body" && (f.After == model.String(string(d.r.Body)) || strings.HasPrefix(d.r.URI, "/outcomes/")) {
					return nil
				}
			}
		}
	}
	return &broken{lawText, fmt.Sprintf("%s %s %s by %s was not carried out, and is nowhere", d.r.Method, d.r.URI, d.r.Body, d.who)}
}

// named judges the other half of law 5: a field that goes to the last writer
// names what it replaced, if that was not on the screen.
func (j *judge) named(id model.ID, d *deed, o *model.Outcome, seq uint64) error {
	if seq == 0 || d.screen == nil {
		return nil
	}
	before, after := j.states[seq-1], j.states[seq]
	for _, ch := range j.commits[seq-1].Changes {
		was, is := before[ch.Key].values["rank"], after[ch.Key].values["rank"]
		if ch.Op != model.OpUpdate || !strings.HasPrefix(ch.Key, "items/") || was == is || j.saw(d, ch.Key, "rank", was) {
			continue
		}
		if o.Kind != model.Merged || !slices.ContainsFunc(o.Fields, func(c model.Conflict) bool {
			return c.Key == ch.Key && c.Field == "rank" && string(c.Theirs) == was
		}) {
			return &broken{lawSilent, fmt.Sprintf("commit %d replaces the rank of %s, which was %s and is %s where the screen showed %q, and does not say so: %v", seq, ch.Key, was, is, d.screen[ch.Key].values["rank"], o.Fields)}
		}
	}
	return nil
}
