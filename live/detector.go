// Package live turns audio into events of speech, and into the audio of its
// segments, as it arrives: a [Detector] for one channel, a [Call] for several.
package live

import (
	"fmt"
	"iter"
	"time"

	"github.com/gosilero/vad"
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
// Audio is kept as long as a segment may need it: PreRoll before the open
// speech or before now, and segments that are not final, in all no more than
// 2*MaxSpeech + PreRoll + PostRoll + 2*(start pad + end pad) + 8 windows; by
// default that is half a second in silence and a minute at worst. It lies in
// memory for at most about 2.5 times as many samples, besides what a call hands
// over. Memory grows to what the stream needs and stays there, through Reset
// too; then no method allocates, apart from dst.
//
// A Detector is not safe for concurrent use. Detectors of one model run
// independently of each other; to run the channels of one call, use a [Call].
// Make one with [New]; the methods of the zero value panic.
type Detector struct{ session session }

// Event is an event of a [Detector].
type Event struct {
	segment.Event
	// Audio is, for SegmentFinal, the audio of the segment with PreRoll and
	// PostRoll. It is valid until the next call of a method of the detector that
	// returns events, or of Reset.
	Audio []float32
	// AudioStart is the position of Audio[0].
	AudioStart int64
}

// New returns a detector whose windows r computes.
func New(r Runner, c Config) (*Detector, error) {
	s, err := newSession(r, 1, c)
	if err != nil {
		return nil, err
	}
	return &Detector{s}, nil
}

// made returns the session of a detector that New has made; otherwise, it
// panics.
func (d *Detector) made() *session {
	if d == nil || d.session.runner == nil {
		panic("live: Detector is nil or zero, make it with New")
	}
	return &d.session
}

// begin begins a method that returns events.
func (d *Detector) begin() *session {
	s := d.made()
	s.reclaim()
	return s
}

// appendEvents appends the events of the session to dst.
func (d *Detector) appendEvents(dst []Event) []Event {
	for _, e := range d.session.events {
		dst = append(dst, e.Event)
	}
	return dst
}

// Write takes any number of samples and appends the events of the windows that
// they complete to dst. If a sample is out of range, nothing is consumed.
//
// It costs one pass through the network per window, and copies each sample about
// twice and the audio handed over once more; the latter stays in memory, so that
// writes of hours at once take as much.
//
// Samples of absurd size can make the network itself overflow. Then Write
// returns an error that wraps [segment.ErrProbability], as do all calls until
// Reset.
func (d *Detector) Write(dst []Event, pcm []float32) ([]Event, error) {
	err := d.begin().writeInterleaved(pcm)
	return d.appendEvents(dst), err
}

// Flush ends the take: it completes the last window with zeros, as the
// reference does, ends the open speech, and appends the events to dst. Without
// samples since the take began it does nothing.
func (d *Detector) Flush(dst []Event) ([]Event, error) {
	err := d.begin().flush()
	return d.appendEvents(dst), err
}

// Idle reports that no input came for some time. When such times since the last
// sample add up to IdleTimeout, the detector flushes. Positions count samples
// alone: time without input does not move them; [Detector.Skip] does.
func (d *Detector) Idle(dst []Event, elapsed time.Duration) ([]Event, error) {
	err := d.begin().wait(elapsed)
	return d.appendEvents(dst), err
}

// Skip reports that samples of the stream are missing. It flushes, which ends
// open speech, and what is written next lies as many samples further on.
func (d *Detector) Skip(dst []Event, samples int64) ([]Event, error) {
	err := d.begin().skip(samples)
	return d.appendEvents(dst), err
}

// Events returns the events of the audio that r delivers as a sequence to range
// over, which reads on, no further than to the end of a window, when the next
// event is asked for:
//
//	for e, err := range d.Events(r) {
//
// At the end of r it flushes. An error of r, or of Write, is the last element;
// after an error of r, the detector is as the samples before it left it, and
// Flush ends the speech. The audio of an event is valid until the loop goes on.
//
// A loop may be left early, and another go on: the events not yet yielded come
// first, unless a method that returns events was called in between.
func (d *Detector) Events(r vad.SampleReader) iter.Seq2[Event, error] {
	s := d.made()
	return func(yield func(Event, error) bool) {
		for e, err := range s.sequence(r) {
			if !yield(e.Event, err) {
				return
			}
		}
	}
}

// Reset takes the detector back to position 0 of a new stream and drops all
// that it keeps, an error included. The thresholds stay.
func (d *Detector) Reset() { d.begin().reset() }

// SetThresholds changes Threshold and NegThreshold for the windows to come. On
// error they stay as they were.
func (d *Detector) SetThresholds(threshold, negThreshold float64) error {
	return d.channel().segmenter.SetThresholds(threshold, negThreshold)
}

// Samples returns the number of samples written and skipped.
func (d *Detector) Samples() int64 { return d.made().samples() }

// Probs returns the probabilities of the windows that the last call completed,
// for a [segment.Endpointer] or a [segment.Track]. They are valid until the next
// call that returns events.
func (d *Detector) Probs() []float32 { return d.channel().probs }

// Speech returns the open speech, without padding, up to the last complete
// window; false if none is open.
func (d *Detector) Speech() (s segment.Segment, ok bool) { return d.channel().speech() }

// Kept returns the audio that [Detector.AppendAudio] can read. It ends with the
// last sample written, and begins no later than PreRoll and the start pad before
// the open speech, or before the last complete window; nor does it reach before
// the take. With AudioNone it is the unfinished window.
func (d *Detector) Kept() segment.Segment { return d.channel().kept() }

// AppendAudio appends the audio of s to dst, such as that of speech that is
// still open. It is an error if s is not inside of Kept.
func (d *Detector) AppendAudio(dst []float32, s segment.Segment) ([]float32, error) {
	return d.channel().appendAudio(dst, s)
}

func (d *Detector) channel() *channel { return d.made().channels[0] }

// kept returns the audio that appendAudio can read.
func (c *channel) kept() segment.Segment {
	return segment.Segment{Start: c.audio.from, End: c.audio.end()}
}

func (c *channel) appendAudio(dst []float32, s segment.Segment) ([]float32, error) {
	if kept := c.kept(); s.Start < kept.Start || s.End < s.Start || s.End > kept.End {
		return dst, fmt.Errorf("%w: got %d to %d, want one inside %d to %d", segment.ErrSegment, s.Start, s.End, kept.Start, kept.End)
	}
	return append(dst, c.audio.at(s)...), nil
}
