package model

import (
	"errors"
	"strings"
	"testing"
)

// stranger is a client that says what it likes.
func (w *testWorld) stranger(user string, h Hello) *Peer {
	w.t.Helper()
	p := NewPeer(w.origin, user, func() Time { return 1 })
	h.Protocol, h.Space = Protocol, "main"
	if h.Client == "" {
		h.Client = "stranger"
	}
	if _, _, err := p.Receive(h); err != nil {
		w.t.Fatal(err)
	}
	return p
}

// given returns all that a peer sends, as text.
func (w *testWorld) given(p *Peer) string {
	w.t.Helper()
	m, _, err := p.Pull()
	if err != nil {
		w.t.Fatal(err)
	}
	pull, _ := m.(Pull)
	var s strings.Builder
	for _, rs := range [][]*Record{pull.Fresh, pull.Records} {
		for _, r := range rs {
			s.WriteString(r.Key + " " + r.Topic + " " + string(r.Object()) + "\n")
		}
	}
	return s.String()
}

func (w *testWorld) head() Cursor {
	var c Cursor
	w.store.View("main", func(v StoreView) error { c = v.Head(); return nil })
	return c
}

// A client that says that it was filled by rights which its user never had learns
// nothing by that: not even which records there are.
func TestForgedRights(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "eve", Topic: "project/x", Fields: "public"})
	w.must("root", "create|1|x|seen", "create|hidden-1|y|secret words")
	from := w.head()
	w.must("root", "title|hidden-1|more secret words", "create|hidden-2|y|secret", "delete|hidden-2", "move|hidden-1|z", "slug|1|secret-slug")
	bob := w.device("bob")
	// An outcome in bob's own topic, whose key has the id of bob's client.
	bob.Do(Request{Method: "POST", URI: "/", Body: []byte("title|1|no")}, Base{}, 1, w.id(), func(*Tx) error { return ErrUnknown })
	w.sync(bob)
	if len(w.inbox(bob)) != 1 {
		t.Fatal("nothing is in the inbox of bob")
	}
	var hash Hash
	w.store.View("main", func(v StoreView) error { hash, _, _ = v.Chain(from.Seq); return nil })
	all := []Right{{Topic: "*", Verbs: mayAll}, {Topic: "user/*", Verbs: mayAll}, {Topic: "user/bob", Verbs: mayAll}, {Topic: "project/y"}, {Topic: "project/z"}}
	for _, follow := range [][]string{nil, {"*"}, {"*", "user/*", "user/bob", "project/y", "us*", "project/*"}, {}} {
		for _, grants := range []uint64{0, 1, 77} {
			for _, seq := range []uint64{0, from.Seq} {
				want := Want{Cursor: Cursor{"e1", seq, grants}, Rights: all, Follow: follow}
				if seq > 0 {
					want.Chain = hash
				}
				got := w.given(w.stranger("eve", Hello{Want: want}))
				for _, secret := range []string{"hidden", "secret", "outcomes/", bob.ID()} {
					if strings.Contains(got, secret) {
						t.Errorf("from %d by the rights %d, following %q: %q in\n%s", seq, grants, follow, secret, got)
					}
				}
				if follow == nil && !strings.Contains(got, "pages/1") {
					t.Errorf("from %d by the rights %d: what eve may read is missing:\n%s", seq, grants, got)
				}
			}
		}
	}
}

// A client that says that it holds what it does not gets no more of it by that.
func TestForgedDigests(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "eve", Topic: "project/x", Fields: "public"})
	w.must("root", "create|1|x|seen", "slug|1|secret-slug", "create|hidden-1|y|secret words")
	for _, ds := range [][]Digest{nil,
		{{"project/y", []uint64{0}}},
		{{"project/y", make([]uint64, 1024)}, {"project/x", make([]uint64, 1<<16)}, {"project/x", []uint64{1}}, {"", []uint64{7}}}} {
		p := w.stranger("eve", Hello{Want: Want{Cursor: Cursor{"elsewhere", 1 << 63, 3}, Follow: nil}})
		m, _, err := p.Pull()
		if _, ok := m.(Compare); !ok || err != nil {
			t.Fatalf("%+v, %v", m, err)
		}
		if _, _, err := p.Receive(Have{Cursor{"elsewhere", 1 << 63, 3}, ds}); err != nil {
			t.Fatal(err)
		}
		if m, _, err = p.Pull(); err != nil {
			t.Fatal(err)
		}
		pull := m.(Pull)
		for _, k := range pull.Kept {
			if k.Topic != "project/x" {
				t.Errorf("the answer names the topic %s", k.Topic)
			}
		}
		for _, r := range pull.Records {
			if r.Key != "pages/1" || r.field("slug") != nil || r.field("body") != nil {
				t.Errorf("%s: %s", r.Key, r.Object())
			}
		}
	}
	p := w.stranger("eve", Hello{Want: Want{Cursor: Cursor{"elsewhere", 1, 0}}})
	p.Pull()
	for _, bad := range [][]uint64{nil, make([]uint64, 3)} {
		if _, _, err := p.Receive(Have{Digests: []Digest{{"project/x", bad}}}); err == nil {
			t.Errorf("%d buckets are taken", len(bad))
		}
	}
}

