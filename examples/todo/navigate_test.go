//go:build !js

package main

import (
	"fmt"
	"testing"
)

const siteFolder = "testdata/site"

// startSite opens a page of the site with the program running.
func startSite(t *testing.T, path string) (*process, *tab) {
	t.Helper()
	s := startProgram(t, siteFolder)
	p := startBrowser(t).tab()
	p.live(s.url() + path)
	p.wait(`document.querySelector(".tandem-where").textContent === ` + quote(saved))
	p.eval(`(() => { window.first = true })()`) // gone with the document
	return s, p
}

// here waits for an address, path, query and fragment.
func (p *tab) here(want string) {
	p.t.Helper()
	p.wait(`location.href === location.origin + ` + quote(want))
}

// TestFragments: a link to a part of the page is the browser's: it scrolls, the
// part is the page's target, there is an entry to go back to, and the program has
// nothing to do with it.
func TestFragments(t *testing.T) {
	_, p := startSite(t, "/page/1")
	p.eval(`(() => { window.n = history.length; window.asked = 0; const go = tandem.go; tandem.go = (...a) => { if (a[0] === "show") asked++; return go(...a) } })()`)
	p.click("#to")
	p.here("/page/1#30")
	p.want(`history.length - n`, "1")
	p.wait(`Math.abs(document.getElementById("30").getBoundingClientRect().top) < 40`)
	p.want(`document.querySelector(":target").id`, "30")
	p.keys("\t") // the next control after the paragraph
	p.want(`document.activeElement.id`, "last")
	p.eval(`document.getElementById("30").scrollIntoView()`)
	p.wait(`Math.abs(document.getElementById("30").getBoundingClientRect().top) < 40`)
	p.eval(`document.getElementById("top").click()`)
	p.here("/page/1#")
	p.wait(`scrollY === 0`)
	p.eval(`history.back()`)
	p.here("/page/1#30")
	p.wait(`Math.abs(document.getElementById("30").getBoundingClientRect().top) < 40`)
	p.want(`document.querySelector(":target").id`, "30")
	p.eval(`history.back()`)
	p.here("/page/1")
	p.wait(`scrollY < 400`)
	p.want(`document.querySelector(":target") === null`, "true")
	p.eval(`history.go(2)`)
	p.here("/page/1#")
	p.want(`[asked, first].join()`, "0,true")

	// To a part of another page, which the program makes.
	p.click(`a[href="/page/2#40"]`)
	p.here("/page/2#40")
	p.wait(`document.querySelector(":target")?.id === "40" && document.querySelector("h1").textContent === "Page 2"`)
	p.wait(`Math.abs(document.getElementById("40").getBoundingClientRect().top) < 40`)
	p.want(`[history.length - n, first].join()`, "3,true")
	p.eval(`history.back()`)
	p.here("/page/1#")
	p.wait(`document.querySelector("h1").textContent === "Page 1"`)
	p.eval(`history.forward()`)
	p.wait(`document.querySelector("h1").textContent === "Page 2"`)
	p.wait(`Math.abs(document.getElementById("40").getBoundingClientRect().top) < 40`)

	// Loaded again, it is where it was scrolled to.
	p.eval(`(() => { scrollTo({top: 150, behavior: "instant"}); window.old = true })()`)
	p.wait(`scrollY === 150`)
	p.eval(`location.reload()`)
	p.wait(`!window.old && document.documentElement.dataset.tandem === "live"`)
	p.status(saved)
	p.want(`[scrollY, location.hash, document.querySelector(":target").id].join()`, "150,#40,40")
}

// TestRedirectOfGet: the address is that of the page that is shown, and not that
// of the link.
func TestRedirectOfGet(t *testing.T) {
	_, p := startSite(t, "/")
	p.eval(`(() => { window.n = history.length })()`)
	p.click(`a[href="/old"]`)
	p.wait(`document.querySelector("h1").textContent === "Page 2"`)
	p.here("/page/2?from=old")
	p.want(`[history.length - n, first].join()`, "1,true")
	p.eval(`history.back()`)
	p.here("/")
	p.wait(`document.querySelector("h1").textContent === "Start"`)
	p.click(`a[href="/old-part"]`)
	p.here("/page/2#40")
	p.wait(`document.querySelector(":target")?.id === "40"`)
	p.want(`[history.length - n, first].join()`, "1,true")
}

