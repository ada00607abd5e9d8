package view_test

import (
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/internal/corpus"
	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
	"github.com/tandemgo/tandem/view/viewtest"
)

func write(n *view.Node) string { return string(view.AppendHTML(nil, n, nil)) }

// scheme finds the scheme of a URL as a browser reads it: what comes before it
// goes, and tabs and ends of lines anywhere (WHATWG URL, basic URL parser).
var scheme = regexp.MustCompile(`^([a-zA-Z][a-zA-Z0-9+.-]*):`)

func schemeOf(s string) string {
	s = strings.TrimLeftFunc(s, func(r rune) bool { return r <= ' ' })
	s = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(s)
	if m := scheme.FindStringSubmatch(s); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

func safe(s string) bool {
	return slices.Contains([]string{"", "http", "https", "mailto", "tel"}, schemeOf(s))
}

var (
	urlAttrs  = strings.Fields("href src action formaction poster cite data usemap xlink:href background manifest")
	listAttrs = strings.Fields("ping srcset imagesrcset")
)

// wanted returns what has to be read where s was written, by the name of the
// attribute; under "" for all others.
func wanted(tag, s string) map[string]string {
	clean := text(s, true)
	want := map[string]string{"": clean}
	for _, name := range urlAttrs {
		if !safe(clean) && !(tag == "img" && name == "src" && strings.HasPrefix(strings.ToLower(clean), "data:image/")) {
			want[name] = "about:invalid"
		}
	}
	for _, name := range listAttrs {
		for _, u := range strings.FieldsFunc(clean, func(r rune) bool { return r <= ' ' || r == ',' && name != "ping" }) {
			if !safe(u) {
				want[name] = "about:invalid"
			}
		}
	}
	// TestStyle says which are kept.
	want["style"], _ = viewtest.Parse(write(view.El("p", view.Attr{Name: "style", Value: s}))).Kids[0].Attr("style")
	return want
}

// Whatever stands in any attribute of any element, and inside it, a parser reads
// the same tree again.
func TestEveryElementAndAttributeWithHostileStrings(t *testing.T) {
	attrs := corpus.Attributes(t, "html")
	cases := 0
	for _, e := range corpus.Elements(t, "html") {
		for _, s := range corpus.Hostile {
			page := e.Tree(attrs, s)
			source := e.Find(page)
			switch e.Tag {
			case "html", "head", "body":
				// These are in a page already, whose own they become.
				page = view.El("html", view.El("head"), view.El("body", view.Text("x")))
				switch e.Tag {
				case "html":
					page.Attrs = source.Attrs
				case "head":
					page.Kids[0].Attrs = source.Attrs
				case "body":
					page.Kids[1] = source
					source.Kids = source.Kids[1:2] // white space at the start of a body moves
				}
			}
			out := write(page)
			read := viewtest.Parse(out)
			var got *view.Node
			switch {
			case e.Tag == "html":
				got = read
			case e.Tag == "head" && !e.SVG:
				got = read.Kids[0]
			case e.Tag == "body":
				got = read.Kids[1]
			case len(read.Kids) == 1 && len(read.Kids[0].Kids) == 2 && viewtest.Text(read.Kids[0].Kids[1]) == "after":
				got = e.Find(read.Kids[0])
			}
			if got == nil {
				t.Fatalf("<%s> with %q: wrote %s", e.Tag, s, out)
			}
			if len(got.Attrs) != len(attrs) {
				t.Errorf("<%s> with %q: %d attributes, want %d", e.Tag, s, len(got.Attrs), len(attrs))
			}
			want := wanted(e.Tag, s)
			values := make(map[string]string, len(got.Attrs))
			for _, a := range got.Attrs {
				values[a.Name] = a.Value
			}
			for _, name := range attrs {
				read := name
				if !e.SVG && e.Tag != "svg" {
					read = strings.ToLower(name)
				}
				w, ok := want[name]
				if !ok {
					w = want[""]
				}
				if value, ok := values[read]; !ok || value != w {
					t.Errorf("<%s> with %q: %s became %q (%v), want %q", e.Tag, s, name, value, ok, w)
				}
				cases++
			}
			if e.Tag == "html" {
				continue
			}
			if g, w := viewtest.Text(got), inside(e, viewtest.Text(source)); g != w {
				t.Errorf("<%s> with %q: wrote %s\nwant  %q\ngot   %q", e.Tag, s, out, w, g)
			}
			for _, k := range got.Kids {
				if k.Tag != "" {
					t.Errorf("<%s> with %q: wrote %s\nit holds an element", e.Tag, s, out)
				}
			}
		}
	}
	t.Logf("%d cases", cases)
}

// inside is what a parser should read inside an element with the text s.
func inside(e corpus.Element, s string) string {
	s = text(s, true)
	switch {
	case !e.SVG && (e.Tag == "style" || e.Tag == "script"):
		return code(e.Tag, s)
	case e.Tag == "noscript": // the parser takes its markup for text
		return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "\r", "&#13;").Replace(s)
	}
	return s
}

