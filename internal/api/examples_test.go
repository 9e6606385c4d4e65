package api

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// TestExamples: each exported type of the packages under the promise is in an example
// that go test runs: a value of it is made, passed or looked at there.
func TestExamples(t *testing.T) {
	files := token.NewFileSet()
	examples := map[string][]*ast.File{} // by package
	var imported []string
	for _, name := range Packages {
		examples[name] = exampleFiles(t, files, filepath.Join(root, filepath.FromSlash(name)))
		for _, file := range examples[name] {
			for _, i := range file.Imports {
				imported = append(imported, strings.Trim(i.Path.Value, `"`))
			}
		}
	}
	imports, err := load(root, imported...)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range Packages {
		p, err := imports.Import(strings.TrimSuffix(module+"/"+name, "/."))
		if err != nil {
			t.Fatal(err)
		}
		shown := exampleTypes(t, imports, files, examples[name])
		for _, n := range p.Scope().Names() {
			if o, ok := p.Scope().Lookup(n).(*types.TypeName); ok && o.Exported() && !shown[p.Path()+"."+n] {
				t.Errorf("%s.%s is in no example with an output", p.Name(), n)
			}
		}
	}
}

// exampleFiles parses the files of a folder that have its examples.
func exampleFiles(t *testing.T, files *token.FileSet, dir string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*example*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	var parsed []*ast.File
	for _, name := range names {
		file, err := parser.ParseFile(files, name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	return parsed
}

// exampleTypes returns the types, by package path and name, of all expressions in
// those examples that have an output, which go test runs and compares.
func exampleTypes(t *testing.T, imports types.Importer, files *token.FileSet, parsed []*ast.File) map[string]bool {
	t.Helper()
	info := types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	config := types.Config{Importer: imports}
	if _, err := config.Check("examples", files, parsed, &info); err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, example := range doc.Examples(parsed...) {
		if example.Output == "" && !example.EmptyOutput {
			continue
		}
		ast.Inspect(example.Code, func(n ast.Node) bool {
			if e, ok := n.(ast.Expr); ok {
				addNamed(shown, info.TypeOf(e))
			}
			return true
		})
	}
	return shown
}

// addNamed adds the name of a type, of what it points to or consists of, and of the
// parameters and results of a function.
func addNamed(shown map[string]bool, t types.Type) {
	switch t := t.(type) {
	case *types.Named:
		if p := t.Obj().Pkg(); p != nil {
			shown[p.Path()+"."+t.Obj().Name()] = true
		}
	case *types.Alias:
		addNamed(shown, types.Unalias(t))
	case *types.Pointer:
		addNamed(shown, t.Elem())
	case *types.Slice:
		addNamed(shown, t.Elem())
	case *types.Map:
		addNamed(shown, t.Key())
		addNamed(shown, t.Elem())
	case *types.Signature:
		for _, tuple := range []*types.Tuple{t.Params(), t.Results()} {
			for i := range tuple.Len() {
				addNamed(shown, tuple.At(i).Type())
			}
		}
	}
}
