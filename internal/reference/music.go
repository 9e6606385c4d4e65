package reference

import "math"

// sineBits is the logarithm of the number of entries in sine.
const sineBits = 12

// sine is one period, in units of 1/32767. Package math's last bits differ
// between machines, but not by enough to round another way: no entry's exact
// value is closer than 1e-5 to the middle between two integers, as a test
// checks.
var sine = func() (table [1 << sineBits]int16) {
	for i := range table {
		table[i] = int16(math.Round(32767 * math.Sin(2*math.Pi*float64(i)/float64(len(table)))))
	}
	return table
}()

// oscillator is a sine wave of an integer phase: 2^32 is one period.
type oscillator uint32

// next returns the value and moves on. mHz is the frequency in 1/1000 Hz.
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

// music is, by turns of two seconds, chords that die away, a voice with
// vibrato, and one that glides over three octaves; then the turns overlap.
func music(rate int) []int16 {
	pcm := make([]int16, length(rate))
	var notes [4]oscillator
	var voice, overtone, tremble, glider oscillator
	for i := range pcm {
		turn, at := i/(2*rate), int64(i%(2*rate))
		var sum int64
		if turn%3 == 0 || turn >= 15 {
			// Each beat of half a second falls off by the square.
			left := int64(rate/2) - at%int64(rate/2)
			envelope := left * left << 14 / (int64(rate/2) * int64(rate/2))
			for n := range notes {
				sum += notes[n].next(chords[turn/3%len(chords)][n], rate) * envelope >> 16
			}
		}
		if turn%3 == 1 || turn >= 21 {
			pitch := 220000 + 40000*int64(turn%7) // 5.5 vibrations a second, 3 % up and down
			pitch += pitch * 3 * tremble.next(5500, rate) / 3276700
			sum += voice.next(pitch, rate)>>2 + overtone.next(3*pitch, rate)>>4
		}
		if turn%3 == 2 {
			pitch := 110000 + 770000*at/int64(2*rate)
			if turn%2 == 0 {
				pitch = 990000 - pitch
			}
			sum += glider.next(pitch, rate) >> 2
		}
		pcm[i] = int16(min(max(sum, -1<<15), 1<<15-1))
	}
	return pcm
}
