// Package modeltest holds what the parts of package model are tested with: the
// contracts that every implementation must pass.
package modeltest

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// TestStore holds a store to the contract of model.Store. open returns a new,
// empty store, and closes it with t.Cleanup if it must be closed.
//
//  1. What an Update has written is there, whole, for every later View; if its
//     function failed or panicked, nothing of it is.
//  2. The commits of a space have the numbers from 1 without gaps.
//  3. A View is one point: it does not change while it is read.
//  4. Values come back byte for byte, whatever is in them.
//  5. Spaces know nothing of one another.
//  6. The writes of an Update have effect in their order.
//  7. A part of an index has the rows, in the order of bytes, that all of it has
//     between these ends, with the newest state of each record.
//  8. A clone and a store keep what a build does not know, and answer alike.
//  9. What was forgotten is gone, and all that exists is as it was.
func TestStore(t *testing.T, open func(testing.TB) model.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, model.Store)
	}{
		{"Empty", storeEmpty},
		{"Head", storeHead},
		{"Gaps", storeGaps},
		{"Since", storeSince},
		{"List", storeList},
		{"History", storeHistory},
		{"Records", storeRecords},
		{"Values", storeValues},
		{"Outcomes", storeOutcomes},
		{"Client", storeClient},
		{"Failure", storeFailure},
		{"Panic", storePanic},
		{"OwnWrites", storeOwnWrites},
		{"Spaces", storeSpaces},
		{"Writers", storeWriters},
		{"Point", storePoint},
		{"Limits", storeLimits},
		{"Indexes", storeIndexes},
		{"Log", storeLog},
		{"Notes", storeNotes},
		{"Users", storeUsers},
		{"Spans", storeSpans},
		{"Order", storeOrder},
		{"Topics", storeTopics},
		{"Forget", storeForget},
		{"Unknown", storeUnknown},
		{"Queries", storeQueries},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
	for seed := range uint64(3) {
		t.Run(fmt.Sprintf("Random/%d", seed), func(t *testing.T) { storeRandom(t, open(t), seed, nil) })
	}
}

// TestDurable holds a store that survives its process to the contract: what an
// Update has written is there when the store is opened again. open returns a
// new, empty store, and a function that closes it, or the one that this function
// has returned last, and opens what that has written.
func TestDurable(t *testing.T, open func(testing.TB) (s model.Store, again func() model.Store)) {
	s, again := open(t)
	storeRandom(t, s, 9, again)
}

// ledger is a space written down in the plainest way: the list of its commits,
// and what else was written. It answers by reading all of it.
type ledger struct {
	commits  []*model.Commit // from the first one on, forgotten ones included
	after    [][]*model.Record
	clients  map[string]model.Client
	outcomes []model.Outcome
	indexes  map[string]map[string]string // keys by place
	notes    map[string]string
	epoch    string // "" is any
	horizon  uint64

	newest map[string]*model.Record
}

func (l *ledger) head() uint64 { return uint64(len(l.commits)) }

// clone returns a ledger that l can be set back to.
func (l *ledger) clone() ledger {
	c := *l
	c.commits, c.after, c.outcomes = slices.Clone(l.commits), slices.Clone(l.after), slices.Clone(l.outcomes)
	c.clients, c.notes, c.newest = maps.Clone(l.clients), maps.Clone(l.notes), maps.Clone(l.newest)
	c.indexes = map[string]map[string]string{}
	for name, in := range l.indexes {
		c.indexes[name] = maps.Clone(in)
	}
	return c
}

// commit returns the next commit and its records; it is not part of the ledger
// until it is added.
func (l *ledger) commit(changes ...model.Change) (*model.Commit, []*model.Record) {
	c := &model.Commit{Seq: l.head() + 1, Time: model.Time(l.head()), User: "ann", Method: "POST", URI: "/x?y=z", Changes: changes}
	return c, l.records(c)
}

// records gives the changes of c its number, and returns what they make. As at
// an origin, a record that comes back has no client as its writer.
func (l *ledger) records(c *model.Commit) []*model.Record {
	after := make([]*model.Record, len(c.Changes))
	for i := range c.Changes {
		ch := &c.Changes[i]
		ch.At = model.Version{Seq: c.Seq, Client: c.Client, N: c.N}
		old := l.get(ch.Key)
		if old != nil && old.Gone && ch.Op == model.OpCreate {
			ch.At = model.Version{Seq: c.Seq}
		}
		if ch.Was == "" && old.Alive() {
			ch.Was = old.Topic
		}
		n := &model.Record{Key: ch.Key, Last: ch.At, Born: c.Seq, Topic: ch.Topic}
		if old != nil {
			if n.Moved = old.Moved; old.Topic != ch.Topic {
				n.Moved = c.Seq
			}
		}
		if ch.Op == model.OpDelete {
			n.Born, n.Gone = 0, true
			after[i] = n
			continue
		}
		if ch.Op == model.OpUpdate && old.Alive() {
			n.Born, n.Fields = old.Born, slices.Clone(old.Fields)
		}
		for _, f := range ch.Fields {
			n.Fields = slices.DeleteFunc(n.Fields, func(x model.Field) bool { return x.Name == f.Name })
			if f.After != "" {
				n.Fields = append(n.Fields, model.Field{Name: f.Name, Value: f.After, Last: ch.At})
			}
		}
		slices.SortFunc(n.Fields, func(a, b model.Field) int { return strings.Compare(a.Name, b.Name) })
		after[i] = n
	}
	c.Hash = c.Sum(l.chain(c.Seq - 1))
	return after
}

// chain returns the hash of a commit, whether it was forgotten or not.
func (l *ledger) chain(seq uint64) model.Hash {
	if seq == 0 || seq > l.head() {
		return model.Hash{}
	}
	return l.commits[seq-1].Hash
}

func (l *ledger) add(c *model.Commit, after []*model.Record) {
	l.commits, l.after = append(l.commits, c), append(l.after, after)
	if l.newest == nil {
		l.newest = map[string]*model.Record{}
	}
	for _, r := range after {
		l.newest[r.Key] = r
	}
}

func (l *ledger) enter(es []model.Entry) {
	for _, e := range es {
		in := l.indexes[e.Index]
		switch {
		case e.Gone:
			delete(in, e.At)
			continue
		case l.indexes == nil:
			l.indexes = map[string]map[string]string{}
		}
		if in == nil {
			in = map[string]string{}
			l.indexes[e.Index] = in
		}
		in[e.At] = e.Key
	}
}

func (l *ledger) note(name, text string) {
	if l.notes == nil {
		l.notes = map[string]string{}
	}
	l.notes[name] = text
}

func (l *ledger) forget(seq uint64) { l.horizon = max(l.horizon, min(seq, l.head())) }

// get returns nil for a record whose deletion was forgotten.
func (l *ledger) get(key string) *model.Record {
	r := l.newest[key]
	if r != nil && r.Gone && r.Last.Seq <= l.horizon {
		return nil
	}
	return r
}

func (l *ledger) since(seq uint64) []*model.Record {
	var rs []*model.Record
	for i, after := range l.after {
		for _, r := range after {
			if uint64(i) >= seq && l.get(r.Key) == r {
				rs = append(rs, r)
			}
		}
	}
	return rs
}

func (l *ledger) list(collection string) []*model.Record {
	rs := slices.DeleteFunc(l.since(0), func(r *model.Record) bool { return r.Gone || r.Collection() != collection })
	slices.SortFunc(rs, func(a, b *model.Record) int { return strings.Compare(a.Key, b.Key) })
	return rs
}

