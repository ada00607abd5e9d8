package model

import (
	"slices"
	"strings"
)

// Grant lets somebody read and write a part of a space. Grants are records: they
// are written by requests, are in the history, and take effect for everybody
// with the commit that makes them. An application also has grants that are in
// force everywhere, in OriginOptions.
type Grant struct {
	ID string
	// Who is a user's id, "*" for everybody, or "role:" and a name.
	Who string `check:"required,max=128"`
	// Topic is a topic, or the beginning of topics and an asterisk:
	// "project/*". A grant on "role:" and a name gives that role.
	Topic string `check:"required,max=256"`
	// Fields names a projection of the collections; "" is all fields.
	Fields string `check:"max=64"`
	// Verbs are among "read", "create", "update" and "delete", separated by
	// spaces; "" is all of them. Any of them includes reading.
	Verbs string `check:"max=64"`
}

// GrantCollection holds the grants. Those of a user are in a topic that this
// user may read, "grants/" and the user's id; the others are in "grants".
const GrantCollection = "grants"

// Grants is the collection of the grants.
var Grants = Define[Grant](GrantCollection, TopicOf(func(g Grant) string {
	if g.Who == everybody || strings.HasPrefix(g.Who, rolePrefix) {
		return GrantCollection
	}
	return GrantCollection + "/" + g.Who
}))

var grantsByWho = Grants.Index("who")

const (
	everybody  = "*"
	rolePrefix = "role:"
	userPrefix = "user/"
)

// Verb is a way of writing.
type Verb uint8

// The verbs, as bits. Whoever has any of them may read.
const (
	MayCreate Verb = 1 << iota
	MayUpdate
	MayDelete
	mayAll = MayCreate | MayUpdate | MayDelete
)

var verbNames = [...]string{"create", "update", "delete"}

// Right is what a user may do in some topics.
type Right struct {
	// Topic is as in Grant.
	Topic string
	// Fields names a projection; "" is all fields.
	Fields string
	Verbs  Verb
}

func (g *Grant) right() Right {
	r := Right{Topic: g.Topic, Fields: g.Fields}
	if strings.TrimSpace(g.Verbs) == "" {
		r.Verbs = mayAll
	}
	for v := range strings.FieldsSeq(g.Verbs) {
		if i := slices.Index(verbNames[:], v); i >= 0 {
			r.Verbs |= 1 << i
		}
	}
	return r
}

// covers reports whether a pattern covers a topic, or another pattern. What is a
// user's own is covered only by its own name.
func covers(pattern, topic string) bool {
	if p, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(topic, p) && (strings.HasPrefix(p, userPrefix) || !strings.HasPrefix(topic, userPrefix))
	}
	return pattern == topic
}

// Rights are what a user may do in a space at one point. The zero Rights are
// none.
type Rights struct {
	list []Right // sorted
	// free says that the list is one right to everything, which is common.
	free bool
	user string
}

// newRights returns the rights of a list, and those to the user's own topics.
func newRights(user string, list []Right) *Rights {
	rs := &Rights{user: user}
	list = slices.Clone(list)
	if user != "" {
		list = append(list, Right{Topic: UserTopic(user), Verbs: mayAll}, Right{Topic: GrantCollection + "/" + user})
	}
	order(list, func(a, b Right) int {
		if c := compare(a.Topic, b.Topic); c != 0 {
			return c
		}
		return compare(a.Fields, b.Fields)
	})
	for _, r := range list {
		if n := len(rs.list); n > 0 && rs.list[n-1].Topic == r.Topic && rs.list[n-1].Fields == r.Fields {
			rs.list[n-1].Verbs |= r.Verbs
			continue
		}
		rs.list = append(rs.list, r)
	}
	for _, r := range rs.list {
		rs.free = rs.free || r == Right{Topic: everybody, Verbs: mayAll}
	}
	return rs
}

// List returns the rights.
func (rs *Rights) List() []Right {
	if rs == nil {
		return nil
	}
	return rs.list
}

// Version names the rights: equal ones have the same.
func (rs *Rights) Version() uint64 {
	if rs == nil {
		return 0
	}
	parts := make([]string, 0, 3*len(rs.list))
	for _, r := range rs.list {
		parts = append(parts, r.Topic, r.Fields, string(rune('0'+r.Verbs)))
	}
	h := Sum(parts...)
	n := uint64(0)
	for _, b := range h[:6] {
		n = n<<8 | uint64(b)
	}
	return n + 1
}

// May reports whether the user may write records of a topic in these ways.
func (rs *Rights) May(v Verb, topic string) bool {
	for i := range rs.List() {
		if r := &rs.list[i]; r.Verbs&v == v && covers(r.Topic, topic) {
			return true
		}
	}
	return false
}

