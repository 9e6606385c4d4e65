package labels

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/binary"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// ErrLabels says that a file holds no labels that can be read.
var ErrLabels = errors.New("labels: not RTTM, CTM, TextGrid, SRT, VTT, Audacity, Kaldi, csv, scv or json")

// Span is a stretch of speech in seconds, or in samples.
type Span struct{ Start, End float64 }

// Reference is the labels of one recording, or of one of its channels.
type Reference struct {
	Name    string // as RTTMName returns it; empty if the labels have no name
	File    string // its path; empty if the labels have none
	Channel *int   // of the recording, from 0; nil if the labels have none
	Samples bool   // the spans are in samples
	Spans   []Span // in order, without overlap
}

// Read reads labels in RTTM or CTM, as a TextGrid of Praat, as subtitles in SRT or
// VTT, as an Audacity label track, as Kaldi's file segments, as csv with columns start
// and end (and file, channel and label), as AVA-Speech's csv, as a file .scv of TEN
// VAD's test set, or as json: the output of vad detect, a manifest of NVIDIA NeMo, or
// the output of Silero's get_speech_timestamps, where numbers without a point are
// samples. It recognises the format by the content. An empty input is an
// empty label track.
func Read(r io.Reader) ([]Reference, error) {
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	content = bytes.TrimSpace(utf8Text(content))
	line, _, _ := bytes.Cut(content, []byte("\n"))
	c := collector{}
	switch {
	case len(content) == 0:
		c.of(unnamed)
	case content[0] == '{' || content[0] == '[':
		err = c.json(content)
	case isTextGrid(content):
		err = c.textGrid(content)
	case isSubtitles(content):
		err = c.subtitles(content)
	case isCTM(content):
		err = c.ctm(content)
	case isRTTM(string(line)):
		err = c.rttm(content)
	case bytes.IndexByte(line, '\t') >= 0:
		err = c.audacity(content)
	case isKaldi(string(line)):
		err = c.kaldi(content)
	case isAVA(string(line)):
		err = c.ava(content)
	case isTENVAD(string(line)):
		err = c.tenVAD(content)
	default:
		err = c.csv(content)
	}
	if err != nil {
		return nil, err
	}
	for i := range c.list {
		c.list[i].Spans = Merge(c.list[i].Spans)
	}
	return c.list, nil
}

