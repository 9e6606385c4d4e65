package segment_test

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/segmenttest"
	"github.com/gosilero/vad/segment"
)

// TestSegmenterResumes: a segmenter that is encoded after any window, and goes on
// elsewhere, finds the same events.
func TestSegmenterResumes(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	events := 0
	for i := range 500 {
		c := segmenttest.RandomCase(rng, 100)
		g, err := segment.New(c.Rate, c.Config)
		if err != nil {
			t.Fatal(err)
		}
		resumed, err := segment.New(24000-c.Rate, segment.DefaultConfig()) // another rate, other options
		if err != nil {
			t.Fatal(err)
		}
		var want, got []segment.Event
		for _, p := range c.Probs {
			data, err := g.MarshalBinary()
			if err != nil {
				t.Fatal(err)
			}
			if err := resumed.UnmarshalBinary(data); err != nil {
				t.Fatal(err)
			}
			if again, err := resumed.AppendBinary([]byte("x")); err != nil || !bytes.Equal(again[1:], data) {
				t.Fatalf("encoded again: %v, %x, want %x", err, again, data)
			}
			want = g.PushEvents(want, p)
			got = resumed.PushEvents(got, p)
		}
		want, got = g.FinishEvents(want, c.Samples), resumed.FinishEvents(got, c.Samples)
		if !slices.Equal(got, want) {
			t.Fatalf("case %d: %+v:\ngot  %v\nwant %v", i, c, got, want)
		}
		events += len(want)
	}
	if events < 5000 {
		t.Errorf("%d events: they show too little", events)
	}
}

// TestSegmenterResumesLoop: events that a range loop has not yielded are yielded
// by a loop in another process.
func TestSegmenterResumesLoop(t *testing.T) {
	c := segment.DefaultConfig()
	probs := append(slices.Repeat([]float32{1}, 20), slices.Repeat([]float32{0}, 20)...)
	source := func(probs *[]float32) func(func(float32, error) bool) {
		return func(yield func(float32, error) bool) {
			for len(*probs) > 0 {
				p := (*probs)[0]
				*probs = (*probs)[1:]
				if !yield(p, nil) {
					return
				}
			}
		}
	}
	g, err := segment.New(16000, c)
	if err != nil {
		t.Fatal(err)
	}
	var want []segment.Event
	for _, p := range probs {
		want = g.PushEvents(want, p)
	}
	want = g.FinishEvents(want, int64(len(probs))*512)
	var got []segment.Event
	for done, rest := false, probs; !done; {
		done = true
		for e, err := range g.Events(source(&rest), nil) {
			if err != nil {
				t.Fatal(err)
			}
			got, done = append(got, e), false
			break
		}
		text, err := json.Marshal(g)
		if err != nil {
			t.Fatal(err)
		}
		g = new(segment.Segmenter)
		if err := json.Unmarshal(text, g); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestEndpointerResumes: the same of an endpointer, with the pace that it knows.
func TestEndpointerResumes(t *testing.T) {
	rng := rand.New(rand.NewPCG(43, 44))
	ends := 0
	for range 100 {
		a, err := segment.NewEndpointer(16000, segment.DefaultEndpointConfig())
		if err != nil {
			t.Fatal(err)
		}
		b := new(segment.Endpointer)
		for range 200 {
			text, err := a.MarshalText()
			if err != nil {
				t.Fatal(err)
			}
			if err := b.UnmarshalText(text); err != nil {
				t.Fatal(err)
			}
			if rng.IntN(20) == 0 {
				words, d := strings.Repeat("x", 1+rng.IntN(30)), time.Second
				if errA, errB := a.Observe(words, d), b.Observe(words, d); errA != nil || errB != nil {
					t.Fatal(errA, errB)
				}
			}
			p := float32(rng.IntN(2))
			for range 1 + rng.IntN(20) {
				endA, okA, _ := a.Push(p)
				endB, okB, _ := b.Push(p)
				if endA != endB || okA != okB || a.Resumed() != b.Resumed() || a.Pause() != b.Pause() {
					t.Fatalf("got %v, %v, %v, want %v, %v, %v", endB, okB, b.Pause(), endA, okA, a.Pause())
				}
				if okA {
					ends++
				}
			}
		}
	}
	if ends < 1000 {
		t.Errorf("%d ends: they show too little", ends)
	}
}

type encoded interface {
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// TestWrongEncodings: what is foreign, damaged, cut or of another version is an
// error that says so, and changes nothing.
func TestWrongEncodings(t *testing.T) {
	g, err := segment.New(16000, segment.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	g.PushEvents(nil, 1)
	e, err := segment.NewEndpointer(16000, segment.DefaultEndpointConfig())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		v    encoded
		zero encoded
	}{{"segmenter", g, new(segment.Segmenter)}, {"endpointer", e, new(segment.Endpointer)}} {
		data, err := c.v.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		older := slices.Clone(data)
		older[8] = 0
		damaged := slices.Clone(data)
		damaged[len(data)/2] ^= 1
		for want, bad := range map[string][]byte{
			"got 0 bytes that do not begin with":  nil,
			"got 14 bytes that do not begin with": []byte("another's bytes"[:14]),
			"got version 0, want 2":               older,
			"damaged, got CRC-32":                 damaged,
			"cut short, got 13 bytes":             data[:13],
		} {
			if err := c.v.UnmarshalBinary(bad); !errors.Is(err, segment.ErrEncoding) || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v, want %q", c.name, err, want)
			}
		}
		if err := c.v.UnmarshalText([]byte("!")); !errors.Is(err, segment.ErrEncoding) {
			t.Errorf("%s: got %v, want %v", c.name, err, segment.ErrEncoding)
		}
		if again, err := c.v.MarshalBinary(); err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s: an error has changed it: %v", c.name, err)
		}
		if _, err := c.zero.MarshalText(); !errors.Is(err, segment.ErrEncoding) {
			t.Errorf("zero %s: got %v, want %v", c.name, err, segment.ErrEncoding)
		}
	}
	g.Finish(nil, 99999)
	if _, err := g.MarshalBinary(); !errors.Is(err, segment.ErrEncoding) || !errors.Is(err, segment.ErrProbabilityCount) {
		t.Errorf("with an error: got %v", err)
	}
}

// FuzzSegmenterEncoding: no encoding makes a segmenter panic, then or later.
func FuzzSegmenterEncoding(f *testing.F) {
	g, err := segment.New(16000, segment.DefaultConfig())
	if err != nil {
		f.Fatal(err)
	}
	for i := range 60 {
		g.PushEvents(nil, float32(i/20%2))
		data, err := g.MarshalBinary()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data[12 : len(data)-4])
	}
	f.Fuzz(func(t *testing.T, fields []byte) {
		var g segment.Segmenter
		if g.UnmarshalBinary(segment.Seal(fields)) != nil {
			return
		}
		for i := range 100 {
			g.PushEvents(nil, float32(i/7%2))
		}
		g.FinishEvents(nil, g.Samples())
	})
}
