//go:build unix

package main

import (
	"os"
	"os/signal"
	"syscall"
)

// endSignals returns the signals that interrupt the command. A hangup that
// is ignored, as under nohup, stays ignored.
func endSignals() []os.Signal {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signals
}
