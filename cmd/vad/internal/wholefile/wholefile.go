// Package wholefile writes files that appear under their names when they are
// complete, or not at all.
package wholefile

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// File is a file under construction. It has no name, or another one in the same
// folder, until Commit gives it its own.
type File struct {
	*bufio.Writer
	file    *os.File
	name    string // given by Commit; empty for a device
	hidden  string // the name until then; empty if there is none
	created string // the file that a link pointed to and that was not there
	ended   bool
	stop    func() bool // no longer ends writing with the context
}

// Create begins a file, or the one that a link of that name points to. A device or a
// named pipe is written to directly; to open and to write it may take forever, and ends
// with ctx.
func Create(ctx context.Context, name string) (*File, error) {
	info, err := os.Stat(name)
	if isDevice(name) || err == nil && !info.Mode().IsRegular() {
		return openDevice(ctx, name)
	}
	target, created, err := resolve(name, err == nil)
	if err != nil {
		return nil, err
	}
	w := &File{name: target, created: created, stop: func() bool { return true }}
	if w.file, w.hidden, err = temporary(filepath.Dir(target)); err != nil {
		w.removeCreated()
		return nil, renamed(err, name)
	}
	w.Writer = bufio.NewWriterSize(w.file, 1<<16)
	return w, nil
}

// resolve returns the name of the file that name is, which may be a link to it. The
// system follows the link, and refuses where it does not trust it. What the link points
// to is created, if it is not there, and returned as created. A file that may not be
// written to may not be replaced either.
func resolve(name string, exists bool) (target, created string, err error) {
	link, err := os.Lstat(name)
	isLink := err == nil && link.Mode()&fs.ModeSymlink != 0
	if !exists && !isLink {
		return name, "", nil
	}
	flags := os.O_WRONLY
	if isLink {
		flags |= os.O_CREATE
	}
	file, err := os.OpenFile(name, flags, 0o666)
	if err != nil {
		return "", "", err
	}
	defer file.Close()
	if !isLink {
		return name, "", nil
	}
	if target, err = filepath.EvalSymlinks(name); err != nil {
		return "", "", renamed(err, name)
	}
	opened, err := file.Stat()
	found, e := os.Stat(target)
	if err != nil || e != nil || !os.SameFile(opened, found) {
		return "", "", &fs.PathError{Op: "open", Path: name, Err: errors.New("the link has changed")}
	}
	if !exists {
		created = target
	}
	return target, created, nil
}

// openDevice opens what is written to directly. Writes end with ctx where the system
// can interrupt them, as with pipes.
func openDevice(ctx context.Context, name string) (*File, error) {
	type opened struct {
		file *os.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_APPEND, 0)
		done <- opened{file, err}
	}()
	select {
	case o := <-done:
		if o.err != nil {
			return nil, o.err
		}
		w := &File{Writer: bufio.NewWriterSize(&device{ctx, o.file}, 1<<16), file: o.file}
		w.stop = context.AfterFunc(ctx, func() { interrupt(o.file) })
		return w, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// device writes to a file until a context ends.
type device struct {
	ctx  context.Context
	file *os.File
}

func (d *device) Write(b []byte) (int, error) {
	n, err := d.file.Write(b)
	if errors.Is(err, os.ErrDeadlineExceeded) {
		err = d.ctx.Err()
	}
	return n, err
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

// Commit completes the file, on the disk. It replaces a file that has the name
// already, and keeps its permissions.
func (w *File) Commit() error {
	w.ended = true
	err := w.Flush()
	w.stop()
	if w.name == "" {
		return errors.Join(err, w.file.Close())
	}
	if info, e := os.Stat(w.name); err == nil && e == nil {
		err = w.file.Chmod(info.Mode().Perm())
	}
	if err == nil {
		err = w.file.Sync()
	}
	if err == nil && w.hidden == "" {
		w.hidden, err = link(w.file, w.name)
	}
	if e := w.file.Close(); err == nil {
		err = e
	}
	if err == nil && w.hidden != "" {
		err = os.Rename(w.hidden, w.name)
	}
	if err != nil {
		w.remove()
	}
	return err
}

// Abandon removes what was written. It does nothing after Commit.
func (w *File) Abandon() {
	if w.ended {
		return
	}
	w.ended = true
	w.stop()
	w.file.Close()
	w.remove()
}

// remove removes what has a name.
func (w *File) remove() {
	if w.hidden != "" {
		os.Remove(w.hidden)
	}
	w.removeCreated()
}

func (w *File) removeCreated() {
	if w.created != "" {
		os.Remove(w.created)
	}
}
