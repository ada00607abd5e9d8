//go:build !js

package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	listed  = `[...document.querySelectorAll("#tandem-root .books li")].map(li => (li.className === "read" ? "✓" : "") + li.textContent).join("|")`
	shelved = `[...document.querySelectorAll("main:not(#tandem-root *) .books li")].map(li => (li.className === "read" ? "✓" : "") + li.querySelector("span").textContent).join("|")`
	saved   = `document.querySelector("#sync").textContent === "All saved on the server"`
	hostile = `"><script>window.pwned=1</script><i title="' onfocus=window.pwned=1 x="`
)

// TestPages goes through the pages of both kinds.
func TestPages(t *testing.T) {
	s := startServer(t)
	p := openTab(t)
	p.do(chromedp.Navigate("about:blank"))
	p.before(`window.failed = []; addEventListener("error", (e) => failed.push(e.message)); addEventListener("securitypolicyviolation", (e) => failed.push(e.violatedDirective))`)
	if res, body := s.call("POST", "/books", `{"title":"Emma"}`); res.StatusCode != 201 {
		t.Fatalf("%s: %s", res.Status, body)
	}

	// Tandem's page is the server's, taken over where it stands.
	p.live(s.url() + "/")
	p.want(listed, "Emma")
	p.want(`document.querySelector("#tandem-root").hidden`, "false")
	p.add("#tandem-root input[name=title]", "Ulysses")
	p.wait(listed + ` === "Emma|Ulysses"`)

	// A component is the page behind a link, in the same window, and reads the records.
	p.eval(`window.same = true`)
	p.click(`#tandem-root a[href="/shelf"]`)
	p.wait(shelved + ` === "Emma|Ulysses"`)
	p.want(`[location.pathname, document.title, document.querySelector("#tandem-root").hidden, window.same].join()`, "/shelf,Shelf,true,true")
	p.want(`document.querySelector("#count").textContent`, "2 of 2 to read")
	p.wait(saved)

	// What others change is shown as it happens.
	s.call("POST", "/books", `{"title":"Persuasion"}`)
	p.wait(shelved + ` === "Emma|Persuasion|Ulysses"`)
	p.want(`document.title`, "Shelf")

	// It changes records by requests: the row whose button it is, wherever it stands now.
	p.click(`[aria-label="Read: Persuasion"]`)
	p.wait(shelved + ` === "Emma|✓Persuasion|Ulysses"`)
	p.want(`document.querySelector("#count").textContent`, "2 of 3 to read")
	s.call("POST", "/books", `{"title":"A book before all others"}`)
	p.wait(shelved + ` === "A book before all others|Emma|✓Persuasion|Ulysses"`)
	p.click(`[aria-label="Not read: Persuasion"]`)
	p.wait(shelved + ` === "A book before all others|Emma|Persuasion|Ulysses"`)
	p.add("#new", "Walden")
	p.wait(shelved + ` === "A book before all others|Emma|Persuasion|Ulysses|Walden"`)
	p.wait(`document.querySelector("#new").value === ""`)
	p.add("#new", strings.Repeat("x", 201))
	p.wait(`document.querySelector("#problem").textContent !== ""`)
	p.wait(saved)
	_, body := s.call("GET", "/books", "", "Accept", "application/json")
	var bs []Book
	if err := json.Unmarshal([]byte(body), &bs); err != nil || len(bs) != 5 {
		t.Errorf("the server has %s (%v)", body, err)
	}

	// Back and forth, by links and by the history. The first worker is no update.
	p.wait(`navigator.serviceWorker.controller?.state === "activated"`)
	p.click(`a[href="/about"]`)
	p.wait(`document.querySelector("#clicks")`)
	p.click("#clicks")
	p.wait(`document.querySelector("#clicks").textContent === "Clicked 1 times"`)
	p.want(`document.querySelectorAll("#update").length`, "0")
	p.click(`a[href="/"]`)
	p.wait(`!document.querySelector("#tandem-root").hidden && document.title === "Reading list" && !document.querySelector("#clicks")`)
	p.want(listed, "A book before all others|Emma|Persuasion|Ulysses|Walden")
	p.eval(`history.back()`)
	p.wait(`document.querySelector("#clicks") && document.title === "About"`)
	p.eval(`history.back()`)
	p.wait(shelved + `.endsWith("Walden")`)
	p.eval(`history.go(-1)`)
	p.wait(`!document.querySelector("#tandem-root").hidden && location.pathname === "/"`)
	p.want(`window.same`, "true")
	p.want(`failed.join()`, "")

	// Offline a component is at its own address too, and its edits wait.
	s.kill()
	p.live(s.url() + "/shelf?from=home")
	p.wait(shelved + `.endsWith("Walden")`)
	p.click(`[aria-label="Read: Emma"]`)
	p.wait(`document.querySelector("#sync").textContent === "Offline. 1 edit on this device"`)
	s.start()
	p.eval(`dispatchEvent(new Event("online"))`)
	p.wait(saved)
	if _, body := s.call("GET", "/books", "", "Accept", "application/json"); !strings.Contains(body, `"title":"Emma","read":true`) {
		t.Errorf("the server has %s", body)
	}
	p.want(`failed.join()`, "")
}

