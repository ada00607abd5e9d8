package model

import (
	"errors"
	"reflect"
	"slices"
)

// Handler answers one request in a Tx. It returns nil to have the writes kept,
// a *Rejection to refuse the request, or ErrUnknown when it needs what is not
// on the device. Any other error, and a panic, sends the intent to quarantine.
type Handler func(*Tx) error

// Tx is one run of one request: it reads a consistent point of the space and
// collects what the request writes. It belongs to the handler that it was
// given to, and is of no use after it. The same intent on the same point gives
// the same writes, wherever it is run.
type Tx struct {
	reader Reader
	top    layer // what this run has written
	in     *Intent
	user   string
	rights *Rights // nil: everything

	staged []*staged
	index  map[string]int
	reads  Reads
	known  map[string]bool // the keys of reads, once they are many
	rows   int
	ids    uint64
	fault  error // what the reader failed with

	again  *again
	remade *remade

	graves bool // a record was wanted that was deleted behind the author's back
	past   bool // what it reads is not now
	ghosts bool // show such records as the author saw them
}

// staged is what this run has done to one record.
type staged struct {
	key    string
	before *Record // as found; nil if there was none
	found  *Record // before, or as restored; nil if this run has made it
	ghost  bool    // before was deleted behind the author's back
	op     Op
	now    *Record // as it is for the rest of the run; nil when deleted
	topic  string
	// sure says that nothing is written here that others have written since.
	sure bool
	// reverts is the record as it was after what this takes back; nil otherwise.
	reverts *past
	// unseen are the fields of a restored record that its restorer does not
	// see. They come back with the rest.
	unseen []FieldChange
}

// Reads is what a run has read: these keys, these parts of indexes, and how many
// rows these have.
type Reads struct {
	Keys          []string
	Spans, Counts []Span
}

// across reports whether a record is of a collection of which spans were read.
func (r *Reads) across(key string) bool {
	c, _ := SplitKey(key)
	return slices.ContainsFunc(r.Spans, func(s Span) bool { return collectionOf(s.Index) == c })
}

// Touch is a record that has changed, before and after. Either may be nil.
type Touch struct {
	Key           string
	Before, After *Record
}

// Touches reports whether a change of a record would change what was read. For
// an index over references it may say so without need.
func (r Reads) Touches(t Touch) bool {
	if slices.Contains(r.Keys, t.Key) {
		return true
	}
	c, _ := SplitKey(t.Key)
	return touches(r.Spans, c, t) || touches(r.Counts, c, t)
}

func touches(spans []Span, c string, t Touch) bool {
	for i := range spans {
		s := &spans[i]
		x := indexNames[s.Index]
		if x != nil && x.refersTo(c) {
			return true
		}
		if collectionOf(s.Index) != c {
			continue
		}
		for _, rec := range [...]*Record{t.Before, t.After} {
			if !rec.Alive() || s.Topic != "" && rec.Topic != s.Topic {
				continue
			}
			at, err := place(s.Index, rec, func(string) (*Record, error) { return nil, ErrUnknown })
			if err != nil || s.has(at) {
				return true
			}
		}
	}
	return false
}

// newTx returns a run of an intent.
func newTx(reader Reader, in *Intent, user string) *Tx {
	tx := &Tx{reader: reader, top: layer{below: reader}, in: in, user: user}
	if r, ok := reader.(interface{ Rights() *Rights }); ok {
		tx.rights = r.Rights()
	}
	return tx
}

// NewTx returns a run that only reads: of a GET request, for a user.
func NewTx(reader Reader, user string, r Request, now Time) *Tx {
	return newTx(reader, &Intent{Request: r, Time: now}, user)
}

// Rights returns what the user of the run may do; nil, where nothing is hidden or
// forbidden.
func (tx *Tx) Rights() *Rights { return tx.rights }

