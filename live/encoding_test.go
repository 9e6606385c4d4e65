package live

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"io"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/gosilero/vad/internal/audiotest"
)

// busyConfig returns options with which a detector keeps all that it can.
func busyConfig(rate int, audio Audio) Config {
	c := turnConfig(rate)
	c.Audio, c.PostRoll, c.MinOnset, c.ResetSilence = audio, 400*time.Millisecond, 100*time.Millisecond, time.Second
	c.Windows, c.Smoothing, c.MinRMS, c.CheckScale, c.IdleTimeout = true, 0.2, 1e-4, true, time.Second
	return c
}

// TestDetectorResumes: a detector that is encoded after any packet, and goes on
// elsewhere, has the same events and the same audio, through losses and
// everything.
func TestDetectorResumes(t *testing.T) {
	m, elsewhere := newModel(t), newModel(t)
	speech := clipSamples(t, "speech.wav")
	for _, rate := range []int{16000, 8000, 48000} {
		pcm := resampled(t, speech, rate)
		for _, audio := range []Audio{AudioWhole, AudioStreamed, AudioNone} {
			c := busyConfig(rate, audio)
			want := newDetector(t, m, rate, c)
			got := newDetector(t, m, rate, c)
			if err := errors.Join(want.ObserveRate("abc", time.Second), got.ObserveRate("abc", time.Second)); err != nil {
				t.Fatal(err)
			}
			events := 0
			for i, at := 0, 0; at < len(pcm); i++ {
				n := min(len(pcm)-at, rate/50+i%7)
				step := func(d *Detector) []Event {
					var events []Event
					var err error
					switch {
					case i%11 == 10:
						events, err = d.Lost(nil, int64(n))
					case i == 700:
						events, err = d.Flush(nil)
					case i == 705:
						events, err = d.Skip(nil, 12345)
					default:
						events, err = d.Write(nil, pcm[at:at+n])
					}
					if err != nil {
						t.Fatal(err)
					}
					return events
				}
				a := step(want)
				if i%3 == 0 {
					resumed := newDetector(t, elsewhere, 16000, DefaultConfig(16000)) // whatever it is
					data, err := got.MarshalBinary()
					if err == nil {
						err = resumed.UnmarshalBinary(data)
					}
					if err != nil {
						t.Fatal(err)
					}
					if again, err := resumed.MarshalBinary(); err != nil || !bytes.Equal(again, data) {
						t.Fatalf("%d Hz: encoded again after %d samples: %v, others", rate, at, err)
					}
					got = resumed
				}
				if b := step(got); !equalEvents(a, b) || got.Samples() != want.Samples() || got.Kept() != want.Kept() {
					t.Fatalf("%d Hz, audio %d: after %d samples got %v, want %v", rate, audio, at, b, a)
				}
				events += len(a)
				at += n
			}
			if events < 500 {
				t.Errorf("%d events: they show too little", events)
			}
		}
	}
}

// TestResumesInAnotherProcess: the same in a process of its own, which gets the
// encoding and the rest of the audio.
func TestResumesInAnotherProcess(t *testing.T) {
	const child = "LIVE_TEST_CHILD"
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	at := 5*16000 + 77 // in speech
	rest := func(d *Detector) []byte {
		var all []byte
		for _, e := range detect(t, d, pcm[at:], func() int { return 320 }) {
			text, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			all = append(append(all, text...), '\n')
			all = binary.LittleEndian.AppendUint32(all, crc32.ChecksumIEEE(audioBytes(e.Audio)))
		}
		return all
	}
	d := newDetector(t, m, 16000, turnConfig(16000))
	if os.Getenv(child) != "" {
		data, err := io.ReadAll(os.Stdin)
		if err == nil {
			err = json.Unmarshal(data, d)
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stdout.Write(append(rest(d), "done"...)); err != nil {
			t.Fatal(err)
		}
		return
	}
	if _, err := d.Write(nil, pcm[:at]); err != nil {
		t.Fatal(err)
	}
	if _, open := d.Speech(); !open {
		t.Fatal("no speech is open: it shows too little")
	}
	text, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Skip(err) // a system without programs
	}
	cmd := exec.Command(self, "-test.run=^TestResumesInAnotherProcess$")
	cmd.Env = append(os.Environ(), child+"=1")
	cmd.Stdin, cmd.Stderr = bytes.NewReader(text), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	got, _, _ := bytes.Cut(out, []byte("done"))
	if want := rest(d); !bytes.Equal(got, want) || len(want) < 500 {
		t.Errorf("got %q, want %q", got, want)
	}
}

