package main

import (
	"bytes"
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/gosilero/vad/segment"
)

// TestSplit checks that the pieces hold the samples of the segments, bit by bit.
func TestSplit(t *testing.T) {
	pcm := samplesOf(t, speech)
	var segs []segment.Segment
	for _, s := range detectJSON(t, speech)[0].Segments {
		segs = append(segs, segment.Segment{Start: s.StartSample, End: s.EndSample})
	}
	var gaps []segment.Segment
	end := int64(0)
	for _, s := range segs {
		gaps = append(gaps, segment.Segment{Start: end, End: s.Start})
		end = s.End
	}
	gaps = append(gaps, segment.Segment{Start: end, End: int64(len(pcm))})

	for _, format := range []string{"wav", "flac"} {
		for _, bits := range []string{"16", "24"} {
			for _, test := range []struct {
				args   []string
				pieces []segment.Segment
			}{
				{nil, segs},
				{[]string{"--invert"}, gaps},
				{[]string{"--collect"}, segs},
				{[]string{"--collect", "--invert"}, gaps},
			} {
				t.Run(fmt.Sprint(format, bits, test.args), func(t *testing.T) {
					args := append([]string{"split", "-f", format, "--bits", bits}, test.args...)
					var want [][]float32
					for _, s := range test.pieces {
						want = append(want, pcm[s.Start:s.End])
					}
					if slices.Contains(test.args, "--collect") {
						want = [][]float32{slices.Concat(want...)}
					}
					checkPieces(t, want, format, nil, append(args, speech))
					checkPieces(t, want, format, []byte(contents(t, speech)), append(args, "-"))
				})
			}
		}
	}
}

// checkPieces runs vad split and compares what it writes.
func checkPieces(t *testing.T, want [][]float32, format string, input []byte, args []string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "new")
	out, stderr, status := vadRunInput(context.Background(), bytes.NewReader(input), append(args, "-o", folder)...)
	if status != 0 {
		t.Fatal(stderr)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d pieces, want %d:\n%s", len(lines), len(want), out)
	}
	for i, line := range lines {
		name, _, _ := strings.Cut(line, "\t")
		if filepath.Ext(name) != "."+format {
			t.Errorf("the name is %s", name)
		}
		if got := samplesOf(t, name); !slices.Equal(got, want[i]) {
			t.Errorf("%s: %d samples differ from the %d of the recording", name, len(got), len(want[i]))
		}
	}
}

// TestSplitChannels checks that pieces have the channels of the recording, or
// the one that was asked for.
func TestSplitChannels(t *testing.T) {
	pcm := samplesOf(t, speech)
	other := make([]float32, len(pcm))
	for i := range other {
		other[i] = float32(i%100) / 1024
	}
	name := wavFile(t, 16000, other, pcm)
	segs := detectJSON(t, "--channel=1", name)[0].Segments
	s := segs[1]
	for _, test := range []struct {
		args []string
		file string
		want []float32
	}{
		{[]string{"--channel=1"}, "clip-0002.wav", pcm[s.StartSample:s.EndSample]},
		{[]string{"--per-channel"}, "clip-channel1-0002.wav", pcm[s.StartSample:s.EndSample]},
	} {
		folder := t.TempDir()
		mustRun(t, append([]string{"split", "-o", folder, name}, test.args...)...)
		if got := samplesOf(t, filepath.Join(folder, test.file)); !slices.Equal(got, test.want) {
			t.Errorf("%v: %s differs", test.args, test.file)
		}
	}
	folder := t.TempDir()
	mustRun(t, "split", "--collect", "--invert", "--threshold=0.999", "--min-speech=20s", "-o", folder, name)
	all := samplesOf(t, filepath.Join(folder, "clip-rest.wav"))
	if len(all) != 2*len(pcm) || !slices.Equal(all, samplesOf(t, name)) {
		t.Errorf("without speech, the rest has %d values, want %d", len(all), 2*len(pcm))
	}
}
