//go:build unix

package ffmpeg

import (
	"os/exec"
	"syscall"
)

// ownGroup gives a process, not yet started, a group of its own, so that what it
// starts can be killed with it.
func ownGroup(c *exec.Cmd) { c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

// killGroup kills a process and what it has started.
func killGroup(c *exec.Cmd) { _ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
