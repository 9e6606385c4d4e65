package live

import "testing"

// TestCallMarshalWithoutAudio: a call leaves out the audio of all channels, and
// goes on with the same events.
func TestCallMarshalWithoutAudio(t *testing.T) {
	m, pcm := newModel(t), clipSamples(t, "speech.wav")
	at, end := 5*16000, 10*16000
	c, err := NewCall(m, 2, DefaultConfig(16000))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.WriteChannels(nil, [][]float32{pcm[:at], pcm[at : 2*at]}); err != nil {
		t.Fatal(err)
	}
	small, err := c.MarshalWithoutAudio()
	if err != nil {
		t.Fatal(err)
	}
	if whole, err := c.MarshalBinary(); err != nil || len(small) > 12000 || len(whole) < 2*len(small) {
		t.Errorf("got %d bytes without audio and %d with, %v", len(small), len(whole), err)
	}
	rest := func() []CallEvent {
		events, err := c.WriteChannels(nil, [][]float32{pcm[at:end], pcm[2*at : at+end]})
		if err != nil {
			t.Fatal(err)
		}
		return events
	}
	want := rest()
	if err := c.UnmarshalBinary(small); err != nil {
		t.Fatal(err)
	}
	got := rest()
	if len(want) == 0 || len(got) != len(want) {
		t.Fatalf("got %d events, want %d, and some", len(got), len(want))
	}
	for i := range got {
		if got[i].Channel != want[i].Channel || got[i].Event.Event != want[i].Event.Event {
			t.Errorf("got %+v, want %+v", got[i], want[i])
		}
	}
}
