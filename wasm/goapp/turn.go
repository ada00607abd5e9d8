//go:build !js

package goapp

// turn runs f at once, if there is an application: only tests have one without a browser.
func turn(f func()) {
	if engine != nil {
		f()
	}
}
