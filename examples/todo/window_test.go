//go:build !js

package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// crowd makes people with the numbers from one to before another.
func (s *process) crowd(from, to int) {
	s.t.Helper()
	for ; from < to; from += 5000 {
		var all []string
		for i := from; i < min(from+5000, to); i++ {
			all = append(all, fmt.Sprintf(`{"name":"Person %06d"}`, i))
		}
		if res, body := s.call("POST", "/people", "["+strings.Join(all, ",")+"]"); res.StatusCode >= 300 {
			s.t.Fatalf("%s: %.300s", res.Status, body)
		}
	}
}

const (
	// names is what the rows on the page show that are in sight.
	inSight = `(() => { const g = document.querySelector(".tandem-window").getBoundingClientRect(); return [...document.querySelectorAll(".tandem-row")].filter(r => { const b = r.getBoundingClientRect(); return b.bottom > g.top + 1 && b.top < g.bottom - 1 }).map(r => r.querySelector("span").textContent) })()`
	// focusedRow is the row that has the focus.
	focusedRow = `(document.activeElement.ariaRowIndex + " " + document.activeElement.querySelector("span")?.textContent)`
	scroll     = `document.querySelector(".tandem-window").scrollTop`
)

// TestWindow: 100,000 rows at a constant number of nodes, with a wheel, with keys, while
// others change them, and for a screen reader.
func TestWindow(t *testing.T) {
	const n = 100_000
	s := startProgram(t, "../people")
	s.crowd(0, n)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.waitFor(`!document.querySelector(".tandem-pages")`, 10*patience) // the device holds them all
	p.eval(scroll + " = 8000")                                         // rows that this program has made
	p.wait(inSight + `[0] === "Person 000200"`)
	p.eval(scroll + " = 0")
	p.wait(inSight + `[0] === "Person 000000"`)
	p.want(`document.querySelector("[role=grid]").ariaRowCount + document.querySelector("[role=grid]").ariaLabel`, "100000People by name")
	nodes := p.eval(`document.querySelectorAll("*").length`)
	p.want(inSight+`[0]`, "Person 000000")
	for _, at := range []string{"400000", "1999990", "4000000"} {
		p.eval(scroll + " = " + at)
		p.wait(inSight + `[0] === "Person " + String(Math.floor(` + scroll + ` / 40)).padStart(6, "0") && ` + inSight + `.length >= 15`)
		p.want(`document.querySelectorAll("*").length`, nodes)
	}
	p.want(inSight+`.at(-1)`, "Person 099999")
	p.want(`[...document.querySelectorAll(".tandem-row")].every(r => r.querySelector("span").textContent === "Person " + String(r.ariaRowIndex - 1).padStart(6, "0"))`, "true")
	p.shot("window", 1100, 800)
	p.shot("window-phone", 390, 800)

	// Keys.
	p.eval(`document.querySelector(".tandem-row[tabindex='0']").focus()`)
	for _, k := range []struct{ key, want string }{
		{"Home", "1 Person 000000"}, {"ArrowDown", "2 Person 000001"}, {"ArrowDown", "3 Person 000002"}, {"ArrowUp", "2 Person 000001"},
		{"PageDown", "16 Person 000015"}, {"PageDown", "30 Person 000029"}, {"PageDown", "44 Person 000043"}, {"PageUp", "30 Person 000029"},
		{"End", "100000 Person 099999"}, {"ArrowDown", "100000 Person 099999"}, {"PageUp", "99986 Person 099985"}, {"Home", "1 Person 000000"},
	} {
		p.eval(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "` + k.key + `", bubbles: true, cancelable: true}))`)
		p.wait(focusedRow + " === " + quote(k.want))
		p.want(inSight+`.includes(document.activeElement.querySelector("span").textContent)`, "true")
	}
	p.want(`document.querySelectorAll(".tandem-row[tabindex='0']").length`, "1")
	p.keys("\t")
	p.want(`document.activeElement.ariaLabel`, "Delete Person 000000")

	// The focus stays where it is while the list is scrolled and others write above it.
	p.eval(`document.querySelector('[aria-rowindex="3"]').focus()`)
	p.wait(`document.querySelector(".tandem-row[tabindex='0']").ariaRowIndex === "3"`)
	p.eval(scroll + " = 2000000")
	p.wait(inSight + `[0] === "Person 050000"`)
	p.want(focusedRow, "3 Person 000002")
	s.call("POST", "/people", `{"name":"Aaron"}`)
	p.wait(focusedRow + ` === "4 Person 000002"`)
	p.eval(`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", {key: "ArrowDown", bubbles: true, cancelable: true}))`)
	p.wait(focusedRow + ` === "5 Person 000003" && ` + inSight + `.includes("Person 000003")`)

	// Deleting the row with the focus leaves it to the next.
	p.eval(`document.activeElement.querySelector("button").click()`)
	p.wait(focusedRow + ` === "5 Person 000004"`)
	p.want(`document.querySelector("[role=grid]").ariaRowCount`, "100000")
}

// TestWindowPages: without script the list is pages that lead to each other, both ways.
func TestWindowPages(t *testing.T) {
	s := startProgram(t, "../people")
	s.crowd(0, 120)
	p := startBrowser(t).tab()
	p.do(chromedp.Navigate("about:blank"))
	p.script(false)
	p.open(s.url() + "/?other=1")
	want := func(first, last, links string) {
		t.Helper()
		p.want(`(r => r[0].ariaRowIndex + " " + r[0].querySelector("span").textContent + ", " + r.at(-1).ariaRowIndex + " " + r.at(-1).querySelector("span").textContent)([...document.querySelectorAll(".tandem-row")])`, first+", "+last)
		p.want(`[...document.querySelectorAll(".tandem-pages a")].map(a => a.textContent).join()`, links)
		p.want(`document.querySelector("[role=grid]").ariaRowCount + location.search.slice(0, 8)`, "120?other=1")
	}
	want("1 Person 000000", "50 Person 000049", "Next")
	p.press(".tandem-pages a:last-child")
	want("51 Person 000050", "100 Person 000099", "Previous,Next")
	p.press(".tandem-pages a:last-child")
	want("101 Person 000100", "120 Person 000119", "Previous")
	p.press(".tandem-pages a:first-child")
	want("51 Person 000050", "100 Person 000099", "Previous,Next")
	p.press(".tandem-pages a:first-child")
	want("1 Person 000000", "50 Person 000049", "Next")
	p.shot("window-pages", 1100, 800)
	if res, body := s.call("GET", "/?list=50axyz", "", "Accept", "text/html"); res.StatusCode >= 500 || !strings.Contains(body, "cannot be read") {
		t.Errorf("%s: %s", res.Status, body)
	}
}
