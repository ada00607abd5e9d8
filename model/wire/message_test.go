package wire

import (
	"bytes"
	"encoding/hex"
	"errors"
	"flag"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
)

var update = flag.Bool("update", false, "write the golden files")

const self = "0h8g3zq9k2m5w7xt" // the client of the tests

// messages are one of each kind, with all that a message can have.
func messages() map[string]model.Message {
	h := model.Sum("h")
	in := model.Intent{Client: self, N: 3, Prev: h, ID: model.ID{1, 2, 3}, Version: 2,
		Request: model.Request{Method: "POST", URI: "/todos?x=ü", Type: "application/x-www-form-urlencoded", Body: []byte("title=\xff\x00")},
		Base:    model.Base{Epoch: "e1", Seq: 300, Own: []model.Mark{{Client: self, N: 2}, {Client: "other", N: 9}}}, Time: -5,
		Needs: []model.ID{{7}, {8}}, Shown: []model.Shown{{Key: "todos/a", Field: "title", Value: `"x"`}, {Key: "todos/a", Field: "done", Value: ""}}}
	next := in
	next.N, next.Body, next.Base, next.Time, next.Needs, next.Shown = 4, nil, model.Base{}, 1<<50, nil, nil
	rights := []model.Right{{Topic: "*", Verbs: 7}, {Topic: "user/ann", Fields: "public"}}
	want := model.Want{Cursor: model.Cursor{Epoch: "e1", Seq: 300, Grants: 2}, Chain: h, Last: 7, Rights: rights, Follow: []string{"project/*"}}
	by := func(seq uint64, n uint64) model.Version { return model.Version{Seq: seq, Client: self, N: n} }
	at := func(seq uint64) model.Version { return model.Version{Seq: seq} }
	return map[string]model.Message{
		"hello":   model.Hello{Protocol: 2, Version: 3, Space: "main", Client: self, N: 7, Hash: h, Want: want},
		"first":   model.Hello{Protocol: 2, Space: "main", Client: self},
		"welcome": model.Welcome{Head: model.Cursor{Epoch: "e1", Seq: 301}, User: "ann", N: 7, Hash: h, Time: 1_800_000_000_000_000},
		"fork":    model.Welcome{Head: model.Cursor{Epoch: "e1"}, Fork: true},
		"push":    model.Push{Intents: []model.Intent{in, next, {Client: "b", N: 1, Request: model.Request{Method: "GET", URI: "/"}}}},
		"nothing": model.Push{},
		"want":    model.Want{Cursor: model.Cursor{Epoch: "e1", Seq: 1<<64 - 1}, Last: 1 << 63, Follow: []string{}},
		"lost":    model.Welcome{Head: model.Cursor{Epoch: "e2"}, Lost: true, Of: model.Cursor{Epoch: "e1", Seq: 9, Grants: 1}},
		"compare": model.Compare{Head: model.Cursor{Epoch: "e2", Seq: 9, Grants: 1}},
		"have":    model.Have{At: model.Cursor{Epoch: "e0", Seq: 9, Grants: 2}, Digests: []model.Digest{{Topic: "todos", Buckets: []uint64{1, 1<<64 - 1, 0, 7}}, {Topic: "user/ann", Buckets: []uint64{5}}}},
		"repair": model.Pull{From: model.Cursor{Epoch: "e2"}, To: model.Cursor{Epoch: "e2", Seq: 9, Grants: 3}, Chain: h, Whole: true, Rights: rights,
			Of: model.Cursor{Epoch: "e0", Seq: 9, Grants: 2}, Kept: []model.Kept{{Topic: "todos", Size: 4, Buckets: []int{0, 2, 3}}, {Topic: "user/ann", Size: 1}}},
		"granted": model.Pull{From: model.Cursor{Epoch: "e2", Seq: 8, Grants: 2}, To: model.Cursor{Epoch: "e2", Seq: 8, Grants: 3}, Chain: h, Rights: []model.Right{},
			Fresh: []*model.Record{{Key: "todos/z", Born: 3, Last: at(3), Topic: "todos", Fields: []model.Field{{Name: "done", Value: "false", Last: at(3)}}}}},
		"at":         model.At{Head: model.Cursor{Epoch: "e1", Seq: 127}, N: 128},
		"fail":       model.Fail{Code: model.CodeForbidden, Detail: "no"},
		"up-to-date": model.Pull{From: model.Cursor{Epoch: "e1", Seq: 5}, To: model.Cursor{Epoch: "e1", Seq: 6}},
		"whole": model.Pull{From: model.Cursor{Epoch: "e1", Grants: 1}, To: model.Cursor{Epoch: "e1", Seq: 9, Grants: 1}, Whole: true, Records: []*model.Record{
			{Key: "todos/0123456789abcdef", Born: 3, Last: at(3), Topic: "todos", Fields: []model.Field{
				{Name: "done", Value: "false", Last: at(3)}, {Name: "rank", Value: "-0.5e3", Last: at(3)}, {Name: "title", Value: `"Käse \"alt\"\n"`, Last: at(3)}}},
			{Key: "todos/0123456789abcdeg", Born: 4, Last: by(8, 2), Topic: "todos", Fields: []model.Field{
				{Name: "done", Value: "true", Last: by(8, 2)}, {Name: "rank", Value: "12", Last: at(4)}, {Name: "title", Value: `{"a":[1,null]}`, Last: by(5, 1)}}},
			{Key: "todos/with space/ü", Born: 9, Last: by(9, 3), Topic: "user/ann", Fields: []model.Field{{Name: "done", Value: "null", Last: by(9, 3)}}},
		}},
		"changes": model.Pull{From: model.Cursor{Epoch: "e0", Seq: 9}, To: model.Cursor{Epoch: "e1", Seq: 12}, Records: []*model.Record{
			{Key: "todos/a", Last: by(10, 4), Gone: true, Topic: "todos"},
			{Key: "todos/b", Born: 2, Last: at(11), Topic: "todos"},
			{Key: "lists/b", Born: 2, Last: at(11), Topic: "lists", Fields: []model.Field{{Name: "done", Value: "0", Last: at(10)}}},
			{Key: "odd", Born: 1, Last: at(10), Gone: true, Topic: ""},
		}, Outcomes: []model.Outcome{
			{Client: self, N: 4, ID: model.ID{9}, Hash: h, Kind: model.Applied, Seq: 10},
			{Client: self, N: 5, ID: model.ID{8}, Hash: h, Kind: model.Rejected, Seq: 10, Reason: &model.Rejection{Code: model.CodeInvalid, Message: "no", Cause: "c-4", Fields: []model.FieldError{{Field: "title", Message: "must not be empty"}}}},
			{Client: "was", N: 6, ID: model.ID{7}, Hash: h, Kind: model.Conflicted, Seq: 11, Fields: []model.Conflict{{Key: "todos/a", Field: "title", Base: `"a"`, Mine: `"b"`}}},
		}},
	}
}

