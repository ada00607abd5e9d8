package model

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// undoing is answer with "undo|id" besides; the id is in hexadecimal.
func undoing(tx *Tx) error {
	text, ok := strings.CutPrefix(string(tx.Request().Body), "undo|")
	if !ok {
		return answer(tx)
	}
	var id ID
	if n, err := hex.Decode(id[:], []byte(text)); n != len(id) || err != nil {
		return Reject(CodeBadRequest, "no id")
	}
	return tx.Undo(id)
}

func undoWorld(t *testing.T) *testWorld {
	s := NewMemStore("e1")
	return &testWorld{&pair{t: t, store: s, origin: NewOrigin(s, OriginOptions{Handler: undoing, Version: 2})}}
}

// person is a device, and how to act on it.
type person struct {
	*device
	w *testWorld
}

func (w *testWorld) person(user string) *person {
	d := &device{Clone: NewClone(CloneOptions{Space: "main", Handler: undoing, Random: w.id, Version: 2}, nil), user: user}
	w.online(d)
	w.sync(d)
	return &person{d, w}
}

// does runs a request and returns the id of its intent.
func (p *person) does(body string) (ID, Ran) {
	id := p.w.id()
	return id, p.Do(Request{Method: "POST", URI: "/", Body: []byte(body)}, p.Base(), 1, id, undoing)
}

// undoes undoes a request, which must have an effect here at once, and returns the id of that.
func (p *person) undoes(id ID) ID {
	p.w.t.Helper()
	again, ran := p.does(fmt.Sprintf("undo|%x", id[:]))
	if ran.Kind != Applied && ran.Kind != Merged || ran.N == 0 {
		p.w.t.Fatalf("the undo came to %+v", ran)
	}
	for _, o := range p.Outbox() {
		if o.ID == again && o.Waiting() {
			p.w.t.Fatal("the undo waits for the server")
		}
	}
	return again
}

func (p *person) has(id string) string {
	got, err := pages.Get(see(p.device), id)
	if err != nil {
		return "none"
	}
	return fmt.Sprintf("%s %d %d", got.Title, got.Rank, got.Votes.Value())
}

func TestUndo(t *testing.T) {
	w := undoWorld(t)
	ann, bob := w.person("ann"), w.person("bob")
	want := func(p *person, text string) {
		t.Helper()
		if got := p.has("1"); got != text {
			t.Fatalf("it is %q, want %q", got, text)
		}
	}
	// Before anything is sent, and done again.
	made, _ := ann.does("create|1|x|a")
	title, _ := ann.does("title|1|b")
	undone := ann.undoes(title)
	want(ann, "a 0 0")
	undone = ann.undoes(undone)
	want(ann, "b 0 0")
	w.sync(ann.device)
	want(ann, "b 0 0")
	// After it was sent, and without a network.
	ann.Disconnect()
	ann.undoes(undone)
	want(ann, "a 0 0")
	made = ann.undoes(made)
	want(ann, "none")
	w.online(ann.device)
	w.sync(ann.device)
	want(ann, "none")
	ann.undoes(made)
	w.sync(ann.device)
	w.sync(bob.device)
	want(ann, "a 0 0")
	want(bob, "a 0 0")

	// What somebody else has written since stays, and what they have counted.
	title, _ = ann.does("title|1|mine")
	vote, _ := ann.does("vote|1")
	w.sync(ann.device)
	w.sync(bob.device)
	bob.does("title|1|theirs")
	bob.does("vote|1")
	w.sync(bob.device)
	w.sync(ann.device)
	ann.undoes(vote)
	want(ann, "theirs 0 2")
	if _, ran := ann.does(fmt.Sprintf("undo|%x", title[:])); ran.Kind != Rejected || ran.Reason.Code != CodeUnseen {
		t.Errorf("what bob has written is undone: %+v", ran)
	}
	// Nobody undoes what another has done.
	if _, ran := bob.does(fmt.Sprintf("undo|%x", vote[:])); ran.Kind == Applied {
		for _, o := range bob.Outbox() {
			if !o.Waiting() {
				t.Errorf("bob has undone what ann did: %+v", ran)
			}
		}
	}
	w.sync(ann.device)
	w.sync(bob.device)
	want(bob, "theirs 0 2")
	want(ann, "theirs 0 2")
}

