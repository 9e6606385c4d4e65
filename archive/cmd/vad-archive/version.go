package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/gosilero/vad/internal/models"
)

// versionFlag prints what this build is.
type versionFlag bool

// BeforeReset runs as soon as the option is seen.
func (versionFlag) BeforeReset(app *kong.Kong) error {
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	fmt.Fprintf(app.Stdout, "vad-archive %s\n%s %s/%s\nweights %s\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH, strings.Join(models.Releases, ", "))
	app.Exit(0)
	return nil
}
