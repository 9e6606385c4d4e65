package reference

import (
	"bytes"
	"math"
	"testing"

	"github.com/gosilero/vad/audio"
)

func TestSignals(t *testing.T) {
	for _, rate := range Rates {
		signals, err := Signals(rate)
		if err != nil {
			t.Fatal(err)
		}
		if len(signals) != len(SignalNames) {
			t.Fatalf("%d Hz: %d signals, want %d", rate, len(signals), len(SignalNames))
		}
		s, err := shapeAt(rate)
		if err != nil {
			t.Fatal(err)
		}
		for i, signal := range signals {
			if signal.Name != SignalNames[i] {
				t.Errorf("%d Hz: signal %d is %q, want %q", rate, i, signal.Name, SignalNames[i])
			}
			if n := len(signal.PCM); n < 60*rate || n%s.window == 0 {
				t.Errorf("%d Hz, %s: %d samples, want at least a minute, and the last window incomplete", rate, signal.Name, n)
			}
			for at, x := range signal.PCM {
				if !(x >= -1 && x <= 1) {
					t.Fatalf("%d Hz, %s: sample %d is %v, want -1 to 1", rate, signal.Name, at, x)
				}
			}
		}
	}
}

func TestSignalsRefuse(t *testing.T) {
	if _, err := Signals(44100); err == nil {
		t.Error("signals at 44100 Hz, want an error")
	}
	if _, err := signal("birdsong", 16000); err == nil {
		t.Error("an unknown signal, want an error")
	}
}

// TestSquare checks that all samples are at the ends of the scale.
func TestSquare(t *testing.T) {
	for _, rate := range Rates {
		count := map[float32]int{}
		for _, x := range square(rate) {
			count[x]++
		}
		if len(count) != 2 || count[1] == 0 || count[-1] == 0 {
			t.Errorf("%d Hz: got values %v, want 1 and -1", rate, count)
		}
	}
}

// TestDenormal checks that the signal has denormals of each kind.
func TestDenormal(t *testing.T) {
	const normal = 0x1p-126
	for _, rate := range Rates {
		var tiny, smallest, negativeZero, squares int
		for _, x := range denormal(rate) {
			size := math.Abs(float64(x))
			if size > 0 && size < normal {
				tiny++
			}
			if size == math.SmallestNonzeroFloat32 {
				smallest++
			}
			if x == 0 && math.Signbit(float64(x)) {
				negativeZero++
			}
			if square := float64(x) * float64(x); size >= normal && square > 0 && square < normal {
				squares++
			}
		}
		for name, n := range map[string]int{"denormal": tiny, "smallest": smallest, "-0": negativeZero, "with a denormal square": squares} {
			if n < rate {
				t.Errorf("%d Hz: %d samples %s, want a second of them", rate, n, name)
			}
		}
	}
}

// TestSine checks that the table does not depend on the last bits of the
// machine's sine.
func TestSine(t *testing.T) {
	for i, v := range sine {
		exact := 32767 * math.Sin(2*math.Pi*float64(i)/float64(len(sine)))
		if d := math.Abs(exact - float64(v)); d > 0.5-1e-5 {
			t.Errorf("entry %d: %v is rounded to %d, too close to the next integer", i, exact, v)
		}
	}
}

