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
	epoch   string          // of the store
	copied  map[string]bool // users of whose devices there is a copy
	// outcomes are what the store was told, by intent.
	outcomes map[model.ID]model.Kind
}

// deed is one request of a user.
type deed struct {
	who   string // the user
	where string // the device, "" for a request over HTTP
	r     model.Request
	form  *form // its screen is nil for a blind write
	// durable says that a device has promised to keep it, and none of the
	// later accidents took it back.
	durable bool
}

// state is a record as anybody can see it: topic, and values by field.
type state struct {
	topic  string
	values map[string]string
}

// told is an outcome that somebody was told of.
type told struct {
	id     model.ID
	kind   model.Kind
	seq    uint64
	fields []model.Conflict
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
	lawDone     = "10 what is applied is there"
	lawShown    = "11 an own edit is shown until it is answered"
	lawAsked    = "12 nobody is asked about what they have seen"
	lawCrash    = "0 nothing crashes"
)

func newJudge() *judge {
	return &judge{copied: map[string]bool{}, epoch: "first", done: map[model.ID]*deed{}, states: []map[string]state{{}}, outcomes: map[model.ID]model.Kind{}}
}

func (j *judge) did(id model.ID, d *deed) {
	j.done[id] = d
	j.order = append(j.order, id)
}

