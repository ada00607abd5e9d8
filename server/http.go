package server

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/tandemgo/tandem/app"
	"github.com/tandemgo/tandem/model"
)

// Server answers the requests of an application. It is an http.Handler; make
// one with New.
type Server struct {
	app     *app.App
	origin  *model.Origin
	hub     *hub
	assets  *Assets
	log     *slog.Logger
	now     func() model.Time
	cross   *http.CrossOriginProtection
	trusted map[string]bool

	dev     bool
	reports quota
	host    *Host
	front   http.Handler // what answers requests: route, or the host before it

	limit       int64
	connections atomic.Int64
	closing     context.Context
	close       context.CancelFunc
	built       chan struct{} // closed when no more indexes will be built
}

// Options are the settings of a server; nil means all defaults.
type Options struct {
	// Assets are the browser's half. Without them the pages work by links and
	// forms only.
	Assets *Assets
	// Dev says that the application is being developed: pages tell in the
	// browser's console what they otherwise put right in silence and report.
	Dev bool
	// Log gets what happens. Defaults to slog.Default.
	Log *slog.Logger
	// Origins are the origins under which browsers know the server, when it
	// stands behind a proxy: "https://todo.example". Without any, it is that
	// of each request.
	Origins []string
	// Host is the engine that starts the browser's half; nil for Tandem's own.
	Host *Host
	// Connections is how many WebSockets are held at a time. Defaults to
	// 10,000.
	Connections int
}

// New returns a server for the application and what is in the store. Close it.
func New(a *app.App, store model.Store, o *Options) *Server {
	if o == nil {
		o = &Options{}
	}
	s := &Server{app: a, assets: o.Assets, dev: o.Dev, log: o.Log, now: wallClock, cross: http.NewCrossOriginProtection(), trusted: map[string]bool{}, limit: int64(o.Connections), host: o.Host}
	s.front = http.HandlerFunc(s.route)
	if s.host != nil {
		s.front = s.host.Serve(s.front)
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.limit == 0 {
		s.limit = 10_000
	}
	for _, origin := range o.Origins {
		s.trusted[origin] = true
		if err := s.cross.AddTrustedOrigin(origin); err != nil {
			s.log.Error("origin ignored", "origin", origin, "err", err)
		}
	}
	s.cross.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.problem(w, r, app.NewProblem(model.CodeForbidden, "Another site cannot write here."))
	}))
	s.origin = model.NewOrigin(store, a.Origin())
	s.hub = newHub(s.origin, s.now)
	s.closing, s.close = context.WithCancel(context.Background())
	s.built = make(chan struct{})
	go s.buildIndexes()
	return s
}

// Close ends the connections and waits until what was taken is committed. A
// second call does nothing.
func (s *Server) Close() {
	s.close()
	s.hub.close()
	<-s.built
}

func (s *Server) enter() bool {
	if s.connections.Add(1) > s.limit {
		s.connections.Add(-1)
		return false
	}
	return true
}

func (s *Server) exit() { s.connections.Add(-1) }

func (s *Server) trusts(origin string) bool { return s.trusted[origin] }

// secure reports whether the browser came over TLS.
func (s *Server) secure(r *http.Request) bool {
	if len(s.trusted) > 0 {
		return s.trusted["https://"+r.Host]
	}
	return r.TLS != nil
}

// external returns the origin as which the browser knows this server.
func (s *Server) external(r *http.Request) string {
	if s.secure(r) {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

var policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' " + recorderHash + "; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		if p == http.ErrAbortHandler {
			panic(p)
		}
		f := app.NewFailure("request", r.URL.EscapedPath(), p)
		s.crashed(f)
		s.problem(w, r, s.app.Problem(f, "The server could not answer the request."))
	}()
	s.cross.Handler(s.front).ServeHTTP(w, r)
}

