package model_test

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/text"
	"github.com/tandemgo/tandem/model/wire"
)

// The figures of docs/benchmarks.md. `go run ./bench -only model` runs them
// natively and as WebAssembly.

// task is the record of these benchmarks.
type task struct {
	ID    string
	List  string
	Order int
	Title string `merge:"last"`
	Done  bool
}

var (
	tasks  = model.Define[task]("bench-tasks")
	byList = tasks.Index("list", "-order")
)

var sizes = []int{1_000, 10_000, 100_000}

// lists is how many lists the tasks are in.
const lists = 10

var here = model.Cursor{Epoch: "e1", Grants: 1}

func listOf(i int) string { return "list " + strconv.Itoa(i%lists) }

// taskID returns the id of a task: as random as those of an application are, and
// the same in every run.
func taskID(i int) string { return model.Sum("task", strconv.Itoa(i)).Name() }

// frames keeps the pulls that were made, since a benchmark is run many times.
var frames = map[int][]byte{}

// whole returns what a server sends to a new clone of n tasks.
func whole(b *testing.B, n int) model.Pull {
	b.Helper()
	if frames[n] == nil {
		rs := make([]*model.Record, n)
		for i := range rs {
			at := model.Version{Seq: uint64(i + 1)}
			rs[i] = &model.Record{Key: model.Key(tasks.Name(), taskID(i)), Born: at.Seq, Last: at, Topic: tasks.Name(), Fields: []model.Field{
				{Name: "done", Value: model.Bool(i%3 == 0), Last: at},
				{Name: "list", Value: model.String(listOf(i)), Last: at},
				{Name: "order", Value: model.Int(int64(i)), Last: at},
				{Name: "title", Value: model.String("task number " + strconv.Itoa(i)), Last: at},
			}}
		}
		to := here
		to.Seq = uint64(n)
		frames[n] = wire.Append(nil, model.Pull{From: here, To: to, Whole: true, Records: rs,
			Rights: []model.Right{{Topic: "*", Verbs: model.MayCreate | model.MayUpdate | model.MayDelete}}}, "")
	}
	m, err := wire.Decode(frames[n], "")
	if err != nil {
		b.Fatal(err)
	}
	return m.(model.Pull)
}

// rename answers the requests of these benchmarks: the path has the task, the body
// its new title.
func rename(tx *model.Tx) error {
	r := tx.Request()
	t, err := tasks.Get(tx, strings.TrimPrefix(r.URI, "/"))
	if err != nil {
		return err
	}
	t.Title = string(r.Body)
	return tasks.Save(tx, t)
}

// welcomed returns a clone that may be sent pulls.
func welcomed(saved *model.Saved) *model.Clone {
	c := model.NewClone(model.CloneOptions{Space: "main", Handler: rename, Random: func() model.ID { return model.ID{1} }}, saved)
	c.Connect()
	_ = c.Receive(model.Welcome{Head: model.Cursor{Epoch: here.Epoch}, User: "ann", Of: c.Cursor()})
	c.Writes()
	return c
}

func receive(b *testing.B, c *model.Clone, p model.Pull) {
	if err := c.Receive(p); err != nil || c.Cursor() != p.To {
		b.Fatal("the pull was not taken", err)
	}
	c.Writes() // what was to be stored is somebody else's to hold
}

// filled returns a clone of n tasks.
func filled(b *testing.B, n int) *model.Clone {
	b.Helper()
	c := welcomed(nil)
	receive(b, c, whole(b, n))
	c.Changed()
	return c
}

// read returns a clone of n tasks that others have used and will use: it is only read.
func read(b *testing.B, n int) *model.Clone {
	b.Helper()
	if clones[n] == nil {
		clones[n] = filled(b, n)
	}
	return clones[n]
}

var clones = map[int]*model.Clone{}

// patch returns the pull that takes a clone on, to where the tasks are done or not.
func patch(c *model.Clone, done bool, which ...int) model.Pull {
	p := model.Pull{From: c.Cursor(), To: c.Cursor()}
	for _, i := range which {
		p.To.Seq++
		at := model.Version{Seq: p.To.Seq}
		p.Records = append(p.Records, &model.Record{Key: model.Key(tasks.Name(), taskID(i)), Born: uint64(i + 1), Last: at, Topic: tasks.Name(),
			Fields: []model.Field{{Name: "done", Value: model.Bool(done), Last: at}}})
	}
	return p
}

// per reports the time of one of the n things that each iteration did, without
// that of the iteration.
func per(b *testing.B, n int, what string) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/"+what)
	b.ReportMetric(0, "ns/op")
}

// eachSize runs a benchmark at the three sizes.
func eachSize(b *testing.B, f func(b *testing.B, n int)) {
	for _, n := range sizes {
		b.Run(strconv.Itoa(n), func(b *testing.B) { f(b, n) })
	}
}

