package wire

import (
	"bytes"
	"errors"
	"reflect"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// Unlike on the wire, what is stored keeps who wrote what.
func TestStored(t *testing.T) {
	for name, m := range messages() {
		switch m := m.(type) {
		case model.Pull:
			for _, r := range m.Records {
				round(t, name, AppendRecord(nil, r), r, DecodeRecord)
			}
			for i := range m.Outcomes {
				round(t, name, AppendOutcome(nil, &m.Outcomes[i]), m.Outcomes[i], DecodeOutcome)
			}
		case model.Push:
			for i := range m.Intents {
				round(t, name, AppendIntent(nil, &m.Intents[i]), m.Intents[i], DecodeIntent)
				if got, _ := DecodeIntent(AppendIntent(nil, &m.Intents[i])); got.Hash() != m.Intents[i].Hash() {
					t.Errorf("%s: the hash has changed", name)
				}
			}
		}
	}
	two := &model.Record{Key: "todos/a", Born: 1, Last: model.Version{Seq: 3, Client: "c", N: 2}, Topic: "todos", Fields: []model.Field{
		{Name: "a", Value: "1", Last: model.Version{Seq: 2, Client: "d", N: 9}}, {Name: "b", Value: "2", Last: model.Version{Seq: 3, Client: "c", N: 2}}}}
	round(t, "two writers", AppendRecord(nil, two), two, DecodeRecord)
	meta := model.Meta{Space: "main", Client: self, User: "ann", Cursor: model.Cursor{Epoch: "e1", Seq: 4, Grants: 1}, N: 3, Hash: model.Sum("x"), Chain: model.Sum("y"),
		Rights: []model.Right{{Topic: "*", Verbs: 7}}, Filled: []model.Right{}, Follow: []string{"a", "b/*"}}
	round(t, "meta", AppendMeta(nil, meta), meta, DecodeMeta)
}

func round[T any](t *testing.T, name string, b []byte, want T, decode func([]byte) (T, error)) {
	t.Helper()
	got, err := decode(b)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: decoded %+v, %v\nwant %+v", name, got, err, want)
	}
	for i := range b {
		if _, err := decode(b[:i]); err == nil {
			t.Errorf("%s: the first %d bytes are accepted", name, i)
		}
	}
	if _, err := decode(append(bytes.Clone(b), 0)); !errors.Is(err, ErrTrailing) {
		t.Errorf("%s: with a byte more: %v", name, err)
	}
	later := bytes.Clone(b)
	later[0] = stored + 1
	if _, err := decode(later); !errors.Is(err, ErrVersion) {
		t.Errorf("%s: of a later version: %v", name, err)
	}
}

func FuzzStored(f *testing.F) {
	for _, m := range messages() {
		switch m := m.(type) {
		case model.Pull:
			for _, r := range m.Records {
				f.Add(AppendRecord(nil, r))
			}
			for i := range m.Outcomes {
				f.Add(AppendOutcome(nil, &m.Outcomes[i]))
			}
		case model.Push:
			for i := range m.Intents {
				f.Add(AppendIntent(nil, &m.Intents[i]))
			}
		}
	}
	f.Add(AppendMeta(nil, model.Meta{Space: "main", Cursor: model.Cursor{Epoch: "e1"}}))
	f.Fuzz(func(t *testing.T, b []byte) {
		same := func(again []byte) {
			if b[0] != stored {
				return // an older version is written as this one
			}
			if !bytes.Equal(again, b) {
				t.Fatalf("%x encodes as %x", b, again)
			}
		}
		if r, err := DecodeRecord(b); err == nil {
			same(AppendRecord(nil, r))
		}
		if in, err := DecodeIntent(b); err == nil {
			same(AppendIntent(nil, &in))
		}
		if o, err := DecodeOutcome(b); err == nil {
			same(AppendOutcome(nil, &o))
		}
		if m, err := DecodeMeta(b); err == nil {
			same(AppendMeta(nil, m))
		}
	})
}
