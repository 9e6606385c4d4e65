package weights_test

import (
	"fmt"
	"maps"
	"slices"

	"github.com/gosilero/vad/weights"
)

// What the embedded release holds, and which of Silero's files it comes from.
func ExampleWeights() {
	w := weights.V6()
	fmt.Println(w.Release(), "of architecture", w.Architecture(), "at", w.Rates())
	if file, ok := weights.FileOf(w.Source()); ok {
		fmt.Println("from", file.Name, file.Version)
	}
	tensor, err := w.Tensor(16000, "lstm.weight_hh")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("lstm.weight_hh is", tensor.Shape)
	// Output:
	// v6 of architecture v5 at [8000 16000]
	// from silero_vad.onnx v6.2
	// lstm.weight_hh is [512 128]
}

// Weights of one's own: here the 16 kHz network of v5 alone, which is half as large.
func ExampleNew() {
	v5 := weights.V5()
	network := weights.Network{Architecture: v5.Architecture(), Tensors: map[string]weights.Tensor{}}
	var err error
	if network.BasisDifference, err = v5.BasisDifference(16000); err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range network.Architecture.Names() {
		if network.Tensors[name], err = v5.Tensor(16000, name); err != nil {
			fmt.Println(err)
			return
		}
	}
	w, err := weights.New(v5.Release(), v5.Source(), map[int]weights.Network{16000: network})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(w.Rates(), len(w.Encode()), "bytes of", len(v5.Encode()))
	fmt.Println(slices.Sorted(maps.Keys(network.Tensors))[:2])
	// Output:
	// [16000] 975652 bytes of 1852904
	// [decoder.bias decoder.weight]
}
