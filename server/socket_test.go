package server_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
	"github.com/tandemgo/tandem/server"
)

// cookie is the session of the native clients in these tests.
const cookie = "tandem=AAECAwQFBgcICQoLDA0ODw"

func bounded(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func (s *site) dial(ctx context.Context, header ...string) (*websocket.Conn, *http.Response, error) {
	h := http.Header{}
	for i := 0; i+1 < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	ws, res, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(s.URL, "http")+"/_tandem/sync", &websocket.DialOptions{HTTPHeader: h})
	if ws != nil {
		ws.SetReadLimit(64 << 20)
	}
	return ws, res, err
}

// TestOrigin: a page of another site cannot open a connection in the name of
// somebody who is signed in here.
func TestOrigin(t *testing.T) {
	s := newSite(t, nil, nil)
	host := strings.TrimPrefix(s.URL, "http://")
	for _, c := range []struct {
		origin, cookie string
		ok             bool
	}{
		{s.URL, cookie, true},
		{s.URL, "", true},
		{"", "", true}, // a program, which no page can make come
		{"", cookie, false},
		{"https://evil.example", cookie, false},
		{"https://evil.example", "", false},
		{"null", cookie, false},
		{"https://" + host, cookie, false},
		{"http://" + host + ".evil.example", cookie, false},
		{"http://evil" + host, cookie, false},
		{"http://" + strings.Split(host, ":")[0], cookie, false},
		{"http://" + host + "/", cookie, false},
	} {
		var h []string
		if c.origin != "" {
			h = append(h, "Origin", c.origin)
		}
		if c.cookie != "" {
			h = append(h, "Cookie", c.cookie)
		}
		ws, res, err := s.dial(bounded(t), h...)
		if ws != nil {
			ws.CloseNow()
		}
		if (err == nil) != c.ok || !c.ok && res.StatusCode != 403 {
			t.Errorf("origin %q, cookie %q: %v", c.origin, c.cookie, err)
		}
	}
	behind := newSite(t, nil, &server.Options{Origins: []string{"https://todo.example"}})
	ws, _, err := behind.dial(bounded(t), "Origin", "https://todo.example")
	if err != nil {
		t.Fatalf("the origin of the proxy: %v", err)
	}
	ws.CloseNow()
}

// A page that was opened without the server has no session: it gets one with its
// connection, and is the same user on the next.
func TestSessionBySocket(t *testing.T) {
	s := newSite(t, nil, nil)
	ws, res, err := s.dial(bounded(t), "Origin", s.URL)
	if err != nil {
		t.Fatal(err)
	}
	d := &device{Clone: model.NewClone(model.CloneOptions{Space: app.Space, Handler: tasksApp().Handler(), Random: testID}, nil), ctx: bounded(t), ws: ws}
	d.Connect()
	d.send()
	s.until(d, d.Ready)
	ws.CloseNow()
	user, client := d.User(), d.ID()
	d.Disconnect()
	session, _, _ := strings.Cut(res.Header.Get("Set-Cookie"), ";")
	s.connect(d, session)
	s.until(d, d.Online)
	if session == "" || d.User() != user || d.ID() != client {
		t.Errorf("with the session %q, the user %s is %s on the next connection", session, user, d.User())
	}
	ws, res, err = s.dial(bounded(t))
	if err != nil {
		t.Fatal(err)
	}
	ws.CloseNow()
	if c := res.Header.Get("Set-Cookie"); c != "" {
		t.Errorf("a program gets a cookie: %s", c)
	}
}

func TestCrossSite(t *testing.T) {
	s := newSite(t, nil, nil)
	for _, h := range [][]string{{"Sec-Fetch-Site", "cross-site"}, {"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-site"}} {
		if a := s.json("POST", "/tasks", `{"title":"forged"}`, h...); a.StatusCode != 403 {
			t.Errorf("%v: %s", h, a.Status)
		}
	}
	if a := s.json("GET", "/tasks", ""); a.body != "[]" {
		t.Errorf("a forged task: %s", a.body)
	}
	for _, path := range []string{"/", "/nowhere", "/tasks", "/worker.js", "/healthz", "/manifest.webmanifest", "/_tandem/none"} {
		h := s.call("GET", path, "").Header
		if !strings.Contains(h.Get("Content-Security-Policy"), "script-src 'self' 'wasm-unsafe-eval'") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" {
			t.Errorf("%s lacks a header: %v", path, h)
		}
	}
	if c := s.call("GET", "/", "", "Accept", "text/html").Header.Get("Set-Cookie"); !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Lax") {
		t.Errorf("the cookie is %s", c)
	}
	if c := s.json("GET", "/tasks", "").Header.Get("Set-Cookie"); c != "" {
		t.Errorf("a program gets a cookie: %s", c)
	}
}

