package docs

import (
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

// known are the packages that a block of Go may use without importing them.
var known = []string{
	"context", "errors", "fmt", "io", "log", "os", "slices", "strings", "sync", "time",
	"github.com/gosilero/vad",
	"github.com/gosilero/vad/audio",
	"github.com/gosilero/vad/live",
	"github.com/gosilero/vad/ops",
	"github.com/gosilero/vad/segment",
	"github.com/gosilero/vad/speech",
	"github.com/gosilero/vad/weights",
	"github.com/gosilero/vad/weights/onnx",
}

// imported are the packages that a block may import besides, with all that they
// depend on.
var imported = []string{"github.com/coder/websocket/wsjson", "github.com/gosilero/vad/serve", "github.com/gosilero/vad/examples/reconnect/stream"}

// TestGoBlocks compiles each block of Go in a document. A block is a file,
// declarations, or statements; one of the latter two uses the known packages
// and what a comment right before it declares:
//
//	<!-- given: var pcm []float32 -->
//
// Variables that only the text after the block uses are no error.
func TestGoBlocks(t *testing.T) {
	c := newCompiler(t)
	compiled := 0
	for name, document := range documents(t) {
		_, blocks := divide(document)
		for _, b := range blocks {
			if b.info != "go" {
				continue
			}
			if err := c.compile(b); err != nil {
				t.Errorf("%s, line %d: %v", name, b.line, err)
			}
			if formatted, err := format.Source([]byte(b.code)); err != nil || string(formatted) != b.code {
				t.Errorf("%s, line %d: not formatted, want\n%s", name, b.line, formatted)
			}
			compiled++
		}
	}
	if compiled < 5 {
		t.Errorf("found %d blocks of Go", compiled)
	}
}

// TestCompile shows that what does not compile is noticed.
func TestCompile(t *testing.T) {
	c := newCompiler(t)
	for _, b := range []struct {
		given, code string
		ok          bool
	}{
		{"", "m, err := vad.New()", true},
		{"", "m, err := vad.Now()", false},
		{"", "m := vad.New()", false},
		{"", "x := pcm[0]", false},
		{"var pcm []float32; type T int", "x := T(pcm[0])", true},
		{"", "func f() *live.Detector { return nil }", true},
		{"", "func f() *live.Detector { return 1 }", false},
		{"", "package main\n\nimport \"os\"\n\nfunc main() { os.Exit(0) }", true},
		{"", "package main\n\nfunc main() { os.Exit(0) }", false},
		{"", "if {", false},
	} {
		if err := c.compile(block{code: b.code, given: b.given}); (err == nil) != b.ok {
			t.Errorf("%q, given %q: %v", b.code, b.given, err)
		}
	}
}

// compiler checks Go source against the packages of this module.
type compiler struct {
	files   *token.FileSet
	imports types.Importer
}

// newCompiler builds the packages that blocks use.
func newCompiler(t *testing.T) *compiler {
	t.Helper()
	list := exec.Command("go", slices.Concat([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}, known, imported)...)
	list.Dir = root
	list.Stderr = t.Output()
	output, err := list.Output()
	if err != nil {
		t.Fatalf("%v: %v", list, err)
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(output)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[name] = file
	}
	files := token.NewFileSet()
	return &compiler{files, importer.ForCompiler(files, "gc", func(name string) (io.ReadCloser, error) {
		file, ok := exports[name]
		if !ok {
			return nil, fmt.Errorf("%s is not among the packages %s", name, slices.Sorted(maps.Keys(exports)))
		}
		return os.Open(file)
	})}
}

// compile returns the first error of a block.
func (c *compiler) compile(b block) error {
	file, err := c.parse(b)
	if err != nil {
		return err
	}
	var first error
	config := types.Config{Importer: c.imports, Error: func(err error) {
		var e types.Error
		if soft := errors.As(err, &e) && e.Soft; !soft && first == nil { // unused variables and imports are soft
			first = err
		}
	}}
	config.Check("block", c.files, []*ast.File{file}, nil)
	return first
}

// parse takes a block for a file, for declarations, and for statements.
func (c *compiler) parse(b block) (*ast.File, error) {
	if strings.HasPrefix(b.code, "package ") {
		return c.parseFile(b.code)
	}
	var head strings.Builder
	head.WriteString("package block; ")
	for _, p := range known {
		fmt.Fprintf(&head, "import %s %q; ", path.Base(p), p)
	}
	head.WriteString(b.given + "\n")
	file, err := c.parseFile(head.String() + "//line block:1\n" + b.code)
	if err != nil {
		file, err = c.parseFile(head.String() + "func _() {\n//line block:1\n" + b.code + "\n}")
	}
	return file, err
}

func (c *compiler) parseFile(source string) (*ast.File, error) {
	return parser.ParseFile(c.files, "block", source, parser.SkipObjectResolution)
}
