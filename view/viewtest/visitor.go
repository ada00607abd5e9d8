package viewtest

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/textproto"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/tandemgo/tandem/view"
)

// Visitor is a person with a browser of their own: one page, its history, cookies.
// Make one with [NewVisitor] or [Render]. It does what HTML says about links and forms,
// and carries out the actions of view.On; it runs no scripts and reads no style
// sheets. It must not be used concurrently.
//
// The checks that browsers make of fields (required, pattern) are not made, so that a
// test meets those of the application.
type Visitor struct {
	// NoScript leaves out the actions of view.On, as a browser without script does.
	NoScript bool
	// Header is sent with each request, beside what a browser sends.
	Header http.Header

	t       testing.TB
	handler http.Handler
	answer  func(Request) *view.Node
	patcher view.Patcher
	dom     *DOM

	doc     *document
	at      *url.URL
	last    string // the page in words
	status  int
	header  http.Header
	body    string
	jar     http.CookieJar
	history []*url.URL
}

const origin = "http://localhost"

// NewVisitor returns a visitor of a site, http://localhost, that h answers for. There
// is no network: h is called. The visitor is nowhere yet.
func NewVisitor(t testing.TB, h http.Handler) *Visitor {
	v := newVisitor(t)
	v.handler = h
	return v
}

func newVisitor(t testing.TB) *Visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		panic(err) // it has no reason to
	}
	at, _ := url.Parse(origin + "/")
	v := &Visitor{t: t, Header: http.Header{}, jar: jar, at: at, last: "no page"}
	v.doc = newDocument(t, parseInside("", "body"))
	v.doc.visitor = v
	return v
}

// Visit goes to a URL, as somebody does who types it. It ends the test if that is of
// another site, or leads in a circle.
func (v *Visitor) Visit(address string) {
	v.t.Helper()
	v.load(http.MethodGet, v.resolve(address), "", nil, nil, "none")
}

// Reload loads the page again; an answer to a form by GET.
func (v *Visitor) Reload() {
	v.t.Helper()
	v.history = v.history[:len(v.history)-min(1, len(v.history))]
	v.load(http.MethodGet, v.at, "", nil, nil, "none")
}

// Back goes to the page before. It ends the test if there is none.
func (v *Visitor) Back() {
	v.t.Helper()
	if len(v.history) < 2 {
		v.t.Fatalf("back: there is no page before %s", v.last)
	}
	to := v.history[len(v.history)-2]
	v.history = v.history[:len(v.history)-2]
	v.load(http.MethodGet, to, "", nil, nil, "none")
}

// URL returns the path and query of the page.
func (v *Visitor) URL() string { return v.at.RequestURI() }

// Status returns the HTTP status of the page; 200 of one that [Render] shows.
func (v *Visitor) Status() int { return v.status }

// ResponseHeader returns the header of the answer.
func (v *Visitor) ResponseHeader() http.Header { return v.header }

// Body returns the body of the answer as it came.
func (v *Visitor) Body() string { return v.body }

// Title returns the title of the page.
func (v *Visitor) Title() string {
	for n := range v.doc.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "title" && n.Namespace == "" {
			return collapse(text(n))
		}
	}
	return ""
}

// Messages returns what the page says by itself: the texts of the alerts and status
// lines, in the order of the page.
func (v *Visitor) Messages() (list []string) {
	for n := range v.doc.root.Descendants() {
		if n.Type != html.ElementNode || hidden(n) {
			continue
		}
		switch v.doc.role(n) {
		case "alert", "status", "log":
			if s := v.doc.seen(n); s != "" {
				list = append(list, s)
			}
		}
	}
	return list
}

// Page returns the page as a whole.
func (v *Visitor) Page() *Element { return &Element{v.doc, v.doc.root} }

// Find is that of the page.
func (v *Visitor) Find(q Query) *Element {
	v.t.Helper()
	return v.Page().Find(q)
}

// FindAll is that of the page.
func (v *Visitor) FindAll(q Query) []*Element {
	v.t.Helper()
	return v.Page().FindAll(q)
}

// Has is that of the page.
func (v *Visitor) Has(q Query) bool {
	v.t.Helper()
	return v.Page().Has(q)
}

// Lacks is that of the page.
func (v *Visitor) Lacks(q Query) {
	v.t.Helper()
	v.Page().Lacks(q)
}

// Focused returns what has the focus, nil if nothing has.
func (v *Visitor) Focused() *Element {
	if v.doc.focus == nil || !v.doc.holdsNode(v.doc.focus) {
		return nil
	}
	return &Element{v.doc, v.doc.focus}
}

