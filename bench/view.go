//go:build !js

package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/chromedp"
)

// The operations of js-framework-benchmark, in the order in which they are run.
var operations = []string{"create 1,000", "replace 1,000", "update every 10th", "select", "swap", "remove",
	"create 10,000", "append 1,000", "clear 1,000"}

// implementations of the page; the script makes the page in #main.
var implementations = []struct{ name, script string }{
	{"vanilla", `<script src="/rows/vanilla.js"></script>`},
	{"React", `<script src="/react-all.js"></script><script src="/rows/react.js"></script>`},
	{"go-app", `<script src="/wasm_exec.js"></script><script src="/start.js" data-program="/goapp.wasm"></script>`},
	{"Tandem", `<script src="/wasm_exec.js"></script><script src="/patch.js"></script><script src="/start.js" data-program="/tandem.wasm"></script>`},
}

// What is measured of an operation, as Chromium counts it for the main thread.
var measures = []struct{ name, metric string }{
	{"main thread", "TaskDuration"},
	{"script", "ScriptDuration"},
}

const viewRuns, viewWarm = 9, 3

// benchView runs the operations on the pages in turns: run i of an operation on
// every page, then run i+1, so that a machine that is busy for a while is so for
// all of them.
func benchView(b *bench) error {
	srv, err := viewServer(b)
	if err != nil {
		return err
	}
	defer srv.Close()
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		return fmt.Errorf("the bench needs the browser chromium: %w", err)
	}
	var pages []*rowsPage
	for _, im := range implementations {
		p, stop, err := openRows(filepath.Join(b.dir, "rows-"+im.name), chromium, srv.URL+"/page/"+im.name)
		if err != nil {
			return fmt.Errorf("%s: %w", im.name, err)
		}
		defer stop()
		p.name = im.name
		wrong, err := chromedp.Run(p.ctx, chromedp.Evaluate[string]("bench.keyed()", chromedp.EvalAwaitPromise))
		if err != nil {
			return fmt.Errorf("%s: %w", im.name, err)
		}
		n := 0
		if wrong != "" {
			n = len(strings.Fields(wrong))
			fmt.Printf("%s fails the checks of keys: %s\n", im.name, wrong)
		}
		if n > 0 && im.name == "Tandem" {
			return errors.New("Tandem fails the checks of keys: " + wrong)
		}
		b.put("view.failed checks of keys, "+im.name, float64(n), "")
		pages = append(pages, p)
	}
	if err := firstShown(b, pages[len(pages)-1], srv.URL); err != nil {
		return err
	}
	for _, op := range operations {
		warm, runs := viewWarm, viewRuns
		if op == "create 10,000" {
			warm, runs = 1, 3
		}
		got := map[string][]float64{}
		for i := range warm + runs {
			for _, p := range pages {
				m, err := p.run(op, i)
				if err != nil {
					return fmt.Errorf("%s, %s: %w", p.name, op, err)
				}
				if i < warm {
					continue
				}
				for _, of := range measures {
					key := of.name + ", " + p.name
					got[key] = append(got[key], 1000*m[of.metric])
				}
			}
		}
		if op == "create 10,000" {
			for _, p := range pages {
				mb, err := p.memory()
				if err != nil {
					return fmt.Errorf("%s: %w", p.name, err)
				}
				b.put("view.memory after 10,000 rows, "+p.name, mb, "MB")
			}
		}
		for _, of := range measures {
			for _, p := range pages {
				b.put("view."+op+", "+of.name+", "+p.name, quantile(got[of.name+", "+p.name], 0.5), "ms")
			}
		}
	}
	return nil
}

// firstShown measures how long the first showing of 1,000 rows takes, by a fresh
// program each time: adopting markup that is there, and mounting.
func firstShown(b *bench, tandem *rowsPage, url string) error {
	got := map[string][]float64{}
	for range 15 {
		for _, how := range []string{"adopt", "mount"} {
			if err := chromedp.Do(tandem.ctx, chromedp.Navigate(url+"/page/Tandem?"+how)); err != nil {
				return err
			}
			took, err := chromedp.Run(tandem.ctx, chromedp.Poll[float64]("globalThis.took"))
			if err != nil {
				return fmt.Errorf("%s: %w", how, err)
			}
			got[how] = append(got[how], took)
		}
	}
	for how, took := range got {
		b.put("view.first 1,000 rows, "+how, quantile(took, 0.5), "ms")
	}
	err := chromedp.Do(tandem.ctx, chromedp.Navigate(url+"/page/Tandem"))
	if err == nil {
		_, err = chromedp.Run(tandem.ctx, chromedp.Poll[bool]("bench.ready()"))
	}
	return err
}