// rows returns all rows of an index that are in a span, and then leaves out what
// is too much.
func (l *ledger) rows(sp model.Span) []model.Row {
	var rows []model.Row
	for _, r := range l.list(sp.Index) {
		rows = append(rows, model.Row{At: r.ID(), Record: r})
	}
	for at, key := range l.indexes[sp.Index] {
		rows = append(rows, model.Row{At: at, Record: l.get(key)})
	}
	rows = slices.DeleteFunc(rows, func(r model.Row) bool {
		return r.At < sp.From || sp.To != "" && r.At >= sp.To || sp.Topic != "" && r.Record.Topic != sp.Topic
	})
	slices.SortFunc(rows, func(a, b model.Row) int { return strings.Compare(a.At, b.At) })
	if sp.Reverse {
		slices.Reverse(rows)
	}
	if sp.Limit > 0 && len(rows) > sp.Limit {
		rows = rows[:sp.Limit]
	}
	return rows
}

func (l *ledger) inTopics(from, to string) []*model.Record {
	rs := slices.DeleteFunc(l.since(0), func(r *model.Record) bool {
		return r.Gone || r.Topic < from || to != "" && r.Topic >= to
	})
	slices.SortFunc(rs, func(a, b *model.Record) int {
		return cmp.Or(strings.Compare(a.Topic, b.Topic), strings.Compare(a.Key, b.Key))
	})
	return rs
}

func (l *ledger) history(key string, seq uint64) []model.Change {
	var cs []model.Change
	for _, c := range l.commits {
		for _, ch := range c.Changes {
			if ch.Key == key && c.Seq > max(seq, l.horizon) {
				cs = append(cs, ch)
			}
		}
	}
	return cs
}

// changed returns the commits before one that changed a record, newest first, each with
// this change.
func (l *ledger) changed(key string, seq uint64, limit int) (cs []model.Commit) {
	all := l.commitsAfter(0, 0)
	for i := len(all) - 1; i >= 0; i-- {
		c := all[i]
		n := slices.IndexFunc(c.Changes, func(ch model.Change) bool { return ch.Key == key })
		if c.Seq < seq && n >= 0 && (limit == 0 || len(cs) < limit) {
			c.Changes = c.Changes[n : n+1 : n+1]
			cs = append(cs, c)
		}
	}
	return cs
}

func (l *ledger) commitsAfter(seq uint64, limit int) []model.Commit {
	var cs []model.Commit
	for _, c := range l.commits {
		if c.Seq > max(seq, l.horizon) && (limit == 0 || len(cs) < limit) {
			cs = append(cs, *c)
		}
	}
	return cs
}

func (l *ledger) outcomesOf(client string, n uint64) []model.Outcome {
	var os []model.Outcome
	for _, o := range l.outcomes {
		if o.Client == client && o.N > n {
			os = append(os, o)
		}
	}
	return os
}

func (l *ledger) outcome(user string, id model.ID) *model.Outcome {
	for i := range l.outcomes {
		if l.outcomes[i].ID == id && l.outcomes[i].User == user {
			return &l.outcomes[i]
		}
	}
	return nil
}

// keys returns every key that was ever written.
func (l *ledger) keys() []string {
	var ks []string
	for k := range l.newest {
		ks = append(ks, k)
	}
	slices.Sort(ks)
	return ks
}

// compare fails unless the store answers everything as the ledger does.
func (l *ledger) compare(t testing.TB, v model.StoreView) {
	t.Helper()
	if got := v.Head(); got.Seq != l.head() || l.epoch != "" && got.Epoch != l.epoch || got.Epoch == "" {
		t.Fatalf("the head is %+v, want %d in epoch %q", got, l.head(), l.epoch)
	}
	if got := v.Horizon(); got != l.horizon {
		t.Fatalf("the horizon is %d, want %d", got, l.horizon)
	}
	points := []uint64{0, 1, l.horizon - min(1, l.horizon), l.horizon, l.horizon + 1, l.head() / 2, l.head() - min(1, l.head()), l.head(), l.head() + 1}
	slices.Sort(points)
	points = slices.Compact(points)
	collections, topics := map[string]bool{"none": true}, []string{"", "none"}
	for _, k := range append(l.keys(), "none/none") {
		c, _ := model.SplitKey(k)
		collections[c] = true
		want := l.get(k)
		r, err := v.Get(k)
		same(t, fmt.Sprintf("Get %q", k), r, want, err)
		if want != nil && !slices.Contains(topics, want.Topic) {
			topics = append(topics, want.Topic)
		}
		for _, seq := range points {
			h, whole, err := v.History(k, seq)
			same(t, fmt.Sprintf("History %q after %d", k, seq), h, l.history(k, seq), err)
			if whole != (seq >= l.horizon) {
				t.Fatalf("History %q after %d is whole: %t, the horizon is %d", k, seq, whole, l.horizon)
			}
			for _, limit := range []int{0, 1, 3} {
				cs, err := v.Changed(k, seq, limit)
				same(t, fmt.Sprintf("Changed %q before %d, %d", k, seq, limit), cs, l.changed(k, seq, limit), err)
			}
		}
	}
	for c := range collections {
		rs, err := list(v, c)
		same(t, "List "+c, rs, l.list(c), err)
	}
	for name := range l.indexes {
		l.span(t, v, model.Span{Index: name})
	}
	for _, from := range topics {
		for _, to := range append(topics, from+"\x00") { // no name has the byte 0
			rs, err := v.InTopics(from, to)
			same(t, fmt.Sprintf("InTopics from %q to %q", from, to), rs, l.inTopics(from, to), err)
		}
	}
	for _, seq := range points {
		for _, limit := range []int{0, 1, 3, 1 << 20} {
			rs, err := v.Since(seq, limit)
			want := l.since(seq)
			if limit > 0 {
				want = want[:min(limit, len(want))]
			}
			same(t, fmt.Sprintf("Since %d, %d", seq, limit), rs, want, err)
			cs, err := v.Commits(seq, limit)
			same(t, fmt.Sprintf("Commits after %d, %d", seq, limit), cs, l.commitsAfter(seq, limit), err)
		}
		hash, ok, err := v.Chain(seq)
		if there := seq >= l.horizon && seq <= l.head(); err != nil || ok != there || ok && hash != l.chain(seq) || !ok && hash != (model.Hash{}) {
			t.Fatalf("Chain %d: %x, %t, %v, want %x, %t", seq, hash[:4], ok, err, l.chain(seq), there)
		}
	}
	for id, c := range l.clients {
		got, err := v.Client(id)
		same(t, "Client "+id, got, c, err)
		for _, n := range []uint64{0, c.N / 2, c.N} {
			os, err := v.Outcomes(id, n)
			same(t, fmt.Sprintf("Outcomes %s after %d", id, n), os, l.outcomesOf(id, n), err)
		}
	}
	for i := range l.outcomes {
		for _, user := range []string{l.outcomes[i].User, "ann", "bob", ""} {
			o, err := v.Outcome(user, l.outcomes[i].ID)
			same(t, "Outcome of "+user, o, l.outcome(user, l.outcomes[i].ID), err)
		}
	}
	for name, text := range l.notes {
		got, err := v.Note(name)
		same(t, "Note "+name, got, text, err)
	}
}

// span fails unless the store has the rows of a span that the ledger has.
func (l *ledger) span(t testing.TB, v model.StoreView, sp model.Span) {
	t.Helper()
	want := l.rows(sp)
	rows, err := v.Scan(sp)
	same(t, fmt.Sprintf("Scan %#v", sp), rows, want, err)
	n, err := v.Count(sp)
	same(t, fmt.Sprintf("Count %#v", sp), n, len(want), err)
}

