package model_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/tandemgo/tandem/model"
	"github.com/tandemgo/tandem/model/wire"
)

// task is a record as applications have them.
type task struct {
	ID    string
	Title string
	Done  bool
	Rank  int `merge:"last"`
	Due   model.Time
	Tags  model.Set
}

var (
	tasks  = model.Define[task]("tasks")
	byRank = tasks.Index("rank", "title")
)

// sizes are those at which growth is shown.
var sizes = []int{1_000, 10_000, 100_000}

const perRequest = 500 // records that one request creates

// work answers "create from to" and "rename number title".
func work(tx *model.Tx) error {
	var from, to int
	body := string(tx.Request().Body)
	if _, err := fmt.Sscanf(body, "create %d %d", &from, &to); err == nil {
		for i := from; i < to; i++ {
			t := task{ID: taskID(i), Title: fmt.Sprintf("the title of task %d", i), Rank: i * 7919 % 1_000_003, Due: model.Time(i)}
			t.Tags.Add("home", "soon")
			if err := tasks.Create(tx, t); err != nil {
				return err
			}
		}
		return nil
	}
	if _, err := fmt.Sscanf(body, "rename %d", &from); err != nil {
		return err
	}
	t, err := tasks.Get(tx, taskID(from))
	if err != nil {
		return err
	}
	t.Title = body[strings.LastIndexByte(body, ' ')+1:]
	return tasks.Save(tx, t)
}

func taskID(i int) string { return fmt.Sprintf("t%07d", i) }

// server is an origin with n records.
type server struct {
	b      *testing.B
	origin *model.Origin
	ids    uint64
}

func newServer(b *testing.B, n int) *server {
	s := &server{b: b, origin: model.NewOrigin(model.NewMemStore("first"), model.OriginOptions{Handler: work})}
	for i := 0; i < n; i += perRequest {
		s.do(fmt.Sprintf("create %d %d", i, min(i+perRequest, n)))
	}
	return s
}

func (s *server) id() (id model.ID) {
	s.ids++
	for i := range 8 {
		id[i] = byte(s.ids >> (8 * i))
	}
	return id
}

func (s *server) do(body string) {
	job := model.Job{User: "bob", Direct: true, Intent: model.Intent{ID: s.id(), Request: model.Request{Method: "POST", URI: "/", Body: []byte(body)}}}
	done, err := s.origin.Commit("main", 1, []model.Job{job})
	if err != nil || done[0].Outcome.Kind != model.Applied {
		s.b.Fatal(done, err)
	}
}

// client is a clone with a connection.
type client struct {
	*model.Clone
	s    *server
	peer *model.Peer
}

func (s *server) client() *client {
	c := &client{model.NewClone(model.CloneOptions{Space: "main", Handler: work, Random: s.id}, nil), s, model.NewPeer(s.origin, "ann", func() model.Time { return 1 })}
	c.Connect()
	m, _ := c.Next()
	_, reply, err := c.peer.Receive(m)
	if err != nil {
		s.b.Fatal(err)
	}
	for _, m := range reply {
		c.receive(m)
	}
	return c
}

func (c *client) receive(m model.Message) {
	if err := c.Receive(m); err != nil {
		c.s.b.Fatal(err)
	}
}

// pull returns what the server sends the client now.
func (c *client) pull() model.Pull {
	m, ok, err := c.peer.Pull()
	if err != nil || !ok {
		c.s.b.Fatal(ok, err)
	}
	return m.(model.Pull)
}

// rest is what a program does after a message: it stores the batches.
func (c *client) rest() {
	for b, ok := c.Writes(); ok; b, ok = c.Writes() {
		c.Saved(b)
	}
	c.Changed()
}

func per(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/record")
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// BenchmarkApply: a new clone takes over all records of a space, with an index.
func BenchmarkApply(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newServer(b, n)
			frame := wire.Append(nil, s.client().pull(), "c")
			for b.Loop() {
				b.StopTimer()
				m, err := wire.Decode(frame, "c")
				if err != nil {
					b.Fatal(err)
				}
				c := s.client()
				b.StartTimer()
				c.receive(m)
				c.rest()
			}
			per(b, n)
		})
	}
}

