package model_test

import (
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/bench/growth"
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
func taskID(i int) string {
	for n := len(taskIDs); n <= i; n++ {
		taskIDs = append(taskIDs, model.Sum("task", strconv.Itoa(n)).Name())
	}
	return taskIDs[i]
}

var taskIDs []string

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

// each returns as many of a thing of n records as have 100,000 together. A small one is
// then no more in the caches of the processor than a large one, and the garbage
// collector has as much to go through.
func each[T any](n int, make func(i int) T) []T {
	var ts []T
	for i := range sizes[len(sizes)-1] / n {
		ts = append(ts, make(i))
	}
	return ts
}

const total = 100_000

// BenchmarkApply: a new clone takes over the first pull.
func BenchmarkApply(b *testing.B) {
	growth.Measure(b, "record", sizes, func(n int) (int, func()) {
		cs := each(n, func(int) *model.Clone { return welcomed(nil) })
		ps := each(n, func(int) model.Pull { return whole(b, n) })
		return total, func() {
			for i, c := range cs {
				receive(b, c, ps[i])
			}
		}
	})
}

// BenchmarkCatchUp: a clone takes over a pull in which every record has changed.
func BenchmarkCatchUp(b *testing.B) {
	growth.Measure(b, "record", sizes, func(n int) (int, func()) {
		all := make([]int, n)
		for i := range all {
			all[i] = i
		}
		cs := each(n, func(int) *model.Clone { return filled(b, n) })
		ps := each(n, func(i int) model.Pull { return patch(cs[i], true, all...) })
		return total, func() {
			for i, c := range cs {
				receive(b, c, ps[i])
			}
		}
	})
}

// BenchmarkOpen: a clone is made of what a device holds.
func BenchmarkOpen(b *testing.B) {
	metas := map[int]model.Meta{}
	for _, n := range sizes {
		metas[n] = filled(b, n).Meta()
	}
	growth.Measure(b, "record", sizes, func(n int) (int, func()) {
		ps := each(n, func(int) model.Pull { return whole(b, n) })
		cs := make([]*model.Clone, len(ps))
		return total, func() {
			for i, p := range ps {
				if cs[i] = model.NewClone(model.CloneOptions{Space: "main"}, &model.Saved{Meta: metas[n], Records: p.Records}); cs[i].Cursor() != p.To {
					b.Fatal("the clone is empty")
				}
			}
		}
	})
}

// BenchmarkHeld: what a clone takes of the memory, with all of its records.
func BenchmarkHeld(b *testing.B) {
	held := map[int]float64{}
	for b.Loop() {
		for _, n := range sizes {
			whole(b, n) // the frame is made, and is not the clone's
			before := inUse()
			c := filled(b, n)
			held[n] = float64(inUse()-before) / float64(n)
			runtime.KeepAlive(c)
		}
	}
	for n, v := range held {
		growth.Report(b, v, "B/record", n)
	}
	b.ReportMetric(0, "ns/op")
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

// BenchmarkDelta: a clone takes over pulls of 100 changed records each.
func BenchmarkDelta(b *testing.B) {
	const changed, pulls = 100, 50
	round := 0
	growth.Measure(b, "record", sizes, func(n int) (int, func()) {
		c := own(b, n)
		var ps []model.Pull
		from := c.Cursor()
		for range pulls {
			which := make([]int, changed)
			for i := range which {
				which[i] = (i*(n/changed) + round) % n
			}
			round++
			p := patch(c, round%2 == 0, which...)
			for i, r := range p.Records {
				at := model.Version{Seq: from.Seq + uint64(i) + 1}
				r.Last, r.Fields[0].Last = at, at
			}
			p.From, p.To.Seq = from, from.Seq+changed
			from = p.To
			ps = append(ps, p)
		}
		return changed * pulls, func() {
			for _, p := range ps {
				receive(b, c, p)
				c.Changed()
			}
		}
	})
}

// own returns a clone of n tasks that only its benchmark changes.
func own(b *testing.B, n int) *model.Clone {
	k := b.Name() + strconv.Itoa(n)
	if owned[k] == nil {
		owned[k] = filled(b, n)
	}
	return owned[k]
}

var owned = map[string]*model.Clone{}

// queues are the numbers of intents that wait.
var queues = []int{10, 100, 1_000}

// someClones is how many clones are timed together that take little time each.
const someClones = 4

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
		b.Run(c.name, func(b *testing.B) {
			growth.Measure(b, "change", queues, func(pending int) (int, func()) {
				// A new clone each time: one that has taken over thousands of
				// changes does not look back to the bases of its intents.
				var cs [someClones]*model.Clone
				var ps [someClones][]model.Pull
				for i := range cs {
					cs[i] = queued(b, 10_000, pending)
					ps[i] = changes(cs[i], pending, c.which)
				}
				return someClones * manyChanges, func() {
					for i, c := range cs {
						for _, p := range ps[i] {
							receive(b, c, p)
							c.Changed()
						}
						for _, p := range c.Outbox() {
							if p.Waiting() {
								b.Fatal("an intent has lost its effect")
							}
						}
					}
				}
			})
		})
	}
}

