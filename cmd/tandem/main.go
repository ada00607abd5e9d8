// Tandem builds an application for both ends of the wire.
//
//	tandem build [-o folder] [-tags list] [-traces] package   the server, and the browser's half beside it
//	tandem run [-o folder] [-tags list] package               build with -traces, then serve with DEV=1
//
// The result is a folder that can be copied to where it shall run: the server's
// program, and assets with the WebAssembly program, the scripts and the files of
// the package's folder static, each under a name with a digest of its content,
// compressed with Brotli and gzip.
//
// With -traces, what a panic prints in the browser's console has the names of
// functions and the lines, and the scripts have their comments; it makes the
// download about an eighth larger.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "tandem: "+err.Error())
		os.Exit(1)
	}
}

var errUsage = errors.New("usage: tandem build [-o folder] package, or tandem run package")

func run(args []string) error {
	if len(args) == 0 {
		return errUsage
	}
	f := flag.NewFlagSet("tandem "+args[0], flag.ContinueOnError)
	out := f.String("o", "", "folder of the result; by default build and the package's name")
	traces := f.Bool("traces", args[0] == "run", "keep the names and lines that a panic in the browser prints")
	tags := f.String("tags", "", "build tags of both halves, as 'go build' takes them")
	if err := f.Parse(args[1:]); err != nil {
		return err
	}
	if f.NArg() < 1 {
		return errUsage
	}
	pkg := f.Arg(0)
	name, err := filepath.Abs(pkg)
	if err != nil {
		return err
	}
	name = filepath.Base(name)
	if *out == "" {
		*out = filepath.Join("build", name)
	}
	switch args[0] {
	case "build":
		return build(pkg, name, *out, *tags, *traces)
	case "run":
		if err := build(pkg, name, *out, *tags, *traces); err != nil {
			return err
		}
		return serve(filepath.Join(*out, name), f.Args()[1:])
	}
	return errUsage
}

// serve runs the program until it ends, and hands on what it is told.
func serve(program string, args []string) error {
	cmd := exec.Command(program, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "DEV=1")
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() {
		for s := range signals {
			cmd.Process.Signal(s)
		}
	}()
	return cmd.Wait()
}
