package realtime

import (
	"time"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
)

// settings are the options of a session.
type settings struct {
	kind   string // session.type
	format format
	turns  *turnDetection // nil: the client commits
}

// format is a format of input audio.
type format struct {
	current, beta string // its names in the layouts
	encoding      audio.Encoding
	bytes         int // of a sample
	rate          int
}

var formats = []format{
	{"audio/pcm", "pcm16", audio.S16LE, 2, 24000},
	{"audio/pcmu", "g711_ulaw", audio.MuLaw, 1, 8000},
	{"audio/pcma", "g711_alaw", audio.ALaw, 1, 8000},
}

// turnDetection is what type server_vad has.
type turnDetection struct {
	threshold float64
	prefix    time.Duration
	silence   time.Duration
	idle      time.Duration // 0 for no timeout
}

// The limits of durations. A timeout exceeds a few windows.
const (
	minIdle     = 100 * time.Millisecond
	maxDuration = time.Hour
)

// minSpeech is what speech must exceed to be reported. It is less than Silero's
// 250 ms, since speech_started is what interrupts an answer, and the protocol has no
// event that takes it back: three windows are no click.
const minSpeech = 90 * time.Millisecond

// defaultTurns returns the protocol's defaults.
func defaultTurns() turnDetection {
	return turnDetection{threshold: 0.5, prefix: 300 * time.Millisecond, silence: 500 * time.Millisecond}
}

func defaultSettings() settings {
	turns := defaultTurns()
	return settings{kind: "realtime", format: formats[0], turns: &turns}
}

// detector returns the options of the detector.
func (s *settings) detector() live.Config {
	c := live.DefaultConfig(s.format.rate)
	c.Audio = live.AudioNone
	c.Segments.Threshold = s.turns.threshold
	c.Segments.MinSpeech = minSpeech
	c.Segments.MaxSpeech = 0
	c.Segments.MinSilence = s.turns.silence
	return c
}
