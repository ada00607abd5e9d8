package main

import "github.com/tandemgo/tandem/wasm/goapp"

func main() {
	pages()
	goapp.Run(newApp())
}
