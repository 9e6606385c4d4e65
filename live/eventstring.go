package live

import "fmt"

// String returns a line for people: the kind, the segment in seconds, and how many
// samples are handed over. An event that no detector has made has no sample rate:
// its segment is in samples.
func (e Event) String() string {
	s := fmt.Sprintf("%v %d to %d", e.Kind, e.Segment.Start, e.Segment.End)
	if e.rate > 0 {
		start, end := e.Segment.Times(e.rate)
		s = fmt.Sprintf("%v %.3fs to %.3fs", e.Kind, start.Seconds(), end.Seconds())
	}
	if e.Kind == Window {
		s += fmt.Sprintf(", probability %.3f", e.Prob)
	}
	if len(e.Audio) > 0 {
		s += fmt.Sprintf(", %d samples of audio", len(e.Audio))
	}
	return s
}

// String is that of an Event, with the channel.
func (e CallEvent) String() string {
	if e.Channel < 0 {
		return e.Event.String()
	}
	return fmt.Sprintf("channel %d: %v", e.Channel, e.Event)
}
