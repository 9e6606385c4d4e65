package live

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/segment"
)

// step is what a fuzzer has detectors do: from two bytes.
type step struct {
	op      byte  // in its low 3 bits; the others say what else
	samples int64 // of audio that begins at a place
	at      int
}

// The operations; those below are writes.
const (
	stepLost = 4 + iota
	stepSkip
	stepIdle
	stepFlush
)

func (s step) kind() byte { return s.op % 8 }

// steps returns the steps of a fuzzer's bytes, of which there are not too many, each
// for audio of the given length.
func steps(b []byte, length int) (list []step) {
	const most, scale = 60, 20
	at := 0
	for pair := range slices.Chunk(b[:min(len(b)/2, most)*2], 2) {
		s := step{op: pair[0], samples: scale * (1 + int64(pair[1]))}
		s.at = at % (length - int(s.samples))
		at += int(s.samples)
		list = append(list, s)
	}
	return list
}

// split returns a step in two pieces, of which the first is empty if it cannot be cut.
func (s step) split() (first, second step) {
	first, second = s, s
	first.samples = 0
	if s.kind() <= stepLost {
		first.samples = s.samples * int64(s.op/8) / 32
		second.samples, second.at = s.samples-first.samples, s.at+int(first.samples)
	}
	return first, second
}

// do makes a step.
func (s step) do(d *Detector, pcm []float32) ([]Event, error) {
	switch s.kind() {
	case stepLost:
		return d.Lost(nil, s.samples)
	case stepSkip:
		return d.Skip(nil, s.samples)
	case stepIdle:
		return d.Idle(nil, time.Duration(s.samples)*time.Millisecond)
	case stepFlush:
		return d.Flush(nil)
	}
	return d.Write(nil, pcm[s.at:][:s.samples])
}

func addSteps(f *testing.F) {
	f.Add([]byte("\x00\xff\x08\xff\x10\xff\x18\xff\x44\x20\x00\xff\x05\x10\x01\xff\x06\xff\x82\xff\x07\x00\x00\xff"), uint8(0))
	f.Add(bytes.Repeat([]byte("\x10\xff\x84\x03"), 12), uint8(1))
	f.Add(bytes.Repeat([]byte("\x20\xff\x05\x80\x21\xff\x04\xff"), 8), uint8(5))
}

// fuzzConfig returns options by a number.
func fuzzConfig(kind uint8) Config {
	c := busyConfig([]int{8000, 16000, 11025}[kind%3], Audio(kind/3%3))
	c.CheckScale = false
	c.Segments.MaxSpeech = time.Second
	return c
}

// FuzzDetectorSteps: whatever is written, lost, skipped and awaited, a detector that
// gets it in pieces, and is encoded and goes on elsewhere in between, has the same
// events as one that gets it whole. Both are where they must be, and keep no more
// audio than is documented.
func FuzzDetectorSteps(f *testing.F) {
	m, elsewhere := newModel(f), newModel(f)
	pcm := clipSamples(f, "speech.wav")
	addSteps(f)
	f.Fuzz(func(t *testing.T, b []byte, kind uint8) {
		c := fuzzConfig(kind)
		whole, cut := newDetector(t, m, c.SampleRate, c), newDetector(t, m, c.SampleRate, c)
		position, gap := int64(0), int64(0)
		for i, s := range steps(b, len(pcm)) {
			want, err := s.do(whole, pcm)
			if err != nil {
				t.Fatal(err)
			}
			var got []Event
			first, second := s.split()
			if s.kind() == stepLost {
				gap += s.samples
			} else if s.kind() < stepLost {
				gap = 0
			}
			if gap > c.wholeSamples(c.MaxGap) { // in pieces, the first would be made up
				first.samples, second = 0, s
			}
			if first.samples > 0 {
				if got, err = first.do(cut, pcm); err != nil {
					t.Fatal(err)
				}
			}
			cut = moved(t, cut, elsewhere)
			more, err := second.do(cut, pcm)
			if err != nil {
				t.Fatal(err)
			}
			if got = append(got, more...); !equalEvents(got, want) {
				t.Fatalf("step %d, %+v: in pieces got %v, want %v", i, s, got, want)
			}
			if s.kind() < stepIdle {
				position += s.samples
			}
			if whole.Samples() != position || cut.Samples() != position || whole.Kept() != cut.Kept() {
				t.Fatalf("step %d, %+v: at %d and %d with %v and %v, want %d", i, s, whole.Samples(), cut.Samples(), whole.Kept(), cut.Kept(), position)
			}
			if kept, most := whole.Kept(), mostKept(c); kept.End-kept.Start > most || kept.End > position {
				t.Fatalf("step %d, %+v: keeps %v at %d, want at most %d", i, s, kept, position, most)
			}
		}
	})
}

