package modeltest

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// A recording is what a past version has left: a store, in a form of its own;
// what devices had stored, name.outbox; and name.txt. This says line by line
// what is in both, as that version has read it, and after "expect", written by
// hand, what comes of it:
//
//	expect query NAME: the ids that a query of pastQueries finds in the store
//	expect shown USER KEY FIELD: a value on the device's screen, before it is connected
//	expect outcome USER N: what the waiting intent N comes to
//	expect value KEY FIELD: a value at the server after that
//	expect seen SPACE BASE URI: what a request to it comes to, of somebody who has seen
//	BASE, which may be of a history before a restore

// pastCollections are those of the application that is recorded.
var pastCollections = []string{"grants", "outcomes", "pasts"}

// recording is the text of a recording, and its devices.
type recording struct {
	protocol int
	expect   map[string][][2]string // by what; pairs of a name and a value
	text     string
	devices  []byte
}

// readRecording reads the files of a recording but the store; path has no extension.
func readRecording(t testing.TB, path string) recording {
	t.Helper()
	devices, err := os.ReadFile(path + ".outbox")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return parseRecording(t, devices, text)
}

func parseRecording(t testing.TB, devices, text []byte) recording {
	t.Helper()
	r := recording{expect: map[string][][2]string{}, devices: devices}
	var rest []string
	for line := range strings.Lines(string(text)) {
		what, after, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		var err error
		switch what {
		case "protocol":
			r.protocol, err = strconv.Atoi(after)
		case "expect":
			kind, after, _ := strings.Cut(after, " ")
			name, value, ok := strings.Cut(after, ": ")
			if !ok {
				err = fmt.Errorf("it is not NAME: VALUE")
			}
			r.expect[kind] = append(r.expect[kind], [2]string{name, value})
		default:
			rest = append(rest, line)
		}
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	r.text = strings.Join(rest, "")
	return r
}

// TestRecorded fails unless one of some recordings is of this version of the
// protocol, and of the form in which devices store. The stores of these have the
// tables that this version makes.
func TestRecorded(t *testing.T, paths ...string) {
	stored := wire.AppendMeta(nil, model.Meta{})[0]
	for _, path := range paths {
		if r := readRecording(t, path); r.protocol == model.Protocol && r.form(t) == stored {
			return
		}
	}
	t.Errorf("nothing is recorded of protocol %d, of devices that store in form %d, and of the tables that this version makes. Once they are settled, record them with -args -record=NAME: docs/sync.md says how", model.Protocol, stored)
}

// WritePast writes the devices and the text of a recording to path.outbox and
// path.txt. It fails if there are others: what a released version has recorded does
// not change.
func WritePast(t testing.TB, path string, devices, text []byte) {
	t.Helper()
	for ext, b := range map[string][]byte{".outbox": devices, ".txt": text} {
		if was, err := os.ReadFile(path + ext); err == nil {
			if !bytes.Equal(was, b) {
				t.Fatalf("%s is there, and has something else", path+ext)
			}
		} else if err := os.WriteFile(path+ext, b, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPast holds this version to what a past one has left: the files path.outbox and
// path.txt, and a store. open returns a fresh copy of that store, taken to this
// version's tables.
//
//  1. The store and the device have what the recording says, byte for byte.
//  2. The history of commits makes these records, and its chain holds.
//  3. Queries give the answers that are written down, and the entries of indexes
//     are those that this version would make. What is noted is understood, and so
//     are the records of outcomes that wait for a person.
//  4. The device comes up with its edits on the screen, and they come to the
//     outcomes that are written down.
//  5. Nothing that was entered is lost: it is in the commit of its outcome, or in
//     the inbox of its author. What this build does not know stays byte for byte.
//  6. A server that was restored knows the intents that it had. One that has lost
//     all is given what the device has.
func TestPast(t *testing.T, path string, open func(testing.TB) model.Store) {
	replay(t, readRecording(t, path), open)
}

// ReplayPast is TestPast for a recording that was just made.
func ReplayPast(t *testing.T, devices, text []byte, open func(testing.TB) model.Store) {
	replay(t, parseRecording(t, devices, text), open)
}

func replay(t *testing.T, r recording, open func(testing.TB) model.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, recording, model.Store)
	}{
		{"Text", pastHolds},
		{"History", pastHistory},
		{"Queries", pastAnswers},
		{"Notes", pastNotes},
		{"Inbox", pastInbox},
		{"Device", pastComesUp},
		{"Restored", pastRestored},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, r, open(t)) })
	}
	t.Run("Lost", func(t *testing.T) { pastLost(t, r, model.NewMemStore("lost")) })
}

