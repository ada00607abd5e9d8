//go:build !js

package main

import (
	"encoding/json"
	"testing"

	"github.com/chromedp/chromedp"
)

// only is the one todo that there is, as the server has it.
func (s *process) only() (t Todo) {
	s.t.Helper()
	_, body := s.call("GET", "/todos", "")
	var ts []Todo
	if err := json.Unmarshal([]byte(body), &ts); err != nil || len(ts) != 1 {
		s.t.Fatalf("%s: %v", body, err)
	}
	return ts[0]
}

// patch changes the one todo as a program would.
func (s *process) patch(fields string) {
	s.t.Helper()
	if res, body := s.call("PATCH", todos.URI(s.only().ID), fields); res.StatusCode != 200 {
		s.t.Fatalf("%s: %s", res.Status, body)
	}
}

// The controls of the page of a todo, by their fields.
const (
	byField     = `((field) => document.querySelector(".details-form [name=" + field + "]:not([type=hidden])"))`
	values      = `["title", "note", "order", "completed"].map((n) => { const c = ` + byField + `(n); return c.type === "checkbox" ? c.checked : c.value }).join("|")`
	beside      = `[...document.querySelectorAll(".tandem-newer")].map((o) => o.textContent).filter((s) => s).join("|")`
	drafts      = `sessionStorage.getItem("tandem-draft")`
	focusedName = `document.activeElement.name ?? document.activeElement.className`
)

// enter types into a control, in the place of what it has.
func (p *tab) enter(field, text string) {
	p.t.Helper()
	p.eval(`(() => { const c = ` + byField + `(` + quote(field) + `); c.focus(); c.select() })()`)
	p.keys(text)
}

// TestDetails: the page of a todo, with script: its form is checked on the device,
// what is wrong is said beside the fields, and nothing is loaded anew.
func TestDetails(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.eval(`window.same = true`)
	p.eval(`document.querySelector(".details").click()`)
	p.wait(byField + `("title")`)
	p.want(values, "milk||1|false")
	p.shot("details", 1100, 800)
	p.shot("details-phone", 390, 844)
	p.want(`["required", "maxLength", "type"].map((n) => `+byField+`("title")[n]).join() + `+byField+`("note").maxLength + `+byField+`("order").type`, "true,200,text2000number")

	p.eval(`window.title = ` + byField + `("title")`)
	p.enter("title", "  ")
	p.enter("order", "x\b")
	p.keys("\r")
	p.wait(`document.querySelector(".tandem-errors")`)
	p.want(focusedName, "title")
	p.want(`title.isConnected`, "true")
	p.want(`[...document.querySelectorAll(".tandem-errors a")].map((a) => a.textContent).join("|")`, "Title must not be empty.|Place in the list must be a whole number.")
	p.want(`document.getElementById(`+byField+`("title").getAttribute("aria-describedby")).textContent`, "Title must not be empty.")
	p.want(`document.querySelector(".tandem-status").textContent`, saved)
	p.want(values, "  |||false")
	p.enter("order", "1")
	p.shot("details-refused", 1100, 800)
	p.shot("details-refused-phone", 390, 844)
	p.eval(byField + `("note").focus()`)
	p.eval(`document.querySelector(".tandem-errors a").click()`)
	p.want(focusedName, "title")
	p.wait(`document.querySelector(".tandem-errors")`)

	p.enter("title", "oat milk")
	p.enter("note", "two\nlitres")
	p.eval(byField + `("completed").click()`)
	p.eval(`document.querySelector(".primary").click()`)
	p.lists("✓oat milk")
	p.status(saved)
	p.want(`window.same`, "true")
	if got := s.only(); got.Title != "oat milk" || got.Note != "two\nlitres" || !got.Completed || got.Order != 1 {
		t.Errorf("the server has %+v", got)
	}
	p.wait(drafts + ` === null`)
}

// TestDetailsWithoutScript: the same as a plain form.
func TestDetailsWithoutScript(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	p := startBrowser(t).tab()
	p.do(chromedp.Navigate("about:blank"))
	p.script(false)
	p.open(s.url() + "/")
	p.press(".details")
	p.want(values, "milk||1|false")
	// A browser that checks nothing.
	p.eval(`document.querySelector(".details-form").noValidate = true`)
	p.enter("title", "  ")
	p.enter("note", "two litres")
	p.eval(byField + `("completed").click()`)
	p.press(".primary")
	p.wait(`document.querySelector(".tandem-errors")`)
	p.want(values, "  |two litres|1|true")
	p.want(focusedName, "title")
	p.want(`document.querySelector(".tandem-error").textContent`, "Title must not be empty.")
	p.want(`document.querySelector(document.querySelector(".tandem-errors a").hash).name`, "title")
	p.enter("title", "oat milk")
	p.press(".primary")
	p.lists("✓oat milk")
	if got := s.only(); got.Title != "oat milk" || got.Note != "two litres" || !got.Completed {
		t.Errorf("the server has %+v", got)
	}
}

