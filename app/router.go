package app

import (
	"strings"
)

// router finds the route of a request. Its patterns are those of net/http's
// ServeMux without hosts: "GET /todos/{id}", "/files/{path...}", "/{$}"; a
// pattern that ends in a slash matches all below it. The more specific pattern
// wins. net/http itself would cost the download a megabyte.
type router struct{ routes []*route }

type route struct {
	method  string // "" is any
	pattern string
	segs    []segment
	ctl     Controller
	distant bool // only the server answers
}

type segment struct {
	kind segKind
	text string // a literal, unescaped, or the wildcard's name
}

type segKind uint8

const (
	segLiteral segKind = iota // in order of precedence
	segEnd                    // {$}
	segOne                    // {name}
	segRest                   // {name...}, or a trailing slash
)

// handle adds a route. Like ServeMux it panics if the pattern is malformed, or
// overlaps another one without being more or less specific.
func (rt *router) handle(pattern string, ctl Controller) *route {
	r := &route{pattern: pattern, ctl: ctl}
	path := pattern
	if m, p, ok := strings.Cut(pattern, " "); ok {
		r.method, path = m, strings.TrimLeft(p, " ")
	}
	fail := func(what string) { panic("app: pattern " + pattern + ": " + what) }
	if !strings.HasPrefix(path, "/") {
		fail("a path begins with a slash")
	}
	parts := strings.Split(path[1:], "/")
	seen := map[string]bool{}
	for i, p := range parts {
		last := i == len(parts)-1
		switch {
		case p == "" && last:
			r.segs = append(r.segs, segment{segRest, ""})
		case p == "":
			fail("an empty segment")
		case p == "{$}":
			if !last {
				fail("{$} is not at the end")
			}
			r.segs = append(r.segs, segment{segEnd, ""})
		case p[0] == '{' && p[len(p)-1] == '}':
			n, rest := strings.CutSuffix(p[1:len(p)-1], "...")
			if n == "" || seen[n] || rest && !last || strings.ContainsAny(n, "{}.") {
				fail("a wildcard that cannot be: " + p)
			}
			seen[n] = true
			k := segOne
			if rest {
				k = segRest
			}
			r.segs = append(r.segs, segment{k, n})
		case strings.ContainsAny(p, "{}"):
			fail("a wildcard is a whole segment")
		default:
			t, ok := unescape(p, false)
			if !ok {
				fail("an escape that cannot be read")
			}
			r.segs = append(r.segs, segment{segLiteral, t})
		}
	}
	for _, o := range rt.routes {
		if (o.method == r.method) && conflict(o.segs, r.segs) {
			fail("conflicts with " + o.pattern)
		}
	}
	rt.routes = append(rt.routes, r)
	return r
}

// conflict reports whether some path matches both patterns and neither is more
// specific.
func conflict(a, b []segment) bool {
	aMore, bMore := false, false
	for i := 0; ; i++ {
		switch {
		case i == len(a) && i == len(b):
			return aMore == bMore
		case i == len(a) || i == len(b):
			return false // of different lengths, none ending in a rest
		}
		x, y := a[i], b[i]
		switch {
		case x.kind == segRest || y.kind == segRest:
			if x.kind == y.kind {
				return aMore == bMore
			}
			aMore, bMore = aMore || y.kind == segRest, bMore || x.kind == segRest
			return aMore && bMore
		case x.kind == segEnd && y.kind == segEnd:
			return aMore == bMore
		case x.kind == segEnd || y.kind == segEnd:
			return false
		case x.kind == segLiteral && y.kind == segLiteral:
			if x.text != y.text {
				return false
			}
		case x.kind != y.kind:
			aMore, bMore = aMore || x.kind == segLiteral, bMore || y.kind == segLiteral
		}
	}
}

// find returns the route of a request, and the values of its wildcards. Without
// one, allow lists the methods that the path has routes for.
func (rt *router) find(method, path string) (best *route, params []Pair, allow []string) {
	parts, ok := splitPath(path)
	if !ok {
		return nil, nil, nil
	}
	for _, r := range rt.routes {
		ps, ok := r.match(parts)
		if !ok {
			continue
		}
		if r.method != "" && r.method != method && !(r.method == "GET" && method == "HEAD") {
			allow = addMethod(allow, r.method)
			continue
		}
		if best == nil || before(r, best) {
			best, params = r, ps
		}
	}
	if best != nil {
		return best, params, nil
	}
	if len(allow) > 0 {
		allow = addMethod(allow, "OPTIONS")
	}
	return nil, nil, allow
}

// addMethod keeps the list sorted and free of doubles; GET brings HEAD.
func addMethod(ms []string, m string) []string {
	i := 0
	for i < len(ms) && ms[i] < m {
		i++
	}
	if i == len(ms) || ms[i] != m {
		ms = append(ms[:i], append([]string{m}, ms[i:]...)...)
	}
	if m == "GET" {
		return addMethod(ms, "HEAD")
	}
	return ms
}

// before reports whether a is the more specific of two patterns that match the
// same path.
func before(a, b *route) bool {
	for i := range min(len(a.segs), len(b.segs)) {
		if x, y := a.segs[i].kind, b.segs[i].kind; x != y {
			return x < y
		}
	}
	return a.method != "" && b.method == ""
}

func (r *route) match(parts []string) (params []Pair, ok bool) {
	for i, s := range r.segs {
		if s.kind == segRest {
			if s.text != "" {
				params = append(params, Pair{s.text, strings.Join(parts[min(i, len(parts)):], "/")})
			}
			return params, i < len(parts)
		}
		if i >= len(parts) {
			return nil, false
		}
		switch s.kind {
		case segEnd:
			return params, i == len(parts)-1 && parts[i] == ""
		case segOne:
			if parts[i] == "" {
				return nil, false
			}
			params = append(params, Pair{s.text, parts[i]})
		case segLiteral:
			if parts[i] != s.text {
				return nil, false
			}
		}
	}
	return params, len(parts) == len(r.segs)
}

// splitPath cuts a path at its slashes and unescapes the parts, so that an
// escaped slash does not separate. Empty parts inside, "." and ".." match
// nothing.
func splitPath(path string) ([]string, bool) {
	if path == "" || path[0] != '/' {
		return nil, false
	}
	parts := strings.Split(path[1:], "/")
	for i, p := range parts {
		t, ok := unescape(p, false)
		if !ok || t == "." || t == ".." || t == "" && i < len(parts)-1 {
			return nil, false
		}
		parts[i] = t
	}
	return parts, true
}