// saved returns what the devices have stored.
func (r *recording) saved(t testing.TB) (all []*model.Saved) {
	t.Helper()
	s := &model.Saved{}
	for line := range strings.Lines(string(r.devices)) {
		kind, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		b, err := hex.DecodeString(text)
		if err != nil {
			t.Fatal(err)
		}
		switch kind {
		case "meta":
			s = &model.Saved{}
			all = append(all, s)
			s.Meta, err = wire.DecodeMeta(b)
		case "record":
			var x *model.Record
			x, err = wire.DecodeRecord(b)
			s.Records = append(s.Records, x)
		case "intent":
			var x model.Intent
			x, err = wire.DecodeIntent(b)
			s.Intents = append(s.Intents, x)
		case "kept":
			var x model.Intent
			x, err = wire.DecodeIntent(b)
			s.Kept = append(s.Kept, x)
		default:
			err = fmt.Errorf("it is none of these")
		}
		if err != nil {
			t.Fatalf("%s: %v", kind, err)
		}
	}
	return all
}

// appendDevices is the reverse of saved.
func appendDevices(all []*model.Saved) (b []byte) {
	for _, s := range all {
		b = fmt.Appendf(b, "meta %x\n", wire.AppendMeta(nil, s.Meta))
		for _, r := range s.Records {
			b = fmt.Appendf(b, "record %x\n", wire.AppendRecord(nil, r))
		}
		for i := range s.Intents {
			b = fmt.Appendf(b, "intent %x\n", wire.AppendIntent(nil, &s.Intents[i]))
		}
		for i := range s.Kept {
			b = fmt.Appendf(b, "kept %x\n", wire.AppendIntent(nil, &s.Kept[i]))
		}
	}
	return b
}

// pastText says what a store and devices hold.
func pastText(t testing.TB, store model.Store, saved []*model.Saved) string {
	t.Helper()
	w := &pastWriter{}
	for _, space := range []string{"main", "other"} {
		if err := store.View(space, func(v model.StoreView) error { return w.space(space, v) }); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range saved {
		w.device(s)
	}
	return w.String()
}

// pastWriter writes what a recording says. A member that a later version adds to one
// of these types is not part of it: past versions have not known it.
type pastWriter struct{ strings.Builder }

func (w *pastWriter) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func versionText(v model.Version) string {
	if v.Client == "" && v.N == 0 {
		return fmt.Sprint(v.Seq)
	}
	return fmt.Sprintf("%d/%s/%d", v.Seq, v.Client, v.N)
}

func (w *pastWriter) space(space string, v model.StoreView) error {
	h := v.Head()
	if h.Seq == 0 {
		return nil
	}
	chain, _, err := v.Chain(v.Horizon())
	if err != nil {
		return err
	}
	w.line("space %s epoch %s head %d horizon %d %x", space, h.Epoch, h.Seq, v.Horizon(), chain)
	cs, err := v.Commits(0, 0)
	if err != nil {
		return err
	}
	keys, clients := []string{}, []string{}
	for _, c := range cs {
		w.line("commit %d %x at %d by %q: %s %q, intent %x of %q/%d, blind %t", c.Seq, c.Hash, c.Time, c.User, c.Method, c.URI, c.Intent, c.Client, c.N, c.Blind)
		for _, ch := range c.Changes {
			w.line("  change %s op %d at %s, topic %q, was %q", ch.Key, ch.Op, versionText(ch.At), ch.Topic, ch.Was)
			for _, f := range ch.Fields {
				w.line("    %s: %q %q", f.Name, f.Before, f.After)
			}
			keys = append(keys, ch.Key)
		}
		if c.Client != "" {
			clients = append(clients, c.Client)
		}
	}
	rs, err := v.Since(0, 0)
	if err != nil {
		return err
	}
	for _, r := range rs {
		keys = append(keys, r.Key)
	}
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		r, err := v.Get(k)
		if err != nil {
			return err
		}
		w.record("record", r)
	}
	slices.Sort(clients)
	for _, id := range slices.Compact(clients) {
		if err := w.client(v, id); err != nil {
			return err
		}
	}
	return w.notes(v)
}

