package wasm

import "testing"

// Who asks for something twice before the program answers knew of the first when they
// asked for the second.
func TestKnowing(t *testing.T) {
	b := newBench(t, nil)
	if got := b.Knowing("e1.5", 1); got != "e1.5" {
		t.Errorf("without a clone the base is %q", got)
	}
	b.Open(nil)
	b.connect()
	b.Clone().Disconnect()
	for _, text := range []string{"a", "b", "c"} {
		if got := b.Submit("/notes", "text="+text, b.Screen().Base, "/"); got != Taken {
			t.Fatalf("%s: %v", text, got)
		}
	}
	id := b.Clone().ID()
	for n, want := range []string{"e1.5", "e1.5." + id + ".2.3", "e1.5." + id + ".1.3", "e1.5." + id + ".0.3", "e1.5"} {
		if got := b.Knowing("e1.5", n); got != want {
			t.Errorf("after %d it is %q, want %q", n, got, want)
		}
	}
	for _, blind := range []string{"", "no base"} {
		if got := b.Knowing(blind, 1); got != blind {
			t.Errorf("%q became %q", blind, got)
		}
	}
}
