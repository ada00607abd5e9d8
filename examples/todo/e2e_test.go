//go:build !js

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// conflict is the first conflict of the inbox as it is read.
const conflict = `[...document.querySelectorAll(".tandem-choice dl > div")].map(d => d.querySelector("dt").textContent + " " + (d.querySelector("input")?.value ?? d.querySelector("dd").textContent)).join(", ")`

// TestTodoMVC goes through the public specification of TodoMVC with a mouse and
// a keyboard.
func TestTodoMVC(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.want(`document.activeElement.className`, "new-todo")
	p.want(`document.querySelectorAll(".main, .footer").length`, "0")

	p.add("buy milk")
	p.lists("buy milk")
	p.want(`document.querySelector(".new-todo").value`, "")
	p.want(`document.querySelector(".todo-count").textContent`, "1 item left")
	p.add("   ")
	p.add("  walk the dog  ")
	p.lists("buy milk|walk the dog")
	p.want(`document.querySelector(".todo-count strong").textContent`, "2")
	p.want(`document.querySelector(".todo-count").textContent`, "2 items left")
	p.want(`document.querySelectorAll(".clear-completed").length`, "0")

	p.click(".todo-list li:nth-child(1) .toggle")
	p.lists("✓buy milk|walk the dog")
	p.want(`document.querySelectorAll(".clear-completed").length`, "1")
	p.click(".filters li:nth-child(2) a")
	p.lists("walk the dog")
	p.want(`location.pathname + " " + document.querySelector(".filters .selected").textContent`, "/active Active")
	p.click(".filters li:nth-child(3) a")
	p.lists("✓buy milk")
	p.eval(`history.back()`)
	p.lists("walk the dog")
	p.click(".filters li:nth-child(1) a")
	p.lists("✓buy milk|walk the dog")

	p.doubleClick(".todo-list li:nth-child(2) label")
	p.lists("✓buy milk|[walk the dog]")
	p.want(`document.activeElement.className + document.querySelectorAll("li.editing").length`, "edit1")
	p.eval(`document.activeElement.select()`)
	p.keys(" walk the cat \r")
	p.lists("✓buy milk|walk the cat")
	p.doubleClick(".todo-list li:nth-child(2) label")
	p.want(`document.activeElement.selectionStart`, "12") // at the end of the title
	p.keys("xxx\x1b")
	p.lists("✓buy milk|walk the cat")
	p.doubleClick(".todo-list li:nth-child(2) label")
	p.eval(`document.activeElement.select()`)
	p.keys("feed the cat")
	p.click("h1") // leaving the field saves
	p.lists("✓buy milk|feed the cat")
	p.doubleClick(".todo-list li:nth-child(2) label")
	p.eval(`document.activeElement.select()`)
	p.keys("\b\r")
	p.lists("✓buy milk")

	p.add("two")
	p.add("three")
	p.lists("✓buy milk|two|three")
	p.click("label[for=toggle-all]")
	p.lists("✓buy milk|✓two|✓three")
	p.want(`document.querySelector(".toggle-all").checked`, "true")
	p.click(".todo-list li:nth-child(2) .toggle")
	p.lists("✓buy milk|two|✓three")
	p.want(`document.querySelector(".toggle-all").checked`, "false")
	p.click(".clear-completed")
	p.lists("two")
	p.eval(`document.querySelector(".destroy").click()`)
	p.wait(`!document.querySelector(".main, .footer")`)

	p.add("stays")
	p.status(saved)
	p.live(s.url() + "/")
	p.lists("stays")
	p.status(saved)
}

