package sqlite

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	driver "modernc.org/sqlite"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/internal/row"
)

// Options are the settings of Open; nil means all defaults.
type Options struct {
	// Epoch names the history of a new space: up to 64 letters, digits,
	// hyphens and underscores. Defaults to 16 random characters.
	Epoch func() string
}

// Store is a model.Store in a file.
type Store struct {
	epoch func() string
	db    *sql.DB
	lock  *sql.DB   // of the file beside it
	held  *sql.Conn // has the lock, as long as the store is open

	writing sync.Mutex
	writer  *session

	readers chan *session
	size    int

	mu     sync.RWMutex // held for reading by every View and Update
	closed bool
}

// background: a Store's methods have no context, and database/sql asks for one.
var background = context.Background()

// Open opens the database at path, and creates it if there is none; its folder
// must exist. An error wraps one of this package's.
func Open(path string, o *Options) (*Store, error) {
	if path == "" || path == ":memory:" {
		return nil, fmt.Errorf("open %q: %w: a path is needed", path, ErrAccess)
	}
	s := &Store{epoch: func() string { return strings.ToLower(rand.Text()[:16]) }, size: max(4, runtime.GOMAXPROCS(0))}
	if o != nil && o.Epoch != nil {
		s.epoch = o.Epoch
	}
	if err := s.open(path); err != nil {
		s.shut()
		return nil, fmt.Errorf("open database %s: %w", path, err)
	}
	return s, nil
}

func (s *Store) open(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return fault("find the folder", err)
	}
	// The lock must be the same by whatever name the file is opened.
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	} else if real, err := filepath.EvalSymlinks(filepath.Dir(path)); err == nil {
		path = filepath.Join(real, filepath.Base(path))
	}
	if err := s.acquire(path + ".lock"); err != nil {
		return err
	}
	if s.db, err = connect(path, "busy_timeout(5000)", "synchronous(FULL)", "foreign_keys(1)", "journal_size_limit(67108864)", "cache_size(-8192)"); err != nil {
		return fault("connect", err)
	}
	if s.writer, err = s.session(); err != nil {
		return err
	}
	if err := s.migrate(); err != nil {
		return err
	}
	if err := s.writer.prepare(true); err != nil {
		return err
	}
	s.readers = make(chan *session, s.size)
	for range s.size {
		r, err := s.session()
		if err != nil {
			return err
		}
		s.readers <- r
		if err := r.prepare(false); err != nil {
			return err
		}
	}
	return nil
}

// acquire takes the lock for as long as the process lives. SQLite's own lock is
// taken on a second file, since one on the database would keep out our readers
// and whoever looks into it with sqlite3. It works on every system, and the
// operating system drops it when the process dies.
func (s *Store) acquire(path string) error {
	var err error
	if s.lock, err = connect(path, "busy_timeout(0)"); err != nil {
		return fault("connect", err)
	}
	if s.held, err = s.lock.Conn(background); err != nil {
		return fault("take the lock "+path, err)
	}
	_, err = s.held.ExecContext(background, "BEGIN EXCLUSIVE")
	return fault("take the lock "+path, err)
}

// connect returns connections with the given settings. A path may hold any
// character, so it is given as a URI.
func connect(path string, pragmas ...string) (*sql.DB, error) {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), OmitHost: true, RawQuery: url.Values{"_pragma": pragmas, "_error_rc": {"1"}}.Encode()}
	if u.Path[0] != '/' {
		u.Path = "/" + u.Path // C:/data
	}
	c, err := driver.NewConnector(u.String())
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(c)
	db.SetMaxIdleConns(64) // the connections are kept by the store
	return db, nil
}

