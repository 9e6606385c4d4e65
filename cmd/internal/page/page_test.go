//go:build unix

package page

import (
	"context"
	"encoding/base64"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/cmd/internal/picture"
	"github.com/gosilero/vad/segment"
)

var screenshot = flag.String("screenshot", "", "write a picture of the page to this `file`")

// speechPage returns the page of testdata/speech.wav.
func speechPage(t *testing.T) (Page, segment.Track) {
	t.Helper()
	file, err := os.Open("../../../testdata/speech.wav")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	reader, err := audio.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	pcm, err := audio.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	probs, err := m.Probabilities(context.Background(), pcm, 16000)
	if err != nil {
		t.Fatal(err)
	}
	track := segment.Track{Probs: probs, Samples: int64(len(pcm)), SampleRate: 16000, Window: 512}
	envelope := picture.NewEnvelope()
	envelope.Add(pcm)
	peaks, samples := envelope.Columns(8000)
	r := Recording{
		Title: "speech.wav", File: "it's speech.wav", Track: track, Rate: 16000, Samples: track.Samples,
		Peaks: peaks, PeakTime: float64(samples) / 16000, Sound: Sound{Rate: 16000},
	}
	r.Sound.Append(pcm)
	return Page{Title: "Speech in speech.wav", Recordings: []Recording{r}, Config: segment.DefaultConfig()}, track
}

// write writes a page to a file and returns its name.
func write(t *testing.T, p Page) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "page.html")
	file, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := Write(file, p); err != nil {
		t.Fatal(err)
	}
	return name
}

// listed returns the segments that the page lists.
func (c *chromium) listed() (list []string) {
	c.t.Helper()
	c.eval(`[...document.querySelectorAll(".segments button")].map((b) => b.textContent)`, &list)
	return list
}

// wantListed checks that the page lists the segments of a configuration.
func (c *chromium) wantListed(track segment.Track, config segment.Config) {
	c.t.Helper()
	segs, err := track.Segments(config)
	if err != nil {
		c.t.Fatal(err)
	}
	var want []string
	for _, s := range segs {
		want = append(want, fmt.Sprintf("%.3f – %.3f", float64(s.Start)/16000, float64(s.End)/16000))
	}
	if got := c.listed(); !slices.Equal(got, want) {
		c.t.Errorf("%+v: the page lists %q, want %q", config, got, want)
	}
}

// slide moves a slider, as a hand does.
func (c *chromium) slide(name string, value any) {
	c.eval(fmt.Sprintf(`{
		const input = document.forms.options.elements[%q];
		input.value = %v;
		input.dispatchEvent(new Event("input", { bubbles: true }));
	}`, name, value), nil)
}

// TestPage opens a page in a browser and uses it.
func TestPage(t *testing.T) {
	c := startChromium(t)
	p, track := speechPage(t)
	c.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 1000, "height": 600, "deviceScaleFactor": 1, "mobile": false}, nil)
	c.open(write(t, p))
	c.wantListed(track, p.Config)
	c.testSliders(track)
	c.testDragging(track)
	c.testListening()
	c.testKeys()
	c.testZoom()
	for _, complaint := range c.complaints() {
		t.Errorf("the page: %s", complaint)
	}
	c.testScreens(t)
}

// TestNames checks that names are text, whatever they contain.
func TestNames(t *testing.T) {
	const name = `</script><script>alert("x")</script><b>'&`
	content, err := os.ReadFile(write(t, Page{Title: name, Arguments: []string{name}, Recordings: []Recording{{
		Title: name, File: name, Track: segment.Track{SampleRate: 16000, Window: 512}, Rate: 16000, Sound: Sound{None: name},
	}}}))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(string(content), "<script"); got != 2 { // the data and the script
		t.Errorf("the page has %d scripts, want 2", got)
	}
	if strings.Contains(string(content), "<b>") || strings.Contains(string(content), "alert(") && !strings.Contains(string(content), `\u003cscript\u003ealert(`) {
		t.Error("a name has become part of the page")
	}
}

