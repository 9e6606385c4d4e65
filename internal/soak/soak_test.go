package main

import (
	"io"
	"testing"
	"time"
)

// TestSoak is a short soak.
func TestSoak(t *testing.T) {
	if err := run(io.Discard, options{hours: 0.2, time: 2 * time.Second, detectors: 16, testdata: "../../testdata"}); err != nil {
		t.Fatal(err)
	}
}

// TestMemoryCheck: growth is noticed, and a start that takes less is not growth.
func TestMemoryCheck(t *testing.T) {
	const mb = 1e6
	for _, c := range []struct {
		name string
		m    memory
		ok   bool
	}{
		{"flat", memory{1 * mb, 2 * mb, 50 * mb, 52 * mb, 49 * mb, 51 * mb, 50 * mb, 53 * mb, 50 * mb, 51 * mb}, true},
		{"growth", memory{10 * mb, 20 * mb, 30 * mb, 40 * mb, 50 * mb, 60 * mb, 70 * mb, 80 * mb, 90 * mb, 100 * mb}, false},
		{"too few", memory{mb, mb, mb}, false},
	} {
		if err := c.m.check(); (err == nil) != c.ok {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
