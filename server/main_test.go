package server_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server"
	"github.com/tandemgo/tandem/server/postgres/pgtest"
)

// assets makes a folder of assets without any.
func assets(t *testing.T) string {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "index.json"), []byte(`{"build":"none","files":{}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestRunRefuses: what cannot work is said when the program starts, with what
// to do about it.
func TestRunRefuses(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("no folder"), 0o644); err != nil {
		t.Fatal(err)
	}
	damaged := t.TempDir()
	if err := os.WriteFile(filepath.Join(damaged, "tandem.db"), bytes.Repeat([]byte("no database "), 1000), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx := bounded(t)
	for _, c := range []struct {
		name string
		conf server.Config
		says string
	}{
		{"a port in use", server.Config{Host: "127.0.0.1", Port: port, Data: t.TempDir(), Assets: assets(t)}, "is in use by another program; choose one with PORT"},
		{"a folder below a file", server.Config{Host: "127.0.0.1", Port: "0", Data: filepath.Join(file, "data"), Assets: assets(t)}, "choose one with DATA"},
		{"no assets", server.Config{Host: "127.0.0.1", Port: "0", Data: t.TempDir(), Assets: t.TempDir()}, "tandem build"},
		{"no PostgreSQL server", server.Config{Host: "127.0.0.1", Port: "0", Data: "postgres://127.0.0.1:1/app", Assets: assets(t)}, "open database app at 127.0.0.1"},
		{"no PostgreSQL address", server.Config{Host: "127.0.0.1", Port: "0", Data: "postgresql://[", Assets: assets(t)}, "open a database"},
		{"no database", server.Config{Host: "127.0.0.1", Port: "0", Data: damaged, Assets: assets(t)}, "open the database"},
	} {
		err := server.Run(ctx, tasksApp(), c.conf, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// announced hands over the URL that Run writes.
type announced chan string

func (a announced) Write(b []byte) (int, error) {
	_, url, _ := strings.Cut(strings.TrimSpace(string(b)), " is at ")
	a <- url
	return len(b), nil
}

// TestRunStops: a server that is told to stop keeps what it has answered, and
// another process cannot take its data while it runs.
func TestRunStops(t *testing.T) {
	conf := server.Config{Host: "127.0.0.1", Port: "0", Data: t.TempDir(), Assets: assets(t)}
	restart(t, conf, func() {
		if err := server.Run(bounded(t), tasksApp(), conf, io.Discard); err == nil || !strings.Contains(err.Error(), "in use") {
			t.Errorf("a second server on the same data: %v", err)
		}
	})
}

// TestRunPostgres: with an address of PostgreSQL, the data is there.
func TestRunPostgres(t *testing.T) {
	conf := server.Config{Host: "127.0.0.1", Port: "0", Data: pgtest.New(t).Schema(), Assets: assets(t)}
	restart(t, conf, func() {
		if _, err := os.Stat(conf.Data); err == nil {
			t.Error("the address was made a folder")
		}
	})
}

// restart runs a server, and runs it again on what the first has written. while is
// called while it runs.
func restart(t *testing.T, conf server.Config, while func()) {
	t.Helper()
	start := func() (url string, stop func() error) {
		ctx, cancel := context.WithCancel(bounded(t))
		said := make(announced, 1)
		ended := make(chan error, 1)
		go func() { ended <- server.Run(ctx, tasksApp(), conf, said) }()
		select {
		case url = <-said:
		case err := <-ended:
			t.Fatal(err)
		}
		return url, func() error { cancel(); return <-ended }
	}
	url, stop := start()
	while()
	res, err := http.Post(url+"/tasks", "application/json", strings.NewReader(`{"title":"milk"}`))
	if err != nil || res.StatusCode != 201 {
		t.Fatal(err, res)
	}
	res.Body.Close()
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	url, stop = start()
	req, _ := http.NewRequest("GET", url+"/tasks", nil)
	req.Header.Set("Accept", "application/json")
	res, err = http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := io.ReadAll(res.Body)
	res.Body.Close()
	if !strings.Contains(string(b), "milk") {
		t.Errorf("after a restart: %s", b)
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
}

// A store whose indexes are new is served while they are built.
func TestRunBuildsIndexes(t *testing.T) {
	store := model.NewMemStore("e1")
	s := newSite(t, store, nil)
	for range 3 {
		if a := s.json("POST", "/tasks", "["+strings.Repeat(`{"title":"milk"},`, 499)+`{"title":"last"}]`); a.StatusCode != 201 {
			t.Fatal(a.Status, a.body)
		}
	}
	s.Config.Handler.(*server.Server).Close()
	if err := store.Update(app.Space, func(tx model.StoreTx) error {
		return errors.Join(tx.DropIndex("grants:who"), tx.PutNote("indexes", "tasks:gone"))
	}); err != nil {
		t.Fatal(err)
	}
	s = newSite(t, store, nil)
	ctx := bounded(t)
	for {
		s.create("while they are built")
		text := ""
		store.View(app.Space, func(v model.StoreView) (err error) { text, err = v.Note("indexes"); return err })
		if strings.Contains(text, "grants:who") && strings.Contains(text, "outcomes:cause,at") {
			break
		}
		if ctx.Err() != nil {
			t.Fatalf("what is built: %q", text)
		}
	}
}
