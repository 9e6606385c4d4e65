// Package vad runs Silero's voice activity detector in pure Go.
package vad
