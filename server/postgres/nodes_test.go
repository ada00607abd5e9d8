package postgres_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server/postgres"
	"github.com/tandemgo/tandem/server/postgres/pgtest"
)

// next appends a commit with one record, chained to the one before it.
func next(tx model.StoreTx, by string) (*model.Commit, error) {
	head := tx.Head().Seq
	prev, ok, err := tx.Chain(head)
	if err != nil || !ok {
		return nil, fmt.Errorf("the hash of commit %d: %t, %w", head, ok, err)
	}
	at := model.Version{Seq: head + 1, Client: by, N: head + 1}
	key, v := fmt.Sprintf("todos/%d", at.Seq), model.String(by)
	c := &model.Commit{Seq: at.Seq, User: "ann", Method: "POST", URI: "/todos", Client: by, N: at.N, Intent: model.ID{7}, Changes: []model.Change{
		{Key: key, Op: model.OpCreate, At: at, Topic: "todos", Fields: []model.FieldChange{{Name: "title", After: v}}}}}
	c.Hash = c.Sum(prev)
	return c, tx.Append(c, []*model.Record{{Key: key, Last: at, Born: at.Seq, Topic: "todos", Fields: []model.Field{{Name: "title", Value: v, Last: at}}}}, nil)
}

// whole checks that every number from 1 to the head is there, that the chain holds,
// and that the records are those of the commits.
func whole(v model.StoreView) ([]model.Commit, error) {
	cs, err := v.Commits(0, 0)
	if err != nil {
		return nil, err
	}
	rs, err := v.Since(0, 0)
	if err != nil {
		return nil, err
	}
	if head := v.Head().Seq; uint64(len(cs)) != head || uint64(len(rs)) != head {
		return nil, fmt.Errorf("%d commits and %d records, the head is %d", len(cs), len(rs), head)
	}
	var prev model.Hash
	for i, c := range cs {
		if c.Seq != uint64(i+1) || c.Hash != c.Sum(prev) || rs[i].Last.Seq != c.Seq || rs[i].Value("title") != model.String(c.Client) {
			return nil, fmt.Errorf("commit %d is %+v, its record %+v", i+1, c, rs[i])
		}
		prev = c.Hash
	}
	return cs, nil
}

func update(t testing.TB, s *postgres.Store, by string) {
	t.Helper()
	if err := s.Update("main", func(tx model.StoreTx) error { _, err := next(tx, by); return err }); err != nil {
		t.Fatal(err)
	}
}

