package app

import (
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

type memo struct {
	ID   string
	Text string `check:"required,max=20"`
}

var memos = model.Define[memo]("memos")

// strict refuses what starts with an exclamation mark while it is set, and
// crashes on what starts with a question mark while crashing is.
var strict, crashing bool

func memoApp() *App {
	a := New("Memos", nil)
	a.Handle("GET /{$}", func(c *Context) (Response, error) {
		in, err := c.Inbox()
		return Page("", func() *view.Node { return html.Main(in) }), err
	})
	a.Handle("POST /memos", func(c *Context) (Response, error) {
		m := memo{ID: c.NewID()}
		if err := c.Bind(&m); err != nil {
			return Response{}, err
		}
		if crashing && strings.HasPrefix(m.Text, "?") {
			panic("a bug in a controller")
		}
		if strict && strings.HasPrefix(m.Text, "!") {
			return Response{}, &model.Rejection{Code: model.CodeInvalid, Message: "some fields are not right", Fields: []model.FieldError{{Field: "text", Message: "must be calm"}}}
		}
		return Created(memos.URI(m.ID), One(memos, m)), memos.Create(c, m)
	})
	a.Handle("PATCH /memos/{id}", func(c *Context) (Response, error) {
		m, err := memos.Get(c, c.Param("id"))
		if err != nil {
			return Response{}, err
		}
		if err := c.Bind(&m); err != nil {
			return Response{}, err
		}
		return Done(One(memos, m)), memos.Save(c, m)
	})
	a.Handle("DELETE /memos/{id}", func(c *Context) (Response, error) {
		return Done(nil), memos.Delete(c, c.Param("id"))
	})
	return a
}

// desk is an origin, and one client of it at a time.
type desk struct {
	t      *testing.T
	app    *App
	origin *model.Origin
	ids    byte
	n      uint64
	prev   model.Hash
	needs  []model.ID
}

func newDesk(t *testing.T) *desk {
	a := memoApp()
	return &desk{t: t, app: a, origin: model.NewOrigin(model.NewMemStore("e1"), a.Origin())}
}

// push makes an intent of user's and returns its outcome.
func (d *desk) push(user string, base model.Base, method, uri, body string) model.Outcome {
	d.t.Helper()
	d.ids++
	d.n++
	in := model.Intent{Client: "device", N: d.n, Prev: d.prev, ID: model.ID{d.ids}, Base: base, Time: 1, Needs: d.needs,
		Request: model.Request{Method: method, URI: uri, Type: TypeForm, Body: []byte(body)}}
	d.prev = in.Hash()
	done, err := d.origin.Commit(Space, 1, []model.Job{{User: user, Intent: in}})
	if err != nil || done[0].Err != nil {
		d.t.Fatal(err, done)
	}
	return done[0].Outcome
}

// call makes a request over HTTP, as user.
func (d *desk) call(user, method, uri, body string) (Response, model.Outcome) {
	d.t.Helper()
	d.ids++
	var res Response
	done, err := d.origin.Commit(Space, 1, []model.Job{{User: user, Direct: true, Handler: d.app.Capture(&res),
		Intent: model.Intent{ID: model.ID{d.ids}, Base: d.now(), Time: 1, Request: model.Request{Method: method, URI: uri, Type: TypeForm, Body: []byte(body)}}}})
	if err != nil {
		d.t.Fatal(err)
	}
	return res, done[0].Outcome
}

func (d *desk) now() (b model.Base) {
	d.read("", func(tx *model.Tx) { b = model.Base{Epoch: tx.Head().Epoch, Seq: tx.Head().Seq} })
	return b
}

func (d *desk) read(user string, f func(*model.Tx)) {
	d.t.Helper()
	if err := d.origin.Read(Space, user, model.Request{Method: "GET", URI: "/"}, 1, func(tx *model.Tx) error { f(tx); return nil }); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) texts() string {
	var s []string
	d.read("", func(tx *model.Tx) {
		ms, err := memos.All(tx)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, m := range ms {
			s = append(s, m.Text)
		}
	})
	return strings.Join(s, "|")
}

// inbox returns the page that lists what waits for user, and the ids.
func (d *desk) inbox(user string) (page string, ids []string) {
	d.t.Helper()
	d.read(user, func(tx *model.Tx) {
		res, err := d.app.Serve(tx, Shown{})
		if err != nil {
			d.t.Fatal(err)
		}
		page = string(view.AppendHTML(nil, res.View(), nil))
		is, err := model.Issues.All(tx)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, i := range is {
			ids = append(ids, i.ID)
		}
	})
	return page, ids
}

func TestInboxRejection(t *testing.T) {
	d := newDesk(t)
	strict = true
	defer func() { strict = false }()
	if o := d.push("ann", d.now(), "POST", "/memos", "text=%21now"); o.Kind != model.Rejected {
		t.Fatalf("outcome %v", o.Kind)
	}
	page, ids := d.inbox("ann")
	if len(ids) != 1 || !strings.Contains(page, "text must be calm") || !strings.Contains(page, "text: !now") {
		t.Fatalf("the inbox is %s", page)
	}
	if page, ids := d.inbox("bob"); len(ids) != 0 || strings.Contains(page, "now") {
		t.Errorf("bob reads %s", page)
	}

	// Bob can neither read nor answer it; for him it is not there.
	for _, m := range []string{"POST", "DELETE"} {
		_, mine := d.call("bob", m, "/outcomes/"+ids[0], "")
		_, none := d.call("bob", m, "/outcomes/nothing", "")
		if mine.Kind != model.Rejected || mine.Reason.Code != model.CodeAbsent || mine.Reason.Error() != none.Reason.Error() {
			t.Errorf("%s: bob gets %v, for what is not there %v", m, mine.Reason, none.Reason)
		}
	}

	// Trying again fails for the same reason, and leaves it where it is.
	if _, o := d.call("ann", "POST", "/outcomes/"+ids[0], ""); o.Kind != model.Rejected {
		t.Errorf("outcome %v", o.Kind)
	}
	if _, again := d.inbox("ann"); len(again) != 1 {
		t.Error("it has gone")
	}
	strict = false
	if _, o := d.call("ann", "POST", "/outcomes/"+ids[0], ""); o.Kind != model.Applied || d.texts() != "!now" {
		t.Errorf("outcome %v, the memos are %s", o.Kind, d.texts())
	}
	if page, ids := d.inbox("ann"); len(ids) != 0 || strings.Contains(page, "tandem-inbox") {
		t.Error("it is still there")
	}
}

func TestInboxQuarantine(t *testing.T) {
	d := newDesk(t)
	crashing = true
	defer func() { crashing = false }()
	if o := d.push("ann", d.now(), "POST", "/memos", "text=%3Fwhat"); o.Kind != model.Quarantined {
		t.Fatalf("outcome %v", o.Kind)
	}
	if o := d.push("ann", d.now(), "POST", "/memos", "text=next"); o.Kind != model.Applied || d.texts() != "next" {
		t.Fatalf("the queue is blocked: %v", o.Kind)
	}
	page, ids := d.inbox("ann")
	if len(ids) != 1 || !strings.Contains(page, "text: ?what") {
		t.Fatalf("the inbox is %s", page)
	}
	if _, o := d.call("ann", "DELETE", "/outcomes/"+ids[0], ""); o.Kind != model.Applied {
		t.Errorf("outcome %v", o.Kind)
	}
	if _, ids := d.inbox("ann"); len(ids) != 0 {
		t.Error("it is still there")
	}
}

func TestInboxConflict(t *testing.T) {
	for _, c := range []struct {
		name, theirs, mine, method, body, want string
	}{
		{"keep mine", "text=theirs", "text=mine", "POST", "", "mine"},
		{"merge by hand", "text=theirs", "text=mine", "POST", "mine.text=both", "both"},
		{"keep theirs", "text=theirs", "text=mine", "DELETE", "", "theirs"},
		{"restore with mine", "", "text=mine", "POST", "", "mine"},
		{"leave it deleted", "", "text=mine", "DELETE", "", ""},
		{"delete it", "text=theirs", "", "POST", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDesk(t)
			res, _ := d.call("bob", "POST", "/memos", "text=first")
			base := d.now()
			change := func(body string) (string, string, string) {
				if body == "" {
					return "DELETE", res.Location, ""
				}
				return "PATCH", res.Location, body
			}
			m, u, b := change(c.theirs)
			if _, o := d.call("bob", m, u, b); o.Kind != model.Applied {
				t.Fatalf("theirs: %v", o.Kind)
			}
			before := d.texts()
			m, u, b = change(c.mine)
			if o := d.push("ann", base, m, u, b); o.Kind != model.Conflicted || d.texts() != before {
				t.Fatalf("mine: %v, the memos are %s", o.Kind, d.texts())
			}
			_, ids := d.inbox("ann")
			if len(ids) != 1 {
				t.Fatalf("%d wait for a decision", len(ids))
			}
			if _, o := d.call("ann", c.method, "/outcomes/"+ids[0], c.body); o.Kind != model.Applied {
				t.Fatalf("the decision: %v %v", o.Kind, o.Reason)
			}
			if _, ids := d.inbox("ann"); len(ids) != 0 || d.texts() != c.want {
				t.Errorf("%d wait, the memos are %q, want %q", len(ids), d.texts(), c.want)
			}
		})
	}
}