func (w *pastWriter) client(v model.StoreView, id string) error {
	c, err := v.Client(id)
	if err != nil {
		return err
	}
	w.line("client %q of %q: %d %x", c.ID, c.User, c.N, c.Hash)
	os, err := v.Outcomes(id, 0)
	if err != nil {
		return err
	}
	for i := range os {
		o := &os[i]
		w.line("outcome %q/%d of %q: intent %x %x, kind %d, seq %d", o.Client, o.N, o.User, o.ID, o.Hash, o.Kind, o.Seq)
		if r := o.Reason; r != nil {
			w.line("  reason %q %q cause %q", r.Code, r.Message, r.Cause)
			for _, f := range r.Fields {
				w.line("    %q: %q", f.Field, f.Message)
			}
		}
		for _, f := range o.Fields {
			w.line("  field %s %s: %q %q %q", f.Key, f.Field, f.Base, f.Mine, f.Theirs)
		}
		again, err := v.Outcome(o.User, o.ID)
		if err != nil {
			return err
		}
		if again == nil || again.N != o.N || again.Client != o.Client {
			w.line("  by its id: %+v", again)
		}
	}
	return nil
}

// notes writes what is noted, and the entries of the indexes that are.
func (w *pastWriter) notes(v model.StoreView) error {
	for _, name := range []string{"epochs", "schema", "indexes"} {
		text, err := v.Note(name)
		if err != nil {
			return err
		}
		if name != "indexes" {
			w.line("note %s: %q", name, text)
			continue
		}
		// The program that has recorded it may have other collections.
		lines := slices.DeleteFunc(strings.Split(text, "\n"), func(line string) bool {
			c, _, ok := strings.Cut(strings.TrimPrefix(line, "!"), ":")
			return ok && !slices.Contains(pastCollections, c)
		})
		w.line("note indexes: %q", lines)
		for _, index := range lines {
			if c, _, ok := strings.Cut(index, ":"); !ok || !slices.Contains(pastCollections, c) {
				continue
			}
			rows, err := v.Scan(model.Span{Index: index})
			if err != nil {
				return err
			}
			for _, r := range rows {
				w.line("entry %s: %x %s", index, r.At, r.Record.Key)
			}
		}
	}
	return nil
}

func (w *pastWriter) record(what string, r *model.Record) {
	if r == nil {
		return
	}
	w.line("%s %s last %s, born %d, gone %t, topic %q, moved %d", what, r.Key, versionText(r.Last), r.Born, r.Gone, r.Topic, r.Moved)
	for _, f := range r.Fields {
		w.line("  %s %s: %q", f.Name, versionText(f.Last), f.Value)
	}
}

func (w *pastWriter) device(s *model.Saved) {
	m := s.Meta
	w.line("device space %q client %q user %q at %q/%d/%d %x, intent %d %x", m.Space, m.Client, m.User, m.Cursor.Epoch, m.Cursor.Seq, m.Cursor.Grants, m.Chain, m.N, m.Hash)
	for _, r := range m.Rights {
		w.line("  right %q %q %d", r.Topic, r.Fields, r.Verbs)
	}
	for _, r := range m.Filled {
		w.line("  filled %q %q %d", r.Topic, r.Fields, r.Verbs)
	}
	w.line("  follow %q", m.Follow)
	for _, r := range s.Records {
		w.record("held", r)
	}
	for i := range s.Intents {
		w.intent("intent", &s.Intents[i])
	}
	for i := range s.Kept {
		w.intent("kept", &s.Kept[i])
	}
}

