package modeltest

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"github.com/tandemgo/tandem/model"
)

// judge knows what the users did, on which screen, and what they were told. It
// compares that with the commits, as plain data. It uses neither clone nor
// origin, so that it shares no mistake with them.
type judge struct {
	done      map[model.ID]*deed
	order     []model.ID
	told      []told
	commits   []*model.Commit
	touched   [][]*chain        // by each commit
	chains    map[string]*chain // by key: all versions of each record
	keys      []*chain          // in the order of their first versions
	by        map[model.ID][]uint64
	grants    []uint64 // the commits that change grants
	sights    map[rights]entitled
	unchained bool            // the hashes are not judged
	horizon   uint64          // up to which the history may be forgotten
	epoch     string          // of the store
	copied    map[string]bool // users of whose devices there is a copy
	// outcomes are what the store was told, by intent.
	outcomes map[model.ID]model.Kind
	answered int // requests over HTTP
	visits   int // in which screens were looked at, each once
	rounds   int // in which records were judged, each once
	allow    int // bytes that the last pull that was judged may have
}

// chain is all versions of a record, oldest first.
type chain struct {
	key      string
	counted  int // the last time that it was judged among others
	versions []version
}

// version is a record after a commit, as anybody can see it.
type version struct {
	seq    uint64
	gone   bool
	topic  string
	values []value
}

// value is a field's, in the order of the names.
type value struct{ field, value string }

// deed is one request of a user.
type deed struct {
	who   string // the user
	where string // the device, "" for a request over HTTP
	r     model.Request
	form  *form // it has no screen for a blind write
	// durable says that a device has promised to keep it, and none of the
	// later accidents took it back.
	durable bool
	visited int               // the last time that its screen was looked at
	fields  map[string]string // what was posted, once it was asked for
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
	lawGaps     = "6 commits are a chain without gaps"
	lawSecret   = "7 nobody holds what is for another"
	lawConverge = "8 all come to the same state"
	lawText     = "9 no text disappears"
	lawDone     = "10 what is applied is there"
	lawShown    = "11 an own edit is shown until it is answered"
	lawAsked    = "12 nobody is asked about what they have seen"
	lawCut      = "13 every cursor is a consistent cut"
	lawCost     = "14 catching up costs what changed"
	lawBounded  = "15 no message or queue grows without bound"
	lawCrash    = "0 nothing crashes"
)

func newJudge() *judge {
	return &judge{copied: map[string]bool{}, epoch: "first", done: map[model.ID]*deed{}, chains: map[string]*chain{},
		sights: map[rights]entitled{}, by: map[model.ID][]uint64{}, outcomes: map[model.ID]model.Kind{}}
}

func (j *judge) did(id model.ID, d *deed) {
	j.done[id] = d
	j.order = append(j.order, id)
}

// at returns a record after a commit, nil if it was not there.
func (j *judge) at(key string, seq uint64) *version { return j.chains[key].at(seq) }

func (c *chain) at(seq uint64) *version {
	if c == nil {
		return nil
	}
	i := len(c.versions)
	if i > 8 {
		i = sort.Search(i, func(i int) bool { return c.versions[i].seq > seq })
	} else {
		for i > 0 && c.versions[i-1].seq > seq {
			i--
		}
	}
	if i == 0 || c.versions[i-1].gone {
		return nil
	}
	return &c.versions[i-1]
}

// last returns the number of the last commit that changed the record, up to one.
func (c *chain) last(seq uint64) uint64 {
	i := len(c.versions)
	for i > 0 && c.versions[i-1].seq > seq {
		i--
	}
	if i == 0 {
		return 0
	}
	return c.versions[i-1].seq
}

// value returns a field's value, "" if there is none; v may be nil.
func (v *version) value(field string) string {
	if v != nil {
		for i := range v.values {
			if v.values[i].field == field {
				return v.values[i].value
			}
		}
	}
	return ""
}