// Tab moves the focus to the next element that takes it, as the key does, and returns
// that; behind the last one it begins anew. It ends the test if there is none.
func (v *Visitor) Tab() *Element {
	v.t.Helper()
	stops := v.doc.stops()
	if len(stops) == 0 {
		v.t.Fatalf("tab: nothing on %s can have the focus", v.last)
	}
	next := stops[0]
	for i, n := range stops {
		if n == v.doc.focus && i+1 < len(stops) {
			next = stops[i+1]
		}
	}
	e := &Element{v.doc, next}
	e.moveFocus()
	return e
}

// stops returns what the key Tab goes through.
func (d *document) stops() (list []*html.Node) {
	seen := map[*html.Node]bool{}
	for n := range d.root.Descendants() {
		if !focusable(n) || hidden(n) || strings.HasPrefix(get(n, "tabindex"), "-") || seen[n] {
			continue
		}
		if n.Data == "input" && inputType(n) == "radio" {
			// A group is one stop: the button that is on, or the first.
			stop := n
			for _, r := range d.group(n) {
				seen[r] = true
				if d.isChecked(r) {
					stop = r
				}
			}
			n = stop
		}
		list = append(list, n)
	}
	return list
}

// resolve returns an address as seen from the page.
func (v *Visitor) resolve(address string) *url.URL {
	v.t.Helper()
	base := v.at
	for n := range v.doc.root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "base" && has(n, "href") {
			if b, err := v.at.Parse(get(n, "href")); err == nil {
				base = b
			}
			break
		}
	}
	u, err := base.Parse(strings.TrimSpace(address))
	if err != nil {
		v.t.Fatalf("%s: the address cannot be read: %v", address, err)
	}
	if u.Scheme+"://"+u.Host != origin {
		v.t.Fatalf("%s leads to another site", u)
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u
}

// follow goes where a link leads.
func (v *Visitor) follow(address, target string, download bool) {
	v.t.Helper()
	u := v.resolve(address)
	if u.Fragment != "" && u.RequestURI() == v.at.RequestURI() {
		v.at = u // a place on the page
		return
	}
	v.load(http.MethodGet, u, "", nil, nil, "same-origin")
}

// submit sends a form; by is the button that sends it, or nil.
func (v *Visitor) submit(form, by *html.Node) {
	v.t.Helper()
	setting := func(name string) string {
		if by != nil {
			if s, ok := lookup(by, "form"+name); ok {
				return s
			}
		}
		return get(form, name)
	}
	d := v.doc
	to := v.at
	if a := setting("action"); strings.TrimSpace(a) != "" {
		to = v.resolve(a)
	}
	entries := d.entries(form, by)
	switch strings.ToLower(setting("method")) {
	case "dialog":
		if dialog := closest(form, "dialog"); dialog != nil {
			drop(dialog, "open")
		}
		return
	case "post":
	default:
		u := *to
		u.RawQuery, u.Fragment = encode(entries), ""
		v.load(http.MethodGet, &u, "", nil, entries, "same-origin")
		return
	}
	kind, body := "application/x-www-form-urlencoded", []byte(nil)
	switch strings.ToLower(setting("enctype")) {
	case "multipart/form-data":
		kind, body = multiple(entries)
	case "text/plain":
		kind = "text/plain"
		for _, e := range entries {
			body = append(body, e.name+"="+lines(e.text())+"\r\n"...)
		}
	default:
		body = []byte(encode(entries))
	}
	v.load(http.MethodPost, to, kind, body, entries, "same-origin")
	if v.answer != nil {
		d.reset(form) // as the program does with a form whose request was taken
	}
}

