package model

// Hidden is the number of units of the LSTM, at both rates.
const Hidden = 128

// MaxContext is the largest context of any rate.
const MaxContext = 64

// Config gives the shapes of the network at one sample rate.
type Config struct {
	SampleRate int // in Hz
	Window     int // new samples per step
	Context    int // samples before them, from the step before
	FFT        int // samples per STFT frame; the hop is half of it
}

// Pad returns the number of samples mirrored at the end of the input.
func (c Config) Pad() int { return c.Context }

// configs are the shapes of v5 and v6.
var configs = [...]Config{
	{SampleRate: 8000, Window: 256, Context: 32, FFT: 128},
	{SampleRate: 16000, Window: 512, Context: 64, FFT: 256},
}

// ConfigFor returns the shapes at a sample rate, and whether the network exists
// at that rate.
func ConfigFor(sampleRate int) (Config, bool) {
	for _, c := range configs {
		if c.SampleRate == sampleRate {
			return c, true
		}
	}
	return Config{}, false
}
