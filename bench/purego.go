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

// puregoCases are the methods that are measured without assembly too.
var puregoCases = []string{"one", "file", "batch16"}

// measurePurego runs the same program built with the tag purego. That measures ONNX
// Runtime too, so that ratios are of one run, and compares the probabilities.
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

// parsePurego parses the output of that program.
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

// sibling returns the path of another program in the directory of this one.
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
