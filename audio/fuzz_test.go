package audio

import (
	"bytes"
	"errors"
	"fmt"
	"hash/maphash"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/fuzztest"
)

// addSeeds adds the beginnings of the files of the given kinds in the folder that
// VAD_SEEDS names, which testdata/corpus.sh fills: short ones, since a fuzzer spends
// long on shortening.
func addSeeds(f *testing.F, patterns ...string) {
	folder := os.Getenv("VAD_SEEDS")
	if folder == "" {
		return
	}
	for _, pattern := range patterns {
		names, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil || len(names) == 0 {
			f.Fatalf("no file %s in %s: %v", pattern, folder, err)
		}
		for _, name := range names {
			file, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			const beginning, most = 3000, 6000 // the whole where an index may be at the end
			if len(file) > most {
				file = file[:beginning]
			}
			f.Add(file)
		}
	}
}

// fuzzFile reads a file as all ways to deliver it do: at once or in pieces, from what
// can seek and what cannot, to buffers of several sizes. Reading obeys Source's rules,
// costs no more than its size allows, and gives the same however it is cut.
func fuzzFile(t *testing.T, file []byte) {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(len(file)), 64))
	for _, seeks := range []bool{true, false} {
		whole := measured(t, file, seeks, 1000, nil)
		cut := measured(t, file, seeks, 1+rng.IntN(3000), rng)
		if whole != cut {
			t.Fatalf("seeking %v: got %+v, in pieces %+v", seeks, whole, cut)
		}
	}
}

// outcome is what came of reading a file.
type outcome struct {
	refused  string // by Open
	format   Format
	values   int
	sum      uint64 // of the values' bits
	ended    bool   // before most values were read
	end      string // what else than io.EOF ended it
	warnings string // if it ended
}

var seed = maphash.MakeSeed()

// measured is read with a check of what it cost.
func measured(t *testing.T, file []byte, seeks bool, room int, pieces *rand.Rand) outcome {
	t.Helper()
	input := &countedInput{file: bytes.NewReader(file), pieces: pieces}
	var o outcome
	// What decoders and their buffers take, and what the budgets allow for a byte.
	fuzztest.Allocates(t, 8<<20+1024*len(file), func() { o = read(t, input.reader(seeks), room) })
	if most := int64(8*len(file) + 64<<10); input.bytes > most {
		t.Fatalf("%d bytes read of %d, want at most %d", input.bytes, len(file), most)
	}
	return o
}

// countedInput is a file that counts the bytes read of it, and delivers them in
// pieces if asked to.
type countedInput struct {
	file   *bytes.Reader
	pieces *rand.Rand // nil: as many as there is room for
	bytes  int64
}

func (c *countedInput) Read(p []byte) (int, error) {
	if c.pieces != nil && len(p) > 1 {
		p = p[:1+c.pieces.IntN(min(len(p), 200))]
	}
	n, err := c.file.Read(p)
	c.bytes += int64(n)
	return n, err
}

// reader returns the input, with or without a way to seek.
func (c *countedInput) reader(seeks bool) io.Reader {
	if seeks {
		return struct {
			io.Reader
			io.Seeker
		}{c, c.file}
	}
	return struct{ io.Reader }{c}
}

// read reads a fuzzed input and checks what Source promises. It stops after a while,
// for a small input may stand for hours of silence.
func read(t *testing.T, input io.Reader, room int) outcome {
	t.Helper()
	r, err := Open(input)
	if err != nil {
		checkOpenError(t, err)
		return outcome{refused: err.Error()}
	}
	return drainFuzzed(t, r, room)
}

// drainFuzzed is read of what is open.
func drainFuzzed(t *testing.T, r *Reader, room int) (o outcome) {
	t.Helper()
	f := r.Format()
	if f.Channels < 1 || f.SampleRate < 1 || f.Samples < -1 || f.Kind == "" {
		t.Fatalf("format %+v", f)
	}
	const most = 200_000
	o.format = f
	buf := make([]float32, max(f.Channels, room))
	var hash maphash.Hash
	hash.SetSeed(seed)
	for o.values < most {
		n, err := r.Read(buf)
		if (n > 0) == (err != nil) || n%f.Channels != 0 || n > len(buf) {
			t.Fatalf("Read returned %d, %v with %d channels", n, err, f.Channels)
		}
		if zeroNonFinite(buf[:n]) >= 0 {
			t.Fatal("sample is not finite")
		}
		for _, v := range buf[:min(n, most-o.values)] {
			maphash.WriteComparable(&hash, math.Float32bits(v))
		}
		o.values = min(o.values+n, most)
		if err != nil {
			if err != io.EOF && !errors.Is(err, ErrLimit) {
				t.Fatalf("damage is an error, want a warning: %v", err)
			}
			if err != io.EOF {
				o.end = err.Error()
			}
			o.ended, o.warnings = true, warningsText(r)
			break
		}
	}
	o.sum = hash.Sum64()
	checkWarnings(t, r)
	return o
}

// warningsText returns the warnings of r up to the first about samples that are not
// finite, of which there is one for each piece of input.
func warningsText(r *Reader) string {
	var text strings.Builder
	for _, w := range r.Warnings() {
		fmt.Fprintln(&text, w.Sample, w)
		if errors.Is(w, errNonFinite) {
			return text.String()
		}
	}
	fmt.Fprint(&text, r.WarningCount())
	return text.String()
}

// checkWarnings checks that warnings say what happened and where.
func checkWarnings(t *testing.T, r *Reader) {
	t.Helper()
	for _, w := range r.Warnings() {
		if !errors.Is(w, ErrTruncated) && !errors.Is(w, ErrDamaged) {
			t.Fatalf("warning wraps no sentinel: %v", w)
		}
		if w.Sample < 0 || w.Time < 0 {
			t.Fatalf("warning has no position: %+v", w)
		}
	}
}

// checkOpenError checks that a fuzzed input was refused with one line.
func checkOpenError(t *testing.T, err error) {
	t.Helper()
	for _, want := range []error{ErrEmpty, ErrUnknown, ErrUnsupported, ErrNoAudio, ErrSeek, ErrMalformed} {
		if errors.Is(err, want) {
			if bytes.ContainsAny([]byte(err.Error()), "\n\r") {
				t.Fatalf("error has more than one line: %q", err)
			}
			return
		}
	}
	t.Fatalf("error wraps no sentinel: %v", err)
}
