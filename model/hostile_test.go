package model

import (
	"errors"
	"reflect"
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

// TestBudgetOfKeys: a request that reads one record after the other without end is
// stopped, even if it minds no error.
func TestBudgetOfKeys(t *testing.T) {
	o := NewOrigin(NewMemStore("e1"), OriginOptions{})
	for name, h := range map[string]Handler{
		"that returns the error": func(tx *Tx) error {
			for {
				if _, err := tx.Get("pages/1"); !errors.Is(err, ErrAbsent) {
					return err
				}
			}
		},
		"that does not": func(tx *Tx) error {
			for {
				_, _ = tx.Get("pages/1")
			}
		},
		"that counts": func(tx *Tx) error {
			for {
				_, _ = pages.ByID().Count(tx)
			}
		},
		"that looks back": func(tx *Tx) error {
			for {
				_, _ = tx.AtBase("pages/1")
			}
		},
	} {
		done, err := o.Commit("main", 1, []Job{{User: "ann", Direct: true, Handler: h, Intent: Intent{ID: ID{1}, Request: Request{Method: "POST", URI: "/"}}}})
		if err != nil || done[0].Outcome.Kind != Quarantined || done[0].Outcome.Reason.Code != CodeBudget {
			t.Errorf("one %s: %+v, %v", name, done, err)
		}
	}
}

// TestUpgradePanics: an intent that an upgrade crashes on is put aside, at both ends.
func TestUpgradePanics(t *testing.T) {
	crash := func(uint32, Request) (Request, error) { panic("a bug") }
	o := NewOrigin(NewMemStore("e1"), OriginOptions{Handler: answer, Version: 2, Upgrade: crash})
	in := Intent{Client: "c", N: 1, ID: ID{1}, Version: 1, Request: Request{Method: "POST", URI: "/", Body: []byte("vote|1")}}
	done, err := o.Commit("main", 1, []Job{{User: "ann", Intent: in}})
	if err != nil || done[0].Outcome.Kind != Quarantined || done[0].Outcome.Reason.Code != CodeVersion {
		t.Errorf("%+v, %v", done, err)
	}
	ids := byte(0)
	c := NewClone(CloneOptions{Space: "main", Handler: answer, Version: 2, Upgrade: crash, Random: func() ID { ids++; return ID{ids} }},
		&Saved{Meta: Meta{Client: "c", Cursor: Cursor{Epoch: "e1"}}, Intents: []Intent{in}})
	if len(c.Outbox()) != 1 || !c.Outbox()[0].Waiting() {
		t.Errorf("the outbox: %+v", c.Outbox())
	}
	if _, err := (Issue{Version: 1, Method: "POST", URI: "/"}).Again(2, crash); err == nil {
		t.Error("the request of an issue was upgraded")
	}
}

// TestDeepConflict: values that are nested as deep as may be are shown to whoever has
// to choose.
func TestDeepConflict(t *testing.T) {
	deep := Value(strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth))
	if _, err := ParseJSON(string(deep)); err != nil {
		t.Fatal(err)
	}
	want := Conflict{"a/1", "f", deep, deep, deep}
	if cs := (Issue{Fields: string(ConflictValue([]Conflict{want}))}).Conflicts(); len(cs) != 1 || cs[0] != want {
		t.Errorf("%+v", cs)
	}
	for _, n := range []int{MaxDepth + 1, 10_000} {
		if _, err := ParseJSON(strings.Repeat("[", n) + strings.Repeat("]", n)); !errors.Is(err, ErrDepth) {
			t.Errorf("%d levels: %v", n, err)
		}
		if _, err := ParseJSON(strings.Repeat(`{"a":`, n)); !errors.Is(err, ErrDepth) {
			t.Errorf("%d levels of objects: %v", n, err)
		}
	}
}

