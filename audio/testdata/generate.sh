#!/bin/sh
# Makes every file of this directory. README.md says what they are for.
# Debian packages: pocketsphinx-testdata sox flac lame vorbis-tools opus-tools ffmpeg mkvtoolnix bc
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
sox() { command sox -V1 -D "$@"; } # no dither: the same bytes each time

# Speech: 2.8 s, 16 kHz, mono.
sox -t raw -r 16000 -e signed -b 16 -c 1 /usr/share/pocketsphinx/test/data/goforward.raw "$work/speech.wav"
sox "$work/speech.wav" -r 44100 "$work/speech44.wav" remix 1v.5 1v.5
flac -s -f --best -o speech.flac "$work/speech.wav"
lame --quiet -m m -b 32 "$work/speech.wav" speech.mp3
lame --quiet -V 6 -p "$work/speech44.wav" speech-vbr-crc.mp3
oggenc -Q -q 1 -s 1 -o speech.ogg "$work/speech.wav"
opusenc --quiet --serial 1 --bitrate 8 "$work/speech.wav" speech-silk.opus
opusenc --quiet --serial 1 --bitrate 24 --framesize 10 "$work/speech.wav" speech-hybrid.opus
opusenc --quiet --serial 1 --bitrate 48 --framesize 2.5 "$work/speech44.wav" speech-celt.opus

# Clicks: 1 s, 48 kHz; 1 kHz for 50 ms from 0.5 s on the left, from 0.75 s on the right.
sox -n -r 48000 -b 24 "$work/left.wav" synth 0.05 sine 1000 vol 0.8 pad 0.5 0.45
sox -n -r 48000 -b 24 "$work/right.wav" synth 0.05 sine 1000 vol 0.8 pad 0.75 0.2
sox -M "$work/left.wav" "$work/right.wav" -b 24 "$work/click24.wav"
sox "$work/click24.wav" -b 16 "$work/click.wav"
flac -s -f --best -o click24.flac "$work/click24.wav"
lame --quiet -b 128 "$work/click.wav" click.mp3
lame --quiet -b 64 -t "$work/click.wav" click-untagged.mp3
ffmpeg -v error -y -i "$work/click.wav" -bitexact -b:a 64k -metadata title=click click-lavc.mp3
oggenc -Q -q 1 -s 1 -o click.ogg "$work/click.wav"
opusenc --quiet --serial 1 --bitrate 48 "$work/click.wav" click.opus

# 5.1: 0.8 s, 48 kHz; 100 Hz for 50 ms, from 0.1 s on in the first channel, 0.1 s later in each.
for i in 1 2 3 4 5 6; do
	sox -n -r 48000 -b 16 "$work/surround$i.wav" synth 0.05 sine 100 vol 0.8 pad "0.$i" "$(echo "0.75 - 0.$i" | bc)"
done
sox -M "$work"/surround[1-6].wav "$work/surround.wav"
oggenc -Q -q 0 -s 1 -o click-5.1.ogg "$work/surround.wav"

# WAV as other programs write it: 0.55 s of the left click at 8 kHz.
sox "$work/left.wav" -b 16 -r 8000 "$work/left8.wav" trim 0 0.55
sox "$work/left8.wav" -e mu-law click-mulaw.wav
sox "$work/left8.wav" -e a-law click-alaw.wav
sox "$work/left8.wav" -e float -b 32 click-float.wav
sox "$work/left8.wav" -b 24 click-24.wav
ffmpeg -v error -y -i "$work/left8.wav" -bitexact -c:a pcm_u8 -rf64 always click-rf64.wav
ffmpeg -v error -i "$work/left8.wav" -bitexact -f wav - > click-pipe.wav

# The same packets and samples in other containers.
copy() {
	in=$1
	shift
	ffmpeg -v error -y -i "$in" -bitexact -c copy -strict -2 "$@"
}
copy speech-silk.opus speech-silk.webm
copy speech-silk.opus -f webm - | cat > speech-silk-pipe.webm
mkvmerge -q --deterministic 1 -o speech-silk-laced.mka speech-silk.opus
copy speech-silk.opus -movflags faststart speech-silk.mp4
copy speech-silk.opus -movflags frag_keyframe+empty_moov -frag_duration 500000 speech-silk-fragments.mp4
copy click.ogg click-vorbis.mka
copy click-untagged.mp3 click-mp3.mp4
for kind in mkv mov aiff au w64 caf; do copy click-mulaw.wav "click-mulaw.$kind"; done
flac -s -f --best -o "$work/left24.flac" click-24.wav
copy "$work/left24.flac" click-flac.mka
copy "$work/left24.flac" click-flac.mp4
flac -s -f --best --no-padding --ogg --serial-number=1 -o click-flac.oga click-24.wav

# All bytes of G.711, as sox expands them to 16 bits.
i=0
while [ $i -lt 256 ]; do printf "\\$(printf %03o $i)"; i=$((i + 1)); done > "$work/bytes"
sox -t raw -r 8000 -c 1 -e mu-law "$work/bytes" -t raw -e signed -b 16 mulaw.s16
sox -t raw -r 8000 -c 1 -e a-law "$work/bytes" -t raw -e signed -b 16 alaw.s16