// TestWithoutScript goes the same way with links and form posts only.
func TestWithoutScript(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.do(chromedp.Navigate("about:blank"))
	p.script(false)
	p.open(s.url() + "/")
	add := func(title string) {
		p.fill(".new-todo", title)
		p.press(".add button")
	}
	add("buy milk")
	p.lists("buy milk")
	p.want(`location.pathname`, "/")
	add("  ")
	add("walk the dog")
	p.lists("buy milk|walk the dog")
	p.want(`document.querySelector(".todo-count").textContent`, "2 items left")
	p.want(`document.querySelector("input[name=_base]").value !== ""`, "true")
	p.want(`[...document.querySelectorAll("form[method=post]")].every(f => f.querySelector("input[name=_base]"))`, "true")

	p.click(".todo-list li:nth-child(1) .toggle")
	p.press(".todo-list li:nth-child(1) .tick button")
	p.lists("✓buy milk|walk the dog")
	p.press(".filters li:nth-child(2) a")
	p.lists("walk the dog")
	p.press(".rename")
	p.lists("[walk the dog]")
	p.fill(".edit", "walk the cat")
	p.press(".renaming button")
	p.lists("walk the cat")
	p.want(`location.pathname + location.search`, "/active")
	p.press(".filters li:nth-child(3) a")
	p.lists("✓buy milk")
	p.press(".clear-completed")
	p.want(`location.pathname + document.querySelectorAll("li.completed").length`, "/completed0")
	p.press(".filters li:nth-child(1) a")
	p.lists("walk the cat")

	// What is not right is said in the page, and nothing typed is lost.
	long := strings.Repeat("x", 201)
	add(long)
	p.wait(`document.querySelector(".problem")`)
	p.want(`document.querySelector(".problem").textContent`, "The title must have at most 200 characters.")
	p.want(`document.querySelector(".new-todo").value`, long)
	p.shot("unscripted-problem", 1100, 800)
	p.open(s.url() + "/")
	p.lists("walk the cat")

	p.click("#toggle-all")
	p.press(".all button")
	p.lists("✓walk the cat")
	p.press(".destroy")
	p.wait(`!document.querySelector(".todo-list")`)
}

// TestWithoutScriptConflict: the base of a form without script is that of its
// page.
func TestWithoutScriptConflict(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	p := startBrowser(t).tab()
	p.do(chromedp.Navigate("about:blank"))
	p.script(false)
	p.open(s.url() + "/")
	p.press(".rename")
	p.lists("[milk]")
	s.rename("oat milk")
	p.fill(".edit", "soy milk")
	p.press(".renaming button")
	p.wait(`document.querySelector(".tandem-inbox")`)
	p.want(conflict, "Before milk, Theirs oat milk, Mine soy milk")
	p.shot("unscripted-conflict", 1100, 800)
	if _, b := s.call("GET", "/todos", ""); !strings.Contains(b, "oat milk") {
		t.Errorf("the other edit was overwritten: %s", b)
	}
	p.press(".tandem-primary")
	p.open(s.url() + "/")
	p.lists("soy milk")
	p.want(`document.querySelectorAll(".tandem-inbox").length`, "0")
}

// TestAdoption: the page of the server is taken over as it stands, with what was
// typed before the program had loaded.
func TestAdoption(t *testing.T) {
	s := startServer(t)
	s.create("milk")
	p := startBrowser(t).tab()
	// The program arrives when the test says so.
	p.do(chromedp.Navigate("about:blank"))
	release := p.hold("*.wasm")
	p.open(s.url() + "/")
	p.lists("milk")
	p.status(byServer)
	p.eval(`(() => { window.before = [...document.querySelectorAll("#tandem-root *")].filter(e => !e.closest(".tandem-status")); document.querySelector(".new-todo").focus() })()`)
	p.keys("half a tho")
	p.eval(`document.activeElement.setSelectionRange(2, 5)`)
	release()
	p.wait(`document.documentElement.dataset.tandem === "live"`)
	p.status(saved)
	p.want(`document.querySelector(".new-todo").value`, "half a tho")
	p.want(`document.activeElement.className + document.activeElement.selectionStart + document.activeElement.selectionEnd`, "new-todo25")
	p.want(`window.before.every(e => e.isConnected)`, "true")
	p.eval(`document.activeElement.setSelectionRange(10, 10)`)
	p.keys("ught\r")
	p.lists("milk|half a thought")
}

