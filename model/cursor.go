package model

import (
	"slices"
	"strconv"
	"strings"
)

// Cursor is a point in the history of a space, of which a clone holds all that
// it may read.
type Cursor struct {
	// Epoch names one continuous history. It changes when a store is
	// restored from a backup. Empty means that nothing was pulled so far.
	Epoch string
	// Seq is the number of the last commit that is included.
	Seq uint64
	// Grants is the version of the grants by which the clone was filled.
	Grants uint64
}

// Mark names intents of one client: those after number After, up to N.
type Mark struct {
	Client   string
	After, N uint64
}

// Base is what somebody saw when acting: the records at a commit, and the own
// intents that were shown on top of it. The zero Base is a write without one,
// a blind write, whose base is the moment at which it is run.
type Base struct {
	Epoch string
	Seq   uint64
	// Own names the author's intents whose effect was shown, though Seq did
	// not include them.
	Own []Mark
}

// Blind reports whether b is no base at all.
func (b Base) Blind() bool { return b.Epoch == "" }

// covers reports whether the author of b saw the write v.
func (b Base) covers(v Version) bool {
	if v.Seq <= b.Seq && v.Seq != 0 {
		return true
	}
	if v.Client == "" {
		return v.Seq == 0
	}
	for _, m := range b.Own {
		if m.Client == v.Client && m.After < v.N && v.N <= m.N {
			return true
		}
	}
	return false
}

// through reports whether v is of a commit that b includes, rather than of an own
// intent that it names.
func (b Base) through(v Version) bool { return v.Seq <= b.Seq && (v.Seq != 0 || v.Client == "") }

// union returns the marks of both lists; those that touch are one.
func union(a, b []Mark) []Mark {
	out := slices.Clone(a)
	for _, m := range b {
		for i := 0; i < len(out); i++ {
			if x := out[i]; x.Client == m.Client && m.After <= x.N && x.After <= m.N {
				m.After, m.N = min(m.After, x.After), max(m.N, x.N)
				out = slices.Delete(out, i, i+1)
				i = -1 // what it has become may touch another
			}
		}
		out = append(out, m)
	}
	return out
}

// String returns b in the form that a page carries, which ParseBase reads:
// epoch.seq, then client.after.n for each mark.
func (b Base) String() string {
	if b.Blind() {
		return ""
	}
	s := b.Epoch + "." + strconv.FormatUint(b.Seq, 10)
	for _, m := range b.Own {
		s += "." + m.Client + "." + strconv.FormatUint(m.After, 10) + "." + strconv.FormatUint(m.N, 10)
	}
	return s
}

// ParseBase reads what String wrote; an empty text is the blind base. It
// returns a rejection for any other text.
func ParseBase(s string) (Base, error) {
	if s == "" {
		return Base{}, nil
	}
	bad := Reject(CodeBadRequest, "the base of this write cannot be read")
	p := strings.Split(s, ".")
	if len(p) < 2 || (len(p)-2)%3 != 0 || len(p) > 2+3*maxMarks || !name(p[0]) {
		return Base{}, bad
	}
	b := Base{Epoch: p[0]}
	var err error
	if b.Seq, err = strconv.ParseUint(p[1], 10, 64); err != nil {
		return Base{}, bad
	}
	for i := 2; i < len(p); i += 3 {
		after, err1 := strconv.ParseUint(p[i+1], 10, 64)
		n, err2 := strconv.ParseUint(p[i+2], 10, 64)
		if err1 != nil || err2 != nil || after >= n || !name(p[i]) {
			return Base{}, bad
		}
		b.Own = append(b.Own, Mark{p[i], after, n})
	}
	return b, nil
}

// maxMarks is how many runs of own intents one base can name.
const maxMarks = 64

// name reports whether s can name an epoch, a client or a record: 1 to 64
// letters, digits, hyphens or underscores.
func name(s string) bool {
	if len(s) == 0 || len(s) > 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' {
			continue
		}
		return false
	}
	return true
}
