//go:build !js

package main

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// live measures the way of an edit from one client through a durable commit to
// another, one at a time, beside the time of one fsync on the same disk.
func live(b *bench) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	s, err := startServer(b, "live")
	if err != nil {
		return err
	}
	defer s.kill()
	if err := s.fill(100); err != nil {
		return err
	}
	from, to := newClient(nil), newClient(nil)
	for _, c := range []*client{from, to} {
		if err := c.dial(ctx, s.url); err != nil {
			return err
		}
		defer c.ws.CloseNow()
		if err := c.until(ctx, 1); err != nil {
			return err
		}
	}
	rs, err := to.Reader().Scan(model.Span{Index: "todos"})
	if err != nil {
		return err
	}
	f, err := os.Create(filepath.Join(b.dir, "fsync"))
	if err != nil {
		return err
	}
	defer f.Close()
	var edits, syncs []float64
	page := make([]byte, 4096)
	for i := range 550 {
		seq := to.Cursor().Seq + 1
		t := time.Now()
		body := app.Values{{Name: "completed", Value: []string{"true", "false"}[i/100%2]}, {Name: "title", Value: "live edit " + time.Now().String()}}.Encode()
		from.Do(model.Request{Method: "PATCH", URI: "/todos/" + rs[i%100].Record.ID(), Type: app.TypeForm, Body: []byte(body)}, model.Base{}, 1, newID(), unknown)
		if err := from.send(ctx); err != nil {
			return err
		}
		if err := to.until(ctx, seq); err != nil {
			return err
		}
		took := time.Since(t)
		if err := from.until(ctx, seq); err != nil {
			return err
		}
		t = time.Now()
		if _, err := f.Write(page); err != nil {
			return err
		}
		if err := f.Sync(); err != nil {
			return err
		}
		if i >= 50 { // the first are not counted: everything is cold
			edits = append(edits, took.Seconds()*1000)
			syncs = append(syncs, time.Since(t).Seconds()*1000)
		}
	}
	b.put("live.edit from A to B p50", quantile(edits, 0.5), "ms")
	b.put("live.edit from A to B p99", quantile(edits, 0.99), "ms")
	b.put("live.one fsync p50", quantile(syncs, 0.5), "ms")
	b.put("live.one fsync p99", quantile(syncs, 0.99), "ms")
	return nil
}
