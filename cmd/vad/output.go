package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// outputFlags say where results go.
type outputFlags struct {
	Output string `short:"o" placeholder:"PATH" help:"Write to a file; or, if PATH is a folder or ends in /, to a file for each recording in it (standard output)."`

	sources sources // may not be written to
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

// create begins a file, which must not be one of those that are read.
func (f *outputFlags) create(name string) (*wholeFile, error) {
	if err := f.sources.protect(name); err != nil {
		return nil, err
	}
	return createWhole(name)
}

// write writes a file, whole or not at all.
func (f *outputFlags) write(name string, content []byte) error {
	file, err := f.create(name)
	if err != nil {
		return err
	}
	defer file.abandon()
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.commit()
}

// writeFor writes the file of a recording in the folder of output.
func (f *outputFlags) writeFor(r *recording, suffix string, content []byte) error {
	name, err := f.path(r, suffix)
	if err != nil {
		return err
	}
	return f.write(name, content)
}

// sources are files that a command reads.
type sources []os.FileInfo

// add adds a file by its name; "-" is standard input, if that is a file.
func (s *sources) add(name string, t terminal) {
	info, err := os.Stat(name)
	if name == "-" {
		err = errors.ErrUnsupported
		if file, ok := t.in.(*os.File); ok {
			info, err = file.Stat()
		}
	}
	if err == nil && info.Mode().IsRegular() {
		*s = append(*s, info)
	}
}

// protect returns an error if a file, by whatever name, is one of s.
func (s sources) protect(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return nil
	}
	for _, source := range s {
		if os.SameFile(info, source) {
			return fmt.Errorf("%s is read, and would be replaced by the output", name)
		}
	}
	return nil
}

// sink is where a stream of results goes: standard output or a whole file.
type sink struct {
	io.Writer
	file *wholeFile // nil for standard output
}

// open returns standard output, or the file named by the flag.
func (f *outputFlags) open(t terminal) (*sink, error) {
	if f.Output == "" || f.Output == "-" {
		return &sink{Writer: t.out}, nil
	}
	file, err := f.create(f.Output)
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

// finish ends a run with results in s. Results of recordings that were done
// count, although others failed or the run was interrupted; a run without any
// leaves what a file held before.
func (s *sink) finish(done int, err error) error {
	if err != nil && (done == 0 || !errors.Is(err, errFailed) && !errors.Is(err, errInterrupted)) {
		s.abandon()
		return err
	}
	if e := s.commit(); e != nil {
		return e
	}
	return err
}
