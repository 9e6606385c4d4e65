#!/bin/sh
# Fills a folder with over 300 short files of many encoders, rates, channels and
# options, which tests compare with other decoders and fuzzing begins with:
#
#	sh audio/testdata/corpus.sh FOLDER
#
# Needs Debian's ffmpeg, flac, lame, opus-tools, sox, vorbis-tools. They make other
# bytes in other versions, so nothing depends on the bytes.
set -eu
here=$(cd "$(dirname "$0")/../.." && pwd)
mkdir -p "$1"
cd "$1"
[ ! -e complete ] || exit 0
speech=$here/testdata/speech.wav
voices=$here/testdata/voices.wav
sources=$(mktemp -d)
trap 'rm -rf "$sources"' EXIT

# sound RATE CHANNELS BITS: 0.7 s of speech and voices, others in each channel.
sound() {
	out=$sources/$1-$2-$3.wav
	if [ ! -e "$out" ]; then
		for n in $(seq "$2"); do
			if [ $((n % 2)) = 1 ]; then in=$speech; else in=$voices; fi
			sox -D "$in" -t wavpcm -r "$1" -b "$3" "$sources/part$n.wav" gain -4 trim $((1 + n)) 0.7
		done
		if [ "$2" = 1 ]; then
			mv "$sources/part1.wav" "$out"
		else
			sox -D -M $(seq -f "$sources/part%g.wav" "$2") -t wavpcm -b "$3" "$out"
		fi
	fi
	echo "$out"
}

flacs() { # RATE CHANNELS BITS NAME OPTIONS...
	in=$(sound "$1" "$2" "$3") out=$4-$1-$2-$3.flac
	shift 4
	flac --totally-silent -f --channel-map=none "$@" -o "$out" "$in"
}
for rate in 8000 11025 16000 22050 24000 32000 44100 48000 96000; do
	for level in 0 2 5 8; do
		flacs $rate 1 16 level$level -$level
		flacs $rate 2 16 level$level -$level
	done
done
for bits in 8 24; do
	for channels in 1 2 3 6 8; do
		flacs 48000 $channels $bits level5 -5
		flacs 16000 $channels $bits level8 -8
	done
done
for size in 16 17 192 255 576 1152 4096 4608 16384 65535; do
	flacs 44100 2 16 block$size --lax -b $size
done
flacs 44100 2 16 midside -m
flacs 44100 2 16 adaptive -M
flacs 44100 2 16 order32 --lax -l 32
flacs 44100 2 24 order32 --lax -l 32
flacs 44100 2 16 fixed -l 0
flacs 44100 2 16 exhaustive -e -p
flacs 44100 2 16 rice --lax -r 0,15
flacs 16000 1 16 tagged -T TITLE=x --padding=9000

mp3s() { # RATE CHANNELS NAME OPTIONS...
	in=$(sound "$1" "$2" 16) out=$3-$1-$2.mp3
	shift 3
	lame --quiet "$@" "$in" "$out"
}
for rate in 8000 11025 12000 16000 22050 24000 32000 44100 48000; do
	mp3s $rate 1 cbr -b 64
	mp3s $rate 2 joint -m j -b 64
	mp3s $rate 2 stereo -m s -b 64
	mp3s $rate 1 vbr -V 4
	mp3s $rate 2 vbr -V 2
	mp3s $rate 2 crc -p -b 96
	mp3s $rate 1 abr --abr 40
done
for quality in 0 6 9; do
	mp3s 44100 2 vbr$quality -V $quality
	mp3s 44100 2 noise$quality -q $quality -b 128
done
for bits in 32 48 160 224 320; do
	mp3s 44100 2 cbr$bits -b $bits
	mp3s 48000 1 cbr$bits -b $bits
done
mp3s 44100 2 forced -m f -b 128
mp3s 44100 2 dual -m d -b 128
mp3s 44100 2 untagged -t -b 128
mp3s 16000 1 untagged -t -b 32
mp3s 44100 2 noreservoir --nores -b 128

vorbises() { # RATE CHANNELS QUALITY OPTIONS...
	in=$(sound "$1" "$2" 16) out=q$3-$1-$2.ogg quality=$3
	shift 3
	oggenc -Q -q "$quality" "$@" -o "$out" "$in"
}
for rate in 8000 11025 16000 22050 32000 44100 48000 96000; do
	for quality in 0 4 9; do
		vorbises $rate 1 $quality
		vorbises $rate 2 $quality
	done
done
for quality in -1 1 2 6 7 10; do vorbises 44100 2 $quality; done
vorbises 48000 6 4
vorbises 44100 3 4

opuses() { # RATE CHANNELS NAME OPTIONS...
	in=$(sound "$1" "$2" 16) out=$3-$1-$2.opus
	shift 3
	opusenc --quiet "$@" "$in" "$out"
}
for channels in 1 2; do
	for bits in 6 10 16 24 32 64 96 160 256; do
		opuses 48000 $channels rate$bits --bitrate $bits
		opuses 16000 $channels speech$bits --bitrate $bits --speech
	done
	for size in 2.5 5 10 20 40 60; do
		opuses 48000 $channels frame$size --framesize $size
		opuses 16000 $channels slow$size --framesize $size --bitrate 12
	done
	for rate in 8000 12000 24000 44100; do opuses $rate $channels default; done
	opuses 48000 $channels cbr --hard-cbr --bitrate 32
	opuses 48000 $channels loss --expect-loss 20 --bitrate 24
	opuses 48000 $channels delay --max-delay 20
done

# What holds samples as they are, and containers, by ffmpeg: one run, many outputs.
stereo=$(sound 44100 2 16)
many() { # EXTENSION OPTIONS CODECS...
	extension=$1 options=$2
	shift 2
	for codec in "$@"; do
		ffmpeg -v error -nostdin -y -i "$stereo" $options -c:a "$codec" "$codec.$extension"
	done
}
integers="pcm_s16le pcm_s24le pcm_s32le"
floats="pcm_f32le pcm_f64le"
many wav "" pcm_u8 $integers $floats pcm_mulaw pcm_alaw
many rf64.wav "-rf64 always" pcm_s16le pcm_s24le
many aiff "" pcm_s8 pcm_s16be pcm_s24be pcm_s32be pcm_f32be pcm_f64be pcm_mulaw pcm_alaw
many au "" pcm_s8 pcm_s16be pcm_s24be pcm_s32be pcm_f32be pcm_f64be pcm_mulaw pcm_alaw
many w64 "" pcm_u8 $integers $floats pcm_mulaw pcm_alaw
many caf "" pcm_s8 $integers pcm_s16be pcm_s24be pcm_s32be $floats pcm_mulaw pcm_alaw
many mka "" flac pcm_s16le pcm_s24le pcm_f32le libmp3lame libvorbis libopus
many webm "" libvorbis libopus
many oga "" flac
many mp4 "-strict -2" flac libmp3lame libopus
many fragments.mp4 "-strict -2 -movflags frag_keyframe+empty_moov -frag_duration 100000" flac libopus
many mov "" pcm_s16le pcm_s16be pcm_s24be pcm_f32be pcm_mulaw pcm_alaw
touch complete
