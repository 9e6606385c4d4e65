//go:build !unix

package main

import (
	"os"
	"syscall"
)

// endSignals returns the signals that interrupt the command.
func endSignals() []os.Signal { return []os.Signal{os.Interrupt, syscall.SIGTERM} }