// Apart returns another run of the same request at the same point, which keeps its own
// account of what it reads. Only a run that has written nothing has one: it sees
// none of the writes.
func (tx *Tx) Apart() *Tx { return newTx(tx.reader, tx.in, tx.user) }

// Tx returns tx, which makes it a Run.
func (tx *Tx) Tx() *Tx { return tx }

// Request returns the request that is run.
func (tx *Tx) Request() Request { return tx.in.Request }

// User returns the id of the user as whom the request is run.
func (tx *Tx) User() string { return tx.user }

// Now returns the time at which the request was made, by its device's clock.
func (tx *Tx) Now() Time { return tx.in.Time }

// Base returns what the author of the request saw.
func (tx *Tx) Base() Base { return tx.in.Base }

// Head returns the point that this run reads.
func (tx *Tx) Head() Cursor { return tx.reader.Head() }

// Reads returns what was read so far.
func (tx *Tx) Reads() Reads { return tx.reads }

// NewID returns an id for a record: 16 letters and digits, the same in every
// run of the intent.
func (tx *Tx) NewID() string {
	tx.ids++
	return Sum(string(tx.in.ID[:]), count(tx.ids)).Name()
}

// Get returns a record, what this run wrote included, or ErrAbsent or
// ErrUnknown.
func (tx *Tx) Get(key string) (*Record, error) {
	if err := tx.read(key); err != nil {
		return nil, err
	}
	s, err := tx.find(key)
	if err != nil {
		return nil, err
	}
	if s.now == nil {
		return nil, ErrAbsent
	}
	return s.now, nil
}

// read takes note that a record is read. It returns errBudget if that is one too many.
func (tx *Tx) read(key string) error {
	if err := tx.spend(1); err != nil {
		return err
	}
	if tx.known == nil {
		if slices.Contains(tx.reads.Keys, key) {
			return nil
		}
		if len(tx.reads.Keys) >= fewKeys {
			tx.known = make(map[string]bool, 4*fewKeys)
			for _, k := range tx.reads.Keys {
				tx.known[k] = true
			}
		}
	}
	if tx.known != nil {
		if tx.known[key] {
			return nil
		}
		tx.known[key] = true
	}
	tx.reads.Keys = append(tx.reads.Keys, key)
	return nil
}

// spend counts rows that are read. Whoever goes on after errBudget is stopped.
func (tx *Tx) spend(rows int) error {
	if tx.rows >= 2*MaxReads {
		panic(errBudget)
	}
	tx.rows += rows
	if tx.rows > MaxReads {
		return errBudget
	}
	return nil
}

// fewKeys is up to how many keys a loop is quicker than a map.
const fewKeys = 16

// find returns the state of a record in this run; it is not yet staged.
func (tx *Tx) find(key string) (*staged, error) {
	if i, ok := tx.index[key]; ok {
		return tx.staged[i], nil
	}
	r, err := tx.reader.Get(key)
	if err != nil {
		return nil, tx.failed(err)
	}
	s := &staged{key: key}
	switch {
	case r.Alive():
		s.before, s.found, s.now, s.topic = r, r, r, r.Topic
	case r != nil && !tx.in.Base.Blind() && !tx.in.Base.covers(r.Last):
		tx.graves = true
		if !tx.ghosts {
			break
		}
		old, err := tx.atBase(key, nil)
		if err != nil {
			return nil, err
		}
		if old.Alive() {
			old.Topic = r.Topic
			s.before, s.found, s.now, s.ghost, s.topic = old, old, old, true, r.Topic
		}
	}
	return s, nil
}

func (tx *Tx) failed(err error) error {
	if !errors.Is(err, ErrUnknown) && tx.fault == nil {
		tx.fault = err
	}
	return err
}

// failing is failed, for what may be no error.
func (tx *Tx) failing(err error) error {
	if err == nil {
		return nil
	}
	return tx.failed(err)
}

