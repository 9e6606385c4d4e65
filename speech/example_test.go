package speech_test

import (
	"fmt"
	"log"
	"os"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/speech"
)

// A program for silero-vad-go, with another import and without a model's path: a
// recording in calls of 100 ms.
func ExampleDetector_Detect() {
	file, err := os.Open("../testdata/speech.wav")
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	reader, err := audio.Open(file)
	if err != nil {
		log.Fatal(err)
	}
	pcm, err := audio.ReadAll(audio.Mono(reader))
	if err != nil {
		log.Fatal(err)
	}

	sd, err := speech.NewDetector(speech.DetectorConfig{
		SampleRate:           16000,
		Threshold:            0.5,
		MinSilenceDurationMs: 100,
		SpeechPadMs:          30,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer sd.Destroy()
	for len(pcm) > 0 {
		n := min(1600, len(pcm))
		segments, err := sd.Detect(pcm[:n])
		if err != nil {
			log.Fatal(err)
		}
		for _, s := range segments {
			if s.SpeechEndAt == 0 {
				fmt.Printf("speech starts at %.3f s\n", s.SpeechStartAt)
			} else {
				fmt.Printf("speech from %.3f s ends at %.3f s\n", s.SpeechStartAt, s.SpeechEndAt)
			}
		}
		pcm = pcm[n:]
	}
	// Output:
	// speech starts at 0.706 s
	// speech from 0.706 s ends at 7.422 s
	// speech starts at 8.834 s
	// speech from 8.834 s ends at 11.486 s
	// speech starts at 12.834 s
	// speech from 12.834 s ends at 17.790 s
}
