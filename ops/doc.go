// Package ops holds the operators of Silero's network: the short-time Fourier
// transform's magnitudes, the first convolution, a panel product that serves
// every other layer, and the LSTM's gates. For what comes in front of the
// network it has the bank of filters that changes a sample rate, and two loops
// over samples.
//
// All assembly of this module lives here; each kernel has a portable twin, which
// is its reference in the tests and the code that runs under the build tag
// purego and on machines without a kernel of their own.
//
// In the network, vectors run over outputs: a kernel loads the weights of
// neighbouring outputs and multiplies them by one broadcast input. Weights are
// packed once, in the order in which they are read.
//
// For each output all kernels add the products in the order of the inputs,
// whatever the number of rows they compute at once, so that a window's result
// does not depend on the windows computed beside it.
//
// The operators panic if shapes disagree: that is a bug of the caller, never a
// property of the data. They share nothing and may run concurrently on
// different outputs.
package ops
