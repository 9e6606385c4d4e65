// Mca prints how much work the inner loops of the vector kernels do per cycle on
// processors that are not at hand, as the regions of docs/kernels.md: multiply-adds,
// and units of the LSTM for the gates.
//
//	go -C bench run ./mca
//
// The figures are those of a static model, llvm-mca: it knows the units and
// latencies of a processor, and assumes that all data is in the first-level cache and
// all branches are foreseen. No processor is measured. It needs llvm-mca and
// llvm-objdump of a version that knows the processors (Debian: llvm-22).
//
// The models have errors of their own. In LLVM 22 that of skylake-avx512 is the only
// one with two 512-bit multipliers; servers of Ice Lake and Sapphire Rapids and Zen 5
// have two as well, and are modelled with one. Loads of 512 bits are slower in the
// model of Zen 4 than they are there.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/gosilero/vad/internal/docs"
	"github.com/gosilero/vad/internal/markdown"
)

// architecture is a set of kernels and the processors to model.
type architecture struct {
	name       string // GOARCH
	march      string // LLVM's name
	processors []string
	kernels    []kernel
}

// kernel is a loop of package ops. Where it has no multiply-adds, units are the
// results of an iteration.
type kernel struct {
	name, function string
	units          int
}

var architectures = []architecture{
	{"amd64", "x86-64", []string{"skylake-avx512", "icelake-server", "sapphirerapids", "znver4", "znver5"}, []kernel{
		{"convolution, AVX2", "conv3x4Asm", 0},
		{"convolution, AVX-512", "conv3x4AVX512", 0},
		{"product of 1 row, AVX2", "panel1x64Asm", 0},
		{"product of 2 rows, AVX2", "panel2x32Asm", 0},
		{"product of 2 rows, AVX-512", "panel2x64AVX512", 0},
		{"product of 3 rows, AVX2", "panel3x16Asm", 0},
		{"product of 3 rows, AVX-512", "panel3x32AVX512", 0},
		{"product of 4 rows, AVX2", "panel4x16Asm", 0},
		{"product of 4 rows, AVX-512", "panel4x32AVX512", 0},
		{"product of 5 rows, AVX2", "panel5x16Asm", 0},
		{"product of 5 rows, AVX-512", "panel5x32AVX512", 0},
		{"product of 6 rows, AVX2", "panel6x16Asm", 0},
		{"product of 6 rows, AVX-512", "panel6x32AVX512", 0},
		{"gates, AVX2", "lstmGatesAsm", 16},
		{"gates, AVX-512", "lstmGatesAVX512", 16},
	}},
	{"arm64", "aarch64", []string{"neoverse-v1", "neoverse-v2", "apple-m1"}, []kernel{
		{"convolution, NEON", "conv3x4Asm", 0},
		{"product of 1 row, NEON", "panel1x64Asm", 0},
		{"product of 2 rows, NEON", "panel2x32Asm", 0},
		{"product of 3 rows, NEON", "panel3x16Asm", 0},
		{"product of 4 rows, NEON", "panel4x16Asm", 0},
		{"product of 5 rows, NEON", "panel5x16Asm", 0},
		{"product of 6 rows, NEON", "panel6x16Asm", 0},
		{"gates, NEON", "lstmGatesAsm", 4},
	}},
}

func main() {
	llvm := flag.String("llvm", "-22", "suffix of the LLVM programs")
	flag.Parse()
	if err := run(os.Stdout, *llvm); err != nil {
		fmt.Fprintln(os.Stderr, "mca:", err)
		os.Exit(1)
	}
}

// run prints a table for each architecture.
func run(w io.Writer, suffix string) error {
	dir, err := os.MkdirTemp("", "mca")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	version, err := llvmVersion("llvm-mca" + suffix)
	if err != nil {
		return err
	}
	for _, a := range architectures {
		binary := filepath.Join(dir, a.name)
		if err := build(binary, a.name); err != nil {
			return err
		}
		var rows [][]string
		for _, k := range a.kernels {
			row, err := k.model(suffix, binary, a)
			if err != nil {
				return err
			}
			rows = append(rows, row)
		}
		docs.Print(w, "make mca: "+a.name, func(w io.Writer) {
			t := markdown.NewTable(w, append([]string{a.name + ", " + version}, a.processors...)...)
			for _, row := range rows {
				t.Row(row...)
			}
			t.Flush()
		})
	}
	return nil
}

// build builds a program that has the kernels.
func build(binary, goarch string) error {
	cmd := exec.Command("go", "build", "-o", binary, "./footprint/vad")
	cmd.Env = append(os.Environ(), "GOOS=linux", "GOARCH="+goarch, "CGO_ENABLED=0")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", goarch, err)
	}
	return nil
}

// model returns the kernel's name and its work per cycle on each processor.
func (k kernel) model(suffix, binary string, a architecture) ([]string, error) {
	body, err := innerLoop("llvm-objdump"+suffix, binary, k.function)
	if err != nil {
		return nil, err
	}
	work := k.units
	if work == 0 {
		work = multiplyAdds(body)
	}
	row := []string{k.name}
	for _, cpu := range a.processors {
		cycles, err := cyclesOf("llvm-mca"+suffix, a.march, cpu, body)
		if err != nil {
			return nil, fmt.Errorf("%s on %s: %w", k.function, cpu, err)
		}
		row = append(row, fmt.Sprintf("%.3g", float64(work)/cycles))
	}
	return row, nil
}