// TestTwoPeople: what one does, the other sees; what both do to the same thing is
// merged or asked about.
func TestTwoPeople(t *testing.T) {
	s := startServer(t)
	ann, bob := startBrowser(t).tab(), startBrowser(t).tab()
	ann.live(s.url() + "/")
	bob.live(s.url() + "/")
	ann.add("milk")
	bob.lists("milk")
	bob.click(".toggle")
	ann.lists("✓milk")

	// While Bob is typing, Ann's edit of the same title arrives.
	bob.doubleClick(".todo-list label")
	bob.lists("✓[milk]")
	bob.eval(`document.activeElement.select()`)
	bob.keys("soy mi")
	ann.doubleClick(".todo-list label")
	ann.eval(`document.activeElement.select()`)
	ann.keys("oat milk\r")
	ann.lists("✓oat milk")
	ann.status(saved)
	// It has arrived when the page's base has moved on.
	bob.wait(`document.querySelector(".edit").defaultValue === "oat milk"`)
	bob.want(`document.activeElement.value`, "soy mi")
	bob.keys("lk\r")
	bob.wait(`document.querySelector(".tandem-inbox")`)
	bob.want(conflict, "Before milk, Theirs oat milk, Mine soy milk")
	bob.lists("✓oat milk")
	bob.shot("conflict", 1100, 800)
	bob.shot("conflict-phone", 390, 844)
	ann.want(`document.querySelectorAll(".tandem-inbox").length`, "0")

	// A way to deal with it: merge by hand, then keep mine.
	bob.eval(`document.querySelector(".tandem-mine input").focus()`)
	bob.eval(`document.activeElement.select()`)
	bob.keys("oat and soy milk\r")
	ann.lists("✓oat and soy milk")
	bob.lists("✓oat and soy milk")
	bob.wait(`!document.querySelector(".tandem-inbox")`)

	// Offline, both change other fields of the same todo: both stay.
	s.kill()
	ann.status(offlineOK)
	bob.status(offlineOK)
	ann.doubleClick(".todo-list label")
	ann.keys("!\r")
	bob.click(".toggle")
	ann.status("Offline. 1 edit on this device")
	bob.status("Offline. 1 edit on this device")
	s.start()
	ann.eval(`dispatchEvent(new Event("online"))`)
	bob.eval(`dispatchEvent(new Event("online"))`)
	ann.lists("oat and soy milk!")
	bob.lists("oat and soy milk!")
	ann.status(saved)
	bob.status(saved)

	// Ann deletes what Bob changes.
	s.kill()
	ann.status(offlineOK)
	bob.status(offlineOK)
	ann.eval(`document.querySelector(".destroy").click()`)
	ann.status("Offline. 1 edit on this device")
	bob.doubleClick(".todo-list label")
	bob.eval(`document.activeElement.select()`)
	bob.keys("water\r")
	bob.lists("water")
	bob.status("Offline. 1 edit on this device")
	back := bob.noNetwork() // Ann is first
	s.start()
	ann.eval(`dispatchEvent(new Event("online"))`)
	ann.status(saved)
	back()
	bob.wait(`document.querySelector(".tandem-inbox h3")`)
	bob.want(conflict, "Before oat and soy milk!, Theirs deleted, Mine water")
	bob.click(".tandem-primary")
	bob.lists("water")
	ann.lists("water")
	bob.status(saved)
}

// TestOffline: with the server gone, the application is there at every address,
// and what is done is pushed later, in order, once.
func TestOffline(t *testing.T) {
	s := startServer(t)
	b := startBrowser(t)
	p := b.tab()
	p.live(s.url() + "/")
	p.add("one")
	p.status(saved)
	p.wait(`navigator.serviceWorker.controller`)
	s.kill()
	p.status(offlineOK)
	p.add("two")
	p.click(".toggle")
	p.lists("✓one|two")
	p.status("Offline. 2 edits on this device")

	p.live(s.url() + "/active?utm_source=homescreen")
	p.lists("two")
	p.status("Offline. 2 edits on this device")
	p.add("three")
	p.status("Offline. 3 edits on this device")
	p.live(s.url() + "/completed")
	p.lists("✓one")
	p.shot("offline", 1100, 800)
	p.shot("offline-phone", 390, 844)

	// The browser ends too.
	b.quit()
	b.start()
	p = b.tab()
	p.live(s.url() + "/")
	p.lists("✓one|two|three")
	p.status("Offline. 3 edits on this device")
	s.start()
	p.eval(`dispatchEvent(new Event("online"))`)
	p.status(saved)
	_, body := s.call("GET", "/todos", "")
	var ts []struct {
		Title     string
		Completed bool
	}
	if err := json.Unmarshal([]byte(body), &ts); err != nil {
		t.Fatal(err)
	}
	if len(ts) != 3 || ts[0].Title != "one" || !ts[0].Completed || ts[1].Title != "two" || ts[2].Title != "three" {
		t.Errorf("the server has %s", body)
	}
	p.live(s.url() + "/")
	p.lists("✓one|two|three")
}

