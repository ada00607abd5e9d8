package model

import (
	"golang.org/x/crypto/blake2s"
)

// ID is 128 random bits: it names an intent, wherever that travels, and seeds
// the randomness of its runs.
type ID [16]byte

// Hash is a BLAKE2s-256 digest (RFC 7693). BLAKE2s adds 6 KB to the download
// where crypto/sha256 adds 89.
type Hash [32]byte

const base32 = "0123456789abcdefghjkmnpqrstvwxyz" // Crockford's: no i, l, o, u

// Name returns the first 80 bits of h in 16 characters of a-z and 0-9.
func (h Hash) Name() string {
	var out [16]byte
	bits, n, k := uint(0), uint(0), 0
	for _, c := range h[:10] {
		bits, n = bits<<8|uint(c), n+8
		for n >= 5 {
			n -= 5
			out[k] = base32[bits>>n&31]
			k++
		}
	}
	return string(out[:])
}

// Sum returns the digest of the parts, each with its length, so that no two
// lists of parts have the same text.
func Sum(parts ...string) Hash {
	n := 0
	for _, p := range parts {
		n += len(p) + 8
	}
	b := make([]byte, 0, n)
	for _, p := range parts {
		b = appendCount(b, uint64(len(p)))
		b = append(b, p...)
	}
	return blake2s.Sum256(b)
}

func appendCount(b []byte, n uint64) []byte {
	return append(b, byte(n>>56), byte(n>>48), byte(n>>40), byte(n>>32), byte(n>>24), byte(n>>16), byte(n>>8), byte(n))
}

func count(n uint64) string { return string(appendCount(nil, n)) }