func (v *version) String() string {
	if v == nil {
		return "absent"
	}
	return fmt.Sprintf("%v in %s", v.values, v.topic)
}

// with returns the values with one of them changed; "" takes it out.
func with(values []value, field, to string) []value {
	i, ok := slices.BinarySearchFunc(values, field, func(v value, f string) int { return strings.Compare(v.field, f) })
	switch {
	case ok && to == "":
		return slices.Delete(values, i, i+1)
	case ok:
		values[i].value = to
	case to != "":
		return slices.Insert(values, i, value{field, to})
	}
	return values
}

// shows reports whether a record has these values, as far as they may be seen.
func (v *version) shows(r *model.Record, s sight) bool {
	n := 0
	for i := range v.values {
		if !s.shows(v.values[i].field) {
			continue
		}
		if n == len(r.Fields) {
			return false
		}
		if f := &r.Fields[n]; f.Name != v.values[i].field || string(f.Value) != v.values[i].value {
			return false
		}
		n++
	}
	return n == len(r.Fields)
}

// restored takes note that the store has gone back to a commit. Whoever was told
// more was told the truth, of a history that is lost.
func (j *judge) restored(epoch string, seq uint64, outcomes map[model.ID]model.Kind) {
	j.epoch = epoch
	j.back(seq, outcomes)
	kept := j.told[:0]
	for _, t := range j.told {
		d := j.done[t.id]
		if _, ok := j.outcomes[t.id]; d != nil && (ok || d.where == "" && t.seq <= seq) {
			kept = append(kept, t)
			continue
		}
		if d != nil {
			d.durable = false
		}
	}
	j.told = kept
}

// back takes note that the commits after one are gone.
func (j *judge) back(seq uint64, outcomes map[model.ID]model.Kind) {
	seq = min(seq, uint64(len(j.commits)))
	j.commits, j.touched, j.outcomes = j.commits[:seq], j.touched[:seq], outcomes
	j.grants = j.grants[:j.granted(seq)]
	clear(j.sights)
	for _, c := range j.keys {
		n := len(c.versions)
		for n > 0 && c.versions[n-1].seq > seq {
			n--
		}
		c.versions = c.versions[:n]
	}
	clear(j.by)
	for _, c := range j.commits {
		j.by[c.Intent] = append(j.by[c.Intent], c.Seq)
	}
}

// read takes in the next commit, and judges it.
func (j *judge) read(c *model.Commit) error {
	if c.Seq != uint64(len(j.commits)+1) {
		return &broken{lawGaps, fmt.Sprintf("after commit %d comes %d", len(j.commits), c.Seq)}
	}
	var before model.Hash
	if c.Seq > 1 {
		before = j.commits[c.Seq-2].Hash
	}
	if c.Hash != c.Sum(before) && !j.unchained {
		return &broken{lawGaps, fmt.Sprintf("commit %d does not hold the hash of those before it", c.Seq)}
	}
	j.commits = append(j.commits, c)
	j.by[c.Intent] = append(j.by[c.Intent], c.Seq)
	if slices.ContainsFunc(c.Changes, func(ch model.Change) bool { return strings.HasPrefix(ch.Key, "grants/") }) {
		j.grants = append(j.grants, c.Seq)
	}
	var misplaced error
	touched := make([]*chain, len(c.Changes))
	j.touched = append(j.touched, touched)
	for i := range c.Changes {
		ch := &c.Changes[i]
		x := j.chains[ch.Key]
		if x == nil {
			x = &chain{key: ch.Key}
			j.chains[ch.Key] = x
			j.keys = append(j.keys, x)
		}
		touched[i] = x
		v := version{seq: c.Seq, gone: ch.Op == model.OpDelete, topic: ch.Topic}
		if !v.gone {
			v.values = make([]value, 0, len(ch.Fields)+2)
			if old := x.at(c.Seq); old != nil && ch.Op == model.OpUpdate {
				v.values = append(v.values, old.values...)
			}
			for _, f := range ch.Fields {
				v.values = with(v.values, f.Name, string(f.After))
			}
		}
		x.versions = append(x.versions, v)
		if err := v.placed(ch.Key); err != nil && misplaced == nil {
			misplaced = err
		}
	}
	// Somebody else may have sent it again, as a request of their own.
	if d := j.done[c.Intent]; d != nil && c.User == d.who {
		if err := j.silent(c, d); err != nil {
			return err
		}
		if err := j.merged(c, d); err != nil {
			return err
		}
	}
	return misplaced
}