// TestHistory: the history is one, whoever leads to the next page. Tandem's pages come back
// as they were left, and each page begins at its heading, which is read out.
func TestHistory(t *testing.T) {
	s := startServer(t)
	for i := range 60 {
		if res, body := s.call("POST", "/books", fmt.Sprintf(`{"title":"Book %02d"}`, i)); res.StatusCode != 201 {
			t.Fatalf("%s: %s", res.Status, body)
		}
	}
	p := openTab(t)
	p.live(s.url() + "/")
	p.wait(`document.querySelector(".tandem-where").textContent === "All saved on the server"`)
	p.eval(`(() => { window.same = true; window.n = history.length })()`)
	entries := func(want string) {
		t.Helper()
		p.want(`[history.length - n, window.same].join()`, want+",true")
	}
	// at waits for a page and says what a person is told of it.
	at := func(path, title string) {
		t.Helper()
		p.wait(fmt.Sprintf(`location.href === location.origin + %q && document.title === %q && document.querySelector("body > [role=status]").textContent === %[2]q`, path, title))
		p.want(`document.querySelector("#tandem-root").hidden`, fmt.Sprint(path != "/"))
		p.want(`[...document.querySelectorAll("main")].filter((e) => e.checkVisibility()).map((e) => e.querySelector("h1").textContent).join()`, title)
	}
	const begins = `[scrollY, document.activeElement.outerHTML.replace(/ [a-z-]+="[^"]*"/g, "")].join()`
	follow := func(scroll int, href string) {
		t.Helper()
		p.eval(fmt.Sprintf(`(() => { scrollTo({top: %d, behavior: "instant"}); const a = [...document.querySelectorAll("a[href='%s']")].find((e) => e.checkVisibility()); a.focus({preventScroll: true}); a.click() })()`, scroll, href))
	}
	follow(700, "/shelf")
	at("/shelf", "Shelf")
	p.want(begins, "0,<h1>Shelf</h1>")
	entries("1")
	follow(0, "/about")
	at("/about", "About")
	entries("2")
	p.eval(`history.back()`)
	at("/shelf", "Shelf")
	p.wait(shelved + `.endsWith("Book 59")`)
	p.eval(`history.back()`)
	at("/", "Reading list")
	p.wait(`scrollY === 700`)
	p.want(`document.activeElement.getAttribute("href")`, "/shelf")
	p.eval(`history.go(2)`)
	at("/about", "About")
	follow(0, "/")
	at("/", "Reading list")
	p.want(begins, "0,<h1>Reading list</h1>")
	entries("3")

	// Components lead somewhere by themselves; goappNav is their ctx.Navigate.
	p.eval(`goappNav("/about")`)
	at("/about", "About")
	entries("4")
	p.eval(`goappNav("/shelf")`)
	at("/shelf", "Shelf")
	p.eval(`goappNav("/shelf")`) // it is there already
	p.eval(`goappNav("/shelf#sync")`)
	p.wait(`location.hash === "#sync" && scrollY > 0`)
	entries("6")
	p.eval(`goappNav("/")`)
	at("/", "Reading list")
	p.want(begins, "0,<h1>Reading list</h1>")
	p.eval(`goappNav("/books#last")`)
	p.wait(`location.href === location.origin + "/books#last" && document.title === "Reading list"`)
	entries("8")
	p.eval(`history.go(-3)`)
	at("/shelf", "Shelf")
	p.eval(`history.go(2)`)
	at("/", "Reading list")
	p.eval(`history.go(-2)`)
	p.wait(`location.hash === "" && location.pathname === "/shelf"`)
	p.eval(`history.go(-1)`)
	at("/about", "About")
	follow(0, "/")
	at("/", "Reading list")
	entries("5")

	// What a form leads to may be a component, too.
	p.eval(`(() => {
		const f = document.querySelector("#tandem-root form");
		f.insertAdjacentHTML("beforeend", '<input type="hidden" name="_then" value="/shelf">');
		f.elements.title.value = "Emma";
		f.requestSubmit();
	})()`)
	at("/shelf", "Shelf")
	p.wait(shelved + `.endsWith("|Emma")`)
	entries("6")
	p.eval(`history.back()`)
	at("/", "Reading list")
	p.wait(listed + `.endsWith("|Emma")`)

	// A program that has ended says so, and the server answers.
	p.eval(`tandem.go()`)
	p.wait(`document.querySelector(".tandem-ended[role=alert]")`)
	follow(0, "/about")
	p.wait(`!window.same && document.querySelector("#clicks")`)
}

