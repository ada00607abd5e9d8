package viewtest

import (
	"math/rand/v2"

	"github.com/tandemgo/tandem/view"
)

// Forest makes random trees, for tests of what reads or writes views. A parser
// reads them back as they are: no element stands where HTML does not allow it.
// Names and keys are few, so that two trees have much in common. It must not be
// used by several goroutines at once.
type Forest struct {
	*rand.Rand
	kept []*view.Node // given out before, and given out again now and then
}

// NewForest returns a forest. One of the same seed grows the same trees.
func NewForest(seed uint64) *Forest { return &Forest{Rand: rand.New(rand.NewPCG(seed, 7))} }

var texts = []string{"", "a", "one two", "<b>&amp;\"'", "é", "日本語", "🙂 x 🙃", "\ufeffmark", "a\rb\r\nc", "\n", "\nline", "nul\x00", "bad\xff\xfeutf", "\u2028", " "}

func (f *Forest) text() string { return texts[f.IntN(len(texts))] }

func pick[T any](f *Forest, of ...T) T { return of[f.IntN(len(of))] }

func (f *Forest) attrs() view.Items {
	var items view.Items
	for _, name := range []string{"id", "title", "data-x", "href", "lang"} {
		if f.IntN(4) == 0 {
			items = append(items, view.Attr{Name: name, Value: f.text()})
		}
	}
	f.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	return append(items, view.If(f.IntN(3) == 0, view.Class(pick(f, "x", "x y", "z"))), view.If(f.IntN(6) == 0, view.Attr{Name: "hidden"}))
}

// Tree returns the next page. It may hold nodes of the ones before.
func (f *Forest) Tree() *view.Node {
	return view.El(pick(f, "main", "main", "main", "section"), f.attrs(), f.kids(4), f.form(), f.list(3), f.table())
}

// kids returns flow content.
func (f *Forest) kids(depth int) view.Items {
	var items view.Items
	for range f.IntN(5) {
		items = append(items, f.node(depth))
	}
	return items
}

func (f *Forest) node(depth int) view.Item {
	if depth == 0 {
		return view.Text(f.text())
	}
	if len(f.kept) > 0 && f.IntN(12) == 0 {
		return pick(f, f.kept...)
	}
	n := f.fresh(depth)
	if n != nil && f.IntN(12) == 0 {
		f.kept = append(f.kept, n)
	}
	return n
}

func (f *Forest) fresh(depth int) *view.Node {
	switch f.IntN(14) {
	case 0, 1, 2:
		return view.Text(f.text())
	case 3, 4:
		return view.El("div", f.attrs(), f.kids(depth-1))
	case 5:
		return view.El("span", f.attrs(), view.Text(f.text()), view.If(f.IntN(2) == 0, view.Text(f.text())))
	case 6:
		return f.list(depth - 1)
	case 7:
		return view.El("pre", view.Text(f.text()), view.Text(f.text()))
	case 8:
		return view.El("textarea", view.Attr{Name: "name", Value: pick(f, "a", "b")}, view.Text(f.text()), view.Text(f.text()))
	case 9:
		return view.El("svg", view.Attr{Name: "viewBox", Value: "0 0 1 1"},
			view.El("linearGradient", view.El("stop", f.attrs())),
			view.If(f.IntN(2) == 0, view.El("a", view.Attr{Name: "xlink:href", Value: f.text()}, view.El("text", view.Text(f.text())))),
			view.El("foreignObject", view.El("div", f.attrs(), view.Text(f.text()))))
	case 10:
		if f.IntN(2) == 0 {
			return view.El("p", view.Raw(pick(f, "<b>raw</b>", "<i>x</i> &amp; <!-- c -->y", "")))
		}
		return view.El("p", view.Text(f.text()))
	case 11:
		return view.El("input", view.Attr{Name: "name", Value: pick(f, "a", "b", "c")}, view.Attr{Name: "value", Value: f.text()},
			view.If(f.IntN(3) == 0, view.Attr{Name: "type", Value: "checkbox"}), view.If(f.IntN(3) == 0, view.Attr{Name: "checked"}))
	case 12:
		sel := view.El("select", view.Attr{Name: "name", Value: pick(f, "s", "t")})
		for _, k := range f.Perm(5)[:f.IntN(5)] {
			sel.Kids = append(sel.Kids, view.El("option", view.Key(pick(f, "k", "")), view.Attr{Name: "value", Value: string(rune('a' + k))},
				view.If(f.IntN(4) == 0, view.Attr{Name: "selected"}), view.Text(f.text())))
		}
		return sel
	}
	return view.El("style", view.Text(pick(f, "a > b {}", "</style><p>", "<!--", ".x{content:'<'}")))
}

// list returns a list whose items have keys, no keys, or some of each; keys
// may occur twice.
func (f *Forest) list(depth int) *view.Node {
	var items view.Items
	keys := f.Perm(9)[:f.IntN(10)]
	mode := f.IntN(5)
	for _, k := range keys {
		key := view.Key(string(rune('a' + k)))
		switch {
		case mode == 0, mode == 1 && f.IntN(3) == 0:
			key = nil
		case mode == 2:
			key = view.Key(string(rune('a' + k/3)))
		}
		items = append(items, view.El("li", key, f.attrs(), f.kids(max(0, depth))))
	}
	return view.El("ul", items)
}

// table returns rows that differ in texts and values, and some in more.
func (f *Forest) table() *view.Node {
	var rows view.Items
	for _, k := range f.Perm(12)[:f.IntN(13)] {
		rows = append(rows, view.El("tr", view.Key(string(rune('a'+k))), view.If(f.IntN(5) == 0, view.Class("x")),
			view.El("td", view.Attr{Name: "title", Value: f.text()}, view.Text(f.text()), view.If(f.IntN(6) == 0, view.Text(f.text()))),
			view.El("td", view.El("a", view.Attr{Name: "href", Value: f.text()}, view.Text(f.text())),
				view.El("input", view.Attr{Name: "type", Value: pick(f, "hidden", "checkbox", "checkbox", "checkbox", "text")}, view.Attr{Name: "name", Value: pick(f, "a", "b")},
					view.Attr{Name: "value", Value: f.text()}, view.If(f.IntN(3) == 0, view.Attr{Name: "checked"}))),
			view.El("td", view.El("svg", view.El("a", view.Attr{Name: "xlink:href", Value: f.text()})), view.If(f.IntN(6) == 0, f.list(0)))))
	}
	return view.El("table", view.El("tbody", rows))
}

func (f *Forest) form() *view.Node {
	return view.Form(pick(f, "POST", "PUT", "GET"), pick(f, "/a", "/a", "/b"),
		view.If(f.IntN(2) == 0, view.El("input", view.Attr{Name: "name", Value: pick(f, "a", "_b")}, view.Attr{Name: "type", Value: "hidden"})),
		view.If(f.IntN(2) == 0, view.El("button", view.Attr{Name: "name", Value: "remove"}, view.Text(f.text()))))
}
