package modeltest

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
)

// broker is a store around another one, some of whose transactions are changed.
type broker struct {
	model.Store
	tx func(model.StoreTx) model.StoreTx
}

func (b *broker) Update(space string, f func(model.StoreTx) error) error {
	return b.Store.Update(space, func(tx model.StoreTx) error { return f(b.tx(tx)) })
}

// unversioned hides who wrote what: every write looks as if it had been seen.
type unversioned struct{ model.StoreTx }

func (u unversioned) Get(key string) (*model.Record, error) {
	r, err := u.StoreTx.Get(key)
	if r == nil || r.Gone {
		return r, err
	}
	c := *r
	c.Last = model.Version{}
	c.Fields = nil
	for _, f := range r.Fields {
		f.Last = model.Version{}
		c.Fields = append(c.Fields, f)
	}
	return &c, err
}

type noPosition struct{ model.StoreTx }

func (noPosition) PutClient(model.Client) error   { return nil }
func (noPosition) PutOutcome(model.Outcome) error { return nil }

type noIDs struct{ model.StoreTx }

func (noIDs) Outcome(string, model.ID) (*model.Outcome, error) { return nil, nil }

type noIssues struct{ model.StoreTx }

func (s noIssues) Append(c *model.Commit, after []*model.Record, es []model.Entry) error {
	d := *c
	d.Changes = nil
	var rs []*model.Record
	for i, ch := range c.Changes {
		if ch.Op != model.OpCreate || !strings.HasPrefix(ch.Key, model.OutcomeCollection+"/") {
			d.Changes, rs = append(d.Changes, ch), append(rs, after[i])
		}
	}
	return s.StoreTx.Append(&d, rs, es)
}

// merciful tells that outcomes of the kind Merged are Applied.
type merciful struct{ model.StoreTx }

func (s merciful) PutOutcome(o model.Outcome) error {
	if o.Kind == model.Merged {
		o.Kind, o.Fields = model.Applied, nil
	}
	return s.StoreTx.PutOutcome(o)
}

func tampered(tx func(model.StoreTx) model.StoreTx) func(model.Store, *rand.Rand) model.Store {
	return func(s model.Store, _ *rand.Rand) model.Store { return &broker{Store: s, tx: tx} }
}

var errForgotten = errors.New("forgotten")

// TestSabotage breaks the code on purpose: each bug must break the law that is
// there for it, whatever else it breaks.
func TestSabotage(t *testing.T) {
	for _, c := range sabotages {
		t.Run(c.name, func(t *testing.T) {
			r := c.caught()
			if r == nil {
				t.Fatal("1,000 seeds have not noticed")
			}
			t.Logf("seed %d: %v", r.Seed, r.Err)
		})
	}
}

// caught returns the first report of a small seed in which the bug breaks its
// law, nil if 1,000 do not.
func (c *sabotaged) caught() (caught *Report) {
	play(1, 1000, &Options{Small: true, Sabotage: &c.s}, func(r *Report) bool {
		if slices.Contains(c.laws, r.Law) && (caught == nil || r.Seed < caught.Seed) {
			caught = r
		}
		return caught != nil
	})
	return caught
}

// sabotaged is a bug that was made on purpose, and the laws that are there for
// it.
type sabotaged struct {
	name string
	laws []string
	s    Sabotage
}

