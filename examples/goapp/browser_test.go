//go:build !js

package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// The test uses the program as its users do: the real server, started as a process, and
// Chromium.

// patience is how long a page may take to show what is waited for. Nothing depends on it
// but how soon a failing test gives up.
const patience = 20 * time.Second

// process is the server, as a process.
type process struct {
	t             *testing.T
	program, data string
	port          string
	cmd           *exec.Cmd
}

func startServer(t *testing.T) *process {
	t.Helper()
	out, err := filepath.Abs("../../build/testexample")
	if err != nil {
		t.Fatal(err)
	}
	if b, err := exec.Command("go", "run", "../../cmd/tandem", "build", "-o", out, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, b)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	s := &process{t: t, program: filepath.Join(out, "goapp"), data: t.TempDir(), port: port}
	s.start()
	t.Cleanup(s.kill)
	return s
}

func (s *process) url() string { return "http://localhost:" + s.port }

// start runs the program and returns once it answers.
func (s *process) start() {
	s.t.Helper()
	s.cmd = exec.Command(s.program)
	s.cmd.Env = append(os.Environ(), "PORT="+s.port, "HOST=localhost", "DATA="+s.data)
	s.cmd.Stderr = os.Stderr
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		s.t.Fatalf("the server does not say where it is: %q, %v", line, err)
	}
}

func (s *process) kill() {
	if s.cmd != nil {
		s.cmd.Process.Kill()
		s.cmd.Wait()
		s.cmd = nil
	}
}

// call sends a request and returns the answer and its body.
func (s *process) call(method, path, body string, header ...string) (*http.Response, string) {
	s.t.Helper()
	req, err := http.NewRequest(method, s.url()+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return res, string(b)
}

// tab is a page of a browser.
type tab struct {
	t   *testing.T
	ctx context.Context
}

func openTab(t *testing.T) *tab {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("this test needs the browser chromium, which 'make test' installs: %v", err)
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(t.TempDir()), chromedp.WindowSize(1100, 800),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, _ = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		bounded, done := context.WithTimeout(ctx, patience)
		defer done()
		chromedp.Cancel(bounded)
		cancel()
	})
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium does not start: %v", err)
	}
	return &tab{t, ctx}
}

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// live opens a URL and waits until the program runs the page.
func (p *tab) live(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
	p.wait(`document.documentElement.dataset.tandem === "live"`)
}

// before runs a script in each page that is opened, before its own.
func (p *tab) before(script string) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}

func (p *tab) eval(expression string) string {
	p.t.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[string]("(async () => String(await ("+expression+")))()", chromedp.EvalAwaitPromise))
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// wait returns once the expression is true. It asks again and again, whatever page there is.
func (p *tab) wait(expression string) {
	p.t.Helper()
	ask := "(() => { try { return Boolean(" + expression + ") } catch { return false } })()"
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	for {
		there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](ask))
		if err == nil && there {
			return
		}
		if ctx.Err() != nil {
			body, _ := chromedp.Run(p.ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerHTML"))
			p.t.Fatalf("waited for %s: %v\nthe page is\n%s", expression, err, body)
		}
	}
}

func (p *tab) want(expression, want string) {
	p.t.Helper()
	if got := p.eval(expression); got != want {
		p.t.Errorf("%s is %q, want %q", expression, got, want)
	}
}

func (p *tab) click(selector string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`document.querySelector(%q).click()`, selector))
}

// add enters a title into the field of the page that is shown.
func (p *tab) add(field, title string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.focus(); e.select() })()`, field))
	p.do(chromedp.KeyEvent(title + "\r"))
}
