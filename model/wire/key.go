package wire

import (
	"strings"
	"unicode/utf8"
)

// A record's key is its collection with the slash, by reference, and its id.
// The id begins with its length plus idText. The ids that model.Tx.NewID makes
// are 16 characters of base32, and travel as the 10 bytes that they stand for.
const (
	idPacked = 0
	idText   = 1
)

const (
	base32 = "0123456789abcdefghjkmnpqrstvwxyz"
	packed = 10
)

// digits is the reverse of base32; 0xff is none.
var digits = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i := range base32 {
		t[base32[i]] = byte(i)
	}
	return t
}()

func splitKey(key string) (prefix, id string) {
	i := strings.IndexByte(key, '/') + 1
	return key[:i], key[i:]
}

func packable(id string) bool {
	if len(id) != 16 {
		return false
	}
	var or byte
	for i := range 16 {
		or |= digits[id[i]]
	}
	return or < 32
}

func (e *encoder) recordID(id string) {
	id = valid(id)
	if !packable(id) {
		e.uint(uint64(len(id)) + idText)
		e.b = append(e.b, id...)
		return
	}
	e.byte(idPacked)
	var bits, n uint
	for i := range 16 {
		bits, n = bits<<5|uint(digits[id[i]]), n+5
		if n >= 8 {
			n -= 8
			e.b = append(e.b, byte(bits>>n))
		}
	}
}

// key reads an id and returns it behind the prefix. All keys of a message are
// in a few blocks of memory.
func (d *decoder) key(prefix string) string {
	n := d.uint()
	if n > idPacked {
		if n -= idText; n > uint64(d.left()) {
			d.fail(ErrLimit)
			return ""
		}
		return d.join(prefix, int(n))
	}
	in := d.take(packed)
	if d.err != nil {
		return ""
	}
	var id [16]byte
	var bits, have, k uint
	for i := range packed {
		bits, have = bits<<8|uint(in[i]), have+8
		for have >= 5 {
			have -= 5
			id[k] = base32[bits>>have&31]
			k++
		}
	}
	start := d.room(len(prefix) + len(id))
	d.keys.WriteString(prefix)
	d.keys.Write(id[:])
	return d.keys.String()[start:]
}

func (d *decoder) join(prefix string, n int) string {
	id := d.take(n)
	switch {
	case packable(id), prefix == "" && strings.IndexByte(id, '/') >= 0:
		d.fail(ErrForm)
		return ""
	case !utf8.ValidString(id):
		d.fail(ErrText)
		return ""
	case prefix == "":
		return id
	}
	start := d.room(len(prefix) + n)
	d.keys.WriteString(prefix)
	d.keys.WriteString(id)
	return d.keys.String()[start:]
}

// room makes place for n bytes of keys, and returns where they begin. What was
// given out of a block that is full stays as it is.
func (d *decoder) room(n int) int {
	if d.keys.Cap()-d.keys.Len() < n {
		d.keys.Reset()
		d.keys.Grow(max(n, min(4096, 2*d.left())))
	}
	return d.keys.Len()
}

// prefix checks what stands before an id: nothing, or a name and a slash.
func (d *decoder) prefix() string {
	s := d.ref()
	if s != "" && strings.IndexByte(s, '/') != len(s)-1 {
		d.fail(ErrForm)
		return ""
	}
	return s
}