// List returns the records of a collection in the order of their ids, what this
// run wrote included, or ErrUnknown.
func (tx *Tx) List(collection string) ([]*Record, error) {
	rows, err := tx.Scan(Span{Index: collection})
	if err != nil {
		return nil, err
	}
	rs := make([]*Record, len(rows))
	for i := range rows {
		rs[i] = rows[i].Record
	}
	return rs, nil
}

// Scan returns the rows of a part of an index, what this run wrote included, or
// ErrUnknown.
func (tx *Tx) Scan(s Span) ([]Row, error) {
	if err := tx.spend(1); err != nil {
		return nil, err
	}
	rows, err := tx.top.Scan(s)
	if err != nil {
		tx.saw(s)
		return nil, tx.failed(err)
	}
	tx.rows += len(rows)
	if s.Limit > 0 && len(rows) == s.Limit {
		s = upTo(s, rows) // what comes behind has not been read
	}
	tx.saw(s)
	return rows, nil
}

// Count returns how many rows Scan would return, or ErrUnknown.
func (tx *Tx) Count(s Span) (int, error) {
	if err := tx.spend(1); err != nil {
		return 0, err
	}
	tx.counted(s)
	n, err := tx.top.Count(s)
	if err != nil {
		return 0, tx.failed(err)
	}
	return n, nil
}

func (tx *Tx) counted(s Span) {
	if !slices.Contains(tx.reads.Counts, s) {
		tx.reads.Counts = append(tx.reads.Counts, s)
	}
}

func (tx *Tx) saw(s Span) {
	s.Limit, s.Reverse = 0, false
	if !slices.Contains(tx.reads.Spans, s) {
		tx.reads.Spans = append(tx.reads.Spans, s)
	}
}

// errTopic refuses a topic that an index of a database may not be able to hold.
var errTopic = Reject(CodeTooLarge, "what decides the topic of this is too long")

// errBudget sends a request to quarantine that reads without end.
var errBudget = Reject(CodeBudget, "the request reads more than one request may")

// AtBase returns a record as the author of the request saw it, nil if it was
// not there. Writes of this run are not included. Where the history does not
// reach back that far, it returns ErrUnknown on a clone, which leaves the answer
// to the origin, and there ErrUnseen.
func (tx *Tx) AtBase(key string) (*Record, error) {
	if err := tx.read(key); err != nil {
		return nil, err
	}
	return tx.atBase(key, tx.remade)
}

// atBase is AtBase, for a request that is made again if first is not nil.
func (tx *Tx) atBase(key string, first *remade) (*Record, error) {
	r, err := tx.reader.Get(key)
	if err != nil {
		return nil, tx.failed(err)
	}
	if first != nil {
		p, err := tx.first(first, key)
		switch {
		case err != nil:
			return nil, err
		case p.known:
			return p.record()
		case onClone(tx.reader):
			return nil, ErrUnknown
		}
	}
	if tx.in.Base.Blind() {
		if !r.Alive() {
			return nil, nil
		}
		return r, nil
	}
	b, err := tx.lookBack(key, r)
	if err != nil {
		return nil, tx.failed(err)
	}
	if !b.known {
		if onClone(tx.reader) {
			return nil, ErrUnknown
		}
		return nil, ErrUnseen
	}
	return b.record()
}

// RequireSeen rejects the request if the record has changed since its author
// saw it. Without it, a run that has read a newer value has used it, which is
// no conflict.
func (tx *Tx) RequireSeen(key string) error {
	if err := tx.read(key); err != nil {
		return err
	}
	r, err := tx.reader.Get(key)
	if err != nil {
		return tx.failed(err)
	}
	if r == nil || tx.in.Base.Blind() || tx.in.Base.covers(r.Last) {
		return nil
	}
	return ErrUnseen
}

// again is a request that was made before, and the outcome that it came to.
type again struct {
	key     string
	request Request
}

// Supersede says that this run makes the request r again, which came to the
// outcome with the key the last time. If it comes to an outcome that waits for
// a person once more, that one has the request r and takes the place of the
// first.
func (tx *Tx) Supersede(key string, r Request) { tx.again = &again{key, r} }