// TestHostileJSON: what a REST client may send, and what becomes of it in a field.
func TestHostileJSON(t *testing.T) {
	for text, want := range map[string]error{
		`{"a":1,"a":2}`: ErrSyntax, `{"a":1,"\u0061":2}`: ErrSyntax, `"\ud800"`: ErrSyntax, `"\udc00\ud800"`: ErrSyntax, "\"\xff\"": ErrUTF8,
		`01`: ErrSyntax, `-`: ErrSyntax, `1.`: ErrSyntax, `.5`: ErrSyntax, `+1`: ErrSyntax, `1e`: ErrSyntax, `NaN`: ErrSyntax, `Infinity`: ErrSyntax, `0x1`: ErrSyntax, `1_0`: ErrSyntax,
		`[1,]`: ErrSyntax, `{"a":1,}`: ErrSyntax, `[,1]`: ErrSyntax, `"a`: ErrSyntax, `"\x"`: ErrSyntax, "\"\n\"": ErrSyntax, ``: ErrSyntax, ` `: ErrSyntax, `1 2`: ErrSyntax, `nul`: ErrSyntax, "\ufeff1": ErrSyntax,
		`1e400`: nil, `-0`: nil, `-0.0`: nil, `1E+2`: nil, `"\ud83d\ude00"`: nil,
	} {
		if _, err := ParseJSON(text); !errors.Is(err, want) || (err == nil) != (want == nil) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
	in := newTx(empty{}, &Intent{}, "ann")
	for _, c := range []struct {
		field string
		value Value
		want  Value // "" is refused
	}{
		{"real", "-0", "0"}, {"real", "-0.0", "0"}, {"real", "1e400", ""}, {"real", "-1e400", ""}, {"real", "1e-400", "0"}, {"real", "1E+0", "1"}, {"real", "5e-1", "0.5"},
		{"half", "3.5e38", ""}, {"half", "0.5", "0.5"},
		{"small", "-0", "0"}, {"small", "1.0", ""}, {"small", "1e0", ""}, {"small", "128", ""},
		{"big", "-1", ""}, {"big", "18446744073709551616", ""}, {"big", "18446744073709551615", "18446744073709551615"},
		{"nums", "[9223372036854775807,-9223372036854775808]", "[9223372036854775807,-9223372036854775808]"}, {"nums", "[9223372036854775808]", ""}, {"nums", "null", ""}, {"nums", "[null]", ""},
		{"text", "null", ""}, {"yes", `"true"`, ""}, {"yes", "1", ""}, {"at", `"2024-02-30"`, ""}, {"at", "1700000000", ""}, {"bytes", `"AP8"`, ""}, {"bytes", `"AP8="`, `"AP8="`}, {"bytes", `"AP9="`, `"AP8="`},
		{"set", `["b","a","b"]`, `["a","b"]`}, {"set", `[1]`, ""}, {"set", `[]`, `[]`}, {"list", `[]`, `[]`}, {"place", `[]`, ""}, {"place", `{}`, `{"city":"","zip":0}`}, {"places", `[{}]`, `[{"city":"","zip":0}]`}, {"maybe", "null", "null"},
	} {
		var a all
		err := Assign(in, &a, []Member{{c.field, c.value}})
		if (err != nil) != (c.want == "") {
			t.Errorf("%s = %s: %v", c.field, c.value, err)
			continue
		}
		ms, _ := alls.s.encode(reflect.ValueOf(&a).Elem(), nil)
		for _, m := range ms {
			if m.Name == c.field && err == nil && m.Value != c.want {
				t.Errorf("%s = %s is stored as %s, want %s", c.field, c.value, m.Value, c.want)
			}
		}
	}
}

// TestPushesAreBounded: edits on top of long texts that wait are sent in messages that
// a server takes, however much was on the screen.
func TestPushesAreBounded(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|a", "create|2|x|a", "create|3|x|a", "create|4|x|a", "create|5|x|a", "create|6|x|a")
	ann := w.device("ann")
	ann.Disconnect()
	do := func(body string) {
		t.Helper()
		ann.base = ann.Base()
		if r := w.do(ann, body); r.Kind != Applied {
			t.Fatalf("%.20s: %+v", body, r)
		}
	}
	for i := range 6 {
		do("body|" + string(rune('1'+i)) + "|" + strings.Repeat("x", 900_000))
	}
	for range 40 {
		do("vote|1")
	}
	do("body|1|y")
	ann.base = ann.Base()
	// One that may write whatever is on the screen.
	ann.Do(Request{Method: "POST", URI: "/", Body: []byte("body|6|" + strings.Repeat("z", 900_000))}, ann.base, 1, w.id(), func(*Tx) error { return ErrUnknown })
	for b, ok := ann.Writes(); ok; b, ok = ann.Writes() {
		ann.Saved(b)
	}
	w.online(ann)
	pushed := 0
	for {
		m, ok := ann.Next()
		if !ok {
			break
		}
		p, ok := m.(Push)
		if !ok {
			_, reply, err := ann.peer.Receive(m)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range reply {
				ann.Receive(r)
			}
			continue
		}
		size := 0
		for _, in := range p.Intents {
			size += len(in.Body) + len(in.URI)
			for _, s := range in.Shown {
				size += len(s.Key) + len(s.Field) + len(s.Value)
			}
		}
		if pushed += len(p.Intents); size > 7<<19 || len(p.Intents) > 1 && size > maxPushBytes {
			t.Errorf("a message of %d intents has %d bytes", len(p.Intents), size)
		}
	}
	if pushed != 48 {
		t.Errorf("%d were sent", pushed)
	}
	ann.Disconnect()
	w.online(ann)
	w.sync(ann)
	if len(ann.Outbox()) != 0 || len(w.inbox(ann)) != 0 || w.page(ann, "1").Body.String() != "y" {
		t.Errorf("%d wait, %d in the inbox", len(ann.Outbox()), len(w.inbox(ann)))
	}
}
