package vad

import (
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/weights"
)

// TestStateMovesToAnotherProcess goes on in a child process, in the middle of
// speech and of a window.
func TestStateMovesToAnotherProcess(t *testing.T) {
	const cut = 200*512 + 300
	signals, err := reference.Signals(16000)
	if err != nil {
		t.Fatal(err)
	}
	pcm := signals[0].PCM[:400*512]
	if name := os.Getenv("VAD_TEST_STATE"); name != "" {
		goOn(t, name, pcm[cut:])
		return
	}
	m := newModel(t)
	want, err := m.Probabilities(context.Background(), pcm, 16000)
	if err != nil {
		t.Fatal(err)
	}
	if p := want[cut/512]; p < 0.9 {
		t.Fatalf("the cut is not in speech: %v", p)
	}
	s := newStream(t, m, 16000)
	got, err := s.Feed(nil, pcm[:cut])
	if err != nil {
		t.Fatal(err)
	}
	data, err := s.State().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "state")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestStateMovesToAnotherProcess$")
	if emulator := os.Getenv("VAD_TEST_EXEC"); emulator != "" {
		cmd = exec.Command(emulator, append([]string{os.Args[0]}, cmd.Args[1:]...)...)
	}
	cmd.Env = append(os.Environ(), "VAD_TEST_STATE="+name)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the child process: %v\n%s", err, out)
	}
	rest, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for ; len(rest) > 0; rest = rest[4:] {
		got = append(got, math.Float32frombits(binary.LittleEndian.Uint32(rest)))
	}
	if !slices.Equal(got, want) {
		t.Error("a stream that went on in another process differs")
	}
}

// goOn is the child process: it takes the state from the file and leaves the
// probabilities of the rest there.
func goOn(t *testing.T, name string, pcm []float32) {
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var st State
	s := newStream(t, newModel(t), 16000)
	if err := errors.Join(st.UnmarshalBinary(data), s.SetState(st)); err != nil {
		t.Fatal(err)
	}
	probs, err := s.Feed(nil, pcm)
	if err == nil {
		err = os.WriteFile(name, appendFloats(nil, probs), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func encodedState(t testing.TB, rate int) (State, []byte) {
	s := newStream(t, newModel(t), rate)
	if _, err := s.Feed(nil, babble(1, 3*512+77, rate)); err != nil {
		t.Fatal(err)
	}
	data, err := s.State().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	return s.State(), data
}

// TestStateDamaged: whatever happens to an encoded state, it is an error, and
// the value decoded into stays as it was.
func TestStateDamaged(t *testing.T) {
	want, data := encodedState(t, 8000)
	var st State
	if err := st.UnmarshalBinary(data); err != nil || st != want {
		t.Fatalf("an encoded state: %v, equal: %v", err, st == want)
	}
	check := func(what string, data []byte) {
		t.Helper()
		if err := st.UnmarshalBinary(data); !errors.Is(err, ErrState) {
			t.Errorf("%s: %v, want ErrState", what, err)
		}
		if st != want {
			t.Fatalf("%s: the state has changed", what)
		}
	}
	check("nothing", nil)
	check("one byte less", data[:len(data)-1])
	check("one byte more", append(slices.Clone(data), 0))
	for i := range data {
		d := slices.Clone(data)
		d[i] ^= 0x40
		check("a flipped bit", d)
	}
	// The same with a checksum that is right.
	for _, c := range []struct {
		what  string
		at    int
		value uint32
	}{
		{"an older version", 8, 1},
		{"a newer version", 8, 3},
		{"fewer than no samples", 52, 1 << 31},
		{"another rate", 44, 44100},
		{"NaN in h", 56, math.Float32bits(float32(math.NaN()))},
		{"more pending samples than a window has", stateFixed - 8, 256},
		{"fewer pending samples than there are", stateFixed - 8, 76},
	} {
		d := slices.Clone(data)
		binary.LittleEndian.PutUint32(d[c.at:], c.value)
		binary.LittleEndian.PutUint32(d[len(d)-4:], crc32.ChecksumIEEE(d[:len(d)-4]))
		check(c.what, d)
	}
}

func TestStateOfAnotherModel(t *testing.T) {
	_, data := encodedState(t, 16000)
	var st State
	if err := st.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	v5, err := Load(weights.V5())
	if err != nil {
		t.Fatal(err)
	}
	if err := newStream(t, v5, 16000).SetState(st); !errors.Is(err, ErrState) {
		t.Errorf("a state of v6 in v5: %v", err)
	}
	if err := newStream(t, newModel(t), 8000).SetState(st); !errors.Is(err, ErrState) {
		t.Errorf("a state at 16 kHz in a stream at 8 kHz: %v", err)
	}
}

func FuzzStateUnmarshal(f *testing.F) {
	_, data := encodedState(f, 16000)
	f.Add(data)
	f.Add([]byte(stateMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		var st State
		if st.UnmarshalBinary(data) != nil {
			return
		}
		again, _ := st.MarshalBinary()
		if !slices.Equal(again, data) {
			t.Error("decoded and encoded again, a state differs")
		}
	})
}