// What an intent says of its base, of the screen and of earlier intents gives it no
// rights, and shows it nothing.
func TestForgedIntents(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "eve", Topic: "project/x", Fields: "public"}, Grant{Who: "bob", Topic: "project/x"})
	w.must("root", "create|1|x|first words", "title|1|seen", "slug|1|secret-slug", "create|hidden|y|secret words")
	bob := w.device("bob")
	bob.base = bob.Base()
	w.do(bob, "title|1|by bob")
	w.sync(bob)
	const top = ^uint64(0)
	n := uint64(0)
	eve := w.stranger("eve", Hello{})
	var prev Hash
	push := func(in Intent) Outcome {
		t.Helper()
		n++
		in.Client, in.N, in.Prev, in.Version = "stranger", n, prev, 2
		if (in.ID == ID{}) {
			in.ID = w.id()
		}
		in.Request.Method, in.Request.URI = "POST", "/"
		jobs, _, err := eve.Receive(Push{[]Intent{in}})
		if err != nil {
			t.Fatal(err)
		}
		done, err := w.origin.Commit("main", 1, jobs)
		if err != nil || done[0].Err != nil {
			t.Fatal(err, done)
		}
		prev = in.Hash()
		return done[0].Outcome
	}
	bases := []Base{{}, {Epoch: "e1"}, {Epoch: "e1", Seq: 1}, {Epoch: "e1", Seq: top}, {Epoch: "e0", Seq: 2}, {Epoch: "\xff", Seq: top},
		{Epoch: "e1", Own: []Mark{{bob.ID(), 0, top}, {"", top, 0}, {"stranger", 0, top}}}}
	shown := [][]Shown{nil, {{"pages/hidden", "title", `"x"`}, {"pages/1", "slug", `"x"`}, {"pages/1", "body", `{"a":`}, {"pages/1", "title", "\x00"}}}
	secret := func(what string, o Outcome) {
		t.Helper()
		all := ""
		for _, c := range o.Fields {
			all += c.Key + c.Field + string(c.Base+c.Mine+c.Theirs) + "\n"
		}
		if o.Reason != nil {
			all += o.Reason.Message
			for _, f := range o.Reason.Fields {
				all += f.Field + f.Message
			}
		}
		for _, s := range []string{"secret", "hidden", "slug", "body", "tags"} {
			if strings.Contains(all, s) {
				t.Errorf("%s: %q in %s", what, s, all)
			}
		}
	}
	for _, b := range bases {
		for _, s := range shown {
			for _, body := range []string{"title|hidden|mine", "delete|hidden", "move|hidden|x", "restore|hidden", "slug|1|mine", "body|1|mine", "tag|1|mine", "vote|1", "create|hidden|x|mine", "grant|g|eve|*||", "move|1|y"} {
				o := push(Intent{Base: b, Shown: s, Request: Request{Body: []byte(body)}})
				secret(body, o)
				if o.Kind == Merged || o.Kind == Applied && body != "restore|hidden" {
					t.Errorf("%s on %+v with %+v: %s", body, b, s, o.Kind)
				}
			}
			secret("title", push(Intent{Base: b, Shown: s, Request: Request{Body: []byte("title|1|by eve")}}))
		}
	}
	// What others have asked for, and how it ended, cannot be asked about.
	theirs := bob.kept[0].ID
	if o := push(Intent{ID: theirs, Needs: []ID{theirs, {99}}, Request: Request{Body: []byte("rank|1|xx")}}); o.User != "eve" || o.Kind != Applied {
		t.Errorf("an intent with the id of bob's: %+v", o)
	}
	root := w.device("root")
	if p := w.page(root, "hidden"); p.Title != "secret words" || p.Project != "y" {
		t.Errorf("the hidden page is %+v", p)
	}
	if p := w.page(root, "1"); p.Slug != "secret-slug" || p.Project != "x" || p.Body.String() != "one\ntwo\nthree\n" || p.Votes.Value() != 0 {
		t.Errorf("the page is %+v", p)
	}
	// Nobody speaks under another's client id.
	if _, _, err := eve.Receive(Push{[]Intent{{Client: bob.ID(), N: 2, ID: w.id()}}}); err == nil {
		t.Error("an intent of bob's client is taken from eve")
	}
	p := NewPeer(w.origin, "eve", func() Time { return 1 })
	_, reply, err := p.Receive(Hello{Protocol: Protocol, Space: "main", Client: bob.ID(), N: 1})
	if welcome, ok := reply[0].(Welcome); err != nil || !ok || !welcome.Fork || welcome.N != 0 || welcome.Hash != (Hash{}) {
		t.Errorf("eve as bob's client: %+v, %v", reply, err)
	}
	if m, ok, _ := p.Pull(); ok {
		t.Errorf("and gets %+v", m)
	}
	if jobs, _, err := p.Receive(Push{[]Intent{{Client: bob.ID(), N: 2, ID: w.id()}}}); err == nil {
		t.Errorf("and pushes %+v", jobs)
	}
}

