// Package api lists the exported names of the packages under the compatibility
// promise, as files of the folder api record them. docs/compatibility.md has the
// promise.
package api

import (
	"bytes"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

const module = "github.com/gosilero/vad"

// Packages are the packages under the promise, relative to the module.
var Packages = []string{".", "audio", "audio/audiofile", "audio/resample", "live", "segment", "speech", "weights", "weights/onnx"}

// Features returns a line for each exported name of the packages of the module in a
// folder, sorted. A line has the form of Go's own files api/go1.N.txt:
//
//	pkg segment, method (*Segmenter) Err() error
//	pkg segment, type Config struct, Threshold float64
//
// A constant of a type of the package has no value in it: what follows from iota is
// not promised.
func Features(dir string) ([]string, error) {
	imports, err := load(dir)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, name := range Packages {
		path := strings.TrimSuffix(module+"/"+name, "/.")
		p, err := imports.Import(path)
		if err != nil {
			return nil, err
		}
		short := strings.TrimPrefix(path, "github.com/gosilero/")
		for _, feature := range features(p) {
			all = append(all, "pkg "+short+", "+feature)
		}
	}
	slices.Sort(all)
	return all, nil
}

// load returns an importer of the packages, which it has go build, and of others.
func load(dir string, others ...string) (types.Importer, error) {
	arguments := []string{"list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}"}
	for _, name := range Packages {
		arguments = append(arguments, "./"+name)
	}
	list := exec.Command("go", append(arguments, others...)...)
	list.Dir = dir
	var stderr bytes.Buffer
	list.Stderr = &stderr
	output, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("%v: %w: %s", list, err, stderr.Bytes())
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(output)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = file
	}
	return importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	}), nil
}

// features returns the lines of a package, without its name.
func features(p *types.Package) []string {
	w := writer{p, nil}
	for _, name := range p.Scope().Names() {
		switch o := p.Scope().Lookup(name).(type) {
		case nil:
		case *types.Const:
			if o.Exported() {
				w.constant(o)
			}
		case *types.Var:
			if o.Exported() {
				w.add("var %s %s", name, w.text(o.Type()))
			}
		case *types.Func:
			if o.Exported() {
				w.add("func %s%s", name, w.signature(o.Signature()))
			}
		case *types.TypeName:
			if o.Exported() {
				w.typeName(o)
			}
		}
	}
	return w.lines
}

// writer collects the lines of a package.
type writer struct {
	pkg   *types.Package
	lines []string
}

func (w *writer) add(format string, arguments ...any) {
	w.lines = append(w.lines, fmt.Sprintf(format, arguments...))
}

// text returns a type as the source of the package has it.
func (w *writer) text(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == w.pkg {
			return ""
		}
		return p.Name()
	})
}

func (w *writer) constant(o *types.Const) {
	switch basic, ok := o.Type().(*types.Basic); {
	case !ok:
		w.add("const %s %s", o.Name(), w.text(o.Type()))
	case basic.Info()&types.IsUntyped != 0:
		w.add("const %s = %s", o.Name(), o.Val().ExactString())
	default:
		w.add("const %s %s = %s", o.Name(), basic, o.Val().ExactString())
	}
}

// signature returns parameters and results without their names, which promise
// nothing.
func (w *writer) signature(s *types.Signature) string {
	tuple := func(t *types.Tuple, variadic bool) string {
		var list []string
		for i := range t.Len() {
			text := w.text(t.At(i).Type())
			if variadic && i == t.Len()-1 {
				text = "..." + strings.TrimPrefix(text, "[]")
			}
			list = append(list, text)
		}
		return strings.Join(list, ", ")
	}
	text := ""
	if s.TypeParams().Len() > 0 {
		var list []string
		for i := range s.TypeParams().Len() {
			p := s.TypeParams().At(i)
			list = append(list, p.Obj().Name()+" "+w.text(p.Constraint()))
		}
		text = "[" + strings.Join(list, ", ") + "]"
	}
	text += "(" + tuple(s.Params(), s.Variadic()) + ")"
	switch results := tuple(s.Results(), false); s.Results().Len() {
	case 0:
		return text
	case 1:
		return text + " " + results
	default:
		return text + " (" + results + ")"
	}
}

// typeName adds a type, its exported fields and its methods.
func (w *writer) typeName(o *types.TypeName) {
	name := o.Name()
	if o.IsAlias() {
		w.add("type %s = %s", name, w.text(types.Unalias(o.Type())))
		return
	}
	switch u := o.Type().Underlying().(type) {
	case *types.Struct:
		w.add("type %s struct", name)
		for i := range u.NumFields() {
			switch f := u.Field(i); {
			case f.Embedded() && f.Exported():
				w.add("type %s struct, embedded %s", name, w.text(f.Type()))
			case f.Exported():
				w.add("type %s struct, %s %s", name, f.Name(), w.text(f.Type()))
			}
		}
	case *types.Interface:
		var methods []string
		for i := range u.NumMethods() {
			m := u.Method(i)
			if !m.Exported() {
				methods = append(methods, "unexported methods")
				continue
			}
			methods = append(methods, m.Name()+w.signature(m.Signature()))
		}
		slices.Sort(methods)
		w.add("type %s interface { %s }", name, strings.Join(slices.Compact(methods), "; "))
		return
	default:
		w.add("type %s %s", name, w.text(u))
	}
	w.methods(o)
}

// methods adds the methods of a type and of a pointer to it, embedded ones too.
func (w *writer) methods(o *types.TypeName) {
	values := types.NewMethodSet(o.Type())
	pointers := types.NewMethodSet(types.NewPointer(o.Type()))
	for i := range pointers.Len() {
		m := pointers.At(i).Obj().(*types.Func)
		if !m.Exported() {
			continue
		}
		receiver := "*" + o.Name()
		if values.Lookup(m.Pkg(), m.Name()) != nil {
			receiver = o.Name()
		}
		w.add("method (%s) %s%s", receiver, m.Name(), w.signature(m.Signature()))
	}
}
