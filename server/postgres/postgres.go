package postgres

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	randv2 "math/rand/v2"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/tandemgo/tandem/model"
)

// Options are the settings of Open; nil means all defaults.
type Options struct {
	// Epoch names the history of a new space: up to 64 letters, digits,
	// hyphens and underscores. Defaults to 16 random characters.
	Epoch func() string
}

// Store is a model.Store in a database. It is safe for concurrent use, and so is
// the database by several Stores.
type Store struct {
	epoch  func() string
	pool   *pgxpool.Pool
	size   int    // of the pool
	schema string // has the tables

	turns   turns
	writing chan struct{} // as many as may write at once, in different spaces

	mu     sync.RWMutex // held for reading by every View and Update
	closed bool
}

// background: a Store's methods have no context, and the driver asks for one.
var background = context.Background()

// Open connects to the database at a postgres:// address, and creates the tables
// if there are none or takes them to this version; any number of nodes may do so
// at the same time. The address has the form and the parameters of libpq's, and
// those of pgxpool, of which pool_max_conns is how many connections there are at
// most: at least 2, by default 4 or the number of processors if that is more.
// connect_timeout is 10 seconds unless it is given. An error wraps one of this
// package's, and has no password in it.
func Open(url string, o *Options) (*Store, error) {
	s := &Store{epoch: func() string { return strings.ToLower(rand.Text()[:16]) }}
	if o != nil && o.Epoch != nil {
		s.epoch = o.Epoch
	}
	c, err := s.config(url)
	if err != nil {
		return nil, fmt.Errorf("open a database: %w", err)
	}
	where := fmt.Sprintf("open database %s at %s", c.ConnConfig.Database, c.ConnConfig.Host)
	if s.pool, err = pgxpool.NewWithConfig(background, c); err != nil {
		return nil, fault(where, err)
	}
	if err := s.migrate(); err != nil {
		s.pool.Close()
		return nil, fault(where, err)
	}
	return s, nil
}

// Close waits for what is under way, and closes the connections. It always
// returns nil.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		s.pool.Close()
	}
	return nil
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
// wait for another View. When the connection is lost, what f reads fails, and the
// error is for the caller to try again.
func (s *Store) View(space string, f func(model.StoreView) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	ss, err := s.begin("view space "+space, reading, readHead, space)
	if err != nil {
		return err
	}
	defer ss.end()
	return f(&ss.view)
}

// attempts is how often an Update is tried when other transactions are in the
// way. That of another node is waited for; only one by hand can be.
const attempts = 8

// Update implements model.Store. It waits for those of the same space, at all
// nodes, and f must not call Update. When other transactions are in the way, f is
// run again; after some times, the error is ErrConflict. A connection that is lost
// at the very end is looked into for some seconds, and gives ErrUncertain if the
// server does not come back.
func (s *Store) Update(space string, f func(model.StoreTx) error) error {
	if err := s.enter(); err != nil {
		return err
	}
	defer s.leave()
	// Waiting is done here, not in the database, where it would take up a
	// connection.
	defer s.turns.take(space)()
	s.writing <- struct{}{}
	defer func() { <-s.writing }()
	for n := 1; ; n++ {
		err := s.update(space, f)
		if n == attempts || !errors.Is(err, ErrConflict) {
			return err
		}
		pause(n)
	}
}

func (s *Store) update(space string, f func(model.StoreTx) error) error {
	doing := "update space " + space
	ss, err := s.begin(doing, writing, lockHead, space)
	if err != nil {
		return err
	}
	defer ss.end()
	t := &tx{view: ss.view, epoch: ss.point.Epoch, last: ss.point.Seq, forgets: ss.horizon}
	if err := f(t); err != nil {
		return err
	}
	if t.wrong != nil {
		return t.wrong
	}
	err = ss.commit(t.batch())
	if err == nil {
		return nil
	}
	if ss.end(); !ss.lost {
		return fault(doing, err)
	}
	return s.settle(space, doing, &t.proof, err)
}

// pause waits a little before try n+1: some milliseconds, twice as long every
// time, up to a second, and never the same.
func pause(n int) {
	time.Sleep(time.Duration(randv2.Int64N(int64(min(time.Second, 4*time.Millisecond<<n)))))
}

// turns has the writers of a process wait for one another, those of each space by
// themselves.
type turns struct {
	mu     sync.Mutex
	spaces map[string]*turn
}

type turn struct {
	sync.Mutex
	waiting int // and writing
}

// take waits for a space, and returns what gives it to the next.
func (t *turns) take(space string) (done func()) {
	t.mu.Lock()
	w := t.spaces[space]
	if w == nil {
		if w = (&turn{}); t.spaces == nil {
			t.spaces = map[string]*turn{}
		}
		t.spaces[space] = w
	}
	w.waiting++
	t.mu.Unlock()
	w.Lock()
	return func() {
		w.Unlock()
		t.mu.Lock()
		defer t.mu.Unlock()
		if w.waiting--; w.waiting == 0 {
			delete(t.spaces, space)
		}
	}
}

// terminal reports whether trying again cannot help: the server is there, and
// says no.
func terminal(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && reason(err) != ErrConnection
}
