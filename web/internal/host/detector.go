package host

import (
	"fmt"
	"slices"
	"unsafe"

	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// eventNumbers is the length of an event in a result: kind, start and end, known,
// probability, where its audio lies, the samples of that, and the position of the
// first of them.
const eventNumbers = 8

// eventKinds are the numbers of kinds, by their place.
var eventKinds = []segment.EventKind{
	live.Window, segment.SpeechStarted, segment.SpeechConfirmed, segment.SpeechDropped, segment.SpeechEnded,
	segment.SpeechSplit, segment.SegmentFinal, live.SpeechAudio,
}

// detector is a live detector whose windows come with their samples.
type detector struct {
	live   *live.Detector
	input  *input // nil if audio goes to the detector as it comes
	window []float32
	size   int // of a window
	events []live.Event
}

func (h *Host) detector(handle int32) (*detector, error) {
	if d := h.detectors[handle]; d != nil {
		return d, nil
	}
	return nil, fmt.Errorf("%w: got %d, want a detector's", ErrHandle, handle)
}

// Detector returns the handle of a live detector with the options given.
func (h *Host) Detector(model int32, values []float64, given uint32) int32 {
	return h.call(func() (int32, error) {
		m, err := h.model(model)
		if err != nil {
			return 0, err
		}
		o, err := read(values, given)
		if err != nil {
			return 0, err
		}
		d := &detector{}
		if d.live, err = live.New(m, o.Config); err != nil {
			return 0, err
		}
		if o.networkPCM {
			if d.input, err = newInput(o.inputRate, o.SampleRate); err != nil {
				return 0, err
			}
			if d.size, err = m.WindowSize(o.SampleRate); err != nil {
				return 0, err
			}
		}
		handle := h.next()
		h.detectors[handle] = d
		return handle, nil
	})
}

// Write returns the number of events of the windows that samples complete. Result
// has eight numbers for each.
func (h *Host) Write(handle int32, pcm []float32) int32 {
	return h.report(handle, func(d *detector) (err error) {
		if d.input == nil {
			d.events, err = d.live.Write(d.events, pcm)
			return err
		}
		if pcm, err = d.input.feed(pcm); err != nil {
			return err
		}
		return d.writeWindows(pcm)
	})
}

// End is Write of what is left, and ends speech. What is written next is cut into
// windows on its own.
func (h *Host) End(handle int32) int32 {
	return h.report(handle, func(d *detector) (err error) {
		if d.input != nil {
			if err := d.writeWindows(d.input.flush()); err != nil {
				return err
			}
		}
		first := len(d.events)
		d.events, err = d.live.Flush(d.events)
		d.hand(first, append(d.window, make([]float32, d.size-len(d.window))...))
		d.window = d.window[:0]
		return err
	})
}

// Set changes the options of a detector, all but the rates and the kind of audio.
func (h *Host) Set(handle int32, values []float64, given uint32) int32 {
	return h.call(func() (int32, error) {
		d, err := h.detector(handle)
		if err != nil {
			return 0, err
		}
		o, err := read(values, given)
		if err != nil {
			return 0, err
		}
		return 0, d.live.SetConfig(o.Config)
	})
}

// report calls write with a detector and puts its events into the result.
func (h *Host) report(handle int32, write func(*detector) error) int32 {
	return h.call(func() (int32, error) {
		d, err := h.detector(handle)
		if err != nil {
			return 0, err
		}
		clear(d.events)
		d.events = d.events[:0]
		if err := write(d); err != nil {
			return 0, err
		}
		h.numbers, h.audio = h.numbers[:0], h.audio[:0]
		for i := range d.events {
			h.append(&d.events[i])
		}
		return int32(len(d.events)), nil
	})
}

// append adds an event to the result, whose audio lives until the next one.
func (h *Host) append(e *live.Event) {
	h.audio = append(h.audio, e.Audio)
	audio := uintptr(unsafe.Pointer(unsafe.SliceData(e.Audio)))
	h.numbers = append(h.numbers, float64(slices.Index(eventKinds, e.Kind)), float64(e.Segment.Start), float64(e.Segment.End),
		float64(e.Known), float64(e.Prob), float64(audio), float64(len(e.Audio)), float64(e.AudioStart))
}

// writeWindows writes samples window by window and hands each over with its event.
func (d *detector) writeWindows(pcm []float32) (err error) {
	for len(pcm) > 0 {
		n := min(d.size-len(d.window), len(pcm))
		d.window, pcm = append(d.window, pcm[:n]...), pcm[n:]
		first := len(d.events)
		if d.events, err = d.live.Write(d.events, d.window[len(d.window)-n:]); err != nil {
			return err
		}
		if len(d.window) == d.size {
			d.hand(first, d.window)
			d.window = d.window[:0]
		}
	}
	return nil
}

// hand gives a copy of a window to the event of it, if there is one from the first
// of the events on.
func (d *detector) hand(first int, window []float32) {
	for i := first; i < len(d.events); i++ {
		if e := &d.events[i]; e.Kind == live.Window {
			e.Audio, e.AudioStart = slices.Clone(window), e.Segment.Start
		}
	}
}

func (d *detector) reset() {
	d.live.Reset()
	d.window = d.window[:0]
	if d.input != nil {
		d.input.resampler.Reset()
	}
}