var sabotages = []sabotaged{
	{"the base is not compared", []string{lawSilent}, Sabotage{Store: tampered(func(tx model.StoreTx) model.StoreTx { return unversioned{tx} })}},
	{"the base moves on with the clone", []string{lawSilent}, Sabotage{Base: func(screen, now model.Base) model.Base { return now }}},
	{"a merge is not told", []string{lawSilent}, Sabotage{Store: tampered(func(tx model.StoreTx) model.StoreTx { return merciful{tx} })}},
	{"the server answers before it has stored", []string{lawDurable}, Sabotage{Store: func(s model.Store, r *rand.Rand) model.Store { return &liar{s, r} }}},
	{"the client's position is not stored", []string{lawOnce, lawOutcome}, Sabotage{Store: func(s model.Store, r *rand.Rand) model.Store {
		return &broker{Store: s, tx: func(tx model.StoreTx) model.StoreTx {
			if r.IntN(4) == 0 {
				return noPosition{tx}
			}
			return tx
		}}
	}}},
	{"an intent is not known by its id", []string{lawOnce, lawOutcome}, Sabotage{Store: tampered(func(tx model.StoreTx) model.StoreTx { return noIDs{tx} })}},
	{"a conflict leaves no record", []string{lawText}, Sabotage{Unchained: true, Store: tampered(func(tx model.StoreTx) model.StoreTx { return noIssues{tx} })}},
	{"a pull loses a record", []string{lawSame, lawCut, lawConverge}, Sabotage{Message: func(m model.Message, r *rand.Rand) model.Message {
		if p, ok := m.(model.Pull); ok && len(p.Records) > 0 && r.IntN(10) == 0 {
			p.Records = p.Records[1:]
			return p
		}
		return m
	}}},
	{"a pull leaves out a field", []string{lawSame, lawCut, lawConverge}, Sabotage{Message: func(m model.Message, r *rand.Rand) model.Message {
		p, ok := m.(model.Pull)
		if !ok || len(p.Records) == 0 || len(p.Records[0].Fields) == 0 || r.IntN(10) > 0 {
			return m
		}
		c := *p.Records[0]
		c.Fields = c.Fields[1:]
		p.Records = append([]*model.Record{&c}, p.Records[1:]...)
		return p
	}}},
	{"a device says that it has stored what it has not", []string{lawOutcome}, Sabotage{Batch: func(b *model.Batch, r *rand.Rand) *model.Batch {
		if len(b.Intents) > 0 && r.IntN(4) == 0 {
			c := *b
			c.Intents = nil
			return &c
		}
		return b
	}}},
	{"a device forgets what it has sent", []string{lawOutcome}, Sabotage{Sent: func(p model.Push) (ns []uint64) {
		for _, in := range p.Intents {
			ns = append(ns, in.N)
		}
		return ns
	}}},
	{"the server takes the newest commit as the base", []string{lawSilent}, Sabotage{Push: func(p model.Push, s model.Store) model.Push {
		ins := slices.Clone(p.Intents)
		for i := range ins {
			s.View("main", func(v model.StoreView) error {
				ins[i].Base = model.Base{Epoch: v.Head().Epoch, Seq: v.Head().Seq}
				return nil
			})
		}
		return model.Push{Intents: ins}
	}}},
	{"a base is older than what was seen", []string{lawAsked, lawDone}, Sabotage{Base: func(screen, _ model.Base) model.Base {
		screen.Seq /= 2
		return screen
	}}},
	{"the server forgets a field of a form", []string{lawDone}, Sabotage{Handler: func(h model.Handler) model.Handler {
		return func(tx *model.Tx) error {
			r := tx.Request()
			for version, name := range ranks {
				if before, _, found := strings.Cut(string(r.Body), "&"+name+"="); found && name != "" && r.Method == "PATCH" {
					r.Body = []byte(before)
					return answer(tx, r, uint32(version), true)
				}
			}
			return h(tx)
		}
	}}},
	{"the outcome is stored without its commit", []string{lawDurable, lawDone}, Sabotage{Unchained: true, Store: tampered(func(tx model.StoreTx) model.StoreTx { return hollow{tx} })}},
	{"a device does not run its edits again", []string{lawShown}, Sabotage{Rebase: func(model.Handler) model.Handler {
		return func(*model.Tx) error { return model.ErrUnknown }
	}}},
	{"what is gone is not said", []string{lawSame, lawCut, lawConverge}, Sabotage{Message: func(m model.Message, _ *rand.Rand) model.Message {
		if p, ok := m.(model.Pull); ok {
			p.Records = slices.DeleteFunc(slices.Clone(p.Records), func(r *model.Record) bool { return r.Gone })
			return p
		}
		return m
	}}},
	{"what others did is never said", []string{lawConverge}, Sabotage{Message: func(m model.Message, _ *rand.Rand) model.Message {
		if p, ok := m.(model.Pull); ok && len(p.Outcomes) == 0 && !p.Whole {
			return model.At{Head: p.From}
		}
		return m
	}}},
	{"everybody may read everything", []string{lawSecret}, Sabotage{Grants: []model.Grant{{Who: "*", Topic: "*"}, {Who: "*", Topic: "user/*"}}}},
	{"everybody may read all lists in brief", []string{lawSecret}, Sabotage{Grants: []model.Grant{{Who: "*", Topic: "list/*", Fields: "brief"}}}},
	{"a revoke is not told", []string{lawSecret}, Sabotage{Message: func(m model.Message, _ *rand.Rand) model.Message {
		if p, ok := m.(model.Pull); ok && !p.Whole {
			p.Rights = nil
			return p
		}
		return m
	}}},
	{"what comes into sight is not sent", []string{lawSame, lawCut}, Sabotage{Message: func(m model.Message, _ *rand.Rand) model.Message {
		if p, ok := m.(model.Pull); ok {
			p.Fresh = nil
			return p
		}
		return m
	}}},
	{"an old request is taken for a new one", []string{lawDone}, Sabotage{Upgrade: func(_ uint32, r model.Request) (model.Request, error) { return r, nil }}},
	{"a request is run twice", []string{lawOnce}, Sabotage{Handler: func(h model.Handler) model.Handler {
		return func(tx *model.Tx) error {
			if err := h(tx); err != nil || tx.Request().Method != "PATCH" {
				return err
			}
			return h(tx)
		}
	}}},
	{"the horizon is not known", []string{lawSame, lawCut, lawConverge}, Sabotage{Store: func(s model.Store, _ *rand.Rand) model.Store { return &timeless{s} }}},
	{"a commit is changed on its way to the disk", []string{lawGaps}, Sabotage{Store: tampered(func(tx model.StoreTx) model.StoreTx { return forger{tx} })}},
	{"the server answers before its disk has synced", []string{lawDurable}, Sabotage{LazyServer: true}},
	{"a device says that an intent is stored before its disk has synced", []string{lawOutcome}, Sabotage{LazyDevice: true}},
	{"the server takes a torn commit for a whole one", []string{lawOnce, lawOutcome, lawDone}, Sabotage{TornCommit: true}},
	{"a device takes a torn batch for a whole one", []string{lawSame, lawCut}, Sabotage{TornBatch: true}},
	{"the outcome of an intent is not kept", []string{lawOnce, lawOutcome}, Sabotage{Store: tampered(func(tx model.StoreTx) model.StoreTx { return noRow{tx} })}},
	{"a node answers though it is behind", []string{lawSame, lawCut, lawSilent}, Sabotage{Ahead: true}},
	{"a wake-up carries records", []string{lawSame, lawCut}, Sabotage{Telling: true}},
	{"a pull carries what has not changed", []string{lawCost}, Sabotage{Store: func(s model.Store, _ *rand.Rand) model.Store { return &talker{s} }}},
	{"each topic has a cursor of its own", []string{lawCut}, Sabotage{Store: func(s model.Store, _ *rand.Rand) model.Store { return &parted{s} }}},
	{"a record stays in its first topic", []string{lawSecret}, Sabotage{Unchained: true, Store: tampered(func(tx model.StoreTx) model.StoreTx { return settled{tx} })}},
	{"a sign of life promises too much", []string{lawBounded}, Sabotage{Message: func(m model.Message, _ *rand.Rand) model.Message {
		if a, ok := m.(model.At); ok {
			a.Head.Seq++
			return a
		}
		return m
	}}},
	{"what a closed window has left is never sent", []string{lawOutcome}, Sabotage{Orphan: true}},
	{"a device goes on storing after it could not", []string{lawOutcome, lawSame, lawCut}, Sabotage{Onward: true}},
}

