package docs

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const root = "../.."

// documents returns the text of all Markdown files of the repository, by their
// paths from its root, with slashes.
func documents(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch name := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains([]string{".git", ".cache", "bin", "node_modules"}, name):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(name) != ".md":
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		all[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// block is a fenced block of code.
type block struct {
	line  int    // of its first line of code
	info  string // what follows the fence, such as "go"
	code  string
	given string // what a comment right before it declares: see TestGoBlocks
}

// givenPattern is a comment at the end of a text that declares what the code
// after it uses.
var givenPattern = regexp.MustCompile(`(?s)<!-- given: ((?:[^-]|-[^-])*) -->\n\z`)

// divide separates a document's text from its fenced code.
func divide(document string) (text string, blocks []block) {
	var out strings.Builder
	fence, number := "", 0
	for line := range strings.Lines(document) {
		number++
		before := fence
		fence = fenceAfter(fence, line)
		switch {
		case before == "" && fence == "":
			out.WriteString(line)
			continue
		case before == "":
			b := block{line: number + 1, info: strings.TrimLeft(strings.TrimSpace(line), "`")}
			if given := givenPattern.FindStringSubmatch(out.String()); given != nil {
				b.given = given[1]
			}
			blocks = append(blocks, b)
		case fence != "":
			blocks[len(blocks)-1].code += line
		}
		out.WriteString("\n") // the lines of the text keep their numbers
	}
	return out.String(), blocks
}

var (
	codeSpanPattern = regexp.MustCompile("`[^`\n]*`")
	inlinePattern   = regexp.MustCompile(`\]\(\s*([^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\s*\)`)
	labelPattern    = regexp.MustCompile(`(?m)^ {0,3}\[[^\]]+\]:\s*(\S+)`)
	htmlPattern     = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
)

// links returns the targets of all links and pictures in a document.
func links(document string) []string {
	text, _ := divide(document)
	text = codeSpanPattern.ReplaceAllString(text, "")
	var targets []string
	for _, pattern := range []*regexp.Regexp{inlinePattern, labelPattern, htmlPattern} {
		for _, match := range pattern.FindAllStringSubmatch(text, -1) {
			targets = append(targets, match[1])
		}
	}
	return targets
}

var (
	headingPattern = regexp.MustCompile(`(?m)^ {0,3}#{1,6}\s+(.*?)[ #]*$`)
	linkPattern    = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
)

// anchors returns the names that GitHub gives to the headings of a document:
// letters, digits, underscores and hyphens in lower case, hyphens for spaces, and
// a number behind a name that was there before.
func anchors(document string) map[string]bool {
	text, _ := divide(document)
	names := map[string]bool{}
	for _, match := range headingPattern.FindAllStringSubmatch(text, -1) {
		heading := linkPattern.ReplaceAllString(match[1], "$1")
		slug := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '_' || r == '-' || unicode.IsLetter(r) || unicode.IsDigit(r):
				return unicode.ToLower(r)
			}
			return -1
		}, heading)
		name := slug
		for i := 1; names[name]; i++ {
			name = fmt.Sprintf("%s-%d", slug, i)
		}
		names[name] = true
	}
	return names
}
