package reference

import (
	"fmt"
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

// withRoomTone adds white noise, 78 dB below full scale, to pauses and speech
// alike. With digital silence directly after a loud sound, a probability falls from
// 1 to 0.2 in one window, and there ONNX Runtime differs by more than 1e-5 from the
// network in float64.
func withRoomTone(pcm []float32, rate int) []float32 {
	random := rand.NewPCG(3, uint64(rate))
	for i := range pcm {
		tone := float32(int(random.Uint64()%9)-4) / (1 << 15)
		pcm[i] = min(max(pcm[i]+tone, -1), 1)
	}
	return pcm
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
	whole := make([]int16, len(pcm))
	for i, x := range pcm {
		whole[i] = int16(x * (1 << 15)) // exact: the clips have 16 bits
	}
	return scaled(halve(whole)), nil
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

// halfband is one side of the odd taps of a half-band low-pass filter of length
// 63, in units of 2^-15; the middle tap is 1/2 and the even ones are zero. It is
// a windowed sinc (Kaiser, beta 7): flat to 0.002 dB up to 3.4 kHz, 70 dB down
// above 4.6 kHz.
var halfband = [16]int32{10398, -3379, 1927, -1274, 893, -640, 460, -328, 230, -157, 103, -65, 39, -21, 10, -4}

// halve converts 16 kHz to 8 kHz:
//
//	y[i] = round(x[2i]/2 + sum over k of h[k]*(x[2i-2k-1] + x[2i+2k+1]))
//
// with zeros outside of x, and saturates.
func halve(x []int16) []int16 {
	at := func(i int) int32 {
		if i < 0 || i >= len(x) {
			return 0
		}
		return int32(x[i])
	}
	y := make([]int16, (len(x)+1)/2)
	for i := range y {
		sum := int64(at(2*i)) << 14
		for k, h := range halfband {
			sum += int64(h) * int64(at(2*i-2*k-1)+at(2*i+2*k+1))
		}
		y[i] = int16(min(max((sum+1<<14)>>15, -1<<15), 1<<15-1))
	}
	return y
}
