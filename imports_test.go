package vad

import (
	"go/build"
	"slices"
	"strings"
	"testing"
)

// TestImports: imports go one way. Each package of the library imports the
// standard library and no others than these; none imports the command.
func TestImports(t *testing.T) {
	const module = "github.com/gosilero/vad"
	for dir, allowed := range map[string][]string{
		"ops":     {"golang.org/x/sys/cpu"},
		"lstm":    {"ops"},
		"weights": {},
		"model":   {"lstm", "ops", "weights"},
		"segment": {},
		".":       {"internal/samples", "model", "ops", "segment", "weights"},
		"live":    {".", "internal/samples", "segment", "audio/resample"},

		"internal/samples": {},
	} {
		p, err := build.ImportDir(dir, 0)
		if err != nil {
			t.Errorf("%s: %v", dir, err)
			continue
		}
		if len(p.Imports) == 0 {
			t.Errorf("%s imports nothing", dir)
		}
		for _, path := range p.Imports {
			if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
				continue // standard library
			}
			name := path
			if path == module {
				name = "."
			} else if own, ok := strings.CutPrefix(path, module+"/"); ok {
				name = own
			}
			if !slices.Contains(allowed, name) {
				t.Errorf("%s imports %s, want none but %v", dir, path, allowed)
			}
		}
	}
}
