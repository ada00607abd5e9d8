//go:build !js

package main

import (
	"os"
	"strings"
	"testing"
)

// TestReadme: the application in the README is this one, and is as short as it
// says.
func TestReadme(t *testing.T) {
	source, err := os.ReadFile("app.go")
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(readme), "```go\n"+string(source)+"```\n") {
		t.Error("the README does not have app.go as it is")
	}
	if n := strings.Count(string(source), "\n"); n > 40 {
		t.Errorf("app.go has %d lines", n)
	}
}
