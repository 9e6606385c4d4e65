package realtime

// The options of a session as events show them.
type (
	shownSession struct {
		Object string `json:"object"`
		ID     string `json:"id"`
		Type   string `json:"type"`
		Audio  struct {
			Input struct {
				Format shownFormat `json:"format"`
				Turns  *shownTurns `json:"turn_detection"`
			} `json:"input"`
		} `json:"audio"`
	}
	shownFormat struct {
		Type string `json:"type"`
		Rate int    `json:"rate,omitempty"` // of audio/pcm
	}
	shownBeta struct {
		Object string      `json:"object"`
		ID     string      `json:"id"`
		Format string      `json:"input_audio_format"`
		Turns  *shownTurns `json:"turn_detection"`
	}
	shownTurns struct {
		Type      string  `json:"type"`
		Threshold float64 `json:"threshold"`
		Prefix    int64   `json:"prefix_padding_ms"`
		Silence   int64   `json:"silence_duration_ms"`
		Idle      *int64  `json:"idle_timeout_ms"`
		Create    bool    `json:"create_response"`
		Interrupt bool    `json:"interrupt_response"`
	}
)

// show returns the options in the layout of the session.
func (s *Session) show() any {
	const object = "realtime.session"
	id := "sess_" + s.id
	if s.layout == Beta {
		return &shownBeta{object, id, s.settings.format.beta, s.settings.turns.show()}
	}
	shown := &shownSession{Object: object, ID: id, Type: s.settings.kind}
	shown.Audio.Input.Format.Type = s.settings.format.current
	if s.settings.format.bytes > 1 {
		shown.Audio.Input.Format.Rate = s.settings.format.rate
	}
	shown.Audio.Input.Turns = s.settings.turns.show()
	return shown
}

// show returns nil if the client commits.
func (t *turnDetection) show() *shownTurns {
	if t == nil {
		return nil
	}
	shown := &shownTurns{
		Type:      serverVAD,
		Threshold: t.threshold,
		Prefix:    t.prefix.Milliseconds(),
		Silence:   t.silence.Milliseconds(),
	}
	if t.idle > 0 {
		idle := t.idle.Milliseconds()
		shown.Idle = &idle
	}
	return shown
}
