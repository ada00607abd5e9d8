package sqlite_test

import (
	"path/filepath"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/modeltest"
	"github.com/tandemgo/tandem/server/sqlite"
)

func open(t testing.TB) *sqlite.Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "app.db"))
}

func openAt(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(path, nil)
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

func TestBuildIndexes(t *testing.T) {
	modeltest.TestBuild(t, func(t testing.TB) model.Store { return open(t) })
}
