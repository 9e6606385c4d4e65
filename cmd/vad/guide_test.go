package main

import (
	"bytes"
	"context"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var optionPattern = regexp.MustCompile(`--(?:\[no-\])?[a-z][a-z0-9-]+`)

// TestGuides checks that completions and the manual page know every verb and
// every option that --help shows.
func TestGuides(t *testing.T) {
	parser, err := newParser(context.Background(), terminal{strings.NewReader(""), &bytes.Buffer{}, &bytes.Buffer{}}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	guides := map[string]string{
		"bash": mustRun(t, "completion", "bash"),
		"zsh":  mustRun(t, "completion", "zsh"),
		"fish": mustRun(t, "completion", "fish"),
		"man":  strings.ReplaceAll(mustRun(t, "man"), `\-`, "-"),
	}
	for _, verb := range parser.Model.Children {
		help := mustRun(t, verb.Name, "--help")
		if !strings.Contains(help, "Examples:") || !strings.Contains(help, "vad "+verb.Name) {
			t.Errorf("the help of %s has no examples", verb.Name)
		}
		for shell, guide := range guides {
			if !strings.Contains(guide, verb.Name) {
				t.Errorf("%s does not know %s", shell, verb.Name)
			}
			for _, option := range optionPattern.FindAllString(help[strings.Index(help, "Flags:"):], -1) {
				option = strings.Replace(option, "[no-]", "", 1)
				if shell == "fish" {
					option = "-l " + option[2:]
				}
				if option != "--help" && !strings.Contains(guide, option) {
					t.Errorf("%s does not know %s of %s", shell, option, verb.Name)
				}
			}
		}
	}
	for shell, want := range map[string]string{
		"bash": `-f|--format) COMPREPLY=($(compgen -W 'text json jsonl csv srt vtt rttm audacity ctm textgrid kaldi nemo ffconcat stats' -- "$cur")); return ;;`,
		"zsh":  `'--format=[Output format: text, json, jsonl, csv, srt, vtt, rttm, audacity, ctm, textgrid, kaldi, nemo, ffconcat, stats (text).]:format:(text json jsonl csv srt vtt rttm audacity ctm textgrid kaldi nemo ffconcat stats)'`,
		"fish": `-l format -s f -r -f -a 'text json jsonl csv srt vtt rttm audacity ctm textgrid kaldi nemo ffconcat stats'`,
		"man":  ".TP\n\\fB-f\\fR, \\fB--format\\fR=\\fIFORMAT\\fR\n",
	} {
		if !strings.Contains(guides[shell], want) {
			t.Errorf("%s has no %s", shell, want)
		}
	}
	for _, want := range []string{"--model) mapfile -t COMPREPLY < <(compgen -W 'v6 v5 v4' -f ", "--ffmpeg) mapfile -t COMPREPLY < <(compgen -W 'auto never' -f "} {
		if !strings.Contains(guides["bash"], want) {
			t.Errorf("bash has no %s", want)
		}
	}
	if want := "voice activity detector\n.SH SYNOPSIS\n"; !strings.Contains(guides["man"], want) {
		t.Errorf("the name in the manual page does not end with %q", want)
	}
	if want := ".SH DESCRIPTION\nvad FILE is short for vad detect FILE"; !strings.Contains(guides["man"], want) {
		t.Errorf("the manual page has no %q", want)
	}
}

// TestManEscapes checks that no line of text is taken for a request.
func TestManEscapes(t *testing.T) {
	requests := []string{".TH", ".SH", ".SS", ".TP", ".PP", ".B", ".br", ".nf", ".fi"}
	for line := range strings.Lines(mustRun(t, "man")) {
		if word, _, _ := strings.Cut(strings.TrimSpace(line), " "); strings.HasPrefix(word, ".") && !slices.Contains(requests, word) {
			t.Errorf("%q is no request", line)
		}
	}
}

// TestInfo checks that what identifies the model is there.
func TestInfo(t *testing.T) {
	for model, want := range map[string]string{
		"v6": "482521f38f23d603a205c53c72b0ffcdda1505c0c4897f0ee362761c3a99f408",
		"v5": "936f318f1f81a23397c16c8c52231d01fe727eee964a7df8c3f00424fa71f324",
	} {
		i := decodeJSON[info](t, mustRun(t, "info", "-f", "json", "--model", model))[0]
		if i.Model != model || i.Checksum != want || !slices.Equal(i.SampleRates, []int{8000, 16000}) || !slices.Equal(i.Windows, []int{256, 512}) || i.Kernels == "" || i.Go == "" {
			t.Errorf("%+v", i)
		}
		if text := mustRun(t, "info", "--model", model); !strings.Contains(text, want) {
			t.Errorf("got\n%s", text)
		}
	}
}