// placed judges law 7 of a topic: an item is where its owner and its list say.
func (v *version) placed(key string) error {
	if v.gone || !strings.HasPrefix(key, "items/") {
		return nil
	}
	topic := "items"
	if owner := strings.Trim(v.value("owner"), `"`); owner != "" {
		topic = "user/" + owner
	} else if list := strings.Trim(v.value("list"), `"`); list != "" {
		topic = "list/" + list
	}
	if v.topic != topic {
		return &broken{lawSecret, fmt.Sprintf("commit %d puts %s into %s, it belongs into %s", v.seq, key, v.topic, topic)}
	}
	return nil
}

// decided takes note of what became of a user's intent.
func (j *judge) decided(o *model.Outcome, user string) error {
	if d := j.done[o.ID]; d != nil && d.who != user {
		return nil // who has sent it again
	}
	if first, ok := j.outcomes[o.ID]; ok && first != o.Kind {
		return &broken{lawOutcome, fmt.Sprintf("an intent that was %s is %s", first, o.Kind)}
	}
	j.outcomes[o.ID] = o.Kind
	return nil
}

// leaked judges what somebody is told who sends another user's intent.
func (j *judge) leaked(user string, o *model.Outcome) error {
	d := j.done[o.ID]
	if d == nil || o.User == user {
		return nil // it was made again, as a request of this user
	}
	return &broken{lawSecret, fmt.Sprintf("%s is told that %s %s by %s is %s: %v", user, d.r.Method, d.r.URI, d.who, o.Kind, o.Fields)}
}

// silent judges law 5 by the screen: what a commit replaced has to be what its
// author saw.
func (j *judge) silent(c *model.Commit, d *deed) error {
	if d.form.blind {
		return nil
	}
	for i := range c.Changes {
		ch := &c.Changes[i]
		if !strings.HasPrefix(ch.Key, "items/") {
			continue
		}
		before, after := j.at(ch.Key, c.Seq-1), j.at(ch.Key, c.Seq)
		if ch.Op == model.OpCreate {
			if before != nil {
				return &broken{lawSilent, fmt.Sprintf("commit %d (%s %s by %s) creates %s, which is there: %v", c.Seq, d.r.Method, d.r.URI, d.who, ch.Key, before)}
			}
			if f := j.unrestored(d, ch.Key, c.Seq); f != "" {
				return &broken{lawSilent, fmt.Sprintf("commit %d (%s %s by %s) restores %s without its %s, which its author does not see", c.Seq, d.r.Method, d.r.URI, d.who, ch.Key, f)}
			}
			continue
		}
		for _, f := range asked {
			if ch.Op == model.OpDelete && !brief.shows(f) && j.inBrief(d, ch.Key, c.Seq-1) {
				continue
			}
			was, is := before.value(f), after.value(f)
			if was != is && !j.saw(d, ch.Key, f, was) {
				return &broken{lawSilent, fmt.Sprintf("commit %d (%s %s %s on %s by %s at %s) replaces %s of %s: the screen showed %q, it was %s and is %s", c.Seq, d.r.Method, d.r.URI, d.r.Body, d.form.base, d.who, d.where, f, ch.Key, d.form.value(ch.Key, f), was, is)}
			}
		}
	}
	return nil
}

