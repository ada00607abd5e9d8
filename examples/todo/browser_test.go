//go:build !js

package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/fetch"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// The tests of this package use the program as its users do: the real server,
// started as a process, and Chromium.

// engine is what runs the browser's half: "" is Tandem's own, "goapp" that of go-app. It
// is the tag that the programs are built with.
var engine string

// once are the tests that run with Tandem's own engine only: those without a browser;
// those of programs that have no other; and axe-core in every state and look of pages, of
// which TestFindings has one with each engine.
var once = []string{
	"TestVisit.*", "TestToggleAllView",
	"TestCrash", "TestWindow", "TestWindowPages", "TestAccessibleNotes",
	"TestAccessible", "TestAccessibleNotices", "TestAccessibleWithoutScript", "TestNames",
}

// TestMain runs the tests with each engine.
func TestMain(m *testing.M) {
	engines := flag.String("engines", ",goapp", "the engines to test with, separated by commas")
	flag.Parse()
	status := 0
	for e := range strings.SplitSeq(*engines, ",") {
		engine = e
		leave := flag.Lookup("test.skip").Value.String()
		if engine != "" {
			flag.Set("test.skip", strings.TrimPrefix(leave+"|^("+strings.Join(once, "|")+")$", "|"))
		}
		fmt.Printf("engine: %s\n", cmp.Or(engine, "Tandem's"))
		status = max(status, m.Run())
		flag.Set("test.skip", leave)
	}
	os.Exit(status)
}

var built struct {
	sync.Mutex
	programs map[string]string // by the engine and the folder of the package
}

// program returns the server's program, with the browser's half beside it.
func program(t testing.TB) string { return programOf(t, ".") }

// programOf is program for the package in a folder.
func programOf(t testing.TB, pkg string) string {
	t.Helper()
	built.Lock()
	defer built.Unlock()
	if p := built.programs[engine+pkg]; p != "" {
		return p
	}
	dir, err := filepath.Abs(pkg)
	if err != nil {
		t.Fatal(err)
	}
	out, err := filepath.Abs(filepath.Join("../../build/test", cmp.Or(engine, "tandem"), filepath.Base(dir)))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", "../../cmd/tandem", "build", "-o", out, "-tags", engine, pkg)
	if b, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, b)
	}
	if built.programs == nil {
		built.programs = map[string]string{}
	}
	built.programs[engine+pkg] = filepath.Join(out, filepath.Base(dir))
	return built.programs[engine+pkg]
}

// process is the server, as a process.
type process struct {
	t    testing.TB
	pkg  string // the folder of its package
	port string
	data string
	env  []string // settings beside these
	cmd  *exec.Cmd
	log  *logText
}

// logText is what a process says, while it says it.
type logText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logText) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *logText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (s *process) logText() string { return s.log.String() }

// startServer starts the program on a free port, with an empty database; env has
// more of its settings, as "NAME=value".
func startServer(t testing.TB, env ...string) *process {
	t.Helper()
	return startProgram(t, ".", env...)
}

// startProgram is startServer for the package in a folder.
func startProgram(t testing.TB, pkg string, env ...string) *process {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	l.Close()
	s := &process{t: t, pkg: pkg, port: port, data: t.TempDir(), env: env}
	s.start()
	t.Cleanup(s.kill)
	return s
}

func (s *process) url() string { return "http://localhost:" + s.port }

// start runs the program and returns once it answers.
func (s *process) start() {
	s.t.Helper()
	s.cmd = exec.Command(programOf(s.t, s.pkg))
	s.cmd.Env = append(os.Environ(), "PORT="+s.port, "HOST=localhost", "DATA="+s.data)
	s.cmd.Env = append(s.cmd.Env, s.env...)
	s.log = &logText{}
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || !strings.Contains(line, s.url()) {
		s.kill()
		s.t.Fatalf("the server does not say where it is: %q, %v\n%s", line, err, s.log)
	}
}

// kill ends the process at once, as a crash would.
func (s *process) kill() { s.end(syscall.SIGKILL) }

func (s *process) end(sig syscall.Signal) {
	if s.cmd == nil {
		return
	}
	s.cmd.Process.Signal(sig)
	s.cmd.Wait()
	s.cmd = nil
}

// call sends a request of a program and returns the answer and its body.
func (s *process) call(method, path, body string, header ...string) (*http.Response, string) {
	s.t.Helper()
	req, err := http.NewRequest(method, s.url()+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Accept", "application/json")
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

// browser is Chromium with a profile of its own: one person at one device.
type browser struct {
	t       testing.TB
	ctx     context.Context
	cancel  context.CancelFunc
	profile string
}

func startBrowser(t testing.TB) *browser {
	t.Helper()
	b := &browser{t: t, profile: t.TempDir()}
	b.start()
	t.Cleanup(b.quit)
	return b
}

func (b *browser) start() {
	b.t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		b.t.Fatalf("this test needs the browser chromium, which 'make test' installs: %v", err)
	}
	ctx, cancel := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path), chromedp.UserDataDir(b.profile), chromedp.WindowSize(1100, 800),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	// The first context is the browser's; tabs are contexts under it.
	ctx, _ = chromedp.NewContext(ctx)
	b.ctx, b.cancel = ctx, cancel
	// What the first call has as its context is what the browser lives by.
	if err := chromedp.Do(ctx); err != nil {
		b.t.Fatalf("chromium does not start: %v", err)
	}
}

