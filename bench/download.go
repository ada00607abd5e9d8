//go:build !js

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"

	"github.com/andybalholm/brotli"

	"github.com/tandemgo/tandem/server"
)

// download adds up what a browser fetches to run the todo example, compressed
// as it is served, beside the programs that it can be compared with.
func download(b *bench) error {
	var ix server.AssetIndex
	text, err := os.ReadFile(filepath.Join(filepath.Dir(b.program), "assets", "index.json"))
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &ix); err != nil {
		return err
	}
	total := 0.0
	for name, f := range ix.Files {
		size := f.Brotli
		if size == 0 {
			size = f.Size
		}
		total += float64(size)
		b.put("download.todo."+name, float64(size)/1000, "KB")
	}
	s, err := startServer(b, "download")
	if err != nil {
		return err
	}
	defer s.kill()
	req, err := http.NewRequest("GET", s.url+"/", nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "text/html")
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	html, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	total += float64(len(html))
	b.put("download.todo.page", float64(len(html))/1000, "KB")
	b.put("download.todo", total/1000, "KB")

	for _, c := range []struct{ name, source string }{
		{"download.empty program", "package main\n\nfunc main() {}\n"},
		{"download.syscall/js alone", "package main\n\nimport \"syscall/js\"\n\nfunc main() { js.Global().Set(\"x\", \"y\") }\n"},
	} {
		dir := filepath.Join(b.dir, filepath.Base(c.name))
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(c.source), 0o644); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module x\n\ngo 1.26\n"), 0o644); err != nil {
			return err
		}
		n, _, err := compile(dir, filepath.Join(dir, "x.wasm"))
		if err != nil {
			return err
		}
		b.put(c.name, float64(n)/1000, "KB")
	}
	n, _, err := compile("bench/goapp", filepath.Join(b.dir, "goapp.wasm"))
	if err != nil {
		return err
	}
	b.put("download.go-app hello", float64(n)/1000, "KB")
	return nil
}

// compile builds the program of a folder for the browser, compresses it, and
// returns the size and the file.
func compile(dir, to string) (int, string, error) {
	abs, err := filepath.Abs(to)
	if err != nil {
		return 0, "", err
	}
	if err := command(dir, []string{"GOOS=js", "GOARCH=wasm"}, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", abs, "."); err != nil {
		return 0, "", err
	}
	raw, err := os.ReadFile(abs)
	if err != nil {
		return 0, "", err
	}
	var out bytes.Buffer
	w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 11, LGWin: 24})
	w.Write(raw)
	if err := w.Close(); err != nil {
		return 0, "", err
	}
	return out.Len(), abs + ".br", os.WriteFile(abs+".br", out.Bytes(), 0o644)
}
