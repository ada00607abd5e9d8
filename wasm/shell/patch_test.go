package shell_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"github.com/tandemgo/tandem/internal/corpus"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/viewtest"
)

// browser is a page that has loaded the interpreter.
type browser struct {
	testing.TB
	ctx context.Context
	url string

	hostile *view.Node // what the page /corpus shows
}

// page is the markup of the pages that the tests' server has, by path. The
// interpreter has to work under the policy that it sends along.
var pages = map[string]string{
	"/": `<!DOCTYPE html><title>t</title><script src="/patch.js"></script><script src="/replay.js"></script><body></body>`,
	// A browser that cannot move a node without taking it out.
	"/nomove": `<!DOCTYPE html><title>t</title><script src="/nomove.js"></script><script src="/patch.js"></script><script src="/replay.js"></script><body></body>`,
	"/adopt": `<!DOCTYPE html><title>t</title><script src="/patch.js"></script><script src="/replay.js"></script><body>` +
		`<div id="root">` + string(view.AppendHTML(nil, adoptee("0"), &view.WriteOptions{FormFields: []view.Pair{{Name: "_base", Value: "9"}}})) + `</div></body>`,
}

func newBrowser(t *testing.T) *browser {
	path, err := exec.LookPath("chromium")
	if err != nil {
		t.Fatalf("this test needs the browser chromium: %v", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /patch.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "patch.js")
	})
	mux.HandleFunc("GET /replay.js", func(w http.ResponseWriter, r *http.Request) {
		http.ServeFile(w, r, "testdata/replay.js")
	})
	mux.HandleFunc("GET /silence.wav", func(w http.ResponseWriter, r *http.Request) {
		http.ServeContent(w, r, "silence.wav", time.Time{}, bytes.NewReader(silence()))
	})
	mux.HandleFunc("GET /nomove.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		fmt.Fprint(w, "delete Element.prototype.moveBefore")
	})
	b := &browser{TB: t}
	mux.HandleFunc("GET /corpus", func(w http.ResponseWriter, r *http.Request) {
		// No policy: what gets through would run.
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<!DOCTYPE html><title>t</title><script src="/patch.js"></script><script src="/replay.js"></script><body><div id="written">`)
		w.Write(view.AppendHTML(nil, b.hostile, nil))
		fmt.Fprint(w, `</div></body>`)
	})
	mux.HandleFunc("GET /corpus/{part}", func(w http.ResponseWriter, r *http.Request) {
		var p view.Patcher
		patch := p.Mount(b.hostile)
		if r.PathValue("part") == "text" {
			w.Write(patch.Text)
		} else {
			w.Write(raw(patch.Words))
		}
	})
	mux.HandleFunc("GET /", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'")
		if pages[r.URL.Path] == "" {
			http.NotFound(w, r) // what hostile URLs lead to
			return
		}
		fmt.Fprint(w, pages[r.URL.Path])
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)

	ctx, cancel := chromedp.NewExecAllocator(context.Background(),
		chromedp.ExecPath(path),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("autoplay-policy", "no-user-gesture-required"),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
	)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	b.ctx, b.url = ctx, srv.URL
	b.open("/")
	return b
}

// silence is a sound of one second.
func silence() []byte {
	const rate = 8000
	b := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, 36+rate)...)
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = append(b, "\x01\x00\x08\x00data"...)
	b = binary.LittleEndian.AppendUint32(b, rate)
	return append(b, bytes.Repeat([]byte{0x80}, rate)...)
}

func (b *browser) open(path string) {
	b.Helper()
	if err := chromedp.Do(b.ctx, chromedp.Navigate(b.url+path)); err != nil {
		b.Fatalf("open %s: %v", path, err)
	}
}

// eval returns the value of an expression in the page, or what it promises, as a
// string.
func (b *browser) eval(expression string) string {
	b.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[string]("Promise.resolve("+expression+").then(String)", chromedp.EvalAwaitPromise))
	if err != nil {
		b.Fatalf("%s: %v", expression, err)
	}
	return v
}

// do runs statements in the page.
func (b *browser) do(statements string) {
	b.Helper()
	b.eval("(() => {" + statements + "})()")
}

// want reports an error if an expression has another value.
func (b *browser) want(expression, want string) {
	b.Helper()
	if got := b.eval(expression); got != want {
		b.Errorf("%s = %s, want %s", expression, got, want)
	}
}

// apply runs a patch and returns why it failed.
func (b *browser) apply(p view.Patch) string {
	b.Helper()
	words, text := encode(p)
	return b.eval(fmt.Sprintf("t.run(%q, %q)", words, text))
}

// shows applies a patch and fails if the page is not what the tree says.
func (b *browser) shows(p view.Patch) {
	b.Helper()
	if failed := b.apply(p); failed != "" {
		b.Fatal(failed)
	}
}

func raw(words []uint32) []byte {
	b := make([]byte, 0, 4*len(words))
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

func encode(p view.Patch) (words, text string) {
	return base64.StdEncoding.EncodeToString(raw(p.Words)), base64.StdEncoding.EncodeToString(p.Text)
}

// TestPatches: what patch.js makes of patches is what the trees say.
func TestPatches(t *testing.T) {
	b := newBrowser(t)
	for _, c := range []struct {
		name string
		run  func(*browser)
	}{
		{"random trees", randomTrees},
		{"adopt", adoptKeepsEverything},
		{"adopt mismatch", adoptMismatch},
		{"touched", touchedControls},
		{"untouched", untouchedControls},
		{"move", moveKeepsFocus},
		{"keep", keepsWhatPeopleDo},
		{"compose", keepsComposition},
		{"autofocus", autofocus},
		{"noscript", noscript},
		{"corpus", everythingHostile},
	} {
		t.Run(c.name, func(t *testing.T) {
			defer func(all testing.TB) { b.TB = all }(b.TB)
			b.TB = t
			b.open("/")
			c.run(b)
			b.want("t.violations.join()", "")
		})
	}
}

// The laws of package viewtest's DOM, in a browser; besides, controls that
// nobody touched hold what their attributes say.
func randomTrees(b *browser) {
	type step struct {
		Words string  `json:"words"`
		Text  string  `json:"text"`
		Have  *string `json:"have,omitempty"`
		Want  string  `json:"want"`
	}
	fields := &view.WriteOptions{FormFields: []view.Pair{{Name: "_base", Value: "1.2"}, {Name: "_from", Value: "/"}}}
	var histories [][]step
	const steps = 15
	for s := range uint64(40) {
		f := viewtest.NewForest(s)
		var p view.Patcher
		var history []step
		for i := range steps {
			n := f.Tree()
			st := step{Want: string(view.AppendHTML(nil, n, nil))}
			switch {
			case i == 0 && s%2 == 0:
				have := string(view.AppendHTML(nil, n, fields))
				st.Have = &have
				st.Words, st.Text = encode(p.Adopt(n))
			case i == 0:
				have := "<p>old</p>"
				st.Have = &have
				st.Words, st.Text = encode(p.Mount(n))
			default:
				st.Words, st.Text = encode(p.Update(n))
			}
			history = append(history, st)
		}
		histories = append(histories, history)
	}
	data, err := json.Marshal(histories)
	if err != nil {
		b.Fatal(err)
	}
	b.want("t.replay("+string(data)+")", fmt.Sprintf("ok %d", 40*steps))
}

// some returns the attributes that mean something to browsers, and every eighth
// of the others, beginning with the i-th.
func some(attrs []string, i int) (names []string) {
	for k, name := range attrs {
		special := "href src action formaction poster cite data usemap xlink:href xml:lang ping srcset imagesrcset style attributeName value id"
		if (k+i)%8 == 0 || slices.Contains(strings.Fields(special), name) {
			names = append(names, name)
		}
	}
	return names
}

// Every element with every hostile string inside and in its URLs, and in turns in
// all other attributes: what a parser reads is what a patch makes, no URL can run
// anything, and nothing runs.
func everythingHostile(b *browser) {
	const dir = "../../view/html"
	attrs := corpus.Attributes(b, dir)
	for i, e := range corpus.Elements(b, dir) {
		names := attrs
		switch e.Tag {
		case "html", "head", "body":
			continue // these are no part of what a patch makes
		case "math":
			// The attributes of SVG are in a case that MathML has not.
			names = nil
			for _, name := range attrs {
				if name == strings.ToLower(name) {
					names = append(names, name)
				}
			}
		}
		b.hostile = view.El("main")
		for j, s := range corpus.Hostile {
			b.hostile.Kids = append(b.hostile.Kids, e.Tree(some(names, i+j), s))
		}
		b.open("/corpus")
		if got := b.eval(fmt.Sprintf("t.hostile(%d)", len(b.hostile.Kids))); got != "" {
			b.Errorf("<%s>: %s", e.Tag, got)
		}
	}
}

func adoptee(count string) *view.Node {
	return view.El("main",
		view.El("div", view.Attr{Name: "id", Value: "box"}, view.Attr{Name: "data-count", Value: count},
			view.Text("Hello, "), view.Text(""), view.Text("world "), view.El("b", view.Text(count))),
		view.Form("PUT", "/save",
			view.El("input", view.Attr{Name: "name", Value: "title"}, view.Attr{Name: "value", Value: "old"}),
			view.El("input", view.Attr{Name: "type", Value: "checkbox"}, view.Attr{Name: "name", Value: "done"}),
			view.El("textarea", view.Attr{Name: "name", Value: "body"}, view.Text("text "+count)),
			view.El("select", view.Attr{Name: "name", Value: "kind"}, view.El("option", view.Text("a")), view.El("option", view.Text("b")))))
}

func adoptKeepsEverything(b *browser) {
	b.open("/adopt")
	b.do(`
		const root = document.getElementById("root");
		t.bind(root);
		t.before = Array.from(root.querySelectorAll("*"));
		const input = root.querySelector("[name=title]");
		input.focus(); input.value = "typed"; input.setSelectionRange(2, 4);
		root.querySelector("[name=done]").checked = true;
		root.querySelector("select").selectedIndex = 1;
	`)
	var p view.Patcher
	b.shows(p.Adopt(adoptee("0")))
	b.want("t.warned.join()", "")
	b.want(`Array.from(t.root().querySelectorAll("*")).every((n, i) => n === t.before[i])`, "true")
	b.want(`t.root().querySelector("#box").childNodes.length`, "4")

	// What was there before the program took over counts as touched.
	b.shows(p.Update(adoptee("1")))
	b.want(`Array.from(t.root().querySelectorAll("*")).every((n, i) => n === t.before[i])`, "true")
	b.want(`t.root().querySelector("#box").textContent`, "Hello, world 1")
	b.want(`t.root().querySelector("[name=title]").value`, "typed")
	b.want(`document.activeElement.name + document.activeElement.selectionStart + document.activeElement.selectionEnd`, "title24")
	b.want(`t.root().querySelector("[name=done]").checked`, "true")
	b.want(`t.root().querySelector("select").value`, "b")
	b.want(`t.root().querySelector("textarea").value`, "text 1")
	b.want(`t.root().querySelector("[name=_base]").value + t.root().querySelector("[name=_method]").value`, "9PUT")
}

func adoptMismatch(b *browser) {
	li := func(key string, items ...view.Item) *view.Node {
		return view.El("li", view.Key(key), view.El("input", view.Attr{Name: "name", Value: key}), view.Items(items))
	}
	n := view.El("main", view.El("ul", li("a", view.Text("one ")), li("b", view.Attr{Name: "lang", Value: "de"})), view.El("p"))
	written := string(view.AppendHTML(nil, n, nil))
	for _, c := range []struct{ markup, told string }{
		{written, ""},
		{`<main><ul><li><input name="a">one </li><p></p></ul><p></p></main>`, `/main/ul: expected <li> as child 2, found <p>|/main/ul: expected the end after child 2, found <p>`},
		{`<main><ul><li><input name="a">one </li></ul><p></p></main>`, `/main/ul: expected <li> as child 2, found the end`},
		{`<main><ul><li><input name="a">one </li><li lang="de"><input name="b"></li>tail</ul><p></p></main>`, `/main/ul: expected the end after child 2, found text "tail"`},
		{`<main><ul><li><input name="a">one </li><li lang="de"><b></b><input name="b"></li></ul><p></p></main>`, `/main/ul/li[2]: expected <input> as child 1, found <b>`},
		{`<main><div>x</div>y<ul><li><input name="a">one </li><li lang="de"><input name="b"></li></ul><p></p></main>`, `/main: expected <ul> as child 1, found <div>`},
		// Texts and attributes.
		{`<main><ul lang="de"><li><input name="a">two </li><!-- x --><li class="x"><input name="b"></li></ul><p></p></main>`,
			`/main/ul/@lang: expected none, found "de"|/main/ul/li: expected text "one ", found text "two "|/main/ul/li[2]/@lang: expected "de", found none|/main/ul/li[2]/@class: expected none, found "x"`},
		{``, `/: expected <main> as child 1, found the end`},
	} {
		b.eval(fmt.Sprintf("t.show(%q)", c.markup))
		// Whoever has begun to type where nothing is wrong goes on.
		b.do(`t.typed = t.root().querySelector("[name=a]"); if (t.typed) { t.typed.value = "typed"; t.typed.focus(); t.typed.setSelectionRange(1, 2) }`)
		var p view.Patcher
		b.shows(p.Adopt(n))
		b.want("t.warned.join('|')", c.told)
		if c.markup != "" {
			b.want(`[t.typed === t.root().querySelector("[name=a]"), t.typed.value, document.activeElement === t.typed, t.typed.selectionStart].join()`, "true,typed,true,1")
			b.do(`t.typed.value = ""`)
		}
		b.want(fmt.Sprintf("t.compare(%q)", written), "")
		// What was put right is what the tree says from now on.
		m := view.El("main", view.El("ul", li("b", view.Text("!")), li("a", view.Text("three"))), view.El("p", view.Text("end")))
		b.shows(p.Update(m))
		b.want(fmt.Sprintf("t.compare(%q)", view.AppendHTML(nil, m, nil)), "")
	}

	// The inside of what is missing here is in no program.
	raw := view.El("main", view.El("div", view.Raw("<b>x</b>")))
	b.eval(`t.show("<main></main>")`)
	var p view.Patcher
	if got := b.apply(p.Adopt(raw)); got != "the inside of <div> is not known" {
		b.Errorf("it was told %q", got)
	}
	b.shows(p.Mount(raw))
	b.want("t.compare('<main><div><b>x</b></div></main>')", "")
}

// controls is a form in which everything has the value v.
func controls(v string) *view.Node {
	attr := func(name, value string) view.Attr { return view.Attr{Name: name, Value: value} }
	on := func(name string, of string) view.Item { return view.If(v == of, attr(name, "")) }
	return view.Form("POST", "/x",
		view.El("input", attr("name", "text"), attr("value", v)),
		view.El("input", attr("name", "tick"), attr("type", "checkbox"), on("checked", "1")),
		view.El("input", attr("name", "radio"), attr("type", "radio"), attr("value", "r0"), on("checked", "0")),
		view.El("input", attr("name", "radio"), attr("type", "radio"), attr("value", "r1"), on("checked", "1")),
		view.El("input", attr("name", "radio"), attr("type", "radio"), attr("value", "r2"), on("checked", "2")),
		view.El("textarea", attr("name", "area"), view.Text(v)),
		view.El("select", attr("name", "one"), view.Map([]string{"0", "1", "2"}, func(o string) view.Item {
			return view.El("option", attr("value", o), on("selected", o))
		})),
		view.El("select", attr("name", "many"), attr("multiple", ""), view.Map([]string{"0", "1", "2"}, func(o string) view.Item {
			return view.El("option", attr("value", o), on("selected", o))
		})))
}

const holds = `(() => {
	const f = t.root().querySelector("form").elements;
	return [f.text.value, f.tick.checked, f.radio.value, f.area.value, f.one.value, Array.from(f.many.selectedOptions, o => o.value)].join();
})()`

func touchedControls(b *browser) {
	var p view.Patcher
	b.eval("t.show('')")
	b.shows(p.Mount(controls("0")))
	b.want(holds, "0,false,r0,0,0,0")
	b.do(`
		const f = t.root().querySelector("form").elements;
		f.text.value = "mine"; f.tick.checked = true; f.radio[2].checked = true;
		f.area.value = "mine"; f.one.value = "2"; f.many.options[0].selected = false; f.many.options[2].selected = true;
		for (const c of [f.text, f.tick, f.radio[2], f.area, f.one, f.many]) c.tandemTouched = true;
	`)
	for _, v := range []string{"1", "0", "1"} {
		b.shows(p.Update(controls(v)))
		b.want(holds, "mine,true,r2,mine,2,2")
	}
	b.want(`t.root().querySelector("[name=text]").getAttribute("value")`, "1")
	b.want(`t.root().querySelector("[name=area]").defaultValue`, "1")
	// A person's reset leads to the newest values.
	b.do(`t.root().querySelector("form").reset()`)
	b.want(holds, "1,true,r1,1,1,1")
}

func untouchedControls(b *browser) {
	var p view.Patcher
	b.eval("t.show('')")
	b.shows(p.Mount(controls("0")))
	// A control that was changed and is not touched any more, as after a
	// form was sent, shows new values again.
	b.do(`
		const f = t.root().querySelector("form").elements;
		f.text.value = "sent"; f.tick.checked = true; f.radio[2].checked = true;
		f.area.value = "sent"; f.one.value = "2"; f.many.options[0].selected = false; f.many.options[2].selected = true;
	`)
	b.shows(p.Update(controls("1")))
	b.want(holds, "1,true,r1,1,1,1")
	// An equal value leaves the caret alone.
	b.do(`const i = t.root().querySelector("[name=text]"); i.value = "2"; i.focus(); i.setSelectionRange(0, 0);`)
	b.shows(p.Update(controls("2")))
	b.want(holds, "2,false,r2,2,2,2")
	b.want(`t.root().querySelector("[name=text]").selectionStart`, "0")
}

func moveKeepsFocus(b *browser) {
	list := func(keys ...string) *view.Node {
		return view.El("ul", view.Map(keys, func(k string) view.Item {
			return view.El("li", view.Key(k), view.El("input", view.Attr{Name: "name", Value: k}))
		}))
	}
	for _, path := range []string{"/", "/nomove"} {
		b.open(path)
		if moves := b.eval(`typeof Element.prototype.moveBefore`); path == "/nomove" && moves != "undefined" {
			b.Fatal("moveBefore is still there")
		}
		b.eval("t.show('')")
		var p view.Patcher
		b.shows(p.Mount(list("a", "b", "c")))
		b.do(`const i = t.root().querySelector("[name=c]"); i.value = "typed"; i.focus(); i.setSelectionRange(1, 3); t.node = i;`)
		b.shows(p.Update(list("c", "a", "b")))
		b.want(`Array.from(t.root().querySelectorAll("input"), i => i.name).join("")`, "cab")
		b.want(`document.activeElement === t.node`, "true")
		b.want(`t.node.selectionStart + "," + t.node.selectionEnd + t.node.value`, "1,3typed")
	}
}

// everyday is a list whose rows have one of everything that a person can be in the
// middle of.
func everyday(version string, keys ...string) *view.Node {
	attr := func(name, value string) view.Attr { return view.Attr{Name: name, Value: value} }
	return view.El("ul", attr("title", version), view.Map(keys, func(k string) view.Item {
		return view.El("li", view.Key(k), attr("id", k),
			view.El("p", view.Text(k+version)),
			view.El("input", attr("name", "i"), attr("value", version)),
			view.El("textarea", attr("name", "t"), view.Text(version)),
			view.El("details", view.El("summary", view.Text(version)), view.Text(version)),
			view.El("div", view.Class("box"), attr("tabindex", "0"), view.El("div", view.Class("tall"), view.Text(version))),
			view.El("audio", attr("src", "/silence.wav"), attr("loop", ""), attr("muted", ""), attr("title", version)))
	}))
}

// Whatever changes around it, and when its row moves, comes to stand elsewhere
// or has new contents, what a person does goes on.
func keepsWhatPeopleDo(b *browser) {
	for _, path := range []string{"/", "/nomove"} {
		b.open(path)
		b.eval("t.show('')")
		var p view.Patcher
		b.shows(p.Mount(everyday("0", "a", "b", "c", "d")))
		b.eval(`(async () => {
			const row = document.getElementById("c");
			t.keep = {
				area: row.querySelector("textarea"), details: row.querySelector("details"), box: row.querySelector(".box"), audio: row.querySelector("audio"),
			};
			t.keep.area.value = "typed by hand"; t.keep.area.tandemTouched = true;
			t.keep.area.focus(); t.keep.area.setSelectionRange(2, 5, "backward");
			t.keep.details.open = true;
			t.keep.box.style.height = "50px"; t.keep.box.style.overflow = "auto"; t.keep.box.firstChild.style.height = "900px";
			const scrolled = new Promise((done) => document.addEventListener("scroll", done, { capture: true, once: true }));
			t.keep.box.scrollTop = 123;
			await scrolled;
			await t.keep.audio.play();
			t.events = [];
			for (const type of ["pause", "emptied", "loadstart"]) t.keep.audio.addEventListener(type, () => t.events.push(type));
			for (const type of ["blur", "focus"]) t.keep.area.addEventListener(type, () => t.events.push(type));
		})()`)
		for i, keys := range []string{"abcd", "bcd", "xbyczd", "zcyx", "cabd", "dbac", "c"} {
			b.shows(p.Update(everyday(fmt.Sprint(i+1), strings.Split(keys, "")...)))
			b.want(`Array.from(t.root().querySelectorAll("li"), (n) => n.id).join("")`, keys)
			b.want(`document.getElementById("c").contains(t.keep.area)`, "true")
			b.want(`document.activeElement === t.keep.area`, "true")
			b.want(`[t.keep.area.value, t.keep.area.selectionStart, t.keep.area.selectionEnd, t.keep.area.selectionDirection].join()`, "typed by hand,2,5,backward")
			b.want(`t.keep.details.open`, "true")
			b.want(`t.keep.box.scrollTop`, "123")
			b.want(`t.keep.audio.paused`, "false")
		}
		b.want(`document.getElementById("c").textContent`, "c77777")
		if path == "/" {
			// Where nodes can be moved as they are, nothing even hears of it.
			b.want(`t.events.join()`, "")
		}
	}
}

// A composition goes on while patches change, move and surround its field.
func keepsComposition(b *browser) {
	compose := func(s string) {
		b.Helper()
		if err := chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
			_, err := chromedp.Call(ctx, input.ImeSetComposition, input.ImeSetCompositionParams{Text: s, SelectionStart: int64(len([]rune(s))), SelectionEnd: int64(len([]rune(s)))})
			return err
		})); err != nil {
			b.Fatal(err)
		}
	}
	b.eval("t.show('')")
	var p view.Patcher
	b.shows(p.Mount(everyday("0", "a", "b", "c", "d")))
	b.do(`
		t.keep = document.getElementById("c").querySelector("input");
		t.keep.focus(); t.keep.value = "";
		t.events = [];
		for (const type of ["compositionstart", "compositionend"]) t.keep.addEventListener(type, () => t.events.push(type));
		t.keep.addEventListener("input", () => { t.keep.tandemTouched = true; });
	`)
	text := ""
	for i, keys := range []string{"abcd", "bcd", "xbyczd", "zcyx", "cabd", "dbac", "c"} {
		text += string([]rune("にほんごをうつ")[i])
		compose(text)
		b.shows(p.Update(everyday(fmt.Sprint(i+1), strings.Split(keys, "")...)))
		b.want(`t.keep.value`, text)
		b.want(`document.activeElement === t.keep`, "true")
		b.want(`t.events.join()`, "compositionstart")
	}
	if err := chromedp.Do(b.ctx, chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, input.InsertText, input.InsertTextParams{Text: "日本語"})
		return err
	})); err != nil {
		b.Fatal(err)
	}
	b.want(`t.keep.value`, "日本語")
	b.want(`t.events.join()`, "compositionstart,compositionend")
}

func autofocus(b *browser) {
	n := func(edit bool) *view.Node {
		return view.El("p", view.El("button", view.Text("x")),
			view.If(edit, view.El("input", view.Attr{Name: "autofocus"}, view.Attr{Name: "name", Value: "e"})))
	}
	b.eval("t.show('')")
	var p view.Patcher
	b.shows(p.Mount(n(false)))
	b.do(`t.root().querySelector("button").focus()`)
	b.shows(p.Update(n(true)))
	b.want("document.activeElement.name", "e")
	b.do(`t.root().querySelector("button").focus()`)
	b.shows(p.Update(n(true)))
	b.want("document.activeElement.localName", "button")
}

func noscript(b *browser) {
	n := func(s string) *view.Node {
		return view.El("p", view.El("noscript", view.El("b", view.Text(s))), view.Text(s))
	}
	b.eval(fmt.Sprintf("t.show(%q)", strings.ReplaceAll(string(view.AppendHTML(nil, n("1"), nil)), "\n", "")))
	var p view.Patcher
	b.shows(p.Adopt(n("1")))
	b.want("t.warned.join()", "")
	b.shows(p.Update(n("2")))
	b.want(`t.root().querySelector("p").lastChild.data`, "2")
}
