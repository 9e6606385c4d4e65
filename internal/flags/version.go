package flags

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/gosilero/vad/internal/build"
	"github.com/gosilero/vad/internal/models"
	"github.com/gosilero/vad/weights"
)

// Version is an option that prints what a build of a command is, and ends it.
type Version bool

// BeforeReset runs as soon as the option is seen.
func (Version) BeforeReset(app *kong.Kong) error {
	version, revision := build.Version()
	fmt.Fprintf(app.Stdout, "%s\n", strings.TrimSpace(app.Model.Name+" "+version+" "+revision))
	fmt.Fprintf(app.Stdout, "%s %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	names := make([]string, len(models.Releases))
	for i, release := range models.Releases {
		w, err := models.Open(release)
		if err != nil {
			return err
		}
		names[i] = release
		if file, ok := weights.FileOf(w.Source()); ok {
			names[i] = file.Version
		}
	}
	fmt.Fprintf(app.Stdout, "weights %s\n", strings.Join(names, ", "))
	app.Exit(0)
	return nil
}
