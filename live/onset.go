package live

import "github.com/gosilero/vad/segment"

// onset counts the speech after which SpeechConfirmed comes, with MinOnset.
type onset struct {
	least float64 // samples at the network's rate, 0 for none
	open  bool    // speech is, and it is not confirmed
	heard int64   // samples of speech in it
}

func (o *onset) restart() { o.open, o.heard = false, 0 }

// begin begins speech.
func (o *onset) begin() { o.open, o.heard = true, 0 }

// confirm appends SpeechConfirmed to dst if the window makes the open speech long
// enough.
func (c *channel) confirm(dst []Event, prob float32) []Event {
	o := &c.onset
	if _, neg := c.segmenter.Thresholds(); o.least == 0 || !o.open || float64(prob) < neg {
		return dst
	}
	if o.heard += int64(c.intake.size); float64(o.heard) < o.least {
		return dst
	}
	o.open = false
	s, _ := c.segmenter.Open()
	return append(dst, Event{Event: segment.Event{Kind: segment.SpeechConfirmed, Segment: c.inStream(s), Known: c.now}})
}
