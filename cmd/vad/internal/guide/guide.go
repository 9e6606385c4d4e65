// Package guide writes completions for shells and a manual page from kong's
// model of a command line, so that neither can differ from the command.
package guide

import (
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// flags returns the options of a verb that are shown.
func flags(n *kong.Node) []*kong.Flag {
	return slices.Concat(n.AllFlags(true)...)
}

// verbs returns the commands that are shown.
func verbs(app *kong.Application) []*kong.Node {
	var list []*kong.Node
	for _, n := range app.Children {
		if !n.Hidden {
			list = append(list, n)
		}
	}
	return list
}

// takesValue reports whether an option has an argument.
func takesValue(f *kong.Flag) bool { return !f.IsBool() && !f.IsCounter() }

// names returns the spellings of an option, its negation included.
func names(f *kong.Flag) []string {
	list := []string{"--" + f.Name}
	if f.Tag != nil && f.Tag.Negatable != "" {
		list = append(list, "--no-"+f.Name)
	}
	if f.Short != 0 {
		list = append([]string{"-" + string(f.Short)}, list...)
	}
	return list
}

// values returns the words that the value of an option may be, and whether it may
// be a file.
func values(f *kong.Value) (words []string, files bool) {
	for _, word := range f.EnumSlice() {
		if word != "" {
			words = append(words, word)
		}
	}
	if f.Flag == nil {
		return words, len(words) == 0
	}
	switch f.Flag.PlaceHolder {
	case "PATH", "FILE", "FOLDER":
		files = true
	case "MODEL":
		words, files = []string{"v6", "v5", "v4"}, true
	}
	if f.Flag.Name == "ffmpeg" {
		words = []string{"auto", "never"}
	}
	return words, files
}

// quote returns s as one word of a shell, between single quotes.
func quote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
