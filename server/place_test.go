package server_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server"
	"github.com/tandemgo/tandem/view"
	el "github.com/tandemgo/tandem/view/html"
)

func placeApp() *app.App {
	a := app.New("Places", &app.Options{Languages: []app.Language{{Tag: "de"}}})
	summer := model.Time(1783252800_000000) // 2026-07-05T12:00:00Z
	a.Handle("GET /{$}", func(c *app.Context) (app.Response, error) {
		return app.Page("Places", func() *view.Node {
			return el.P(view.Text(c.Zone()+" "+c.Language()+" "), c.Time(summer, app.DateTime), view.Text("."))
		}), nil
	})
	a.Handle("GET /ago", func(c *app.Context) (app.Response, error) {
		return app.Page("", func() *view.Node { return c.Time(c.Now(), app.Ago) }), nil
	})
	return a
}

// TestPlace: a page is in the zone and the language of who asks for it, says so, and is
// another representation then.
func TestPlace(t *testing.T) {
	store := model.NewMemStore("e1")
	s := server.New(placeApp(), store, nil)
	defer s.Close()
	get := func(path string, header ...string) (*http.Response, string) {
		r := httptest.NewRequest("GET", path, nil)
		r.Header.Set("Accept", "text/html")
		r.AddCookie(&http.Cookie{Name: "tandem", Value: "AAAAAAAAAAAAAAAAAAAAAA"})
		for i := 0; i < len(header); i += 2 {
			r.Header.Add(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Result(), w.Body.String()
	}
	tags := map[string]string{}
	for _, c := range []struct{ zone, language, page, lang, state string }{
		{"", "", " en <time datetime=\"2026-07-05T12:00:00Z\">5 July 2026, 12:00</time>", "en", `"zone":"","lang":"en"`},
		{"Europe/Berlin", "de-AT,fr", "Europe/Berlin de <time datetime=\"2026-07-05T12:00:00Z\">5 July 2026, 14:00</time>", "de", `"zone":"Europe/Berlin","lang":"de"`},
		{"America/St_Johns", "fr", "America/St_Johns en <time datetime=\"2026-07-05T12:00:00Z\">5 July 2026, 09:30</time>", "en", `"zone":"America/St_Johns","lang":"en"`},
		{"No/Where", "", " en <time", "en", `"zone":"","lang":"en"`},
		{"Local", "", " en <time", "en", `"zone":""`},
		{"../passwd", "", " en <time", "en", `"zone":""`},
		{strings.Repeat("a", 100), "", " en <time", "en", `"zone":""`},
	} {
		res, page := get("/", "Cookie", "tandem-zone="+c.zone, "Accept-Language", c.language)
		if !strings.Contains(page, "<p>"+c.page) || !strings.Contains(page, `<html lang="`+c.lang+`">`) || !strings.Contains(page, c.state) || !strings.Contains(page, `"now":1`) {
			t.Errorf("zone %q, language %q: %s", c.zone, c.language, page)
		}
		if v := strings.Join(res.Header.Values("Vary"), ", "); !strings.Contains(v, "Cookie") || !strings.Contains(v, "Accept-Language") {
			t.Errorf("Vary is %q", v)
		}
		tag := res.Header.Get("ETag")
		if was, ok := tags[tag]; tag == "" || ok && was != c.state && len(c.state) > len(`"zone":""`) {
			t.Errorf("the tag %s is that of %s and of %s", tag, was, c.state)
		}
		if _, ok := tags[tag]; !ok {
			tags[tag] = c.state
		}
		if res, _ := get("/", "Cookie", "tandem-zone="+c.zone, "Accept-Language", c.language, "If-None-Match", tag); res.StatusCode != 304 {
			t.Errorf("zone %q: %s", c.zone, res.Status)
		}
	}
	if len(tags) != 3 {
		t.Errorf("there are %d representations: %v", len(tags), tags)
	}
	// What says how long ago something was is never the same for long.
	if res, page := get("/ago"); res.Header.Get("ETag") != "" || !strings.Contains(page, "just now") {
		t.Errorf("%v %s", res.Header, page)
	}
	if res, page := get("/_tandem/shell", "Accept-Language", "de"); !strings.Contains(page, `<html lang="de">`) || !strings.Contains(page, `{"lang":"de"}`) || res.Header.Get("Vary") != "Accept-Language" {
		t.Errorf("the page that holds nothing: %v %s", res.Header, page)
	}
}
