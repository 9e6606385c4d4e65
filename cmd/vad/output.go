package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/gosilero/vad/cmd/internal/mark"
	"github.com/gosilero/vad/cmd/vad/internal/wholefile"
	"github.com/gosilero/vad/internal/labels"
)

// outputFlags are the options of where results go.
type outputFlags struct {
	Output string `short:"o" placeholder:"PATH" help:"Write to the file PATH or, if PATH is a folder or ends in /, to a file per recording in it (standard output)."`

	protected protectedFiles // may not be written to
	ownOnly   bool           // other programs' files may not be written to either
	discarded bool           // nobody has to read standard output
}

// isFolder reports whether each recording gets a file of its own.
func (f *outputFlags) isFolder() bool {
	if strings.HasSuffix(f.Output, "/") || strings.HasSuffix(f.Output, string(filepath.Separator)) {
		return true
	}
	info, err := os.Stat(f.Output)
	return err == nil && info.IsDir()
}

// pathFor returns the name of a recording's file in the output folder, and makes
// the folders above it.
func (f *outputFlags) pathFor(r *recording, suffix string) (string, error) {
	name := filepath.Join(f.Output, r.stem+suffix)
	return name, os.MkdirAll(filepath.Dir(name), 0o777)
}

// create begins a file. It returns an error if the file may not be written to.
func (f *outputFlags) create(ctx context.Context, name string) (*wholefile.File, error) {
	if err := f.protected.check(name); err != nil {
		return nil, err
	}
	if info, err := os.Stat(name); f.ownOnly && err == nil && info.Mode().IsRegular() && !mark.Has(name) {
		return nil, fmt.Errorf("%s exists, and vad did not write it; --force replaces it", name)
	}
	return wholefile.Create(ctx, name)
}

// writeFile writes a file, whole or not at all.
func (f *outputFlags) writeFile(ctx context.Context, name string, content []byte) error {
	file, err := f.create(ctx, name)
	if err != nil {
		return err
	}
	defer file.Abandon()
	if _, err := file.Write(content); err != nil {
		return err
	}
	return file.Commit()
}

// writeFor writes the file of a recording in the output folder.
func (f *outputFlags) writeFor(ctx context.Context, r *recording, suffix string, content []byte) error {
	name, err := f.pathFor(r, suffix)
	if err != nil {
		return err
	}
	return f.writeFile(ctx, name, content)
}

// sink is where the results of all recordings go: standard output or one file.
type sink struct {
	io.Writer
	file *wholefile.File // nil for standard output
}

// openOutput returns standard output, or the file that the flag names.
func (f *outputFlags) openOutput(ctx context.Context, t terminal) (*sink, error) {
	if f.Output == "" || f.Output == "-" {
		if !f.discarded && closedOutput(t.out) {
			return nil, errClosed
		}
		return t.standardOutput(ctx), nil
	}
	file, err := f.create(ctx, f.Output)
	if err != nil {
		return nil, err
	}
	return &sink{file, file}, nil
}

// standardOutput returns a sink that shows names on a terminal as they are printable,
// and writes them elsewhere as they are.
func (t terminal) standardOutput(ctx context.Context) *sink {
	w := t.out
	if file, ok := w.(*os.File); ok {
		w = &interruptibleWriter{ctx, file}
	}
	if isTerminal(t.out) {
		w = labels.PrintableWriter{W: w}
	}
	return &sink{Writer: w}
}

func (s *sink) commit() error {
	if s.file == nil {
		return nil
	}
	return s.file.Commit()
}

func (s *sink) abandon() {
	if s.file != nil {
		s.file.Abandon()
	}
}

// finish ends a pass with results in s. It keeps the results of the recordings
// that are done, even if others failed or the pass was interrupted. Without any,
// it leaves the file as it was.
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
