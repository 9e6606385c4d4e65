//go:build unix

package main

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// actAsVad makes the test's own program the command.
const actAsVad = "VAD_TEST_ACT_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(actAsVad) != "" {
		main()
	}
	os.Exit(m.Run())
}

// session is a command of a document and what it prints.
type session struct{ command, output string }

// terminalSessions returns the commands of the code blocks of a document: the lines
// that begin with a prompt, and what follows them.
func terminalSessions(document string) (list []session) {
	for i, block := range strings.Split(document, "\n```") {
		if i%2 == 0 {
			continue
		}
		_, block, _ = strings.Cut(block, "\n") // the language
		for _, part := range strings.Split("\n"+block, "\n$ ")[1:] {
			command, output, _ := strings.Cut(part, "\n")
			list = append(list, session{command, strings.TrimSpace(output)})
		}
	}
	return list
}

// TestReadme runs the commands of the README and of docs/, each document in a
// folder of its own, and compares what they print; dots at the end stand for what
// follows. Numbers may differ in their last digits, as the kernels of another
// machine make them.
func TestReadme(t *testing.T) {
	names, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	verbs := map[string]bool{} // shown in docs/command.md
	for _, name := range append(names, "../../README.md") {
		document, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		list := terminalSessions(string(document))
		t.Run(filepath.Base(name), func(t *testing.T) { play(t, list) })
		if filepath.Base(name) == "command.md" {
			for _, s := range list {
				for _, verb := range verbPattern.FindAllStringSubmatch(s.command, -1) {
					verbs[verb[1]] = true
				}
			}
		}
	}
	parser, err := newParser(t.Context(), terminal{strings.NewReader(""), t.Output(), t.Output()}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	verbs["bench"] = true // prints something else each time
	for _, verb := range parser.Model.Children {
		if !verbs[verb.Name] {
			t.Errorf("docs/command.md does not show vad %s", verb.Name)
		}
	}
}

var verbPattern = regexp.MustCompile(`\bvad ([a-z]+)`)

// play runs commands in a new folder that holds testdata.
func play(t *testing.T, list []session) {
	folder := t.TempDir()
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, target := range map[string]string{"testdata": testdata, "vad": program} {
		if err := os.Symlink(target, filepath.Join(folder, name)); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range list {
		shell := exec.Command("sh", "-c", strings.Replace(s.command, "go run ./cmd/vad", "vad", 1))
		shell.Dir = folder
		shell.Env = append(os.Environ(), actAsVad+"=1", "PATH="+folder+":"+os.Getenv("PATH"))
		var stderr strings.Builder
		shell.Stderr = &stderr
		got, err := shell.Output()
		if err != nil {
			t.Fatalf("%s: %v: %s", s.command, err, stderr.String())
		}
		if message := matches(strings.TrimSpace(string(got)), s.output); message != "" {
			t.Errorf("%s: %s", s.command, message)
		}
	}
}

// matches compares what a command printed with a document, and says where they
// differ.
func matches(got, want string) string {
	lines := strings.Split(got, "\n")
	parts := strings.Split(want, "\n")
	for i, part := range parts {
		if part == "..." && i == len(parts)-1 {
			return ""
		}
		if i >= len(lines) {
			return "ends before " + part
		}
		if !similar(lines[i], part) {
			return "got\n" + lines[i] + "\nwant\n" + part
		}
	}
	if len(lines) > len(parts) {
		return "goes on with " + lines[len(parts)]
	}
	return ""
}

var numberPattern = regexp.MustCompile(`\d+\.\d+`)

// similar reports whether lines are the same, except that numbers with a fraction
// may differ by up to 1e-4.
func similar(a, b string) bool {
	if numberPattern.ReplaceAllString(a, "#") != numberPattern.ReplaceAllString(b, "#") {
		return false
	}
	x, y := numberPattern.FindAllString(a, -1), numberPattern.FindAllString(b, -1)
	for i := range x {
		v, err := strconv.ParseFloat(x[i], 64)
		w, err2 := strconv.ParseFloat(y[i], 64)
		if err != nil || err2 != nil || math.Abs(v-w) > 1e-4 {
			return false
		}
	}
	return true
}

// TestSimilar shows that the comparison sees what it is for.
func TestSimilar(t *testing.T) {
	for _, test := range []struct {
		got, want string
		same      bool
	}{
		{"a 0.12345\nb", "a 0.12346\nb", true},
		{"a\nb\nc", "a\n...", true},
		{"a 0.1234", "a 0.1236", false},
		{"a 1", "a 2", false},
		{"a\nb", "a", false},
		{"a", "a\nb", false},
		{"a\nb", "b\n...", false},
	} {
		if message := matches(test.got, test.want); (message == "") != test.same {
			t.Errorf("%q and %q: %q", test.got, test.want, message)
		}
	}
}
