//go:build !js

package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// logged waits until the server's log has a line with all the words, and returns it.
func (p *tab) logged(s *process, words ...string) {
	p.t.Helper()
	p.until(func() bool {
		for line := range strings.Lines(s.logText()) {
			has := true
			for _, w := range words {
				has = has && strings.Contains(line, w)
			}
			if has {
				return true
			}
		}
		return false
	}, func() string { return "the log lacks " + strings.Join(words, ", ") + ":\n" + s.logText() })
}

var errorID = regexp.MustCompile(`^[0-9a-z]{8}$`)

// shownID returns the id of the error that the page shows.
func (p *tab) shownID() string {
	p.t.Helper()
	id := p.eval(`document.querySelector(".tandem-error-id code, .tandem-ended code").textContent`)
	if !errorID.MatchString(id) {
		p.t.Errorf("the error's id is %q", id)
	}
	return id
}

// TestCrash: what panics is shown in its place with an id and a way on, the server's log
// has it under that id, and everything else goes on: links, edits, other regions.
func TestCrash(t *testing.T) {
	s := startProgram(t, "testdata/broken")
	other := func(text string) {
		t.Helper()
		if res, body := s.call("POST", "/notes", "text="+strings.ReplaceAll(text, " ", "+"), "Content-Type", "application/x-www-form-urlencoded"); res.StatusCode >= 300 {
			t.Fatalf("%s: %s", res.Status, body)
		}
	}
	p := startBrowser(t).tab()
	// The pictures look as the example does.
	css, err := os.ReadFile("static/todo.css")
	if err != nil {
		t.Fatal(err)
	}
	p.open("about:blank")
	p.before("(() => { const s = new CSSStyleSheet(); s.replaceSync(" + quote(string(css)) + "); document.adoptedStyleSheets = [s] })()")
	clear := func() {
		t.Helper()
		s.call("DELETE", "/notes", "")
	}

	// A region, by a change from afar; the page beside it lives.
	p.live(s.url() + "/?secret=1")
	p.status(saved)
	other("break region")
	p.wait(`document.querySelector("main .tandem-notice[role=alert]")`)
	p.wait(`document.querySelector("#count").textContent === "1"`)
	p.logged(s, `kind="panic in a region"`, "id="+p.shownID(), "at=/ ", "text=region", "build=")
	p.shot("crash-region", 1100, 800)
	p.shot("crash-region-phone", 390, 800)
	other("more")
	p.wait(`document.querySelector("#count").textContent === "2"`)
	clear()
	p.wait(`!document.querySelector(".tandem-problem") && document.querySelector("ul")`)

	// The controller or the view of the whole page.
	for _, part := range []string{"controller", "view"} {
		other("break " + part)
		p.wait(`document.querySelector("main.tandem-problem")`)
		p.want(`[...document.querySelectorAll(".tandem-ways a")].map(a => a.textContent).join()`, "Try again,Reload from the server,Go to the start page")
		p.logged(s, `kind="panic in a page"`, "id="+p.shownID(), "at=/ ", "text="+part)
		p.shot("crash-"+part, 1100, 800)
		p.shot("crash-"+part+"-phone", 390, 800)
		p.want(`document.documentElement.dataset.tandem`, "live")
		p.eval(`document.querySelector(".tandem-ways a").click()`) // try again
		p.wait(`document.querySelector("main.tandem-problem")`)
		clear()
		p.wait(`document.querySelector("h1").textContent === "Notes"`)
	}
	other("break view")
	p.wait(`document.querySelector("main.tandem-problem")`)
	p.eval(`(() => { window.old = true; document.querySelector(".tandem-ways [data-tandem=reload]").click() })()`)
	p.wait(`!window.old && document.documentElement.dataset.tandem === "live"`)
	p.wait(`document.querySelector("main.tandem-problem")`)
	clear()
	p.wait(`document.querySelector("h1").textContent === "Notes"`)

	// The application's own page.
	other("break own page")
	p.wait(`document.querySelector("#own")`)
	p.want(`document.querySelector("#own p").textContent.slice(8)`, " page /")
	clear()
	p.wait(`document.querySelector("h1").textContent === "Notes"`)

	// A request: nothing is changed, what was entered is there, and edits go on.
	p.eval(`document.querySelector("input[name=text]").focus()`)
	p.keys("break request\r")
	p.wait(`document.querySelector("main.tandem-problem")`)
	p.want(`document.querySelector(".tandem-entered dd").textContent`, "text: break request")
	p.logged(s, `kind="panic in a request"`, "id="+p.shownID(), "a bug in a request")
	p.shot("crash-request", 1100, 800)
	p.shot("crash-request-phone", 390, 800)
	p.eval(`document.querySelector(".tandem-ways a").click()`)
	p.wait(`document.querySelector("input[name=text]")`)
	p.eval(`document.querySelector("input[name=text]").focus()`)
	p.keys("an edit after it\r")
	p.wait(`document.querySelector("#count").textContent === "1"`)
	p.status(saved)

	// An edit that makes the page panic is sent all the same, and one before it too.
	back := p.noNetwork()
	p.eval(`document.querySelector("input[name=text]").focus()`)
	p.keys("before\r")
	p.wait(`document.querySelector("#count").textContent === "2"`)
	p.eval(`document.querySelector("input[name=text]").focus()`)
	p.keys("break view\r")
	p.wait(`document.querySelector("main.tandem-problem")`)
	back()
	second := startBrowser(t).tab()
	second.open(s.url() + "/")
	p.until(func() bool {
		second.open(s.url() + "/_tandem/shell")
		second.open(s.url() + "/")
		return strings.Contains(second.eval(`document.getElementById("tandem-state").textContent`), "break view")
	}, func() string { return "the edits do not arrive" })
	clear()
	p.wait(`document.querySelector("h1").textContent === "Notes"`)

	// The program itself.
	p.eval(`(() => { window.still = document.querySelector("h1"); tandem.go() })()`)
	p.wait(`document.querySelector(".tandem-ended[role=alert]")`)
	p.want(`still.isConnected + " " + document.documentElement.dataset.tandem`, "true ended")
	p.logged(s, `kind="program ended"`, "id="+p.shownID(), "index out of range")
	p.shot("crash-program", 1100, 800)
	p.shot("crash-program-phone", 390, 800)
	p.eval(`document.querySelector("#other").click()`) // the server answers
	p.wait(`document.querySelector("#elsewhere")`)
	p.open(s.url() + "/?start")
	p.wait(`document.querySelector(".tandem-ended")`)
	p.want(`document.querySelector(".tandem-ended strong").textContent + document.querySelector("h1").textContent`, "The application could not start.Notes")
	p.logged(s, `kind="program did not start"`, "id="+p.shownID(), "a bug before the start", "at=/ ")
	p.shot("crash-start", 1100, 800)
	p.shot("crash-start-phone", 390, 800)

	// The server's own answer has the id that its log has.
	res, body := s.call("GET", "/always?q=secret", "", "Accept", "text/html")
	id := regexp.MustCompile(`<code>([0-9a-z]{8})</code>`).FindStringSubmatch(body)
	if res.StatusCode != 500 || id == nil {
		t.Fatalf("%s: %s", res.Status, body)
	}
	p.logged(s, "id="+id[1], "path=/always ", `panic="a controller that never answers"`, "stack=")
	if _, body := s.call("GET", "/always", ""); !strings.Contains(body, `"instance":"urn:tandem:error:`+id[1]+`"`) {
		t.Errorf("the problem is %s", body)
	}
	if strings.Contains(s.logText(), "secret") {
		t.Error("the log has the query of an address")
	}
}
