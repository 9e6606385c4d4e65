package vad

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/crc32"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/fuzztest"
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

// TestStateDamaged: a foreign, damaged or older encoding is an error that says
// why, and the value decoded into stays as it was.
func TestStateDamaged(t *testing.T) {
	want, data := encodedState(t, 8000)
	var st State
	if err := st.UnmarshalBinary(data); err != nil || st != want {
		t.Fatalf("an encoded state: %v, equal: %v", err, st == want)
	}
	check := func(reason string, data []byte) {
		t.Helper()
		if err := st.UnmarshalBinary(data); !errors.Is(err, ErrState) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%v, want ErrState that says %q", err, reason)
		}
		if st != want {
			t.Fatalf("%s: the state has changed", reason)
		}
	}
	check("0 bytes that are not an encoded State", nil)
	check("not an encoded State", []byte("RIFF\xff\xff\xff\xffWAVEfmt "))
	check("cut short", data[:stateLeast-1])
	check("damaged", data[:len(data)-1])
	check("damaged", append(slices.Clone(data), 0))
	for i := range data {
		d := slices.Clone(data)
		d[i] ^= 0x40
		check("", d)
	}
	// The same with a checksum that is right.
	const (
		release = stateHeader // its length
		rate    = release + 1 + len("v6") + 32
		samples = rate + 4
		h       = samples + 8
		pending = stateLeast + len("v6") - 8 // their number
	)
	withSum := func(d []byte) []byte {
		binary.LittleEndian.PutUint32(d[len(d)-4:], crc32.ChecksumIEEE(d[:len(d)-4]))
		return d
	}
	for _, c := range []struct {
		reason string
		at     int
		value  uint32
	}{
		{"got encoding version 1, want 4", stateHeader - 4, 1},
		{"got encoding version 3, want 4", stateHeader - 4, 3},
		{"rate of 44100 Hz", rate, 44100},
		{"rate of 0 Hz", rate, 0},
		{"-9223372036854", samples + 4, 1 << 31},
		{"value of NaN", h, math.Float32bits(float32(math.NaN()))},
		{"decay of NaN", pending - 4, math.Float32bits(float32(math.NaN()))},
		{"decay of -1, want 0 to 1", pending - 4, math.Float32bits(-1)},
		{"decay of 1.5", pending - 4, math.Float32bits(1.5)},
		{"256 pending samples", pending, 256}, // a window
		{"76 pending samples", pending, 76},   // there are 77
		{"78 pending samples", pending, 78},
	} {
		d := slices.Clone(data)
		binary.LittleEndian.PutUint32(d[c.at:], c.value)
		check(c.reason, withSum(d))
	}
	short, err := newStream(t, newModel(t), 8000).State().MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	short[release] = 3 // one more than there is room for
	check("a release of 3 bytes", withSum(short))
	// The version is the reason also where the other format is shorter.
	check("got encoding version 1, want 4", append([]byte(stateMagic), 1, 0, 0, 0))
}

// TestStateText: a State that is part of a struct survives encoding/json, and
// text that is none is an error that says so.
func TestStateText(t *testing.T) {
	type session struct {
		ID    string
		State State
	}
	st, _ := encodedState(t, 16000)
	data, err := json.Marshal(session{"a", st})
	if err != nil {
		t.Fatal(err)
	}
	var got session
	if err := json.Unmarshal(data, &got); err != nil || got.State != st {
		t.Fatalf("from JSON: %v, equal: %v", err, got.State == st)
	}
	for text, reason := range map[string]string{
		`"not base64"`: "base64",
		`"RIFF"`:       "not an encoded State",
		`""`:           "0 bytes",
	} {
		if err := json.Unmarshal([]byte(`{"State":`+text+`}`), &got); !errors.Is(err, ErrState) || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s: %v, want ErrState that says %q", text, err, reason)
		}
		if got.State != st {
			t.Fatalf("%s: the state has changed", text)
		}
	}
	if _, err := json.Marshal(session{}); !errors.Is(err, ErrState) {
		t.Errorf("the zero State to JSON: %v, want ErrState", err)
	}
}

