//go:build !js

package main

import (
	server "github.com/tandemgo/tandem/server/goapp"
	"github.com/tandemgo/tandem/wasm/goapp"
)

func main() {
	pages()
	server.Main(newApp(), &server.Options{Routed: goapp.Routed})
}
