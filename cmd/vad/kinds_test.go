//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// kinds are files for the rows of the table of docs/command.md: their names, and how
// ffmpeg encodes them.
var kinds = map[string][]struct {
	file string
	args string
}{
	"WAV, RF64, Wave64, AIFF, AU and CAF with PCM, float, mu-law or A-law": {
		{"a.wav", ""}, {"float.wav", "-c:a pcm_f32le"}, {"mulaw.wav", "-c:a pcm_mulaw"}, {"alaw.wav", "-c:a pcm_alaw"}, {"rf64.wav", "-rf64 always"},
		{"a.w64", ""}, {"a.aiff", ""}, {"a.au", ""}, {"a.caf", ""},
	},
	"FLAC, alone or in Ogg": {{"a.flac", ""}, {"a.oga", "-c:a flac -f ogg"}},
	"MP3":                   {{"a.mp3", ""}},
	"Ogg Vorbis, Ogg Opus":  {{"a.ogg", "-c:a libvorbis"}, {"a.opus", ""}},
	"WebM and Matroska with Opus, Vorbis, FLAC, MP3 or PCM": {
		{"opus.webm", "-c:a libopus"}, {"vorbis.webm", "-c:a libvorbis"}, {"a.mka", "-c:a flac"}, {"mp3.mka", "-c:a libmp3lame"}, {"pcm.mkv", "-c:a pcm_s16le"},
	},
	"MP4, M4A and QuickTime with Opus, FLAC, MP3 or PCM": {
		{"opus.mp4", "-c:a libopus"}, {"flac.mp4", "-c:a flac -strict -2"}, {"mp3.mp4", "-c:a libmp3lame"}, {"pcm.mov", "-c:a pcm_s16le"},
	},
	"MP4, M4A, QuickTime and Matroska with AAC or ALAC, ADTS": {
		{"a.m4a", ""}, {"a.mov", "-c:a aac"}, {"alac.m4a", "-c:a alac"}, {"a.mkv", "-c:a aac"}, {"a.aac", ""},
	},
	"AC-3, AMR, Windows Media, AVI, WavPack, True Audio": {{"a.ac3", "-ar 48000"}, {"a.wma", ""}, {"a.avi", ""}, {"a.wv", ""}, {"a.tta", ""}, {"a.amr", "sox"}},
	"WAV with ADPCM or GSM":                              {{"adpcm.wav", "-c:a adpcm_ima_wav"}, {"gsm.wav", "-c:a libgsm_ms -ar 8000"}},
	"text, pictures, what is not known":                  {{"a.txt", "none"}, {"a.png", "-filter_complex showwavespic=s=64x64 -frames:v 1"}},
}

// TestKinds makes files of every kind that the table names, and checks who decodes
// them.
func TestKinds(t *testing.T) {
	needProgram(t, "ffmpeg")
	_, table, found := strings.Cut(contents(t, "../../docs/command.md"), "| kind | decoded by |\n|---|---|\n")
	if !found {
		t.Fatal("docs/command.md has no table of kinds")
	}
	table, _, _ = strings.Cut(table, "\n\n")
	rows := 0
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		kind, by := strings.TrimSpace(cells[0]), strings.TrimSpace(cells[1])
		if len(kinds[kind]) == 0 {
			t.Errorf("no files for %q", kind)
		}
		rows++
		for _, k := range kinds[kind] {
			checkKind(t, makeKind(t, k.file, k.args), by)
		}
	}
	if rows != len(kinds) {
		t.Errorf("the table has %d rows, want %d", rows, len(kinds))
	}
}

// makeKind makes a file of the clip of speech.
func makeKind(t *testing.T, name, args string) string {
	t.Helper()
	switch args {
	case "none":
		return file(t, name, strings.Repeat("This is not audio.\n", 1000))
	case "sox":
		return encode(t, name, "sox", "SPEECH", "-r", "8000", "-t", "amr-nb", "FILE")
	}
	return encodeFFmpeg(t, name, strings.Fields(args)...)
}

// checkKind checks who decodes a file, whatever it is called.
func checkKind(t *testing.T, path, by string) {
	t.Helper()
	odd := filepath.Join(t.TempDir(), "recording")
	if err := os.Rename(path, odd); err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(path)
	with, without := runProcess(t, nil, "detect", odd), runProcess(t, nil, "detect", "--ffmpeg=never", odd)
	said := strings.Contains(with.stderr, "; decoded by ffmpeg")
	switch by {
	case "vad":
		if with.status != 0 || without.status != 0 || said || !strings.Contains(with.stdout, "3 segments") {
			t.Errorf("%s: %+v", name, with)
		}
	case "ffmpeg":
		if with.status != 0 || without.status != statusFailed || !said || !strings.Contains(with.stdout, "3 segments") {
			t.Errorf("%s: %+v", name, with)
		}
	case "refused":
		if with.status != statusFailed || strings.Count(with.stderr, "\n") != 1 || with.stdout != "" {
			t.Errorf("%s: %+v", name, with)
		}
	default:
		t.Errorf("%s: decoded by %q", name, by)
	}
}