func check(t testing.TB, s *postgres.Store, head int) {
	t.Helper()
	if err := s.View("main", func(v model.StoreView) error {
		cs, err := whole(v)
		if err == nil && len(cs) != head {
			err = fmt.Errorf("the head is %d, want %d", len(cs), head)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// Pitfall 1 on PostgreSQL: two nodes write to one database at the same time.
// Nobody sees a gap, and no commit is lost.
func TestNodes(t *testing.T) {
	url := shared.Schema()
	nodes := []*postgres.Store{openAt(t, url), openAt(t, url)}
	const writers, each = 3, 40
	var writing, reading sync.WaitGroup
	done := make(chan struct{})
	for n, s := range nodes {
		for w := range writers {
			writing.Go(func() {
				for range each {
					if err := s.Update("main", func(tx model.StoreTx) error {
						_, err := next(tx, fmt.Sprintf("%d-%d", n, w))
						return err
					}); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		reading.Go(func() {
			for last := uint64(0); ; {
				err := s.View("main", func(v model.StoreView) error {
					if v.Head().Seq < last {
						return fmt.Errorf("the head was %d and is %d", last, v.Head().Seq)
					}
					last = v.Head().Seq
					_, err := whole(v)
					return err
				})
				if err != nil {
					t.Error(err)
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
	}
	writing.Wait()
	close(done)
	reading.Wait()
	for _, s := range nodes {
		check(t, s, len(nodes)*writers*each)
	}
}

// A new space has one epoch, whichever node has used it first.
func TestNodesCreate(t *testing.T) {
	url := shared.Schema()
	nodes := []*postgres.Store{openAt(t, url), openAt(t, url)}
	for round := range 10 {
		space := fmt.Sprint("space ", round)
		epochs := make([]string, 4)
		var wg sync.WaitGroup
		for i := range epochs {
			wg.Go(func() {
				s := nodes[i%2]
				var err error
				if i < 2 {
					err = s.View(space, func(v model.StoreView) error { epochs[i] = v.Head().Epoch; return nil })
				} else {
					err = s.Update(space, func(tx model.StoreTx) error { epochs[i] = tx.Head().Epoch; _, err := next(tx, "c"); return err })
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		for _, e := range epochs {
			if e == "" || e != epochs[0] {
				t.Fatalf("the epochs are %q", epochs)
			}
		}
	}
}

// TestKill: the server dies while two nodes write. What they were told is durable
// is there when it is back, what they were told has failed is not, and they go on
// by themselves.
func TestKill(t *testing.T) {
	server := pgtest.New(t)
	url := server.Schema()
	nodes := []*postgres.Store{openAt(t, url), openAt(t, url)}
	for round := range 3 {
		var mu sync.Mutex
		durable, failed := map[uint64]model.Hash{}, map[uint64]model.Hash{}
		enough := make(chan struct{})
		var down atomic.Bool
		var wg sync.WaitGroup
		for n, s := range nodes {
			wg.Go(func() {
				for i := 0; ; i++ {
					var c *model.Commit
					err := s.Update("main", func(tx model.StoreTx) (err error) {
						c, err = next(tx, fmt.Sprintf("%d-%d-%d", round, n, i))
						return err
					})
					mu.Lock()
					switch {
					case err == nil:
						if durable[c.Seq] = c.Hash; len(durable) == 30+11*round {
							close(enough)
						}
					case !errors.Is(err, model.ErrStore) || !down.Load():
						t.Error(err)
					case c != nil && !errors.Is(err, postgres.ErrUncertain):
						failed[c.Seq] = c.Hash
					}
					mu.Unlock()
					if down.Load() || err != nil {
						return
					}
				}
			})
		}
		<-enough
		down.Store(true)
		if err := server.Kill(); err != nil {
			t.Fatal(err)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		for n, s := range nodes {
			update(t, s, "after")
			if err := s.View("main", func(v model.StoreView) error {
				cs, err := whole(v)
				if err != nil {
					return err
				}
				for _, c := range cs {
					if h, ok := failed[c.Seq]; ok && h == c.Hash {
						t.Errorf("node %d: commit %d was said to have failed, and is there", n, c.Seq)
					}
					if h, ok := durable[c.Seq]; ok && h == c.Hash {
						delete(durable, c.Seq)
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if n == 0 && len(durable) > 0 {
				t.Errorf("%d commits were said to be durable, and are gone", len(durable))
			}
		}
	}
}

// terminate ends the other connections to a schema's tables, by hand.
func terminate(t testing.TB, url string) {
	t.Helper()
	if err := pgtest.Exec(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE state LIKE 'idle%' AND pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
}

// A connection that is ended inside of a transaction fails it, and no other.
func TestTerminated(t *testing.T) {
	url := shared.Schema()
	s := openAt(t, url)
	update(t, s, "before")
	for _, reads := range []bool{true, false} {
		err := s.Update("main", func(tx model.StoreTx) error {
			terminate(t, url)
			if reads {
				_, err := tx.Get("todos/1")
				return err
			}
			_, err := next(beheaded{tx}, "lost")
			return err
		})
		if !errors.Is(err, postgres.ErrConnection) || !errors.Is(err, model.ErrStore) || errors.Is(err, postgres.ErrUncertain) {
			t.Errorf("an update that reads (%t): %v", reads, err)
		}
		err = s.View("main", func(v model.StoreView) error {
			terminate(t, url)
			_, err := v.Get("todos/1")
			return err
		})
		if !errors.Is(err, postgres.ErrConnection) || !errors.Is(err, model.ErrStore) {
			t.Errorf("a view: %v", err)
		}
	}
	// Connections that were ended while nobody used them are not noticed at all.
	for i := range 5 {
		terminate(t, url)
		update(t, s, "after")
		terminate(t, url)
		check(t, s, i+2)
	}
}

// beheaded is a transaction that does not read, since its connection is lost.
type beheaded struct{ model.StoreTx }

func (beheaded) Chain(uint64) (model.Hash, bool, error) { return model.Hash{1}, true, nil }

// wire is a socket before that of the server, on which an answer can be lost.
type wire struct {
	dir string
	cut atomic.Bool // the next answer to COMMIT is lost, and the connection with it
}

func newWire(t *testing.T) *wire {
	t.Helper()
	w := &wire{}
	var err error
	if w.dir, err = os.MkdirTemp("", "pgtest"); err != nil {
		t.Fatal(err)
	}
	const name = ".s.PGSQL.5432"
	l, err := net.Listen("unix", filepath.Join(w.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close(); os.RemoveAll(w.dir) })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial("unix", filepath.Join(shared.Dir(), name))
			if err != nil {
				c.Close()
				return
			}
			go func() { io.Copy(server, c); server.Close() }()
			go func() { w.answer(c, server); c.Close(); server.Close() }()
		}
	}()
	return w
}

func (w *wire) answer(to io.Writer, from io.Reader) {
	b := make([]byte, 64<<10)
	for {
		n, err := from.Read(b)
		if err != nil || bytes.Contains(b[:n], []byte("COMMIT\x00")) && w.cut.CompareAndSwap(true, false) {
			return
		}
		if _, err := to.Write(b[:n]); err != nil {
			return
		}
	}
}

// When the answer to the last statement is lost, the store finds out what has
// become of the Update.
func TestUncertain(t *testing.T) {
	w := newWire(t)
	url := strings.Replace(shared.Schema(), filepath.Base(shared.Dir()), filepath.Base(w.dir), 1)
	s := openAt(t, url)
	update(t, s, "before")
	w.cut.Store(true)
	update(t, s, "cut")
	if w.cut.Load() {
		t.Fatal("the connection was not cut")
	}
	check(t, s, 2)
	o := model.Outcome{User: "ann", Client: "c", N: 1, ID: model.ID{1}, Kind: model.Rejected, Reason: model.Reject(model.CodeInvalid, "no")}
	w.cut.Store(true)
	if err := s.Update("main", func(tx model.StoreTx) error { return tx.PutOutcome(o) }); err != nil || w.cut.Load() {
		t.Errorf("an update that has left an outcome: %v", err)
	}
	// What leaves nothing that is its own cannot be told from what somebody else
	// has written.
	w.cut.Store(true)
	if err := s.Update("main", func(tx model.StoreTx) error { return tx.PutNote("n", "x") }); !errors.Is(err, postgres.ErrUncertain) || !errors.Is(err, model.ErrStore) {
		t.Errorf("an update of a note: %v", err)
	}
	update(t, s, "after")
	check(t, s, 3)
}

// Nodes that start together create the tables once.
func TestOpenTogether(t *testing.T) {
	url := shared.Schema()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			s, err := postgres.Open(url, nil)
			if err != nil {
				t.Error(err)
				return
			}
			s.Close()
		})
	}
	wg.Wait()
	update(t, openAt(t, url), "c")
}
