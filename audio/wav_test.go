package audio

import (
	"bytes"
	"math"
	"testing"
	"time"
)

// chunk returns a RIFF chunk, padded.
func chunk(id string, content []byte) []byte {
	b := le(id, uint32(len(content)), content)
	if len(content)%2 != 0 {
		b = append(b, 0)
	}
	return b
}

// riff returns a WAV file of chunks.
func riff(chunks ...[]byte) []byte {
	body := bytes.Join(chunks, nil)
	return le("RIFF", uint32(4+len(body)), "WAVE", body)
}

// fmtChunk returns a simple fmt chunk.
func fmtChunk(tag uint16, channels, bits int, sampleRate int) []byte {
	return chunk("fmt ", fmtContent(tag, channels, bits, channels*bits/8, sampleRate))
}

func fmtContent(tag uint16, channels, bits, align, sampleRate int) []byte {
	return le(tag, uint16(channels), uint32(sampleRate), uint32(align*sampleRate), uint16(align), uint16(bits))
}

// extensible returns a WAVE_FORMAT_EXTENSIBLE fmt chunk.
func extensible(tag uint16, channels, bits, valid, sampleRate int) []byte {
	return chunk("fmt ", le(fmtContent(wavExtensible, channels, bits, channels*bits/8, sampleRate),
		uint16(22), uint16(valid), uint32(0), tag, guidTail))
}

var ramp16 = le(int16(0), int16(1), int16(-1), int16(16384), int16(32767), int16(-32768))

var rampFloat = []float32{0, 1. / 32768, -1. / 32768, .5, 32767. / 32768, -1}

func TestWAVEncodings(t *testing.T) {
	tests := []struct {
		name   string
		format []byte
		data   []byte
		want   []float32
	}{
		{"PCM 8", fmtChunk(wavPCM, 1, 8, 8000), []byte{0, 64, 127, 128, 129, 255}, []float32{-1, -.5, -1. / 128, 0, 1. / 128, 127. / 128}},
		{"PCM 16", fmtChunk(wavPCM, 1, 16, 8000), ramp16, rampFloat},
		{"PCM 24", fmtChunk(wavPCM, 1, 24, 8000), []byte{0, 0, 0, 1, 0, 0, 255, 255, 255, 0, 0, 64, 255, 255, 127, 0, 0, 128},
			[]float32{0, 1. / (1 << 23), -1. / (1 << 23), .5, 8388607. / (1 << 23), -1}},
		{"PCM 32", fmtChunk(wavPCM, 1, 32, 8000), le(int32(0), int32(1<<8), int32(-1<<8), int32(1<<30), int32(math.MinInt32)),
			[]float32{0, 1. / (1 << 23), -1. / (1 << 23), .5, -1}},
		{"PCM 12 in 16", fmtChunk(wavPCM, 1, 12, 8000), ramp16, rampFloat},
		{"PCM 24 in 32", chunk("fmt ", fmtContent(wavPCM, 1, 24, 4, 8000)), le(int32(1<<8), int32(1<<30)), []float32{1. / (1 << 23), .5}},
		{"PCM 16, no alignment", chunk("fmt ", fmtContent(wavPCM, 1, 16, 0, 8000)), ramp16, rampFloat},
		{"float 32", fmtChunk(wavFloat, 1, 32, 8000), le(float32(.25), float32(-3), float32(1e-40)), []float32{.25, -3, 1e-40}},
		{"float 64", fmtChunk(wavFloat, 1, 64, 8000), le(.25, -3.0, 1e-40), []float32{.25, -3, 1e-40}},
		{"mu-law", fmtChunk(wavMuLaw, 1, 8, 8000), []byte{0xFF, 0x7F, 0x00, 0x80}, []float32{0, 0, -32124. / 32768, 32124. / 32768}},
		{"A-law", fmtChunk(wavALaw, 1, 8, 8000), []byte{0xD5, 0x55, 0x2A, 0xAA}, []float32{8. / 32768, -8. / 32768, -32256. / 32768, 32256. / 32768}},
		{"extensible PCM 16", extensible(wavPCM, 1, 16, 16, 8000), ramp16, rampFloat},
		{"extensible PCM 20 in 32", extensible(wavPCM, 1, 32, 20, 8000), le(int32(1<<30), int32(-1<<31)), []float32{.5, -1}},
		{"extensible float 32", extensible(wavFloat, 1, 32, 32, 8000), le(float32(.25)), []float32{.25}},
		{"extensible A-law", extensible(wavALaw, 1, 8, 8, 8000), []byte{0x2A}, []float32{-32256. / 32768}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, riff(test.format, chunk("data", test.data)))
			want := Format{Kind: "WAV", SampleRate: 8000, Channels: 1, Samples: int64(len(test.want))}
			if r.Format() != want {
				t.Errorf("format: got %+v, want %+v", r.Format(), want)
			}
			equalSamples(t, mustReadAll(t, r), test.want)
			wantWarnings(t, r)
			if got := r.Position(); got != want.Samples {
				t.Errorf("position: got %d, want %d", got, want.Samples)
			}
		})
	}
}