// rowsPage is one page in a browser of its own.
type rowsPage struct {
	name string
	ctx  context.Context
}

func openRows(profile, chromium, url string) (p *rowsPage, stop func(), err error) {
	ctx, cancelBrowser := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(chromium),
		chromedp.UserDataDir(profile), chromedp.WindowSize(1200, 900),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-frame-rate-limit", true), chromedp.Flag("js-flags", "--expose-gc"))
	ctx, cancelPage := chromedp.NewContext(ctx)
	stop = func() { cancelPage(); cancelBrowser() }
	p = &rowsPage{ctx: ctx}
	err = chromedp.Do(ctx, chromedp.Navigate(url), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		// Time of the thread: what other programs of the machine take is not in it.
		_, err := chromedp.Call(ctx, performance.Enable, performance.EnableParams{TimeDomain: performance.EnableTimeDomainThreadTicks})
		return err
	}))
	if err == nil {
		_, err = chromedp.Run(ctx, chromedp.Poll[bool]("bench.ready()"))
	}
	if err != nil {
		stop()
		return nil, nil, err
	}
	return p, stop, nil
}

// run does an operation once and returns the growth of Chromium's counters, in
// seconds.
func (p *rowsPage) run(op string, i int) (map[string]float64, error) {
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf("bench.prepare(%q, %d)", op, i), chromedp.EvalAwaitPromise)); err != nil {
		return nil, err
	}
	before, err := p.metrics()
	if err != nil {
		return nil, err
	}
	if _, err := chromedp.Run(p.ctx, chromedp.Evaluate[bool](fmt.Sprintf("bench.once(%q)", op), chromedp.EvalAwaitPromise)); err != nil {
		return nil, err
	}
	after, err := p.metrics()
	if err != nil {
		return nil, err
	}
	for name := range after {
		after[name] -= before[name]
	}
	return after, nil
}

// memory returns what the page's scripts hold, with the memory of WebAssembly, in
// MB. Elements are not in it; they are the same for all.
func (p *rowsPage) memory() (float64, error) {
	wasm, err := chromedp.Run(p.ctx, chromedp.Evaluate[float64]("globalThis.gc(), globalThis.program?.exports.mem.buffer.byteLength ?? 0"))
	if err != nil {
		return 0, err
	}
	m, err := p.metrics()
	return (wasm + m["JSHeapUsedSize"]) / 1e6, err
}

func (p *rowsPage) metrics() (map[string]float64, error) {
	m := map[string]float64{}
	err := chromedp.Do(p.ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		r, err := chromedp.Call(ctx, performance.GetMetrics, struct{}{})
		for _, x := range r.Metrics {
			m[x.Name] = x.Value
		}
		return err
	}))
	return m, err
}

// viewServer builds the programs, installs what they are compared with, and
// serves the pages.
func viewServer(b *bench) (*httptest.Server, error) {
	if err := command("bench", nil, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"); err != nil {
		return nil, err
	}
	js := []string{"GOOS=js", "GOARCH=wasm"}
	for _, c := range [][3]string{{".", "./bench/rows", "tandem.wasm"}, {"bench/goapp", "./rows", "goapp.wasm"}} {
		if err := command(c[0], js, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", filepath.Join(b.dir, c[2]), c[1]); err != nil {
			return nil, err
		}
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env: %w", err)
	}
	react, err := reactScript()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	file := func(path, name string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, name) })
	}
	file("/wasm_exec.js", filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	file("/patch.js", filepath.Join("wasm", "shell", "patch.js"))
	file("/tandem.wasm", filepath.Join(b.dir, "tandem.wasm"))
	file("/goapp.wasm", filepath.Join(b.dir, "goapp.wasm"))
	mux.Handle("GET /rows/", http.StripPrefix("/rows/", http.FileServer(http.Dir("bench/rows"))))
	mux.Handle("GET /bootstrap/", http.StripPrefix("/bootstrap/", http.FileServer(http.Dir("bench/node_modules/bootstrap/dist"))))
	script := func(path, text string) {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/javascript")
			fmt.Fprint(w, text)
		})
	}
	script("/react-all.js", react)
	script("/start.js", `{
const go = new Go();
WebAssembly.instantiateStreaming(fetch(document.currentScript.dataset.program), go.importObject).then((r) => go.run(globalThis.program = r.instance));
}`)
	for _, im := range implementations {
		// go-app takes the first element of the body for itself.
		text := `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>` + im.name + `</title>` +
			`<link rel="icon" href="data:,"><link rel="stylesheet" href="/bootstrap/css/bootstrap.min.css"></head>` +
			`<body><div id="main"></div><script src="/rows/page.js"></script>` + im.script + `</body></html>`
		mux.HandleFunc("GET /page/"+im.name, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, text)
		})
	}
	return httptest.NewServer(mux), nil
}

