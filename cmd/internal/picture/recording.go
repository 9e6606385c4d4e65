package picture

import (
	"fmt"
	"io"
	"math"
)

// Recording is what a picture shows of a recording. Times are in seconds.
type Recording struct {
	Title    string
	Duration float64
	Peaks    []Extremes // of stretches of PeakTime
	PeakTime float64
	Probs    []float32 // one for each Window
	Window   float64
	Segments [][2]float64

	Threshold, NegThreshold float64
}

// Size is that of a picture.
type Size struct {
	Width  int     // pixels
	Height int     // pixels, for each recording
	From   float64 // s, the first that is shown
	To     float64 // s, the last; 0 is the end of the longest recording
}

// The size at which text and lines are as large as they are on a page.
const (
	UsualWidth  = 1500
	UsualHeight = 420
)

// scale returns how many times as large text and lines are: as the picture is,
// where that is larger than usual in both directions.
func (s Size) scale() float64 {
	return max(1, min(float64(s.Width)/UsualWidth, float64(s.Height)/UsualHeight))
}

// Recordings draws recordings, one below the other on one scale of time: the
// waveform, and the probability with the thresholds, both over the segments.
func Recordings(w io.Writer, format string, size Size, list []Recording) error {
	from, to := size.From, size.To
	if to == 0 {
		for _, r := range list {
			to = max(to, r.Duration)
		}
	}
	if to <= from {
		to = from + 1
	}
	var rows []*axes
	for i := range list {
		rows = append(rows, list[i].waveform(from, to), list[i].probability(from, to))
	}
	last := rows[len(rows)-1]
	last.xLabel = "time (s)"
	if to > minutes {
		last.xLabel = "time (min:s)"
	}
	return write(w, format, size.Width, size.Height*len(list), size.scale(), rows)
}

// waveform returns the amplitude over time.
func (r *Recording) waveform(from, to float64) *axes {
	peak := 0.0
	outline := make([]point, 0, 2*len(r.Peaks))
	visible := func(i int) bool { return float64(i+1)*r.PeakTime >= from && float64(i)*r.PeakTime <= to }
	for i, v := range r.Peaks {
		if visible(i) {
			outline = append(outline, point{(float64(i) + 0.5) * r.PeakTime, float64(v.High)})
			peak = max(peak, math.Abs(float64(v.Low)), math.Abs(float64(v.High)))
		}
	}
	for i := len(r.Peaks) - 1; i >= 0; i-- {
		if visible(i) {
			outline = append(outline, point{(float64(i) + 0.5) * r.PeakTime, float64(r.Peaks[i].Low)})
		}
	}
	if peak == 0 {
		peak = 1
	}
	a := &axes{
		title: r.Title, yLabel: "amplitude",
		x: span{from, to}, y: span{-1.05 * peak, 1.05 * peak},
		xTicks: unlabelled(timeTicks(from, to)), // the axes below have the labels
		yTicks: levels(peak),
		layers: []layer{shading(r.Segments)},
	}
	if len(outline) > 2 {
		a.layers = append(a.layers, shape{values: outline, paint: waveColor, edge: 0.4})
	}
	return a
}

// levels marks zero and a round amplitude below the peak.
func levels(peak float64) []tick {
	step := math.Pow(10, math.Floor(math.Log10(peak)))
	for _, k := range []float64{5, 2} {
		if k*step <= peak {
			step *= k
			break
		}
	}
	label := fmt.Sprintf("%.4g", step)
	return []tick{{-step, "-" + label}, {0, "0"}, {step, label}}
}

// probability returns the probability over time, with the thresholds.
func (r *Recording) probability(from, to float64) *axes {
	a := &axes{
		yLabel: "probability",
		x:      span{from, to}, y: span{-0.02, 1.02},
		xTicks: timeTicks(from, to),
		yTicks: []tick{{0, "0"}, {0.5, "0.5"}, {1, "1"}},
		layers: []layer{shading(r.Segments)},
	}
	band, mean := r.curve(from, to)
	if len(band) > 2 {
		a.layers = append(a.layers, shape{values: band, paint: bandColor})
	}
	if len(mean) > 0 {
		a.layers = append(a.layers, curve{mean, stroke{width: 1.2, paint: probColor}})
	}
	a.layers = append(a.layers,
		level{r.Threshold, "threshold", stroke{width: 1, paint: onColor, dashes: []float64{6, 3}}, true},
		level{r.NegThreshold, "exit threshold", stroke{width: 1, paint: offColor, dashes: []float64{2, 3}}, false},
	)
	return a
}

// columns is how many points of a curve a picture can show.
const columns = 2000

// curve returns the probability as steps; if there are more windows than columns,
// as the mean of several, in a band from the least to the greatest.
func (r *Recording) curve(from, to float64) (band, mean []point) {
	first := max(0, int(from/r.Window))
	last := min(len(r.Probs), int(to/r.Window)+1)
	if first >= last {
		return nil, nil
	}
	step := (last - first + columns - 1) / columns
	var lower []point
	for i := first; i < last; i += step {
		part := r.Probs[i:min(i+step, last)]
		low, high, sum := part[0], part[0], 0.0
		for _, v := range part {
			low, high, sum = min(low, v), max(high, v), sum+float64(v)
		}
		begin, end := float64(i)*r.Window, float64(i+len(part))*r.Window
		average := sum / float64(len(part))
		mean = append(mean, point{begin, average}, point{end, average})
		if step > 1 {
			band = append(band, point{begin, float64(high)}, point{end, float64(high)})
			lower = append(lower, point{begin, float64(low)}, point{end, float64(low)})
		}
	}
	for i := len(lower) - 1; i >= 0; i-- {
		band = append(band, lower[i])
	}
	return band, mean
}
