package flags

import (
	"strconv"
	"strings"

	"github.com/gosilero/vad/live/options"
)

// SileroHelp says that the options of Segments have other names, too.
const SileroHelp = "Silero's names are accepted too, with its units: --min_silence_duration_ms 100."

// sileroOption is an option of Silero's get_speech_timestamps: ours, and the unit of
// its value, empty for true or false.
type sileroOption struct{ name, unit string }

// sileroOptions are those with another name than ours, or another unit.
var sileroOptions = func() map[string]sileroOption {
	names := map[string]sileroOption{}
	for _, o := range options.All() {
		if o.Segments && o.Unit != "" {
			names[o.Name] = sileroOption{Name(o.Field), strings.TrimSuffix(o.Unit, "bool")}
		}
	}
	return names
}()

// Rename returns arguments in which options with underscores have hyphens, and those
// with Silero's names and units ours.
func Rename(args []string) []string {
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
