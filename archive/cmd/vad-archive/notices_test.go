package main

import (
	"os/exec"
	"testing"
)

// TestNotices checks that NOTICE and LICENSES have what vad-archive links.
func TestNotices(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "go", "run", "./internal/notices", "-check", "archive")
	cmd.Dir = "../../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
