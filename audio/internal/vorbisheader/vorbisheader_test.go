package vorbisheader

import (
	"strings"
	"testing"
)

// setup writes bits for TestSetup: pairs of value and width.
func setup(pairs ...uint64) []byte {
	var bits []byte
	for i := 0; i < len(pairs); i += 2 {
		for b := range pairs[i+1] {
			bits = append(bits, byte(pairs[i]>>b&1))
		}
	}
	packet := make([]byte, 7+(len(bits)+7)/8)
	for i, b := range bits {
		packet[7+i/8] |= b << (i % 8)
	}
	return packet
}

func TestSetup(t *testing.T) {
	const sync = 0x564342
	tests := []struct {
		name   string
		packet []byte
		text   string // of the error, "" for none
	}{
		{"two entries", setup(0, 8, sync, 24, 1, 16, 2, 24, 0, 1, 0, 1, 0, 5, 0, 5, 0, 4), ""},
		{"two entries with values", setup(0, 8, sync, 24, 1, 16, 2, 24, 0, 1, 0, 1, 0, 5, 0, 5, 1, 4, 0, 32, 0, 32, 0, 4, 0, 1, 0, 2), ""},
		{"values cut short", setup(0, 8, sync, 24, 1, 16, 2, 24, 0, 1, 0, 1, 0, 5, 0, 5, 1, 4, 0, 32, 0, 32, 15, 4, 0, 1), "short"},
		{"ordered", setup(0, 8, sync, 24, 1, 16, 4, 24, 1, 1, 1, 5, 4, 3, 0, 4), ""},
		{"ordered, too many", setup(0, 8, sync, 24, 1, 16, 4, 24, 1, 1, 1, 5, 5, 3, 0, 4), "more codeword lengths"},
		{"ordered, none ever", setup(0, 8, sync, 24, 1, 16, 4, 24, 1, 1, 0, 200), "more codeword lengths"},
		{"tree overfull", setup(0, 8, sync, 24, 1, 16, 3, 24, 0, 1, 0, 1, 0, 15, 0, 4), "tree"},
		{"no entry used", setup(0, 8, sync, 24, 1, 16, 3, 24, 0, 1, 1, 1, 0, 3, 0, 4), "tree"},
		{"0 entries", setup(0, 8, sync, 24, 1, 16, 0, 24, 0, 64), "0 entries"},
		{"0 dimensions", setup(0, 8, sync, 24, 0, 16, 1, 24, 0, 64), "0 dimensions"},
		{"16 million entries", setup(0, 8, sync, 24, 1, 16, 0xFFFFFF, 24, 0, 64), "16777215 entries"},
		{"too many values", setup(0, 8, sync, 24, 60000, 16, 256, 24, 1, 1, 7, 5, 256, 9, 1, 4, 0, 200), "more than"},
		{"values beyond 32 bits", setup(0, 8, sync, 24, 65535, 16, 65536, 24, 1, 1, 15, 5, 65536, 17, 2, 4, 0, 64, 0, 4, 0, 1, 0, 200), "more than"},
		{"no codebook", setup(0, 8, 0, 200), "sync pattern"},
		{"nothing", nil, "short"},
	}
	for _, test := range tests {
		_, _, err := Setup(test.packet)
		if (err == nil) != (test.text == "") || (err != nil && !strings.Contains(err.Error(), test.text)) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.text)
		}
	}
}

func TestRoot(t *testing.T) {
	for _, test := range []struct{ entries, dimensions, want int }{{1, 1, 1}, {100, 1, 100}, {125, 3, 5}, {124, 3, 4}, {81, 4, 3}, {7, 3, 1}, {1 << 20, 20, 2}} {
		if got := root(test.entries, test.dimensions); got != test.want {
			t.Errorf("root %d of %d: got %d, want %d", test.dimensions, test.entries, got, test.want)
		}
	}
}
