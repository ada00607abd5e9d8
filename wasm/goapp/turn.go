//go:build !js

package goapp

// turn does nothing: without a browser, no component is shown.
func turn(func()) {}
