package mp4

import (
	"encoding/binary"
	"reflect"
	"slices"
	"testing"
)

// words returns numbers as a table has them.
func words(v ...uint32) (b []byte) {
	for _, w := range v {
		b = binary.BigEndian.AppendUint32(b, w)
	}
	return b
}

func TestParseHead(t *testing.T) {
	for _, test := range []struct {
		in   string
		want Head
		err  error
	}{
		{"\x00\x00\x00\x0amoov..", Head{"moov", 2, 8}, nil},
		{"\x00\x00\x00\x00mdat", Head{"mdat", ToEnd, 8}, nil},
		{"\x00\x00\x00\x01mdat\x00\x00\x00\x01\x00\x00\x00\x10", Head{"mdat", 1 << 32, 16}, nil},
		{"\x00\x00\x00\x01mdat\x00", Head{"mdat", 1, 8}, ErrShort},
		{"\x00\x00\x00\x01mdat\x00\x00\x00\x00\x00\x00\x00\x0f", Head{"mdat", -1, 16}, ErrBox},
		{"\x00\x00\x00\x07moov", Head{"moov", -1, 8}, ErrBox},
		{"\x00\x00\x00", Head{}, ErrShort},
	} {
		got, err := ParseHead([]byte(test.in))
		if got != test.want || err != test.err {
			t.Errorf("%q: got %+v, %v, want %+v, %v", test.in, got, err, test.want, test.err)
		}
	}
}

// newTable returns the tables of five samples in three chunks: two, two, one.
func newTable(t *testing.T, sizes []byte, kind string) *Table {
	t.Helper()
	var table Table
	for _, box := range []struct {
		kind    string
		content []byte
	}{
		{"stts", words(0, 2, 3, 10, 2, 7)},
		{"stsc", words(0, 2, 1, 2, 1, 3, 1, 1)},
		{"stco", words(0, 3, 100, 300, 200)},
		{kind, sizes},
	} {
		if !IsTable(box.kind) {
			t.Errorf("%s is no table", box.kind)
		}
		if err := table.Set(box.kind, box.content); err != nil {
			t.Fatal(err)
		}
	}
	return &table
}

func TestTable(t *testing.T) {
	want := []Run{{100, 1, 1, 0, 10}, {101, 2, 1, 10, 10}, {300, 3, 1, 20, 10}, {303, 4, 1, 30, 7}, {200, 5, 1, 37, 7}}
	for name, sizes := range map[string]struct {
		kind    string
		content []byte
	}{
		"32 bits": {"stsz", words(0, 0, 5, 1, 2, 3, 4, 5)},
		"16 bits": {"stz2", append(words(0, 16, 5), 0, 1, 0, 2, 0, 3, 0, 4, 0, 5)},
		"8 bits":  {"stz2", append(words(0, 8, 5), 1, 2, 3, 4, 5)},
		"4 bits":  {"stz2", append(words(0, 4, 5), 0x12, 0x34, 0x50)},
	} {
		table := newTable(t, sizes.content, sizes.kind)
		if got := table.Duration(); got != 44 {
			t.Errorf("%s: duration: got %d, want 44", name, got)
		}
		var got []Run
		for {
			run, ok := table.Next(0, 100)
			if !ok {
				break
			}
			got = append(got, run)
		}
		if !slices.Equal(got, want) || !table.Done() {
			t.Errorf("%s: got %+v, want %+v", name, got, want)
		}
	}
}

// TestTableRuns takes samples of four bytes together, whatever their sizes say.
func TestTableRuns(t *testing.T) {
	table := newTable(t, words(0, 1, 5), "stsz") // as old files say
	want := []Run{{100, 8, 2, 0, 20}, {300, 4, 1, 20, 10}, {304, 4, 1, 30, 7}, {200, 4, 1, 37, 7}}
	for i, w := range want {
		if run, ok := table.Next(4, 2); run != w || !ok {
			t.Errorf("run %d: got %+v, %t, want %+v", i, run, ok, w)
		}
	}
	if run, ok := table.Next(4, 2); ok {
		t.Errorf("after the last: got %+v", run)
	}
	table = newTable(t, words(0, 1, 5), "stsz")
	table.Next(0, 1)
	table.SkipChunk()
	if run, ok := table.Next(0, 1); run != (Run{300, 1, 1, 20, 10}) || !ok {
		t.Errorf("after a chunk that was skipped: got %+v, %t", run, ok)
	}
}

// TestTableFalse checks tables that claim more than they have.
func TestTableFalse(t *testing.T) {
	table := newTable(t, words(0, 0, 0xFFFFFFFF, 1, 2), "stsz")
	n := 0
	for _, ok := table.Next(0, 1); ok; _, ok = table.Next(0, 1) {
		n++
	}
	if n != 2 {
		t.Errorf("got %d samples, want 2", n)
	}
	for _, kind := range []string{"stts", "stsz", "stz2", "co64"} {
		if new(Table).Set(kind, words(0)) == nil {
			t.Errorf("%s: no error", kind)
		}
	}
	if new(Table).Set("stz2", words(0, 0, 5)) == nil {
		t.Error("sizes of 0 bits: no error")
	}
}

