package main

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
	"github.com/pion/opus"
	"github.com/pion/rtp"
)

const speech = "../../audio/testdata/speech-silk.opus"

// local returns the events that a detector makes of packets without a network
// in between. Those that are nil are lost.
func local(t *testing.T, packets [][]byte) []live.Event {
	t.Helper()
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	d, err := live.New(m, live.DefaultConfig(rate))
	if err != nil {
		t.Fatal(err)
	}
	decoder, err := opus.NewDecoderWithOutput(rate, 1)
	if err != nil {
		t.Fatal(err)
	}
	var events []live.Event
	pcm := make([]float32, rate/50)
	for _, packet := range packets {
		if packet == nil {
			events, err = d.Lost(events, rate/50)
		} else if _, err = decoder.DecodeToFloat32(packet, pcm); err == nil {
			events, err = d.Write(events, pcm)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if events, err = d.Flush(events); err != nil {
		t.Fatal(err)
	}
	return events
}

// texts returns what matters of events to those who read of a failure.
func texts(events []live.Event) (texts []string) {
	for _, e := range events {
		texts = append(texts, fmt.Sprintf("%v %d-%d at %d, %d samples from %d", e.Kind, e.Segment.Start, e.Segment.End, e.Known, len(e.Audio), e.AudioStart))
	}
	return texts
}

// TestRun: through two peers come the events, and the audio, of the packets
// themselves, and with packets that are lost those of a detector that knows which.
func TestRun(t *testing.T) {
	t.Parallel()
	kinds := []segment.EventKind{segment.SpeechStarted, segment.SpeechConfirmed, segment.SpeechEnded, segment.SegmentFinal}
	for name, lost := range map[string][]int{
		"complete": nil,
		"lossy":    {30, 45, 60, 61, 62, 80, 100}, // in speech, which is from 25 to 115
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			packets, err := readPackets(speech)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range lost {
				packets[i] = nil
			}
			var got []live.Event
			if err := run(t.Context(), packets, func(e live.Event) { got = append(got, e) }); err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(got, kinds, func(e live.Event, kind segment.EventKind) bool { return e.Kind == kind }) {
				t.Errorf("got %q, want %v", texts(got), kinds)
			}
			if want := local(t, packets); !reflect.DeepEqual(got, want) {
				t.Errorf("got %q, want %q", texts(got), texts(want))
			}
		})
	}
}

// TestDetect: packets in the wrong order give the same events, as do timestamps
// that go on at 0; a damaged one is as if it were lost.
func TestDetect(t *testing.T) {
	m, err := vad.New()
	if err != nil {
		t.Fatal(err)
	}
	packets, err := readPackets(speech)
	if err != nil {
		t.Fatal(err)
	}
	var sent []*rtp.Packet
	for i, packet := range packets {
		header := rtp.Header{Version: 2, SequenceNumber: uint16(65500 + i), Timestamp: uint32(1<<32 - 50*rate/50 + i*rate/50)}
		sent = append(sent, &rtp.Packet{Header: header, Payload: packet})
	}
	sent[70], sent[71] = sent[71], sent[70]
	sent[60].Payload, packets[60] = []byte{1, 2}, nil // two frames of unequal length
	var got []live.Event
	end := io.EOF
	read := func() (*rtp.Packet, error) {
		if len(sent) == 0 {
			return nil, end
		}
		packet := sent[0]
		sent = sent[1:]
		return packet, nil
	}
	handle := func(e live.Event) { got = append(got, e) }
	if err := detect(m, read, handle); err != nil {
		t.Fatal(err)
	}
	if want := local(t, packets); !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, want %q", texts(got), texts(want))
	}
	end = errors.New("unplugged")
	if err := detect(m, read, handle); err != end {
		t.Errorf("got %v, want %v", err, end)
	}
}

// TestReadPackets: a file has its packets, or an error says why it cannot be sent.
func TestReadPackets(t *testing.T) {
	packets, err := readPackets(speech)
	if err != nil || len(packets) < 139 || len(packets) > 141 { // 2.8 s
		t.Errorf("got %d packets, %v, want 140", len(packets), err)
	}
	for path, want := range map[string]string{
		"none": "none",
		"../../audio/testdata/speech-hybrid.opus": "packets are not of 20 ms",
		"../../audio/testdata/speech.ogg":         "not Ogg Opus",
		"../../testdata/speech.wav":               "not an Ogg file",
	} {
		if _, err := readPackets(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", path, err, want)
		}
	}
}
