//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// endSignals returns the signals that interrupt the command. Where the end of a
// terminal is ignored, as under nohup, it stays ignored.
func endSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}
