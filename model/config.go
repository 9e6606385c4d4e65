package model

import "github.com/gosilero/vad/weights"

// Hidden is the number of units of the LSTM, of all its layers together, in each
// network and at both rates.
const Hidden = 128

// The largest sizes of any network at any rate.
const (
	MaxContext = 64
	MaxWindow  = 1536
)

// Config gives the shapes of a network at one sample rate.
type Config struct {
	SampleRate int // in Hz
	Window     int // new samples per step
	Context    int // samples before them, from the step before
	FFT        int // samples per STFT frame
	Steps      int // of the LSTM in a window

	// The samples mirrored at the ends of the input, which is context and window.
	PadLeft, PadRight int
}

// DefaultWindow returns the number of samples of the default window at a sample
// rate, 32 ms for each network, and 0 at a rate without network.
func DefaultWindow(sampleRate int) int { return configsV5[sampleRate].Window }

// LongestWindow returns the number of samples of the longest window of any network
// at a sample rate, and 0 at a rate without network.
func LongestWindow(sampleRate int) int { return maxTimes * DefaultWindow(sampleRate) }

// maxTimes is how many times 32 ms the longest window has.
const maxTimes = 3

// configsV5 are the shapes of v5 and v6, by sample rate. The hop is half of the
// FFT.
var configsV5 = map[int]Config{
	8000:  {SampleRate: 8000, Window: 256, Context: 32, FFT: 128, Steps: 1, PadRight: 32},
	16000: {SampleRate: 16000, Window: 512, Context: 64, FFT: 256, Steps: 1, PadRight: 64},
}

// configV4 returns the shapes of v4, with windows of a number of times 32 ms. The
// hop is a quarter of the FFT.
func configV4(sampleRate, times int) Config {
	return Config{SampleRate: sampleRate, Window: times * sampleRate * 32 / 1000, FFT: 256, Steps: times, PadLeft: 96, PadRight: 96}
}

// Configs returns the shapes of the networks of an architecture at a sample rate,
// one for each size of windows. The first is the default; there is none at a rate
// without network.
func Configs(a weights.Architecture, sampleRate int) []Config {
	v5, ok := configsV5[sampleRate]
	switch {
	case !ok:
		return nil
	case a == weights.ArchitectureV4:
		return []Config{configV4(sampleRate, 1), configV4(sampleRate, 2), configV4(sampleRate, 3)}
	}
	return []Config{v5}
}
