//go:build goapp

package main

import "github.com/tandemgo/tandem/wasm/goapp"

func main() { goapp.Run(newApp()) }
