package wire

import (
	"strings"
	"unicode/utf8"

	"github.com/tandemgo/tandem/model"
)

// encoder appends to b.
type encoder struct {
	b      []byte
	client string
	table  table
}

func (e *encoder) byte(c byte) { e.b = append(e.b, c) }

func (e *encoder) uint(n uint64) {
	for n >= 0x80 {
		e.b = append(e.b, byte(n)|0x80)
		n >>= 7
	}
	e.b = append(e.b, byte(n))
}

// int writes small numbers of either sign in few bytes.
func (e *encoder) int(n int64) { e.uint(uint64(n)<<1 ^ uint64(n>>63)) }

func (e *encoder) bytes(s string) {
	e.uint(uint64(len(s)))
	e.b = append(e.b, s...)
}

// text writes what is read by people or compared as text. Messages of errors
// and names from elsewhere may hold any bytes; a frame that could not be read
// would be sent again for ever.
func (e *encoder) text(s string) { e.bytes(valid(s)) }

func valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// ref writes text that the message is likely to repeat.
func (e *encoder) ref(s string) {
	s = valid(s)
	n := e.table.find(s)
	e.uint(uint64(n))
	if n == 0 {
		e.bytes(s)
		e.table.add(s)
	}
}

func (e *encoder) bool(v bool) {
	if v {
		e.byte(1)
	} else {
		e.byte(0)
	}
}

func (e *encoder) hash(h model.Hash) { e.b = append(e.b, h[:]...) }

func (e *encoder) id(id model.ID) { e.b = append(e.b, id[:]...) }

func (e *encoder) cursor(c model.Cursor) {
	e.ref(c.Epoch)
	e.uint(c.Seq)
	e.uint(c.Grants)
}
