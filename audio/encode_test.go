package audio

import (
	"bytes"
	"math"
	"math/rand/v2"
	"testing"
)

// TestAppend checks that bytes survive decoding and encoding: all of one byte and
// of two, and random ones.
func TestAppend(t *testing.T) {
	var all []byte
	for v := range 1 << 16 {
		all = append(all, byte(v), byte(v>>8))
	}
	random := rand.New(rand.NewPCG(7, 8))
	for _, e := range encodings {
		encoded := all
		switch e {
		case S24LE, S24BE:
			encoded = all[:3*(len(all)/3)]
		case S32LE, S32BE: // 24 bits are all that a float32 holds
			encoded = e.Append(nil, randomSamples(random, 1000))
		case F32LE, F32BE, F64LE, F64BE:
			encoded = e.Append(nil, append(randomSamples(random, 1000), 3, -7))
		}
		pcm := make([]float32, len(encoded)/e.size())
		e.Decode(pcm, encoded)
		got := e.Append(nil, pcm)
		if e == MuLaw { // its negative zero becomes the positive one
			got, encoded = bytes.ReplaceAll(got, []byte{0x7f}, []byte{0xff}), bytes.ReplaceAll(encoded, []byte{0x7f}, []byte{0xff})
		}
		if !bytes.Equal(got, encoded) {
			t.Errorf("%s: %d bytes differ after decoding and encoding", e, len(encoded))
		}
	}
}

func randomSamples(random *rand.Rand, n int) []float32 {
	pcm := make([]float32, n)
	for i := range pcm {
		pcm[i] = random.Float32()*2 - 1
	}
	return pcm
}

// TestAppendCompands checks that a sample is within half a step, of its segment,
// of what G.711 makes of it, and that what is out of range is clipped.
func TestAppendCompands(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 10))
	for _, x := range randomSamples(random, 20_000) {
		x *= x * x // small ones, too
		for e, halfStep := range map[Encoding]func(b byte) float64{
			MuLaw: func(b byte) float64 { return math.Ldexp(1, int(^b>>4&7)-13) },
			ALaw:  func(b byte) float64 { return math.Ldexp(1, max(0, int((b^0x55)>>4&7)-1)-12) },
		} {
			b := e.Append(nil, []float32{x})
			var got [1]float32
			e.Decode(got[:], b)
			if off := math.Abs(float64(got[0] - x)); off > halfStep(b[0]) && math.Abs(float64(x)) < 32000./32768 {
				t.Fatalf("%s: %v becomes %v, which is more than %v off", e, x, got[0], halfStep(b[0]))
			}
		}
	}
	for e, want := range map[Encoding][]byte{
		U8: {255, 0}, S16LE: {0xff, 0x7f, 0, 0x80}, S24LE: {0xff, 0xff, 0x7f, 0, 0, 0x80},
		S32LE: {0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0x80}, MuLaw: {0x80, 0x00}, ALaw: {0xaa, 0x2a},
		S8: {0x7f, 0x80}, S16BE: {0x7f, 0xff, 0x80, 0}, S24BE: {0x7f, 0xff, 0xff, 0x80, 0, 0},
		S32BE: {0x7f, 0xff, 0xff, 0xff, 0x80, 0, 0, 0},
	} {
		if got := e.Append(nil, []float32{2, -2}); !bytes.Equal(got, want) {
			t.Errorf("%s: beyond full scale, got %x, want %x", e, got, want)
		}
	}
}
