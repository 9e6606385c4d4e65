package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// puregoCases are the methods whose portable twins are measured.
var puregoCases = []string{"one", "file", "batch16"}

// measurePurego runs this program's twin, built with the tag purego. It
// measures ONNX Runtime beside it, so that ratios are of one run, and checks
// its own probabilities.
func measurePurego(o *options) ([]result, error) {
	path, err := sibling("bench-purego")
	if err != nil {
		return nil, err
	}
	rates := make([]string, len(o.rates))
	for i, rate := range o.rates {
		rates[i] = strconv.Itoa(rate)
	}
	cmd := exec.Command(path, "-format", "json", "-cases", strings.Join(puregoCases, ","), "-rates", strings.Join(rates, ","),
		"-windows", strconv.Itoa(o.windows), "-rounds", strconv.Itoa(o.rounds), "-audio", o.audio)
	cmd.Stderr = os.Stderr
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	return parsePurego(output)
}

// parsePurego reads what the twin printed.
func parsePurego(output []byte) ([]result, error) {
	var results []result
	if err := json.Unmarshal(output, &results); err != nil {
		return nil, fmt.Errorf("purego: %w", err)
	}
	for i := range results {
		r := &results[i]
		if r.Implementation != "portable" {
			return nil, fmt.Errorf("purego: kernels are %q, want the portable ones", r.Implementation)
		}
		r.Title = "purego: " + r.Title
	}
	return results, nil
}

// sibling returns the path of a program that stands beside this one.
func sibling(name string) (string, error) {
	self, err := os.Executable()
	if err != nil {
		return "", err
	}
	path := filepath.Join(filepath.Dir(self), name)
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("%w; make bench builds it", err)
	}
	return path, nil
}