// TestLeftToTheBrowser: what the application does not answer here is the
// browser's, and what goes elsewhere than into this window.
func TestLeftToTheBrowser(t *testing.T) {
	s, p := startSite(t, "/page/1")
	// left clicks and tells whether the program has kept out of it.
	left := func(selector, keys string) {
		t.Helper()
		p.want(`(() => {
			const a = document.querySelector(`+quote(selector)+`);
			let left = "nobody";
			addEventListener("click", (e) => { left = String(!e.defaultPrevented); e.preventDefault() }, {once: true});
			a.dispatchEvent(new MouseEvent("click", Object.assign({bubbles: true, cancelable: true}, `+keys+`)));
			return left;
		})()`, "true")
	}
	left("#download", "{}")
	left("#external", "{}")
	left(`a[href="/page/export"]`, "{}")
	left(`a[href="/old-export"]`, "{}")
	left(`a[href="/healthz"]`, "{}")
	for _, keys := range []string{"{ctrlKey: true}", "{metaKey: true}", "{shiftKey: true}", "{altKey: true}", "{button: 1}"} {
		left(`a[href="/page/2"]`, keys)
	}
	for _, href := range []string{"https://example.org/page/2", "//example.org/page/2", "mailto:ann@example.org", "http://", "blob:" + s.url() + "/page/2"} {
		p.eval(`(() => { const a = document.createElement("a"); a.href = ` + quote(href) + `; a.id = "odd"; document.getElementById("odd")?.remove(); document.body.append(a) })()`)
		left("#odd", "{}")
	}
	for _, target := range []string{"_blank", "elsewhere"} {
		p.eval(`(() => { const a = document.getElementById("odd"); a.href = "/page/2"; a.target = ` + quote(target) + ` })()`)
		left("#odd", "{}")
	}
	// A link in a drawing, too, leads to a page.
	p.eval(`document.body.insertAdjacentHTML("beforeend", '<svg width="20" height="20"><a href="/page/3"><rect id="drawn" width="20" height="20"/></a></svg>')`)
	p.click("#drawn")
	p.wait(`document.querySelector("h1").textContent === "Page 3"`)
	p.want(`first`, "true")

	// What the browser then does: the server's answer.
	p.click(`a[href="/old-export"]`)
	p.here("/page/export")
	p.wait(`document.body.textContent.trim() === "[]"`)
}

const (
	heading = `document.querySelector("h1").textContent`
	bar     = `document.getElementById("tandem-progress")`
	// follow clicks on a link from where the page is scrolled to.
	follow = `(href) => { const a = document.querySelector("a[href='" + href + "']:last-of-type"); a.focus({preventScroll: true}); a.click() }`
)

// goes scrolls and follows a link, and waits for its page.
func (p *tab) goes(scroll int, href, to string) {
	p.t.Helper()
	p.eval(fmt.Sprintf(`scrollTo({top: %d, behavior: "instant"})`, scroll))
	p.eval(`(` + follow + `)(` + quote(href) + `)`)
	p.wait(heading + ` === ` + quote(to))
}

