package model

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestHostileIntents: whatever an intent holds, it comes to an outcome that can be
// stored and read, and those beside it go on.
func TestHostileIntents(t *testing.T) {
	bad := "x\xff\xfe\x00\u2028y"
	refuse := func(tx *Tx) error {
		return &Rejection{Code: CodeInvalid, Message: bad, Fields: []FieldError{{bad, bad}, {bad, bad}}}
	}
	for name, c := range map[string]struct {
		change func(*Intent)
		h      Handler
		want   Kind
	}{
		"a body that is not UTF-8, refused":    {func(in *Intent) { in.Body = []byte(bad) }, refuse, Rejected},
		"a body that is not UTF-8, a crash":    {func(in *Intent) { in.Body = []byte(bad) }, func(*Tx) error { panic(bad) }, Quarantined},
		"an error that is not UTF-8":           {func(*Intent) {}, func(*Tx) error { return errors.New(bad) }, Quarantined},
		"a URI that is not UTF-8":              {func(in *Intent) { in.URI = "/" + bad }, refuse, Rejected},
		"a type that is not UTF-8":             {func(in *Intent) { in.Type = bad }, refuse, Rejected},
		"a method that is not known":           {func(in *Intent) { in.Method = bad }, refuse, Rejected},
		"no URI":                               {func(in *Intent) { in.URI = "" }, refuse, Rejected},
		"no id":                                {func(in *Intent) { in.ID = ID{} }, refuse, Rejected},
		"a URI that is too long":               {func(in *Intent) { in.URI = "/" + strings.Repeat("x", MaxURI) }, refuse, Rejected},
		"a body that is too long":              {func(in *Intent) { in.Body = []byte(strings.Repeat("x", MaxBody+1)) }, refuse, Rejected},
		"a client's name as long as may be":    {func(in *Intent) { in.Client = strings.Repeat("c", 64) }, refuse, Rejected},
		"a crash with no text":                 {func(*Intent) {}, func(*Tx) error { panic(7) }, Quarantined},
		"a nil pointer":                        {func(*Intent) {}, func(*Tx) error { var p *page; p.Title = ""; return nil }, Quarantined},
		"too much that it works on":            {func(in *Intent) { in.Needs = make([]ID, 2000) }, refuse, Rejected},
		"a field on the screen that is not so": {func(in *Intent) { in.Shown = []Shown{{bad, bad, Value(bad)}} }, refuse, Rejected},
	} {
		s := NewMemStore("e1")
		o := NewOrigin(s, OriginOptions{Handler: c.h})
		in := Intent{Client: "c", N: 1, ID: ID{1}, Request: Request{Method: "POST", URI: "/"}}
		c.change(&in)
		next := Intent{Client: in.Client, N: 2, Prev: in.Hash(), ID: ID{2}, Request: Request{Method: "POST", URI: "/"}}
		done, err := o.Commit("main", 1, []Job{{User: "ann", Intent: in}, {User: "ann", Intent: next, Handler: func(*Tx) error { return nil }}})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if done[0].Outcome.Kind != c.want || done[1].Outcome.Kind != Applied {
			t.Errorf("%s: %s %v, %v; then %s", name, done[0].Outcome.Kind, done[0].Outcome.Reason, done[0].Err, done[1].Outcome.Kind)
		}
		err = o.Read("main", "ann", Request{Method: "GET", URI: "/"}, 1, func(tx *Tx) error {
			is, err := Issues.All(tx)
			if err != nil || len(is) != 1 {
				t.Errorf("%s: the inbox: %+v, %v", name, is, err)
				return nil
			}
			i := is[0]
			if !utf8.ValidString(i.Body+i.URI+i.Type+i.Method+i.Detail+i.Errors) || utf8.Valid(in.Body) && i.Body != string(in.Body) && len(in.Body) <= MaxBody {
				t.Errorf("%s: it holds %+v", name, i)
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestBytesOfRefused: a body that is no text is kept as it was, and made again so.
func TestBytesOfRefused(t *testing.T) {
	o := Outcome{Kind: Rejected, Reason: ErrForbidden}
	for _, body := range []string{"a=b", "\xff\x00\xfe", ""} {
		i := issue(&o, &Intent{Request: Request{Method: "POST", URI: "/", Body: []byte(body)}}, "ann", 1)
		if r, err := i.Again(0, nil); err != nil || string(r.Body) != body {
			t.Errorf("%q is made again as %q, %v", body, r.Body, err)
		}
	}
}

// TestLongTopic: a topic that no index could hold is refused, where a store would
// fail again and again.
func TestLongTopic(t *testing.T) {
	o := NewOrigin(NewMemStore("e1"), OriginOptions{Handler: post})
	do := func(method, list string) Outcome {
		t.Helper()
		done, err := o.Commit("main", 1, []Job{{User: "ann", Direct: true, Intent: Intent{ID: ID{1}, Request: Request{Method: method, URI: "/slots/1", Body: []byte(Object(Member{"list", String(list)}))}}}})
		if err != nil {
			t.Fatal(err)
		}
		return done[0].Outcome
	}
	long := strings.Repeat("x", MaxTopic)
	if out := do("POST", long); out.Kind != Rejected || out.Reason.Code != CodeTooLarge {
		t.Errorf("made: %+v", out)
	}
	if out := do("POST", long[:MaxTopic-5]); out.Kind != Applied {
		t.Errorf("one that fits: %+v", out)
	}
	if out := do("PATCH", long); out.Kind != Rejected || out.Reason.Code != CodeTooLarge {
		t.Errorf("changed: %+v", out)
	}
}