func (s *Server) route(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case AssetPath + "sync":
		s.socket(w, r)
		return
	case AssetPath + "report":
		s.report(w, r)
		return
	case AssetPath + "shell":
		s.shell(w, r)
		return
	case "/worker.js":
		s.worker(w, r)
		return
	case "/manifest.webmanifest":
		s.manifest(w, r)
		return
	case "/healthz":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, "ok\n")
		return
	}
	if strings.HasPrefix(r.URL.Path, AssetPath) {
		if (r.Method != http.MethodGet && r.Method != http.MethodHead) || !s.assets.serve(w, r) {
			s.problem(w, r, app.NewProblem(model.CodeAbsent, "There is no such file in this build."))
		}
		return
	}
	w.Header().Add("Vary", "Accept, Cookie, Accept-Encoding")
	s.vary(w)
	w.Header().Set("Cache-Control", "private, no-cache")
	if r.URL.Path == "*" || r.URL.Path == "" || r.URL.Path[0] != '/' {
		s.problem(w, r, app.NewProblem(model.CodeBadRequest, "The address is not a path."))
		return
	}
	ok, allow := s.app.Routed(r.Method, r.URL.EscapedPath())
	switch {
	case r.Method == http.MethodOptions && allow != nil:
		w.Header().Set("Allow", strings.Join(allow, ", "))
		w.WriteHeader(http.StatusNoContent)
	case !ok && allow != nil && r.Method != http.MethodPost:
		p := app.NewProblem(app.CodeMethod, r.Method+" is not possible here.")
		p.Allow = allow
		s.problem(w, r, p)
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		s.read(w, r)
	default:
		s.write(w, r)
	}
}

// request returns r as the application sees it.
func request(r *http.Request) model.Request {
	uri := r.URL.EscapedPath()
	if r.URL.RawQuery != "" {
		uri += "?" + r.URL.RawQuery
	}
	m := r.Method
	if m == http.MethodHead {
		m = http.MethodGet
	}
	return model.Request{Method: m, URI: uri}
}

// read answers GET and HEAD, at one point of the store.
func (s *Server) read(w http.ResponseWriter, r *http.Request) {
	req := request(r)
	if err := req.Check(); err != nil {
		s.problem(w, r, app.ProblemOf(err))
		return
	}
	user := s.guest(w, r)
	var out output
	unsure := false // whether another page would be the same
	shown := app.Shown{Place: s.place(r), Ages: func(model.Time) { unsure = true }, Crashed: func(f app.Failure) {
		unsure = true
		s.crashed(f)
	}}
	answer := func(tx *model.Tx) error {
		res, err := s.app.Serve(tx, shown)
		if err != nil {
			return err
		}
		if res.Redirect {
			out = output{status: http.StatusSeeOther, location: res.Location}
			return nil
		}
		switch s.choose(r, res, app.TypeHTML) {
		case app.TypeHTML:
			if res.Status != 0 {
				out.status = res.Status
			}
			tag := etag(tx.Head(), tx.Head().Seq, "h."+s.build()+"."+user+"."+shown.Place.Zone+"."+shown.Place.Language)
			if s.fresh(r, tag, &out) {
				return nil
			}
			out.kind = app.TypeHTML
			out.body = s.page(tx, res, user, app.Shown{Place: shown.Place}, res.Status, model.Base{})
			if !unsure {
				out.etag = tag
			}
		case app.TypeJSON:
			seq := tx.Head().Seq
			if res.Keys != nil {
				if seq, err = lastChange(tx, res.Keys); err != nil {
					return err
				}
			}
			tag := etag(tx.Head(), seq, jsonVariant(tx))
			if s.fresh(r, tag, &out) {
				return nil
			}
			out.kind, out.body, out.etag = app.TypeJSON, []byte(res.Data()), tag
		default:
			return app.NewProblem(app.CodeAcceptable, "This address has "+strings.Join(offers(res), " and ")+".")
		}
		return nil
	}
	err := s.origin.Read(app.Space, user, req, s.now(), func(tx *model.Tx) error {
		return s.app.Guard("page", req.URI, s.crashed, func() error { return answer(tx) })
	})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.send(w, r, out)
}

// guest returns the user of a request that reads. A session begins with the
// first page, not with the first request of a program.
func (s *Server) guest(w http.ResponseWriter, r *http.Request) string {
	if id, ok := s.user(r); ok {
		return id
	}
	if app.Negotiate(r.Header.Get("Accept"), app.TypeJSON, app.TypeHTML) == app.TypeHTML {
		return s.session(w, r)
	}
	return "anon"
}

// output is an answer that is ready to be sent.
type output struct {
	status   int
	kind     string
	body     []byte
	etag     string
	location string
}

