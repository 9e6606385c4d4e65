// Command build makes the npm package, in web/dist, and the page with it, compressed,
// in web/assets, where the build tag webassets has command vad embed it. Run it at the
// top of the repository; it needs Go alone.
package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/gosilero/vad/weights"
)

// toolchain is the first Go with vector instructions for WebAssembly.
const toolchain = "go1.27.3"

const (
	dist   = "web/dist"
	assets = "web/assets"
)

func main() {
	log.SetFlags(0)
	for _, step := range []func() error{clean, module, containers, scripts, compressAll} {
		if err := step(); err != nil {
			log.Fatal(err)
		}
	}
}

func clean() error {
	for _, dir := range []string{dist, assets} {
		if err := os.RemoveAll(dir); err != nil {
			return err
		}
		if err := os.MkdirAll(dir, 0o777); err != nil {
			return err
		}
	}
	return nil
}

// module builds the reactor without weights, without methods for JSON and with
// vector kernels.
func module() error {
	cmd := exec.Command("go", "build", "-buildmode=c-shared", "-tags=nojson,noweights", "-trimpath", "-ldflags=-s -w",
		"-o", filepath.Join(dist, "vad.wasm"), "./web/reactor")
	cmd.Env = append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0", "GOTOOLCHAIN="+toolchain, "GOEXPERIMENT=simd")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	return cmd.Run()
}

// containers writes the weights for 16 kHz, each release in a file of its own.
func containers() error {
	const rate = 16000
	for _, w := range []*weights.Weights{weights.V6(), weights.V5(), weights.V4()} {
		net := weights.Network{Architecture: w.Architecture(), Tensors: make(map[string]weights.Tensor)}
		var err error
		if net.BasisDifference, err = w.BasisDifference(rate); err != nil {
			return err
		}
		for _, name := range w.Architecture().Names() {
			if net.Tensors[name], err = w.Tensor(rate, name); err != nil {
				return err
			}
		}
		one, err := weights.New(w.Release(), w.Source(), map[int]weights.Network{rate: net})
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dist, w.Release()+".safetensors"), one.Encode(), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// scripts copies what is not made.
func scripts() error {
	files, err := filepath.Glob("web/package/*")
	if err != nil {
		return err
	}
	for _, file := range append(files, "LICENSE", "NOTICE") {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dist, filepath.Base(file)), data, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// compressAll compresses the page and the files that it loads.
func compressAll() error {
	for _, pattern := range []string{"web/demo/*", dist + "/*.js", dist + "/*.wasm", dist + "/v6.safetensors"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			return err
		}
		for _, file := range files {
			if err := compress(file); err != nil {
				return err
			}
		}
	}
	return nil
}

func compress(file string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(data); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	name := filepath.Base(file)
	fmt.Printf("%-18s %8d bytes, %8d compressed\n", name, len(data), b.Len())
	return os.WriteFile(filepath.Join(assets, name+".gz"), b.Bytes(), 0o666)
}
