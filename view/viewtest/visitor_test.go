package viewtest

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

// echo answers with a page that shows what it was sent, and a page to send it from.
func echo(page string) http.Handler {
	mux := http.NewServeMux()
	write := func(w http.ResponseWriter, status int, body string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		io.WriteString(w, "<!doctype html><title>Echo</title><main>"+body+"</main>")
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { write(w, 200, page) })
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		write(w, 200, "<pre>"+strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(r.Method+" "+r.RequestURI+" "+r.Header.Get("Content-Type")+" "+string(b))+"</pre>"+
			"<p>from "+r.Referer()+" "+r.Header.Get("Origin")+" "+r.Header.Get("Sec-Fetch-Site")+"</p>")
	})
	mux.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseMultipartForm(1 << 20); err != nil {
			write(w, 400, err.Error())
			return
		}
		s := r.Form.Get("a")
		for _, h := range r.MultipartForm.File["f"] {
			f, _ := h.Open()
			b, _ := io.ReadAll(f)
			s += fmt.Sprintf(" %s (%s) %s", h.Filename, h.Header.Get("Content-Type"), b)
		}
		write(w, 200, "<pre>"+s+"</pre>")
	})
	mux.HandleFunc("/to/{status}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "1", Path: "/"})
		status := 0
		fmt.Sscan(r.PathValue("status"), &status)
		http.Redirect(w, r, "/echo", status)
	})
	mux.HandleFunc("/cookie", func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("a")
		write(w, 200, fmt.Sprint(c, " ", err))
	})
	mux.HandleFunc("/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://example.com/", http.StatusFound)
	})
	mux.HandleFunc("/none", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(204) })
	mux.HandleFunc("/json", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"a":"<b>"}`)
	})
	return mux
}

func visit(t testing.TB, page string) *Visitor {
	v := NewVisitor(t, echo(page))
	v.Visit("/a/page?x=1")
	return v
}

func (v *Visitor) sent() string {
	return strings.TrimSpace(text(v.doc.find(v.doc.root, Selector("pre"))[0]))
}

const form = `<form action=/echo method=post>
	<input name=title value="a &amp; b"><input name=off disabled value=1><input value=nameless>
	<input type=hidden name=h value=1><input type=password name=pw value=s>
	<input type=checkbox name=c checked><input type=checkbox name=d value=2><label><input type=checkbox name=e value=3> E</label>
	<label><input type=radio name=r value=1 checked>One</label><label><input type=radio name=r value=2>Two</label>
	<textarea name=area aria-label=Area>