// TestNewerBeside: what others change while a form is filled in appears beside the
// controls that are touched, and in the others.
func TestNewerBeside(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	s.patch(`{"note":"old"}`)
	p := startBrowser(t).tab()
	p.live(s.url() + todos.URI(s.only().ID))
	p.status(saved)
	p.enter("title", "soy milk")
	s.patch(`{"title":"oat milk","note":"new","order":5,"completed":true}`)
	p.wait(values + ` === "soy milk|new|5|true"`)
	p.want(beside, "Changed meanwhile, it is now “oat milk”. Use it")
	p.shot("details-newer", 1100, 800)
	p.shot("details-newer-phone", 390, 844)
	// Typing the same is agreeing; then there is nothing to say.
	p.enter("title", "oat milk")
	p.want(beside, "")
	p.enter("title", "soy milk")
	p.want(beside, "Changed meanwhile, it is now “oat milk”. Use it")
	p.eval(`document.querySelector(".tandem-newer button").click()`)
	p.want(beside+` + "/" + `+values, "/oat milk|new|5|true")
	s.patch(`{"title":"rice milk"}`)
	p.wait(values + ` === "rice milk|new|5|true"`)

	// To undo what others did is a write, also if it was so in the beginning.
	// While this device is offline, others change what it has only shown: that is
	// not overwritten by what the form showed.
	p.eval(`(() => { const c = ` + byField + `("completed"); c.click() })()`)
	back := p.noNetwork()
	p.eval(`dispatchEvent(new Event("offline"))`)
	s.patch(`{"note":"newest","order":9}`)
	p.eval(`document.querySelector(".primary").click()`)
	p.lists("rice milk")
	back()
	p.status(saved)
	if got := s.only(); got.Title != "rice milk" || got.Note != "newest" || got.Order != 9 || got.Completed {
		t.Errorf("the server has %+v", got)
	}
	p.want(`document.querySelectorAll(".tandem-inbox").length`, "0")
}

// TestUntouched: controls that nobody has touched show what is new, and are sent as they
// were at the first touch.
func TestUntouched(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	s.patch(`{"note":"old"}`)
	p := startBrowser(t).tab()
	p.live(s.url() + todos.URI(s.only().ID))
	p.status(saved)
	p.enter("title", "soy milk")
	s.patch(`{"note":"new","order":5}`)
	p.wait(values + ` === "soy milk|new|5|false"`)
	back := p.noNetwork()
	p.eval(`dispatchEvent(new Event("offline"))`)
	s.patch(`{"note":"newest","order":9}`)
	p.eval(`document.querySelector(".primary").click()`)
	p.lists("soy milk")
	back()
	p.status(saved)
	if got := s.only(); got.Title != "soy milk" || got.Note != "newest" || got.Order != 9 {
		t.Errorf("the server has %+v", got)
	}
	p.want(`document.querySelectorAll(".tandem-inbox").length`, "0")
}

// TestNewerBesideByHand: a form that is written by hand has it too, and a refused one.
func TestNewerBesideByHand(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	p := startBrowser(t).tab()
	p.live(s.url() + "/?edit=" + s.only().ID)
	p.status(saved)
	p.eval(`document.querySelector(".edit").select()`)
	p.keys("soy milk")
	s.rename("oat milk")
	p.wait(beside + ` === "Changed meanwhile, it is now “oat milk”. Use it"`)
	p.eval(`document.querySelector(".tandem-newer button").click()`)
	p.want(`document.querySelector(".edit").value + document.querySelectorAll(".tandem-newer").length`, "oat milk0")

	p.live(s.url() + todos.URI(s.only().ID))
	p.status(saved)
	p.enter("note", "mine")
	p.enter("title", " \r")
	p.wait(`document.querySelector(".tandem-errors")`)
	p.want(beside, "")
	s.patch(`{"title":"rice milk","note":"theirs"}`)
	p.wait(beside + ` === "Changed meanwhile, it is now “rice milk”. Use it|Changed meanwhile, it is now “theirs”. Use it"`)
	p.want(values, " |mine|1|false")
}

// TestDraft: what is half filled in survives a reload, with its base; what was sent or
// given up does not come back.
func TestDraft(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	b := startBrowser(t)
	p := b.tab()
	uri := s.url() + todos.URI(s.only().ID)
	p.live(uri)
	p.status(saved)
	p.enter("title", "soy milk")
	p.eval(byField + `("completed").click()`)
	p.live(uri)
	p.want(values, "soy milk||1|true")
	p.want(beside, "")
	s.patch(`{"title":"oat milk","note":"theirs"}`)
	p.live(uri)
	p.wait(values + ` === "soy milk|theirs|1|true"`)
	p.wait(beside + ` === "Changed meanwhile, it is now “oat milk”. Use it"`)
	// The base is that of the first touch: this is a conflict, in the title alone.
	p.eval(`document.querySelector(".primary").click()`)
	p.wait(`document.querySelector(".tandem-inbox h3")`)
	p.want(conflict, "Before milk, Theirs oat milk, Mine soy milk")
	p.wait(drafts + ` === null`)
	p.live(uri)
	p.want(values, "oat milk|theirs|1|false")

	// A form of its own, that is given up, and one that is sent.
	p.live(s.url() + "/")
	p.eval(`document.querySelector(".new-todo").focus()`)
	p.keys("half a tho")
	p.live(s.url() + "/")
	p.want(`document.querySelector(".new-todo").value`, "half a tho")
	p.live(s.url() + "/active")
	p.want(`document.querySelector(".new-todo").value`, "")
	p.add("whole")
	p.status(saved)
	p.wait(drafts + ` === null`)
	p.live(s.url() + "/active")
	p.want(`document.querySelector(".new-todo").value`, "")
	p.doubleClick(".todo-list li:nth-child(2) label")
	p.wait(`document.querySelector(".edit")`)
	p.keys("xxx\x1b")
	p.lists("oat milk|whole")
	p.live(s.url() + "/active")
	p.lists("oat milk|whole")
	p.want(drafts, "null")

	// Without the server.
	p.wait(`navigator.serviceWorker.controller`)
	s.kill()
	p.status(offlineOK)
	p.live(uri)
	p.enter("note", "from afar")
	p.live(uri)
	p.wait(values + ` === "oat milk|from afar|1|false"`)

	// Somebody else on this device does not get it.
	s.start()
	p.forgetSession()
	p.passWorker()
	p.live(uri)
	p.status(saved)
	p.want(values, "oat milk|theirs|1|false")
}