func audioBytes(audio []float32) (b []byte) {
	b, err := binary.Append(nil, binary.LittleEndian, audio)
	if err != nil {
		panic(err)
	}
	return b
}

// TestCallResumes: legs of a call, unequally long, with overlaps that are not yet
// known.
func TestCallResumes(t *testing.T) {
	m := newModel(t)
	speech := clipSamples(t, "speech.wav")
	legs := [][]float32{speech, append(make([]float32, 20000), speech[:len(speech)-33000]...)}
	c := turnConfig(16000)
	want, got := newCall(t, m, 16000, 2, c), newCall(t, m, 16000, 2, c)
	overlaps := 0
	for i := 0; len(legs[0])+len(legs[1]) > 0; i++ {
		leg := i % 5 % 2 // the second is behind
		n := min(len(legs[leg]), 3000)
		a, err := want.WriteChannel(nil, leg, legs[leg][:n])
		if err != nil {
			t.Fatal(err)
		}
		text, err := got.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		got = newCall(t, m, 8000, 5, DefaultConfig(8000))
		if err := got.UnmarshalText(text); err != nil || got.Channels() != 2 {
			t.Fatal(err, got.Channels())
		}
		b, err := got.WriteChannel(nil, leg, legs[leg][:n])
		if err != nil || !equalCallEvents(a, b) {
			t.Fatalf("got %v, %v, want %v", b, err, a)
		}
		overlaps += len(ofChannel(b, -1))
		legs[leg] = legs[leg][n:]
	}
	a, errA := want.Flush(nil)
	b, errB := got.Flush(nil)
	if overlaps += len(ofChannel(b, -1)); errA != nil || errB != nil || !equalCallEvents(a, b) || overlaps < 2 {
		t.Errorf("got %v, %v, want %v, %v; %d overlaps", b, errB, a, errA, overlaps)
	}
}

// TestResumesLoop: events that a range loop has not yielded come first.
func TestResumesLoop(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	d := newDetector(t, m, 16000, turnConfig(16000))
	want := detect(t, d, pcm, func() int { return 512 })
	d.Reset()
	source := &audiotest.Pieces{PCM: pcm, Err: io.EOF}
	var got []Event
	for done := false; !done; {
		done = true
		for e, err := range d.Events(source) {
			if err != nil {
				t.Fatal(err)
			}
			got, done = append(got, e), false
			break
		}
		data, err := d.MarshalBinary()
		if err == nil {
			d = newDetector(t, m, 16000, DefaultConfig(16000))
			err = d.UnmarshalBinary(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if !equalEvents(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestMarshalWithoutAudio: without audio the encoding is small, the events are the
// same, and what is handed over begins where the encoding was made.
func TestMarshalWithoutAudio(t *testing.T) {
	m := newModel(t)
	pcm := clipSamples(t, "speech.wav")
	at := 5 * 16000
	for _, audio := range []Audio{AudioWhole, AudioStreamed} {
		c := DefaultConfig(16000)
		c.Audio = audio
		d := newDetector(t, m, 16000, c)
		if _, err := d.Write(nil, pcm[:at]); err != nil {
			t.Fatal(err)
		}
		small, err := d.MarshalWithoutAudio()
		if err != nil {
			t.Fatal(err)
		}
		whole, err := d.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		if n := len(small); n > 6000 || len(whole)-n != 2*(int(d.Kept().Len())-320) {
			t.Errorf("got %d and %d bytes, keeping %d samples", n, len(whole), d.Kept().Len())
		}
		want := detect(t, d, pcm[at:], func() int { return 700 })
		if err := d.UnmarshalBinary(small); err != nil {
			t.Fatal(err)
		}
		lacking := 0
		for i, e := range detect(t, d, pcm[at:], func() int { return 700 }) {
			w := want[i]
			if e.Event != w.Event {
				t.Fatalf("got %+v, want %+v", e.Event, w.Event)
			}
			if len(e.Audio) == 0 {
				continue
			}
			if start := max(w.AudioStart, int64(at)); e.AudioStart != start || !slices.Equal(e.Audio, w.Audio[start-w.AudioStart:]) {
				t.Errorf("%v: got %d samples from %d on, want them from %d on", e.Event, len(e.Audio), e.AudioStart, start)
			}
			if len(e.Audio) < len(w.Audio) {
				lacking++
			}
		}
		if audio == AudioWhole && lacking != 1 {
			t.Errorf("%d segments lack audio, want 1", lacking)
		}
	}
}
