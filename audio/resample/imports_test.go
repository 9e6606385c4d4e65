package resample

import (
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const module = "github.com/gosilero/vad"

// TestImports checks that the package itself imports the standard library and
// ops alone.
func TestImports(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			t.Fatal(err)
		}
		for _, spec := range file.Imports {
			path := strings.Trim(spec.Path.Value, `"`)
			seen[path] = true
			if strings.Contains(path, ".") && path != module+"/ops" {
				t.Errorf("%s imports %s", name, path)
			}
		}
	}
	if !seen[module+"/ops"] {
		t.Errorf("got imports %v, want ops among them", seen)
	}
}

// TestDependencies checks all that a program links which imports the package:
// no decoder is among it.
func TestDependencies(t *testing.T) {
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("needs the go command; TestImports reads the source")
	}
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range strings.Fields(string(out)) {
		switch {
		case path == module+"/ops", path == module+"/audio/resample", strings.HasPrefix(path, "golang.org/x/sys/"):
		default:
			t.Errorf("the package depends on %s", path)
		}
	}
}
