package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

const speech = "../../testdata/speech.wav"

func Example() {
	recording, err := muLaw(speech)
	if err != nil {
		fmt.Println(err)
		return
	}
	n := network{audio: recording, loss: 0.03, jitter: 50 * time.Millisecond, seed: 1}
	err = bridge(context.Background(), 1, n.call, func(call int, e live.CallEvent) {
		if e.Kind == segment.SegmentFinal || e.Kind == live.SpeechOverlapped {
			write(os.Stdout, call, e)
		}
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// call 0 leg  1    0.354    2.046  SegmentFinal
	// call 0 leg  0    0.802    7.390  SegmentFinal
	// call 0 leg -1    0.802    2.046  SpeechOverlapped
	// call 0 leg  1    3.394    8.318  SegmentFinal
	// call 0 leg -1    3.394    7.390  SpeechOverlapped
	// call 0 leg  0    8.834   11.486  SegmentFinal
	// call 0 leg  1   10.210   16.862  SegmentFinal
	// call 0 leg -1   10.210   11.486  SpeechOverlapped
	// call 0 leg  0   12.834   17.854  SegmentFinal
	// call 0 leg -1   12.834   16.862  SpeechOverlapped
	// call 0 leg  1   18.306   18.880  SegmentFinal
}

// carried returns the segments of each leg of each call.
func carried(t *testing.T, n network, calls int) [][legs][]segment.Segment {
	t.Helper()
	got := make([][legs][]segment.Segment, calls)
	err := bridge(t.Context(), calls, n.call, func(call int, e live.CallEvent) {
		if e.Kind == segment.SegmentFinal { // each call has its own element
			got[call][e.Channel] = append(got[call][e.Channel], e.Segment)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestBridge: packets in the wrong order give the segments of the whole audio, to
// the sample; at a loss of 3 % the legs have as many, with nearly as much speech.
func TestBridge(t *testing.T) {
	const calls = 12
	recording, err := muLaw(speech)
	if err != nil {
		t.Fatal(err)
	}
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	config := live.DefaultConfig(rate)
	m = m.WithResetSilence(config.ResetSilence)
	n := network{audio: recording, jitter: 80 * time.Millisecond, seed: 1}
	complete := carried(t, n, calls)
	n.loss = 0.03
	lossy := carried(t, n, calls)
	for call := range calls {
		for leg := range legs {
			encoded := n.leg(call, leg)
			pcm := make([]float32, len(encoded)/size*size)
			audio.MuLaw.Decode(pcm, encoded[:len(pcm)])
			want, err := m.Segments(t.Context(), pcm, rate, config.Segments)
			if err != nil {
				t.Fatal(err)
			}
			if got := complete[call][leg]; len(want) < 3 || !slices.Equal(got, want) {
				t.Errorf("call %d leg %d: got %v, want %v, 3 or more", call, leg, got, want)
			}
			got := lossy[call][leg]
			if d := float64(length(got))/float64(length(want)) - 1; len(got) != len(want) || d < -0.03 || d > 0.03 {
				t.Errorf("call %d leg %d at 3 %% loss: got %v, want about %v", call, leg, got, want)
			}
		}
	}
}

// length returns the samples of segments.
func length(segments []segment.Segment) (samples int64) {
	for _, s := range segments {
		samples += s.End - s.Start
	}
	return samples
}

// TestNetwork: the network loses and delays packets as its options say, the same
// ones with the same seed.
func TestNetwork(t *testing.T) {
	n := network{audio: make([]byte, 100*rate), loss: 0.03, jitter: 50 * time.Millisecond, seed: 1}
	var first []uint16
	for p := range n.call(0) {
		if p.leg == 0 {
			first = append(first, p.sequence-firstSequence)
		}
	}
	if lost := 5000 - len(first); lost < 100 || lost > 200 {
		t.Errorf("%d of 5000 packets lost, want about 150", lost)
	}
	if slices.IsSorted(first) {
		t.Error("packets come in order")
	}
	var again []uint16
	for p := range n.call(0) {
		if p.leg == 0 {
			again = append(again, p.sequence-firstSequence)
		}
	}
	if !slices.Equal(first, again) {
		t.Error("the same seed gives other packets")
	}
}

// TestEncode: each value that mu-law has is encoded as itself.
func TestEncode(t *testing.T) {
	codes := make([]byte, 256)
	for i := range codes {
		codes[i] = byte(i)
	}
	pcm := make([]float32, len(codes))
	audio.MuLaw.Decode(pcm, codes)
	codes[0x7F] = 0xFF // both are 0
	if got := encode(pcm); !bytes.Equal(got, codes) {
		t.Errorf("got %v", got)
	}
	if got := encode([]float32{2, -2}); !bytes.Equal(got, []byte{0x80, 0}) {
		t.Errorf("beyond full scale: got %v", got)
	}
}

// TestJitterBuffer: packets come out in order, missing ones as lost when enough
// others came, late ones never.
func TestJitterBuffer(t *testing.T) {
	b := newJitterBuffer(65534)
	var got []string
	for _, sequence := range []uint16{65534, 0, 65535, 3, 2, 4, 5, 1, 7} {
		b.push(packet{sequence: sequence, payload: []byte{byte(sequence)}})
		for payload, ok := b.pop(3); ok; payload, ok = b.pop(3) {
			got = append(got, fmt.Sprint(payload))
		}
	}
	for payload, ok := b.pop(0); ok; payload, ok = b.pop(0) {
		got = append(got, fmt.Sprint(payload))
	}
	if want := []string{"[254]", "[255]", "[0]", "[]", "[2]", "[3]", "[4]", "[5]", "[]", "[7]"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestErrors: a wrong packet ends the calls with the reason, as does a context.
func TestErrors(t *testing.T) {
	wrong := func(int) <-chan packet {
		packets := make(chan packet, 1)
		packets <- packet{sequence: firstSequence, payload: make([]byte, size-1)}
		close(packets)
		return packets
	}
	handle := func(int, live.CallEvent) {}
	if err := bridge(t.Context(), 2, wrong, handle); !errors.Is(err, errPacket) {
		t.Errorf("got %v, want %v", err, errPacket)
	}
	n := network{audio: make([]byte, 10*rate)}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := bridge(ctx, 2, n.call, handle); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if _, err := muLaw("main.go"); !errors.Is(err, audio.ErrUnknown) {
		t.Errorf("got %v, want %v", err, audio.ErrUnknown)
	}
}

// TestCheck: options out of their ranges are named, and the ends of the ranges are
// taken.
func TestCheck(t *testing.T) {
	for _, c := range []struct {
		calls int
		n     network
		want  string // empty for no error
	}{
		{1, network{}, ""},
		{100, network{loss: 1, jitter: time.Second}, ""},
		{0, network{}, "telephone: -calls is 0, want 1 or more"},
		{-1, network{}, "telephone: -calls is -1, want 1 or more"},
		{1, network{loss: 2}, "telephone: -loss is 2, want 0 to 1"},
		{1, network{loss: -0.1}, "telephone: -loss is -0.1, want 0 to 1"},
		{1, network{loss: math.NaN()}, "telephone: -loss is NaN, want 0 to 1"},
		{1, network{jitter: -time.Second}, "telephone: -jitter is -1s, want 0 or more"},
	} {
		err := check(c.calls, c.n)
		if got := fmt.Sprint(err); err == nil && c.want != "" || err != nil && got != c.want {
			t.Errorf("%d calls, loss %v, jitter %v: got %v, want %q", c.calls, c.n.loss, c.n.jitter, err, c.want)
		}
	}
}
