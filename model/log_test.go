package model

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func (w *testWorld) log(user string, q LogQuery) *Log {
	w.t.Helper()
	var l *Log
	w.read(user, func(tx *Tx) (err error) {
		l, err = tx.Log(q)
		return err
	})
	return l
}

// lines are the entries of a log: who, and what changed of which record.
func (l *Log) lines() (out []string) {
	for _, e := range l.Entries {
		s := fmt.Sprintf("%d %s", e.Seq, e.User)
		for _, c := range e.Changes {
			s += " " + c.Key
			for _, f := range c.Fields {
				s += " " + f.Name
			}
		}
		out = append(out, s)
	}
	return out
}

func TestLog(t *testing.T) {
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "*"}, Grant{Who: "eve", Topic: "project/x", Fields: "public"})
	w.must("root", "create|1|x|one", "create|2|y|secret", "title|1|uno", "slug|1|hidden-slug", "title|2|more secret")
	w.must("ann", "title|1|un", "move|2|x", "title|2|seen", "move|2|y")
	if got := strings.Join(w.log("root", LogQuery{}).lines(), "\n"); got != `9 ann pages/2 project
8 ann pages/2 title
7 ann pages/2 project
6 ann pages/1 title
5 root pages/2 title
4 root pages/1 slug
3 root pages/1 title
2 root pages/2 author body project rank secret slug steps tags title votes
1 root pages/1 author body project rank secret slug steps tags title votes` {
		t.Errorf("root's log is\n%s", got)
	}
	// Eve sees what has changed of 1, without what she does not see; nothing of 2,
	// which she may not read now, though she could; and that there was more.
	l := w.log("eve", LogQuery{})
	if got := strings.Join(l.lines(), "\n"); got != "6 ann pages/1 title\n3 root pages/1 title\n1 root pages/1 project rank title" || l.Hidden != 6 {
		t.Errorf("eve's log is\n%s\nand %d hidden", got, l.Hidden)
	}
	if e := l.Entries[len(l.Entries)-1]; e.URI != "" || e.Method != "" {
		t.Errorf("eve is told %s %s of a commit that she sees in part", e.Method, e.URI)
	}
	if l := w.log("eve", LogQuery{Key: "pages/2"}); len(l.Entries) > 0 || l.Hidden != 5 {
		t.Errorf("eve's log of 2 is %v, %d hidden", l.lines(), l.Hidden)
	}
	for _, c := range []struct {
		q    LogQuery
		want string
	}{
		{LogQuery{Key: "pages/1"}, "6 4 3 1"},
		{LogQuery{Key: "pages/1", Field: "title"}, "6 3 1"},
		{LogQuery{User: "ann"}, "9 8 7 6"},
		{LogQuery{User: "ann", Key: "pages/1"}, "6"},
		{LogQuery{Before: 4}, "3 2 1"},
		{LogQuery{Key: "pages/none"}, ""},
	} {
		// A page at a time is the same as all at once.
		for limit := range 5 {
			var got []string
			q := c.q
			for q.Limit = limit; ; {
				l := w.log("root", q)
				for _, e := range l.Entries {
					got = append(got, fmt.Sprint(e.Seq))
				}
				if limit > 0 && len(l.Entries) > limit {
					t.Fatalf("%+v has %d entries", q, len(l.Entries))
				}
				if q.Before = l.Next; q.Before == 0 {
					break
				}
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("%+v by %d: %s, want %s", c.q, limit, got, c.want)
			}
		}
	}
	w.store.Update("main", func(tx StoreTx) error { return tx.Forget(4) })
	if l := w.log("root", LogQuery{}); len(l.Entries) != 5 || l.Next != 0 || l.Horizon != 4 {
		t.Errorf("after what was forgotten: %v, next %d, horizon %d", l.lines(), l.Next, l.Horizon)
	}
}

// A log says which device of a person it was, and gives no id of a client away.
func TestLogDevice(t *testing.T) {
	w := newWorld(t)
	one, two := w.device("ann"), w.device("ann")
	w.do(one, "create|1|x|a")
	w.sync(one)
	w.sync(two)
	w.do(two, "title|1|b")
	w.sync(two)
	w.sync(one)
	w.do(one, "title|1|c")
	w.sync(one)
	w.must("ann", "title|1|d")
	l := w.log("bob", LogQuery{})
	e := l.Entries
	if len(e) != 4 || e[0].Device != "" || e[1].Device == "" || e[1].Device != e[3].Device || e[2].Device == "" || e[2].Device == e[1].Device {
		t.Fatalf("the devices are %+v", e)
	}
	for _, entry := range e {
		for _, d := range []*device{one, two} {
			if strings.Contains(fmt.Sprintf("%+v", entry), d.ID()) {
				t.Errorf("%+v gives away the client %s", entry, d.ID())
			}
		}
	}
	if _, err := see(one).Log(LogQuery{}); !errors.Is(err, ErrUnknown) {
		t.Errorf("a clone has a log: %v", err)
	}
}

// A person who did little long ago does not cost the whole history.
func TestLogLooks(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|a")
	for range logLooks + 10 {
		w.must("ann", "vote|1")
	}
	l := w.log("ann", LogQuery{User: "bob"})
	if len(l.Entries) != 0 || l.Next == 0 {
		t.Fatalf("%d entries, next %d", len(l.Entries), l.Next)
	}
	if l = w.log("ann", LogQuery{User: "bob", Before: l.Next}); len(l.Entries) != 1 {
		t.Errorf("%d entries, next %d", len(l.Entries), l.Next)
	}
}
