package wire

import (
	"strconv"
	"testing"

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

func BenchmarkEncode(b *testing.B) {
	bench(b, func(m model.Pull, frame []byte) { Append(frame[:0], m, self) })
}

func BenchmarkDecode(b *testing.B) {
	bench(b, func(_ model.Pull, frame []byte) {
		if _, err := Decode(frame, self); err != nil {
			b.Fatal(err)
		}
	})
}

func bench(b *testing.B, f func(model.Pull, []byte)) {
	for _, kind := range []string{"new", "edited"} {
		for _, n := range []int{1_000, 10_000, 100_000} {
			b.Run(kind+"/"+strconv.Itoa(n), func(b *testing.B) {
				m := many(n, kind == "edited")
				frame := Append(nil, m, self)
				b.ReportAllocs()
				for b.Loop() {
					f(m, frame)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/record")
				b.ReportMetric(float64(len(frame))/float64(n), "B/record")
			})
		}
	}
}
