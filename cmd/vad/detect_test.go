package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/gosilero/vad/audio/resample"
	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/segment"
)

// The segments of speech.wav, as the reference finds them.
var formatTests = []struct{ format, want string }{
	{"text", `FILE
     0.706      7.422      6.716
     8.834     11.486      2.652
    12.834     17.790      4.956
3 segments, 14.324 s of speech in 18.890 s (75.8 %)
`},
	{"json", `{"file":"FILE","sample_rate":16000,"duration":18.89,"segments":[` +
		`{"start":0.706,"end":7.422,"start_sample":11296,"end_sample":118752},` +
		`{"start":8.834,"end":11.486,"start_sample":141344,"end_sample":183776},` +
		`{"start":12.834,"end":17.79,"start_sample":205344,"end_sample":284640}],"model":"v6","model_sha256":"482521f38f23d603a205c53c72b0ffcdda1505c0c4897f0ee362761c3a99f408"}
`},
	{"jsonl", `{"file":"FILE","sample_rate":16000,"start":0.706,"end":7.422,"start_sample":11296,"end_sample":118752}
{"file":"FILE","sample_rate":16000,"start":8.834,"end":11.486,"start_sample":141344,"end_sample":183776}
{"file":"FILE","sample_rate":16000,"start":12.834,"end":17.79,"start_sample":205344,"end_sample":284640}
`},
	{"csv", `file,start,end,start_sample,end_sample,channel
FILE,0.706000,7.422000,11296,118752,
FILE,8.834000,11.486000,141344,183776,
FILE,12.834000,17.790000,205344,284640,
`},
	{"srt", `1
00:00:00,706 --> 00:00:07,422
speech

2
00:00:08,834 --> 00:00:11,486
speech

3
00:00:12,834 --> 00:00:17,790
speech

`},
	{"vtt", `WEBVTT

00:00:00.706 --> 00:00:07.422
speech

00:00:08.834 --> 00:00:11.486
speech

00:00:12.834 --> 00:00:17.790
speech
`},
	{"rttm", `SPEAKER speech 1 0.706 6.716 <NA> <NA> speech <NA> <NA>
SPEAKER speech 1 8.834 2.652 <NA> <NA> speech <NA> <NA>
SPEAKER speech 1 12.834 4.956 <NA> <NA> speech <NA> <NA>
`},
	{"audacity", "0.706000\t7.422000\tspeech\n8.834000\t11.486000\tspeech\n12.834000\t17.790000\tspeech\n"},
}

// TestFormats checks every format on standard output, in a file, and in a
// folder.
func TestFormats(t *testing.T) {
	for _, test := range formatTests {
		t.Run(test.format, func(t *testing.T) {
			want := strings.ReplaceAll(test.want, "FILE", speech)
			if got := mustRun(t, "detect", "-f", test.format, speech); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			folder := t.TempDir()
			one := filepath.Join(folder, "one")
			if got := mustRun(t, "detect", "-f", test.format, "-o", one, speech); got != "" {
				t.Errorf("standard output is %q with -o", got)
			}
			mustRun(t, "detect", "-f", test.format, "-o", folder, speech)
			for _, name := range []string{one, filepath.Join(folder, "speech"+labels.Extension(test.format))} {
				if got := contents(t, name); got != want {
					t.Errorf("%s holds\n%s\nwant\n%s", name, got, want)
				}
			}
			if entries, _ := os.ReadDir(folder); len(entries) != 2 {
				t.Errorf("the folder holds %v, want two files", entries)
			}
		})
	}
}

