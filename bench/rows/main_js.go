// Rows is the page of js-framework-benchmark, as a view that a patcher shows. Its
// records are in memory, so that what is measured is the way from data to the page.
package main

import (
	"strconv"
	"syscall/js"

	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
	"github.com/tandemgo/tandem/wasm"
)

type item struct {
	id      int
	label   string
	version int
}

// state is what the page shows.
type state struct {
	items    []item
	selected int
	next     int
	random   uint32
	rows     view.Memo[int, version]
}

// version is what a row depends on.
type version struct {
	version  int
	selected bool
}

func (s *state) version(it item) (int, version) {
	return it.id, version{it.version, it.id == s.selected}
}

var (
	adjectives = []string{"pretty", "large", "big", "small", "tall", "short", "long", "handsome", "plain", "quaint", "clean", "elegant", "easy", "angry", "crazy", "helpful", "mushy", "odd", "unsightly", "adorable", "important", "inexpensive", "cheap", "expensive", "fancy"}
	colours    = []string{"red", "yellow", "blue", "green", "pink", "brown", "purple", "brown", "white", "black", "orange"}
	nouns      = []string{"table", "chair", "house", "bbq", "desk", "car", "pony", "cookie", "sandwich", "burger", "pizza", "mouse", "keyboard"}
)

func (s *state) pick(list []string) string {
	s.random = s.random*1664525 + 1013904223
	return list[int(s.random>>16)%len(list)]
}

func (s *state) build(n int) []item {
	items := make([]item, n)
	for i := range items {
		s.next++
		items[i] = item{id: s.next, label: s.pick(adjectives) + " " + s.pick(colours) + " " + s.pick(nouns)}
	}
	return items
}

func (s *state) do(action string, id int) {
	switch action {
	case "run":
		s.items, s.selected = s.build(1000), 0
	case "runlots":
		s.items, s.selected = s.build(10000), 0
	case "add":
		s.items = append(s.items, s.build(1000)...)
	case "update":
		for i := 0; i < len(s.items); i += 10 {
			s.items[i].label += " !!!"
			s.items[i].version++
		}
	case "clear":
		s.items, s.selected = nil, 0
	case "swaprows":
		if len(s.items) > 998 {
			s.items[1], s.items[998] = s.items[998], s.items[1]
		}
	case "select":
		s.selected = id
	case "remove":
		for i := range s.items {
			if s.items[i].id == id {
				s.items = append(s.items[:i], s.items[i+1:]...)
				break
			}
		}
	}
}

func (s *state) view() *view.Node {
	return html.Div(html.Class("container"),
		html.Div(html.Class("jumbotron"), html.Div(html.Class("row"),
			html.Div(html.Class("col-md-6"), html.H1(view.Text("Rows"))),
			html.Div(html.Class("col-md-6"), html.Div(html.Class("row"),
				button("run", "Create 1,000 rows"), button("runlots", "Create 10,000 rows"), button("add", "Append 1,000 rows"),
				button("update", "Update every 10th row"), button("clear", "Clear"), button("swaprows", "Swap Rows"))))),
		html.Table(html.Class("table table-hover table-striped test-data"),
			html.Tbody(html.ID("tbody"), view.Rows(&s.rows, s.items, s.version, s.row))),
		html.Span(html.Class("preloadicon glyphicon glyphicon-remove"), html.Aria("hidden", "true")))
}

func button(id, title string) *view.Node {
	return html.Div(html.Class("col-sm-6 smallpad"),
		html.Button(html.Type("button"), html.Class("btn btn-primary btn-block"), html.ID(id), html.Data("on-click", id), view.Text(title)))
}

func (s *state) row(it item) *view.Node {
	id := strconv.Itoa(it.id)
	return html.Tr(view.Key(id), view.ClassIf(it.id == s.selected, "danger"),
		html.Td(html.Class("col-md-1"), view.Text(id)),
		html.Td(html.Class("col-md-4"), html.A(html.Data("on-click", "select"), view.Text(it.label))),
		html.Td(html.Class("col-md-1"), html.A(html.Data("on-click", "remove"),
			html.Span(html.Class("glyphicon glyphicon-remove"), html.Aria("hidden", "true")))),
		html.Td(html.Class("col-md-6")))
}

// first shows the tree as the first thing on a page, and returns the milliseconds
// that it took: until it is laid out, or, adopting what a server would have
// written, until the program has it.
func first(root *wasm.Root, el js.Value, n *view.Node, adopt bool) float64 {
	if adopt {
		el.Set("innerHTML", string(view.AppendHTML(nil, n, nil)))
	}
	layout := func() { el.Get("offsetHeight").Int() }
	layout()
	now := func() float64 { return js.Global().Get("performance").Call("now").Float() }
	start := now()
	show := root.Mount
	if adopt {
		show = root.Adopt
	}
	if err := show(n); err != nil {
		panic(err)
	}
	layout()
	return now() - start
}

func main() {
	s := &state{random: 1}
	el := js.Global().Get("document").Call("getElementById", "main")
	root := wasm.NewRoot(el)
	if how := js.Global().Get("location").Get("search").String(); how != "" {
		s.do("run", 0)
		js.Global().Set("took", first(root, el, s.view(), how == "?adopt"))
		return
	}
	if err := root.Mount(s.view()); err != nil {
		panic(err)
	}
	// Events are delegated: the row is that of the element which was clicked.
	el.Call("addEventListener", "click", js.FuncOf(func(_ js.Value, args []js.Value) any {
		target := args[0].Get("target").Call("closest", "[data-on-click]")
		if target.IsNull() {
			return nil
		}
		id := 0
		if row := target.Call("closest", "tr"); !row.IsNull() {
			id, _ = strconv.Atoi(row.Get("firstChild").Get("textContent").String())
		}
		s.do(target.Call("getAttribute", "data-on-click").String(), id)
		if err := root.Update(s.view()); err != nil {
			panic(err)
		}
		return nil
	}))
	select {}
}
