package wasm

import (
	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// place is where the device is, in which language the page is, and when the page will
// read differently because time has gone by.
type place struct {
	zone, language string
	offset         func(zone string, t model.Time) int
	until          model.Time // 0 for never
}

// Locate says in which zone the device is, and by how many seconds a zone is ahead of UTC
// at a time. Call it before First. Before it is called everything is in UTC.
func (c *Client) Locate(zone string, offset func(zone string, t model.Time) int) {
	c.zone, c.offset = zone, offset
}

// Speak says in which language pages are shown that do not come from the server.
func (c *Client) Speak(language string) { c.language = language }

// Until returns when what is shown will read differently because time has gone by; 0 is
// never.
func (c *Client) Until() model.Time { return c.until }

// where is where the page is read that is made now.
func (p *place) where() app.Place {
	l := app.Place{Zone: p.zone, Language: p.language}
	if zone, offset := p.zone, p.offset; zone != "" && offset != nil {
		l.Offset = func(t model.Time) int { return offset(zone, t) }
	}
	return l
}

// ages takes note that the page reads differently then.
func (p *place) ages(then model.Time) {
	if p.until == 0 || then < p.until {
		p.until = then
	}
}

// aged reports whether the page reads differently now.
func (c *Client) aged() bool { return c.until != 0 && c.now() >= c.until }
