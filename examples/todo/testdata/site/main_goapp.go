//go:build goapp && !js

package main

import "github.com/tandemgo/tandem/server/goapp"

func main() { goapp.Main(newApp(), nil) }
