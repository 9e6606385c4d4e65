package labels

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/gosilero/vad/internal/fuzztest"
)

func TestRead(t *testing.T) {
	spans := []Span{{0.5, 1.25}, {2, 3}}
	first, second := 0, 1
	tests := []struct {
		name, text string
		want       []Reference
	}{
		{"empty", " \n", []Reference{{}}},
		{"rttm", ";; comment\nSPKR-INFO a 1 <NA> <NA> <NA> unknown x <NA>\nSPEAKER a 1 2 1 <NA> <NA> x <NA> <NA>\n" +
			"SPEAKER a 1 0.5 0.75 <NA> <NA> y <NA> <NA>\nSPEAKER b 1 0 1 <NA> <NA> x <NA> <NA>\n",
			[]Reference{{Name: "a", Channel: &first, Spans: spans}, {Name: "b", Channel: &first, Spans: []Span{{0, 1}}}}},
		{"rttm of channels", "SPEAKER a 2 0.5 0.75 <NA> <NA> x\nSPEAKER a <NA> 0 1 <NA> <NA> x\nSPEAKER a 2 2 1 <NA> <NA> x\n",
			[]Reference{{Name: "a", Channel: &second, Spans: spans}, {Name: "a", Spans: []Span{{0, 1}}}}},
		{"overlapping speakers", "SPEAKER a 1 0.5 0.5 <NA> <NA> x\nSPEAKER a 1 0.75 0.5 <NA> <NA> y\nSPEAKER a 1 2 1 <NA> <NA> x\n",
			[]Reference{{Name: "a", Channel: &first, Spans: spans}}},
		{"audacity", "0.5\t1.25\thello\r\n\\\t100\t2000\r\n2\t3\t\r\n", []Reference{{Spans: spans}}},
		{"byte order mark", "\ufeff0.5\t1.25\n2\t3\n", []Reference{{Spans: spans}}},
		{"csv", "start,end\n0.5,1.25\n2,3\n", []Reference{{Spans: spans}}},
		{"audacity with silences", "0\t0.5\tsilence\n0.5\t1.25\n1.25\t2\tnon-speech\n2\t3\tx\n", []Reference{{Spans: spans}}},
		{"csv with labels", "video_id,start,end,label\na,0,0.5,NO_SPEECH\na,0.5,1.25,CLEAN_SPEECH\na,2,3,\n", []Reference{{Spans: spans}}},
		{"csv without header", "0.5, 1.25\n2, 3\n", []Reference{{Spans: spans}}},
		{"csv of files", "end,file,start\n1.25,/x/a.wav,0.5\n1,b.flac,0\n3,/x/a.wav,2\n",
			[]Reference{{Name: "a", File: "/x/a.wav", Spans: spans}, {Name: "b", File: "b.flac", Spans: []Span{{0, 1}}}}},
		{"csv of channels", "file,start,end,start_sample,end_sample,channel\na.wav,0.5,1.25,0,0,1\na.wav,0,1,0,0,\na.wav,2,3,0,0,1\n",
			[]Reference{{Name: "a", File: "a.wav", Channel: &second, Spans: spans}, {Name: "a", File: "a.wav", Spans: []Span{{0, 1}}}}},
		{"json", `{"file":"x/a.wav","sample_rate":16000,"segments":[{"start":0.5,"end":1.25,"start_sample":8000},{"start":2,"end":3}]}` +
			"\n" + `{"file":"b.wav","segments":[]}`, []Reference{{Name: "a", File: "x/a.wav", Spans: spans}, {Name: "b", File: "b.wav"}}},
		{"json of channels", `{"file":"a.wav","channel":0,"segments":[{"start":0.5,"end":1.25},{"start":2,"end":3}]}` + "\n" + `{"file":"a.wav","channel":1,"segments":[]}`,
			[]Reference{{Name: "a", File: "a.wav", Channel: &first, Spans: spans}, {Name: "a", File: "a.wav", Channel: &second}}},
		{"jsonl", `{"file":"a.wav","start":0.5,"end":1.25}` + "\n" + `{"file":"a.wav","start":2,"end":3}`, []Reference{{Name: "a", File: "a.wav", Spans: spans}}},
		{"nemo", `{"audio_filepath": "x/a.wav", "offset": 0.5, "duration": 0.75, "label": "speech"}` + "\n" +
			`{"audio_filepath": "x/a.wav", "offset": 1.25, "duration": 0.75, "label": "background"}` + "\n" + `{"audio_filepath": "x/a.wav", "offset": 2, "duration": 1}` + "\n" +
			`{"audio_filepath": "b.wav", "duration": 2.5, "label": "background"}`,
			[]Reference{{Name: "a", File: "x/a.wav", Spans: spans}, {Name: "b", File: "b.wav"}}},
		{"nemo without offset", `{"audio_filepath":"a.wav","duration":2.5,"text":"hello"}`, []Reference{{Name: "a", File: "a.wav", Spans: []Span{{0, 2.5}}}}},
		{"kaldi", "a-0000050-0000125 a 0.50 1.25\na-0000200-0000300 a 2.00 3.00\nsw02001-A_000098-001156 sw02001-A 0.98 11.56\n",
			[]Reference{{Name: "a", Spans: spans}, {Name: "sw02001-A", Spans: []Span{{0.98, 11.56}}}}},
		{"silero seconds", `[{"start": 0.5, "end": 1.25}, {"start": 2.0, "end": 3.0}]`, []Reference{{Spans: spans}}},
		{"silero samples", `[{"start": 8000, "end": 20000}]`, []Reference{{Samples: true, Spans: []Span{{8000, 20000}}}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := Read(strings.NewReader(test.text))
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestReadErrors(t *testing.T) {
	for _, text := range []string{
		"hello", "a,b\n1,2\n", "1\t", "x\ty\n", "2\t1\n", "-1\t1\n", "nan\tnan\n", "0\tinf\n",
		"SPEAKER a 1 0.5", "SPEAKER a 1 x y", "SPEAKER a 1 1 -2 x",
		"{", "[", "[1]", "[{}]", `{"file":"a"}`, `{"segments":[{"start":1}]}`, `[{"start":3,"end":2}]`, "{}x",
		"start,end\n1\n", "file,start,end\na,1\n", "a-1 a 0 1\na-2 a 1\n", "a-1 a 0 1\na-2 a 1 x\n", "a-1 a 2 1\n", "a 1 0 1\n",
		`{"audio_filepath":"a"}`, `{"audio_filepath":"a","offset":0,"duration":-1}`, `{"audio_filepath":"a","duration":null}`, "\"", "start,end\n1,2\n\"x,3", "start\n1",
	} {
		if got, err := Read(strings.NewReader(text)); !errors.Is(err, ErrLabels) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

// TestRoundTrip checks that what is written is read back.
func TestRoundTrip(t *testing.T) {
	r := &Result{File: "x/my talk.wav", SampleRate: 16000, Duration: 4, Segments: []Segment{
		{Start: 0.5, End: 1.25, StartSample: 8000, EndSample: 20000}, {Start: 2, End: 3, StartSample: 32000, EndSample: 48000},
	}}
	want := []Span{{0.5, 1.25}, {2, 3}}
	for _, format := range []string{"json", "jsonl", "csv", "rttm", "ctm", "audacity", "srt", "vtt", "textgrid", "kaldi", "nemo"} {
		var b bytes.Buffer
		w, err := NewWriter(&b, format)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(r); err != nil {
			t.Fatal(err)
		}
		name := "my_talk"
		if Single(format) {
			name = ""
		}
		if got, err := Read(&b); err != nil || len(got) != 1 || got[0].Name != name || !reflect.DeepEqual(got[0].Spans, want) {
			t.Errorf("%s: got %+v, %v", format, got, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{"0\t1\n", "start,end\n1,2", "SPEAKER a 1 0 1", `[{"start":1,"end":2}]`, `{"file":"a","segments":[]}`,
		"1\n00:00:01,000 --> 00:00:02,000\nx\n", "a 1 0.5 1 x\n", "File type = \"ooTextFile\"\n\"TextGrid\" 0 1 <exists> 1 \"IntervalTier\" \"x\" 0 1 1 0 1 \"y\""} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		var refs []Reference
		var err error
		fuzztest.Allocates(t, 1<<20+512*len(b), func() { refs, err = Read(bytes.NewReader(b)) })
		if cut, cutErr := Read(iotest.OneByteReader(bytes.NewReader(b))); !reflect.DeepEqual(cut, refs) || (cutErr == nil) != (err == nil) {
			t.Fatalf("got %+v, %v, byte by byte %+v, %v", refs, err, cut, cutErr)
		}
		if err != nil {
			return
		}
		for _, r := range refs {
			for i, s := range r.Spans {
				if !(s.End >= s.Start) || i > 0 && s.Start <= r.Spans[i-1].End {
					t.Errorf("%+v is out of order", r.Spans)
				}
			}
		}
	})
}
