#!/bin/sh
# Makes the clips in this directory: 16 kHz, one channel, 16 bit. Needs these
# Debian packages (bookworm's versions make the committed bytes):
#
#	pocketsphinx-testdata espeak-ng flite sox
#
# and installs nothing. README.md says where the words come from and under which
# licence the recordings are.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
data=${POCKETSPHINX_TESTDATA:-/usr/share/pocketsphinx/test/data}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

for tool in espeak-ng flite sox; do
	command -v $tool >/dev/null || {
		echo "make-clips.sh: no $tool; apt-get install pocketsphinx-testdata espeak-ng flite sox" >&2
		exit 1
	}
done

format="-t raw -r 16000 -e signed -b 16 -c 1 -L"

# samples FILE: the clip as headerless samples; .raw files are that already.
samples() {
	case $1 in
	*.raw) cat "$1" ;;
	*) sox -D "$1" $format - ;; # -D: no dither, which would be noise of our own
	esac
}

# pause TENTHS: digital silence.
pause() {
	head -c $(($1 * 3200)) /dev/zero
}

# wav NAME: standard input as a WAV file.
wav() {
	sox $format - "$here/$1"
}

# Three sentences with pauses of one second: the README's example.
{
	pause 5
	for n in 0870 0880 0890; do
		samples "$data/librivox/sense_and_sensibility_01_austen_64kb-$n.wav"
		pause 10
	done
} | wav speech.wav

# The rest of the package's recordings, each once: other speakers, microphones
# and rooms.
{
	for f in goforward.raw librivox/sense_and_sensibility_01_austen_64kb-0920.wav cards/001.wav \
		cards/002.wav numbers.raw cards/003.wav cards/004.wav tidigits/dhd.2934z.raw cards/005.wav \
		librivox/sense_and_sensibility_01_austen_64kb-0930.wav something.raw; do
		samples "$data/$f"
		pause 3
	done
} | wav voices.wav

# espeak VOICE SPEED PITCH and flite_ VOICE read standard input aloud.
espeak() {
	espeak-ng -v "$1" -s "$2" -p "$3" --stdin --stdout >"$tmp/said.wav"
	sox -D "$tmp/said.wav" -r 16000 $format - gain -2 # room for the resampler's overshoot
	pause 7
}

flite_() {
	cat >"$tmp/said.txt"
	flite -voice "$1" -f "$tmp/said.txt" -o "$tmp/said.wav"
	sox -D "$tmp/said.wav" -r 16000 $format - gain -2
	pause 7
}

{
	espeak en-us 165 50 <<-TEXT
		The north wind and the sun were disputing which was the stronger,
		when a traveller came along wrapped in a warm cloak.
	TEXT
	flite_ slt <<-TEXT
		They agreed that the one who first made the traveller take his cloak off
		should be considered stronger than the other.
	TEXT
	espeak de+f3 150 60 <<-TEXT
		Einst stritten sich Nordwind und Sonne, wer von ihnen beiden wohl der Stärkere wäre.
	TEXT
	flite_ kal16 <<-TEXT
		Then the north wind blew as hard as he could, but the more he blew,
		the more closely did the traveller fold his cloak around him.
	TEXT
	espeak fr 175 40 <<-TEXT
		La bise et le soleil se disputaient, chacun assurant qu'il était le plus fort.
	TEXT
	flite_ awb <<-TEXT
		And at last the north wind gave up the attempt.
	TEXT
	espeak es+f2 160 70 <<-TEXT
		El viento del norte y el sol porfiaban sobre cuál de ellos era el más fuerte.
	TEXT
	espeak it+f4 150 50 <<-TEXT
		Si bisticciavano un giorno il vento di tramontana e il sole, l'uno pretendendo d'esser più forte dell'altro.
	TEXT
	flite_ rms <<-TEXT
		Then the sun shone out warmly, and immediately the traveller took off his cloak.
	TEXT
	espeak en-gb-x-rp+whisper 140 50 <<-TEXT
		And so the north wind was obliged to confess that the sun was the stronger of the two.
	TEXT
	espeak en-gb 300 30 <<-TEXT
		One two three four five six seven eight nine ten eleven twelve, and so on, and so forth.
	TEXT
} | wav synthetic.wav
