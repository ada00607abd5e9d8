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