// testSliders moves thresholds and durations and compares the segments with Go's.
func (c *chromium) testSliders(track segment.Track) {
	c.t.Helper()
	config := segment.DefaultConfig()
	for _, step := range []struct {
		slider string
		value  float64
		set    func()
	}{
		{"threshold", 0.9, func() { config.Threshold = 0.9 }},
		{"minSilence", 20, func() { config.MinSilence = 20 * time.Millisecond }},
		{"speechPad", 0, func() { config.SpeechPad = 0 }},
		{"negThreshold", 0.8, func() { config.NegThreshold = 0.8 }},
		{"minSpeech", 50, func() { config.MinSpeech = 50 * time.Millisecond }},
		{"maxSpeech", 2, func() { config.MaxSpeech = 2 * time.Second }},
	} {
		c.slide(step.slider, step.value)
		step.set()
		c.wantListed(track, config)
	}
	var command string
	c.eval(`document.getElementById("command").textContent`, &command)
	if want := `vad detect --threshold 0.9 --neg-threshold 0.8 --min-speech 50ms --max-speech 2000ms --min-silence 20ms --speech-pad 0ms 'it'\''s speech.wav'`; !sameWords(command, want) {
		c.t.Errorf("the command is %s, want %s", command, want)
	}
	c.slide("threshold", 0.3) // takes the exit threshold with it
	config.Threshold, config.NegThreshold = 0.3, 0.3
	c.wantListed(track, config)
	c.eval(`document.querySelector("button[type=reset]").click()`, nil)
	c.wantListed(track, segment.DefaultConfig())
}

