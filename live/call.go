package live

import (
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// ErrChannels says that audio does not have the channels of a call.
var ErrChannels = errors.New("live: wrong channels")

// Call detects speech on the channels of one call. It is like a [Detector] for
// each, but their windows go through the network together, and it reports the
// overlaps in which two or more channels speak.
//
// The channels are equally long at all times; where one has nothing to send,
// its samples are zeros. Each has the segments, audio and memory that it would
// have in a Detector of its own. A window of two channels takes about three
// quarters of the time of two windows, one of eight about two thirds.
//
// A Call is not safe for concurrent use. Make one with [NewCall]; the methods of
// the zero value panic.
type Call struct{ session session }

// CallEvent is an event of a channel, or of the call: an overlap.
type CallEvent struct {
	// Channel counts from 0. It is -1 for SpeechOverlapped, whose Segment is a
	// stretch in which segments of two or more channels lie. It comes as soon as
	// these segments are final and none can begin in it any more.
	Channel int
	// Speaking is the number of channels in which speech is open, after the
	// event: at a SpeechStarted, two or more mean that somebody interrupts.
	Speaking int
	// Event is what happened. Its Audio is valid until the next call of a method
	// of the Call that returns events, or of Reset.
	Event
}

// NewCall returns a call with the given number of channels, each with the
// options c. Their windows r computes.
func NewCall(r Runner, channels int, c Config) (*Call, error) {
	if channels < 1 {
		return nil, fmt.Errorf("%w: got %d, want 1 or more", ErrChannels, channels)
	}
	s, err := newSession(r, channels, c)
	if err != nil {
		return nil, err
	}
	return &Call{s}, nil
}

// made returns the session of a call that NewCall has made; otherwise, it
// panics.
func (c *Call) made() *session {
	if c == nil || c.session.runner == nil {
		panic("live: Call is nil or zero, make it with NewCall")
	}
	return &c.session
}

// begin begins a method that returns events.
func (c *Call) begin() *session {
	s := c.made()
	s.reclaim()
	return s
}

// appendEvents appends the events of the session to dst.
func (c *Call) appendEvents(dst []CallEvent) []CallEvent { return append(dst, c.session.events...) }

// Write takes any number of samples of each channel, interleaved, and appends
// the events of the windows that they complete to dst: window by window, by
// channel, overlaps last. It is an error if the channels are not equally long.
// On that error, or if a sample is out of range, nothing is consumed. Otherwise,
// it is like [Detector.Write].
func (c *Call) Write(dst []CallEvent, interleaved []float32) ([]CallEvent, error) {
	err := c.begin().writeInterleaved(interleaved)
	return c.appendEvents(dst), err
}

// WriteChannels is Write of samples that are not interleaved: pcm[i] are those
// of channel i.
func (c *Call) WriteChannels(dst []CallEvent, pcm [][]float32) ([]CallEvent, error) {
	err := c.begin().writePlanes(pcm)
	return c.appendEvents(dst), err
}

// Flush is [Detector.Flush] of all channels.
func (c *Call) Flush(dst []CallEvent) ([]CallEvent, error) {
	err := c.begin().flush()
	return c.appendEvents(dst), err
}

// Idle is [Detector.Idle] of all channels.
func (c *Call) Idle(dst []CallEvent, elapsed time.Duration) ([]CallEvent, error) {
	err := c.begin().wait(elapsed)
	return c.appendEvents(dst), err
}

// Skip is [Detector.Skip] of all channels.
func (c *Call) Skip(dst []CallEvent, samples int64) ([]CallEvent, error) {
	err := c.begin().skip(samples)
	return c.appendEvents(dst), err
}

// Events is [Detector.Events] of all channels. r delivers interleaved samples,
// always of all channels at once, as the sources of package audio do.
func (c *Call) Events(r vad.SampleReader) iter.Seq2[CallEvent, error] { return c.made().sequence(r) }

// Reset is [Detector.Reset] of all channels.
func (c *Call) Reset() { c.begin().reset() }

// Channels returns the number of channels.
func (c *Call) Channels() int { return len(c.made().channels) }

// Samples returns the number of samples of each channel written and skipped.
func (c *Call) Samples() int64 { return c.made().samples() }

// SetThresholds is [Detector.SetThresholds] of one channel, which must exist, as
// in all methods below.
func (c *Call) SetThresholds(channel int, threshold, negThreshold float64) error {
	return c.channel(channel).segmenter.SetThresholds(threshold, negThreshold)
}

// Probs is [Detector.Probs] of one channel.
func (c *Call) Probs(channel int) []float32 { return c.channel(channel).probs }

// Speech is [Detector.Speech] of one channel.
func (c *Call) Speech(channel int) (s segment.Segment, ok bool) { return c.channel(channel).speech() }

// Kept is [Detector.Kept] of one channel.
func (c *Call) Kept(channel int) segment.Segment { return c.channel(channel).kept() }

// AppendAudio is [Detector.AppendAudio] of one channel.
func (c *Call) AppendAudio(dst []float32, channel int, s segment.Segment) ([]float32, error) {
	return c.channel(channel).appendAudio(dst, s)
}

func (c *Call) channel(i int) *channel { return c.made().channels[i] }
