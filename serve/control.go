package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/gosilero/vad/live/options"
)

// reply answers a message.
type reply struct {
	Event   string `json:"event"`   // flushed, configured
	Samples int64  `json:"samples"` // how much of the stream came before, in each channel
}

// control takes a text message. A wrong one is answered by an error, and the stream
// goes on.
func (st *stream) control(ctx context.Context, data []byte) error {
	kind, fields, err := readMessage(data)
	if kind == "ack" {
		return st.received(fields)
	}
	if st.session != nil {
		st.session.Message() // the client has counted it, too
	}
	if err != nil {
		return st.complain("message", err.Error())
	}
	switch kind {
	case "flush":
		return st.flush(ctx, fields)
	case "lost":
		return st.lost(ctx, fields)
	case "config":
		return st.configure(ctx, fields)
	}
	return st.complain("message", fmt.Sprintf("a message has the type %q, want flush, lost or config", kind))
}

// readMessage returns the type of a text message, and its other fields.
func readMessage(data []byte) (kind string, fields map[string]json.RawMessage, err error) {
	if err := json.Unmarshal(data, &fields); err != nil {
		return "", nil, fmt.Errorf("a text message is no JSON object: %w", err)
	}
	if err := json.Unmarshal(fields["type"], &kind); err != nil {
		return "", nil, errors.New("a message has no type, want flush, lost or config")
	}
	delete(fields, "type")
	return kind, fields, nil
}

// flush ends open speech.
func (st *stream) flush(ctx context.Context, fields map[string]json.RawMessage) error {
	for name := range fields {
		return st.complain("message", fmt.Sprintf("flush has no %q", name))
	}
	events, err := st.call.FlushContext(ctx, st.events[:0])
	if err := st.deliver(ctx, events, err); err != nil {
		return err
	}
	return st.answer(ctx, "flushed")
}

// answer answers a message, after the events that it led to.
func (st *stream) answer(ctx context.Context, event string) error {
	if err := st.release(ctx); err != nil {
		return err
	}
	return st.conn.send(reply{event, st.call.Samples()})
}

// received takes the seq of the last event that the client has.
func (st *stream) received(fields map[string]json.RawMessage) error {
	if st.session == nil {
		return st.complain("message", "ack is for streams with a session")
	}
	var seq uint64
	if err := json.Unmarshal(fields["seq"], &seq); err != nil || len(fields) != 1 {
		return st.complain("message", "ack has seq alone, that of an event")
	}
	if err := st.session.Received(seq); err != nil {
		return st.complain("message", "ack: "+err.Error())
	}
	return nil
}

// longestLoss is the longest loss that a message reports, in ms.
const longestLoss = 24 * 3600 * 1000

// lost reports audio that did not arrive. What the stream makes up of it counts like
// audio that came.
func (st *stream) lost(ctx context.Context, fields map[string]json.RawMessage) error {
	var ms float64
	if err := json.Unmarshal(fields["ms"], &ms); err != nil || len(fields) != 1 || !(ms >= 0 && ms <= longestLoss) {
		return st.complain("message", fmt.Sprintf("lost has ms alone, a number from 0 to %d", longestLoss))
	}
	rate := float64(st.params.config.SampleRate)
	samples := int64(math.Round(ms / 1000 * rate))
	madeUp := min(float64(samples), st.call.Config().MaxGap.Seconds()*rate)
	st.conn.owe(int64(madeUp) * int64(streamEncodings[st.params.encoding]*st.params.channels))
	events, err := st.call.LostContext(ctx, st.events[:0], samples)
	return st.deliver(ctx, events, err)
}

// configure changes options for the windows to come, all or none.
func (st *stream) configure(ctx context.Context, fields map[string]json.RawMessage) error {
	c := st.call.Config()
	for name, raw := range fields {
		if err := options.Set(&c, name, string(bytes.Trim(raw, `"`))); err != nil {
			return st.complain("message", "config: "+optionError(err).Error())
		}
	}
	err := checkGap(c)
	if err == nil {
		err = st.call.SetConfig(c)
	}
	if err != nil {
		return st.complain("message", "config: "+optionError(err).Error())
	}
	return st.answer(ctx, "configured")
}
