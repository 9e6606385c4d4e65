package docs

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// checks are how blocks of code are checked, by their language. Those of Go are
// compiled by TestGoBlocks, and sessions, which have no language, are played by the
// tests of the command.
var checks = map[string]func(code string) error{
	"":       nil,
	"go":     nil,
	"sh":     checkShell,
	"js":     checkScript,
	"html":   checkHTML,
	"json":   checkJSON,
	"python": checkPython,
}

// errMissing says that a program that checks is not there.
var errMissing = errors.New("not installed")

// TestBlocks checks all blocks of code in documents that are not Go.
func TestBlocks(t *testing.T) {
	checked, missing := 0, map[string]bool{}
	for name, document := range documents(t) {
		_, blocks := divide(document)
		for _, b := range blocks {
			check, known := checks[b.info]
			if !known {
				t.Errorf("%s, line %d: nothing checks blocks of %s", name, b.line, b.info)
			}
			if check == nil {
				continue
			}
			switch err := check(b.code); {
			case errors.Is(err, errMissing):
				missing[err.Error()] = true
			case err != nil:
				t.Errorf("%s, line %d: %v", name, b.line, err)
			}
			checked++
		}
	}
	for what := range missing {
		if os.Getenv("VAD_REQUIRE_NODE") != "" {
			t.Error(what)
		}
		t.Log("left out: ", what)
	}
	if checked < 20 {
		t.Errorf("found %d blocks", checked)
	}
}

// TestChecks shows that what is wrong is noticed.
func TestChecks(t *testing.T) {
	for _, c := range []struct {
		info, code string
		ok         bool
	}{
		{"sh", "make test\nvad detect *.wav | head\n", true},
		{"sh", "make nothing\n", false},
		{"sh", "make lint && make nothing X=1\n", false},
		{"sh", ".ci/run\nsh testdata/fetch.sh\n", true},
		{"sh", ".ci/walk\n", false},
		{"sh", "go test -run X ./segment ./live\n", true},
		{"sh", "go test -run X ./fragment\n", false},
		{"sh", "if true; then\n", false},
		{"js", "import { x } from 'y'\nawait x()\n", true},
		{"js", "const x = \n", false},
		{"html", "<p>a</p><script type=\"module\">\nawait x()\n</script>\n", true},
		{"html", "<script>\nlet let\n</script>\n", false},
		{"json", "{\"a\": 1}\n{\"b\": 2}\n", true},
		{"json", "{\"a\": 1,}\n", false},
		{"python", "async def f():\n    await g()\n", true},
		{"python", "def f(:\n", false},
	} {
		err := checks[c.info](c.code)
		if errors.Is(err, errMissing) {
			continue // TestBlocks says so
		}
		if (err == nil) != c.ok {
			t.Errorf("%s %q: %v", c.info, c.code, err)
		}
	}
}

var (
	targetPattern = regexp.MustCompile(`\bmake ((?:-\S+ )*)([a-z][a-z-]*)`)
	scriptPattern = regexp.MustCompile(`(?m)(?:^|[\s;(])((?:\.ci|testdata|bench|weights)/[\w./-]+)`)
	goPattern     = regexp.MustCompile(`(?m)\bgo (?:test|run|vet|generate|build)\b[^\n|&;]*`)
	pathPattern   = regexp.MustCompile(`\s\./([\w/_-]+)`)
)

// checkShell has the shell parse commands, and looks whether the targets of make, the
// scripts and the packages that they name are there.
func checkShell(code string) error {
	if err := run("bash", code, "-n"); err != nil {
		return err
	}
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		return err
	}
	for _, m := range targetPattern.FindAllStringSubmatch(code, -1) {
		if !strings.Contains(string(makefile), "\n"+m[2]+":") {
			return fmt.Errorf("the Makefile has no target %s", m[2])
		}
	}
	var paths []string
	for _, m := range scriptPattern.FindAllStringSubmatch(code, -1) {
		paths = append(paths, m[1])
	}
	for _, command := range goPattern.FindAllString(code, -1) {
		if strings.Contains(command, " -C ") {
			continue // of another module
		}
		for _, m := range pathPattern.FindAllStringSubmatch(command, -1) {
			paths = append(paths, m[1])
		}
	}
	for _, path := range paths {
		if _, err := os.Stat(filepath.Join(root, path)); err != nil {
			return fmt.Errorf("there is no %s", path)
		}
	}
	return nil
}

// checkScript has Node.js parse a module.
func checkScript(code string) error {
	return run("node", code, "--check", "--input-type=module", "-")
}

var elementPattern = regexp.MustCompile(`(?s)<script[^>]*>(.*?)</script>`)

// checkHTML checks the scripts of a page.
func checkHTML(code string) error {
	for _, m := range elementPattern.FindAllStringSubmatch(code, -1) {
		if err := checkScript(m[1]); err != nil {
			return err
		}
	}
	return nil
}

// checkJSON takes one value after the other.
func checkJSON(code string) error {
	d := json.NewDecoder(strings.NewReader(code))
	for d.More() {
		var value any
		if err := d.Decode(&value); err != nil {
			return err
		}
	}
	return nil
}

// checkPython has Python parse a module.
func checkPython(code string) error {
	return run("python3", code, "-c", "import ast, sys; ast.parse(sys.stdin.read())")
}

// run runs a program that checks its standard input.
func run(program, input string, arguments ...string) error {
	if _, err := exec.LookPath(program); err != nil {
		return fmt.Errorf("%s is %w", program, errMissing)
	}
	cmd := exec.Command(program, arguments...)
	cmd.Stdin = strings.NewReader(input)
	if output, err := cmd.CombinedOutput(); err != nil {
		lines := strings.Split(strings.TrimSpace(string(output)), "\n")
		return fmt.Errorf("%s: %s", program, strings.Join(lines[:min(len(lines), 6)], "\n"))
	}
	return nil
}
