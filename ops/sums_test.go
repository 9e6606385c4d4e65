package ops

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestGeneratedFilesAreCurrent compares the generator's sources and its output
// with the checksums that the generator wrote, so that neither changes alone.
// After a change of the generator, run go generate ./ops.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	if _, err := os.Stat("_asm"); errors.Is(err, fs.ErrNotExist) {
		t.Skip("the generator is a module of its own, which a download of this module lacks")
	}
	list, err := os.Open("_asm/sums.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer list.Close()
	var listed []string
	for lines := bufio.NewScanner(list); lines.Scan(); {
		want, name, _ := strings.Cut(lines.Text(), "  ")
		listed = append(listed, name)
		data, err := os.ReadFile(filepath.FromSlash(name))
		if err != nil {
			t.Error(err)
			continue
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(data)); got != want {
			t.Errorf("%s has the checksum %s, want %s", name, got, want)
		}
	}
	var present []string
	for _, pattern := range []string{"_asm/*.go", "*_amd64.s"} {
		names, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			present = append(present, filepath.ToSlash(name))
		}
	}
	slices.Sort(listed)
	slices.Sort(present)
	if !slices.Equal(listed, present) {
		t.Errorf("checksums of %q, want of %q", listed, present)
	}
}
