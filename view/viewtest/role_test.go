package viewtest

import (
	"testing"

	"golang.org/x/net/html"
)

// marked returns the document of some markup, and the element in it with data-x.
func marked(t *testing.T, markup string) (*document, *html.Node) {
	d := newDocument(t, parsePart(markup))
	for n := range d.root.Descendants() {
		if n.Type == html.ElementNode && has(n, "data-x") {
			return d, n
		}
	}
	t.Fatalf("%s: nothing is marked", markup)
	return nil, nil
}

// Cases are role, name, markup.
var named = []struct{ role, name, markup string }{
	{"button", "Add", `<button data-x>Add</button>`},
	{"button", "Add it", `<button data-x> Add  <b>it</b> </button>`},
	{"button", "Delete: milk", `<button data-x aria-label="Delete: milk">×</button>`},
	{"button", "Delete milk", `<button data-x id=a aria-labelledby="a b">Delete</button><span id=b>milk</span>`},
	{"button", "Delete milk", `<button data-x aria-label=Delete id=a aria-labelledby="a b">×</button><span id=b>milk</span>`},
	{"button", "Close", `<button data-x><img alt="Close" src=x></button>`},
	{"button", "Close", `<button data-x title=Close><img alt="" src=x></button>`},
	{"button", "Close", `<button data-x><svg><title>Close</title><path/></svg></button>`},
	{"button", "seen", `<button data-x><span aria-hidden=true>×</span><span hidden>no</span>seen</button>`},
	{"button", "Submit", `<input type=submit data-x>`},
	{"button", "Send", `<input type=submit value=Send data-x>`},
	{"button", "Go", `<input type=image alt=Go src=x data-x>`},
	{"link", "Home", `<a href=/ data-x>Home</a>`},
	{"generic", "", `<a data-x>Home</a>`},
	{"textbox", "Title", `<label>Title <input data-x value=milk></label>`},
	{"textbox", "Title", `<label for=a>Title</label><input id=a data-x>`},
	{"textbox", "First Second", `<label for=a>First</label><label for=a>Second</label><input id=a data-x>`},
	{"textbox", "What?", `<input data-x placeholder="What?">`},
	{"textbox", "a title", `<input data-x placeholder="What?" title="a title">`},
	{"textbox", "aria", `<label>Title <input data-x aria-label=aria></label>`},
	{"textbox", "hidden but named", `<input data-x aria-labelledby=h><span id=h hidden>hidden but named</span>`},
	{"textbox", "", `<textarea data-x>text</textarea>`},
	{"checkbox", "Flash the screen 3 times", `<label for=c>Flash the screen <input value=3 aria-label=count> times</label><input id=c type=checkbox data-x>`},
	{"checkbox", "in red", `<label for=c>in <select><option>green<option selected>red</select></label><input id=c type=checkbox data-x>`},
	{"", "Password", `<label>Password<input type=password data-x></label>`},
	{"spinbutton", "n", `<input type=number aria-label=n data-x>`},
	{"searchbox", "q", `<input type=search aria-label=q data-x>`},
	{"combobox", "q", `<input list=l aria-label=q data-x>`},
	{"combobox", "Colour", `<label>Colour <select data-x><option>red</select></label>`},
	{"listbox", "Colours", `<select multiple aria-label=Colours data-x><option>red</select>`},
	{"heading", "todos", `<h1 data-x>todos</h1>`},
	{"heading", "x", `<div role=heading data-x>x</div>`},
	{"list", "", `<ul data-x><li>a</ul>`},
	{"listitem", "", `<ul><li data-x>a</ul>`},
	{"list", "Things", `<ul aria-label=Things data-x><li>a</ul>`},
	{"img", "A cat", `<img alt="A cat" src=x data-x>`},
	{"presentation", "", `<img alt="" src=x data-x>`},
	{"group", "Address", `<fieldset data-x><legend>Address</legend></fieldset>`},
	{"table", "Prices", `<table data-x><caption>Prices</caption><tr><td>1</table>`},
	{"columnheader", "Price", `<table><tr><th data-x>Price<th>b</tr></table>`},
	{"rowheader", "Price", `<table><tr><th data-x>Price<td>b</tr></table>`},
	{"cell", "1", `<table><tr><td data-x>1</tr></table>`},
	{"figure", "Graph", `<figure data-x><figcaption>Graph</figcaption></figure>`},
	{"region", "Edits", `<section aria-label=Edits data-x></section>`},
	{"generic", "", `<section data-x>text</section>`},
	{"banner", "", `<header data-x>a</header>`},
	{"generic", "", `<main><header data-x>a</header></main>`},
	{"alert", "", `<p role=alert data-x>No</p>`},
	{"paragraph", "", `<p data-x aria-label=no>No</p>`},
	{"button", "Menu", `<div role="nonsense button" tabindex=0 data-x>Menu</div>`},
	{"link", "go", `<a role=none href=/ data-x>go</a>`},
	{"navigation", "Main", `<nav aria-label=Main data-x></nav>`},
	{"img", "Up", `<svg data-x><title>Up</title></svg>`},
	{"button", "one two", `<button data-x><div>one</div><div>two</div></button>`},
	{"button", "onetwo", `<button data-x><span>one</span><span>two</span></button>`},
	{"button", "a b", `<button data-x aria-labelledby=w>x</button><div id=w><span aria-labelledby=no aria-label=a>z</span> <i>b</i></div><b id=no>no</b>`},
}

