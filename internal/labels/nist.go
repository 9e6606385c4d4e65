package labels

import (
	"bytes"
	"cmp"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// appendRTTM writes a line of NIST's Rich Transcription Time Marked format for
// each segment; all speech is of one speaker, named by the label. A recording
// without speech is a comment.
func appendRTTM(b *bytes.Buffer, r *Result) error {
	if len(r.Segments) == 0 {
		fmt.Fprintf(b, "%s %s %d 0.000 %.3f\n", noSpeech, r.name(), r.channelNumber(), r.Duration)
	}
	for _, s := range r.Segments {
		fmt.Fprintf(b, "SPEAKER %s %d %.3f %.3f <NA> <NA> %s <NA> <NA>\n",
			r.name(), r.channelNumber(), s.Start, s.End-s.Start, r.word())
	}
	return nil
}

// noSpeech begins the comment on a recording without speech: its name, channel, start
// and length follow.
const noSpeech = ";; NO-SPEECH"

// appendCTM writes a line of NIST's time-marked conversations for each segment, with
// the label as the word.
func appendCTM(b *bytes.Buffer, r *Result) error {
	for _, s := range r.Segments {
		fmt.Fprintf(b, "%s %d %.3f %.3f %s\n", r.name(), r.channelNumber(), s.Start, s.End-s.Start, r.word())
	}
	return nil
}

// channelNumber returns the channel as NIST's formats count it, from 1.
func (r *Result) channelNumber() int {
	if r.Channel == nil {
		return 1
	}
	return *r.Channel + 1
}

// name returns the name of the recording where spaces separate fields.
func (r *Result) name() string { return cmp.Or(r.Name, RTTMName(r.File)) }

// RTTMName returns the name of a recording in RTTM: that of its file without folder
// and extension, printable and without spaces, which separate the fields of the
// format.
func RTTMName(file string) string {
	if file == "-" {
		return "stdin"
	}
	name := filepath.Base(file)
	if stem := strings.TrimSuffix(name, filepath.Ext(name)); stem != "" {
		name = stem
	}
	return Printable(strings.Join(strings.Fields(name), "_"))
}

// rttmTypes are the types of lines in RTTM.
var rttmTypes = []string{
	"SPEAKER", "SPKR-INFO", "SEGMENT", "NOSCORE", "NO_RT_METADATA", "LEXEME", "NON-LEX", "NON-SPEECH",
	"FILLER", "EDIT", "SU", "IP", "CB", "A/P",
}

// isRTTM reports whether a first line is a comment, as of NIST's formats, or of a type
// of RTTM.
func isRTTM(line string) bool {
	fields := strings.Fields(line)
	return strings.HasPrefix(fields[0], ";;") || slices.Contains(rttmTypes, fields[0])
}

func (c *collector) rttm(content []byte) error {
	return lines(content, func(n int, line string) error {
		fields := strings.Fields(line)
		if strings.HasPrefix(line, noSpeech) && len(fields) >= 4 {
			c.of(nistOwner(fields[2], fields[3]))
			return nil
		}
		if fields[0] != "SPEAKER" {
			return nil
		}
		if len(fields) < 5 {
			return fmt.Errorf("%w: line %d has %d fields, want 9 or 10", ErrLabels, n, len(fields))
		}
		start, length, err := two(fields[3], fields[4])
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		return c.add(nistOwner(fields[1], fields[2]), Span{start, start + length})
	})
}

// nistOwner returns the owner of a line in a format of NIST, where channels count from
// 1, or are letters, or are not known.
func nistOwner(name, channel string) owner {
	o := owner{name: name, channel: -1}
	if n, err := strconv.Atoi(channel); err == nil && n > 0 {
		o.channel = n - 1
	} else if len(channel) == 1 && channel[0] >= 'A' && channel[0] <= 'Z' {
		o.channel = int(channel[0] - 'A')
	}
	return o
}

// isCTM reports whether the first line that is no comment has a name, a channel, a
// start, a length and a word, and is not of RTTM.
func isCTM(content []byte) bool {
	for line := range bytes.Lines(content) {
		fields := strings.Fields(string(line))
		if len(fields) == 0 || strings.HasPrefix(fields[0], ";;") {
			continue
		}
		if len(fields) < 5 || slices.Contains(rttmTypes, fields[0]) || bytes.ContainsRune(line, ',') {
			return false
		}
		// Tabs are spaces here, and in a label track those between its two or three columns.
		if tabs := bytes.Count(line, []byte("\t")); tabs > 0 && tabs < 4 {
			return false
		}
		_, _, err := two(fields[2], fields[3])
		return err == nil || isAlternative(fields)
	}
	return false
}

// isAlternative reports whether a line of a CTM stands before, between or after words
// of which one was said: it has stars for times.
func isAlternative(fields []string) bool { return fields[2] == "*" && fields[3] == "*" }

// ctm reads time-marked conversations: a line for each word.
func (c *collector) ctm(content []byte) error {
	return lines(content, func(n int, line string) error {
		fields := strings.Fields(line)
		if strings.HasPrefix(fields[0], ";;") {
			return nil
		}
		if len(fields) < 5 {
			return fmt.Errorf("%w: line %d has %d fields, want 5", ErrLabels, n, len(fields))
		}
		if isAlternative(fields) {
			return nil
		}
		start, length, err := two(fields[2], fields[3])
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if isSilence(fields[4]) {
			c.of(nistOwner(fields[0], fields[1]))
			return nil
		}
		return c.add(nistOwner(fields[0], fields[1]), Span{start, start + length})
	})
}
