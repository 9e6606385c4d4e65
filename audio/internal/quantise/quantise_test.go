package quantise

import "testing"

func TestSample(t *testing.T) {
	for _, test := range []struct {
		x    float32
		bits int
		want int32
	}{
		{0, 16, 0}, {1, 16, 32767}, {-1, 16, -32768}, {2, 16, 32767}, {-3, 24, -1 << 23}, {0.5, 16, 16384},
		{1.4 / 32768, 16, 1}, {-1.6 / 32768, 16, -2}, {1, 24, 1<<23 - 1},
	} {
		if got := Sample(test.x, test.bits); got != test.want {
			t.Errorf("%v in %d bits is %d, want %d", test.x, test.bits, got, test.want)
		}
	}
}
