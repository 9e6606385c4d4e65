package segment

import (
	"fmt"
	"strings"
)

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

// MarshalText returns the name in small letters, as in JSON: "speech_started"
// for SpeechStarted.
func (k EventKind) MarshalText() ([]byte, error) {
	var b []byte
	for i, c := range []byte(k) {
		if c >= 'A' && c <= 'Z' {
			if i > 0 {
				b = append(b, '_')
			}
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b, nil
}

// UnmarshalText is the inverse of MarshalText. Text that is no such name is
// [ErrEncoding]; the constants of other packages are names, too.
func (k *EventKind) UnmarshalText(text []byte) error {
	name := ""
	for word := range strings.SplitSeq(string(text), "_") {
		if word == "" || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
			return fmt.Errorf("%w: got event %q, want a name such as speech_started", ErrEncoding, text)
		}
		name += string(word[0]-'a'+'A') + word[1:]
	}
	*k = EventKind(name)
	return nil
}

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
	// known. It is never less than that of the event before, except at the end of a
	// recording whose last window is incomplete: Push counts that one whole.
	Known int64
}
