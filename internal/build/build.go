// Package build says which build a program is.
package build

import "runtime/debug"

// Version returns the version of the program's module and the revision that it was
// built from, which is empty if that is not known.
func Version() (version, revision string) {
	b, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown", ""
	}
	modified := false
	for _, s := range b.Settings {
		switch s.Key {
		case "vcs.revision":
			revision = s.Value
		case "vcs.modified":
			modified = s.Value == "true"
		}
	}
	if modified {
		revision += "+changes"
	}
	return b.Main.Version, revision
}
