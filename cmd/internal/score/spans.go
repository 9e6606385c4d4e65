package score

import (
	"math"

	"github.com/gosilero/vad/internal/labels"
)

// Lists of spans are in order and without overlap here.

// Everything is all of the time.
var Everything = []labels.Span{{Start: math.Inf(-1), End: math.Inf(1)}}

// Intersect returns what two lists of spans have in common.
func Intersect(a, b []labels.Span) []labels.Span {
	var common []labels.Span
	for len(a) > 0 && len(b) > 0 {
		s := labels.Span{Start: max(a[0].Start, b[0].Start), End: min(a[0].End, b[0].End)}
		if s.Start < s.End {
			common = append(common, s)
		}
		if a[0].End < b[0].End {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return common
}

// Outside returns the time outside of the spans.
func Outside(spans []labels.Span) []labels.Span {
	var rest []labels.Span
	from := math.Inf(-1)
	for _, s := range spans {
		rest = append(rest, labels.Span{Start: from, End: s.Start})
		from = s.End
	}
	return append(rest, labels.Span{Start: from, End: math.Inf(1)})
}

// Collars returns the time up to collar seconds before and after the starts and the
// ends of the spans.
func Collars(spans []labels.Span, collar float64) []labels.Span {
	var list []labels.Span
	for _, s := range spans {
		for _, t := range []float64{s.Start, s.End} {
			list = append(list, labels.Span{Start: t - collar, End: t + collar})
		}
	}
	return labels.Merge(list)
}

// Overlap returns the length that two lists of spans have in common.
func Overlap(a, b []labels.Span) float64 { return Length(Intersect(a, b)) }

// Length returns the length of all spans.
func Length(spans []labels.Span) float64 {
	sum := 0.0
	for _, s := range spans {
		sum += s.End - s.Start
	}
	return sum
}

// Detection is the errors of detected speech, in seconds.
type Detection struct {
	Speech     float64 `json:"speech"`      // by the labels
	FalseAlarm float64 `json:"false_alarm"` // detected outside of it
	Miss       float64 `json:"miss"`        // not detected
}

// Detect compares what was found with what is true, inside of the scored spans, to
// the nanosecond: without errors, there are none of rounding either.
func Detect(found, truth, scored []labels.Span) Detection {
	found, truth = Intersect(found, scored), Intersect(truth, scored)
	common := Overlap(found, truth)
	speech := Length(truth)
	return Detection{Speech: nanoseconds(speech), FalseAlarm: nanoseconds(Length(found) - common), Miss: nanoseconds(speech - common)}
}

// nanoseconds rounds a time in seconds.
func nanoseconds(t float64) float64 { return math.Round(t*1e9) / 1e9 }

// Add adds the errors of another recording.
func (d *Detection) Add(other Detection) {
	d.Speech += other.Speech
	d.FalseAlarm += other.FalseAlarm
	d.Miss += other.Miss
}

// ErrorRate returns the detection error rate, NaN without speech:
//
//	(FalseAlarm + Miss) / Speech
func (d Detection) ErrorRate() float64 {
	if d.Speech == 0 {
		return math.NaN()
	}
	return (d.FalseAlarm + d.Miss) / d.Speech
}
