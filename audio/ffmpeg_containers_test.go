package audio

import (
	"path/filepath"
	"testing"
)

// TestFFmpegContainers compares samples that lie in containers as they are, or
// in FLAC, with ffmpeg.
func TestFFmpegContainers(t *testing.T) {
	needTool(t, "ffmpeg")
	fragments := []string{"-strict", "-2", "-movflags", "frag_keyframe+empty_moov", "-frag_duration", "100000"}
	flac := []string{"flac"}
	compareFFmpeg(t, "x.mkv", "Matroska PCM", []string{
		"pcm_u8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be", "pcm_f32le", "pcm_f64le", "pcm_alaw"})
	compareFFmpeg(t, "x.mka", "Matroska FLAC", flac)
	compareFFmpeg(t, "x.mov", "MP4 PCM", []string{
		"pcm_u8", "pcm_s8", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be",
		"pcm_f32le", "pcm_f32be", "pcm_f64le", "pcm_f64be", "pcm_mulaw", "pcm_alaw"})
	compareFFmpeg(t, "first.mov", "MP4 PCM", []string{"pcm_s16le"}, "-movflags", "faststart", "-ar", "96000")
	compareFFmpeg(t, "fragments.mov", "MP4 PCM", []string{"pcm_s24le"}, fragments...)
	compareFFmpeg(t, "x.mp4", "MP4 FLAC", flac, "-strict", "-2")
	compareFFmpeg(t, "fragments.mp4", "MP4 FLAC", flac, fragments...)
	compareFFmpeg(t, "x.oga", "Ogg FLAC", flac)
}

// TestFFmpegLossy compares packets of lossy codecs that ffmpeg has encoded with
// its decoder: what is heard begins and ends at the same samples.
func TestFFmpegLossy(t *testing.T) {
	needTool(t, "ffmpeg")
	for _, test := range []struct {
		name, codec string
		differs     float64
		before      int // samples that ffmpeg delivers before the sound
		after       int // and past its end
	}{
		{"x.webm", "libopus", 2e-5, 0, 0},
		{"x.mka", "libvorbis", 1e-6, 0, 0},
		{"x.mka", "libmp3lame", 1e-5, 1105, 0},
		{"x.mp4", "libopus", 2e-5, 0, 648},
		{"x.mp4", "libmp3lame", 1e-5, 0, 431},
		{"x.mov", "libmp3lame", 1e-5, 0, 431},
	} {
		t.Run(test.name+" "+test.codec, func(t *testing.T) {
			path := ffmpegMake(t, test.name, []string{"-b:a", "96k", "-c:a", test.codec})[0]
			r := mustOpen(t, readFile(t, path))
			got := mustReadAll(t, r)
			wantWarnings(t, r)
			want := ffmpegSamples(t, path)[0][2*test.before:]
			if after := (len(want) - len(got)) / 2; after != test.after {
				t.Errorf("ffmpeg has %d samples more, want %d", after, test.after)
			}
			n := min(len(got), len(want))
			if d := difference(got[:n], want[:n]); d > test.differs {
				t.Errorf("differs by %.2g, want at most %.2g", d, test.differs)
			}
			left := make([]float32, len(got)/2)
			for i := range left {
				left[i] = got[2*i]
			}
			if at := onset(left, 48000).Seconds(); at < .4995 || at > .5005 {
				t.Errorf("the tone begins at %.4f s, want 0.5 s", at)
			}
		})
	}
}

// TestMKVMerge reads what mkvmerge makes of the clips, whose blocks hold several
// frames by each way of saying their sizes.
func TestMKVMerge(t *testing.T) {
	needTool(t, "mkvmerge")
	for _, name := range []string{"speech-silk.opus", "click.opus", "speech.flac", "click24.flac", "speech.mp3", "click-24.wav"} {
		for _, args := range [][]string{nil, {"--engage", "no_simpleblocks"}, {"--disable-lacing"}, {"--cluster-length", "100ms"}} {
			path := filepath.Join(t.TempDir(), "x.mka")
			runTool(t, "mkvmerge", append(append([]string{"-q", "-o", path}, args...), "testdata/"+name)...)
			r := mustOpen(t, readFile(t, path))
			got := mustReadAll(t, r)
			wantWarnings(t, r)
			want := mustReadAll(t, mustOpen(t, readFixture(t, name)))
			if len(got) < len(want) {
				t.Fatalf("%s %q: got %d values, want %d", name, args, len(got), len(want))
			}
			equalSamples(t, got[:len(want)], want)
			if len(got) != len(want) && name != "speech.mp3" { // whose end is not said
				t.Errorf("%s %q: got %d values, want %d", name, args, len(got), len(want))
			}
		}
	}
}
