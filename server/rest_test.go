package server_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/html"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server"
	"github.com/tandemgo/tandem/view"
	el "github.com/tandemgo/tandem/view/html"
)

type task struct {
	ID    string
	Title string `check:"required,max=40"`
	Done  bool
	Rank  int
}

var tasks = model.Define[task]("tasks")

// tasksApp is a small application with a page, a resource and two bugs.
func tasksApp() *app.App {
	a := app.New("Tasks", nil)
	list := func(c *app.Context) (app.Response, error) {
		ts, err := tasks.All(c)
		if err != nil {
			return app.Response{}, err
		}
		part, err := app.Paged(c, ts)
		if err != nil {
			return app.Response{}, err
		}
		return app.Page("Tasks", func() *view.Node {
			return el.Main(
				view.Form("POST", "/tasks", el.Input(el.Name("title"), el.Value(c.Posted("title"))), el.P(el.Class("problem"), view.Text(c.Error("title")))),
				el.Ul(view.Map(ts, func(t task) view.Item { return el.Li(view.Key(t.ID), view.Text(t.Title)) })))
		}).JSON(app.List(tasks, part)), nil
	}
	a.Handle("GET /{$}", list)
	a.Handle("GET /tasks", list)
	a.Handle("POST /tasks", func(c *app.Context) (app.Response, error) {
		var made []task
		err := c.Each(func(c *app.Context) error {
			t := task{ID: c.NewID()}
			if err := c.Bind(&t); err != nil {
				return err
			}
			made = append(made, t)
			return tasks.Create(c, t)
		})
		if err != nil {
			return app.Response{}, err
		}
		return app.Created(tasks.URI(made[0].ID), app.One(tasks, made[0])), nil
	})
	a.Handle("GET /tasks/{id}", func(c *app.Context) (app.Response, error) {
		t, err := tasks.Get(c, c.Param("id"))
		return app.Response{}.JSON(app.One(tasks, t)).Of("tasks/" + t.ID), err
	})
	change := func(c *app.Context) (app.Response, error) {
		t, err := tasks.Get(c, c.Param("id"))
		if err != nil {
			return app.Response{}, err
		}
		if err := c.Bind(&t); err != nil {
			return app.Response{}, err
		}
		return app.Done(app.One(tasks, t)), tasks.Save(c, t)
	}
	a.Handle("PUT /tasks/{id}", change)
	a.Handle("PATCH /tasks/{id}", change)
	a.Handle("DELETE /tasks/{id}", func(c *app.Context) (app.Response, error) {
		return app.Done(nil), tasks.Delete(c, c.Param("id"))
	})
	a.Handle("GET /crash/part", func(c *app.Context) (app.Response, error) {
		return app.Page("", func() *view.Node {
			return el.Main(el.P(view.Text("the rest")),
				c.Live(func(*app.Context) (*view.Node, error) { panic("a secret of the server") }))
		}), nil
	})
	a.Handle("GET /crash", func(c *app.Context) (app.Response, error) { panic("a secret of the server") })
	a.Handle("POST /crash", func(c *app.Context) (app.Response, error) { panic("a secret of the server") })
	return a
}

// site is a server and what is needed to use it.
type site struct {
	*httptest.Server
	t testing.TB
}

func newSite(t testing.TB, store model.Store, o *server.Options) *site {
	if store == nil {
		store = model.NewMemStore("e1")
	}
	if o == nil {
		o = &server.Options{}
	}
	o.Log = slog.New(slog.NewTextHandler(io.Discard, nil))
	s := server.New(tasksApp(), store, o)
	h := httptest.NewServer(s)
	t.Cleanup(func() { h.Close(); s.Close() })
	return &site{h, t}
}

type answer struct {
	*http.Response
	body string
}

// call sends a request; header is names and values in turns.
func (s *site) call(method, path, body string, header ...string) answer {
	s.t.Helper()
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(header); i += 2 {
		if header[i+1] == "" {
			req.Header.Del(header[i])
		} else {
			req.Header.Add(header[i], header[i+1])
			if header[i] == "Content-Type" {
				req.Header.Set(header[i], header[i+1])
			}
		}
	}
	c := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{res, string(b)}
}

