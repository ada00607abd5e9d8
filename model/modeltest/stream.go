package modeltest

import "math/bits"

// stream is a sequence of random numbers: splitmix64 (Steele, Lea, Flood: Fast
// Splittable Pseudorandom Number Generators, 2014). Each purpose in a history
// has one of its own, so that what is left out for one changes nothing for
// another: that is what lets a failing history be made smaller.
type stream struct{ key, n uint64 }

const golden = 0x9e3779b97f4a7c15

func mix(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// purpose returns the stream of a seed that has the name.
func purpose(seed uint64, name string) stream {
	h := uint64(0xcbf29ce484222325)
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return stream{key: mix(mix(seed+golden) ^ h)}
}

// Uint64 makes a stream a rand.Source.
func (s *stream) Uint64() uint64 {
	s.n++
	return mix(s.key + s.n*golden)
}

// below returns a number from 0 to n-1.
func (s *stream) below(n int64) int64 {
	hi, _ := bits.Mul64(s.Uint64(), uint64(n))
	return int64(hi)
}

func (s *stream) intn(n int) int { return int(s.below(int64(n))) }

// unit returns a number from 0 to 1.
func (s *stream) unit() float64 { return unit(s.Uint64()) }

func unit(u uint64) float64 { return float64(u>>11) / (1 << 53) }

func (s *stream) id() (id [16]byte) {
	for i := 0; i < len(id); i += 8 {
		u := s.Uint64()
		for k := range 8 {
			id[i+k] = byte(u >> (8 * k))
		}
	}
	return id
}
