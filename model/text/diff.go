package text

// match is a run of tokens that two lists share.
type match struct{ a, b, n int }

const (
	// maxEdits bounds the search for the shortest difference. Lists that differ in
	// more places, one after the other, are compared no further.
	maxEdits = 1000
	// maxSteps bounds what is done in all.
	maxSteps = maxEdits * maxEdits
	// fewEdits is up to how many edits the shortest difference is looked for
	// without dividing the lists. The search takes the square of their number.
	fewEdits = 32
	// sure is how many bytes in a row two lists have in common only where they
	// belong together.
	sure = 32
)

// matches returns the runs that a and b share, in their order.
func matches(a, b []string) []match {
	d := differ{steps: maxSteps}
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	d.add(match{0, 0, n})
	end := match{len(a), len(b), 0}
	for end.a > n && end.b > n && a[end.a-1] == b[end.b-1] {
		end = match{end.a - 1, end.b - 1, end.n + 1}
	}
	d.at.a, d.at.b = n, n
	for d.search(a[d.at.a:end.a], b[d.at.b:end.b]) {
	}
	d.add(end)
	return d.found
}

// differ looks for what two lists share.
type differ struct {
	found []match
	at    match // where what is left of the lists begins
	steps int   // that may still be taken
	v     []int // how far in a one comes on each diagonal
	trace []int // what v was for each number of edits, one after the other
	back  []match
}

// add takes in a run behind those before it; one that touches the last makes it
// longer.
func (d *differ) add(m match) {
	if m.n == 0 {
		return
	}
	if n := len(d.found); n > 0 {
		if l := &d.found[n-1]; l.a+l.n == m.a && l.b+l.n == m.b {
			l.n += m.n
			return
		}
	}
	d.found = append(d.found, m)
}

// search takes in the runs of the shortest difference of what is left: the greedy
// algorithm of E. Myers, "An O(ND) Difference Algorithm and Its Variations"
// (Algorithmica 1, 1986). If that has many edits, it takes those up to the last that
// is sure, and reports that there is more.
func (d *differ) search(a, b []string) (more bool) {
	if len(a) == 0 || len(b) == 0 {
		return false
	}
	limit := min(len(a)+len(b), maxEdits)
	if n := 2*limit + 3; cap(d.v) < n {
		d.v = make([]int, n)
	} else {
		d.v = d.v[:n]
		clear(d.v)
	}
	v, at := d.v, limit+1
	d.trace = d.trace[:0]
	for e := 0; e <= limit && d.steps >= 0; e++ {
		d.steps -= e
		// Only these diagonals were reached so far.
		d.trace = append(d.trace, v[at-e-1:at+e+2]...)
		far := match{}
		for k := -e; k <= e; k += 2 {
			x := v[at+k-1] + 1
			if k == -e || k != e && v[at+k-1] < v[at+k+1] {
				x = v[at+k+1]
			}
			y := x - k
			for x < len(a) && y >= 0 && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[at+k] = x
			if x <= len(a) && y >= 0 && y <= len(b) && x+y > far.a+far.b {
				far = match{a: x, b: y}
			}
			if x >= len(a) && y >= len(b) {
				d.follow(e, len(a), len(b))
				d.take(0)
				return false
			}
		}
		if e < fewEdits || e&(e-1) != 0 && e < limit || far.a+far.b == 0 {
			continue
		}
		d.follow(e, far.a, far.b)
		for i, m := range d.back {
			if size(a[m.a:m.a+m.n]) >= sure {
				d.take(i)
				d.at.a, d.at.b = d.at.a+m.a+m.n, d.at.b+m.b+m.n
				return true
			}
		}
	}
	return false
}

// follow goes back over the steps of a search that took e edits.
func (d *differ) follow(e, x, y int) {
	d.back = d.back[:0]
	for ; e >= 0; e-- {
		// Row e has 2e+3 numbers, and those before it e*e+2e.
		v, at := d.trace[e*e+2*e:], e+1
		k := x - y
		from := k - 1
		if k == -e || k != e && v[at+k-1] < v[at+k+1] {
			from = k + 1
		}
		px, py := 0, 0
		if e > 0 {
			px = v[at+from]
			py = px - from
		}
		n := 0
		for x > px && y > py {
			x, y, n = x-1, y-1, n+1
		}
		if n > 0 {
			d.back = append(d.back, match{x, y, n})
		}
		x, y = px, py
	}
}

// take takes in the runs that were followed back, from the first on to number i.
func (d *differ) take(i int) {
	for n := len(d.back) - 1; n >= i; n-- {
		m := d.back[n]
		d.add(match{d.at.a + m.a, d.at.b + m.b, m.n})
	}
}
