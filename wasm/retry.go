package wasm

import "time"

// Backoff says how long to wait before the next attempt to connect: half a
// second after the first failure, twice as long after each further one, at most
// half a minute. The zero value is ready.
type Backoff struct{ failures int }

const (
	firstWait = 500 * time.Millisecond
	longest   = 30 * time.Second
)

// Next returns the time to wait. random, from 0 up to 1, chooses within the
// second half of the interval, so that clients which were cut off together do
// not come back together.
func (b *Backoff) Next(random float64) time.Duration {
	d := longest
	if b.failures < 6 {
		d = firstWait << b.failures
	}
	b.failures++
	return d/2 + time.Duration(random*float64(d/2))
}

// Reset starts anew, after a success or when the network has come back.
func (b *Backoff) Reset() { b.failures = 0 }
