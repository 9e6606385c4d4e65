package reference

import "fmt"

// Signal is one test signal.
type Signal struct {
	Name string
	PCM  []float32
}

// SignalNames are the test signals: speech is read by people, synthetic is
// synthesised (testdata/README.md), the others are generated. Each is longer than a
// minute.
var SignalNames = []string{"speech", "synthetic", "telephone", "pauses", "noise", "music", "silence", "square", "denormal"}

// Signals returns all test signals at a sample rate, in the order of
// SignalNames. They are the same to the last bit on every machine, as they are
// computed in integers and scaled by powers of two. The goldens hold their SHA-256.
func Signals(rate int) ([]Signal, error) {
	if _, err := shapeAt(rate); err != nil {
		return nil, err
	}
	signals := make([]Signal, 0, len(SignalNames))
	for _, name := range SignalNames {
		pcm, err := signal(name, rate)
		if err != nil {
			return nil, err
		}
		signals = append(signals, Signal{name, pcm})
	}
	return signals, nil
}

func signal(name string, rate int) ([]float32, error) {
	switch name {
	case "speech":
		return speech(rate)
	case "synthetic":
		return synthetic(rate)
	case "telephone":
		return telephone(rate)
	case "pauses":
		return pauses(rate)
	case "noise":
		return scaled(noise(rate)), nil
	case "music":
		return scaled(music(rate)), nil
	case "silence":
		return make([]float32, length(rate)), nil
	case "square":
		return square(rate), nil
	case "denormal":
		return denormal(rate), nil
	}
	return nil, fmt.Errorf("reference: unknown signal %q, want one of %q", name, SignalNames)
}

// length returns the number of samples of a generated signal: a minute and a part
// of a window, so that the last window is filled with zeros.
func length(rate int) int { return 60*rate + 77 }

// scaled converts 16-bit samples to [-1, 1): x / 32768.
func scaled(pcm []int16) []float32 {
	out := make([]float32, len(pcm))
	for i, x := range pcm {
		out[i] = float32(x) / (1 << 15)
	}
	return out
}