// Merge sorts spans and joins those that overlap, such as those of two speakers at
// once.
func Merge(spans []Span) []Span {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	var merged []Span
	for _, s := range spans {
		if last := len(merged) - 1; last >= 0 && s.Start <= merged[last].End {
			merged[last].End = max(merged[last].End, s.End)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}

// collector gathers spans by their recording and channel.
type collector struct{ list []Reference }

// owner is the recording that a span belongs to, as far as the labels name it: not
// at all, or by name, with or without the path and the channel.
type owner struct {
	name, file string
	channel    int // -1 if there is none
}

var unnamed = owner{channel: -1}

// fileOwner returns the owner for a path.
func fileOwner(file string, channel *int) owner {
	o := unnamed
	if file != "" {
		o.name, o.file = RTTMName(file), file
	}
	if channel != nil {
		o.channel = *channel
	}
	return o
}

// of returns the reference of an owner.
func (c *collector) of(o owner) *Reference {
	for i := range c.list {
		if r := &c.list[i]; r.Name == o.name && r.File == o.file &&
			(r.Channel == nil && o.channel < 0 || r.Channel != nil && *r.Channel == o.channel) {
			return r
		}
	}
	r := Reference{Name: o.name, File: o.file}
	if o.channel >= 0 {
		r.Channel = &o.channel
	}
	c.list = append(c.list, r)
	return &c.list[len(c.list)-1]
}

// add checks a span and keeps it.
func (c *collector) add(o owner, s Span) error {
	if !(s.Start >= 0 && s.End >= s.Start && s.End < math.MaxInt64) {
		return fmt.Errorf("%w: from %g to %g", ErrLabels, s.Start, s.End)
	}
	r := c.of(o)
	r.Spans = append(r.Spans, s)
	return nil
}

func (c *collector) audacity(content []byte) error {
	c.of(unnamed)
	return lines(content, func(n int, line string) error {
		if line[0] == '\\' { // the frequencies of the label above
			return nil
		}
		fields := strings.Split(line, "\t")
		if len(fields) < 2 {
			return fmt.Errorf("%w: line %d has no tab", ErrLabels, n)
		}
		start, end, err := two(fields[0], fields[1])
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if len(fields) > 2 && namesSilence(fields[2]) {
			return nil
		}
		return c.add(unnamed, Span{start, end})
	})
}

// lines calls use with each line that is not empty, and its number.
func lines(content []byte, use func(n int, line string) error) error {
	scanner := bufio.NewScanner(bytes.NewReader(content))
	for n := 1; scanner.Scan(); n++ {
		if line := strings.TrimRight(scanner.Text(), "\r"); strings.TrimSpace(line) != "" {
			if err := use(n, line); err != nil {
				return err
			}
		}
	}
	return scanner.Err()
}

func (c *collector) csv(content []byte) error {
	table := csv.NewReader(bytes.NewReader(content))
	table.FieldsPerRecord = -1
	rows, err := table.ReadAll()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrLabels, err)
	}
	file, start, end, channel, label := -1, 0, 1, -1, -1
	if _, _, err := two(rows[0][0], rows[0][min(1, len(rows[0])-1)]); err != nil {
		file, start, end = slices.Index(rows[0], "file"), slices.Index(rows[0], "start"), slices.Index(rows[0], "end")
		channel, label = slices.Index(rows[0], "channel"), slices.Index(rows[0], "label")
		if start < 0 || end < 0 {
			return fmt.Errorf("%w: begins with %q", ErrLabels, shorten(strings.Join(rows[0], ",")))
		}
		rows = rows[1:]
	}
	if file < 0 {
		c.of(unnamed)
	}
	for _, row := range rows {
		if len(row) <= max(start, end, file) {
			return fmt.Errorf("%w: %q has too few columns", ErrLabels, shorten(strings.Join(row, ",")))
		}
		o := unnamed
		if file >= 0 {
			o = fileOwner(row[file], nil)
		}
		if channel >= 0 && channel < len(row) {
			if n, err := strconv.Atoi(row[channel]); err == nil && n >= 0 {
				o.channel = n
			}
		}
		silent := label >= 0 && label < len(row) && namesSilence(row[label])
		if silent || row[start] == "" && row[end] == "" { // no speech
			c.of(o)
			continue
		}
		from, to, err := two(row[start], row[end])
		if err == nil {
			err = c.add(o, Span{from, to})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// utf8Text returns text without its byte order mark, and UTF-16, which Praat writes,
// as UTF-8.
func utf8Text(content []byte) []byte {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(content, []byte("\xfe\xff")):
		order = binary.BigEndian
	case bytes.HasPrefix(content, []byte("\xff\xfe")):
		order = binary.LittleEndian
	default:
		return bytes.TrimPrefix(content, []byte("\ufeff"))
	}
	var units []uint16
	for rest := content[2:]; len(rest) >= 2; rest = rest[2:] {
		units = append(units, order.Uint16(rest))
	}
	return []byte(string(utf16.Decode(units)))
}

// shorten shortens text for an error message.
func shorten(s string) string { return s[:min(len(s), 40)] }

// two parses two numbers.
func two(a, b string) (x, y float64, err error) {
	x, errX := strconv.ParseFloat(strings.TrimSpace(a), 64)
	y, errY := strconv.ParseFloat(strings.TrimSpace(b), 64)
	if errX != nil || errY != nil {
		return 0, 0, fmt.Errorf("%w: %q and %q are not two numbers", ErrLabels, shorten(a), shorten(b))
	}
	return x, y, nil
}
