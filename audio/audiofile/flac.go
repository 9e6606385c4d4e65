package audiofile

import (
	"encoding/binary"
	"fmt"
	"io"
	"strconv"

	"github.com/mewkiz/flac"
	"github.com/mewkiz/flac/frame"
	"github.com/mewkiz/flac/meta"

	"github.com/gosilero/vad/audio/internal/quantise"
)

// flacFrame is the samples per channel of a frame; the last may be shorter.
const flacFrame = 4096

type flacFile struct {
	w       io.WriteSeeker
	encoder *flac.Encoder
	format  Format
	values  [][]int32 // of the next frame, by channel
	left    int64     // samples
}

func newFLAC(w io.WriteSeeker, f Format) (*flacFile, error) {
	if f.Channels > 8 || f.SampleRate >= 1<<20 || f.Samples >= 1<<36 {
		return nil, fmt.Errorf("%w as FLAC: %d channels, %d Hz", ErrFormat, f.Channels, f.SampleRate)
	}
	var comments []*meta.Block
	if f.Software != "" {
		comments = append(comments, &meta.Block{
			// The encoder takes a block without a length for empty; it sets it anew.
			Header: meta.Header{Type: meta.TypeVorbisComment, Length: 1},
			Body:   &meta.VorbisComment{Vendor: f.Software},
		})
	}
	// The encoder closes what has a Close method.
	encoder, err := flac.NewEncoder(struct{ io.WriteSeeker }{w}, &meta.StreamInfo{
		BlockSizeMin: flacFrame, BlockSizeMax: flacFrame,
		SampleRate: uint32(f.SampleRate), NChannels: uint8(f.Channels), BitsPerSample: uint8(f.Bits),
		NSamples: uint64(f.Samples),
	}, comments...)
	if err == nil && strconv.IntSize < 64 {
		// The encoder counts bits in an int, which loud samples overflow.
		encoder.EnablePredictionAnalysis(false)
	}
	return &flacFile{w: w, encoder: encoder, format: f, values: make([][]int32, f.Channels), left: f.Samples}, err
}

func (f *flacFile) Write(samples []float32) error {
	for len(samples) > 0 {
		for c := range f.values {
			f.values[c] = append(f.values[c], quantise.Sample(samples[c], f.format.Bits))
		}
		samples = samples[len(f.values):]
		if len(f.values[0]) == flacFrame {
			if err := f.writeFrame(); err != nil {
				return err
			}
		}
	}
	return nil
}

// independent is how FLAC numbers the layouts of 1 to 8 independent channels.
const independent = frame.ChannelsMono

func (f *flacFile) writeFrame() error {
	n := len(f.values[0])
	out := &frame.Frame{Header: frame.Header{
		HasFixedBlockSize: true,
		BlockSize:         uint16(n),
		SampleRate:        uint32(f.format.SampleRate),
		Channels:          independent + frame.Channels(f.format.Channels-1),
		BitsPerSample:     uint8(f.format.Bits),
	}}
	for _, values := range f.values {
		out.Subframes = append(out.Subframes, &frame.Subframe{
			SubHeader: frame.SubHeader{Pred: frame.PredVerbatim}, // the encoder looks for a better one, where int has 64 bits
			Samples:   values,
			NSamples:  n,
		})
	}
	err := f.encoder.WriteFrame(out)
	for c := range f.values {
		f.values[c] = f.values[c][:0]
	}
	f.left -= int64(n)
	return err
}

func (f *flacFile) Close() error {
	if len(f.values[0]) > 0 {
		if err := f.writeFrame(); err != nil {
			return err
		}
	}
	if f.left != 0 {
		return fmt.Errorf("audiofile: %d samples are missing", f.left)
	}
	if err := f.encoder.Close(); err != nil {
		return err
	}
	return f.writeFrameSizes()
}

// writeFrameSizes corrects the sizes of the smallest and the largest frame in the
// header, which exclude the last frame and are at least 16.
func (f *flacFile) writeFrameSizes() error {
	const offset = 4 + 4 // the signature and the header of the first block
	if _, err := f.w.Seek(offset, io.SeekStart); err != nil {
		return err
	}
	if err := binary.Write(f.w, binary.BigEndian, [2]uint16{flacFrame, flacFrame}); err != nil {
		return err
	}
	_, err := f.w.Seek(0, io.SeekEnd)
	return err
}
