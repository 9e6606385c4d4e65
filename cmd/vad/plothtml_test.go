package main

import (
	"encoding/base64"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/internal/page"
)

// pageData is what the test looks at of a page's data.
type pageData struct {
	Recordings []struct {
		Title, File, Audio, Silent string
		AudioRate                  int
		AudioStart, Duration       float64
		InputRate                  int
	}
	Options   struct{ Threshold float64 }
	Arguments []string
	From, To  float64
}

func readPage(t *testing.T, html string) (data pageData) {
	t.Helper()
	_, rest, _ := strings.Cut(html, `<script type="application/json" id="data">`)
	text, _, found := strings.Cut(rest, "</script>")
	if !found {
		t.Fatal("the page has no data")
	}
	if err := json.Unmarshal([]byte(text), &data); err != nil {
		t.Fatal(err)
	}
	return data
}

// TestPlotHTML checks what a page holds: the options, the sound as it was heard, and
// the part that was asked for.
func TestPlotHTML(t *testing.T) {
	name := filepath.Join(t.TempDir(), "talk.html")
	if out := mustRun(t, "plot", "-q", "--html", name, "--threshold=0.6", speech); out != name+"\n" {
		t.Errorf("standard output is %q", out)
	}
	data := readPage(t, contents(t, name))
	want := samplesOf(t, speech)
	if r := data.Recordings[0]; len(data.Recordings) != 1 || r.Title != "speech.wav" || r.File != speech || r.AudioRate != 16000 || r.Silent != "" || data.Options.Threshold != 0.6 {
		t.Fatalf("got %+v", data)
	}
	if got := decodeBase64(t, data.Recordings[0].Audio); !slices.Equal(got, audio.MuLaw.Append(nil, want)) {
		t.Errorf("the sound of %d samples is not that of the recording", len(got))
	}

	data = readPage(t, mustRun(t, "plot", "-q", "--html=-", "--from=2s", "--to=3s", "--reset-silence=5s", "--channel=0", speech))
	r := data.Recordings[0]
	if got := decodeBase64(t, r.Audio); !slices.Equal(got, audio.MuLaw.Append(nil, want[32000:48000])) || r.AudioStart != 2 || data.From != 2 || data.To != 3 {
		t.Errorf("from %v s, %d samples, shown from %v to %v", r.AudioStart, len(got), data.From, data.To)
	}
	if want := []string{"--channel", "0", "--reset-silence", "5s"}; !slices.Equal(data.Arguments, want) {
		t.Errorf("the command has %q, want %q", data.Arguments, want)
	}

	data = readPage(t, mustRun(t, "plot", "-q", "--html=-", "--no-audio", "--per-channel", speech, speech))
	if len(data.Recordings) != 2 || data.Recordings[1].Audio != "" || data.Recordings[1].Silent != withoutSound || data.Recordings[1].Title != "speech.wav, channel 0" {
		t.Errorf("got %+v", data)
	}
}

func decodeBase64(t *testing.T, s string) []byte {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestListener checks that sound that is too long is dropped whole.
func TestListener(t *testing.T) {
	var sound page.Sound
	l := (&soundRange{}).listen(1000, &sound)
	l.most = 4000
	for range 5 {
		l.hear(make([]float32, 1000))
	}
	if sound.None != tooLong || sound.MuLaw != nil {
		t.Errorf("%d samples are kept: %q", len(sound.MuLaw), sound.None)
	}
}

// TestLimitSound checks that a page holds two hours of sound.
func TestLimitSound(t *testing.T) {
	kept := 0.0
	for i := range 6 {
		sound := page.Sound{MuLaw: make([]byte, 1790), Rate: 1}
		if limitSound(&sound, &kept); (sound.None == tooLong) != (i >= 4) || (sound.MuLaw == nil) != (i >= 4) {
			t.Errorf("recording %d of 1790 s: %q, %v s kept", i, sound.None, kept)
		}
	}
}

func TestPlotHTMLErrors(t *testing.T) {
	name := filepath.Join(t.TempDir(), "talk.html")
	out, _, status := vadRun("plot", "-q", "--html", name, "missing.wav", speech)
	if status != statusFailed || out != name+"\n" || len(readPage(t, contents(t, name)).Recordings) != 1 {
		t.Errorf("one of two is missing: status %d, %q", status, out)
	}
	for _, args := range [][]string{{"-o", "x.png"}, {"-f", "svg"}, {"--width=800"}, {"--height=800"}, {"--from=3s", "--to=2s"}} {
		_, stderr, status := vadRun(append([]string{"plot", "--html=x.html", speech}, args...)...)
		if status != statusUsage || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d: %s", args, status, stderr)
		}
	}
}