// several says how many clones of n records are timed together: small ones are done
// too soon for the clock, and for the compiler in Node.
func several(n int) int { return max(1, sizes[1]/n) }

// untimed does what is not measured, and leaves no garbage for what is.
func untimed(b *testing.B, f func()) {
	b.StopTimer()
	f()
	runtime.GC()
	b.StartTimer()
}

// BenchmarkApply: a new clone takes over the first pull.
func BenchmarkApply(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		cs, ps := make([]*model.Clone, several(n)), make([]model.Pull, several(n))
		for b.Loop() {
			untimed(b, func() {
				for i := range cs {
					cs[i], ps[i] = welcomed(nil), whole(b, n)
				}
			})
			for i, c := range cs {
				receive(b, c, ps[i])
			}
		}
		per(b, n*len(cs), "record")
	})
}

// BenchmarkCatchUp: a clone takes over a pull in which every record has changed.
func BenchmarkCatchUp(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		cs, ps := make([]*model.Clone, several(n)), make([]model.Pull, several(n))
		for b.Loop() {
			untimed(b, func() {
				for i := range cs {
					cs[i] = filled(b, n)
					ps[i] = patch(cs[i], true, all...)
				}
			})
			for i, c := range cs {
				receive(b, c, ps[i])
			}
		}
		per(b, n*len(cs), "record")
	})
}

// BenchmarkOpen: a clone is made of what a device holds.
func BenchmarkOpen(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		meta, cs, ps := filled(b, n).Meta(), make([]*model.Clone, several(n)), make([]model.Pull, several(n))
		for b.Loop() {
			untimed(b, func() {
				for i := range cs {
					cs[i], ps[i] = nil, whole(b, n)
				}
			})
			for i, p := range ps {
				if cs[i] = model.NewClone(model.CloneOptions{Space: "main"}, &model.Saved{Meta: meta, Records: p.Records}); cs[i].Cursor() != p.To {
					b.Fatal("the clone is empty")
				}
			}
		}
		per(b, n*len(cs), "record")
	})
}

// BenchmarkHeld: what a clone takes of the memory, with all of its records.
func BenchmarkHeld(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		var held float64
		for b.Loop() {
			whole(b, n) // the frame is made, and is not the clone's
			before := inUse()
			c := filled(b, n)
			held = float64(inUse()-before) / float64(n)
			runtime.KeepAlive(c)
		}
		b.ReportMetric(held, "B/record")
		b.ReportMetric(0, "ns/op")
	})
}

// inUse returns how many bytes of the heap are reachable. What has a finalizer, or
// was in a pool, goes with the second collection.
func inUse() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkDelta: a clone takes over a pull of 100 changed records.
func BenchmarkDelta(b *testing.B) {
	const changed = 100
	eachSize(b, func(b *testing.B, n int) {
		c := filled(b, n)
		which := make([]int, changed)
		for round := 0; b.Loop(); round++ {
			b.StopTimer()
			for i := range which {
				which[i] = (i*(n/changed) + round) % n
			}
			p := patch(c, round%2 == 0, which...)
			b.StartTimer()
			receive(b, c, p)
			c.Changed()
		}
		per(b, changed, "record")
	})
}

// BenchmarkRebase: a clone of 10,000 records, on which intents wait, takes over one
// change: of a record that one of them has written, or of another.
func BenchmarkRebase(b *testing.B) {
	for _, c := range []struct {
		name  string
		which func(pending, i int) int // the record that change i is of
	}{
		{"touched", func(pending, i int) int { return i * 7 % pending }},
		{"untouched", func(pending, i int) int { return pending + i }},
	} {
		for _, pending := range []int{10, 100, 1_000} {
			b.Run(c.name+"/"+strconv.Itoa(pending), func(b *testing.B) {
				warm.Do(func() { // Node compiles for good what has run for a while
					for range 30 {
						clone := queued(b, 1_000, 10)
						taken(b, clone, changes(clone, 10, c.which))
					}
				})
				for b.Loop() {
					// A new clone each time: one that has taken over thousands of
					// changes does not look back to the bases of its intents.
					var clone *model.Clone
					var pulls []model.Pull
					untimed(b, func() {
						clone = queued(b, 10_000, pending)
						pulls = changes(clone, pending, c.which)
					})
					taken(b, clone, pulls)
					b.StopTimer()
					for _, p := range clone.Outbox() {
						if p.Waiting() {
							b.Fatal("an intent has lost its effect")
						}
					}
					b.StartTimer()
				}
				per(b, manyChanges, "change")
			})
		}
	}
}

const manyChanges = 100

var warm sync.Once

// changes returns pulls of one change each, one after the other.
func changes(c *model.Clone, pending int, which func(pending, i int) int) []model.Pull {
	pulls := make([]model.Pull, manyChanges)
	next := c.Cursor()
	for i := range pulls {
		p := patch(c, i%2 == 0, which(pending, i))
		p.From.Seq, p.To.Seq = next.Seq, next.Seq+1
		p.Records[0].Last.Seq, p.Records[0].Fields[0].Last.Seq = p.To.Seq, p.To.Seq
		next, pulls[i] = p.To, p
	}
	return pulls
}

