//go:build !purego

package ops

// AVX-512 is amd64's: the compiler leaves out what useAVX512 guards.
const useAVX512 = false

func panelRowsAVX512(int, []float32, int, []float32, int, []lanes, []float32, int, int, int, float32) {
}

func conv3x4AVX512([]float32, int, []float32, []taps, []float32, int, int, int, float32) {}

func lstmGatesAVX512(_, _, _ []float32) {}

func logMagnitudesAVX512(_, _, _, _ []float32) {}
