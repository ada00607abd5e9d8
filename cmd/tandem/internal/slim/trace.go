package slim

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
)

// The table of functions, as runtime and cmd/link define it (runtime/symtab.go,
// internal/abi/symtab.go, cmd/link/internal/ld/pcln.go): a header, and in it where
// the parts are.
var magic = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8} // Go 1.20 and later, minimum 1, pointers of 8 bytes

// Where a function's entry has what, in bytes from its start. Lists follow: of
// tables by instruction, of data of the function.
const (
	atName   = 4
	atFile   = 20 // its table of files, and behind that of lines
	atTables = 28 // how many tables
	atUnit   = 32
	atLine   = 36
	atKind   = 40
	atDatas  = 43 // how many data
	funcSize = 44
)

// Tables by instruction and data of a function that only tracebacks read. What is
// inlined into a wrapper is also read by recover, which counts the frames up to the
// panic, without wrappers; what calls recover is never inlined.
const (
	tableUnsafe  = 0 // for preemption by signals, which WebAssembly has not
	tableInlined = 2
	tableLive    = 3
	dataInlined  = 3
	dataArgs     = 5
	dataLive     = 6
	none         = 1<<32 - 1 // such data are not there
	inlinedSize  = 16        // bytes of a function that is inlined: kind, name, where, line
)

// kindWrapper is a function that the compiler made to call a method. Called with
// nil it panics with its own name, which it takes to have this form.
const kindWrapper = 23

var wrapperName = []byte("\x00go.(*value).method\x00")

// Where the runtime's description of the program has what, in words.
const (
	atRodata   = 39
	atFuncData = 40
	atPclnEnd  = 41
)

// untrace empties what only tracebacks read.
func (m image) untrace(c *code) error {
	at := bytes.Index(m, magic)
	if at < 0 || bytes.Contains(m[at+1:], magic) {
		return fmt.Errorf("%w: there is not one table of functions", ErrForm)
	}
	t := m[at:]
	word := func(i int) int { return int(binary.LittleEndian.Uint64(t[8+8*i:])) }
	funcs, names, units, files, tables, entries := word(0), word(3), word(4), word(5), word(6), word(7)
	if !slices.IsSorted([]int{72, names, units, files, tables, entries, len(t)}) || funcs <= 0 || funcs > len(t) || units-names < len(wrapperName) {
		return fmt.Errorf("%w: the parts of the table of functions", ErrForm)
	}
	data, err := m.funcData(at, at+names, at+entries)
	if err != nil {
		return err
	}
	u32 := func(i int) int { return int(binary.LittleEndian.Uint32(t[i:])) }
	put := func(i int, v uint32) { binary.LittleEndian.PutUint32(t[i:], v) }

	kept, lost := map[int]bool{}, map[int]bool{}
	trees := map[int]int{} // by place, how many are inlined
	treesKept := map[int]bool{}
	for i := range funcs {
		f := entries + u32(entries+8*i+4)
		if u32(f) != c.offset+i || u32(entries+8*i) != c.offset+i {
			return fmt.Errorf("%w: the entry of function %d", ErrForm, i)
		}
		nt, nd := u32(f+atTables), int(t[f+atDatas])
		wrapper := t[f+atKind] == kindWrapper
		kept[u32(f+16)] = true // the sizes of its frame
		for k := range nt {
			p := f + funcSize + 4*k
			switch {
			case k == tableInlined && nd > dataInlined && u32(f+funcSize+4*nt+4*dataInlined) != none:
				tree := data + u32(f+funcSize+4*nt+4*dataInlined)
				if u32(p) > 0 {
					trees[tree] = max(trees[tree], t.most(tables, entries, u32(p))+1)
				}
				if wrapper {
					treesKept[tree] = true
					kept[u32(p)] = true
					continue
				}
				fallthrough
			case k == tableUnsafe, k == tableLive, k == tableInlined:
				lost[u32(p)] = true
				put(p, 0)
			default:
				kept[u32(p)] = true
			}
		}
		for k := range nd {
			p := f + funcSize + 4*nt + 4*k
			if u32(p) == none {
				continue
			}
			switch k {
			case dataInlined:
				if !wrapper {
					put(p, none)
				}
			case dataArgs, dataLive:
				put(p, none) // they may be another's data too, and are small
			}
		}
		for _, k := range []int{f + atFile, f + atFile + 4} {
			lost[u32(k)] = true
			put(k, 0) // there is none, as for functions without source
		}
		put(f+atName, 0)
		put(f+atUnit, 0)
		put(f+atLine, 0)
		if wrapper {
			put(f+atName, 1)
		}
	}
	for tree, n := range trees {
		for k := range n {
			e := m[tree+k*inlinedSize : tree+(k+1)*inlinedSize]
			if treesKept[tree] {
				clear(e[4:8])
				clear(e[12:])
			} else {
				clear(e)
			}
		}
	}
	// Tables may be shared, and one may be the end of another.
	stays := make([]bool, entries-tables)
	for k := range kept {
		if k > 0 {
			for i := range t.table(tables, entries, k) {
				stays[k+i] = true
			}
		}
	}
	for k := range lost {
		if k > 0 {
			for i := range t.table(tables, entries, k) {
				if !stays[k+i] {
					t[tables+k+i] = 0
				}
			}
		}
	}
	clear(t[names:tables])
	copy(t[names:], wrapperName)
	return nil
}

// funcData returns where the data of functions are, which the entries count from:
// the runtime's description of the program says it, which begins with where the
// table of functions is, and its names.
func (m image) funcData(table, names, entries int) (int, error) {
	begin := binary.LittleEndian.AppendUint64(nil, uint64(table))
	begin = binary.LittleEndian.AppendUint64(begin, uint64(names))
	i := bytes.Index(m, begin)
	if i < 0 || bytes.Contains(m[i+1:], begin) {
		return 0, fmt.Errorf("%w: there is not one description of the program", ErrForm)
	}
	word := func(k int) int { return int(binary.LittleEndian.Uint64(m[i+8*k:])) }
	at := word(atFuncData)
	if word(13) != entries || !slices.IsSorted([]int{word(atRodata), at, word(atPclnEnd), len(m)}) {
		return 0, fmt.Errorf("%w: the description of the program", ErrForm)
	}
	return at, nil
}

// table returns the length of a table of values by instructions: pairs of
// numbers, until a value is 0 that is not the first.
func (m image) table(from, to, at int) int {
	r := reader{b: m[from:to], at: at}
	for first := true; ; first = false {
		if r.uint() == 0 && !first {
			return r.at - at
		}
		r.uint()
	}
}

// most returns the highest value of a table.
func (m image) most(from, to, at int) int {
	r := reader{b: m[from:to], at: at}
	value, most := -1, -1
	for first := true; ; first = false {
		d := r.uint()
		if d == 0 && !first {
			return most
		}
		value += int(d>>1) ^ -int(d&1)
		most = max(most, value)
		r.uint()
	}
}