// send sends an answer, compressed if that is worth it and the client can read
// it.
func (s *Server) send(w http.ResponseWriter, r *http.Request, o output) {
	h := w.Header()
	if o.status == 0 {
		o.status = http.StatusOK
	}
	if o.location != "" {
		h.Set("Location", o.location)
	}
	if o.kind != "" {
		h.Set("Content-Type", o.kind+"; charset=utf-8")
		if o.kind == app.TypeJSON || o.kind == app.TypeProblem {
			h.Set("Content-Type", o.kind) // JSON is always UTF-8 (RFC 8259)
		}
	}
	const worth = 1200 // bytes; less fits in one packet anyway
	if len(o.body) > worth && codes(r.Header.Get("Accept-Encoding"), "gzip") {
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, 5)
		z.Write(o.body)
		z.Close()
		o.body = b.Bytes()
		h.Set("Content-Encoding", "gzip")
		o.etag = gzipTag(o.etag)
	}
	if o.etag != "" {
		h.Set("ETag", o.etag)
	}
	if o.status != http.StatusNoContent && o.status != http.StatusNotModified {
		h.Set("Content-Length", strconv.Itoa(len(o.body)))
	}
	w.WriteHeader(o.status)
	if r.Method != http.MethodHead {
		w.Write(o.body)
	}
}

// gzipTag returns the entity tag of a representation when it is compressed:
// other bytes must have another strong tag (RFC 9110, section 8.8.1).
func gzipTag(tag string) string {
	if tag == "" {
		return ""
	}
	return tag[:len(tag)-1] + `.gz"`
}

// fresh answers 304 if the client has the representation already.
func (s *Server) fresh(r *http.Request, tag string, out *output) bool {
	list := r.Header.Values("If-None-Match")
	if len(list) == 0 {
		return false
	}
	all := strings.Join(list, ",")
	for _, t := range []string{tag, gzipTag(tag)} {
		if match(all, t, true) {
			*out = output{status: http.StatusNotModified, etag: t}
			return true
		}
	}
	return false
}

// etag returns the entity tag of what was last changed by commit seq.
func etag(head model.Cursor, seq uint64, variant string) string {
	return `"` + head.Epoch + "." + strconv.FormatUint(seq, 10) + "." + variant + `"`
}

// jsonVariant is that of JSON: who may see other fields gets other bytes of the
// same record.
func jsonVariant(tx *model.Tx) string { return "j" + strconv.FormatUint(tx.Rights().Version(), 36) }

// current reports whether a tag is of what was last changed by commit seq, as the
// user sees it now.
func current(tx *model.Tx, tag string, seq uint64) bool {
	b, ok := etagBase(tag)
	if !ok || b.Epoch != tx.Head().Epoch || b.Seq != seq {
		return false
	}
	variant := strings.Split(strings.Trim(tag, `"`), ".")[2]
	return variant[:min(1, len(variant))] != "j" || variant == jsonVariant(tx)
}

// etagBase reads an entity tag as the base that it names.
func etagBase(tag string) (model.Base, bool) {
	tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
	p := strings.Split(strings.Trim(tag, `"`), ".")
	if len(p) < 3 {
		return model.Base{}, false
	}
	b, err := model.ParseBase(p[0] + "." + p[1])
	return b, err == nil && !b.Blind()
}

// lastChange returns the number of the commit that changed the records last.
func lastChange(tx *model.Tx, keys []string) (uint64, error) {
	seq := uint64(0)
	for _, k := range keys {
		r, err := tx.Get(k)
		if err != nil {
			return 0, err
		}
		seq = max(seq, r.Last.Seq)
	}
	return seq, nil
}

func offers(res app.Response) (types []string) {
	if res.View != nil {
		types = append(types, app.TypeHTML)
	}
	if res.Data != nil {
		types = append(types, app.TypeJSON)
	}
	return types
}

// choose returns the media type to answer in; what usually means when the
// client takes anything.
func (s *Server) choose(r *http.Request, res app.Response, usual string) string {
	os := offers(res)
	if len(os) == 0 {
		return ""
	}
	if len(os) == 2 && usual == app.TypeJSON {
		os[0], os[1] = os[1], os[0]
	}
	return app.Negotiate(strings.Join(r.Header.Values("Accept"), ","), os...)
}

