package live

import (
	"errors"
	"fmt"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// ErrChannels says that audio does not have the channels of a call.
var ErrChannels = errors.New("live: wrong channels")

// Call detects speech on the channels of one call: a [Detector] for each, whose
// windows go through the network together, and the overlaps in which two or
// more channels speak.
//
// The channels are equally long at all times; where one has nothing to send,
// its samples are zeros. Each has the segments, audio and memory that it would
// have in a Detector of its own. A window of two channels takes about three
// quarters of the time of two windows, one of eight about two thirds.
//
// A Call is not safe for concurrent use.
type Call struct {
	runner   Runner
	channels []*Detector
	streams  []*vad.Stream
	windows  [][]float32 // of the channels, when complete
	probs    []float32
	part     [maxWindow]float32 // of one channel

	idle     idleTimer
	speaking int
	overlap  overlapper
	found    []segment.Segment // overlaps
	events   []Event           // of one channel
	frames   []float32         // read by Events
	pulled   puller[CallEvent]
	err      error
}

// CallEvent is an event of a channel, or of the call: an overlap.
type CallEvent struct {
	// Channel counts from 0. It is -1 for SpeechOverlapped, whose Segment is a
	// stretch in which segments of two or more channels lie. It comes as soon as
	// these segments are final and none can begin in it any more.
	Channel int
	// Speaking is the number of channels in which speech is open, behind the
	// event: at a SpeechStarted, two or more mean that somebody interrupts.
	Speaking int
	// Event is what happened. Its Audio is valid until the next call of a
	// method of the Call that returns events, or of Reset.
	Event
}

// NewCall returns a call with the given number of channels, each of which c is
// for. r computes their windows.
func NewCall(r Runner, channels int, c Config) (*Call, error) {
	if channels < 1 {
		return nil, fmt.Errorf("%w: got %d, want 1 or more", ErrChannels, channels)
	}
	call := &Call{
		runner:  r,
		windows: make([][]float32, channels),
		probs:   make([]float32, channels),
		idle:    idleTimer{timeout: c.IdleTimeout},
	}
	for range channels {
		d, err := New(r, c)
		if err != nil {
			return nil, err
		}
		call.channels = append(call.channels, d)
		call.streams = append(call.streams, d.stream)
	}
	return call, nil
}

// Write takes any number of samples of each channel, interleaved, and appends
// the events of the windows that they complete to dst: window by window, by
// channel, overlaps last. It is an error if the channels are not equally long.
// On that error, or if a sample is out of range, nothing is consumed. All else is
// as in [Detector.Write].
func (c *Call) Write(dst []CallEvent, interleaved []float32) ([]CallEvent, error) {
	c.beginCall()
	if c.err != nil {
		return dst, c.err
	}
	stride := len(c.channels)
	if len(interleaved)%stride != 0 {
		return dst, fmt.Errorf("%w: got %d interleaved samples, want a multiple of %d", ErrChannels, len(interleaved), stride)
	}
	if err := vad.CheckSamples(interleaved); err != nil {
		return dst, err
	}
	for len(interleaved) > 0 && c.err == nil {
		n := min(c.channels[0].room(), len(interleaved)/stride)
		for i, d := range c.channels {
			for j := range n {
				c.part[j] = interleaved[j*stride+i]
			}
			c.windows[i], _ = d.fill(c.part[:n])
		}
		interleaved = interleaved[n*stride:]
		dst = c.filled(dst)
	}
	return dst, c.err
}

// WriteChannels is Write of samples that are not interleaved: pcm[i] are those
// of channel i.
func (c *Call) WriteChannels(dst []CallEvent, pcm [][]float32) ([]CallEvent, error) {
	c.beginCall()
	if c.err != nil {
		return dst, c.err
	}
	if len(pcm) != len(c.channels) {
		return dst, fmt.Errorf("%w: got %d, want %d", ErrChannels, len(pcm), len(c.channels))
	}
	for i, p := range pcm {
		if len(p) != len(pcm[0]) {
			return dst, fmt.Errorf("%w: got %d samples of channel %d, want %d as of channel 0", ErrChannels, len(p), i, len(pcm[0]))
		}
		if err := vad.CheckSamples(p); err != nil {
			return dst, fmt.Errorf("channel %d: %w", i, err)
		}
	}
	for at := 0; at < len(pcm[0]) && c.err == nil; {
		n := min(c.channels[0].room(), len(pcm[0])-at)
		for i, d := range c.channels {
			c.windows[i], _ = d.fill(pcm[i][at : at+n])
		}
		at += n
		dst = c.filled(dst)
	}
	return dst, c.err
}

// Flush is [Detector.Flush] of all channels.
func (c *Call) Flush(dst []CallEvent) ([]CallEvent, error) {
	c.beginCall()
	return c.flush(dst)
}

// Idle is [Detector.Idle] of all channels.
func (c *Call) Idle(dst []CallEvent, elapsed time.Duration) ([]CallEvent, error) {
	c.beginCall()
	if c.err != nil {
		return dst, c.err
	}
	if expired, err := c.idle.add(elapsed); !expired {
		return dst, err
	}
	return c.flush(dst)
}

// Skip is [Detector.Skip] of all channels.
func (c *Call) Skip(dst []CallEvent, samples int64) ([]CallEvent, error) {
	c.beginCall()
	if c.err != nil {
		return dst, c.err
	}
	if err := c.channels[0].checkSkip(samples); err != nil {
		return dst, err
	}
	dst, err := c.flush(dst)
	if err != nil {
		return dst, err
	}
	for _, d := range c.channels {
		d.beginTake(d.base + samples)
	}
	return dst, nil
}

// Reset is [Detector.Reset] of all channels.
func (c *Call) Reset() {
	c.beginCall()
	for _, d := range c.channels {
		d.Reset()
	}
	c.idle.reset()
	c.overlap.reset()
	c.speaking, c.err = 0, nil
}

// Channels returns the number of channels.
func (c *Call) Channels() int { return len(c.channels) }

// Samples returns the number of samples of each channel written and skipped.
func (c *Call) Samples() int64 { return c.channels[0].Samples() }

// SetThresholds is [Detector.SetThresholds] of one channel, which must exist, as
// in all methods below.
func (c *Call) SetThresholds(channel int, threshold, negThreshold float64) error {
	return c.channels[channel].SetThresholds(threshold, negThreshold)
}

// Probs is [Detector.Probs] of one channel.
func (c *Call) Probs(channel int) []float32 { return c.channels[channel].Probs() }

// Speech is [Detector.Speech] of one channel.
func (c *Call) Speech(channel int) (s segment.Segment, ok bool) { return c.channels[channel].Speech() }

// Kept is [Detector.Kept] of one channel.
func (c *Call) Kept(channel int) segment.Segment { return c.channels[channel].Kept() }

// AppendAudio is [Detector.AppendAudio] of one channel.
func (c *Call) AppendAudio(dst []float32, channel int, s segment.Segment) ([]float32, error) {
	return c.channels[channel].AppendAudio(dst, s)
}
