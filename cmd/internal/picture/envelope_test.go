package picture

import "testing"

// TestEnvelope checks the extremes against those of the samples.
func TestEnvelope(t *testing.T) {
	for _, n := range []int{0, 1, 7, maxBuckets - 1, maxBuckets, 3*maxBuckets + 5, 9*maxBuckets + 1} {
		pcm := make([]float32, n)
		state := uint32(1)
		for i := range pcm {
			state = state*1664525 + 1013904223
			pcm[i] = float32(int32(state)) / (1 << 31)
		}
		e := NewEnvelope()
		for rest, piece := pcm, 1; len(rest) > 0; piece = piece*3%1009 + 1 {
			k := min(piece, len(rest))
			e.Add(rest[:k])
			rest = rest[k:]
		}
		columns, samples := e.Columns(500)
		if want := (int64(n) + samples - 1) / samples; int64(len(columns)) != want || want > 500 {
			t.Fatalf("%d samples: %d columns of %d samples", n, len(columns), samples)
		}
		for i, c := range columns {
			part := pcm[int64(i)*samples : min(int64(i+1)*samples, int64(n))]
			want := Extremes{part[0], part[0]}
			for _, v := range part {
				want = join(want, Extremes{v, v})
			}
			if c != want {
				t.Fatalf("%d samples, column %d: got %v, want %v", n, i, c, want)
			}
		}
	}
}
