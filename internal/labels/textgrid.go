package labels

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// appendTextGrid writes a TextGrid of Praat in its long text format: one tier of
// intervals, named after the label, which is empty between the segments.
func appendTextGrid(b *bytes.Buffer, r *Result) error {
	var intervals []labelledSpan
	end := 0.0
	for _, s := range r.Segments {
		if s.Start > end {
			intervals = append(intervals, labelledSpan{Span{end, s.Start}, ""})
		}
		intervals = append(intervals, labelledSpan{Span{s.Start, s.End}, r.label()})
		end = s.End
	}
	if r.Duration > end {
		intervals = append(intervals, labelledSpan{Span{end, r.Duration}, ""})
	}
	length := max(r.Duration, end)
	fmt.Fprintf(b, "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\nxmin = 0\nxmax = %s\ntiers? <exists>\nsize = 1\nitem []:\n", praatNumber(length))
	fmt.Fprintf(b, "    item [1]:\n        class = \"IntervalTier\"\n        name = %s\n        xmin = 0\n        xmax = %s\n        intervals: size = %d\n",
		praatString(r.label()), praatNumber(length), len(intervals))
	for i, s := range intervals {
		fmt.Fprintf(b, "        intervals [%d]:\n            xmin = %s\n            xmax = %s\n            text = %s\n", i+1, praatNumber(s.Start), praatNumber(s.End), praatString(s.text))
	}
	return nil
}

// labelledSpan is an interval of a tier.
type labelledSpan struct {
	Span
	text string
}

func praatNumber(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

func praatString(s string) string {
	return `"` + strings.ReplaceAll(Printable(s), `"`, `""`) + `"`
}

// textGrid reads a TextGrid in Praat's long or short text format. All intervals that
// have a text, other than of silence, are speech.
func (c *collector) textGrid(content []byte) error {
	c.of(unnamed)
	p := &praatText{rest: string(content)}
	p.quoted() // ooTextFile
	p.quoted() // TextGrid
	p.number()
	p.number()
	tiers := p.number() // <exists> is no number
	for range int(tiers) {
		class := p.quoted()
		p.quoted() // name
		p.number()
		p.number()
		for n := int(p.number()); n > 0 && p.err == nil; n-- {
			if class != "IntervalTier" { // points
				p.number()
				p.quoted()
				continue
			}
			s := Span{p.number(), p.number()}
			if text := p.quoted(); p.err == nil && !isSilence(text) {
				if err := c.add(unnamed, s); err != nil {
					return err
				}
			}
		}
		if p.err != nil {
			break
		}
	}
	return p.err
}

// silences are texts of intervals without speech, besides the empty one.
var silences = []string{"sil", "<sil>", "sp", "<eps>", "silence", "non-speech", "nonspeech", "no_speech", "background"}

func isSilence(text string) bool {
	text = strings.TrimSpace(text)
	for _, s := range silences {
		if strings.EqualFold(text, s) {
			return true
		}
	}
	return text == ""
}

// namesSilence reports whether a label that a format may do without is of silence.
func namesSilence(label string) bool { return strings.TrimSpace(label) != "" && isSilence(label) }

// praatText reads the values of a text file of Praat, which are what stands by
// itself: numbers, and strings between quotes. All other text explains them, as does
// what follows an exclamation mark on a line.
type praatText struct {
	rest string
	err  error
}

// word returns the next word or string, with its quotes; empty at the end.
func (p *praatText) word() string {
	p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
	for strings.HasPrefix(p.rest, "!") {
		_, p.rest, _ = strings.Cut(p.rest, "\n")
		p.rest = strings.TrimLeftFunc(p.rest, unicode.IsSpace)
	}
	if !strings.HasPrefix(p.rest, `"`) {
		end := strings.IndexFunc(p.rest, unicode.IsSpace)
		if end < 0 {
			end = len(p.rest)
		}
		word := p.rest[:end]
		p.rest = p.rest[end:]
		return word
	}
	for i := 1; i < len(p.rest); i++ {
		if p.rest[i] != '"' {
			continue
		}
		if strings.HasPrefix(p.rest[i+1:], `"`) { // a quote in the string
			i++
			continue
		}
		word := p.rest[:i+1]
		p.rest = p.rest[i+1:]
		return word
	}
	p.rest = ""
	return ""
}

// next returns the next word that is wanted.
func (p *praatText) next(what string, wanted func(word string) bool) string {
	for p.err == nil {
		word := p.word()
		if word == "" {
			p.err = fmt.Errorf("%w: the TextGrid ends before a %s", ErrLabels, what)
		} else if wanted(word) {
			return word
		}
	}
	return ""
}

func (p *praatText) quoted() string {
	word := p.next("string", func(w string) bool { return w[0] == '"' })
	if len(word) < 2 {
		return ""
	}
	return strings.ReplaceAll(word[1:len(word)-1], `""`, `"`)
}

func (p *praatText) number() float64 {
	var x float64
	p.next("number", func(w string) bool {
		var err error
		x, err = strconv.ParseFloat(w, 64)
		return err == nil
	})
	return x
}

// isTextGrid reports whether content is a text file of Praat. Its first line may say
// that it is the type of the file.
func isTextGrid(content []byte) bool {
	line, _, _ := bytes.Cut(content, []byte("\n"))
	return bytes.HasPrefix(line, []byte(`"ooTextFile`)) ||
		bytes.HasPrefix(line, []byte("File type")) && bytes.Contains(line, []byte("ooTextFile"))
}
