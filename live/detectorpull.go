package live

import (
	"io"
	"iter"

	"github.com/gosilero/vad"
)

// Events returns the events of the audio that r delivers as a sequence to range
// over, which reads on, no further than to the end of a window, when the next
// event is asked for:
//
//	for e, err := range d.Events(r) {
//
// At the end of r it flushes. An error of r, or of Write, is the last element;
// after an error of r, the detector is as the samples before it left it, and
// Flush ends the speech. The audio of an event is valid until the loop goes on.
//
// Whoever leaves the loop early and ranges over Events of the same source again
// goes on with the next event, unless another method was called that returns
// detections.
func (d *Detector) Events(r vad.SampleReader) iter.Seq2[Event, error] {
	return d.pulled.sequence(func(dst []Event) ([]Event, bool, error) {
		n, end := r.Read(d.window[:d.room()])
		dst, err := d.Write(dst, d.window[:n])
		if err == nil && end == io.EOF {
			dst, err = d.flush(dst)
		} else if err == nil {
			err = end
		}
		return dst, end == nil, err
	})
}
