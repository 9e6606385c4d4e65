package audiotest

import (
	"os"
	"testing"

	"github.com/gosilero/vad/audio"
)

// Clip returns the samples of a recording, its channels mixed, at its own rate.
func Clip(t testing.TB, name string) []float32 {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := audio.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	pcm, err := audio.ReadAll(audio.Mono(r))
	if err != nil {
		t.Fatal(err)
	}
	return pcm
}
