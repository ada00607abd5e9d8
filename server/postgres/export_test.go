package postgres

import (
	"testing"

	"github.com/tandemgo/tandem/server/postgres/pgtest"
)

// UseServer gives the tests inside of the package the server of the others.
func UseServer(s *pgtest.Server) { server = s }

// Setting returns a setting of one of the store's connections.
func (s *Store) Setting(t *testing.T, name string) (value string) {
	t.Helper()
	if err := s.pool.QueryRow(background, "SELECT current_setting($1)", name).Scan(&value); err != nil {
		t.Fatal(err)
	}
	return value
}