// BenchmarkHeld: what a clone takes of memory for each record that it holds, as
// bytes, and not as time.
func BenchmarkHeld(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newServer(b, n)
			frame := wire.Append(nil, s.client().pull(), "c")
			var held float64
			for b.Loop() {
				before := heap()
				m, err := wire.Decode(frame, "c")
				if err != nil {
					b.Fatal(err)
				}
				c := s.client()
				c.receive(m)
				c.rest()
				m = nil
				held = float64(heap()-before) / float64(n)
				runtime.KeepAlive(c)
			}
			b.ReportMetric(held, "B/record")
		})
	}
}

// BenchmarkDelta: a clone takes over 100 changed records.
func BenchmarkDelta(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newServer(b, n)
			c := s.client()
			c.receive(c.pull())
			c.rest()
			for b.Loop() {
				b.StopTimer()
				for i := range 100 {
					s.do(fmt.Sprintf("rename %d x%d", i*(n/100), s.ids))
				}
				m := c.pull()
				b.StartTimer()
				c.receive(m)
				c.rest()
			}
			per(b, 100)
		})
	}
}

// BenchmarkRebase: one remote change comes to a clone of 10,000 records with
// intents that wait: to a record that none of them has written, or one has.
func BenchmarkRebase(b *testing.B) {
	for _, waiting := range []int{10, 100, 1_000} {
		for _, c := range []struct {
			name   string
			record int
		}{{"beside", 9_999}, {"hit", 5}} {
			b.Run(fmt.Sprintf("%s/%d", c.name, waiting), func(b *testing.B) {
				s := newServer(b, 10_000)
				d := s.client()
				d.receive(d.pull())
				d.rest()
				for i := range waiting {
					ran := d.Do(model.Request{Method: "POST", URI: "/", Body: fmt.Appendf(nil, "rename %d mine", i)}, d.Base(), 1, s.id(), work)
					if ran.N == 0 {
						b.Fatal(ran)
					}
				}
				d.rest()
				for b.Loop() {
					b.StopTimer()
					s.do(fmt.Sprintf("rename %d y%d", c.record, s.ids))
					m := d.pull()
					b.StartTimer()
					d.receive(m)
					d.rest()
				}
			})
		}
	}
}

// BenchmarkGet: a point read.
func BenchmarkGet(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := newServer(b, n).client()
			c.receive(c.pull())
			i := 0
			tx := model.NewTx(c.Reader(), "ann", model.Request{}, 1)
			for b.Loop() {
				if i++; i%1000 == 0 {
					tx = model.NewTx(c.Reader(), "ann", model.Request{}, 1)
				}
				if _, err := tasks.Get(tx, taskID(i*7919%n)); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRange: 50 records of an index, from somewhere in it.
func BenchmarkRange(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			c := newServer(b, n).client()
			c.receive(c.pull())
			i := 0
			for b.Loop() {
				i++
				tx := model.NewTx(c.Reader(), "ann", model.Request{}, 1)
				ts, err := byRank.Where().From(i * 7919 % (1_000_003 / 4)).Limit(50).All(tx)
				if err != nil || len(ts) != 50 {
					b.Fatal(len(ts), err)
				}
			}
		})
	}
}

// BenchmarkEncode and BenchmarkDecode: a whole pull as bytes.
func BenchmarkEncode(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			m := newServer(b, n).client().pull()
			var frame []byte
			for b.Loop() {
				frame = wire.Append(frame[:0], m, "c")
			}
			per(b, n)
			b.ReportMetric(float64(len(frame))/float64(n), "B/record")
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			frame := wire.Append(nil, newServer(b, n).client().pull(), "c")
			for b.Loop() {
				if _, err := wire.Decode(frame, "c"); err != nil {
					b.Fatal(err)
				}
			}
			per(b, n)
		})
	}
}
