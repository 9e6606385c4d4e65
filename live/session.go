package live

import (
	"fmt"
	"math"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// Runner computes the windows of streams. A [vad.Model] is one.
type Runner interface {
	// NewStream returns a stream at a sample rate in Hz.
	NewStream(sampleRate int) (*vad.Stream, error)
	// ProcessBatch computes the next window of each stream, as
	// [vad.Model.ProcessBatch] does.
	ProcessBatch(streams []*vad.Stream, windows [][]float32, probs []float32) error
}

// session is what a Detector, with one channel, and a Call share: channels that
// are equally long, whose windows go through the network together. A method that
// takes audio or time leaves its events in events, where they stay until reclaim.
type session struct {
	runner   Runner
	channels []*channel
	streams  []*vad.Stream
	windows  [][]float32 // of the channels, nil while they are not complete
	probs    []float32   // of the windows

	idle     idleTimer
	speaking int               // channels in which speech is open
	overlap  overlapper        // unused with one channel
	found    []segment.Segment // overlaps
	reported []Event           // by one channel
	events   []CallEvent       // of the channels, and overlaps
	unread   int               // of events: the last ones, which a range loop has not yielded

	planes [][]float32 // what writeInterleaved writes
	buffer []float32   // what a range loop reads
	err    error
}

func newSession(r Runner, channels int, c Config) (session, error) {
	if m, ok := r.(*vad.Model); r == nil || ok && m == nil {
		return session{}, fmt.Errorf("%w: Runner: got nil, want a model, such as vad.New returns", ErrOption)
	}
	s := session{
		runner:  r,
		windows: make([][]float32, channels),
		probs:   make([]float32, channels),
		planes:  make([][]float32, channels),
		idle:    idleTimer{timeout: c.IdleTimeout},
	}
	for range channels {
		ch, err := newChannel(r, &c)
		if err != nil {
			return session{}, err
		}
		s.channels = append(s.channels, ch)
		s.streams = append(s.streams, ch.stream)
	}
	return s, c.check()
}

// reclaim takes back what the last method handed over: events, their audio, and
// the probabilities.
func (s *session) reclaim() {
	for _, c := range s.channels {
		c.reclaim()
	}
	s.events, s.unread = s.events[:0], 0
}

// reset goes back to position 0 of a new stream.
func (s *session) reset() {
	for _, c := range s.channels {
		c.reset()
	}
	s.idle.reset()
	s.overlap.reset()
	s.speaking, s.err = 0, nil
}

// samples returns the number of samples of each channel.
func (s *session) samples() int64 { return s.channels[0].audio.end() }

// writeInterleaved takes samples of all channels, interleaved.
func (s *session) writeInterleaved(pcm []float32) error {
	if s.err != nil {
		return s.err
	}
	stride := len(s.channels)
	if len(pcm)%stride != 0 {
		return fmt.Errorf("%w: got %d interleaved samples, want a multiple of %d", ErrChannels, len(pcm), stride)
	}
	if err := vad.CheckSamples(pcm); err != nil {
		return err
	}
	if len(pcm) > 0 {
		for i := range s.planes {
			s.planes[i] = pcm[i:]
		}
		s.consume(s.planes, stride, len(pcm)/stride)
		clear(s.planes)
	}
	return s.err
}

// writePlanes takes samples of all channels, pcm[i] of channel i.
func (s *session) writePlanes(pcm [][]float32) error {
	if s.err != nil {
		return s.err
	}
	if len(pcm) != len(s.channels) {
		return fmt.Errorf("%w: got %d, want %d", ErrChannels, len(pcm), len(s.channels))
	}
	for i, p := range pcm {
		if len(p) != len(pcm[0]) {
			return fmt.Errorf("%w: got %d samples of channel %d, want %d as of channel 0", ErrChannels, len(p), i, len(pcm[0]))
		}
		if err := vad.CheckSamples(p); err != nil {
			return fmt.Errorf("channel %d: %w", i, err)
		}
	}
	s.consume(pcm, 1, len(pcm[0]))
	return s.err
}

// consume takes frames samples of each channel, planes[i][j*stride] of channel
// i, and runs the windows that they complete.
func (s *session) consume(planes [][]float32, stride, frames int) {
	if frames > 0 {
		s.idle.reset()
	}
	for at := 0; at < frames && s.err == nil; {
		n := min(s.channels[0].room(), frames-at)
		for i, c := range s.channels {
			s.windows[i] = c.fill(planes[i][at*stride:], stride, n)
		}
		at += n
		if s.windows[0] != nil {
			s.run()
		}
	}
}

// run computes one window of each channel and reports what happened. An error is
// kept.
func (s *session) run() {
	if s.err = s.runner.ProcessBatch(s.streams, s.windows, s.probs); s.err != nil {
		return
	}
	for i, c := range s.channels {
		var err error
		s.reported, err = c.judge(s.reported[:0], s.probs[i])
		s.report(i)
		if err != nil {
			s.err = err
			if len(s.channels) > 1 {
				s.err = fmt.Errorf("channel %d: %w", i, err)
			}
			return
		}
	}
	s.reportOverlaps(false)
}

// flush ends the take of all channels. An error is kept.
func (s *session) flush() error {
	if s.err != nil {
		return s.err
	}
	for i, c := range s.channels {
		s.windows[i] = c.pad()
	}
	if s.windows[0] != nil {
		if s.run(); s.err != nil {
			return s.err
		}
	}
	for i, c := range s.channels {
		s.reported = c.endTake(s.reported[:0])
		s.report(i)
	}
	s.reportOverlaps(true)
	return nil
}

// wait flushes if time without input reaches the timeout.
func (s *session) wait(elapsed time.Duration) error {
	if s.err != nil {
		return s.err
	}
	if expired, err := s.idle.add(elapsed); !expired {
		return err
	}
	return s.flush()
}

// skip flushes and goes on after a gap.
func (s *session) skip(samples int64) error {
	if s.err != nil {
		return s.err
	}
	// Half of all positions stay free for what follows the gap.
	if most := max(0, math.MaxInt64/2-s.samples()); samples < 0 || samples > most {
		return fmt.Errorf("%w: samples: got %d, want 0 to %d", ErrOption, samples, most)
	}
	if err := s.flush(); err != nil {
		return err
	}
	for _, c := range s.channels {
		c.beginTake(c.base + samples)
	}
	return nil
}
