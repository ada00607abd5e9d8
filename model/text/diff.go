package text

// match is a run of tokens that two lists share.
type match struct{ a, b, n int }

// maxEdits bounds the search for the shortest difference. Lists that differ in
// more places are compared no further.
const maxEdits = 1000

// matches returns the runs that a and b share, in their order: the greedy
// algorithm of E. Myers, "An O(ND) Difference Algorithm and Its Variations"
// (Algorithmica 1, 1986).
func matches(a, b []string) []match {
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var ms []match
	if head > 0 {
		ms = append(ms, match{0, 0, head})
	}
	for _, m := range between(a[head:len(a)-tail], b[head:len(b)-tail]) {
		ms = append(ms, match{m.a + head, m.b + head, m.n})
	}
	if tail > 0 {
		ms = append(ms, match{len(a) - tail, len(b) - tail, tail})
	}
	return joined(ms)
}

// between returns what two lists share that begin and end differently.
func between(a, b []string) []match {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	limit := min(len(a)+len(b), maxEdits)
	// v has, for each diagonal, how far in a one comes with d edits.
	v := make([]int, 2*limit+3)
	at := limit + 1
	var trace [][]int
	for d := 0; d <= limit; d++ {
		// Only these diagonals were reached so far.
		trace = append(trace, append([]int(nil), v[at-d-1:at+d+2]...))
		for k := -d; k <= d; k += 2 {
			x := v[at+k-1] + 1
			if k == -d || k != d && v[at+k-1] < v[at+k+1] {
				x = v[at+k+1]
			}
			y := x - k
			for x < len(a) && y >= 0 && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[at+k] = x
			if x >= len(a) && y >= len(b) {
				return back(trace, len(a), len(b))
			}
		}
	}
	return nil
}

// back follows the steps of the search from its end.
func back(trace [][]int, x, y int) []match {
	var ms []match
	for d := len(trace) - 1; d >= 0; d-- {
		v, at := trace[d], d+1
		k := x - y
		from := k - 1
		if k == -d || k != d && v[at+k-1] < v[at+k+1] {
			from = k + 1
		}
		px, py := 0, 0
		if d > 0 {
			px = v[at+from]
			py = px - from
		}
		n := 0
		for x > px && y > py {
			x, y, n = x-1, y-1, n+1
		}
		if n > 0 {
			ms = append(ms, match{x, y, n})
		}
		x, y = px, py
	}
	for i, k := 0, len(ms)-1; i < k; i, k = i+1, k-1 {
		ms[i], ms[k] = ms[k], ms[i]
	}
	return ms
}

// joined makes one of runs that touch.
func joined(ms []match) []match {
	var out []match
	for _, m := range ms {
		if n := len(out); n > 0 && out[n-1].a+out[n-1].n == m.a && out[n-1].b+out[n-1].n == m.b {
			out[n-1].n += m.n
			continue
		}
		out = append(out, m)
	}
	return out
}
