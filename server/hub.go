package server

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/tandemgo/tandem/model"
)

// hub commits jobs in groups and tells the connections that there is news.
type hub struct {
	origin *model.Origin
	now    func() model.Time
	work   chan *work
	quit   chan struct{}
	once   sync.Once // closes quit
	ended  chan struct{}

	mu        sync.Mutex
	listeners map[*listener]struct{}
}

// work is jobs that wait for their group.
type work struct {
	space string
	jobs  []model.Job
	done  chan answer
}

type answer struct {
	done []model.Done
	err  error
}

// listener is a connection that wants to know of commits. Its channel holds at
// most one signal: a slow reader finds everything behind it in one pull.
type listener struct {
	wake chan struct{}
}

// Limits of the hub.
const (
	maxGroup = 512 // jobs in one transaction
	maxQueue = 256 // groups of jobs that wait; more are told to come back
)

// errBusy says that the server has more to do than it can queue.
var errBusy = errors.New("the server is busy")

func newHub(o *model.Origin, now func() model.Time) *hub {
	h := &hub{origin: o, now: now, work: make(chan *work, maxQueue), quit: make(chan struct{}), ended: make(chan struct{}),
		listeners: map[*listener]struct{}{}}
	go h.run()
	return h
}

// close waits for the jobs that were taken, and refuses others.
func (h *hub) close() {
	h.once.Do(func() { close(h.quit) })
	<-h.ended
}

// commit runs jobs. It returns errBusy, an error wrapping model.ErrStore, or
// ctx's; with the last, the jobs may yet be done.
func (h *hub) commit(ctx context.Context, space string, jobs []model.Job) ([]model.Done, error) {
	w := &work{space, jobs, make(chan answer, 1)}
	select {
	case h.work <- w:
	case <-h.quit:
		return nil, errBusy
	default:
		return nil, errBusy
	}
	select {
	case a := <-w.done:
		return a.done, a.err
	case <-h.ended:
		select {
		case a := <-w.done:
			return a.done, a.err
		default:
			return nil, errBusy
		}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (h *hub) run() {
	defer close(h.ended)
	var next *work
	for {
		first := next
		next = nil
		if first == nil {
			select {
			case first = <-h.work:
			case <-h.quit:
				select {
				case first = <-h.work:
				default:
					return
				}
			}
		}
		group, n := []*work{first}, len(first.jobs)
	fill:
		for n < maxGroup {
			select {
			case w := <-h.work:
				if w.space != first.space {
					next = w
					break fill
				}
				group, n = append(group, w), n+len(w.jobs)
			default:
				break fill
			}
		}
		h.do(group, n)
	}
}

func (h *hub) do(group []*work, n int) {
	jobs := make([]model.Job, 0, n)
	for _, w := range group {
		jobs = append(jobs, w.jobs...)
	}
	done, err := h.origin.Commit(group[0].space, h.now(), jobs)
	for _, w := range group {
		if err != nil {
			w.done <- answer{err: err}
			continue
		}
		w.done <- answer{done: done[:len(w.jobs):len(w.jobs)]}
		done = done[len(w.jobs):]
	}
	if err == nil {
		h.wake()
	}
}

func (h *hub) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for l := range h.listeners {
		select {
		case l.wake <- struct{}{}:
		default:
		}
	}
}

func (h *hub) listen() *listener {
	l := &listener{make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.listeners[l] = struct{}{}
	return l
}

func (h *hub) leave(l *listener) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.listeners, l)
}

// wallClock returns the time as records hold it.
func wallClock() model.Time { return model.Time(time.Now().UnixMicro()) }
