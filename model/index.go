package model

import (
	"math"
	"reflect"
	"strconv"
	"strings"
)

// index is a declared order of a collection's records.
type index struct {
	name   string
	s      *schema
	parts  []part
	unique bool
}

// part is one of the fields that an index sorts by.
type part struct {
	field string
	desc  bool
	// ref is the field whose record has the other field; "" means that the
	// record itself has it.
	ref   string
	refTo string // the type of that record
	// most is how many bytes of a text decide its place.
	most int
}

func (p *part) append(b []byte, v Value) []byte { return appendUpTo(b, v, p.desc, p.most) }

// indexes by name; all of them, in the order of their declarations.
var (
	indexNames = map[string]*index{}
	indexOrder []*index
)

// target returns the name of the type that a Ref refers to; "" for other types.
// The name is all that reflect tells of the T in Ref[T].
func target(t reflect.Type) string {
	n := t.Name()
	if t.PkgPath() != reflect.TypeFor[Right]().PkgPath() || !strings.HasPrefix(n, "Ref[") {
		return ""
	}
	return n[4 : len(n)-1]
}

// declare adds an index to a collection. The fields are names as in JSON; one
// that begins with a hyphen is sorted from the last to the first, and
// "author.name" is the field name of the record that the field author refers
// to.
func (s *schema) declare(unique bool, fields []string) *index {
	fail := func(what string) { panic("model: index of " + s.name + ": " + what) }
	x := &index{name: s.name + ":" + strings.Join(fields, ","), s: s, unique: unique}
	if len(fields) == 0 {
		fail("it needs a field")
	}
	if old := indexNames[x.name]; old != nil {
		old.unique = old.unique || unique
		return old
	}
	for _, f := range fields {
		p := part{field: f, most: min(maxPlace, maxPlaces/len(fields))}
		if f, ok := strings.CutPrefix(f, "-"); ok {
			p.field, p.desc = f, true
		}
		if ref, f, ok := strings.Cut(p.field, "."); ok {
			p.ref, p.field = ref, f
		}
		own := p.field
		if p.ref != "" {
			own = p.ref
		}
		spec := s.field(own)
		if spec == nil {
			fail("there is no field " + own)
		}
		if p.ref != "" {
			if p.refTo = target(spec.typ); p.refTo == "" {
				fail("field " + own + " refers to nothing")
			}
			if unique {
				fail("a unique index has fields of the record itself")
			}
			s.declare(false, []string{p.ref}) // to find who refers to a record
		}
		x.parts = append(x.parts, p)
	}
	s.indexes = append(s.indexes, x)
	indexNames[x.name] = x
	indexOrder = append(indexOrder, x)
	return x
}

// collectionOf returns the collection whose records an index has.
func collectionOf(name string) string {
	c, _, _ := strings.Cut(name, ":")
	return c
}

// refersTo reports whether a part of the index is in a record of the
// collection.
func (x *index) refersTo(collection string) bool {
	for i := range x.parts {
		if p := &x.parts[i]; p.ref != "" && p.target() == collection {
			return true
		}
	}
	return false
}

func (p *part) target() string {
	if s := byName[p.refTo]; s != nil {
		return s.name
	}
	return ""
}

// at returns the place of a record. get reads the records that it refers to.
func (x *index) at(r *Record, get func(key string) (*Record, error)) (string, error) {
	b := make([]byte, 0, 48)
	for i := range x.parts {
		p := &x.parts[i]
		from := r
		if p.ref != "" {
			from = nil
			if id, err := r.Value(p.ref).Text(); err == nil && id != "" {
				var err error
				if from, err = get(Key(p.target(), id)); err != nil {
					return "", err
				}
			}
		}
		v := from.Value(p.field)
		if from.Alive() {
			if c := schemas[from.Collection()]; c != nil {
				v = c.read(c.upgraded(from), p.field)
			}
		}
		b = p.append(b, v)
	}
	_, id := SplitKey(r.Key)
	return string(append(b, id...)), nil
}

// Kinds of values, in their order.
const (
	placeAbsent = iota + 1
	placeFalse
	placeTrue
	placeNumber
	placeText
	placeOther
)

// maxPlace is how many bytes of a text decide its place. Longer ones that begin
// alike are in the order of their hashes.
const maxPlace = 512

// maxPlaces is how many there are for all the parts of an index together: what may
// have twice that length, and the hashes, still fits into an index of PostgreSQL.
const maxPlaces = 2 * maxPlace

// appendPlace appends a value so that bytes compare as values do: absent and
// null first, then false, true, numbers, texts by bytes, and arrays and objects
// as their JSON. No value's place is the beginning of another's.
func appendPlace(b []byte, v Value, desc bool) []byte { return appendUpTo(b, v, desc, maxPlace) }

