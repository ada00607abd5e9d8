package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"

	"github.com/tandemgo/tandem/cmd/tandem/internal/slim"
	"github.com/tandemgo/tandem/server"
	"github.com/tandemgo/tandem/wasm/shell"
)

// build makes both halves of the package in the folder out.
func build(pkg, name, out, tags string, traces bool) error {
	if st, err := os.Stat(pkg); err != nil || !st.IsDir() {
		return fmt.Errorf("%s is not the folder of a package", pkg)
	}
	assets := filepath.Join(out, "assets")
	if err := os.MkdirAll(assets, 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp("", "tandem-build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	program := filepath.Join(tmp, "app.wasm")

	// The browser's half first: it is compressed while the server compiles.
	if err := compile(pkg, program, tags, "GOOS=js", "GOARCH=wasm"); err != nil {
		return err
	}
	native := make(chan error, 1)
	go func() {
		next := filepath.Join(out, name+".new")
		err := compile(pkg, next, tags)
		if err == nil {
			err = os.Rename(next, filepath.Join(out, name))
		}
		native <- err
	}()
	err = pack(pkg, program, assets, traces)
	if e := <-native; e != nil {
		return e
	}
	return err
}

func compile(pkg, to, tags string, env ...string) error {
	abs, err := filepath.Abs(to)
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-trimpath", "-tags", tags, "-ldflags=-s -w", "-o", abs, ".")
	cmd.Dir = pkg
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("compile %s %s: %w", pkg, strings.Join(env, " "), err)
	}
	return nil
}

// pack writes the assets, then the index, then drops what is of older builds.
func pack(pkg, program, dir string, traces bool) error {
	files := map[string][]byte{}
	compiled, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	if files["app.wasm"], err = slim.Program(compiled, slim.Options{Traces: traces}); err != nil {
		// Another Go may write another form: what it wrote works as it is.
		fmt.Fprintln(os.Stderr, "tandem: the program is not made smaller: "+err.Error())
		files["app.wasm"] = compiled
	}
	if files["tandem.js"], err = script(); err != nil {
		return err
	}
	files["worker.js"] = shell.Worker
	if !traces {
		for _, name := range []string{"tandem.js", "worker.js"} {
			files[name] = slim.Script(files[name])
		}
	}
	static := filepath.Join(pkg, "static")
	err = filepath.WalkDir(static, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(static, path)
		if err != nil {
			return err
		}
		files[filepath.ToSlash(rel)], err = os.ReadFile(path)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		return err
	}

	ix := server.AssetIndex{Files: map[string]server.AssetFile{}}
	names := make([]string, 0, len(files))
	for n := range files {
		names = append(names, n)
	}
	slices.Sort(names)
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed error
	all := sha256.New()
	for _, n := range names {
		sum := sha256.Sum256(files[n])
		all.Write(sum[:])
		ext := filepath.Ext(n)
		stem := strings.ReplaceAll(strings.TrimSuffix(n, ext), "/", "-")
		f := server.AssetFile{Name: stem + "." + hex.EncodeToString(sum[:6]) + ext, Type: mediaType(ext), Size: len(files[n])}
		wg.Go(func() {
			err := write(dir, &f, files[n])
			mu.Lock()
			defer mu.Unlock()
			ix.Files[n] = f
			if err != nil {
				failed = err
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return failed
	}
	ix.Build = hex.EncodeToString(all.Sum(nil)[:6])
	b, err := json.MarshalIndent(ix, "", "\t")
	if err != nil {
		return err
	}
	next := filepath.Join(dir, "index.json.new")
	if err := os.WriteFile(next, append(b, '\n'), 0o644); err != nil {
		return err
	}
	if err := os.Rename(next, filepath.Join(dir, "index.json")); err != nil {
		return err
	}
	return sweep(dir, ix)
}

// script returns what runs before the program: the loader of this Go version,
// which has to match the compiler, and the scripts of the shell.
func script() ([]byte, error) {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return nil, fmt.Errorf("go env GOROOT: %w", err)
	}
	loader, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return nil, fmt.Errorf("the Go distribution has no wasm_exec.js: %w", err)
	}
	return bytes.Join([][]byte{loader, shell.Page()}, []byte(";\n")), nil
}

func mediaType(ext string) string {
	switch ext {
	case ".wasm":
		return "application/wasm"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// write stores a file and its compressed forms, unless they are there from an
// earlier build: the name says the content.
func write(dir string, f *server.AssetFile, content []byte) error {
	forms := []struct {
		suffix   string
		size     *int
		compress func([]byte) ([]byte, error)
	}{
		{".br", &f.Brotli, func(b []byte) ([]byte, error) {
			var out bytes.Buffer
			w := brotli.NewWriterOptions(&out, brotli.WriterOptions{Quality: 11, LGWin: 24})
			w.Write(b)
			err := w.Close()
			return out.Bytes(), err
		}},
		{".gz", &f.Gzip, func(b []byte) ([]byte, error) {
			var out bytes.Buffer
			w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
			if err != nil {
				return nil, err
			}
			w.Write(b)
			err = w.Close()
			return out.Bytes(), err
		}},
	}
	path := filepath.Join(dir, f.Name)
	if err := os.WriteFile(path, content, 0o644); err != nil {
		return err
	}
	if len(content) < 200 {
		return nil
	}
	for _, form := range forms {
		if st, err := os.Stat(path + form.suffix); err == nil && st.Size() > 0 {
			*form.size = int(st.Size())
			continue
		}
		b, err := form.compress(content)
		if err != nil {
			return err
		}
		if len(b) >= len(content) {
			continue // a picture is compressed already
		}
		if err := os.WriteFile(path+form.suffix+".new", b, 0o644); err != nil {
			return err
		}
		if err := os.Rename(path+form.suffix+".new", path+form.suffix); err != nil {
			return err
		}
		*form.size = len(b)
	}
	return nil
}

// sweep deletes the files that the index does not name.
func sweep(dir string, ix server.AssetIndex) error {
	keep := map[string]bool{"index.json": true}
	for _, f := range ix.Files {
		keep[f.Name], keep[f.Name+".br"], keep[f.Name+".gz"] = true, true, true
	}
	es, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range es {
		if !keep[e.Name()] {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
