package crc

import (
	"math/rand/v2"
	"testing"
)

// TestCheckValues compares with the check values of the catalogue of CRCs
// (CRC-8/SMBUS, CRC-16/UMTS, and CRC-32/CKSUM, which is inverted at the end).
func TestCheckValues(t *testing.T) {
	p := []byte("123456789")
	if got := Sum8(p); got != 0xF4 {
		t.Errorf("CRC-8: got %#02x, want 0xF4", got)
	}
	if got := Update16(0, p); got != 0xFEE8 {
		t.Errorf("CRC-16: got %#04x, want 0xFEE8", got)
	}
	if got := ^Update32(0, p); got != 0x765E7680 {
		t.Errorf("CRC-32: got %#08x, want 0x765E7680", got)
	}
}

// TestUpdate checks that a checksum may be continued at any byte.
func TestUpdate(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	p := make([]byte, 67)
	for i := range p {
		p[i] = byte(rng.Uint32())
	}
	want16, want32 := Update16(0xFFFF, p), Update32(5, p)
	for at := range p {
		if got := Update16(Update16(0xFFFF, p[:at]), p[at:]); got != want16 {
			t.Errorf("CRC-16 continued at %d: got %#04x, want %#04x", at, got, want16)
		}
		if got := Update32(Update32(5, p[:at]), p[at:]); got != want32 {
			t.Errorf("CRC-32 continued at %d: got %#08x, want %#08x", at, got, want32)
		}
	}
}