func (s *site) json(method, path, body string, header ...string) answer {
	s.t.Helper()
	return s.call(method, path, body, append([]string{"Accept", "application/json"}, header...)...)
}

// form posts fields as a browser does.
func (s *site) form(path string, fields url.Values, header ...string) answer {
	s.t.Helper()
	return s.call("POST", path, fields.Encode(), append([]string{"Content-Type", app.TypeForm, "Accept", "text/html,*/*;q=0.8"}, header...)...)
}

// create makes a task and returns its path and entity tag.
func (s *site) create(title string) (path, tag string) {
	s.t.Helper()
	a := s.json("POST", "/tasks", `{"title":"`+title+`"}`)
	if a.StatusCode != 201 {
		s.t.Fatalf("%s: %s", a.Status, a.body)
	}
	path = a.Header.Get("Location")
	return path, s.json("GET", path, "").Header.Get("ETag")
}

func (s *site) title(path string) string {
	var t struct{ Title string }
	json.Unmarshal([]byte(s.json("GET", path, "").body), &t)
	return t.Title
}

func TestResource(t *testing.T) {
	s := newSite(t, nil, nil)
	a := s.json("POST", "/tasks", `{"title":"milk","rank":3,"id":"mine","nothing":1}`)
	path := a.Header.Get("Location")
	if a.StatusCode != 201 || !strings.HasPrefix(path, "/tasks/") || strings.Contains(path, "mine") {
		t.Fatalf("%s %s %s", a.Status, path, a.body)
	}
	id := strings.TrimPrefix(path, "/tasks/")
	want := `{"id":"` + id + `","title":"milk","done":false,"rank":3}`
	if a.body != want {
		t.Errorf("created %s, want %s", a.body, want)
	}
	if g := s.json("GET", path, ""); g.body != want || g.Header.Get("Content-Type") != "application/json" {
		t.Errorf("it is %s %s", g.Header, g.body)
	}
	if g := s.json("GET", "/tasks", ""); g.body != "["+want+"]" {
		t.Errorf("the list is %s", g.body)
	}
	if p := s.json("PATCH", path, `{"done":true}`); p.StatusCode != 200 || !strings.Contains(p.body, `"title":"milk","done":true`) {
		t.Errorf("patched: %s %s", p.Status, p.body)
	}
	if p := s.json("PATCH", path, `{"done":false}`, "Content-Type", "application/merge-patch+json"); p.StatusCode != 200 {
		t.Errorf("patched: %s %s", p.Status, p.body)
	}
	if p := s.json("PUT", path, `{"title":"oat milk"}`); p.StatusCode != 200 || s.title(path) != "oat milk" {
		t.Errorf("put: %s %s", p.Status, p.body)
	}
	if h := s.json("HEAD", path, ""); h.StatusCode != 200 || h.body != "" || h.Header.Get("ETag") == "" {
		t.Errorf("head: %s %q", h.Status, h.body)
	}
	if o := s.json("OPTIONS", path, ""); o.StatusCode != 204 || o.Header.Get("Allow") != "DELETE, GET, HEAD, OPTIONS, PATCH, PUT" {
		t.Errorf("options: %s %s", o.Status, o.Header.Get("Allow"))
	}
	if d := s.json("DELETE", path, ""); d.StatusCode != 204 || d.body != "" {
		t.Errorf("deleted: %s %s", d.Status, d.body)
	}
	for _, m := range []string{"GET", "DELETE"} {
		if d := s.json(m, path, ""); d.StatusCode != 404 {
			t.Errorf("%s of what is gone: %s", m, d.Status)
		}
	}
	if a := s.json("POST", "/tasks", `[{"title":"a"},{"title":"b"},{"title":"c"}]`); a.StatusCode != 201 {
		t.Errorf("three: %s %s", a.Status, a.body)
	}
	count := func(query string) int {
		var list []any
		json.Unmarshal([]byte(s.json("GET", "/tasks"+query, "").body), &list)
		return len(list)
	}
	if count("") != 3 || count("?page=1&size=2") != 2 || count("?page=2&size=2") != 1 || count("?page=9") != 0 {
		t.Errorf("pages: %d %d %d %d", count(""), count("?page=1&size=2"), count("?page=2&size=2"), count("?page=9"))
	}
}

