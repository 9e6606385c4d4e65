package vad

import (
	"bytes"
	"flag"
	"os"
	"testing"
)

var writeState = flag.Bool("write", false, "write testdata/state.bin anew, on a little-endian machine")

// TestStateOfAnotherMachine goes on from a state that a little-endian machine
// stored, in speech and within a window. The probabilities are those that ONNX
// Runtime had there, and the state encodes to the same bytes again.
func TestStateOfAnotherMachine(t *testing.T) {
	const (
		name = "testdata/state.bin"
		cut  = 202*512 + 77
	)
	pcm, want := speechGolden(t, 16000)
	s := newStream(t, newModel(t), 16000)
	if *writeState {
		if _, err := s.Feed(nil, pcm[:cut]); err != nil {
			t.Fatal(err)
		}
		data, err := s.State().MarshalBinary()
		if err == nil {
			err = os.WriteFile(name, data, 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.Reset()
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var st State
	if err := st.UnmarshalBinary(data); err != nil {
		t.Fatal(err)
	}
	if again, err := st.MarshalBinary(); err != nil || !bytes.Equal(again, data) {
		t.Errorf("encoded again it has %d bytes, %v, want the %d bytes it had", len(again), err, len(data))
	}
	if err := s.SetState(st); err != nil {
		t.Fatal(err)
	}
	const windows = 20
	probs, err := s.Feed(nil, pcm[cut:(cut/512+windows)*512])
	if err != nil {
		t.Fatal(err)
	}
	if want = want[cut/512:][:windows]; len(probs) != windows || largest(probs, want) > goldenTolerance || want[0] < 0.9 {
		t.Errorf("got %v, want %v, which begin in speech", probs, want)
	}
	fresh := newStream(t, newModel(t), 16000)
	if probs, err = fresh.Feed(nil, pcm[cut:(cut/512+windows)*512]); err != nil || largest(probs, want[:len(probs)]) < 0.01 {
		t.Errorf("without the state got %v, %v: the test shows nothing", probs, err)
	}
}
