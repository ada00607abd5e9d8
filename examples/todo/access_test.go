//go:build !js

package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/tandemgo/tandem/view/viewtest"
)

// axe returns the script of axe-core, which finds what is not accessible.
func axe(t testing.TB) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "axe", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		t.Fatalf("this test needs axe-core, which 'make test' installs: %v", err)
	}
	return string(b)
}

// looks are how a page is looked at: in light and dark, at a desk and on a phone.
var looks = []struct {
	name, scheme  string
	width, height int64
	touch         bool
}{
	{"light", "light", 1100, 800, false},
	{"dark", "dark", 1100, 800, false},
	{"light-phone", "light", 320, 640, true},
	{"dark-phone", "dark", 390, 844, true},
}

// media makes the page one that is looked at so.
func (p *tab) media(scheme string, width, height int64, touch bool) {
	p.t.Helper()
	var o []chromedp.EmulateViewportOption
	if touch {
		o = append(o, chromedp.EmulateMobile, chromedp.EmulateTouch)
	}
	p.do(chromedp.EmulateViewport(width, height, o...), chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme},
			{Name: "prefers-reduced-motion", Value: "reduce"}, // colours on their way have no contrast to measure
		}})
		return err
	}))
}

// finding is a rule of axe-core that a page breaks, and where.
type finding struct {
	ID, Help string
	Nodes    []struct {
		HTML           string
		FailureSummary string
	}
}

// findings returns what axe-core finds in the page as it is.
func (p *tab) findings() (found []finding) {
	p.t.Helper()
	if p.eval(`typeof axe`) == "undefined" {
		ctx, done := context.WithTimeout(p.ctx, patience)
		defer done()
		if _, err := chromedp.Run(ctx, chromedp.Evaluate[string](axe(p.t)+`; ""`)); err != nil {
			p.t.Fatal(err)
		}
	}
	// What axe-core is not sure of in a contrast counts too, but where nothing is seen.
	b := p.eval(`axe.run({rules: {"target-size": {enabled: true}}}).then((r) => JSON.stringify(r.violations.concat(r.incomplete.filter((i) => i.id === "color-contrast"))))`)
	if err := json.Unmarshal([]byte(b), &found); err != nil {
		p.t.Fatalf("%v in %s", err, b)
	}
	return found
}