// TestHalve compares with the filter's definition in float64, and checks that
// the filter is a half-band low-pass.
func TestHalve(t *testing.T) {
	taps := make([]float64, 4*len(halfband)-1)
	middle := len(taps) / 2
	taps[middle] = 0.5
	sum := 0.5
	for k, h := range halfband {
		taps[middle-2*k-1] = float64(h) / (1 << 15)
		taps[middle+2*k+1] = float64(h) / (1 << 15)
		sum += 2 * float64(h) / (1 << 15)
	}
	if sum != 1 {
		t.Errorf("the taps add up to %v, want 1", sum)
	}
	for _, c := range []struct {
		hz   int64
		gain float64 // of a sine
	}{{0, 0}, {440, 1}, {3400, 1}, {4600, 0}, {7000, 0}} {
		x := make([]int16, 4001)
		var o oscillator
		for i := range x {
			x[i] = int16(o.next(1000*c.hz, 16000) / 2)
		}
		y := halve(x)
		if len(y) != 2001 {
			t.Fatalf("%d samples of %d, want 2001", len(y), len(x))
		}
		largest := 0.0
		for i, got := range y {
			want := 0.0
			for k, h := range taps {
				if at := 2*i + k - middle; at >= 0 && at < len(x) {
					want += h * float64(x[at])
				}
			}
			if d := math.Abs(float64(got) - want); d > 0.5 {
				t.Fatalf("%d Hz: sample %d is %d, want %v", c.hz, i, got, want)
			}
			if i > len(taps) && i < len(y)-len(taps) {
				largest = max(largest, math.Abs(float64(got)))
			}
		}
		if gain := largest / (32767 / 2); math.Abs(gain-c.gain) > 2e-3 {
			t.Errorf("%d Hz: gain %v, want %v", c.hz, gain, c.gain)
		}
	}
}

func TestHalveSaturates(t *testing.T) {
	// The signs of the taps give the filter's largest output.
	x := make([]int16, 201)
	for i := range x {
		x[i] = math.MaxInt16
	}
	for k, h := range halfband {
		if h < 0 {
			x[100-2*k-1], x[100+2*k+1] = math.MinInt16, math.MinInt16
		}
	}
	if got := halve(x)[50]; got != math.MaxInt16 {
		t.Errorf("got %d, want %d", got, math.MaxInt16)
	}
}

// TestDouble checks that a sine of the telephone band keeps its level at the
// double rate, that no mirror of it is left, and that halving restores it.
func TestDouble(t *testing.T) {
	for _, hz := range []int64{0, 440, 3400} {
		x, want := make([]int16, 2000), make([]int16, 4000)
		var low, high oscillator
		for i := range x {
			x[i] = int16(low.next(1000*hz, 8000) / 2)
		}
		for i := range want {
			want[i] = int16(high.next(1000*hz, 16000) / 2)
		}
		y := double(x)
		if len(y) != len(want) {
			t.Fatalf("%d samples of %d, want %d", len(y), len(x), len(want))
		}
		for i := 100; i < len(y)-100; i++ {
			if d := int(y[i]) - int(want[i]); d < -40 || d > 40 { // 52 dB below the sine
				t.Fatalf("%d Hz: sample %d is %d, want %d", hz, i, y[i], want[i])
			}
		}
		back := halve(y)
		for i := 100; i < len(x)-100; i++ {
			if d := int(back[i]) - int(x[i]); d < -40 || d > 40 {
				t.Fatalf("%d Hz: sample %d is %d after halving, want %d", hz, i, back[i], x[i])
			}
		}
	}
}

// TestMuLaw compares with the levels of the 256 mu-law bytes: samples become one
// of them, in the same order and within half of a step, and a level itself stays.
func TestMuLaw(t *testing.T) {
	var codes bytes.Buffer
	for b := range 256 {
		codes.WriteByte(byte(b))
	}
	reader, err := audio.OpenRaw(&codes, audio.RawFormat{Encoding: audio.MuLaw, SampleRate: 8000, Channels: 1})
	if err != nil {
		t.Fatal(err)
	}
	pcm, err := audio.ReadAll(reader)
	if err != nil {
		t.Fatal(err)
	}
	levels := map[int]bool{}
	for _, x := range pcm {
		levels[int(x*(1<<15))] = true
	}
	last := math.MinInt16
	for x := math.MinInt16; x <= math.MaxInt16; x++ {
		got, size := int(muLaw(int16(x))), max(x, -x)
		if d := max(got-x, x-got); !levels[got] || got < last || 32*d > size+132 || levels[x] && d != 0 {
			t.Fatalf("%d becomes %d after %d, a level: %t", x, got, last, levels[got])
		}
		last = got
	}
}