// TestInboxConflictAgain: a decision whose author had not seen the newest value
// is asked about again.
func TestInboxConflictAgain(t *testing.T) {
	d := newDesk(t)
	res, _ := d.call("bob", "POST", "/memos", "text=first")
	base := d.now()
	d.call("bob", "PATCH", res.Location, "text=second")
	d.push("ann", base, "PATCH", res.Location, "text=mine")
	_, ids := d.inbox("ann")
	decided := d.now()
	d.call("bob", "PATCH", res.Location, "text=third")
	if o := d.push("ann", decided, "POST", "/outcomes/"+ids[0], ""); o.Kind != model.Conflicted || d.texts() != "third" {
		t.Fatalf("outcome %v, the memos are %s", o.Kind, d.texts())
	}
	page, ids := d.inbox("ann")
	if len(ids) != 1 || !strings.Contains(page, "<dd>second</dd>") || !strings.Contains(page, "<dd>third</dd>") {
		t.Errorf("%d wait, the inbox is %s", len(ids), page)
	}
	if o := d.push("ann", d.now(), "POST", "/outcomes/"+ids[0], ""); o.Kind != model.Applied || d.texts() != "mine" {
		t.Errorf("outcome %v, the memos are %s", o.Kind, d.texts())
	}
	if _, ids := d.inbox("ann"); len(ids) != 0 {
		t.Errorf("%d wait", len(ids))
	}
}

