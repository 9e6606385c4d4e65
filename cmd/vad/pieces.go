package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"

	"github.com/gosilero/vad/cmd/internal/mark"
)

// pieceSuffix returns what follows the name of a recording in that of its nth piece,
// counted from 1.
func pieceSuffix(n int) string { return fmt.Sprintf("-%04d", n) }

// pieceName matches the names of pieces.
var pieceName = regexp.MustCompile(`-(\d{4,}|speech|rest)\.(wav|flac)$`)

// passOverPieces takes pieces that vad split has written off the list of what a search
// has found.
func (c *splitCmd) passOverPieces(t terminal) {
	var list []input
	for _, in := range c.list() {
		if !in.found || !pieceName.MatchString(in.path) || !mark.Has(in.path) {
			list = append(list, in)
		}
	}
	if n := len(c.listed) - len(list); n > 0 {
		t.complain("passed over %s of an earlier run", count(n, "piece"))
	}
	if len(list) == 0 {
		list = append(list, input{name: c.Files[0], err: errors.New("has pieces of an earlier run alone")})
	}
	c.listed = list
}

// collectSuffix returns what follows the name of a recording in that of the one file
// that --collect writes.
func (c *splitCmd) collectSuffix() string {
	if c.Invert {
		return "-rest"
	}
	return "-speech"
}

// removeStale removes what an earlier run has left of a recording of which this one has
// written n pieces: those after the nth, and all of the other format; with --collect,
// its one file if there is none now. It returns their names.
func (c *splitCmd) removeStale(r *recording, n int) []string {
	var removed []string
	remove := func(suffix, format string) bool {
		name := filepath.Join(c.Output, r.stem+suffix+"."+format)
		if c.protected.check(name) != nil || !mark.Has(name) || os.Remove(name) != nil {
			return false
		}
		removed = append(removed, name)
		return true
	}
	for _, format := range []string{"wav", "flac"} {
		if c.Collect {
			if n == 0 {
				remove(c.collectSuffix(), format)
			}
			continue
		}
		kept := 0
		if format == c.Format {
			kept = n
		}
		for next := kept + 1; remove(pieceSuffix(next), format); next++ {
		}
	}
	return removed
}
