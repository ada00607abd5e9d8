package wire

import (
	"errors"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// There is one way to write each message; every other is refused.
func TestOneForm(t *testing.T) {
	const born = recordBorn | recordTopic // and in no topic
	names := func(e *encoder, ns ...string) {
		e.uint(uint64(len(ns)))
		for _, n := range ns {
			e.ref(n)
		}
	}
	// first writes the record "a/1" of commit 6 with the fields.
	first := func(e *encoder, flags byte, fields ...string) {
		e.byte(born | flags)
		e.int(1)
		e.ref("a/")
		e.recordID("1")
		names(e, fields...)
		for range fields {
			e.value("7")
		}
	}
	for _, c := range []struct {
		name  string
		count uint64
		want  error
		body  func(*encoder)
	}{
		{"two records", 2, nil, func(e *encoder) {
			first(e, 0, "f")
			e.byte(born | recordPrefix | recordNames)
			e.int(0)
			e.recordID("2")
			e.value("8")
		}},
		{"a collection again", 2, ErrForm, func(e *encoder) {
			first(e, 0, "f")
			e.byte(born | recordNames)
			e.int(0)
			e.ref("a/")
			e.recordID("2")
			e.value("8")
		}},
		{"the names again", 2, ErrForm, func(e *encoder) {
			first(e, 0, "f")
			e.byte(born | recordPrefix)
			e.int(0)
			e.recordID("2")
			names(e, "f")
			e.value("8")
		}},
		{"a string again", 1, ErrForm, func(e *encoder) {
			e.byte(recordBorn | recordNames)
			e.int(1)
			e.ref("a/")
			e.recordID("1")
			e.uint(0)
			e.bytes("e1")
		}},
		{"no names, said", 1, ErrForm, func(e *encoder) { first(e, 0) }},
		{"names out of order", 1, ErrForm, func(e *encoder) { first(e, 0, "g", "f") }},
		{"a name twice", 1, ErrForm, func(e *encoder) { first(e, 0, "f", "f") }},
		{"a collection without a slash", 1, ErrForm, func(e *encoder) {
			e.byte(born | recordNames)
			e.int(1)
			e.ref("a")
			e.recordID("1")
		}},
		{"a collection with two slashes", 1, ErrForm, func(e *encoder) {
			e.byte(born | recordNames)
			e.int(1)
			e.ref("a/b/")
			e.recordID("1")
		}},
		{"a slash in a key without a collection", 1, ErrForm, func(e *encoder) {
			e.byte(born | recordNames | recordPrefix)
			e.int(1)
			e.uint(idText + 3)
			e.b = append(e.b, "a/1"...)
		}},
		{"an id that could be packed", 1, ErrForm, func(e *encoder) {
			e.byte(born | recordNames)
			e.int(1)
			e.ref("a/")
			e.uint(idText + 16)
			e.b = append(e.b, self...)
		}},
		{"an id that is not text", 1, ErrText, func(e *encoder) {
			e.byte(born | recordNames)
			e.int(1)
			e.ref("a/")
			e.uint(idText + 1)
			e.byte(0xff)
		}},
		{"an id that is too long", 1, ErrLimit, func(e *encoder) {
			e.byte(born | recordNames)
			e.int(1)
			e.ref("a/")
			e.uint(1 << 40)
		}},
		{"mixed", 1, nil, func(e *encoder) {
			first(e, recordMixed, "f", "g")
			e.uint(0)
			e.uint(1 + 2<<1)
		}},
		{"mixed, but all are the same", 1, ErrForm, func(e *encoder) {
			first(e, recordMixed, "f", "g")
			e.uint(0)
			e.uint(0)
		}},
		{"mixed without fields", 1, ErrForm, func(e *encoder) {
			e.byte(born | recordNames | recordMixed)
			e.int(1)
			e.ref("a/")
			e.recordID("1")
		}},
		{"the last commit in full", 1, ErrForm, func(e *encoder) {
			first(e, recordMixed, "f", "g")
			e.uint(1)
			e.uint(1 + 2<<1)
		}},
		{"a field that is older than all commits", 1, ErrForm, func(e *encoder) {
			first(e, recordMixed, "f", "g")
			e.uint(0)
			e.uint(1 + 7<<1)
		}},
		{"created by the last commit, in full", 1, ErrForm, func(e *encoder) {
			e.byte(recordTopic | recordNames)
			e.int(1)
			e.uint(0)
			e.ref("a/")
			e.recordID("1")
		}},
		{"gone, with fields of the record before", 1, ErrForm, func(e *encoder) {
			e.byte(born | recordGone | recordNames)
			e.int(1)
			e.ref("a/")
			e.recordID("1")
		}},
		{"more fields than bytes", 2, ErrLimit, func(e *encoder) {
			first(e, 0, "f", "g", "h", "i")
			e.byte(born | recordPrefix | recordNames)
			e.int(0)
			e.recordID("2")
		}},
	} {
		e := encoder{b: []byte{model.Protocol, typePull, pullEpoch}, client: self}
		e.cursor(model.Cursor{Epoch: "e1", Seq: 5})
		e.uint(6)
		e.uint(0)
		e.hash(model.Hash{})
		e.uint(c.count)
		c.body(&e)
		if c.want != ErrLimit {
			e.uint(0) // outcomes
		}
		refused(t, c.name, e.b, self, c.want)
	}
}

func TestOneFormOfTheRest(t *testing.T) {
	in := model.Intent{Client: self, N: 1}
	asOther := encoder{b: []byte{model.Protocol, typePush, 1}}
	asOther.intent(&in)
	refused(t, "the own client by name", asOther.b, self, ErrForm)

	e := encoder{b: []byte{model.Protocol, typePull, 0}, client: self}
	e.cursor(model.Cursor{Epoch: "e1"})
	e.cursor(model.Cursor{Epoch: "e1"})
	e.hash(model.Hash{})
	e.b = append(e.b, 0, 0)
	refused(t, "an epoch again", e.b, self, ErrForm)

	for kind := range 16 {
		want := error(nil)
		if kind < int(model.Applied) || kind > int(model.Quarantined) {
			want = ErrForm
		}
		m := model.Pull{Outcomes: []model.Outcome{{Client: self, Kind: model.Kind(kind)}}}
		refused(t, "outcome of kind "+model.Kind(kind).String(), Append(nil, m, self), self, want)
	}
	m := model.Pull{Outcomes: []model.Outcome{{Client: self, Kind: model.Applied}}}
	refused(t, "an outcome of the own client by name", Append(nil, m, "other"), self, ErrForm)

	own := model.Version{Seq: 1, Client: self, N: 1}
	m = model.Pull{Records: []*model.Record{{Key: "a/1", Last: own}}}
	refused(t, "an own write before the client is known", Append(nil, m, self), "", ErrForm)
}

// refused checks that a frame is refused for a reason, or is the one form of
// its message if there is none.
func refused(t *testing.T, name string, frame []byte, client string, want error) {
	t.Helper()
	m, err := Decode(frame, client)
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", name, err, want)
	}
	if err == nil && string(Append(nil, m, client)) != string(frame) {
		t.Errorf("%s: written another way", name)
	}
}
