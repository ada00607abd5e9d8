package model

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// Places are in the order of their bytes, however many begin alike.
func TestSpread(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 2, 31, 32, 33, 100, 1000, 5000} {
		for _, kind := range []struct {
			name string
			at   func() string
		}{
			{"random", func() string { return string(appendCount(nil, r.Uint64())) + "x" }},
			{"any bytes and lengths", func() string {
				b := make([]byte, r.IntN(4))
				for i := range b {
					b[i] = byte(r.IntN(3) * 127)
				}
				return string(b)
			}},
			{"ids", func() string { return Sum(strconv.Itoa(r.Int())).Name() }},
			{"much in common", func() string {
				return "list " + strconv.Itoa(r.IntN(3)) + " with a long name " + strconv.Itoa(r.IntN(1000))
			}},
			{"a byte in common behind the first", func() string {
				return string([]byte{byte(r.IntN(3)), 'x', byte(r.Uint32()), byte(r.Uint32())})
			}},
			{"one place apart from the others", func() string {
				if r.IntN(1000) == 0 {
					return "a"
				}
				return "b" + strconv.Itoa(r.IntN(1e9))
			}},
		} {
			list := make([]placed, n)
			want := make([]string, n)
			for i := range list {
				want[i] = kind.at()
				list[i] = placed{at: want[i], key: want[i]}
			}
			slices.Sort(want)
			arrange(list)
			for i, p := range list {
				if p.at != want[i] || p.key != p.at {
					t.Fatalf("%d places, %s: %q of %q is number %d, want %q", n, kind.name, p.at, p.key, i, want[i])
				}
			}
		}
	}
}
