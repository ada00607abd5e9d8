package sqlite

import (
	"errors"
	"fmt"

	driver "modernc.org/sqlite"
	code "modernc.org/sqlite/lib"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/internal/row"
)

// What can be wrong with a file. All wrap model.ErrStore.
var (
	// ErrInUse: another process, or another Store of this one, has the file.
	ErrInUse = fmt.Errorf("%w: the database is in use by another process", model.ErrStore)
	// ErrNewer: a newer version of the program has written the file.
	ErrNewer = fmt.Errorf("%w: the database was written by a newer version of this program", model.ErrStore)
	// ErrForeign: the file is no database, or that of another program.
	ErrForeign = fmt.Errorf("%w: the file is not a database of this program", model.ErrStore)
	// ErrDamaged: the file is a database, but what is in it makes no sense.
	ErrDamaged = row.ErrDamaged
	// ErrAccess: the folder or the file cannot be opened or written.
	ErrAccess = fmt.Errorf("%w: the file cannot be opened or written", model.ErrStore)
	// ErrFull: the disk is full.
	ErrFull = fmt.Errorf("%w: the disk is full", model.ErrStore)
	// ErrClosed: the store was closed.
	ErrClosed = fmt.Errorf("%w: it is closed", model.ErrStore)
	// ErrOrder: a commit's number is not that of the head plus 1.
	ErrOrder = fmt.Errorf("%w: a commit out of order", model.ErrStore)
)

// fault says what was being done when SQLite failed.
func fault(doing string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, model.ErrStore) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	reason := model.ErrStore
	var e *driver.Error
	if errors.As(err, &e) {
		switch e.Code() & 0xff {
		case code.SQLITE_FULL:
			reason = ErrFull
		case code.SQLITE_NOTADB:
			reason = ErrForeign
		case code.SQLITE_CORRUPT:
			reason = ErrDamaged
		case code.SQLITE_CANTOPEN, code.SQLITE_READONLY, code.SQLITE_PERM, code.SQLITE_AUTH:
			reason = ErrAccess
		case code.SQLITE_BUSY, code.SQLITE_LOCKED:
			reason = ErrInUse
		}
	}
	return fmt.Errorf("%s: %w (%w)", doing, reason, err)
}
