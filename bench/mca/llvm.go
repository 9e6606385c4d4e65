package main

import (
	"bytes"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
)

// instruction is a line of a disassembly.
type instruction struct {
	address uint64
	text    string
}

var (
	lineForm   = regexp.MustCompile(`^([0-9a-f]+):\s+(.*)$`)
	branchForm = regexp.MustCompile(`^(?:j\w+|b|b\.\w+|cbn?z\s+\w+,|tbn?z\s.*,)\s+(0x[0-9a-f]+)`)
	cyclesForm = regexp.MustCompile(`Total Cycles:\s+(\d+)`)
)

// innerLoop returns the longest innermost loop of a function of package ops.
func innerLoop(objdump, binary, function string) ([]string, error) {
	symbol := "github.com/gosilero/vad/ops." + function + ".abi0"
	out, err := exec.Command(objdump, "--no-show-raw-insn", "--disassemble-symbols="+symbol, binary).Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", objdump, err)
	}
	body := longestLoop(parse(string(out)))
	if len(body) == 0 {
		return nil, fmt.Errorf("no loop in %s", symbol)
	}
	return body, nil
}

// parse reads the instructions of a disassembly, without its comments.
func parse(listing string) []instruction {
	var code []instruction
	for line := range strings.Lines(listing) {
		m := lineForm.FindStringSubmatch(strings.TrimSpace(line))
		if m == nil {
			continue
		}
		address, err := strconv.ParseUint(m[1], 16, 64)
		if err != nil {
			continue
		}
		text, _, _ := strings.Cut(m[2], " # ")
		text, _, _ = strings.Cut(text, "//")
		text, _, _ = strings.Cut(text, "<")
		code = append(code, instruction{address, strings.TrimSpace(text)})
	}
	return code
}

// longestLoop returns the longest run of instructions that ends with a branch to
// its beginning and has no such run in it.
func longestLoop(code []instruction) []string {
	var longest []string
	from := 0 // the first instruction after the last loop's end
	at := map[uint64]int{}
	for i, in := range code {
		at[in.address] = i
		m := branchForm.FindStringSubmatch(in.text)
		if m == nil {
			continue
		}
		target, err := strconv.ParseUint(m[1], 0, 64)
		start, known := at[target]
		if err != nil || !known {
			continue // forward
		}
		if start >= from && i+1-start > len(longest) {
			longest = nil
			for _, in := range code[start : i+1] {
				longest = append(longest, in.text)
			}
		}
		from = i + 1
	}
	return longest
}

// multiplyAdds returns the number of float32 multiply-adds in a loop.
func multiplyAdds(body []string) int {
	n := 0
	for _, text := range body {
		switch {
		case strings.HasPrefix(text, "vfmadd") && strings.Contains(text, "zmm"):
			n += 16
		case strings.HasPrefix(text, "vfmadd") && strings.Contains(text, "ymm"):
			n += 8
		case strings.HasPrefix(text, "fmla"):
			n += 4
		}
	}
	return n
}

// cyclesOf returns the cycles of one iteration on a processor.
func cyclesOf(mca, march, cpu string, body []string) (float64, error) {
	const iterations = 1000
	cmd := exec.Command(mca, "-march="+march, "-mcpu="+cpu, "-iterations="+strconv.Itoa(iterations))
	cmd.Stdin = strings.NewReader(strings.Join(body, "\n") + "\n")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return 0, fmt.Errorf("%s: %w: %s", mca, err, stderr.Bytes())
	}
	m := cyclesForm.FindSubmatch(out)
	if m == nil {
		return 0, fmt.Errorf("%s printed no cycles", mca)
	}
	cycles, err := strconv.Atoi(string(m[1]))
	return float64(cycles) / iterations, err
}

// llvmVersion returns "LLVM version N", as the program prints it.
func llvmVersion(program string) (string, error) {
	out, err := exec.Command(program, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w; install LLVM, and set -llvm if its programs have a suffix", program, err)
	}
	for line := range strings.Lines(string(out)) {
		if i := strings.Index(line, "LLVM version"); i >= 0 {
			return strings.TrimSpace(line[i:]), nil
		}
	}
	return "", fmt.Errorf("%s printed no version", program)
}