// sameWords reports whether two lines have the same words, in any order.
func sameWords(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// testDragging drags the line of the threshold in the picture.
func (c *chromium) testDragging(track segment.Track) {
	c.t.Helper()
	var at struct{ X, From, To float64 }
	c.eval(`{
		const view = players[0].view;
		const box = view.canvas.getBoundingClientRect();
		({ x: box.left + 300, from: box.top + view.y(0.5), to: box.top + view.y(0.8) });
	}`, &at)
	c.drag([2]float64{at.X, at.From}, [2]float64{at.X, (at.From + at.To) / 2}, [2]float64{at.X, at.To})
	config := segment.DefaultConfig()
	c.eval(`options.threshold`, &config.Threshold)
	if math.Abs(config.Threshold-0.8) > 0.011 {
		c.t.Errorf("after dragging, the threshold is %v", config.Threshold)
	}
	c.wantListed(track, config)
	c.eval(`document.querySelector("button[type=reset]").click()`, nil)
}

// testListening clicks on the picture and on a segment, and listens.
func (c *chromium) testListening() {
	c.t.Helper()
	c.waitFor(`players[0].audio.readyState >= 2`)
	var duration float64
	c.eval(`players[0].audio.duration`, &duration)
	if math.Abs(duration-18.89) > 1e-3 {
		c.t.Errorf("the sound lasts %v s, want 18.89", duration)
	}
	var at struct{ X, Y, Time float64 }
	c.eval(`{
		const view = players[0].view;
		const box = view.canvas.getBoundingClientRect();
		({ x: box.left + 600, y: box.top + 40, time: view.time(600) });
	}`, &at)
	c.click(at.X, at.Y)
	c.waitFor(fmt.Sprintf(`!players[0].audio.paused && players[0].audio.currentTime > %v`, at.Time+0.05))
	var played float64
	c.eval(`players[0].audio.currentTime`, &played)
	if played > at.Time+3 {
		c.t.Errorf("plays at %v s after a click at %v s", played, at.Time)
	}
	// A segment of the list plays to its end and no further.
	c.eval(`document.querySelectorAll(".segments button")[1].click(); players[0].audio.currentTime = 11.3`, nil)
	c.waitFor(`players[0].audio.paused`)
	c.eval(`players[0].audio.currentTime`, &played)
	if played < 11.486 || played > 12.834 {
		c.t.Errorf("the segment to 11.486 s stopped at %v s", played)
	}
}

// testKeys reaches the picture by the keyboard alone, and uses its keys.
func (c *chromium) testKeys() {
	c.t.Helper()
	c.eval(`players[0].time = 0; document.activeElement.blur(); window.getSelection().removeAllRanges()`, nil)
	focused := false
	for range 60 { // more than the page has places
		c.press("Tab")
		if c.eval(`document.activeElement.tagName === "CANVAS"`, &focused); focused {
			break
		}
	}
	if !focused {
		c.t.Fatal("the Tab key does not reach the picture")
	}
	c.press("ArrowRight")
	c.waitFor(`players[0].time === 1`)
	c.press("n")
	c.waitFor(`!players[0].audio.paused && players[0].time >= 8.834`)
	c.press(" ")
	c.waitFor(`players[0].audio.paused`)
	c.press("+")
	c.waitFor(`players[0].view.to - players[0].view.from < 10`)
	c.press("0")
	c.waitFor(`players[0].view.to - players[0].view.from > 18`)
}

// testZoom zooms with the wheel and moves the view.
func (c *chromium) testZoom() {
	c.t.Helper()
	var at struct{ X, Y, Time float64 }
	c.eval(`{
		const view = players[0].view;
		const box = view.canvas.getBoundingClientRect();
		({ x: box.left + 200, y: box.top + 30, time: view.time(200) });
	}`, &at)
	c.call("Input.dispatchMouseEvent", map[string]any{"type": "mouseWheel", "x": at.X, "y": at.Y, "deltaX": 0, "deltaY": -500, "modifiers": 2}, nil)
	c.waitFor(`players[0].view.to - players[0].view.from < 10`)
	var view struct{ From, To, Under float64 }
	c.eval(`({ from: players[0].view.from, to: players[0].view.to, under: players[0].view.time(200) })`, &view)
	if math.Abs(view.Under-at.Time) > 1e-6 {
		c.t.Errorf("zooming moved %v s to %v s", at.Time, view.Under)
	}
	c.drag([2]float64{at.X, at.Y}, [2]float64{at.X - 100, at.Y}, [2]float64{at.X - 150, at.Y})
	var from float64
	c.eval(`players[0].view.from`, &from)
	if from <= view.From {
		c.t.Errorf("dragging to the left moved the view from %v s to %v s", view.From, from)
	}
	c.press("0")
}

// testScreens looks at the page in the dark, on a phone, and takes its picture.
func (c *chromium) testScreens(t *testing.T) {
	background := func() (colour string) {
		c.eval(`getComputedStyle(document.body).backgroundColor`, &colour)
		return colour
	}
	scheme := func(name string) {
		c.call("Emulation.setEmulatedMedia", map[string]any{"features": []map[string]string{{"name": "prefers-color-scheme", "value": name}}}, nil)
	}
	scheme("light")
	light := background()
	if *screenshot != "" {
		c.picture(*screenshot)
	}
	scheme("dark")
	if dark := background(); dark == light {
		t.Errorf("the page is %s in the dark, too", dark)
	}
	c.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true}, nil)
	var width float64
	if c.eval(`document.documentElement.scrollWidth`, &width); width > 360 {
		t.Errorf("on a screen of 360 pixels, the page is %v wide", width)
	}
}

// picture writes what the browser shows.
func (c *chromium) picture(name string) {
	c.t.Helper()
	c.eval(`document.activeElement.blur(); data.recordings[0].file = "speech.wav"; change({ threshold: 0.6, minSilence: 80 * ms });
		players[0].time = 9.3; scrollTo(0, 0)`, nil)
	var shot struct{ Data string }
	c.call("Page.captureScreenshot", map[string]any{"format": "png"}, &shot)
	content, err := base64.StdEncoding.DecodeString(shot.Data)
	if err == nil {
		err = os.WriteFile(name, content, 0o666)
	}
	if err != nil {
		c.t.Fatal(err)
	}
}
