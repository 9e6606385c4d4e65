// Package live turns audio into events of speech, and into the audio of its
// segments, as it arrives: a [Detector] for one channel, a [Call] for several.
package live

import (
	"fmt"
	"math"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// maxWindow is the most samples of a window.
const maxWindow = 512

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
// The segments are those that [segment.Find] makes of the whole audio with the same
// Config, to the sample, however the audio was cut into writes.
//
// Flush, Skip and an Idle that exceeds IdleTimeout end a take: speech ends, the
// network forgets, and what is written next is cut into windows and segments on
// its own, at positions that go on counting. No audio before it is handed over
// with what comes behind.
//
// Audio is kept as long as a segment may need it: PreRoll before the open
// speech or before now, and segments that are not final, in all no more than
// 2*MaxSpeech + PreRoll + PostRoll + 2*(start pad + end pad) + 8 windows; by
// default that is half a second in silence and a minute at worst. It lies in
// memory for at most about 2.5 times as many samples, besides what a call hands
// over. Memory grows to what the stream needs and stays there, through Reset
// too; then no method allocates, but for dst.
//
// A Detector is not safe for concurrent use. Detectors of one model run
// independently of each other; to run the channels of one call, use a [Call].
type Detector struct {
	runner    Runner
	stream    *vad.Stream
	size      int64 // of a window
	segmenter *segment.Segmenter
	audio     history
	base      int64 // where the take begins

	preRoll, postRoll int64
	margin            int64   // the most that is needed from before speech
	resetSilence      float64 // 0 for never
	quiet             int64   // silence since it began, or since the last reset
	idle              idleTimer

	now       int64           // the position up to which all is known
	started   int64           // where the last speech of the take started, -1 for none
	waiting   segment.Segment // final, its PostRoll to come
	isWaiting bool
	lastEnd   int64 // of the last segment handed over, base if there is none

	told    []segment.Event // by the segmenter
	streams [1]*vad.Stream
	windows [1][]float32
	prob    [1]float32

	handed []float32 // the audio that the current call hands over
	probs  []float32 // of the current call
	window [maxWindow]float32
	pulled puller[Event] // of Events
	err    error
}

// Event is an event of a [Detector].
type Event struct {
	segment.Event
	// Audio is, for SegmentFinal, the audio of the segment with PreRoll and
	// PostRoll. It is valid until the next call of a method of the detector that
	// returns detections, or of Reset.
	Audio []float32
	// AudioStart is the position of Audio[0].
	AudioStart int64
}

// Runner runs the network of streams: a [vad.Model] does.
type Runner interface {
	// NewStream returns a stream at a sample rate in Hz.
	NewStream(sampleRate int) (*vad.Stream, error)
	// ProcessBatch computes the next window of each stream, as
	// [vad.Model.ProcessBatch] does.
	ProcessBatch(streams []*vad.Stream, windows [][]float32, probs []float32) error
}

// New returns a detector whose windows r computes.
func New(r Runner, c Config) (*Detector, error) {
	stream, err := r.NewStream(c.SampleRate)
	if err != nil {
		return nil, err
	}
	segmenter, err := segment.New(c.SampleRate, c.Segments)
	if err != nil {
		return nil, err
	}
	if err := c.check(); err != nil {
		return nil, err
	}
	d := &Detector{
		runner:       r,
		stream:       stream,
		size:         int64(stream.WindowSize()),
		segmenter:    segmenter,
		preRoll:      wholeSamples(c.PreRoll, c.SampleRate),
		postRoll:     wholeSamples(c.PostRoll, c.SampleRate),
		resetSilence: segment.Samples(c.ResetSilence, c.SampleRate),
		idle:         idleTimer{timeout: c.IdleTimeout},
	}
	startPad := segment.Samples(c.Segments.SpeechPad, c.SampleRate) + segment.Samples(c.Segments.StartPad, c.SampleRate)
	// One window is what MaxSpeech can leave between two segments.
	d.margin = int64(math.Ceil(startPad)) + max(d.preRoll, d.size)
	d.beginTake(0)
	return d, nil
}

// Write takes any number of samples and appends the events of the windows that
// they complete to dst. If a sample is out of range, nothing is consumed.
//
// It costs one [vad.Stream.Process] per window, and copies each sample about twice
// and the audio handed over once more; the latter stays in memory, so that
// writes of hours at once take as much.
//
// Samples of absurd size can make the network itself overflow. Then Write
// returns an error that wraps [segment.ErrProbability], as do all calls until Reset.
func (d *Detector) Write(dst []Event, pcm []float32) ([]Event, error) {
	d.beginCall()
	if d.err != nil {
		return dst, d.err
	}
	if err := vad.CheckSamples(pcm); err != nil {
		return dst, err
	}
	if len(pcm) > 0 {
		d.idle.reset()
	}
	for {
		window, n := d.fill(pcm)
		if window == nil {
			return dst, nil
		}
		pcm = pcm[n:]
		if dst = d.process(dst, window); d.err != nil {
			return dst, d.err
		}
	}
}

// Flush ends the take: it completes the last window with zeros, as the
// reference does, ends the open speech, and appends the events to dst. Without
// samples since the take began it does nothing.
func (d *Detector) Flush(dst []Event) ([]Event, error) {
	d.beginCall()
	return d.flush(dst)
}

func (d *Detector) flush(dst []Event) ([]Event, error) {
	if d.err != nil {
		return dst, d.err
	}
	if window := d.padded(); window != nil {
		if dst = d.process(dst, window); d.err != nil {
			return dst, d.err
		}
	}
	return d.finish(dst), nil
}

// Idle tells the detector that no input came for some time. When such times
// since the last sample add up to IdleTimeout, it flushes. Positions count
// samples alone: time without input does not move them; [Detector.Skip] does.
func (d *Detector) Idle(dst []Event, elapsed time.Duration) ([]Event, error) {
	d.beginCall()
	if d.err != nil {
		return dst, d.err
	}
	if expired, err := d.idle.add(elapsed); !expired {
		return dst, err
	}
	return d.flush(dst)
}

// Skip tells the detector that samples of the stream are missing: it flushes,
// and what is written next lies as many samples further on.
func (d *Detector) Skip(dst []Event, samples int64) ([]Event, error) {
	d.beginCall()
	if d.err != nil {
		return dst, d.err
	}
	if err := d.checkSkip(samples); err != nil {
		return dst, err
	}
	dst, err := d.flush(dst)
	if err == nil {
		d.beginTake(d.base + samples)
	}
	return dst, err
}

// checkSkip leaves room for half of all positions behind the gap.
func (d *Detector) checkSkip(samples int64) error {
	if most := max(0, math.MaxInt64/2-d.audio.end()); samples < 0 || samples > most {
		return fmt.Errorf("%w: samples: got %d, want 0 to %d", ErrOption, samples, most)
	}
	return nil
}

// Reset takes the detector back to position 0 of a new stream and drops all
// that it keeps, an error included. The thresholds stay.
func (d *Detector) Reset() {
	d.beginCall()
	d.segmenter.Reset()
	d.idle.reset()
	d.err = nil
	d.beginTake(0)
}

// SetThresholds changes Threshold and NegThreshold for the windows to come. On
// error they stay as they were.
func (d *Detector) SetThresholds(threshold, negThreshold float64) error {
	return d.segmenter.SetThresholds(threshold, negThreshold)
}

// Samples returns the number of samples written and skipped.
func (d *Detector) Samples() int64 { return d.audio.end() }

// Probs returns the probabilities of the windows that the last call completed,
// for an [segment.Endpointer] or a [segment.Track]. They are valid until the next call that
// returns detections.
func (d *Detector) Probs() []float32 { return d.probs }

// Speech returns the open speech, without padding, up to the last complete
// window; false if none is open.
func (d *Detector) Speech() (s segment.Segment, ok bool) {
	if s, ok = d.segmenter.Open(); ok {
		s.Start, s.End = s.Start+d.base, s.End+d.base
	}
	return s, ok
}

// Kept returns the audio that [Detector.AppendAudio] can read. It ends with the
// last sample written, and begins no later than PreRoll and the start pad before
// the open speech, or before the last complete window; nor does it reach before
// the take.
func (d *Detector) Kept() segment.Segment {
	return segment.Segment{Start: d.audio.from, End: d.audio.end()}
}

// AppendAudio appends the audio of s to dst, such as that of speech that is
// still open. It is an error if s is not inside of Kept.
func (d *Detector) AppendAudio(dst []float32, s segment.Segment) ([]float32, error) {
	if kept := d.Kept(); s.Start < kept.Start || s.End < s.Start || s.End > kept.End {
		return dst, fmt.Errorf("%w: got %d to %d, want one inside %d to %d", segment.ErrSegment, s.Start, s.End, kept.Start, kept.End)
	}
	return append(dst, d.audio.at(s)...), nil
}