line
two</textarea>
	<select name=s aria-label=Sel><option>x<option value=y>Why<option disabled>z</select>
	<select name=m aria-label=Many multiple><option selected>1<option>2<option selected>3</select>
	<datalist><input name=in-datalist></datalist>
	<button name=b value=1>Send</button><button name=b value=2 formaction=/echo?other formmethod=get>Other</button>
	<button type=button name=no>Nothing</button><button type=reset>Reset</button><input type=image name=i alt=Picture>
	</form><input name=outside form=f><form id=f action=/echo></form>`

func TestFormIsSent(t *testing.T) {
	const rest = "&h=1&pw=s&c=on&r=1&area=line%0D%0Atwo&s=x&m=1&m=3"
	for name, c := range map[string]struct {
		act  func(v *Visitor)
		want string
	}{
		"button": {func(v *Visitor) { v.Find(Role("button", "Send")).Click() },
			"POST /echo application/x-www-form-urlencoded title=a+%26+b" + rest + "&b=1"},
		"other button": {func(v *Visitor) { v.Find(Role("button", "Other")).Click() },
			"GET /echo?title=a+%26+b" + rest + "&b=2"},
		"Enter": {func(v *Visitor) { v.Find(Selector("[name=title]")).Press("Enter") },
			"POST /echo application/x-www-form-urlencoded title=a+%26+b" + rest + "&b=1"},
		"script": {func(v *Visitor) { v.Find(Selector("[name=title]")).Submit() },
			"POST /echo application/x-www-form-urlencoded title=a+%26+b" + rest},
		"picture": {func(v *Visitor) { v.Find(Role("button", "Picture")).Click() },
			"POST /echo application/x-www-form-urlencoded title=a+%26+b" + rest + "&i.x=0&i.y=0"},
		"changed": {func(v *Visitor) {
			v.Find(Selector("[name=title]")).Fill("x\ny")
			v.Find(Selector("[name=title]")).Type("!z")
			v.Find(Selector("[name=c]")).Uncheck()
			v.Find(Selector("[name=d]")).Check()
			v.Find(Selector("[name=d]")).Check()
			v.Find(Showing("E")).Click()
			v.Find(Role("radio", "Two")).Check()
			v.Find(Labelled("Area")).Fill("1\n2")
			v.Find(Labelled("Sel")).Choose("Why")
			v.Find(Labelled("Many")).Choose("2", "3")
			v.Find(Role("button", "Nothing")).Click()
			v.Find(Role("button", "Send")).Press("Space")
		}, "POST /echo application/x-www-form-urlencoded title=xy%21z&h=1&pw=s&d=2&e=3&r=2&area=1%0D%0A2&s=y&m=2&m=3&b=1"},
		"reset": {func(v *Visitor) {
			v.Find(Selector("[name=title]")).Fill("x")
			v.Find(Role("radio", "Two")).Press("Space")
			v.Find(Labelled("Sel")).Choose("Why")
			v.Find(Role("button", "Reset")).Press("Enter")
			v.Find(Selector("[name=title]")).Submit()
		}, "POST /echo application/x-www-form-urlencoded title=a+%26+b" + rest},
		"outside": {func(v *Visitor) {
			v.Find(Selector("[name=outside]")).Fill("x")
			v.Find(Selector("[name=outside]")).Press("Enter")
		}, "GET /echo?outside=x"},
	} {
		t.Run(name, func(t *testing.T) {
			v := visit(t, form)
			c.act(v)
			if got := v.sent(); got != c.want {
				t.Errorf("sent %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestUpload(t *testing.T) {
	v := visit(t, `<form action=/upload method=post enctype=multipart/form-data><input name=a value="x"><input type=file name=f multiple aria-label=Files><button>Send</button></form>`)
	v.Find(Labelled("Files")).Attach(File{Name: `a".txt`, Content: []byte("one")}, File{Name: "b", Type: "image/png", Content: []byte("two")})
	v.Find(Role("button", "Send")).Click()
	if got, want := v.sent(), `x a".txt (application/octet-stream) one b (image/png) two`; got != want && got != strings.Replace(want, `"`, "%22", 1) {
		t.Errorf("the server has %s, want %s", got, want)
	}
}