// TestHostile: a user's text is text, on pages of both kinds, and never goes through
// go-app's writer.
func TestHostile(t *testing.T) {
	s := startServer(t)
	if res, body := s.call("POST", "/books", fmt.Sprintf(`{"title":%q}`, hostile)); res.StatusCode != 201 {
		t.Fatalf("%s: %s", res.Status, body)
	}
	for _, path := range []string{"/shelf", "/shelf?q=%22%3E%3Cscript%3Ewindow.pwned=1%3C/script%3E"} {
		res, body := s.call("GET", path, "", "Accept", "text/html")
		if res.StatusCode != 200 || strings.Contains(body, "pwned") || !strings.Contains(res.Header.Get("Content-Security-Policy"), "script-src 'self' 'wasm-unsafe-eval'") {
			t.Errorf("%s: %s, %v\n%s", path, res.Status, res.Header, body)
		}
	}
	if _, body := s.call("GET", "/", "", "Accept", "text/html"); strings.Contains(body, "<script>window.pwned") || !strings.Contains(body, "&lt;script") {
		t.Errorf("the page is %s", body)
	}
	p := openTab(t)
	p.live(s.url() + "/")
	p.want(`document.querySelector("#tandem-root .books li").title`, hostile)
	p.want(listed, hostile)
	p.live(s.url() + "/shelf?q=%22%3E%3Cscript%3Ewindow.pwned=1%3C/script%3E")
	p.wait(shelved + ` !== ""`)
	p.want(`document.querySelector(".books li").title`, hostile)
	p.want(`document.querySelector(".books button").ariaLabel`, "Read: "+hostile)
	p.want(shelved, hostile)
	p.click(".books button")
	p.wait(`document.querySelector(".books li.read")`)
	p.want(`document.querySelector(".books li").title`, hostile)
	p.want(`[window.pwned, document.querySelectorAll(".books script, .books i").length].join()`, ",0")
}
