package main

import (
	"syscall/js"

	"github.com/tandemgo/tandem/wasm"
)

func main() {
	if js.Global().Get("location").Get("search").String() == "?start" {
		panic("a bug before the start")
	}
	wasm.Main(newApp())
}
