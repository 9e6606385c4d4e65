package reference

import "math"

// sineBits is the logarithm of the number of entries in sine.
const sineBits = 12

// sine is one period, in units of 1/32767. The last bits of package math differ
// between machines, but that does not change the rounding: no entry's exact value
// is closer than 1e-5 to the middle between two integers, which a test checks.
var sine = func() (table [1 << sineBits]int16) {
	for i := range table {
		table[i] = int16(math.Round(32767 * math.Sin(2*math.Pi*float64(i)/float64(len(table)))))
	}
	return table
}()

// oscillator is a sine wave of an integer phase: 2^32 is one period.
type oscillator uint32

// next returns the value and advances by one sample. mHz is the frequency in
// 1/1000 Hz.
func (o *oscillator) next(mHz int64, rate int) int64 {
	v := sine[*o>>(32-sineBits)]
	*o += oscillator(mHz << 32 / (1000 * int64(rate)))
	return int64(v)
}

// Chords of the music, in 1/1000 Hz: A minor, F, C, G.
var chords = [...][4]int64{
	{220000, 261626, 329628, 440000},
	{174614, 220000, 261626, 349228},
	{130813, 164814, 195998, 261626},
	{195998, 246942, 293665, 391995},
}

// music returns, in parts of two seconds, chords that decay, a voice with vibrato,
// and one that glides over three octaves; later parts overlap.
func music(rate int) []int16 {
	pcm := make([]int16, length(rate))
	var notes [4]oscillator
	var voice, overtone, tremble, glider oscillator
	for i := range pcm {
		part, at := i/(2*rate), int64(i%(2*rate))
		var sum int64
		if part%3 == 0 || part >= 15 {
			// Each beat of half a second decays with the square of the time left.
			left := int64(rate/2) - at%int64(rate/2)
			envelope := left * left << 14 / (int64(rate/2) * int64(rate/2))
			for n := range notes {
				sum += notes[n].next(chords[part/3%len(chords)][n], rate) * envelope >> 16
			}
		}
		if part%3 == 1 || part >= 21 {
			pitch := 220000 + 40000*int64(part%7) // 5.5 vibrations a second, 3 % up and down
			pitch += pitch * 3 * tremble.next(5500, rate) / 3276700
			sum += voice.next(pitch, rate)>>2 + overtone.next(3*pitch, rate)>>4
		}
		if part%3 == 2 {
			pitch := 110000 + 770000*at/int64(2*rate)
			if part%2 == 0 {
				pitch = 990000 - pitch
			}
			sum += glider.next(pitch, rate) >> 2
		}
		pcm[i] = int16(min(max(sum, -1<<15), 1<<15-1))
	}
	return pcm
}
