package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"

	vad "github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
)

// recording is what inference makes of one input.
type recording struct {
	name       string
	sampleRate int // Hz
	window     int // samples
	samples    int64
	probs      []float32
}

// analyse runs the model over one file, or over standard input if name is "-".
// Damage that could be read past is reported on t.err.
func analyse(ctx context.Context, m *vad.Model, name string, t terminal) (*recording, error) {
	in := t.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		in = f
	}
	reader, err := audio.Open(bufio.NewReaderSize(in, 1<<16))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r := &recording{name: name, sampleRate: reader.Format().SampleRate}
	if r.window, err = m.WindowSize(r.sampleRate); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	r.probs, r.samples, err = m.ReadProbabilities(ctx, audio.Mono(reader), r.sampleRate)
	for _, w := range reader.Warnings() {
		fmt.Fprintf(t.err, "vad: warning: %s: %v\n", name, w)
	}
	if more := reader.WarningCount() - len(reader.Warnings()); more > 0 {
		fmt.Fprintf(t.err, "vad: warning: %s: %d more faults\n", name, more)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return r, nil
}

// forEach analyses the files one by one. One that fails is reported and does
// not stop the others.
func forEach(ctx context.Context, names []string, t terminal, use func(*recording) error) error {
	m, err := vad.New()
	if err != nil {
		return err
	}
	failed := false
	for _, name := range names {
		r, err := analyse(ctx, m, name, t)
		if ctx.Err() != nil {
			return fmt.Errorf("interrupted at %s", name)
		}
		if err != nil {
			fmt.Fprintln(t.err, "vad:", err)
			failed = true
			continue
		}
		if err := use(r); err != nil {
			return err
		}
	}
	if failed {
		return errFailed
	}
	return nil
}

// printer counts on the caller to check one error at the end of many writes.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}
