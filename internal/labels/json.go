package labels

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// json reads values one after the other: objects of vad detect --format json, jsonl or
// nemo, or a list of Silero's.
func (c *collector) json(content []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(content))
	for {
		var value json.RawMessage
		err := decoder.Decode(&value)
		if err == io.EOF {
			return nil
		}
		if err == nil && value[0] == '[' {
			err = c.silero(value)
		} else if err == nil {
			err = c.object(value)
		}
		if err != nil && !errors.Is(err, ErrLabels) {
			err = fmt.Errorf("%w: %w", ErrLabels, err)
		}
		if err != nil {
			return err
		}
	}
}

// object reads an object of vad detect, a recording or one segment of it, or one of a
// manifest of NeMo.
func (c *collector) object(value json.RawMessage) error {
	var o struct {
		File     string
		Channel  *int
		Segments *[]jsonSpan
		jsonSpan
		Audio string `json:"audio_filepath"`
	}
	if err := json.Unmarshal(value, &o); err != nil {
		return err
	}
	if o.Audio != "" {
		return c.nemo(value)
	}
	at := fileOwner(o.File, o.Channel)
	c.of(at)
	if o.Segments == nil {
		return c.addJSON(at, o.jsonSpan)
	}
	for _, s := range *o.Segments {
		if err := c.addJSON(at, s); err != nil {
			return err
		}
	}
	return nil
}

type jsonSpan struct{ Start, End json.Number }

func (c *collector) addJSON(o owner, s jsonSpan) error {
	start, end, err := two(s.Start.String(), s.End.String())
	if err != nil {
		return err
	}
	return c.add(o, Span{start, end})
}

// silero reads the list that get_speech_timestamps returns. Python writes
// seconds with a point and samples without one.
func (c *collector) silero(value json.RawMessage) error {
	var list []jsonSpan
	if err := json.Unmarshal(value, &list); err != nil {
		return err
	}
	c.of(unnamed)
	points := 0
	for _, s := range list {
		if strings.ContainsAny(s.Start.String()+s.End.String(), ".eE") {
			points++
		}
		if err := c.addJSON(unnamed, s); err != nil {
			return err
		}
	}
	c.of(unnamed).Samples = points == 0
	return nil
}
