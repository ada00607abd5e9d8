package model

import (
	"reflect"
	"unicode/utf8"
)

// Index is a declared order of the records of a collection. Absent values come
// first, texts compare by bytes, and what is equal is in the order of the ids:
// the same at both ends and in every store.
type Index[T any] struct {
	c *Collection[T]
	x *index
}

// Index declares an index, in a package variable, beside the collection:
//
//	var byList = todos.Index("list", "-order")
//
// The fields are named as in JSON. One that begins with a hyphen is sorted from
// the last to the first. "author.name" is the field name of the record that the
// field author refers to; each change of that name moves all who refer to it.
// It panics if there is no such field.
func (c *Collection[T]) Index(fields ...string) *Index[T] {
	return &Index[T]{c, c.s.declare(false, fields)}
}

// Unique is Index for fields whose values no two records may share, absent and
// empty ones aside. A request that breaks this is rejected with CodeTaken, at
// the clone too if that holds the other record.
func (c *Collection[T]) Unique(fields ...string) *Index[T] {
	return &Index[T]{c, c.s.declare(true, fields)}
}

// All returns the query for all records in the order of the index.
func (x *Index[T]) All() Query[T] {
	return Query[T]{c: x.c, x: x.x, span: Span{Index: x.x.name}}
}

// Where returns the query for the records whose first fields have the values.
func (x *Index[T]) Where(values ...any) Query[T] {
	q := x.All()
	if len(values) > len(x.x.parts) {
		panic("model: more values than fields of index " + x.x.name)
	}
	b := []byte(nil)
	for i, v := range values {
		b = x.x.parts[i].append(b, q.value(v))
	}
	q.fixed = len(values)
	q.prefix = string(b)
	q.span.From, q.span.To = q.prefix, after(q.prefix)
	return q
}

// Get returns the one record with the values, or ErrAbsent, or ErrUnknown.
func (x *Index[T]) Get(run Run, values ...any) (T, error) {
	ts, err := x.Where(values...).Limit(1).All(run)
	if err == nil && len(ts) == 0 {
		err = ErrAbsent
	}
	if err != nil {
		var t T
		return t, err
	}
	return ts[0], nil
}

// ByID returns the query for all records in the order of their ids.
func (c *Collection[T]) ByID() Query[T] {
	return Query[T]{c: c, span: Span{Index: c.s.name}}
}

// Query asks for records in the order of an index. Its methods return changed
// copies. What was wrong with a value is returned when the query is run.
type Query[T any] struct {
	c      *Collection[T]
	x      *index // nil: by id
	prefix string
	fixed  int // how many parts the prefix has
	span   Span
	err    error
}

func (q *Query[T]) value(v any) Value {
	x, err := encodeField(reflect.ValueOf(v))
	if err != nil && q.err == nil {
		q.err = err
	}
	return x
}

// next returns the place of a value of the first field that is not fixed.
func (q *Query[T]) next(v any) (at string, desc bool) {
	x := q.value(v)
	if q.x == nil {
		t, err := x.Text()
		if err != nil && q.err == nil {
			q.err = err
		}
		return t, false
	}
	if q.fixed >= len(q.x.parts) {
		panic("model: all fields of index " + q.x.name + " are fixed")
	}
	desc = q.x.parts[q.fixed].desc
	return string(q.x.parts[q.fixed].append([]byte(q.prefix), x)), desc
}

// lower and upper narrow the span.
func (q *Query[T]) lower(at string) {
	if at > q.span.From {
		q.span.From = at
	}
}

func (q *Query[T]) upper(at string) {
	if at == "" {
		q.span.To, q.span.From = "\x00", "\x00" // nothing is before the beginning
	} else if q.span.To == "" || at < q.span.To {
		q.span.To = at
	}
}

// behind and until narrow it to what is after all that begins with p, and to what is
// not.
func (q *Query[T]) behind(p string) {
	if at := after(p); at != "" {
		q.lower(at)
	} else {
		q.upper("") // nothing is behind the end
	}
}

func (q *Query[T]) until(p string) {
	if at := after(p); at != "" {
		q.upper(at)
	}
}

// From leaves out the records whose next field is below v.
func (q Query[T]) From(v any) Query[T] {
	if at, desc := q.next(v); desc {
		q.until(at)
	} else {
		q.lower(at)
	}
	return q
}

// Below leaves out the records whose next field is v or above.
func (q Query[T]) Below(v any) Query[T] {
	if at, desc := q.next(v); desc {
		q.behind(at)
	} else {
		q.upper(at)
	}
	return q
}

// Prefix leaves out the records whose next field, a text, does not begin with p. Of
// a p that is longer than an index can tell apart, which is 512 bytes or fewer where
// the index has more than two fields, the beginning counts.
func (q Query[T]) Prefix(p string) Query[T] {
	most := maxPlace
	if q.x != nil && q.fixed < len(q.x.parts) {
		most = q.x.parts[q.fixed].most
	}
	if len(p) > most {
		p = p[:most]
		for len(p) > 0 && !utf8.ValidString(p) {
			p = p[:len(p)-1] // not within a character
		}
	}
	at, _ := q.next(p) // what begins alike is together in either direction
	if q.x != nil {
		at = at[:len(at)-2] // without the end of the text
	}
	q.lower(at)
	q.until(at)
	return q
}

// Topic leaves out the records of other topics. A clone that holds the topic can
// answer, whatever else it does not hold.
func (q Query[T]) Topic(topic string) Query[T] { q.span.Topic = topic; return q }

// Limit bounds how many records there are.
func (q Query[T]) Limit(n int) Query[T] { q.span.Limit = max(n, 1); return q }

