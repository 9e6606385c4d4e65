package picture

import (
	"fmt"
	"io"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
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
	var plots []*plot.Plot
	for i := range list {
		wave, err := list[i].waveform(from, to)
		if err != nil {
			return err
		}
		prob, err := list[i].probability(from, to)
		if err != nil {
			return err
		}
		plots = append(plots, wave, prob)
	}
	plots[len(plots)-1].X.Label.Text = "time (s)"
	if to > minutes {
		plots[len(plots)-1].X.Label.Text = "time (min:s)"
	}
	return write(w, format, size.Width, size.Height*len(list), size.scale(), plots)
}

func (r *Recording) waveform(from, to float64) (*plot.Plot, error) {
	p := r.panel()
	p.Title.Text = r.Title
	p.Y.Label.Text = "amplitude"
	peak := 0.0
	outline := make(plotter.XYs, 0, 2*len(r.Peaks))
	visible := func(i int) bool { return float64(i+1)*r.PeakTime >= from && float64(i)*r.PeakTime <= to }
	for i, v := range r.Peaks {
		if visible(i) {
			outline = append(outline, plotter.XY{X: (float64(i) + 0.5) * r.PeakTime, Y: float64(v.High)})
			peak = max(peak, math.Abs(float64(v.Low)), math.Abs(float64(v.High)))
		}
	}
	for i := len(r.Peaks) - 1; i >= 0; i-- {
		if visible(i) {
			outline = append(outline, plotter.XY{X: (float64(i) + 0.5) * r.PeakTime, Y: float64(r.Peaks[i].Low)})
		}
	}
	if len(outline) > 2 {
		wave, err := plotter.NewPolygon(outline)
		if err != nil {
			return nil, err
		}
		wave.Color = waveColor
		wave.LineStyle.Color = waveColor
		wave.LineStyle.Width = 0.4
		p.Add(wave)
	}
	if peak == 0 {
		peak = 1
	}
	p.Y.Min, p.Y.Max = -1.05*peak, 1.05*peak
	p.Y.Tick.Marker = plot.ConstantTicks(levels(peak))
	p.X.Tick.Marker = unlabelled{p.X.Tick.Marker} // the plot below has them
	p.X.Min, p.X.Max = from, to                   // a curve that was added may have widened it
	return p, nil
}

// levels marks zero and a round amplitude below the peak.
func levels(peak float64) []plot.Tick {
	step := math.Pow(10, math.Floor(math.Log10(peak)))
	for _, k := range []float64{5, 2} {
		if k*step <= peak {
			step *= k
			break
		}
	}
	label := fmt.Sprintf("%.4g", step)
	return []plot.Tick{{Value: -step, Label: "-" + label}, {Value: 0, Label: "0"}, {Value: step, Label: label}}
}

func (r *Recording) probability(from, to float64) (*plot.Plot, error) {
	p := r.panel()
	p.Y.Label.Text = "probability"
	const bottom, top = -0.02, 1.02
	p.Y.Tick.Marker = plot.ConstantTicks([]plot.Tick{{Value: 0, Label: "0"}, {Value: 0.5, Label: "0.5"}, {Value: 1, Label: "1"}})
	band, mean := r.curve(from, to)
	if len(band) > 2 {
		area, err := plotter.NewPolygon(band)
		if err != nil {
			return nil, err
		}
		area.Color = bandColor
		area.LineStyle.Width = 0
		p.Add(area)
	}
	if len(mean) > 0 {
		line, err := plotter.NewLine(mean)
		if err != nil {
			return nil, err
		}
		line.Color = probColor
		line.Width = 1.2
		p.Add(line)
	}
	p.Add(
		level{r.Threshold, "threshold", draw.LineStyle{Color: onColor, Width: 1, Dashes: []vg.Length{6, 3}}, true},
		level{r.NegThreshold, "exit threshold", draw.LineStyle{Color: offColor, Width: 1, Dashes: []vg.Length{2, 3}}, false},
	)
	p.X.Min, p.X.Max = from, to
	p.Y.Min, p.Y.Max = bottom, top
	return p, nil
}

// columns is how many points of a curve a picture can show.
const columns = 2000

// curve returns the probability as steps; if there are more windows than columns,
// as the mean of several, in a band from the least to the greatest.
func (r *Recording) curve(from, to float64) (band, mean plotter.XYs) {
	first := max(0, int(from/r.Window))
	last := min(len(r.Probs), int(to/r.Window)+1)
	if first >= last {
		return nil, nil
	}
	step := (last - first + columns - 1) / columns
	var lower plotter.XYs
	for i := first; i < last; i += step {
		part := r.Probs[i:min(i+step, last)]
		low, high, sum := part[0], part[0], 0.0
		for _, v := range part {
			low, high, sum = min(low, v), max(high, v), sum+float64(v)
		}
		begin, end := float64(i)*r.Window, float64(i+len(part))*r.Window
		average := sum / float64(len(part))
		mean = append(mean, plotter.XY{X: begin, Y: average}, plotter.XY{X: end, Y: average})
		if step > 1 {
			band = append(band, plotter.XY{X: begin, Y: float64(high)}, plotter.XY{X: end, Y: float64(high)})
			lower = append(lower, plotter.XY{X: begin, Y: float64(low)}, plotter.XY{X: end, Y: float64(low)})
		}
	}
	for i := len(lower) - 1; i >= 0; i-- {
		band = append(band, lower[i])
	}
	return band, mean
}
