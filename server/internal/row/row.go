// Package row says how the stores on SQL write records, changes and outcomes as
// columns: one form, so that what a person has learnt to read in one database is
// the same in the other.
package row

import (
	"fmt"
	"math"
	"strings"

	"github.com/tandemgo/tandem/model"
)

// ErrDamaged: what is in a database makes no sense.
var ErrDamaged = fmt.Errorf("%w: the database is damaged", model.ErrStore)

// Number returns n as a column can hold it. Clients may ask for what comes after
// any number; nothing comes after the greatest.
func Number(n uint64) int64 { return int64(min(n, math.MaxInt64)) }

// Declared reports whether an index is not a collection's own.
func Declared(index string) bool { return strings.Contains(index, ":") }

// Fill copies the bytes of a column that has a fixed size, or returns ErrDamaged
// if they are not that many.
func Fill(to, from []byte) error {
	if len(to) != len(from) {
		return ErrDamaged
	}
	copy(to, from)
	return nil
}
