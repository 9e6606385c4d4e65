package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gosilero/vad/internal/flags"
)

// arguments returns the arguments as the parser takes them. Without any, they ask
// for help, as "help VERB" does; a file in place of a verb is a recording to detect
// speech in; and options may have underscores, or Silero's names.
func arguments(args, verbs []string) []string {
	switch {
	case len(args) == 0:
		return []string{"--help"}
	case args[0] == "help":
		return append(slices.Clone(args[1:]), "--help")
	case !slices.Contains(verbs, args[0]) && (isOption(args[0]) || isFileName(args[0])):
		args = slices.Concat([]string{"detect"}, args)
	}
	return flags.Rename(args)
}

// isOption reports whether an argument in place of a verb is an option of a verb.
func isOption(arg string) bool {
	return len(arg) > 1 && arg[0] == '-' && arg != "-h" && arg != "--help" && arg != "--version"
}

// isFileName reports whether an argument in place of a verb is a file. A verb that
// is mistyped is not.
func isFileName(arg string) bool {
	if arg == "-" || arg == "" || strings.ContainsRune(arg, filepath.Separator) || strings.ContainsAny(arg, "./") {
		return true
	}
	_, err := os.Lstat(arg)
	return err == nil
}
