package segment

import "math"

// machine is the reference's rules as a state machine: step takes one window,
// end the end of the stream. It keeps one open speech and the one before it, as
// far back as the rules look.
type machine struct {
	rules rules
	pos   int64 // the first sample of the next window

	// The open speech. silence, split and resume are 0 for none: no silence
	// begins at 0, since speech opens there at the earliest.
	open      bool
	confirmed bool
	start     int64
	silence   int64   // where the silence that it may end in begins
	split     int64   // the last silence to split at
	resume    int64   // where speech went on after split
	longest   Segment // the longest silence to split at

	// The last speech that was kept and closed.
	last      Segment // without padding
	lastStart int64   // with padding
	hasLast   bool
	held      bool  // its segment is not delivered
	delivered int64 // the end of the last segment delivered

	events [maxEvents]Event // of the last step or end, count of them
	count  int
}

// maxEvents is the most events that a window can cause: it splits speech
// (SpeechConfirmed, SpeechSplit, SegmentFinal of the speech before), and the rest
// opens and ends at once (SpeechStarted, SpeechConfirmed, SpeechEnded,
// SegmentFinal of the split speech, SegmentFinal).
const maxEvents = 8

func (m *machine) clearEvents() { m.count = 0 }

func (m *machine) note(kind EventKind, s Segment, known int64) {
	m.events[m.count] = Event{kind, s, known}
	m.count++
}

// step takes the window at pos, of probability p.
func (m *machine) step(p float64) {
	at := m.pos
	m.pos += m.rules.window
	m.advance(at, p)
	if m.open && !m.confirmed && m.certain(at) {
		m.confirm(m.pos)
	}
	if m.held {
		if end, ok := m.settledEnd(at); ok {
			m.deliver(end, m.pos)
		}
	}
}

// advance applies the rules to the window at the given position, in the
// reference's order.
func (m *machine) advance(at int64, p float64) {
	if p >= m.rules.threshold {
		if m.silence != 0 {
			m.endSilence(at)
		}
		if !m.open {
			m.begin(at)
			return
		}
	}
	if m.open && float64(at-m.start) > m.rules.maxSpeech {
		if !m.cut(at) {
			return
		}
	}
	if m.open && p < m.rules.neg {
		m.quiet(at)
	}
}

// begin opens speech at start.
func (m *machine) begin(start int64) {
	m.close()
	m.open, m.start = true, start
	m.note(SpeechStarted, Segment{start, m.pos}, m.pos)
}

// close clears everything about the open speech.
func (m *machine) close() {
	m.open, m.confirmed = false, false
	m.silence, m.split, m.resume, m.longest = 0, 0, 0, Segment{}
}

// endSilence ends the silence inside the open speech: speech goes on at the
// given position.
func (m *machine) endSilence(at int64) {
	s := Segment{m.silence, at}
	if float64(s.Len()) > m.rules.minSplitSilence && s.Len() > m.longest.Len() {
		m.longest = s
	}
	m.silence = 0
	if m.resume < m.split {
		m.resume = at
	}
}

// cut ends the open speech, which reached its maximum length before the given
// position, and goes on with what is left. It reports whether the window there
// is still to be looked at.
func (m *machine) cut(at int64) bool {
	longest, split, resume := m.longest, m.split, m.resume
	switch {
	case m.rules.usesLongest && longest.Len() > 0:
		m.keep(SpeechSplit, longest.Start, m.pos)
		m.begin(longest.End)
	case split != 0:
		m.keep(SpeechSplit, split, m.pos)
		if resume >= split {
			m.begin(resume)
		}
	default:
		m.keep(SpeechSplit, at, m.pos)
		return false
	}
	return true
}

// quiet takes the window at the given position as silence inside the open
// speech.
func (m *machine) quiet(at int64) {
	if m.silence == 0 {
		m.silence = at
	}
	d := float64(at - m.silence)
	if !m.rules.usesLongest && d > m.rules.minSplitSilence {
		m.split = m.silence
	}
	if d < m.rules.minSilence {
		return
	}
	if m.isSpeech(m.silence) {
		m.keep(SpeechEnded, m.silence, m.pos)
	} else {
		m.drop(m.silence, m.pos)
	}
}

