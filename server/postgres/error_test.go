package postgres

import (
	"errors"
	"io"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/tandemgo/tandem/model"
)

// What PostgreSQL says has a name here, if an operator or a program can do
// something about it.
func TestReasons(t *testing.T) {
	for code, want := range map[string]error{
		"08006": ErrConnection, "57P01": ErrConnection, "57P03": ErrConnection, "53300": ErrConnection,
		"53100": ErrFull, "53200": ErrFull,
		"40001": ErrConflict, "40P01": ErrConflict,
		"28P01": ErrAccess, "3D000": ErrAccess, "42501": ErrAccess, "25006": ErrAccess,
		"22021": ErrText, "54000": ErrLong, "XX001": ErrDamaged, "XX002": ErrDamaged,
		"57014": model.ErrStore, "23505": model.ErrStore, "XX000": model.ErrStore,
	} {
		said := &pgconn.PgError{Code: code}
		if got := reason(said); got != want {
			t.Errorf("%s is %v, want %v", code, got, want)
		}
		if err := fault("do it", said); !errors.Is(err, want) || !errors.Is(err, model.ErrStore) || !errors.Is(err, said) {
			t.Errorf("%s: %v", code, err)
		}
	}
	if err := fault("do it", io.ErrUnexpectedEOF); !errors.Is(err, ErrConnection) {
		t.Errorf("a lost connection: %v", err)
	}
	if fault("do it", nil) != nil || fault("more", fault("do it", ErrOrder)).Error() != "more: do it: "+ErrOrder.Error() {
		t.Error("what has a name already is given another")
	}
}
