package main

import "testing"

// numbered returns a recording at 16 kHz whose windows hold their numbers.
func numbered(t *testing.T, windows, atLeast int) *recording {
	t.Helper()
	pcm := make([]float32, windows*512+100)
	for i := range pcm {
		pcm[i] = float32(i / 512)
	}
	r, err := newRecording(pcm, 16000, 1, atLeast)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRecording(t *testing.T) {
	r := numbered(t, 50, 101)
	if r.windows() != 150 {
		t.Fatalf("got %d windows, want 50 three times", r.windows())
	}
	for _, test := range []struct{ step, stream, want int }{
		{0, 0, 0}, {49, 0, 49}, {50, 0, 0}, {150, 0, 0}, {0, 1, streamOffset}, {149, 1, (149 + streamOffset) % 50},
	} {
		if w := r.at(test.step, test.stream); len(w) != 512 || w[0] != float32(test.want) || w[511] != float32(test.want) {
			t.Errorf("step %d, stream %d: got %d samples from window %v to %v, want window %d",
				test.step, test.stream, len(w), w[0], w[len(w)-1], test.want)
		}
	}
	for _, test := range []struct{ step, windows, want int }{{0, 150, 0}, {7, 150, 0}, {3, 10, 3}, {140, 10, 140}, {141, 10, 0}} {
		s := r.stretch(test.step, test.windows)
		if len(s) != test.windows*512 || s[0] != float32(test.want%50) {
			t.Errorf("%d windows from step %d: got %d samples from window %v on, want window %d",
				test.windows, test.step, len(s), s[0], test.want%50)
		}
	}
}

func TestRecordingAt8kHz(t *testing.T) {
	pcm := make([]float32, 1024)
	for i := range pcm {
		pcm[i] = float32(i)
	}
	r, err := newRecording(pcm, 8000, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if w := r.at(1, 0); r.windows() != 2 || len(w) != 256 || w[0] != 512.5 {
		t.Errorf("got %d windows, the second of %d samples from %v on, want 2, 256 and 512.5", r.windows(), len(w), w[0])
	}
	if r, err = newRecording(pcm, 8000, 2, 1); err != nil || r.windows() != 1 || len(r.at(0, 0)) != 512 {
		t.Errorf("windows of 64 ms: got %d, the first of %d samples, %v, want one of 512", r.windows(), len(r.at(0, 0)), err)
	}
	if _, err := newRecording(pcm[:511], 8000, 1, 1); err == nil {
		t.Error("no error for less than a window")
	}
}