// lines returns a text with the line ends that forms send.
func lines(s string) string {
	return strings.ReplaceAll(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n", "\r\n")
}

// text returns what stands for an entry where there are no files.
func (e entry) text() string {
	if e.file != nil {
		return e.file.Name
	}
	return e.value
}

func encode(entries []entry) string {
	var b strings.Builder
	for i, e := range entries {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(url.QueryEscape(lines(e.name)) + "=" + url.QueryEscape(lines(e.text())))
	}
	return b.String()
}

func multiple(entries []entry) (kind string, body []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	quote := strings.NewReplacer("\r\n", "%0D%0A", "\n", "%0D%0A", "\r", "%0D", `"`, "%22")
	for _, e := range entries {
		h := textproto.MIMEHeader{}
		disposition := `form-data; name="` + quote.Replace(e.name) + `"`
		content := []byte(lines(e.value))
		if e.file != nil {
			disposition += `; filename="` + quote.Replace(e.file.Name) + `"`
			content = e.file.Content
			if h.Set("Content-Type", e.file.Type); e.file.Type == "" {
				h.Set("Content-Type", "application/octet-stream")
			}
		}
		h.Set("Content-Disposition", disposition)
		part, err := w.CreatePart(h)
		if err == nil {
			_, err = part.Write(content)
		}
		if err != nil {
			panic(err) // a buffer does not fail
		}
	}
	w.Close()
	return w.FormDataContentType(), b.Bytes()
}

// load gets a page and shows it. site is where the request comes from.
func (v *Visitor) load(method string, to *url.URL, kind string, body []byte, entries []entry, site string) {
	v.t.Helper()
	if v.answer != nil {
		v.render(method, to, entries)
		return
	}
	from := v.at
	for range 20 {
		r := httptest.NewRequest(method, to.RequestURI(), bytes.NewReader(body))
		r.Host = to.Host
		r.Header = v.Header.Clone()
		if r.Header == nil {
			r.Header = http.Header{}
		}
		header := func(name, value string) {
			if r.Header.Get(name) == "" {
				r.Header.Set(name, value)
			}
		}
		header("Accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
		header("Sec-Fetch-Site", site)
		header("Sec-Fetch-Mode", "navigate")
		header("Sec-Fetch-Dest", "document")
		if kind != "" {
			r.Header.Set("Content-Type", kind)
		}
		if site == "same-origin" {
			ref := *from
			ref.Fragment = ""
			header("Referer", ref.String())
			if method == http.MethodPost {
				header("Origin", origin)
			}
		}
		for _, c := range v.jar.Cookies(to) {
			r.AddCookie(c)
		}
		w := httptest.NewRecorder()
		v.handler.ServeHTTP(w, r)
		res := w.Result()
		v.jar.SetCookies(to, res.Cookies())
		if location := res.Header.Get("Location"); location != "" {
			switch res.StatusCode {
			case http.StatusMovedPermanently, http.StatusFound:
				if method == http.MethodPost {
					method, kind, body = http.MethodGet, "", nil
				}
			case http.StatusSeeOther:
				method, kind, body = http.MethodGet, "", nil
			case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
			default:
				location = ""
			}
			if location != "" {
				next, err := to.Parse(location)
				if err != nil {
					v.t.Fatalf("%s %s redirects to %s, which cannot be read: %v", method, to.RequestURI(), location, err)
				}
				if next.Scheme+"://"+next.Host != origin {
					v.t.Fatalf("%s %s redirects to another site, %s", method, to.RequestURI(), next)
				}
				to = next
				continue
			}
		}
		if res.StatusCode == http.StatusNoContent {
			v.status, v.header, v.body = res.StatusCode, res.Header, "" // the page stays
			return
		}
		v.show(method, to, res)
		return
	}
	v.t.Fatalf("%s leads in a circle", from)
}

// show makes an answer the page.
func (v *Visitor) show(method string, at *url.URL, res *http.Response) {
	v.t.Helper()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, at.RequestURI(), err)
	}
	v.status, v.header, v.body = res.StatusCode, res.Header, string(b)
	v.at, v.last = at, fmt.Sprintf("%s %s (%d)", method, at.RequestURI(), res.StatusCode)
	v.history = append(v.history, at)
	var root *html.Node
	if media, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); media == "text/html" || media == "application/xhtml+xml" {
		root, err = html.ParseWithOptions(bytes.NewReader(b), html.ParseOptionEnableScripting(!v.NoScript))
		if err != nil {
			v.t.Fatalf("%s: %v", v.last, err)
		}
		if !v.NoScript {
			for n := range root.Descendants() {
				if n.Data == "noscript" {
					clearInside(n)
				}
			}
		}
	} else {
		// A browser shows other text as it is.
		pre := &html.Node{Type: html.ElementNode, Data: "pre"}
		pre.AppendChild(&html.Node{Type: html.TextNode, Data: string(b)})
		root = parseInside("", "body")
		root.AppendChild(pre)
	}
	v.doc = newDocument(v.t, root)
	v.doc.visitor = v
	for n := range root.Descendants() {
		if focusable(n) && has(n, "autofocus") && !hidden(n) {
			v.doc.focus, v.doc.before = n, v.doc.value(n)
			break
		}
	}
}