func contents(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// detectJSON returns what vad detect --format json prints.
func detectJSON(t *testing.T, args ...string) []labels.Result {
	t.Helper()
	return decodeJSON[labels.Result](t, mustRun(t, append([]string{"detect", "-f", "json"}, args...)...))
}

// decodeJSON decodes values that follow each other.
func decodeJSON[T any](t *testing.T, text string) []T {
	t.Helper()
	var list []T
	for d := json.NewDecoder(strings.NewReader(text)); d.More(); {
		var v T
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

// TestOptions checks that every option reaches the segmenter, which is tested
// elsewhere.
func TestOptions(t *testing.T) {
	const clip = "../../testdata/synthetic.wav"
	tests := []struct {
		flag   string
		change func(*segment.Config)
	}{
		{"--threshold=0.9", func(c *segment.Config) { c.Threshold = 0.9 }},
		{"--neg-threshold=0.05", func(c *segment.Config) { c.NegThreshold = 0.05 }},
		{"--neg-threshold=0", func(c *segment.Config) { c.NegThreshold = 0 }},
		{"--min-speech=5s", func(c *segment.Config) { c.MinSpeech = 5e9 }},
		{"--max-speech=2s", func(c *segment.Config) { c.MaxSpeech = 2e9 }},
		{"--min-silence=1s", func(c *segment.Config) { c.MinSilence = 1e9 }},
		{"--speech-pad=0s", func(c *segment.Config) { c.SpeechPad = 0 }},
		{"--start-pad=300ms", func(c *segment.Config) { c.StartPad = 300e6 }},
		{"--end-pad=300ms", func(c *segment.Config) { c.EndPad = 300e6 }},
	}
	stored := decodeJSON[storedProbs](t, mustRun(t, "probs", "-f", "json", clip))[0]
	standard := segmentsOf(t, stored, segment.DefaultConfig())
	for _, test := range tests {
		t.Run(test.flag, func(t *testing.T) {
			c := segment.DefaultConfig()
			test.change(&c)
			want := segmentsOf(t, stored, c)
			if equalSegments(want, standard) {
				t.Fatal("the option makes no difference")
			}
			if got := detectJSON(t, test.flag, clip)[0].Segments; !equalSegments(got, want) {
				t.Errorf("got %v, want %v", got, want)
			}
		})
	}
}

// TestDefaults checks that the defaults of the options are those of the library.
func TestDefaults(t *testing.T) {
	var flags segmentFlags
	parser, err := kong.New(&flags)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := parser.Parse(nil); err != nil {
		t.Fatal(err)
	}
	if got, err := flags.config(); err != nil || got != segment.DefaultConfig() {
		t.Errorf("got %+v, %v, want %+v", got, err, segment.DefaultConfig())
	}
}

// TestSplitOptions checks the options that matter where speech is split.
func TestSplitOptions(t *testing.T) {
	const clip = "../../testdata/synthetic.wav"
	c := segment.DefaultConfig()
	c.MaxSpeech, c.MinSilence, c.MinSilenceAtMaxSpeech, c.SplitAtLongestSilence = 6e9, 2e9, 300e6, false
	stored := decodeJSON[storedProbs](t, mustRun(t, "probs", "-f", "json", clip))[0]
	want := segmentsOf(t, stored, c)
	args := []string{"--max-speech=6s", "--min-silence=2s", "--min-silence-at-max-speech=300ms", "--no-split-at-longest-silence", clip}
	if got := detectJSON(t, args...)[0].Segments; !equalSegments(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for _, leftOut := range []int{2, 3} {
		if got := detectJSON(t, append(args[:leftOut:leftOut], args[leftOut+1:]...)...)[0].Segments; equalSegments(got, want) {
			t.Errorf("%s makes no difference", args[leftOut])
		}
	}
}

func segmentsOf(t *testing.T, s storedProbs, c segment.Config) []labels.Segment {
	t.Helper()
	r, err := s.recording()
	if err != nil {
		t.Fatal(err)
	}
	segs, err := r.Segments(c)
	if err != nil {
		t.Fatal(err)
	}
	return r.result(segs).Segments
}

func equalSegments(a, b []labels.Segment) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// TestModels checks that the choice of the model counts.
func TestModels(t *testing.T) {
	v6, v5 := mustRun(t, "probs", speech), mustRun(t, "probs", "--model=v5", speech)
	if v6 == v5 {
		t.Error("v5 and v6 give the same probabilities")
	}
	if got := mustRun(t, "probs", "--model=../../weights/v5.safetensors", speech); got != v5 {
		t.Error("v5 from a file differs from v5")
	}
}

// TestRates checks that another sample rate gives the same segments, in the
// recording's own samples.
func TestRates(t *testing.T) {
	want := detectJSON(t, speech)[0]
	pcm := samplesOf(t, speech)
	for _, rate := range []int{22050, 44100, 48000} {
		r, err := resample.New(16000, rate)
		if err != nil {
			t.Fatal(err)
		}
		name := wavFile(t, rate, r.Flush(r.Feed(nil, pcm)))
		got := detectJSON(t, name)[0]
		if got.SampleRate != rate || len(got.Segments) != len(want.Segments) {
			t.Fatalf("%d Hz: %+v", rate, got)
		}
		for i, s := range got.Segments {
			const tolerance = 0.032 // a window
			w := want.Segments[i]
			if abs(s.Start-w.Start) > tolerance || abs(s.End-w.End) > tolerance {
				t.Errorf("%d Hz: %v, want %v", rate, s, w)
			}
			if s.Start != float64(s.StartSample)/float64(rate) || s.End != float64(s.EndSample)/float64(rate) {
				t.Errorf("%d Hz: %v has other times than samples", rate, s)
			}
		}
	}
}

func abs(x float64) float64 { return max(x, -x) }