func TestRoleAndName(t *testing.T) {
	for _, c := range named {
		d, n := marked(t, c.markup)
		if role, name := d.role(n), d.name(n); role != c.role || name != c.name {
			t.Errorf("%s: %s %q, want %s %q", c.markup, role, name, c.role, c.name)
		}
	}
}

func TestHidden(t *testing.T) {
	for markup, want := range map[string]bool{
		`<p data-x>a</p>`:                                         false,
		`<p hidden data-x>a</p>`:                                  true,
		`<div hidden><p data-x>a</p></div>`:                       true,
		`<div aria-hidden=true><p data-x>a</p></div>`:             true,
		`<p style="color: red; DISPLAY : none" data-x>a</p>`:      true,
		`<p style="display:block" data-x>a</p>`:                   false,
		`<details><summary>s</summary><p data-x>a</p></details>`:  true,
		`<details><summary data-x>s</summary><p>a</p></details>`:  false,
		`<details open><summary>s</summary><p data-x>a</details>`: false,
		`<dialog><p data-x>a</p></dialog>`:                        true,
		`<dialog open><p data-x>a</p></dialog>`:                   false,
		`<input type=hidden data-x>`:                              true,
	} {
		if _, n := marked(t, markup); hidden(n) != want {
			t.Errorf("%s: hidden is %v", markup, !want)
		}
	}
}

func TestDisabled(t *testing.T) {
	for markup, want := range map[string]bool{
		`<input data-x>`:          false,
		`<input disabled data-x>`: true,
		`<fieldset disabled><legend><input></legend><input data-x></fieldset>`: true,
		`<fieldset disabled><legend><input data-x></legend></fieldset>`:        false,
		`<select><optgroup disabled><option data-x></select>`:                  true,
	} {
		if _, n := marked(t, markup); disabled(n) != want {
			t.Errorf("%s: disabled is %v", markup, !want)
		}
	}
}

func TestRoles(t *testing.T) {
	d := newDocument(t, parsePart(`<main><h1>todos</h1><form><label>New <input name=t required></label><button disabled>Add</button>
		<select aria-label=Colour><option>red<option selected>blue</select></form>
		<ul><li><input type=checkbox checked aria-label="Done: milk" aria-describedby=p> milk <a href=/x>Edit</a></li></ul>
		<p id=p role=alert>Too <b>long</b>.</p><p hidden>no</p></main>`))
	want := `main
  heading "todos", level 1
  form
    textbox "New", required
    button "Add", disabled
    combobox "Colour", value "blue"
  list
    listitem
      checkbox "Done: milk", checked, described "Too long."
      "milk"
      link "Edit"
  alert
    "Too"
    "long"
    "."
`
	if got := (&Element{d, d.root}).Roles(); got != want {
		t.Errorf("roles are\n%s", got)
	}
}