// TestManyTodos: a file of a thousand todos goes in with a program, and is seen
// in an open browser as it happens.
func TestManyTodos(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.status(saved)
	p.eval(`(() => { window.seen = new Set; new MutationObserver(() => seen.add(document.querySelectorAll(".todo-list li").length)).observe(document.body, {childList: true, subtree: true}) })()`)
	for i := range 200 {
		s.create(fmt.Sprintf("todo %d", i))
	}
	var rest []string
	for i := range 800 {
		rest = append(rest, fmt.Sprintf(`{"title":"todo %d"}`, 200+i))
	}
	if res, body := s.call("POST", "/todos", "["+strings.Join(rest, ",")+"]"); res.StatusCode != 201 {
		t.Fatalf("%s: %s", res.Status, body)
	}
	p.wait(`document.querySelectorAll(".todo-list li").length === 1000`)
	p.wait(`document.querySelector(".todo-count strong").textContent === "1000"`)
	p.want(`document.querySelector(".todo-list li:last-child label").textContent`, "todo 999")
	p.want(`seen.size > 5`, "true")
	p.click(".toggle-all + label")
	p.wait(`document.querySelectorAll(".todo-list li.completed").length === 1000`)
	p.status(saved)
}

// TestStorageFaults: a device that cannot store says so, and goes on.
func TestStorageFaults(t *testing.T) {
	s := startServer(t)
	for _, c := range []struct{ name, sabotage, says string }{
		{"full", `IDBObjectStore.prototype.put = function() { throw new DOMException("full", "QuotaExceededError") }`, "no room left"},
		{"full at the end", `{ const put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = function(...a) { const r = put.apply(this, a), tx = this.transaction; setTimeout(() => { try { tx.abort() } catch {} }); return r } }`, "storage has failed"},
		{"closed", `{ const open = IDBFactory.prototype.open; IDBFactory.prototype.open = function(...a) { const r = open.apply(this, a); r.addEventListener("success", () => setTimeout(() => { r.result.close(); r.result.dispatchEvent(new Event("close")) }, 50)); return r } }`, "closed its storage"},
		{"none", `delete IDBFactory.prototype.open; Object.defineProperty(window, "indexedDB", {value: {open() { throw new DOMException("no", "SecurityError") }}})`, "SecurityError"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := startBrowser(t).tab()
			p.t = t
			p.do(chromedp.Navigate("about:blank"))
			p.before(c.sabotage)
			p.live(s.url() + "/")
			p.add("from " + c.name)
			p.wait(`[...document.querySelectorAll(".todo-list label")].some(l => l.textContent === ` + quote("from "+c.name) + `)`)
			p.wait(`document.querySelector(".tandem-fault")?.textContent.includes(` + quote(c.says) + `)`)
			if c.name == "full" {
				p.shot("storage-full", 1100, 800)
			}
			p.status(saved)
			if _, body := s.call("GET", "/todos", ""); !strings.Contains(body, "from "+c.name) {
				t.Errorf("the server has %s", body)
			}
		})
	}
}

// Pitfall 18: whoever uses the browser after somebody else sees nothing that was
// that one's own, before and after there is a connection; nor does the service
// worker keep it.
func TestAnotherUser(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.add("milk")
	p.status(saved)
	p.wait(`navigator.serviceWorker.controller`)
	back := p.noNetwork()
	p.eval(`window.dispatchEvent(new Event("offline"))`)
	s.kill()
	p.status(offlineOK)
	s.start()
	p.doubleClick(".todo-list label")
	p.eval(`document.activeElement.select()`)
	p.keys("my secret\r")
	s.rename("theirs")
	back()
	p.wait(`document.querySelector(".tandem-inbox h3")`)
	p.status(saved)
	const inside = `(async () => {
		const texts = [];
		for (const d of await indexedDB.databases()) {
			const db = await new Promise((ok, no) => { const r = indexedDB.open(d.name); r.onsuccess = () => ok(r.result); r.onerror = no });
			for (const name of db.objectStoreNames) {
				const all = await new Promise((ok) => { const r = db.transaction(name).objectStore(name).getAll(); r.onsuccess = () => ok(r.result) });
				for (const v of all) texts.push(new TextDecoder().decode(v.buffer ?? v));
			}
			db.close();
		}
		for (const key of await caches.keys()) {
			const cache = await caches.open(key);
			for (const r of await cache.keys()) if (!/\.(wasm|js|css|svg)/.test(r.url)) texts.push(await (await cache.match(r)).text());
		}
		window.inside = texts.join("\n").includes("my secret") ? "yes" : "no";
	})()`
	p.eval(`window.inside = "", ` + inside + `, ""`)
	p.wait(`window.inside`)
	p.want(`window.inside`, "yes")

	p.before(`window.realSocket = WebSocket; window.WebSocket = function() { throw Error("no network") }`)
	p.forgetSession()
	p.passWorker()
	p.live(s.url() + "/")
	p.lists("theirs")
	p.want(`document.querySelectorAll(".tandem-inbox").length`, "0")
	p.add("bob was here") // what is shown now is the clone's
	p.want(`document.querySelectorAll(".tandem-inbox").length`, "0")
	p.want(`document.body.textContent.includes("my secret")`, "false")
	p.eval(`(() => { window.WebSocket = realSocket; dispatchEvent(new Event("online")) })()`)
	p.lists("theirs|bob was here")
	p.status(saved)
	p.want(`document.querySelectorAll(".tandem-inbox").length`, "0")
	p.eval(`window.inside = "", ` + inside + `, ""`)
	p.wait(`window.inside`)
	p.want(`window.inside`, "no")
}