// migrate brings the schema to this version. Nothing is written to a file that
// is not ours.
func (s *Store) migrate() error {
	c := s.writer.conn
	var app, v, tables int64
	row := c.QueryRowContext(background, "SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version), (SELECT count(*) FROM sqlite_schema)")
	if err := row.Scan(&app, &v, &tables); err != nil {
		return fault("read the schema's version", err)
	}
	switch {
	case app == application && v > version:
		return fmt.Errorf("%w: schema %d, known up to %d", ErrNewer, v, version)
	case app != application && (tables > 0 || app != 0 || v != 0):
		return ErrForeign
	}
	var mode string
	if err := c.QueryRowContext(background, "PRAGMA journal_mode = WAL").Scan(&mode); err != nil {
		return fault("turn on the write-ahead log", err)
	}
	if mode != "wal" {
		return fmt.Errorf("%w: the write-ahead log cannot be used here, only %s", ErrAccess, mode)
	}
	if app == application {
		if v == version {
			return nil
		}
		return s.writer.transaction("take the file to this version", "BEGIN IMMEDIATE", func() error { return s.upgrade(v) })
	}
	return s.writer.transaction("create the schema", "BEGIN IMMEDIATE", func() error {
		_, err := c.ExecContext(background, fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d", schema, application, version))
		return fault("create the schema", err)
	})
}

// upgrade takes a file of an older version to this one, in a transaction.
func (s *Store) upgrade(from int64) error {
	for _, step := range steps[from:] {
		if err := s.writer.exec(step); err != nil {
			return fault("take the file to this version", err)
		}
	}
	if from < 2 {
		if err := s.chainUp(); err != nil {
			return err
		}
	}
	return fault("take the file to this version", s.writer.exec(fmt.Sprintf("PRAGMA user_version = %d", version)))
}

// chainUp computes the hashes of commits that were written without.
func (s *Store) chainUp() error {
	w := s.writer
	if err := w.prepare(true); err != nil {
		return err
	}
	if err := w.exec("UPDATE commits SET hash = zeroblob(32)"); err != nil {
		return fault("write hashes", err)
	}
	names, err := w.names()
	if err != nil {
		return err
	}
	for _, name := range names {
		v, _, err := w.view(name)
		if err != nil {
			return err
		}
		var prev model.Hash
		for seq := uint64(0); ; {
			cs, err := v.Commits(seq, 1000)
			if err != nil {
				return err
			}
			if len(cs) == 0 {
				break
			}
			for i := range cs {
				prev, seq = cs[i].Sum(prev), cs[i].Seq
				if _, err := w.conn.ExecContext(background, "UPDATE commits SET hash = ? WHERE space = ? AND seq = ?", prev[:], name, row.Number(seq)); err != nil {
					return fault("write hashes", err)
				}
			}
		}
	}
	return nil
}

// names returns the names of all spaces.
func (s *session) names() ([]string, error) {
	stmt, err := s.conn.PrepareContext(background, "SELECT name FROM spaces ORDER BY name")
	if err != nil {
		return nil, fault("read the spaces", err)
	}
	defer stmt.Close()
	var names []string
	err = each("read the spaces", stmt, nil, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		names = append(names, name)
		return err
	})
	return names, err
}

// Close waits for what is under way, and closes the database.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	return fault("close the database", s.shut())
}

func (s *Store) shut() error {
	var errs error
	if s.readers != nil {
		for range len(s.readers) {
			(<-s.readers).close()
		}
	}
	if s.writer != nil {
		s.writer.close()
	}
	if s.db != nil {
		errs = s.db.Close()
	}
	// The lock goes last: until then the file is ours.
	if s.held != nil {
		_ = s.held.Close()
	}
	if s.lock != nil {
		if err := s.lock.Close(); errs == nil {
			errs = err
		}
	}
	return errs
}

// enter keeps the store from being closed until leave is called.
func (s *Store) enter() error {
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return ErrClosed
	}
	return nil
}

func (s *Store) leave() { s.mu.RUnlock() }

// View implements model.Store. It holds one of a few connections, so f must not
// wait for another View.
func (s *Store) View(space string, f func(model.StoreView) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	found, err := s.view(space, f)
	if err != nil || found {
		return err
	}
	// A space begins with its first use, which may be a read.
	if err := s.create(space); err != nil {
		return err
	}
	found, err = s.view(space, f)
	if err == nil && !found {
		err = fmt.Errorf("view space %s: %w: it was not created", space, model.ErrStore)
	}
	return err
}

func (s *Store) view(space string, f func(model.StoreView) error) (found bool, err error) {
	r := <-s.readers
	defer func() { s.readers <- r }()
	err = r.transaction("view space "+space, "BEGIN", func() error {
		// Reading the head also fixes the point that all else is read at.
		v, ok, err := r.view(space)
		if found = ok; err != nil || !ok {
			return err
		}
		return f(v)
	})
	return found, err
}

func (s *Store) create(space string) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.writer.transaction("create space "+space, "BEGIN IMMEDIATE", func() error {
		return fault("create space "+space, s.writer.run(insertSpace, space, s.epoch()))
	})
}

// Update implements model.Store. The database has one writer, so an Update
// waits for those of other spaces too, and f must not call Update.
func (s *Store) Update(space string, f func(model.StoreTx) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	s.writing.Lock()
	defer s.writing.Unlock()
	w := s.writer
	return w.transaction("update space "+space, "BEGIN IMMEDIATE", func() error {
		v, ok, err := w.view(space)
		if err == nil && !ok {
			if err := w.run(insertSpace, space, s.epoch()); err != nil {
				return fault("create space "+space, err)
			}
			v, _, err = w.view(space)
		}
		if err != nil {
			return err
		}
		tx := &tx{view: v, last: v.point.Seq, forgets: v.horizon}
		if err := f(tx); err != nil {
			return err
		}
		return tx.write()
	})
}
