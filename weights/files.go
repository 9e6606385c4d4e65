package weights

import "strings"

// File is one of Silero's files of weights.
type File struct {
	Name    string // as Silero, or the package that has it, names it
	Version string // of the weights in it, such as "v6.2"
	Release string // what Weights.Release returns for it
	Rates   []int  // in Hz
	// SHA256 is the SHA-256 of the file in hexadecimal, or its first 8 digits where
	// no more is known.
	SHA256 string
}

// Files returns Silero's files that are known by their checksum, the newest first.
func Files() []File {
	both, wide := []int{8000, 16000}, []int{16000}
	return []File{
		{"silero_vad.onnx", "v6.2", "v6", both, V6Source},
		// Its 16 kHz network is that of v6.2; the 8 kHz network is near it, but all of
		// its tensors differ, single weights by up to 3.6.
		{"silero_vad_op18_ifless.onnx", "v6.2, another 8 kHz network", "v6-op18", both, "7671cd04b004e9076da0d4a7b1a5aec36adf161c39230c1cb94a4fd5db6bbd28"},
		{"silero_vad_16k_op15.onnx", "v6.2", "v6", wide, "7ed98ddbad84ccac4cd0aeb3099049280713df825c610a8ed34543318f1b2c49"},
		{"silero_vad_openvino_16k.onnx", "v6.2", "v6", wide, "7776b81a"},
		{"silero_vad_16k_sequence.onnx", "v6.2", "v6", wide, "9ccdacc4"},
		{"silero_vad.onnx", "v6.0 and v6.1", "v6.0", both, "597d30b3"},
		{"silero_vad_v5.onnx", "v5", "v5", both, V5Source},
		{"silero_vad_half.onnx", "v5", "v5", wide, "1e0b195ad4806595ef4466f419d16fca7e4afcfc6669b8c0b5f76ea87547c769"},
		{"silero_vad.onnx", "v5.0", "v5.0", both, "6b99cbfd"},
		{"silero_vad_legacy.onnx", "v4", "v4", both, V4Source},
	}
}

// Custom is the release of weights from a file that is not one of Files.
const Custom = "custom"

// FileOf returns the file with a SHA-256, 64 hexadecimal digits; false if it is none
// of Files.
func FileOf(sha256 string) (File, bool) {
	for _, f := range Files() {
		if len(sha256) == 64 && strings.HasPrefix(sha256, f.SHA256) {
			return f, true
		}
	}
	return File{Version: Custom, Release: Custom}, false
}