// Pitfall 19: a grant changes what a user gets of a record that has not changed,
// and its entity tag with that.
func TestTagOfRights(t *testing.T) {
	store := model.NewMemStore("e1")
	s := newSite(t, store, nil)
	path := s.json("POST", "/tasks", `{"title":"milk"}`).Header.Get("Location")
	tag := s.json("GET", path, "").Header.Get("ETag")
	if a := s.json("GET", path, "", "If-None-Match", tag); a.StatusCode != 304 {
		t.Fatalf("nothing has changed: %s", a.Status)
	}
	origin := model.NewOrigin(store, model.OriginOptions{Handler: func(tx *model.Tx) error {
		return model.Grants.Create(tx, model.Grant{ID: "g", Who: "*", Topic: "tasks", Verbs: "read"})
	}})
	if _, err := origin.Commit("main", 1, []model.Job{{User: "root", Direct: true, Intent: model.Intent{Request: model.Request{Method: "POST", URI: "/"}}}}); err != nil {
		t.Fatal(err)
	}
	a := s.json("GET", path, "", "If-None-Match", tag)
	if a.StatusCode != 200 || a.Header.Get("ETag") == tag {
		t.Errorf("after a grant: %s, %s", a.Status, a.Header.Get("ETag"))
	}
	if a := s.json("PATCH", path, `{"title":"oat milk"}`, "If-Match", tag); a.StatusCode != 412 {
		t.Errorf("a write by what was seen before the grant: %s", a.Status)
	}
	if a := s.json("PATCH", path, `{"title":"oat milk"}`, "If-Match", a.Header.Get("ETag")); a.StatusCode != 200 {
		t.Errorf("a write by what is seen now: %s %s", a.Status, a.body)
	}
}

