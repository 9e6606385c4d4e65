package labels

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// cuePattern is the line of a subtitle's times in SubRip and in WebVTT, where hours
// may be left out.
var cuePattern = regexp.MustCompile(`^\s*(?:(\d+):)?(\d\d?):(\d\d?)[.,](\d{1,3})\s+-->\s+(?:(\d+):)?(\d\d?):(\d\d?)[.,](\d{1,3})(?:\s|$)`)

// isSubtitles reports whether content is a WebVTT file, or begins with a subtitle of
// SubRip.
func isSubtitles(content []byte) bool {
	first, rest, _ := bytes.Cut(content, []byte("\n"))
	second, _, _ := bytes.Cut(rest, []byte("\n"))
	return bytes.HasPrefix(first, []byte("WEBVTT")) || cuePattern.Match(first) || cuePattern.Match(second)
}

// subtitles reads SubRip or WebVTT: while a subtitle is shown, somebody speaks.
func (c *collector) subtitles(content []byte) error {
	c.of(unnamed)
	return lines(content, func(n int, line string) error {
		if !strings.Contains(line, "-->") {
			return nil
		}
		fields := cuePattern.FindStringSubmatch(line)
		if fields == nil {
			return fmt.Errorf("%w: line %d has no times: %q", ErrLabels, n, shorten(line))
		}
		start, end := clockSeconds(fields[1:5]), clockSeconds(fields[5:9])
		return c.add(unnamed, Span{start, end})
	})
}

// clockSeconds returns the time of hours, which may be empty, minutes, seconds and
// digits of a second.
func clockSeconds(fields []string) float64 {
	whole := 0.0
	for _, f := range fields[:3] {
		n, _ := strconv.Atoi(f) // digits, or empty for 0
		whole = 60*whole + float64(n)
	}
	ms, _ := strconv.Atoi((fields[3] + "00")[:3])
	return whole + float64(ms)/1000
}
