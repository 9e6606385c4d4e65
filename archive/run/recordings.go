package run

import (
	"iter"
	"path"
	"slices"
	"strings"

	"github.com/gosilero/vad/internal/inference"
)

// Recordings yields those names of a list that have one of the extensions, or of
// those of the files that package audio decodes if there are none.
func Recordings(names iter.Seq2[string, error], extensions ...string) iter.Seq2[string, error] {
	if len(extensions) == 0 {
		extensions = inference.Extensions
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