// restored takes note that the store has gone back to a commit. Whoever was told
// more was told the truth, of a history that is lost.
func (j *judge) restored(epoch string, seq int) {
	j.epoch = epoch
	j.commits, j.states = j.commits[:seq], j.states[:seq+1]
	kept := j.told[:0]
	for _, t := range j.told {
		d := j.done[t.id]
		if _, ok := j.outcomes[t.id]; d != nil && (ok || d.where == "" && t.seq <= uint64(seq)) {
			kept = append(kept, t)
			continue
		}
		if d != nil {
			d.durable = false
		}
	}
	j.told = kept
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
	if d.form.screen == nil {
		return nil
	}
	for _, ch := range c.Changes {
		if !strings.HasPrefix(ch.Key, "items/") {
			continue
		}
		if ch.Op == model.OpCreate {
			if old, ok := before[ch.Key]; ok {
				return &broken{lawSilent, fmt.Sprintf("commit %d (%s %s by %s) creates %s, which is there: %v", c.Seq, d.r.Method, d.r.URI, d.who, ch.Key, old)}
			}
			continue
		}
		for _, f := range []string{"title", "done", "owner"} {
			was, is := before[ch.Key].values[f], after[ch.Key].values[f]
			if was != is && !j.saw(d, ch.Key, f, was) {
				return &broken{lawSilent, fmt.Sprintf("commit %d (%s %s %s by %s) replaces %s of %s: the screen showed %q, it was %s and is %s", c.Seq, d.r.Method, d.r.URI, d.r.Body, d.who, f, ch.Key, d.form.screen[ch.Key].values[f], was, is)}
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
	if s, there := d.form.screen[key]; there && s.values[field] == value {
		return true
	}
	for _, id := range d.form.waiting {
		own := j.done[id]
		if own == nil {
			continue
		}
		if v, wrote := fields(string(own.r.Body))[field]; wrote && own.r.URI == "/"+key && encoded(field, v) == value {
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
		if d.where != "" {
			o := outcome(t.id)
			if o == nil {
				return &broken{lawDurable, fmt.Sprintf("%s was told that %s %s is %s, the store does not know it", d.where, d.r.Method, d.r.URI, t.kind)}
			}
			if o.Kind != t.kind {
				return &broken{lawOutcome, fmt.Sprintf("%s was told that %s %s is %s, the store says %s", d.where, d.r.Method, d.r.URI, t.kind, o.Kind)}
			}
		}
		var err error
		switch {
		case !t.kind.Open():
			err = j.carriedOut(d, t.seq)
		case t.kind == model.Conflicted:
			err = j.asked(d, t.fields)
		}
		if err == nil && d.where == "" && (t.kind == model.Conflicted || t.kind == model.Quarantined) {
			err = j.text(t.id, d)
		}
		if err != nil {
			return err
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
	if seq == 0 || d.form.screen == nil {
		return nil
	}
	before, after := j.states[seq-1], j.states[seq]
	for _, ch := range j.commits[seq-1].Changes {
		was, is := before[ch.Key].values["rank"], after[ch.Key].values["rank"]
		if ch.Op == model.OpCreate || !strings.HasPrefix(ch.Key, "items/") || was == is || j.saw(d, ch.Key, "rank", was) {
			continue
		}
		if o.Kind != model.Merged || !slices.ContainsFunc(o.Fields, func(c model.Conflict) bool {
			return c.Key == ch.Key && c.Field == "rank" && string(c.Theirs) == was
		}) {
			return &broken{lawSilent, fmt.Sprintf("commit %d replaces the rank of %s, which was %s and is %s where the screen showed %q, and does not say so: %v", seq, ch.Key, was, is, d.form.screen[ch.Key].values["rank"], o.Fields)}
		}
	}
	return nil
}

// carriedOut judges law 10: what was posted and is said to be done is in the
// state of the commit, unless it was what the screen showed anyway.
func (j *judge) carriedOut(d *deed, seq uint64) error {
	collection, id := model.SplitKey(d.r.URI[1:])
	after := j.states[seq]
	lacks := func(what string) error {
		return &broken{lawDone, fmt.Sprintf("%s %s %s by %s is said to be done in commit %d, but %s", d.r.Method, d.r.URI, d.r.Body, d.who, seq, what)}
	}
	switch d.r.Method + " " + collection {
	case "POST items":
		for _, ch := range j.commits[seq-1].Changes {
			if ch.Op == model.OpCreate && j.posted(d, after[ch.Key].values) == "" {
				return nil
			}
		}
		return lacks("there is no such item")
	case "PATCH items":
		if s, ok := after[d.r.URI[1:]]; !ok {
			return lacks("the item is not there")
		} else if f := j.posted(d, s.values); f != "" {
			return lacks(f + " is " + s.values[f])
		}
	case "DELETE items", "DELETE outcomes":
		if _, ok := after[d.r.URI[1:]]; ok {
			return lacks("it is still there")
		}
	case "POST outcomes":
		if _, ok := after[model.Key(collection, id)]; ok {
			return lacks("the outcome still waits")
		}
	case "DELETE done":
		for _, k := range slices.Sorted(maps.Keys(d.form.screen)) {
			if d.form.screen[k].values["done"] != "true" || after[k].values["done"] != "true" || j.covered(d, k) {
				continue
			}
			if owner := after[k].topic; strings.HasPrefix(owner, "user/") && owner != "user/"+d.who {
				continue
			}
			return lacks(k + " is still there, and done")
		}
	}
	return nil
}

// here judges law 10 for a request of which the device says that there is
// nothing to do.
func (j *judge) here(d *deed, shows map[string]state) error {
	key := d.r.URI[1:]
	s, ok := shows[key]
	switch d.r.Method {
	case "PATCH":
		if f := j.posted(d, s.values); f == "" && ok {
			return nil
		}
	case "DELETE":
		if !ok && !strings.HasPrefix(key, "done/") {
			return nil
		}
		left := func(k string) bool {
			return shows[k].values["done"] == "true" && d.form.screen[k].values["done"] == "true" && !j.covered(d, k)
		}
		if strings.HasPrefix(key, "done/") && !slices.ContainsFunc(slices.Collect(maps.Keys(d.form.screen)), left) {
			return nil
		}
	}
	return &broken{lawDone, fmt.Sprintf("%s %s %s on %s is said to be done already, but not on %s", d.r.Method, d.r.URI, d.r.Body, d.form.base, d.where)}
}

// asked judges law 12: theirs is not what the screen showed. What one of the
// author's own requests had put there was nobody else's then.
func (j *judge) asked(d *deed, fields []model.Conflict) error {
	if d.form.base.Epoch != j.epoch || j.copied[d.who] {
		// Nothing is known of what was seen; or an intent that the base names
		// came from the copy of this device first, under its number there.
		return nil
	}
	for _, c := range fields {
		s, ok := d.form.screen[c.Key]
		if !ok || c.Theirs == "" || s.values[c.Field] != string(c.Theirs) || j.covered(d, c.Key) {
			continue
		}
		return &broken{lawAsked, fmt.Sprintf("%s %s %s on %s by %s is in conflict with %s of %s, which is %s as the screen showed", d.r.Method, d.r.URI, d.r.Body, d.form.base, d.who, c.Field, c.Key, c.Theirs)}
	}
	return nil
}

// posted returns a field that was posted, was not what the screen showed, and
// is not among the values; "" if there is none. What lay beneath an own request
// that was still on its way, the server cannot know: a field that goes back to
// that is passed over.
func (j *judge) posted(d *deed, values map[string]string) string {
	form, key := fields(string(d.r.Body)), d.r.URI[1:]
	for _, f := range slices.Sorted(maps.Keys(form)) {
		if v := encoded(f, form[f]); v != values[f] && v != d.form.screen[key].values[f] && !j.covered(d, key) {
			return f
		}
	}
	return ""
}

// covered reports whether the screen showed an own request for the item, or for
// all of them, that nobody had answered.
func (j *judge) covered(d *deed, key string) bool {
	return slices.ContainsFunc(d.form.waiting, func(id model.ID) bool {
		own := j.done[id]
		return own == nil || own.r.Method == "POST" && strings.HasPrefix(own.r.URI, "/outcomes/") || own.r.URI[1:] == key || own.r.URI == "/done/"
	})
}

// encoded returns what is stored of a posted field.
func encoded(field, value string) string {
	if field == "title" || field == "owner" {
		return string(model.String(value))
	}
	return value
}

// pending judges law 11 of a device whose outbox has one request: nobody has
// changed its item since the screen, so the screen has what was posted.
func (j *judge) pending(name, user string, seq uint64, id model.ID, has map[string]state) error {
	d := j.done[id]
	if d == nil || has == nil || d.r.Method != "PATCH" || len(d.form.waiting) > 0 || d.form.base.Seq > seq {
		return nil
	}
	key := d.r.URI[1:]
	if _, ok := j.visible(seq, user)[key]; !ok || len(fields(string(d.r.Body))["title"]) > 40 {
		return nil
	}
	if d.form.base.Epoch != j.epoch {
		return nil
	}
	for _, c := range j.commits[d.form.base.Seq:seq] {
		for _, ch := range c.Changes {
			if ch.Key == key {
				return nil
			}
		}
	}
	if f := j.posted(d, has[key].values); f != "" {
		return &broken{lawShown, fmt.Sprintf("%s shows %s for %s of %s, where %s was posted", name, has[key].values[f], f, key, d.r.Body)}
	}
	return nil
}