// unrestored returns a field of a deleted record that its restorer does not see, and
// that a commit does not bring back as it was; "" if there is none.
func (j *judge) unrestored(d *deed, key string, seq uint64) string {
	vs := j.chains[key].versions
	if len(vs) < 3 {
		return ""
	}
	was, is := &vs[len(vs)-3], &vs[len(vs)-1]
	for i := range was.values {
		if f := &was.values[i]; !j.see(d.who, was.topic, seq-1).shows(f.field) && is.value(f.field) != f.value {
			return f.field
		}
	}
	return ""
}

// inBrief reports whether the author of a request sees a record in brief, or did so
// on the screen. Whoever deletes it then cannot be asked about the rest.
func (j *judge) inBrief(d *deed, key string, seq uint64) bool {
	if r := d.form.record(key); r != nil && r.Value("rank") == "" {
		return true
	}
	v := j.at(key, seq)
	return v != nil && j.see(d.who, v.topic, seq) == brief
}

// saw reports whether the author of a request saw the value of a field. Whoever
// has replaced a value by a request that was still on its way, and that came to
// nothing, has seen the value too: on the screen of that request. And what such
// a request asked for, its author knows.
func (j *judge) saw(d *deed, key, field, value string) bool {
	return j.screens(d, func(own *deed) bool {
		if r := own.form.record(key); r != nil && string(r.Value(field)) == value {
			return true
		}
		v, wrote := own.posted()[field]
		return own != d && wrote && own.r.URI == "/"+key && encoded(field, v) == value
	})
}

// screens calls f for a request, and for all own ones that were on its screen and
// not answered, until it returns true.
func (j *judge) screens(d *deed, f func(*deed) bool) bool {
	j.visits++
	d.visited = j.visits
	for todo := []*deed{d}; len(todo) > 0; todo = todo[1:] {
		if f(todo[0]) {
			return true
		}
		for _, id := range todo[0].form.waiting {
			if own := j.done[id]; own != nil && own.visited != j.visits {
				own.visited = j.visits
				todo = append(todo, own)
			}
		}
	}
	return false
}

// posted returns the fields of the request.
func (d *deed) posted() map[string]string {
	if d.fields == nil {
		d.fields = posted(d.r.Body)
	}
	return d.fields
}

// holder is what a device shows or has stored.
type holder interface {
	// get returns a record; nil or one that is Gone if it is not there.
	get(key string) *model.Record
	all() []*model.Record
}

// cut judges what a device holds that has come from one cursor to another: the
// records that changed between them, and those that it was sent; all of them if
// full.
func (j *judge) cut(name, user string, from *model.Cursor, to model.Cursor, has holder, sent []*model.Record, full bool) error {
	was := *from
	*from = to
	if full || was.Epoch != to.Epoch || was.Seq > to.Seq || j.granted(was.Seq) != j.granted(to.Seq) {
		return j.whole(name, user, to.Seq, has, lawSame)
	}
	if to.Seq > uint64(len(j.commits)) {
		return &broken{lawDurable, fmt.Sprintf("%s is at commit %d, the store at %d", name, to.Seq, len(j.commits))}
	}
	j.rounds++
	for _, cs := range j.touched[was.Seq:to.Seq] {
		for _, c := range cs {
			if c.counted == j.rounds {
				continue
			}
			c.counted = j.rounds
			if _, err := j.same(name, user, to.Seq, c, c.key, has.get(c.key), lawSame); err != nil {
				return err
			}
		}
	}
	for _, r := range sent {
		if c := j.chains[r.Key]; c != nil && c.counted == j.rounds {
			continue
		}
		if _, err := j.same(name, user, to.Seq, j.chains[r.Key], r.Key, has.get(r.Key), lawSame); err != nil {
			return err
		}
	}
	return nil
}