// Reverse turns the order round.
func (q Query[T]) Reverse() Query[T] { q.span.Reverse = !q.span.Reverse; return q }

// After goes on behind the place where a Page ended; "" is the beginning. A text
// that is no place is a rejection.
func (q Query[T]) After(cursor string) Query[T] {
	if cursor == "" {
		return q
	}
	at, ok := Unhex(cursor)
	switch {
	case !ok:
		if q.err == nil {
			q.err = Reject(CodeBadRequest, "the place to go on from cannot be read")
		}
	case q.span.Reverse:
		q.upper(at)
	default:
		q.lower(at + "\x00")
	}
	return q
}

// All returns the records, or ErrUnknown.
func (q Query[T]) All(run Run) ([]T, error) {
	rows, err := q.rows(run, q.span)
	if err != nil {
		return nil, err
	}
	ts := make([]T, len(rows))
	for i, r := range rows {
		ts[i] = q.c.of(r.Record)
	}
	return ts, nil
}

// Records is All, with the records themselves: one that has not changed between two
// calls on one clone is the same one, so that what was made of it can be kept. Of
// makes a struct of one.
func (q Query[T]) Records(run Run) ([]*Record, error) {
	rows, err := q.rows(run, q.span)
	if err != nil {
		return nil, err
	}
	rs := make([]*Record, len(rows))
	for i := range rows {
		rs[i] = rows[i].Record
	}
	return rs, nil
}

// Rows is Records, with the place of each in the index: its Hex is one for After.
func (q Query[T]) Rows(run Run) ([]Row, error) { return q.rows(run, q.span) }

// Skip leaves out the first n records. It costs the logarithm of how many there are on a
// clone that is not bound to a topic, and n elsewhere: there, go on with After. It returns
// ErrUnknown where the count of the records is unknown.
func (q Query[T]) Skip(run Run, n int) (Query[T], error) {
	if q.err != nil || n <= 0 {
		return q, q.err
	}
	tx := run.Tx()
	if err := tx.spend(1); err != nil {
		return q, err
	}
	s := q.span
	s.Limit = 0
	i := n
	if s.Reverse {
		all, err := tx.Count(s)
		if err != nil {
			return q, err
		}
		i = all - 1 - n
	}
	tx.counted(s)
	at, ok := "", false
	var err error
	if i >= 0 {
		at, ok, err = tx.top.nth(s, i)
	}
	switch {
	case err != nil:
		return q, tx.failed(err)
	case !ok:
		q.upper("") // they are all among the first
	case s.Reverse:
		q.upper(at + "\x00")
	default:
		q.lower(at)
	}
	return q, nil
}

// Rank returns how many records are before the one with the id, as Skip counts; ok is
// false if the query does not find it.
func (q Query[T]) Rank(run Run, id string) (n int, ok bool, err error) {
	if q.err != nil {
		return 0, false, q.err
	}
	tx := run.Tx()
	r, err := tx.Get(Key(q.c.s.name, id))
	if err == ErrAbsent {
		err = nil
	}
	if err != nil || !r.Alive() || q.span.Topic != "" && r.Topic != q.span.Topic {
		return 0, false, err
	}
	at, err := place(q.span.Index, r, tx.top.Get)
	if err != nil || !q.span.has(at) {
		return 0, false, err
	}
	s := q.span
	s.Limit, s.Reverse = 0, false
	if q.span.Reverse {
		s.From = at + "\x00"
	} else if s.To = at; at == "" {
		return 0, true, nil
	}
	n, err = tx.Count(s)
	return n, err == nil, err
}

// Of returns a record that Records has returned, as All does.
func (q Query[T]) Of(r *Record) T { return q.c.of(r) }

func (q Query[T]) rows(run Run, s Span) ([]Row, error) {
	if q.err != nil {
		return nil, q.err
	}
	return run.Tx().Scan(s)
}

// Count returns how many records there are, or ErrUnknown.
func (q Query[T]) Count(run Run) (int, error) {
	if q.err != nil {
		return 0, q.err
	}
	return run.Tx().Count(q.span)
}

// Page is a part of what a query finds.
type Page[T any] struct {
	Items []T
	// Next is where the next page begins, for After; "" if this is the last.
	Next string
}

// Page returns the first records, as many as the limit says, which is 50 if none
// was given, and where to go on.
func (q Query[T]) Page(run Run) (Page[T], error) {
	s := q.span
	if s.Limit == 0 {
		s.Limit = 50
	}
	n := s.Limit
	s.Limit++ // one more says that there is more
	rows, err := q.rows(run, s)
	if err != nil {
		return Page[T]{}, err
	}
	p := Page[T]{}
	if len(rows) > n {
		rows = rows[:n]
		p.Next = Hex(rows[n-1].At)
	}
	p.Items = make([]T, len(rows))
	for i, r := range rows {
		p.Items[i] = q.c.of(r.Record)
	}
	return p, nil
}

const hexDigits = "0123456789abcdef"

// Hex returns bytes as two digits each: a place in a form that any text can hold.
func Hex(s string) string {
	b := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		b = append(b, hexDigits[s[i]>>4], hexDigits[s[i]&15])
	}
	return string(b)
}

// Unhex reads what Hex wrote.
func Unhex(s string) (string, bool) {
	if len(s)%2 != 0 {
		return "", false
	}
	b := make([]byte, 0, len(s)/2)
	for i := 0; i < len(s); i += 2 {
		hi, lo := digit(s[i]), digit(s[i+1])
		if hi > 15 || lo > 15 {
			return "", false
		}
		b = append(b, hi<<4|lo)
	}
	return string(b), true
}

func digit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	}
	return 0xff
}