// remade is an issue whose request is being made again.
type remade struct {
	base  Base
	shown []Shown
	asked func(key, field string) bool
	pasts map[string]*past
}

// Again says that what follows in this run is the request of an issue, made again. A
// field that it leaves as its author saw it then is no write, though others may have
// changed it since: nobody was asked about that. Those in conflict were, and given
// names those that the person has given anew. AtBase goes by what its author saw then,
// too. The zero Issue ends it.
func (tx *Tx) Again(i Issue, given ...string) {
	tx.remade = nil
	b, err := ParseBase(i.Base)
	if err != nil || b.Blind() {
		return
	}
	tx.remade = &remade{base: b, pasts: map[string]*past{}}
	for _, c := range conflictsOf(i.Shown) {
		tx.remade.shown = append(tx.remade.shown, Shown{c.Key, c.Field, c.Base})
	}
	cs := i.Conflicts()
	tx.remade.asked = func(key, field string) bool {
		return slices.Contains(given, field) || slices.ContainsFunc(cs, func(c Conflict) bool { return c.Key == key && c.Field == field })
	}
}

// first returns a record as the author of a request that is made again saw it the
// first time.
func (tx *Tx) first(a *remade, key string) (*past, error) {
	p := a.pasts[key]
	if p == nil {
		r, err := tx.reader.Get(key)
		if err != nil {
			return nil, tx.failed(err)
		}
		was, err := tx.pastOf(past{key: key, now: r, base: a.base, shown: shownOf(a.shown, key), marks: !whole(a.shown)})
		if err != nil {
			return nil, tx.failed(err)
		}
		p = &was
		a.pasts[key] = p
	}
	return p, nil
}

// untouched reports whether a request that is made again leaves a field as its author
// saw it the first time.
func (tx *Tx) untouched(sc *schema, key string, m Member) (bool, error) {
	a := tx.remade
	if a == nil || a.asked(key, m.Name) {
		return false, nil
	}
	p, err := tx.first(a, key)
	if err != nil {
		return false, err
	}
	if !p.known && onClone(tx.reader) {
		return false, ErrUnknown // what is shown meanwhile would not be what the origin does
	}
	if !p.known || !p.exists {
		return false, nil
	}
	v := p.value(m.Name)
	if v == "" && !p.onScreen(m.Name) {
		v = sc.zero(m.Name)
	}
	return v == m.Value, nil
}

// Restore brings a deleted record back as it was, so that the rest of the run
// can change it. A record that exists stays as it is. It returns ErrAbsent if
// there never was one, and ErrUnknown on a clone: a pull says that a record is
// gone, not what it was in the end.
func (tx *Tx) Restore(key string) error {
	if _, ok := tx.index[key]; ok {
		return nil
	}
	r, err := tx.reader.Get(key)
	if err != nil {
		return tx.failed(err)
	}
	if r.Alive() {
		return nil
	}
	if onClone(tx.reader) {
		return ErrUnknown
	}
	h, _, err := tx.reader.History(key, 0)
	if err != nil {
		return tx.failed(err)
	}
	for i := len(h) - 1; i >= 0; i-- {
		if h[i].Op != OpDelete {
			continue
		}
		n := &Record{Key: key, Topic: h[i].Topic}
		for _, f := range h[i].Fields {
			n = n.with(f.Name, f.Before, Version{})
		}
		unseen, err := tx.behind(&h[i])
		if err != nil {
			return tx.failed(err)
		}
		return tx.stage(&staged{key: key, op: OpCreate, found: n, now: n, topic: n.Topic, unseen: unseen})
	}
	return ErrAbsent
}

