package wasm

import (
	"testing"
)

func TestBackoff(t *testing.T) {
	var b Backoff
	want := firstWait
	for i := range 40 {
		for _, random := range []float64{0, 0.5, 0.999} {
			c := b
			if d := c.Next(random); d < want/2 || d > want {
				t.Fatalf("attempt %d waits %v, want %v to %v", i, d, want/2, want)
			}
		}
		b.Next(0)
		if want *= 2; want > longest {
			want = longest
		}
	}
	b.Reset()
	if d := b.Next(0.999); d > firstWait {
		t.Fatalf("after a success it waits %v", d)
	}
}
