package pgtest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Without PostgreSQL a test fails, and asks for it by its name. With several
// versions, the newest is taken.
func TestFind(t *testing.T) {
	t.Setenv("PATH", "")
	if _, err := find(nil); !errors.Is(err, ErrMissing) {
		t.Errorf("without any: %v", err)
	}
	dir := t.TempDir()
	var dirs []string
	for _, version := range []string{"9", "15", "16", "3"} {
		bin := filepath.Join(dir, version, "bin")
		if err := os.MkdirAll(bin, 0o755); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"postgres", "initdb"} {
			if version == "16" && name == "initdb" {
				continue // half of it is none
			}
			if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		dirs = append(dirs, bin)
	}
	if got, err := find(dirs); err != nil || got != filepath.Join(dir, "15", "bin") {
		t.Errorf("found %s, %v", got, err)
	}
}

// A server that was killed comes back with its data, and one that was stopped
// leaves nothing.
func TestServer(t *testing.T) {
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Stop()
	if err := Exec(s.URL("postgres"), "CREATE TABLE kept (x integer)"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := Exec(s.URL("postgres"), "SELECT 1"); err == nil {
			t.Error("it answers after it was killed")
		}
		if err := s.Start(); err != nil {
			t.Fatal(err)
		}
		if err := Exec(s.URL("postgres"), "INSERT INTO kept VALUES (1)"); err != nil {
			t.Fatal(err)
		}
	}
	s.Stop()
	if _, err := os.Stat(s.Dir()); !os.IsNotExist(err) {
		t.Errorf("the folder is still there: %v", err)
	}
}
