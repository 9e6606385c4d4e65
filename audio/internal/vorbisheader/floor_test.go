package vorbisheader

import (
	"bytes"
	"fmt"
	"os"
	"testing"

	"github.com/gosilero/vad/audio/internal/ogg"
	"github.com/jfreymuth/vorbis"
)

// headers returns the three header packets of a clip.
func headers(t testing.TB, name string) (packets [][]byte) {
	t.Helper()
	file, err := os.ReadFile("../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var p ogg.Packets
	for len(packets) < 3 {
		page, err := ogg.Parse(file[:ogg.Size(file)])
		if err != nil {
			t.Fatal(err)
		}
		p.Add(page)
		for {
			packet, ok := p.Next()
			if !ok {
				break
			}
			packets = append(packets, bytes.Clone(packet))
		}
		file = file[ogg.Size(file):]
	}
	return packets[:3]
}

// read gives the library the identification and a setup.
func read(identification, setup []byte) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	var d vorbis.Decoder
	if err := d.ReadHeader(identification); err != nil {
		return err
	}
	return d.ReadHeader(setup)
}

// TestFloorFault shows the fault that mendFloors works around: the library
// cannot read the setup of a 5.1 file, one of whose floors has no partitions.
func TestFloorFault(t *testing.T) {
	packets := headers(t, "click-5.1.ogg")
	if err := read(packets[0], packets[2]); err == nil {
		t.Error("the library reads a floor without partitions: floor.go, insertBits and this file can go")
	}
	mended, _, err := Setup(packets[2])
	if err != nil {
		t.Fatal(err)
	}
	if err := read(packets[0], mended); err != nil {
		t.Errorf("the mended setup: %v", err)
	}
}

// TestSetupUnchanged checks that a setup that needs no mending stays as it is.
func TestSetupUnchanged(t *testing.T) {
	for _, name := range []string{"speech.ogg", "click.ogg"} {
		packets := headers(t, name)
		if err := read(packets[0], packets[2]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		got, _, err := Setup(packets[2])
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.Equal(got, packets[2]) {
			t.Errorf("%s: the setup was changed", name)
		}
	}
}

func TestInsertBits(t *testing.T) {
	// From byte 1 on, from the lowest bit: 1 0 1 1 0 0 1 1, 1 0 0 0 0 0 0 0.
	data := []byte{0xAA, 0b11001101, 0b00000001}
	got := insertBits(data, 1, []int{2, 9}, 3)
	// 1 0 000 1 1 0, 0 1 1 1 000 0, 0 0 0 0 0 0 and two bits of padding.
	want := []byte{0xAA, 0b01100001, 0b00001110, 0}
	if !bytes.Equal(got, want) {
		t.Errorf("got %08b, want %08b", got, want)
	}
	if got := insertBits(data, 1, nil, 3); !bytes.Equal(got, data) {
		t.Errorf("no places: got %08b, want %08b", got, data)
	}
}

func FuzzSetup(f *testing.F) {
	for _, name := range []string{"speech.ogg", "click-5.1.ogg"} {
		f.Add(headers(f, name)[2])
	}
	f.Fuzz(func(t *testing.T, packet []byte) {
		got, _, err := Setup(packet)
		if err == nil && len(got) < len(packet) {
			t.Fatalf("a setup of %d bytes became one of %d", len(packet), len(got))
		}
	})
}
