package serve

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

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
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, badParam("the query: %v", err)
	}
	p := &params{encoding: audio.S16LE, channels: 1, began: sessions.Params{}}
	if e := values.Get("encoding"); e != "" {
		p.encoding = audio.Encoding(e)
	}
	if streamEncodings[p.encoding] == 0 {
		return nil, badParam("encoding is %q, want s16le, f32le, mulaw or alaw", p.encoding)
	}
	rate := 16000
	if p.encoding == audio.MuLaw || p.encoding == audio.ALaw {
		rate = 8000
	}
	p.config = defaultConfig(rate)
	for name, list := range values {
		if len(list) > 1 {
			return nil, badParam("%s is given %d times", name, len(list))
		}
		if err := p.set(name, list[0], l); err != nil {
			return nil, err
		}
		if name != "session" && name != "resume" {
			p.began[name] = list[0]
		}
	}
	if p.resumes && p.session == "" {
		return nil, badParam("resume is given without session")
	}
	return p, nil
}

// set sets a parameter.
func (p *params) set(name, value string, l *Limits) (err error) {
	switch name {
	case "encoding":
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
		if p.final, err = strconv.ParseBool(value); err != nil {
			err = badParam("final is %q, want true or false", value)
		}
	default:
		err = optionError(options.Set(&p.config, name, value))
	}
	return err
}

func wholeNumber(name, value string, least, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < least || n > most {
		return 0, badParam("%s is %q, want %d to %d", name, value, least, most)
	}
	return n, nil
}

func badParam(format string, args ...any) error {
	return refuse(http.StatusBadRequest, "parameter", format, args...)
}

// optionError returns an error of an option as one of a parameter; others as they are.
func optionError(err error) error {
	err = options.Name(err)
	if errors.Is(err, options.ErrUnknown) || errors.Is(err, options.ErrValue) || errors.Is(err, live.ErrOption) {
		return badParam("%s", strings.TrimPrefix(err.Error(), options.ErrValue.Error()+": "))
	}
	return err
}

// newCall returns the detectors of a stream.
func (s *Server) newCall(p *params) (*live.Call, error) {
	call, err := live.NewCall(s.scheduler, p.channels, p.config)
	return call, optionError(err)
}
