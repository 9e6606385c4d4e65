package live

import (
	"context"
	"errors"
	"time"

	"github.com/gosilero/vad/segment"
)

// ErrChannels says that audio does not have the channels of a call.
var ErrChannels = errors.New("live: wrong channels")

// Call detects speech on the channels of one call. It is like a [Detector] for
// each, but their windows go through the network together, and it reports the
// overlaps in which two or more channels speak.
//
// Channels that are recorded together are written together, by Write or
// WriteChannels. Legs that arrive separately, such as those of a telephone
// bridge, are written each by itself, by WriteChannel: they may be unequally long
// at any time, and overlaps are reported when all channels have come that far. A
// leg that sends nothing holds them up: write zeros for it, or call LostChannel.
//
// Each channel has the segments, audio and memory that it would have in a
// Detector of its own. A window of two channels takes about three quarters of the
// time of two windows, one of eight about two thirds.
//
// A Call is not safe for concurrent use, as a Detector is not. Make one with
// [NewCall]; the methods of the zero value panic.
type Call struct{ session *session }

// CallEvent is an event of a channel, or of the call: an overlap.
type CallEvent struct {
	// Channel counts from 0. It is -1 for [SpeechOverlapped], whose Segment is a
	// stretch in which segments of two or more channels lie. It comes as soon as
	// these segments are final and none can begin in it any more.
	Channel int
	// Speaking is the number of channels in which speech is open, after the
	// event: at a SpeechStarted, two or more mean that somebody interrupts.
	Speaking int
	// Event is what happened.
	Event
}

// NewCall returns a call with the given number of channels, each with the
// options c. Their windows r computes.
func NewCall(r Runner, channels int, c Config) (*Call, error) {
	s, err := newSession(r, channels, c)
	if err != nil {
		return nil, err
	}
	return &Call{s}, nil
}

// made returns the session of a call that NewCall has made, which no other
// goroutine uses; otherwise, it panics.
func (c *Call) made() *session {
	if c == nil || c.session == nil {
		panic("live: Call is nil or zero, make it with NewCall")
	}
	return c.session.alone()
}

// begin begins a method that changes the call. Its end is session.leave.
func (c *Call) begin() *session {
	s := c.made()
	s.enter()
	s.reclaim()
	return s
}

// appendEvents moves the events of the session to dst.
func (c *Call) appendEvents(dst []CallEvent) []CallEvent {
	dst = append(dst, c.session.events...)
	c.session.forget()
	return dst
}

// Write takes any number of samples of each channel, interleaved, and appends
// the events of the windows that they complete to dst: window by window, by
// channel, overlaps last. It is an error if the channels are not equally long.
// On that error, or if a sample is out of range, nothing is consumed. Otherwise,
// it is like [Detector.Write].
func (c *Call) Write(dst []CallEvent, interleaved []float32) ([]CallEvent, error) {
	return c.WriteContext(context.Background(), dst, interleaved)
}

// WriteContext is Write that ends with ctx, as [Detector.WriteContext] does. Then
// Kept reports how far each channel came; write the rest of each by WriteChannel.
func (c *Call) WriteContext(ctx context.Context, dst []CallEvent, interleaved []float32) ([]CallEvent, error) {
	s := c.begin()
	defer s.leave()
	err := s.writeInterleaved(ctx, interleaved)
	return c.appendEvents(dst), err
}

// WriteChannels is Write of samples that are not interleaved: pcm[i] are those
// of channel i.
func (c *Call) WriteChannels(dst []CallEvent, pcm [][]float32) ([]CallEvent, error) {
	return c.WriteChannelsContext(context.Background(), dst, pcm)
}

// WriteChannelsContext is WriteChannels that ends with ctx, as WriteContext does.
func (c *Call) WriteChannelsContext(ctx context.Context, dst []CallEvent, pcm [][]float32) ([]CallEvent, error) {
	s := c.begin()
	defer s.leave()
	err := s.writePlanes(ctx, pcm)
	return c.appendEvents(dst), err
}

// WriteChannel takes samples of one channel, whatever has come of the others.
func (c *Call) WriteChannel(dst []CallEvent, channel int, pcm []float32) ([]CallEvent, error) {
	return c.WriteChannelContext(context.Background(), dst, channel, pcm)
}

// WriteChannelContext is WriteChannel that ends with ctx, as
// [Detector.WriteContext] does.
func (c *Call) WriteChannelContext(ctx context.Context, dst []CallEvent, channel int, pcm []float32) ([]CallEvent, error) {
	s := c.begin()
	defer s.leave()
	err := s.writeChannel(ctx, channel, pcm)
	return c.appendEvents(dst), err
}

// Flush is [Detector.Flush] of all channels. Those that are shorter than the
// longest go on where it ends.
func (c *Call) Flush(dst []CallEvent) ([]CallEvent, error) {
	return c.FlushContext(context.Background(), dst)
}

