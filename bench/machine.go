package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
)

// machine returns a description of the processor.
func machine() string {
	f, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	defer f.Close()
	return describeCPU(f)
}

// features are those that determine the kernels, ours or ONNX Runtime's.
var features = []string{"avx2", "fma", "avx512f", "avx512_vbmi2", "avx512_vnni", "asimd", "sve"}

// describeCPU returns the number of processors in Linux's /proc/cpuinfo and a
// description of the first: the name, and the family and model, as the name does
// not always show the generation.
func describeCPU(cpuinfo io.Reader) string {
	first := map[string]string{}
	count := 0
	lines := bufio.NewScanner(cpuinfo)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		key, value, found := strings.Cut(lines.Text(), ":")
		key, value = strings.TrimSpace(key), strings.TrimSpace(value)
		if key == "processor" {
			count++
		}
		if _, seen := first[key]; found && !seen {
			first[key] = value
		}
	}
	name := first["model name"]
	if name == "" {
		name = "unnamed " + runtime.GOARCH + " processor"
	}
	s := fmt.Sprintf("%d x %s", count, name)
	if first["cpu family"] != "" {
		s += fmt.Sprintf(", family %s model %s", first["cpu family"], first["model"])
	}
	flags := strings.Fields(first["flags"] + " " + first["Features"])
	for _, f := range features {
		if slices.Contains(flags, f) {
			s += ", " + f
		}
	}
	return s
}
