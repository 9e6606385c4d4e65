//go:build unix

package main

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// closedOutput reports whether standard output was closed when the command started. Go
// then opens the null device in its place, for reading and writing, where shells and
// most programs that discard output open it for writing alone, or to be closed on exec.
func closedOutput(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	null, e := os.Stat(os.DevNull)
	if err != nil || e != nil || !os.SameFile(info, null) {
		return false
	}
	flags, err := unix.FcntlInt(file.Fd(), unix.F_GETFL, 0)
	return err == nil && flags&unix.O_ACCMODE == unix.O_RDWR && flags&unix.O_CLOEXEC == 0
}
