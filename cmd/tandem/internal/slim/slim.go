// Package slim makes the programs smaller that the Go compiler writes as
// WebAssembly, and scripts, without changing what they do.
//
// The linker leaves out each run of zeros of the data, which makes tens of
// thousands of segments: their headers, and the pieces between them, compress
// worse than the zeros do. Almost half of the data is for tracebacks alone: the names
// of all functions, of their files, the lines of their instructions, and what was
// inlined where. The stack itself is walked by other tables, which stay. And each
// call stores where it returns to, a number of five bytes that no other call has:
// taken apart, most of it repeats.
package slim

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// ErrForm says that bytes are not a program as this Go's linker writes it.
var ErrForm = errors.New("slim: not a WebAssembly program in a form that is known")

// Options are what Program takes away. The zero Options take all that can be.
type Options struct {
	// Traces keeps the names of functions and files, and the line numbers: what
	// a panic prints and runtime.Callers finds. Without it these are empty.
	Traces bool
}

// Program returns a program that does the same, and is smaller when it is
// compressed. Sections that are for tools alone are left out. It returns ErrForm for
// what it does not understand.
func Program(wasm []byte, o Options) (out []byte, err error) {
	defer func() {
		if recover() != nil { // it ends where it must not
			out, err = nil, ErrForm
		}
	}()
	if !bytes.HasPrefix(wasm, []byte("\x00asm\x01\x00\x00\x00")) {
		return nil, ErrForm
	}
	out = slices.Clone(wasm[:8])
	var c code
	for r := (reader{b: wasm, at: 8}); r.at < len(wasm); {
		id := r.byte()
		body := r.bytes(int(r.uint()))
		switch id {
		case sectionCustom:
			continue
		case sectionType:
			c.readTypes(body)
		case sectionImport:
			c.readImports(body)
		case sectionFunction:
			c.readFunctions(body)
		case sectionElement:
			c.readElements(body)
		case sectionCode:
			c.bodies = body
			body = c.returns()
		case sectionData:
			m, first, err := memory(body)
			if err != nil {
				return nil, err
			}
			if !o.Traces {
				if err := m.untrace(&c); err != nil {
					return nil, err
				}
			}
			body = m.segments(first)
		}
		out = append(out, id)
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	}
	return out, nil
}

// The sections of a program, in the order in which they come (WebAssembly Core
// Specification, 5.5.2).
const (
	sectionCustom   = 0
	sectionType     = 1
	sectionImport   = 2
	sectionFunction = 3
	sectionElement  = 9
	sectionCode     = 10
	sectionData     = 11
)

type reader struct {
	b  []byte
	at int
}

func (r *reader) byte() byte {
	r.at++
	return r.b[r.at-1]
}

func (r *reader) bytes(n int) []byte {
	r.at += n
	if n < 0 || r.at > len(r.b) {
		panic(ErrForm)
	}
	return r.b[r.at-n : r.at : r.at]
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b[r.at:])
	if n <= 0 {
		panic(ErrForm)
	}
	r.at += n
	return v
}

// address reads a signed number, which an address is written as.
func (r *reader) address() int {
	var v int64
	for shift := 0; ; shift += 7 {
		c := r.byte()
		v |= int64(c&0x7f) << shift
		if c < 0x80 {
			if c&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return int(v)
		}
	}
}

func appendAddress(b []byte, v int) []byte {
	for {
		c := byte(v & 0x7f)
		v >>= 7
		if v == 0 && c&0x40 == 0 {
			return append(b, c)
		}
		b = append(b, c|0x80)
	}
}

// image is the memory of a program as it starts.
type image []byte

const opConst, opEnd = 0x41, 0x0b // i32.const n, end

// memory puts the data of all segments in their places. first is where they begin.
func memory(body []byte) (m image, first int, err error) {
	r := reader{b: body}
	first = -1
	for range r.uint() {
		if r.uint() != 0 || r.byte() != opConst {
			return nil, 0, fmt.Errorf("%w: a segment of data is not for a fixed place", ErrForm)
		}
		at := r.address()
		if r.byte() != opEnd || at < 0 {
			return nil, 0, fmt.Errorf("%w: a segment of data has no place", ErrForm)
		}
		data := r.bytes(int(r.uint()))
		if first < 0 || at < first {
			first = at
		}
		if end := at + len(data); end > len(m) {
			m = append(m, make(image, end-len(m))...)
		}
		copy(m[at:], data)
	}
	return m, max(first, 0), nil
}

// gap is how many zeros are worth a segment of their own: fewer compress better
// than the header of the next one.
const gap = 4096

// segments returns the section of the data from first on.
func (m image) segments(first int) []byte {
	var list []byte
	n := uint64(0)
	for at := first; at < len(m); {
		end, next := m.stretch(at)
		list = append(list, 0, opConst)
		list = append(appendAddress(list, at), opEnd)
		list = binary.AppendUvarint(list, uint64(end-at))
		list = append(list, m[at:end]...)
		n++
		at = next
	}
	return append(binary.AppendUvarint(nil, n), list...)
}

// stretch returns where the data that begins at a place ends, and where what
// follows a long run of zeros begins.
func (m image) stretch(at int) (end, next int) {
	zeros := 0
	for i := at; i < len(m); i++ {
		if m[i] == 0 {
			zeros++
			continue
		}
		if zeros >= gap {
			return i - zeros, i
		}
		zeros = 0
	}
	return len(m), len(m)
}
