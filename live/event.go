package live

import "github.com/gosilero/vad/segment"

// The kinds of events besides those of package segment.
const (
	// SpeechAudio hands over audio that goes on, as AudioStreamed asks for. Its
	// Segment is the stretch of the audio.
	SpeechAudio segment.EventKind = "SpeechAudio"
	// TurnEnded says that the speaker has paused long enough to be answered. Its
	// Segment is the turn, from its first to its last speech, without padding.
	TurnEnded segment.EventKind = "TurnEnded"
	// TurnResumed says that the speaker went on within Turn.Grace after the end:
	// the turn is open again, and another TurnEnded follows.
	TurnResumed segment.EventKind = "TurnResumed"
	// TurnFinal says that the turn that has ended cannot be resumed any more.
	TurnFinal segment.EventKind = "TurnFinal"
	// Window says what the network made of a window, its Segment: for meters and
	// plots. It comes before the other events of the window.
	Window segment.EventKind = "Window"
	// SpeechOverlapped says in what stretch two or more channels of a [Call] spoke.
	SpeechOverlapped segment.EventKind = "SpeechOverlapped"
)

// Event is an event of a [Detector]. Its positions are in samples of the input.
type Event struct {
	segment.Event
	// Audio is what is handed over, according to Config.Audio. It belongs to the
	// caller: the detector keeps no reference to it.
	Audio []float32
	// AudioStart is the position of Audio[0].
	AudioStart int64
	// Prob is, for a Window, the probability that it was judged by.
	Prob float32
	// Speech is, for turns, the number of samples of speech in the turn.
	Speech int64

	rate int // of the input, for times
}

// SampleRate returns the sample rate in Hz of the positions: that of the input.
func (e Event) SampleRate() int { return e.rate }
