package run

import (
	"iter"
	"path"
	"slices"
	"strings"
)

// Extensions are those of files that package audio decodes.
var Extensions = []string{
	".wav", ".wave", ".rf64", ".bwf", ".flac", ".mp3", ".ogg", ".oga", ".opus", ".aif", ".aiff", ".aifc", ".au", ".snd", ".w64", ".caf",
	".webm", ".weba", ".mka", ".mkv", ".m4a", ".m4b", ".mp4", ".m4v", ".mov", ".3gp",
}

// Recordings yields those names of a list that have one of the extensions, or of
// Extensions if there are none.
func Recordings(names iter.Seq2[string, error], extensions ...string) iter.Seq2[string, error] {
	if len(extensions) == 0 {
		extensions = Extensions
	}
	return func(yield func(string, error) bool) {
		for name, err := range names {
			if err == nil && !slices.Contains(extensions, strings.ToLower(path.Ext(name))) {
				continue
			}
			if !yield(name, err) {
				return
			}
		}
	}
}
