// Package pgtest starts PostgreSQL servers for tests.
//
// A server is a real one, with fsync, in a folder of its own, reached by a socket
// in that folder. It needs the programs postgres and initdb, and pg_dump for Dump,
// on the PATH or where Debian puts them, and they do not run as root: root starts
// them as the user postgres or nobody.
package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// ErrMissing: PostgreSQL is not installed.
var ErrMissing = errors.New("the tests need PostgreSQL: the programs 'postgres' and 'initdb', on the PATH or in /usr/lib/postgresql/*/bin (on Debian: apt-get install postgresql)")

// Server is a PostgreSQL server. Its methods must not be called at the same time,
// but for URL and Schema.
type Server struct {
	dir   string // has the data, the socket and the log
	bin   string
	as    *syscall.Credential
	cmd   *exec.Cmd
	ended chan struct{} // closed when cmd has ended

	watch *exec.Cmd
	alive io.WriteCloser // when it ends without a line, the watch acts

	schemas atomic.Int64
}

// Start starts a server with an empty database. The caller stops it. An error is
// ErrMissing, or says what the server has said.
func Start() (*Server, error) {
	debian, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil {
		return nil, err
	}
	bin, err := find(debian)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return nil, err
	}
	s := &Server{dir: dir, bin: bin}
	if err := s.create(); err != nil {
		os.RemoveAll(dir)
		return nil, fmt.Errorf("create a PostgreSQL server: %w", err)
	}
	if err := s.Start(); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

// New starts a server for one test, and stops it when the test ends.
func New(t testing.TB) *Server {
	t.Helper()
	s, err := Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s
}

// find returns the folder of the programs: that on the PATH, or else that of the
// newest version among others.
func find(others []string) (string, error) {
	var dirs []string
	if path, err := exec.LookPath("postgres"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	slices.SortFunc(others, func(a, b string) int {
		version := func(dir string) int { n, _ := strconv.Atoi(filepath.Base(filepath.Dir(dir))); return n }
		return version(b) - version(a)
	})
	for _, dir := range append(dirs, others...) {
		if runs(dir, "postgres") && runs(dir, "initdb") {
			return dir, nil
		}
	}
	return "", ErrMissing
}

func runs(dir, name string) bool {
	_, err := exec.LookPath(filepath.Join(dir, name))
	return err == nil
}

func (s *Server) data() string { return filepath.Join(s.dir, "data") }
func (s *Server) log() string  { return filepath.Join(s.dir, "log") }

// create makes the folder of the data.
func (s *Server) create() error {
	if os.Getuid() == 0 {
		var err error
		if s.as, err = somebody(); err != nil {
			return err
		}
		if err := os.Chown(s.dir, int(s.as.Uid), int(s.as.Gid)); err != nil {
			return err
		}
	}
	out, err := s.command("initdb", "--pgdata", s.data(), "--username", "tandem", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync").CombinedOutput()
	if err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	return s.guard()
}

// somebody returns a user who is not root.
func somebody() (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil && uid != 0 {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Credential: s.as}
	return c
}

// guard starts a process that ends the server and removes its folder when this
// process dies without having done so: a test that runs into a time limit has no
// chance to.
func (s *Server) guard() error {
	s.watch = s.command("", `read -r _ || { read -r pid <"$1/data/postmaster.pid" && kill -QUIT "$pid"; } 2>/dev/null; rm -rf "$1"`, "sh", s.dir)
	sh, err := exec.LookPath("sh")
	if err != nil {
		return err
	}
	s.watch.Path, s.watch.Args = sh, append([]string{"sh", "-c"}, s.watch.Args[1:]...)
	s.watch.Dir = "/"
	if s.alive, err = s.watch.StdinPipe(); err != nil {
		return err
	}
	return s.watch.Start()
}

// patience bounds how long is waited for a server to start, in tries.
const patience = 400

// Start starts a server that was killed or stopped, on the data that is there,
// and waits until it answers. That of one that was killed may first have to end.
func (s *Server) Start() error {
	var err error
	for n := range patience {
		if s.cmd == nil {
			if err = s.launch(); err != nil {
				break
			}
		}
		var c *pgx.Conn
		if c, err = pgx.Connect(context.Background(), s.URL("postgres")); err == nil {
			return c.Close(context.Background())
		}
		select {
		case <-s.ended:
			s.cmd = nil // it could not start, as long as its predecessor is there
		case <-time.After(min(100*time.Millisecond, time.Millisecond<<min(n, 10))):
		}
	}
	said, _ := os.ReadFile(s.log())
	return fmt.Errorf("start a PostgreSQL server: %w\n%s", err, said)
}

func (s *Server) launch() error {
	log, err := os.Create(s.log())
	if err != nil {
		return err
	}
	defer log.Close()
	c := s.command("postgres", "-D", s.data(), "-k", s.dir, "-c", "listen_addresses=", "-c", "shared_buffers=64MB")
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		return err
	}
	s.cmd, s.ended = c, make(chan struct{})
	go func(ended chan struct{}) {
		_ = c.Wait() // it is ended by a signal
		close(ended)
	}(s.ended)
	return nil
}

// URL returns the address of a database of this server.
func (s *Server) URL(database string) string {
	return "postgres:///" + url.PathEscape(database) + "?" + url.Values{"host": {s.dir}, "user": {"tandem"}, "sslmode": {"disable"}}.Encode()
}

// Dir returns the folder in which the server keeps its data.
func (s *Server) Dir() string { return s.dir }

// Schema returns the address of tables that do not exist yet: of a database that
// all tests share, with a search_path that nobody else has. It is fast, since
// nothing is created.
func (s *Server) Schema() string {
	return s.URL("postgres") + "&search_path=test" + strconv.FormatInt(s.schemas.Add(1), 10)
}

// Dump returns statements that create the tables of a schema and fill them. They
// name no schema, so that a search_path says where.
func (s *Server) Dump(schema string) (string, error) {
	bin := filepath.Join(s.bin, "pg_dump")
	if !runs(s.bin, "pg_dump") {
		bin = "pg_dump"
	}
	c := exec.Command(bin, "--dbname", s.URL("postgres"), "--schema", schema, "--inserts", "--no-owner", "--no-privileges")
	c.Env = append(os.Environ(), "PGTZ=UTC")
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("pg_dump: %w", err)
	}
	// What is about this server and this program goes: settings, commands of psql,
	// comments, the schema, and empty lines. No line of a value is like these.
	var b strings.Builder
	for line := range strings.Lines(string(out)) {
		if line != "\n" && !strings.HasPrefix(line, "--") && !strings.HasPrefix(line, "\\") && !strings.HasPrefix(line, "SET ") &&
			!strings.HasPrefix(line, "CREATE SCHEMA ") && !strings.HasPrefix(line, "SELECT pg_catalog.set_config(") {
			b.WriteString(strings.ReplaceAll(line, schema+".", ""))
		}
	}
	return b.String(), nil
}

