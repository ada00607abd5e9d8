package model

import (
	"errors"
	"slices"
	"strings"
)

// past is a record as somebody saw it at a base.
type past struct {
	key    string
	known  bool // false when the history does not reach back that far
	exists bool
	now    *Record
	hist   []Change
	base   Base
	shown  []Shown
	// marks says that all that own intents did which the base names was seen: shown
	// does not say what that was.
	marks bool
}

// lost stands for a value that a clone does not know any more. It is no JSON,
// so that it equals no value.
const lost Value = "\x00"

// hidden stands for a value that the user could not see, whatever it was.
const hidden Value = "\x01"

// lookBack reconstructs a record, now r, at the base of the request.
func (tx *Tx) lookBack(key string, r *Record) (past, error) {
	return tx.pastOf(past{key: key, now: r, base: tx.in.Base, shown: tx.shown(key), marks: tx.in.Client == "" || !whole(tx.in.Shown)})
}

// whole reports whether a list says of all that own intents have put on the screen.
func whole(list []Shown) bool { return len(list) < maxShown && !slices.Contains(list, Shown{}) }

// saw reports whether a write of a field was on the screen. An own intent that the base
// names may have come to more at the origin than it did on the device: that was not.
func (p *past) saw(v Version, field string) bool {
	return p.base.covers(v) && (p.marks || p.base.through(v) || p.onScreen(field))
}

// sawChange is saw for whether there is a record.
func (p *past) sawChange(v Version) bool {
	return p.base.covers(v) && (p.marks || p.base.through(v) || len(p.shown) > 0)
}

// pastOf fills in what the history says.
func (tx *Tx) pastOf(p past) (past, error) {
	key, r := p.key, p.now
	if p.base.Epoch != tx.reader.Head().Epoch {
		p.base.Seq = 0 // a number of another history says nothing here
		return p, nil
	}
	var err error
	p.hist, p.known, err = tx.reader.History(key, p.base.Seq)
	if err != nil {
		return p, err
	}
	p.exists = r.Alive()
	for i := len(p.hist) - 1; i >= 0; i-- {
		c := &p.hist[i]
		if p.sawChange(c.At) {
			p.exists = c.Op != OpDelete
			break
		}
		p.exists = c.Op != OpCreate
	}
	return p, nil
}

// value returns the field's value at the base, "" if it was absent.
//
// The last change that the base covers has it; without one, the first change
// that it does not cover has replaced it.
func (p *past) value(field string) Value {
	if v, ok := p.screen(field); ok {
		return v
	}
	v := p.now.Value(field)
	for i := len(p.hist) - 1; i >= 0; i-- {
		c := &p.hist[i]
		f := c.field(field)
		if f == nil {
			continue
		}
		if p.saw(c.At, field) {
			return f.After
		}
		v = f.Before
	}
	return v
}

// shown returns what own intents have put on the screen of a record.
func (tx *Tx) shown(key string) []Shown {
	if s, ok := tx.reader.(interface{ onScreen(key string) []Shown }); ok {
		return s.onScreen(key)
	}
	return shownOf(tx.in.Shown, key)
}

func shownOf(all []Shown, key string) []Shown {
	var out []Shown
	for _, s := range all {
		if s.Key == key {
			out = append(out, s)
		}
	}
	return out
}

// screen returns what an own intent had put on the screen, "" if it had taken the
// record from it.
func (p *past) screen(field string) (Value, bool) {
	for i := range p.shown {
		switch p.shown[i].Field {
		case field:
			return p.shown[i].Value, true
		case "":
			return "", true
		}
	}
	return "", false
}

// onScreen reports whether own intents have put the field there, or taken it away.
func (p *past) onScreen(field string) bool { _, ok := p.screen(field); return ok }

// record returns the record as it was seen at the base, nil if it was not there, or
// if an own edit had taken it from the screen. It returns ErrUnknown if a clone does
// not know all of it any more.
func (p *past) record() (*Record, error) {
	if !p.known || !p.exists || slices.ContainsFunc(p.shown, func(s Shown) bool { return s.Field == "" }) {
		return nil, nil
	}
	var names []string
	if p.now != nil {
		for _, f := range p.now.Fields {
			names = append(names, f.Name)
		}
	}
	for i := range p.hist {
		for _, f := range p.hist[i].Fields {
			if !slices.Contains(names, f.Name) {
				names = append(names, f.Name)
			}
		}
	}
	r := &Record{Key: p.key}
	for _, n := range names {
		switch v := p.value(n); v {
		case lost:
			return nil, ErrUnknown
		case hidden:
		default:
			r = r.with(n, v, Version{})
		}
	}
	return r, nil
}

