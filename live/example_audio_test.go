package live_test

import (
	"fmt"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
)

// A program that only wants to know when somebody speaks has no audio kept: a detector
// takes less memory, and speech may be of any length. Any Runner will do.
func ExampleAudio() {
	source, closeFile, err := clip("speech.wav")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer closeFile()
	m, err := vad.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	var runner live.Runner = m // or a *vad.Scheduler
	c := live.DefaultConfig(16000)
	c.Audio = live.AudioNone
	d, err := live.New(runner, c)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.Audio)
	for e, err := range d.Events(source) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if len(e.Audio) > 0 {
			fmt.Println("audio of", e.Kind)
		}
	}
	// Output: AudioNone
}