// device is a native client: a clone and its connection.
type device struct {
	*model.Clone
	ctx context.Context
	ws  *websocket.Conn
}

var lastID atomic.Uint64

func testID() (id model.ID) {
	n := lastID.Add(1)
	r := rand.New(rand.NewPCG(n, uint64(time.Now().UnixNano())))
	for i := range id {
		id[i] = byte(r.Uint32())
	}
	return id
}

func (s *site) device(session string) *device {
	s.t.Helper()
	d := &device{Clone: model.NewClone(model.CloneOptions{Space: app.Space, Handler: tasksApp().Handler(), Random: testID}, nil), ctx: bounded(s.t)}
	s.connect(d, session)
	s.until(d, d.Ready)
	return d
}

func (s *site) connect(d *device, session string) {
	s.t.Helper()
	ws, _, err := s.dial(d.ctx, "Origin", s.URL, "Cookie", session)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { ws.CloseNow() })
	d.ws = ws
	d.Connect()
	d.send()
}

// send sends what the clone has to say; its memory is its disk.
func (d *device) send() error {
	for b, ok := d.Writes(); ok; b, ok = d.Writes() {
		d.Saved(b)
	}
	for m, ok := d.Next(); ok; m, ok = d.Next() {
		if err := d.ws.Write(d.ctx, websocket.MessageBinary, wire.Append(nil, m, d.ID())); err != nil {
			return err
		}
	}
	return nil
}

func (d *device) receive() error {
	_, frame, err := d.ws.Read(d.ctx)
	if err != nil {
		return err
	}
	m, err := wire.Decode(frame, d.ID())
	if err == nil {
		err = d.Receive(m)
	}
	if err != nil {
		return err
	}
	return d.send()
}

func (s *site) until(d *device, ok func() bool) {
	s.t.Helper()
	for !ok() {
		if err := d.receive(); err != nil {
			s.t.Fatal(err)
		}
	}
}

func (d *device) do(method, uri string, v app.Values) model.Ran {
	ran := d.Do(model.Request{Method: method, URI: uri, Type: app.TypeForm, Body: []byte(v.Encode())}, model.Base{}, 1, testID(), tasksApp().Handler())
	d.send()
	return ran
}

func (d *device) titles() string {
	ts, _ := tasks.All(model.NewTx(d.Reader(), "", model.Request{}, 0))
	var s []string
	for _, t := range ts {
		s = append(s, t.Title)
	}
	return strings.Join(s, "|")
}

func TestSync(t *testing.T) {
	s := newSite(t, nil, nil)
	ann, bob := s.device(cookie), s.device("tandem=DwAECAwQFBgcICQoLDA0OD")
	ann.do("POST", "/tasks", app.Values{{Name: "title", Value: "milk"}})
	s.until(bob, func() bool { return bob.titles() == "milk" })
	s.until(ann, func() bool { return len(ann.Outbox()) == 0 })
	path, _ := s.create("bread")
	s.until(ann, func() bool { return strings.Contains(ann.titles(), "bread") })
	s.until(bob, func() bool { return strings.Contains(bob.titles(), "bread") })
	s.json("DELETE", path, "")
	s.until(bob, func() bool { return bob.titles() == "milk" })
}