// end ends the stream after n samples and starts anew.
func (m *machine) end(n int64) {
	if m.open {
		if m.isSpeech(n) {
			m.keep(SpeechEnded, n, n)
		} else {
			m.drop(n, n)
		}
	}
	if m.held {
		m.deliver(int64(min(float64(n), float64(m.last.End)+m.rules.endPad)), n)
	}
	*m = machine{rules: m.rules, events: m.events, count: m.count}
}

// isSpeech reports whether the open speech, if it ends at end, is long enough to
// be kept. If it is confirmed, it is, whatever MinSpeech has become since.
func (m *machine) isSpeech(end int64) bool {
	return m.confirmed || float64(end-m.start) > m.rules.minSpeech
}

func (m *machine) confirm(known int64) {
	m.confirmed = true
	m.note(SpeechConfirmed, Segment{m.start, known}, known)
}

// drop closes the open speech, which is too short.
func (m *machine) drop(end, known int64) {
	m.note(SpeechDropped, Segment{m.start, end}, known)
	m.close()
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
		m.deliver(m.paddedEnd(s.Start), known)
	}
	m.lastStart = m.paddedStart(s.Start)
	m.last, m.hasLast, m.held = s, true, true
	m.close()
}

func (m *machine) deliver(end, known int64) {
	m.note(SegmentFinal, Segment{m.lastStart, end}, known)
	m.held, m.delivered = false, end
}

// paddedStart returns the start, with padding, of speech that begins at start.
// It lies before the end of the segment delivered before only where the pads have
// changed in between.
func (m *machine) paddedStart(start int64) int64 {
	if m.hasLast {
		if _, share, short := m.rules.shares(start - m.last.End); short {
			return max(m.delivered, start-share)
		}
	}
	return max(m.delivered, int64(max(0, float64(start)-m.rules.startPad)))
}

// paddedEnd returns the end, with padding, of the last speech, if the next one
// begins at next.
func (m *machine) paddedEnd(next int64) int64 {
	if share, _, short := m.rules.shares(next - m.last.End); short {
		return m.last.End + share
	}
	return int64(float64(m.last.End) + m.rules.endPad)
}

// certain reports whether the open speech will be a segment whatever follows
// the window at the given position, even if the stream ends after one sample of
// that window.
func (m *machine) certain(at int64) bool {
	if float64(at+1-m.start) <= m.rules.minSpeech {
		return false
	}
	if m.silence == 0 || float64(m.silence-m.start) > m.rules.minSpeech {
		return true
	}
	// Silence could end it as too short, unless it is cut before: in the window
	// in which the silence is long enough, at the latest.
	wait := math.Ceil((m.rules.minSilence - float64(m.pos-m.silence)) / float64(m.rules.window))
	end := m.pos + int64(max(0, wait))*m.rules.window
	return float64(end-m.start) > m.rules.maxSpeech
}

// settledEnd returns the end, with padding, of the last speech, if nothing that
// may follow the window at the given position can change it.
func (m *machine) settledEnd(at int64) (end int64, ok bool) {
	next := m.pos // where speech can begin at the earliest
	if m.open {
		next = m.start
	}
	end = m.paddedEnd(next)
	if m.open && m.confirmed {
		return end, true
	}
	// The next speech may begin later or never, which can only move the end to
	// its full padding, and the stream may end after one sample of this window.
	full := int64(float64(m.last.End) + m.rules.endPad)
	return end, end == full && full <= at+1
}

// settled returns the position before which no segment begins that is not
// delivered.
func (m *machine) settled() int64 {
	switch {
	case m.held:
		return m.lastStart
	case m.open:
		return m.paddedStart(m.start)
	}
	return m.paddedStart(m.pos)
}