// noRow forgets, now and then, to keep an outcome.
type noRow struct{ model.StoreTx }

func (n noRow) PutOutcome(o model.Outcome) error {
	if o.ID[0]%8 == 0 {
		return nil
	}
	return n.StoreTx.PutOutcome(o)
}

// talker is a store that says of all records that they have changed.
type talker struct{ model.Store }

func (t *talker) View(space string, f func(model.StoreView) error) error {
	return t.Store.View(space, func(v model.StoreView) error { return f(always{v}) })
}

type always struct{ model.StoreView }

func (a always) Since(seq uint64, limit int) ([]*model.Record, error) {
	return a.StoreView.Since(seq/2, limit)
}

// parted is a store in which what everybody may read is told one commit later than
// the rest.
type parted struct{ model.Store }

func (p *parted) View(space string, f func(model.StoreView) error) error {
	return p.Store.View(space, func(v model.StoreView) error { return f(late{v}) })
}

type late struct{ model.StoreView }

func (l late) Since(seq uint64, limit int) ([]*model.Record, error) {
	head := l.Head().Seq
	rs, err := l.StoreView.Since(max(seq, 1)-1, limit)
	return slices.DeleteFunc(slices.Clone(rs), func(r *model.Record) bool {
		if r.Topic == "items" {
			return r.Last.Seq == head
		}
		return r.Last.Seq <= seq
	}), err
}

