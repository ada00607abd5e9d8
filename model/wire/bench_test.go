package wire

import (
	"testing"

	"github.com/tandemgo/tandem/bench/growth"
	"github.com/tandemgo/tandem/model"
)

// many returns a pull of records, each of a commit of its own or later edited.
func many(n int, edited bool) model.Pull {
	m := model.Pull{From: model.Cursor{Epoch: "e1"}, To: model.Cursor{Epoch: "e1", Seq: uint64(2 * n)}, Whole: true}
	for i := range n {
		v := model.Version{Seq: uint64(i + 1), Client: "other", N: uint64(i)}
		last := v
		if edited {
			last = model.Version{Seq: uint64(n + i), Client: self, N: uint64(i)}
		}
		m.Records = append(m.Records, &model.Record{Key: model.Key("todos", model.Sum(string(model.Uint(uint64(i)))).Name()), Born: v.Seq, Last: last, Topic: "todos",
			Fields: []model.Field{
				{Name: "completed", Value: model.Bool(i%3 == 0), Last: last},
				{Name: "order", Value: model.Int(int64(i)), Last: v},
				{Name: "title", Value: model.String("buy milk and bread"), Last: v},
			}})
	}
	return m
}

var sizes = []int{1_000, 10_000, 100_000}

// The messages of a size have 100,000 records together. Those of a small one are then
// no more in the caches of the processor than the one of the largest, and the garbage
// collector has as much to go through.
const total = 100_000

var kinds = []string{"new", "edited"}

func BenchmarkEncode(b *testing.B) {
	for _, kind := range kinds {
		b.Run(kind, func(b *testing.B) {
			bytes := map[int]int{}
			growth.Measure(b, "record", sizes, func(n int) (int, func()) {
				ms := make([]model.Pull, total/n)
				for i := range ms {
					ms[i] = many(n, kind == "edited")
				}
				frame := Append(nil, ms[0], self)
				bytes[n] = len(frame)
				frames := make([]byte, 0, len(frame)*len(ms)) // as the buffers of connections, it is there already
				clear(frames[:cap(frames)])
				return total, func() {
					for _, m := range ms {
						frames = Append(frames, m, self)
					}
				}
			})
			for n, size := range bytes {
				growth.Report(b, float64(size)/float64(n), "B/record", n)
			}
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for _, kind := range kinds {
		b.Run(kind, func(b *testing.B) {
			growth.Measure(b, "record", sizes, func(n int) (int, func()) {
				frames := make([][]byte, total/n)
				for i := range frames {
					frames[i] = Append(nil, many(n, kind == "edited"), self)
				}
				ms := make([]model.Message, len(frames)) // they are kept, as a clone does
				return total, func() {
					for i, frame := range frames {
						var err error
						if ms[i], err = Decode(frame, self); err != nil {
							b.Fatal(err)
						}
					}
				}
			})
		})
	}
}
