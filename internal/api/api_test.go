package api

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

var update = flag.Bool("update", false, "write api/next.txt")

// TestAPI compares the exported names with those that the files of the folder api
// record: v*.txt what was released, next.txt what was added since, except.txt what
// was released and is gone. An addition goes into next.txt, by
//
//	make api
//
// and a removal or a change is one of except.txt, by hand: somebody's program stops
// compiling.
func TestAPI(t *testing.T) {
	current, err := Features(root)
	if err != nil {
		t.Fatal(err)
	}
	released := read(t, "v*.txt")
	if *update {
		added := slices.DeleteFunc(slices.Clone(current), func(f string) bool { return slices.Contains(released, f) })
		text := strings.Join(added, "\n") + "\n"
		if err := os.WriteFile(filepath.Join(root, "api", "next.txt"), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for _, problem := range compare(current, released, read(t, "next.txt"), read(t, "except.txt")) {
		t.Error(problem)
	}
}

// read returns the lines of the files of the folder api that match, without
// comments and empty lines.
func read(t *testing.T, pattern string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root, "api", pattern))
	if err != nil {
		t.Fatal(err)
	}
	var features []string
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(data)) {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				features = append(features, line)
			}
		}
	}
	return features
}

// compare returns what is wrong with the files for the current names.
func compare(current, released, next, except []string) (problems []string) {
	has := func(list []string, f string) bool { return slices.Contains(list, f) }
	for _, f := range current {
		switch {
		case has(except, f):
			problems = append(problems, "api/except.txt says that this is gone, and it is not: "+f)
		case has(released, f) && has(next, f):
			problems = append(problems, "api/next.txt has what is released already: "+f)
		case !has(released, f) && !has(next, f):
			problems = append(problems, "not in api/next.txt, run make api: "+f)
		}
	}
	for _, f := range released {
		if !has(current, f) && !has(except, f) {
			problems = append(problems, "released, and gone or changed; add it to api/except.txt if that is meant: "+f)
		}
	}
	for _, f := range next {
		if !has(current, f) {
			problems = append(problems, "in api/next.txt, and gone or changed; run make api: "+f)
		}
	}
	return problems
}

// TestCompare shows that each kind of difference is noticed.
func TestCompare(t *testing.T) {
	list := func(s string) []string { return strings.Fields(s) }
	for _, c := range []struct {
		current, released, next, except string
		problems                        int
	}{
		{"a b c", "a b", "c", "", 0},
		{"a b", "", "a b", "", 0},
		{"a b c", "a b", "", "", 1},   // c is new
		{"a", "a b", "", "", 1},       // b is gone
		{"a", "a b", "", "b", 0},      // and meant to be
		{"a b", "a b", "", "b", 1},    // or is not
		{"a", "a", "b", "", 1},        // b was never released
		{"a", "a", "a", "", 1},        // twice
		{"a B", "a b", "", "", 2},     // b changed
		{"a B", "a b", "B", "", 1},    // which is seen still
		{"a B c", "a b", "B", "b", 1}, // c is new
	} {
		problems := compare(list(c.current), list(c.released), list(c.next), list(c.except))
		if len(problems) != c.problems {
			t.Errorf("%+v: %q", c, problems)
		}
	}
}
