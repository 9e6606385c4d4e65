package segment

import "math"

// machine is the reference's rules as a state machine: step takes one window,
// end the end of the stream. It keeps one open speech and the segment before
// it; both are all that the rules look back to.
type machine struct {
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

func (m *machine) clearEvents() { m.count = 0 }

func (m *machine) note(kind EventKind, s Segment, known int64) {
	m.events[m.count] = Event{kind, s, known}
	m.count++
}

// step takes the window at pos, of probability p.
func (m *machine) step(p float64) {
	c := m.pos
	m.pos += m.window
	m.advance(c, p)
	if m.open && !m.confirmed && m.certain(c) {
		m.confirm(m.pos)
	}
	if m.held {
		if end, ok := m.settledEnd(c); ok {
			m.deliver(end, m.pos)
		}
	}
}

// advance applies the rules to the window at c, in the reference's order.
func (m *machine) advance(c int64, p float64) {
	if p >= m.threshold {
		if m.silence != 0 {
			m.endSilence(c)
		}
		if !m.open {
			m.begin(c)
			return
		}
	}
	if m.open && float64(c-m.start) > m.maxSpeech {
		if !m.cut(c) {
			return
		}
	}
	if m.open && p < m.neg {
		m.quiet(c)
	}
}

// begin opens speech at start.
func (m *machine) begin(start int64) {
	m.forget()
	m.open, m.start = true, start
	m.note(SpeechStarted, Segment{start, m.pos}, m.pos)
}

// forget clears all that is known of the open speech.
func (m *machine) forget() {
	m.open, m.confirmed = false, false
	m.silence, m.split, m.resume, m.longest = 0, 0, 0, Segment{}
}

// endSilence ends the silence inside the open speech: speech goes on at c.
func (m *machine) endSilence(c int64) {
	s := Segment{m.silence, c}
	if float64(s.Len()) > m.minSplitSilence && s.Len() > m.longest.Len() {
		m.longest = s
	}
	m.silence = 0
	if m.resume < m.split {
		m.resume = c
	}
}

// cut ends the open speech, which reached its maximum length before c, and goes
// on with what is left. It reports whether the window at c is still to be
// looked at.
func (m *machine) cut(c int64) bool {
	longest, split, resume := m.longest, m.split, m.resume
	switch {
	case m.usesLongest && longest.Len() > 0:
		m.keep(SpeechSplit, longest.Start, m.pos)
		m.begin(longest.End)
	case split != 0:
		m.keep(SpeechSplit, split, m.pos)
		if resume >= split {
			m.begin(resume)
		}
	default:
		m.keep(SpeechSplit, c, m.pos)
		return false
	}
	return true
}

// quiet takes the window at c as silence inside the open speech.
func (m *machine) quiet(c int64) {
	if m.silence == 0 {
		m.silence = c
	}
	d := float64(c - m.silence)
	if !m.usesLongest && d > m.minSplitSilence {
		m.split = m.silence
	}
	if d < m.minSilence {
		return
	}
	if float64(m.silence-m.start) > m.minSpeech {
		m.keep(SpeechEnded, m.silence, m.pos)
	} else {
		m.drop(m.silence, m.pos)
	}
}

// end ends the stream after n samples and starts anew.
func (m *machine) end(n int64) {
	if m.open {
		if float64(n-m.start) > m.minSpeech {
			m.keep(SpeechEnded, n, n)
		} else {
			m.drop(n, n)
		}
	}
	if m.held {
		m.deliver(int64(min(float64(n), float64(m.last.End)+m.endPad)), n)
	}
	events, count := m.events, m.count
	*m = machine{rules: m.rules, events: events, count: count}
}

func (m *machine) confirm(known int64) {
	m.confirmed = true
	m.note(SpeechConfirmed, Segment{m.start, known}, known)
}

// drop closes the open speech, which is too short.
func (m *machine) drop(end, known int64) {
	m.note(SpeechDropped, Segment{m.start, end}, known)
	m.forget()
}

// keep closes the open speech at end and holds it for delivery. This settles
// the segment before.
func (m *machine) keep(kind EventKind, end, known int64) {
	if !m.confirmed {
		m.confirm(known)
	}
	s := Segment{m.start, end}
	m.note(kind, s, known)
	if m.held {
		m.deliver(m.endBefore(s.Start), known)
	}
	m.lastStart = m.startBehind(s.Start)
	m.last, m.hasLast, m.held = s, true, true
	m.forget()
}

func (m *machine) deliver(end, known int64) {
	m.note(SegmentFinal, Segment{m.lastStart, end}, known)
	m.held = false
}

// startBehind returns the start, with padding, of speech that begins at start.
func (m *machine) startBehind(start int64) int64 {
	if m.hasLast {
		if _, share, short := m.shares(start - m.last.End); short {
			return max(0, start-share)
		}
	}
	return int64(max(0, float64(start)-m.startPad))
}

// endBefore returns the end, with padding, of the last speech, if the next one
// begins at next.
func (m *machine) endBefore(next int64) int64 {
	if share, _, short := m.shares(next - m.last.End); short {
		return m.last.End + share
	}
	return int64(float64(m.last.End) + m.endPad)
}

// certain reports whether the open speech will be a segment whatever follows
// the window at c, be it the end of the stream after one sample of it.
func (m *machine) certain(c int64) bool {
	if float64(c+1-m.start) <= m.minSpeech {
		return false
	}
	if m.silence == 0 || float64(m.silence-m.start) > m.minSpeech {
		return true
	}
	// Silence could end it as too short, unless it is cut before: in the window
	// in which the silence is long enough, at the latest.
	wait := math.Ceil((m.minSilence - float64(m.pos-m.silence)) / float64(m.window))
	end := m.pos + int64(max(0, wait))*m.window
	return float64(end-m.start) > m.maxSpeech
}

// settledEnd returns the end, with padding, of the last speech, if nothing that
// may follow the window at c can change it.
func (m *machine) settledEnd(c int64) (end int64, ok bool) {
	next := m.pos // where speech can begin at the earliest
	if m.open {
		next = m.start
	}
	end = m.endBefore(next)
	if m.open && m.confirmed {
		return end, true
	}
	// The next speech may begin later or never, which can only move the end to
	// its full padding, and the stream may end after one sample of this window.
	full := int64(float64(m.last.End) + m.endPad)
	return end, end == full && full <= c+1
}