// FlushContext is Flush that ends with ctx. Then the next call ends the takes.
func (c *Call) FlushContext(ctx context.Context, dst []CallEvent) ([]CallEvent, error) {
	s := c.begin()
	defer s.leave()
	err := s.flush(ctx)
	return c.appendEvents(dst), err
}

// Idle is [Detector.Idle] of all channels: input of any channel ends the time
// without input.
func (c *Call) Idle(dst []CallEvent, elapsed time.Duration) ([]CallEvent, error) {
	return c.IdleContext(context.Background(), dst, elapsed)
}

// IdleContext is Idle that ends with ctx, as FlushContext does.
func (c *Call) IdleContext(ctx context.Context, dst []CallEvent, elapsed time.Duration) ([]CallEvent, error) {
	s := c.begin()
	defer s.leave()
	err := s.wait(ctx, elapsed)
	return c.appendEvents(dst), err
}

// Lost is [Detector.Lost] of all channels.
func (c *Call) Lost(dst []CallEvent, samples int64) ([]CallEvent, error) {
	return c.LostContext(context.Background(), dst, samples)
}

// LostContext is Lost that ends with ctx. Then Kept reports how far each channel
// came; report the rest of each by LostChannel.
func (c *Call) LostContext(ctx context.Context, dst []CallEvent, samples int64) ([]CallEvent, error) {
	s := c.begin()
	defer s.leave()
	err := s.lost(ctx, samples)
	return c.appendEvents(dst), err
}

// LostChannel is [Detector.Lost] of one channel.
func (c *Call) LostChannel(dst []CallEvent, channel int, samples int64) ([]CallEvent, error) {
	return c.LostChannelContext(context.Background(), dst, channel, samples)
}

// LostChannelContext is LostChannel that ends with ctx, as [Detector.LostContext]
// does.
func (c *Call) LostChannelContext(ctx context.Context, dst []CallEvent, channel int, samples int64) ([]CallEvent, error) {
	s := c.begin()
	defer s.leave()
	err := s.lostChannel(ctx, channel, samples)
	return c.appendEvents(dst), err
}

// Skip is [Detector.Skip] of all channels.
func (c *Call) Skip(dst []CallEvent, samples int64) ([]CallEvent, error) {
	return c.SkipContext(context.Background(), dst, samples)
}

// SkipContext is Skip that ends with ctx, as [Detector.SkipContext] does.
func (c *Call) SkipContext(ctx context.Context, dst []CallEvent, samples int64) ([]CallEvent, error) {
	s := c.begin()
	defer s.leave()
	err := s.skip(ctx, samples)
	return c.appendEvents(dst), err
}

// Reset is [Detector.Reset] of all channels.
func (c *Call) Reset() {
	s := c.begin()
	defer s.leave()
	s.reset()
}

// Channels returns the number of channels.
func (c *Call) Channels() int { return len(c.made().channels) }

// Samples returns the number of samples of the longest channel written, lost and
// skipped. Kept(channel).End is that of one channel.
func (c *Call) Samples() int64 { return c.made().samples() }

// Config returns the options in use, of all channels, as [Detector.Config] does;
// where SetThresholds has made channels differ, they are those of channel 0.
func (c *Call) Config() Config { return c.made().currentConfig() }

// SetConfig is [Detector.SetConfig] of all channels.
func (c *Call) SetConfig(config Config) error {
	s := c.made()
	s.enter()
	defer s.leave()
	return s.setConfig(config)
}

// SetThresholds is [Detector.SetThresholds] of one channel, which must exist, as
// in all methods below.
func (c *Call) SetThresholds(channel int, threshold, negThreshold float64) error {
	return c.channel(channel).setThresholds(threshold, negThreshold)
}

// ObserveRate is [Detector.ObserveRate] of one channel.
func (c *Call) ObserveRate(channel int, text string, spoken time.Duration) error {
	return c.channel(channel).turn.observe(text, spoken)
}

// Probs is [Detector.Probs] of one channel.
func (c *Call) Probs(channel int) []float32 { return c.channel(channel).probs }

// Speech is [Detector.Speech] of one channel.
func (c *Call) Speech(channel int) (s segment.Segment, ok bool) { return c.channel(channel).speech() }

// Kept is [Detector.Kept] of one channel.
func (c *Call) Kept(channel int) segment.Segment { return c.channel(channel).audio.kept() }

// AppendAudio is [Detector.AppendAudio] of one channel.
func (c *Call) AppendAudio(dst []float32, channel int, s segment.Segment) ([]float32, error) {
	return c.channel(channel).appendAudio(dst, s)
}

func (c *Call) channel(i int) *channel { return c.made().channels[i] }
