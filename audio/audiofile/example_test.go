package audiofile_test

import (
	"fmt"
	"log"
	"os"

	"github.com/gosilero/vad/audio/audiofile"
)

func ExampleNewWriter() {
	pcm := make([]float32, 16000) // such as the Audio of a live.Event
	file, err := os.CreateTemp("", "said-*.wav")
	if err != nil {
		log.Fatal(err)
	}
	defer os.Remove(file.Name())
	defer file.Close()
	w, err := audiofile.NewWriter(file, audiofile.Format{Kind: "wav", SampleRate: 16000, Channels: 1, Bits: 16, Samples: int64(len(pcm))})
	if err != nil {
		log.Fatal(err)
	}
	if err := w.Write(pcm); err != nil {
		log.Fatal(err)
	}
	if err := w.Close(); err != nil {
		log.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(info.Size(), "bytes")
	// Output: 32044 bytes
}