// A page that was opened without the server carries no user: whose it is, is known
// when the server answers. Then nothing of whoever used the browser before is
// shown or kept.
func TestAnotherUserOffline(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.add("milk")
	p.status(saved)
	p.wait(`navigator.serviceWorker.controller`)
	s.kill()
	p.status(offlineOK)
	p.forgetSession()
	p.live(s.url() + "/active")
	p.lists("milk")
	p.add("eggs")
	p.status("Offline. 1 edit on this device")
	s.start()
	p.eval(`dispatchEvent(new Event("online"))`)
	p.lists("milk|eggs")
	p.status(saved)
	// On the next connection it is the same person.
	p.eval(`(() => { window.emptied = false; new MutationObserver(() => { if (!document.querySelector(".todo-list")) emptied = true }).observe(document.body, {childList: true, subtree: true}); dispatchEvent(new Event("offline")) })()`)
	p.status(offlineOK)
	p.eval(`dispatchEvent(new Event("online"))`)
	p.status(saved)
	s.create("bread")
	p.lists("milk|eggs|bread")
	p.want(`emptied`, "false")
}

// TestTwoTabs: each window of one browser is durable of its own, and what a
// closed one has left is sent by the next.
func TestTwoTabs(t *testing.T) {
	s := startServer(t)
	b := startBrowser(t)
	one, two := b.tab(), b.tab()
	one.live(s.url() + "/")
	two.live(s.url() + "/")
	one.add("from one")
	two.lists("from one")
	two.wait(`navigator.serviceWorker.controller`)
	s.kill()
	one.status(offlineOK)
	two.status(offlineOK)
	two.add("from two")
	two.status("Offline. 1 edit on this device")
	two.cancel()
	one.cancel()
	s.start()
	three := b.tab()
	three.live(s.url() + "/")
	three.lists("from one|from two")
	three.status(saved)
}

