package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Assets are the files of the browser's half, as the command tandem builds
// them: a folder with an index and, for each file, its precompressed forms.
type Assets struct {
	dir   string
	Index AssetIndex
	files map[string]*asset // by URL path
}

// AssetIndex is the file index.json of a folder of assets.
type AssetIndex struct {
	// Build names the build: a digest of all files.
	Build string `json:"build"`
	// Files are the assets by their plain names: "app.wasm", "todo.css".
	Files map[string]AssetFile `json:"files"`
}

// AssetFile is one asset.
type AssetFile struct {
	// Name is the file's name, with a digest of its content in it.
	Name string `json:"name"`
	// Type is the media type.
	Type string `json:"type"`
	// Size, Gzip and Brotli are bytes; 0 for a form that there is not.
	Size   int `json:"size"`
	Gzip   int `json:"gzip,omitempty"`
	Brotli int `json:"brotli,omitempty"`
}

// AssetPath is where the assets are served.
const AssetPath = "/_tandem/"

type asset struct {
	AssetFile
	plain, gzip, brotli []byte
}

// OpenAssets reads a folder of assets into memory.
func OpenAssets(dir string) (*Assets, error) {
	b, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("the browser's half is not in %s: build it with 'tandem build'", dir)
	}
	if err != nil {
		return nil, fmt.Errorf("open assets: %w", err)
	}
	a := &Assets{dir: dir, files: map[string]*asset{}}
	if err := json.Unmarshal(b, &a.Index); err != nil {
		return nil, fmt.Errorf("open assets: index.json: %w", err)
	}
	for _, f := range a.Index.Files {
		x := &asset{AssetFile: f}
		for _, form := range []struct {
			suffix string
			size   int
			to     *[]byte
		}{{"", f.Size, &x.plain}, {".gz", f.Gzip, &x.gzip}, {".br", f.Brotli, &x.brotli}} {
			if form.size == 0 && form.suffix != "" {
				continue
			}
			if *form.to, err = os.ReadFile(filepath.Join(dir, f.Name+form.suffix)); err != nil {
				return nil, fmt.Errorf("open assets: %w", err)
			}
			if len(*form.to) != form.size {
				return nil, fmt.Errorf("open assets: %s is not the file that was built", f.Name+form.suffix)
			}
		}
		a.files[AssetPath+f.Name] = x
	}
	return a, nil
}

// URL returns the URL of an asset by its plain name, "" if there is none.
func (a *Assets) URL(name string) string {
	if a == nil {
		return ""
	}
	f, ok := a.Index.Files[name]
	if !ok {
		return ""
	}
	return AssetPath + f.Name
}

// serve answers for an asset. Its content never changes under its URL.
func (a *Assets) serve(w http.ResponseWriter, r *http.Request) bool {
	if a == nil {
		return false
	}
	x := a.files[r.URL.Path]
	if x == nil {
		return false
	}
	h := w.Header()
	h.Set("Content-Type", x.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body, coding := x.plain, ""
	accept := r.Header.Get("Accept-Encoding")
	switch {
	case x.brotli != nil && codes(accept, "br"):
		body, coding = x.brotli, "br"
	case x.gzip != nil && codes(accept, "gzip"):
		body, coding = x.gzip, "gzip"
	}
	etag := `"` + x.Name + "." + coding + `"`
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	h.Set("ETag", etag)
	if match(r.Header.Get("If-None-Match"), etag, true) {
		w.WriteHeader(http.StatusNotModified)
		return true
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		w.Write(body)
	}
	return true
}

// codes reports whether an Accept-Encoding header takes a coding.
func codes(accept, coding string) bool {
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(part, ";")
		if strings.EqualFold(strings.TrimSpace(name), coding) {
			q := strings.ReplaceAll(params, " ", "")
			f, err := strconv.ParseFloat(strings.TrimPrefix(strings.ToLower(q), "q="), 64)
			return q == "" || err == nil && f > 0
		}
	}
	return false
}

// match reports whether a list of entity tags, as in If-Match and
// If-None-Match, holds etag (RFC 9110, section 8.8.3.2). A weak comparison
// passes over the W/ of either; a strong one refuses it.
func match(list, etag string, weak bool) bool {
	if strings.TrimSpace(list) == "*" {
		return true
	}
	for list != "" {
		list = strings.TrimLeft(list, " \t,")
		w := strings.HasPrefix(list, "W/")
		if w {
			list = list[2:]
		}
		if !strings.HasPrefix(list, `"`) {
			return false
		}
		end := strings.IndexByte(list[1:], '"')
		if end < 0 {
			return false
		}
		if tag := list[:end+2]; tag == etag && (weak || !w) {
			return true
		}
		list = list[end+2:]
	}
	return false
}

// file returns the content of an asset by its plain name, nil if there is none.
func (a *Assets) file(name string) []byte {
	if a == nil {
		return nil
	}
	if x := a.files[a.URL(name)]; x != nil {
		return x.plain
	}
	return nil
}

func sorted(s []string) []string { slices.Sort(s); return s }
