//go:build !js

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// timeFrames notes how long each frame's callback takes: the program's way from a
// change to the patched page, without the browser's style and layout.
const timeFrames = `
window.took = [];
const nextFrame = requestAnimationFrame;
window.requestAnimationFrame = f => nextFrame(t => { const from = performance.now(); f(t); took.push(performance.now() - from) });`

// long measures lists that are long: a change that another client makes to one row of
// 10,000 on a page that shows them all.
func long(b *bench) error {
	s, err := startServer(b, "long")
	if err != nil {
		return err
	}
	defer s.kill()
	if err := s.fill(10_000); err != nil {
		return err
	}
	p, err := openPage(b, "long", s.url+"/")
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.wait(`document.querySelectorAll(".todo-list li").length === 10000 && document.querySelector(".tandem-where").textContent === "All saved on the server"`); err != nil {
		return err
	}
	req, err := http.NewRequest("GET", s.url+"/todos?page=1&size=1", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	var first []struct{ ID string }
	if err := json.NewDecoder(res.Body).Decode(&first); err != nil || len(first) != 1 {
		return fmt.Errorf("no todo: %v", err)
	}
	if _, err := p.eval(`window.changed = 0, new MutationObserver(ms => changed += ms.length).observe(document.getElementById("tandem-root"), {subtree: true, childList: true, attributes: true, characterData: true})`); err != nil {
		return err
	}
	var took, changed []float64
	for i := range 35 {
		if _, err := p.eval(`took.length = changed = 0`); err != nil {
			return err
		}
		title := "change " + strconv.Itoa(i)
		if err := s.send("PATCH", "/todos/"+first[0].ID, `{"title":"`+title+`"}`); err != nil {
			return err
		}
		if err := p.wait(`document.querySelector(".todo-list label").textContent === "` + title + `" && took.length > 0`); err != nil {
			return err
		}
		ms, err := p.eval(`took.reduce((a, b) => a + b)`)
		if err != nil {
			return err
		}
		n, err := p.eval(`changed`)
		if err != nil {
			return err
		}
		if i >= 5 { // the first are not counted: everything is cold
			took, changed = append(took, ms), append(changed, n)
		}
	}
	b.put("long.one of 10000 rows changes, script p50", quantile(took, 0.5), "ms")
	b.put("long.one of 10000 rows changes, script p95", quantile(took, 0.95), "ms")
	b.put("long.one of 10000 rows changes, mutations of the page", quantile(changed, 1), "")
	return window(b)
}

// window measures a list of 100,000 of which the page has what is in sight: its nodes, and
// the script of a frame in which it is scrolled to another place.
func window(b *bench) error {
	const n = 100_000
	out := filepath.Join(b.dir, "people")
	if err := command(".", nil, "go", "run", "./cmd/tandem", "build", "-o", out, "./examples/people"); err != nil {
		return err
	}
	other := *b
	other.program = filepath.Join(out, "people")
	s, err := startServer(&other, "people")
	if err != nil {
		return err
	}
	defer s.kill()
	for from := 0; from < n; from += 5000 {
		var all []string
		for i := from; i < from+5000; i++ {
			all = append(all, fmt.Sprintf(`{"name":"Person %06d"}`, i))
		}
		if err := s.send("POST", "/people", "["+strings.Join(all, ",")+"]"); err != nil {
			return err
		}
	}
	p, err := openPage(b, "people", s.url+"/")
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.wait(`!document.querySelector(".tandem-pages") && document.querySelector(".tandem-where").textContent === "All saved on the server"`); err != nil {
		return err
	}
	var took []float64
	for i := range 35 {
		at := (i*37_337 + 1000) % (n - 100)
		if _, err := p.eval(fmt.Sprintf(`(took.length = 0, document.querySelector(".tandem-window").scrollTop = %d)`, 40*at)); err != nil {
			return err
		}
		if err := p.wait(fmt.Sprintf(`document.querySelector('[aria-rowindex="%d"]') && took.length > 0`, at+1)); err != nil {
			return err
		}
		ms, err := p.eval(`took.reduce((a, b) => a + b)`)
		if err != nil {
			return err
		}
		if i >= 5 {
			took = append(took, ms)
		}
	}
	nodes, err := p.eval(`document.querySelectorAll("*").length`)
	if err != nil {
		return err
	}
	b.put("long.window on 100000 rows, nodes of the page", nodes, "")
	b.put("long.window on 100000 rows, script of a frame p50", quantile(took, 0.5), "ms")
	b.put("long.window on 100000 rows, script of a frame p95", quantile(took, 0.95), "ms")
	return nil
}

// openedPage is a page in a Chromium of its own.
type openedPage struct {
	ctx   context.Context
	close func()
}

// openPage opens a page and returns once its program runs; its frames are timed.
func openPage(b *bench, name, url string) (*openedPage, error) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return nil, fmt.Errorf("the bench needs the browser chromium: %w", err)
	}
	ctx, end := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(chromium),
		chromedp.UserDataDir(filepath.Join(b.dir, "profile-"+name)), chromedp.WindowSize(1100, 800),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	ctx, cancel := chromedp.NewContext(ctx)
	p := &openedPage{ctx, func() { cancel(); end() }}
	err = chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: timeFrames})
		return err
	}), chromedp.Navigate(url))
	if err == nil {
		err = p.wait(`document.documentElement.dataset.tandem === "live"`)
	}
	if err != nil {
		p.close()
		return nil, err
	}
	return p, nil
}

// wait returns once an expression is true.
func (p *openedPage) wait(expression string) error {
	poll := "(() => { try { return Boolean(" + expression + ") } catch { return false } })()"
	_, err := chromedp.Run(p.ctx, chromedp.Poll[bool](poll, chromedp.WithPollingTimeout(2*time.Minute), chromedp.WithPollingInterval(5*time.Millisecond)))
	if err != nil {
		return fmt.Errorf("%s: %w", expression, err)
	}
	return nil
}

// eval returns the value of an expression.
func (p *openedPage) eval(expression string) (float64, error) {
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[float64]("Number(("+expression+")) || 0"))
	if err != nil {
		return 0, fmt.Errorf("%s: %w", expression, err)
	}
	return v, nil
}
