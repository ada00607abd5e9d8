package model

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// TestQueries: a clone with pending intents, a run with writes of its own, the
// origin, and whoever may see all or a part of it answer the same query alike, and
// as sorting all records does.
func TestQueries(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 11))
	w := newWorld(t, Grant{Who: "root", Topic: "*"}, Grant{Who: "ann", Topic: "project/*"}, Grant{Who: "ann", Topic: "authors"}, Grant{Who: "bob", Topic: "project/x"}, Grant{Who: "bob", Topic: "authors"})
	for i := range 5 {
		w.must("root", fmt.Sprintf("author|w%d|%c", i, 'e'-i))
	}
	edit := func() string {
		id := fmt.Sprint(r.IntN(30))
		return []string{
			"create|" + id + "|" + []string{"x", "y", "z/1"}[r.IntN(3)] + "|t" + id,
			"rank|" + id + "|" + strings.Repeat("r", r.IntN(4)),
			"write|" + id + "|w" + fmt.Sprint(r.IntN(6)),
			"move|" + id + "|" + []string{"x", "y"}[r.IntN(2)],
			"delete|" + id,
			fmt.Sprintf("author|w%d|%c", r.IntN(5), 'a'+rune(r.IntN(5))),
			"slug|" + id + "|s" + id,
		}[min(r.IntN(9), 6)]
	}
	devices := []*device{w.device("root"), w.device("ann"), w.device("bob")}
	name := func(run Run, p page) string {
		a, err := p.Author.Get(run)
		if err != nil {
			return ""
		}
		return a.Name
	}
	check := func(who string, run Run) {
		t.Helper()
		all, err := pages.ByID().All(run)
		if err != nil {
			t.Fatal(err)
		}
		naive := func(keep func(page) bool, order func(a, b page) int) []string {
			ps := slices.DeleteFunc(slices.Clone(all), func(p page) bool { return !keep(p) })
			slices.SortFunc(ps, func(a, b page) int { return cmp.Or(order(a, b), cmp.Compare(a.ID, b.ID)) })
			ids := make([]string, len(ps))
			for i, p := range ps {
				ids[i] = p.ID
			}
			return ids
		}
		ranked := func(a, b page) int { return cmp.Compare(b.Rank, a.Rank) }
		for _, c := range []struct {
			what string
			q    Query[page]
			want []string
		}{
			{"by rank in x", byRank.Where("x"), naive(func(p page) bool { return p.Project == "x" }, ranked)},
			{"in x from rank 1 below 3", byRank.Where("x").From(1).Below(3), naive(func(p page) bool { return p.Project == "x" && p.Rank >= 1 && p.Rank < 3 }, ranked)},
			{"in x of rank 2", byRank.Where("x", 2), naive(func(p page) bool { return p.Project == "x" && p.Rank == 2 }, ranked)},
			{"all by project and rank", byRank.All(), naive(func(page) bool { return true }, func(a, b page) int { return cmp.Or(cmp.Compare(a.Project, b.Project), ranked(a, b)) })},
			{"projects that begin with z", byRank.All().Prefix("z"), naive(func(p page) bool { return strings.HasPrefix(p.Project, "z") }, ranked)},
			{"projects from x on below y", byRank.All().From("x").Below("y"), naive(func(p page) bool { return p.Project >= "x" && p.Project < "y" }, func(a, b page) int { return cmp.Or(cmp.Compare(a.Project, b.Project), ranked(a, b)) })},
			{"by the name of the author", byWriter.All(), naive(func(page) bool { return true }, func(a, b page) int { return cmp.Compare(name(run, a), name(run, b)) })},
			{"by id from 2 below 4", pages.ByID().From("2").Below("4"), naive(func(p page) bool { return p.ID >= "2" && p.ID < "4" }, func(page, page) int { return 0 })},
			{"in the topic of y", byRank.All().Topic("project/y"), naive(func(p page) bool { return p.Project == "y" }, ranked)},
		} {
			for _, reverse := range []bool{false, true} {
				q, want := c.q, slices.Clone(c.want)
				if reverse {
					q = q.Reverse()
					slices.Reverse(want)
				}
				ids := func(ps []page) (ids []string) {
					for _, p := range ps {
						ids = append(ids, p.ID)
					}
					return ids
				}
				got, err := q.All(run)
				if err != nil || !slices.Equal(ids(got), want) {
					t.Fatalf("%s: %s, reverse %t: %v, %v, want %v", who, c.what, reverse, ids(got), err, want)
				}
				if n, err := q.Count(run); err != nil || n != len(want) {
					t.Fatalf("%s: %s: count %d, %v, want %d", who, c.what, n, err, len(want))
				}
				for n := range len(want) + 2 {
					q, err := q.Skip(run, n)
					if err != nil {
						t.Fatal(err)
					}
					if got, err := q.Limit(3).All(run); err != nil || !slices.Equal(ids(got), want[min(n, len(want)):min(n+3, len(want))]) {
						t.Fatalf("%s: %s, reverse %t, behind %d: %v, %v of %v", who, c.what, reverse, n, ids(got), err, want)
					}
				}
				for i, id := range want {
					if n, ok, err := q.Rank(run, id); n != i || !ok || err != nil {
						t.Fatalf("%s: %s, reverse %t: %s is number %d, %t, %v of %v", who, c.what, reverse, id, n, ok, err, want)
					}
				}
				if _, ok, err := q.Rank(run, "nobody"); ok || err != nil {
					t.Fatal("what is not there has a number", err)
				}
				var paged []string
				for cursor, n := "", 0; n == 0 || cursor != ""; n++ {
					p, err := q.After(cursor).Limit(2).Page(run)
					if err != nil || len(p.Items) > 2 || n > 40 {
						t.Fatal(err, len(p.Items))
					}
					paged, cursor = append(paged, ids(p.Items)...), p.Next
				}
				if !slices.Equal(paged, want) {
					t.Fatalf("%s: %s, reverse %t, by pages: %v, want %v", who, c.what, reverse, paged, want)
				}
			}
		}
	}
	for range 25 {
		for range 6 {
			w.direct("root", edit())
		}
		for _, d := range devices {
			if r.IntN(3) == 0 {
				w.sync(d)
			}
			for range r.IntN(3) {
				d.base = d.Base()
				w.do(d, edit())
			}
			check(d.user, see(d))
			w.sync(d)
			check(d.user, see(d))
			// The same at the origin, and in a run that has written.
			if err := w.store.View("main", func(view StoreView) error {
				v, err := w.origin.visible(view, d.user)
				if err != nil {
					return err
				}
				here, _ := pages.ByID().All(see(d))
				there, err := pages.ByID().All(NewTx(v, d.user, Request{}, 0))
				if len(here) != len(there) {
					t.Fatalf("%s has %d, the origin shows %d", d.user, len(here), len(there))
				}
				check("the origin for "+d.user, NewTx(v, d.user, Request{}, 0))
				tx := newTx(v, &Intent{ID: w.id(), Request: Request{Method: "POST", URI: "/"}}, d.user)
				for range 3 {
					tx.in.Body = []byte(edit())
					_ = answer(tx)
				}
				check("a run of "+d.user, tx)
				return err
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestReads: a change that a query would show differently touches what was read.
func TestReads(t *testing.T) {
	w := newWorld(t)
	for i := range 9 {
		w.must("bob", fmt.Sprintf("create|%d|x|t", i), fmt.Sprintf("rank|%d|%s", i, strings.Repeat("r", i)))
	}
	ann := w.device("ann")
	tx := see(ann)
	if _, err := byRank.Where("x").Limit(3).All(tx); err != nil { // 8, 7 and 6
		t.Fatal(err)
	}
	reads := tx.Reads()
	for _, c := range []struct {
		edit string
		want bool
	}{
		{"title|8|new", true},
		{"title|2|new", false},
		{"rank|2|rrr", false},
		{"rank|2|rrrrrrrrrrrr", true},
		{"delete|3", false},
		{"delete|7", true},
		{"create|n|y|t", false},
	} {
		w.must("bob", c.edit)
		w.sync(ann)
		ts, all := ann.Changed()
		touched := all
		for _, x := range ts {
			touched = touched || reads.Touches(x)
		}
		if touched != c.want {
			t.Errorf("%s touches what was read: %t", c.edit, touched)
		}
	}
}

// TestRebasedOnce: a record that an intent writes again after a pull is in a list once.
func TestRebasedOnce(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|t", "create|2|x|t")
	ann := w.device("ann")
	ann.base = ann.Base()
	w.do(ann, "title|1|new")
	ann.Writes() // not stored, so that it stays in the outbox
	for i := range 5 {
		w.must("bob", "rank|1|"+strings.Repeat("r", i+1))
		w.sync(ann)
		ps, err := byRank.Where("x").All(see(ann))
		n, _ := byRank.Where("x").Count(see(ann))
		if err != nil || len(ps) != 2 || n != 2 || len(ann.Outbox()) != 1 || ps[0].Title != "new" || ps[0].Rank != i+1 {
			t.Fatalf("%+v, %d counted, %v", ps, n, err)
		}
	}
}

// TestKnown: a clone that follows some topics says what it cannot know.
func TestKnown(t *testing.T) {
	w := newWorld(t)
	w.must("bob", "create|1|x|a", "create|2|y|b", "author|w|n")
	ann := w.device("ann", "project/x")
	tx := see(ann)
	if _, err := pages.Get(tx, "1"); err != nil {
		t.Errorf("what it follows: %v", err)
	}
	for what, err := range map[string]error{
		"a record of another topic": func() error { _, err := pages.Get(tx, "2"); return err }(),
		"all records":               func() error { _, err := byRank.All().All(tx); return err }(),
		"a count":                   func() error { _, err := byRank.All().Count(tx); return err }(),
		"another topic":             func() error { _, err := byRank.Where("y").Topic("project/y").All(tx); return err }(),
		"another collection":        func() error { _, err := authors.Get(tx, "w"); return err }(),
	} {
		if err != ErrUnknown {
			t.Errorf("%s: %v", what, err)
		}
	}
	if ps, err := byRank.Where("x").Topic("project/x").All(tx); err != nil || len(ps) != 1 {
		t.Errorf("the topic that it follows: %v, %v", ps, err)
	}
	ann.base = ann.Base()
	if r := w.do(ann, "title|2|unseen"); r.Kind != 0 || r.N == 0 {
		t.Errorf("a write of what is not there: %+v", r)
	}
	w.sync(ann)
	ann.Follow(nil)
	w.sync(ann)
	if p := w.page(ann, "2"); p.Title != "unseen" {
		t.Errorf("after following all: %+v", p)
	}
	ann.Follow([]string{"project/y"})
	w.sync(ann)
	if ann.records["pages/1"] != nil || ann.records["pages/2"] == nil {
		t.Error("what is followed no more stays, or what is does not")
	}
}

func TestPlaces(t *testing.T) {
	vs := []Value{"", "null", "false", "true", "-1e400", "-9223372036854775808", "-9223372036854775807", "-9007199254740993", "-9007199254740992", "-1.5", "-1", "-0.5", "0", "0.5", "1", "1.5", "9007199254740992", "9007199254740993", "9223372036854775806", "9223372036854775807", "9223372036854775808", "18446744073709551614", "18446744073709551615", "1e400",
		`""`, `"\u0000"`, `"\u0000\u0000"`, `"\u0000a"`, `"\u0001"`, `"a"`, `"a\u0000"`, `"a\u0000b"`, `"ab"`, `"b"`, `"é"`, `"😀"`, `[]`, `{}`}
	for i := range vs {
		for k := range vs {
			a, b := string(appendPlace(nil, vs[i], false)), string(appendPlace(nil, vs[k], false))
			da, db := string(appendPlace(nil, vs[i], true)), string(appendPlace(nil, vs[k], true))
			same := i == k || i < 2 && k < 2
			if want := cmp.Compare(i, k); same && a != b || !same && (cmp.Compare(a, b) != want || cmp.Compare(da, db) != -want) {
				t.Errorf("%s and %s: %x, %x", vs[i], vs[k], a, b)
			}
			if !same && (strings.HasPrefix(a, b) || strings.HasPrefix(da, db)) {
				t.Errorf("%s begins with %s", vs[i], vs[k])
			}
		}
	}
	long := strings.Repeat("x", 2*maxPlace)
	if a, b := appendPlace(nil, String(long+"a"), false), appendPlace(nil, String(long+"b"), false); string(a) == string(b) || len(a) > 2*maxPlace {
		t.Error("long texts share a place")
	}
}

func TestArrange(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for n := range 200 {
		prefix := strings.Repeat("p\x00", r.IntN(3))
		list := make([]placed, n)
		for i := range list {
			at := []byte(prefix)
			for range r.IntN(12) {
				at = append(at, "\x00\x01a\xff"[r.IntN(4)])
			}
			list[i].at = string(at)
		}
		arrange(list)
		if !slices.IsSortedFunc(list, func(a, b placed) int { return cmp.Compare(a.at, b.at) }) {
			t.Fatalf("not in order: %+v", list)
		}
	}
}

// TestEmptyBounds: the smallest text bounds nothing from below and all from above, by
// id as by any index.
func TestEmptyBounds(t *testing.T) {
	w := newWorld(t)
	w.must("ann", "create|1|x|a", "create|2|x|b", "slug|1|s")
	o := w.origin
	o.Read("main", "ann", Request{}, 1, func(tx *Tx) error {
		for name, c := range map[string]struct {
			q    Query[page]
			want int
		}{
			"by id from": {pages.ByID().From(""), 2}, "by id below": {pages.ByID().Below(""), 0}, "by id prefix": {pages.ByID().Prefix(""), 2},
			"by id prefix, from": {pages.ByID().Prefix("").From("2"), 1},
			"from":               {bySlug.All().From(""), 2}, "below": {bySlug.All().Below(""), 0}, "prefix": {bySlug.All().Prefix(""), 2},
			"below the first": {bySlug.All().Below("a"), 1},
		} {
			if n, err := c.q.Count(tx); err != nil || n != c.want {
				t.Errorf("%s: %d, %v, want %d", name, n, err, c.want)
			}
			if ps, err := c.q.All(tx); err != nil || len(ps) != c.want {
				t.Errorf("%s: %d, %v, want %d", name, len(ps), err, c.want)
			}
		}
		return nil
	})
}

// TestLongPrefix: a prefix is cut between characters.
func TestLongPrefix(t *testing.T) {
	w := newWorld(t)
	long := "x" + strings.Repeat("\u00e9", 400)
	w.must("ann", "create|1|x|a", "slug|1|"+long+"!")
	w.origin.Read("main", "ann", Request{}, 1, func(tx *Tx) error {
		if n, err := bySlug.All().Prefix(long).Count(tx); err != nil || n != 1 {
			t.Errorf("%d, %v", n, err)
		}
		return nil
	})
}

// TestPlacesAreShort: a place fits into an index of PostgreSQL, however many parts it
// has and whatever is in them.
func TestPlacesAreShort(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	for n := 1; n <= 8; n++ {
		fields := make([]string, n)
		rec := &Record{Key: "longs/" + strings.Repeat("i", 64)}
		for i := range fields {
			fields[i] = string(rune('a' + i))
			b := make([]byte, 3000)
			for k := range b {
				b[k] = byte(r.IntN(128)) * byte(k%2)
			}
			rec = rec.with(fields[i], String(string(b)), Version{})
		}
		x := longs.Index(fields...)
		at, err := x.x.at(rec, nil)
		if err != nil || len(at) > 2500 {
			t.Errorf("%d parts have a place of %d bytes, %v", n, len(at), err)
		}
		vs := make([]any, n)
		for i, f := range fields {
			vs[i], _ = rec.Value(f).Text()
		}
		q := x.Where(vs...)
		if !q.span.has(at) {
			t.Errorf("%d parts: a query for the values does not find them", n)
		}
	}
}

type long struct{ ID, A, B, C, D, E, F, G, H string }

var longs = Define[long]("longs")

// TestNoSuchValue: a query for what no field can hold is refused, and nothing is stored
// of it.
func TestNoSuchValue(t *testing.T) {
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if v, err := Float(f); err != ErrKind || v != "" {
			t.Errorf("%v is stored as %q, %v", f, v, err)
		}
	}
	w := newWorld(t)
	w.origin.Read("main", "ann", Request{}, 1, func(tx *Tx) error {
		for _, v := range []any{math.NaN(), math.Inf(1), Time(math.MaxInt64), SetOf("a"), TextOf("a"), map[string]int{}, func() {}} {
			for name, q := range map[string]Query[page]{"where": bySlug.Where(v), "from": bySlug.All().From(v), "below": bySlug.All().Below(v)} {
				_, err1 := q.All(tx)
				_, err2 := q.Count(tx)
				_, err3 := q.Page(tx)
				for _, err := range []error{err1, err2, err3} {
					if no, ok := err.(*Rejection); !ok || no.Code != CodeBadRequest {
						t.Errorf("%s %v: %v", name, v, err)
					}
				}
			}
		}
		return nil
	})
}
