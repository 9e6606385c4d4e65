// Package footprint is the report of the minimal programs in bench/footprint: how
// long loading took and how much memory the process has.
package footprint

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
)

// Report is what a minimal program prints on its standard output, as JSON.
type Report struct {
	Library  time.Duration `json:"library"`  // loading the shared library and its environment
	Load     time.Duration `json:"load"`     // from there to a model that can run
	Resident int64         `json:"resident"` // bytes of memory at the end
	Peak     int64         `json:"peak"`     // bytes of memory at most
}

// Windows is the number of windows that a minimal program computes before its report.
const Windows = 1000

// Noise returns one window of a fixed pseudo-random signal at a tenth of full
// scale. Memory does not depend on the signal.
func Noise(samples int) []float32 {
	x := make([]float32, samples)
	v := uint32(1)
	for i := range x {
		v = v*1664525 + 1013904223
		x[i] = (float32(v>>8)/(1<<24) - 0.5) / 5
	}
	return x
}

// Print completes a report with the memory of this process and prints it.
//
// The process reads its own status: what the kernel reports to a parent process
// includes the parent's own memory, from before the exec, in the child's peak.
func Print(r Report) error {
	f, err := os.Open("/proc/self/status")
	if err != nil {
		return fmt.Errorf("footprint: %w", err)
	}
	defer f.Close()
	if r.Resident, r.Peak, err = memory(f); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(r)
}

// memory returns VmRSS and VmHWM, in bytes, from Linux's /proc/self/status.
func memory(status io.Reader) (resident, peak int64, err error) {
	lines := bufio.NewScanner(status)
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ":")
		switch name {
		case "VmRSS":
			resident, err = kilobytes(value)
		case "VmHWM":
			peak, err = kilobytes(value)
		}
		if err != nil {
			return 0, 0, fmt.Errorf("footprint: %s: %w", name, err)
		}
	}
	if err := lines.Err(); err != nil {
		return 0, 0, fmt.Errorf("footprint: %w", err)
	}
	if resident == 0 || peak == 0 {
		return 0, 0, fmt.Errorf("footprint: VmRSS and VmHWM are %d and %d bytes, want both", resident, peak)
	}
	return resident, peak, nil
}

// kilobytes parses a value such as "  1234 kB" and returns it in bytes.
func kilobytes(value string) (int64, error) {
	number, unit, _ := strings.Cut(strings.TrimSpace(value), " ")
	if unit != "kB" {
		return 0, fmt.Errorf("got %q, want a number of kB", value)
	}
	n, err := strconv.ParseInt(number, 10, 64)
	return n << 10, err
}
