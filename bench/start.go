//go:build !js

package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// start measures the time from navigation to a click that the program answers,
// cold (a new profile) and warm (the third load), for the todo example and for
// go-app's hello. The two take turns.
func start(b *bench) error {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return fmt.Errorf("the bench needs the browser chromium: %w", err)
	}
	s, err := startServer(b, "start")
	if err != nil {
		return err
	}
	defer s.kill()
	if err := s.fill(20); err != nil {
		return err
	}
	url, stop, err := startGoApp(b)
	if err != nil {
		return err
	}
	defer stop()
	cases := []struct{ name, url, script string }{
		{"todo", s.url + "/", clickTandem},
		{"go-app hello", url + "/", clickGoApp},
	}
	got := map[string][]float64{}
	const runs = 7
	for i := range runs {
		for _, c := range cases {
			if err := load(b, chromium, c.name, c.url, c.script, i, got); err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
		}
	}
	for _, c := range cases {
		for _, when := range []string{"cold", "warm"} {
			for _, what := range []string{"first paint", "click answered"} {
				key := c.name + ", " + when + ", " + what
				b.put("start."+key, quantile(got[key], 0.5), "ms")
			}
		}
	}
	return nil
}

// The scripts click as soon as it can be answered, and note when it was. A
// Tandem page answers clicks before the program runs too, by going to the
// server; what counts here is the program.
const clickTandem = `
new MutationObserver((_, o) => {
  if (document.documentElement.dataset.tandem !== "live") return;
  o.disconnect();
  document.querySelector('.filters a[href="/active"]').click();
  const look = () => document.querySelector(".filters .selected")?.textContent === "Active" ? window.answered = performance.now() : setTimeout(look, 1);
  look();
}).observe(document, {attributes: true, subtree: true});`

const clickGoApp = `
const click = () => {
  if (document.querySelector("#text")?.textContent === "clicked") { window.answered = performance.now(); return; }
  document.querySelector("#button")?.click();
  setTimeout(click, 2);
};
addEventListener("DOMContentLoaded", click);`

func load(b *bench, chromium, name, url, script string, run int, got map[string][]float64) error {
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(chromium),
		chromedp.UserDataDir(filepath.Join(b.dir, "profile-"+strings.ReplaceAll(name, " ", "-")+strconv.Itoa(run))),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	defer cancel()
	ctx, cancel = chromedp.NewContext(ctx)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
		return err
	})); err != nil {
		return err
	}
	for i, when := range []string{"cold", "", "warm"} {
		if err := chromedp.Do(ctx, chromedp.Navigate(url)); err != nil {
			return err
		}
		answered, err := chromedp.Run(ctx, chromedp.Poll[float64]("window.answered", chromedp.WithPollingTimeout(time.Minute), chromedp.WithPollingInterval(20*time.Millisecond)))
		if err != nil {
			return fmt.Errorf("load %d: %w", i, err)
		}
		paint, err := chromedp.Run(ctx, chromedp.Poll[float64](`performance.getEntriesByName("first-contentful-paint")[0]?.startTime`, chromedp.WithPollingTimeout(time.Minute)))
		if err != nil {
			return fmt.Errorf("load %d: %w", i, err)
		}
		if when != "" {
			key := name + ", " + when + ", "
			got[key+"click answered"] = append(got[key+"click answered"], answered)
			got[key+"first paint"] = append(got[key+"first paint"], paint)
		}
		// The next load begins when this one's service worker has settled.
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`navigator.serviceWorker.ready.then(() => true)`, chromedp.EvalAwaitPromise)); err != nil {
			return err
		}
	}
	return nil
}

// startGoApp builds and starts go-app's hello.
func startGoApp(b *bench) (url string, stop func(), err error) {
	_, program, err := compile("bench/goapp", filepath.Join(b.dir, "hello.wasm"))
	if err != nil {
		return "", nil, err
	}
	exe := filepath.Join(b.dir, "goapp")
	if err := command("bench/goapp", nil, "go", "build", "-o", exe, "."); err != nil {
		return "", nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	addr := l.Addr().String()
	l.Close()
	cmd := exec.Command(exe, addr, program)
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return "", nil, err
	}
	stop = func() { cmd.Process.Kill(); cmd.Wait() }
	for end := time.Now().Add(10 * time.Second); ; {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
			return "http://" + strings.Replace(addr, "127.0.0.1", "localhost", 1), stop, nil
		}
		if time.Now().After(end) {
			stop()
			return "", nil, err
		}
	}
}
