package main

import "testing"

func TestLost(t *testing.T) {
	for _, p := range patterns {
		gone := lost(200_000, p.share, p.burst, 1)
		n, run := 0, 0
		for _, g := range gone {
			if !g {
				if run%p.burst != 0 {
					t.Fatalf("%+v: a burst of %d packets", p, run)
				}
				run = 0
				continue
			}
			n++
			run++
		}
		if got := float64(n) / float64(len(gone)); got < 0.85*p.share || got > 1.1*p.share {
			t.Errorf("%+v: got %.4f of the packets", p, got)
		}
	}
}

func TestRepeat(t *testing.T) {
	past := make([]float32, packet+5)
	for i := range past {
		past[i] = float32(i)
	}
	got := repeat(past, packet+1)
	if got[0] != 4 || got[packet-1] != 0.8*float32(packet+4) || got[packet] != got[0] {
		t.Errorf("got %v, %v, %v", got[0], got[packet-1], got[packet])
	}
	if got := repeat(past[:packet-1], 2); got[0] != 0 || got[1] != 0 {
		t.Errorf("with too little: got %v, want zeros", got)
	}
}
