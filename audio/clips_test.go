package audio

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"testing"
	"time"
)

// onset returns when the tone begins: the time of the first sample beyond a
// quarter of its level.
func onset(samples []float32, sampleRate int) time.Duration {
	for i, v := range samples {
		if v > .2 || v < -.2 {
			return sampleTime(int64(i), sampleRate)
		}
	}
	return -1
}

// TestOnsets finds the clicks of the clips at their time: 0.5 s on the left,
// 0.75 s on the right.
func TestOnsets(t *testing.T) {
	const exact = time.Millisecond / 2 // the tone's rise to a quarter, at 8 kHz
	tests := []struct {
		name      string
		kind      string
		length    time.Duration // 0: the file does not say
		channels  int
		tolerance time.Duration
	}{
		{"click-mulaw.wav", "WAV", 550 * time.Millisecond, 1, exact},
		{"click-alaw.wav", "WAV", 550 * time.Millisecond, 1, exact},
		{"click-float.wav", "WAV", 550 * time.Millisecond, 1, exact},
		{"click-24.wav", "WAV", 550 * time.Millisecond, 1, exact},
		{"click-rf64.wav", "WAV", 550 * time.Millisecond, 1, exact},
		{"click-pipe.wav", "WAV", 550 * time.Millisecond, 1, exact},
		{"click24.flac", "FLAC", time.Second, 2, exact},
		{"click.mp3", "MP3", time.Second, 2, exact},
		{"click-lavc.mp3", "MP3", time.Second, 2, exact},
		{"click-untagged.mp3", "MP3", 0, 2, exact},
		{"click.ogg", "Ogg Vorbis", time.Second, 2, exact},
		{"click.opus", "Ogg Opus", time.Second, 2, exact},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, readFixture(t, test.name))
			f := r.Format()
			if f.Kind != test.kind || f.Channels != test.channels {
				t.Errorf("got %+v, want %s with %d channels", f, test.kind, test.channels)
			}
			samples := mustReadAll(t, r)
			wantWarnings(t, r)
			if got := sampleTime(int64(len(samples)/f.Channels), f.SampleRate); got != test.length && test.length > 0 {
				t.Errorf("got %v of audio, want %v", got, test.length)
			}
			split := make([][]float32, f.Channels)
			for c := range split {
				split[c] = make([]float32, len(samples)/f.Channels)
			}
			Deinterleave(split, samples)
			for c, s := range split {
				want := 500*time.Millisecond + time.Duration(c)*250*time.Millisecond
				got := onset(s, f.SampleRate)
				t.Logf("channel %d: tone begins at %v, want %v", c, got, want)
				if (got - want).Abs() > test.tolerance {
					t.Errorf("channel %d: tone begins at %v, want %v within %v", c, got, want, test.tolerance)
				}
			}
		})
	}
}

// TestSpeech compares the lossy clips of speech with the original: no other
// shift in time makes them more alike.
func TestSpeech(t *testing.T) {
	original := mustReadAll(t, mustOpen(t, readFixture(t, "speech.flac")))
	for _, test := range []struct {
		name      string
		alike     float64 // correlation at least
		tolerance int     // samples at 16 kHz
	}{
		{"speech.flac", 1, 0},
		{"speech.mp3", .99, 0},
		{"speech-vbr-crc.mp3", .99, 0},
		{"speech.ogg", .98, 0},
		{"speech-silk.opus", .85, 1}, // SILK does not keep phases
		{"speech-hybrid.opus", .95, 1},
		{"speech-celt.opus", .99, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, readFixture(t, test.name))
			source, err := Resample(Mono(r), 16000)
			if err != nil {
				t.Fatal(err)
			}
			got := mustReadAll(t, source)
			wantWarnings(t, r)
			const most = 200
			best, shift := 0., 0
			for s := -most; s <= most; s++ {
				if c := correlation(original[most:len(original)-most], got[most+s:len(original)-most+s]); c > best {
					best, shift = c, s
				}
			}
			t.Logf("correlation %.4f, shifted by %d samples", best, shift)
			if best < test.alike || shift < -test.tolerance || shift > test.tolerance {
				t.Errorf("got correlation %.4f shifted by %d samples, want at least %v by at most %d", best, shift, test.alike, test.tolerance)
			}
		})
	}
}

// correlation of two signals: 1 if they differ only in level.
func correlation(a, b []float32) float64 {
	var ab, aa, bb float64
	for i, v := range a {
		x, y := float64(v), float64(b[i])
		ab += x * y
		aa += x * x
		bb += y * y
	}
	return ab / math.Sqrt(aa*bb)
}

// TestG711 compares all bytes with what sox makes of them.
func TestG711(t *testing.T) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	for _, test := range []struct {
		encoding Encoding
		golden   string
	}{{MuLaw, "mulaw.s16"}, {ALaw, "alaw.s16"}} {
		golden := readFixture(t, test.golden)
		r, err := OpenRaw(bytes.NewReader(all), RawFormat{test.encoding, 8000, 1})
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range mustReadAll(t, r) {
			if want := float32(int16(binary.LittleEndian.Uint16(golden[2*i:]))) / 32768; got != want {
				t.Errorf("%s: byte %#02x: got %v, want %v", test.encoding, i, got, want)
			}
		}
	}
}

// BenchmarkRead decodes from memory.
func BenchmarkRead(b *testing.B) {
	for _, name := range []string{"click-float.wav", "speech.flac", "click24.flac", "speech.mp3", "speech-vbr-crc.mp3", "speech.ogg", "speech-silk.opus", "speech-celt.opus"} {
		b.Run(name, func(b *testing.B) {
			file := readFixture(b, name)
			buf := make([]float32, 4096)
			var seconds float64
			for b.Loop() {
				r := mustOpen(b, file)
				for {
					n, err := r.Read(buf)
					if err == io.EOF {
						break
					}
					seconds += float64(n) / float64(r.Format().Channels*r.Format().SampleRate)
				}
			}
			b.ReportMetric(seconds/b.Elapsed().Seconds(), "x-real-time")
		})
	}
}
