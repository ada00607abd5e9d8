//go:build !js

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/tandemgo/tandem/model"
)

// catchup measures how long a client that was away takes to take over 100
// changes, on 10,000 and on 100,000 records.
func catchup(b *bench) error {
	for _, n := range []int{10_000, 100_000} {
		if err := catchupOn(b, n); err != nil {
			return err
		}
	}
	b.put("catchup.ratio of the times", b.results["catchup.100 of 100000, time"].Value/b.results["catchup.100 of 10000, time"].Value, "")
	return nil
}

func catchupOn(b *bench, n int) error {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
	defer cancel()
	s, err := startServer(b, fmt.Sprintf("catchup-%d", n))
	if err != nil {
		return err
	}
	defer s.kill()
	if err := s.fill(n); err != nil {
		return err
	}
	head := uint64((n + 4999) / 5000)
	first := newClient(nil)
	first.saved = &model.Saved{}
	t := time.Now()
	if err := first.dial(ctx, s.url); err != nil {
		return err
	}
	if err := first.until(ctx, head); err != nil {
		return err
	}
	b.put(fmt.Sprintf("catchup.first sync of %d, time", n), time.Since(t).Seconds()*1000, "ms")
	b.put(fmt.Sprintf("catchup.first sync of %d, size", n), float64(first.bytes)/1000, "KB")
	first.ws.CloseNow()
	saved := first.saved
	rs, err := first.Reader().Scan(model.Span{Index: "todos"})
	if err != nil {
		return err
	}
	for i := range 100 {
		if err := s.send("PATCH", "/todos/"+rs[i*(n/100)].Record.ID(), fmt.Sprintf(`{"title":"changed while one was away %d"}`, i)); err != nil {
			return err
		}
	}
	var times []float64
	size := 0
	for range 16 {
		c := newClient(&model.Saved{Meta: saved.Meta, Records: saved.Records})
		t := time.Now()
		if err := c.dial(ctx, s.url); err != nil {
			return err
		}
		if err := c.until(ctx, head+100); err != nil {
			return err
		}
		times = append(times, time.Since(t).Seconds()*1000)
		size = c.bytes
		c.ws.CloseNow()
	}
	b.put(fmt.Sprintf("catchup.100 of %d, time", n), quantile(times[1:], 0.5), "ms")
	b.put(fmt.Sprintf("catchup.100 of %d, size", n), float64(size)/1000, "KB")
	return nil
}
