package reference

import (
	"fmt"
	"slices"
	"sync"
)

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
// The caller owns them.
func Signals(rate int) ([]Signal, error) {
	signals, _, err := signalsAndSums(rate)
	return signals, err
}

// signalsAndSums returns copies of all test signals at a sample rate, and their
// checksums.
func signalsAndSums(rate int) (signals []Signal, sums []string, err error) {
	if _, err := shapeAt(rate); err != nil {
		return nil, nil, err
	}
	made, err := madeSignals[rate]()
	if err != nil {
		return nil, nil, err
	}
	for _, s := range made {
		signals = append(signals, Signal{s.Name, slices.Clone(s.PCM)})
		sums = append(sums, s.sum)
	}
	return signals, sums, nil
}

// summedSignal is a signal with its checksum.
type summedSignal struct {
	Signal
	sum string
}

// madeSignals returns the signals at each rate, which are made once: they take
// longer than most of what is tested with them.
var madeSignals = map[int]func() ([]summedSignal, error){
	8000:  sync.OnceValues(func() ([]summedSignal, error) { return makeSignals(8000) }),
	16000: sync.OnceValues(func() ([]summedSignal, error) { return makeSignals(16000) }),
}

func makeSignals(rate int) ([]summedSignal, error) {
	var made []summedSignal
	for _, name := range SignalNames {
		pcm, err := signal(name, rate)
		if err != nil {
			return nil, err
		}
		s := Signal{name, pcm}
		made = append(made, summedSignal{s, s.checksum()})
	}
	return made, nil
}

// checksum returns the SHA-256 of the samples, little-endian.
func (s Signal) checksum() string { return checksum(appendFloats(nil, s.PCM)) }

// checksums returns the checksum of each signal.
func checksums(signals []Signal) []string {
	var sums []string
	for _, s := range signals {
		sums = append(sums, s.checksum())
	}
	return sums
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
