package ssr

import (
	"bytes"
	"context"
	"strconv"
	"testing"

	"github.com/tandemgo/tandem/view"
	"github.com/tandemgo/tandem/view/viewtest"
)

func rows() []item {
	list := make([]item, 100)
	for i := range list {
		list[i] = item{i + 1, "pretty red table " + strconv.Itoa(i)}
	}
	list[3].Label = `a & b <c> "d"`
	return list
}

var writers = []struct {
	name  string
	write func(b *bytes.Buffer, rows []item) error
}{
	{"Tandem", func(b *bytes.Buffer, rows []item) error {
		b.Write(view.AppendHTML(b.AvailableBuffer(), page(rows, 7), nil))
		return nil
	}},
	{"html/template", func(b *bytes.Buffer, rows []item) error {
		return tmpl.Execute(b, map[string]any{"Rows": rows, "Sel": 7})
	}},
	{"templ", func(b *bytes.Buffer, rows []item) error {
		return table(rows, 7).Render(context.Background(), b)
	}},
}

// All write the same page.
func TestPagesAreEqual(t *testing.T) {
	var want string
	for _, w := range writers {
		var b bytes.Buffer
		if err := w.write(&b, rows()); err != nil {
			t.Fatal(err)
		}
		if want == "" {
			want = b.String()
		}
		viewtest.Equal(t, want, b.String())
	}
}

func BenchmarkWrite(b *testing.B) {
	list := rows()
	for _, w := range writers {
		b.Run(w.name, func(b *testing.B) {
			var buf bytes.Buffer
			b.ReportAllocs()
			for b.Loop() {
				buf.Reset()
				if err := w.write(&buf, list); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
