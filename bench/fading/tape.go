package main

import "github.com/gosilero/vad/model"

// maxReplay is the most windows that a policy may run once more.
const maxReplay = 16

// tape holds the newest audio of a stream: maxReplay windows and the context
// before them, zeros before its start.
type tape struct {
	window, context int
	pcm             []float32
	end             int // of what is held in pcm
}

func newTape(c model.Config) *tape {
	t := &tape{window: c.Window, context: c.Context}
	t.pcm = make([]float32, 4*t.held())
	t.end = t.held()
	return t
}

func (t *tape) held() int { return t.context + maxReplay*t.window }

// add appends a window: speech, which may be nil for silence, and noise times
// gain, clipped at full scale.
func (t *tape) add(speech, noise []float32, gain float32) {
	if t.end+t.window > len(t.pcm) {
		copy(t.pcm, t.pcm[t.end-t.held():t.end])
		t.end = t.held()
	}
	window := t.pcm[t.end:][:t.window]
	for i := range window {
		window[i] = float32(gain * noise[i])
	}
	if speech != nil {
		for i := range window {
			window[i] += speech[i]
		}
	}
	for i, x := range window {
		window[i] = min(max(x, -1), 1)
	}
	t.end += t.window
}

// last returns the newest n windows and the context before them.
func (t *tape) last(n int) []float32 { return t.pcm[t.end-t.context-n*t.window : t.end] }

// clone returns a copy that goes on by itself.
func (t *tape) clone() *tape {
	c := *t
	c.pcm = append([]float32(nil), t.pcm...)
	return &c
}