// TestRefusals: whatever is wrong with a request, the answer is a problem with
// its own code, and the next request works.
func TestRefusals(t *testing.T) {
	s := newSite(t, nil, nil)
	path, _ := s.create("milk")
	deep := strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)
	for _, c := range []struct {
		name, method, path, body string
		header                   []string
		status                   int
		code                     string
	}{
		{"broken JSON", "POST", "/tasks", `{"title":`, nil, 400, "bad-request"},
		{"deep JSON", "POST", "/tasks", deep, nil, 400, "bad-request"},
		{"bytes that are no text", "POST", "/tasks", "{\"title\":\"\xff\"}", nil, 400, "bad-request"},
		{"a form that is no text", "POST", "/tasks", "title=%ff", []string{"Content-Type", app.TypeForm}, 400, "bad-request"},
		{"a name twice", "POST", "/tasks", `{"title":"a","title":"b"}`, nil, 400, "bad-request"},
		{"a base that is none", "POST", path, "_method=PATCH&_base=x&title=b", []string{"Content-Type", app.TypeForm}, 400, "bad-request"},
		{"a header that is no base", "PATCH", path, `{"title":"b"}`, []string{"Tandem-Base", "x"}, 400, "bad-request"},
		{"a page that is none", "GET", "/tasks?page=x", "", nil, 400, "bad-request"},
		{"a number as a title", "POST", "/tasks", `{"title":7}`, nil, 422, "invalid"},
		{"no title", "POST", "/tasks", `{}`, nil, 422, "invalid"},
		{"a long title", "PATCH", path, `{"title":"` + strings.Repeat("x", 41) + `"}`, nil, 422, "invalid"},
		{"a huge number", "PATCH", path, `{"rank":1e999}`, nil, 422, "invalid"},
		{"a long body", "POST", "/tasks", `{"title":"` + strings.Repeat("x", 1<<20) + `"}`, nil, 413, "too-large"},
		{"a long address", "GET", "/tasks?x=" + strings.Repeat("x", 5000), "", nil, 413, "too-large"},
		{"another type", "POST", "/tasks", "<xml/>", []string{"Content-Type", "text/xml"}, 415, "unsupported-media-type"},
		{"no type", "POST", "/tasks", "{}", []string{"Content-Type", ""}, 415, "unsupported-media-type"},
		{"no such address", "GET", "/nowhere", "", nil, 404, "absent"},
		{"no such task", "PUT", "/tasks/none", `{"title":"a"}`, nil, 404, "absent"},
		{"a path that climbs", "GET", "/tasks/%2e%2e", "", nil, 404, "absent"},
		{"the wrong method", "DELETE", "/tasks", "", nil, 405, "method-not-allowed"},
		{"the wrong form", "GET", path, "", []string{"Accept", "text/html"}, 406, "not-acceptable"},
		{"a crash", "GET", "/crash", "", nil, 500, "crashed"},
		{"a crash while writing", "POST", "/crash", "{}", nil, 500, "crashed"},
	} {
		accept := []string{"Accept", "application/problem+json"}
		if c.status == 406 {
			accept = nil
		}
		a := s.call(c.method, c.path, c.body, append(accept, c.header...)...)
		if a.StatusCode != c.status {
			t.Errorf("%s: %s, want %d: %s", c.name, a.Status, c.status, a.body)
			continue
		}
		if strings.Contains(a.body, "secret") {
			t.Errorf("%s: the answer tells what happened inside: %s", c.name, a.body)
		}
		if c.status == 406 {
			continue
		}
		var p struct {
			Type, Title, Detail string
			Status              int
			Errors              map[string]string
		}
		if err := json.Unmarshal([]byte(a.body), &p); err != nil || a.Header.Get("Content-Type") != "application/problem+json" ||
			p.Type != "urn:tandem:problem:"+c.code || p.Status != c.status || p.Title == "" || p.Detail == "" {
			t.Errorf("%s: %s %s", c.name, a.Header.Get("Content-Type"), a.body)
		}
		if c.status == 422 && len(p.Errors) == 0 {
			t.Errorf("%s: no field is named: %s", c.name, a.body)
		}
		if c.status == 405 && a.Header.Get("Allow") == "" {
			t.Errorf("%s: no method is named", c.name)
		}
		if page := s.call(c.method, c.path, c.body, append([]string{"Accept", "text/html"}, c.header...)...); page.StatusCode != c.status || !strings.Contains(page.body, "<h1>") {
			t.Errorf("%s, for a browser: %s %s", c.name, page.Status, page.body)
		}
	}
	if s.title(path) != "milk" {
		t.Errorf("the task is now %q", s.title(path))
	}
}

func TestPreconditions(t *testing.T) {
	s := newSite(t, nil, nil)
	path, tag := s.create("milk")
	other, _ := s.create("bread")
	if _, again := s.create("salt"); again == tag || s.json("GET", path, "").Header.Get("ETag") != tag {
		t.Fatal("the tag changes with what it is not of")
	}
	for _, c := range []struct {
		list   string
		status int
	}{{tag, 304}, {"W/" + tag, 304}, {`"x", ` + tag, 304}, {"*", 304}, {`"x"`, 200}, {"junk", 200}, {strings.Replace(tag, ".j", ".h", 1), 200}} {
		a := s.json("GET", path, "", "If-None-Match", c.list)
		if a.StatusCode != c.status {
			t.Errorf("If-None-Match %s: %s", c.list, a.Status)
		}
		if c.status == 304 && (a.body != "" || a.Header.Get("ETag") == "" || a.Header.Get("Vary") == "" || a.Header.Get("Cache-Control") == "") {
			t.Errorf("304 with %v %q", a.Header, a.body)
		}
	}
	for _, c := range []struct {
		list   string
		status int
	}{{`"x"`, 412}, {"W/" + tag, 412}, {`"e1.0.j"`, 412}, {`"e2.1.j"`, 412}} {
		if a := s.json("PATCH", path, `{"title":"stale"}`, "If-Match", c.list); a.StatusCode != c.status {
			t.Errorf("If-Match %s: %s", c.list, a.Status)
		}
	}
	if a := s.json("PUT", path, `{"title":"stale"}`, "If-None-Match", "*"); a.StatusCode != 412 {
		t.Errorf("If-None-Match * on what exists: %s", a.Status)
	}
	if a := s.json("PUT", "/tasks/none", `{"title":"stale"}`, "If-Match", "*"); a.StatusCode != 412 {
		t.Errorf("If-Match * on what does not exist: %s", a.Status)
	}
	if s.title(path) != "milk" {
		t.Fatalf("a refused write has written %q", s.title(path))
	}
	if a := s.json("PATCH", path, `{"title":"a"}`, "If-Match", `"x", `+tag); a.StatusCode != 200 {
		t.Errorf("a list that holds the tag: %s %s", a.Status, a.body)
	}
	if a := s.json("PATCH", path, `{"title":"b"}`, "If-Match", tag); a.StatusCode != 412 {
		t.Errorf("the tag of before: %s", a.Status)
	}
	if a := s.json("PATCH", other, `{"title":"c"}`, "If-Match", "*"); a.StatusCode != 200 {
		t.Errorf("any version: %s", a.Status)
	}
}

