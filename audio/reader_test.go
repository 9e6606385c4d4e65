package audio

import (
	"bytes"
	"errors"
	"io"
	"math"
	"strings"
	"testing"
	"testing/iotest"
)

func TestOpenErrors(t *testing.T) {
	format := fmtChunk(wavPCM, 1, 16, 16000)
	data := chunk("data", ramp16)
	tests := []struct {
		name string
		file []byte
		want error
		text string
	}{
		{"empty", nil, ErrEmpty, "audio: empty input"},
		{"text", []byte("Dear Sir or Madam"), ErrUnknown, `audio: not a known kind of audio: input begins with "Dear Sir or "`},
		{"one byte", []byte{0}, ErrUnknown, `"\x00"`},
		{"M4A", []byte("\x00\x00\x00\x20ftypM4A "), ErrMalformed, "MP4 ends before its index"},
		{"RIFX that is no WAV", []byte("RIFX\x00\x00\x00\x00MV93"), ErrUnknown, "RIFX"},
		{"big-endian WAV, cut", []byte("RIFX\x00\x00\x00\x00WAVE"), ErrMalformed, "ends before its data chunk"},
		{"AVI", []byte("RIFF\x00\x00\x00\x00AVI LIST"), ErrUnsupported, "AVI"},
		{"WAV, nothing else", []byte("RIFF\x00\x00\x00\x00WAVE"), ErrMalformed, "ends before its data chunk"},
		{"WAV without data", riff(format), ErrMalformed, "ends before its data chunk"},
		{"WAV, endless chunk", riff(le("LIST", uint32(0xFFFFFFFE), "INFO")), ErrMalformed, "ends before its data chunk"},
		{"WAV, data first", riff(data, format), ErrMalformed, "data chunk before the fmt chunk"},
		{"WAV, short fmt", riff(chunk("fmt ", make([]byte, 14)), data), ErrMalformed, "14 bytes, want at least 16"},
		{"WAV, cut in fmt", riff(format)[:30], ErrMalformed, "ends before its format"},
		{"WAV, 0 channels", riff(fmtChunk(wavPCM, 0, 16, 16000), data), ErrMalformed, "0 channels"},
		{"WAV, 0 Hz", riff(fmtChunk(wavPCM, 1, 16, 0), data), ErrMalformed, "0 Hz"},
		{"WAV, 2^31-1 Hz", riff(fmtChunk(wavPCM, 1, 16, math.MaxInt32), data), ErrMalformed, "2147483647 Hz"},
		{"WAV, 0 bits", riff(chunk("fmt ", fmtContent(wavPCM, 1, 0, 0, 8000)), data), ErrUnsupported, "0 bits"},
		{"WAV, 64-bit PCM", riff(fmtChunk(wavPCM, 1, 64, 8000), data), ErrUnsupported, "64 bits"},
		{"WAV, ADPCM", riff(fmtChunk(0x11, 1, 4, 8000), data), ErrUnsupported, "IMA ADPCM"},
		{"WAV, unheard of", riff(fmtChunk(0x1234, 1, 4, 8000), data), ErrUnsupported, "0x1234"},
		{"WAV, short extensible", riff(fmtChunk(wavExtensible, 1, 16, 8000), data), ErrMalformed, "16 bytes, want 40"},
		{"WAV, strange GUID", riff(chunk("fmt ", le(extensible(1, 1, 16, 16, 8000)[8:46], "xx")), data), ErrUnsupported, "subformat"},
		{"RF64, short ds64", le("RF64", uint32(0xFFFFFFFF), "WAVE", chunk("ds64", make([]byte, 8))), ErrMalformed, "8 bytes, want at least 28"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := Open(bytes.NewReader(test.file))
			if !errors.Is(err, test.want) || !strings.Contains(err.Error(), test.text) {
				t.Errorf("got %v, want %v with %q", err, test.want, test.text)
			}
		})
	}
}

// TestInputErrors checks that an error of the input is neither damage nor the
// end of the audio.
func TestInputErrors(t *testing.T) {
	fault := errors.New("disk on fire")
	file := riff(fmtChunk(wavPCM, 1, 16, 16000), chunk("data", make([]byte, 1000)))
	for _, n := range []int{0, 5, 11, 12, 20, 30, 43} {
		_, err := Open(io.MultiReader(bytes.NewReader(file[:n]), iotest.ErrReader(fault)))
		if !errors.Is(err, fault) {
			t.Errorf("after %d bytes: got %v, want %v", n, err, fault)
		}
	}
	r, err := Open(io.MultiReader(bytes.NewReader(file[:444]), iotest.ErrReader(fault)))
	if err != nil {
		t.Fatal(err)
	}
	got, err := ReadAll(r)
	if len(got) != 200 || !errors.Is(err, fault) || err.Error() != "audio: reading WAV: disk on fire, at 13ms" {
		t.Errorf("got %d values, %v", len(got), err)
	}
	if _, again := r.Read(make([]float32, 1)); !errors.Is(again, fault) {
		t.Errorf("error did not stay: %v", again)
	}
	wantWarnings(t, r)
}

// TestReadSplits checks that neither the caller's buffer nor the way the input
// arrives changes what is read.
func TestReadSplits(t *testing.T) {
	data := make([]byte, 3*2*5000)
	for i := range data {
		data[i] = byte(i * 7)
	}
	file := riff(fmtChunk(wavPCM, 2, 24, 16000), chunk("data", data))
	want := mustReadAll(t, mustOpen(t, file))
	for _, size := range []int{2, 3, 5, 999, 4096, 20000} {
		r, err := Open(iotest.OneByteReader(bytes.NewReader(file)))
		if err != nil {
			t.Fatal(err)
		}
		var got []float32
		buf := make([]float32, size)
		for {
			n, err := r.Read(buf)
			if err == io.EOF {
				break
			}
			if err != nil || n == 0 || n%2 != 0 {
				t.Fatalf("Read returned %d, %v", n, err)
			}
			got = append(got, buf[:n]...)
		}
		equalSamples(t, got, want)
	}
	if _, err := mustOpen(t, file).Read(make([]float32, 1)); !errors.Is(err, ErrShortBuffer) {
		t.Errorf("buffer of 1 for 2 channels: got %v, want %v", err, ErrShortBuffer)
	}
}

// TestReadAllocates checks that reading in steady state does not.
func TestReadAllocates(t *testing.T) {
	r := Mono(mustOpen(t, riff(fmtChunk(wavPCM, 2, 16, 16000), chunk("data", make([]byte, 1<<22)))))
	buf := make([]float32, 512)
	if allocs := testing.AllocsPerRun(1000, func() {
		if _, err := r.Read(buf); err != nil {
			t.Fatal(err)
		}
	}); allocs != 0 {
		t.Errorf("got %v allocations, want 0", allocs)
	}
}
