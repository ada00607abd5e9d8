package server_test

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/server"
)

// TestReport: what a browser tells is logged, as one line, and not without end.
func TestReport(t *testing.T) {
	var log strings.Builder
	s := server.New(app.New("Reports", nil), model.NewMemStore("e1"), &server.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
	defer s.Close()
	send := func(method, body string, header ...string) int {
		r := httptest.NewRequest(method, "/_tandem/report", strings.NewReader(body))
		for i := 0; i+1 < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		return w.Code
	}
	const told = `{"kind":"adoption","id":"e1","at":"/a","build":"b1","text":"one\nlevel=ERROR"}`
	for _, c := range []struct {
		status int
		method string
		body   string
		header []string
	}{
		{204, "POST", told, nil},
		{405, "GET", "", nil},
		{400, "POST", `{}`, nil},
		{400, "POST", `kind`, nil},
		{413, "POST", `{"kind":"` + strings.Repeat("x", 9000) + `"}`, nil},
		{403, "POST", told, []string{"Origin", "https://elsewhere.example", "Sec-Fetch-Site", "cross-site"}},
	} {
		if got := send(c.method, c.body, c.header...); got != c.status {
			t.Errorf("%s %.40s: %d, want %d", c.method, c.body, got, c.status)
		}
	}
	if l := log.String(); strings.Count(l, "\n") != 1 || !strings.Contains(l, `msg="a browser reports" kind=adoption id=e1 at=/a build=b1 text="one\nlevel=ERROR"`) {
		t.Errorf("the log has %s", l)
	}
	for range 1000 {
		send("POST", told)
	}
	// At most two minutes have begun meanwhile.
	if n := strings.Count(log.String(), "\n"); n < 60 || n > 180 {
		t.Errorf("%d reports are in the log", n)
	}
}
