package wholefile

import (
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// temporary creates a file without a name, of which nothing is left if the program is
// killed, or with a hidden one where the file system cannot.
func temporary(folder string) (file *os.File, hidden string, err error) {
	fd, err := unix.Open(folder, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, 0o666)
	if err != nil {
		return named(folder)
	}
	file = os.NewFile(uintptr(fd), folder)
	if _, err := os.Stat(descriptor(file)); err != nil { // without /proc, it gets no name
		file.Close()
		return named(folder)
	}
	return file, "", nil
}

// descriptor returns the name that the system has for an open file.
func descriptor(file *os.File) string { return fmt.Sprintf("/proc/self/fd/%d", file.Fd()) }

// link gives a file without a name its own or, if that is taken, a hidden one, which
// it returns.
func link(file *os.File, name string) (hidden string, err error) {
	to := func(name string) error {
		err := unix.Linkat(unix.AT_FDCWD, descriptor(file), unix.AT_FDCWD, name, unix.AT_SYMLINK_FOLLOW)
		if err != nil {
			return &os.PathError{Op: "link", Path: name, Err: err}
		}
		return nil
	}
	if err := to(name); !os.IsExist(err) {
		return "", err
	}
	err = unused(filepath.Dir(name), func(n string) error {
		hidden = n
		return to(n)
	})
	return hidden, err
}