// An edit that waits for the decision on an earlier one is made after it.
func TestHeld(t *testing.T) {
	d := newDesk(t)
	res, _ := d.call("ann", "POST", "/memos", "text=old")
	uri := res.Location
	base := d.now()
	d.call("bob", "PATCH", uri, "text=theirs")
	first := d.push("ann", base, "PATCH", uri, "text=mine")
	d.needs = []model.ID{first.ID}
	second := d.push("ann", base, "PATCH", uri, "text=mine, again")
	if first.Kind != model.Conflicted || second.Kind != model.Conflicted || second.Reason == nil || second.Reason.Code != model.CodeHeld {
		t.Fatalf("%+v, %+v", first, second)
	}
	page, ids := d.inbox("ann")
	if len(ids) != 2 || !strings.Contains(page, "An edit waits for the decision on an earlier one") || !strings.Contains(page, "mine, again") {
		t.Fatalf("%v, %s", ids, page)
	}
	if _, o := d.call("ann", "POST", "/outcomes/"+ids[0], "mine.text=mine"); o.Kind != model.Applied && o.Kind != model.Merged {
		t.Fatalf("%+v", o)
	}
	if _, ids := d.inbox("ann"); d.texts() != "mine, again" || len(ids) != 0 {
		t.Errorf("%s, %v", d.texts(), ids)
	}
}