func (w *pastWriter) intent(what string, in *model.Intent) {
	w.line("%s %q/%d after %x: %x, version %d, %s %q %q %q, base %q, at %d", what, in.Client, in.N, in.Prev, in.ID, in.Version, in.Method, in.URI, in.Type, in.Body, in.Base.String(), in.Time)
	for _, m := range in.Base.Own {
		w.line("  own %q %d %d", m.Client, m.After, m.N)
	}
	for _, id := range in.Needs {
		w.line("  needs %x", id)
	}
	for _, s := range in.Shown {
		w.line("  shown %s %s: %q", s.Key, s.Field, s.Value)
	}
}

// pastHolds is law 1.
func pastHolds(t *testing.T, r recording, store model.Store) {
	saved := r.saved(t)
	if got := pastText(t, store, saved); got != r.text {
		a, b := differing(got, r.text)
		t.Errorf("what is read is not what was recorded:\n got %s\nwant %s", a, b)
	}
	if wire.AppendMeta(nil, model.Meta{})[0] == r.form(t) {
		if got := appendDevices(saved); !bytes.Equal(got, r.devices) {
			t.Errorf("the device stores in another form now, of the same version:\n got %s\nwant %s", got, r.devices)
		}
	}
}

// form returns the version of the form in which the devices have stored.
func (r *recording) form(t testing.TB) byte {
	t.Helper()
	b, err := hex.DecodeString(string(r.devices[len("meta "):][:2]))
	if err != nil {
		t.Fatal(err)
	}
	return b[0]
}

// ledgerOf writes down the history of a space that has forgotten nothing.
func ledgerOf(v model.StoreView) (*ledger, error) {
	l := &ledger{epoch: v.Head().Epoch}
	cs, err := v.Commits(0, 0)
	if err != nil {
		return nil, err
	}
	for _, c := range cs {
		was := c.Hash
		changes := c.Changes
		c.Changes = slices.Clone(changes)
		after := l.records(&c)
		if c.Hash != was {
			return nil, fmt.Errorf("the chain breaks at commit %d", c.Seq)
		}
		for i := range changes {
			if changes[i].At != c.Changes[i].At || changes[i].Was != c.Changes[i].Was {
				return nil, fmt.Errorf("commit %d has %+v, want %+v", c.Seq, changes[i], c.Changes[i])
			}
		}
		l.add(&c, after)
	}
	return l, nil
}

// pastHistory is law 2.
func pastHistory(t *testing.T, r recording, store model.Store) {
	view(t, store, "main", func(v model.StoreView) {
		l, err := ledgerOf(v)
		if err != nil {
			t.Fatal(err)
		}
		if l.head() == 0 {
			t.Fatal("there is no history")
		}
		l.compare(t, v)
	})
}

