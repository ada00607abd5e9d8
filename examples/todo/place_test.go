//go:build !js

package main

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// TestPlace: a first visit is in UTC, and so is the first render; then the page is in the
// zone of the device, and the next one comes from the server like that. As time goes by,
// what says how long ago something was is put right.
func TestPlace(t *testing.T) {
	s := startServer(t, "DEV=1")
	s.create("milk")
	if res, body := s.call("POST", "/todos", `{"title":"eggs","made":"2026-01-02T20:30:00Z"}`); res.StatusCode != 201 {
		t.Fatalf("%s: %s", res.Status, body)
	}
	var ts []struct{ ID string }
	_, body := s.call("GET", "/todos", "")
	if err := json.Unmarshal([]byte(body), &ts); err != nil || len(ts) != 2 {
		t.Fatalf("%s: %v", body, err)
	}
	page := s.url() + "/todos/" + ts[1].ID
	p := startBrowser(t).tab()
	p.do(chromedp.Func(func(ctx context.Context, _ *chromedp.Target) error {
		_, err := chromedp.Call(ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: "Asia/Kolkata"})
		return err
	}))
	p.do(chromedp.Navigate("about:blank"))
	p.before(`window.told = []; console.error = (...a) => told.push(a.join(" "));
		{ const real = setTimeout; window.setTimeout = (f, ms, ...rest) => { if (ms > 1001 && ms <= 60001) window.ages = f; return real(f, ms, ...rest) } }`)
	release := p.hold("*.wasm")
	p.open(page)
	const when = `document.querySelector(".made time")`
	p.want(when+`.dateTime + " " + `+when+`.title`, "2026-01-02T20:30:00Z 2 January 2026, 20:30")
	p.eval(`(() => { window.time = ` + when + ` })()`)
	release()
	p.wait(when + `.title === "3 January 2026, 02:00"`)
	p.want(`time.isConnected`, "true")
	p.want(`told.join()`, "")
	p.want(`["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "No/Where"].map(z => tandem.offset(z, Date.UTC(2026, 6, 5))).join()`, "0,7200,-9000,19800,0")
	p.want(`tandem.offset("UTC", -1e300)`, "0")

	// The server knows now.
	p.live(page)
	p.want(when+`.title`, "3 January 2026, 02:00")
	p.want(`fetch(location, {headers: {Accept: "text/html"}}).then(r => r.text()).then(t => [t.includes('title="3 January 2026, 02:00"'), /"zone":"Asia.(Kolkata|Calcutta)"/.test(t)].join())`, "true,true")
	p.want(`told.join()`, "")

	p.live(s.url() + "/todos/" + ts[0].ID)
	p.wait(`ages`)
	before := p.eval(when + `.textContent`)
	p.eval(`(() => { const real = Date.now; Date.now = () => real() + 3600000; ages() })()`)
	p.wait(when + `.textContent === "1 hour ago"`)
	if before != "just now" && !strings.HasSuffix(before, "minutes ago") && before != "1 minute ago" {
		t.Errorf("it was %q", before)
	}
	p.shot("made", 1100, 800)
	p.shot("made-phone", 390, 844)

	res, _ := s.call("GET", "/todos/"+ts[0].ID, "", "Accept", "text/html")
	if res.StatusCode != http.StatusOK || res.Header.Get("ETag") != "" {
		t.Errorf("%s, %v", res.Status, res.Header)
	}
}