// Exec runs statements on a connection of their own, to an address that URL or
// Schema has returned.
func Exec(url string, statements ...string) error {
	c, err := pgx.Connect(context.Background(), url)
	if err != nil {
		return err
	}
	defer c.Close(context.Background())
	for _, text := range statements {
		if _, err := c.Exec(context.Background(), text); err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	return nil
}

// Kill ends the server and its processes at once, by SIGKILL, as a crash does.
// Start starts it again.
func (s *Server) Kill() error {
	if s.cmd == nil {
		return nil
	}
	pids, err := s.processes()
	if err != nil {
		return err
	}
	// The first process goes first, or it would notice that the others die, and
	// start them anew.
	err = s.cmd.Process.Kill()
	for _, pid := range pids {
		// It may have ended by itself.
		_ = syscall.Kill(pid, syscall.SIGKILL)
	}
	<-s.ended
	s.cmd = nil
	return err
}

// processes returns the ids of the server's processes but the first.
func (s *Server) processes() ([]int, error) {
	c, err := pgx.Connect(context.Background(), s.URL("postgres"))
	if err != nil {
		return nil, err
	}
	defer c.Close(context.Background())
	rows, err := c.Query(context.Background(), "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int])
}

// Stop ends the server, and removes all that it has written.
func (s *Server) Stop() {
	if s.cmd != nil {
		_ = s.cmd.Process.Signal(syscall.SIGQUIT) // at once: nobody needs the data
		<-s.ended
		s.cmd = nil
	}
	if s.watch != nil && s.watch.Process != nil {
		_, _ = io.WriteString(s.alive, "stopped\n")
		s.alive.Close()
		_ = s.watch.Wait() // what it has to do is done again here
	}
	os.RemoveAll(s.dir)
}

// Log returns what the server has said since it was started.
func (s *Server) Log() string {
	b, _ := os.ReadFile(s.log())
	return strings.TrimSpace(string(b))
}
