package labels

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// Names returns a name for each of several files, in the formats that name recordings
// without a path: that of RTTMName or, where files share it, of the path, with the
// extension if it takes that.
func Names(files []string) map[string]string {
	left := slices.Compact(slices.Sorted(slices.Values(files)))
	names := make(map[string]string, len(left))
	taken := map[string]bool{}
	for _, name := range []func(string) string{RTTMName, pathName, wholeName} {
		users := map[string]int{}
		for _, file := range left {
			users[name(file)]++
		}
		var again []string
		for _, file := range left {
			if n := name(file); users[n] == 1 && !taken[n] {
				names[file], taken[n] = n, true
			} else {
				again = append(again, file)
			}
		}
		left = again
	}
	for i, file := range left { // they differ in kinds of space alone
		names[file] = fmt.Sprintf("%s_%d", wholeName(file), i+1)
	}
	return names
}

func pathName(file string) string { return wholeName(strings.TrimSuffix(file, filepath.Ext(file))) }

func wholeName(file string) string { return Printable(strings.Join(strings.Fields(file), "_")) }