func TestWAVChannels(t *testing.T) {
	for _, channels := range []int{1, 2, 3, 6, 255, maxChannels} {
		data := make([]byte, 3*channels)
		for i := range data {
			data[i] = byte(128 + i%channels%100 + i/channels)
		}
		r := mustOpen(t, riff(fmtChunk(wavPCM, channels, 8, 44100), chunk("data", data)))
		got := mustReadAll(t, r)
		if len(got) != len(data) || r.Format().Channels != channels || r.Format().Samples != 3 {
			t.Fatalf("%d channels: got %d values, format %+v", channels, len(got), r.Format())
		}
		for i, v := range got {
			if want := (float32(data[i]) - 128) / 128; v != want {
				t.Fatalf("%d channels: value %d: got %v, want %v", channels, i, v, want)
			}
		}
	}
}

func TestWAVChunks(t *testing.T) {
	format := fmtChunk(wavPCM, 1, 16, 16000)
	data := chunk("data", ramp16)
	list := chunk("LIST", []byte("INFOx"))
	stream := func(size uint32) []byte { return le("RIFF", size, "WAVE", format, "data", size, ramp16) }
	ds64 := func(size int64) []byte { return chunk("ds64", le(int64(0), size, int64(0), uint32(0))) }
	rf64 := func(id string, size int64) []byte {
		return le(id, uint32(0xFFFFFFFF), "WAVE", ds64(size), format, "data", uint32(0xFFFFFFFF), ramp16, list)
	}
	tests := []struct {
		name    string
		file    []byte
		samples int64
	}{
		{"plain", riff(format, data), 6},
		{"odd chunks before, any chunks after", riff(list, chunk("xyz ", []byte{1}), format, list, data, list), 6},
		{"odd chunks without padding", riff(list[:len(list)-1], format, list[:len(list)-1], data), 6},
		{"long fmt chunk", riff(chunk("fmt ", le(format[8:], make([]byte, 101))), data), 6},
		{"RIFF size 0", append(append(le("RIFF", uint32(0), "WAVE"), format...), data...), 6},
		{"stream, size 0", stream(0), -1},
		{"stream, size of all ones", stream(0xFFFFFFFF), -1},
		{"stream, sox", stream(0x7FFFF000), -1},
		{"stream, lame", stream(0x7FFFFFD3), -1},
		{"stream, arecord", stream(0x80000000), -1},
		{"RF64", rf64("RF64", int64(len(ramp16))), 6},
		{"RIFX", be("RIFX", uint32(48), "WAVE", "fmt ", uint32(16), uint16(wavPCM), uint16(1), uint32(16000), uint32(32000), uint16(2), uint16(16),
			"LIST", uint32(1), []byte{0, 0}, "data", uint32(12), int16(0), int16(1), int16(-1), int16(16384), int16(32767), int16(-32768)), 6},
		{"RIFX, float", be("RIFX", uint32(60), "WAVE", "fmt ", uint32(16), uint16(wavFloat), uint16(1), uint32(16000), uint32(64000), uint16(4), uint16(32),
			"data", uint32(24), rampFloat), 6},
		{"BW64", rf64("BW64", int64(len(ramp16))), 6},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := mustOpen(t, test.file)
			if got := r.Format().Samples; got != test.samples {
				t.Errorf("samples: got %d, want %d", got, test.samples)
			}
			equalSamples(t, mustReadAll(t, r), rampFloat)
			wantWarnings(t, r)
		})
	}
}