// accessible fails the test for whatever axe-core finds in a state of the page, in
// each of the looks.
func (p *tab) accessible(state string) {
	p.t.Helper()
	for _, l := range looks {
		p.media(l.scheme, l.width, l.height, l.touch)
		for _, f := range p.findings() {
			for _, n := range f.Nodes {
				p.t.Errorf("%s, %s: %s (%s)\n%s\n%s", state, l.name, f.Help, f.ID, n.HTML, n.FailureSummary)
			}
		}
		// Nothing is to be moved sideways.
		p.want(`document.documentElement.scrollWidth <= innerWidth`, "true")
		if dir := os.Getenv("SHOTS"); dir != "" {
			shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				p.t.Fatal(err)
			}
			name := strings.NewReplacer(" ", "-", ",", "").Replace(state) + "." + l.name + ".png"
			if err := os.WriteFile(filepath.Join(dir, name), shot, 0o644); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	p.media("", 1100, 800, false)
}

// TestFindings: what is wrong on purpose is found.
func TestFindings(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.media("light", 1100, 800, false)
	if f := p.findings(); len(f) > 0 {
		t.Errorf("a page that is right has %v", f)
	}
	p.eval(`(() => {
		document.querySelector(".new-todo").removeAttribute("aria-label");
		document.querySelector(".new-todo").removeAttribute("placeholder");
		document.querySelector(".todo-count").style.color = "#ccc";
		document.querySelector("h1").outerHTML = "<h4>todos</h4>";
		document.querySelector(".destroy").removeAttribute("aria-label");
		document.documentElement.removeAttribute("lang");
	})()`)
	found := map[string]bool{}
	for _, f := range p.findings() {
		found[f.ID] = true
	}
	for _, id := range []string{"label", "color-contrast", "page-has-heading-one", "button-name", "html-has-lang"} {
		if !found[id] {
			t.Errorf("%s is not found, only %v", id, found)
		}
	}
}

// TestAccessible: axe-core finds nothing in any state of the todo example.
func TestAccessible(t *testing.T) {
	s := startServer(t)
	b := startBrowser(t)
	p := b.tab()
	p.live(s.url() + "/")
	p.accessible("empty")
	p.add("buy milk")
	p.add("walk the dog")
	p.add(strings.Repeat("a long one ", 12))
	p.click(".todo-list li:nth-child(2) .toggle")
	p.status(saved)
	p.accessible("filled")
	p.click(".filters li:nth-child(3) a")
	p.lists("✓walk the dog")
	p.accessible("completed")
	p.live(s.url() + "/")
	p.add(strings.Repeat("x", 201))
	p.wait(`document.querySelector("[aria-invalid]")`)
	p.accessible("refused")
	p.live(s.url() + "/")
	p.doubleClick(".todo-list li:nth-child(1) label")
	p.wait(`document.querySelector(".edit")`)
	p.accessible("editing")
	p.eval(`document.activeElement.select()`)
	p.keys(strings.Repeat("x", 201) + "\r")
	p.wait(`document.querySelector("[aria-invalid]")`)
	p.accessible("refused title")

	// The pages that are not the list.
	p.open(s.url() + "/outcomes")
	p.wait(`document.documentElement.dataset.tandem === "live"`)
	p.accessible("empty inbox")
	p.live(s.url() + "/")
	id := p.eval(`document.querySelector(".todo-list li .rename").href.split("=")[1]`)
	p.live(s.url() + "/todos/" + id)
	p.accessible("one todo")
	p.open(s.url() + "/nothing/here")
	p.accessible("error page")

	// What waits for a decision.
	p.live(s.url() + "/")
	p.wait(`navigator.serviceWorker.controller`)
	s.kill()
	p.status(offlineOK)
	p.accessible("offline")
	p.doubleClick(".todo-list li:nth-child(1) label")
	p.eval(`document.activeElement.select()`)
	p.keys("buy soy milk\r")
	p.status("Offline. 1 edit on this device")
	p.accessible("offline with an edit")
	back := p.noNetwork()
	s.start()
	s.rename("buy oat milk")
	back()
	p.wait(`document.querySelector(".tandem-inbox h3")`)
	p.status(saved)
	p.accessible("conflict")
	p.live(s.url() + "/outcomes")
	p.wait(`document.querySelector(".tandem-inbox h3")`)
	p.accessible("inbox")

	// Not on this device: an address that only the server could answer.
	s.kill()
	p.live(s.url() + "/todos/nothing")
	p.accessible("not on this device")
}

// TestAccessibleNotices: what the status line and the inbox say beside the usual, and
// what can be done about it with keys.
func TestAccessibleNotices(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.keys("milk\r")
	p.status(saved)
	p.wait(`navigator.serviceWorker.controller`)
	p.evict(s.url())
	p.live(s.url() + "/")
	p.wait(`document.querySelector(".tandem-notice")`)
	p.accessible("removed from the device")
	p.tabTo("Dismiss")
	p.keys("\r")
	p.wait(`!document.querySelector(".tandem-notice")`)
	p.has("todos") // the heading

	// The second edit waits for the decision on the first.
	back := p.noNetwork()
	s.kill()
	p.status(offlineOK)
	for _, more := range []string{"!", "?"} {
		p.tabTo("Edit: " + p.eval(`document.querySelector(".todo-list label").textContent`))
		p.keys("\r")
		p.has("Title")
		p.keys(more + "\r")
	}
	p.status("Offline. 2 edits on this device")
	s.start()
	s.rename("oat milk")
	back()
	p.wait(`document.querySelectorAll(".tandem-inbox h3").length === 2`)
	p.status(saved)
	p.accessible("an edit that waits")
	p.backTo("Discard")
	p.keys("\r")
	p.wait(`document.querySelectorAll(".tandem-inbox h3").length === 1`)
	p.has("Mine: title")
	p.tabTo("Keep theirs")
	p.keys("\r")
	p.wait(`!document.querySelector(".tandem-inbox")`)
	p.has(newField)
	p.lists("oat milk")

	q := startBrowser(t).tab()
	q.do(chromedp.Navigate("about:blank"))
	q.before(`IDBObjectStore.prototype.put = function() { throw new DOMException("full", "QuotaExceededError") }`)
	q.live(s.url() + "/")
	q.keys("eggs\r")
	q.wait(`document.querySelector(".tandem-fault")`)
	q.accessible("no room on the device")
}

// TestAccessibleWithoutScript: the pages as they are without the program have more
// buttons.
func TestAccessibleWithoutScript(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.do(chromedp.Navigate("about:blank"))
	p.script(false)
	check := func(state string) {
		p.t.Helper()
		// axe-core needs script, so the style sheet is told that there is none.
		p.script(true)
		p.eval(`(() => { for (const s of document.styleSheets) for (const r of s.cssRules) if (r.media?.mediaText.includes("scripting")) r.media.mediaText = r.media.mediaText.includes("none") ? "all" : "not all" })()`)
		p.want(`[...document.querySelectorAll(".unscripted")].every((e) => e.checkVisibility())`, "true")
		p.accessible("unscripted, " + state)
		p.script(false)
	}
	p.open(s.url() + "/")
	check("empty")
	s.create("milk")
	p.open(s.url() + "/")
	check("filled")
	p.fill(".new-todo", strings.Repeat("x", 201))
	p.press(".add button")
	check("refused")
	p.open(s.url() + "/")
	p.press(".rename")
	check("editing")
	s.rename("oat milk")
	p.fill(".edit", "soy milk")
	p.press(".renaming button")
	check("conflict")
}

// TestAccessibleNotes: axe-core finds nothing in the notes example either, which has
// no style of its own, and keys alone are enough for it.
func TestAccessibleNotes(t *testing.T) {
	s := startProgram(t, "../notes")
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.accessible("notes, empty")
	p.tabTo("Note")
	p.keys("milk\r")
	p.wait(`document.querySelectorAll("li").length === 1`)
	p.has("Note")
	p.keys("eggs")
	p.tabTo("Add")
	p.keys(" ")
	p.wait(`document.querySelectorAll("li").length === 2`)
	p.has("Add")
	p.status(saved)
	p.accessible("notes, filled")
	p.backTo("Note")
	p.keys(strings.Repeat("x", 501) + "\r")
	p.wait(`document.querySelector(".tandem-fault")`)
	p.has("Note")
	p.accessible("notes, refused")
	p.open(s.url() + "/nothing")
	p.accessible("notes, error page")
	p.live(s.url() + "/outcomes")
	p.accessible("notes, inbox")
	p.live(s.url() + "/")
	p.wait(`navigator.serviceWorker.controller`)
	s.kill()
	p.status(offlineOK)
	p.accessible("notes, offline")
}

// TestNames: viewtest gives the elements of a page the roles and names that
// Chromium does, and so what tests find is what a screen reader says.
func TestNames(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	s.create("eggs")
	p := startBrowser(t).tab()
	compare := func(at string) {
		t.Helper()
		// viewtest reads no style sheets.
		p.eval(`(() => { for (const e of document.body.querySelectorAll("*")) if (getComputedStyle(e).display === "none") e.remove() })()`)
		var tree accessibility.GetFullAXTreeResult
		p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) (err error) {
			tree, err = chromedp.Call(ctx, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
			return err
		}))
		text := func(v *accessibility.Value) (s string) {
			if v != nil {
				json.Unmarshal(v.Value, &s) // some values are no texts
			}
			return strings.Join(strings.Fields(s), " ")
		}
		in := viewtest.In(t, viewtest.Find(viewtest.Parse(p.eval(`document.documentElement.outerHTML`)), "body"))
		var want, got []string
		for _, role := range []string{"alert", "button", "checkbox", "heading", "link", "list", "listitem", "main", "paragraph", "region", "status", "textbox"} {
			for _, n := range tree.Nodes {
				if !n.Ignored && text(n.Role) == role {
					want = append(want, role+" "+text(n.Name))
				}
			}
			for _, e := range in.FindAll(viewtest.Role(role, "")) {
				got = append(got, role+" "+e.Name())
			}
		}
		slices.Sort(want)
		slices.Sort(got)
		if len(got) < 5 || !slices.Equal(want, got) {
			t.Errorf("%s: Chromium has\n%s\nviewtest has\n%s", at, strings.Join(want, "\n"), strings.Join(got, "\n"))
		}
	}
	p.live(s.url() + "/")
	compare("the list")
	p.live(s.url() + "/")
	p.add(strings.Repeat("x", 201))
	p.wait(`document.querySelector("[aria-invalid]")`)
	compare("a refused form")
	p.live(s.url() + "/")
	p.doubleClick(".todo-list label")
	p.eval(`document.activeElement.select()`)
	p.keys("soy mi")
	s.rename("oat milk")
	p.wait(`document.querySelector(".edit").defaultValue === "oat milk"`)
	p.keys("lk\r")
	p.wait(`document.querySelector(".tandem-inbox h3")`)
	p.status(saved)
	compare("a conflict")
}
