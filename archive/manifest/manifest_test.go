package manifest

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestLines(t *testing.T) {
	long := strings.Repeat("x", MaxLine)
	for _, c := range []struct {
		text string
		want []string // names, or the number of a wrong line and what is wrong
	}{
		{"", nil},
		{"\n\r\n", nil},
		{"a.wav\nfolder/b c.wav\r\n\ns3://bucket/d.wav", []string{"a.wav", "folder/b c.wav", "s3://bucket/d.wav"}},
		{"\uFEFFa.wav\n", []string{"a.wav"}},
		{"# a name like any other\n", []string{"# a name like any other"}},
		{"a\x00b\nc\n", []string{"line 1: has a control character", "c"}},
		{"a\nb\tc\n", []string{"a", "line 2: has a control character"}},
		{"a\n\xff\nb\n", []string{"a", "line 2: not UTF-8", "b"}},
		{long + "\n" + long + "\r\nb", []string{long, long, "b"}},
		{long + "y\nb\n" + long + long + long, []string{"line 1: longer than", "b", "line 3: longer than"}},
	} {
		var got []string
		for name, err := range Lines(iotest.OneByteReader(strings.NewReader(c.text))) {
			var wrong *LineError
			switch {
			case errors.As(err, &wrong) && len(got) < len(c.want) && strings.HasPrefix(err.Error(), c.want[len(got)]):
				got = append(got, c.want[len(got)])
			case err != nil:
				got = append(got, err.Error())
			default:
				got = append(got, name)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%.40q: got %.80q, want %.80q", c.text, got, c.want)
		}
	}
}

// TestLinesBreak checks that a manifest that breaks is not taken for a short one.
func TestLinesBreak(t *testing.T) {
	broken := errors.New("broken pipe")
	var names []string
	var last error
	for name, err := range Lines(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken))) {
		if last = err; err == nil {
			names = append(names, name)
		}
	}
	if !errors.Is(last, broken) || !slices.Equal(names, []string{"a"}) {
		t.Errorf("got %q, %v", names, last)
	}
}

func TestParseShard(t *testing.T) {
	env := func(pairs ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			m[pairs[i]] = pairs[i+1]
		}
		return m
	}
	for _, c := range []struct {
		text string
		env  map[string]string
		want Shard
		err  string
	}{
		{"", nil, Shard{}, ""},
		{"1/1", nil, Shard{1, 1}, ""},
		{"7/8", nil, Shard{7, 8}, ""},
		{"0/8", nil, Shard{}, "0 of 8"},
		{"9/8", nil, Shard{}, "9 of 8"},
		{"1", nil, Shard{}, "1 of 0"},
		{"1/x", nil, Shard{}, `"x" is no number, want such as 1/4`},
		{"x/1", nil, Shard{}, `"x"`},
		{"1/2/3", nil, Shard{}, `"2/3"`},
		{"auto/8", nil, Shard{}, "JOB_COMPLETION_INDEX"},
		{"auto/8", env("JOB_COMPLETION_INDEX", "0"), Shard{1, 8}, ""},
		{"auto", env("JOB_COMPLETION_INDEX", "0"), Shard{}, "1 of 0"},
		{"auto", env("AWS_BATCH_JOB_ARRAY_INDEX", "99", "AWS_BATCH_JOB_ARRAY_SIZE", "100"), Shard{100, 100}, ""},
		{"auto", env("SLURM_ARRAY_TASK_ID", "1", "SLURM_ARRAY_TASK_MIN", "1", "SLURM_ARRAY_TASK_COUNT", "4"), Shard{1, 4}, ""},
		{"auto", env("SLURM_ARRAY_TASK_ID", "3", "SLURM_ARRAY_TASK_MIN", "0", "SLURM_ARRAY_TASK_COUNT", "4"), Shard{4, 4}, ""},
		{"auto/8", env("JOB_COMPLETION_INDEX", "one"), Shard{}, `JOB_COMPLETION_INDEX: "one" is no number`},
	} {
		got, err := ParseShard(c.text, func(name string) string { return c.env[name] })
		if c.err != "" {
			if !errors.Is(err, ErrShard) || !strings.Contains(err.Error(), c.err) {
				t.Errorf("%q %v: got %v, want an error with %q", c.text, c.env, err, c.err)
			}
		} else if err != nil || got != c.want || got.String() != c.text && c.env == nil {
			t.Errorf("%q %v: got %v, %v, want %v", c.text, c.env, got, err, c.want)
		}
	}
}

// TestShards checks that every name is in one shard, that shards are of similar sizes,
// and that the hash is the documented one.
func TestShards(t *testing.T) {
	const names, shards = 10000, 7
	counts := make([]int, shards)
	for i := range names {
		name := fmt.Sprintf("calls/2026/%05d.wav", i)
		in := 0
		for s := range shards {
			if (Shard{s + 1, shards}).Has(name) {
				counts[s]++
				in++
			}
		}
		if in != 1 || !(Shard{}).Has(name) || !(Shard{1, 1}).Has(name) {
			t.Fatalf("%s is in %d shards", name, in)
		}
	}
	for s, n := range counts {
		if n < names/shards*9/10 || n > names/shards*11/10 {
			t.Errorf("shard %d has %d of %d names", s+1, n, names)
		}
	}
	// printf a.wav | sha256sum begins with:
	const hash uint64 = 0xbc30c538c410e224
	var got []int
	for s := 1; s <= 16; s++ {
		if (Shard{s, 16}).Has("a.wav") {
			got = append(got, s)
		}
	}
	if want := []int{int(hash%16) + 1}; !reflect.DeepEqual(got, want) {
		t.Errorf("a.wav is in the shards %d of 16, want %d", got, want)
	}
}
