package main

import (
	"bufio"
	"errors"
	"io"
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

// createWhole begins a file. What is not a regular file, such as a device, is
// written to as it is.
func createWhole(name string) (*wholeFile, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return nil, err
		}
		return &wholeFile{bufio.NewWriterSize(file, 1<<16), file, ""}, nil
	}
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return nil, err
	}
	return &wholeFile{bufio.NewWriterSize(file, 1<<16), file, name}, nil
}

// Seek implements io.Seeker.
func (w *wholeFile) Seek(offset int64, whence int) (int64, error) {
	if err := w.Flush(); err != nil {
		return 0, err
	}
	return w.file.Seek(offset, whence)
}

// commit completes the file. It replaces one that has the name already.
func (w *wholeFile) commit() error {
	err := w.Flush()
	if w.name == "" {
		return errors.Join(err, w.file.Close())
	}
	if err == nil {
		err = w.file.Chmod(newFileMode(w.name))
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

// writeWhole writes a file, whole or not at all.
func writeWhole(name string, content []byte) error {
	file, err := createWhole(name)
	if err != nil {
		return err
	}
	defer file.abandon()
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.commit()
}

// newFileMode returns the permissions of the file that is replaced, or what
// new files commonly have.
func newFileMode(name string) os.FileMode {
	if info, err := os.Stat(name); err == nil {
		return info.Mode().Perm()
	}
	return 0o644
}

// outputFlags say where results go.
type outputFlags struct {
	Output string `short:"o" placeholder:"PATH" help:"Write to a file; or, if PATH is a folder or ends in /, to a file for each recording in it."`
}

// isFolder reports whether each recording gets a file of its own.
func (f *outputFlags) isFolder() bool {
	if strings.HasSuffix(f.Output, "/") || strings.HasSuffix(f.Output, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(f.Output)
	return err == nil && info.IsDir()
}

// path returns the name of a recording's file in the folder of output, and makes
// the folders above it.
func (f *outputFlags) path(r *recording, suffix string) (string, error) {
	name := filepath.Join(f.Output, r.stem+suffix)
	return name, os.MkdirAll(filepath.Dir(name), 0o777)
}

// sink is where a stream of results goes: standard output or a whole file.
type sink struct {
	io.Writer
	file *wholeFile // nil for standard output
}

// open returns standard output, or the file named by the flag.
func (f *outputFlags) open(t terminal) (*sink, error) {
	if f.Output == "" {
		return &sink{Writer: t.out}, nil
	}
	file, err := createWhole(f.Output)
	if err != nil {
		return nil, err
	}
	return &sink{file, file}, nil
}

func (s *sink) commit() error {
	if s.file == nil {
		return nil
	}
	return s.file.commit()
}

func (s *sink) abandon() {
	if s.file != nil {
		s.file.abandon()
	}
}
