package vad

import (
	"hash"
	"hash/crc32"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gosilero/vad/internal/reference"
	"github.com/gosilero/vad/ops"
	"github.com/gosilero/vad/weights"
)

// portableSums are the checksums of what portable kernels compute from windows
// of the signals of the goldens; see TestPortableSums.
var portableSums = map[string]uint32{"v6": 0x24c6ab5e, "v5": 0x92b782f2, "v4": 0x42da6856}

// fuses reports whether the compiler fuses multiplication and addition, which
// gives other last digits: the square of 1 + 2^-12 is 2^-24 more than its float32.
// It does on arm64, loong64, ppc64, riscv64 and s390x, and on amd64 with GOAMD64=v3.
func fuses() bool { return multiplyAdd(1+0x1p-12, 1+0x1p-12, -1-0x1p-11) != 0 }

//go:noinline
func multiplyAdd(x, y, z float32) float32 { return x*y + z }

// sumWindows is the number of windows of each signal in a checksum. v4 gets
// fewer: its fused multiplications, which are emulated, take ten times as long.
func sumWindows(w *weights.Weights) int {
	if w.Architecture() == weights.ArchitectureV4 {
		return 4
	}
	return 24
}

// TestPortableSums compares the bits of probabilities and states with the
// checksums of linux/amd64: they are the same on all machines for which the compiler
// does not fuse multiplication and addition, and others where it does. It runs in a
// process of its own where there are vector kernels that can be switched off.
func TestPortableSums(t *testing.T) {
	if ops.Implementation() != "portable" {
		runPortable(t, "TestPortableSums", "portable, v6: checksum ")
		return
	}
	sums := map[string]hash.Hash32{}
	values := map[string]int{}
	for _, rate := range []int{8000, 16000} {
		signals, err := reference.Signals(rate)
		if err != nil {
			t.Fatal(err)
		}
		for _, release := range append(releases, weights.V4) {
			w := release()
			m, err := Load(w)
			if err != nil {
				t.Fatal(err)
			}
			if sums[w.Release()] == nil {
				sums[w.Release()] = crc32.NewIEEE()
			}
			for _, g := range signals {
				s := newStream(t, m, rate)
				// From the middle on, where there is sound in all of them.
				probs, err := s.Feed(nil, g.PCM[len(g.PCM)/2:][:sumWindows(w)*s.WindowSize()])
				if err != nil {
					t.Fatal(err)
				}
				bits := appendFloats(nil, slices.Concat(probs, s.State().H(), s.State().C()))
				sums[w.Release()].Write(bits)
				values[w.Release()] += len(bits) / 4
			}
		}
	}
	for release, want := range portableSums {
		got := sums[release].Sum32()
		t.Logf("portable, %s: checksum %#08x of %d values", release, got, values[release])
		if (got != want) != fuses() {
			t.Errorf("%s: the checksum is %#08x, that of amd64 is %#08x; with fused operations: %v", release, got, want, fuses())
		}
	}
}

// runPortable runs a test in a process that may not use vector instructions, if
// this one does and there is a way to switch them off. The test must pass and log
// something.
func runPortable(t *testing.T, test, logs string) {
	t.Helper()
	off, ok := map[string]string{"avx512": "cpu.avx2=off", "avx2": "cpu.avx2=off", "neon": "cpu.asimd=off"}[ops.Implementation()]
	if !ok {
		t.Logf("%s code is all there is here", ops.Implementation())
		return
	}
	args := []string{os.Args[0], "-test.run=^" + test + "$", "-test.v", "-test.short=" + strconv.FormatBool(testing.Short())}
	if emulator := os.Getenv("VAD_TEST_EXEC"); emulator != "" {
		args = append([]string{emulator, "-E", "GODEBUG=" + off}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "GODEBUG="+off, "VAD_REQUIRE_ASM=")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), logs) {
		t.Errorf("the portable implementation: %v\n%s", err, out)
	}
}
