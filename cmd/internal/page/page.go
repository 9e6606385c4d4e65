// Package page writes recordings, their probabilities and their segments as one
// HTML file, which needs nothing else: it plays the sound, zooms, and finds the
// segments for other thresholds.
package page

import (
	_ "embed" // the files of the page
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io"
	"math"
	"strings"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/segment"
)

// Page is what a page shows.
type Page struct {
	Title      string
	Recordings []Recording
	Config     segment.Config // the options at first
	Arguments  []string       // of the command vad detect besides those of Config
	From, To   float64        // s, what is shown at first; a To of 0 is the end
}

// Recording is one recording, or one channel of it.
type Recording struct {
	Title string
	File  string // the command's argument
	Track segment.Track
	// The rate, in Hz, and the length of the recording. Times are those of its samples.
	Rate    int
	Samples int64

	Peaks    []picture.Extremes // of stretches of PeakTime seconds
	PeakTime float64
	Sound    Sound
}

// Sound is what a page plays: AudioRate samples a second in mu-law, which has a
// byte for each and is good for listening.
type Sound struct {
	MuLaw []byte
	Rate  int
	Start float64 // s, of the first sample in the recording
	None  string  // why there is no sound; empty if there is
}

// Append appends samples to the sound.
func (s *Sound) Append(pcm []float32) { s.MuLaw = audio.MuLaw.Append(s.MuLaw, pcm) }

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed segments.js
	segmentsJS string
	//go:embed data.js
	dataJS string
	//go:embed view.js
	viewJS string
	//go:embed gestures.js
	gesturesJS string
	//go:embed player.js
	playerJS string
	//go:embed page.js
	pageJS string
)

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// Write writes the page.
func Write(w io.Writer, p Page) error {
	data := pageJSON{
		Arguments: append([]string{}, p.Arguments...), Options: newOptions(p.Config), Defaults: newOptions(segment.DefaultConfig()),
		Flags: flags, From: p.From, To: p.To,
	}
	for i := range p.Recordings {
		data.Recordings = append(data.Recordings, p.Recordings[i].json())
	}
	encoded, err := json.Marshal(data) // which escapes what HTML would take for a tag
	if err != nil {
		return err
	}
	return pageTemplate.Execute(w, map[string]any{
		"Title":  p.Title,
		"Style":  template.CSS(pageCSS),
		"Script": template.JS(strings.Join([]string{segmentsJS, dataJS, viewJS, gesturesJS, playerJS, pageJS}, "\n")),
		"Data":   template.JS(encoded),
	})
}

// pageJSON is the data of a page, as its script reads it.
type pageJSON struct {
	Recordings []recordingJSON   `json:"recordings"`
	Options    options           `json:"options"`
	Defaults   options           `json:"defaults"`
	Flags      map[string]string `json:"flags"` // by option
	Arguments  []string          `json:"arguments"`
	From       float64           `json:"from"`
	To         float64           `json:"to"`
}

// options are those of a segment.Config, with times in nanoseconds.
type options struct {
	Threshold             float64 `json:"threshold"`
	NegThreshold          float64 `json:"negThreshold"`
	MinSpeech             int64   `json:"minSpeech"`
	MaxSpeech             int64   `json:"maxSpeech"`
	MinSilence            int64   `json:"minSilence"`
	MinSilenceAtMaxSpeech int64   `json:"minSilenceAtMaxSpeech"`
	SpeechPad             int64   `json:"speechPad"`
	StartPad              int64   `json:"startPad"`
	EndPad                int64   `json:"endPad"`
	SplitAtLongestSilence bool    `json:"splitAtLongestSilence"`
}

func newOptions(c segment.Config) options {
	return options{
		Threshold: c.Threshold, NegThreshold: c.NegThreshold,
		MinSpeech: int64(c.MinSpeech), MaxSpeech: int64(c.MaxSpeech),
		MinSilence: int64(c.MinSilence), MinSilenceAtMaxSpeech: int64(c.MinSilenceAtMaxSpeech),
		SpeechPad: int64(c.SpeechPad), StartPad: int64(c.StartPad), EndPad: int64(c.EndPad),
		SplitAtLongestSilence: c.SplitAtLongestSilence,
	}
}

// flags are the command's options by the names of the fields above.
var flags = map[string]string{
	"threshold": "--threshold", "negThreshold": "--neg-threshold",
	"minSpeech": "--min-speech", "maxSpeech": "--max-speech",
	"minSilence": "--min-silence", "minSilenceAtMaxSpeech": "--min-silence-at-max-speech",
	"speechPad": "--speech-pad", "startPad": "--start-pad", "endPad": "--end-pad",
	"splitAtLongestSilence": "--split-at-longest-silence",
}

// recordingJSON is a Recording. Bytes are in base64.
type recordingJSON struct {
	Title        string  `json:"title"`
	File         string  `json:"file"`
	Probs        string  `json:"probs"`  // float32, little-endian
	Rate         int     `json:"rate"`   // Hz, of the model
	Window       int64   `json:"window"` // samples, as
	Samples      int64   `json:"samples"`
	InputRate    int     `json:"inputRate"`
	InputSamples int64   `json:"inputSamples"`
	Duration     float64 `json:"duration"` // s
	Peaks        string  `json:"peaks"`    // int8, low and high of a stretch, 127 is Peak
	PeakTime     float64 `json:"peakTime"` // s, of a stretch
	Peak         float64 `json:"peak"`     // the greatest amplitude
	Audio        string  `json:"audio"`    // mu-law; empty without sound
	AudioRate    int     `json:"audioRate"`
	AudioStart   float64 `json:"audioStart"` // s
	Silent       string  `json:"silent"`     // why there is no sound
}

func (r *Recording) json() recordingJSON {
	peaks, peak := quantisePeaks(r.Peaks)
	return recordingJSON{
		Title: r.Title, File: r.File,
		Probs: base64.StdEncoding.EncodeToString(audio.F32LE.Append(nil, r.Track.Probs)),
		Rate:  r.Track.SampleRate, Window: r.Track.Window, Samples: r.Track.Samples,
		InputRate: r.Rate, InputSamples: r.Samples, Duration: float64(r.Samples) / float64(r.Rate),
		Peaks: base64.StdEncoding.EncodeToString(peaks), PeakTime: r.PeakTime, Peak: peak,
		Audio: base64.StdEncoding.EncodeToString(r.Sound.MuLaw), AudioRate: r.Sound.Rate,
		AudioStart: r.Sound.Start, Silent: r.Sound.None,
	}
}

// quantisePeaks returns the low and the high of each stretch in a byte, with sign,
// of which 127 is the peak.
func quantisePeaks(list []picture.Extremes) (quantised []byte, peak float64) {
	for _, e := range list {
		peak = max(peak, float64(e.High), -float64(e.Low))
	}
	if peak == 0 {
		peak = 1
	}
	for _, e := range list {
		for _, v := range []float32{e.Low, e.High} {
			quantised = append(quantised, byte(int8(math.Round(127*float64(v)/peak))))
		}
	}
	return quantised, peak
}