// observed returns a set as its author saw it, without the elements that others
// have put back since: removing what was there does not remove those.
func (p *past) observed(field string, base Value) Value {
	var back []Value
	for i := range p.hist {
		c := &p.hist[i]
		f := c.field(field)
		if f == nil || p.saw(c.At, field) {
			continue
		}
		before, _ := f.Before.Elements()
		now, _ := f.After.Elements()
		for _, e := range now {
			if !slices.Contains(before, e) {
				back = append(back, e)
			}
		}
	}
	es, err := base.Elements()
	if err != nil || back == nil {
		return base
	}
	return Array(slices.DeleteFunc(es, func(e Value) bool { return slices.Contains(back, e) })...)
}

// resolve compares what the run wrote with what its author saw.
func (tx *Tx) resolve() (result, error) {
	var res result
	var clash, merged []Conflict
	var refused error
	for _, s := range tx.staged {
		c := Change{Key: s.key, Op: s.op, Topic: s.topic}
		switch {
		case s.op == OpCreate && s.now == nil, s.before == nil && s.now == nil:
			continue // created and deleted in one run
		case s.before == nil:
			c.Op = OpCreate
			for _, f := range s.now.Fields {
				c.Fields = append(c.Fields, FieldChange{f.Name, "", f.Value})
			}
			if s.unseen != nil {
				c.Fields = append(c.Fields, s.unseen...)
				order(c.Fields, func(a, b FieldChange) int { return compare(a.Name, b.Name) })
				tx.top.set(c.apply(nil))
			}
			res.changes = append(res.changes, c)
			continue
		}
		c.Was = s.before.Topic
		p := s.reverts
		if p == nil && !s.sure {
			var err error
			if p, err = tx.seen(s); err != nil {
				return result{}, err
			}
		}
		var fs []settled
		for _, n := range s.names() {
			fs = append(fs, tx.settle(s, p, n))
		}
		wrong := tx.joined(s, &c, fs)
		if refused == nil {
			refused = wrong
		}
		for _, f := range fs {
			switch f.verdict {
			case nothing:
				continue
			case asks:
				clash = append(clash, f.Conflict)
				continue
			case theirs:
				merged = append(merged, f.Conflict)
				continue
			case over:
				merged = append(merged, f.Conflict)
			}
			c.Fields = append(c.Fields, FieldChange{f.Field, f.was, f.Mine})
		}
		if c.Op == OpDelete {
			c.Topic = c.Was // wherever the run had moved it before: those who see it there are told
		}
		if c.Op == OpDelete || len(c.Fields) > 0 || c.Topic != c.Was {
			res.changes = append(res.changes, c)
		}
	}
	if clash != nil {
		return result{kind: Conflicted, fields: clash}, nil
	}
	if refused != nil {
		return result{}, refused
	}
	res.kind = Applied
	if merged != nil && res.changes != nil {
		res.kind, res.fields = Merged, merged
	}
	if err := tx.permitted(res.changes); err != nil {
		return result{}, err
	}
	return res, tx.unique(res.changes)
}

// joined looks at the record that the run and the writes which its author had not
// seen make together, if that is not the one which the run has saved: its topic is
// that of its fields, and its checks hold. A merge that breaks them is not possible,
// and asks; where none has made it, the request is refused.
func (tx *Tx) joined(s *staged, c *Change, fs []settled) error {
	if s.ghost || s.now == nil {
		return nil
	}
	r := s.now
	for i := range fs {
		f := &fs[i]
		switch v := s.now.Value(f.Field); f.verdict {
		case theirs:
			if f.was != v {
				r = r.with(f.Field, f.was, Version{})
			}
		case over:
			if f.Mine != v {
				r = r.with(f.Field, f.Mine, Version{})
			}
		}
	}
	sc := schemas[r.Collection()]
	if r == s.now || sc == nil {
		return nil
	}
	topic, wrong := sc.joined(r)
	view := tx.viewOf(s)
	if s.moves(sc, view) {
		if len(topic) > MaxTopic {
			return errTopic
		}
		c.Topic = topic
	}
	if no, ok := view.only(sc, wrong).(*Rejection); ok {
		var bad []FieldError
		for _, e := range no.Fields {
			top, _, _ := strings.Cut(e.Field, ".")
			i := slices.IndexFunc(fs, func(f settled) bool { return f.Field == top && f.merged })
			if i < 0 {
				bad = append(bad, e)
				continue
			}
			fs[i].Mine, fs[i].verdict = s.now.Value(top), asks
		}
		return rejected(bad)
	}
	n := *r
	n.Topic = c.Topic
	tx.top.set(&n)
	return nil
}

