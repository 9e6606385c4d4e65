package live

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gosilero/vad"
	"github.com/gosilero/vad/internal/audiotest"
	"github.com/gosilero/vad/internal/fuzztest"
	"github.com/gosilero/vad/weights"
)

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
	older[8] = 1
	damaged[len(data)/2] ^= 4
	for want, bad := range map[string][]byte{
		"got 0 bytes that do not begin with": nil,
		`do not begin with "vadlivdt"`:       ofCall,
		"got version 1, want 2":              older,
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

// FuzzEncoding: no encoding makes a detector or a call panic, then or later, or takes
// memory that it has not paid for in bytes. What is taken encodes to the same bytes.
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
		b = binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
		call := newCall(t, m, 8000, 1, DefaultConfig(8000))
		var err error
		// Designing the filters of a rate that no detector has had takes up to 3.5 MB.
		fuzztest.Allocates(t, 5<<20+64*len(b), func() { err = call.UnmarshalBinary(b) })
		if err != nil {
			return
		}
		if again, err := call.MarshalBinary(); err != nil || !bytes.Equal(again, b) {
			t.Fatalf("encoded again: %v, or other bytes", err)
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
