package weights

import (
	"encoding/json"
	"testing"
)

// TestScannerRefuses reads values that are no JSON, or that no header has.
func TestScannerRefuses(t *testing.T) {
	for _, value := range []string{
		``, `"`, `"a`, `"\`, `"\x"`, `"\u12"`, `"\u12g4"`, `"\ud800"`, `"\ud800\u0041"`, "\"\n\"", "\"\xff\"", `7`, `a`,
	} {
		if s, err := (&scanner{s: value}).string(); err == nil {
			t.Errorf("%q: got %q, want an error", value, s)
		}
	}
	for _, value := range []string{``, `[`, `[1`, `[1,`, `[1,]`, `[,1]`, `[1 2]`, `[01]`, `[+1]`, `[1.0]`, `[1e3]`, `[9223372036854775808]`, `[true]`, `{}`, `1`} {
		if numbers, err := (&scanner{s: value}).numbers(); err == nil {
			t.Errorf("%q: got %d, want an error", value, numbers)
		}
	}
}

// FuzzScanner reads a string and an array of numbers. What the scanner reads,
// encoding/json reads as the same.
func FuzzScanner(f *testing.F) {
	for _, value := range []string{`"a\u00e9\ud83d\ude00\"\\\/\b\f\n\r\t"`, `"\ud800"`, `[0, -12,\n345]`, `[]`, `[ ]`, `"é"`, `[01]`, `[-0]`} {
		f.Add(value)
	}
	f.Fuzz(func(t *testing.T, value string) {
		d := &scanner{s: value}
		if got, err := d.string(); err == nil {
			var want string
			if err := json.Unmarshal([]byte(value[:d.i]), &want); err != nil || got != want {
				t.Errorf("%q: got %q, want %q, %v", value, got, want, err)
			}
			again := &scanner{s: string(appendString(nil, got))}
			if s, err := again.string(); err != nil || s != got {
				t.Errorf("%q: written and read: got %q, %v", got, s, err)
			}
		}
		d = &scanner{s: value}
		if got, err := d.numbers(); err == nil {
			var want []int64
			if err := json.Unmarshal([]byte(value[:d.i]), &want); err != nil || len(got) != len(want) {
				t.Fatalf("%q: got %d, want %d, %v", value, got, want, err)
			}
			for i := range got {
				if got[i] != want[i] {
					t.Errorf("%q: got %d, want %d", value, got, want)
				}
			}
		}
	})
}
