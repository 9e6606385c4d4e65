// Package live turns audio into events of speech, and into the audio of its
// segments, as it arrives: a [Detector] for one channel, a [Call] for several.
package live

import (
	"context"
	"time"

	"github.com/gosilero/vad/segment"
)

// Detector turns a stream of audio into events and into the audio of its
// segments:
//
//	d, err := live.New(m, live.DefaultConfig(16000))
//	...
//	var events []live.Event
//	for { // as audio comes in, any number of samples at a time
//		events, err = d.Write(events[:0], pcm)
//		...
//	}
//	events, err = d.Flush(events[:0])
//
// or, where the audio can be read, for e, err := range d.Events(reader).
//
// The segments are those that [segment.Find] makes of the whole audio with the
// same options, to the sample, however the audio was cut into writes.
//
// Flush, Skip and an Idle that reaches IdleTimeout end a take: speech ends, the
// network forgets, and what is written next is cut into windows and segments on
// its own, at positions that go on counting. No audio from before is handed over
// with what follows.
//
// Positions, pads and the audio handed over are in samples of the input,
// whatever its rate. At 8 and 16 kHz they are the network's. At any other rate,
// a position is that of the input's sample nearest in time, and an event comes
// with the first sample of the input that it depends on: the resampler looks up
// to 7 ms ahead.
//
// Audio is kept as long as a segment may need it: PreRoll before the open
// speech or before now, and segments that are not final. With AudioWhole, that
// is no more than 2*MaxSpeech + PreRoll + PostRoll + 2*(start pad + end pad) + 8
// windows; by default half a second in silence and a minute at worst. Samples that
// are multiples of 1/32768, as those of 16 bits are, take 2 bytes each, others 4;
// what is handed over equals the input to the bit. Memory grows with speech, and
// shrinks when that is handed over: in silence, a detector with the default options
// takes about 25 KB at 16 kHz and 65 KB at 48 kHz, if its samples are of 16 bits, and
// allocates nothing; docs/live.md has a table. What is handed over is new memory,
// which belongs to the caller.
//
// A Detector is not safe for concurrent use; a method that is called while
// another one runs panics, if it is noticed. Detectors of one model run
// independently of each other; to run the channels of one call, use a [Call].
// Make one with [New]; the methods of the zero value panic.
type Detector struct{ session *session }

// New returns a detector whose windows r computes.
func New(r Runner, c Config) (*Detector, error) {
	s, err := newSession(r, 1, c)
	if err != nil {
		return nil, err
	}
	return &Detector{s}, nil
}

// made returns the session of a detector that New has made, which no other
// goroutine uses; otherwise, it panics.
func (d *Detector) made() *session {
	if d == nil || d.session == nil {
		panic("live: Detector is nil or zero, make it with New")
	}
	return d.session.alone()
}

// begin begins a method that changes the detector. Its end is session.leave.
func (d *Detector) begin() *session {
	s := d.made()
	s.enter()
	s.reclaim()
	return s
}

// appendEvents moves the events of the session to dst.
func (d *Detector) appendEvents(dst []Event) []Event {
	for _, e := range d.session.events {
		dst = append(dst, e.Event)
	}
	d.session.forget()
	return dst
}

// Write takes any number of samples and appends the events of the windows that
// they complete to dst. If a sample is out of range, nothing is consumed.
//
// It costs one pass through the network per window, and copies each sample twice
// and the audio handed over once more.
//
// With an embedded network, a probability is always finite. If weights from a file
// give one that is not, Write returns an error that wraps [segment.ErrProbability],
// as do all calls until Reset.
func (d *Detector) Write(dst []Event, pcm []float32) ([]Event, error) {
	return d.WriteContext(context.Background(), dst, pcm)
}

// WriteContext is Write that ends with ctx: on a scheduler, a window may have to
// wait. Then it returns the context's error, and the rest of pcm is not consumed:
// Samples reports how much was. A window that is complete is computed by the next
// call.
func (d *Detector) WriteContext(ctx context.Context, dst []Event, pcm []float32) ([]Event, error) {
	s := d.begin()
	defer s.leave()
	err := s.writeInterleaved(ctx, pcm)
	return d.appendEvents(dst), err
}

// Flush ends the take: it completes the last window with zeros, as the
// reference does, ends the open speech and turn, and appends the events to dst.
// Without samples since the take began it does nothing.
func (d *Detector) Flush(dst []Event) ([]Event, error) {
	return d.FlushContext(context.Background(), dst)
}

// FlushContext is Flush that ends with ctx. Then the next call ends the take.
func (d *Detector) FlushContext(ctx context.Context, dst []Event) ([]Event, error) {
	s := d.begin()
	defer s.leave()
	err := s.flush(ctx)
	return d.appendEvents(dst), err
}

