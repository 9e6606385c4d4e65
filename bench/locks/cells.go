package main

import (
	"fmt"
	"strings"
	"time"
)

// micros formats durations in microseconds.
func micros(times ...time.Duration) string {
	s := make([]string, len(times))
	for i, t := range times {
		digits := 0
		if t < 100*time.Microsecond {
			digits = 1
		}
		s[i] = fmt.Sprintf("%.*f", digits, float64(t)/1e3)
	}
	return strings.Join(s, " / ")
}

// millis formats a duration in milliseconds.
func millis(t time.Duration) string { return fmt.Sprintf("%.2f", float64(t)/1e6) }

// share formats a count with its part of the whole, which is not 0.
func share(part, whole int) string {
	if part == 0 {
		return "0"
	}
	return fmt.Sprintf("%d (%.3g %%)", part, 100*float64(part)/float64(whole))
}
