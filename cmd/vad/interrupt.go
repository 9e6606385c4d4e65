package main

import (
	"context"
	"io"
	"os"
	"sync"
)

// interruptible returns a reader of r that also ends, with the context's error,
// when ctx ends: a read from a terminal or a pipe may block forever. Whatever r
// delivers is passed on at once. The goroutine that reads r ends with the
// first read after Close or the end of ctx, and with r.
func interruptible(ctx context.Context, r io.Reader) io.ReadCloser {
	p := &pump{ctx: ctx, pieces: make(chan []byte), closed: make(chan struct{})}
	go p.run(r)
	return p
}

type pump struct {
	ctx    context.Context
	pieces chan []byte
	err    error // set before pieces is closed
	rest   []byte
	closed chan struct{}
	once   sync.Once
}

func (p *pump) run(r io.Reader) {
	defer close(p.pieces)
	for {
		buffer := make([]byte, 1<<15)
		n, err := r.Read(buffer)
		if n > 0 {
			select {
			case p.pieces <- buffer[:n]:
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
		case piece, ok := <-p.pieces:
			if !ok {
				if err := p.ctx.Err(); err != nil {
					return 0, err
				}
				return 0, p.err
			}
			p.rest = piece
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

// openFile opens a file for reading. A named pipe makes it wait for who writes
// to it, and reading waits for what is written: both end with ctx.
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
		return interruptible(ctx, o.file), nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
