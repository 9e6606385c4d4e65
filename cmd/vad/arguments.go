package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/gosilero/vad/internal/flags"
	"github.com/gosilero/vad/live/options"
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
	return renameOptions(args)
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

// sileroOption is an option of Silero's get_speech_timestamps: ours, and the unit of
// its value, empty for true or false.
type sileroOption struct{ name, unit string }

// sileroOptions are those with another name than ours, or another unit.
var sileroOptions = func() map[string]sileroOption {
	names := map[string]sileroOption{}
	for _, o := range options.All() {
		if o.Segments && o.Unit != "" {
			names[o.Name] = sileroOption{flags.Name(o.Field), strings.TrimSuffix(o.Unit, "bool")}
		}
	}
	return names
}()

// renameOptions returns arguments with our names for options.
func renameOptions(args []string) []string {
	var list []string
	for i := 0; i < len(args); i++ {
		if args[i] == "--" {
			return append(list, args[i:]...)
		}
		name, value, hasValue := strings.Cut(args[i], "=")
		name, long := strings.CutPrefix(name, "--")
		if !long {
			list = append(list, args[i])
			continue
		}
		ours := strings.ReplaceAll(name, "_", "-")
		option, known := sileroOptions[strings.ReplaceAll(name, "-", "_")]
		if !known || name == option.name { // one name is both, with different units
			list = append(list, "--"+ours)
			if hasValue {
				list[len(list)-1] += "=" + value
			}
			continue
		}
		if !hasValue && i+1 < len(args) && option.takes(args[i+1]) {
			i++
			value, hasValue = args[i], true
		}
		list = append(list, "--"+option.name)
		if hasValue {
			list[len(list)-1] += "=" + option.value(value)
		}
	}
	return list
}

// takes reports whether the argument after the option is its value.
func (o sileroOption) takes(arg string) bool {
	if o.unit != "" {
		return true
	}
	_, err := strconv.ParseBool(arg)
	return err == nil
}

// value returns a value of the option as ours has it: what is no number stays as it
// is.
func (o sileroOption) value(s string) string {
	x, err := strconv.ParseFloat(s, 64)
	switch {
	case o.unit == "":
		return strings.ToLower(s)
	case err != nil:
		return s
	case x > 1e9: // Silero's default for the longest speech is infinite
		return "0"
	}
	return strconv.FormatFloat(x, 'f', -1, 64) + o.unit
}
