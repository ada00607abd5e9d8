package viewtest_test

import (
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/html"
	"github.com/tandemgo/tandem/view/viewtest"
)

// t stands for the *testing.T of a test.
var t printer

type printer struct{ testing.TB }

func (printer) Helper()                      {}
func (printer) Fatalf(f string, args ...any) { panic(fmt.Sprintf(f, args...)) }
func (printer) Errorf(f string, args ...any) { fmt.Printf(f+"\n", args...) }

// A server is visited through its handler. That of an application is what
// server.New returns.
func ExampleNewVisitor() {
	var names []string
	site := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			names = append(names, r.FormValue("name"))
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, `<!doctype html><title>Guests</title><h1>Guests</h1>
			<form method="post" action="/guests"><label>Your name <input name="name"></label><button>Sign</button></form><ul>`)
		for _, n := range names {
			fmt.Fprintf(w, "<li>%s</li>", n)
		}
		io.WriteString(w, "</ul>")
	})

	v := viewtest.NewVisitor(t, site)
	v.Visit("/")
	v.Find(viewtest.Labelled("Your name")).Fill("Ada")
	v.Find(viewtest.Role("button", "Sign")).Click()
	fmt.Println(v.Status(), v.URL(), v.Title())
	fmt.Print(v.Page().Roles())
	// Output:
	// 200 / Guests
	// document
	//   heading "Guests", level 1
	//   form
	//     textbox "Your name"
	//     button "Sign"
	//   list
	//     listitem
	//       "Ada"
}

// A view is used without a server: what its links and forms ask for comes to a
// function.
func ExampleRender() {
	count := 0
	v := viewtest.Render(t, func(r viewtest.Request) *view.Node {
		if r.Method == "POST" && r.URL == "/up" {
			count++
		}
		return html.Main(html.P(html.Role("status"), view.Text(fmt.Sprint("clicked ", count, " times"))),
			view.Form("POST", "/up", html.Button(view.Text("Up"))))
	})
	up := v.Find(viewtest.Role("button", "Up"))
	up.Click()
	up.Press("Enter")
	fmt.Println(v.Messages())
	// Output:
	// [clicked 2 times]
}

// What a view returns can be searched as it is.
func ExampleIn() {
	row := html.Li(html.Label(html.Input(html.Type("checkbox"), html.Checked(true)), view.Text("Buy milk")))
	box := viewtest.In(t, row).Find(viewtest.Role("checkbox", "Buy milk"))
	fmt.Println(box.Checked())
	// Output:
	// true
}

// A row is found by what is in it.
func ExampleQuery_Having() {
	row := func(title string) *view.Node {
		return html.Li(html.Span(view.Text(title)), html.Button(view.Text("Delete"), html.Name("id"), html.Value(title)))
	}
	list := viewtest.In(t, html.Ul(row("milk"), row("eggs")))
	eggs := list.Find(viewtest.Role("listitem", "").Having(viewtest.Showing("eggs")))
	fmt.Println(eggs.Find(viewtest.Role("button", "Delete")).Value())
	// Output:
	// eggs
}

// Markup is compared by what it comes to.
func ExampleAlike() {
	viewtest.Alike(t, "<p class='a b' id=x>Hello,\n  world</p>", `<p id="x" class="b a">Hello, world</p>`)
	viewtest.Alike(t, `<ul><li>milk</li></ul>`, `<ul><li>eggs</li></ul>`)
	// Output:
	// the markup differs (- expected, + found):
	//   <ul>
	// -   <li>milk</li>
	// +   <li>eggs</li>
	//   </ul>
}
