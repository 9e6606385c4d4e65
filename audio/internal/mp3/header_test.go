package mp3

import "testing"

func TestParseHeader(t *testing.T) {
	for _, test := range []struct {
		name        string
		b           [4]byte
		sampleRate  int // 0: no header of layer III
		channels    int
		size        int
		unsupported string
	}{
		{"MPEG-1, 44.1 kHz, 128 kbit/s", [4]byte{0xFF, 0xFB, 0x90, 0x00}, 44100, 2, 417, ""},
		{"padded", [4]byte{0xFF, 0xFB, 0x92, 0x00}, 44100, 2, 418, ""},
		{"mono", [4]byte{0xFF, 0xFB, 0x94, 0xC0}, 48000, 1, 384, ""},
		{"MPEG-2, 16 kHz, 32 kbit/s", [4]byte{0xFF, 0xF3, 0x48, 0xC0}, 16000, 1, 144, ""},
		{"MPEG-2.5, 8 kHz, 16 kbit/s", [4]byte{0xFF, 0xE3, 0x28, 0xC0}, 8000, 1, 144, ""},
		{"layer 2", [4]byte{0xFF, 0xFD, 0x90, 0x00}, 0, 0, 0, "MPEG audio layer 2"},
		{"layer 1", [4]byte{0xFF, 0xFF, 0x90, 0x00}, 0, 0, 0, "MPEG audio layer 1"},
		{"ADTS", [4]byte{0xFF, 0xF1, 0x50, 0x80}, 0, 0, 0, "AAC (ADTS)"},
		{"free bit rate", [4]byte{0xFF, 0xFB, 0x00, 0x00}, 0, 0, 0, "MP3 of free bit rate"},
		{"no sync", [4]byte{0xFF, 0xDB, 0x90, 0x00}, 0, 0, 0, ""},
		{"reserved version", [4]byte{0xFF, 0xEB, 0x90, 0x00}, 0, 0, 0, ""},
		{"reserved bit rate", [4]byte{0xFF, 0xFB, 0xF0, 0x00}, 0, 0, 0, ""},
		{"reserved sample rate", [4]byte{0xFF, 0xFB, 0x9C, 0x00}, 0, 0, 0, ""},
		{"reserved emphasis", [4]byte{0xFF, 0xFB, 0x90, 0x02}, 0, 0, 0, ""},
	} {
		h, unsupported, ok := ParseHeader(test.b[:])
		if want := test.sampleRate > 0 || test.unsupported != ""; ok != want || unsupported != test.unsupported {
			t.Errorf("%s: got %q, %t, want %q, %t", test.name, unsupported, ok, test.unsupported, want)
		}
		if test.sampleRate > 0 && (h.SampleRate != test.sampleRate || h.Channels != test.channels || h.Size != test.size) {
			t.Errorf("%s: got %+v, want %d Hz, %d channels, %d bytes", test.name, h, test.sampleRate, test.channels, test.size)
		}
	}
}
