// Package clock reads times as people write them.
package clock

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Parse returns the time that s says: seconds (0.5), Go's durations (500ms, 1m30s),
// or a position (1:30, 00:01:30.5; the fraction may follow a comma, as in
// subtitles). A minus sign negates it.
func Parse(s string) (time.Duration, error) {
	rest, negative := strings.CutPrefix(s, "-")
	seconds, ok := parseSeconds(rest)
	if !ok {
		seconds, ok = parsePosition(rest)
	}
	if !ok {
		if d, err := time.ParseDuration(s); err == nil {
			return d, nil
		}
		return 0, fmt.Errorf("%q is not a time, such as 0.5 (seconds), 500ms, 1:30 or 00:01:30.5", s)
	}
	if !(seconds*1e9 < math.MaxInt64) {
		return 0, fmt.Errorf("%q is too long a time", s)
	}
	d := time.Duration(math.Round(seconds * 1e9))
	if negative {
		d = -d
	}
	return d, nil
}

const digits = "0123456789"

// parseSeconds parses a number without a sign.
func parseSeconds(s string) (float64, bool) {
	if s == "" || strings.Trim(s, digits+".eE-") != "" || s[0] == '-' {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil || math.IsInf(x, 0)
}

// parsePosition parses minutes and seconds, or hours, minutes and seconds.
func parsePosition(s string) (float64, bool) {
	parts := strings.Split(s, ":")
	if len(parts) < 2 || len(parts) > 3 {
		return 0, false
	}
	total := 0.0
	for i, part := range parts {
		last := i == len(parts)-1
		if last {
			part = strings.Replace(part, ",", ".", 1)
		}
		whole, fraction, found := strings.Cut(part, ".")
		if whole == "" || found && (!last || fraction == "") || strings.Trim(whole+fraction, digits) != "" {
			return 0, false
		}
		x, err := strconv.ParseFloat(part, 64)
		if err != nil || i > 0 && x >= 60 {
			return 0, false
		}
		total = 60*total + x
	}
	return total, true
}