// whole judges all that a device holds at a commit.
func (j *judge) whole(name, user string, seq uint64, has holder, law string) error {
	if seq > uint64(len(j.commits)) {
		return &broken{lawDurable, fmt.Sprintf("%s is at commit %d, the store at %d", name, seq, len(j.commits))}
	}
	n := 0
	for _, c := range j.keys {
		there, err := j.same(name, user, seq, c, c.key, has.get(c.key), law)
		if err != nil {
			return err
		}
		if there {
			n++
		}
	}
	all := has.all()
	if len(all) != n {
		for _, r := range all {
			if j.at(r.Key, seq) == nil {
				return &broken{law, fmt.Sprintf("%s at commit %d has %s, which is not there", name, seq, r.Key)}
			}
		}
		return &broken{law, fmt.Sprintf("%s at commit %d lists %d records of %d", name, seq, len(all), n)}
	}
	return nil
}

// same judges one record that a user holds at a commit, and tells whether it is
// there.
func (j *judge) same(name, user string, seq uint64, c *chain, key string, r *model.Record, law string) (bool, error) {
	want := c.at(seq)
	if want != nil && j.see(user, want.topic, seq) == nothing {
		want = nil
	}
	if !r.Alive() {
		if want == nil {
			return false, nil
		}
		return false, &broken{law, fmt.Sprintf("%s at commit %d lacks %s, it is %v", name, seq, key, want)}
	}
	sees := j.see(user, r.Topic, seq)
	if f := sees.hidden(r); f != "" {
		return false, &broken{lawSecret, fmt.Sprintf("%s, which is %s's, holds %s of %s in %s", name, user, f, key, r.Topic)}
	}
	if want != nil && want.shows(r, sees) && want.topic == r.Topic {
		return true, nil
	}
	if c != nil {
		for i := range c.versions {
			if v := &c.versions[i]; !v.gone && v.shows(r, sees) && v.topic == r.Topic {
				return false, &broken{lawCut, fmt.Sprintf("%s at commit %d shows %s as it was at commit %d: %v, it is %v", name, seq, key, v.seq, v, want)}
			}
		}
	}
	return false, &broken{law, fmt.Sprintf("%s at commit %d has %v in %s for %s, it is %v", name, seq, r.Fields, r.Topic, key, want)}
}

// Bytes of a message that are there whatever it carries, for each record, field,
// outcome and intent. They bound the format from above.
const (
	frameBytes   = 512
	recordBytes  = 160
	fieldBytes   = 40
	outcomeBytes = 256
	intentBytes  = 256
	markBytes    = 100
	digestBytes  = 80
)

func (v *version) size() int {
	n := recordBytes + len(v.topic)
	for i := range v.values {
		n += fieldBytes + len(v.values[i].field) + len(v.values[i].value)
	}
	return n
}

