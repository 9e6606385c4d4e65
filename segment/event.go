package segment

// EventKind says what happened in an [Event]. It is the name of its constant.
// Packages that build on this one have kinds of their own.
type EventKind string

const (
	// SpeechStarted says that speech may have started: a window reached
	// Threshold. SpeechConfirmed or SpeechDropped follows.
	SpeechStarted EventKind = "SpeechStarted"
	// SpeechConfirmed says that the speech will be a segment, whatever follows.
	SpeechConfirmed EventKind = "SpeechConfirmed"
	// SpeechDropped says that the speech ended too short to be a segment.
	SpeechDropped EventKind = "SpeechDropped"
	// SpeechEnded says that the speech ended, in silence or with the stream.
	SpeechEnded EventKind = "SpeechEnded"
	// SpeechSplit says that the speech was cut at its maximum length. If it goes
	// on, SpeechStarted follows.
	SpeechSplit EventKind = "SpeechSplit"
	// SegmentFinal delivers a segment, as Push does.
	SegmentFinal EventKind = "SegmentFinal"
)

// String returns the name of the constant.
func (k EventKind) String() string { return string(k) }

// Event is a change in a stream of speech. Every speech goes through
// SpeechStarted, then SpeechDropped, or SpeechConfirmed, SpeechEnded or
// SpeechSplit, and SegmentFinal. SegmentFinal follows the end at once with the
// default options; where padding depends on what follows, it comes later and the
// next speech may have started.
type Event struct {
	Kind EventKind
	// Segment is the speech without padding, up to Known while it is open. For
	// SegmentFinal it is the segment, with padding.
	Segment Segment
	// Known is the number of samples of the stream after which the event was
	// known. It is never less than that of the event before.
	Known int64
}
