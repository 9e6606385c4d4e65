#!/bin/sh
# Makes ten minutes of speech in several kinds of file, for vad bench to read:
# testdata/speech.wav over and over; in stereo, the right channel is 1 s late.
# Needs ffmpeg with libmp3lame. The files lie in .cache/recordings at the root of the
# module and are made once.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
dir=$root/.cache/recordings
mkdir -p "$dir"

# make NAME RATE CHANNELS [OPTION...]: one file, complete or not there.
make() {
	name=$1 rate=$2 channels=$3
	shift 3
	[ -e "$dir/$name" ] && return
	filter="[0:a]asplit[l][r];[r]adelay=1000[late];[l][late]join=inputs=2:channel_layout=stereo"
	[ "$channels" = 2 ] || filter="[0:a]anull"
	ffmpeg -nostdin -v error -y -stream_loop -1 -i "$root/testdata/speech.wav" -filter_complex "$filter" \
		-t 600 -ar "$rate" "$@" "$dir/new-$name"
	mv "$dir/new-$name" "$dir/$name"
}

make 16k-mono.wav 16000 1
make 16k-mono.flac 16000 1
make 44k-mono.wav 44100 1
make 48k-stereo.wav 48000 2
make 48k-stereo.flac 48000 2 -sample_fmt s16
make 48k-stereo.mp3 48000 2 -b:a 128k
make 16k-mono.ogg 16000 1 -c:a libvorbis
make 48k-stereo.opus 48000 2 -c:a libopus
