package reference

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

// Find returns the directory of npm's onnxruntime-node package: in $VAD_ORT_DIR,
// a directory that npm installed to, or if that is not set, in .cache/ort of the
// working directory or of one above it, where testdata/fetch.sh puts it.
func Find() (string, error) {
	const how = "run testdata/fetch.sh, or npm install --ignore-scripts onnxruntime-node@" + Version +
		" in a directory and set VAD_ORT_DIR to it"
	return find("ONNX Runtime", "VAD_ORT_DIR", ".cache/ort", "node_modules/onnxruntime-node", how)
}

// readONNX returns an official file: from $VAD_ONNX_DIR, or if that is not set,
// from .cache/onnx of the working directory or of one above it.
func readONNX(file official) ([]byte, error) {
	path, err := find(file.file, "VAD_ONNX_DIR", ".cache/onnx", file.file, howONNX)
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	if got := checksum(b); got != file.sha256 {
		return nil, fmt.Errorf("%w: %s: got %s, want %s", ErrChecksum, path, got, file.sha256)
	}
	return b, nil
}

// Official returns the content of the ONNX files that weights/fetch.sh gets, by
// their SHA-256: those in $VAD_ONNX_DIR, or if that is not set, in .cache/onnx of
// the working directory or of one above it.
func Official() (map[string][]byte, error) {
	const first = "silero_vad_v6.onnx"
	path, err := find(first, "VAD_ONNX_DIR", ".cache/onnx", first, howONNX)
	if err != nil {
		return nil, err
	}
	paths, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*.onnx"))
	if err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	files := make(map[string][]byte)
	for _, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reference: %w", err)
		}
		files[checksum(b)] = b
	}
	return files, nil
}

// howONNX says how to get the official files.
const howONNX = "run weights/fetch.sh, or set VAD_ONNX_DIR to a directory that has it"

// find looks for name in the directory that the environment variable names, or if
// that is not set, in a directory called cache.
func find(what, variable, cache, name, how string) (string, error) {
	if dir := os.Getenv(variable); dir != "" {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err != nil {
			return "", fmt.Errorf("%w: %s: %w, in the directory of %s; %s", ErrMissing, what, err, variable, how)
		}
		return filepath.Abs(path)
	}
	path, err := above(filepath.Join(cache, name))
	if err != nil {
		return "", fmt.Errorf("%w: %s: %w; %s", ErrMissing, what, err, how)
	}
	return path, nil
}

// above returns the path of a file or directory in the working directory or, as
// tests run in the directory of their package, in the nearest one above that has
// it.
func above(name string) (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		path := filepath.Join(dir, name)
		if _, err := os.Stat(path); err == nil {
			return path, nil
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no %s here or above", name)
		}
		dir = parent
	}
}

// Require starts a release on ONNX Runtime and closes it at the end of the test. If
// ONNX Runtime is missing, Require skips the test, or fails it if VAD_REQUIRE_ORT
// is set; the message says how to get it.
func Require(tb testing.TB, release string) *Runtime {
	tb.Helper()
	r, err := Start(release)
	switch {
	case errors.Is(err, ErrMissing) && os.Getenv("VAD_REQUIRE_ORT") == "":
		tb.Skip(err)
	case err != nil:
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := r.Close(); err != nil {
			tb.Error(err)
		}
	})
	return r
}
