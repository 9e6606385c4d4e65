package live

import (
	"math"

	"github.com/gosilero/vad/segment"
)

// handover is what a channel knows of the audio that it hands over.
type handover struct {
	mode              Audio
	pad               int64 // the most that a segment begins before its speech
	preRoll, postRoll int64
	window            int64 // the most samples of the input in a window
	margin            int64 // the most that is needed from before speech

	base      int64           // where the take begins
	waiting   segment.Segment // final, its PostRoll to come
	isWaiting bool
	started   int64 // where the last speech of the take started, -1 for none
	lastEnd   int64 // of the last segment handed over, base if there is none

	// For AudioStreamed.
	open     bool  // speech is
	due      int64 // speeches that ended, of which the segment is not final
	streamed int64 // the position up to which audio was handed over
}

func (h *handover) setConfig(c *Config, window int64) {
	h.mode, h.window = c.Audio, window
	if c.Audio == AudioNone {
		h.pad, h.preRoll, h.postRoll, h.margin = 0, 0, 0, 0
		return
	}
	h.preRoll, h.postRoll = c.wholeSamples(c.PreRoll), c.wholeSamples(c.PostRoll)
	pads := segment.Samples(c.Segments.SpeechPad, c.SampleRate) + segment.Samples(c.Segments.StartPad, c.SampleRate)
	h.pad = int64(math.Ceil(pads))
	// One window is what MaxSpeech can leave between two segments.
	h.margin = h.pad + max(h.preRoll, window)
}

func (h *handover) restart(position int64) {
	h.base, h.lastEnd, h.streamed = position, position, position
	h.waiting, h.isWaiting = segment.Segment{}, false
	h.started, h.open, h.due = -1, false, 0
}

// begin appends the start of speech to dst.
func (c *channel) begin(dst []Event, e segment.Event) []Event {
	h := &c.handover
	dst = c.handOver(dst, e.Segment.Start)
	h.started, h.open = e.Segment.Start, true
	if h.mode != AudioStreamed {
		return append(dst, Event{Event: e})
	}
	from := max(h.streamed, e.Segment.Start-h.pad-h.preRoll)
	return append(dst, c.handOn(e, segment.Segment{Start: from, End: c.now}))
}

// end notes the end of speech.
func (c *channel) end(kind segment.EventKind) {
	c.handover.open = false
	if kind != segment.SpeechDropped {
		c.handover.due++
	}
}

// final takes a segment, which is handed over at once if its PostRoll is there.
// None is waiting: the start of this one's speech has handed it over.
func (c *channel) final(dst []Event, s segment.Segment) []Event {
	h := &c.handover
	h.waiting, h.isWaiting = s, true
	h.due--
	switch {
	case h.started >= s.End: // of the speech after it
		return c.handOver(dst, h.started)
	case c.now >= s.End+h.postRoll:
		return c.handOver(dst, c.now)
	}
	return dst
}

// handOver appends the segment that is waiting to dst, if there is one, with its
// audio up to limit at most if it is handed over whole.
func (c *channel) handOver(dst []Event, limit int64) []Event {
	h := &c.handover
	if !h.isWaiting {
		return dst
	}
	s := h.waiting
	e := Event{Event: segment.Event{Kind: segment.SegmentFinal, Segment: s, Known: c.now}}
	if h.mode == AudioWhole {
		a := segment.Segment{Start: c.audioStart(s), End: max(s.End, min(s.End+h.postRoll, limit))}
		e.Audio, e.AudioStart = c.audio.copy(a)
	}
	h.waiting, h.isWaiting, h.lastEnd = segment.Segment{}, false, s.End
	return append(dst, e)
}

// audioStart returns where the audio of the next segment begins. A gap of one
// window is what MaxSpeech leaves when it cuts speech that goes on: it belongs
// to the second part.
func (c *channel) audioStart(s segment.Segment) int64 {
	h := &c.handover
	if h.lastEnd > h.base && s.Start-h.lastEnd <= h.window {
		return h.lastEnd
	}
	return max(h.lastEnd, s.Start-h.preRoll)
}

// stream appends the audio that has come to dst, if it is streamed and speech, or
// the time after it, goes on.
func (c *channel) stream(dst []Event) []Event {
	h := &c.handover
	if h.mode != AudioStreamed || !h.open && h.due == 0 && !h.isWaiting {
		return dst
	}
	end := c.now
	if !h.open && h.due == 0 {
		end = min(end, h.waiting.End+h.postRoll)
	}
	s := segment.Segment{Start: h.streamed, End: end}
	if s.Len() <= 0 {
		return dst
	}
	return append(dst, c.handOn(segment.Event{Kind: SpeechAudio, Segment: s, Known: c.now}, s))
}

// handOn returns an event with the audio of s, which is streamed.
func (c *channel) handOn(e segment.Event, s segment.Segment) Event {
	event := Event{Event: e}
	if s.Len() > 0 {
		event.Audio, event.AudioStart = c.audio.copy(s)
		c.handover.streamed = s.End
	}
	return event
}