// same fails unless got is want; no slice is the same as an empty one.
func same(t testing.TB, what string, got, want any, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	if g, w := plain(got), plain(want); !reflect.DeepEqual(g, w) {
		a, b := differing(show(got), show(want))
		t.Fatalf("%s:\n got %s\nwant %s", what, a, b)
	}
}

// differing returns two texts without the lines that they begin and end with in
// common.
func differing(a, b string) (string, string) {
	as, bs := strings.Split(a, "\n"), strings.Split(b, "\n")
	for len(as) > 1 && len(bs) > 1 && as[0] == bs[0] {
		as, bs = as[1:], bs[1:]
	}
	for len(as) > 1 && len(bs) > 1 && as[len(as)-1] == bs[len(bs)-1] {
		as, bs = as[:len(as)-1], bs[:len(bs)-1]
	}
	return strings.Join(as, "\n"), strings.Join(bs, "\n")
}

func plain(v any) any {
	switch v := v.(type) {
	case *model.Record:
		if v == nil {
			return nil
		}
		r := *v
		r.Fields = append([]model.Field{}, v.Fields...)
		return r
	case []*model.Record:
		out := []any{}
		for _, r := range v {
			out = append(out, plain(r))
		}
		return out
	case []model.Row:
		out := []any{}
		for _, r := range v {
			out = append(out, []any{r.At, plain(r.Record)})
		}
		return out
	case []model.Commit:
		out := []any{}
		for _, c := range v {
			changes := plain(c.Changes)
			c.Changes = nil
			out = append(out, []any{c, changes})
		}
		return out
	case []model.Change:
		out := append([]model.Change{}, v...)
		for i := range out {
			out[i].Fields = append([]model.FieldChange{}, out[i].Fields...)
		}
		return out
	case *model.Outcome:
		if v == nil {
			return nil
		}
		return plain([]model.Outcome{*v})
	case []model.Outcome:
		out := append([]model.Outcome{}, v...)
		for i := range out {
			out[i].Fields = append([]model.Conflict{}, out[i].Fields...)
			if r := out[i].Reason; r != nil {
				out[i].Reason = &model.Rejection{Code: r.Code, Message: r.Message, Cause: r.Cause, Fields: append([]model.FieldError{}, r.Fields...)}
			}
		}
		return out
	}
	return v
}

func show(v any) string {
	switch v := v.(type) {
	case *model.Record:
		return fmt.Sprintf("%+v", plain(v))
	case []*model.Record:
		s := ""
		for _, r := range v {
			s += "\n  " + show(r)
		}
		return s
	case []model.Row:
		s := ""
		for _, r := range v {
			s += fmt.Sprintf("\n  %q %s", r.At, show(r.Record))
		}
		return s
	case []model.Commit:
		s := ""
		for _, c := range v {
			changes := c.Changes
			c.Changes = nil
			s += fmt.Sprintf("\n  %+v", c)
			for _, ch := range changes {
				s += fmt.Sprintf("\n    %+v", ch)
			}
		}
		return s
	case *model.Outcome:
		return fmt.Sprintf("%+v", plain(v))
	}
	return fmt.Sprintf("%+v", v)
}

// list returns all records of a collection.
func list(v model.StoreView, collection string) ([]*model.Record, error) {
	rows, err := v.Scan(model.Span{Index: collection})
	rs := make([]*model.Record, len(rows))
	for i, r := range rows {
		if rs[i] = r.Record; r.At != r.Record.ID() {
			return nil, fmt.Errorf("%s is at %q", r.Record.Key, r.At)
		}
	}
	return rs, err
}

func view(t testing.TB, s model.Store, space string, f func(model.StoreView)) {
	t.Helper()
	if err := s.View(space, func(v model.StoreView) error { f(v); return nil }); err != nil {
		t.Fatalf("view %s: %v", space, err)
	}
}

// write makes a commit of the changes durable, in the store and in the ledger.
func (l *ledger) write(t testing.TB, s model.Store, changes ...model.Change) {
	t.Helper()
	c, after := l.commit(changes...)
	if err := s.Update("main", func(tx model.StoreTx) error { return tx.Append(c, after, nil) }); err != nil {
		t.Fatalf("append commit %d: %v", c.Seq, err)
	}
	l.add(c, after)
}

func (l *ledger) check(t testing.TB, s model.Store) {
	t.Helper()
	view(t, s, "main", func(v model.StoreView) { l.compare(t, v) })
}

func create(key string, fields ...model.FieldChange) model.Change {
	c, _ := model.SplitKey(key)
	return model.Change{Key: key, Op: model.OpCreate, Topic: c, Fields: fields}
}

func change(key string, fields ...model.FieldChange) model.Change {
	c := create(key, fields...)
	c.Op = model.OpUpdate
	return c
}

func remove(key string, fields ...model.FieldChange) model.Change {
	c := create(key, fields...)
	c.Op = model.OpDelete
	return c
}

func set(name string, before, after model.Value) model.FieldChange {
	return model.FieldChange{Name: name, Before: before, After: after}
}

