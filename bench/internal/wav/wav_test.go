package wav

import (
	"encoding/binary"
	"slices"
	"testing"
)

// file returns a file like those in testdata.
func file(samples ...int16) []byte {
	le := binary.LittleEndian
	b := append([]byte("RIFF"), le.AppendUint32(nil, uint32(36+2*len(samples)))...)
	b = append(b, "WAVEfmt "...)
	b = le.AppendUint32(b, 16)
	b = le.AppendUint16(b, 1) // PCM
	b = le.AppendUint16(b, 1) // channel
	b = le.AppendUint32(b, 16000)
	b = le.AppendUint32(b, 32000)
	b = le.AppendUint16(b, 2)
	b = le.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = le.AppendUint32(b, uint32(2*len(samples)))
	for _, s := range samples {
		b = le.AppendUint16(b, uint16(s))
	}
	return b
}

func TestDecode(t *testing.T) {
	got, err := decode(file(0, 16384, -32768))
	if want := []float32{0, 0.5, -1}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	stereo := file(1, 2)
	stereo[22] = 2
	for name, f := range map[string][]byte{
		"empty": nil, "cut short": file(1, 2)[:46], "longer than it says": append(file(1), 0, 0), "two channels": stereo,
	} {
		if _, err := decode(f); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
