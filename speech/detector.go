// Package speech has the API of github.com/streamer45/silero-vad-go/speech
// without cgo and ONNX Runtime. A program that uses that package changes one line
// of its imports:
//
//	import "github.com/gosilero/vad/speech"
//
// Names, fields and the texts of errors are those of silero-vad-go v0.2.1, with
// Infer and SetThreshold of its main branch. Without a ModelPath the network is
// the embedded v6.2.
//
// What differs:
//
//   - Every window has its context, the samples before it: the first one too
//     (64 zeros), in Infer too, and 32 samples at 8 kHz. silero-vad-go computes
//     the first window and those of Infer without, and takes 64 at 8 kHz.
//   - No audio is lost between calls of Detect. silero-vad-go computes neither
//     the last whole window of a call nor what follows it.
//   - Speech that ends in a later call than it started is a [Segment] of that call,
//     with its start and its end, and not the error "unexpected speech end".
//   - Speech ends where the first window of silence begins, as in Silero's
//     VADIterator, 32 ms earlier; [DetectorConfig].Compat has the other end.
//   - Samples that are NaN or infinite, and a threshold out of range given to
//     SetThreshold, are errors of the next call.
//   - Nothing is logged.
//
// New programs have more from package live: segments as get_speech_timestamps
// makes them, with a shortest and a longest speech, and their audio.
package speech

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/segment"
)

// Errors with the texts of silero-vad-go, which programs compare with.
var (
	// ErrNotEnoughSamples says that a stream begins with less than a window.
	ErrNotEnoughSamples = errors.New("not enough samples")
	// ErrNilDetector says that a method was called on a nil Detector.
	ErrNilDetector = errors.New("invalid nil detector")
	// ErrUnexpectedSpeechEnd is never returned: speech may end in a later call
	// than it started. It exists for programs that compare with it.
	ErrUnexpectedSpeechEnd = errors.New("unexpected speech end")
)

var errDestroyed = errors.New("invalid detector: destroyed, or not made by NewDetector")

// Segment is a stretch of speech, in seconds since the stream began.
type Segment struct {
	// SpeechStartAt is where the speech starts, with padding, 0 at the earliest.
	SpeechStartAt float64
	// SpeechEndAt is where it ends, with padding, or 0 while it is open.
	SpeechEndAt float64
}

// Detector finds speech in one stream of audio. It is not safe for concurrent
// use; detectors are independent of each other. Make one with [NewDetector].
//
// As with silero-vad-go, minutes of noise make the network deaf until Reset; package
// live does not have that fault.
type Detector struct {
	config   DetectorConfig
	stream   *vad.Stream          // nil if destroyed
	iterator *segment.VADIterator // takes the probabilities of Detect
	late     int64                // samples that Compat adds to an end
	start    float64              // SpeechStartAt of the last speech
	probs    []float32            // of one call; kept for its memory
}

// NewDetector returns a detector at the start of a stream.
func NewDetector(cfg DetectorConfig) (*Detector, error) {
	if err := cfg.IsValid(); err != nil {
		return nil, fmt.Errorf("invalid config: %w", err)
	}
	iterator, err := segment.NewVADIterator(cfg.SampleRate, segment.VADIteratorConfig{
		Threshold:  float64(cfg.Threshold),
		MinSilence: milliseconds(cfg.MinSilenceDurationMs),
		SpeechPad:  milliseconds(cfg.SpeechPadMs),
	})
	if err != nil {
		return nil, fmt.Errorf("invalid config: %w", err)
	}
	model, err := loadModel(cfg.ModelPath)
	if err != nil {
		return nil, fmt.Errorf("failed to create session: %w", err)
	}
	stream, err := model.NewStream(cfg.SampleRate)
	if err != nil {
		return nil, fmt.Errorf("failed to create session: %w", err)
	}
	d := &Detector{config: cfg, stream: stream, iterator: iterator}
	if cfg.Compat {
		d.late = int64(stream.WindowSize())
	}
	return d, nil
}

// milliseconds returns a duration, the longest one if it would be longer.
func milliseconds(n int) time.Duration {
	return time.Duration(min(int64(n), math.MaxInt64/int64(time.Millisecond))) * time.Millisecond
}

// made returns an error unless NewDetector has made sd.
func (sd *Detector) made() error {
	switch {
	case sd == nil:
		return ErrNilDetector
	case sd.stream == nil:
		return errDestroyed
	}
	return nil
}

// Detect takes the next samples of the stream and returns the speech that starts
// or ends in the windows of 32 ms that they complete. The rest is kept for the
// next call, so that it does not matter how a stream is cut into calls, but that
// the first one must have a whole window: otherwise, the error is
// [ErrNotEnoughSamples].
//
// Speech without an end in the same call is returned twice: by this call with
// SpeechEndAt = 0, and whole by the call in which it ends. The end of a stream
// does not end speech.
//
// On error nothing is taken.
func (sd *Detector) Detect(pcm []float32) ([]Segment, error) {
	if err := sd.made(); err != nil {
		return nil, err
	}
	if sd.stream.Samples() == 0 && len(pcm) < sd.stream.WindowSize() {
		return nil, ErrNotEnoughSamples
	}
	if err := sd.iterator.SetThreshold(float64(sd.config.Threshold)); err != nil {
		return nil, fmt.Errorf("invalid config: %w: %w", errThreshold, err)
	}
	probs, err := sd.stream.Feed(sd.probs[:0], pcm)
	if err != nil {
		return nil, fmt.Errorf("infer failed: %w", err)
	}
	sd.probs = probs
	var segments []Segment
	for _, p := range probs {
		b, ok, err := sd.iterator.Push(p)
		if err != nil {
			return nil, fmt.Errorf("infer failed: %w", err)
		}
		if ok {
			segments = sd.appendBoundary(segments, b)
		}
	}
	return segments, nil
}

// appendBoundary appends speech that starts, or ends the speech that is open.
func (sd *Detector) appendBoundary(segments []Segment, b segment.Boundary) []Segment {
	if !b.End {
		sd.start = sd.seconds(b.Sample)
		return append(segments, Segment{SpeechStartAt: sd.start})
	}
	if len(segments) == 0 { // it started in an earlier call
		segments = append(segments, Segment{SpeechStartAt: sd.start})
	}
	segments[len(segments)-1].SpeechEndAt = sd.seconds(b.Sample + sd.late)
	return segments
}

func (sd *Detector) seconds(sample int64) float64 {
	return float64(sample) / float64(sd.config.SampleRate)
}

// Infer computes the probability of speech in the next window of the stream, 512
// samples at 16 kHz, 256 at 8 kHz. It starts and ends no speech and does not move
// the times of Detect. It is an error if Detect has kept a part of a window; call
// Reset first.
func (sd *Detector) Infer(samples []float32) (float32, error) {
	if err := sd.made(); err != nil {
		return 0, err
	}
	return sd.stream.Process(samples)
}

// Reset takes the detector back to the start of a stream. The threshold stays.
func (sd *Detector) Reset() error {
	if err := sd.made(); err != nil {
		return err
	}
	sd.stream.Reset()
	sd.iterator.Reset()
	return nil
}

// SetThreshold changes Threshold for the windows to come. If value is not inside
// (0, 1), Detect returns an error until the threshold is set again.
func (sd *Detector) SetThreshold(value float32) { sd.config.Threshold = value }

// Destroy releases the network. All methods but Destroy and SetThreshold return an
// error after it.
func (sd *Detector) Destroy() error {
	if sd == nil {
		return ErrNilDetector
	}
	*sd = Detector{config: sd.config}
	return nil
}
