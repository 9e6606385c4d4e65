package docs

import (
	"fmt"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// voiceAgent is what the README's program talks to.
type voiceAgent struct{}

func (voiceAgent) Interrupt() { fmt.Println("interrupted") }

func (voiceAgent) Transcribe(pcm []float32) {
	fmt.Printf("%.3f s to transcribe\n", float64(len(pcm))/16000)
}

// The README's program, with a recording for a microphone.
func Example_readme() {
	file, err := os.Open(root + "/testdata/speech.wav")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	reader, err := audio.Open(file)
	if err != nil {
		log.Fatal(err)
	}
	microphone, agent := audio.Mono(reader), voiceAgent{}

	readmeProgram(microphone, agent)
	// Output:
	// interrupted
	// 7.216 s to transcribe
	// interrupted
	// 3.152 s to transcribe
	// interrupted
	// 5.456 s to transcribe
}

func readmeProgram(microphone vad.SampleReader, agent voiceAgent) {
	m, err := vad.New() // the network, Silero v6.2; all goroutines share it
	if err != nil {
		log.Fatal(err)
	}
	d, err := live.New(m, live.DefaultConfig(16000)) // one for each speaker
	if err != nil {
		log.Fatal(err)
	}
	for e, err := range d.Events(microphone) { // or d.Write, as packets come in
		switch {
		case err != nil:
			log.Fatal(err)
		case e.Kind == segment.SpeechConfirmed:
			agent.Interrupt() // more than a click: stop talking
		case e.Kind == segment.SegmentFinal:
			agent.Transcribe(e.Audio) // what was said, with half a second before it
		}
	}
}

// maxReadme is the length of the README, in lines.
const maxReadme = 150

// TestReadme checks that readmeProgram is the README's first block of Go, that
// the gate runs the commands of its first block of shell, and its length.
func TestReadme(t *testing.T) {
	read := func(name string) string {
		t.Helper()
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	readme, self, gate := read(root+"/README.md"), read("readme_test.go"), read(root+"/.ci/run")
	if n := strings.Count(readme, "\n"); n > maxReadme {
		t.Errorf("the README has %d lines, want %d at most", n, maxReadme)
	}
	_, blocks := divide(readme)
	first := map[string]string{}
	for _, b := range blocks {
		if first[b.info] == "" {
			first[b.info] = b.code
		}
	}
	var body strings.Builder
	for line := range strings.Lines(first["go"]) {
		body.WriteString("\t" + line)
	}
	if !strings.Contains(self, ") {\n"+body.String()+"}\n") {
		t.Errorf("readmeProgram is not the README's\n%s", first["go"])
	}
	for line := range strings.Lines(first["sh"]) {
		if !strings.Contains(gate, line) {
			t.Errorf("the gate does not run %s", line)
		}
	}
	if first["go"] == "" || first["sh"] == "" {
		t.Error("the README has no Go or no commands")
	}
}
