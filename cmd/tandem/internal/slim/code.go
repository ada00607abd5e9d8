package slim

import (
	"encoding/binary"
	"fmt"
)

// code is what is known of the functions of a program.
type code struct {
	imports int
	types   []bool // by type: it is that of Go's own functions
	funcs   []int  // by function: its type
	offset  int    // the place in the table where it stands
	bodies  []byte
}

func (c *code) readTypes(b []byte) {
	r := reader{b: b}
	for range r.uint() {
		r.byte()
		params := string(r.bytes(int(r.uint())))
		results := string(r.bytes(int(r.uint())))
		c.types = append(c.types, params == "\x7f" && results == "\x7f") // i32 to i32
	}
}

func (c *code) readImports(b []byte) {
	r := reader{b: b}
	for range r.uint() {
		r.bytes(int(r.uint()))
		r.bytes(int(r.uint()))
		if r.byte() != 0 {
			panic(ErrForm) // the linker imports functions only
		}
		r.uint()
		c.imports++
	}
}

func (c *code) readFunctions(b []byte) {
	r := reader{b: b}
	for range r.uint() {
		c.funcs = append(c.funcs, int(r.uint()))
	}
}

func (c *code) readElements(b []byte) {
	r := reader{b: b}
	if r.uint() != 1 || r.uint() != 0 || r.byte() != opConst {
		panic(ErrForm)
	}
	c.offset = r.address()
	if r.byte() != opEnd || int(r.uint()) != len(c.funcs) {
		panic(ErrForm)
	}
	for i := range c.funcs {
		if int(r.uint()) != c.imports+i {
			panic(ErrForm)
		}
	}
}

// each calls f with every function: its locals and its instructions.
func (c *code) each(f func(i int, locals, expr []byte)) {
	r := reader{b: c.bodies}
	if int(r.uint()) != len(c.funcs) {
		panic(ErrForm)
	}
	for i := range c.funcs {
		body := reader{b: r.bytes(int(r.uint()))}
		for range body.uint() {
			body.uint()
			body.byte()
		}
		f(i, body.b[:body.at:body.at], body.b[body.at:])
	}
}

// returns returns the section of the code in which a function has the part of its
// addresses that is always the same in a local of its own. A caller stores where it
// continues as its number in the table, times 65,536, and the number of the block
// (cmd/link/internal/wasm/asm.go): written as one constant, no two calls of the
// program have five bytes in common.
func (c *code) returns() []byte {
	out := binary.AppendUvarint(nil, uint64(len(c.funcs)))
	var body []byte
	c.each(func(i int, locals, expr []byte) {
		base := (c.offset + i) << 16
		own := func(n instruction) bool { return n.op == opConst64 && n.imm>>16 == c.offset+i }
		count := 0
		if c.types[c.funcs[i]] {
			for r := (reader{b: expr}); r.at < len(expr); {
				if own(r.instruction()) {
					count++
				}
			}
		}
		body = body[:0]
		if count < 2 {
			body = append(append(body, locals...), expr...)
		} else {
			// The parameter is local 0; the new local is 1, in all functions.
			groups := reader{b: locals}
			body = binary.AppendUvarint(body, groups.uint()+1)
			body = append(body, 1, typeI64)
			body = append(body, locals[groups.at:]...)
			body = appendAddress(append(body, opConst64), base)
			body = append(body, opLocalSet, 1)
			for r := (reader{b: expr}); r.at < len(expr); {
				from := r.at
				n := r.instruction()
				switch {
				case own(n):
					body = append(body, opLocalGet, 1)
					if k := n.imm & 0xffff; k > 0 {
						body = append(appendAddress(append(body, opConst64), k), opOr64)
					}
				case n.op >= opLocalGet && n.op <= opLocalTee && n.imm > 0:
					body = binary.AppendUvarint(append(body, n.op), uint64(n.imm)+1)
				default:
					body = append(body, expr[from:r.at]...)
				}
			}
		}
		out = binary.AppendUvarint(out, uint64(len(body)))
		out = append(out, body...)
	})
	return out
}

// An instruction has at most one immediate that matters here.
type instruction struct {
	op  byte
	imm int
}

const (
	opLocalGet = 0x20
	opLocalSet = 0x21
	opLocalTee = 0x22
	opConst64  = 0x42
	opOr64     = 0x84
	typeI64    = 0x7e
)

// instruction reads one instruction, of those that Go's compiler writes (WebAssembly
// Core Specification, 5.4).
func (r *reader) instruction() (n instruction) {
	n.op = r.byte()
	switch op := n.op; {
	case op >= 0x02 && op <= 0x04: // block, loop, if
		r.address()
	case op == 0x0c, op == 0x0d, op == 0x10, op >= opLocalGet && op <= 0x24: // br, br_if, call, variables
		n.imm = int(r.uint())
	case op == 0x0e: // br_table
		for range r.uint() + 1 {
			r.uint()
		}
	case op == 0x11: // call_indirect
		r.uint()
		r.uint()
	case op >= 0x28 && op <= 0x3e: // loads and stores
		r.uint()
		r.uint()
	case op == 0x3f, op == 0x40: // memory.size, memory.grow
		r.byte()
	case op == opConst, op == opConst64:
		n.imm = r.address()
	case op == 0x43:
		r.bytes(4)
	case op == 0x44:
		r.bytes(8)
	case op == 0xfc:
		switch k := r.uint(); {
		case k < 8: // saturating truncation
		case k == 10: // memory.copy
			r.bytes(2)
		case k == 11: // memory.fill
			r.bytes(1)
		default:
			panic(fmt.Errorf("%w: instruction 0xfc %d", ErrForm, k))
		}
	case op <= 0x01, op == 0x05, op == opEnd, op == 0x0f, op == 0x1a, op == 0x1b, op >= 0x45 && op <= 0xc4:
	default:
		panic(fmt.Errorf("%w: instruction %#x", ErrForm, op))
	}
	return n
}
