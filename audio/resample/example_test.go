package resample_test

import (
	"fmt"

	"github.com/gosilero/vad/audio/resample"
)

// A microphone at 48 kHz, in pieces of 10 ms.
func ExampleResampler() {
	r, err := resample.New(48000, 16000)
	if err != nil {
		fmt.Println(err)
		return
	}
	piece := make([]float32, 480)
	var out []float32
	for range 3 {
		out = r.Feed(out[:0], piece)
		fmt.Println(len(out), "samples")
	}
	out = r.Flush(out[:0])
	fmt.Println("and", len(out), "at the end, of", r.Length(3*480))
	// Output:
	// 107 samples
	// 160 samples
	// 160 samples
	// and 53 at the end, of 480
}