func TestLinksAndRedirects(t *testing.T) {
	v := visit(t, `<base href=/b/><a href=c?d=e#f>Relative</a> <a href="#here">Here</a> <a href="https://example.com/">Away</a>
		<form method=post action=/to/303><button>303</button></form><form method=post action=/to/302><button>302</button></form>
		<form method=post action=/to/307><input name=a value=1><button>307</button></form>
		<form method=post action=/circle><button>Circle</button></form><form method=post action=/none><button>None</button></form>`)
	if v.Title() != "Echo" || v.Status() != 200 || v.URL() != "/a/page?x=1" {
		t.Errorf("the page is %s, %d, %s", v.Title(), v.Status(), v.URL())
	}
	v.Find(Role("button", "None")).Click()
	if v.Status() != 204 || v.URL() != "/a/page?x=1" {
		t.Errorf("after 204 the page is %s, %d", v.URL(), v.Status())
	}
	v.Find(Role("link", "Relative")).Click()
	if v.URL() != "/b/c?d=e" {
		t.Errorf("the link leads to %s", v.URL())
	}
	v.Back()
	for status, want := range map[string]string{"303": "GET /echo", "302": "GET /echo", "307": "POST /echo application/x-www-form-urlencoded a=1"} {
		v.Visit("/a")
		v.Find(Role("button", status)).Click()
		if got := v.sent(); got != want {
			t.Errorf("%s: %s, want %s", status, got, want)
		}
		if got := v.Find(Showing("from").Part()).Text(); !strings.HasPrefix(got, "from http://localhost/a ") || !strings.HasSuffix(got, "same-origin") {
			t.Errorf("%s: %s", status, got)
		}
	}
	v.Visit("/cookie")
	if !strings.Contains(v.Body(), "a=1 <nil>") {
		t.Errorf("the cookie was not sent: %s", v.Body())
	}
	v.Visit("/json")
	if got := v.Find(Selector("pre")).Text(); got != `{"a":"<b>"}` {
		t.Errorf("the page shows %s", got)
	}
	for _, c := range []struct {
		says string
		act  func(v *Visitor)
	}{
		{"circle", func(v *Visitor) { v.Find(Role("button", "Circle")).Click() }},
		{"another site", func(v *Visitor) { v.Find(Role("link", "Away")).Click() }},
		{"another site", func(v *Visitor) { v.Visit("/away") }},
		{"no page before", func(v *Visitor) { v.Back() }},
	} {
		if said := record(t, func(r testing.TB) {
			w := NewVisitor(r, v.handler)
			w.Visit("/a")
			c.act(w)
		}); !strings.Contains(said, c.says) {
			t.Errorf("%q, want %q", said, c.says)
		}
	}
}

func TestFinding(t *testing.T) {
	v := visit(t, `<h1>Todos</h1><ul><li>milk <button>Delete</button></li><li>eggs <button>Delete</button><span hidden>secret</span></li></ul>
		<p>Two <b>of</b> them</p><input aria-label="First field" data-testid=first><p role=status>Saved</p><p role=alert></p>`)
	v.Find(Role("listitem", "").Having(Showing("eggs"))).Find(Role("button", "Delete"))
	v.Find(Showing("Two of them"))
	v.Find(Showing("of"))
	v.Find(Labelled("field").Part())
	v.Find(TestID("first"))
	v.Lacks(Showing("secret"))
	v.Lacks(Role("button", "delete"))
	if n := len(v.FindAll(Role("button", "Delete"))); n != 2 {
		t.Errorf("%d buttons", n)
	}
	if m := v.Messages(); len(m) != 1 || m[0] != "Saved" {
		t.Errorf("messages are %q", m)
	}
	for _, c := range []struct {
		says []string
		act  func(v *Visitor)
	}{
		{[]string{`no button "Add" on GET /a/page?x=1 (200)`, `of role button there are:`, `  button "Delete"`}, func(v *Visitor) { v.Find(Role("button", "Add")) }},
		{[]string{`2 of button "Delete"`}, func(v *Visitor) { v.Find(Role("button", "Delete")) }},
		{[]string{`no slider`, "there is:", `    heading "Todos", level 1`, `      button "Delete"`}, func(v *Visitor) { v.Find(Role("slider", "")) }},
		{[]string{`no control labelled "Title"`, `textbox "First field"`}, func(v *Visitor) { v.Find(Labelled("Title")) }},
		{[]string{`there is a heading "Todos"`}, func(v *Visitor) { v.Lacks(Role("heading", "Todos")) }},
	} {
		said := record(t, func(r testing.TB) {
			v := NewVisitor(r, v.handler)
			v.Visit("/a/page?x=1")
			c.act(v)
		})
		for _, s := range c.says {
			if !strings.Contains(said, s) {
				t.Errorf("%q is not in\n%s", s, said)
			}
		}
	}
}

