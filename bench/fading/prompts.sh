#!/bin/sh
# prompts.sh FOLDER makes 25 clips of 12 s with labels: prompts in five languages,
# from Debian's packages of them, with pauses of 0.15 to 3 s. The recordings are so
# clean that their level says where speech is. Needs Debian, sox and ffmpeg.
set -eu
mkdir -p "$1"
cd "$1"
folder=$PWD
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
cd "$work"
chmod 755 .
for language in en es fr it ru; do
	apt-get -qq download "asterisk-core-sounds-$language-wav"
	dpkg-deb -x asterisk-core-sounds-"$language"-wav_*.deb "$language"
	# Prompts of a second and more, in an order that is neither by name nor by chance.
	find "$language" -name '*.wav' -size +16k | while read -r f; do cksum "$f"; done | sort -n | cut -d' ' -f3 >"$language.txt"
done

clip() { # clip LANGUAGE NUMBER: the prompts from NUMBER*8 on
	n=0
	sed -n "$(($2 * 8 + 1)),$(($2 * 8 + 8))p" "$1.txt" | while read -r f; do
		pause=$(echo 0.8 0.3 2 0.15 1.2 0.5 3 0.4 | cut -d' ' -f$((n % 8 + 1)))
		sox -V1 "$f" -r 16000 "part$n.wav" norm -6 pad 0 "$pause"
		n=$((n + 1))
	done
	sox -V1 part?.wav "$folder/$1$2.wav" pad 0.5 trim 0 12
	rm part?.wav
	# Speech is what lies between silences of 60 ms and more.
	ffmpeg -hide_banner -nostats -i "$folder/$1$2.wav" -af silencedetect=noise=-42dB:d=0.06 -f null - 2>&1 | awk -v name="$1$2" '
		function speech(from, to) { if (to > from) printf "SPEAKER %s 1 %.3f %.3f <NA> <NA> %s <NA> <NA>\n", name, from, to - from, name }
		/silence_start/ { sub(/.*silence_start: /, ""); speech(end, $1 + 0); silent = 1 }
		/silence_end/ { sub(/.*silence_end: /, ""); end = $1 + 0; silent = 0 }
		END { if (!silent) speech(end, 12) }'
}

for language in en es fr it ru; do
	for number in 0 1 2 3 4; do clip "$language" "$number"; done
done >"$folder/prompts.rttm"