// There is an end to what one message can ask for.
func TestTooMuch(t *testing.T) {
	w := newWorld(t)
	w.must("ann", "create|1|x|a")
	long := strings.Repeat("x", maxPattern+1)
	for _, follow := range [][]string{make([]string, maxFollow+1), {long}} {
		p := NewPeer(w.origin, "eve", func() Time { return 1 })
		var no *Rejection
		if _, _, err := p.Receive(Hello{Protocol: Protocol, Space: "main", Client: "c", Want: Want{Follow: follow}}); !errors.As(err, &no) || no.Code != CodeTooLarge {
			t.Errorf("%d topics to follow: %v", len(follow), err)
		}
		p = w.stranger("eve", Hello{})
		if _, _, err := p.Receive(Want{Follow: follow}); !errors.As(err, &no) || no.Code != CodeTooLarge {
			t.Errorf("%d topics to follow, later: %v", len(follow), err)
		}
	}
	// Who says that it has more rights than anybody can have is sent all anew.
	rights := make([]Right, maxRights+1)
	for i := range rights {
		rights[i] = Right{Topic: "project/x", Verbs: Verb(i)}
	}
	p := w.stranger("eve", Hello{Want: Want{Cursor: Cursor{"e1", 1, 7}, Rights: rights}})
	if len(p.want.Rights) != 0 || !strings.Contains(w.given(p), "pages/1") {
		t.Error("with too many rights, nothing comes")
	}
	var no *Rejection
	if _, _, err := p.Receive(Push{make([]Intent, maxPushIntents+1)}); !errors.As(err, &no) || no.Code != CodeTooLarge {
		t.Errorf("too long a push: %v", err)
	}
	in := Intent{Client: "c", N: 1, ID: ID{1}, Request: Request{Method: "POST", URI: "/"}, Base: Base{Epoch: "e1", Own: make([]Mark, maxOwn+1)}}
	if err := in.Check(); !errors.As(err, &no) || no.Code != CodeTooLarge {
		t.Errorf("too many marks: %v", err)
	}
}

// A user's name gives nobody the rights of others.
func TestNamesOfUsers(t *testing.T) {
	w := newWorld(t, Grant{Who: "role:admin", Topic: "*"}, Grant{Who: "ann", Topic: "project/x"})
	for _, user := range []string{"role:admin", "*", "", "an*", "user/ann", "ann/x"} {
		w.store.View("main", func(v StoreView) error {
			rs, err := w.origin.Rights(v, user)
			for _, topic := range []string{"project/x", "pages", "user/ann", "grants/ann", "grants"} {
				if err != nil || rs.Sees(topic) {
					t.Errorf("%q sees %s, %v", user, topic, err)
				}
			}
			return nil
		})
	}
}
