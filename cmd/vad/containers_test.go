package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/gosilero/vad/audio"
)

const audioClips = "../../audio/testdata/"

// TestContainers finds the same segments in one clip, whatever it comes in.
func TestContainers(t *testing.T) {
	pcm := readClip(t, audioClips+"speech.flac")
	dir := t.TempDir()
	wav := func(name string, format, bits int, length uint32, sample func(b []byte, v float32) []byte) string {
		var data []byte
		for _, v := range pcm {
			data = sample(data, v)
		}
		if length == 0 {
			length = uint32(len(data))
		}
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, encodeWAV(format, bits, length, data), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	le := binary.LittleEndian
	s16 := func(b []byte, v float32) []byte { return le.AppendUint16(b, uint16(int16(v*32768))) }
	s24 := func(b []byte, v float32) []byte {
		n := uint32(int32(v * (1 << 23)))
		return append(b, byte(n), byte(n>>8), byte(n>>16))
	}
	f32 := func(b []byte, v float32) []byte { return le.AppendUint32(b, math.Float32bits(v)) }
	f64 := func(b []byte, v float32) []byte { return le.AppendUint64(b, math.Float64bits(float64(v))) }

	want := spansOf(t, audioClips+"speech.flac")
	if len(want) == 0 {
		t.Fatal("no speech in the clip")
	}
	for _, c := range []struct {
		path string
		most float64 // difference in seconds
	}{
		{wav("16.wav", 1, 16, 0, s16), 0.020},
		{wav("24.wav", 1, 24, 0, s24), 0.020},
		{wav("float.wav", 3, 32, 0, f32), 0.020},
		{wav("double.wav", 3, 64, 0, f64), 0.020},
		{wav("pipe.wav", 1, 16, math.MaxUint32, s16), 0.020},
		{audioClips + "speech.ogg", 0.020},
		{audioClips + "speech.mp3", 0.050},
		{audioClips + "speech-vbr-crc.mp3", 0.050},
		{audioClips + "speech-celt.opus", 0.050},
		{audioClips + "speech-hybrid.opus", 0.050},
		{audioClips + "speech-silk.opus", 0.050},
		{audioClips + "speech-silk.webm", 0.050},
		{audioClips + "speech-silk-pipe.webm", 0.050},
		{audioClips + "speech-silk-laced.mka", 0.050},
		{audioClips + "speech-silk.mp4", 0.050},
		{audioClips + "speech-silk-fragments.mp4", 0.050},
	} {
		got := spansOf(t, c.path)
		if len(got) != len(want) {
			t.Errorf("%s: segments %v, want %v", filepath.Base(c.path), got, want)
			continue
		}
		worst := 0.0
		for i := range got {
			worst = max(worst, math.Abs(got[i].Start-want[i].Start), math.Abs(got[i].End-want[i].End))
		}
		t.Logf("%-20s at most %.0f ms", filepath.Base(c.path), 1000*worst)
		if worst > c.most {
			t.Errorf("%s: segments differ by %.3f s, want at most %.3f s", filepath.Base(c.path), worst, c.most)
		}
	}
}

func readClip(t *testing.T, path string) []float32 {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r, err := audio.Open(f)
	if err != nil {
		t.Fatal(err)
	}
	pcm, err := audio.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return pcm
}

// encodeWAV returns a file of one channel at 16 kHz; its header claims length
// bytes of data.
func encodeWAV(format, bits int, length uint32, data []byte) []byte {
	var b bytes.Buffer
	b.WriteString("RIFF")
	binary.Write(&b, binary.LittleEndian, uint32(length+36))
	b.WriteString("WAVEfmt ")
	for _, v := range []any{uint32(16), uint16(format), uint16(1), uint32(16000), uint32(16000 * bits / 8), uint16(bits / 8), uint16(bits)} {
		binary.Write(&b, binary.LittleEndian, v)
	}
	b.WriteString("data")
	binary.Write(&b, binary.LittleEndian, length)
	b.Write(data)
	return b.Bytes()
}

func spansOf(t *testing.T, path string) []detectedSpan {
	t.Helper()
	out := mustRun(t, "detect", "-q", "--format", "json", path)
	var result struct{ Segments []detectedSpan }
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		t.Fatal(err)
	}
	return result.Segments
}

type detectedSpan struct{ Start, End float64 }
