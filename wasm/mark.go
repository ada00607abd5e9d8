package wasm

import (
	"strconv"
	"strings"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// Mark is what a device notes of a clone beside its database, so that it is known
// when the browser has removed that: which client it was, and how far. A clone
// that has made no edit has none, and the zero Mark is none.
type Mark struct {
	Client, User string
	// Answered is the number of the last intent whose outcome was received,
	// Last that of the last one that was stored or answered.
	Answered, Last uint64
	// Missing says that the database was not there, and that the server has
	// not been asked yet.
	Missing bool
	// Evicted says that the browser has removed it, and that the person has
	// not dismissed the notice of that; Lost is how many edits went with it.
	Evicted bool
	Lost    uint64
}

// ParseMark reads what String wrote. Anything else is no mark.
func ParseMark(text string) (m Mark) {
	f := strings.SplitN(text, " ", 5)
	if len(f) != 5 || f[0] == "" {
		return Mark{}
	}
	var errs [3]error
	m.Client, m.User = f[0], f[4]
	m.Answered, errs[0] = strconv.ParseUint(f[1], 10, 64)
	m.Last, errs[1] = strconv.ParseUint(f[2], 10, 64)
	state := f[3]
	if m.Missing = state[:min(1, len(state))] == "?"; m.Missing {
		state = state[1:]
	}
	if m.Evicted = state != ""; m.Evicted {
		m.Lost, errs[2] = strconv.ParseUint(state, 10, 64)
	}
	if errs != [3]error{} {
		return Mark{}
	}
	return m
}

// String returns the mark as text; "" for none.
func (m Mark) String() string {
	if m.Client == "" {
		return ""
	}
	state := ""
	if m.Missing {
		state = "?"
	}
	if m.Evicted {
		state += strconv.FormatUint(m.Lost, 10)
	}
	return strings.Join([]string{m.Client, strconv.FormatUint(m.Answered, 10), strconv.FormatUint(m.Last, 10), state, m.User}, " ")
}

// notice says what an eviction has cost; "" without one.
func (m Mark) notice() string {
	const removed = "The browser has removed what this device kept of the application. "
	switch {
	case !m.Evicted:
		return ""
	case m.Lost == 0:
		return removed + "Nothing was lost: all your edits had been sent."
	case m.Lost == 1:
		return removed + "1 edit had not been sent and is lost."
	}
	return removed + strconv.FormatUint(m.Lost, 10) + " edits had not been sent and are lost."
}

// Remember gives the client the mark that the device has, as text; "" is none. It
// is called before Open.
func (c *Client) Remember(mark string) { c.mark = ParseMark(mark); c.noted = c.mark }

// recall compares what the database holds with the mark. Where there is a mark
// and nothing else, the clone begins under the client's old id: the server tells
// by its answer how much of that client it has, and the clone goes on under a new
// id if that is anything.
func (c *Client) recall(saved *model.Saved) *model.Saved {
	c.marking = c.lasting
	m := &c.mark
	other := c.page != nil && m.User != "" && c.page.User != m.User
	switch {
	case !c.marking:
		// A database that cannot be read may still be there.
		*m = Mark{}
	case other:
		*m = Mark{}
	case saved == nil && m.Client != "":
		m.Missing = true
		return &model.Saved{Meta: model.Meta{Space: app.Space, Client: m.Client, Follow: c.app.Options().Follow}}
	case saved != nil && saved.Meta.Client != m.Client:
		m.Missing = false
	}
	return saved
}

// Receive takes a message of the server; see model.Clone.Receive.
func (c *Client) Receive(msg model.Message) error {
	err := c.clone.Receive(msg)
	if w, ok := msg.(model.Welcome); ok {
		c.mark.welcome(w)
	}
	return err
}

// welcome judges by the server's memory of the client.
func (m *Mark) welcome(w model.Welcome) {
	if m.User != "" && m.User != w.User {
		m.Missing, m.Evicted, m.Lost = false, false, 0 // it was somebody else's
		return
	}
	if !m.Missing {
		return
	}
	m.Missing = false
	if w.Fork || w.N > m.Last {
		// Another user's, or a copy of this device that goes on elsewhere.
		return
	}
	there := min(m.Last, max(m.Answered, w.N))
	m.Evicted = true
	m.Lost, m.Last = m.Lost+m.Last-there, there
}

// Suspects reports whether the database was missing, and only the server knows
// what that means.
func (c *Client) Suspects() bool { return c.mark.Missing }

// Mark returns the mark that the device is to note instead of the one before;
// changed is false if it has noted that. It is looked at whenever something was
// stored or received.
func (c *Client) Mark() (text string, changed bool) {
	if !c.marking {
		return "", false
	}
	if m := &c.mark; !m.Missing {
		if m.Client != c.clone.ID() {
			m.Last = 0
		}
		m.Client, m.User = c.clone.ID(), c.clone.User()
		m.Answered = c.clone.Meta().N
		m.Last = max(m.Last, m.Answered)
		if box := c.clone.Outbox(); c.lasting {
			for i := len(box) - 1; i >= 0; i-- {
				if box[i].Durable() {
					m.Last = max(m.Last, box[i].N)
					break
				}
			}
		}
	}
	now := c.mark
	if now.Last == 0 && !now.Evicted {
		now = Mark{}
	}
	if now == c.noted {
		return "", false
	}
	c.noted = now
	return now.String(), true
}

// Told gives the notice of an eviction away, to be shown by another client; ok is
// false if there is none.
func (c *Client) Told() (lost uint64, ok bool) {
	lost, ok = c.mark.Lost, c.mark.Evicted
	c.Dismiss()
	return lost, ok
}

// Evicted says that the browser has removed the database of another window, with
// so many edits.
func (c *Client) Evicted(lost uint64) {
	c.mark.Evicted = true
	c.mark.Lost += lost
}

// Dismiss takes the notice of an eviction away.
func (c *Client) Dismiss() { c.mark.Evicted, c.mark.Lost = false, 0 }
