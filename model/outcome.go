package model

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Kind says what became of an intent.
type Kind uint8

// The kinds of outcome.
const (
	// Applied: its changes are a commit, or it had nothing to change.
	Applied Kind = iota + 1
	// Merged: applied, next to or over writes that its author had not seen.
	Merged
	// Conflicted: somebody has to choose; nothing was changed.
	Conflicted
	// Rejected: refused, finally; nothing was changed.
	Rejected
	// Quarantined: the request could not be run; its content is kept.
	Quarantined
)

var kinds = [...]string{Applied: "applied", Merged: "merged", Conflicted: "conflict", Rejected: "rejected", Quarantined: "quarantined"}

// String returns the kind in one word, as in DESIGN: "conflict".
func (k Kind) String() string {
	if int(k) < len(kinds) && k > 0 {
		return kinds[k]
	}
	return "unknown"
}

// Outcome is what became of an intent. It is written in the transaction of its
// effect, and is what keeps a second arrival of the intent from having one.
type Outcome struct {
	// User is whose intent it was. Only the origin knows it.
	User   string
	Client string
	N      uint64
	// ID and Hash are those of the intent.
	ID   ID
	Hash Hash
	Kind Kind
	// Seq is the commit of the effect, or of the record that asks; the head
	// of the space if there was nothing to write.
	Seq uint64
	// Reason says why an intent was rejected or quarantined.
	Reason *Rejection
	// Fields are the fields that were merged or are in conflict.
	Fields []Conflict
}

// Conflict is a field that two people wrote without having seen the other's
// value. "" is absent; a deletion leaves all fields absent.
type Conflict struct {
	Key, Field         string
	Base, Mine, Theirs Value
}

// Open reports whether the outcome waits for a person.
func (k Kind) Open() bool { return k >= Conflicted }

// OutcomeCollection holds the outcomes that wait for a person, in a topic of
// that person's own. Handlers of the application read and delete them there.
const OutcomeCollection = "outcomes"

// Issue is an outcome that waits for a person, as a record.
type Issue struct {
	ID     string
	Kind   string
	User   string
	Method string
	URI    string
	Type   string
	Body   string
	// Bytes is the body where that is not UTF-8. Body shows it then as well as
	// text can.
	Bytes []byte
	// Version is the version of the application's requests that Method, URI
	// and Body are of.
	Version int
	Code    string
	Detail  string
	// Fields holds the conflicts as a JSON array of objects with the members
	// key, field, base, mine and theirs; one that is absent is left out.
	Fields string
	// Errors holds messages by field as a JSON object.
	Errors string
	// Cause is the id of the issue that this one waits for, or that it was
	// refused with; "" if there is none.
	Cause string
	At    int64
	// Base is what the author of the request saw, as Base.String has it. Shown
	// holds what was on the screen beside it, in the form of Fields with only a
	// base each.
	Base, Shown string
}

// Issues is the collection of the outcomes that wait for a person.
var Issues = Define[Issue](OutcomeCollection, TopicOf(func(i Issue) string { return UserTopic(i.User) }))

var issuesByCause = Issues.Index("cause", "at")

// Held returns the issues that wait for the decision on another one, in the
// order in which they were made. Whoever makes a request again makes those again
// after it.
func Held(run Run, id string) ([]Issue, error) {
	is, err := issuesByCause.Where(id).All(run)
	return slices.DeleteFunc(is, func(i Issue) bool { return i.Code != string(CodeHeld) }), err
}

// Again returns the request of the issue, as one of a version: Upgrade is that of
// the options. It returns ErrUnknown for what only a newer build understands.
func (i Issue) Again(version uint32, upgrade func(uint32, Request) (Request, error)) (Request, error) {
	r := Request{Method: i.Method, URI: i.URI, Type: i.Type, Body: []byte(i.Body)}
	if len(i.Bytes) > 0 {
		r.Body = i.Bytes
	}
	switch v := uint32(i.Version); {
	case v > version:
		return r, ErrUnknown
	case v < version && upgrade != nil:
		return upgraded(upgrade, v, r)
	}
	return r, nil
}

// issueID names the record of an outcome.
func issueID(client string, n uint64, id ID) string {
	if client == "" {
		return "form-" + Sum(string(id[:])).Name()
	}
	s := client + "-" + string(Uint(n))
	if !name(s) {
		s = Sum("client", client).Name() + "-" + string(Uint(n))
	}
	return s
}

// UserTopic returns the topic that only the user may read.
func UserTopic(user string) string { return "user/" + user }

// Conflicts returns what is in Fields.
func (i Issue) Conflicts() []Conflict { return conflictsOf(i.Fields) }

// conflictsOf reads what ConflictValue returned.
func conflictsOf(text string) []Conflict {
	vs, err := Value(text).Elements()
	if err != nil {
		return nil
	}
	cs := make([]Conflict, 0, len(vs))
	for _, v := range vs {
		ms, _ := v.Members()
		var c Conflict
		for _, m := range ms {
			switch m.Name {
			case "key":
				c.Key, _ = m.Value.Text()
			case "field":
				c.Field, _ = m.Value.Text()
			case "base":
				c.Base = m.Value
			case "mine":
				c.Mine = m.Value
			case "theirs":
				c.Theirs = m.Value
			}
		}
		cs = append(cs, c)
	}
	return cs
}

// issue returns the record of an outcome that waits for a person.
func issue(o *Outcome, in *Intent, user string, now Time) Issue {
	// A record holds only valid UTF-8, and what is refused may be anything.
	i := Issue{Kind: o.Kind.String(), User: user,
		Base: valid(in.Base.String()), Method: valid(in.Method), URI: valid(in.URI), Type: valid(in.Type), Body: valid(string(in.Body)), Version: int(in.Version), At: int64(now)}
	if len(in.Shown) > 0 {
		cs := make([]Conflict, len(in.Shown))
		for k, s := range in.Shown {
			cs[k] = Conflict{Key: s.Key, Field: s.Field, Base: s.Value}
		}
		i.Shown = valid(string(ConflictValue(cs)))
	}
	if !utf8.Valid(in.Body) {
		i.Bytes = in.Body
	}
	if o.Reason != nil {
		i.Code, i.Detail, i.Cause = valid(string(o.Reason.Code)), valid(o.Reason.Message), valid(o.Reason.Cause)
		ms := make([]Member, len(o.Reason.Fields))
		for k, f := range o.Reason.Fields {
			ms[k] = Member{f.Field, String(f.Message)}
		}
		i.Errors = string(Object(ms...))
	}
	if len(o.Fields) > 0 {
		i.Fields = string(ConflictValue(o.Fields))
	}
	return i
}

// ConflictValue returns conflicts as a JSON array, as in Issue.Fields.
func ConflictValue(cs []Conflict) Value {
	vs := make([]Value, len(cs))
	for k, c := range cs {
		ms := []Member{{"key", String(c.Key)}, {"field", String(c.Field)}}
		for _, m := range [...]Member{{"base", c.Base}, {"mine", c.Mine}, {"theirs", c.Theirs}} {
			if m.Value != "" {
				ms = append(ms, m)
			}
		}
		vs[k] = Object(ms...)
	}
	return Array(vs...)
}

func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }
