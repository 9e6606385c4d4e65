package reference

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFindMissing(t *testing.T) {
	t.Setenv("VAD_ORT_DIR", t.TempDir())
	_, err := Find()
	if !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "testdata/fetch.sh") {
		t.Errorf("got %v, want %v and how to get it", err, ErrMissing)
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	want := filepath.Join(dir, "node_modules", "onnxruntime-node")
	if err := os.MkdirAll(want, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VAD_ORT_DIR", dir)
	if got, err := Find(); err != nil || got != want {
		t.Errorf("got %s and %v, want %s", got, err, want)
	}
}

func TestFindAbove(t *testing.T) {
	dir := t.TempDir()
	want := filepath.Join(dir, ".cache", "ort", "node_modules", "onnxruntime-node")
	deep := filepath.Join(dir, "a", "b")
	for _, d := range []string{want, deep} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("VAD_ORT_DIR", "")
	t.Chdir(deep)
	if got, err := Find(); err != nil || got != want {
		t.Errorf("got %s and %v, want %s", got, err, want)
	}
}

func TestReadONNXMissing(t *testing.T) {
	t.Setenv("VAD_ONNX_DIR", t.TempDir())
	if _, err := Start("v6"); !errors.Is(err, ErrMissing) || !strings.Contains(err.Error(), "weights/fetch.sh") {
		t.Errorf("got %v, want %v and how to get it", err, ErrMissing)
	}
}

func TestReadONNXOther(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "silero_vad_v6.onnx"), []byte("something else"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VAD_ONNX_DIR", dir)
	if _, err := Start("v6"); !errors.Is(err, ErrChecksum) {
		t.Errorf("got %v, want %v", err, ErrChecksum)
	}
	if _, err := Start("v7"); !errors.Is(err, ErrRelease) {
		t.Errorf("v7: got %v, want %v", err, ErrRelease)
	}
}
