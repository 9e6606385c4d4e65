package reference

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/gosilero/vad/audio"
)

// speech returns all recorded speech in testdata, 53 s, as it is and then at an
// eighth of its level.
func speech(rate int) ([]float32, error) {
	loud, err := clips(rate, "speech.wav", "voices.wav")
	if err != nil {
		return nil, err
	}
	pcm := loud
	for _, x := range loud {
		pcm = append(pcm, x/8)
	}
	return withRoomTone(pcm, rate), nil
}

// synthetic returns the synthesised speech in testdata.
func synthetic(rate int) ([]float32, error) {
	pcm, err := clips(rate, "synthetic.wav")
	return withRoomTone(pcm, rate), err
}

// telephone returns recorded speech as a telephone line passes it on: at 8 kHz, in
// mu-law bytes, and at 16 kHz brought back to that rate.
func telephone(rate int) ([]float32, error) {
	pcm, err := clips(16000, "speech.wav", "voices.wav", "speech.wav")
	if err != nil {
		return nil, err
	}
	line := halve(whole(withRoomTone(pcm, rate)))
	for i, x := range line {
		line[i] = muLaw(x)
	}
	if rate == 16000 {
		line = double(line)
	}
	return scaled(line), nil
}

// pauses returns recorded speech over white noise 130 dB below full scale, far
// below the last bit of the clips: where a clip is digital silence, little else is
// left.
func pauses(rate int) ([]float32, error) {
	pcm, err := clips(rate, "voices.wav", "speech.wav", "voices.wav")
	if err != nil {
		return nil, err
	}
	addNoise(pcm, rate, 1<<24)
	return pcm, nil
}

// withRoomTone adds white noise, 78 dB below full scale, to pauses and speech
// alike. With digital silence directly after a loud sound, a probability falls from
// 1 to 0.2 in one window, and there ONNX Runtime differs by more than 1e-5 from the
// network in float64.
func withRoomTone(pcm []float32, rate int) []float32 {
	addNoise(pcm, rate, 1<<15)
	return pcm
}

// addNoise adds white noise of the values -4 to 4, divided by scale.
func addNoise(pcm []float32, rate, scale int) {
	random := rand.NewPCG(3, uint64(rate))
	for i := range pcm {
		tone := float32(int(random.Uint64()%9)-4) / float32(scale)
		pcm[i] = min(max(pcm[i]+tone, -1), 1)
	}
}

// clips reads clips of testdata, one after the other, at 16 kHz or converted to
// 8 kHz.
func clips(rate int, names ...string) ([]float32, error) {
	var pcm []float32
	for _, name := range names {
		clip, err := readClip(name)
		if err != nil {
			return nil, err
		}
		pcm = append(pcm, clip...)
	}
	if rate == 16000 {
		return pcm, nil
	}
	return scaled(halve(whole(pcm))), nil
}

// whole converts samples of 16 bits, which is exact. It is the inverse of scaled.
func whole(pcm []float32) []int16 {
	out := make([]int16, len(pcm))
	for i, x := range pcm {
		out[i] = int16(min(x*(1<<15), math.MaxInt16))
	}
	return out
}

func readClip(name string) ([]float32, error) {
	dir, err := testdata()
	if err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("reference: %w", err)
	}
	defer f.Close()
	reader, err := audio.Open(f)
	if err != nil {
		return nil, fmt.Errorf("reference: %s: %w", name, err)
	}
	if format := reader.Format(); format.SampleRate != 16000 || format.Channels != 1 {
		return nil, fmt.Errorf("reference: %s has %d channels at %d Hz, want 1 at 16000 Hz", name, format.Channels, format.SampleRate)
	}
	pcm, err := audio.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("reference: %s: %w", name, err)
	}
	if w := reader.Warnings(); len(w) != 0 {
		return nil, fmt.Errorf("reference: %s: %v", name, w[0])
	}
	return pcm, nil
}

// testdata returns the directory testdata at the root of the module.
func testdata() (string, error) {
	path, err := above(filepath.Join("testdata", "goldens"))
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrMissing, err)
	}
	return filepath.Dir(path), nil
}
