package onnx

import "github.com/gosilero/vad/internal/modelfile"

// A program that links this package can give ONNX files wherever a path of a
// model is asked for, as package speech does.
func init() { modelfile.RegisterONNX(Read) }
