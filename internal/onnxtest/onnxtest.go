// Package onnxtest finds the official ONNX files for tests, and makes parts of others.
package onnxtest

import (
	"os"
	"path/filepath"
	"testing"
)

// Path returns the path of an official file, which weights/fetch.sh names, in
// $VAD_ONNX_DIR or, if that is not set, in .cache/onnx of this module. If the file
// is missing, Path skips the test, or fails it if VAD_REQUIRE_ONNX is set.
func Path(t testing.TB, name string) string {
	t.Helper()
	dir := os.Getenv("VAD_ONNX_DIR")
	if dir == "" {
		dir = filepath.Join(moduleRoot(t), ".cache", "onnx")
	}
	path := filepath.Join(dir, name)
	if _, err := os.Stat(path); err != nil {
		const how = "%v; run weights/fetch.sh, which gets the files with npm, or set VAD_ONNX_DIR to their directory"
		if os.Getenv("VAD_REQUIRE_ONNX") != "" {
			t.Fatalf(how, err)
		}
		t.Skipf(how, err)
	}
	return path
}

// moduleRoot returns the working directory, or the nearest directory above it,
// that has a go.mod.
func moduleRoot(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			t.Fatal("no go.mod above the test's directory")
		}
		dir = parent
	}
}
