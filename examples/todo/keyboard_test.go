//go:build !js

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// focused is what has the focus, as a screen reader would call it.
const focused = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "nothing";
	const text = (n) => n.textContent.replace(/\s+/g, " ").trim();
	return e.getAttribute("aria-label") || (e.labels && e.labels.length ? text(e.labels[0]) : "") || text(e) || e.tagName;
})()`

// stop fails the test if what has the focus cannot be seen, or not that it has it.
const stop = `(() => {
	const e = document.activeElement;
	if (!e || e === document.body) return "nothing has the focus";
	const box = e.getBoundingClientRect();
	const x = box.x + box.width / 2, y = box.y + box.height / 2;
	if (box.width < 20 || box.height < 20) return "it is " + box.width + " by " + box.height;
	if (x < 0 || y < 0 || x > innerWidth || y > innerHeight) return "it is outside of the window";
	const top = document.elementFromPoint(x, y);
	if (!top || !(e.contains(top) || top.contains(e) || [...(e.labels || [])].some((l) => l.contains(top)))) return "it is under " + (top && top.outerHTML.slice(0, 80));
	const ring = [e, ...(e.labels || [])].some((n) => {
		const s = getComputedStyle(n);
		return (s.outlineStyle === "auto" || s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2) && s.opacity === "1";
	});
	return ring ? "" : "no ring shows the focus";
})()`

// has waits until what has that name has the focus, and checks that people see it.
func (p *tab) has(name string) {
	p.t.Helper()
	p.wait(focused + ` === ` + quote(name))
	if wrong := p.eval(stop); wrong != "" {
		p.t.Errorf("%s: %s", name, wrong)
	}
	p.look(name)
}

// look stores a picture of a stop when SHOTS names a folder.
func (p *tab) look(name string) {
	dir := os.Getenv("SHOTS")
	if dir == "" {
		return
	}
	b, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		p.t.Fatal(err)
	}
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return '-'
	}, name)
	files, _ := os.ReadDir(dir)
	if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("stop-%03d-%s.png", len(files), name)), b, 0o644); err != nil {
		p.t.Fatal(err)
	}
}

// tabTo presses Tab until what has that name has the focus; it looks at each stop.
func (p *tab) tabTo(name string) {
	p.t.Helper()
	var seen []string
	for range 40 {
		p.keys("\t")
		at := p.eval(focused)
		if wrong := p.eval(stop); wrong != "" && at != "nothing" { // it goes through the browser's own controls
			p.t.Errorf("%s: %s", at, wrong)
		}
		if at == name {
			p.look(name)
			return
		}
		seen = append(seen, at)
	}
	p.t.Fatalf("Tab does not lead to %q, but to %q", name, seen)
}

// backTo presses Shift and Tab until what has that name has the focus.
func (p *tab) backTo(name string) {
	p.t.Helper()
	var seen []string
	for range 40 {
		p.do(chromedp.KeyEvent("\t", chromedp.KeyModifiers(chromedp.ModifierShift)))
		at := p.eval(focused)
		if at == name {
			p.has(name)
			return
		}
		seen = append(seen, at)
	}
	p.t.Fatalf("Shift and Tab do not lead to %q, but to %q", name, seen)
}

// holdEnter keeps Enter down for some repetitions.
func (p *tab) holdEnter(repeats int) {
	p.t.Helper()
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		key := input.DispatchKeyEventParams{Type: "keyDown", Key: "Enter", Code: "Enter", Text: "\r", UnmodifiedText: "\r", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13}
		for i := range repeats + 1 {
			key.AutoRepeat = new(i > 0)
			if _, err := chromedp.Call(ctx, input.DispatchKeyEvent, key); err != nil {
				return err
			}
		}
		key.Type, key.AutoRepeat, key.Text, key.UnmodifiedText = "keyUp", nil, "", ""
		_, err := chromedp.Call(ctx, input.DispatchKeyEvent, key)
		return err
	}))
}

const newField = "What needs to be done?"

// TestKeyboard does with keys alone whatever the todo example can do. The focus is
// always somewhere, and people see where.
func TestKeyboard(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.has(newField)
	for _, title := range []string{"one", "two", "three", "four"} {
		p.keys(title + "\r")
	}
	p.lists("one|two|three|four")
	p.has(newField)

	// Tick.
	p.tabTo("Done: two")
	p.keys(" ")
	p.lists("one|✓two|three|four")
	p.has("Done: two")

	// Edit, and change one's mind.
	p.tabTo("Edit: two")
	p.keys("\r")
	p.has("Title")
	p.keys("!\r")
	p.lists("one|✓two!|three|four")
	p.has("Edit: two!")
	p.keys("\r")
	p.has("Title")
	p.keys("no\x1b")
	p.lists("one|✓two!|three|four")
	p.has("Edit: two!")

	// Delete: the focus goes to the next one, and to the one before at the end. A key
	// that is held deletes one.
	p.tabTo("Delete: two!")
	p.holdEnter(5)
	p.lists("one|three|four")
	p.has("Delete: three")
	p.tabTo("Delete: four")
	p.keys("\r")
	p.lists("one|three")
	p.has("Delete: three")

	// What is not right is said, and can be put right.
	p.backTo(newField)
	p.keys(strings.Repeat("x", 201) + "\r")
	p.wait(`document.querySelector("[aria-invalid]")`)
	p.has(newField)
	for range 200 {
		p.keys("\b")
	}
	p.keys("\r")
	p.lists("one|three|x")
	p.has(newField)

	// Filter; what leaves the list by a tick gives the focus to the next.
	p.tabTo("Active")
	p.keys("\r")
	p.wait(`location.pathname === "/active"`)
	p.has(newField) // where that page begins
	p.tabTo("Done: one")
	p.keys(" ")
	p.lists("three|x")
	p.has("Done: three")
	p.tabTo("Completed")
	p.keys("\r")
	p.lists("✓one")
	p.tabTo("Done: one")
	p.keys(" ")
	p.wait(`document.querySelectorAll(".todo-list li").length === 0`)
	p.has(newField)
	p.tabTo("All")
	p.keys("\r")
	p.lists("one|three|x")

	// All at once.
	p.tabTo("Mark all as complete")
	p.keys(" ")
	p.lists("✓one|✓three|✓x")
	p.has("Mark all as complete")
	p.tabTo("Clear completed")
	p.keys("\r")
	p.wait(`!document.querySelector(".main, .footer")`)
	p.has(newField)

	// One after the other until nothing is left.
	p.keys("last\r")
	p.tabTo("Delete: last")
	p.keys(" ")
	p.wait(`!document.querySelector(".main, .footer")`)
	p.has(newField)
	p.status(saved)
}

// TestKeyboardInbox: what waits for a decision is decided with keys alone, and
// skipped.
func TestKeyboardInbox(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.keys("milk\reggs\r")
	p.lists("milk|eggs")
	p.status(saved)

	// A conflict of which mine is kept, changed.
	conflicting := func(mine, theirs string) {
		t.Helper()
		back := p.noNetwork()
		s.kill()
		p.status(offlineOK)
		p.tabTo("Edit: " + p.eval(`document.querySelector(".todo-list label").textContent`))
		p.keys("\r")
		p.has("Title")
		p.keys(mine + "\r")
		p.status("Offline. 1 edit on this device")
		s.start()
		s.rename(theirs)
		back()
		p.wait(`document.querySelector(".tandem-inbox h3")`)
		p.status(saved)
	}
	conflicting(" and cream", "oat milk")
	if at := p.eval(focused); at == "nothing" {
		t.Error("the focus is lost when a decision is asked for")
	}
	p.backTo("Skip to the todos")
	p.keys("\r")
	p.tabTo(newField)
	if at := p.eval(`location.hash`); at != "#todos" {
		t.Errorf("the link leads to %q", at)
	}
	p.backTo("Mine: title")
	p.keys("milk and cream!") // Tab has selected what was there
	p.tabTo("Keep mine")
	p.keys("\r")
	p.wait(`!document.querySelector(".tandem-inbox")`)
	p.lists("milk and cream!|eggs")
	p.has(newField)
	p.status(saved)

	// One of which theirs stays.
	conflicting(" and more", "water")
	p.backTo("Keep theirs")
	p.keys(" ")
	p.wait(`!document.querySelector(".tandem-inbox")`)
	p.lists("water|eggs")
	p.has(newField)
	p.status(saved)

	// What another has taken away leaves no button under the keys.
	p.tabTo("Delete: water")
	id := p.eval(`document.querySelector(".todo-list .rename").href.split("=")[1]`)
	if res, body := s.call("DELETE", "/todos/"+id, ""); res.StatusCode != 204 {
		t.Fatalf("%s: %s", res.Status, body)
	}
	p.lists("eggs")
	p.want(`document.activeElement.tagName`, "LI")
	p.keys(" \r")
	p.tabTo("Done: eggs")
	p.lists("eggs")
}