func storeEmpty(t *testing.T, s model.Store) {
	epoch := ""
	for range 2 {
		view(t, s, "main", func(v model.StoreView) {
			h := v.Head()
			if h.Epoch == "" || h.Seq != 0 {
				t.Fatalf("the head of a new space is %+v", h)
			}
			if epoch != "" && h.Epoch != epoch {
				t.Fatalf("the epoch was %s and is %s", epoch, h.Epoch)
			}
			if b, err := model.ParseBase(model.Base{Epoch: h.Epoch}.String()); err != nil || b.Epoch != h.Epoch {
				t.Fatalf("a base cannot name the epoch %q", h.Epoch)
			}
			epoch = h.Epoch
			(&ledger{}).compare(t, v)
			c, err := v.Client("c")
			same(t, "Client", c, model.Client{ID: "c"}, err)
			o, err := v.Outcome("ann", model.ID{1})
			same(t, "Outcome", o, (*model.Outcome)(nil), err)
		})
	}
	if err := s.Update("main", func(tx model.StoreTx) error {
		if tx.Head().Epoch != epoch {
			t.Errorf("an update has the epoch %s, a view %s", tx.Head().Epoch, epoch)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func storeHead(t *testing.T, s model.Store) {
	var l ledger
	var epoch string
	view(t, s, "main", func(v model.StoreView) { epoch = v.Head().Epoch })
	for range 3 {
		l.write(t, s, create(fmt.Sprintf("a/%d", l.head())))
		view(t, s, "main", func(v model.StoreView) {
			if h := v.Head(); h != (model.Cursor{Epoch: epoch, Seq: l.head()}) {
				t.Fatalf("the head is %+v after %d commits in epoch %s", h, l.head(), epoch)
			}
		})
	}
	// Several commits at once, each building on the one before it.
	err := s.Update("main", func(tx model.StoreTx) error {
		for i := range 3 {
			c, after := l.commit(change("a/0", set("n", "", model.Int(int64(i)))), create(fmt.Sprintf("b/%d", i)))
			if err := tx.Append(c, after, nil); err != nil {
				return err
			}
			l.add(c, after)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	l.check(t, s)
}

func storeGaps(t *testing.T, s model.Store) {
	var l ledger
	l.write(t, s, create("a/1"))
	for _, seqs := range [][]uint64{{0}, {1}, {3}, {2, 2}, {2, 4}, {math.MaxUint64}} {
		err := s.Update("main", func(tx model.StoreTx) error {
			for _, seq := range seqs {
				c, after := l.commit(create(fmt.Sprintf("b/%d", seq)))
				c.Seq = seq
				for _, r := range after {
					r.Last.Seq, r.Born = seq, seq
				}
				if err := tx.Append(c, after, nil); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			t.Errorf("commits %v were accepted after commit 1", seqs)
			return
		}
		l.check(t, s)
	}
	l.write(t, s, create("b/2"))
	l.check(t, s)
}

func storeSince(t *testing.T, s model.Store) {
	var l ledger
	// Within a commit, the order is that of its changes.
	l.write(t, s, create("z/1"), create("a/1"), create("m/1"))
	l.write(t, s, create("a/2"), change("m/1", set("x", "", "1")))
	l.write(t, s, remove("a/1"))
	l.write(t, s, change("z/1", set("x", "", "2")), change("m/1", set("x", "1", "2")), change("a/2", set("x", "", "2")))
	l.write(t, s, remove("m/1", set("x", "2", "")), create("b/1"))
	view(t, s, "main", func(v model.StoreView) {
		for seq, want := range []string{"a/1- z/1 a/2 m/1- b/1", "a/1- z/1 a/2 m/1- b/1", "a/1- z/1 a/2 m/1- b/1", "z/1 a/2 m/1- b/1", "m/1- b/1", "", ""} {
			rs, err := v.Since(uint64(seq), 0)
			if err != nil {
				t.Fatal(err)
			}
			var keys []string
			for _, r := range rs {
				k := r.Key
				if r.Gone {
					k += "-"
				}
				keys = append(keys, k)
			}
			if got := strings.Join(keys, " "); got != want {
				t.Errorf("since %d: %s, want %s", seq, got, want)
			}
		}
	})
	l.check(t, s)
}

func storeList(t *testing.T, s model.Store) {
	var l ledger
	// Bytes decide, and names of collections that begin alike stay apart.
	keys := []string{"a/b", "a/B", "a/0", "a/_", "a/-", "a/10", "a/9", "a-b/1", "a0/1", "ab/1", "A/1", "a/ü", "a/zz", "a/z", "a%/1", "a_/1"}
	for _, k := range keys {
		l.write(t, s, create(k, set("x", "", "1")))
	}
	l.write(t, s, remove("a/10", set("x", "1", "")), remove("ab/1", set("x", "1", "")))
	l.write(t, s, change("a/0", set("x", "1", "2")))
	view(t, s, "main", func(v model.StoreView) {
		for c, want := range map[string]string{"a": "a/- a/0 a/9 a/B a/_ a/b a/z a/zz a/ü", "a-b": "a-b/1", "ab": "", "A": "A/1", "a%": "a%/1", "": "", "a/": ""} {
			rs, err := list(v, c)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range rs {
				got = append(got, r.Key)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("list %q: %s, want %s", c, got, want)
			}
		}
	})
	l.check(t, s)
}

func storeHistory(t *testing.T, s model.Store) {
	var l ledger
	l.write(t, s, create("a/1", set("b", "", "1"), set("a", "", `"x"`)), create("a/2"))
	l.write(t, s, change("a/2", set("c", "", "null")))
	l.write(t, s, change("a/1", set("b", "1", "2")))
	l.write(t, s, remove("a/1", set("a", `"x"`, ""), set("b", "2", "")))
	l.write(t, s, create("a/1", set("b", "", "3")))
	view(t, s, "main", func(v model.StoreView) {
		for seq, want := range []string{"1 3 4 5", "3 4 5", "3 4 5", "4 5", "5", "", ""} {
			h, whole, err := v.History("a/1", uint64(seq))
			if err != nil || !whole {
				t.Fatal(whole, err)
			}
			var got []string
			for _, c := range h {
				got = append(got, fmt.Sprint(c.At.Seq))
			}
			if strings.Join(got, " ") != want {
				t.Errorf("after %d: commits %s, want %s", seq, got, want)
			}
		}
	})
	l.check(t, s)
}

// storeRecords: who wrote what, topics that change, and records that come back.
func storeRecords(t *testing.T, s model.Store) {
	var l ledger
	step := func(client string, n uint64, changes ...model.Change) {
		t.Helper()
		c := &model.Commit{Seq: l.head() + 1, Client: client, N: n, Blind: n == 0, Intent: model.ID{byte(n)}, Changes: changes}
		after := l.records(c)
		if err := s.Update("main", func(tx model.StoreTx) error { return tx.Append(c, after, nil) }); err != nil {
			t.Fatal(err)
		}
		l.add(c, after)
		l.check(t, s)
	}
	step("ann", 1, create("a/1", set("x", "", "1"), set("y", "", "1"), set("z", "", "1")))
	step("bob", 1, change("a/1", set("x", "1", "2")))
	step("", 0, change("a/1", set("y", "1", "2")))
	moved := change("a/1", set("x", "2", "3"), set("w", "", "3"))
	moved.Topic = "elsewhere"
	step("ann", 2, moved)
	step("ann", 3, change("a/1", set("w", "3", "")))
	step("bob", 2, change("a/1"))
	step("bob", 3, remove("a/1", set("x", "3", ""), set("y", "2", ""), set("z", "1", "")))
	step("ann", 4, create("a/1", set("z", "", "5")))
	step("ann", 5, remove("a/none"))
}

func storeValues(t *testing.T, s model.Store) {
	var l ledger
	var fields []model.FieldChange
	for i, v := range oddValues {
		fields = append(fields, set(fmt.Sprintf("f%03d", i), "", v))
	}
	for _, name := range []string{"", "a b", `q"uote`, `back\slash`, "täg", "\u2028", "new\nline", "$.x", "before", "f/g", "😀"} {
		fields = append(fields, set(name, "", `"odd name"`))
	}
	l.write(t, s, create("a/1", fields...))
	l.check(t, s)
	fields = slices.Clone(fields)
	for i := range fields {
		fields[i].Before, fields[i].After = fields[i].After, "true"
	}
	l.write(t, s, create("a/2"), change("a/1", fields[:len(fields)/2]...))
	l.write(t, s, remove("a/2"), create("a/\x00\u00e9"))
	l.check(t, s)
}

var oddValues = []model.Value{
	"null", "true", "false", "0", "-0", "1e5", "1E+5", "1.0", "1.50", "9007199254740993", "-123456789012345678901234567890.5e-400",
	`""`, `"a"`, `"null"`, `"\u0000"`, `"\u001f\t\n\r"`, `"\"\\"`, `"/"`, `"é"`, `"e` + "\u0301" + `"`, `"` + "\u2028\u2029\ufeff\ufffd" + `"`, `"😀👩‍👩‍👧"`, `"<script>&amp;'"`,
	`[]`, `{}`, `[[],{}]`, `{"b":1,"a":2}`, `{"":{"":[null,"x"]}}`, `[1,2.0,"3"]`, `{"before":1,"after":2}`,
	model.Value(`"` + strings.Repeat("long ", 20_000) + `"`),
}

func outcome(client string, n uint64, id byte) model.Outcome {
	return model.Outcome{User: "ann", Client: client, N: n, ID: model.ID{id, 0, 0xff}, Hash: model.Sum(client, string(id)), Kind: model.Applied, Seq: n}
}

func storeOutcomes(t *testing.T, s model.Store) {
	l := ledger{clients: map[string]model.Client{"c": {ID: "c", User: "ann", N: 4, Hash: model.Sum("c")}, "d": {ID: "d", User: "bob", N: 2}}}
	rejected := outcome("c", 2, 2)
	rejected.Kind, rejected.Reason = model.Rejected, &model.Rejection{Code: model.CodeInvalid, Message: "no \"way\" ü", Cause: "client-7", Fields: []model.FieldError{{Field: "title", Message: "must not be empty"}, {Field: "", Message: ""}}}
	conflict := outcome("c", 3, 3)
	conflict.Kind, conflict.Fields = model.Conflicted, []model.Conflict{{Key: "a/1", Field: "x", Base: `"b"`, Mine: `{"m":[1]}`}, {Key: "a/2", Field: `q"`, Theirs: "null"}}
	crashed := outcome("c", 4, 4)
	crashed.Kind, crashed.Seq, crashed.Reason = model.Quarantined, 0, model.Reject(model.CodeCrashed, "")
	again := outcome("d", 1, 2) // the same intent by another chain: the first answer counts
	again.Kind = model.Merged
	l.outcomes = []model.Outcome{outcome("c", 1, 1), rejected, conflict, crashed, again, outcome("d", 2, 5)}
	for _, part := range [][]model.Outcome{l.outcomes[:2], l.outcomes[2:5], l.outcomes[5:]} {
		err := s.Update("main", func(tx model.StoreTx) error {
			for _, o := range part {
				if err := tx.PutOutcome(o); err != nil {
					return err
				}
				if err := tx.PutClient(l.clients[o.Client]); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	l.check(t, s)
	view(t, s, "main", func(v model.StoreView) {
		os, err := v.Outcomes("c", 2)
		if err != nil || len(os) != 2 || os[0].N != 3 || os[1].N != 4 {
			t.Errorf("outcomes after 2: %+v, %v", os, err)
		}
		if o, err := v.Outcome("ann", again.ID); err != nil || o == nil || o.Client != "c" {
			t.Errorf("of an intent that came twice: %+v, %v", o, err)
		}
	})
}

func storeClient(t *testing.T, s model.Store) {
	for n, user := range []string{"ann", "ann", "bob"} {
		c := model.Client{ID: "c", User: user, N: uint64(n + 1), Hash: model.Sum("c", fmt.Sprint(n))}
		if err := s.Update("main", func(tx model.StoreTx) error { return tx.PutClient(c) }); err != nil {
			t.Fatal(err)
		}
		view(t, s, "main", func(v model.StoreView) {
			got, err := v.Client("c")
			same(t, "Client", got, c, err)
			got, err = v.Client("C")
			same(t, "another client", got, model.Client{ID: "C"}, err)
		})
	}
}

// unspoiled returns a ledger with one of each thing that spoil changes.
func unspoiled(t *testing.T, s model.Store) *ledger {
	t.Helper()
	l := &ledger{}
	l.write(t, s, create("a/1", set("x", "", "1")), create("a/3"))
	l.write(t, s, create("a/4"))
	l.write(t, s, remove("a/4"))
	view(t, s, "main", func(v model.StoreView) { l.epoch = v.Head().Epoch })
	es := []model.Entry{{Index: "a:x", At: "p", Key: "a/1"}, {Index: "a:y", At: "q", Key: "a/3"}}
	if err := s.Update("main", func(tx model.StoreTx) error {
		return errors.Join(tx.PutEntries(es), tx.PutNote("n", "before"))
	}); err != nil {
		t.Fatal(err)
	}
	l.enter(es)
	l.enter([]model.Entry{{Index: "a:z", Gone: true}})
	l.note("n", "before")
	l.note("new", "")
	l.indexes["a:z"] = map[string]string{}
	return l
}

// spoil writes one of each thing.
func spoil(l *ledger, tx model.StoreTx) error {
	c, after := l.commit(change("a/1", set("x", "1", "2")), create("a/2"), remove("a/3"))
	moved := []model.Entry{{Index: "a:x", At: "p", Key: "a/1", Gone: true}, {Index: "a:x", At: "r", Key: "a/1"}, {Index: "a:z", At: "r", Key: "a/2"}}
	return errors.Join(tx.Append(c, after, moved), tx.PutClient(model.Client{ID: "c", User: "eve", N: 9}), tx.PutOutcome(outcome("c", 9, 9)),
		tx.PutEntries([]model.Entry{{Index: "a:z", At: "s", Key: "a/1"}}), tx.DropIndex("a:y"),
		tx.PutNote("n", "after"), tx.PutNote("new", "after"), tx.PutEpoch("spoilt"), tx.Forget(3))
}

func unspoilt(t *testing.T, l *ledger, s model.Store) {
	t.Helper()
	l.check(t, s)
	view(t, s, "main", func(v model.StoreView) {
		c, err := v.Client("c")
		same(t, "Client", c, model.Client{ID: "c"}, err)
		o, err := v.Outcome("ann", outcome("c", 9, 9).ID)
		same(t, "Outcome", o, (*model.Outcome)(nil), err)
		os, err := v.Outcomes("c", 0)
		same(t, "Outcomes", os, []model.Outcome(nil), err)
	})
	l.write(t, s, change("a/1", set("x", "1", "3")))
	l.check(t, s)
}

func storeFailure(t *testing.T, s model.Store) {
	l := unspoiled(t, s)
	wrong := errors.New("wrong")
	for range 20 { // more than there can be connections
		err := s.Update("main", func(tx model.StoreTx) error {
			if err := spoil(l, tx); err != nil {
				return err
			}
			return wrong
		})
		if err != wrong {
			t.Fatalf("update returned %v, want the error of its function", err)
		}
		if err := s.View("main", func(model.StoreView) error { return wrong }); err != wrong {
			t.Fatalf("view returned %v, want the error of its function", err)
		}
	}
	unspoilt(t, l, s)
}

func storePanic(t *testing.T, s model.Store) {
	l := unspoiled(t, s)
	panics := func(f func()) {
		t.Helper()
		defer func() {
			if p := recover(); p != "wrong" {
				t.Fatalf("recovered %v, want the panic of the function", p)
			}
		}()
		f()
	}
	for range 20 { // more than there can be connections
		panics(func() {
			_ = s.Update("main", func(tx model.StoreTx) error {
				if err := spoil(l, tx); err != nil {
					t.Error(err)
				}
				panic("wrong")
			})
		})
		panics(func() { _ = s.View("main", func(model.StoreView) error { panic("wrong") }) })
	}
	unspoilt(t, l, s)
}

// storeOwnWrites: what an update has written, it does not read.
func storeOwnWrites(t *testing.T, s model.Store) {
	l := unspoiled(t, s)
	stop := errors.New("stop")
	err := s.Update("main", func(tx model.StoreTx) error {
		l.compare(t, tx)
		if err := spoil(l, tx); err != nil {
			return err
		}
		l.compare(t, tx)
		return stop
	})
	if err != stop {
		t.Fatal(err)
	}
}

func storeSpaces(t *testing.T, s model.Store) {
	ledgers := map[string]*ledger{}
	for i, space := range []string{"main", "Main", "main2", "ü", "main"} {
		l := ledgers[space]
		if l == nil {
			l = &ledger{clients: map[string]model.Client{}}
			ledgers[space] = l
		}
		n := uint64(i + 1)
		c, after := l.commit(create(fmt.Sprintf("a/%d", i), set("x", "", model.String(space))))
		cl := model.Client{ID: "c", User: space, N: n}
		o := outcome("c", n, byte(7+i))
		if err := s.Update(space, func(tx model.StoreTx) error {
			return errors.Join(tx.Append(c, after, nil), tx.PutClient(cl), tx.PutOutcome(o))
		}); err != nil {
			t.Fatal(err)
		}
		l.add(c, after)
		l.clients["c"] = cl
		l.outcomes = append(l.outcomes, o)
	}
	for space, l := range ledgers {
		view(t, s, space, func(v model.StoreView) {
			l.compare(t, v)
			for _, other := range ledgers {
				for _, o := range other.outcomes {
					got, err := v.Outcome("ann", o.ID)
					same(t, "Outcome of "+space, got, l.outcome("ann", o.ID), err)
				}
			}
		})
	}
}

// storeWriters: one update at a time, and none is lost.
func storeWriters(t *testing.T, s model.Store) {
	const writers, each = 4, 25
	var wg sync.WaitGroup
	running := 0 // not guarded, so that the race detector sees two at once
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				err := s.Update("main", func(tx model.StoreTx) error {
					if running++; running != 1 {
						t.Error("two updates run at once")
					}
					defer func() { running-- }()
					l := &ledger{}
					c := &model.Commit{Seq: tx.Head().Seq + 1, Changes: []model.Change{create(fmt.Sprintf("a/%d-%d", w, i))}}
					return tx.Append(c, l.records(c), nil)
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	view(t, s, "main", func(v model.StoreView) {
		rs, err := v.Since(0, 0)
		if err != nil || len(rs) != writers*each || v.Head().Seq != writers*each {
			t.Fatalf("%d records, head %d, %v", len(rs), v.Head().Seq, err)
		}
		for i, r := range rs {
			if r.Last.Seq != uint64(i+1) {
				t.Fatalf("record %d is of commit %d", i, r.Last.Seq)
			}
		}
	})
}

// storePoint: every commit sets two records to its number, so whoever sees them
// differ, or differ from the head, has seen two points.
func storePoint(t *testing.T, s model.Store) {
	const commits, readers = 200, 3
	var l ledger
	l.write(t, s, create("a/1", set("n", "", "1")), create("b/1", set("n", "", "1")))
	var wg sync.WaitGroup
	done := make(chan struct{})
	read := func(v model.StoreView) error {
		head := v.Head().Seq
		want := model.Uint(head)
		for range 3 {
			for _, k := range []string{"a/1", "b/1"} {
				r, err := v.Get(k)
				if err != nil || r.Value("n") != want {
					return fmt.Errorf("at %d: %s is %s, %w", head, k, r.Value("n"), err)
				}
			}
			rs, err := v.Since(0, 0)
			if err != nil || len(rs) != 2 || rs[0].Value("n") != want || rs[1].Value("n") != want {
				return fmt.Errorf("at %d: since 0: %s, %w", head, show(rs), err)
			}
			ls, err := list(v, "b")
			if err != nil || len(ls) != 1 || ls[0].Value("n") != want {
				return fmt.Errorf("at %d: list: %s, %w", head, show(ls), err)
			}
			h, _, err := v.History("a/1", head-1)
			if err != nil || len(h) != 1 || v.Head().Seq != head {
				return fmt.Errorf("at %d: history: %+v, head %d, %w", head, h, v.Head().Seq, err)
			}
		}
		return nil
	}
	defer func() {
		close(done)
		wg.Wait()
	}()
	for range readers {
		wg.Go(func() {
			for last := uint64(0); ; {
				select {
				case <-done:
					return
				default:
				}
				err := s.View("main", func(v model.StoreView) error {
					if head := v.Head().Seq; head < last {
						return fmt.Errorf("the head was %d and is %d", last, head)
					}
					last = v.Head().Seq
					return read(v)
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for range commits {
		was, is := model.Uint(l.head()), model.Uint(l.head()+1)
		l.write(t, s, change("a/1", set("n", was, is)), change("b/1", set("n", was, is)))
		view(t, s, "main", func(v model.StoreView) {
			if v.Head().Seq != l.head() {
				t.Errorf("a view after commit %d is at %d", l.head(), v.Head().Seq)
			}
		})
	}
}

// storeLimits: the numbers that clients send may be any.
func storeLimits(t *testing.T, s model.Store) {
	var l ledger
	l.write(t, s, create("a/1"))
	o := outcome("c", 1, 1)
	if err := s.Update("main", func(tx model.StoreTx) error { return tx.PutOutcome(o) }); err != nil {
		t.Fatal(err)
	}
	view(t, s, "main", func(v model.StoreView) {
		for _, n := range []uint64{math.MaxInt64 - 1, math.MaxInt64, math.MaxInt64 + 1, math.MaxUint64} {
			h, _, err := v.History("a/1", n)
			same(t, fmt.Sprintf("History after %d", n), h, []model.Change(nil), err)
			os, err := v.Outcomes("c", n)
			same(t, fmt.Sprintf("Outcomes after %d", n), os, []model.Outcome(nil), err)
			rs, err := v.Since(n, 0)
			same(t, fmt.Sprintf("Since %d", n), rs, []*model.Record(nil), err)
		}
	})
}

// odd returns bytes that any store may trip over.
func odd(rnd *rand.Rand) string {
	b := make([]byte, rnd.IntN(4))
	for i := range b {
		b[i] = []byte{0, 1, '/', '0', 'a', 0x7f, 0x80, 0xc3, 0xfe, 0xff}[rnd.IntN(10)]
	}
	return string(b)
}

// anySpan returns a span whose ends are anywhere, also in the wrong order.
func (l *ledger) anySpan(rnd *rand.Rand) model.Span {
	names := []string{"", "a", "a-", "a/", "a0", "none", "none:x"}
	for name := range l.indexes {
		names = append(names, name)
	}
	slices.Sort(names) // one seed, one test
	sp := model.Span{Index: names[rnd.IntN(len(names))], Reverse: rnd.IntN(2) == 0, Limit: max(0, rnd.IntN(8)-3)}
	places := l.rows(model.Span{Index: sp.Index})
	for _, end := range []*string{&sp.From, &sp.To} {
		switch {
		case rnd.IntN(3) == 0: // the end of the index
		case rnd.IntN(3) == 0 || len(places) == 0:
			*end = odd(rnd)
		default:
			*end = places[rnd.IntN(len(places))].At + []string{"", "", "\x00", "\xff"}[rnd.IntN(4)]
		}
	}
	if rnd.IntN(3) == 0 {
		sp.Topic = string(rune('s' + rnd.IntN(4)))
	}
	return sp
}

// storeSpans: random parts of indexes that change, among neighbours whose names
// and places are nearly the same.
func storeSpans(t *testing.T, s model.Store) {
	rnd := rand.New(rand.NewPCG(3, 3))
	ids := []string{"\x00", "\x01", "/", "0", "a", "a/", "a\x00", "ab", "é", "\u007f", "\U0010ffff"}
	indexes := []string{"a:x", "a:xx", "a:x,y", "A:x", "a-:x"}
	ledgers := []*ledger{{}, {}}
	for round := range 80 {
		space := []string{"main", "other"}[round%2]
		l := ledgers[round%2]
		was := l.clone()
		fail := rnd.IntN(8) == 0
		stop := errors.New("stop")
		err := s.Update(space, func(tx model.StoreTx) error {
			for range 1 + rnd.IntN(4) {
				var changes []model.Change
				var es []model.Entry
				for _, k := range rnd.Perm(33)[:1+rnd.IntN(4)] {
					key := model.Key([]string{"a", "a-", "a0"}[k%3], ids[k/3])
					ch := create(key, set("n", "", model.Int(rnd.Int64())))
					ch.Topic = string(rune('s' + rnd.IntN(3)))
					old := l.get(key)
					if old.Alive() {
						if ch.Op = model.OpUpdate; rnd.IntN(3) == 0 {
							ch.Op, ch.Topic, ch.Fields = model.OpDelete, old.Topic, nil
						}
						es = append(es, l.leaves(rnd, key, ch.Op == model.OpDelete)...)
					}
					changes = append(changes, ch)
					if ch.Op == model.OpDelete {
						continue
					}
					for range rnd.IntN(3) {
						es = append(es, model.Entry{Index: indexes[rnd.IntN(len(indexes))], At: odd(rnd) + ids[k/3], Key: key})
					}
				}
				c, after := l.commit(changes...)
				if err := tx.Append(c, after, es); err != nil {
					return err
				}
				l.add(c, after)
				l.enter(es)
				if rnd.IntN(6) == 0 {
					if err := l.rebuild(rnd, tx, indexes[rnd.IntN(len(indexes))]); err != nil {
						return err
					}
				}
			}
			if fail {
				return stop
			}
			return nil
		})
		if fail != (err != nil) || fail && err != stop {
			t.Fatal(err)
		}
		if fail {
			*l = was
		}
		for i, space := range []string{"main", "other"} {
			view(t, s, space, func(v model.StoreView) {
				for range 40 {
					ledgers[i].span(t, v, ledgers[i].anySpan(rnd))
				}
			})
		}
	}
	for i, space := range []string{"main", "other"} {
		rows := 0
		for _, in := range ledgers[i].indexes {
			rows += len(in)
		}
		if rows < 10 {
			t.Errorf("only %d entries in %s", rows, space)
		}
		view(t, s, space, func(v model.StoreView) { ledgers[i].compare(t, v) })
	}
}

// leaves returns entries that take a record out of indexes; out of all of them
// if it is deleted.
func (l *ledger) leaves(rnd *rand.Rand, key string, all bool) []model.Entry {
	var es []model.Entry
	for _, name := range slices.Sorted(maps.Keys(l.indexes)) {
		for _, at := range slices.Sorted(maps.Keys(l.indexes[name])) {
			if l.indexes[name][at] == key && (all || rnd.IntN(2) == 0) {
				es = append(es, model.Entry{Index: name, At: at, Key: key, Gone: true})
			}
		}
	}
	return es
}

// rebuild writes some entries of an index without a commit, and may empty it
// before.
func (l *ledger) rebuild(rnd *rand.Rand, tx model.StoreTx, name string) error {
	if rnd.IntN(2) == 0 {
		if err := tx.DropIndex(name); err != nil {
			return err
		}
		clear(l.indexes[name])
	}
	var es []model.Entry
	for _, k := range l.keys() {
		if l.get(k).Alive() && rnd.IntN(3) == 0 {
			es = append(es, model.Entry{Index: name, At: odd(rnd) + k, Key: k, Gone: rnd.IntN(5) == 0})
		}
	}
	l.enter(es)
	return tx.PutEntries(es)
}

// storeOrder: what an update writes has effect in the order in which it was
// written.
func storeOrder(t *testing.T, s model.Store) {
	var l ledger
	l.write(t, s, create("a/1"), create("a/2"))
	one, two := model.Entry{Index: "a:x", At: "1", Key: "a/1"}, model.Entry{Index: "a:x", At: "2", Key: "a/2"}
	out := func(e model.Entry) model.Entry { e.Gone = true; return e }
	enter := func(es ...model.Entry) func(model.StoreTx) error {
		return func(tx model.StoreTx) error { l.enter(es); return tx.PutEntries(es) }
	}
	drop := func(tx model.StoreTx) error { clear(l.indexes["a:x"]); return tx.DropIndex("a:x") }
	forget := func(tx model.StoreTx) error { l.forget(1 << 20); return tx.Forget(1 << 20) }
	little := func(tx model.StoreTx) error { return tx.Forget(1) }
	commit := func(es ...model.Entry) func(model.StoreTx) error {
		return func(tx model.StoreTx) error {
			c, after := l.commit(change("a/1"))
			l.add(c, after)
			l.enter(es)
			return tx.Append(c, after, es)
		}
	}
	note := func(text string) func(model.StoreTx) error {
		return func(tx model.StoreTx) error { l.note("n", text); return tx.PutNote("n", text) }
	}
	epoch := func(name string) func(model.StoreTx) error {
		return func(tx model.StoreTx) error { l.epoch = name; return tx.PutEpoch(name) }
	}
	for i, fs := range [][]func(model.StoreTx) error{
		{enter(one), enter(out(one)), enter(two)},
		{drop, commit(one, two)},
		{commit(out(one)), drop, enter(two)},
		{enter(one), drop},
		{enter(one, out(one), two, out(two), one)},
		{enter(model.Entry{Index: "a:x", At: "1", Key: "a/2"}), commit(one)},
		{commit(out(one)), enter(one), commit(two)},
		{note("a"), note(""), note("b"), note("c")},
		{note("a"), note("")},
		{epoch("e7"), commit(), epoch("e8")},
		{forget, commit()},
		{commit(), forget, commit(), commit()},
		{commit(), commit(), forget},
		{forget, forget},
		{commit(), forget, little, commit()},
	} {
		if err := s.Update("main", func(tx model.StoreTx) error {
			for _, f := range fs {
				if err := f(tx); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatalf("update %d: %v", i, err)
		}
		l.check(t, s)
	}
}

// storeTopics: records by topic, as they come, go from one to the other, and are
// deleted, and what is known of their last move.
func storeTopics(t *testing.T, s model.Store) {
	var l ledger
	in := func(topic string, ch model.Change) model.Change { ch.Topic = topic; return ch }
	for _, step := range []struct {
		change model.Change
		moved  uint64
		topics string
	}{
		{in("b", create("x/1")), 0, "b x/1"},
		{in("a", create("y/1")), 0, "a y/1, b x/1"},
		{in("a/b", create("x/2")), 0, "a y/1, a/b x/2, b x/1"},
		{in("a", change("x/1")), 4, "a x/1, a y/1, a/b x/2"},
		{in("a", change("x/1", set("n", "", "1"))), 4, "a x/1, a y/1, a/b x/2"},
		{in("a", remove("x/1", set("n", "1", ""))), 4, "a y/1, a/b x/2"},
		{in("a", create("x/1")), 4, "a x/1, a y/1, a/b x/2"},
		{in("a", remove("x/1")), 4, "a y/1, a/b x/2"},
		{in("é", create("x/1")), 9, "a y/1, a/b x/2, é x/1"},
		{in("b", change("x/1")), 10, "a y/1, a/b x/2, b x/1"},
	} {
		l.write(t, s, step.change)
		l.check(t, s)
		view(t, s, "main", func(v model.StoreView) {
			r, err := v.Get(step.change.Key)
			if err != nil || r.Moved != step.moved {
				t.Errorf("commit %d: moved by %d, %v, want %d", l.head(), r.Moved, err, step.moved)
			}
			rs, err := v.InTopics("", "")
			var got []string
			for _, r := range rs {
				got = append(got, r.Topic+" "+r.Key)
			}
			if strings.Join(got, ", ") != step.topics || err != nil {
				t.Errorf("commit %d: %q, %v, want %s", l.head(), got, err, step.topics)
			}
		})
	}
}

// storeForget: a horizon that moves on while the history grows.
func storeForget(t *testing.T, s model.Store) {
	var l ledger
	forget := func(seq uint64) {
		t.Helper()
		if err := s.Update("main", func(tx model.StoreTx) error { return tx.Forget(seq) }); err != nil {
			t.Fatal(err)
		}
		l.forget(seq)
		l.check(t, s)
	}
	forget(0)
	forget(5) // there is nothing yet
	c := &model.Commit{Seq: 1, Client: "c", N: 1, Changes: []model.Change{create("a/1", set("x", "", "1"), set("y", "", "1")), create("a/2"), create("a/3")}}
	after := l.records(c)
	if err := s.Update("main", func(tx model.StoreTx) error { return tx.Append(c, after, nil) }); err != nil {
		t.Fatal(err)
	}
	l.add(c, after)
	l.write(t, s, change("a/1", set("x", "1", "2")), remove("a/2"))
	l.write(t, s, remove("a/3"))
	l.write(t, s, create("a/3", set("z", "", "1")))
	l.write(t, s, remove("a/3"), change("a/1", set("x", "2", "3")))
	for _, seq := range []uint64{0, 1, 1, 2, 3, 4, 2, 5, 9, math.MaxInt64, math.MaxUint64} {
		forget(seq)
	}
	// Nothing but the records that exist is left, with who wrote their fields.
	view(t, s, "main", func(v model.StoreView) {
		rs, err := v.Since(0, 0)
		if err != nil || len(rs) != 1 || rs[0].Key != "a/1" || len(rs[0].Fields) != 2 || rs[0].Fields[1].Last != (model.Version{Seq: 1, Client: "c", N: 1}) {
			t.Fatalf("%s, %v", show(rs), err)
		}
		if h, whole, err := v.History("a/1", 4); len(h) != 0 || whole || err != nil {
			t.Errorf("history: %v, %t, %v", h, whole, err)
		}
	})
	// It goes on from there, also with what was deleted.
	l.write(t, s, create("a/3"), change("a/1", set("y", "1", "")))
	l.write(t, s, remove("a/3"))
	l.check(t, s)
	forget(6)
	view(t, s, "other", func(v model.StoreView) { (&ledger{}).compare(t, v) })
}

// storeRandom compares a store with the ledger while 1,000 random commits, and
// all else that can be written, are written to two spaces. again, if there is
// one, opens the store anew.
func storeRandom(t *testing.T, s model.Store, seed uint64, again func() model.Store) {
	const commits = 1000
	rnd := rand.New(rand.NewPCG(seed, 1))
	ledgers := map[string]*ledger{}
	spaces := []string{"main", "other"}
	for _, space := range spaces {
		ledgers[space] = &ledger{clients: map[string]model.Client{}}
	}
	value := func() model.Value {
		if rnd.IntN(4) > 0 {
			return model.Int(rnd.Int64())
		}
		return oddValues[rnd.IntN(len(oddValues)-1)]
	}
	random := func(l *ledger) (*model.Commit, []*model.Record, []model.Entry) {
		c := &model.Commit{Seq: l.head() + 1, Time: model.Time(rnd.Int64()), User: "ann", Method: "PATCH", URI: "/", Blind: rnd.IntN(2) == 0}
		if rnd.IntN(3) > 0 {
			c.Client = string(rune('c' + rnd.IntN(3)))
			c.N = l.clients[c.Client].N + 1
			c.Intent = model.ID{byte(rnd.Uint32()), byte(rnd.IntN(4)), 1}
		}
		var es []model.Entry
		used := map[string]bool{}
		for range rnd.IntN(5) {
			key := []string{"a", "a-b", "b"}[rnd.IntN(3)] + "/" + string(rune('0'+rnd.IntN(14)))
			if used[key] {
				continue
			}
			used[key] = true
			ch := model.Change{Key: key, Op: model.OpCreate, Topic: string(rune('s' + rnd.IntN(3)))}
			old := l.get(key)
			if old.Alive() {
				ch.Op = model.OpUpdate
				if rnd.IntN(5) == 0 {
					ch.Op, ch.Topic = model.OpDelete, old.Topic
				}
				es = append(es, l.leaves(rnd, key, ch.Op == model.OpDelete)...)
			}
			if ch.Op != model.OpDelete && rnd.IntN(2) == 0 {
				es = append(es, model.Entry{Index: []string{"a:p", "a:q"}[rnd.IntN(2)], At: odd(rnd) + key, Key: key})
			}
			for _, name := range []string{"p", "q", "r"} {
				was := old.Value(name)
				switch {
				case ch.Op == model.OpDelete && was != "":
					ch.Fields = append(ch.Fields, set(name, was, ""))
				case ch.Op != model.OpDelete && rnd.IntN(2) == 0:
					v := value()
					if was != "" && rnd.IntN(8) == 0 {
						v = ""
					}
					ch.Fields = append(ch.Fields, set(name, was, v))
				}
			}
			c.Changes = append(c.Changes, ch)
		}
		return c, l.records(c), es
	}
	// Of the intents of one user, two may have one id, as may those of two.
	users := map[string]string{"c": "ann", "d": "ann", "e": "bob"}
	write := func(l *ledger, tx model.StoreTx) error {
		c, after, es := random(l)
		if err := tx.Append(c, after, es); err != nil {
			return err
		}
		l.add(c, after)
		l.enter(es)
		switch rnd.IntN(30) {
		case 0:
			if err := l.rebuild(rnd, tx, "a:p"); err != nil {
				return err
			}
		case 1, 2, 3:
			name, text := string(rune('m'+rnd.IntN(3))), strings.Repeat(odd(rnd), rnd.IntN(3))
			text = strings.ToValidUTF8(text, "ü")
			l.note(name, text)
			if err := tx.PutNote(name, text); err != nil {
				return err
			}
		case 4:
			seq := rnd.Uint64N(l.head()/2 + 10)
			l.forget(seq)
			if err := tx.Forget(seq); err != nil {
				return err
			}
		case 5:
			l.epoch = fmt.Sprintf("e%d", rnd.IntN(1000))
			if err := tx.PutEpoch(l.epoch); err != nil {
				return err
			}
		}
		if c.Client == "" {
			return nil
		}
		o := model.Outcome{User: users[c.Client], Client: c.Client, N: c.N, ID: c.Intent, Hash: model.Sum(string(c.Intent[:])), Kind: model.Applied, Seq: c.Seq}
		cl := model.Client{ID: c.Client, User: o.User, N: c.N, Hash: o.Hash}
		l.outcomes = append(l.outcomes, o)
		l.clients[c.Client] = cl
		return errors.Join(tx.PutOutcome(o), tx.PutClient(cl))
	}
	check := func() {
		t.Helper()
		for _, space := range spaces {
			view(t, s, space, func(v model.StoreView) {
				l := ledgers[space]
				l.compare(t, v)
				for range 50 {
					l.span(t, v, l.anySpan(rnd))
				}
			})
		}
	}
	stop := errors.New("stop")
	for done, rounds := 0, 0; done < commits; rounds++ {
		space := spaces[rnd.IntN(5)/4]
		l := ledgers[space]
		was := l.clone()
		fail := rnd.IntN(10) == 0
		n := 1 + rnd.IntN(6)
		err := s.Update(space, func(tx model.StoreTx) error {
			for range n {
				if err := write(l, tx); err != nil {
					return err
				}
			}
			if fail {
				return stop
			}
			return nil
		})
		if fail {
			*l = was
			if err != stop {
				t.Fatalf("seed %d: %v", seed, err)
			}
		} else if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		} else {
			done += n
		}
		if rounds%40 == 39 || done >= commits {
			if again != nil {
				s = again()
			}
			check()
		}
	}
}