// behind returns the fields of a deletion that the user does not see, as it takes to
// bring them back.
func (tx *Tx) behind(deletion *Change) ([]FieldChange, error) {
	v, ok := tx.reader.(visible)
	if !ok {
		return nil, nil
	}
	h, _, err := v.StoreView.History(deletion.Key, deletion.At.Seq-1)
	if err != nil {
		return nil, err
	}
	var fs []FieldChange
	for i := range h {
		for _, f := range h[i].Fields {
			if h[i].At == deletion.At && deletion.field(f.Name) == nil {
				fs = append(fs, FieldChange{f.Name, "", f.Before})
			}
		}
	}
	return fs, nil
}

func (tx *Tx) stage(s *staged) error {
	if tx.past {
		return errPast
	}
	if _, ok := tx.index[s.key]; !ok {
		if len(tx.staged) >= MaxWrites {
			return Reject(CodeTooLarge, "one request cannot change that many records")
		}
		if tx.index == nil {
			tx.index = map[string]int{}
		}
		tx.index[s.key] = len(tx.staged)
		tx.staged = append(tx.staged, s)
	}
	if s.ghost {
		return nil
	}
	r := s.now
	if r == nil {
		r = &Record{Key: s.key, Gone: true, Topic: s.topic}
	} else if r.Topic != s.topic {
		c := *r
		c.Topic = s.topic
		r, s.now = &c, &c
	}
	tx.top.set(r)
	return nil
}

func (tx *Tx) create(sc *schema, id string, ms []Member, topic string) error {
	if !name(id) {
		return &Rejection{Code: CodeInvalid, Message: "some fields are not right", Fields: []FieldError{{"id", "must be 1 to 64 letters, digits, hyphens or underscores"}}}
	}
	if len(topic) > MaxTopic {
		return errTopic
	}
	key := Key(sc.name, id)
	if _, ok := tx.index[key]; ok {
		return ErrTaken
	}
	if err := tx.read(key); err != nil {
		return err
	}
	r, err := tx.reader.Get(key)
	if err != nil {
		return tx.failed(err)
	}
	if r != nil {
		return ErrTaken
	}
	n := &Record{Key: key, Topic: topic, Fields: make([]Field, len(ms))}
	for i, m := range ms {
		n.Fields[i] = Field{Name: m.Name, Value: m.Value}
	}
	return tx.stage(&staged{key: key, op: OpCreate, now: n, topic: topic})
}

// save keeps what v has of a record, whose topic is then topic.
func (tx *Tx) save(sc *schema, v reflect.Value, wrong error, topic string) error {
	s, err := tx.find(Key(sc.name, v.Field(sc.id).String()))
	if err != nil {
		return err
	}
	if s.now == nil {
		return ErrAbsent
	}
	view := tx.viewOf(s)
	if wrong = view.only(sc, wrong); wrong != nil {
		return wrong
	}
	ms, err := sc.encode(v, s.now)
	if err != nil {
		return err
	}
	same, kept := sc.unchanged(s.now, ms), false
	for i, m := range ms {
		if same[i] {
			continue
		}
		if !view.shows(sc, m.Name) {
			if sc.field(m.Name) != nil && m.Value != sc.zero(m.Name) {
				return ErrForbidden
			}
			continue // nothing is meant of what is not seen
		}
		if left, err := tx.untouched(sc, s.key, m); err != nil {
			return err
		} else if left {
			kept = true
			continue
		}
		s.now = s.now.with(m.Name, m.Value, Version{})
	}
	if kept {
		if topic, wrong = sc.joined(s.now); view.only(sc, wrong) != nil {
			return view.only(sc, wrong)
		}
	}
	return tx.saved(s, sc, view, topic)
}

// saved stages a record whose fields have been written, which then is of a topic.
func (tx *Tx) saved(s *staged, sc *schema, view viewOf, topic string) error {
	if s.moves(sc, view) {
		if len(topic) > MaxTopic {
			return errTopic
		}
		s.topic = topic
	}
	if s.op == 0 {
		s.op = OpUpdate
	}
	return tx.stage(s)
}

