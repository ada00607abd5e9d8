package text

import (
	"slices"
	"strings"
)

// Kind says who has changed a piece of a text.
type Kind uint8

// The kinds of pieces.
const (
	Same     Kind = iota // nobody
	Mine                 // one of the two
	Theirs               // the other
	Both                 // both, and to the same
	Conflict             // both, and differently
)

// Hunk is a piece of three texts. The pieces of each text, one after the other,
// are that text.
type Hunk struct {
	Kind               Kind
	Base, Mine, Theirs string
}

// Merge returns the text with the changes that mine and theirs have made to base.
// ok is false if they have changed the same place differently, or put something
// in at the same place; there is no merged text then.
func Merge(base, mine, theirs string) (merged string, ok bool) {
	var b strings.Builder
	b.Grow(max(len(mine), len(theirs)))
	for _, h := range Hunks(base, mine, theirs) {
		switch h.Kind {
		case Same:
			b.WriteString(h.Base)
		case Mine, Both:
			b.WriteString(h.Mine)
		case Theirs:
			b.WriteString(h.Theirs)
		default:
			return "", false
		}
	}
	return b.String(), true
}

// Hunks returns the pieces of three texts, by lines; where both have changed a
// line, by words. Neighbours are of different kinds.
func Hunks(base, mine, theirs string) []Hunk {
	var h hunks
	align(base, mine, theirs, lines, func(line Hunk) {
		if line.Kind != Conflict {
			h.add(line)
			return
		}
		align(line.Base, line.Mine, line.Theirs, words, h.add)
	})
	return h.done(base, mine, theirs)
}

// hunks collects the pieces of three texts.
type hunks struct{ list []sized }

// sized is a kind and how many bytes the piece has of each text.
type sized struct {
	kind               Kind
	base, mine, theirs int
}

func (hs *hunks) add(h Hunk) {
	s := sized{h.Kind, len(h.Base), len(h.Mine), len(h.Theirs)}
	if n := len(hs.list); n > 0 && hs.list[n-1].kind == s.kind {
		l := &hs.list[n-1]
		l.base, l.mine, l.theirs = l.base+s.base, l.mine+s.mine, l.theirs+s.theirs
		return
	}
	hs.list = append(hs.list, s)
}

// done cuts the pieces out of the texts.
func (hs *hunks) done(base, mine, theirs string) []Hunk {
	var out []Hunk
	if len(hs.list) > 0 {
		out = make([]Hunk, len(hs.list))
	}
	for i, s := range hs.list {
		out[i] = Hunk{s.kind, base[:s.base], mine[:s.mine], theirs[:s.theirs]}
		base, mine, theirs = base[s.base:], mine[s.mine:], theirs[s.theirs:]
	}
	return out
}

// MergeLists is Merge for lists, by their elements.
func MergeLists(base, mine, theirs []string) (merged []string, ok bool) {
	ok = true
	pieces(base, mine, theirs, func(b, m, t []string) {
		switch {
		case slices.Equal(b, t), slices.Equal(m, t):
			merged = append(merged, m...)
		case slices.Equal(b, m):
			merged = append(merged, t...)
		default:
			ok = false
		}
	})
	if !ok {
		return nil, false
	}
	return merged, true
}

// Partners returns, for each element of a list, where in another list it is: its
// number there, or -1. The numbers grow, and no two are the same.
func Partners(list, other []string) []int { return partners(list, other) }

// align takes the pieces of three texts by the tokens into which they are split.
func align(base, mine, theirs string, split func(string) []string, take func(Hunk)) {
	pieces(split(base), split(mine), split(theirs), func(b, m, t []string) {
		x, y, z := size(b), size(m), size(t)
		take(classify(base[:x], mine[:y], theirs[:z]))
		base, mine, theirs = base[x:], mine[y:], theirs[z:]
	})
}

// size returns how many bytes tokens have.
func size(tokens []string) int {
	n := 0
	for _, t := range tokens {
		n += len(t)
	}
	return n
}

// pieces divides three lists of tokens where all agree: the algorithm of S. Khanna,
// K. Kunal and B. Pierce, "A Formal Investigation of Diff3" (FSTTCS 2007). Changes
// that touch are one piece.
func pieces(base, mine, theirs []string, take func(base, mine, theirs []string)) {
	inMine, inTheirs := partners(base, mine), partners(base, theirs)
	var b, m, t int
	piece := func(b2, m2, t2 int) {
		if b2 > b || m2 > m || t2 > t {
			take(base[b:b2], mine[m:m2], theirs[t:t2])
		}
		b, m, t = b2, m2, t2
	}
	for b < len(base) {
		// All three go on in step for as long as they agree.
		n := 0
		for b+n < len(base) && inMine[b+n] == m+n && inTheirs[b+n] == t+n {
			n++
		}
		if n > 0 {
			piece(b+n, m+n, t+n)
			continue
		}
		// They do not: up to where all have the next token of the base again.
		next := b
		for next < len(base) && (inMine[next] < m || inTheirs[next] < t) {
			next++
		}
		if next == len(base) {
			break
		}
		piece(next, inMine[next], inTheirs[next])
	}
	piece(len(base), len(mine), len(theirs))
}

// partners returns where each token of a is in b; -1 for those that are not.
func partners(a, b []string) []int {
	at := make([]int, len(a))
	for i := range at {
		at[i] = -1
	}
	for _, m := range matches(a, b) {
		for i := range m.n {
			at[m.a+i] = m.b + i
		}
	}
	return at
}

func classify(base, mine, theirs string) Hunk {
	h := Hunk{Base: base, Mine: mine, Theirs: theirs}
	switch {
	case mine == base && theirs == base:
		h.Kind = Same
	case mine == theirs:
		h.Kind = Both
	case theirs == base:
		h.Kind = Mine
	case mine == base:
		h.Kind = Theirs
	default:
		h.Kind = Conflict
	}
	return h
}
