package server

import (
	"encoding/json"
	"io"
	"net/http"
	"sync"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// What goes wrong in a browser, its page puts right without a word and tells here:
//
//	POST /_tandem/report {"kind":"adoption","id":"…","at":"/active","build":"…","text":"…"}
//
// at is the path alone. Of a panic, id is that of its app.Failure: the page shows it.
// Anybody can send that, so it is bounded, and only logged.

const (
	reportSize  = 8 << 10 // bytes
	reportQuota = 60      // in a minute; what is more is not logged
)

// quota lets so many things happen in a minute.
type quota struct {
	mu     sync.Mutex
	minute model.Time
	n      int
}

// take reports whether one more may happen at the time now.
func (q *quota) take(now model.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if m := now / 60_000_000; m != q.minute {
		q.minute, q.n = m, 0
	}
	q.n++
	return q.n <= reportQuota
}

// report takes what a browser tells.
func (s *Server) report(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		p := app.NewProblem(app.CodeMethod, "Reports are posted.")
		p.Allow = []string{http.MethodPost}
		s.problem(w, r, p)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, reportSize))
	if err != nil {
		s.problem(w, r, app.NewProblem(model.CodeTooLarge, "A report is at most 8 KiB."))
		return
	}
	var told struct{ Kind, ID, At, Build, Text string }
	if err := json.Unmarshal(body, &told); err != nil || told.Kind == "" {
		s.problem(w, r, app.NewProblem(model.CodeBadRequest, "The report cannot be read."))
		return
	}
	if s.reports.take(s.now()) {
		s.log.Warn("a browser reports", "kind", told.Kind, "id", told.ID, "at", told.At, "build", told.Build, "text", told.Text)
	}
	w.WriteHeader(http.StatusNoContent)
}