// names returns the fields of a record before and after the run.
func (s *staged) names() []string {
	names := make([]string, 0, len(s.before.Fields))
	for _, f := range s.before.Fields {
		names = append(names, f.Name)
	}
	if s.now != nil {
		for _, f := range s.now.Fields {
			if s.before.field(f.Name) == nil {
				names = append(names, f.Name)
			}
		}
	}
	return names
}

// verdict says what becomes of a field that a run may have written.
type verdict uint8

const (
	nothing verdict = iota // it was not written
	mine                   // it is written
	over                   // it is written, next to or over what was not seen
	theirs                 // it was not written, and has changed unseen
	asks                   // somebody has to choose
)

type settled struct {
	Conflict
	verdict verdict
	was     Value
	merged  bool // its value is of both
}

// settle compares one field of what the run wrote with what its author saw.
func (tx *Tx) settle(s *staged, p *past, name string) settled {
	was := s.before.Value(name)
	var now Value
	if s.now != nil {
		now = s.now.Value(name)
	}
	f := settled{Conflict{s.key, name, "", now, was}, mine, was, false}
	if s.ghost {
		f.Base, f.Theirs = was, ""
		f.verdict = nothing
		if now != was {
			f.verdict = asks
		}
		return f
	}
	unseen, known := false, true
	if p != nil {
		unseen, f.Base, known = p.unseen(name)
	}
	policy := Ask
	spec := specOf(s.key, name)
	if spec != nil {
		if policy = spec.policy; policy == Last && s.reverts != nil {
			policy = Ask // a later value is not to be lost with what is taken back
		}
		if f.Base == hidden {
			f.Base = ""
		} else if f.Base == "" && known && p != nil && p.exists && !p.onScreen(name) {
			// The record did not have the field. Its author saw the zero value.
			c, _ := SplitKey(s.key)
			f.Base = schemas[c].zero(name)
			unseen = unseen && f.Base != was
		}
	}
	observed := f.Base
	if spec != nil && spec.set && p != nil && known && s.op != OpDelete {
		observed = p.observed(name, f.Base)
		unseen = unseen || observed != f.Base
	}
	switch {
	case !unseen && now == was:
		f.verdict = nothing
	case !unseen:
	case now == was:
		f.Mine, f.verdict = "", theirs
	case s.op == OpDelete:
		// Deleting writes every field, whatever can be merged otherwise.
		f.verdict = asks
		if policy == Last {
			f.verdict = over
		}
	case policy == Merge:
		f.verdict = asks
		if known || !spec.needsBase {
			if v, ok := spec.merge(observed, now, was); ok && v == was {
				f.Mine, f.verdict = "", theirs
			} else if ok {
				f.Mine, f.verdict, f.merged = v, over, v != now
			}
		}
	case known && now == f.Base:
		// What was posted is what was there: it is not a write.
		f.Mine, f.verdict = "", theirs
	case policy == Last:
		f.verdict = over
	default:
		f.verdict = asks
	}
	return f
}

// permitted rejects changes of topics that the user may not write.
func (tx *Tx) permitted(changes []Change) error {
	if tx.rights == nil || tx.rights.free {
		return tx.foreign(changes)
	}
	for i := range changes {
		c := &changes[i]
		verb := [...]Verb{OpCreate: MayCreate, OpUpdate: MayUpdate, OpDelete: MayDelete}[c.Op]
		if !tx.rights.May(verb, c.Topic) || c.Was != "" && c.Was != c.Topic && !tx.rights.May(verb, c.Was) {
			return ErrForbidden
		}
	}
	return nil
}

// foreign rejects changes of other users' own topics.
func (tx *Tx) foreign(changes []Change) error {
	for i := range changes {
		c := &changes[i]
		for _, t := range [...]string{c.Topic, c.Was} {
			if tx.rights != nil && strings.HasPrefix(t, userPrefix) && t != UserTopic(tx.user) {
				return ErrForbidden
			}
		}
	}
	return nil
}