// cost judges law 14 of a pull: the records and the bytes are bounded by what
// changed between its cursors and may be seen. said is how far the device is, by
// what it has said and was sent.
func (j *judge) cost(t *Report, name, user string, said model.Cursor, p model.Pull) error {
	if p.To.Epoch != j.epoch {
		return &broken{lawCost, fmt.Sprintf("%s is sent a pull of the history %s", name, p.To.Epoch)}
	}
	if p.To.Seq > uint64(len(j.commits)) {
		return &broken{lawDurable, fmt.Sprintf("%s is sent commit %d, the store is at %d", name, p.To.Seq, len(j.commits))}
	}
	for _, r := range slices.Concat(p.Records, p.Fresh) {
		if f := j.see(user, r.Topic, p.To.Seq).hidden(r); f != "" {
			return &broken{lawSecret, fmt.Sprintf("%s, which is %s's, is sent %s of %s in %s", name, user, f, r.Key, r.Topic)}
		}
	}
	j.allow = frameBytes
	for i := range p.Rights {
		j.allow += fieldBytes + len(p.Rights[i].Topic) + len(p.Rights[i].Fields)
	}
	for i := range p.Kept {
		j.allow += digestBytes + len(p.Kept[i].Topic) + 10*len(p.Kept[i].Buckets)
	}
	for i := range p.Outcomes {
		o := &p.Outcomes[i]
		j.allow += outcomeBytes
		for _, f := range o.Fields {
			j.allow += fieldBytes + len(f.Key) + len(f.Field) + len(f.Base) + len(f.Mine) + len(f.Theirs)
		}
		if o.Reason != nil {
			j.allow += len(o.Reason.Message)
			for _, f := range o.Reason.Fields {
				j.allow += fieldBytes + len(f.Field) + len(f.Message)
			}
		}
	}
	j.rounds++
	records, changes := 0, 0
	if p.Whole {
		if said.Epoch == p.To.Epoch && said.Seq >= j.horizon {
			return &broken{lawCost, fmt.Sprintf("%s is sent all records, and is at commit %d of %d", name, said.Seq, p.To.Seq)}
		}
		for _, c := range j.keys {
			if v := c.at(p.To.Seq); v != nil && j.see(user, v.topic, p.To.Seq) != nothing {
				records++
				j.allow += len(c.key) + v.size()
			}
		}
	} else {
		// What a restored history shares with the one before need not be sent.
		if p.From.Seq < said.Seq || said.Epoch != p.From.Epoch && p.From.Seq != said.Seq {
			return &broken{lawCost, fmt.Sprintf("%s is at commit %d, and is sent what changed from %d to %d", name, said.Seq, p.From.Seq, p.To.Seq)}
		}
		if p.To.Seq < p.From.Seq {
			return &broken{lawCost, fmt.Sprintf("%s is sent a pull from %d back to %d", name, p.From.Seq, p.To.Seq)}
		}
		for n, c := range j.commits[p.From.Seq:p.To.Seq] {
			seq := p.From.Seq + uint64(n) + 1
			for i := range c.Changes {
				ch := &c.Changes[i]
				x := j.touched[seq-1][i]
				before := x.at(seq - 1)
				moved := before == nil || before.topic != ch.Topic
				if j.ever(user, ch.Topic, p.From.Seq, p.To.Seq) == nothing && (before == nil || j.ever(user, before.topic, p.From.Seq, p.To.Seq) == nothing) {
					continue
				}
				changes++
				if x.counted != j.rounds {
					x.counted = j.rounds
					records++
				}
				j.allow += len(ch.Key) + len(ch.Topic) + recordBytes
				for _, f := range ch.Fields {
					j.allow += fieldBytes + len(f.Name) + len(f.After)
				}
				if v := x.at(p.To.Seq); moved && v != nil {
					j.allow += v.size()
				}
			}
		}
		if j.granted(p.From.Seq) != j.granted(p.To.Seq) {
			for _, c := range j.keys {
				// What comes into sight is sent, whether it has changed or not.
				if v := c.at(p.To.Seq); v != nil && j.see(user, v.topic, p.From.Seq) != j.see(user, v.topic, p.To.Seq) {
					j.allow += len(c.key) + v.size()
					if c.counted != j.rounds {
						c.counted = j.rounds
						records++
					}
				}
			}
		}
		t.Pulls++
		t.Records += len(p.Records)
		t.Changes += changes
	}
	if len(p.Records)+len(p.Fresh) > records {
		return &broken{lawCost, fmt.Sprintf("%s is sent %d records from commit %d to %d, where %d changed", name, len(p.Records)+len(p.Fresh), p.From.Seq, p.To.Seq, records)}
	}
	return nil
}