// Pitfall 17: an edit is on the disk before the page says so, in a row of its own; the
// browser is asked to keep it; and when it has removed all the same what was kept, the
// page says what that has cost.
func TestEviction(t *testing.T) {
	s := startServer(t)
	b := startBrowser(t)
	p := b.tab()
	p.do(chromedp.Navigate("about:blank"))
	p.before(`{
		window.wrote = []; window.asked = 0;
		const transaction = IDBDatabase.prototype.transaction;
		IDBDatabase.prototype.transaction = function(stores, mode, options) {
			const tx = transaction.call(this, stores, mode, options);
			tx.how = options?.durability;
			return tx;
		};
		const put = IDBObjectStore.prototype.put;
		IDBObjectStore.prototype.put = function(value, key) {
			if (this.name === "outbox") wrote.push(this.transaction.how + " " + Number(key));
			return put.call(this, value, key);
		};
		StorageManager.prototype.persist = async function() { asked++; return true };
	}`)
	p.live(s.url() + "/")
	p.want(`asked`, "0")
	p.add("sent")
	p.lists("sent")
	p.status(saved)
	p.wait(`navigator.serviceWorker.controller`)
	p.want(`asked`, "1")
	p.want(`wrote.join()`, "strict 1")

	// All had been sent: nothing is lost, and the page says that too.
	p.evict(s.url())
	p.live(s.url() + "/")
	p.wait(`document.querySelector(".tandem-notice")`)
	p.want(`document.querySelector(".tandem-notice").firstChild.data`, "The browser has removed what this device kept of the application. Nothing was lost: all your edits had been sent.")
	p.lists("sent")
	p.click(".tandem-dismiss")
	p.wait(`!document.querySelector(".tandem-notice")`)
	p.live(s.url() + "/")
	p.status(saved)
	p.want(`document.querySelectorAll(".tandem-notice").length`, "0")

	// Two had not.
	s.kill()
	p.status(offlineOK)
	p.add("lost")
	p.add("lost too")
	p.status("Offline. 2 edits on this device")
	p.want(`wrote.join()`, "strict 1,strict 2")
	p.evict(s.url())
	s.start()
	p.live(s.url() + "/")
	p.wait(`document.querySelector(".tandem-notice")`)
	p.want(`document.querySelector(".tandem-notice").firstChild.data`, "The browser has removed what this device kept of the application. 2 edits had not been sent and are lost.")
	p.lists("sent")
	p.shot("eviction", 1100, 800)
	p.shot("eviction-phone", 390, 844)
	p.live(s.url() + "/active") // it stays until it is dismissed
	p.wait(`document.querySelector(".tandem-notice")`)
	p.add("after")
	p.lists("sent|after")
	p.status(saved)
}

// TestNewerStore: what a newer build has stored is not touched by an older one.
func TestNewerStore(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.open(s.url() + "/healthz")
	p.want(`new Promise((done, fail) => { const r = indexedDB.open("tandem-0", 7); r.onupgradeneeded = () => r.result.createObjectStore("later").put("kept", 1); r.onsuccess = () => { r.result.close(); done("ok") }; r.onerror = fail })`, "ok")
	p.live(s.url() + "/")
	p.add("milk")
	p.lists("milk")
	p.wait(`document.querySelector(".tandem-fault")?.textContent.includes("newer version")`)
	p.status(saved)
	p.want(`new Promise((done, fail) => { const r = indexedDB.open("tandem-0"); r.onerror = fail; r.onsuccess = () => { const g = r.result.transaction("later").objectStore("later").get(1); g.onsuccess = () => done(r.result.version + g.result) } })`, "7kept")
}

// TestUpdate: a new build is offered, and taken when the person says so.
func TestUpdate(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.add("before")
	p.status(saved)
	p.wait(`navigator.serviceWorker.controller`)

	// The next build: other files would do, another name of the build will.
	next := t.TempDir()
	if err := os.CopyFS(next, os.DirFS(filepath.Join(filepath.Dir(program(t)), "assets"))); err != nil {
		t.Fatal(err)
	}
	index := filepath.Join(next, "index.json")
	b, err := os.ReadFile(index)
	if err != nil {
		t.Fatal(err)
	}
	old := p.eval(`document.querySelector("script[data-build]").dataset.build`)
	if err := os.WriteFile(index, []byte(strings.Replace(string(b), old, "nextbuild", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	s.kill()
	t.Setenv("ASSETS", next)
	s.start()
	p.eval(`dispatchEvent(new Event("online"))`)
	p.wait(`document.querySelector(".tandem-update")`)
	p.want(`document.querySelector("script[data-build]").dataset.build`, old)
	p.shot("update", 1100, 800)
	p.click(".tandem-update")
	p.wait(`document.querySelector("script[data-build]")?.dataset.build === "nextbuild" && document.documentElement.dataset.tandem === "live"`)
	p.lists("before")
	p.want(`caches.keys().then(k => k.filter(n => n.startsWith("tandem-")).join())`, "tandem-nextbuild")
}

// TestDoubleClick: a double click on a button is one request, also where the next
// button moves under the pointer.
func TestDoubleClick(t *testing.T) {
	s := startServer(t)
	p := startBrowser(t).tab()
	p.live(s.url() + "/")
	p.add("one")
	p.add("two")
	p.lists("one|two")
	p.doubleClick(".todo-list li:nth-child(1) .destroy")
	p.lists("two")
	p.status(saved)
	p.lists("two")
	p.click(".todo-list li:nth-child(1) .destroy")
	p.wait(`!document.querySelector(".todo-list")`)
}
