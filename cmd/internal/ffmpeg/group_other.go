//go:build !unix

package ffmpeg

import "os/exec"

func ownGroup(*exec.Cmd) {}

// killGroup kills a process.
func killGroup(c *exec.Cmd) { _ = c.Process.Kill() }