// unique rejects changes after which two records share what is unique.
func (tx *Tx) unique(changes []Change) error {
	for i := range changes {
		c := &changes[i]
		col, _ := SplitKey(c.Key)
		s := schemas[col]
		if s == nil || c.Op == OpDelete {
			continue
		}
		for _, x := range s.indexes {
			if !x.unique || !x.written(c) {
				continue
			}
			at, empty := x.values(tx.top.records[c.Key])
			if empty {
				continue
			}
			all := tx.top
			if v, ok := tx.reader.(visible); ok {
				all.below = v.StoreView // what is hidden is taken too
			}
			rows, err := all.Scan(Span{Index: x.name, From: at, To: after(at)})
			if err != nil {
				if errors.Is(err, ErrUnknown) {
					continue // the origin knows
				}
				return tx.failed(err)
			}
			for _, r := range rows {
				if _, empty := x.values(r.Record); r.Record.Key != c.Key && !empty {
					return &Rejection{Code: CodeTaken, Message: "some fields are not right", Fields: []FieldError{{x.parts[0].field, "is taken"}}}
				}
			}
		}
	}
	return nil
}

// written reports whether a change writes a field of the index.
func (x *index) written(c *Change) bool {
	return slices.ContainsFunc(x.parts, func(p part) bool { return c.field(p.field) != nil })
}

// values returns the place of a record without its id, and whether one of the
// fields is absent or empty.
func (x *index) values(r *Record) (at string, empty bool) {
	var b []byte
	r = x.s.upgraded(r)
	for i := range x.parts {
		p := &x.parts[i]
		v := r.Value(p.field)
		empty = empty || v == "" || v == Null || v == `""`
		b = p.append(b, v)
	}
	return string(b), empty
}

// seen returns the past of a record that this run has written, nil if its
// author saw it as it is.
func (tx *Tx) seen(s *staged) (*past, error) {
	same, err := tx.sameRights()
	if err != nil {
		return nil, tx.failed(err)
	}
	if tx.in.Base.Blind() || s.ghost || same && len(tx.shown(s.key)) == 0 && tx.in.Base.Epoch == tx.reader.Head().Epoch && tx.in.Base.through(s.before.Last) && !s.before.mixed(tx.in.Base) {
		return nil, nil
	}
	p, err := tx.lookBack(s.key, s.before)
	if err != nil {
		return nil, tx.failed(err)
	}
	return &p, nil
}

// sameRights reports whether the user could see at the base what can be seen now.
func (tx *Tx) sameRights() (bool, error) {
	v, ok := tx.reader.(visible)
	if !ok || tx.in.Base.Blind() || tx.in.Base.Epoch != v.Head().Epoch {
		return true, nil
	}
	then, err := v.at(tx.in.Base.Seq)
	return then == v.rights, err
}

// mixed reports whether a field was written after b's commit.
func (r *Record) mixed(b Base) bool {
	for i := range r.Fields {
		if !b.through(r.Fields[i].Last) {
			return true
		}
	}
	return false
}

// unseen reports whether the field has a value that the base did not show, and
// the value that it did show, if that is known. A write that was taken back is
// not unseen.
func (p *past) unseen(field string) (unseen bool, base Value, known bool) {
	if v, ok := p.screen(field); ok {
		// What arrived beneath an own edit, nobody saw.
		return p.now.Value(field) != v, v, true
	}
	f := p.now.field(field)
	if !p.known {
		// Nothing is known of the base: whatever is there may be new.
		if f != nil && p.saw(p.written(f), field) {
			return false, f.Value, true
		}
		return f != nil, "", false
	}
	switch base = p.value(field); {
	case base == hidden:
		return true, hidden, true
	case base == lost:
		return f != nil && !p.saw(p.written(f), field), "", false
	case f == nil:
		return base != "", base, true
	}
	return base != f.Value && !p.saw(p.written(f), field), base, true
}

// written returns when the field's value came to be for who reads it. In a record
// that has come into sight, that is later than its last write.
func (p *past) written(f *Field) Version {
	for i := len(p.hist) - 1; i >= 0; i-- {
		if c := &p.hist[i]; c.field(f.Name) != nil {
			return c.At
		}
	}
	return f.Last
}