// TestStateAppend: what is in the slice stays, binary and text are the same
// encodings as those in slices of their own.
func TestStateAppend(t *testing.T) {
	st, data := encodedState(t, 8000)
	text, err := st.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		append func([]byte) ([]byte, error)
		want   []byte
	}{
		{"AppendBinary", st.AppendBinary, data},
		{"AppendText", st.AppendText, text},
	} {
		got, err := c.append([]byte("before"))
		if err != nil || string(got) != "before"+string(c.want) {
			t.Errorf("%s: %v, %d bytes, want %d after what was there", c.name, err, len(got), len(c.want))
		}
	}
	for name, appendTo := range map[string]func([]byte) ([]byte, error){
		"AppendBinary": State{}.AppendBinary, "AppendText": State{}.AppendText,
	} {
		if got, err := appendTo([]byte("before")); !errors.Is(err, ErrState) || string(got) != "before" {
			t.Errorf("%s of the zero State: %v, %q, want ErrState and nothing appended", name, err, got)
		}
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
	if err := newStream(t, v5, 16000).SetState(st); !errors.Is(err, ErrState) || !strings.Contains(err.Error(), `"v6"`) || !strings.Contains(err.Error(), `"v5"`) {
		t.Errorf("a state of v6 in v5: %v, want ErrState with both names", err)
	}
	if st.Release() != "v6" {
		t.Errorf("the state is of release %q, want v6", st.Release())
	}
	if err := newStream(t, newModel(t), 8000).SetState(st); !errors.Is(err, ErrState) {
		t.Errorf("a state at 16 kHz in a stream at 8 kHz: %v", err)
	}
}

// TestResetLSTM: h and c are zero and all else is as it was; a window that is
// being computed then leaves no trace.
func TestResetLSTM(t *testing.T) {
	m := newModel(t)
	s := newStream(t, m, 16000)
	pcm := babble(16, 4*512, 16000)
	if _, err := s.Feed(nil, pcm[:3*512+77]); err != nil {
		t.Fatal(err)
	}
	want := s.State()
	clear(want.net.H[:])
	clear(want.net.C[:])
	s.ResetLSTM()
	if got := s.State(); got != want || got.net.Context == [len(got.net.Context)]float32{} {
		t.Error("the state is not that before but for h and c")
	}
	s.engine.beforeCompute = s.ResetLSTM
	if _, err := s.Feed(nil, pcm[3*512+77:]); err != nil {
		t.Fatal(err)
	}
	if s.State() != want {
		t.Error("a window that ResetLSTM overtook has changed the state")
	}
}

// FuzzStateUnmarshal: what is taken for a state, with the right checksum, encodes to
// the same bytes, and a stream of its model that goes on from it has a probability and
// a state that can be encoded.
func FuzzStateUnmarshal(f *testing.F) {
	m := newModel(f)
	window := babble(67, 512, 16000)
	for _, rate := range []int{8000, 16000} {
		_, data := encodedState(f, rate)
		f.Add(data[:len(data)-4])
	}
	f.Add([]byte(stateMagic))
	f.Fuzz(func(t *testing.T, data []byte) {
		data = binary.LittleEndian.AppendUint32(slices.Clip(data), crc32.ChecksumIEEE(data))
		var st State
		var err error
		fuzztest.Allocates(t, 1<<20, func() { err = st.UnmarshalBinary(data) })
		if err != nil {
			return
		}
		if again, err := st.MarshalBinary(); err != nil || !slices.Equal(again, data) {
			t.Fatalf("decoded and encoded again, a state differs: %v", err)
		}
		s := newStream(t, m, st.SampleRate())
		if s.SetState(st) != nil {
			return // of another model
		}
		probs, err := s.Feed(nil, window)
		if err != nil || len(probs) == 0 {
			t.Fatalf("%d probabilities, %v", len(probs), err)
		}
		for _, p := range probs {
			if !(p >= 0 && p <= 1) {
				t.Fatalf("a probability of %v", p)
			}
		}
		after, err := s.State().MarshalBinary()
		if err == nil {
			err = st.UnmarshalBinary(after)
		}
		if err != nil {
			t.Fatalf("the state after it: %v", err)
		}
	})
}
