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
	table
	head     Cursor
	order    []touch // of the changes, by commit
	history  map[string][]Change
	commits  []Commit // after the horizon
	horizon  uint64
	forgot   Hash // of the commit at the horizon
	clients  map[string]Client
	outcomes map[string][]Outcome // by client, in order
	byID     map[userID]Outcome
	notes    map[string]string
}

type touch struct {
	seq uint64
	key string
}

type userID struct {
	user string
	id   ID
}

func (m *MemStore) space(name string) *memSpace {
	s := m.spaces[name]
	if s == nil {
		s = &memSpace{table: newTable(), head: Cursor{Epoch: m.epoch}, history: map[string][]Change{},
			clients: map[string]Client{}, outcomes: map[string][]Outcome{}, byID: map[userID]Outcome{}, notes: map[string]string{}}
		s.topics = new(tree)
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

func (s *memSpace) Scan(sp Span) ([]Row, error) { return s.scan(sp), nil }

func (s *memSpace) Count(sp Span) (int, error) { return s.count(sp), nil }

func (s *memSpace) History(key string, seq uint64) ([]Change, bool, error) {
	h := s.history[key]
	i := len(h)
	for i > 0 && h[i-1].At.Seq > seq {
		i--
	}
	return h[i:], seq >= s.horizon, nil
}

func (s *memSpace) Since(seq uint64, limit int) ([]*Record, error) {
	i, _ := slices.BinarySearchFunc(s.order, seq, func(t touch, n uint64) int {
		if t.seq <= n {
			return -1
		}
		return 1
	})
	var rs []*Record
	for _, t := range s.order[i:] {
		if limit > 0 && len(rs) == limit {
			break
		}
		if r := s.records[t.key]; r != nil && r.Last.Seq == t.seq {
			rs = append(rs, r)
		}
	}
	return rs, nil
}

func (s *memSpace) InTopics(from, to string) ([]*Record, error) {
	var rs []*Record
	s.topics.Ascend(from, func(_, key string) bool {
		r := s.records[key]
		if to != "" && r.Topic >= to {
			return false
		}
		rs = append(rs, r)
		return true
	})
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

func (s *memSpace) Outcome(user string, id ID) (*Outcome, error) {
	if o, ok := s.byID[userID{user, id}]; ok {
		return &o, nil
	}
	return nil, nil
}

func (s *memSpace) Commits(seq uint64, limit int) ([]Commit, error) {
	cs := s.commits[min(max(seq, s.horizon)-s.horizon, uint64(len(s.commits))):]
	if limit > 0 && len(cs) > limit {
		cs = cs[:limit]
	}
	return slices.Clone(cs), nil
}

func (s *memSpace) Changed(key string, seq uint64, limit int) ([]Commit, error) {
	var cs []Commit
	h := s.history[key]
	for i := len(h) - 1; i >= 0 && (limit == 0 || len(cs) < limit); i-- {
		if n := h[i].At.Seq; n < seq {
			c := s.commits[n-s.horizon-1]
			c.Changes = []Change{h[i]}
			cs = append(cs, c)
		}
	}
	return cs, nil
}

func (s *memSpace) Chain(seq uint64) (Hash, bool, error) {
	switch {
	case seq == s.horizon:
		return s.forgot, true, nil
	case seq < s.horizon || seq > s.head.Seq:
		return Hash{}, false, nil
	}
	return s.commits[seq-s.horizon-1].Hash, true, nil
}

func (s *memSpace) Horizon() uint64 { return s.horizon }

func (s *memSpace) Note(name string) (string, error) { return s.notes[name], nil }

var errGap = errors.New("a commit that does not follow the last one")

type memTx struct {
	*memSpace
	commits []*Commit
	writes  []func()
}

func (tx *memTx) Append(c *Commit, after []*Record, entries []Entry) error {
	if c.Seq != tx.head.Seq+uint64(len(tx.commits))+1 {
		return errGap
	}
	tx.commits = append(tx.commits, c)
	s := tx.memSpace
	tx.writes = append(tx.writes, func() {
		s.head.Seq = c.Seq
		s.commits = append(s.commits, *c)
		for k := range c.Changes {
			s.history[c.Changes[k].Key] = append(s.history[c.Changes[k].Key], c.Changes[k])
		}
		for _, r := range after {
			s.put(r)
			s.order = append(s.order, touch{c.Seq, r.Key})
		}
		s.enter(entries)
	})
	return nil
}

func (tx *memTx) do(f func()) error {
	tx.writes = append(tx.writes, f)
	return nil
}

func (tx *memTx) PutClient(c Client) error {
	return tx.do(func() { tx.clients[c.ID] = c })
}

func (tx *memTx) PutOutcome(o Outcome) error {
	return tx.do(func() {
		tx.outcomes[o.Client] = append(tx.outcomes[o.Client], o)
		if _, ok := tx.byID[userID{o.User, o.ID}]; !ok {
			tx.byID[userID{o.User, o.ID}] = o
		}
	})
}

func (tx *memTx) PutEntries(es []Entry) error { return tx.do(func() { tx.enter(es) }) }

func (tx *memTx) DropIndex(name string) error { return tx.do(func() { delete(tx.indexes, name) }) }

func (tx *memTx) PutNote(name, text string) error {
	return tx.do(func() {
		if text == "" {
			delete(tx.notes, name)
		} else {
			tx.notes[name] = text
		}
	})
}

func (tx *memTx) PutEpoch(epoch string) error { return tx.do(func() { tx.head.Epoch = epoch }) }

func (tx *memTx) Forget(seq uint64) error { return tx.do(func() { tx.forget(seq) }) }

func (s *memSpace) forget(seq uint64) {
	seq = min(seq, s.head.Seq)
	if seq <= s.horizon {
		return
	}
	n := seq - s.horizon
	s.forgot, s.horizon = s.commits[n-1].Hash, seq
	for i := range s.commits[:n] {
		for k := range s.commits[i].Changes {
			key := s.commits[i].Changes[k].Key
			h := s.history[key]
			for len(h) > 0 && h[0].At.Seq <= seq {
				h = h[1:]
			}
			if s.history[key] = h; len(h) == 0 {
				delete(s.history, key)
			}
			if r := s.records[key]; r != nil && r.Gone && r.Last.Seq <= seq {
				delete(s.records, key)
			}
		}
	}
	s.commits = slices.Clone(s.commits[n:])
	s.order = slices.DeleteFunc(s.order, func(t touch) bool { return t.seq <= seq && s.records[t.key] == nil })
}

func (tx *memTx) apply() {
	for _, f := range tx.writes {
		f()
	}
}