// Whoever undoes takes nothing back of others, wherever their edits meet: no field whose
// last writer was somebody else, except what merges with it. All come to the same.
func TestUndoOfOneself(t *testing.T) {
	kinds := map[Kind]int{}
	for seed := range uint64(120) {
		r := rand.New(rand.NewPCG(seed, 6))
		w := undoWorld(t)
		people := []*person{w.person("ann"), w.person("bob")}
		done := map[*person][]ID{}
		undos := map[ID]ID{}
		for range 40 {
			p := people[r.IntN(2)]
			key := fmt.Sprint(r.IntN(3))
			var id ID
			switch r.IntN(9) {
			case 0:
				id, _ = p.does("create|" + key + "|x|new " + p.user)
			case 1:
				id, _ = p.does("delete|" + key)
			case 2, 3:
				id, _ = p.does(fmt.Sprintf("title|%s|%s %d", key, p.user, r.IntN(100)))
			case 4:
				id, _ = p.does("vote|" + key)
			case 5:
				id, _ = p.does("tag|" + key + "|" + p.user)
			case 6, 7:
				if mine := done[p]; len(mine) > 0 {
					of := mine[len(mine)-1-r.IntN(min(3, len(mine)))]
					id, _ = p.does(fmt.Sprintf("undo|%x", of[:]))
					undos[id] = of
				}
			default:
				if p.Online() && r.IntN(3) == 0 {
					p.Disconnect()
				} else {
					w.online(p.device)
					w.sync(p.device)
				}
			}
			if id != (ID{}) {
				done[p] = append(done[p], id)
			}
		}
		for range 2 {
			for _, p := range people {
				w.online(p.device)
				w.sync(p.device)
			}
		}
		byIntent := map[ID]*Commit{}
		last := map[string]*Commit{} // by record and field
		commits := w.store.Commits("main")
		for i := range commits {
			c := &commits[i]
			byIntent[c.Intent] = c
			for _, ch := range c.Changes {
				for _, f := range ch.Fields {
					at := ch.Key + " " + f.Name
					of, isUndo := undos[c.Intent]
					spec := specOf(ch.Key, f.Name)
					if isUndo && last[at] != nil && spec != nil && spec.policy != Merge && f.Before != f.After && ch.Op != OpCreate {
						if was := last[at]; was.User != c.User {
							t.Fatalf("seed %d: undoing commit %d, %d takes back %s, which %s has written in %d", seed, byIntent[of].Seq, c.Seq, at, was.User, was.Seq)
						}
					}
					last[at] = c
				}
			}
		}
		for i := range 3 {
			if a, b := people[0].has(fmt.Sprint(i)), people[1].has(fmt.Sprint(i)); a != b {
				t.Fatalf("seed %d: ann has %q, bob has %q", seed, a, b)
			}
		}
		for id := range undos {
			if o := w.outcome(id); o != nil {
				kinds[o.Kind]++
				if o.Kind == Quarantined || o.Kind == Conflicted && o.Reason == nil { // it may be held
					t.Errorf("seed %d: an undo came to %+v", seed, o)
				}
			}
		}
	}
	if kinds[Applied] < 100 || kinds[Rejected] < 20 {
		t.Errorf("the undos came to %v", kinds)
	}
}

func (w *testWorld) outcome(id ID) (o *Outcome) {
	w.store.View("main", func(v StoreView) error {
		for _, user := range []string{"ann", "bob"} {
			if got, _ := v.Outcome(user, id); got != nil {
				o = got
			}
		}
		return nil
	})
	return o
}
