package wire

import (
	"reflect"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// history has the fingerprint of each version of model.Protocol: a digest of
// the names and types of all that travels or is stored.
var history = map[uint32]string{
	1: "g5w9jmmq8jjfng8k",
	2: "5yrycyr0kdsqcxdd",
}

func TestFingerprint(t *testing.T) {
	var text string
	seen := map[reflect.Type]bool{}
	var walk func(reflect.Type)
	walk = func(typ reflect.Type) {
		switch typ.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array:
			walk(typ.Elem())
			return
		case reflect.Struct:
		default:
			return
		}
		if seen[typ] {
			return
		}
		seen[typ] = true
		for i := range typ.NumField() {
			f := typ.Field(i)
			text += typ.Name() + "." + f.Name + " " + f.Type.String() + " " + f.Type.Kind().String() + "\n"
		}
		for i := range typ.NumField() {
			walk(typ.Field(i).Type)
		}
	}
	for _, v := range []any{model.Hello{}, model.Welcome{}, model.Push{}, model.Want{}, model.At{}, model.Pull{}, model.Fail{}, model.Compare{}, model.Have{},
		model.Record{}, model.Intent{}, model.Outcome{}, model.Meta{}} {
		walk(reflect.TypeOf(v))
	}
	got := model.Sum(text).Name()
	if want := history[model.Protocol]; got != want {
		t.Errorf("the messages have changed: their fingerprint is %q, that of protocol %d was %q.\n"+
			"Raise model.Protocol, add a line to history, and if what is stored has changed too, raise stored. Record the new version: docs/sync.md says how.\n%s", got, model.Protocol, want, text)
	}
	if len(history) != model.Protocol {
		t.Errorf("the history has %d lines, the protocol is %d", len(history), model.Protocol)
	}
}
