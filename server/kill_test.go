package server_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// TestKill ends the real program with SIGKILL while clients push, again and
// again. Afterwards each of their intents has had its effect, once.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	program := filepath.Join(dir, "todo")
	if out, err := exec.Command("go", "build", "-o", program, "../examples/todo").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	if err := os.Mkdir(filepath.Join(dir, "assets"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "assets", "index.json"), []byte(`{"build":"none","files":{}}`), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_, port, _ := net.SplitHostPort(addr)
	l.Close()
	start := func() *exec.Cmd {
		cmd := exec.Command(program, "-host", "127.0.0.1", "-port", port, "-data", filepath.Join(dir, "data"))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
			t.Fatalf("the server does not start: %q %v", line, err)
		}
		return cmd
	}
	end := func(cmd *exec.Cmd) {
		cmd.Process.Kill()
		cmd.Wait()
	}

	const clients, intents, kills = 4, 250, 5
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	var wg sync.WaitGroup
	errs := make([]error, clients)
	progress := make(chan struct{}, clients*intents)
	cmd := start()
	for i := range clients {
		wg.Go(func() { errs[i] = push(ctx, "ws://"+addr+"/_tandem/sync", i, intents, progress) })
	}
	r := rand.New(rand.NewPCG(uint64(time.Now().UnixNano()), 0))
	for range kills {
		// Kill it once some more have arrived, wherever it is then.
		for range clients*intents/(kills+1) - r.IntN(50) {
			select {
			case <-progress:
			case <-ctx.Done():
				t.Fatal("the clients do not get on")
			}
		}
		end(cmd)
		cmd = start()
	}
	wg.Wait()
	defer func() { end(cmd) }()
	for i, err := range errs {
		if err != nil {
			t.Fatalf("client %d: %v", i, err)
		}
	}
	req, _ := http.NewRequest("GET", "http://"+addr+"/todos", nil)
	req.Header.Set("Accept", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var todos []struct{ Title string }
	if err := json.NewDecoder(res.Body).Decode(&todos); err != nil {
		t.Fatal(err)
	}
	times := map[string]int{}
	for _, x := range todos {
		times[x.Title]++
	}
	for i := range clients {
		for k := range intents {
			if title := fmt.Sprintf("todo %d of client %d", k, i); times[title] != 1 {
				t.Errorf("%q is there %d times", title, times[title])
			}
		}
	}
	if len(todos) != clients*intents {
		t.Errorf("there are %d todos, want %d", len(todos), clients*intents)
	}
}

// push makes intents on a clone and pushes them, over as many connections as it
// takes. Its outbox survives, as a device's disk does.
func push(ctx context.Context, url string, client, intents int, progress chan<- struct{}) error {
	r := rand.New(rand.NewPCG(uint64(client), uint64(time.Now().UnixNano())))
	newID := func() (id model.ID) {
		for i := range id {
			id[i] = byte(r.Uint32())
		}
		return id
	}
	// The device knows nothing of the application: what it cannot run waits
	// for the server.
	h := func(*model.Tx) error { return model.ErrUnknown }
	c := model.NewClone(model.CloneOptions{Space: app.Space, Handler: h, Random: newID}, nil)
	save := func() {
		for b, ok := c.Writes(); ok; b, ok = c.Writes() {
			c.Saved(b)
		}
	}
	save()
	for k := range intents {
		body := app.Values{{Name: "title", Value: fmt.Sprintf("todo %d of client %d", k, client)}}.Encode()
		if ran := c.Do(model.Request{Method: "POST", URI: "/todos", Type: app.TypeForm, Body: []byte(body)}, model.Base{}, 1, newID(), h); ran.N == 0 {
			return fmt.Errorf("intent %d: %v", k, ran.Reason)
		}
		if k%20 == 19 {
			if err := exchange(ctx, url, c, save, progress); err != nil {
				return err
			}
		}
	}
	for len(c.Outbox()) > 0 {
		if err := exchange(ctx, url, c, save, progress); err != nil {
			return err
		}
	}
	return nil
}

// exchange connects and pushes until the outbox is empty or the connection
// breaks.
func exchange(ctx context.Context, url string, c *model.Clone, save func(), progress chan<- struct{}) error {
	save()
	origin := "http" + strings.TrimSuffix(strings.TrimPrefix(url, "ws"), "/_tandem/sync")
	ws, _, err := websocket.Dial(ctx, url, &websocket.DialOptions{HTTPHeader: http.Header{
		"Cookie": {"tandem=AAECAwQFBgcICQoLDA0ODw"}, "Origin": {origin}}})
	if err != nil {
		if strings.Contains(err.Error(), "refused") || strings.Contains(err.Error(), "EOF") || strings.Contains(err.Error(), "reset") {
			return ctx.Err() // the server is not there now
		}
		return err
	}
	defer ws.CloseNow()
	ws.SetReadLimit(64 << 20)
	c.Connect()
	defer c.Disconnect()
	for len(c.Outbox()) > 0 {
		save()
		for m, ok := c.Next(); ok; m, ok = c.Next() {
			if err := ws.Write(ctx, websocket.MessageBinary, wire.Append(nil, m, c.ID())); err != nil {
				return ctx.Err()
			}
		}
		_, frame, err := ws.Read(ctx)
		if err != nil {
			return ctx.Err()
		}
		m, err := wire.Decode(frame, c.ID())
		if err != nil {
			return err
		}
		if err := c.Receive(m); err != nil {
			return err
		}
		for range c.Settled() {
			progress <- struct{}{}
		}
	}
	save()
	return nil
}
