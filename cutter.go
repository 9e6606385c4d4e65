package vad

import "math"

// cutter is the reference's rules as a state machine: step takes one window,
// end the end of the stream. It keeps one open speech and the segment before
// it; both are all that the rules look back to.
type cutter struct {
	rules
	pos int64 // the first sample of the next window

	// The open speech. silence, split and resume are 0 for none: no silence
	// begins at 0, since speech opens there at the earliest.
	open      bool
	confirmed bool
	start     int64
	silence   int64   // where the silence that it may end in begins
	split     int64   // the last silence to split at
	resume    int64   // where speech went on behind split
	longest   Segment // the longest silence to split at

	// The last speech that was kept and closed.
	last      Segment // without padding
	lastStart int64   // with padding
	hasLast   bool
	held      bool // its segment is not delivered

	events [maxEvents]Event // of the last call, count of them
	count  int
}

// maxEvents is the most that a window can cause: it splits (SpeechConfirmed,
// SpeechSplit, SegmentFinal of the speech before), the rest opens and ends at
// once (SpeechStarted, SpeechConfirmed, SpeechEnded, SegmentFinal of the split
// speech, SegmentFinal).
const maxEvents = 8

func (k *cutter) clearEvents() { k.count = 0 }

func (k *cutter) note(kind EventKind, s Segment, known int64) {
	k.events[k.count] = Event{kind, s, known}
	k.count++
}

// step takes the window at pos, of probability p.
func (k *cutter) step(p float64) {
	c := k.pos
	k.pos += k.window
	k.advance(c, p)
	if k.open && !k.confirmed && k.certain(c) {
		k.confirm(k.pos)
	}
	if k.held {
		if end, ok := k.settledEnd(c); ok {
			k.deliver(end, k.pos)
		}
	}
}

// advance applies the rules to the window at c, in the reference's order.
func (k *cutter) advance(c int64, p float64) {
	if p >= k.threshold {
		if k.silence != 0 {
			k.endSilence(c)
		}
		if !k.open {
			k.begin(c)
			return
		}
	}
	if k.open && float64(c-k.start) > k.maxSpeech {
		if !k.cut(c) {
			return
		}
	}
	if k.open && p < k.neg {
		k.quiet(c)
	}
}

// begin opens speech at start.
func (k *cutter) begin(start int64) {
	k.forget()
	k.open, k.start = true, start
	k.note(SpeechStarted, Segment{start, k.pos}, k.pos)
}

// forget clears all that is known of the open speech.
func (k *cutter) forget() {
	k.open, k.confirmed = false, false
	k.silence, k.split, k.resume, k.longest = 0, 0, 0, Segment{}
}

// endSilence ends the silence inside the open speech: speech goes on at c.
func (k *cutter) endSilence(c int64) {
	s := Segment{k.silence, c}
	if float64(s.Len()) > k.minSplitSilence && s.Len() > k.longest.Len() {
		k.longest = s
	}
	k.silence = 0
	if k.resume < k.split {
		k.resume = c
	}
}

// cut ends the open speech, which reached its maximum length before c, and goes
// on with what is left. It reports whether the window at c is still to be
// looked at.
func (k *cutter) cut(c int64) bool {
	longest, split, resume := k.longest, k.split, k.resume
	switch {
	case k.usesLongest && longest.Len() > 0:
		k.keep(SpeechSplit, longest.Start, k.pos)
		k.begin(longest.End)
	case split != 0:
		k.keep(SpeechSplit, split, k.pos)
		if resume >= split {
			k.begin(resume)
		}
	default:
		k.keep(SpeechSplit, c, k.pos)
		return false
	}
	return true
}

// quiet takes the window at c as silence inside the open speech.
func (k *cutter) quiet(c int64) {
	if k.silence == 0 {
		k.silence = c
	}
	d := float64(c - k.silence)
	if !k.usesLongest && d > k.minSplitSilence {
		k.split = k.silence
	}
	if d < k.minSilence {
		return
	}
	if float64(k.silence-k.start) > k.minSpeech {
		k.keep(SpeechEnded, k.silence, k.pos)
	} else {
		k.drop(k.silence, k.pos)
	}
}

// end ends the stream after n samples and starts anew.
func (k *cutter) end(n int64) {
	if k.open {
		if float64(n-k.start) > k.minSpeech {
			k.keep(SpeechEnded, n, n)
		} else {
			k.drop(n, n)
		}
	}
	if k.held {
		k.deliver(int64(min(float64(n), float64(k.last.End)+k.endPad)), n)
	}
	events, count := k.events, k.count
	*k = cutter{rules: k.rules, events: events, count: count}
}

func (k *cutter) confirm(known int64) {
	k.confirmed = true
	k.note(SpeechConfirmed, Segment{k.start, known}, known)
}

// drop closes the open speech, which is too short.
func (k *cutter) drop(end, known int64) {
	k.note(SpeechDropped, Segment{k.start, end}, known)
	k.forget()
}

// keep closes the open speech at end and holds it for delivery. This settles
// the segment before.
func (k *cutter) keep(kind EventKind, end, known int64) {
	if !k.confirmed {
		k.confirm(known)
	}
	s := Segment{k.start, end}
	k.note(kind, s, known)
	if k.held {
		k.deliver(k.endBefore(s.Start), known)
	}
	k.lastStart = k.startBehind(s.Start)
	k.last, k.hasLast, k.held = s, true, true
	k.forget()
}

func (k *cutter) deliver(end, known int64) {
	k.note(SegmentFinal, Segment{k.lastStart, end}, known)
	k.held = false
}

// startBehind returns the start, with padding, of speech that begins at start.
func (k *cutter) startBehind(start int64) int64 {
	if k.hasLast {
		if _, share, short := k.shares(start - k.last.End); short {
			return max(0, start-share)
		}
	}
	return int64(max(0, float64(start)-k.startPad))
}

// endBefore returns the end, with padding, of the last speech, if the next one
// begins at next.
func (k *cutter) endBefore(next int64) int64 {
	if share, _, short := k.shares(next - k.last.End); short {
		return k.last.End + share
	}
	return int64(float64(k.last.End) + k.endPad)
}

// certain reports whether the open speech will be a segment whatever follows
// the window at c, be it the end of the stream after one sample of it.
func (k *cutter) certain(c int64) bool {
	if float64(c+1-k.start) <= k.minSpeech {
		return false
	}
	if k.silence == 0 || float64(k.silence-k.start) > k.minSpeech {
		return true
	}
	// Silence could end it as too short, unless it is cut before: in the window
	// in which the silence is long enough, at the latest.
	wait := math.Ceil((k.minSilence - float64(k.pos-k.silence)) / float64(k.window))
	end := k.pos + int64(max(0, wait))*k.window
	return float64(end-k.start) > k.maxSpeech
}

// settledEnd returns the end, with padding, of the last speech, if nothing that
// may follow the window at c can change it.
func (k *cutter) settledEnd(c int64) (end int64, ok bool) {
	next := k.pos // where speech can begin at the earliest
	if k.open {
		next = k.start
	}
	end = k.endBefore(next)
	if k.open && k.confirmed {
		return end, true
	}
	// The next speech may begin later or never, which can only move the end to
	// its full padding, and the stream may end after one sample of this window.
	full := int64(float64(k.last.End) + k.endPad)
	return end, end == full && full <= c+1
}
