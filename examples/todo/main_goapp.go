//go:build goapp && !js

package main

import "github.com/tandemgo/tandem/server/goapp"

// With the tag goapp, the browser's half runs inside go-app's engine.
func main() { goapp.Main(newApp(), nil) }
