package model

import (
	"errors"
	"slices"
	"sync"
)

// MemStore is a Store in memory, for tests and for a server that may forget.
type MemStore struct {
	epoch  string
	mu     sync.Mutex
	spaces map[string]*memSpace
}

// NewMemStore returns an empty store whose history has the given name.
func NewMemStore(epoch string) *MemStore {
	return &MemStore{epoch: epoch, spaces: map[string]*memSpace{}}
}

type memSpace struct {
	head     Cursor
	records  map[string]*Record
	keys     map[string][]string // by collection, sorted
	order    []touch             // of the changes, by commit
	history  map[string][]Change
	commits  []Commit
	clients  map[string]Client
	outcomes map[string][]Outcome // by client, in order
	byID     map[ID]Outcome
}

type touch struct {
	seq uint64
	key string
}

func (m *MemStore) space(name string) *memSpace {
	s := m.spaces[name]
	if s == nil {
		s = &memSpace{head: Cursor{Epoch: m.epoch}, records: map[string]*Record{}, keys: map[string][]string{}, history: map[string][]Change{},
			clients: map[string]Client{}, outcomes: map[string][]Outcome{}, byID: map[ID]Outcome{}}
		m.spaces[name] = s
	}
	return s
}

// View implements Store.
func (m *MemStore) View(space string, f func(StoreView) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return f(m.space(space))
}

// Update implements Store.
func (m *MemStore) Update(space string, f func(StoreTx) error) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	tx := &memTx{memSpace: m.space(space)}
	if err := f(tx); err != nil {
		return err
	}
	tx.apply()
	return nil
}

// Commits returns the commits of a space, oldest first.
func (m *MemStore) Commits(space string) []Commit {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.space(space).commits)
}

func (s *memSpace) Head() Cursor { return s.head }

func (s *memSpace) Get(key string) (*Record, error) { return s.records[key], nil }

func (s *memSpace) List(collection string) ([]*Record, error) {
	rs := make([]*Record, 0, len(s.keys[collection]))
	for _, k := range s.keys[collection] {
		rs = append(rs, s.records[k])
	}
	return rs, nil
}

func (s *memSpace) History(key string, seq uint64) ([]Change, bool, error) {
	h := s.history[key]
	i := len(h)
	for i > 0 && h[i-1].At.Seq > seq {
		i--
	}
	return h[i:], true, nil
}

func (s *memSpace) Since(seq uint64) ([]*Record, error) {
	i, _ := slices.BinarySearchFunc(s.order, seq, func(t touch, n uint64) int {
		if t.seq <= n {
			return -1
		}
		return 1
	})
	var rs []*Record
	for _, t := range s.order[i:] {
		if r := s.records[t.key]; r.Last.Seq == t.seq {
			rs = append(rs, r)
		}
	}
	return rs, nil
}

func (s *memSpace) Client(id string) (Client, error) {
	c := s.clients[id]
	c.ID = id
	return c, nil
}

func (s *memSpace) Outcomes(client string, n uint64) ([]Outcome, error) {
	all := s.outcomes[client]
	i := len(all)
	for i > 0 && all[i-1].N > n {
		i--
	}
	return all[i:], nil
}

func (s *memSpace) Outcome(id ID) (*Outcome, error) {
	if o, ok := s.byID[id]; ok {
		return &o, nil
	}
	return nil, nil
}

var errGap = errors.New("a commit that does not follow the last one")

type memTx struct {
	*memSpace
	commits  []*Commit
	after    [][]*Record
	clients  []Client
	outcomes []Outcome
}

func (tx *memTx) Append(c *Commit, after []*Record) error {
	if c.Seq != tx.head.Seq+uint64(len(tx.commits))+1 {
		return errGap
	}
	tx.commits, tx.after = append(tx.commits, c), append(tx.after, after)
	return nil
}

func (tx *memTx) PutClient(c Client) error   { tx.clients = append(tx.clients, c); return nil }
func (tx *memTx) PutOutcome(o Outcome) error { tx.outcomes = append(tx.outcomes, o); return nil }

func (tx *memTx) apply() {
	s := tx.memSpace
	for i, c := range tx.commits {
		s.head.Seq = c.Seq
		s.commits = append(s.commits, *c)
		for k := range c.Changes {
			s.history[c.Changes[k].Key] = append(s.history[c.Changes[k].Key], c.Changes[k])
		}
		for _, r := range tx.after[i] {
			s.records[r.Key] = r
			s.order = append(s.order, touch{c.Seq, r.Key})
			col := r.Collection()
			at, ok := slices.BinarySearch(s.keys[col], r.Key)
			if r.Gone && ok {
				s.keys[col] = slices.Delete(s.keys[col], at, at+1)
			} else if !r.Gone && !ok {
				s.keys[col] = slices.Insert(s.keys[col], at, r.Key)
			}
		}
	}
	for _, c := range tx.clients {
		s.clients[c.ID] = c
	}
	for _, o := range tx.outcomes {
		s.outcomes[o.Client] = append(s.outcomes[o.Client], o)
		if _, ok := s.byID[o.ID]; !ok {
			s.byID[o.ID] = o
		}
	}
}
