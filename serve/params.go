package serve

import (
	"strconv"
	"time"

	"github.com/gosilero/vad/audio"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/live/options"
	"github.com/gosilero/vad/serve/sessions"
)

// params are the query parameters of a stream.
type params struct {
	encoding audio.Encoding
	channels int
	final    bool // segments and turns only, when they are final
	config   live.Config

	session string
	resumes bool   // the session that there is
	seq     uint64 // of the last event that the client has of it
	began   sessions.Params
}

// streamEncodings are the encodings of binary messages, with the bytes of a sample.
var streamEncodings = map[audio.Encoding]int{audio.S16LE: 2, audio.F32LE: 4, audio.MuLaw: 1, audio.ALaw: 1}

// defaultConfig returns the options of vad stream.
func defaultConfig(rate int) live.Config {
	c := live.DefaultConfig(rate)
	c.Segments.MaxSpeech = 0
	c.Audio = live.AudioNone
	return c
}

// readParams reads the query of a stream.
func readParams(query string, l *Limits) (*params, error) {
	p := &params{encoding: audio.S16LE, channels: 1, began: sessions.Params{}, config: defaultConfig(0)}
	err := eachParam(query, func(name, value string) error {
		if name != "session" && name != "resume" {
			p.began[name] = value
		}
		return p.set(name, value, l)
	})
	if err != nil {
		return nil, err
	}
	if p.config.SampleRate == 0 {
		p.config.SampleRate = rateOf(p.encoding)
	}
	if p.resumes && p.session == "" {
		return nil, badParam("resume is given without session")
	}
	return p, checkGap(p.config)
}

// longestGap is the most of lost audio that a stream makes up: that takes the network
// as much time as audio, and its client a few bytes.
const longestGap = 10 * time.Second

func checkGap(c live.Config) error {
	if c.MaxGap > longestGap {
		return badParam("max_gap_ms: got %v, want %v or less", c.MaxGap, longestGap)
	}
	return nil
}

// set sets a parameter.
func (p *params) set(name, value string, l *Limits) (err error) {
	switch name {
	case "encoding":
		if p.encoding = audio.Encoding(value); streamEncodings[p.encoding] == 0 {
			err = badParam("encoding is %q, want s16le, f32le, mulaw or alaw", value)
		}
	case "session":
		p.session = value
		if err = sessions.CheckID(value); err != nil {
			err = badParam("session: %v", err)
		}
	case "resume":
		p.resumes = true
		if p.seq, err = strconv.ParseUint(value, 10, 63); err != nil {
			err = badParam("resume is %q, want the seq of the last event, 0 for none", value)
		}
	case "rate":
		p.config.SampleRate, err = wholeNumber(name, value, 1000, 1<<20)
	case "channels":
		p.channels, err = wholeNumber(name, value, 1, l.Channels)
	case "final":
		p.final, err = trueOrFalse(name, value)
	default:
		err = optionError(options.Set(&p.config, name, value))
	}
	return err
}

// newCall returns the detectors of a stream.
func (s *Server) newCall(p *params) (*live.Call, error) {
	call, err := live.NewCall(s.scheduler, p.channels, p.config)
	return call, optionError(err)
}