func TestUsingFails(t *testing.T) {
	v := visit(t, `<button disabled>Off</button><a href=/echo>Go</a><div aria-hidden=true><button data-testid=x>Hidden</button></div>
		<input readonly value=1 aria-label=Fixed><select aria-label=S><option>a<option disabled>b</select>`)
	for _, c := range []struct {
		says string
		act  func(v *Visitor)
	}{
		{"is disabled", func(v *Visitor) { v.Find(Role("button", "Off")).Click() }},
		{"is hidden", func(v *Visitor) { v.Find(Selector("[data-testid=x]")).Click() }},
		{"read-only", func(v *Visitor) { v.Find(Labelled("Fixed")).Fill("2") }},
		{"nothing can be typed", func(v *Visitor) { v.Find(Role("link", "Go")).Fill("2") }},
		{`no option "c"; it has "a", "b" (disabled)`, func(v *Visitor) { v.Find(Labelled("S")).Choose("c") }},
		{"find it again", func(v *Visitor) {
			e := v.Find(Role("link", "Go"))
			e.Click()
			e.Click()
		}},
		{"belongs to no form", func(v *Visitor) { v.Find(Labelled("S")).Submit() }},
	} {
		if said := record(t, func(r testing.TB) {
			w := NewVisitor(r, v.handler)
			w.Visit("/")
			c.act(w)
		}); !strings.Contains(said, c.says) {
			t.Errorf("%q, want %q", said, c.says)
		}
	}
}

// The actions of view.On are carried out, as the browser's shell does.
func TestActions(t *testing.T) {
	const page = `<form action=/echo><input name=q aria-label=Q data-on-change="submit" data-on-keydown-escape="go /echo?left">
		<input type=checkbox name=c data-on-change="submit" aria-label=C></form><p data-on-dblclick="go /echo?twice">Twice</p><a href="#x">Other</a>`
	for _, c := range []struct {
		want string
		act  func(v *Visitor)
	}{
		{"GET /echo?q=&c=on", func(v *Visitor) { v.Find(Role("checkbox", "C")).Check() }},
		{"GET /echo?q=ab", func(v *Visitor) { q := v.Find(Labelled("Q")); q.Type("ab"); q.Blur() }},
		{"GET /echo?q=ab", func(v *Visitor) { v.Find(Labelled("Q")).Type("ab\n") }},
		{"GET /echo?left", func(v *Visitor) { v.Find(Labelled("Q")).Press("Escape") }},
		{"GET /echo?twice", func(v *Visitor) { v.Find(Showing("Twice")).DoubleClick() }},
	} {
		v := visit(t, page)
		c.act(v)
		if got := v.sent(); got != c.want {
			t.Errorf("sent %s, want %s", got, c.want)
		}
	}
	v := visit(t, page)
	v.NoScript = true
	v.Find(Role("checkbox", "C")).Check()
	v.Find(Showing("Twice")).DoubleClick()
	if v.URL() != "/a/page?x=1" {
		t.Errorf("without script: %s", v.URL())
	}
	if said := record(t, func(r testing.TB) {
		w := NewVisitor(r, v.handler)
		w.Visit("/")
		q := w.Find(Labelled("Q"))
		q.Type("ab")
		w.Find(Role("link", "Other")).Click()
	}); !strings.Contains(said, "has led to another page") {
		t.Errorf("%q", said)
	}
}

func TestTab(t *testing.T) {
	v := visit(t, `<a href=/>One</a><input aria-label=Two autofocus><input type=radio name=r aria-label=A><input type=radio name=r checked aria-label=B>
		<button disabled>No</button><div tabindex=-1>No</div><details><summary>Five</summary><button>No</button></details><input type=hidden>`)
	if f := v.Focused(); f == nil || f.Name() != "Two" {
		t.Errorf("the focus is at %v", f)
	}
	var names []string
	for range 5 {
		e := v.Tab()
		names = append(names, e.Name()+e.Text())
	}
	if got := strings.Join(names, " "); got != "B Five OneOne Two B" {
		t.Errorf("the stops are %s", got)
	}
}