func text(s string, source bool) string {
	if source {
		s = strings.ReplaceAll(string([]rune(s)), "\x00", "")
	}
	return s
}

func code(tag, s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	if tag == "style" {
		return strings.ReplaceAll(s, "<", `\3c `)
	}
	return regexp.MustCompile(`(?i)<(!--|/?script|/noscript)`).ReplaceAllString(s, `\u003c$1`)
}

func TestWrite(t *testing.T) {
	for _, c := range []struct {
		name string
		n    *view.Node
		want string
	}{
		{"text", view.Text(`<&>"`), `&lt;&amp;&gt;"`},
		{"nil", nil, ``},
		{"value", html.P(html.Title(`<&>"'`)), `<p title="&lt;&amp;&gt;&#34;'"></p>`},
		{"void", html.Div(html.Br(), html.Input(html.Disabled(true), html.Checked(false))), `<div><br><input disabled></div>`},
		{"page", html.HTML(html.Lang("en")), `<!DOCTYPE html><html lang="en"></html>`},
		{"classes", html.P(view.Class("a", "", "b"), view.ClassIf(true, "c"), view.ClassIf(false, "d")), `<p class="a b c"></p>`},
		{"last value holds", html.P(html.ID("a"), html.Title("t"), html.ID("b")), `<p id="b" title="t"></p>`},
		{"first of hand-made doubles", &view.Node{Tag: "p", Attrs: []view.Attr{{Name: "id", Value: "a"}, {Name: "ID", Value: "b"}}}, `<p id="a"></p>`},
		{"handlers", view.El("p", view.Attr{Name: "onclick", Value: "x()"}, view.Attr{Name: "OnClick", Value: "x()"}, view.Attr{Name: "srcdoc", Value: "<p>"}), `<p></p>`},
		{"bad names", view.El("p", view.Attr{Name: "a b", Value: "1"}, view.Attr{Name: "a>", Value: "1"}, view.Attr{Name: "=x", Value: "1"}, view.Attr{Name: "é", Value: "1"}), `<p></p>`},
		{"bad tags", html.Div(view.El("a b"), view.El("SCRIPT", view.Text("x")), view.El("plaintext"), view.El("1"), view.El("p><script")), `<div></div>`},
		{"bad root", view.El("a b"), ``},
		{"raw", html.P(view.Raw("<b>x</b>")), `<p><b>x</b></p>`},
		{"raw among others", html.P(view.Raw("<b>x</b>"), view.Text("y")), `<p>y</p>`},
		{"raw alone", view.Raw("<b>"), ``},
		{"element in a textarea", html.Textarea(html.B(), view.Text("x")), `<textarea>x</textarea>`},
		{"line feed", html.Pre(view.Text(""), view.Text("\nx")), "<pre>\n\nx</pre>"},
		{"script in two texts", html.Script(view.Text("x='</scr"), view.Text("ipt>'")), `<script>x='\u003c/script>'</script>`},
		{"svg style", view.El("svg", view.El("style", view.Text("</style><img>"))), `<svg><style>&lt;/style&gt;&lt;img&gt;</style></svg>`},
		{"svg in html in svg", view.El("svg", view.El("foreignObject", html.Br(), view.El("svg", view.El("br")))), `<svg><foreignObject><br><svg><br></br></svg></foreignObject></svg>`},
		{"animate", view.El("svg", view.El("animate", view.Attr{Name: "attributeName", Value: " xlink:HREF"})), `<svg><animate attributeName></animate></svg>`},
		{"animated name", view.El("svg", view.El("set", view.Attr{Name: "attributeName", Value: "opacity"})), `<svg><set attributeName="opacity"></set></svg>`},
		{"image", html.Div(view.El("image"), view.El("frame"), html.SVG(html.Image())), `<div><svg><image></image></svg></div>`},
		{"param", html.Object(view.El("param", view.Text("x"))), `<object><param></object>`},
		{"shadow root", html.Template(view.Attr{Name: "shadowrootmode", Value: "open"}), `<template></template>`},
		{"refresh", html.Meta(html.HTTPEquiv(" Refresh"), html.Content("0;url='javascript:x'")), `<meta http-equiv=" Refresh" content>`},
		{"harmless refresh", html.Meta(html.HTTPEquiv("refresh"), html.Content("0; url=https://h/x")), `<meta http-equiv="refresh" content="0; url=https://h/x">`},
		{"styles", html.P(html.Style("color", "red"), html.Style("width", "5%")), `<p style="color:red;width:5%"></p>`},
		{"return in pre", html.Pre(view.Text("\x00\rx")), "<pre>\n&#13;x</pre>"},
		{"iframe", html.Iframe(view.Text("</iframe><script>")), `<iframe></iframe>`},
		{"fragments", html.P(view.Fragment(view.Text("a"), view.Fragment(html.ID("i"), nil, (*view.Node)(nil)))), `<p id="i">a</p>`},
		{"conditions", html.P(view.If(false, view.Text("a")), view.IfElse(true, view.Text("b"), view.Text("c")), view.IfFunc(false, nil)), `<p>b</p>`},
		{"sequence", html.P(view.MapSeq(slices.Values([]string{"a", "b"}), func(s string) view.Item { return view.Text(s) })), `<p>ab</p>`},
		{"event", html.A(view.On("keydown-escape", view.Go("/x?a=1&b"))), `<a data-on-keydown-escape="go /x?a=1&amp;b"></a>`},
		{"events", html.A(view.On("wheel", view.Submit()), view.On("a b", view.Submit()), view.On("", view.Reset()), view.On("click", view.Reset())), `<a data-on-wheel="submit" data-on-click="reset"></a>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := write(c.n); got != c.want {
				t.Errorf("\ngot  %s\nwant %s", got, c.want)
			}
		})
	}
}

// parts is a writer that keeps what it is given, and fails after n pieces.
type parts struct {
	all []string
	n   int
}

var errFull = errors.New("full")

func (p *parts) Write(b []byte) (int, error) {
	if len(p.all) == p.n {
		return 0, errFull
	}
	p.all = append(p.all, string(b))
	return len(b), nil
}

func TestWriteHTMLWritesInPieces(t *testing.T) {
	var list []person
	for range 10 {
		list = append(list, people()...)
	}
	n := html.Body(table(list), html.Pre(view.Text(strings.Repeat("x", 100_000))))
	want := write(n)
	all := &parts{n: 1000}
	if err := view.WriteHTML(all, n, nil); err != nil {
		t.Fatal(err)
	}
	if strings.Join(all.all, "") != want {
		t.Error("the pieces are not what AppendHTML appends")
	}
	if len(all.all) < 10 {
		t.Errorf("%d pieces for %d bytes", len(all.all), len(want))
	}
	for _, p := range all.all[:5] {
		if len(p) < 16<<10 || len(p) > 20<<10 {
			t.Errorf("a piece of %d bytes", len(p))
		}
	}
	some := &parts{n: 2}
	if err := view.WriteHTML(some, n, nil); err != errFull {
		t.Errorf("error = %v, want that of the writer", err)
	}
	if err := view.WriteHTML(&parts{}, nil, nil); err != nil {
		t.Errorf("nothing to write: %v", err)
	}
}

func TestStyle(t *testing.T) {
	for _, c := range []struct{ property, value, want string }{
		{"color", "red", "color:red"},
		{"width", "calc(100% - (2 * 1px))", "width:calc(100% - (2 * 1px))"},
		{"--x", "1", "--x:1"},
		{"font-family", `"a b", 'c;d'`, `font-family:"a b", 'c;d'`},
		{"color", "red !important", "color:red !important"},
		{"color", "", ""},
		{"color", "red;position:fixed", ""},
		{"color", "red}body{", ""},
		{"background", "url(//evil)", ""},
		{"background", "URL(//evil)", ""},
		{"background", `u\72l(//evil)`, ""},
		{"background", "image-set('//evil' 1x)", ""},
		{"background", "x-url(//evil)", ""},
		{"width", "expression(x)", ""},
		{"width", "(1px", ""},
		{"width", "1px)", ""},
		{"width", "'1px", ""},
		{"width", "'1px\n'", ""},
		{"width", "1px/*", ""},
		{"width", "1px/2", "width:1px/2"},
		{"width", "1\x00px", ""},
		{"width:1px;color", "red", ""},
		{"", "red", ""},
		{"9", "red", ""},
	} {
		if got := view.Style(c.property, c.value); got.Value != c.want {
			t.Errorf("Style(%q, %q) = %q, want %q", c.property, c.value, got.Value, c.want)
		}
	}
	for value, want := range map[string]string{
		"color:red; width:1px":         "color:red; width:1px",
		"color:red;background:url(/x)": "",
		"color:red}":                   "",
		"color:'x":                     "",
		"a:(b;c:d)":                    "",
	} {
		if got, _ := viewtest.Find(viewtest.Parse(write(view.El("p", view.Attr{Name: "STYLE", Value: value}))), "p").Attr("style"); got != want {
			t.Errorf("style=%q became %q, want %q", value, got, want)
		}
	}
}

func TestURLs(t *testing.T) {
	const bad = "about:invalid"
	for _, c := range []struct{ tag, attr, value, want string }{
		{"a", "href", "/x", "/x"},
		{"a", "href", "", ""},
		{"a", "href", "x:y", bad},
		{"a", "href", "./x:y", "./x:y"},
		{"a", "href", "?x:y", "?x:y"},
		{"a", "href", "#x:y", "#x:y"},
		{"a", "href", "//host/x", "//host/x"},
		{"a", "href", "HTTPS://h", "HTTPS://h"},
		{"a", "href", "mailto:a@b", "mailto:a@b"},
		{"a", "href", "tel:1", "tel:1"},
		{"a", "href", "javascript:x", bad},
		{"a", "href", "jAvAsCrIpT:x", bad},
		{"a", "href", "java\tscr\nipt\r:x", bad},
		{"a", "href", "\x00\x01 \x1fjavascript:x", bad},
		{"a", "href", "java\x00script:x", bad},
		{"a", "HREF", "javascript:x", bad},
		{"a", "href", "javascript&colon;x", "javascript&colon;x"},
		{"a", "href", "java script:x", "java script:x"},
		{"a", "href", "averylongschemename:x", bad},
		{"a", "href", "averylongpathname/a:x", "averylongpathname/a:x"},
		{"a", "href", "data:image/png;base64,x", bad},
		{"a", "href", "blob:x", bad},
		{"img", "src", "data:image/png;base64,x", "data:image/png;base64,x"},
		{"img", "src", "DATA:IMAGE/png,x", "DATA:IMAGE/png,x"},
		{"img", "src", "data:text/html,x", bad},
		{"iframe", "src", "data:image/svg+xml,x", bad},
		{"form", "action", "javascript:x", bad},
		{"button", "formaction", "javascript:x", bad},
		{"object", "data", "javascript:x", bad},
		{"video", "poster", "javascript:x", bad},
		{"a", "ping", "/a javascript:x", bad},
		{"a", "ping", "/a /b", "/a /b"},
		{"img", "srcset", "/a.png 1x, /b.png 2x", "/a.png 1x, /b.png 2x"},
		{"img", "srcset", "/a.png 1x,javascript:x 2x", bad},
	} {
		n := view.El(c.tag, view.Attr{Name: c.attr, Value: c.value})
		got, ok := viewtest.Parse(write(n)).Kids[0].Attr(strings.ToLower(c.attr))
		if !ok || got != c.want {
			t.Errorf("%s %s=%q: %q, want %q", c.tag, c.attr, c.value, got, c.want)
		}
	}
	svg := view.El("svg", view.El("a", view.Attr{Name: "xlink:href", Value: "javascript:x"}))
	if got := write(svg); !strings.Contains(got, bad) {
		t.Errorf("wrote %s", got)
	}
}

func TestGoTakesLocalPathsOnly(t *testing.T) {
	for _, url := range []string{"", "x", "//host", "/\\host", "/\t/host", "\t//host", "http://host", "javascript:x", "/a b", "/a\n"} {
		if got := view.Go(url); got != (view.Action{}) {
			t.Errorf("Go(%q) = %q, want nothing", url, got)
		}
	}
	if got := view.Go("/todos/1?x=//y").String(); got != "go /todos/1?x=//y" {
		t.Errorf("got %q", got)
	}
}

func TestForm(t *testing.T) {
	fields := &view.WriteOptions{FormFields: []view.Pair{{Name: "_base", Value: `7"`}, {Name: "other", Value: "x"}}}
	for method, want := range map[string]string{
		"GET":  `<form method="get" action="/x">y</form>`,
		"POST": `<form method="post" action="/x"><input type="hidden" name="_base" value="7&#34;">y</form>`,
		"PUT":  `<form method="post" action="/x"><input type="hidden" name="_base" value="7&#34;"><input type="hidden" name="_method" value="PUT">y</form>`,
		"drop": `<form method="get" action="/x">y</form>`,
	} {
		if got := string(view.AppendHTML(nil, view.Form(method, "/x", view.Text("y")), fields)); got != want {
			t.Errorf("%s:\ngot  %s\nwant %s", method, got, want)
		}
	}
}

func TestAppendJSON(t *testing.T) {
	for _, s := range corpus.Hostile {
		data, err := json.Marshal(map[string]string{"v": s})
		if err != nil {
			t.Fatal(err)
		}
		// Marshal escapes too; take that away to see ours.
		raw := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\u2028`, "\u2028", `\u2029`, "\u2029").Replace(string(data))
		script := viewtest.Parse(string(view.AppendJSON([]byte("<p>x</p>"), `i"d`, []byte(raw)))).Kids[1]
		inside := viewtest.Text(script)
		if strings.ContainsAny(inside, "<>&\u2028\u2029") {
			t.Errorf("%q: wrote %s", s, inside)
		}
		var want, got map[string]string
		if err := json.Unmarshal(data, &want); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(inside), &got); err != nil || got["v"] != want["v"] {
			t.Errorf("%q: read %q, %v", s, got["v"], err)
		}
	}
}

// For any strings at all: nothing that can run gets into the page, and what
// follows is still there.
func FuzzWrite(f *testing.F) {
	for i, s := range corpus.Hostile {
		f.Add("div", "title", s, s)
		f.Add(s, s, s, s)
		f.Add("textarea", "href", corpus.Hostile[(i+1)%len(corpus.Hostile)], s)
	}
	f.Add("style", "onclick", "x", "</style>")
	f.Add("a", "SRCDOC", "x", "x")
	f.Fuzz(func(t *testing.T, tag, name, value, s string) {
		n := view.El("section", view.El("p", view.Attr{Name: name, Value: value}, view.Text(s)),
			view.El(tag, view.Attr{Name: name, Value: value}, view.Attr{Name: "href", Value: value}, view.Text(s)),
			view.El("em", view.Text("after")))
		out := write(n)
		if again := write(n); again != out {
			t.Fatalf("two runs write\n%s\n%s", out, again)
		}
		page := viewtest.Parse(out)
		check(t, out, tag, page)
		if p := viewtest.Find(page, "p"); p == nil || viewtest.Text(p) != text(s, true) {
			t.Errorf("wrote %s\nwant %q in p", out, s)
		}
		if tag != "select" && viewtest.Text(viewtest.Find(page, "em")) != "after" {
			t.Errorf("wrote %s\nwhat follows is lost", out)
		}
	})
}

func check(t *testing.T, out, tag string, n *view.Node) {
	if n.Tag == "script" && tag != "script" {
		t.Errorf("wrote %s\na script got in", out)
	}
	for _, a := range n.Attrs {
		// As a browser reads a URL: what comes before it goes, and tabs and
		// ends of lines anywhere (WHATWG URL, basic URL parser).
		value := strings.TrimLeftFunc(a.Value, func(r rune) bool { return r <= ' ' })
		value = strings.ToLower(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(value))
		if strings.HasPrefix(a.Name, "on") || a.Name == "srcdoc" || (a.Name == "href" || a.Name == "xlink:href") && strings.HasPrefix(value, "javascript:") {
			t.Errorf("wrote %s\n%s=%q got in", out, a.Name, a.Value)
		}
	}
	for _, k := range n.Kids {
		if k.Tag != "" {
			check(t, out, tag, k)
		}
	}
}

type person struct {
	id          int
	name, email string
	active      bool
}

func people() []person {
	list := make([]person, 100)
	for i := range list {
		list[i] = person{i, "Person <" + strconv.Itoa(i) + ">", "p" + strconv.Itoa(i) + "@example.org", i%3 == 0}
	}
	return list
}

func table(list []person) *view.Node {
	return html.Table(html.Class("people"),
		html.Thead(html.Tr(html.Th(view.Text("Id")), html.Th(view.Text("Name")), html.Th(view.Text("Mail")), html.Th())),
		html.Tbody(view.Map(list, func(p person) view.Item {
			id := strconv.Itoa(p.id)
			return html.Tr(view.Key(id), view.ClassIf(p.active, "active"),
				html.Td(html.Class("id"), view.Text(id)),
				html.Td(html.A(html.Href("/people/"+id), html.Title(p.email), view.Text(p.name))),
				html.Td(view.Text(p.email)),
				html.Td(html.Button(html.Type("button"), view.On("click", view.Submit()), view.Text("Remove"))))
		})))
}

// The time of a page with a table of 100 rows, its tree included.
func BenchmarkWriteTable100(b *testing.B) {
	list := people()
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out = view.AppendHTML(out[:0], table(list), nil)
	}
	b.SetBytes(int64(len(out)))
}

// The same tree, written again.
func BenchmarkWriteOnly100(b *testing.B) {
	n := table(people())
	var out []byte
	b.ReportAllocs()
	for b.Loop() {
		out = view.AppendHTML(out[:0], n, nil)
	}
}

// One row of 1,000 changes; the time is without building the trees.
func BenchmarkUpdateTable1000(b *testing.B) {
	var list []person
	for range 10 {
		list = append(list, people()...)
	}
	for i := range list {
		list[i].id = i
	}
	var p view.Patcher
	p.Mount(table(list))
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		list[500].active = !list[500].active
		n := table(list)
		b.StartTimer()
		p.Update(n)
	}
}