func TestFragment(t *testing.T) {
	box := func(kind string, content ...[]byte) []byte {
		c := slices.Concat(content...)
		return slices.Concat(words(uint32(8+len(c))), []byte(kind), c)
	}
	trex := Defaults{Track: 1, Duration: 10, Size: 5}
	tfhd := box("tfhd", words(0x20000, 1))
	tfdt := box("tfdt", words(0, 1000))
	for name, test := range map[string]struct {
		traf []byte
		want []Run
	}{
		"defaults":           {slices.Concat(tfhd, tfdt, box("trun", words(1, 2, 50))), []Run{{150, 5, 1, 1000, 10}, {155, 5, 1, 1010, 10}}},
		"sizes, durations":   {slices.Concat(tfhd, tfdt, box("trun", words(0xF05, 2, 50, 9, 7, 3, 9, 9, 8, 4, 9, 9))), []Run{{150, 3, 1, 1000, 7}, {153, 4, 1, 1007, 8}}},
		"two runs":           {slices.Concat(tfhd, tfdt, box("trun", words(1, 1, 50)), box("trun", words(0, 1))), []Run{{150, 5, 1, 1000, 10}, {155, 5, 1, 1010, 10}}},
		"own defaults":       {slices.Concat(box("tfhd", words(0x2003B, 1, 0, 400, 1, 20, 6, 0)), tfdt, box("trun", words(1, 1, 50))), []Run{{450, 6, 1, 1000, 20}}},
		"64-bit time":        {slices.Concat(tfhd, box("tfdt", words(1<<24, 1, 0)), box("trun", words(1, 1, 50))), []Run{{150, 5, 1, 1 << 32, 10}}},
		"fewer than claimed": {slices.Concat(tfhd, tfdt, box("trun", words(0x201, 0xFFFFFFFF, 50, 3))), []Run{{150, 3, 1, 1000, 10}}},
		"another track":      {slices.Concat(box("tfhd", words(0x20000, 2)), tfdt, box("trun", words(1, 2, 50))), nil},
	} {
		var f Fragment
		if err := f.Set(slices.Concat(box("mfhd", words(0, 1)), box("traf", test.traf)), 100, trex); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		var got []Run
		for run, ok := f.Next(0, 1); ok; run, ok = f.Next(0, 1) {
			got = append(got, run)
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: got %+v, want %+v", name, got, test.want)
		}
	}
	var f Fragment
	if err := f.Set(box("traf", tfhd, box("trun", words(0, 0xFFFFFFFF))), 0, Defaults{Track: 1}); err != ErrBox {
		t.Errorf("samples without a size: got %v, want %v", err, ErrBox)
	}
	if err := f.Set(box("traf", tfhd, box("trun", words(1, 9, 50))), 100, trex); err != nil {
		t.Fatal(err)
	}
	if run, ok := f.Next(5, 4); run != (Run{150, 20, 4, 0, 40}) || !ok {
		t.Errorf("a run of four: got %+v, %t", run, ok)
	}
}

func TestEntry(t *testing.T) {
	stsd := func(entry ...[]byte) []byte {
		e := slices.Concat(entry...)
		return slices.Concat(words(0, 1, uint32(4+len(e))), e)
	}
	head := func(kind string, version uint16) []byte {
		b := append([]byte(kind), make([]byte, 8)...)
		b = binary.BigEndian.AppendUint16(b, version)
		b = append(b, make([]byte, 6)...)
		return append(b, 0, 2, 0, 16, 0, 0, 0, 0, 0xBB, 0x80, 0, 0)
	}
	v2 := slices.Concat(words(72, 0x40E77000, 0, 1, 0x7F000000, 24, 2, 3, 1)) // 48 kHz
	esds := slices.Concat(words(12+19), []byte("esds"), words(0), []byte("\x03\x17\x00\x01\xe0\x00\x02\x01u\x00\x03\x04\x11\x6b......"))
	for name, test := range map[string]struct {
		content []byte
		want    Entry
	}{
		"plain":     {stsd(head("sowt", 0)), Entry{Type: "sowt", SampleRate: 48000, Channels: 2, Bits: 16}},
		"version 2": {stsd(head("lpcm", 2), v2), Entry{Type: "lpcm", SampleRate: 48000, Channels: 1, Bits: 24}},
		"version 1, little-endian": {stsd(head("in24", 1), make([]byte, 16), words(18), []byte("wave"), words(10), []byte("enda\x00\x01")),
			Entry{Type: "in24", SampleRate: 48000, Channels: 2, Bits: 16, Little: true}},
		"pcmC":            {stsd(head("ipcm", 0), words(14), []byte("pcmC"), words(0), []byte{1, 32}), Entry{Type: "ipcm", SampleRate: 48000, Channels: 2, Bits: 32, Little: true}},
		"all descriptors": {stsd(head("mp4a", 0), esds), Entry{Type: "mp4a", SampleRate: 48000, Channels: 2, Bits: 16, Object: 0x6B}},
	} {
		got, err := ParseEntry(test.content)
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %+v, %v, want %+v", name, got, err, test.want)
		}
	}
	whole := stsd(head("lpcm", 2), v2)
	for n := range whole {
		if _, err := ParseEntry(whole[:n]); err == nil {
			t.Errorf("%d bytes: no error", n)
		}
	}
}
