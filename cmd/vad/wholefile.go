package main

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

// wholeFile is a file that appears under its name when it is complete, or not
// at all: it is written under another name in the same folder first.
type wholeFile struct {
	*bufio.Writer
	file *os.File
	name string // empty where there is nothing to rename
}

// createWhole begins a file, or what a link of that name points to. What is not
// a regular file, such as a device, is written to as it is.
func createWhole(name string) (*wholeFile, error) {
	target := followLinks(name)
	info, err := os.Stat(target)
	if isDevice(target) || err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(target, os.O_WRONLY|os.O_APPEND, 0)
		if err != nil {
			return nil, renamed(err, name)
		}
		return &wholeFile{bufio.NewWriterSize(file, 1<<16), file, ""}, nil
	}
	if err == nil {
		// A file that may not be written to is not to be replaced either.
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
			return &wholeFile{bufio.NewWriterSize(file, 1<<16), file, target}, nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return nil, renamed(err, name)
		}
	}
}

// followLinks returns what a chain of links points to, which need not exist; or
// where it comes to a file that is open already.
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

// isDevice tells whether a name is one of the system's for files that are open
// already, such as /dev/stdout.
func isDevice(name string) bool {
	path, err := filepath.Abs(name)
	if err != nil {
		return false
	}
	folder, _ := filepath.Split(path)
	return path == "/dev/stdout" || path == "/dev/stderr" || folder == "/dev/fd/" ||
		strings.HasPrefix(folder, "/proc/") && strings.HasSuffix(folder, "/fd/")
}

// renamed returns an error of a file as one of the file that was asked for.
func renamed(err error, name string) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &fs.PathError{Op: path.Op, Path: name, Err: path.Err}
	}
	return err
}

// Seek implements io.Seeker.
func (w *wholeFile) Seek(offset int64, whence int) (int64, error) {
	if err := w.Flush(); err != nil {
		return 0, err
	}
	return w.file.Seek(offset, whence)
}

// commit completes the file. It replaces one that has the name already, and
// keeps its permissions.
func (w *wholeFile) commit() error {
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

// abandon removes what was written. It does nothing after commit.
func (w *wholeFile) abandon() {
	if w.file.Close() == nil && w.name != "" {
		os.Remove(w.file.Name())
	}
}