// TestTandemBase: a program can say what it has seen, and is treated like a
// pushed edit.
func TestTandemBase(t *testing.T) {
	s := newSite(t, nil, nil)
	path, tag := s.create("milk")
	s.json("PATCH", path, `{"title":"oat milk"}`)
	a := s.json("PATCH", path, `{"title":"soy milk"}`, "Tandem-Base", tag)
	if a.StatusCode != 409 || !strings.Contains(a.body, `"base":"milk","mine":"soy milk","theirs":"oat milk"`) {
		t.Errorf("the same field: %s %s", a.Status, a.body)
	}
	if a := s.json("PATCH", path, `{"done":true}`, "Tandem-Base", tag); a.StatusCode != 200 || !strings.Contains(a.body, "oat milk") {
		t.Errorf("another field: %s %s", a.Status, a.body)
	}
	if a := s.json("PATCH", path, `{"title":"milk"}`, "Tandem-Base", tag); a.StatusCode != 200 || s.title(path) != "oat milk" {
		t.Errorf("what was there is no write: %s, the title is %s", a.Status, s.title(path))
	}
}

func TestForms(t *testing.T) {
	s := newSite(t, nil, nil)
	a := s.form("/tasks", url.Values{"title": {"milk"}, "_from": {"/?x=1"}})
	if a.StatusCode != 303 || a.Header.Get("Location") != "/?x=1" {
		t.Fatalf("%s %s", a.Status, a.Header.Get("Location"))
	}
	if a := s.form("/tasks", url.Values{"title": {"bread"}, "_from": {"/"}, "_then": {"/tasks"}}); a.Header.Get("Location") != "/tasks" {
		t.Errorf("_then leads to %s", a.Header.Get("Location"))
	}
	for _, evil := range []string{"//evil", `/\evil`, "http://evil/", "javascript:alert(1)", "/\tevil", "evil"} {
		for _, field := range []string{"_from", "_then"} {
			a := s.form("/tasks", url.Values{"title": {"x"}, field: {evil}}, "Referer", "http://evil"+evil)
			if a.StatusCode != 303 || a.Header.Get("Location") != "/" {
				t.Errorf("%s=%s leads to %s", field, evil, a.Header.Get("Location"))
			}
		}
	}
	var list []struct{ ID string }
	json.Unmarshal([]byte(s.json("GET", "/tasks", "").body), &list)
	path := "/tasks/" + list[0].ID
	if a := s.form(path, url.Values{"_method": {"PATCH"}, "title": {"changed"}}); a.StatusCode != 303 || s.title(path) != "changed" {
		t.Errorf("PATCH by a form: %s, %s", a.Status, s.title(path))
	}
	if a := s.form(path, url.Values{"_method": {"TRACE"}}); a.StatusCode != 400 {
		t.Errorf("TRACE by a form: %s", a.Status)
	}
	if a := s.form(path, url.Values{"_method": {"DELETE"}}); a.StatusCode != 303 || s.json("GET", path, "").StatusCode != 404 {
		t.Errorf("DELETE by a form: %s", a.Status)
	}
	// A refused form comes back with what was typed, safely.
	typed := strings.Repeat("x", 40) + `"><script>alert(1)</script>`
	a = s.form("/tasks", url.Values{"title": {typed}, "_from": {"/"}})
	doc, err := html.Parse(strings.NewReader(a.body))
	if err != nil || a.StatusCode != 422 || !strings.Contains(a.body, "must have at most 40 characters") {
		t.Fatalf("%s %s", a.Status, a.body)
	}
	found := false
	for n := range doc.Descendants() {
		if n.Data == "script" && n.FirstChild != nil && strings.Contains(n.FirstChild.Data, "alert(1)") && !attr(n, "type", "application/json") {
			t.Error("the script of a user runs")
		}
		found = found || n.Data == "input" && attr(n, "value", typed)
	}
	if !found {
		t.Error("what was typed is lost")
	}
}

