// Package reference provides the reference results of the tests: Silero's official
// ONNX files on ONNX Runtime, in a process of its own, and their recorded results,
// the goldens in testdata/goldens.
//
//	signals  -> Signals: the same samples on every machine
//	runtime  -> Require, Start, Run, Layers: the files, live (Node.js)
//	goldens  -> Goldens: the files, recorded; needs nothing but Go
//	record   -> writes the goldens
//	accuracy -> prints how far this library is from the goldens
//
// Only tests and these two commands import it. It shares no code with the
// network under test, so it cannot share its mistakes.
package reference

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
)

// Version is the version of ONNX Runtime that computed the goldens.
const Version = "1.30.0"

// Releases and Rates list the goldens.
var (
	Releases = []string{"v6", "v5", releaseV4}
	Rates    = []int{16000, 8000} // Hz
)

var (
	// ErrMissing reports that ONNX Runtime, Node.js or an official file is
	// missing. The message says how to get it.
	ErrMissing = errors.New("reference: not found")
	// ErrRelease reports a release that is not one of Releases.
	ErrRelease = errors.New("reference: unknown release")
	// ErrRate reports a sample rate that is not one of Rates.
	ErrRate = errors.New("reference: unsupported sample rate")
	// ErrChecksum reports a file that is not the recorded or published one.
	ErrChecksum = errors.New("reference: wrong SHA-256")
)

// official is a published file, with the name that weights/fetch.sh gives it.
type official struct {
	file   string
	sha256 string
}

func officialFile(release string) (official, error) {
	switch release {
	case "v6":
		return official{"silero_vad_v6.onnx", "1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3"}, nil
	case "v5":
		return official{"silero_vad_v5.onnx", "2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f"}, nil
	case releaseV4:
		return official{"silero_vad_legacy.onnx", "a35ebf52fd3ce5f1469b2a36158dba761bc47b973ea3382b3186ca15b1f5af28"}, nil
	}
	return official{}, fmt.Errorf("%w: got %q, want one of %q", ErrRelease, release, Releases)
}

// releaseV4 is the release whose network is another.
const releaseV4 = "v4"

// hidden is the number of units of the LSTM, at both rates: 128 in one layer,
// in v4 64 in each of two layers.
const hidden = 128

// shape is the layout of a network's input: context, then window.
type shape struct {
	window  int // new samples per step
	context int // samples before them
}

func shapeAt(rate int) (shape, error) {
	switch rate {
	case 16000:
		return shape{512, 64}, nil
	case 8000:
		return shape{256, 32}, nil
	}
	return shape{}, fmt.Errorf("%w: got %d Hz, want one of %d", ErrRate, rate, Rates)
}

// shapeOf returns the layout of a release's input at a rate for windows of at
// least a number of samples: v4 has three sizes and no context.
func shapeOf(release string, rate, samples int) (shape, error) {
	s, err := shapeAt(rate)
	if err != nil || release != releaseV4 && samples <= s.window {
		return s, err
	}
	if release == releaseV4 {
		for size := s.window; size <= 3*s.window; size += s.window {
			if samples <= size {
				return shape{size, 0}, nil
			}
		}
	}
	return shape{}, fmt.Errorf("reference: window has %d samples, too many for %s at %d Hz", samples, release, rate)
}

// checksum returns the SHA-256 of b in hexadecimal.
func checksum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
