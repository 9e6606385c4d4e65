package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/gosilero/vad/internal/labels"
	"github.com/gosilero/vad/live"
	"github.com/gosilero/vad/segment"
)

// printer reports what happens in a stream. It is safe for use by several
// goroutines.
type printer interface {
	consumer
	saved(s savedSegment) error
	ended(c endedCommand) error
}

// savedSegment says where a segment is.
type savedSegment struct {
	Event   string  `json:"event"` // segment_saved
	File    string  `json:"file"`
	Channel *int    `json:"channel,omitempty"`
	Start   float64 `json:"start"` // s
	End     float64 `json:"end"`   // s
}

// endedCommand says how the command for a segment ended.
type endedCommand struct {
	Event  string `json:"event"` // command_ended
	File   string `json:"file"`
	Error  string `json:"error,omitempty"`
	Output string `json:"output"`
}

// silent prints nothing.
type silent struct{}

func (silent) event(live.CallEvent) error { return nil }
func (silent) saved(savedSegment) error   { return nil }
func (silent) ended(endedCommand) error   { return nil }

// jsonPrinter writes each event as an object on a line of its own.
type jsonPrinter struct {
	final      bool // segments and turns only, when they are final
	perChannel bool

	lock sync.Mutex
	json *json.Encoder
}

func newJSONPrinter(w io.Writer, final, perChannel bool) *jsonPrinter {
	p := &jsonPrinter{json: json.NewEncoder(w), final: final, perChannel: perChannel}
	p.json.SetEscapeHTML(false)
	return p
}

func (p *jsonPrinter) event(e live.CallEvent) error {
	if e.Kind == live.Window || p.final && e.Kind != segment.SegmentFinal && e.Kind != live.TurnFinal {
		return nil
	}
	// The audio goes elsewhere.
	e.Audio = nil
	if p.perChannel {
		return p.encode(e)
	}
	return p.encode(e.Event)
}

func (p *jsonPrinter) saved(s savedSegment) error { return p.encode(s) }
func (p *jsonPrinter) ended(c endedCommand) error { return p.encode(c) }

func (p *jsonPrinter) encode(v any) error {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.json.Encode(v)
}

// textPrinter writes lines for people: of segments and of turns.
type textPrinter struct {
	print      func(line string) error
	perChannel bool
}

func newTextPrinter(w io.Writer, perChannel bool) *textPrinter {
	var lock sync.Mutex
	return &textPrinter{perChannel: perChannel, print: func(line string) error {
		lock.Lock()
		defer lock.Unlock()
		_, err := fmt.Fprintln(w, line)
		return err
	}}
}

func (p *textPrinter) event(e live.CallEvent) error {
	what := ""
	switch e.Kind {
	case segment.SegmentFinal:
	case live.TurnEnded:
		what = "  turn ended"
	case live.TurnResumed:
		what = "  turn resumed"
	default:
		return nil
	}
	if p.perChannel {
		what = fmt.Sprintf("  channel %d%s", e.Channel, what)
	}
	rate := float64(e.SampleRate())
	s := e.Segment
	return p.print(fmt.Sprintf("%10.3f %10.3f %10.3f%s", float64(s.Start)/rate, float64(s.End)/rate, float64(s.Len())/rate, what))
}

func (p *textPrinter) saved(s savedSegment) error {
	return p.print(fmt.Sprintf("%33s%s", "", labels.Printable(s.File)))
}

func (p *textPrinter) ended(c endedCommand) error {
	if c.Output == "" {
		return nil
	}
	return p.print(printableLines(c.Output))
}

// printableLines escapes control characters in text but for line breaks, of which it
// drops the last.
func printableLines(text string) string {
	list := splitLines(text)
	for i, line := range list {
		list[i] = labels.Printable(line)
	}
	return strings.Join(list, "\n")
}

// splitLines returns the lines of text, without the empty one at its end.
func splitLines(text string) []string {
	return strings.Split(strings.TrimRight(text, "\n"), "\n")
}
