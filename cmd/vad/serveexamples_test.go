//go:build unix

package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// python returns the interpreter that has websockets: the first of the path, or that of
// the system, whose packages another one does not see.
func python() string {
	if exec.Command("python3", "-c", "import websockets").Run() == nil {
		return "python3"
	}
	return "/usr/bin/python3"
}

// TestServeExamples runs the examples of docs/serve.md in each language against the
// service, and compares what they print with the document.
func TestServeExamples(t *testing.T) {
	document, err := os.ReadFile("../../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	block := func(pattern string) string {
		found := regexp.MustCompile("(?s)" + pattern).FindSubmatch(document)
		if found == nil {
			t.Fatalf("docs/serve.md has no %s", pattern)
		}
		return string(found[1])
	}
	want := block("Each prints of `testdata/speech.wav`.*?```\n(.*?)```")
	recording, err := os.Open(speech)
	if err != nil {
		t.Fatal(err)
	}
	defer recording.Close()
	events, _, _ := vadRunInput(t.Context(), recording, "stream")
	for event := range strings.Lines(block("in JSON: the objects that.*?```\n(.*?)```")) {
		if !strings.Contains(events, event) {
			t.Errorf("vad stream prints no %s", event)
		}
	}
	address, end := startServe(t)
	for _, c := range []struct {
		name, block, file string
		command           []string
		ready             []string // succeeds where the example can run
		require           string   // the variable that makes its failure one of the test
	}{
		{"python", "```python\n(.*?)```", "example.py", []string{python()}, []string{python(), "-c", "import websockets"}, "VAD_REQUIRE_PYTHON"},
		{"js", "```js\n(.*?)```", "example.mjs", []string{"node", "--experimental-websocket"}, []string{"node", "--experimental-websocket", "-e", "WebSocket"}, "VAD_REQUIRE_NODE"},
		{"go", "```go\n(.*?)```", "example.go", []string{"go", "run"}, []string{"go", "version"}, ""},
		{"go that reconnects", "## Streams that move.*?```go\n(.*?)```", "example.go", []string{"go", "run"}, []string{"go", "version"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if out, err := exec.Command(c.ready[0], c.ready[1:]...).CombinedOutput(); err != nil {
				if os.Getenv(c.require) != "" {
					t.Fatalf("%v: %v, %s", c.ready, err, out)
				}
				t.Skipf("%v: %v, %s", c.ready, err, out)
			}
			code := strings.ReplaceAll(block(c.block), "127.0.0.1:8017", strings.TrimPrefix(address, "http://"))
			name := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(name, []byte(code), 0o666); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute) // go run builds it
			defer cancel()
			cmd := exec.CommandContext(ctx, c.command[0], append(c.command[1:], name, absolute(t, speech))...)
			var stderr strings.Builder
			cmd.Stderr = &stderr
			if got, err := cmd.Output(); err != nil || string(got) != want {
				t.Errorf("it prints\n%s%s%v, want\n%s", got, stderr.String(), err, want)
			}
		})
	}
	if got := end(); got.status != 0 {
		t.Errorf("status %d: %s", got.status, got.stderr)
	}
}

// TestServeLimitsDocumented: docs/serve.md has every limit that is an option.
func TestServeLimitsDocumented(t *testing.T) {
	document, err := os.ReadFile("../../docs/serve.md")
	if err != nil {
		t.Fatal(err)
	}
	parser, err := newParser(t.Context(), terminal{strings.NewReader(""), t.Output(), t.Output()}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	limits := 0
	for _, verb := range parser.Model.Children {
		for _, flag := range verb.Flags {
			if verb.Name != "serve" || flag.Group == nil || flag.Group.Title != "Limits" {
				continue
			}
			if limits++; !strings.Contains(string(document), "`--"+flag.Name+"`") {
				t.Errorf("docs/serve.md has no --%s", flag.Name)
			}
		}
	}
	if limits < 10 {
		t.Errorf("found %d limits", limits)
	}
}
