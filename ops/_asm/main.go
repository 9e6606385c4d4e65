// Command asm prints the AVX2 kernels of package ops. Run it through
// go generate ./ops; it rewrites the assembly files in the directory above and
// the list of checksums that the tests of package ops compare.
package main

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	. "github.com/mmcloughlin/avo/build"
)

// kernels are the assembly files and what prints them.
var kernels = map[string]func(){
	"panel":   panels,
	"conv":    convolution,
	"stft":    stft,
	"gates":   gates,
	"inrange": inRange,
	"fir":     filter,
	"samples": samples,
}

func main() {
	kernel := flag.String("kernel", "", "print this one kernel file (avo's -out says where)")
	flag.Parse()
	if *kernel != "" {
		ConstraintExpr("!purego")
		kernels[*kernel]()
		Generate()
		return
	}
	for name := range kernels {
		out := filepath.Join("..", name+"_amd64.s")
		cmd := exec.Command("go", "run", ".", "-kernel", name, "-out", out)
		cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
		if err := cmd.Run(); err != nil {
			log.Fatalf("%s: %v", out, err)
		}
	}
	if err := writeSums(); err != nil {
		log.Fatal(err)
	}
}

// writeSums lists the checksums of the generator's sources and of its output,
// paths relative to package ops.
func writeSums() error {
	sources, err := filepath.Glob("*.go")
	if err != nil {
		return err
	}
	outputs, err := filepath.Glob("../*_amd64.s")
	if err != nil {
		return err
	}
	var sums strings.Builder
	for _, name := range append(sources, outputs...) {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		path := strings.TrimPrefix(filepath.ToSlash(filepath.Join("_asm", name)), "_asm/../")
		fmt.Fprintf(&sums, "%x  %s\n", sha256.Sum256(data), path)
	}
	return os.WriteFile("sums.txt", []byte(sums.String()), 0o644)
}