// quit ends the browser, and returns when it has ended.
func (b *browser) quit() {
	bounded, done := context.WithTimeout(b.ctx, patience)
	defer done()
	chromedp.Cancel(bounded)
	b.cancel()
}

// tab is a page of a browser.
type tab struct {
	t      testing.TB
	ctx    context.Context
	cancel context.CancelFunc
}

// tab opens another page.
func (b *browser) tab() *tab {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	p := &tab{b.t, ctx, cancel}
	if err := chromedp.Do(ctx); err != nil {
		b.t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(1100, 800))
	return p
}

// patience is how long a page may take to show what is waited for. Nothing
// depends on it but how soon a failing test gives up.
const patience = 20 * time.Second

func (p *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, done := context.WithTimeout(p.ctx, patience)
	defer done()
	if err := chromedp.Do(ctx, steps...); err != nil {
		p.t.Fatal(err)
	}
}

// open goes to a URL.
func (p *tab) open(url string) {
	p.t.Helper()
	p.do(chromedp.Navigate(url))
}

// live opens a URL and waits until the program runs the page.
func (p *tab) live(url string) {
	p.t.Helper()
	p.open(url)
	p.wait(`document.documentElement.dataset.tandem === "live"`)
}

// eval returns the value of an expression as a string.
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

// wait returns once the expression is true, in this page or in one that it
// leads to.
func (p *tab) wait(expression string) {
	p.t.Helper()
	p.waitFor(expression, patience)
}

// waitFor is wait for what takes longer than others.
func (p *tab) waitFor(expression string, patience time.Duration) {
	p.t.Helper()
	// A poll whose expression throws, but not the first time, never returns.
	poll := "(() => { try { return Boolean(" + expression + ") } catch { return false } })()"
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); {
		_, err = chromedp.Run(p.ctx, chromedp.Poll[bool](poll, chromedp.WithPollingTimeout(time.Until(end)), chromedp.WithPollingInterval(10*time.Millisecond)))
		if err == nil {
			return
		}
		if e := err.Error(); !strings.Contains(e, "context") && !strings.Contains(e, "navigated") {
			break // not the end of the page that was asked
		}
	}
	body, failed := chromedp.Run(p.ctx, chromedp.Evaluate[string]("location.href + '\\n' + document.body.innerText"))
	if failed != nil {
		body = failed.Error()
	}
	p.t.Fatalf("waited for %s: %v\nthe page is\n%s", expression, err, body)
}

// until returns once f says so, and asks the page in between.
func (p *tab) until(f func() bool, otherwise func() string) {
	p.t.Helper()
	for end := time.Now().Add(patience); !f(); {
		if time.Now().After(end) {
			p.t.Fatal(otherwise())
		}
		p.eval(`new Promise(done => setTimeout(done, 10))`)
	}
}

// want fails if an expression has another value.
func (p *tab) want(expression, want string) {
	p.t.Helper()
	if got := p.eval(expression); got != want {
		p.t.Errorf("%s is %q, want %q", expression, got, want)
	}
}

func (p *tab) click(selector string) {
	p.t.Helper()
	x := p.eval(`(() => { const e = document.querySelector(` + quote(selector) + `); if (!e) return "none"; e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2].join(" ") })()`)
	var cx, cy float64
	if _, err := fmt.Sscan(x, &cx, &cy); err != nil {
		p.t.Fatalf("there is no %s to click: %s", selector, x)
	}
	p.do(chromedp.MouseClickXY(cx, cy))
}

func (p *tab) doubleClick(selector string) {
	p.t.Helper()
	x := p.eval(`(() => { const r = document.querySelector(` + quote(selector) + `).getBoundingClientRect(); return [r.x + 20, r.y + r.height / 2].join(" ") })()`)
	var cx, cy float64
	fmt.Sscan(x, &cx, &cy)
	p.do(chromedp.MouseClickXY(cx, cy), chromedp.MouseClickXY(cx, cy, chromedp.ClickCount(2)))
}

// keys types into what has the focus.
func (p *tab) keys(s string) {
	p.t.Helper()
	p.do(chromedp.KeyEvent(s))
}

// add enters a new todo.
func (p *tab) add(title string) {
	p.t.Helper()
	p.eval(`document.querySelector(".new-todo").focus()`)
	p.keys(title + "\r")
}

// titles is the list as the page shows it; completed ones have a tick.
const titles = `[...document.querySelectorAll(".todo-list li")].map(li => (li.classList.contains("completed") ? "✓" : "") + (li.querySelector("label")?.textContent ?? "[" + li.querySelector(".edit").value + "]")).join("|")`

