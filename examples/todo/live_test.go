//go:build !js

package main

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/chromedp/chromedp"
)

// watch notes what is done to the page from now on: each kind of mutation and where.
const watch = `(() => {
	window.done = [];
	new MutationObserver(ms => done.push(...ms)).observe(document.getElementById("tandem-root"), {subtree: true, childList: true, attributes: true, characterData: true});
})()`

// TestOneRowOfMany: a change by somebody else of one row of 10,000 touches that row,
// and of it only what shows the title.
func TestOneRowOfMany(t *testing.T) {
	s := startServer(t)
	s.fill(10_000)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.status(saved)
	p.wait(`document.querySelectorAll(".todo-list li").length === 10000`)
	p.eval(watch)
	s.rename("from afar")
	p.wait(`document.querySelector(".todo-list label").textContent === "from afar"`)
	p.want(`done.map(m => m.type + " " + (m.attributeName ?? "") + " of " + (m.target.closest ? m.target : m.target.parentNode).className).sort().join("; ")`,
		"attributes aria-label of destroy; attributes aria-label of details; attributes aria-label of rename; attributes aria-label of toggle; characterData  of ")
	p.want(`done.every(m => document.querySelector(".todo-list li").contains(m.target))`, "true")
}

// TestOneFrame: however many changes arrive until the next frame, the page is made once.
func TestOneFrame(t *testing.T) {
	s := startServer(t)
	s.create("first")
	p := startBrowser(t).tab()
	p.do(chromedp.Navigate("about:blank"))
	// Frames come when the test says so; each frame in wait is one call of apply.
	p.before(`
		window.held = [];
		window.hold = () => { const real = requestAnimationFrame; window.requestAnimationFrame = f => held.push(f); window.letGo = () => { window.requestAnimationFrame = real; for (const f of held.splice(0)) f() } };
		window.got = "";
		const Socket = WebSocket;
		window.WebSocket = class extends Socket {
			constructor(...a) {
				super(...a);
				this.addEventListener("message", e => { got += new TextDecoder().decode(e.data) });
			}
		};`)
	p.live(s.url() + "/")
	p.status(saved)
	p.eval(watch)
	p.eval(`hold()`)
	for i := range 30 {
		s.rename("change " + strconv.Itoa(i))
	}
	p.wait(`got.includes("change 29")`)
	p.want(`held.length + " " + document.querySelector(".todo-list label").textContent`, "1 first")
	p.eval(`letGo()`)
	p.lists("change 29")
	p.want(`done.filter(m => m.type === "characterData").length`, "1")
}

// TestFind: what a person types to find something is in no request; it narrows the list
// letter by letter, stays through changes from afar and from page to page, and leaves the
// caret alone. Who has no script sends it.
func TestFind(t *testing.T) {
	s := startServer(t)
	for _, title := range []string{"oats", "bread", "milk", "oat milk", "tea", "oatcakes", "salt"} {
		s.create(title)
	}
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.status(saved)
	p.want(`document.querySelectorAll(".find").length`, "0")
	s.create("Oat bran")
	p.wait(`document.querySelector(".find")`)
	p.eval(`document.querySelector(".find input").focus()`)
	p.keys("oa")
	p.lists("oats|oat milk|oatcakes|Oat bran")
	p.keys("t ")
	p.lists("oats|oat milk|oatcakes|Oat bran") // what is around the words does not count
	p.keys("m")
	p.lists("oat milk")
	p.want(`document.querySelector(".find [role=status]").textContent`, "1 found")
	p.shot("find", 1100, 800)
	p.shot("find-phone", 390, 800)
	p.eval(`document.activeElement.setSelectionRange(1, 1)`)
	s.create("oat mash")
	p.lists("oat milk|oat mash")
	p.want(`document.activeElement.value + " " + document.activeElement.selectionStart`, "oat m 1")
	p.click(".filters li:nth-child(2) a")
	p.wait(`location.pathname === "/active"`)
	p.lists("oat milk|oat mash")
	p.want(`document.querySelector(".find input").value`, "oat m")
	p.live(s.url() + "/")
	p.want(`document.querySelectorAll(".todo-list li").length`, "9")

	p.do(chromedp.Navigate("about:blank"))
	p.script(false)
	p.open(s.url() + "/active")
	p.fill(".find input", "MILK")
	p.press(".find button")
	p.lists("milk|oat milk")
	p.want(`location.pathname + location.search`, "/active?find=MILK")
}

// fill makes n todos as a program would.
func (s *process) fill(n int) {
	s.t.Helper()
	const step = 5000
	for from := 0; from < n; from += step {
		body := []byte{'['}
		for i := from; i < min(from+step, n); i++ {
			if i > from {
				body = append(body, ',')
			}
			body = fmt.Appendf(body, `{"title":"todo %d"}`, i)
		}
		if res, text := s.call("POST", "/todos", string(append(body, ']'))); res.StatusCode != 201 {
			s.t.Fatalf("%s: %.300s", res.Status, text)
		}
	}
}
