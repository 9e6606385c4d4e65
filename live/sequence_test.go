package live

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/segment"
)

func TestDetectorEvents(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	d := newDetector(t, m, 16000, DefaultConfig(16000))
	want := detect(t, d, pcm, func() int { return 512 })

	// All at once, and leaving the loop at every event.
	for _, leave := range []bool{false, true} {
		d.Reset()
		source := &audiotest.Pieces{PCM: pcm, Err: io.EOF}
		var got []Event
		for done := false; !done; {
			done = true
			for e, err := range d.Events(source) {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, keep([]Event{e})...)
				if leave {
					done = false
					break
				}
			}
		}
		if !equalEvents(got, want) {
			t.Errorf("leaving %v: got %v, want %v", leave, got, want)
		}
	}

	// It reads no further than to the window of an event.
	d.Reset()
	source := &audiotest.Pieces{PCM: pcm, Err: io.EOF}
	for e, err := range d.Events(source) {
		if err != nil || e.Known != d.Samples() || len(source.PCM) != len(pcm)-int(e.Known) {
			t.Errorf("got %v, %v after reading %d samples", e, err, len(pcm)-len(source.PCM))
		}
		break
	}

	for _, fail := range []error{errors.New("line cut"), io.ErrUnexpectedEOF} {
		d.Reset()
		var events []Event
		var last error
		for e, err := range d.Events(&audiotest.Pieces{PCM: pcm[:48000], Err: fail}) {
			if last = err; err == nil {
				events = append(events, keep([]Event{e})...)
			}
		}
		rest, err := d.Flush(nil)
		if last != fail || err != nil || !slices.Equal(segmentsOf(append(events, rest...)), wantSegments(t, m, pcm[:48000], 16000, segment.DefaultConfig())) {
			t.Errorf("got %v, then %v, %v; want %v", last, rest, err, fail)
		}
	}
}

// TestCallEvents leaves the loop at every event: the next one goes on.
func TestCallEvents(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")[:8*16000]
	pcm := interleave([][]float32{speech, speech, make([]float32, len(speech))})
	call := newCall(t, m, 16000, 3, DefaultConfig(16000))
	var want, got []CallEvent
	for e, err := range call.Events(&audiotest.Pieces{PCM: pcm, Err: io.EOF}) {
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, keepCall([]CallEvent{e})...)
	}
	call.Reset()
	source := &audiotest.Pieces{PCM: pcm, Err: io.EOF}
	left := 0
	for done := false; !done; {
		done = true
		for e, err := range call.Events(source) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, keepCall([]CallEvent{e})...)
			if call.session.unread > 0 {
				left++
			}
			done = false
			break
		}
	}
	if !equalCallEvents(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if left < 3 {
		t.Errorf("%d loops left events: they show too little", left)
	}

	// Another method takes up what a loop has left.
	call.Reset()
	for range call.Events(&audiotest.Pieces{PCM: pcm, Err: io.EOF}) {
		if call.session.unread > 0 {
			break
		}
	}
	if _, err := call.Idle(nil, 0); err != nil {
		t.Fatal(err)
	}
	for e, err := range call.Events(&audiotest.Pieces{Err: io.ErrUnexpectedEOF}) {
		if err != io.ErrUnexpectedEOF {
			t.Errorf("after Idle got %v, %v, want the reader's error", e, err)
		}
	}
}

// reader is a function as a reader.
type reader func(dst []float32) (int, error)

func (r reader) Read(dst []float32) (int, error) { return r(dst) }

// TestDetectorEventsReaders: a reader that misbehaves is an error, and the
// detector goes on afterwards.
func TestDetectorEventsReaders(t *testing.T) {
	d := newDetector(t, newModel(t), 16000, DefaultConfig(16000))
	for name, c := range map[string]struct {
		r    reader
		want string
	}{
		"nothing forever": {func([]float32) (int, error) { return 0, nil }, io.ErrNoProgress.Error()},
		"negative":        {func([]float32) (int, error) { return -1, nil }, "returned -1 samples"},
		"too many":        {func(dst []float32) (int, error) { return len(dst) + 1, io.EOF }, "returned 513 samples, want 0 to 512"},
	} {
		var errs []error
		for e, err := range d.Events(c.r) {
			if err == nil {
				t.Fatalf("%s: got %v", name, e)
			}
			errs = append(errs, err)
		}
		if len(errs) != 1 || !strings.Contains(errs[0].Error(), c.want) {
			t.Errorf("%s: got %v, want %q", name, errs, c.want)
		}
		if _, err := d.Write(nil, make([]float32, 512)); err != nil {
			t.Errorf("%s: then %v", name, err)
		}
	}
}