func golden(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".golden"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func goldens(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no golden files: %v", err)
	}
	all := map[string][]byte{}
	for _, p := range paths {
		name := strings.TrimSuffix(filepath.Base(p), ".golden")
		all[name] = golden(t, name)
	}
	return all
}

func TestGolden(t *testing.T) {
	if *update {
		for name, m := range messages() {
			var text strings.Builder
			for b := range chunks(Append(nil, m, self), 32) {
				text.WriteString(hex.EncodeToString(b) + "\n")
			}
			if err := os.WriteFile(filepath.Join("testdata", name+".golden"), []byte(text.String()), 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	all := goldens(t)
	want := messages()
	for name, frame := range all {
		m, ok := want[name]
		if !ok {
			t.Errorf("%s: no such message; was it renamed?", name)
			continue
		}
		if got := Append(nil, m, self); !bytes.Equal(got, frame) {
			t.Errorf("%s: encoded as\n%x, want\n%x; if this is meant, raise model.Protocol and run with -update", name, got, frame)
		}
		got, err := Decode(frame, self)
		if err != nil || !reflect.DeepEqual(got, m) {
			t.Errorf("%s: decoded %+v, %v\nwant %+v", name, got, err, m)
		}
	}
	for name := range want {
		if all[name] == nil {
			t.Errorf("%s: no golden file", name)
		}
	}
}

func chunks(b []byte, n int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for len(b) > 0 {
			k := min(n, len(b))
			if !yield(b[:k]) {
				return
			}
			b = b[k:]
		}
	}
}

// A clone learns which writes were its own, and no other client's id.
func TestOthersHaveNoName(t *testing.T) {
	frame := Append(nil, model.Pull{Records: []*model.Record{{Key: "todos/a", Born: 1, Last: model.Version{Seq: 5, Client: "secretclient", N: 4},
		Fields: []model.Field{
			{Name: "a", Value: "1", Last: model.Version{Seq: 5, Client: "secretclient", N: 4}},
			{Name: "b", Value: "1", Last: model.Version{Seq: 4, Client: self, N: 3}},
			{Name: "c", Value: "1", Last: model.Version{Seq: 3, Client: "secretclient", N: 2}},
		}}}}, self)
	if bytes.Contains(frame, []byte("secret")) {
		t.Fatal("another client's id was sent")
	}
	m, err := Decode(frame, self)
	if err != nil {
		t.Fatal(err)
	}
	r := m.(model.Pull).Records[0]
	want := []model.Version{{Seq: 5}, {Seq: 4, Client: self, N: 3}, {Seq: 3}}
	for i, v := range want {
		if r.Fields[i].Last != v {
			t.Errorf("field %d: %+v, want %+v", i, r.Fields[i].Last, v)
		}
	}
	if r.Last != want[0] {
		t.Errorf("record: %+v", r.Last)
	}
}

func TestErrors(t *testing.T) {
	pull := func(body string) string {
		return "\x02\x06\x02" + "\x00\x02e1\x05\x00" + "\x06\x00" + strings.Repeat("\x00", 32) + body
	}
	for _, c := range []struct {
		name, frame string
		want        error
	}{
		{"nothing", "", ErrTruncated},
		{"another protocol", "\x01\x05", ErrVersion},
		{"no type", "\x02\x00", ErrType},
		{"a later type", "\x02\x0a", ErrType},
		{"only a type", "\x02\x05", ErrTruncated},
		{"more than a message", string(Append(nil, model.At{}, self)) + "x", ErrTrailing},
		{"a long number", "\x02\x05\x00\x01e\x81\x00\x00\x00", ErrForm},
		{"too large a number", "\x02\x05\x00\x01e\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02\x00\x00", ErrForm},
		{"intents without end", "\x02\x03\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", ErrLimit},
		{"text without end", "\x02\x07\xff\xff\xff\xff\x0f", ErrLimit},
		{"not text", "\x02\x07\x01\xff\x00", ErrText},
		{"records without end", pull("\xff\xff\x7f"), ErrLimit},
		{"an unknown bit", "\x02\x06\x80", ErrForm},
		{"a string that was not sent", pull("\x01\x03\x02\x02\x09\x02a"), ErrForm},
		{"a topic again", pull("\x01" + "\x14\x02\x02a\x00\x00" + "\x01\x00\x01x\x07\"b\"" + "\x00"), ErrForm},
		{"a value", pull("\x01" + "\x1c\x02\x02a" + "\x01\x00\x01x\x07\"b\"" + "\x00"), nil},
		{"no value", pull("\x01" + "\x1c\x02\x02a" + "\x01\x00\x01x\x03" + "\x00"), ErrValue},
		{"half a string", pull("\x01" + "\x1c\x02\x02a" + "\x01\x00\x01x\x06\"b" + "\x00"), ErrValue},
		{"two values", pull("\x01" + "\x1c\x02\x02a" + "\x01\x00\x01x\x07\"\"\"" + "\x00"), ErrValue},
		{"a value with a space", pull("\x01" + "\x1c\x02\x02a" + "\x01\x00\x01x\x07[ ]" + "\x00"), ErrValue},
		{"a number with a zero", pull("\x01" + "\x1c\x02\x02a" + "\x01\x00\x01x\x0601" + "\x00"), ErrValue},
		{"a value that is not text", pull("\x01" + "\x1c\x02\x02a" + "\x01\x00\x01x\x07\"\xff\"" + "\x00"), ErrValue},
		{"null in full", pull("\x01" + "\x1c\x02\x02a" + "\x01\x00\x01x\x08null" + "\x00"), ErrValue},
	} {
		_, err := Decode([]byte(c.frame), self)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		var e *Error
		if err != nil && !errors.As(err, &e) {
			t.Errorf("%s: %T is not an *Error", c.name, err)
		}
	}
}

// Every frame that is cut short, and every one with a wrong byte, is refused or
// is another message; none takes memory out of proportion.
func TestDamaged(t *testing.T) {
	var before, after runtime.MemStats
	for name, frame := range goldens(t) {
		for i := range frame {
			if _, err := Decode(frame[:i], self); err == nil {
				t.Errorf("%s: the first %d bytes are a message", name, i)
			}
			bad := bytes.Clone(frame)
			for _, c := range []byte{0xff, 0x7f, frame[i] ^ 1, 0} {
				bad[i] = c
				runtime.ReadMemStats(&before)
				check(t, bad)
				runtime.ReadMemStats(&after)
				if n := after.TotalAlloc - before.TotalAlloc; n > 64<<10+300*uint64(len(bad)) {
					t.Fatalf("%s: %d bytes were taken for a frame of %d", name, n, len(bad))
				}
			}
		}
	}
}

// check holds the laws of every frame: if it decodes, it is the one form of its
// message.
func check(t *testing.T, frame []byte) {
	t.Helper()
	m, err := Decode(frame, self)
	if err != nil {
		if m != nil {
			t.Fatalf("%x: a message and an error", frame)
		}
		return
	}
	again := Append(nil, m, self)
	if !bytes.Equal(again, frame) {
		t.Fatalf("%x decodes as %+v and encodes as %x", frame, m, again)
	}
}

func FuzzDecode(f *testing.F) {
	for _, frame := range goldens(f) {
		f.Add(frame)
	}
	f.Fuzz(check)
}

// What an origin takes is what model.Peer takes.
func TestFromClone(t *testing.T) {
	p := model.NewPeer(model.NewOrigin(model.NewMemStore("e1"), model.OriginOptions{}), "ann", func() model.Time { return 1 })
	for name, m := range messages() {
		_, _, err := p.Receive(m)
		own := err != nil && strings.Contains(err.Error(), "only the origin sends")
		if FromClone(golden(t, name)) == own {
			t.Errorf("%s is from a clone: %t, but %v", name, !own, err)
		}
	}
	for _, frame := range []string{"", "\x02", "\x01\x06", "\x02\x00", "\x02\xff"} {
		if !FromClone([]byte(frame)) {
			t.Errorf("%x is not left to Decode", frame)
		}
	}
}

// Text that is not UTF-8 comes from panics and from users' names. It must not
// make a frame that cannot be read.
func TestTextIsPutRight(t *testing.T) {
	for _, m := range []model.Message{
		model.Fail{Code: "x\xff", Detail: "\xfe"},
		model.Welcome{User: "a\xff"},
		model.Pull{Outcomes: []model.Outcome{{Client: self, Kind: model.Quarantined, Reason: model.Reject("c", "panic: \xff")}},
			Records: []*model.Record{{Key: "c\xff/\xff", Topic: "user/\xff"}}},
	} {
		got, err := Decode(Append(nil, m, self), self)
		if err != nil {
			t.Errorf("%+v: %v", m, err)
		} else if strings.Contains(string(Append(nil, got, self)), "\xff") {
			t.Errorf("%+v still holds bytes that are not text", got)
		}
	}
}

// An intent that the model accepts must not be stuck in the outbox.
func TestWhatIsCheckedTravels(t *testing.T) {
	for _, in := range []model.Intent{
		{Request: model.Request{Method: "POST", URI: "/a\xff"}},
		{Request: model.Request{Method: "POST", URI: "/", Type: "text/\xff"}},
		{Request: model.Request{Method: "POST", URI: "/", Type: "text/plain", Body: []byte{0xff}}},
	} {
		in.Client, in.N, in.ID = self, 1, model.ID{1}
		if in.Check() != nil {
			continue
		}
		if _, err := Decode(Append(nil, model.Push{Intents: []model.Intent{in}}, self), self); err != nil {
			t.Errorf("%+v passes model.Intent.Check, but: %v", in.Request, err)
		}
	}
}

func TestManyStrings(t *testing.T) {
	var m model.Pull
	for i := range 100 {
		name := string(model.Uint(uint64(i % 60)))
		m.Records = append(m.Records, &model.Record{Key: "c" + name + "/" + name, Topic: "t" + name, Born: 1, Last: model.Version{Seq: 1},
			Fields: []model.Field{{Name: "f" + name, Value: "1", Last: model.Version{Seq: 1}}}})
	}
	frame := Append(nil, m, self)
	got, err := Decode(frame, self)
	if err != nil || !reflect.DeepEqual(got, model.Message(m)) {
		t.Fatalf("%+v, %v", got, err)
	}
	check(t, frame)
}

// The smallest sizes bound how much is allocated for a count.
func TestSmallest(t *testing.T) {
	in := model.Intent{Client: self}
	two := len(Append(nil, model.Push{Intents: []model.Intent{in, in}}, self))
	one := len(Append(nil, model.Push{Intents: []model.Intent{in}}, self))
	if two-one != minIntent {
		t.Errorf("an intent has %d bytes at least, not %d", two-one, minIntent)
	}
	o := model.Outcome{Client: self, Kind: model.Applied}
	two = len(Append(nil, model.Pull{Outcomes: []model.Outcome{o, o}}, self))
	one = len(Append(nil, model.Pull{Outcomes: []model.Outcome{o}}, self))
	if two-one != minOutcome {
		t.Errorf("an outcome has %d bytes at least, not %d", two-one, minOutcome)
	}
	one = len(Append(nil, model.Pull{}, self))
	if n := len(Append(nil, model.Pull{Records: []*model.Record{{Gone: true}}}, self)) - one; n != minRecord {
		t.Errorf("a record has %d bytes at least, not %d", n, minRecord)
	}
}

// Every import is paid for in the download.
func TestImportsAreCheap(t *testing.T) {
	cheap := map[string]bool{"errors": true, "strconv": true, "strings": true, "unicode/utf8": true, "github.com/tandemgo/tandem/model": true}
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	files := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		files++
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range f.Imports {
			if path := strings.Trim(i.Path.Value, `"`); !cheap[path] {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
	if files < 10 {
		t.Fatalf("found %d files, want all", files)
	}
}
