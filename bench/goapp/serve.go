//go:build !js

package main

import (
	"log"
	"net/http"
	"os"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// serve answers on an address: goapp ADDR FILE. The file is the WebAssembly
// program, compressed with Brotli, as Tandem's is served.
func serve() {
	mux := http.NewServeMux()
	mux.Handle("/", &app.Handler{Name: "hello", Version: "v1", Icon: app.Icon{Default: "/web/none.png", Large: "/web/none.png", SVG: "/web/none.svg", Maskable: "/web/none.png"}})
	mux.HandleFunc("/web/app.wasm", func(w http.ResponseWriter, r *http.Request) {
		b, err := os.ReadFile(os.Args[2])
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/wasm")
		w.Header().Set("Content-Encoding", "br")
		w.Header().Set("Cache-Control", "public, max-age=3600")
		w.Write(b)
	})
	log.Fatal(http.ListenAndServe(os.Args[1], mux))
}
