package vad

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/gosilero/vad/internal/samples"
	"github.com/gosilero/vad/segment"
)

// Probabilities computes the probability of speech in every window of a whole
// recording at sampleRate, 8000 or 16000 Hz. The last window is completed with
// zeros, as the reference does; no samples give no probabilities. If minutes of
// noise come before speech, ask [Model.WithResetSilence] for the model.
//
// The layers without state run on up to four goroutines, GOMAXPROCS at most,
// which end before Probabilities returns. It copies no audio. When ctx ends,
// Probabilities returns the context's error within the time of 16 windows.
func (m *Model) Probabilities(ctx context.Context, pcm []float32, sampleRate int) ([]float32, error) {
	e, err := m.engine(sampleRate)
	if err != nil {
		return nil, err
	}
	probs := make([]float32, 0, (len(pcm)+e.Window-1)/e.Window)
	return newPipeline(m, e, &sliceSource{rest: pcm}).run(ctx, probs)
}

// Segments returns the segments of speech in a whole recording at sampleRate,
// 8000 or 16000 Hz: [segment.Find] on its Probabilities, to the sample what the
// reference's get_speech_timestamps returns unless m has a ResetSilence. Its
// windows are the model's. To try other options without more inference, keep the
// probabilities and call Find.
func (m *Model) Segments(ctx context.Context, pcm []float32, sampleRate int, c segment.Config) ([]segment.Segment, error) {
	e, err := m.engine(sampleRate)
	if err != nil {
		return nil, err
	}
	if c.Window == 0 {
		c.Window = int64(e.Window)
	}
	if c.Window != int64(e.Window) {
		return nil, fmt.Errorf("%w: Window: got %d, want %d, as the model has, or 0", segment.ErrOption, c.Window, e.Window)
	}
	if _, err := segment.New(sampleRate, c); err != nil {
		return nil, err // before the inference
	}
	probs, err := m.Probabilities(ctx, pcm, sampleRate)
	if err != nil {
		return nil, err
	}
	return segment.Find(probs, int64(len(pcm)), sampleRate, c)
}

// SampleReader is a source of samples: Read fills dst and returns how many
// values it wrote, with io.EOF at the end, like [io.Reader]. The sources of
// package audio with one channel are SampleReaders.
type SampleReader interface {
	Read(dst []float32) (n int, err error)
}

// ReadProbabilities computes the probability of speech in every window of what r
// delivers, as Probabilities does, and returns the number of samples too. Except
// for the result, memory does not grow with the recording. ctx is looked at between
// reads: it does not end a Read that waits. Where input may stall, such as a pipe or
// a connection, close it when ctx ends, or set a deadline. If r fails, the
// probabilities of the samples before, the last window completed with zeros, are
// returned with its error.
func (m *Model) ReadProbabilities(ctx context.Context, r SampleReader, sampleRate int) (probs []float32, samples int64, err error) {
	read, err := m.ReadRecording(ctx, r, sampleRate)
	return read.Probs, read.Samples, err
}

// Recording is what ReadRecording computes.
type Recording struct {
	segment.Track
	// Drifted is the longest stretch, in samples, on which [Stream.Drift] was above
	// 1 after every 16th window. From a minute on, the network has missed speech, or
	// would soon have; [Model.WithResetSilence] helps.
	Drifted int64
}

// ReadRecording is ReadProbabilities with the drift of the network's memory.
func (m *Model) ReadRecording(ctx context.Context, r SampleReader, sampleRate int) (Recording, error) {
	e, err := m.engine(sampleRate)
	if err != nil {
		return Recording{}, err
	}
	if r == nil {
		return Recording{}, errors.New("vad: nil SampleReader")
	}
	src := &readerSource{r: r}
	p := newPipeline(m, e, src)
	probs, err := p.run(ctx, nil)
	if err == nil {
		err = src.err
	}
	track := segment.Track{Probs: probs, Samples: src.samples, SampleRate: sampleRate}
	return Recording{Track: track, Drifted: p.drifted.longest}, err
}

// sliceSource delivers samples that are in memory.
type sliceSource struct{ rest []float32 }

func (s *sliceSource) next(buffer []float32) []float32 {
	piece := s.rest[:min(len(buffer), len(s.rest))]
	s.rest = s.rest[len(piece):]
	return piece
}

// readerSource delivers what a reader reads and keeps its error.
type readerSource struct {
	r       SampleReader
	samples int64
	err     error
}

func (s *readerSource) next(buffer []float32) []float32 {
	n := 0
	for n < len(buffer) && s.err == nil {
		var got int
		got, s.err = samples.Read(s.r, buffer[n:])
		n += got
	}
	if s.err == io.EOF {
		s.err = nil
		s.r = endOfFile{}
	}
	s.samples += int64(n)
	return buffer[:n]
}

// endOfFile is what a source reads from after its end.
type endOfFile struct{}

func (endOfFile) Read([]float32) (int, error) { return 0, io.EOF }
