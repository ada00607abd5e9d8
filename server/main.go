package server

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/postgres"
	"github.com/tandemgo/tandem/server/sqlite"
)

// Config is how a server is run.
type Config struct {
	// Port is the TCP port; the variable PORT and the flag -port set it.
	// Defaults to 8080; 0 takes a free one.
	Port string
	// Host is the address to listen on. Defaults to all.
	Host string
	// Data is where the data is kept: the folder of an SQLite database, made if
	// it is missing, or the postgres:// address of a PostgreSQL database, which
	// several servers may share. The variable DATA and the flag -data set it.
	// Defaults to "data".
	Data string
	// Assets is the folder of the browser's half. Defaults to "assets" beside
	// the program.
	Assets string
	// Origins are the origins under which browsers know the server, separated
	// by commas, when it stands behind a proxy. The variable ORIGINS and the
	// flag -origins set it.
	Origins string
	// Dev is Options.Dev. The variable DEV, if it is "1", and the flag -dev set
	// it; 'tandem run' does.
	Dev bool
	// Engine makes Options.Host; nil is Tandem's own engine.
	Engine func(*app.App, *Assets) (*Host, error)
}

// Main runs the server of an application until it is told to stop, and ends the
// program. Settings come from flags, then from the environment; what cannot
// work ends it with status 1 and a message that says why.
func Main(a *app.App) { MainHost(a, nil) }

// MainHost is Main for another engine in the browser, as in Config.Engine.
func MainHost(a *app.App, engine func(*app.App, *Assets) (*Host, error)) {
	c := Config{Engine: engine}
	f := flag.NewFlagSet(filepath.Base(os.Args[0]), flag.ExitOnError)
	f.StringVar(&c.Port, "port", env("PORT", "8080"), "TCP port; 0 takes a free one")
	f.StringVar(&c.Host, "host", env("HOST", ""), "address to listen on")
	f.StringVar(&c.Data, "data", env("DATA", "data"), "folder of the database, or address of a PostgreSQL database")
	f.StringVar(&c.Assets, "assets", env("ASSETS", besideProgram("assets")), "folder of the browser's half")
	f.StringVar(&c.Origins, "origins", env("ORIGINS", ""), "origins of the server as browsers know it, separated by commas")
	f.BoolVar(&c.Dev, "dev", os.Getenv("DEV") == "1", "tell in the browser's console what pages put right")
	f.Parse(os.Args[1:])
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := Run(ctx, a, c, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, a.Name()+": "+err.Error())
		os.Exit(1)
	}
}

func env(name, otherwise string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return otherwise
}

func besideProgram(name string) string {
	exe, err := os.Executable()
	if err != nil {
		return name
	}
	return filepath.Join(filepath.Dir(exe), name)
}

// store is what keeps the data, until it is closed.
type store interface {
	model.Store
	Close() error
}

// openStore opens what Config.Data names.
func openStore(data string) (store, error) {
	// No folder has a name like that: it has an empty part.
	if strings.HasPrefix(data, "postgres://") || strings.HasPrefix(data, "postgresql://") {
		s, err := postgres.Open(data, nil)
		if err != nil {
			return nil, err // it names the database, without the password
		}
		return s, nil
	}
	if err := os.MkdirAll(data, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder cannot be made; choose one with DATA or -data: %w", err)
	}
	s, err := sqlite.Open(filepath.Join(data, "tandem.db"), nil)
	if err != nil {
		return nil, fmt.Errorf("open the database in %s: %w", data, err)
	}
	return s, nil
}

// Run serves the application until ctx ends, then stops in order: no new
// requests, what was taken is committed, the connections are told. It writes
// the URL to out once it answers.
func Run(ctx context.Context, a *app.App, c Config, out io.Writer) error {
	l, err := net.Listen("tcp", net.JoinHostPort(c.Host, c.Port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port %s is in use by another program; choose one with PORT or -port", c.Port)
	}
	if err != nil {
		return fmt.Errorf("listen on port %s: %w", c.Port, err)
	}
	defer l.Close()
	assets, err := OpenAssets(c.Assets)
	if err != nil {
		return err
	}
	store, err := openStore(c.Data)
	if err != nil {
		return err
	}
	defer store.Close()
	o := &Options{Assets: assets, Dev: c.Dev, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))}
	if c.Engine != nil {
		if o.Host, err = c.Engine(a, assets); err != nil {
			return err
		}
	}
	for origin := range strings.SplitSeq(c.Origins, ",") {
		if origin = strings.TrimSpace(origin); origin != "" {
			o.Origins = append(o.Origins, origin)
		}
	}
	if err := model.Prepare(store, app.Space); err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	s := New(a, store, o)
	h := &http.Server{Handler: s, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug)}
	served := make(chan error, 1)
	go func() { served <- h.Serve(l) }()
	host := c.Host
	if host == "" {
		host = "localhost"
	}
	fmt.Fprintf(out, "%s is at http://%s\n", a.Name(), net.JoinHostPort(host, fmt.Sprint(l.Addr().(*net.TCPAddr).Port)))
	select {
	case err = <-served:
	case <-ctx.Done():
		s.close()
		grace, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		err = h.Shutdown(grace)
	}
	s.Close()
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return err
}
