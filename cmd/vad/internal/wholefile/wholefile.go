// Package wholefile writes files that appear under their names when they are
// complete, or not at all.
package wholefile

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
)

// File is a file under construction. It has another name in the same folder until
// Commit gives it its own.
type File struct {
	*bufio.Writer
	file *os.File
	name string // given by Commit; empty for a device
}

// Create begins a file, or the one that a link of that name points to. A device,
// or whatever else is no regular file, is written to directly.
func Create(name string) (*File, error) {
	target := followLinks(name)
	info, err := os.Stat(target)
	if isDevice(target) || err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(target, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return nil, renamed(err, name)
		}
		return &File{bufio.NewWriterSize(file, 1<<16), file, ""}, nil
	}
	if err == nil {
		// A file that may not be written to may not be replaced either.
		file, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return nil, renamed(err, name)
		}
		file.Close()
	}
	for {
		hidden := fmt.Sprintf(".%s.%08x", filepath.Base(target), rand.Uint32())
		file, err := os.OpenFile(filepath.Join(filepath.Dir(target), hidden), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			return &File{bufio.NewWriterSize(file, 1<<16), file, target}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, renamed(err, name)
		}
	}
}

// followLinks returns the name that a chain of links points to, which need not
// exist. It stops at a name of a file that is open already.
func followLinks(name string) string {
	for range 40 {
		to, err := os.Readlink(name)
		if err != nil || isDevice(name) {
			break
		}
		if !filepath.IsAbs(to) {
			to = filepath.Join(filepath.Dir(name), to)
		}
		name = to
	}
	return name
}

// isDevice reports whether a name is one of those that the system gives to files
// that are open already, such as /dev/stdout.
func isDevice(name string) bool {
	path, err := filepath.Abs(name)
	if err != nil {
		return false
	}
	folder, _ := filepath.Split(path)
	return path == "/dev/stdout" || path == "/dev/stderr" || folder == "/dev/fd/" ||
		strings.HasPrefix(folder, "/proc/") && strings.HasSuffix(folder, "/fd/")
}

// renamed returns an error of a file as an error of the file called name.
func renamed(err error, name string) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &fs.PathError{Op: path.Op, Path: name, Err: path.Err}
	}
	return err
}

// Seek implements io.Seeker.
func (w *File) Seek(offset int64, whence int) (int64, error) {
	if err := w.Flush(); err != nil {
		return 0, err
	}
	return w.file.Seek(offset, whence)
}

// Commit completes the file. It replaces a file that has the name already, and
// keeps its permissions.
func (w *File) Commit() error {
	err := w.Flush()
	if w.name == "" {
		return errors.Join(err, w.file.Close())
	}
	if info, e := os.Stat(w.name); err == nil && e == nil {
		err = w.file.Chmod(info.Mode().Perm())
	}
	if e := w.file.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(w.file.Name(), w.name)
	}
	if err != nil {
		os.Remove(w.file.Name())
	}
	return err
}

// Abandon removes what was written. It does nothing after Commit.
func (w *File) Abandon() {
	if w.file.Close() == nil && w.name != "" {
		os.Remove(w.file.Name())
	}
}
