package labels

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// talk is a recording with two segments.
var talk = Result{File: "x/my talk.wav", SampleRate: 16000, Duration: 4, Segments: []Segment{
	{Start: 0.5, End: 1.25, StartSample: 8000, EndSample: 20000}, {Start: 2, End: 3, StartSample: 32000, EndSample: 48000},
}}

// written returns results in a format.
func written(t *testing.T, format string, results ...Result) string {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, format)
	if err != nil {
		t.Fatal(err)
	}
	for i := range results {
		if err := w.Write(&results[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFormats(t *testing.T) {
	one := 1
	music := talk
	music.Channel, music.Label = &one, "loud music"
	for format, want := range map[string]string{
		"ctm":   "my_talk 1 0.500 0.750 speech\nmy_talk 1 2.000 1.000 speech\nmy_talk 2 0.500 0.750 loud_music\nmy_talk 2 2.000 1.000 loud_music\n",
		"kaldi": "my_talk-000000500-000001250 my_talk 0.500 1.250\nmy_talk-000002000-000003000 my_talk 2.000 3.000\nmy_talk-channel1-000000500-000001250 my_talk-channel1 0.500 1.250\nmy_talk-channel1-000002000-000003000 my_talk-channel1 2.000 3.000\n",
		"nemo":  `{"audio_filepath":"x/my talk.wav","offset":0.5,"duration":0.75,"label":"speech"}` + "\n" + `{"audio_filepath":"x/my talk.wav","offset":2,"duration":1,"label":"speech"}` + "\n" + `{"audio_filepath":"x/my talk.wav","offset":0.5,"duration":0.75,"label":"loud music"}` + "\n" + `{"audio_filepath":"x/my talk.wav","offset":2,"duration":1,"label":"loud music"}` + "\n",
		"stats": "  duration     speech      %  segments  file\n     4.000      1.750   43.8         2  x/my talk.wav\n     4.000      1.750   43.8         2  x/my talk.wav channel 1\n",
		"rttm":  "SPEAKER my_talk 1 0.500 0.750 <NA> <NA> speech <NA> <NA>\nSPEAKER my_talk 1 2.000 1.000 <NA> <NA> speech <NA> <NA>\nSPEAKER my_talk 2 0.500 0.750 <NA> <NA> loud_music <NA> <NA>\nSPEAKER my_talk 2 2.000 1.000 <NA> <NA> loud_music <NA> <NA>\n",
	} {
		if got := written(t, format, talk, music); got != want {
			t.Errorf("%s: got\n%swant\n%s", format, got, want)
		}
	}
	for format, want := range map[string]string{
		"srt":      "1\n00:00:00,500 --> 00:00:01,250\nloud music\n\n2\n00:00:02,000 --> 00:00:03,000\nloud music\n\n",
		"vtt":      "WEBVTT\n\n00:00:00.500 --> 00:00:01.250\nloud music\n\n00:00:02.000 --> 00:00:03.000\nloud music\n",
		"audacity": "0.500000\t1.250000\tloud music\n2.000000\t3.000000\tloud music\n",
		"text":     "x/my talk.wav channel 1\n     0.500      1.250      0.750\n     2.000      3.000      1.000\n2 segments, 1.750 s of loud music in 4.000 s (43.8 %)\n",
	} {
		if got := written(t, format, music); got != want {
			t.Errorf("%s: got\n%swant\n%s", format, got, want)
		}
	}
}

// interval is one of a TextGrid's.
type interval struct {
	from, to float64
	text     string
}

// parseTextGrid is a strict parser of the long format, as the manual of Praat shows
// it, line by line. Intervals must cover the tier without gaps.
func parseTextGrid(text string) (name string, list []interval, err error) {
	rows := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	next := func(pattern string) string {
		if err != nil {
			return ""
		}
		if len(rows) == 0 {
			err = fmt.Errorf("ends before %s", pattern)
			return ""
		}
		found := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(rows[0])
		if found == nil {
			err = fmt.Errorf("%q is not %s", rows[0], pattern)
			return ""
		}
		rows = rows[1:]
		return found[len(found)-1]
	}
	number := func(pattern string) float64 {
		x, _ := strconv.ParseFloat(next(pattern+` = ([0-9.]+)`), 64)
		return x
	}
	text1 := func(pattern string) string {
		return strings.ReplaceAll(next(pattern+` = "((?:[^"]|"")*)"`), `""`, `"`)
	}
	next(`File type = "ooTextFile"`)
	next(`Object class = "TextGrid"`)
	next(``)
	from, to := number(`xmin`), number(`xmax`)
	next(`tiers\? <exists>`)
	next(`size = 1`)
	next(`item \[\]:`)
	next(`    item \[1\]:`)
	next(`        class = "IntervalTier"`)
	name = text1(`        name`)
	if number(`        xmin`) != from || number(`        xmax`) != to {
		err = errors.New("the tier has other limits")
	}
	n := int(number(`        intervals: size`))
	for i := 1; i <= n && err == nil; i++ {
		next(fmt.Sprintf(`        intervals \[%d\]:`, i))
		v := interval{number(`            xmin`), number(`            xmax`), text1(`            text`)}
		if v.from != from || v.to <= v.from {
			err = fmt.Errorf("interval %d is %+v, and the one before ends at %v", i, v, from)
		}
		from = v.to
		list = append(list, v)
	}
	if err == nil && (from != to || len(rows) > 0) {
		err = fmt.Errorf("the last interval ends at %v of %v, and %q follows", from, to, rows)
	}
	return name, list, err
}

func TestTextGrid(t *testing.T) {
	quoted := talk
	quoted.Label = `a "b"`
	touching := Result{Duration: 3, Segments: []Segment{{Start: 0, End: 1}, {Start: 1, End: 3}}}
	for _, test := range []struct {
		result Result
		name   string
		want   []interval
	}{
		{talk, "speech", []interval{{0, 0.5, ""}, {0.5, 1.25, "speech"}, {1.25, 2, ""}, {2, 3, "speech"}, {3, 4, ""}}},
		{quoted, `a "b"`, []interval{{0, 0.5, ""}, {0.5, 1.25, `a "b"`}, {1.25, 2, ""}, {2, 3, `a "b"`}, {3, 4, ""}}},
		{touching, "speech", []interval{{0, 1, "speech"}, {1, 3, "speech"}}},
		{Result{Duration: 2}, "speech", []interval{{0, 2, ""}}},
	} {
		name, got, err := parseTextGrid(written(t, "textgrid", test.result))
		if err != nil || name != test.name || !reflect.DeepEqual(got, test.want) {
			t.Errorf("got %q %v, %v, want %q %v", name, got, err, test.name, test.want)
		}
	}
}

// TestReadFormats reads references in the formats of other tools.
func TestReadFormats(t *testing.T) {
	spans := []Span{{0.5, 1.25}, {2, 3}}
	zero, second := 0, 1
	grid := written(t, "textgrid", talk)
	short := "File type = \"ooTextFile\"\nObject class = \"TextGrid\"\n\n0\n4\n<exists>\n3\n\"IntervalTier\"\n\"words\"\n0\n4\n4\n0\n0.5\n\"\"\n0.5\n1.25\n\"say \"\"a\"\"\"\n1.25\n2\n\"sil\"\n2\n2.5\n\"b\"\n" +
		"\"TextTier\"\n\"points\"\n0\n4\n1\n3.5\n\"click\"\n\"IntervalTier\"\n\"other\"\n0\n4\n2\n2.5\n3\n\"c\"\n3\n4\n\" \"\n"
	var wide []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + strings.ReplaceAll(grid, "speech", "Grüße"))) {
		wide = append(wide, byte(u>>8), byte(u))
	}
	// The last example of Praat's manual on the formats of a TextGrid, with other times.
	free := "\"ooTextFile\"\n\"TextGrid\"\n0  4  ! time domain of TextGrid\n<exists>\n2 tiers\n" +
		"\"IntervalTier\"  \"Mary\"  ! type and name of tier 1\n0  4  ! time domain of tier 1\n3 intervals coming\n" +
		"0.5  1.25  \"hi!\"  ! interval 1 on tier 1\n! \"all\" of 3\n1.25  2  \"\"\n2  3  \"there\"\n" +
		"\"TextTier\"  \"bell\"  ! type and name of tier 2\n0  4  ! time domain of tier 2\n0 points coming\n"
	for _, test := range []struct {
		name, text string
		want       []Reference
	}{
		{"srt", "1\r\n00:00:00,500 --> 00:00:01,250\r\nHello\r\nthere\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\nBye --\r\n", []Reference{{Spans: spans}}},
		{"srt of one digit", "1\n0:0:0,5 --> 0:0:1,25\nx\n\n2\n0:0:2,0 --> 0:0:3,0\ny\n", []Reference{{Spans: spans}}},
		{"vtt", "WEBVTT - x\n\nNOTE a comment\n\nid\n00:00.500 --> 00:01.250 align:start\nHello\n\n00:00:02.000 --> 00:00:03.000\nBye\n", []Reference{{Spans: spans}}},
		{"vtt without subtitles", "WEBVTT\n", []Reference{{}}},
		{"hours", "1\n100:00:01,000 --> 100:01:02,003\nx\n", []Reference{{Spans: []Span{{360001, 360062.003}}}}},
		{"textgrid", grid, []Reference{{Spans: spans}}},
		{"short textgrid", short, []Reference{{Spans: spans}}},
		{"textgrid with comments", free, []Reference{{Spans: spans}}},
		{"textgrid in UTF-16", string(wide), []Reference{{Spans: spans}}},
		{"ctm", ";; words\na 1 0.5 0.75 hello 0.9\na 1 2 1 there\nb A 0 1 <eps>\nb B 0 1 x\n",
			[]Reference{{Name: "a", Channel: &zero, Spans: spans}, {Name: "b", Channel: &zero}, {Name: "b", Channel: &second, Spans: []Span{{0, 1}}}}},
		{"ctm of alternatives", "a A * * <ALT_BEGIN>\na A 0.50 0.75 UM\na A * * <ALT>\na A 0.50 0.75 UH\na A * * <ALT_END>\na A 2 1 YES -6.763\n",
			[]Reference{{Name: "a", Channel: &zero, Spans: spans}}},
		{"ctm with tabs", "a\t1\t0.5\t0.75\thello\na\t1\t2\t1\tthere\n", []Reference{{Name: "a", Channel: &zero, Spans: spans}}},
		{"rttm with tabs", "SPEAKER\ta\t1\t0.5\t0.75\t<NA>\t<NA>\tx\t<NA>\t<NA>\nSPEAKER\ta\t1\t2\t1\t<NA>\t<NA>\tx\t<NA>\t<NA>\n",
			[]Reference{{Name: "a", Channel: &zero, Spans: spans}}},
		{"rttm of words", "LEXEME a 1 0.5 0.2 hello lex x <NA> <NA>\nSPEAKER a 1 0.5 0.75 <NA> <NA> x <NA> <NA>\nNON-LEX a 1 1.25 0.5 <NA> laugh x <NA> <NA>\nSPEAKER a 1 2 1 <NA> <NA> x <NA> <NA>\n",
			[]Reference{{Name: "a", Channel: &zero, Spans: spans}}},
		{"rttm that is not scored at first", "NOSCORE a 1 0 0.5 <NA> <NA> <NA> <NA> <NA>\nSPEAKER a 1 2 1 <NA> <NA> x <NA> <NA>\n",
			[]Reference{{Name: "a", Channel: &zero, Spans: []Span{{2, 3}}}}},
		{"label track of numbers", "0.5\t1.25\t1 2 3\n2\t3\t4 5 6\n", []Reference{{Spans: spans}}},
	} {
		got, err := Read(strings.NewReader(test.text))
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, %v, want %+v", test.name, got, err, test.want)
		}
	}
	for _, text := range []string{
		"WEBVTT\n\n00:00 --> 00:01\n", "1\n00:00:02,000 --> 00:00:01,000\nx\n", "File type = \"ooTextFile\"\n", "File type = \"ooTextFile\"\n\"TextGrid\" 0 1 <exists> 1 \"IntervalTier\" \"x\" 0 1 1 0 1",
		"a 1 0 1 x\na 1 0\n", "a 1 0 -1 x\n",
	} {
		if got, err := Read(strings.NewReader(text)); !errors.Is(err, ErrLabels) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// TestCutList has ffmpeg cut a recording. VAD_REQUIRE_FFMPEG=1 makes a missing one
// fail.
func TestCutList(t *testing.T) {
	var b bytes.Buffer
	w, err := NewWriter(&b, "ffconcat")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(&Result{File: "-"}); !errors.Is(err, ErrFormat) {
		t.Errorf("standard input: %v", err)
	}
	if err := w.Write(&Result{File: "a\nfile 'b'"}); !errors.Is(err, ErrFormat) {
		t.Errorf("a name of two lines: %v", err)
	}
	ffmpeg, err := exec.LookPath("ffmpeg")
	if err != nil {
		if os.Getenv("VAD_REQUIRE_FFMPEG") != "" {
			t.Fatal(err)
		}
		t.Skip("ffmpeg is not installed")
	}
	content, err := os.ReadFile("../../testdata/speech.wav")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	clip := filepath.Join(folder, "it's a clip.wav")
	if err := os.WriteFile(clip, content, 0o666); err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(folder, "list.ffconcat")
	segments := []Segment{{Start: 0.706, End: 7.422}, {Start: 8.834, End: 11.486}, {Start: 12.834, End: 17.79}}
	if err := os.WriteFile(list, []byte(written(t, "ffconcat", Result{File: clip, Segments: segments})), 0o666); err != nil {
		t.Fatal(err)
	}
	command := exec.Command(ffmpeg, "-nostdin", "-loglevel", "error", "-safe", "0", "-i", list, "-f", "s16le", "-")
	command.Stderr = t.Output()
	out, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	// The demuxer cuts at packets, which have 64 ms here.
	const want, packet = 14.324, 0.064
	if got := float64(len(out)) / 2 / 16000; got < want-6*packet || got > want+6*packet {
		t.Errorf("ffmpeg cuts out %.3f s, want %.3f", got, want)
	}
}