// settled is a store in which no record moves.
type settled struct{ model.StoreTx }

func (s settled) Append(c *model.Commit, after []*model.Record, es []model.Entry) error {
	d := *c
	d.Changes, after = slices.Clone(c.Changes), slices.Clone(after)
	for i := range d.Changes {
		if ch := &d.Changes[i]; ch.Op == model.OpUpdate && ch.Topic != ch.Was {
			r := *after[i]
			r.Topic, ch.Topic = ch.Was, ch.Was
			after[i] = &r
		}
	}
	return s.StoreTx.Append(&d, after, es)
}

// timeless is a store that does not say what it has forgotten.
type timeless struct{ model.Store }

func (t *timeless) View(space string, f func(model.StoreView) error) error {
	return t.Store.View(space, func(v model.StoreView) error { return f(unforgotten{v}) })
}

type unforgotten struct{ model.StoreView }

func (unforgotten) Horizon() uint64 { return 0 }

// forger puts another name under a commit.
type forger struct{ model.StoreTx }

func (f forger) Append(c *model.Commit, after []*model.Record, es []model.Entry) error {
	if c.Intent[0]%8 == 0 {
		d := *c
		d.User = "nobody"
		c = &d
	}
	return f.StoreTx.Append(c, after, es)
}

// hollow keeps what became of intents, but not always what they did.
type hollow struct{ model.StoreTx }

func (h hollow) Append(c *model.Commit, after []*model.Record, es []model.Entry) error {
	if c.Intent[0]%20 > 0 {
		return h.StoreTx.Append(c, after, es)
	}
	d := *c
	d.Changes = nil
	return h.StoreTx.Append(&d, nil, nil)
}

// liar answers for a transaction that it does not keep, now and then.
type liar struct {
	model.Store
	r *rand.Rand
}

func (l *liar) Update(space string, f func(model.StoreTx) error) error {
	if l.r.IntN(10) > 0 {
		return l.Store.Update(space, f)
	}
	err := l.Store.Update(space, func(tx model.StoreTx) error {
		if err := f(tx); err != nil {
			return err
		}
		return errForgotten
	})
	if errors.Is(err, errForgotten) {
		return nil
	}
	return err
}
