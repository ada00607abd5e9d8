package wire

import (
	"strings"
	"unicode/utf8"

	"github.com/tandemgo/tandem/model"
)

// decoder reads in. The first error stops it: all that is read after that is
// zero.
type decoder struct {
	in     string
	at     int
	client string
	table  table
	keys   strings.Builder
	slab   []model.Field
	err    *Error
}

func (d *decoder) fail(reason error) {
	if d.err == nil {
		d.err = &Error{reason, d.at}
		d.at = len(d.in)
	}
}

// end returns the error of the whole.
func (d *decoder) end() error {
	if d.err == nil && d.at < len(d.in) {
		d.fail(ErrTrailing)
	}
	if d.err != nil {
		return d.err
	}
	return nil
}

func (d *decoder) left() int { return len(d.in) - d.at }

func (d *decoder) byte() byte {
	if d.at >= len(d.in) {
		d.fail(ErrTruncated)
		return 0
	}
	c := d.in[d.at]
	d.at++
	return c
}

func (d *decoder) uint() uint64 {
	if d.at < len(d.in) && d.in[d.at] < 0x80 {
		d.at++
		return uint64(d.in[d.at-1])
	}
	return d.longUint()
}

func (d *decoder) longUint() uint64 {
	var n uint64
	for shift := uint(0); shift < 70; shift += 7 {
		c := d.byte()
		if d.err != nil {
			return 0
		}
		if c < 0x80 {
			if c == 0 && shift > 0 || shift == 63 && c > 1 {
				break
			}
			return n | uint64(c)<<shift
		}
		n |= uint64(c&0x7f) << shift
	}
	d.fail(ErrForm)
	return 0
}

func (d *decoder) int() int64 {
	n := d.uint()
	return int64(n>>1) ^ -int64(n&1)
}

func (d *decoder) uint32() uint32 {
	n := d.uint()
	if n > 1<<32-1 {
		d.fail(ErrForm)
		return 0
	}
	return uint32(n)
}

// count reads how many things follow, of at least size bytes each.
func (d *decoder) count(size int) int {
	n := d.uint()
	if n > uint64(d.left()/size) {
		d.fail(ErrLimit)
		return 0
	}
	return int(n)
}

func (d *decoder) take(n int) string {
	if n > d.left() {
		d.fail(ErrTruncated)
		return ""
	}
	d.at += n
	return d.in[d.at-n : d.at]
}

func (d *decoder) bytes() string { return d.take(d.count(1)) }

func (d *decoder) text() string {
	s := d.bytes()
	if !utf8.ValidString(s) {
		d.fail(ErrText)
		return ""
	}
	return s
}

func (d *decoder) ref() string {
	n := d.uint()
	if n > uint64(len(d.table.list)) {
		d.fail(ErrForm)
		return ""
	}
	if n > 0 {
		return d.table.list[n-1]
	}
	s := d.text()
	if d.err != nil {
		return ""
	}
	if d.table.find(s) > 0 {
		d.fail(ErrForm)
		return ""
	}
	d.table.add(s)
	return s
}

func (d *decoder) bool() bool { return d.flags(1) == 1 }

// flags reads a byte in which no bits but those of all may be set.
func (d *decoder) flags(all byte) byte {
	c := d.byte()
	if c&^all != 0 {
		d.fail(ErrForm)
		return 0
	}
	return c
}

func (d *decoder) hash() (h model.Hash) {
	copy(h[:], d.take(len(h)))
	return h
}

func (d *decoder) id() (id model.ID) {
	copy(id[:], d.take(len(id)))
	return id
}

func (d *decoder) cursor() model.Cursor {
	return model.Cursor{Epoch: d.ref(), Seq: d.uint(), Grants: d.uint()}
}