// write answers POST, PUT, PATCH and DELETE.
func (s *Server) write(w http.ResponseWriter, r *http.Request) {
	req := request(r)
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, model.MaxBody))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		s.problem(w, r, app.NewProblem(model.CodeTooLarge, "The body is larger than 1 MiB."))
		return
	case err != nil:
		s.problem(w, r, app.NewProblem(model.CodeBadRequest, "The body did not arrive whole."))
		return
	}
	req.Body = body
	if ct := r.Header.Get("Content-Type"); ct != "" {
		if req.Type, _, err = mime.ParseMediaType(ct); err != nil {
			s.problem(w, r, app.NewProblem(app.CodeMediaType, "The Content-Type cannot be read."))
			return
		}
	} else if len(body) > 0 {
		s.problem(w, r, app.NewProblem(app.CodeMediaType, "A body needs a Content-Type."))
		return
	}
	sub, err := app.Submit(req)
	if err != nil {
		s.problem(w, r, app.ProblemOf(err))
		return
	}
	if tag := r.Header.Get("Tandem-Base"); tag != "" {
		b, ok := etagBase(tag)
		if !ok {
			s.problem(w, r, app.NewProblem(model.CodeBadRequest, "The header Tandem-Base must be an ETag of this server."))
			return
		}
		sub.Base = b
	}
	if ok, allow := s.app.Routed(sub.Method, r.URL.EscapedPath()); !ok && allow != nil {
		p := app.NewProblem(app.CodeMethod, sub.Method+" is not possible here.")
		p.Allow = allow
		s.problem(w, r, p)
		return
	}
	// A form is answered with a page, a program with JSON.
	usual := app.TypeJSON
	if req.Type == app.TypeForm {
		usual = app.TypeHTML
	}
	page := app.Negotiate(strings.Join(r.Header.Values("Accept"), ","), usual, app.TypeHTML, app.TypeJSON) == app.TypeHTML
	user, ok := s.user(r)
	if !ok {
		user = "anon"
		if page {
			user = s.session(w, r)
		}
	}
	var res app.Response
	run := s.app.Capture(&res)
	job := model.Job{User: user, Direct: true, Keep: page, Intent: model.Intent{ID: newID(), Version: s.app.Options().Version, Request: sub.Request, Base: sub.Base, Time: s.now()},
		Handler: func(tx *model.Tx) error {
			if err := s.precondition(r, tx, sub.URI); err != nil {
				return err
			}
			return run(tx)
		}}
	if page && sub.Token != "" {
		// The same form from the same page, by a second click or by going back.
		sum := model.Sum("form", user, sub.Token, sub.Method, sub.URI, string(sub.Body))
		copy(job.Intent.ID[:], sum[:])
		job.Intent.Client, job.Intent.N = "form-"+sum.Name(), 1
	}
	done, err := s.hub.commit(r.Context(), app.Space, []model.Job{job})
	if err != nil {
		s.fail(w, r, err)
		return
	}
	out := done[0].Outcome
	switch out.Kind {
	case model.Applied, model.Merged:
		s.written(w, r, sub, res, out, page)
	case model.Conflicted:
		p := app.NewProblem(app.CodeConflict, "Somebody else has changed this since you saw it. Nothing was written.")
		p.Conflicts = out.Fields
		s.refused(w, r, user, sub, p, page)
	case model.Quarantined:
		f := app.NewFailure("request", sub.URI, out.Reason.Message)
		s.log.Error("request quarantined", "id", f.ID, "method", sub.Method, "path", f.At, "reason", out.Reason)
		var posted app.Values
		if sub.Type == app.TypeForm {
			posted, _ = app.ParseValues(string(sub.Body))
		}
		s.trouble(w, r, s.app.Problem(f, "The server could not carry this out."), sub.From, posted)
	default:
		s.refused(w, r, user, sub, app.ProblemOf(out.Reason), page)
	}
}

// written answers a write that was applied.
func (s *Server) written(w http.ResponseWriter, r *http.Request, sub app.Submission, res app.Response, out model.Outcome, page bool) {
	switch {
	case res.Redirect:
		s.send(w, r, output{status: http.StatusSeeOther, location: res.Location})
	case page:
		to := sub.Then
		if to == "" {
			to = s.back(r)
		}
		s.send(w, r, output{status: http.StatusSeeOther, location: to})
	default:
		o := output{status: res.Status, location: res.Location}
		if res.Data != nil {
			o.kind, o.body = app.TypeJSON, []byte(res.Data())
		} else if o.status == 0 {
			o.status = http.StatusNoContent
		}
		s.send(w, r, o)
	}
}

// back returns the page that a form without a page of its own came from.
func (s *Server) back(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	to := u.EscapedPath()
	if u.RawQuery != "" {
		to += "?" + u.RawQuery
	}
	if !app.Local(to) {
		return "/"
	}
	return to
}

