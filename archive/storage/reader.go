package storage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"gocloud.dev/blob"
)

// ErrChanged reports an object that was replaced while it was read.
var ErrChanged = errors.New("changed while it was read")

// errStalled reports a transfer that stands still.
var errStalled = errors.New("no byte came for too long")

// Reader reads one object as it arrives. A transfer that breaks goes on at the byte where
// it broke; the end is io.EOF only where the object ends. Seek costs nothing until the
// next Read, which asks for the rest of the object from there.
type Reader struct {
	ctx   context.Context
	place *Place
	key   string

	size     int64
	modified time.Time

	body         *blob.Reader    // of the transfer; nil between two
	transferring context.Context // of the transfer
	cancel       context.CancelCauseFunc
	stall        *time.Timer // cancels it; runs while it is waited for

	offset   int64
	failures int   // in a row, without a byte in between
	broken   int   // transfers
	read     int64 // bytes
	err      error // sticky
}

// Reader opens an object for reading. The reading ends with ctx.
func (p *Place) Reader(ctx context.Context, key string) (*Reader, error) {
	r := &Reader{ctx: ctx, place: p, key: key}
	if err := p.named(key, p.retry.do(ctx, r.open)); err != nil {
		return nil, err
	}
	return r, nil
}

// open begins a transfer from the offset on.
func (r *Reader) open() error {
	ctx, cancel := context.WithCancelCause(r.ctx)
	var stall *time.Timer
	if d := r.place.retry.Stall; d > 0 {
		stall = time.AfterFunc(d, func() { cancel(errStalled) })
	}
	body, err := r.place.bucket.NewRangeReader(ctx, r.place.prefix+r.key, r.offset, -1, nil)
	if stall != nil {
		stall.Stop()
	}
	if err != nil {
		err = cause(ctx, err)
		cancel(nil)
		return err
	}
	r.body, r.transferring, r.cancel, r.stall = body, ctx, cancel, stall
	switch size, modified := body.Size(), body.ModTime(); {
	case r.modified.IsZero() && r.size == 0:
		r.size, r.modified = size, modified
	case r.size != size || !r.modified.Equal(modified):
		r.end()
		return ErrChanged
	}
	return nil
}

// cause returns why a transfer failed: err, or that it stood still.
func cause(ctx context.Context, err error) error {
	if errors.Is(context.Cause(ctx), errStalled) {
		return errStalled
	}
	return err
}

// end ends the transfer, if there is one.
func (r *Reader) end() {
	if r.body == nil {
		return
	}
	r.cancel(nil)
	r.body.Close()
	r.body = nil
}

// Read implements io.Reader.
func (r *Reader) Read(dst []byte) (int, error) {
	if len(dst) == 0 {
		return 0, r.err
	}
	for r.err == nil {
		if r.offset >= r.size {
			return 0, io.EOF
		}
		n, err := r.transfer(dst)
		if n > 0 {
			r.failures = 0
			r.offset += int64(n)
			r.read += int64(n)
			return n, nil // an error comes again, with the next transfer
		}
		if err != nil {
			r.fail(err)
		}
	}
	return 0, r.err
}

// transfer reads what comes next, and begins a transfer if there is none. It ends one
// that breaks.
func (r *Reader) transfer(dst []byte) (int, error) {
	if r.body == nil {
		if err := r.open(); err != nil {
			return 0, err
		}
	}
	if r.stall != nil {
		r.stall.Reset(r.place.retry.Stall)
		defer r.stall.Stop()
	}
	n, err := r.body.Read(dst[:min(int64(len(dst)), r.size-r.offset)])
	if err == io.EOF && r.offset+int64(n) < r.size {
		err = io.ErrUnexpectedEOF
	}
	if err != nil {
		if err != io.EOF {
			r.broken++
			err = fmt.Errorf("at byte %d of %d: %w", r.offset, r.size, cause(r.transferring, err))
		}
		r.end()
	}
	return n, err
}

// fail waits after a failure, or makes it the end of the reader.
func (r *Reader) fail(err error) {
	r.failures++
	if ctxErr := r.ctx.Err(); ctxErr != nil {
		r.err = ctxErr
		return
	}
	if !Temporary(err) || r.failures >= r.place.retry.Tries {
		r.err = r.place.named(r.key, err)
		return
	}
	r.err = r.place.retry.wait(r.ctx, r.failures)
}

// Seek implements io.Seeker.
func (r *Reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.offset
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return r.offset, fmt.Errorf("storage: seek to %d", offset)
	}
	if offset != r.offset {
		r.end()
		r.offset = offset
	}
	return offset, nil
}

// Size returns the size of the object in bytes.
func (r *Reader) Size() int64 { return r.size }

// BytesRead returns how many bytes were read so far.
func (r *Reader) BytesRead() int64 { return r.read }

// Broken returns how many transfers broke.
func (r *Reader) Broken() int { return r.broken }

// Err returns the error that ended the reading, nil if there is none: it says whether
// what was read is the object, however its user took the error.
func (r *Reader) Err() error { return r.err }

// Close ends the reading.
func (r *Reader) Close() error {
	r.end()
	return nil
}