func taken(b *testing.B, c *model.Clone, pulls []model.Pull) {
	for _, p := range pulls {
		receive(b, c, p)
		c.Changed()
	}
}

// queued returns a clone of n tasks, the first of which have been renamed on it.
func queued(b *testing.B, n, pending int) *model.Clone {
	c := filled(b, n)
	for i := range pending {
		id := model.Sum("intent", strconv.Itoa(i))
		r := model.Request{Method: "PUT", URI: "/" + taskID(i), Body: []byte("renamed")}
		if ran := c.Do(r, c.Base(), 1, model.ID(id[:16]), rename); ran.Kind != model.Applied || ran.N == 0 {
			b.Fatalf("%+v", ran)
		}
	}
	c.Writes()
	c.Changed()
	return c
}

// BenchmarkQueue: a request is made on a clone on which others wait.
func BenchmarkQueue(b *testing.B) {
	const n, more = 10_000, 100
	for _, pending := range []int{10, 100, 1_000} {
		b.Run(strconv.Itoa(pending), func(b *testing.B) {
			for b.Loop() {
				var c *model.Clone
				untimed(b, func() { c = queued(b, n, pending) })
				for i := range more {
					r := model.Request{Method: "PUT", URI: "/" + taskID(n-1-i), Body: []byte("renamed")}
					if ran := c.Do(r, c.Base(), 1, model.ID{2, byte(i)}, rename); ran.Kind != model.Applied {
						b.Fatalf("%+v", ran)
					}
				}
			}
			per(b, more, "request")
		})
	}
}

// BenchmarkGet: a record is read by its id.
func BenchmarkGet(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		c := read(b, n)
		ids := make([]string, 1000) // the same number, so that the processor's caches hold as much
		for i := range ids {
			ids[i] = taskID(i * (n / len(ids)))
		}
		for i := 0; b.Loop(); i++ {
			tx := model.NewTx(c.Reader(), "ann", model.Request{}, 0)
			t, err := tasks.Get(tx, ids[i%len(ids)])
			if err != nil || t.Title == "" {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkRange: 50 records are read by a declared index.
func BenchmarkRange(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		c := read(b, n)
		for i := 0; b.Loop(); i++ {
			tx := model.NewTx(c.Reader(), "ann", model.Request{}, 0)
			ts, err := byList.Where(listOf(i)).Below(n / 2).Limit(50).All(tx)
			if err != nil || len(ts) != 50 {
				b.Fatal(len(ts), err)
			}
		}
	})
}

// BenchmarkScan: 50 rows are read by a declared index, without making structs of
// them.
func BenchmarkScan(b *testing.B) {
	eachSize(b, func(b *testing.B, n int) {
		c := read(b, n)
		var spans [lists]model.Span
		for i := range spans {
			tx := model.NewTx(c.Reader(), "ann", model.Request{}, 0)
			if _, err := byList.Where(listOf(i)).Below(n / 2).All(tx); err != nil {
				b.Fatal(err)
			}
			spans[i] = tx.Reads().Spans[0]
			spans[i].Limit = 50
		}
		for i := 0; b.Loop(); i++ {
			rows, err := c.Reader().Scan(spans[i%lists])
			if err != nil || len(rows) != 50 {
				b.Fatal(len(rows), err)
			}
		}
	})
}

// BenchmarkReads: one request reads many records by their ids.
func BenchmarkReads(b *testing.B) {
	c := read(b, 10_000)
	for _, n := range []int{100, 1_000, 10_000} {
		ids := make([]string, n)
		for i := range ids {
			ids[i] = taskID(i)
		}
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				tx := model.NewTx(c.Reader(), "ann", model.Request{}, 0)
				for _, id := range ids {
					if _, err := tasks.Get(tx, id); err != nil {
						b.Fatal(err)
					}
				}
			}
			per(b, n, "record")
		})
	}
}

// BenchmarkMerge: two people have changed other lines of a text.
func BenchmarkMerge(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		var lines []string
		for i := 0; len(lines)*50 < n; i++ {
			lines = append(lines, fmt.Sprintf("%05d the quick brown fox jumps over the lazy dog\n", i)) // 50 bytes
		}
		edit := func(from int) string {
			ls := append([]string(nil), lines...)
			for i := from; i < len(ls); i += 20 {
				ls[i] = strings.Replace(ls[i], "quick", "slow", 1)
			}
			return strings.Join(ls, "")
		}
		base, mine, theirs := strings.Join(lines, ""), edit(3), edit(13)
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				if _, ok := text.Merge(base, mine, theirs); !ok {
					b.Fatal("a conflict")
				}
			}
			per(b, n/1000, "KB")
		})
	}
}