// refused answers a write that was not applied: with the page of its form, or
// with the problem.
func (s *Server) refused(w http.ResponseWriter, r *http.Request, user string, sub app.Submission, p *app.Problem, page bool) {
	// Only a form can be shown again with what is wrong in it.
	if !page || p.Code != app.CodeConflict && (p.Code != model.CodeInvalid || sub.Type != app.TypeForm) {
		s.problem(w, r, p)
		return
	}
	from := sub.From
	if from == "" {
		from = s.back(r)
	}
	var posted app.Values
	if sub.Type == app.TypeForm {
		posted, _ = app.ParseValues(string(sub.Body))
	}
	shown := app.Shown{Problem: p, Posted: posted, Sent: sub.Method + " " + sub.URI, From: from, Place: s.place(r)}
	show := from
	if p.Code == app.CodeConflict {
		show = "/outcomes" // what was not written waits there
	}
	var out output
	req := model.Request{Method: http.MethodGet, URI: show}
	err := s.origin.Read(app.Space, user, req, s.now(), func(tx *model.Tx) error {
		res, err := s.app.Serve(tx, shown)
		if err != nil {
			return err
		}
		if res.View == nil {
			return p
		}
		// What was typed was typed on what its author had seen then. A page of
		// conflicts shows what there is now.
		base := sub.Base
		if p.Code == app.CodeConflict {
			base = model.Base{}
		}
		out = output{status: p.Status, kind: app.TypeHTML, body: s.page(tx, res, user, shown, p.Status, base)}
		return nil
	})
	if err != nil {
		s.problem(w, r, p)
		return
	}
	s.send(w, r, out)
}

// precondition checks If-Match and If-None-Match (RFC 9110, section 13) in the
// transaction of the write.
func (s *Server) precondition(r *http.Request, tx *model.Tx, uri string) error {
	ifMatch, ifNone := r.Header.Values("If-Match"), r.Header.Values("If-None-Match")
	if ifMatch == nil && ifNone == nil {
		return nil
	}
	failed := app.NewProblem(app.CodePrecondition, "This is not the version that you have. Fetch it again.")
	res, err := s.app.ServeAs(tx, model.Request{Method: http.MethodGet, URI: uri}, app.Shown{})
	exists := err == nil
	if err != nil && !errors.Is(err, model.ErrAbsent) {
		return err
	}
	seq := tx.Head().Seq
	if exists && res.Keys != nil {
		if seq, err = lastChange(tx, res.Keys); err != nil {
			exists = false
		}
	}
	if ifMatch != nil {
		ok := false
		for list := range strings.SplitSeq(strings.Join(ifMatch, ","), ",") {
			tag := strings.TrimSpace(list)
			if tag == "*" {
				ok = ok || exists
				continue
			}
			// Weak tags never match: their bytes may differ.
			ok = ok || exists && tag != "" && tag[0] == '"' && current(tx, tag, seq)
		}
		if !ok {
			return reject(failed)
		}
	}
	if ifNone != nil {
		for list := range strings.SplitSeq(strings.Join(ifNone, ","), ",") {
			tag := strings.TrimSpace(list)
			if exists && (tag == "*" || current(tx, tag, seq)) {
				return reject(failed)
			}
		}
	}
	return nil
}

func reject(p *app.Problem) error { return model.Reject(p.Code, p.Detail) }

// fail answers a request that could not be carried out.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := app.ProblemOf(err)
	if errors.Is(err, errBusy) {
		p = app.NewProblem(app.CodeUnavailable, "The server is busy. Please try again.")
	}
	if p.Status >= 500 && p.ID == "" {
		s.log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	if p.Status == http.StatusServiceUnavailable {
		w.Header().Set("Retry-After", "2")
	}
	s.problem(w, r, p)
}

// crashed logs a panic, while the stack is still that of it.
func (s *Server) crashed(f app.Failure) {
	s.log.Error("the application crashed", "id", f.ID, "part", f.Part, "path", f.At, "panic", f.Text, "stack", string(debug.Stack()))
}

// problem answers with a problem, as a page or as RFC 9457 has it.
func (s *Server) problem(w http.ResponseWriter, r *http.Request, p *app.Problem) {
	again := ""
	if r.Method == http.MethodGet {
		again = request(r).URI
	}
	s.trouble(w, r, p, again, nil)
}

// trouble is problem with the page to try again, and what was in the form.
func (s *Server) trouble(w http.ResponseWriter, r *http.Request, p *app.Problem, again string, posted app.Values) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	if p.Allow != nil {
		h.Set("Allow", strings.Join(p.Allow, ", "))
	}
	if app.Negotiate(strings.Join(r.Header.Values("Accept"), ","), app.TypeProblem, app.TypeJSON, app.TypeHTML) == app.TypeHTML {
		s.send(w, r, output{status: p.Status, kind: app.TypeHTML, body: s.problemPage(p, again, posted)})
		return
	}
	s.send(w, r, output{status: p.Status, kind: app.TypeProblem, body: []byte(p.JSON())})
}
