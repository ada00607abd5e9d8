package text

// match is a run of tokens that two lists share.
type match struct{ a, b, n int }

// maxEdits bounds the search for the shortest difference. Lists that differ in
// more places are compared no further.
const maxEdits = 1000

// fewEdits is up to how many edits the shortest difference is looked for at once.
// The search takes the square of their number: longer ones are done in parts.
const fewEdits = 32

// sure is how many tokens in a row both lists have only where they belong
// together.
const sure = 8

// matches returns the runs that a and b share, in their order.
func matches(a, b []string) []match {
	d := differ{steps: maxEdits * maxEdits / 2}
	n := d.head(a, b, 0, 0)
	end := match{len(a), len(b), 0}
	for end.a > n && end.b > n && a[end.a-1] == b[end.b-1] {
		end = match{end.a - 1, end.b - 1, end.n + 1}
	}
	for i, k := n, n; ; {
		a, b := a[i:end.a], b[k:end.b]
		if d.shortest(a, b, i, k, fewEdits) {
			break
		}
		if x, y := d.furthest(len(a), len(b), i, k); x > 0 {
			i, k = i+x, k+y
			continue
		}
		if !d.divided(a, b, i, k) {
			d.shortest(a, b, i, k, maxEdits)
		}
		break
	}
	d.add(end)
	return d.found
}

// differ looks for what two lists share.
type differ struct {
	found []match
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

// head takes in what a and b, which begin at these places, both begin with.
func (d *differ) head(a, b []string, atA, atB int) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	d.add(match{atA, atB, n})
	return n
}

// shortest takes in the runs of the shortest difference of a and b, unless that has
// more edits than limit: the greedy algorithm of E. Myers, "An O(ND) Difference
// Algorithm and Its Variations" (Algorithmica 1, 1986).
func (d *differ) shortest(a, b []string, atA, atB, limit int) bool {
	if len(a) == 0 || len(b) == 0 {
		return true
	}
	limit = min(len(a)+len(b), limit)
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
			if x >= len(a) && y >= len(b) {
				d.follow(e, len(a), len(b), atA, atB)
				d.take(d.back)
				return true
			}
		}
	}
	return false
}

// furthest takes in what a search of fewEdits, which has not come to the end, has
// found up to the last run that is sure. It returns where that ends; 0 if there is
// none.
func (d *differ) furthest(lenA, lenB, atA, atB int) (x, y int) {
	if d.steps < 0 {
		return 0, 0
	}
	for k := -fewEdits; k <= fewEdits; k += 2 {
		if i := d.v[fewEdits+1+k]; i <= lenA && i >= k && i-k <= lenB && 2*i-k > x+y {
			x, y = i, i-k
		}
	}
	if x+y == 0 {
		return 0, 0
	}
	d.follow(fewEdits, x, y, atA, atB)
	for i, m := range d.back {
		if m.n >= sure {
			d.take(d.back[i:])
			return m.a + m.n - atA, m.b + m.n - atB
		}
	}
	return 0, 0
}

// take takes in the runs that were followed back.
func (d *differ) take(back []match) {
	for i := len(back) - 1; i >= 0; i-- {
		d.add(back[i])
	}
}

// follow goes back over the steps of a search that took e edits.
func (d *differ) follow(e, x, y, atA, atB int) {
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
			d.back = append(d.back, match{atA + x, atB + y, n})
		}
		x, y = px, py
	}
}

// divided takes in the longest row of tokens that are once in a and once in b, and
// what is found between them: the patience difference of B. Cohen. It reports false
// if there are none.
func (d *differ) divided(a, b []string, atA, atB int) bool {
	rows := anchors(a, b)
	i, k := 0, 0
	for _, m := range rows {
		if m.a < i || m.b < k {
			continue // what goes on from the anchor before it
		}
		d.between(a[i:m.a], b[k:m.b], atA+i, atB+k)
		n := d.head(a[m.a:], b[m.b:], atA+m.a, atB+m.b)
		i, k = m.a+n, m.b+n
	}
	if len(rows) > 0 {
		d.between(a[i:], b[k:], atA+i, atB+k)
	}
	return len(rows) > 0
}

// between takes in what is found between two anchors, the first of which has been
// followed to where the lists differ.
func (d *differ) between(a, b []string, atA, atB int) {
	tail := 0
	for tail < len(a) && tail < len(b) && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	a, b = a[:len(a)-tail], b[:len(b)-tail]
	d.shortest(a, b, atA, atB, maxEdits)
	d.add(match{atA + len(a), atB + len(b), tail})
}

// anchors returns the most tokens that are once in a and once in b and in one order.
func anchors(a, b []string) []match {
	const none, many = -1, -2
	first := make(map[string]int32, len(a)) // where in a
	where := make([]int32, len(a))          // in b, by the first place in a
	for i, t := range a {
		if k, ok := first[t]; ok {
			where[k], where[i] = many, many
		} else {
			first[t], where[i] = int32(i), none
		}
	}
	once := 0
	for i, t := range b {
		switch k, ok := first[t]; {
		case !ok || where[k] == many:
		case where[k] == none:
			where[k] = int32(i)
			once++
		default:
			where[k] = many
			once--
		}
	}
	if once == 0 {
		return nil
	}
	// The longest row with growing places: ends has, for each length, the anchor at
	// the end of the row of that length that leaves most room.
	all, before, ends := make([]match, 0, once), make([]int, 0, once), make([]int, 0, once)
	for i, at := range where {
		if at < 0 {
			continue
		}
		k := int(at)
		lo, hi := 0, len(ends)
		if hi > 0 && all[ends[hi-1]].b < k {
			lo = hi // nearly always: what is in both is in one order
		}
		for lo < hi {
			if mid := (lo + hi) / 2; all[ends[mid]].b < k {
				lo = mid + 1
			} else {
				hi = mid
			}
		}
		last := -1
		if lo > 0 {
			last = ends[lo-1]
		}
		if lo == len(ends) {
			ends = append(ends, len(all))
		} else {
			ends[lo] = len(all)
		}
		all, before = append(all, match{i, k, 1}), append(before, last)
	}
	row := make([]match, len(ends))
	at := ends[len(ends)-1]
	for i := len(row) - 1; i >= 0; i-- {
		row[i] = all[at]
		at = before[at]
	}
	return row
}