// viewOf returns how the user sees a record: as it was found, wherever the run has moved
// it since. Whoever makes one sees all of it.
func (tx *Tx) viewOf(s *staged) viewOf {
	if tx.rights == nil || s.found == nil {
		return viewOf{}
	}
	return tx.rights.of(s.found.Topic)
}

// moves reports whether the user can move a record of which view is seen. Who does not
// see what decides on its topic cannot.
func (s *staged) moves(sc *schema, view viewOf) bool {
	if view.projections == nil {
		return true
	}
	topic, _ := sc.joined(s.found)
	return topic == s.found.Topic
}

// viewed returns how the user sees the record of a struct; one that is not there
// yet is seen as it is made.
func (tx *Tx) viewed(sc *schema, v reflect.Value) (viewOf, error) {
	if id := v.Field(sc.id).String(); id != "" && tx.rights != nil {
		key := Key(sc.name, id)
		if err := tx.read(key); err != nil {
			return viewOf{}, err
		}
		s, err := tx.find(key)
		if err != nil {
			return viewOf{}, err
		}
		if s.now != nil {
			return tx.viewOf(s), nil
		}
	}
	return viewOf{}, nil
}

func (tx *Tx) delete(key string) error {
	s, err := tx.find(key)
	if err != nil {
		return err
	}
	if s.now == nil {
		if r, err := tx.reader.Get(key); err != nil {
			return tx.failed(err)
		} else if r != nil && !tx.in.Base.Blind() && !tx.in.Base.covers(r.Last) {
			return nil // two people deleted it
		}
		return ErrAbsent
	}
	s.now, s.op = nil, OpDelete
	return tx.stage(s)
}

// result is what a run came to, before it has a number.
type result struct {
	kind    Kind
	changes []Change
	fields  []Conflict
	reason  *Rejection
	reads   Reads
	unknown bool // nothing can be said here
	again   *again
}

// run runs an intent. The error is one of the reader: nothing can be said, and
// trying again may help.
func run(reader Reader, in *Intent, user string, h Handler) (result, error) {
	tx := newTx(reader, in, user)
	res := tx.do(h)
	if tx.fault != nil {
		return res, tx.fault
	}
	if res.kind == Rejected && tx.graves {
		// What it needs was deleted by somebody else. If it would have
		// changed that, the deletion and the change are in conflict.
		again := newTx(reader, in, user)
		again.ghosts = true
		if r := again.do(h); again.fault == nil && r.kind == Conflicted {
			return r, nil
		}
	}
	return res, nil
}

func (tx *Tx) do(h Handler) (res result) {
	defer func() { res.reads, res.again = tx.reads, tx.again }()
	err := guard(tx, h)
	if err == nil {
		// The application's merges and checks may crash as well.
		err = guard(tx, func(tx *Tx) (err error) {
			res, err = tx.resolve()
			return err
		})
		if err == nil {
			return res
		}
	}
	var no *Rejection
	switch {
	case errors.Is(err, ErrUnknown):
		return result{unknown: true}
	case errors.Is(err, errBudget):
		return result{kind: Quarantined, reason: errBudget}
	case errors.As(err, &no):
		return result{kind: Rejected, reason: no}
	}
	return result{kind: Quarantined, reason: Reject(CodeCrashed, "the request could not be run: "+err.Error())}
}

// crash is a panic of a handler, as an error.
type crash struct{ text string }

func (c *crash) Error() string { return c.text }

func guard(tx *Tx, h Handler) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case error:
			if err = p; err == errBudget {
				break
			}
			err = &crash{"panic: " + p.Error()}
		case string:
			err = &crash{"panic: " + p}
		default:
			err = &crash{"panic"}
		}
	}()
	return h(tx)
}

// upgraded brings a request to this version by a function of the application, which
// may crash as well.
func upgraded(upgrade func(uint32, Request) (Request, error), version uint32, r Request) (out Request, err error) {
	err = guard(nil, func(*Tx) (err error) {
		out, err = upgrade(version, r)
		return err
	})
	return out, err
}
