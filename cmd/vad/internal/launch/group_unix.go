//go:build unix

package launch

import (
	"os/exec"
	"syscall"
)

// ownGroup makes the process the leader of a group, so that an interrupt typed in
// the terminal does not reach it, and killing it kills what it has started.
func ownGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}
