package main

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"time"

	"github.com/gosilero/vad/audio"
)

// firstSequence is the sequence number of the first packet of each leg, so that
// the numbers soon go on at 0.
const firstSequence = 1<<16 - 100

// network simulates calls in which both sides say what is recorded, the second
// side half of the recording later.
type network struct {
	audio  []byte // a recording, as mu-law
	loss   float64
	jitter time.Duration
	seed   uint64
}

// leg returns what one side of a call says. Each call begins a second later in
// the recording, which goes on at its beginning.
func (n *network) leg(call, leg int) []byte {
	from := (call*rate + leg*len(n.audio)/legs) % len(n.audio)
	return slices.Concat(n.audio[from:], n.audio[:from])
}

// call returns the packets of a call as they arrive.
func (n *network) call(call int) <-chan packet {
	type arrival struct {
		packet
		at time.Duration
	}
	random := rand.New(rand.NewPCG(n.seed, uint64(call)))
	var arrivals []arrival
	for leg := range legs {
		sequence := uint16(firstSequence)
		sent := time.Duration(0)
		for payload := range slices.Chunk(n.leg(call, leg), size) {
			if len(payload) == size && random.Float64() >= n.loss {
				delay := time.Duration(random.Float64() * float64(n.jitter))
				arrivals = append(arrivals, arrival{packet{leg, sequence, payload}, sent + delay})
			}
			sequence++
			sent += time.Second * size / rate
		}
	}
	slices.SortStableFunc(arrivals, func(a, b arrival) int { return cmp.Compare(a.at, b.at) })
	packets := make(chan packet, len(arrivals))
	for _, a := range arrivals {
		packets <- a.packet
	}
	close(packets)
	return packets
}

// muLaw returns a recording as a telephone sends it.
func muLaw(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	reader, err := audio.Open(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	source, err := audio.Resample(audio.Mono(reader), rate)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	pcm, err := audio.ReadAll(source)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(pcm) < size {
		return nil, fmt.Errorf("%s: %d samples at %d Hz, want %d or more", path, len(pcm), rate, size)
	}
	return encode(pcm), nil
}

// encode returns the mu-law byte of the value nearest to each sample.
func encode(pcm []float32) []byte {
	// The bytes 255 to 128 have the values from 0 up, 127 to 0 the same ones below.
	codes, values := make([]byte, 128), make([]float32, 128)
	for i := range codes {
		codes[i] = byte(255 - i)
	}
	audio.MuLaw.Decode(values, codes)
	encoded := make([]byte, len(pcm))
	for i, v := range pcm {
		level := max(v, -v)
		j, _ := slices.BinarySearch(values, level)
		if j == len(values) || j > 0 && level-values[j-1] < values[j]-level {
			j--
		}
		encoded[i] = codes[j]
		if v < 0 {
			encoded[i] ^= 0x80
		}
	}
	return encoded
}