// TestInboxLines: a text of several lines keeps them where it can be changed.
func TestInboxLines(t *testing.T) {
	d := newDesk(t)
	res, _ := d.call("bob", "POST", "/memos", "text=first")
	base := d.now()
	d.call("bob", "PATCH", res.Location, "text=theirs")
	d.push("ann", base, "PATCH", res.Location, "text=one%0D%0Atwo")
	page, ids := d.inbox("ann")
	if !strings.Contains(page, `<textarea`) || !strings.Contains(page, ">one\ntwo</textarea>") || strings.Contains(page, `<input name="mine.text"`) {
		t.Errorf("the inbox is %s", page)
	}
	if _, o := d.call("ann", "POST", "/outcomes/"+ids[0], "mine.text=one%0D%0Atwo"); o.Kind != model.Applied || d.texts() != "one\ntwo" {
		t.Errorf("%v, %q", o.Kind, d.texts())
	}
}

// TestBindPatch: a merge patch of a nested struct leaves what it does not name, which
// JSON of another type does not.
func TestBindPatch(t *testing.T) {
	for typ, want := range map[string]spot{TypeMerge: {"Rome", 8}, TypeJSON: {"", 8}} {
		var tx *model.Tx
		o := model.NewOrigin(model.NewMemStore("e1"), model.OriginOptions{})
		if err := o.Read(Space, "", model.Request{Method: "GET", URI: "/"}, 1, func(x *model.Tx) error {
			tx = x
			c := &Context{tx: tx, request: model.Request{Method: "PATCH", URI: "/", Type: typ, Body: []byte(`{"spot":{"zip":8}}`)}}
			if err := c.bind(c.request); err != nil {
				return err
			}
			s := spotted{Spot: spot{"Rome", 7}}
			if err := c.Bind(&s); err != nil || s.Spot != want {
				t.Errorf("%s: %+v, %v", typ, s, err)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	}
}

type spot struct {
	City string
	Zip  int
}

type spotted struct {
	ID   string
	Spot spot
}

var _ = model.Define[spotted]("spotteds")

// form is a record that is edited as a whole.
type form struct {
	ID    string
	Title string
	Note  string
	Extra string
}

var forms = model.Define[form]("forms")

func formApp() *App {
	a := memoApp()
	a.Handle("POST /forms", func(c *Context) (Response, error) {
		f := form{ID: c.NewID()}
		if err := c.Bind(&f); err != nil {
			return Response{}, err
		}
		return Created(forms.URI(f.ID), One(forms, f)), forms.Create(c, f)
	})
	a.Handle("PATCH /forms/{id}", func(c *Context) (Response, error) {
		f, err := forms.Get(c, c.Param("id"))
		if err != nil {
			return Response{}, err
		}
		if err := c.Bind(&f); err != nil {
			return Response{}, err
		}
		if strict {
			return Response{}, model.ErrForbidden
		}
		if crashing {
			panic("a bug in a controller")
		}
		return Done(One(forms, f)), forms.Save(c, f)
	})
	return a
}

// TestRetryKeepsWhatNobodyAskedAbout: a form that holds all fields is made again. What
// its author had left as it was is no write then either, though others have changed it
// in the meantime: nobody has shown them that.
func TestRetryKeepsWhatNobodyAskedAbout(t *testing.T) {
	for name, c := range map[string]struct {
		strict, crashing bool
		kind             model.Kind
		decision, want   string
	}{
		"a conflict":                  {false, false, model.Conflicted, "", "mine new later"},
		"changed by hand":             {false, false, model.Conflicted, "mine.title=both", "both new later"},
		"given anew":                  {false, false, model.Conflicted, "mine.note=own&mine.title=mine&mine.extra=old", "mine own later"},
		"what was refused, unchanged": {true, false, model.Rejected, "mine.title=mine&mine.note=old&mine.extra=old", "mine new later"},
		"what was refused, changed":   {true, false, model.Rejected, "mine.title=other&mine.note=old&mine.extra=own", "other new own"},
		"what was refused":            {true, false, model.Rejected, "", "mine new later"},
		"what could not run":          {false, true, model.Quarantined, "", "mine new later"},
	} {
		d := newDesk(t)
		d.app = formApp()
		d.origin = model.NewOrigin(model.NewMemStore("e1"), d.app.Origin())
		res, _ := d.call("bob", "POST", "/forms", "title=old&note=old&extra=old")
		base := d.now()
		d.call("bob", "PATCH", res.Location, "title=theirs&note=new")
		strict, crashing = c.strict, c.crashing
		o := d.push("ann", base, "PATCH", res.Location, "title=mine&note=old&extra=old")
		strict, crashing = false, false
		if o.Kind != c.kind {
			t.Fatalf("%s: %v", name, o.Kind)
		}
		d.call("bob", "PATCH", res.Location, "extra=later")
		_, ids := d.inbox("ann")
		if _, o := d.call("ann", "POST", "/outcomes/"+ids[0], c.decision); o.Kind != model.Applied && o.Kind != model.Merged {
			t.Fatalf("%s: the decision: %v %v", name, o.Kind, o.Reason)
		}
		d.read("ann", func(tx *model.Tx) {
			fs, err := forms.All(tx)
			if got := fs[0].Title + " " + fs[0].Note + " " + fs[0].Extra; err != nil || got != c.want {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		})
	}
}

// TestRetryOnReload: a device that has just been opened does not know what its user saw
// when a request was made, so it cannot say what that left alone. It leaves the retry to
// the server, and shows nothing that may not come.
func TestRetryOnReload(t *testing.T) {
	d := newDesk(t)
	d.app = formApp()
	d.origin = model.NewOrigin(model.NewMemStore("e1"), d.app.Origin())
	res, _ := d.call("bob", "POST", "/forms", "title=old&note=old&extra=old")
	base := d.now()
	d.call("bob", "PATCH", res.Location, "title=theirs&note=new")
	if o := d.push("ann", base, "PATCH", res.Location, "title=mine&note=old&extra=old"); o.Kind != model.Conflicted {
		t.Fatal(o.Kind)
	}
	random := func() (id model.ID) { d.ids++; id[0] = d.ids; return id }
	o := model.CloneOptions{Space: Space, Handler: d.app.Handler(), Random: random}
	c, p := model.NewClone(o, nil), model.NewPeer(d.origin, "ann", func() model.Time { return 1 })
	c.Connect()
	hello, _ := c.Next()
	_, reply, err := p.Receive(hello)
	if err != nil {
		t.Fatal(err)
	}
	pull, ok, err := p.Pull()
	if !ok || err != nil {
		t.Fatal(ok, err)
	}
	for _, m := range append(reply, pull) {
		if err := c.Receive(m); err != nil {
			t.Fatal(err)
		}
	}
	saved := &model.Saved{}
	for b, ok := c.Writes(); ok; b, ok = c.Writes() {
		saved.Records = append(saved.Records, b.Records...)
	}
	saved.Meta = c.Meta()
	c = model.NewClone(o, saved)
	_, ids := d.inbox("ann")
	r := model.Request{Method: "POST", URI: "/outcomes/" + ids[0], Type: TypeForm}
	if ran := c.Do(r, c.Base(), 1, random(), d.app.Handler()); ran.Kind != 0 || ran.N == 0 {
		t.Errorf("the device does what it cannot know: %+v", ran)
	}
}

// TestInboxEdit: what was refused can be changed where it is shown, and is made then.
func TestInboxEdit(t *testing.T) {
	d := newDesk(t)
	if o := d.push("ann", d.now(), "POST", "/memos", "text=much+too+long+for+a+memo+of+twenty"); o.Kind != model.Rejected {
		t.Fatalf("outcome %v", o.Kind)
	}
	page, ids := d.inbox("ann")
	if !strings.Contains(page, `name="mine.text"`) || !strings.Contains(page, `value="much too long for a memo of twenty"`) {
		t.Errorf("the inbox is %s", page)
	}
	if _, o := d.call("ann", "POST", "/outcomes/"+ids[0], "mine.text=shorter"); o.Kind != model.Applied || d.texts() != "shorter" {
		t.Errorf("%v, %q", o, d.texts())
	}
	if _, ids := d.inbox("ann"); len(ids) != 0 {
		t.Error("it is still there")
	}
}

// TestEditOfMany: a field of several values is taken over as a whole.
func TestEditOfMany(t *testing.T) {
	c := &Context{form: Values{{"a", "1"}, {"a", "2"}, {"b", "x\r\ny"}}}
	for name, want := range map[string]bool{"1 2": true, "1": false, "2 1": false} {
		if c.posts("a", strings.Fields(name)) != want {
			t.Errorf("%s: %t", name, !want)
		}
	}
	if !c.posts("b", []string{"x\ny"}) || c.posts("c", []string{""}) {
		t.Error("line ends, or a field that is not there")
	}
}

// TestRetryOfMany: a request for many records that is made again acts on those that its
// author saw the first time, not on what has come since.
func TestRetryOfMany(t *testing.T) {
	d := newDesk(t)
	d.app.Handle("DELETE /memos", func(c *Context) (Response, error) {
		if crashing {
			panic("a bug in a controller")
		}
		ms, err := memos.All(c)
		if err != nil {
			return Response{}, err
		}
		for _, m := range ms {
			if _, ok, err := memos.AtBase(c, m.ID); err != nil || !ok {
				if err != nil {
					return Response{}, err
				}
				continue
			}
			if err := memos.Delete(c, m.ID); err != nil {
				return Response{}, err
			}
		}
		return Done(nil), nil
	})
	d.call("bob", "POST", "/memos", "text=seen")
	base := d.now()
	crashing = true
	o := d.push("ann", base, "DELETE", "/memos", "")
	crashing = false
	if o.Kind != model.Quarantined {
		t.Fatalf("outcome %v", o.Kind)
	}
	d.call("bob", "POST", "/memos", "text=since")
	_, ids := d.inbox("ann")
	if _, o := d.call("ann", "POST", "/outcomes/"+ids[0], ""); o.Kind != model.Applied || d.texts() != "since" {
		t.Errorf("%v %v, %q", o.Kind, o.Reason, d.texts())
	}
}

// TestConflictOfMany: where one field of several records is in conflict, each is named,
// and none can be changed alone: the request has one value for all of them.
func TestConflictOfMany(t *testing.T) {
	d := newDesk(t)
	d.app.Handle("PATCH /memos", func(c *Context) (Response, error) {
		ms, err := memos.All(c)
		if err != nil {
			return Response{}, err
		}
		for _, m := range ms {
			if err := c.Bind(&m); err != nil {
				return Response{}, err
			}
			if err := memos.Save(c, m); err != nil {
				return Response{}, err
			}
		}
		return Done(nil), nil
	})
	one, _ := d.call("bob", "POST", "/memos", "text=one")
	two, _ := d.call("bob", "POST", "/memos", "text=two")
	base := d.now()
	d.call("bob", "PATCH", one.Location, "text=one+of+bob")
	d.call("bob", "PATCH", two.Location, "text=two+of+bob")
	if o := d.push("ann", base, "PATCH", "/memos", "text=of+ann"); o.Kind != model.Conflicted {
		t.Fatalf("outcome %v", o.Kind)
	}
	page, ids := d.inbox("ann")
	for _, uri := range []string{one.Location, two.Location} {
		if !strings.Contains(page, strings.TrimPrefix(uri, "/")) {
			t.Errorf("%s is not named in %s", uri, page)
		}
	}
	if strings.Contains(page, `name="mine.text"`) {
		t.Errorf("one value of two can be changed in %s", page)
	}
	if _, o := d.call("ann", "POST", "/outcomes/"+ids[0], ""); o.Kind != model.Applied || d.texts() != "of ann|of ann" {
		t.Errorf("%v, %q", o, d.texts())
	}
}
