package view_test

import (
	"fmt"

	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
)

func ExampleAppendHTML() {
	type todo struct {
		id, title string
		done      bool
	}
	todos := []todo{{"7", "Buy <milk>", false}, {"8", "Sleep", true}}
	page := html.Ul(view.Map(todos, func(t todo) view.Item {
		return html.Li(view.Key(t.id), view.ClassIf(t.done, "done"),
			view.On("dblclick", view.Go("/todos/"+t.id+"/edit")),
			view.Text(t.title))
	}))
	fmt.Println(string(view.AppendHTML(nil, page, nil)))
	// Output:
	// <ul><li data-on-dblclick="go /todos/7/edit">Buy &lt;milk&gt;</li><li class="done" data-on-dblclick="go /todos/8/edit">Sleep</li></ul>
}

func ExampleForm() {
	form := view.Form("DELETE", "/todos/7", html.Button(view.Text("Delete")))
	fmt.Println(string(view.AppendHTML(nil, form, nil)))
	// Output:
	// <form method="post" action="/todos/7"><input type="hidden" name="_method" value="DELETE"><button>Delete</button></form>
}

func ExamplePatcher() {
	count := func(n string) *view.Node {
		return html.P(html.Class("count"), view.Text(n), view.Text(" todos"))
	}
	var p view.Patcher
	p.Mount(count("1"))
	patch := p.Update(count("2"))
	fmt.Println(len(patch.Words), string(patch.Text)) // SetText, its node, its length
	fmt.Println(p.Update(count("2")).Empty())
	// Output:
	// 3 2
	// true
}
