package audio

import (
	"io"

	"github.com/gosilero/vad/audio/internal/bits"
	"github.com/gosilero/vad/audio/internal/flac"
)

// flacBuffer is how many bytes of input are held; most frames have fewer than
// a quarter.
const flacBuffer = 1 << 17

// flacInput finds the frames of a FLAC stream. A frame is believed when its
// checksum is right; otherwise the next one is searched for.
type flacInput struct {
	input   io.Reader
	decoder *flac.Decoder
	buf     []byte // input from the current frame on, and bits.Padding
	start   int    // of the current frame in buf
	end     int    // of the input in buf
	ended   error  // why there is no more input
	tries   budget
}

// hopeless is how many bytes are skipped where the frames that prove to be none
// have become too expensive.
const hopeless = 1 << 12

func newFLACInput(input io.Reader, info flac.StreamInfo) flacInput {
	return flacInput{input: input, decoder: flac.NewDecoder(info), buf: make([]byte, flacBuffer+bits.Padding), tries: newFrameBudget()}
}

// next returns the next frame, valid until the next call, and how many bytes
// before it were skipped. Without a frame left, err says why the input ended.
//
// The input may come as it is recorded: a frame is decoded when it is there, or a
// quarter more, since each attempt begins anew.
func (f *flacInput) next() (frame *flac.Frame, skipped int, err error) {
	for want := 1; ; {
		f.fill(want)
		have := f.end - f.start
		if have == 0 {
			return nil, skipped, f.ended
		}
		frame, err := f.decoder.Decode(f.buf[f.start:], have)
		if err == nil {
			f.start += frame.Size
			f.tries.earn(frame.Size)
			return frame, skipped, nil
		}
		if err == flac.ErrShort && f.ended == nil {
			want = have + have/4 + 1
			continue
		}
		n := min(hopeless, have)
		if f.tries.spend(int64(f.decoder.Tried())) {
			n = flac.NextSync(f.buf[f.start:f.end])
		}
		f.tries.earn(n)
		f.start += n
		skipped += n
	}
}

// fill reads until want bytes of the current frame and what follows are there,
// or the input ends.
func (f *flacInput) fill(want int) {
	if f.end-f.start >= want || f.ended != nil {
		return
	}
	buf := f.buf
	if want > len(buf)-bits.Padding {
		buf = make([]byte, 2*want+bits.Padding)
	}
	f.end = copy(buf, f.buf[f.start:f.end])
	f.buf, f.start = buf, 0
	for f.end < want && f.ended == nil {
		n, err := readSome(f.input, f.buf[f.end:len(f.buf)-bits.Padding])
		f.end += n
		f.ended = err
	}
}
