//go:build !unix

package launch

import "os/exec"

// ownGroup does nothing: only the process itself is killed.
func ownGroup(*exec.Cmd) {}
