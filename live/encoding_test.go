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
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/weights"
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
		if n := len(small); n > 6000 || len(whole)-n != 4*int(d.Kept().Len()) {
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

// TestWrongEncodings: each is refused with its reason, and changes nothing.
func TestWrongEncodings(t *testing.T) {
	m := newModel(t)
	d := newDetector(t, m, 16000, DefaultConfig(16000))
	call := newCall(t, m, 16000, 2, DefaultConfig(16000))
	pcm := clipSamples(t, "speech.wav")[:5*16000]
	if _, err := d.Write(nil, pcm); err != nil {
		t.Fatal(err)
	}
	data, err := d.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	ofCall, err := call.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	older, damaged := slices.Clone(data), slices.Clone(data)
	older[8] = 0
	damaged[len(data)/2] ^= 4
	for want, bad := range map[string][]byte{
		"got 0 bytes that do not begin with": nil,
		`do not begin with "vadlivdt"`:       ofCall,
		"got version 0, want 1":              older,
		"damaged, got CRC-32":                damaged,
		"cut short, got 15 bytes":            data[:15],
	} {
		if err := d.UnmarshalBinary(bad); !errors.Is(err, ErrEncoding) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if err := d.UnmarshalText([]byte("?")); !errors.Is(err, ErrEncoding) {
		t.Errorf("got %v, want %v", err, ErrEncoding)
	}
	if again, err := d.MarshalBinary(); err != nil || !bytes.Equal(again, data) {
		t.Errorf("an error has changed the detector: %v", err)
	}
	v5, err := vad.Load(weights.V5())
	if err != nil {
		t.Fatal(err)
	}
	other := newDetector(t, v5, 16000, DefaultConfig(16000))
	if err := other.UnmarshalBinary(data); !errors.Is(err, ErrEncoding) || !errors.Is(err, vad.ErrState) || !strings.Contains(err.Error(), `"v6`) {
		t.Errorf("of another model: got %v", err)
	}
	broken := newDetector(t, failing{m, errors.New("broken")}, 16000, DefaultConfig(16000))
	if _, err := broken.Write(nil, pcm); err == nil {
		t.Fatal("no error")
	}
	if _, err := broken.MarshalText(); !errors.Is(err, ErrEncoding) || !strings.Contains(err.Error(), "broken") {
		t.Errorf("with an error: got %v", err)
	}
}

// FuzzEncoding: no encoding makes a detector or a call panic, then or later.
func FuzzEncoding(f *testing.F) {
	m := loud{newModel(f)}
	for _, rate := range []int{8000, 11025} {
		for _, audio := range []Audio{AudioWhole, AudioStreamed, AudioNone} {
			c := busyConfig(rate, audio)
			c.PreRoll = 20 * time.Millisecond
			call := newCall(f, m, rate, 2, c)
			pcm := slices.Repeat([]float32{0.5}, rate/2)
			if _, err := call.WriteChannel(nil, 0, pcm); err != nil {
				f.Fatal(err)
			}
			data, err := call.MarshalBinary()
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data[12 : len(data)-4])
		}
	}
	pcm := slices.Concat(make([]float32, 3000), slices.Repeat([]float32{0.5}, 3000), make([]float32, 3000))
	f.Fuzz(func(t *testing.T, fields []byte) {
		b := binary.LittleEndian.AppendUint32([]byte(callMagic), encodingVersion)
		b = append(b, fields...)
		call := newCall(t, m, 8000, 1, DefaultConfig(8000))
		if call.UnmarshalBinary(binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))) != nil {
			return
		}
		for i := range call.Channels() {
			call.WriteChannel(nil, i, pcm)
			call.LostChannel(nil, i, 100)
			call.AppendAudio(nil, i, call.Kept(i))
			call.Speech(i)
		}
		for range call.Events(&audiotest.Pieces{PCM: pcm, Err: io.EOF}) {
		}
		call.Flush(nil)
		call.Write(nil, slices.Repeat(pcm, call.Channels()))
		call.Skip(nil, 5)
		call.MarshalBinary()
	})
}