// pastAnswers is law 3.
func pastAnswers(t *testing.T, r recording, store model.Store) {
	now := pastNow(t, store, r.saved(t))
	a := newPastApp(t, store, now, 2)
	var whole []string
	view(t, store, "main", func(v model.StoreView) {
		text, err := v.Note("indexes")
		if err != nil {
			t.Fatal(err)
		}
		whole = strings.Split(text, "\n")
	})
	a.prepare("main")
	answers := a.answers("ann")
	for _, e := range r.expect["query"] {
		if got := answers[e[0]]; got != e[1] {
			t.Errorf("query %s: %s, want %s", e[0], got, e[1])
		}
	}
	if len(r.expect["query"]) == 0 {
		t.Error("the recording expects nothing of queries")
	}
	// Those that are still whole are not built again, so what they have must be
	// what a new building gives.
	entries := func() map[string]string {
		has := map[string]string{}
		view(t, store, "main", func(v model.StoreView) {
			text, err := v.Note("indexes")
			if err != nil {
				t.Fatal(err)
			}
			now := strings.Split(text, "\n")
			for _, index := range whole {
				if c, _, ok := strings.Cut(index, ":"); !ok || !slices.Contains(now, index) || !slices.Contains(pastCollections, c) {
					continue
				}
				rows, err := v.Scan(model.Span{Index: index})
				if err != nil {
					t.Fatal(err)
				}
				for _, r := range rows {
					has[index] += fmt.Sprintf("%x %s\n", r.At, r.Record.Key)
				}
			}
		})
		return has
	}
	before := entries()
	if err := store.Update("main", func(tx model.StoreTx) error {
		for index := range before {
			if err := tx.DropIndex(index); err != nil {
				return err
			}
		}
		return tx.PutNote("indexes", "")
	}); err != nil {
		t.Fatal(err)
	}
	a.prepare("main")
	after := entries()
	for index := range before {
		if before[index] != after[index] {
			t.Errorf("the places of %s are made in another way now, and their form has the same name:\n got %s\nwant %s", index, after[index], before[index])
		}
	}
	for name, got := range a.answers("ann") {
		if got != answers[name] {
			t.Errorf("query %s: %s, and %s with new indexes", name, answers[name], got)
		}
	}
}

// pastNotes goes by what is noted of the schema, and of histories before a restore.
func pastNotes(t *testing.T, r recording, store model.Store) {
	var was string
	if err := store.Update("main", func(tx model.StoreTx) (err error) {
		if was, err = tx.Note("schema"); err != nil || was == "" {
			return err
		}
		return tx.PutNote("schema", strings.Replace(was, `"title"`, `"vanished":"a text","title"`, 1))
	}); err != nil {
		t.Fatal(err)
	}
	var wrong *model.ErrSchema
	if err := model.Prepare(store, "main"); was != "" && (!errors.As(err, &wrong) || len(wrong.Problems) != 1) {
		t.Errorf("a schema without a field that is recorded: %v", err)
	}
	a := newPastApp(t, store, pastNow(t, store, r.saved(t)), 2)
	for _, e := range r.expect["seen"] {
		at := strings.Fields(e[0])
		base, err := model.ParseBase(at[1])
		if err != nil {
			t.Fatal(err)
		}
		a.prepare(at[0])
		done, err := a.origin.Commit(at[0], a.now, []model.Job{{User: "ann", Direct: true, Intent: model.Intent{ID: a.id(), Version: pastVersion, Base: base,
			Request: model.Request{Method: "PATCH", URI: at[2], Body: []byte(`{"title":"of who has seen it"}`)}}}})
		if err != nil {
			t.Fatal(err)
		}
		if got := outcomeText(&done[0].Outcome); got != e[1] {
			t.Errorf("%s with the base %s has come to %s, want %s", at[2], at[1], got, e[1])
		}
	}
}

// pastInbox reads the records of the outcomes that wait for a person.
func pastInbox(t *testing.T, r recording, store model.Store) {
	a := newPastApp(t, store, pastNow(t, store, r.saved(t)), 2)
	a.prepare("main")
	var cs []model.Commit
	outcomes := map[uint64]model.Outcome{}
	view(t, store, "main", func(v model.StoreView) {
		var err error
		if cs, err = v.Commits(0, 0); err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			if o, err := v.Outcome(c.User, c.Intent); err != nil {
				t.Fatal(err)
			} else if o != nil {
				outcomes[c.Seq] = *o
			}
		}
	})
	for _, c := range cs {
		if len(c.Changes) == 0 || !strings.HasPrefix(c.Changes[0].Key, model.OutcomeCollection+"/") {
			continue
		}
		_, id := model.SplitKey(c.Changes[0].Key)
		if err := a.origin.Read("main", c.User, model.Request{Method: "GET", URI: "/"}, a.now, func(tx *model.Tx) error {
			i, err := model.Issues.Get(tx, id)
			if err != nil {
				return err
			}
			if again, err := i.Again(pastVersion, upgradePast); err != nil || again.Method != c.Method || again.URI != c.URI || len(again.Body) == 0 {
				t.Errorf("%s: its request is %+v, %v", id, again, err)
			}
			if base, err := model.ParseBase(i.Base); err != nil || base.Blind() != c.Blind {
				t.Errorf("%s: its base is %+v, %v", id, base, err)
			}
			o, ok := outcomes[c.Seq]
			if !ok {
				return nil // of a request without an outbox
			}
			same(t, id, i.Conflicts(), o.Fields, nil)
			if i.Kind != o.Kind.String() || o.Reason != nil && (i.Code != string(o.Reason.Code) || i.Cause != o.Reason.Cause) {
				t.Errorf("%s: it is %+v, its outcome %+v", id, i, o)
			}
			if i.Code == string(model.CodeHeld) {
				if held, err := model.Held(tx, i.Cause); err != nil || len(held) != 1 || held[0].ID != id {
					t.Errorf("%s: with %s, there waits %+v, %v", id, i.Cause, held, err)
				}
			}
			return nil
		}); err != nil {
			t.Errorf("%s: %v", id, err)
		}
	}
}

