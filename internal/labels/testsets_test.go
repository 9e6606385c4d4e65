package labels

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestReadTestSets(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []Reference
	}{
		"AVA-Speech": {
			"-5KQ66BBWC4,900.00,905.69,CLEAN_SPEECH\n-5KQ66BBWC4,905.69,908.44,NO_SPEECH\n-5KQ66BBWC4,908.44,910.5,SPEECH_WITH_MUSIC\nabc,1,2,NO_SPEECH\n",
			[]Reference{
				{Name: "-5KQ66BBWC4", Spans: []Span{{900, 905.69}, {908.44, 910.5}}},
				{Name: "abc"},
			},
		},
		"TEN VAD": {
			"testset-audio-01,0.000,0.403,0,0.403,1.204,1,1.204,1.440,0,1.440,2.470,1\n",
			[]Reference{{Name: "testset-audio-01", Spans: []Span{{0.403, 1.204}, {1.44, 2.47}}}},
		},
		"TEN VAD without speech": {"a b,0,1,0", []Reference{{Name: "a_b"}}},
		"csv, which is neither":  {"1,2\n3,4\n", []Reference{{Spans: []Span{{1, 2}, {3, 4}}}}},
	} {
		got, err := Read(strings.NewReader(c.text))
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, c.want)
		}
	}
	for _, text := range []string{
		"a,1,2,CLEAN_SPEECH\na,2,3,SPEECH\n",
		"a,1,2,CLEAN_SPEECH\na,2,x,NO_SPEECH\n",
		"a,2,1,CLEAN_SPEECH\n",
		"a,0,1,1,1,2\n",
		"a,0,1,1\nb,0,1\n",
		"a,0,1,1,1,2,2\n",
		"a,0,1,0,x,2,1\n",
	} {
		if got, err := Read(strings.NewReader(text)); !errors.Is(err, ErrLabels) {
			t.Errorf("%q: got %+v, %v", text, got, err)
		}
	}
}