func attr(n *html.Node, name, value string) bool {
	for _, a := range n.Attr {
		if a.Key == name && a.Val == value {
			return true
		}
	}
	return false
}

// TestFormConflict: a conflict of a form waits in the inbox of its session, and
// the answer shows it.
func TestFormConflict(t *testing.T) {
	s := newSite(t, nil, nil)
	path, _ := s.create("milk")
	page := s.call("GET", "/", "", "Accept", "text/html")
	cookie := page.Header.Get("Set-Cookie")
	cookie, _, _ = strings.Cut(cookie, ";")
	base := field(t, page.body, "_base")
	s.json("PATCH", path, `{"title":"oat milk"}`)
	a := s.form(path, url.Values{"_method": {"PATCH"}, "_base": {base}, "_from": {"/"}, "title": {"soy milk"}}, "Cookie", cookie)
	if a.StatusCode != 409 || !strings.Contains(a.body, "soy milk") || s.title(path) != "oat milk" {
		t.Fatalf("%s %s", a.Status, a.body)
	}
	inbox := s.call("GET", "/outcomes", "", "Accept", "text/html", "Cookie", cookie)
	if !strings.Contains(inbox.body, "soy milk") {
		t.Errorf("the inbox is %s", inbox.body)
	}
	if other := s.call("GET", "/outcomes", "", "Accept", "text/html"); strings.Contains(other.body, "soy milk") {
		t.Error("somebody else reads it")
	}
	action := inbox.body[strings.Index(inbox.body, `action="/outcomes/`)+8:]
	action = action[:strings.Index(action, `"`)]
	if other := s.form(action, url.Values{}); other.StatusCode != 404 || s.title(path) != "oat milk" {
		t.Errorf("somebody else answers it: %s", other.Status)
	}
	if a := s.form(action, url.Values{"_base": {field(t, inbox.body, "_base")}, "mine.title": {"both"}}, "Cookie", cookie); a.StatusCode != 303 || s.title(path) != "both" {
		t.Errorf("%s, the title is %s", a.Status, s.title(path))
	}
}

// TestRefusedFormKeepsBase: a form that comes back with what was typed still says
// what its author had seen, not what has happened since.
func TestRefusedFormKeepsBase(t *testing.T) {
	s := newSite(t, nil, nil)
	path, _ := s.create("milk")
	page := s.call("GET", "/", "", "Accept", "text/html")
	cookie, _, _ := strings.Cut(page.Header.Get("Set-Cookie"), ";")
	base := field(t, page.body, "_base")
	s.json("PATCH", path, `{"title":"oat milk"}`)
	a := s.form(path, url.Values{"_method": {"PATCH"}, "_base": {base}, "_from": {"/"}, "title": {strings.Repeat("x", 41)}}, "Cookie", cookie)
	if a.StatusCode != 422 || field(t, a.body, "_base") != base {
		t.Fatalf("%s, the base is %s, want %s", a.Status, field(t, a.body, "_base"), base)
	}
	a = s.form(path, url.Values{"_method": {"PATCH"}, "_base": {field(t, a.body, "_base")}, "_from": {"/"}, "title": {"soy milk"}}, "Cookie", cookie)
	if a.StatusCode != 409 || s.title(path) != "oat milk" {
		t.Errorf("%s, the title is %s", a.Status, s.title(path))
	}
}