// lists waits until the page shows these todos.
func (p *tab) lists(want string) {
	p.t.Helper()
	p.wait(titles + " === " + quote(want))
}

// status waits until the page says that about where the edits are.
func (p *tab) status(text string) {
	p.t.Helper()
	p.wait(`document.querySelector(".tandem-where").textContent === ` + quote(text))
}

const (
	saved     = "All saved on the server"
	byServer  = "Saved on the server"
	offlineOK = "Offline. What you do is kept on this device"
)

func quote(s string) string { return fmt.Sprintf("%q", s) }

// script switches JavaScript on or off for the pages that are opened next.
func (p *tab) script(on bool) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !on})
		return err
	}))
}

// shot stores a picture of the page when SHOTS names a folder.
func (p *tab) shot(name string, width, height int64) {
	p.t.Helper()
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	p.do(chromedp.EmulateViewport(width, height))
	b, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), b, 0o644); err != nil {
		p.t.Fatal(err)
	}
	p.do(chromedp.EmulateViewport(1100, 800))
}

// fill types into a field without script.
func (p *tab) fill(selector, text string) {
	p.t.Helper()
	p.eval(`(() => { const e = document.querySelector(` + quote(selector) + `); e.focus(); e.select() })()`)
	p.do(chromedp.KeyEvent("\b"))
	p.do(chromedp.KeyEvent(text))
}

// press clicks on what leads to another page, and waits for it.
func (p *tab) press(selector string) {
	p.t.Helper()
	p.eval(`(() => { window.old = true; const e = document.querySelector(` + quote(selector) + `); if (!e) throw Error("no " + ` + quote(selector) + `); e.focus() })()`)
	p.keys("\r")
	// A page without script has no timers to poll with.
	for end := time.Now().Add(patience); ; {
		there, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](`!window.old && document.readyState === "complete"`))
		if err == nil && there {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("%s leads nowhere: %v", selector, err)
		}
	}
}

// before runs a script in each page that is opened, before its own.
func (p *tab) before(script string) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	}))
}

// hold keeps back the answers to requests of a pattern until the returned
// function is called.
func (p *tab) hold(pattern string) (release func()) {
	p.t.Helper()
	var mu sync.Mutex
	var held []fetch.RequestID
	let := false
	goOn := func(id fetch.RequestID) {
		chromedp.Call(p.ctx, fetch.ContinueRequest, fetch.ContinueRequestParams{RequestID: id})
	}
	if err := chromedp.Listen(p.ctx, func(ev any) {
		e, ok := ev.(*fetch.EventRequestPaused)
		if !ok {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if let {
			go goOn(e.RequestID)
			return
		}
		held = append(held, e.RequestID)
	}); err != nil {
		p.t.Fatal(err)
	}
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, fetch.Enable, fetch.EnableParams{Patterns: []*fetch.RequestPattern{{URLPattern: pattern}}})
		return err
	}))
	return func() {
		mu.Lock()
		defer mu.Unlock()
		let = true
		for _, id := range held {
			go goOn(id)
		}
	}
}

// evict removes the site's databases, as a browser does that is short of room, with no
// page open.
func (p *tab) evict(origin string) {
	p.t.Helper()
	p.open("about:blank")
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, storage.ClearDataForOrigin, storage.ClearDataForOriginParams{Origin: origin, StorageTypes: "indexeddb"})
		return err
	}))
}

// noNetwork keeps the page from connecting, whenever it tries, until back is
// called.
func (p *tab) noNetwork() (back func()) {
	p.t.Helper()
	p.eval(`(() => { window.realSocket = WebSocket; window.WebSocket = function() { throw Error("no network") } })()`)
	return func() {
		p.t.Helper()
		p.eval(`(() => { window.WebSocket = realSocket; dispatchEvent(new Event("online")) })()`)
	}
}

// forgetSession makes whoever uses the browser from now on somebody else.
func (p *tab) forgetSession() {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{})
		return err
	}))
}

// passWorker has the server answer, however long it takes, and not the service
// worker.
func (p *tab) passWorker() {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
			return err
		}
		_, err := chromedp.Call(ctx, network.SetBypassServiceWorker, network.SetBypassServiceWorkerParams{Bypass: true})
		return err
	}))
}

// create makes a todo as a program would.
func (s *process) create(title string) {
	s.t.Helper()
	if res, body := s.call("POST", "/todos", `{"title":`+quote(title)+`}`); res.StatusCode != 201 {
		s.t.Fatalf("%s: %s", res.Status, body)
	}
}

// rename changes the first todo of the list as a program would.
func (s *process) rename(title string) {
	s.t.Helper()
	var ts []struct{ ID string }
	_, body := s.call("GET", "/todos", "")
	if err := json.Unmarshal([]byte(body), &ts); err != nil || len(ts) == 0 {
		s.t.Fatalf("%s: %v", body, err)
	}
	if res, body := s.call("PATCH", "/todos/"+ts[0].ID, `{"title":`+quote(title)+`}`); res.StatusCode != 200 {
		s.t.Fatalf("%s: %s", res.Status, body)
	}
}