const manyChanges = 100

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
	growth.Measure(b, "request", queues, func(pending int) (int, func()) {
		var cs [someClones]*model.Clone
		for i := range cs {
			cs[i] = queued(b, n, pending)
		}
		return someClones * more, func() {
			for _, c := range cs {
				for i := range more {
					r := model.Request{Method: "PUT", URI: "/" + taskID(n-1-i), Body: []byte("renamed")}
					if ran := c.Do(r, c.Base(), 1, model.ID{2, byte(i)}, rename); ran.Kind != model.Applied {
						b.Fatalf("%+v", ran)
					}
				}
			}
		}
	})
}

// BenchmarkGet: a record is read by its id.
func BenchmarkGet(b *testing.B) {
	const many = 20_000
	growth.Measure(b, "read", sizes, func(n int) (int, func()) {
		c := read(b, n)
		ids := someIDs(n)
		return many, func() {
			for i := range many {
				tx := model.NewTx(c.Reader(), "ann", model.Request{}, 0)
				t, err := tasks.Get(tx, ids[i%len(ids)])
				if err != nil || t.Title == "" {
					b.Fatal(err)
				}
			}
		}
	})
}

// BenchmarkMap: a struct of a plain Go map is read by its id, as BenchmarkGet reads a
// record. It does nothing but go to the memory, and says what that alone takes.
func BenchmarkMap(b *testing.B) {
	const many = 200_000
	held := map[int]map[string]*task{}
	for _, n := range sizes {
		held[n] = map[string]*task{}
		for i := range n {
			held[n][taskID(i)] = &task{ID: taskID(i), List: listOf(i), Order: i, Title: "task number " + strconv.Itoa(i)}
		}
	}
	growth.Measure(b, "read", sizes, func(n int) (int, func()) {
		m := held[n]
		ids := someIDs(n)
		return many, func() {
			for i := range many {
				if t := *m[ids[i%len(ids)]]; t.ID[0] == ' ' || t.List[0] != 'l' || t.Title[0] != 't' {
					b.Fatal(t)
				}
			}
		}
	})
}

// someIDs returns the ids of 1,000 of n tasks: the same number, so that as many are in
// use.
func someIDs(n int) []string {
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = taskID(i * (n / len(ids)))
	}
	return ids
}

// BenchmarkRange: 50 records are read by a declared index.
func BenchmarkRange(b *testing.B) {
	const many = 1000
	growth.Measure(b, "read", sizes, func(n int) (int, func()) {
		c := read(b, n)
		return many, func() {
			for i := range many {
				tx := model.NewTx(c.Reader(), "ann", model.Request{}, 0)
				ts, err := byList.Where(listOf(i)).Below(n / 2).Limit(50).All(tx)
				if err != nil || len(ts) != 50 {
					b.Fatal(len(ts), err)
				}
			}
		}
	})
}

// BenchmarkScan: 50 rows are read by a declared index, without making structs of
// them.
func BenchmarkScan(b *testing.B) {
	const many = 3000
	growth.Measure(b, "read", sizes, func(n int) (int, func()) {
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
		return many, func() {
			for i := range many {
				rows, err := c.Reader().Scan(spans[i%lists])
				if err != nil || len(rows) != 50 {
					b.Fatal(len(rows), err)
				}
			}
		}
	})
}

// BenchmarkReads: one request reads many records by their ids.
func BenchmarkReads(b *testing.B) {
	reads := []int{100, 1_000, 10_000}
	c := read(b, 10_000)
	ids := make([]string, 10_000)
	for i := range ids {
		ids[i] = taskID(i)
	}
	growth.Measure(b, "record", reads, func(n int) (int, func()) {
		return 3 * len(ids), func() {
			for range 3 {
				for rest := ids; len(rest) > 0; rest = rest[n:] {
					tx := model.NewTx(c.Reader(), "ann", model.Request{}, 0)
					for _, id := range rest[:n] {
						if _, err := tasks.Get(tx, id); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
		}
	})
}

// BenchmarkMerge: two people have changed other lines of a text.
func BenchmarkMerge(b *testing.B) {
	growth.Measure(b, "KB", sizes, func(n int) (int, func()) {
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
		const kb = 1000
		return kb, func() {
			for range kb * 1000 / n {
				if _, ok := text.Merge(base, mine, theirs); !ok {
					b.Fatal("a conflict")
				}
			}
		}
	})
}
