package ort

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
)

// ErrMissing reports that a file that the benchmark needs is missing.
var ErrMissing = errors.New("ort: missing")

// Library returns the path of ONNX Runtime's shared library in npm's
// onnxruntime-node package: in $VAD_ORT_DIR, a directory that npm installed to, or
// if that is not set, in .cache/ort of the working directory, where
// testdata/fetch.sh puts it.
func Library() (string, error) {
	arch := runtime.GOARCH
	if arch == "amd64" {
		arch = "x64"
	}
	return find("VAD_ORT_DIR", filepath.Join(".cache", "ort"),
		filepath.Join("node_modules", "onnxruntime-node", "bin", "napi-v6", runtime.GOOS, arch, "libonnxruntime.so.1"))
}

// Model returns the path of Silero's official v6 file: in $VAD_ONNX_DIR, or if that
// is not set, in .cache/onnx of the working directory.
func Model() (string, error) { return onnx("silero_vad_v6.onnx") }

// ModelV4 is Model for v4.
func ModelV4() (string, error) { return onnx("silero_vad_legacy.onnx") }

func onnx(name string) (string, error) {
	return find("VAD_ONNX_DIR", filepath.Join(".cache", "onnx"), name)
}

func find(variable, fallback, name string) (string, error) {
	dir := os.Getenv(variable)
	if dir == "" {
		dir = fallback
	}
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		return "", fmt.Errorf("ort: %w", err)
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w: %w; run testdata/fetch.sh at the root of the repository, or set %s", ErrMissing, err, variable)
	}
	return path, nil
}