// answers returns the ids that each query finds for a user.
func (a *pastApp) answers(user string) (answers map[string]string) {
	a.t.Helper()
	if err := a.origin.Read("main", user, model.Request{Method: "GET", URI: "/"}, a.now, func(tx *model.Tx) error {
		answers = pastAnswersIn(a.t, tx)
		return nil
	}); err != nil {
		a.t.Fatal(err)
	}
	return answers
}

func pastAnswersIn(t testing.TB, run model.Run) map[string]string {
	t.Helper()
	answers := map[string]string{}
	for name, q := range pastQueries {
		ps, err := q.All(run)
		if err != nil {
			answers[name] = err.Error()
			continue
		}
		var ids []string
		for _, p := range ps {
			ids = append(ids, p.ID)
		}
		answers[name] = strings.Join(ids, " ")
	}
	return answers
}

// pastNow returns a time after all that was recorded.
func pastNow(t testing.TB, store model.Store, saved []*model.Saved) (now model.Time) {
	t.Helper()
	view(t, store, "main", func(v model.StoreView) {
		cs, err := v.Commits(0, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cs {
			now = max(now, c.Time)
		}
	})
	for _, s := range saved {
		for _, in := range s.Intents {
			now = max(now, in.Time)
		}
	}
	return now + 1
}

// pastComesUp is laws 4 and 5.
func pastComesUp(t *testing.T, r recording, store model.Store) {
	saved := r.saved(t)
	a := newPastApp(t, store, pastNow(t, store, saved), 2)
	a.prepare("main")
	unknown := a.unknown()
	ds := a.up(saved)
	for k, d := range ds {
		if got := len(d.Outbox()); got != len(saved[k].Intents) || got == 0 {
			t.Fatalf("%d of %d intents of %s wait", got, len(saved[k].Intents), d.user)
		}
		for i, p := range d.Outbox() {
			if p.ID != saved[k].Intents[i].ID || p.Hash() != saved[k].Intents[i].Hash() {
				t.Errorf("intent %d is another one", p.N)
			}
		}
		for _, e := range r.expect["shown"] {
			user, at, _ := strings.Cut(e[0], " ")
			key, field, _ := strings.Cut(at, " ")
			if user != d.user {
				continue
			}
			x, err := d.Reader().Get(key)
			if err != nil || string(x.Value(field)) != e[1] {
				t.Errorf("the screen of %s shows %s of %s as %s, %v, want %s", user, field, key, x.Value(field), err, e[1])
			}
		}
	}
	a.sync(ds)
	for k, d := range ds {
		if d.ID() != saved[k].Meta.Client {
			t.Errorf("the chain of %s does not hold: the device goes on as another client", d.user)
		}
	}
	a.expect(r, saved, ds)
	a.nothingLost(saved, ds)
	for name, was := range unknown {
		if got := a.unknown()[name]; got != was {
			t.Errorf("%s was %s and is %s", name, was, got)
		}
	}
	for _, e := range r.expect["value"] {
		key, field, _ := strings.Cut(e[0], " ")
		view(t, store, "main", func(v model.StoreView) {
			x, err := v.Get(key)
			if err != nil || string(x.Value(field)) != e[1] {
				t.Errorf("%s of %s is %s, %v, want %s", field, key, x.Value(field), err, e[1])
			}
		})
	}
	// A new device of the same user is told what the old one has.
	for k, d := range ds {
		fresh := a.device(d.user, saved[k].Meta.Follow, nil)
		fresh.sync()
		if got, want := deviceRecords(d), deviceRecords(fresh); got != want {
			x, y := differing(got, want)
			t.Errorf("the device of %s holds %s\na new one %s", d.user, x, y)
		}
		want := pastAnswersIn(t, model.NewTx(fresh.Reader(), d.user, model.Request{}, a.now))
		for name, got := range pastAnswersIn(t, model.NewTx(d.Reader(), d.user, model.Request{}, a.now)) {
			if got != want[name] {
				t.Errorf("query %s on the device of %s: %s, on a new one %s", name, d.user, got, want[name])
			}
		}
	}
	view(t, store, "main", func(v model.StoreView) {
		l, err := ledgerOf(v)
		if err != nil {
			t.Fatal(err)
		}
		l.compare(t, v)
	})
}

// up starts the recorded devices.
func (a *pastApp) up(saved []*model.Saved) (ds []*pastDevice) {
	for _, s := range saved {
		d := a.device(s.Meta.User, s.Meta.Follow, s)
		d.disk.meta = s.Meta
		for _, r := range s.Records {
			d.disk.records[r.Key] = r
		}
		for _, in := range s.Intents {
			d.disk.intents[in.N] = in
		}
		for _, in := range s.Kept {
			d.disk.kept[in.ID] = in
		}
		ds = append(ds, d)
	}
	return ds
}

// sync brings all devices to the same point.
func (a *pastApp) sync(ds []*pastDevice) {
	a.t.Helper()
	for range 2 {
		for _, d := range ds {
			d.sync()
		}
	}
}

func deviceRecords(d *pastDevice) string {
	w := &pastWriter{}
	for _, r := range d.disk.all() {
		w.record("record", r)
	}
	return w.String()
}

// expect fails unless the intents that waited have come to the outcomes that are
// written down.
func (a *pastApp) expect(r recording, saved []*model.Saved, ds []*pastDevice) {
	a.t.Helper()
	for k, d := range ds {
		for _, in := range saved[k].Intents {
			want := ""
			for _, e := range r.expect["outcome"] {
				if e[0] == fmt.Sprintf("%s %d", d.user, in.N) {
					want = e[1]
				}
			}
			o, ok := d.settled[in.ID]
			if got := outcomeText(&o); !ok || got != want {
				a.t.Errorf("intent %d of %s has come to %q, %t, want %q: %+v", in.N, d.user, got, ok, want, o.Reason)
			}
		}
	}
}

// nothingLost fails unless all texts of the intents that waited are in the commit of
// their outcome; those that wait for a person, whole and in that person's inbox.
func (a *pastApp) nothingLost(saved []*model.Saved, ds []*pastDevice) {
	a.t.Helper()
	view(a.t, a.store, "main", func(v model.StoreView) {
		cs, err := v.Commits(0, 0)
		if err != nil {
			a.t.Fatal(err)
		}
		for k, d := range ds {
			for _, in := range slices.Clone(saved[k].Intents) {
				o, n := d.settled[in.ID], 0
				for i := range cs {
					if cs[i].Intent != in.ID {
						continue
					}
					if n++; cs[i].Seq != o.Seq {
						a.t.Errorf("intent %d of %s has commit %d, its outcome says %d", in.N, d.user, cs[i].Seq, o.Seq)
					}
					a.kept(d, &in, &o, &cs[i])
				}
				if n != 1 {
					a.t.Errorf("intent %d of %s has %d commits", in.N, d.user, n)
				}
			}
		}
	})
}

// kept fails unless the texts of an intent are in its commit.
func (a *pastApp) kept(d *pastDevice, in *model.Intent, o *model.Outcome, c *model.Commit) {
	a.t.Helper()
	if o.Kind.Open() {
		if in.Version < pastVersion {
			in.Request, _ = upgradePast(in.Version, in.Request)
		}
		r, err := d.Reader().Get(c.Changes[0].Key)
		if err != nil || r.Collection() != model.OutcomeCollection || r.Value("body") != model.String(string(in.Body)) || r.Value("uRI") != model.String(in.URI) {
			a.t.Errorf("intent %d is not in the inbox of %s: %s, %v", in.N, d.user, c.Changes[0].Key, err)
		}
		return
	}
	all := ""
	for _, ch := range c.Changes {
		for _, f := range ch.Fields {
			all += string(f.After) + "\n"
		}
	}
	body := string(in.Body)
	if ms, err := model.Value(body).Members(); err == nil {
		body = ""
		for _, m := range ms {
			// The id is in the key. What is added is not written as it is.
			if m.Name != "id" && m.Name != "add" {
				body += string(m.Value) + "\n"
			}
		}
	}
	for _, word := range strings.FieldsFunc(strings.ReplaceAll(body, `\n`, "\n"), func(r rune) bool { return strings.ContainsRune("{}[]:,\" \n", r) }) {
		if !strings.Contains(all, word) {
			a.t.Errorf("%q of intent %d of %s is lost: %s", word, in.N, d.user, all)
		}
	}
}

// unknown returns the values that this build does not know, by key and field.
func (a *pastApp) unknown() map[string]string {
	known := map[string]bool{}
	ms, _ := pasts.JSON(past{}).Members()
	for _, m := range ms {
		known[m.Name] = true
	}
	values := map[string]string{}
	view(a.t, a.store, "main", func(v model.StoreView) {
		rs, err := list(v, "pasts")
		if err != nil {
			a.t.Fatal(err)
		}
		for _, r := range rs {
			for _, f := range r.Fields {
				if !known[f.Name] {
					values[r.Key+" "+f.Name] = string(f.Value)
				}
			}
		}
	})
	return values
}

// pastRestored is the first half of law 6.
func pastRestored(t *testing.T, r recording, store model.Store) {
	saved := r.saved(t)
	a := newPastApp(t, store, pastNow(t, store, saved), 2)
	a.prepare("main")
	a.restored("main")
	ds := a.up(saved)
	a.sync(ds)
	a.expect(r, saved, ds)
	a.nothingLost(saved, ds)
	view(t, store, "main", func(v model.StoreView) {
		cs, err := v.Commits(0, 0)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[model.ID]uint64{}
		for _, c := range cs {
			if c.Intent == (model.ID{}) || c.Client == "" {
				continue
			}
			if seen[c.Intent] != 0 {
				t.Errorf("commits %d and %d are of one intent", seen[c.Intent], c.Seq)
			}
			seen[c.Intent] = c.Seq
		}
	})
}

// pastLost is the second half of law 6.
func pastLost(t *testing.T, r recording, store model.Store) {
	saved := r.saved(t)
	a := newPastApp(t, store, pastNow(t, store, saved), 2)
	a.prepare("main")
	for _, s := range saved {
		a.rest("applied", "main", "ann", "POST", "/grants", string(model.Object(
			model.Member{Name: "id", Value: model.String(s.Meta.User)}, model.Member{Name: "who", Value: model.String(s.Meta.User)}, model.Member{Name: "topic", Value: `"*"`})))
	}
	a.sync(a.up(saved))
	view(t, store, "main", func(v model.StoreView) {
		for _, s := range saved {
			for _, in := range append(slices.Clone(s.Kept), s.Intents...) {
				if o, err := v.Outcome(s.Meta.User, in.ID); err != nil || o == nil {
					t.Errorf("intent %d of %s was not offered to the server that has lost it: %v", in.N, s.Meta.User, err)
				}
			}
		}
	})
}
