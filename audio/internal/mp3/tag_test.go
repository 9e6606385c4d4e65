package mp3

import (
	"encoding/binary"
	"slices"
	"testing"
)

func TestTag(t *testing.T) {
	plain, _, _ := ParseHeader([]byte{0xFF, 0xFB, 0x90, 0x00})
	checked, _, _ := ParseHeader([]byte{0xFF, 0xFA, 0x90, 0x00})
	const side = HeaderSize + 32 // where the side information ends without a checksum
	be := func(v uint32) []byte { return binary.BigEndian.AppendUint32(nil, v) }
	lame := slices.Concat([]byte("LAME3.100"), make([]byte, 12), []byte{0x24, 0x05, 0x6A})
	all := slices.Concat([]byte("Info"), be(15), be(1000), be(5), make([]byte, 100), be(7), lame)
	frame := func(at int, parts ...[]byte) []byte {
		f := make([]byte, plain.Size)
		copy(f[at:], slices.Concat(parts...))
		return f
	}
	tests := []struct {
		name  string
		h     Header
		frame []byte
		want  Tag
		ok    bool
	}{
		{"all fields", plain, frame(side, all), Tag{1000, 0x240, 0x56A, true}, true},
		{"checksum, not counted", checked, frame(side, all), Tag{1000, 0x240, 0x56A, true}, true},
		{"checksum, counted", checked, frame(side+2, all), Tag{1000, 0x240, 0x56A, true}, true},
		{"no checksum, but counted", plain, frame(side+2, all), Tag{}, false},
		{"frames only", plain, frame(side, []byte("Xing"), be(1), be(77)), Tag{77, 0, 0, false}, true},
		{"nothing", plain, frame(side, []byte("Xing"), be(0)), Tag{}, true},
		{"delay only", plain, frame(side, []byte("Info"), be(0), lame), Tag{0, 0x240, 0x56A, true}, true},
		{"VBRI", plain, frame(HeaderSize+32, []byte("VBRI"), make([]byte, 10), be(5)), Tag{5, 0, 0, false}, true},
		{"sound", plain, frame(side), Tag{}, false},
		{"cut short", plain, frame(side, all)[:50], Tag{1000, 0, 0, false}, true},
		{"shorter", plain, frame(side, all)[:42], Tag{}, false},
	}
	for _, test := range tests {
		got, ok := ParseTag(test.h, test.frame)
		if got != test.want || ok != test.ok {
			t.Errorf("%s: got %+v, %v, want %+v, %v", test.name, got, ok, test.want, test.ok)
		}
	}
}