func TestWAVWithoutSamples(t *testing.T) {
	format := fmtChunk(wavPCM, 2, 16, 16000)
	for name, file := range map[string][]byte{
		"nothing after": riff(format, chunk("data", nil)),
		"a chunk after": riff(format, chunk("data", nil), chunk("LIST", []byte("INFO"))),
	} {
		r := mustOpen(t, file)
		if got := mustReadAll(t, r); len(got) != 0 {
			t.Errorf("%s: got %d values, want 0", name, len(got))
		}
		wantWarnings(t, r)
	}
}

func TestWAVTruncated(t *testing.T) {
	format := fmtChunk(wavPCM, 2, 16, 8000)
	data := make([]byte, 4*8000)
	file := riff(format, chunk("data", data))
	for _, missing := range []int{1, 2, 3, 4, 5, 20000} {
		r := mustOpen(t, file[:len(file)-missing])
		got := mustReadAll(t, r)
		want := (len(data) - missing) / 4
		if len(got) != 2*want {
			t.Errorf("%d bytes missing: got %d values, want %d", missing, len(got), 2*want)
		}
		wantWarnings(t, r, ErrTruncated)
		w := r.Warnings()[0]
		if w.Sample != int64(want) || w.Time != time.Duration(want)*time.Second/8000 {
			t.Errorf("%d bytes missing: got position %d (%v), want %d", missing, w.Sample, w.Time, want)
		}
		if missing == 20000 {
			const text = "audio: input cut short: got 3000 samples, want 8000, at 375ms"
			if w.Error() != text {
				t.Errorf("got %q, want %q", w, text)
			}
		}
	}
	r := mustOpen(t, riff(format, chunk("data", make([]byte, 4*10+3))))
	if got := mustReadAll(t, r); len(got) != 20 {
		t.Errorf("size that is no multiple: got %d values, want 20", len(got))
	}
	wantWarnings(t, r, ErrTruncated)
}

func TestWAVNonFinite(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	r := mustOpen(t, riff(fmtChunk(wavFloat, 2, 32, 8000), chunk("data", le(float32(1), nan, inf, -inf, float32(2), float32(3)))))
	equalSamples(t, mustReadAll(t, r), []float32{1, 0, 0, 0, 2, 3})
	wantWarnings(t, r, ErrDamaged)

	r = mustOpen(t, riff(fmtChunk(wavFloat, 1, 64, 8000), chunk("data", le(.5, 1e300))))
	equalSamples(t, mustReadAll(t, r), []float32{.5, 0})
	wantWarnings(t, r, ErrDamaged)
	if got := r.Warnings()[0].Sample; got != 1 {
		t.Errorf("got position %d, want 1", got)
	}
}

func FuzzWAV(f *testing.F) {
	format, data := fmtChunk(wavPCM, 2, 16, 16000), chunk("data", ramp16)
	f.Add(riff(format, data))
	f.Add(riff(extensible(wavFloat, 3, 32, 32, 16000), chunk("LIST", []byte("x")), data))
	f.Add(riff(fmtChunk(wavMuLaw, 1, 8, 8000), data))
	f.Add(riff(fmtChunk(wavPCM, 1, 24, 8000), data)[:60])
	f.Add(le("RF64", uint32(0xFFFFFFFF), "WAVE", chunk("ds64", le(int64(0), int64(10), int64(0), uint32(0))), format, "data", uint32(0xFFFFFFFF), ramp16))
	addSeeds(f, "*.wav")
	f.Fuzz(fuzzFile)
}