// Idle reports that no input came for some time. When such times since the last
// sample add up to IdleTimeout, the detector flushes. Positions count samples
// alone: time without input does not move them; [Detector.Lost] and
// [Detector.Skip] do.
func (d *Detector) Idle(dst []Event, elapsed time.Duration) ([]Event, error) {
	return d.IdleContext(context.Background(), dst, elapsed)
}

// IdleContext is Idle that ends with ctx, as FlushContext does.
func (d *Detector) IdleContext(ctx context.Context, dst []Event, elapsed time.Duration) ([]Event, error) {
	s := d.begin()
	defer s.leave()
	err := s.wait(ctx, elapsed)
	return d.appendEvents(dst), err
}

// Lost reports that samples of the stream did not arrive, such as those of a lost
// packet, before those that are written next. Up to MaxGap since the last sample
// that did, they are made up, and speech goes on: what is handed over has them in
// their place. The call with which a loss becomes longer ends the take, as Skip does;
// what calls before it made up stays.
func (d *Detector) Lost(dst []Event, samples int64) ([]Event, error) {
	return d.LostContext(context.Background(), dst, samples)
}

// LostContext is Lost that ends with ctx. Then Samples reports how many of the
// samples were taken; report the rest again.
func (d *Detector) LostContext(ctx context.Context, dst []Event, samples int64) ([]Event, error) {
	s := d.begin()
	defer s.leave()
	err := s.lost(ctx, samples)
	return d.appendEvents(dst), err
}

// Skip reports a gap in the stream across which nothing goes on. It flushes, which
// ends open speech, and what is written next lies as many samples further on. For
// packets that a network loses, use [Detector.Lost], which does not end speech.
func (d *Detector) Skip(dst []Event, samples int64) ([]Event, error) {
	return d.SkipContext(context.Background(), dst, samples)
}

// SkipContext is Skip that ends with ctx. Then nothing is skipped, and the next call
// ends the take.
func (d *Detector) SkipContext(ctx context.Context, dst []Event, samples int64) ([]Event, error) {
	s := d.begin()
	defer s.leave()
	err := s.skip(ctx, samples)
	return d.appendEvents(dst), err
}

// Reset takes the detector back to position 0 of a new stream, with a speaker of
// whom nothing is known, and drops all that it keeps, an error included. The
// options stay.
func (d *Detector) Reset() {
	s := d.begin()
	defer s.leave()
	s.reset()
}

// Config returns the options in use. Those of Turn have the thresholds of
// Segments.
func (d *Detector) Config() Config { return d.made().currentConfig() }

// SetConfig changes all options but SampleRate and Audio, from the next window on,
// in the middle of speech too: what is confirmed stays a segment, and what was
// reported or handed over stays as it is. The options are checked together; if one
// is refused, all stay as they were.
func (d *Detector) SetConfig(c Config) error {
	s := d.made()
	s.enter()
	defer s.leave()
	return s.setConfig(c)
}

// SetThresholds changes Threshold and NegThreshold, of turns too, for the windows
// to come. On error they stay as they were.
func (d *Detector) SetThresholds(threshold, negThreshold float64) error {
	return d.channel().setThresholds(threshold, negThreshold)
}

// ObserveRate takes a text that a recogniser heard and the time that it took to
// speak, such as the length of its segment: turns adapt to the speaking rate, see
// [segment.Endpointer.Observe]. It is an error if Turn is nil.
func (d *Detector) ObserveRate(text string, spoken time.Duration) error {
	return d.channel().turn.observe(text, spoken)
}

// Samples returns the number of samples written, lost and skipped.
func (d *Detector) Samples() int64 { return d.made().samples() }

// Probs returns the probabilities of the windows that the last call completed,
// such as for a [segment.Track], as they were judged. They are valid until the
// next call that returns events.
func (d *Detector) Probs() []float32 { return d.channel().probs }

// Speech returns the open speech, without padding, up to the last complete
// window; false if none is open.
func (d *Detector) Speech() (s segment.Segment, ok bool) { return d.channel().speech() }

// Kept returns the audio that [Detector.AppendAudio] can read. It ends with the
// last sample written, and begins no later than PreRoll and the start pad before
// the open speech, or before the last complete window if audio is streamed or no
// speech is open; nor does it reach before the take. With AudioNone it is the
// unfinished window.
func (d *Detector) Kept() segment.Segment { return d.channel().audio.kept() }

// AppendAudio appends the audio of s to dst, such as that of speech that is
// still open. It is an error if s is not inside of Kept.
func (d *Detector) AppendAudio(dst []float32, s segment.Segment) ([]float32, error) {
	return d.channel().appendAudio(dst, s)
}

func (d *Detector) channel() *channel { return d.made().channels[0] }