// TestHistory: each entry has its scroll position, which comes back when the page is
// there; a new page begins at its top and at its heading, and its title is read out.
func TestHistory(t *testing.T) {
	s, p := startSite(t, "/")
	p.goes(900, "/page/3", "Page 3")
	p.here("/page/3")
	p.want(`scrollY`, "0")
	p.want(`[document.title, document.activeElement.outerHTML, getComputedStyle(document.activeElement).outlineStyle].join()`, `Page 3,<h1 tabindex="-1" data-tandem-here="">Page 3</h1>,none`)
	const spoken = `document.querySelector("body > [role=status]")`
	p.wait(spoken + `.textContent === "Page 3"`)
	p.want(spoken+`.getBoundingClientRect().width`, "1")
	p.keys("\t")
	p.want(`[document.activeElement.getAttribute("href"), document.querySelector("h1").outerHTML].join()`, "/,<h1>Page 3</h1>")

	p.goes(700, "/page/1", "Page 1")
	p.eval(`(() => { scrollTo({top: 300, behavior: "instant"}); const f = document.querySelector("form[action='/search']"); f.elements.q.value = "x"; f.requestSubmit() })()`)
	p.wait(heading + ` === "Found x"`)
	p.here("/search?q=x")
	p.eval(`history.go(-2)`)
	p.wait(heading + ` === "Page 3" && scrollY === 700`)
	p.want(`document.activeElement.getAttribute("href")`, "/page/1")
	p.wait(spoken + `.textContent === "Page 3"`)
	p.eval(`history.back()`)
	p.wait(heading + ` === "Start" && scrollY === 900`)
	p.want(`document.activeElement.getAttribute("href")`, "/page/3")
	p.eval(`history.go(2)`)
	p.wait(heading + ` === "Page 1" && scrollY === 300`)
	p.want(`first`, "true")

	// Loaded again, by the server and without it.
	p.wait(`navigator.serviceWorker.controller`)
	for range 2 {
		p.eval(`(() => { scrollTo({top: 500, behavior: "instant"}); window.old = true })()`)
		p.wait(`scrollY === 500`)
		p.eval(`location.reload()`)
		p.wait(`!window.old && document.documentElement.dataset.tandem === "live" && ` + heading + ` === "Page 1" && scrollY === 500`)
		s.kill()
	}
	p.want(`document.getElementById("tandem-state").textContent`, `{"lang":"en"}`)
	p.eval(`history.back()`)
	p.wait(heading + ` === "Page 3" && scrollY === 700`)
	p.eval(`history.back()`)
	p.wait(heading + ` === "Start" && scrollY === 900`)

	// A link to the page that is shown is no entry; nor does it move the focus.
	p.eval(`(() => { window.n = history.length })()`)
	p.goes(100, "/", "Start")
	p.want(`[history.length - n, scrollY, document.activeElement.getAttribute("href")].join()`, "0,0,/")

	// A form that leads elsewhere is a way to a new page, too.
	p.eval(`(() => { scrollTo({top: 200, behavior: "instant"}); document.getElementById("post").click() })()`)
	p.wait(heading + ` === "Page 7"`)
	p.here("/page/7")
	p.want(`[scrollY, document.activeElement.localName, window.first === undefined].join()`, "0,h1,true")
	p.eval(`history.back()`)
	p.wait(heading + ` === "Start" && scrollY === 200`)
}

// TestFetchedPage: what the clone does not hold comes from the server, without a new
// document. While it is on its way, a bar says so; the person may go elsewhere.
func TestFetchedPage(t *testing.T) {
	s, p := startSite(t, "/")
	if res, body := s.call("POST", "/archive", `{"text":"old letter"}`); res.StatusCode != 201 {
		t.Fatalf("%s: %s", res.Status, body)
	}
	p.passWorker() // what goes through it cannot be held
	const idle = bar + `.getAttribute("aria-hidden") === "true" && getComputedStyle(` + bar + `).opacity === "0"`
	p.wait(idle)
	p.eval(`(() => { window.shows = 0; new MutationObserver(() => shows++).observe(` + bar + `, {attributes: true}) })()`)
	p.goes(0, "/page/1", "Page 1")
	p.goes(0, "/", "Start")
	p.want(`shows`, "0") // nothing has waited

	release := p.hold("*/archive")
	p.eval(`(` + follow + `)("/archive")`)
	p.wait(bar + `.className === "is-on" && !` + bar + `.hasAttribute("aria-hidden") && getComputedStyle(` + bar + `).opacity === "1"`)
	p.want(`[`+bar+`.getAttribute("role"), `+bar+`.getAttribute("aria-label"), `+heading+`, location.pathname].join()`, "progressbar,Loading,Start,/")
	p.wait(bar + `.getBoundingClientRect().width > innerWidth / 2`)
	p.shot("progress", 1100, 500)
	p.goes(0, "/page/3", "Page 3") // no longer wanted
	release()
	p.wait(idle)
	p.want(`[`+heading+`, location.pathname].join()`, "Page 3,/page/3")

	p.goes(150, "/archive", "Archive")
	p.here("/archive")
	p.want(`[document.querySelector("li").textContent, document.title, document.activeElement.localName, first].join()`, "old letter,Archive,h1,true")
	// It stays when the clone is as new, which knows nothing of it; what is done on it
	// is seen when the server has answered.
	p.status(saved)
	p.eval(`document.querySelector("main input").focus()`)
	p.keys("new letter\r")
	p.wait(`[...document.querySelectorAll("main li")].map(li => li.textContent).sort().join() === "new letter,old letter"`)
	p.status(saved)
	p.eval(`history.back()`)
	p.wait(heading + ` === "Page 3" && scrollY === 150`)
	p.eval(`history.forward()`)
	p.wait(heading + ` === "Archive" && location.pathname === "/archive"`)
	p.want(`first`, "true")

	// The server's page itself, too.
	p.live(s.url() + "/archive")
	p.status(saved)
	p.want(`document.querySelectorAll("main li").length`, "2")

	// Without the server it is not on this device.
	p.goes(0, "/", "Start")
	s.kill()
	p.wait(`document.querySelector(".tandem-where").textContent.startsWith("Offline")`)
	p.eval(`(` + follow + `)("/archive")`)
	p.wait(`document.querySelector("main").textContent.includes("not on this device")`)
}

