package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/internal/noise"
)

// speechLevel is the level that the speech of every clip is brought to, in dB
// relative to a constant of 1.
const speechLevel = -26

// clip is a labelled recording at one rate, in whole windows.
type clip struct {
	name   string
	pcm    []float32
	speech []bool // by window: someone speaks in its middle
}

// loadClips reads the recordings of a folder that its RTTM files label, at a
// sample rate, in the order of their names.
func loadClips(folder string, sampleRate int) ([]clip, error) {
	turns, err := readLabels(folder)
	if err != nil {
		return nil, err
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var clips []clip
	for _, f := range files {
		extension := filepath.Ext(f.Name())
		name := f.Name()[:len(f.Name())-len(extension)]
		if len(turns[name]) == 0 || !slices.Contains([]string{".flac", ".wav"}, extension) {
			continue
		}
		pcm, err := readAudio(filepath.Join(folder, f.Name()), sampleRate)
		if err != nil {
			return nil, err
		}
		clips = append(clips, newClip(name, pcm, turns[name], sampleRate))
	}
	if len(clips) == 0 {
		return nil, fmt.Errorf("%s: no FLAC or WAV file that an RTTM file there labels", folder)
	}
	return clips, nil
}

// newClip labels pcm and brings its speech to speechLevel.
func newClip(name string, pcm []float32, turns []turn, sampleRate int) clip {
	window := sampleRate * 32 / 1000
	c := clip{name: name, pcm: pcm[:len(pcm)/window*window]}
	c.speech = labels(turns, len(c.pcm)/window)
	var active []float32
	for i, speech := range c.speech {
		if speech {
			active = append(active, c.pcm[i*window:][:window]...)
		}
	}
	if rms := noise.RMS(active); rms > 0 {
		for i, x := range c.pcm {
			c.pcm[i] = float32(float64(x) * noise.Gain(speechLevel) / rms)
		}
	}
	return c
}

// mix returns speech, which may be nil for silence, and noise times gain, clipped at
// full scale.
func mix(speech, noise []float32, gain float32) []float32 {
	pcm := make([]float32, len(noise))
	for i, x := range noise {
		pcm[i] = float32(gain * x)
		if speech != nil {
			pcm[i] += speech[i]
		}
		pcm[i] = min(max(pcm[i], -1), 1)
	}
	return pcm
}

// windows returns the number of windows.
func (c *clip) windows() int { return len(c.speech) }

// readAudio reads a file, mixed to one channel, at a sample rate.
func readAudio(path string, sampleRate int) (pcm []float32, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	reader, err := audio.Open(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	source, err := audio.Resample(audio.Mono(reader), sampleRate)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if pcm, err = audio.ReadAll(source); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return pcm, nil
}
