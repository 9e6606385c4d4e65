package api

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"testing"
)

const source = `package p

import "io"

const A = 1 << 3
const B string = "b"
type K int
const C K = 2
const d = 1
var E io.Reader
var F, g int
func H(a, b int, c ...string) (n int, err error) { return }
func I[T ~int, U any](t T) U { panic(t) }
func J(func(int) bool)
type L struct { M, n int; io.Reader; K; o }
type o struct{ P int }
func (o) Q() int { return 0 }
func (L) R() {}
func (*L) S(K) error { return nil }
func (L) t() {}
type U interface { V(x int) error; w() }
type X = map[string]K
type y int
func (y) Z() {}
`

// TestFeatures lists a package with one of everything.
func TestFeatures(t *testing.T) {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, "p.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: importer.ForCompiler(files, "source", nil), Error: func(error) {}}
	p, _ := config.Check("p", files, []*ast.File{file}, nil) // func J has no body
	got := features(p)
	slices.Sort(got)
	want := []string{
		`const A = 8`,
		`const B string = "b"`,
		`const C K`,
		`func H(int, int, ...string) (int, error)`,
		`func I[T ~int, U any](T) U`,
		`func J(func(int) bool)`,
		`method (*L) S(K) error`,
		`method (L) Q() int`,
		`method (L) R()`,
		`method (L) Read([]byte) (int, error)`,
		`type K int`,
		`type L struct`,
		`type L struct, M int`,
		`type L struct, embedded K`,
		`type L struct, embedded io.Reader`,
		`type U interface { V(int) error; unexported methods }`,
		`type X = map[string]K`,
		`var E io.Reader`,
		`var F int`,
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		for _, line := range got {
			if !slices.Contains(want, line) {
				t.Errorf("not expected: %s", line)
			}
		}
		for _, line := range want {
			if !slices.Contains(got, line) {
				t.Errorf("missing: %s", line)
			}
		}
	}
}