// TestRevoke: a revoke ends a topic on the connections that are open, at once, and
// what was pending on it comes back with its text.
func TestRevoke(t *testing.T) {
	a := app.New("Tasks", &app.Options{Grants: []model.Grant{{Who: "*", Topic: "grants"}}})
	a.Handle("PUT /grants/{id}", func(c *app.Context) (app.Response, error) {
		return app.Done(nil), model.Grants.Create(c, model.Grant{ID: c.Param("id"), Who: "*", Topic: "tasks"})
	})
	a.Handle("DELETE /grants/{id}", func(c *app.Context) (app.Response, error) {
		return app.Done(nil), model.Grants.Delete(c, c.Param("id"))
	})
	a.Handle("PATCH /tasks/{id}", func(c *app.Context) (app.Response, error) {
		t, err := tasks.Get(c, c.Param("id"))
		if err != nil {
			return app.Response{}, err
		}
		if err := c.Bind(&t); err != nil {
			return app.Response{}, err
		}
		return app.Done(nil), tasks.Save(c, t)
	})
	store := model.NewMemStore("e1")
	made := model.NewOrigin(store, model.OriginOptions{Handler: func(tx *model.Tx) error { return tasks.Create(tx, task{ID: "a", Title: "milk"}) }})
	if _, err := made.Commit(app.Space, 1, []model.Job{{User: "root", Direct: true, Intent: model.Intent{ID: testID(), Request: model.Request{Method: "POST", URI: "/"}}}}); err != nil {
		t.Fatal(err)
	}
	srv := server.New(a, store, &server.Options{Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	h := httptest.NewServer(srv)
	t.Cleanup(func() { h.Close(); srv.Close() })
	s := &site{h, t}
	d := &device{Clone: model.NewClone(model.CloneOptions{Space: app.Space, Handler: a.Handler(), Random: testID}, nil), ctx: bounded(t)}
	s.connect(d, cookie)
	s.until(d, d.Ready)
	if d.titles() != "" {
		t.Fatalf("before there is a grant: %q", d.titles())
	}
	if r := s.json("PUT", "/grants/g", "{}"); r.StatusCode >= 300 {
		t.Fatal(r.Status, r.body)
	}
	s.until(d, func() bool { return d.titles() == "milk" })
	ran := d.Do(model.Request{Method: "PATCH", URI: "/tasks/a", Type: app.TypeForm, Body: []byte("title=by+ann")}, model.Base{}, 1, testID(), a.Handler())
	if ran.Kind != model.Applied || d.titles() != "by ann" {
		t.Fatalf("%+v, %q", ran, d.titles())
	}
	// It is not sent before the device hears of the revoke.
	if r := s.json("DELETE", "/grants/g", ""); r.StatusCode >= 300 {
		t.Fatal(r.Status, r.body)
	}
	_, frame, err := d.ws.Read(d.ctx)
	if err != nil {
		t.Fatal(err)
	}
	m, err := wire.Decode(frame, d.ID())
	if err == nil {
		err = d.Receive(m)
	}
	if _, ok := m.(model.Pull); !ok || err != nil || d.titles() != "" {
		t.Fatalf("after the revoke, by %T: %q, %v", m, d.titles(), err)
	}
	if d.send() != nil {
		t.Fatal("the connection has ended")
	}
	s.until(d, func() bool { return len(d.Outbox()) == 0 })
	is, err := model.Issues.All(model.NewTx(d.Reader(), d.User(), model.Request{}, 0))
	if err != nil || len(is) != 1 || is[0].Kind != "rejected" || is[0].Body != "title=by+ann" {
		t.Errorf("the edit came to %+v, %v", is, err)
	}
}

// TestLargePush: a device that was away for long.
func TestLargePush(t *testing.T) {
	s := newSite(t, nil, nil)
	d := s.device(cookie)
	for i := range 5000 {
		d.Do(model.Request{Method: "POST", URI: "/tasks", Type: app.TypeForm, Body: fmt.Appendf(nil, "title=task+%d", i)}, model.Base{}, 1, testID(),
			func(*model.Tx) error { return model.ErrUnknown })
	}
	d.send()
	s.until(d, func() bool { return len(d.Outbox()) == 0 })
	if a := s.json("GET", "/tasks", ""); strings.Count(a.body, `"id"`) != 5000 {
		t.Errorf("%d arrived", strings.Count(a.body, `"id"`))
	}
}

// TestHostileFrames: what is no message ends its own connection, with a reason,
// and no other.
func TestHostileFrames(t *testing.T) {
	s := newSite(t, nil, nil)
	good := s.device(cookie)
	hello := wire.Append(nil, model.Hello{Protocol: model.Protocol, Space: "main", Client: "evil"}, "evil")
	intent := model.Intent{Client: "evil", N: 1, ID: model.ID{1}, Request: model.Request{Method: "POST", URI: "/tasks", Type: app.TypeForm, Body: []byte("title=evil")}}
	other := intent
	other.Client = good.ID()
	huge := intent
	huge.Body = make([]byte, model.MaxBody+1)
	records := make([]*model.Record, 1_000_000)
	for i := range records {
		records[i] = &model.Record{Gone: true}
	}
	random := make([]byte, 200)
	r := rand.New(rand.NewPCG(1, 1))
	for i := range random {
		random[i] = byte(r.Uint32())
	}
	for _, c := range []struct {
		name   string
		frames [][]byte
		typ    websocket.MessageType
	}{
		{"nothing", [][]byte{{}}, websocket.MessageBinary},
		{"noise", [][]byte{random}, websocket.MessageBinary},
		{"half a hello", [][]byte{hello[:len(hello)/2]}, websocket.MessageBinary},
		{"text", [][]byte{hello}, websocket.MessageText},
		{"a hello of another version", [][]byte{wire.Append(nil, model.Hello{Protocol: 99, Space: "main", Client: "evil"}, "evil")}, websocket.MessageBinary},
		{"a hello without a name", [][]byte{wire.Append(nil, model.Hello{Protocol: model.Protocol, Space: "main"}, "")}, websocket.MessageBinary},
		{"a hello to a space that is none", [][]byte{wire.Append(nil, model.Hello{Protocol: model.Protocol, Space: "accounts", Client: "evil"}, "evil")}, websocket.MessageBinary},
		{"a push of too many", [][]byte{hello, wire.Append(nil, model.Push{Intents: make([]model.Intent, 40_000)}, "evil")}, websocket.MessageBinary},
		{"a pull", [][]byte{hello, wire.Append(nil, model.Pull{Records: records}, "evil")}, websocket.MessageBinary},
		{"topics without end", [][]byte{wire.Append(nil, model.Hello{Protocol: model.Protocol, Space: "main", Client: "evil", Want: model.Want{Follow: make([]string, 1_000_000)}}, "evil")}, websocket.MessageBinary},
		{"a push before the hello", [][]byte{wire.Append(nil, model.Push{Intents: []model.Intent{intent}}, "evil")}, websocket.MessageBinary},
		{"another client's intent", [][]byte{hello, wire.Append(nil, model.Push{Intents: []model.Intent{other}}, "evil")}, websocket.MessageBinary},
		{"half a push", [][]byte{hello, wire.Append(nil, model.Push{Intents: []model.Intent{intent}}, "evil")[:60]}, websocket.MessageBinary},
		{"a message of the server's", [][]byte{hello, wire.Append(nil, model.At{}, "evil")}, websocket.MessageBinary},
		{"a frame of 5 MB", [][]byte{make([]byte, 5<<20)}, websocket.MessageBinary},
	} {
		ctx := bounded(t)
		ws, _, err := s.dial(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range c.frames {
			if err := ws.Write(ctx, c.typ, f); err != nil {
				break
			}
		}
		said := ""
		for {
			_, frame, err := ws.Read(ctx)
			if err != nil {
				if status := websocket.CloseStatus(err); status != websocket.StatusPolicyViolation && status != websocket.StatusMessageTooBig && !strings.Contains(err.Error(), "reset") {
					t.Errorf("%s: the connection ends with %v", c.name, err)
				}
				break
			}
			if m, err := wire.Decode(frame, "evil"); err == nil {
				if f, ok := m.(model.Fail); ok {
					said = f.Detail
				}
			}
		}
		if said == "" && len(c.frames[0]) < 1<<20 {
			t.Errorf("%s: no reason is given", c.name)
		}
		ws.CloseNow()
	}
	// An intent with too large a body is refused alone, as a request would be.
	ctx := bounded(t)
	ws, _, err := s.dial(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer ws.CloseNow()
	evil := &device{Clone: model.NewClone(model.CloneOptions{Space: "main", Handler: tasksApp().Handler(), Random: testID}, nil), ctx: ctx, ws: ws}
	evil.Connect()
	evil.send()
	s.until(evil, evil.Ready)
	huge.Client = evil.ID()
	if err := ws.Write(ctx, websocket.MessageBinary, wire.Append(nil, model.Push{Intents: []model.Intent{huge}}, evil.ID())); err != nil {
		t.Fatal(err)
	}
	good.do("POST", "/tasks", app.Values{{Name: "title", Value: "still here"}})
	s.until(good, func() bool { return len(good.Outbox()) == 0 })
	if a := s.json("GET", "/tasks", ""); strings.Contains(a.body, "evil") || !strings.Contains(a.body, "still here") {
		t.Errorf("the tasks are %s", a.body)
	}
}

// TestSlowReader is pitfall 13 on real sockets: clients that never read, though more is sent to each than a
// socket buffers, hold up nobody else.
func TestSlowReader(t *testing.T) {
	s := newSite(t, nil, nil)
	ctx := bounded(t)
	for range 5 {
		ws, _, err := s.dial(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer ws.CloseNow()
		id := model.Sum(fmt.Sprint(lastID.Add(1))).Name()
		if err := ws.Write(ctx, websocket.MessageBinary, wire.Append(nil, model.Hello{Protocol: model.Protocol, Space: "main", Client: id}, id)); err != nil {
			t.Fatal(err)
		}
	}
	d := s.device(cookie)
	list := "[" + strings.Repeat(`{"title":"`+strings.Repeat("x", 40)+`"},`, 7999) + `{"title":"last"}]`
	const posts = 8
	for range posts {
		if a := s.json("POST", "/tasks", list); a.StatusCode != 201 {
			t.Fatal(a.Status, a.body)
		}
		seq := d.Cursor().Seq + 1
		s.until(d, func() bool { return d.Cursor().Seq >= seq })
	}
	d.do("POST", "/tasks", app.Values{{Name: "title", Value: "and on"}})
	s.until(d, func() bool { return len(d.Outbox()) == 0 })
}

func TestConnectionLimit(t *testing.T) {
	s := newSite(t, nil, &server.Options{Connections: 2})
	ctx := bounded(t)
	var open []*websocket.Conn
	for range 2 {
		ws, _, err := s.dial(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer ws.CloseNow()
		open = append(open, ws)
	}
	if _, res, err := s.dial(ctx); err == nil || res.StatusCode != 503 || res.Header.Get("Retry-After") == "" {
		t.Fatalf("a third connection: %v", err)
	}
	if a := s.json("GET", "/tasks", ""); a.StatusCode != 200 {
		t.Errorf("pages: %s", a.Status)
	}
	open[0].CloseNow()
	for {
		ws, _, err := s.dial(ctx)
		if err == nil {
			ws.CloseNow()
			break
		}
		if ctx.Err() != nil {
			t.Fatal("the place of a closed connection stays taken")
		}
	}
}

// flaky is a store whose transactions fail at first.
type flaky struct {
	model.Store
	left atomic.Int64
}

func (f *flaky) Update(space string, do func(model.StoreTx) error) error {
	if f.left.Add(-1) >= 0 {
		return fmt.Errorf("%w: by accident", model.ErrStore)
	}
	return f.Store.Update(space, do)
}

// TestStoreFails is pitfalls 5 and 7 on real sockets: a store that fails is no outcome. Who asked is told to come
// back, and then it is done once.
func TestStoreFails(t *testing.T) {
	store := &flaky{Store: model.NewMemStore("e1")}
	s := newSite(t, store, nil)
	d := s.device(cookie)
	store.left.Store(2)
	if a := s.json("POST", "/tasks", `{"title":"by hand"}`); a.StatusCode != 503 || a.Header.Get("Retry-After") == "" {
		t.Errorf("%s %v", a.Status, a.Header)
	}
	d.do("POST", "/tasks", app.Values{{Name: "title", Value: "pushed"}})
	var err error
	for err == nil {
		err = d.receive()
	}
	if websocket.CloseStatus(err) != websocket.StatusTryAgainLater {
		t.Errorf("the connection ends with %v", err)
	}
	d.Disconnect()
	s.connect(d, cookie)
	s.until(d, func() bool { return len(d.Outbox()) == 0 })
	if a := s.json("GET", "/tasks", ""); strings.Count(a.body, "pushed") != 1 || strings.Contains(a.body, "by hand") {
		t.Errorf("the tasks are %s", a.body)
	}
}

// TestClose: what was acknowledged is in the store, and nothing goes on running.
func TestClose(t *testing.T) {
	before := runtime.NumGoroutine()
	store := model.NewMemStore("e1")
	s := newSite(t, store, nil)
	d := s.device(cookie)
	for i := range 300 {
		d.do("POST", "/tasks", app.Values{{Name: "title", Value: fmt.Sprint("task ", i)}})
	}
	srv := s.Config.Handler.(*server.Server)
	closed := make(chan struct{})
	go func() { srv.Close(); close(closed) }()
	acked := 0
	var err error
	for err == nil {
		err = d.receive()
		acked += len(d.Settled())
	}
	<-closed
	if n := len(store.Commits(app.Space)); n < acked {
		t.Errorf("%d were acknowledged, %d are stored", acked, n)
	}
	if _, res, err := s.dial(bounded(t), "Origin", s.URL, "Cookie", cookie); err == nil || res.StatusCode != 503 {
		t.Errorf("a closed server takes another connection: %v", err)
	}
	d.ws.CloseNow()
	s.Server.Close()
	http.DefaultClient.CloseIdleConnections()
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before+2; runtime.Gosched() {
		if time.Now().After(end) {
			buf := make([]byte, 1<<16)
			t.Fatalf("%d goroutines, before %d\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
	}
	if !errors.Is(err, context.DeadlineExceeded) && websocket.CloseStatus(err) == -1 && !strings.Contains(err.Error(), "EOF") {
		t.Errorf("the connection ends with %v", err)
	}
}
