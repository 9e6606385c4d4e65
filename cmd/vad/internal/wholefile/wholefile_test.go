package wholefile

import (
	"io"
	"os"
	"path/filepath"
	"testing"
)

// TestFile checks that a file keeps its old content until the new one is
// complete.
func TestFile(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out.txt")
	if err := os.WriteFile(name, []byte("old"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		end  func(*File) error
		want string
	}{
		{func(w *File) error { w.Abandon(); return nil }, "old"},
		{(*File).Commit, "new"},
	} {
		w, err := Create(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, "new"); err != nil {
			t.Fatal(err)
		}
		if got := contents(t, name); got != "old" {
			t.Errorf("while writing, the file holds %q", got)
		}
		if err := step.end(w); err != nil {
			t.Fatal(err)
		}
		if got := contents(t, name); got != step.want {
			t.Errorf("the file holds %q, want %q", got, step.want)
		}
		if entries, _ := os.ReadDir(filepath.Dir(name)); len(entries) != 1 {
			t.Errorf("the folder holds %v", entries)
		}
	}
}

func contents(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