func appendUpTo(b []byte, v Value, desc bool, most int) []byte {
	start := len(b)
	switch {
	case v == "" || v == Null:
		b = append(b, placeAbsent)
	case v == False:
		b = append(b, placeFalse)
	case v == True:
		b = append(b, placeTrue)
	case v[0] == '"':
		t, _ := v.Text()
		b = appendText(append(b, placeText), t, most)
	case v[0] == '[' || v[0] == '{':
		b = appendText(append(b, placeOther), string(v), most)
	default:
		b = appendNumber(append(b, placeNumber), v)
	}
	if desc {
		for i := start; i < len(b); i++ {
			b[i] = ^b[i]
		}
	}
	return b
}

func appendText(b []byte, t string, most int) []byte {
	tail := ""
	if len(t) > most {
		h := Sum(t)
		t, tail = t[:most], string(h[:16])
	}
	b = escape(b, t)
	if tail != "" {
		b = escape(b, tail)
	}
	return append(b, 0, 1)
}

// escape appends t so that two zero bytes end it, and no other.
func escape(b []byte, t string) []byte {
	for i := range len(t) {
		b = append(b, t[i])
		if t[i] == 0 {
			b = append(b, 0xff)
		}
	}
	return b
}

// exact is up to where every whole number is a float64 of its own.
const exact = 1 << 53

func appendNumber(b []byte, v Value) []byte {
	f, _ := strconv.ParseFloat(string(v), 64) // out of range gives infinity
	bits := math.Float64bits(f)
	if bits>>63 == 1 {
		bits = ^bits
	} else {
		bits |= 1 << 63
	}
	b = appendCount(b, bits)
	if f < exact && f > -exact {
		return b
	}
	// Whole numbers that share a float64 are told apart.
	var n uint64
	if u, err := strconv.ParseUint(string(v), 10, 64); err == nil {
		n = u
	} else if i, err := strconv.ParseInt(string(v), 10, 64); err == nil {
		n = uint64(i) ^ 1<<63
	}
	return appendCount(b, n)
}

// after returns the place before which all ends that begins with p; "" if that
// is the end of the index.
func after(p string) string {
	b := []byte(p)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return string(b[:i+1])
		}
	}
	return ""
}

// has reports whether a place is in the span.
func (s *Span) has(at string) bool { return at >= s.From && (s.To == "" || at < s.To) }

// entries returns what a change of a record from old to now, one of which may be
// nil or gone, moves in the declared indexes. before and after read the space
// without and with the change.
func entries(old, now *Record, before, after Reader) ([]Entry, error) {
	key := ""
	if old != nil {
		key = old.Key
	} else {
		key = now.Key
	}
	c, id := SplitKey(key)
	s := schemas[c]
	if s == nil {
		return nil, nil
	}
	var es []Entry
	move := func(x *index, old, now *Record) error {
		var from, to string
		var err error
		if old.Alive() {
			if from, err = x.at(old, before.Get); err != nil {
				return err
			}
		}
		if now.Alive() {
			if to, err = x.at(now, after.Get); err != nil {
				return err
			}
		}
		if from == to {
			return nil
		}
		if from != "" {
			es = append(es, Entry{x.name, from, old.Key, true})
		}
		if to != "" {
			es = append(es, Entry{x.name, to, now.Key, false})
		}
		return nil
	}
	for _, x := range s.indexes {
		if err := move(x, old, now); err != nil {
			return nil, err
		}
	}
	for _, x := range s.referrers() {
		rows, err := referring(after, x, c, id)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			if err := move(x, r, r); err != nil {
				return nil, err
			}
		}
	}
	return es, nil
}

// referrers returns the indexes with a part in the records of this collection.
func (s *schema) referrers() []*index {
	var xs []*index
	for _, x := range indexOrder {
		if x.refersTo(s.name) {
			xs = append(xs, x)
		}
	}
	return xs
}

// referring returns the records of an index that refer to a record.
func referring(r Reader, x *index, collection, id string) ([]*Record, error) {
	var rs []*Record
	seen := map[string]bool{}
	for i := range x.parts {
		p := &x.parts[i]
		if p.ref == "" || p.target() != collection || seen[p.ref] {
			continue
		}
		seen[p.ref] = true
		from := string(appendPlace(nil, String(id), false))
		rows, err := r.Scan(Span{Index: x.s.name + ":" + p.ref, From: from, To: after(from)})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			rs = append(rs, row.Record)
		}
	}
	return rs, nil
}
