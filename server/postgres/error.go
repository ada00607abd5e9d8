package postgres

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/internal/row"
)

// What can be wrong with a database. All wrap model.ErrStore.
var (
	// ErrAccess: the address is wrong, or the database refuses this user, or
	// lets it only read.
	ErrAccess = fmt.Errorf("%w: the database cannot be opened or written", model.ErrStore)
	// ErrConnection: the server cannot be reached, or the connection was lost.
	ErrConnection = fmt.Errorf("%w: the database server cannot be reached", model.ErrStore)
	// ErrUnfit: the server or the database is set up in a way that a store
	// cannot work with.
	ErrUnfit = fmt.Errorf("%w: the database server is not fit for this", model.ErrStore)
	// ErrNewer: a newer version of the program has written the database.
	ErrNewer = fmt.Errorf("%w: the database was written by a newer version of this program", model.ErrStore)
	// ErrForeign: the tables are those of another program.
	ErrForeign = fmt.Errorf("%w: the tables are not those of this program", model.ErrStore)
	// ErrDamaged: what is in the database makes no sense.
	ErrDamaged = row.ErrDamaged
	// ErrFull: the server has no more room, on its disk or in its memory.
	ErrFull = fmt.Errorf("%w: the database server has no more room", model.ErrStore)
	// ErrConflict: other transactions were in the way, more than once. It can
	// be tried again.
	ErrConflict = fmt.Errorf("%w: other transactions are in the way", model.ErrStore)
	// ErrUncertain: the connection was lost while an Update became durable,
	// and what became of it could not be found out. All of it was written or
	// nothing. This is the one error of an Update that may have had an effect.
	ErrUncertain = fmt.Errorf("%w: whether it was written is not known", model.ErrStore)
	// ErrText: a text that is no valid UTF-8 cannot be written.
	ErrText = fmt.Errorf("%w: a text is not valid UTF-8", model.ErrStore)
	// ErrLong: a name, or a place in an index, is longer than an index can
	// hold. That is about 2,600 bytes, compressed.
	ErrLong = fmt.Errorf("%w: a name or a place in an index is too long", model.ErrStore)
	// ErrClosed: the store was closed.
	ErrClosed = fmt.Errorf("%w: it is closed", model.ErrStore)
	// ErrOrder: a commit's number is not that of the head plus 1.
	ErrOrder = fmt.Errorf("%w: a commit out of order", model.ErrStore)
)

// reasons are what the errors of PostgreSQL mean, by the beginning of their code;
// the longest that fits counts.
var reasons = map[string]error{
	"08":    ErrConnection,
	"22021": ErrText,
	"25006": ErrAccess, // it only reads
	"28":    ErrAccess, // who are you
	"3D":    ErrAccess, // there is no such database
	"40":    ErrConflict,
	"42501": ErrAccess, // you must not
	"53":    ErrFull,
	"53300": ErrConnection, // too many of them
	"54000": ErrLong,
	"57":    ErrConnection, // ended by hand, or by a crash
	"57014": model.ErrStore,
	"XX001": ErrDamaged,
	"XX002": ErrDamaged,
}

// fault says what was being done when the database failed.
func fault(doing string, err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, model.ErrStore) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w (%w)", doing, reason(err), err)
}

func reason(err error) error {
	var column pgx.ScanArgError
	if errors.As(err, &column) {
		return ErrDamaged // it is not of the type that it was created with
	}
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return ErrConnection // what else the driver has to say by itself
	}
	long, what := "", model.ErrStore
	for code, r := range reasons {
		if strings.HasPrefix(e.Code, code) && len(code) > len(long) {
			long, what = code, r
		}
	}
	return what
}
