package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/kballard/go-shellquote"
)

var (
	shellPattern   = regexp.MustCompile("(?s)\n *```sh\n(.*?)```")
	commentPattern = regexp.MustCompile(`(?m)[ \t]+#.*$`)
	commandPattern = regexp.MustCompile(`(?m)(?:^|[|;(] *|&& )(?:bin/|go run \./cmd/)?vad +([^|;&)<>\n]*)`)
)

// documentedCommands returns the arguments of vad in the shell's blocks of a document.
func documentedCommands(document string) (list []string) {
	for _, block := range shellPattern.FindAllStringSubmatch(document, -1) {
		code := strings.ReplaceAll(block[1], "\\\n", " ")
		code = commentPattern.ReplaceAllString(code, "")
		for _, m := range commandPattern.FindAllStringSubmatch(code, -1) {
			list = append(list, m[1])
		}
	}
	return list
}

// TestDocumentedCommands parses each command of the shell's blocks in the documents:
// there are such options, and they go together. TestReadme runs those that are shown
// with what they print.
func TestDocumentedCommands(t *testing.T) {
	names, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	parsed := 0
	for _, name := range append(names, "../../README.md", "../../CONTRIBUTING.md") {
		document, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, command := range documentedCommands(string(document)) {
			if err := parses(t, command); err != nil {
				t.Errorf("%s: vad %s: %v", filepath.Base(name), command, err)
			}
			parsed++
		}
	}
	if parsed < 5 {
		t.Errorf("found %d commands", parsed)
	}
}

// parses returns an error if the parser refuses a command.
func parses(t *testing.T, command string) (err error) {
	arguments, err := shellquote.Split(command)
	if err != nil {
		return err
	}
	exited := false
	parser, err := newParser(t.Context(), terminal{strings.NewReader(""), t.Output(), t.Output()}, func(int) {
		exited = true
		panic("exit") // as --help and --version do, where there is nothing to parse any more
	})
	if err != nil {
		return err
	}
	defer func() {
		if r := recover(); r != nil && !exited {
			err = fmt.Errorf("%v", r)
		}
	}()
	_, err = parser.Parse(arguments)
	return err
}

func TestDocumentedCommandsAreFound(t *testing.T) {
	const document = "text\n```sh\nvad detect a.wav | head\nsox a | vad stream --raw s16le \\\n  --rate 8000 >out\nbin/vad web  # a page\nvad-weights compare\n```\n\n```\n$ vad no\n```\n"
	got := documentedCommands(document)
	want := []string{"detect a.wav ", "stream --raw s16le    --rate 8000 ", "web"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q, want %q", got, want)
	}
	for command, ok := range map[string]bool{
		"detect --threshold 0.3 a.wav": true, "detect --thresh 0.3 a.wav": false, "find a.wav": false, "--version": true,
	} {
		if err := parses(t, command); (err == nil) != ok {
			t.Errorf("vad %s: %v", command, err)
		}
	}
}
