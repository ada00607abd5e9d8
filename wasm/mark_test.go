package wasm

import (
	"strings"
	"testing"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// phone is a device that keeps a mark, and may lose its database.
type phone struct {
	*bench
	mark string
}

func newPhone(t *testing.T) *phone {
	p := &phone{bench: newBench(t, nil)}
	p.open(nil)
	return p
}

// open begins with what the database holds; nil is a new one.
func (p *phone) open(page *app.PageView) {
	p.Client = NewClient(p.app, page, "/", func() model.Time { return 1 }, p.id)
	p.Remember(p.mark)
	p.Open(nil)
	p.note()
}

// note does what the shell does after everything that happens.
func (p *phone) note() {
	if text, changed := p.Mark(); changed {
		p.mark = text
	}
}

// store confirms what the clone wants stored.
func (p *phone) store() {
	c := p.Clone()
	for w, ok := c.Writes(); ok; w, ok = c.Writes() {
		c.Saved(w)
	}
	p.note()
}

func (p *phone) online() {
	p.connect()
	p.note()
}

func (p *phone) add(text string) {
	p.t.Helper()
	if p.Submit("/notes", "text="+text, "", "/") != Taken {
		p.t.Fatal("not taken")
	}
	p.store()
}

// TestMark: what a browser has removed is noticed, and nothing else is taken for
// that.
func TestMark(t *testing.T) {
	const (
		nothing = "Nothing was lost"
		one     = "1 edit had not been sent"
		two     = "2 edits had not been sent"
	)
	copied := ""
	for _, c := range []struct {
		name string
		do   func(p *phone)
		want string
	}{
		{"a first visit", func(p *phone) { p.online() }, ""},
		{"a visit without an edit", func(p *phone) { p.online(); p.open(nil); p.online() }, ""},
		{"all was sent", func(p *phone) { p.online(); p.add("a"); p.online(); p.open(nil); p.online() }, nothing},
		{"nothing was ever sent", func(p *phone) { p.add("a"); p.add("b"); p.open(nil); p.online() }, two},
		{"some were not sent", func(p *phone) {
			p.online()
			p.add("a")
			p.online()
			p.Clone().Disconnect()
			p.add("b")
			p.open(nil)
			p.online()
		}, one},
		{"sent, and the answer did not arrive", func(p *phone) {
			p.online()
			p.add("a")
			mark := p.mark
			p.online()
			p.mark = mark
			p.open(nil)
			p.online()
		}, nothing},
		{"before the server has answered", func(p *phone) { p.add("a"); p.open(nil) }, ""},
		{"closed before the server has answered", func(p *phone) { p.add("a"); p.open(nil); p.open(nil); p.online() }, one},
		{"twice", func(p *phone) {
			p.add("a")
			p.open(nil)
			p.online()
			p.add("b")
			p.open(nil)
			p.online()
		}, two},
		{"opened again later", func(p *phone) { p.add("a"); p.open(nil); p.online(); p.open(nil); p.online() }, one},
		{"dismissed", func(p *phone) {
			p.add("a")
			p.open(nil)
			p.online()
			p.Dismiss()
			p.note()
			p.online()
		}, ""},
		{"the mark is gone too", func(p *phone) { p.add("a"); p.mark = ""; p.open(nil); p.online() }, ""},
		{"a broken mark", func(p *phone) { p.add("a"); p.mark = "x y z"; p.open(nil); p.online() }, ""},
		{"another user's page", func(p *phone) {
			p.online()
			p.add("a")
			p.open(&app.PageView{User: "bob"})
			p.online()
		}, ""},
		{"a copy of the device has gone on", func(p *phone) {
			p.online()
			p.add("a")
			p.online()
			copied = p.mark
			p.add("b")
			p.online()
			p.mark = copied
			p.open(nil)
			p.online()
		}, ""},
		{"a database that cannot be opened", func(p *phone) {
			p.add("a")
			p.Client = NewClient(p.app, nil, "/", func() model.Time { return 1 }, p.id)
			p.Remember(p.mark)
			p.Fault("closed")
			p.Open(nil)
			p.note()
			p.online()
		}, ""},
	} {
		p := newPhone(t)
		c.do(p)
		got := p.Sync().Notice
		if c.want == "" && got != "" || c.want != "" && !strings.Contains(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if m := ParseMark(p.mark).String(); m != "" && m != p.mark {
			t.Errorf("%s: the mark %q is read as %q", c.name, p.mark, m)
		}
		// Whatever it was, the device works.
		p.online()
		p.add("later")
		p.online()
		if c.name != "a database that cannot be opened" && (!strings.Contains(p.html(), "later") || len(p.Clone().Outbox()) > 0) {
			t.Errorf("%s: %d wait, the page is %s", c.name, len(p.Clone().Outbox()), p.html())
		}
	}
}

// TestMarkOfClosedWindow: the window that is open tells what happened to another's.
func TestMarkOfClosedWindow(t *testing.T) {
	p := newPhone(t)
	p.add("a")
	p.open(nil)
	p.online()
	open := newPhone(t)
	if lost, ok := p.Told(); !ok || lost != 1 {
		t.Fatal(lost, ok)
	} else {
		open.Evicted(lost)
	}
	if n := open.Sync().Notice; !strings.Contains(n, "1 edit") || p.Sync().Notice != "" {
		t.Errorf("%q, %q", n, p.Sync().Notice)
	}
	if _, ok := p.Told(); ok {
		t.Error("it is told twice")
	}
}