// moved returns another detector that goes on from d.
func moved(t *testing.T, d *Detector, r Runner) *Detector {
	t.Helper()
	data, err := d.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	other := newDetector(t, r, 16000, DefaultConfig(16000))
	if err := other.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if again, err := other.MarshalBinary(); err != nil || !bytes.Equal(again, data) {
		t.Fatalf("encoded again: %v, or other bytes", err)
	}
	return other
}

// mostKept returns how many samples a detector keeps at most; see Detector.
func mostKept(c Config) int64 {
	s := &c.Segments
	of := func(d time.Duration) int64 { return int64(d.Seconds()*float64(c.SampleRate)) + 1 }
	window := int64(c.SampleRate)*32/1000 + 1
	return 2*of(s.MaxSpeech) + of(c.PreRoll) + of(c.PostRoll) + 2*(2*of(s.SpeechPad)+of(s.StartPad)+of(s.EndPad)) + 8*window
}

// FuzzCall: channels that are written each by itself, in any order and in pieces,
// have the events that detectors of their own have, and the overlaps are those of
// their segments.
func FuzzCall(f *testing.F) {
	m := newModel(f)
	pcm := clipSamples(f, "speech.wav")
	addSteps(f)
	f.Fuzz(func(t *testing.T, b []byte, kind uint8) {
		c := fuzzConfig(kind)
		c.MaxGap = 0 // a loss ends a take
		const channels = 3
		call := newCall(t, m, c.SampleRate, channels, c)
		var alone [channels]*Detector
		var want [channels][]Event
		for i := range alone {
			alone[i] = newDetector(t, m, c.SampleRate, c)
		}
		var events []CallEvent
		for _, s := range steps(b, len(pcm)) {
			channel := int(s.op) / 8 % channels
			var err error
			if s.kind() < stepLost {
				events, err = call.WriteChannel(events, channel, pcm[s.at:][:s.samples])
			} else {
				s.op = stepLost
				events, err = call.LostChannel(events, channel, s.samples)
			}
			own, ownErr := s.do(alone[channel], pcm)
			if err != nil || ownErr != nil {
				t.Fatal(err, ownErr)
			}
			want[channel] = append(want[channel], own...)
		}
		events, err := call.Flush(events)
		if err != nil {
			t.Fatal(err)
		}
		var segments [][]segment.Segment
		for i, d := range alone {
			last, err := d.Flush(nil)
			if err != nil {
				t.Fatal(err)
			}
			want[i] = append(want[i], last...)
			if got := ofChannel(events, i); !equalEvents(got, want[i]) {
				t.Fatalf("channel %d: got %v, alone %v", i, got, want[i])
			}
			segments = append(segments, segmentsOf(want[i]))
		}
		overlaps, err := Overlaps(segments...)
		if got := segmentsOfKind(events, SpeechOverlapped); err != nil || !slices.Equal(got, overlaps) {
			t.Fatalf("overlaps %v, want %v, %v", got, overlaps, err)
		}
	})
}