// TestPrefetch: what a link needs that the clone lacks is fetched when the pointer or
// the focus is on it, once, unless the person wants to save data.
func TestPrefetch(t *testing.T) {
	_, p := startSite(t, "/")
	p.eval(`(() => { window.fetched = []; const real = fetch; window.fetch = (...a) => { fetched.push(String(a[0])); return real(...a) } })()`)
	const tick = `new Promise((done) => setTimeout(() => done(fetched.join()), 0))`
	on := func(event, href string) string {
		return `document.querySelector("a[href='` + href + `']").dispatchEvent(new Event("` + event + `", {bubbles: true}))`
	}
	for _, href := range []string{"/page/1", "/page/export", "/healthz", "#30"} {
		p.eval(on("focusin", href))
		p.want(tick, "")
	}
	p.eval(`(() => { Object.defineProperty(navigator, "connection", {value: {saveData: true}, configurable: true}) })()`)
	p.eval(on("focusin", "/archive"))
	p.want(tick, "")
	p.eval(`(() => { Object.defineProperty(navigator, "connection", {value: {saveData: false}}) })()`)
	p.eval(on("mouseover", "/archive"))
	p.wait(`fetched.join() === "/archive"`)
	p.eval(on("focusin", "/archive"))
	p.eval(on("touchstart", "/archive"))
	p.want(tick, "/archive")
	p.goes(0, "/archive", "Archive")
	p.want(`fetched.join()`, "/archive")
	p.want(`first`, "true")
}

// TestTransitions: where style sheets ask for them, a way to another page is animated.
// It holds up nothing: neither the page, nor the next click, nor who wants no motion.
func TestTransitions(t *testing.T) {
	_, p := startSite(t, "/")
	p.eval(`(() => { window.began = 0; const real = document.startViewTransition.bind(document); document.startViewTransition = (f) => { began++; return real(f) } })()`)
	p.goes(0, "/page/1", "Page 1")
	p.want(`began`, "1")
	p.wait(`document.getAnimations().some((a) => a.effect.pseudoElement?.startsWith("::view-transition"))`)
	// A click while it runs is meant for what is under the pointer.
	p.click(`a[href="/page/3"]`)
	p.wait(heading + ` === "Page 3"`)
	p.here("/page/3")
	p.click(`main form input`)
	p.want(`document.activeElement.name`, "q")
	p.want(`began`, "2")

	// Faster than any picture could be taken.
	p.eval(`(() => { window.n = history.length; for (const to of ["/page/1", "/page/2", "/"]) document.querySelector("a[href='" + to + "']").click() })()`)
	p.wait(heading + ` === "Start"`)
	p.here("/")
	p.want(`history.length - n`, "3")
	p.eval(`history.go(-2)`)
	p.wait(heading + ` === "Page 1"`)

	// Within a page there is none.
	p.eval(`(() => { began = 0 })()`)
	p.goes(0, "/page/2", "Page 2")
	p.want(`began`, "1")
	p.goes(0, "/old", "Page 2")
	p.here("/page/2?from=old")
	p.eval(`(() => { began = 0 })()`)
	p.goes(0, "/page/2", "Page 2")
	p.here("/page/2")
	p.want(`began`, "0")

	// A browser that never takes the picture.
	p.eval(`(() => { document.startViewTransition = () => ({ready: Promise.resolve(), finished: new Promise(() => {}), skipTransition() {}}) })()`)
	p.goes(0, "/page/3", "Page 3")
	p.eval(`(() => { document.startViewTransition = () => { throw Error("animated") }; const real = matchMedia; window.matchMedia = (q) => q.includes("reduce") ? {matches: true} : real(q) })()`)
	p.goes(0, "/page/1", "Page 1")
}