// Sees reports whether the user may read a topic.
func (rs *Rights) Sees(topic string) bool {
	for i := range rs.List() {
		if covers(rs.list[i].Topic, topic) {
			return true
		}
	}
	return false
}

// viewOf is how a user sees records of a topic: not at all, or the fields of some
// projections, or all.
type viewOf struct {
	none        bool
	projections []string // nil is all fields
}

func (rs *Rights) of(topic string) viewOf {
	if rs != nil && rs.free && !strings.HasPrefix(topic, userPrefix) {
		return viewOf{}
	}
	v := viewOf{none: true}
	for i := range rs.List() {
		r := &rs.list[i]
		switch {
		case !covers(r.Topic, topic):
		case r.Fields == "":
			return viewOf{}
		default:
			v.none = false
			if !slices.Contains(v.projections, r.Fields) {
				v.projections = append(v.projections, r.Fields)
			}
		}
	}
	return v
}

func (a viewOf) equal(b viewOf) bool {
	return a.none == b.none && slices.Equal(a.projections, b.projections)
}

// shows reports whether a field is among what is seen.
func (a viewOf) shows(s *schema, field string) bool {
	if a.none {
		return false
	}
	if a.projections == nil {
		return true
	}
	if s == nil {
		return false
	}
	// What older builds know as one field is seen by who sees all parts of it.
	for _, f := range s.parts(field) {
		if !slices.ContainsFunc(a.projections, func(p string) bool { return slices.Contains(s.projections[p], f) }) {
			return false
		}
	}
	return true
}

// only returns what is wrong with fields that are seen: whoever does not see a
// field cannot mend it.
func (a viewOf) only(s *schema, wrong error) error {
	no, ok := wrong.(*Rejection)
	if !ok || a.projections == nil {
		return wrong
	}
	var bad []FieldError
	for _, f := range no.Fields {
		if top, _, _ := strings.Cut(f.Field, "."); a.shows(s, top) {
			bad = append(bad, f)
		}
	}
	return rejected(bad)
}

// project returns the record as it is seen: with fewer fields, and last changed when
// one of these was; nil for not at all.
func (rs *Rights) project(r *Record) *Record {
	v := rs.of(r.Topic)
	switch {
	case v.none:
		return nil
	case v.projections == nil || r.Gone:
		return r
	}
	s := schemas[r.Collection()]
	n := *r
	n.Fields, n.Last = nil, Version{Seq: max(r.Born, r.Moved)}
	for _, f := range s.upgraded(r).Fields {
		if v.shows(s, f.Name) {
			n.Fields = append(n.Fields, f)
			if f.Last.Seq >= n.Last.Seq {
				n.Last = f.Last
			}
		}
	}
	if n.Last.Seq == r.Last.Seq {
		n.Last = r.Last
	}
	return &n
}

// within returns the rights that concern the topics of these patterns; nil
// patterns are all.
func (rs *Rights) within(follow []string) *Rights {
	if follow == nil || rs == nil {
		return rs
	}
	var list []Right
	for _, r := range rs.list {
		for _, f := range follow {
			n := r
			switch {
			case covers(f, r.Topic):
			case covers(r.Topic, f):
				n.Topic = f
			default:
				continue
			}
			list = append(list, n)
		}
	}
	// newRights adds the user's own topics, which are always followed.
	return newRights(rs.user, list)
}

// Projection names some fields of a collection. Whoever has only that right to a
// topic sees no others: not in a clone, a page, a conflict or the history.
func Projection[T any](name string, fields ...string) Option[T] {
	return func(s *schema) {
		for _, f := range fields {
			if s.field(f) == nil {
				panic("model: projection " + name + " of " + s.name + ": there is no field " + f)
			}
		}
		if s.projections == nil {
			s.projections = map[string][]string{}
		}
		s.projections[name] = fields
	}
}

// rightsOf returns what a user may do at the point that r reads; always are the
// grants that are in force everywhere.
func rightsOf(r Reader, user string, always []Grant) (*Rights, error) {
	if strings.HasPrefix(user, rolePrefix) || strings.HasSuffix(user, "*") {
		user = "" // it would stand for others
	}
	who := []string{user, everybody}
	if user == "" {
		who = who[1:]
	}
	var list []Right
	for i := 0; i < len(who); i++ {
		take := func(g *Grant) {
			if role := g.Topic; strings.HasPrefix(role, rolePrefix) {
				if !slices.Contains(who, role) {
					who = append(who, role)
				}
				return
			}
			list = append(list, g.right())
		}
		for k := range always {
			if always[k].Who == who[i] {
				take(&always[k])
			}
		}
		from := string(appendPlace(nil, String(who[i]), false))
		rows, err := r.Scan(Span{Index: grantsByWho.x.name, From: from, To: after(from)})
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			g := Grants.of(row.Record)
			take(&g)
		}
	}
	return newRights(user, list), nil
}