// frame judges the size of a message: it is bounded by what it has to say.
func (j *judge) frame(t *Report, name string, m model.Message, size int) error {
	limit := frameBytes
	switch m := m.(type) {
	case model.Pull:
		limit = j.allow
		t.Bytes += size
	case model.Push:
		for i := range m.Intents {
			in := &m.Intents[i]
			limit += intentBytes + len(in.URI) + len(in.Body) + len(in.Type) + markBytes*len(in.Base.Own) + 17*len(in.Needs)
			for _, x := range in.Shown {
				limit += fieldBytes + len(x.Key) + len(x.Field) + len(x.Value)
			}
		}
		if len(m.Intents) > 256 {
			return &broken{lawBounded, fmt.Sprintf("%s sends %d intents at once", name, len(m.Intents))}
		}
	case model.Have:
		for _, x := range m.Digests {
			limit += digestBytes + len(x.Topic) + 10*len(x.Buckets)
		}
	}
	if size > limit {
		law := lawBounded
		if _, ok := m.(model.Pull); ok {
			law = lawCost
		}
		return &broken{law, fmt.Sprintf("a %T of %s has %d bytes, where what it says takes %d at most", m, name, size, limit)}
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
		if d := j.done[c.Intent]; d != nil && d.who != c.User {
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
	for _, seq := range j.by[id] {
		for _, ch := range j.commits[seq-1].Changes {
			if ch.Op != model.OpCreate || !strings.HasPrefix(ch.Key, "outcomes/") || ch.Topic != "user/"+d.who {
				continue
			}
			for _, f := range ch.Fields {
				if f.Name == "body" && (sameForm(f.After, d.r.Body) || strings.HasPrefix(d.r.URI, "/outcomes/")) {
					return nil
				}
			}
		}
	}
	return &broken{lawText, fmt.Sprintf("%s %s %s by %s was not carried out, and is nowhere", d.r.Method, d.r.URI, d.r.Body, d.who)}
}

// sameForm reports whether a stored body is that of a request, as whichever
// version.
func sameForm(stored model.Value, body []byte) bool {
	text, _ := stored.Text()
	return maps.Equal(posted([]byte(text)), posted(body))
}

// named judges the other half of law 5: a field that goes to the last writer
// names what it replaced, if that was not on the screen.
func (j *judge) named(id model.ID, d *deed, o *model.Outcome, seq uint64) error {
	if seq == 0 || d.form.blind {
		return nil
	}
	for _, ch := range j.commits[seq-1].Changes {
		was, is := j.at(ch.Key, seq-1).value("rank"), j.at(ch.Key, seq).value("rank")
		if ch.Op == model.OpCreate || !strings.HasPrefix(ch.Key, "items/") || was == is || j.saw(d, ch.Key, "rank", was) ||
			ch.Op == model.OpDelete && j.inBrief(d, ch.Key, seq-1) {
			continue
		}
		if o.Kind != model.Merged || !slices.ContainsFunc(o.Fields, func(c model.Conflict) bool {
			return c.Key == ch.Key && c.Field == "rank" && string(c.Theirs) == was
		}) {
			return &broken{lawSilent, fmt.Sprintf("commit %d replaces the rank of %s, which was %s and is %s where the screen showed %q, and does not say so: %v", seq, ch.Key, was, is, d.form.value(ch.Key, "rank"), o.Fields)}
		}
	}
	return nil
}

// carriedOut judges law 10: what was posted and is said to be done is in the
// state of the commit, unless it was what the screen showed anyway.
func (j *judge) carriedOut(d *deed, seq uint64) error {
	key := d.r.URI[1:]
	collection, _ := model.SplitKey(key)
	after := j.at(key, seq)
	lacks := func(what string) error {
		return &broken{lawDone, fmt.Sprintf("%s %s %s by %s is said to be done in commit %d, but %s", d.r.Method, d.r.URI, d.r.Body, d.who, seq, what)}
	}
	switch d.r.Method + " " + collection {
	case "POST items":
		for _, ch := range j.commits[seq-1].Changes {
			if ch.Op == model.OpCreate && j.posted(d, j.at(ch.Key, seq).value) == "" {
				return nil
			}
		}
		return lacks("there is no such item")
	case "PATCH items":
		if after == nil {
			return lacks("the item is not there")
		} else if f := j.posted(d, after.value); f != "" {
			return lacks(f + " is " + after.value(f))
		}
	case "DELETE items", "DELETE outcomes":
		if after != nil {
			return lacks("it is still there")
		}
	case "POST outcomes":
		if after != nil {
			return lacks("the outcome still waits")
		}
	case "DELETE done":
		for _, r := range d.form.screen {
			v := j.at(r.Key, seq)
			if r.Value("done") != model.True || v.value("done") != "true" || j.covered(d, r.Key) || j.see(d.who, v.topic, seq) == nothing {
				continue
			}
			return lacks(r.Key + " is still there, and done")
		}
	}
	return nil
}

// here judges law 10 for a request of which the device says that there is
// nothing to do.
func (j *judge) here(d *deed, has holder) error {
	key := d.r.URI[1:]
	switch d.r.Method {
	case "PATCH":
		if r := has.get(key); r.Alive() && j.posted(d, func(f string) string { return string(r.Value(f)) }) == "" {
			return nil
		}
	case "DELETE":
		if !strings.HasPrefix(key, "done/") {
			if !has.get(key).Alive() {
				return nil
			}
			break
		}
		if !slices.ContainsFunc(d.form.screen, func(r *model.Record) bool {
			return r.Value("done") == model.True && has.get(r.Key).Value("done") == model.True && !j.covered(d, r.Key)
		}) {
			return nil
		}
	}
	return &broken{lawDone, fmt.Sprintf("%s %s %s on %s is said to be done already, but not on %s", d.r.Method, d.r.URI, d.r.Body, d.form.base, d.where)}
}

// asked judges law 12: theirs is not what the screen showed. What one of the
// author's own requests had put there was nobody else's then.
func (j *judge) asked(d *deed, fields []model.Conflict) error {
	if d.form.base.Epoch != j.epoch || d.form.base.Seq < j.horizon || j.copied[d.who] {
		// Nothing is known of what was seen; or an intent that the base names
		// came from the copy of this device first, under its number there.
		return nil
	}
	for _, c := range fields {
		r := d.form.record(c.Key)
		if r == nil || c.Theirs == "" || r.Value(c.Field) != c.Theirs || j.covered(d, c.Key) {
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
func (j *judge) posted(d *deed, is func(field string) string) string {
	form, key := d.posted(), d.r.URI[1:]
	for _, f := range slices.Sorted(maps.Keys(form)) {
		if merging[f] {
			continue
		}
		if v := encoded(f, form[f]); v != is(f) && v != d.form.value(key, f) && !j.covered(d, key) {
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
	if field == "title" || field == "owner" || field == "list" {
		return string(model.String(value))
	}
	return value
}

// pending judges law 11 of a device whose outbox has one request: nobody has
// changed its item since the screen, so the screen has what was posted.
func (j *judge) pending(name, user string, seq uint64, id model.ID, has holder) error {
	d := j.done[id]
	if d == nil || d.r.Method != "PATCH" || len(d.form.waiting) > 0 || d.form.base.Seq > seq {
		return nil
	}
	key := d.r.URI[1:]
	if v := j.at(key, seq); v == nil || strings.HasPrefix(v.topic, "list/") /* that may be read only */ || j.see(user, v.topic, seq) != all || j.granted(seq) != j.granted(d.form.base.Seq) || len(d.posted()["title"]) > 40 {
		return nil
	}
	_, owner := d.posted()["owner"]
	if list := j.at(key, seq).value("list"); d.form.base.Epoch != j.epoch || d.posted()["list"] != "" || owner && list != "" && list != `""` {
		return nil // maybe the user may not write where it goes to
	}
	if j.chains[key].last(seq) > d.form.base.Seq {
		return nil
	}
	r := has.get(key)
	if f := j.posted(d, func(f string) string { return string(r.Value(f)) }); f != "" {
		return &broken{lawShown, fmt.Sprintf("%s shows %s for %s of %s, where %s was posted", name, r.Value(f), f, key, d.r.Body)}
	}
	return nil
}
