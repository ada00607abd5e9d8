//go:build !goapp

package main

import "github.com/tandemgo/tandem/wasm"

func main() { wasm.Main(newApp()) }
