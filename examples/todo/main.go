//go:build !js && !goapp

package main

import "github.com/tandemgo/tandem/server"

func main() { server.Main(newApp()) }
