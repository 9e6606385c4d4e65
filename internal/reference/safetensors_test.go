package reference

import (
	"encoding/binary"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// container returns a file of a header and data.
func container(header, data string) []byte {
	header += strings.Repeat(" ", -len(header)&7)
	return []byte(string(binary.LittleEndian.AppendUint64(nil, uint64(len(header)))) + header + data)
}

func TestTensorsRoundTrip(t *testing.T) {
	want := &tensors{
		metadata: map[string]string{"who": "me", "": "\n<&>"},
		values: map[string]tensor{
			"b":      {[]int{2, 1}, []float32{1, -0.5}},
			"a":      {[]int{}, []float32{3}},
			"nobody": {[]int{0}, []float32{}},
		},
	}
	file, err := want.encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := decodeTensors(file)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestDecodeTensorsRefuses(t *testing.T) {
	const a = `"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}`
	good := container(`{"__metadata__":{},`+a+`}`, "abcd")
	if _, err := decodeTensors(good); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		file []byte
	}{
		{"empty", nil},
		{"only a length", good[:8]},
		{"a header longer than the file", append([]byte("\xff\xff\xff\xff\xff\xff\xff\xff"), good[8:]...)},
		{"no JSON", container(`{"a"`, "")},
		{"metadata of numbers", container(`{"__metadata__":{"a":1}}`, "")},
		{"a name twice", container(`{"__metadata__":{},`+a+`,`+a+`}`, "abcd")},
		{"an unknown field", container(`{"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}`, "abcd")},
		{"another type", container(`{"__metadata__":{},"a":{"dtype":"I32","shape":[1],"data_offsets":[0,4]}}`, "abcd")},
		{"a range beyond the data", container(`{"__metadata__":{},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}`, "abcd")},
		{"a range backwards", container(`{"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`, "abcd")},
		{"a negative range", container(`{"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}`, "abcd")},
		{"a negative shape", container(`{"__metadata__":{},"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]}}`, "abcd")},
		{"a shape that overflows", container(`{"__metadata__":{},"a":{"dtype":"F32","shape":[2147483647,2147483647,2147483647],"data_offsets":[0,4]}}`, "abcd")},
		{"a hole", container(`{"__metadata__":{},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, "abcdefgh")},
		{"an overlap", container(`{"__metadata__":{},`+a+`,"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, "abcd")},
		{"bytes at the end", append(good[:len(good):len(good)], "abcd"...)},
	} {
		if got, err := decodeTensors(c.file); !errors.Is(err, ErrFile) {
			t.Errorf("%s: got %v and %v, want %v", c.name, got, err, ErrFile)
		}
	}
}

func FuzzDecodeTensors(f *testing.F) {
	f.Add(container(`{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, "abcd"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := decodeTensors(file); err != nil && !errors.Is(err, ErrFile) {
			t.Errorf("got %v, want %v", err, ErrFile)
		}
	})
}