// TestFormTwice: a form that is sent again from the same page, by a double click
// or by going back, has one effect; with other content, or from a page of its
// own, it has another.
func TestFormTwice(t *testing.T) {
	s := newSite(t, nil, nil)
	page := s.call("GET", "/", "", "Accept", "text/html")
	cookie, _, _ := strings.Cut(page.Header.Get("Set-Cookie"), ";")
	post := func(title, token, cookie string) {
		t.Helper()
		if a := s.form("/tasks", url.Values{"title": {title}, "_id": {token}, "_from": {"/"}}, "Cookie", cookie); a.StatusCode != 303 || a.Header.Get("Location") != "/" {
			t.Errorf("%s: %s to %s", title, a.Status, a.Header.Get("Location"))
		}
	}
	has := func(want int) {
		t.Helper()
		var list []struct{ ID string }
		json.Unmarshal([]byte(s.json("GET", "/tasks", "").body), &list)
		if len(list) != want {
			t.Errorf("%d tasks, want %d", len(list), want)
		}
	}
	token := field(t, page.body, "_id")
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { post("milk", token, cookie) })
	}
	wg.Wait()
	has(1)
	post("milk", token, cookie)
	has(1)
	post("bread", token, cookie)
	has(2)
	post("milk", field(t, s.call("GET", "/", "", "Accept", "text/html", "Cookie", cookie).body, "_id"), cookie)
	has(3)
	other, _, _ := strings.Cut(s.call("GET", "/", "", "Accept", "text/html").Header.Get("Set-Cookie"), ";")
	post("milk", token, other) // somebody else's is none of ours
	has(4)

	// What was refused is read again, and a conflict is asked about once.
	for range 2 {
		if a := s.form("/tasks", url.Values{"title": {strings.Repeat("x", 41)}, "_id": {token}, "_from": {"/"}}, "Cookie", cookie); a.StatusCode != 422 {
			t.Errorf("a long title: %s", a.Status)
		}
	}
	path, _ := s.create("eggs")
	base := field(t, s.call("GET", "/", "", "Accept", "text/html").body, "_base")
	s.json("PATCH", path, `{"title":"six eggs"}`)
	for range 2 {
		a := s.form(path, url.Values{"_method": {"PATCH"}, "_base": {base}, "_id": {token}, "_from": {"/"}, "title": {"no eggs"}}, "Cookie", cookie)
		if a.StatusCode != 409 || strings.Count(a.body, `class="tandem-outcome is-conflict"`) != 1 {
			t.Errorf("%s %s", a.Status, a.body)
		}
	}
}

// field returns the value of the first input with a name.
func field(t *testing.T, page, name string) string {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Data == "input" && attr(n, "name", name) {
			for _, a := range n.Attr {
				if a.Key == "value" {
					return a.Val
				}
			}
		}
	}
	t.Fatalf("the page has no field %s", name)
	return ""
}

// TestCrashOfPart: a region that crashes leaves the rest of the page, tells nothing, is
// logged, and is not kept by the browser.
func TestCrashOfPart(t *testing.T) {
	var log strings.Builder
	s := server.New(tasksApp(), model.NewMemStore("e1"), &server.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	defer s.Close()
	r := httptest.NewRequest("GET", "/crash/part", nil)
	r.Header.Set("Accept", "text/html")
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	body := w.Body.String()
	for _, want := range []string{"<p>the rest</p>", `role="alert"`, `<a href="/crash/part">Try again</a>`} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s:\n%s", want, body)
		}
	}
	if w.Code != 200 || strings.Contains(body, "secret") || w.Header().Get("ETag") != "" {
		t.Errorf("answered %d, ETag %q:\n%s", w.Code, w.Header().Get("ETag"), body)
	}
	if !strings.Contains(log.String(), "part=region path=/crash/part") || !strings.Contains(log.String(), "a secret of the server") {
		t.Errorf("the log has %s", log.String())
	}
}
