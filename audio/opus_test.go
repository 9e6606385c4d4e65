package audio

import (
	"encoding/binary"
	"math"
	"testing"
)

func TestOpusGain(t *testing.T) {
	file := readFixture(t, "click.opus")
	want := mustReadAll(t, mustOpen(t, file))
	head := oggPages(file)[0]
	binary.LittleEndian.PutUint16(head[28+16:], 0xFA00) // -6 dB, in 1/256 dB
	sealOgg(head)
	got := mustReadAll(t, mustOpen(t, file))
	factor := float32(math.Pow(10, -6./20))
	for i, w := range want {
		if d := got[i] - w*factor; d > 1e-6 || d < -1e-6 {
			t.Fatalf("value %d: got %v, want %v", i, got[i], w*factor)
		}
	}
}

func TestOpusDuration(t *testing.T) {
	tests := []struct {
		packet []byte
		want   int // 0: error
	}{
		{nil, 0},
		{[]byte{0 << 3}, 480},
		{[]byte{3 << 3}, 2880},
		{[]byte{11<<3 | 1}, 5760},
		{[]byte{12 << 3}, 480},
		{[]byte{15<<3 | 4}, 960},
		{[]byte{16 << 3}, 120},
		{[]byte{31<<3 | 2}, 1920},
		{[]byte{31<<3 | 3}, 0},
		{[]byte{31<<3 | 3, 0}, 0},
		{[]byte{31<<3 | 3, 6 | 0x80}, 5760},
		{[]byte{31<<3 | 3, 7}, 0},
		{[]byte{16<<3 | 3, 48}, 5760},
	}
	for _, test := range tests {
		got, err := opusDuration(test.packet)
		if got != test.want || (err != nil) != (test.want == 0) {
			t.Errorf("%x: got %d, %v, want %d", test.packet, got, err, test.want)
		}
	}
}

func FuzzOpus(f *testing.F) {
	f.Add(readFixture(f, "speech-silk.opus")[:800])
	f.Add(readFixture(f, "speech-hybrid.opus")[:1500])
	f.Add(readFixture(f, "speech-celt.opus")[:2000])
	addSeeds(f, "*.opus")
	f.Fuzz(fuzzOgg)
}
