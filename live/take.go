package live

import (
	"github.com/gosilero/vad/segment"
)

// beginCall gives up what the last call handed over.
func (d *Detector) beginCall() {
	d.handed, d.probs = d.handed[:0], d.probs[:0]
	d.pulled.forget()
}

// beginTake begins a take at a position.
func (d *Detector) beginTake(position int64) {
	d.stream.Reset()
	d.audio.restart(position)
	d.base, d.now, d.lastEnd = position, position, position
	d.started, d.isWaiting, d.quiet = -1, false, 0
}

// position returns the position behind the last window.
func (d *Detector) position() int64 { return d.base + d.segmenter.Samples() }

// room returns how many samples the window lacks.
func (d *Detector) room() int {
	return int(d.position() + d.size - d.audio.end())
}

// fill keeps the first n samples of pcm, up to the end of a window, and returns
// the window if they complete it.
func (d *Detector) fill(pcm []float32) (window []float32, n int) {
	n = min(len(pcm), d.room())
	d.audio.write(pcm[:n])
	if d.room() > 0 {
		return nil, n
	}
	return d.audio.at(segment.Segment{Start: d.position(), End: d.audio.end()}), n
}

// padded returns the unfinished window completed with zeros, nil if there is
// none.
func (d *Detector) padded() []float32 {
	rest := d.audio.at(segment.Segment{Start: d.position(), End: d.audio.end()})
	if len(rest) == 0 {
		return nil
	}
	window := d.window[:d.size]
	clear(window[copy(window, rest):])
	return window
}

// process runs a window and takes its probability. An error is kept.
func (d *Detector) process(dst []Event, window []float32) []Event {
	d.streams[0], d.windows[0] = d.stream, window
	if d.err = d.runner.ProcessBatch(d.streams[:], d.windows[:], d.prob[:]); d.err != nil {
		return dst
	}
	return d.take(dst, d.prob[0])
}

// take appends the events of the window that has the probability to dst. An
// error is kept.
func (d *Detector) take(dst []Event, prob float32) []Event {
	d.told = d.segmenter.PushEvents(d.told[:0], prob)
	if d.err = d.segmenter.Err(); d.err != nil {
		return dst
	}
	d.probs = append(d.probs, prob)
	d.now = min(d.position(), d.audio.end()) // without the zeros of a last window
	dst = d.tell(dst)
	if d.now >= d.waiting.End+d.postRoll {
		dst = d.hand(dst, d.now)
	}
	d.watchSilence(prob)
	d.audio.discard(d.needed())
	return dst
}

// finish ends the take and appends the events that this causes to dst.
func (d *Detector) finish(dst []Event) []Event {
	d.now = d.audio.end()
	d.told = d.segmenter.FinishEvents(d.told[:0], d.now-d.base)
	dst = d.tell(dst)
	dst = d.hand(dst, d.now)
	d.beginTake(d.now)
	return dst
}

// tell appends the events of the segmenter to dst, in positions of the stream.
func (d *Detector) tell(dst []Event) []Event {
	for _, e := range d.told {
		e.Known = d.now
		e.Segment = segment.Segment{Start: d.base + e.Segment.Start, End: min(d.base+e.Segment.End, d.now)}
		if e.Kind == segment.SegmentFinal {
			dst = d.final(dst, e)
			continue
		}
		if e.Kind == segment.SpeechStarted {
			dst = d.hand(dst, e.Segment.Start)
			d.started = e.Segment.Start
		}
		dst = append(dst, Event{Event: e})
	}
	return dst
}

// final takes a segment, which is handed over at once if its PostRoll is there.
// There is none that waits: the start of this one's speech has handed it over.
func (d *Detector) final(dst []Event, e segment.Event) []Event {
	d.waiting, d.isWaiting = e.Segment, true
	switch {
	case d.started >= e.Segment.End: // of the speech behind it
		return d.hand(dst, d.started)
	case d.now >= e.Segment.End+d.postRoll:
		return d.hand(dst, d.now)
	}
	return dst
}

// hand appends the segment that waits to dst, if there is one, with its audio
// up to limit at most.
func (d *Detector) hand(dst []Event, limit int64) []Event {
	if !d.isWaiting {
		return dst
	}
	s := d.waiting
	a := segment.Segment{Start: d.audioStart(s), End: max(s.End, min(s.End+d.postRoll, limit))}
	n := len(d.handed)
	d.handed = append(d.handed, d.audio.at(a)...)
	d.isWaiting, d.lastEnd = false, s.End
	return append(dst, Event{
		Event:      segment.Event{Kind: segment.SegmentFinal, Segment: s, Known: d.now},
		Audio:      d.handed[n:len(d.handed):len(d.handed)],
		AudioStart: a.Start,
	})
}

// audioStart returns where the audio of the next segment begins. A gap of one
// window is what MaxSpeech leaves when it cuts speech that goes on: it belongs
// to the second part.
func (d *Detector) audioStart(s segment.Segment) int64 {
	if d.lastEnd > d.base && s.Start-d.lastEnd <= d.size {
		return d.lastEnd
	}
	return max(d.lastEnd, s.Start-d.preRoll)
}

// needed returns the position from which audio may still be handed over.
func (d *Detector) needed() int64 {
	from := d.position()
	if s, ok := d.Speech(); ok {
		from = s.Start
	}
	from -= d.margin
	from = min(from, d.base+d.segmenter.Settled()-max(d.preRoll, d.size))
	if d.isWaiting {
		from = min(from, d.audioStart(d.waiting))
	}
	return from
}

// watchSilence clears the network's memory in long silence.
func (d *Detector) watchSilence(prob float32) {
	if d.resetSilence == 0 {
		return
	}
	_, open := d.segmenter.Open()
	if _, neg := d.segmenter.Thresholds(); open || float64(prob) >= neg {
		d.quiet = 0
		return
	}
	if d.quiet += d.size; float64(d.quiet) > d.resetSilence {
		d.stream.Forget()
		d.quiet = 0
	}
}
