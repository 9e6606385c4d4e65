package labels

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// avaKinds are the labels of AVA-Speech; all but the first are speech.
var avaKinds = []string{"NO_SPEECH", "CLEAN_SPEECH", "SPEECH_WITH_MUSIC", "SPEECH_WITH_NOISE"}

// isAVA reports whether a first line is one of AVA-Speech: the id of a video, start,
// end, kind.
func isAVA(line string) bool {
	fields := strings.Split(strings.TrimSpace(line), ",")
	return len(fields) == 4 && slices.Contains(avaKinds, fields[3])
}

func (c *collector) ava(content []byte) error {
	rows, err := commaRows(content)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if len(row) != 4 || !slices.Contains(avaKinds, row[3]) {
			return fmt.Errorf("%w: %q is no line of AVA-Speech", ErrLabels, shorten(strings.Join(row, ",")))
		}
		if err := c.addIf(row[3] != avaKinds[0], row[0], row[1:3]); err != nil {
			return err
		}
	}
	return nil
}

// isTENVAD reports whether a first line is that of a file .scv of TEN VAD's test set:
// the name of a recording, then start, end, and 1 for speech or 0, again and again.
func isTENVAD(line string) bool {
	fields := strings.Split(strings.TrimSpace(line), ",")
	if len(fields) < 4 || len(fields)%3 != 1 {
		return false
	}
	_, _, named := two(fields[0], fields[0])
	_, _, timed := two(fields[1], fields[2])
	return named != nil && timed == nil && (fields[3] == "0" || fields[3] == "1")
}

func (c *collector) tenVAD(content []byte) error {
	rows, err := commaRows(content)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if len(row)%3 != 1 {
			return fmt.Errorf("%w: %q has times that are not three by three", ErrLabels, shorten(strings.Join(row, ",")))
		}
		for rest := row[1:]; len(rest) > 0; rest = rest[3:] {
			if rest[2] != "0" && rest[2] != "1" {
				return fmt.Errorf("%w: %q is neither 1, speech, nor 0", ErrLabels, shorten(rest[2]))
			}
			if err := c.addIf(rest[2] == "1", row[0], rest[:2]); err != nil {
				return err
			}
		}
	}
	return nil
}

// addIf keeps a span of a recording if it is speech; the recording has labels in any
// case.
func (c *collector) addIf(speech bool, name string, times []string) error {
	o := unnamed
	o.name = wholeName(name)
	c.of(o)
	from, to, err := two(times[0], times[1])
	if err != nil || !speech {
		return err
	}
	return c.add(o, Span{from, to})
}

// commaRows parses lines of fields with commas between.
func commaRows(content []byte) ([][]string, error) {
	table := csv.NewReader(bytes.NewReader(content))
	table.FieldsPerRecord = -1
	table.TrimLeadingSpace = true
	rows, err := table.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLabels, err)
	}
	return rows, nil
}
