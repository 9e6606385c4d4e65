// Package ops holds the operators of Silero's networks: the magnitudes of the
// short-time Fourier transform, the first convolution, a panel product that
// serves every other layer, and the LSTM's gates. For v4 there are a transform by
// its definition, the logarithms of its magnitudes, and convolutions of single
// channels. For the input stages there are the bank of filters that changes a
// sample rate, three loops that convert samples and one that checks them.
//
// All assembly of this module is in this package. A kernel has its files side by
// side: the operator with its documentation and checks (gates.go), its
// portable twin (gates_generic.go), and its assembly (gates_amd64.s,
// gates_arm64.s, and for AVX-512 gates_avx512_amd64.s). The portable twin is the
// kernel's reference in the tests; it runs under the build tag purego and on
// machines without the instruction set. The choice between them is in
// dispatch_asm.go and dispatch_noasm.go.
//
// In the network, vectors run over outputs: a kernel loads the weights of
// neighbouring outputs and multiplies them by one broadcast input. Weights are
// packed once, in the order in which they are read.
//
// For each output all kernels add the products in the order of the inputs,
// whatever the number of rows they compute at once. So the result of a window
// does not depend on the windows computed with it.
//
// The operators panic if shapes disagree: that is a bug of the caller, never a
// property of the data. They share nothing and may run concurrently on
// different outputs.
//
// The package is outside of the module's compatibility promise: its API may
// change in any release.
package ops

//go:generate go -C _asm run .