// reactScript puts React's production modules together, as a bundler would.
func reactScript() (string, error) {
	s := `const require = ((sources) => {
const made = {};
return (name) => {
	if (!made[name]) {
		made[name] = { exports: {} };
		sources[name](made[name], made[name].exports);
	}
	return made[name].exports;
};
})({
`
	for _, m := range [][2]string{
		{"react", "react/cjs/react.production.js"},
		{"react/jsx-runtime", "react/cjs/react-jsx-runtime.production.js"},
		{"scheduler", "scheduler/cjs/scheduler.production.js"},
		{"react-dom", "react-dom/cjs/react-dom.production.js"},
		{"react-dom/client", "react-dom/cjs/react-dom-client.production.js"},
	} {
		source, err := os.ReadFile(filepath.Join("bench", "node_modules", filepath.FromSlash(m[1])))
		if err != nil {
			return "", err
		}
		s += fmt.Sprintf("%q: function (module, exports) {\n%s\n},\n", m[0], source)
	}
	return s + "});\n", nil
}

// viewTable has a row for each operation, the time of the main thread on each
// page, and what that of Tandem is of the others'.
func viewTable(rs []Result, _ string) string {
	by := map[string]float64{}
	for _, r := range rs {
		by[r.Name] = r.Value
	}
	s := ""
	for _, of := range measures {
		s += "\n| " + of.name + ", ms |"
		line := "| --- |"
		for _, im := range implementations {
			s += " " + im.name + " |"
			line += " --: |"
		}
		s += " Tandem / vanilla | Tandem / React |\n" + line + " --: | --: |\n"
		at := func(op, name string) float64 { return by["view."+op+", "+of.name+", "+name] }
		for _, op := range operations {
			s += "| " + op + " |"
			for _, im := range implementations {
				s += " " + number(at(op, im.name)) + " |"
			}
			s += fmt.Sprintf(" %.2f | %.2f |\n", at(op, "Tandem")/at(op, "vanilla"), at(op, "Tandem")/at(op, "React"))
		}
		s += "| geometric mean, vanilla = 1 |"
		mean := func(name, of string) float64 {
			sum := 0.0
			for _, op := range operations {
				sum += math.Log(at(op, name) / at(op, of))
			}
			return math.Exp(sum / float64(len(operations)))
		}
		for _, im := range implementations {
			s += fmt.Sprintf(" %.2f |", mean(im.name, "vanilla"))
		}
		s += fmt.Sprintf(" %.2f | %.2f |\n", mean("Tandem", "vanilla"), mean("Tandem", "React"))
	}
	s += "\n| |"
	line := "| --- |"
	for _, im := range implementations {
		s += " " + im.name + " |"
		line += " --: |"
	}
	s += "\n" + line + "\n| failed checks of keys |"
	for _, im := range implementations {
		s += fmt.Sprintf(" %.0f |", by["view.failed checks of keys, "+im.name])
	}
	s += "\n| memory of scripts after 10,000 rows, MB |"
	for _, im := range implementations {
		s += " " + number(by["view.memory after 10,000 rows, "+im.name]) + " |"
	}
	return s + fmt.Sprintf("\n\n| Tandem, first 1,000 rows | ms |\n| --- | --: |\n| adopted, markup being there | %s |\n| mounted and laid out | %s |\n\n",
		number(by["view.first 1,000 rows, adopt"]), number(by["view.first 1,000 rows, mount"]))
}
