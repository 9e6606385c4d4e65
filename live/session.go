package live

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// session is what a Detector, with one channel, and a Call share: channels whose
// windows go through the network together. A method that takes audio or time
// leaves its events in events.
type session struct {
	runner   Runner
	config   Config // checked
	channels []*channel
	input    []input   // of the channels
	piece    []float32 // of one channel, not interleaved or made up

	// Of the channels whose windows are complete.
	complete []int
	streams  []*vad.Stream
	windows  [][]float32
	probs    []float32

	idle     idleTimer
	speaking int               // channels in which speech is open
	overlap  overlapper        // unused with one channel
	found    []segment.Segment // overlaps
	reported []Event           // by one channel
	events   []CallEvent       // of the channels, and overlaps
	unread   int               // of events: the last ones, which a range loop has not yielded

	buffer []float32 // what a range loop reads
	err    error
	busy   uint32 // 1 while a method runs
}

// input is samples that a channel has not yet taken: pcm[0], pcm[stride] and so
// on, left of them.
type input struct {
	pcm          []float32
	stride, left int
}

func newSession(r Runner, channels int, c Config) (*session, error) {
	if err := checkRunner(r); err != nil {
		return nil, err
	}
	if channels < 1 {
		return nil, fmt.Errorf("%w: got %d, want 1 or more", ErrChannels, channels)
	}
	s := &session{runner: r}
	for range channels {
		ch, checked, err := newChannel(r, c)
		if err != nil {
			return nil, err
		}
		s.config = checked
		s.channels = append(s.channels, ch)
	}
	s.idle.timeout = c.IdleTimeout
	s.input = make([]input, channels)
	s.complete = make([]int, 0, channels)
	s.streams = make([]*vad.Stream, 0, channels)
	s.windows = make([][]float32, 0, channels)
	s.probs = make([]float32, channels)
	return s, nil
}

// enter begins a method that nothing may run beside; leave ends it.
func (s *session) enter() {
	if !atomic.CompareAndSwapUint32(&s.busy, 0, 1) {
		panic("live: a Detector or a Call is used by several goroutines at once")
	}
}

func (s *session) leave() { atomic.StoreUint32(&s.busy, 0) }

// alone returns s. It panics if a method that changes s runs in another goroutine.
func (s *session) alone() *session {
	if atomic.LoadUint32(&s.busy) != 0 {
		panic("live: a Detector or a Call is used by several goroutines at once")
	}
	return s
}

// reclaim drops what the last method left: events and probabilities.
func (s *session) reclaim() {
	for _, c := range s.channels {
		c.reclaim()
	}
	s.forget()
}

// forget drops the events.
func (s *session) forget() { s.events, s.unread = emptied(s.events), 0 }

// reset goes back to position 0 of a new stream.
func (s *session) reset() {
	for _, c := range s.channels {
		c.reset()
	}
	s.idle.reset()
	s.overlap.reset()
	s.speaking, s.err = 0, nil
}

// samples returns the number of samples of the longest channel.
func (s *session) samples() (n int64) {
	for _, c := range s.channels {
		n = max(n, c.audio.end)
	}
	return n
}

// advance takes the input of the channels and runs the windows that it completes.
// An error of the context leaves the rest; any other one is kept.
func (s *session) advance(ctx context.Context) error {
	defer clear(s.input)
	if err := s.finishTakes(ctx); err != nil {
		return err
	}
	for {
		for i, c := range s.channels {
			in := &s.input[i]
			n := min(c.intake.room(), in.left)
			if n == 0 {
				continue
			}
			c.fill(s.next(in, n))
			c.loss.gap = 0
		}
		if ran, err := s.run(ctx); !ran || err != nil {
			return err
		}
	}
}

// next takes the next samples of in. They are valid until the next call.
func (s *session) next(in *input, n int) []float32 {
	pcm := in.pcm
	in.pcm, in.left = pcm[min(n*in.stride, len(pcm)):], in.left-n
	if in.stride == 1 {
		return pcm[:n]
	}
	s.piece = slices.Grow(s.piece[:0], n)[:n]
	for i := range s.piece {
		s.piece[i] = pcm[i*in.stride]
	}
	return s.piece
}

// run computes a window of each channel that has a complete one, and reports what
// happened. It reports whether there was one.
func (s *session) run(ctx context.Context) (ran bool, err error) {
	s.complete, s.streams, s.windows = s.complete[:0], s.streams[:0], s.windows[:0]
	for i, c := range s.channels {
		if w := c.intake.window(); w != nil {
			s.complete = append(s.complete, i)
			s.streams, s.windows = append(s.streams, c.intake.stream), append(s.windows, w)
		}
	}
	if len(s.complete) == 0 {
		return false, nil
	}
	probs := s.probs[:len(s.complete)]
	if err := process(ctx, s.runner, s.streams, s.windows, probs); err != nil {
		return true, s.keep(ctx, err)
	}
	for i, channel := range s.complete {
		s.reported, err = s.channels[channel].judge(s.reported[:0], probs[i])
		s.report(channel)
		if err != nil {
			return true, s.fail(channel, err)
		}
	}
	s.reportOverlaps()
	return true, nil
}

// keep keeps an error of the runner, unless the context has ended: then the
// windows are computed by the next call.
func (s *session) keep(ctx context.Context, err error) error {
	if ended := ctx.Err(); ended == nil || !errors.Is(err, ended) {
		s.err = err
	}
	return err
}

// fail keeps an error of a channel.
func (s *session) fail(channel int, err error) error {
	if len(s.channels) > 1 {
		err = fmt.Errorf("channel %d: %w", channel, err)
	}
	s.err = err
	return err
}

// flush ends the takes of all channels. Those that are shorter go on where the
// longest ends.
func (s *session) flush(ctx context.Context) error {
	if s.err != nil {
		return s.err
	}
	for _, c := range s.channels {
		c.intake.finish()
	}
	return s.finishTakes(ctx)
}

// finishTakes ends the takes whose input is finished: of one channel, or of all,
// whose flush a context may have held up.
func (s *session) finishTakes(ctx context.Context) error {
	finished := 0
	for _, c := range s.channels {
		if c.intake.finished {
			finished++
		}
	}
	if finished == 0 {
		return nil
	}
	for more := true; more; {
		var err error
		if more, err = s.run(ctx); err != nil {
			return err
		}
	}
	for i, c := range s.channels {
		if !c.intake.finished {
			continue
		}
		var err error
		s.reported, err = c.endTake(s.reported[:0])
		s.report(i)
		if err != nil {
			return s.fail(i, err)
		}
	}
	if finished < len(s.channels) {
		s.reportOverlaps()
		return nil
	}
	end := s.samples()
	for _, c := range s.channels {
		c.beginTake(end)
	}
	s.reportOverlapsBefore(math.MaxInt64)
	return nil
}

// wait flushes if time without input reaches the timeout.
func (s *session) wait(ctx context.Context, elapsed time.Duration) error {
	if s.err != nil {
		return s.err
	}
	if expired, err := s.idle.add(elapsed); !expired {
		return err
	}
	return s.flush(ctx)
}
