package postgres_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/modeltest"
	"github.com/tandemgo/tandem/server/postgres"
	"github.com/tandemgo/tandem/server/postgres/pgtest"
)

// shared is the server of all tests that do not kill theirs.
var shared *pgtest.Server

func TestMain(m *testing.M) {
	var err error
	if shared, err = pgtest.Start(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	postgres.UseServer(shared)
	code := m.Run()
	shared.Stop()
	os.Exit(code)
}

func open(t testing.TB) *postgres.Store {
	t.Helper()
	return openAt(t, shared.Schema())
}

func openAt(t testing.TB, url string) *postgres.Store {
	t.Helper()
	s, err := postgres.Open(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestStore(t *testing.T) {
	modeltest.TestStore(t, func(t testing.TB) model.Store { return open(t) })
}

func TestDurable(t *testing.T) {
	modeltest.TestDurable(t, func(t testing.TB) (model.Store, func() model.Store) {
		url := shared.Schema()
		s := openAt(t, url)
		return s, func() model.Store {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openAt(t, url)
			return s
		}
	})
}

func TestBuildIndexes(t *testing.T) {
	modeltest.TestBuild(t, func(t testing.TB) model.Store { return open(t) })
}

var _ model.Store = (*postgres.Store)(nil)
