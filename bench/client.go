//go:build !js

package main

import (
	"context"
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/coder/websocket"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// client is a clone in Go and its connection.
type client struct {
	*model.Clone
	ws    *websocket.Conn
	saved *model.Saved // what a device would have stored; nil if it is not kept
	bytes int          // received
}

// session is the cookie of all clients: they are devices of one person.
const session = "tandem=AAECAwQFBgcICQoLDA0ODw"

func newID() (id model.ID) {
	rand.Read(id[:])
	return id
}

// unknown makes the clone push a request without running it, so that only the
// way of the edit is measured.
func unknown(*model.Tx) error { return model.ErrUnknown }

func newClient(saved *model.Saved) *client {
	return &client{Clone: model.NewClone(model.CloneOptions{Space: app.Space, Handler: unknown, Random: newID}, saved)}
}

func (c *client) dial(ctx context.Context, url string) error {
	ws, _, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(url, "http")+"/_tandem/sync",
		&websocket.DialOptions{HTTPHeader: http.Header{"Cookie": {session}, "Origin": {url}}})
	if err != nil {
		return err
	}
	ws.SetReadLimit(256 << 20)
	c.ws = ws
	c.Connect()
	return c.send(ctx)
}

// send sends what the clone has to say; its memory is its disk.
func (c *client) send(ctx context.Context) error {
	for b, ok := c.Writes(); ok; b, ok = c.Writes() {
		if c.saved != nil {
			c.saved.Records = append(c.saved.Records, b.Records...)
			c.saved.Meta = c.Meta()
		}
		c.Saved(b)
	}
	for m, ok := c.Next(); ok; m, ok = c.Next() {
		if err := c.ws.Write(ctx, websocket.MessageBinary, wire.Append(nil, m, c.ID())); err != nil {
			return err
		}
	}
	return nil
}

// receive takes one message, and answers it.
func (c *client) receive(ctx context.Context) error {
	_, frame, err := c.ws.Read(ctx)
	if err != nil {
		return err
	}
	c.bytes += len(frame)
	m, err := wire.Decode(frame, c.ID())
	if err != nil {
		return err
	}
	if err := c.Receive(m); err != nil {
		return err
	}
	return c.send(ctx)
}

// until receives until the clone is at the commit.
func (c *client) until(ctx context.Context, seq uint64) error {
	for c.Cursor().Seq < seq || !c.Ready() {
		if err := c.receive(ctx); err != nil {
			return err
		}
	}
	return nil
}
