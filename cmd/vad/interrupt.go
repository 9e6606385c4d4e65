package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// interruptible returns a reader of r whose reads end with ctx, too, with its
// error: a read from a terminal or a pipe may block forever. Data is passed on as
// r delivers it. The goroutine that reads r ends with r, or with the first read
// that returns after Close or the end of ctx.
func interruptible(ctx context.Context, r io.Reader) io.ReadCloser {
	p := &pump{ctx: ctx, buffers: make(chan []byte), closed: make(chan struct{})}
	go p.run(r)
	return p
}

// pump passes on what its goroutine reads.
type pump struct {
	ctx     context.Context
	buffers chan []byte
	err     error // set before buffers is closed
	rest    []byte
	closed  chan struct{}
	once    sync.Once
}

func (p *pump) run(r io.Reader) {
	defer close(p.buffers)
	for {
		buffer := make([]byte, 1<<15)
		n, err := r.Read(buffer)
		if n > 0 {
			select {
			case p.buffers <- buffer[:n]:
			case <-p.ctx.Done():
				return
			case <-p.closed:
				return
			}
		}
		if err != nil {
			p.err = err
			return
		}
	}
}

func (p *pump) Read(dst []byte) (int, error) {
	for len(p.rest) == 0 {
		select {
		case buffer, ok := <-p.buffers:
			if !ok {
				if err := p.ctx.Err(); err != nil {
					return 0, err
				}
				return 0, p.err
			}
			p.rest = buffer
		case <-p.ctx.Done():
			return 0, p.ctx.Err()
		}
	}
	n := copy(dst, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *pump) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// grace is how long a write may go on after an interruption, so that a reader that is
// there gets what is finished.
const grace = time.Second

// interruptibleWriter writes to a pipe or a terminal, which may block forever, until a
// little after ctx ends.
type interruptibleWriter struct {
	ctx context.Context
	w   io.Writer
}

func (w *interruptibleWriter) Write(b []byte) (int, error) {
	done := make(chan error, 1)
	copied := bytes.Clone(b) // the write may outlive the call
	go func() {
		_, err := w.w.Write(copied)
		done <- err
	}()
	var err error
	select {
	case err = <-done:
	case <-w.ctx.Done():
		select {
		case err = <-done:
		case <-time.After(grace):
			err = w.ctx.Err()
		}
	}
	if err != nil {
		return 0, err
	}
	return len(b), nil
}

// openFile opens a file for reading. To open a named pipe waits for a writer, and
// to read it waits for data; both end with ctx.
func openFile(ctx context.Context, name string) (io.ReadCloser, error) {
	if info, err := os.Stat(name); err != nil || info.Mode().IsRegular() {
		return os.Open(name)
	}
	type opened struct {
		file *os.File
		err  error
	}
	done := make(chan opened, 1)
	go func() {
		file, err := os.Open(name)
		done <- opened{file, err}
	}()
	select {
	case o := <-done:
		if o.err != nil {
			return nil, o.err
		}
		return &pipe{interruptible(ctx, o.file), o.file}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// pipe is a file whose reads are interruptible.
type pipe struct {
	io.ReadCloser
	file *os.File
}

// Close closes the file, too.
func (p *pipe) Close() error { return errors.Join(p.ReadCloser.Close(), p.file.Close()) }

// untilDone is a reader that fails with the error of ctx once it has ended: an
// input that is read for long without samples ends, too.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (u untilDone) Read(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.Reader.Read(p)
}
