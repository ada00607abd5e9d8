package server

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/coder/websocket"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// Limits of a connection.
const (
	maxFrame     = 4 << 20 // bytes; a push of one intent with the largest body fits
	writeTimeout = 20 * time.Second
	pulse        = 20 * time.Second // between two signs of life: proxies cut at 60
)

// socket takes a WebSocket, after it has made sure that no other site opened
// it: a browser sends the session's cookie along whatever page asks, and no
// answer of ours keeps that page from reading.
func (s *Server) socket(w http.ResponseWriter, r *http.Request) {
	user, signed := s.user(r)
	origin := r.Header.Get("Origin")
	switch {
	case origin == "" && signed:
		s.problem(w, r, app.NewProblem(model.CodeForbidden, "A connection with a session must name its origin."))
		return
	case origin != "" && origin != s.external(r) && !s.trusts(origin):
		s.problem(w, r, app.NewProblem(model.CodeForbidden, "Another site cannot open a connection here."))
		return
	}
	if s.closing.Err() != nil || !s.enter() {
		w.Header().Set("Retry-After", "5")
		s.problem(w, r, app.NewProblem(app.CodeUnavailable, "The server cannot hold another connection now."))
		return
	}
	defer s.exit()
	switch {
	case signed:
	case origin == "":
		// Nobody in particular: a program that has no cookie.
		user = "anon-" + model.Sum("user", string(idBytes(newID()))).Name()
	default:
		// A page that was opened without the server. Without a session it would
		// be somebody else on each connection, and forget what the one before
		// could read.
		user = s.session(w, r)
	}
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true, CompressionMode: websocket.CompressionDisabled})
	if err != nil {
		return // Accept has answered
	}
	defer c.CloseNow()
	c.SetReadLimit(maxFrame)
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	stop := context.AfterFunc(s.closing, func() { c.Close(websocket.StatusGoingAway, "restarting") })
	defer stop()
	k := &connection{s: s, c: c, peer: model.NewPeer(s.origin, user, s.now)}
	k.serve(ctx)
}

func idBytes(id model.ID) []byte { return id[:] }

// connection pumps messages between a socket and its peer. The peer is touched
// by one goroutine only; another reads.
type connection struct {
	s    *Server
	c    *websocket.Conn
	peer *model.Peer
	buf  []byte
}

// serve answers until the connection ends, and says why it ends.
func (k *connection) serve(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	frames := make(chan []byte)
	readErr := make(chan error, 1)
	go func() {
		for {
			typ, b, err := k.c.Read(ctx)
			if err == nil && typ != websocket.MessageBinary {
				err = model.Reject(model.CodeBadRequest, "a frame that is not binary")
			}
			if err != nil {
				readErr <- err
				return
			}
			select {
			case frames <- b:
			case <-ctx.Done():
				readErr <- ctx.Err()
				return
			}
		}
	}()
	err := k.pump(ctx, frames, readErr)
	var no *model.Rejection
	switch {
	case errors.As(err, &no):
		k.send(ctx, model.Fail{Code: no.Code, Detail: no.Message})
		k.c.Close(websocket.StatusPolicyViolation, string(no.Code))
	case errors.Is(err, model.ErrStore) || errors.Is(err, model.ErrBehind) || errors.Is(err, errBusy):
		k.s.log.Warn("connection ended", "err", err)
		k.c.Close(websocket.StatusTryAgainLater, "try again later")
	case err != nil:
		k.c.Close(websocket.StatusInternalError, "internal error")
	}
	cancel()
	k.c.CloseNow()
	<-readErr
}

func (k *connection) pump(ctx context.Context, frames chan []byte, readErr chan error) error {
	l := k.s.hub.listen()
	defer k.s.hub.leave(l)
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for {
		select {
		case b := <-frames:
			if err := k.receive(ctx, b); err != nil {
				return err
			}
		case <-l.wake:
		case <-tick.C:
			if m, ok, err := k.peer.At(); err != nil {
				return err
			} else if ok {
				if err := k.send(ctx, m); err != nil {
					return err
				}
			}
		case err := <-readErr:
			readErr <- nil
			var no *model.Rejection
			if errors.As(err, &no) {
				return err
			}
			return nil // closed, by whichever end
		}
		m, ok, err := k.peer.Pull()
		if err != nil {
			return err
		}
		if ok {
			if err := k.send(ctx, m); err != nil {
				return nil
			}
		}
	}
}

func (k *connection) receive(ctx context.Context, frame []byte) error {
	if !wire.FromClone(frame) {
		return model.Reject(model.CodeBadRequest, "a message that no client sends")
	}
	m, err := wire.Decode(frame, k.peer.Client())
	if err != nil {
		return model.Reject(model.CodeBadRequest, "a message that cannot be read: "+err.Error())
	}
	if h, ok := m.(model.Hello); ok && h.Space != app.Space {
		// A store makes a space of any name that is asked for.
		return model.Reject(model.CodeAbsent, "there is no such space")
	}
	jobs, reply, err := k.peer.Receive(m)
	if err != nil {
		return err
	}
	if len(jobs) > 0 {
		done, err := k.s.hub.commit(ctx, k.peer.Space(), jobs)
		if err != nil {
			return err
		}
		for i := range done {
			if done[i].Err == nil && done[i].Outcome.Kind == model.Quarantined {
				k.s.log.Error("intent quarantined", "client", jobs[i].Intent.Client, "n", jobs[i].Intent.N, "method", jobs[i].Intent.Method, "uri", jobs[i].Intent.URI, "reason", done[i].Outcome.Reason)
			}
		}
		more, err := k.peer.Committed(done)
		if err != nil {
			return err
		}
		reply = append(reply, more...)
	}
	for _, m := range reply {
		if err := k.send(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (k *connection) send(ctx context.Context, m model.Message) error {
	ctx, cancel := context.WithTimeout(ctx, writeTimeout)
	defer cancel()
	k.buf = wire.Append(k.buf[:0], m, k.peer.Client())
	err := k.c.Write(ctx, websocket.MessageBinary, k.buf)
	if cap(k.buf) > 64<<10 {
		k.buf = nil // a first sync is large, what follows is not
	}
	return err
}
