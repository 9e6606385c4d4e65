#!/bin/sh
# Makes ten minutes, or another number of seconds, of speech in several kinds of
# file: testdata/speech.wav over and over; in stereo, the right channel is 1 s late.
# Needs ffmpeg with libmp3lame, libvorbis and libopus. The files lie in
# .cache/recordings or .cache/recordings-SECONDS at the root of the module and are made
# once.
#
#	recordings.sh [SECONDS]
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
seconds=${1:-600}
dir=$root/.cache/recordings${1:+-$1}
mkdir -p "$dir"

# make NAME RATE CHANNELS [OPTION...]: one file, complete or not there.
make() {
	name=$1 rate=$2 channels=$3
	shift 3
	[ -e "$dir/$name" ] && return
	filter="[0:a]asplit[l][r];[r]adelay=1000[late];[l][late]join=inputs=2:channel_layout=stereo"
	[ "$channels" = 2 ] || filter="[0:a]anull"
	ffmpeg -nostdin -v error -y -stream_loop -1 -i "$root/testdata/speech.wav" -filter_complex "$filter" \
		-t "$seconds" -ar "$rate" "$@" "$dir/new-$name"
	mv "$dir/new-$name" "$dir/$name"
}

make 16k-mono.wav 16000 1
make 16k-mono.flac 16000 1
make 48k-stereo.flac 48000 2 -sample_fmt s16
make 48k-stereo.mp3 48000 2 -b:a 128k
make 48k-stereo.ogg 48000 2 -c:a libvorbis
make 48k-stereo.opus 48000 2 -c:a libopus
[ "$seconds" -le 600 ] || {
	make 48k-stereo.m4a 48000 2 -c:a aac -aac_coder fast
	exit 0
}
make 44k-mono.wav 44100 1
make 48k-stereo.wav 48000 2
make 16k-mono.ogg 16000 1 -c:a libvorbis
